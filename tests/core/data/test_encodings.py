"""Bytes in the encodings that people have: the right letters, and a word where the encoding was guessed."""

from __future__ import annotations

import pytest

from core.data.sources import read_table
from core.data.table import Table


def rows(table: Table) -> list[list[str | None]]:
    """The cells, with None for a missing one."""
    frame = table.frame.astype(object)
    return frame.where(frame.notna(), None).values.tolist()


def counts(table: Table) -> dict[str, int]:
    """Rows touched per kind of problem."""
    return {problem.code: problem.rows for problem in table.problems}


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
    assert table.facts["encoding"] == "CP949"
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
