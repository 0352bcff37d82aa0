"""Workbooks: cells as text, and a sentence, not a dead process, for those that harm their reader."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from core.data import workbooks
from core.data.sources import read_table
from core.data.table import Table
from core.data.workbook_child import as_text
from core.problems import DataError


def saved(fill: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(table: Table) -> list[list[str | None]]:
    frame = table.frame.astype(object)
    return frame.where(frame.notna(), None).values.tolist()


def orders(book: Workbook) -> None:
    sheet = book.active
    sheet.title = "Orders"
    sheet.append(["id", "when", "day", "amount", "paid", "note"])
    moment = dt.datetime(2010, 12, 1, 8, 26)
    sheet.append([1, moment, dt.date(2010, 12, 1), 2.55, True, "  x "])
    sheet.append([17850.0, moment, dt.date(2010, 12, 2), -3, False, None])
    book.create_sheet("Empty")
    book.create_sheet("Small").append(["a"])


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same archive with its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(DataError) as caught:
        read_table(data, "orders.xlsx")
    return str(caught.value)


def in_sheet(old: bytes, new: bytes) -> bytes:
    return rewritten(saved(orders), lambda name, part: part.replace(old, new) if "sheet1" in name else part)


def test_cells_come_out_as_text() -> None:
    table = read_table(saved(orders), "orders.xlsx")
    assert rows(table) == [
        ["1", "2010-12-01 08:26:00", "2010-12-01", "2.55", "TRUE", "x"],
        ["17850", "2010-12-01 08:26:00", "2010-12-02", "-3", "FALSE", None],
    ]
    assert {str(dtype) for dtype in table.frame.dtypes} == {"str"}
    assert table.sheets == ("Orders", "Empty", "Small")
    assert table.facts["sheet"] == "Orders"


def test_a_sheet_can_be_chosen() -> None:
    data = saved(orders)
    table = read_table(data, "orders.xlsx", sheet="Small")
    assert list(table.frame.columns) == ["a"]
    assert table.fingerprint != read_table(data).fingerprint
    with pytest.raises(DataError, match="Sheets found: Orders, Empty, Small"):
        read_table(data, sheet="Nope")
    with pytest.raises(DataError, match="no filled cells"):
        read_table(data, sheet="Empty")


def test_the_header_is_found_below_title_rows_and_beside_empty_columns() -> None:
    def fill(book: Workbook) -> None:
        for row in (["", "Sales 2024"], [], ["", "id", "amount", "id"], ["", 1, 5, 1], ["", 2, 6, 2]):
            book.active.append(row)

    table = read_table(saved(fill))
    assert list(table.frame.columns) == ["id", "amount", "id (2)"]
    assert rows(table) == [["1", "5", "1"], ["2", "6", "2"]]
    assert {"preamble", "name-duplicate"} <= {problem.code for problem in table.problems}


def test_names_in_two_rows_are_joined() -> None:
    def fill(book: Workbook) -> None:
        for row in (["id", "Q1", "", "Q2", ""], ["", "sales", "n", "sales", "n"], [1, 5, 2, 6, 3], [2, 7, 1, 8, 2]):
            book.active.append(row)
        book.active.merge_cells("B1:C1")

    table = read_table(saved(fill))
    assert list(table.frame.columns) == ["id", "Q1 sales", "Q1 n", "Q2 sales", "Q2 n"]
    assert rows(table) == [["1", "5", "2", "6", "3"], ["2", "7", "1", "8", "2"]]
    assert table.facts["header"] == "rows 1 and 2"


def test_error_cells_are_missing() -> None:
    def fill(book: Workbook) -> None:
        for row in (["id", "rate"], [1, "#DIV/0!"], [2, 0.5]):
            book.active.append(row)

    assert rows(read_table(saved(fill))) == [["1", None], ["2", "0.5"]]


def test_content_decides_not_the_name() -> None:
    assert read_table(saved(orders), "orders.csv").facts["sheet"] == "Orders"
    table = read_table(b"a,b\n1,2\n", "orders.xlsx")
    assert rows(table) == [["1", "2"]]
    assert "not-a-workbook" in {problem.code for problem in table.problems}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (1e15, "1000000000000000"),
        (0.1, "0.1"),
        (True, "TRUE"),
        (None, ""),
        (dt.datetime(2010, 12, 1), "2010-12-01"),
        (dt.datetime(2010, 12, 1, 8, 25, 59, 999_999), "2010-12-01 08:26:00"),
        (dt.datetime.max, "9999-12-31 23:59:59.999"),
        (dt.time(8, 26), "08:26:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
    ],
)
def test_values_as_text(value: object, text: str) -> None:
    assert as_text(value) == text


def test_far_cells_are_refused_before_the_reader_sees_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_run_child", None)
    assert "far apart" in refusal(in_sheet(b'r="E3"', b'r="XFD1048576"'))
    assert "outside" in refusal(in_sheet(b'r="E3"', b'r="A1048577"'))
    assert "outside" in refusal(in_sheet(b'r="E3"', b'r="ZZZZ3"'))


def test_the_parent_outlives_what_kills_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "preflight", lambda data: None)
    assert "memory" in refusal(in_sheet(b'r="E3"', b'r="XFD1048576"'))


def test_a_reader_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "WALL_SECONDS", 0.001)
    assert "took longer" in refusal(saved(orders))


def test_a_reader_that_says_nothing_is_a_damaged_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.CompletedProcess([], 1, b"", b"")
    monkeypatch.setattr(workbooks.subprocess, "run", lambda *args, **kwargs: done)
    assert "damaged" in refusal(saved(orders))


def test_entities_are_refused() -> None:
    assert "definitions" in refusal(in_sheet(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'))
    wide = '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'.encode("utf-16")
    data = rewritten(saved(orders), lambda name, part: wide if "sheet1" in name else part)
    assert "definitions" in refusal(data)


def test_archives_that_inflate_without_end_are_refused() -> None:
    assert "unpacks to far more" in refusal(in_sheet(b"<sheetData>", b"<sheetData>" + b"<!-- -->" * 1_000_000))


def test_damaged_and_foreign_archives_are_refused() -> None:
    data = saved(orders)
    assert "damaged" in refusal(data[: len(data) // 2])
    for part, said in (("word/document.xml", "Word"), ("Index/Tables.iwa", "Numbers"), ("a.csv", "ZIP archive")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(part, "x")
        assert said in refusal(out.getvalue())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_unsafe_and_many_parts_are_refused() -> None:
    for names in (["xl/workbook.xml"] * 2, ["xl/workbook.xml", "../evil.csv"]):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in names:
                archive.writestr(name, "<x/>")
        assert "damaged" in refusal(out.getvalue())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for i in range(2_001):
            archive.writestr(f"xl/workbook{i}.xml", "")
    assert "unpacks" in refusal(out.getvalue())


def test_passwords_are_named() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    assert "password" in refusal(data)
    biff = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"\x09\x08\x02\x00\x00\x06\x2f\x00\x02\x00\x00\x00"
    assert "password" in refusal(biff)


def test_old_files_that_are_nonsense_are_damaged() -> None:
    assert "damaged" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4096)
