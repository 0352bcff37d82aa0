"""How much a text looks like what people write: the letters of its language, in places where they stand."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

# Letters beyond ASCII from frequent to rare: each blank halves the share, the first group makes up an eighth of all
# letters; a capital says that the letter only ends words. Counted over the 20,000 most frequent words of each language.
ALPHABETS = {
    "German": "    äü ö ßé  è",
    "French": "  é   è  ê ôçâîœ ûïÀ ë ùü",
    "Spanish": "    ó íá éñ ú    ü",
    "Portuguese": "    çã áí éóõê âú ôà",
    "Italian": "      À ÈÒ ÙÌÉ",
    "Catalan": "    àó èí ò çéúï  üá ñ",
    "Dutch": "       ë éï  èóüö",
    "Swedish": "   äö å  é",
    "Danish": "    æø å  é",
    "Norwegian": "    ø å æ é   òô",
    "Finnish": "  ä   ö    å",
    "Icelandic": "  ð óá öæí úþéý",
    "Polish": "   łą ęóśćż  ń  ź",
    "Czech": "  íá ěř éčýšž ů ú  ňť óď",
    "Slovak": "   áíý čúšéťž ľ ôó ňä ď  ĺŕ",
    "Hungarian": "  áé  öóőíü  úű",
    "Romanian": "  ă țţ șşîâ",
    "Croatian": "    čšž ć đ",
    "Slovenian": "   čš ž",
    "Lithuanian": "   ėųš žą įūč ę",
    "Latvian": "  ā īē š ņūļ žķģ č",
    "Turkish": " ı i üş ğçö     â",
    "Russian": "о аеинтсрл вкпдму яыьзбгйч хжюшц фщ э  ёъ",
    "Ukrainian": "о аниіртве склпдум зяьгбчй хюцжшї єф щ   ы  эґ",
    "Bulgarian": "аи етонрс влкпдм зяъбугч жцхш йщф ю  ь   і",
    "Greek": "α σεοιτνρ κπμλυηάί γέδόήωύχφθς βώξ ζ ψ  ϊ",
    "Hebrew": "יו התרמלב שנאעםחדקפ כסגצטן ז ך ףץ",
    "Arabic": "ال يمرتو نبةدعسق فهحكأجص شطخزضإ ثغئءذىظ  ؤآ",
    "Persian": "ای رنمودت هبسلشک فزگخعقجپ يحآص طچغض ذكظئث ژ أ ىء ؤ",
}
# The signs that names, places and products are mostly written with, from frequent to rare.
SIGNS = {
    "Japanese": (
        "田本山大川中村小木子野島一出人上日見生手合行気入下分取国学事物地立会間自込長高無新不発前動言方作年体用名水内定目"
        "通切付金部場当実力理時思美戦引原知明後全外回道同食面心者書来成女東最性持所月業度代法数神文意開直着変正有家天真今"
        "主安感口海多公話社信味先平連対化白教電楽流重関愛使機和売向受車期身強空画結風近落語色相死現悪民乗線産世保特西返加"
        "良集送決三北品放起点進少勝選記様員過調井的要何太石屋初元務足表利能好読素打追転別張続飛音聞仕広市報経区佐藤鈴伊渡"
        "辺斎橋府県町京阪横浜戸千葉埼玉静岡福州仙台札幌沖縄郎恵健由紀雄介洋浩斗翔彦奈菜智香清株式店商番号客顧額住森林池谷"
        "沢崎松杉岩竹杏茶米酒卵肉魚鳥豚牛果桃梨栗柿葡萄紙筆靴服帽皿机椅鍋傘袋箱布糸鏡瓶缶塩糖油酢粉麺飯丼弁醤噌豆腐湯泉門"
        "丁館庫棚灯扇具器類個円税率量割料済黄緑灰紫銀鉄銅綿革薬歯眼耳"
    ),
    "Chinese": (
        "一人大国中有子上会学出生家地年发来行下天斯法时动主为长分事心公小自成多个部民开机无用力日高三新文到理尔电业作过体"
        "名特面里者利方好本手政工化市于十外西水全以得第美点在意区同安后合重克定实前拉头海加能的制要车说道员场物进军经女山"
        "对入明教两数二度内亚产金相现关东当所德代平我通南马门口看气身万正位路回报老信保打权间科网建比次最北院世务量书台品"
        "义四立处风线表此解原资光华色州而运城太受常五任联着传爱选商去布真结语变队白那几格基士论乐强系计党球级收接月其花清"
        "百议师件图单集器火达影调元活界罗节社程向统设游声带阿林团组命式省李王张刘陈杨赵黄周吴徐孙朱胡郭何梁宋郑谢韩唐冯董"
        "萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪姜范石姚谭廖邹熊陆郝孔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎易"
        "武乔贺赖龚伟芳娜秀敏静丽磊洋艳勇杰娟涛超霞刚桂玉婷雪梅春志宇庆宁湖京津深圳杭汉都昆沙哈滨连岛厦福街镇县男客户编号"
        "姓称价额订果茶苹梨橙柠檬葡萄蕉莓瓜纸笔包鞋衣裤裙帽袜杯碗盘刀叉桌椅床灯伞米油盐酒糖奶蛋肉鱼鸡鸭牛羊猪菜饼巧咖啡饮"
        "料糕盒箱袋瓶罐壳充键鼠标耳屏幕脑视冰洗炉锅壶镜钻戒项链巾被枕套垫帘柜架玩具积木拍背旅绿蓝紫灰粉棕黑银铁铜棉皮丝绸"
        "药牙膏皂液"
    ),
    "Taiwanese": (
        "一人大國中有子上會學出生家地年發來行下天斯法時動主為長分事心公小自成多個部民開機無用力日高三新文到理電業作過體名"
        "特面裡者利方好本手政工化市於十外西水全以得第美點在意區同安後合重克定實前拉頭海加能的製要車說道員場物進軍經女山對"
        "入明教兩數二度內亞產金相現關東當所德代平我通南馬門口看氣身萬正位路回報老信保打權間科網建比次最北院世務量書台品義"
        "四立處風線表此解原資光華色州而運城太受常五任聯著傳愛選商去布真結語變隊白那幾格基士論樂強系計黨球級收接月其花清百"
        "議師件圖單集器火達影調元活界羅節社程向統設遊聲帶阿林團組命式李王張劉陳楊趙黃周吳徐孫朱胡郭何梁宋鄭謝韓唐馮董蕭曹"
        "袁鄧許傅沈曾彭呂蘇盧蔣蔡賈丁魏薛葉閻余潘杜戴夏鍾汪姜范石姚譚廖鄒熊陸郝孔康毛邱秦江史顧侯邵孟龍段雷錢湯尹黎易武喬"
        "賀賴龔偉芳娜秀敏靜麗磊洋豔勇傑娟濤超霞剛桂玉婷雪梅春志宇慶寧湖京臺灣竹桃園彰雄屏宜蘭投栗縣鎮鄉街怡君雅惠淑俊宏豪"
        "冠廷欣瑋琪客戶編號姓價額訂果茶蘋梨橙檸檬葡萄蕉莓瓜紙筆包鞋衣褲裙帽襪杯碗盤刀叉桌椅床燈傘米油鹽酒糖奶蛋肉魚雞鴨牛"
        "羊豬菜餅麵巧咖啡飲料糕盒箱袋瓶罐殼充鍵鼠標耳螢幕腦視冰洗爐鍋壺鏡錶鑽戒項鍊巾被枕套墊簾沙櫃架玩具積木拍背旅綠藍紫"
        "灰粉棕黑銀鐵銅棉皮絲綢藥牙膏皂液鳳酥蔥餃"
    ),
    "Korean": (
        "이스리지다아사기자가어시대라인수로서도고정나전부장트마주니드요구해상일소하그제보한원동미비성오신무유진우의여조공"
        "모치세선거연국러려화레바야경프관위내안타문에단실생산터만크는데파카중영면학방회교계재명물발으운히포간당들분르개호"
        "식용저체래행버피디노토양과차반통심코까금감게남워강작루매배음건임입출적민예린불청력역티종직업천은군후합브현법결키"
        "더본질난속메점와추설외태달두각네즈울복초올약알격할집말형박판언살목표테처을증온너져급절변돌베김편평애최순희숙철준"
        "혁훈윤허송홍권황곽백류님객품번액커컵책볼빵밥쌀옷펜귤닭떡꽃팔흰검갈칼냄컴퓨쇼샴푸벽침욕탁램빗큐폰케참깨콩팥딸뼈칫"
        "솔"
    ),
}
# Where the character sets of a country keep the signs taught at school, and the others (first bytes of a pair).
SCHOOL_ROWS = {"Japanese": ("cp932", 0x88, 0x97), "Chinese": ("gb2312", 0xB0, 0xD7), "Taiwanese": ("big5", 0xA4, 0xC6)}
RARE_ROWS = {"Japanese": ("cp932", 0x98, 0xEA), "Chinese": ("gb2312", 0xD8, 0xF7), "Taiwanese": ("big5", 0xC9, 0xF9)}
TRAILS = bytes(set(range(0x40, 0xFF)) - {0x7F})
PUNCTUATION = "’–“”…€°™®©§«»„£\u00a0№ºª—‘·½µ²×"
OTHER_SYMBOLS = "¡¢¤¥¦¨¬\u00ad¯±³´¶¸¹¼¾¿÷•†‡‚‹›‰ˆ˜"
WIDE_PUNCTUATION = "、。・（）「」：，％！？～－＆／￥\u3000『』【】；＋"
# What stands right after and right before words; other readings show accented letters as the remaining symbols.
AFTER_WORDS = frozenset("’”»™®ºª·\u00a0")
BEFORE_WORDS = frozenset("‘“„«’·°µ\u00a0")
# It’s, don’t, you’re; l’eau, qu’il, O’Brien.
AFTER_APOSTROPHE = frozenset("stdmrlv")
BEFORE_APOSTROPHE = frozenset("ldjnscmtuo")
VOWELS = frozenset("aeiouyæœıаеиоуыэюяёіїєαεηιουω")
# What never follows a letter, apart from accents; blank for the end of a word.
NOT_BEFORE = {
    **dict.fromkeys("ñç", frozenset({"", *"bcdfghjklmnpqrstvwxz"})),
    **dict.fromkeys("śńź", frozenset("aeiouy")),
    **dict.fromkeys("âîïæ", frozenset({""})),
    "œ": frozenset("aeoy"),
}
CASED = frozenset("LGC")
# Marks a letter at the end of a word in the tables.
LAST = "|"
# Stands for all ASCII letters in the tables.
PLAIN = "a"
UNKNOWN = -22.0
OTHER_ALPHABET = -9.0
CONTROL = -24.0
# Files in these are rarer than in the others; the blank stands for a file in several languages.
RARE = {
    "": -3.0,
    "Icelandic": -5.0,
    "Catalan": -3.0,
    "Romanian": -2.0,
    "Finnish": -1.0,
    "Dutch": -1.0,
    "Slovenian": -1.0,
}


def likelihood(text: str, languages: Iterable[str] | None = None) -> float:
    """How likely people who use one of `languages` (None: all) write the text, in bits below certainty.

    The characters beyond ASCII tell. Of two readings of the same bytes the one nearer to 0 is the better.
    """
    places = Counter(zip(" " + text, text, text[1:] + " ", strict=False))
    bits = 0.0
    counts: dict[str, float] = {}
    for (before, char, after), count in places.items():
        if char > "\x7f":
            # The tenth time a name comes up tells less than the first.
            weight = 1.0 + math.log2(count)
            bits += weight * _fit(before, char, after)
            key = char.lower()[0] + (LAST if _script(char) in CASED and _script(char) != _script(after) else "")
            counts[key] = counts.get(key, 0.0) + weight
    counts[PLAIN] = float(sum(map(len, set(re.findall("[A-Za-z]+", text)))))
    tables = _tables(tuple(languages or (*ALPHABETS, *SIGNS)))
    return bits + max(
        RARE.get(language, 0.0) + sum(count * table.get(key, _unknown(key)) for key, count in counts.items())
        for language, table in tables.items()
    )


def _unknown(key: str) -> float:
    return OTHER_ALPHABET if "\u0530" <= key[0] < "\u0590" or "\u0780" <= key[0] < "\u2000" else UNKNOWN


@cache
def _tables(languages: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Log2 of each character's share in each language and, with a blank name, in a file of them all."""
    everyone = _mean([_shares(language) for language in (*ALPHABETS, *SIGNS)])
    for chars, share in ((PUNCTUATION, 2**-10), ("\u00a0", 2**-7), (OTHER_SYMBOLS, 2**-14)):
        everyone.update({char: everyone.get(char, 0.0) + 20 * share for char in chars})
    wanted = {language: _shares(language) for language in languages}
    return {
        language: {char: math.log2(0.95 * shares.get(char, 0.0) + 0.05 * share) for char, share in everyone.items()}
        | {PLAIN: _plain_bits(shares)}
        for language, shares in {**wanted, "": _mean(list(wanted.values()))}.items()
    }


def _plain_bits(shares: dict[str, float]) -> float:
    """The worth of a letter without an accent; in other alphabets Latin words are foreign and tell nothing."""
    accented = sum(share for char, share in shares.items() if LAST not in char)
    return 0.5 * math.log2(1 - accented) if accented < 0.5 else 0.0


def _mean(tables: list[dict[str, float]]) -> dict[str, float]:
    mean: dict[str, float] = {}
    for table in tables:
        for char, share in table.items():
            mean[char] = mean.get(char, 0.0) + share / len(tables)
    return mean


@cache
def _shares(language: str) -> dict[str, float]:
    if language in ALPHABETS:
        groups = enumerate(ALPHABETS[language].split(" "), start=3)
        ends = {char: 2.0**-bits for bits, group in groups for char in group}
        inside = {char.lower(): share / 16 if char.isupper() else share for char, share in ends.items()}
        return inside | {char.lower() + LAST: share for char, share in ends.items()}
    shares: dict[str, float] = dict.fromkeys(WIDE_PUNCTUATION, 2**-10)
    if language == "Korean":
        shares |= dict.fromkeys(map(chr, range(0xAC00, 0xD7A4)), 2**-16)
    else:
        shares |= dict.fromkeys(_rows(*RARE_ROWS[language]), 2**-18)
        shares |= dict.fromkeys(_rows(*SCHOOL_ROWS[language]), 2**-14)
    if language == "Japanese":
        for first, last, share in ((0xFF10, 0xFF5A, 2**-11), (0x3041, 0x30F6, 2**-7), (0xFF66, 0xFF9F, 2**-8)):
            shares |= dict.fromkeys(map(chr, range(first, last + 1)), share)
        shares |= {"ー": 2**-5, "ン": 2**-5, "々": 2**-11}
    signs = SIGNS[language]
    total = sum(1 / (rank + 40) for rank in range(len(signs)))
    return shares | {sign: 0.6 / (rank + 40) / total for rank, sign in enumerate(signs)}


def _rows(codec: str, first: int, last: int) -> str:
    """The two-byte signs of a codec whose first byte lies in a range."""
    pairs = b"".join(bytes((lead, trail)) for lead in range(first, last + 1) for trail in TRAILS)
    return "".join(char for char in pairs.decode(codec, "ignore") if char >= "\u4e00" and char < "\uff00")


@lru_cache(maxsize=10_000)
def _fit(before: str, char: str, after: str) -> float:
    """Bits for the place: no capital within a small word, no symbol inside a word, no two alphabets in one."""
    if not _script(char):
        return _symbol_fit(before, char, after)
    script = _script(char)
    same = [near if _script(near) == script else "" for near in (before, after)]
    others = [_script(near) for near in (before, after) if _script(near) not in ("", script)]
    bits = sum(-4.0 if "J" in (script, other) else -7.0 for other in others)
    if script not in CASED:
        return bits - (5.0 if script == "K" and not any(same) else 0.0)
    bits -= 5.0 * (before.isdigit() + after.isdigit())
    # Vowels and consonants take turns.
    near = [_base(one) in VOWELS for one in same if one]
    alike = near.count(_base(char) in VOWELS)
    bits += 0.0 if not near else 0.3 - 1.2 * alike if alike else 0.6
    if _base(same[1]) in NOT_BEFORE.get(char.lower(), ()):
        bits -= 4.0
    return bits + (_capital_fit(*same) if char.isupper() else _small_fit(*same))


def _symbol_fit(before: str, char: str, after: str) -> float:
    if char < "\u00a0" or char == "\ufffd":
        return CONTROL
    follows, leads = _script(before) in CASED, _script(after) in CASED
    if char == "’" and _script(before) == _script(after) == "L":
        return 0.0 if before.lower() in BEFORE_APOSTROPHE or after in AFTER_APOSTROPHE else -4.0
    if char > "\u2e80" or char in "’·":
        return 0.0
    if follows and leads:
        return -2.0 if char == "\u00a0" else -2.0 if char in "–—…" else -7.0
    odd = (follows and char not in AFTER_WORDS) or (leads and char not in BEFORE_WORDS)
    return -2.5 if odd else 0.0


def _capital_fit(before: str, after: str) -> float:
    """Bits for a capital; the neighbors are of its own alphabet, or blank at the edges of a word."""
    if not before:
        return -2.0 if after else -4.0
    return (-9.0 if before.islower() else -1.5) - (5.0 if after.islower() else 0.0)


def _small_fit(before: str, after: str) -> float:
    """Bits for a small letter, likewise."""
    if not before:
        return -3.5 - (6.0 if after.isupper() else 0.0)
    if before.isupper():
        return -9.0 if after.isupper() else -0.5
    return -5.0 if after.isupper() else 0.0


@lru_cache(maxsize=4_000)
def _script(char: str) -> str:
    """L(atin), G(reek), C(yrillic), H(ebrew), A(rabic), J for East Asia, K for narrow kana, blank for no letter."""
    if not char.isalpha() or char in "ªºµ":
        return ""
    for limit, script in (("\u0250", "L"), ("\u0400", "G"), ("\u0530", "C"), ("\u0600", "H"), ("\u0780", "A")):
        if char < limit:
            return script
    return "K" if "\uff66" <= char <= "\uff9f" else "J" if char >= "\u2e80" else "?"


@lru_cache(maxsize=4_000)
def _base(char: str) -> str:
    """The small letter without its accent."""
    return "o" if char in ("ø", "Ø") else unicodedata.normalize("NFD", char.lower())[:1]
