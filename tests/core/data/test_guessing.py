"""Short files in many encodings: how many are read right without a mark or a choice."""

from __future__ import annotations

import random

import pytest

from core.data.encodings import to_utf8

# Names, cities and products by language. The part before the bar was looked at while the reading was tuned.
WORDS = {
    "German": "Müller;Köln;Größe;Jäger;Düsseldorf;Schlüssel;Weiß;Möbel"
    "|Schröder;Zürich;Bücherregal;Groß-Umstadt;Käsekuchen;Übersee GmbH;Löffel;Straßburg;Vögele;Fußball",
    "French": "Hélène;Besançon;Crème brûlée;Nîmes;Théâtre;René;Forêt;Évian"
    "|Jérôme Lefèvre;Orléans;Pâté;Béziers;Garçon;Mélanie;Gâteau;Étienne;Poêle;Champs-Élysées",
    "Spanish": "José;Málaga;Niño;Cádiz;Pingüino;León;Jamón;Ávila"
    "|María Núñez;Córdoba;Sábana;Bogotá;Señor Ibáñez;Almacén;México;Muñeca;Jesús;Melocotón",
    "Portuguese": "João;São Paulo;Maçã;Évora;Pão;Conceição;Brasília;Calção"
    "|Gonçalo;Goiânia;Limão;Antônio;Açúcar;Belém;Coração;Inês;Sebastião;Caminhões",
    "Italian": "Niccolò;Forlì;Caffè;Città;Tiramisù;Università;Perché;Nicolò"
    "|Cantù;Ragù;Santità;Così;Però;Bontà;Canicattì;Lunedì;Qualità;Giosuè Rossi;Cucù",
    "Swedish": "Göran;Malmö;Smörgås;Åsa;Växjö;Kött;Björn;Hallå"
    "|Sjöström;Örebro;Köttbullar;Håkan;Jönköping;Knäckebröd;Mårten;Linköping;Ärtsoppa;Fåtölj",
    "Danish": "Søren;Århus;Smørrebrød;Kære;Jørgen;Rønne;Æble;Blåbær"
    "|Bjørn Sørensen;Ærø;Rødgrød;Gråsten;Købmand;Nørregade;Lærke;Fødselsdag;Åse;Tromsø",
    "Polish": "Łukasz;Gdańsk;Żółty;Świętosława;Kraków;Książka;Wójcik;Łódź"
    "|Małgorzata;Poznań;Żubrówka;Grażyna Dąbrowska;Częstochowa;Ręcznik;Paweł;Wrocław;Zieliński;Krzesło",
    "Czech": "Jiří;Plzeň;Dvořák;Třebíč;Žižkov;Kuře;Růžena;Šárka"
    "|Tomáš Novotný;Brno-střed;Hradec Králové;Ondřej;Příbor;Světlo;Růžička;Kroměříž;Bedřich;Čaj",
    "Hungarian": "László;Győr;Tűzhely;Kovács;Gyöngyös;Őszi;Zsófia;Székesfehérvár"
    "|Erzsébet;Pécs;Főzőlap;Németh Tamás;Hódmezővásárhely;Gyümölcs;Törökbálint;Sütő;Füzet;Kőszeg",
    "Russian": "Иванов;Москва;Чайник;Ольга;Казань;Стул;Смирнова;Екатеринбург"
    "|Дмитрий;Новосибирск;Кофеварка;Анна Петрова;Пермь;Шкаф;Сергей;Ярославль;Подушка;Фёдор",
    "Ukrainian": "Олексій;Київ;Ґудзик;Їжак;Харків;Яблуко;Шевченко;Запоріжжя"
    "|Наталія;Львів;Порошок;Андрій Коваль;Чернівці;Печиво;Євген;Вінниця;Цукерки;Мар’яна",
    "Japanese": "田中太郎;東京;りんご;鈴木;大阪市;コーヒー;山本花子;ﾀﾅｶ ﾀﾛｳ"
    "|佐々木健;横浜;みかん;高橋 美咲;札幌市中央区;ノート;渡辺;ｻﾄｳ ﾊﾅｺ;京都府;消しゴム",
    "Chinese": "王伟;北京;苹果;李娜;上海市;茶叶;张三;广州|刘洋;深圳市;手机壳;陈静;成都;雨伞;赵敏;杭州西湖;保温杯;孙浩",
    "Taiwanese": "陳怡君;臺北市;蘋果;林志明;高雄;茶葉;張雅婷;臺中"
    "|黃淑芬;新竹縣;鳳梨酥;吳俊傑;桃園;雨傘;蔡宗翰;彰化;保溫杯;劉美玲",
    "Korean": "김철수;서울;사과;이영희;부산;커피;박지훈;대구"
    "|최수진;인천광역시;냉장고;정민호;광주;우산;강미영;제주도;노트북;윤서연",
    "Greek": "Γιώργος;Αθήνα;Καφές;Μαρία|Παπαδόπουλος;Θεσσαλονίκη;Ελαιόλαδο;Νίκος;Πάτρα;Τραπέζι;Ηράκλειο",
    "Turkish": "Ayşe;İstanbul;Çay;Işık|Mehmet Yılmaz;Eskişehir;Buzdolabı;Gülşah;Diyarbakır;Şemsiye;Ağrı;Uğur",
}
WEST = ("German", "French", "Spanish", "Portuguese", "Italian", "Swedish", "Danish")
EAST = ("Polish", "Czech", "Hungarian")
USUAL = {
    "utf-8": tuple(WORDS),
    "utf-8-sig": tuple(WORDS),
    "utf-16": tuple(WORDS),
    "utf-16-le": tuple(WORDS),
    "cp1252": WEST,
    "iso8859-15": WEST,
    "mac_roman": WEST,
    "cp1250": EAST,
    "cp1251": ("Russian", "Ukrainian"),
    "shift_jis": ("Japanese",),
    "gb18030": ("Chinese",),
}
RARER = {
    "utf-16-be": tuple(WORDS),
    "cp850": WEST,
    "iso8859-2": EAST,
    "koi8-r": ("Russian",),
    "cp866": ("Russian",),
    "euc_jp": ("Japanese",),
    "big5": ("Taiwanese",),
    "euc_kr": ("Korean",),
    "cp1253": ("Greek",),
    "cp1254": ("Turkish",),
}


def short_files(encodings: dict[str, tuple[str, ...]], half: int) -> list[tuple[str, str]]:
    """18 texts of 1 to 20 rows per encoding, from the words before (0) or after (1) the bar."""
    files = []
    for encoding, languages in encodings.items():
        chance = random.Random(f"{encoding} {half}")
        for number in range(18):
            words = WORDS[languages[number % len(languages)]].split("|")[half].split(";")
            rows = (1, 2, 2, 3, 5, 20)[number % 6]
            lines = [f"{row},{chance.choice(words)},{chance.randint(1, 900)}" for row in range(1, rows + 1)]
            files.append((encoding, "\n".join(["id,name,amount", *lines, ""])))
    return files


def share_read_right(files: list[tuple[str, str]]) -> float:
    """The share of files whose text comes out as it went in."""
    return sum(to_utf8(text.encode(encoding))[0].decode() == text for encoding, text in files) / len(files)


@pytest.mark.parametrize("half", [0, 1])
def test_short_files_in_eleven_encodings_are_read_right(half: int) -> None:
    files = short_files(USUAL, half)
    assert len(files) == 198
    assert share_read_right(files) >= 0.97


@pytest.mark.parametrize("half", [0, 1])
def test_short_files_in_rarer_encodings_are_mostly_read_right(half: int) -> None:
    assert share_read_right(short_files(RARER, half)) >= 0.96
