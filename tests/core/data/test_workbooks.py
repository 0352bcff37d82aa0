"""Workbooks: cells as text, and a sentence, not a dead process, for those that harm their reader."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from core.data import workbooks
from core.data.archives import Contents
from core.data.sources import read_table
from core.data.workbook_process import Limits
from core.problems import DataError
from tests.core.data.books import affected, archive_of, book_of, cells, codes, open_document, rewritten, saved

MOMENT = dt.datetime(2010, 12, 1, 8, 26)


def orders(book: Workbook) -> None:
    sheet = book.active
    sheet.title = "Orders"
    sheet.append(["id", "when", "day", "amount", "paid", "note"])
    sheet.append([1, MOMENT, dt.date(2010, 12, 1), 2.55, True, "  x "])
    sheet.append([17850.0, MOMENT, dt.date(2010, 12, 2), -3, False, None])
    book.create_sheet("Empty")
    book.create_sheet("Small").append(["a"])


def refusal(data: bytes) -> str:
    with pytest.raises(DataError) as caught:
        read_table(data, "orders.xlsx")
    return str(caught.value)


def in_sheet(old: bytes, new: bytes) -> bytes:
    return rewritten(saved(orders), lambda name, part: part.replace(old, new) if "sheet1" in name else part)


def test_cells_come_out_as_text() -> None:
    table = read_table(saved(orders), "orders.xlsx")
    assert cells(table) == [
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
    assert "other-sheets" in codes(read_table(data))
    assert "other-sheets" not in codes(table)
    with pytest.raises(DataError, match="Sheets found: Orders, Empty, Small"):
        read_table(data, sheet="Nope")
    with pytest.raises(DataError, match="no filled cells"):
        read_table(data, sheet="Empty")


TITLED = (["", "Sales 2024"], [], ["", "id", "amount", "id"], ["", 1, 5, 1], [], ["", 2, 6, 2])


def test_the_header_is_found_below_title_rows_and_beside_empty_columns() -> None:
    table = read_table(book_of(Sheet=TITLED))
    assert list(table.frame.columns) == ["id", "amount", "id (2)"]
    assert cells(table) == [["1", "5", "1"], ["2", "6", "2"]]
    assert table.facts["header"] == "row 3"
    assert {"preamble", "name-duplicate"} <= codes(table)


def test_every_row_of_the_sheet_is_accounted_for() -> None:
    """Two blank rows on top are not in the used range; the title, the blank rows and the total are told."""
    table = read_table(book_of(Sheet=[[], [], *TITLED, ["", "Total", 11]]))
    assert table.facts["header"] == "row 5"
    assert [tuple(row) for row in table.unread[["line", "text"]].values] == [(3, "Sales 2024"), (9, "Total\t11")]
    assert affected(table, "preamble") == 1
    assert affected(table, "blank-rows") == 2
    header = 1
    assert len(table.frame) + header + len(table.unread) + affected(table, "blank-rows") == 7


@pytest.mark.parametrize(
    ("row", "names", "first"),
    [
        (3, ["id", "amount", "id (2)"], "1"),
        (4, ["1", "5", "1 (2)"], "2"),
        (1, ["Sales 2024", "Column 2", "Column 3"], "id"),
        (0, ["Column 1", "Column 2", "Column 3"], "Sales 2024"),
    ],
)
def test_the_row_of_the_names_can_be_given(row: int, names: list[str], first: str) -> None:
    table = read_table(book_of(Sheet=TITLED), header_row=row)
    assert list(table.frame.columns) == names
    assert cells(table)[0][0] == first
    assert len(table.unread) == max(0, {4: 2, 3: 1}.get(row, 0))


@pytest.mark.parametrize("row", [1, 2, 99])
def test_a_row_without_cells_holds_no_names(row: int) -> None:
    with pytest.raises(DataError, match=rf"Row {row} can't hold .* rows 3 to 8"):
        read_table(book_of(Sheet=[[], [], *TITLED]), header_row=row)


def test_names_in_two_rows_are_joined() -> None:
    def fill(book: Workbook) -> None:
        for row in (["id", "Q1", "", "Q2", ""], ["", "sales", "n", "sales", "n"], [1, 5, 2, 6, 3], [2, 7, 1, 8, 2]):
            book.active.append(row)
        book.active.merge_cells("B1:C1")

    table = read_table(saved(fill))
    assert list(table.frame.columns) == ["id", "Q1 sales", "Q1 n", "Q2 sales", "Q2 n"]
    assert cells(table) == [["1", "5", "2", "6", "3"], ["2", "7", "1", "8", "2"]]
    assert table.facts["header"] == "rows 1 and 2"


def test_names_in_merged_rows_are_joined_under_a_title() -> None:
    """One spanned name alone is no sign of names in two rows; a merged cell is."""

    def fill(book: Workbook) -> None:
        for row in (["Sales 2024"], ["Region", "Customer", "Sales", ""], ["", "", "net", "gross"], ["N", "A", 5, 6]):
            book.active.append(row)
        for merged in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
            book.active.merge_cells(merged)

    table = read_table(saved(fill))
    assert list(table.frame.columns) == ["Region", "Customer", "Sales net", "Sales gross"]
    assert cells(table) == [["N", "A", "5", "6"]]
    assert table.facts["header"] == "rows 2 to 3"
    assert list(table.unread["text"]) == ["Sales 2024"]


def test_a_merged_customer_is_the_customer_of_each_order() -> None:
    def fill(book: Workbook) -> None:
        names = ["order", "customer", "day", "order total", "item"]
        day = dt.date(2024, 5, 1)
        for row in (names, [101, "Ann", day, 30, "pen"], [], [102, "Bob", day, 7, "ink"], [103, "Ann", day, 8, "cap"]):
            book.active.append(row)
        book.active["E3"] = "pad"
        for column in "ABCD":
            book.active.merge_cells(f"{column}2:{column}3")

    table = read_table(saved(fill))
    assert cells(table)[:2] == [["101", "Ann", "2024-05-01", "30", "pen"], ["101", "Ann", "2024-05-01", None, "pad"]]
    assert affected(table, "merged-cells") == 1
    assert affected(table, "merged-numbers") == 1


def test_names_that_stand_again_among_the_rows_are_left_out() -> None:
    orders = [[i, 5 * i] for i in range(1, 21)]
    table = read_table(book_of(Sheet=[["id", "amount"], *orders, [], ["id", "amount"], ["id", 7], [21, 8]]))
    assert cells(table)[19:] == [["20", "100"], ["id", "7"], ["21", "8"]]
    assert affected(table, "repeated-header") == 1
    assert list(table.unread["line"]) == [23]


def test_error_cells_are_missing_and_counted() -> None:
    table = read_table(book_of(Sheet=[["id", "rate", "cost"], [1, "#DIV/0!", "#N/A"], [2, 0.5, 7], [3, "#REF!", 8]]))
    assert cells(table) == [["1", None, None], ["2", "0.5", "7"], ["3", None, "8"]]
    assert affected(table, "error-cells") == 2


def test_error_cells_of_an_opendocument_are_counted() -> None:
    table = read_table(open_document([["id", "rate"], ["1", "="], ["2", "0.5"]]))
    assert cells(table) == [["1", None], ["2", "0.5"]]
    assert affected(table, "error-cells") == 1


def test_formulas_without_a_result_are_missing_and_counted() -> None:
    table = read_table(book_of(Sheet=[["id", "twice"], [1, "=A2*2"], [2, 4]]))
    assert cells(table) == [["1", None], ["2", "4"]]
    assert affected(table, "unsaved-formulas") == 1


def test_formulas_give_the_result_that_was_saved() -> None:
    data = book_of(Sheet=[["id", "twice"], [1, "=A2*2"], [2, 4]])
    table = read_table(rewritten(data, lambda name, part: re.sub(rb"<v */>|<v></v>", b"<v>2</v>", part)))
    assert cells(table) == [["1", "2"], ["2", "4"]]
    assert "unsaved-formulas" not in codes(table)


def test_ids_keep_the_zeros_that_are_written_and_those_that_are_shown() -> None:
    def fill(book: Workbook) -> None:
        for row in (["customer", "code", "n"], ["00123", 123.0, 4], ["00007", 98765, 5], ["5", 7, 6]):
            book.active.append(row)
        for row in book.active["B2:B4"]:
            row[0].number_format = "00000"

    table = read_table(saved(fill))
    assert cells(table) == [["00123", "00123", "4"], ["00007", "98765", "5"], ["5", "00007", "6"]]
    assert affected(table, "leading-zeros") == 2


def test_both_calendars_give_the_same_days() -> None:
    def fill(book: Workbook) -> None:
        for row in (["id", "day"], [1, dt.date(2024, 1, 2)], [2, dt.date(1999, 12, 31)]):
            book.active.append(row)

    def mac(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        fill(book)

    raw = [re.search(rb'<c r="B2"[^>]*>.*?</c>', in_sheet_xml(saved(how)))[0] for how in (fill, mac)]  # type: ignore[index]
    assert raw[0] != raw[1]
    assert cells(read_table(saved(fill))) == cells(read_table(saved(mac))) == [["1", "2024-01-02"], ["2", "1999-12-31"]]


def in_sheet_xml(data: bytes) -> bytes:
    found: list[bytes] = []
    rewritten(data, lambda name, part: found.append(part) or part if "sheet1" in name else part)  # type: ignore[func-returns-value]
    return found[0]


def test_percentages_and_numbers_as_text_stay_what_they_are() -> None:
    def fill(book: Workbook) -> None:
        for row in (["id", "share", "typed"], [1, 0.25, "25%"], [2, 0.5, "1,200"]):
            book.active.append(row)
        book.active["B2"].number_format = "0%"

    assert cells(read_table(saved(fill))) == [["1", "0.25", "25%"], ["2", "0.5", "1,200"]]


def test_content_decides_not_the_name() -> None:
    assert read_table(saved(orders), "orders.csv").facts["sheet"] == "Orders"
    table = read_table(b"a,b\n1,2\n", "orders.xlsx")
    assert cells(table) == [["1", "2"]]
    assert "not-a-workbook" in codes(table)


@pytest.mark.parametrize(
    ("new", "said"), [(b'r="XFD1048576"', "far apart"), (b'r="A1048577"', "outside"), (b"r = 'ZZZZ3'", "outside")]
)
def test_far_cells_are_refused_whatever_the_reader_makes_of_them(new: bytes, said: str) -> None:
    assert said in refusal(in_sheet(b'r="E3"', new))


def test_where_cells_are_is_asked_only_of_what_the_reader_fails_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    check = workbooks.check_content

    def watched(data: bytes, places: bool = True) -> Contents:
        asked.append(places)
        return check(data, places)

    monkeypatch.setattr(workbooks, "MEMORY_IS_LIMITED", True)
    monkeypatch.setattr(workbooks, "check_content", watched)
    read_table(saved(orders))
    assert asked == [False]
    assert "far apart" in refusal(in_sheet(b'r="E3"', b'r="XFD2"'))
    assert asked == [False, False, True]


def test_where_memory_has_no_limit_the_reader_sees_only_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MEMORY_IS_LIMITED", False)
    monkeypatch.setattr(workbooks, "WorkbookReader", None)
    assert "far apart" in refusal(in_sheet(b'r="E3"', b'r="XFD1048576"'))


def test_the_parent_outlives_what_kills_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "check_content", lambda data, places=True: Contents())
    assert "memory" in refusal(in_sheet(b'r="E3"', b'r="XFD1048576"'))


def test_a_reader_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "limits_for", lambda size: Limits(10**9, 10, 0.0))
    assert "takes longer" in refusal(saved(orders))


def test_entities_are_refused() -> None:
    assert "definitions" in refusal(in_sheet(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'))
    wide = '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'.encode("utf-16")
    data = rewritten(saved(orders), lambda name, part: wide if "sheet1" in name else part)
    assert "definitions" in refusal(data)


def test_archives_that_inflate_without_end_are_refused() -> None:
    assert "unpacks to far more" in refusal(in_sheet(b"<sheetData>", b"<sheetData>" + b"<!-- -->" * 1_000_000))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (saved(orders)[:2000], "damaged"),
        (archive_of({"word/document.xml": "x"}), "Word"),
        (archive_of({"ppt/slides.xml": "x"}), "PowerPoint"),
        (archive_of({"Index/Tables.iwa": "x"}), "Numbers"),
        (archive_of({"a.csv": "x"}), "ZIP archive"),
        (archive_of({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "text document"),
    ],
)
def test_damaged_and_foreign_archives_are_refused_by_their_name(data: bytes, said: str) -> None:
    assert said in refusal(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_unsafe_and_many_parts_are_refused() -> None:
    assert "damaged" in refusal(archive_of({"xl/workbook.xml": "<x/>", "XL/workbook.xml": "<x/>"}))
    assert "damaged" in refusal(archive_of({"xl/workbook.xml": "<x/>", "xl/../x.csv": "1"}))
    assert "unpacks" in refusal(archive_of({f"xl/workbook{i}": "" for i in range(2_001)}))


def test_content_that_is_no_xml_is_refused_before_it_keeps_its_reader_busy() -> None:
    text = "<office:document-content><office:body></office:spreadsheet>"
    assert "damaged" in refusal(archive_of({"content.xml": text}))


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def test_passwords_are_named() -> None:
    assert "password" in refusal(OLD + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
    assert "password" in refusal(OLD + b"\x09\x08\x02\x00\x00\x06\x2f\x00\x02\x00\x00\x00")
    manifest = archive_of({"content.xml": "not xml", "META-INF/manifest.xml": "<x><encryption-data/></x>"})
    assert "password" in refusal(manifest)


def test_old_files_are_damaged_or_named() -> None:
    assert "damaged" in refusal(OLD[:8] + b"\xff" * 4096)
    assert "Word" in refusal(OLD + "WordDocument".encode("utf-16-le") + b"\0" * 600)


def test_an_encoding_that_nobody_knows_is_damage() -> None:
    text = '<?xml version="1.0" encoding="UTF-9"?><office:document-content/>'
    assert "damaged" in refusal(archive_of({"content.xml": text}))
