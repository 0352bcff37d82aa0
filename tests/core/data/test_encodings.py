"""Bytes in the encodings that people have: the right letters, and a word where the encoding was guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.encodings import ENCODINGS, to_utf8
from core.data.sources import read_table
from core.data.table import Table
from core.problems import DataError, Problem


def rows(table: Table) -> list[list[str | None]]:
    """The cells, with None for a missing one."""
    frame = table.frame.astype(object)
    return frame.where(frame.notna(), None).values.tolist()


def counts(table: Table) -> dict[str, int]:
    """Rows touched per kind of problem."""
    return {problem.code: problem.rows for problem in table.problems}


def counts_of(problems: list[Problem]) -> dict[str, int]:
    """Rows touched per kind of problem."""
    return {problem.code: problem.rows for problem in problems}


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings(codec: str, said: str) -> None:
    text = "id,city\n1,Köln\n2,Málaga\n3,Saint-Étienne\n"
    table = read_table(text.encode(codec))
    assert rows(table) == [["1", "Köln"], ["2", "Málaga"], ["3", "Saint-Étienne"]]
    assert table.facts["encoding"] == said


def test_a_few_no_break_spaces_are_western() -> None:
    body = b"".join(b"%d,Xerox\xa0%d\n" % (i, i) for i in range(200))
    table = read_table(b"id,name\n" + body)
    assert table.facts["encoding"] == "Windows-1252"
    assert rows(table)[7] == ["7", "Xerox\u00a07"]


def test_cyrillic_is_not_taken_for_western() -> None:
    words = ["Москва", "Казань", "Новосибирск", "Екатеринбург"] * 20
    table = read_table("\n".join(["город,сумма", *(f"{word},5" for word in words)]).encode("cp1251"))
    assert table.frame.iloc[:, 0].tolist() == words
    assert "encoding-guessed" in counts(table)


def test_lines_in_another_encoding_are_counted() -> None:
    good = "".join(f"{i},Köln\n" for i in range(50)).encode()
    table = read_table(b"id,city\n" + good + b"50,K\xf6ln\n")
    assert set(table.frame["city"]) == {"Köln"}
    assert counts(table)["mixed-encoding"] == 1


@pytest.mark.parametrize("row", ["杭州,孙丽,女", "北京,王芳,女", "江苏,周杰,男"])
def test_chinese_is_not_taken_for_korean(row: str) -> None:
    table = read_table("\n".join([f"{row},5"] * 20).encode("gb18030"))
    assert table.facts["encoding"] == "GB18030"
    assert table.frame.iloc[0, :3].tolist() == row.split(",")


def test_korean_stays_korean() -> None:
    text = "\n".join(["고객,도시,금액", *(f"김철수{i},서울,{i}" for i in range(40))])
    table = read_table(text.encode("cp949"))
    assert table.facts["encoding"] == "EUC-KR"
    assert set(table.frame["도시"]) == {"서울"}


CITIES = {
    "fr": "Hélène,Besançon,Orléans,Nîmes,Angoulême,René",
    "de": "Köln,München,Düsseldorf,Nürnberg,Lübeck,Österreich",
    "es": "Málaga,Córdoba,Cádiz,León,Coruña,Álava",
    "pt": "São Paulo,Brasília,Maceió,Goiânia,Évora,Marília",
}


@pytest.mark.parametrize("codec", ["mac_roman", "cp1252"])
@pytest.mark.parametrize("land", CITIES)
def test_old_mac_files_and_windows_files_are_told_apart(land: str, codec: str) -> None:
    words = CITIES[land].split(",")
    table = read_table("\n".join(["city,amount", *(f"{word},5" for word in words)]).encode(codec))
    assert table.frame["city"].tolist() == words
    assert table.facts["encoding"] == {"mac_roman": "Mac Roman", "cp1252": "Windows-1252"}[codec]


@pytest.mark.parametrize(
    "text", ["Sainsbury’s", "Košice", "Post-it™", "Žižka", "Škoda", "Paris–Lyon", "cœur", "wait…what"]
)
def test_what_windows_files_do_hold_is_not_taken_for_mac(text: str) -> None:
    table = read_table(f"name,amount\n{text},5\n".encode("cp1252"))
    assert table.frame["name"].tolist() == [text]


@pytest.mark.parametrize(
    "text",
    [
        "José García,Málaga\nJürgen Müller,Köln\nFrançois,Orléans\nSøren,Århus",
        "Café crème,€3\nJalapeño “hot” – 5 oz,4\nPiñata™,7",
        "5 °C,1\n½ cup,2\n10 µm,3",
        "Guðrún,Þórður\nSigríður,Reykjavík",
    ],
)
def test_several_languages_and_typed_symbols_in_one_windows_file(text: str) -> None:
    assert to_utf8(text.encode("cp1252"))[0].decode() == text


@pytest.mark.parametrize(("label", "codec"), ENCODINGS.items())
def test_each_offered_encoding_reads_what_python_writes(label: str, codec: str) -> None:
    written = "id,name\n1,Ann\n".encode(codec)
    assert to_utf8(written, codec)[:2] == (b"id,name\n1,Ann\n", label.partition(" (")[0])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "UTF8", "utf-16", "latin-1", "cp1252"])
def test_a_chosen_encoding_is_used_without_a_guess(encoding: str) -> None:
    text, _, problems = to_utf8("city\nKöln\n".encode(encoding), encoding)
    assert text.decode() == "city\nKöln\n"
    assert problems == []


def test_a_chosen_encoding_is_used_even_where_another_one_looks_better() -> None:
    assert to_utf8("Köln\n".encode(), "cp1252")[0].decode() == "KÃ¶ln\n"


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf16_is_read_in_the_order_of_its_bytes_where_it_was_chosen_without_a_mark(order: str) -> None:
    assert to_utf8("id,city\n1,Köln\n".encode(order), "utf-16")[0].decode() == "id,city\n1,Köln\n"


def test_lines_that_a_chosen_encoding_cannot_read_are_counted() -> None:
    text, _, problems = to_utf8(b"city\nK\xf6ln\nBonn\nL\xfcbeck \xfc\n", "utf-8")
    assert text.decode() == "city\nK\ufffdln\nBonn\nL\ufffdbeck \ufffd\n"
    assert [(problem.code, problem.rows, problem.effect) for problem in problems] == [("undecodable", 2, "changed")]


@pytest.mark.parametrize("name", ["klingon", "", "a\0b", "base64", "undefined", "rot13"])
def test_a_name_of_no_text_encoding_is_refused_in_plain_words(name: str) -> None:
    with pytest.raises(DataError, match="is not the name of a text encoding") as refused:
        to_utf8(b"city\nBonn\n", name)
    assert refused.value.problems["code"].tolist() == ["unknown-encoding"]


def test_a_guess_shows_a_line_to_check() -> None:
    _, label, problems = to_utf8("id,city\n1,Bonn\n2,Köln\n".encode("mac_roman"))
    assert label == "Mac Roman"
    assert [(problem.code, problem.example) for problem in problems] == [("encoding-guessed", "2,Köln")]


def test_the_line_to_check_is_shown_where_its_odd_letter_is() -> None:
    _, _, problems = to_utf8(("plain;" * 50 + "Köln;Bonn\n").encode("cp1252"))
    assert "Köln;Bonn" in problems[0].example
    assert len(problems[0].example) <= 80


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("good", [1, 5, 500])
def test_lines_in_two_encodings_are_each_read_in_their_own(good: int, codec: str) -> None:
    told = [f"{number},Köln Fußgängerzone" for number in range(good)]
    data = "\n".join(told).encode() + "\nx,Düsseldorf\ny,Málaga\n".encode(codec)
    text, _, problems = to_utf8(data)
    assert text.decode().split("\n") == [*told, "x,Düsseldorf", "y,Málaga", ""]
    assert counts_of(problems) == {"mixed-encoding": 2}
    assert problems[0].example == "x,Düsseldorf"


def test_the_good_letters_of_a_line_survive_a_letter_that_was_cut_in_half() -> None:
    text, _, problems = to_utf8("Köln,Mün".encode() + b"\xc3" + ",Größe\nBonn,x,y\n".encode())
    assert text.decode() == "Köln,MünÃ,Größe\nBonn,x,y\n"
    assert counts_of(problems) == {"mixed-encoding": 1}


def test_a_marked_utf8_file_stays_utf8_whatever_else_is_in_it() -> None:
    text, label, _ = to_utf8(b"\xef\xbb\xbfcity\nK\xf6ln\n")
    assert (text.decode(), label) == ("city\nKöln\n", "UTF-8 and Windows-1252")


def test_a_bad_byte_far_down_is_found() -> None:
    filler = b"1,plain\n" * 300_000
    text, _, problems = to_utf8("id,city\n0,Köln\n".encode() + filler + b"2,L\xfcbeck\n")
    assert text.decode().endswith("2,Lübeck\n")
    assert counts_of(problems) == {"mixed-encoding": 1}


def test_bytes_that_a_guessed_encoding_does_not_know_are_counted() -> None:
    text, _, problems = to_utf8("Köln;Straße\nMünchen;Größe\n".encode("cp1252") + b"caf\xe9 \x81\n")
    assert text.decode() == "Köln;Straße\nMünchen;Größe\ncafé \ufffd\n"
    assert counts_of(problems) == {"encoding-guessed": 0, "undecodable": 1}


def test_japanese_mail_text_is_read() -> None:
    text = "名前,都市\n田中,東京\n"
    assert to_utf8(text.encode("iso2022_jp"))[:2] == (text.encode(), "ISO-2022-JP")


def test_stray_nul_bytes_do_not_make_a_file_utf16() -> None:
    text, label, problems = to_utf8(b"id,city\n1,Bonn\0\0\n2,\0Berlin\n3,Ulm\n")
    assert (text, label) == (b"id,city\n1,Bonn\n2,Berlin\n3,Ulm\n", "UTF-8")
    assert counts_of(problems) == {"nul-bytes": 2}


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("city", ["Москва", "東京", "กรุงเทพ", "Αθήνα", "बंगलौर", "서울"])
def test_unmarked_utf16_is_known_in_any_alphabet(city: str, order: str) -> None:
    text = "".join(f"{number},{city}\n" for number in range(10))
    assert to_utf8(text.encode(order)) == (text.encode(), "UTF-16", [])


def test_a_long_line_without_an_end_is_read() -> None:
    text = "plain text " * 2_000 + "Köln und Düsseldorf"
    assert to_utf8(text.encode("cp1252"))[0].decode() == text


@given(st.binary(max_size=300), st.sampled_from([None, *ENCODINGS.values()]))
def test_any_bytes_become_utf8_or_are_refused(data: bytes, encoding: str | None) -> None:
    try:
        text, _, _ = to_utf8(data, encoding)
    except DataError:
        return
    assert "\0" not in text.decode("utf-8")
