"""Which sheet of a workbook is read: the one with the records, whatever stands in front of it or is larger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from core.data.sources import read_table
from core.problems import DataError
from tests.core.data.books import Rows, book_of, cells, codes, saved

ORDERS: Rows = [
    ["Order ID", "Customer", "Date", "Amount"],
    *([100 + i, f"Customer {i % 5}", dt.date(2024, 1 + i % 12, 1), 9.5 + i] for i in range(30)),
]
LEGEND: Rows = [["Field", "Meaning"], *([f"Field {i}", "What this field means, in a long sentence"] for i in range(90))]
COVER: Rows = [["Sales report"], ["Prepared for", "The board"], [], ["Confidential"]]
README: Rows = [[f"Line {i} of the notes on how to use this workbook"] for i in range(200)]
PIVOT: Rows = [
    ["Row Labels", "Sum of Amount", "Count of Order ID"],
    *([f"Customer {i}", 100.5 * i, i] for i in range(200)),
    ["Grand Total", 999, 30],
]
ZIPS: Rows = [["Zip", "City"], *([10_000 + i, f"City {i}"] for i in range(500))]


OTHERS = {"legend": LEGEND, "cover": COVER, "readme": README, "pivot": PIVOT, "zips": ZIPS}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_the_records_are_read_not_what_stands_in_front_of_them(other: Rows) -> None:
    table = read_table(book_of(First=other, Data=ORDERS))
    assert table.facts["sheet"] == "Data"
    assert table.frame.shape == (30, 4)
    assert [problem.example for problem in table.problems if problem.code == "other-sheets"] == ["First"]


def test_a_summary_is_no_table_even_beside_one_without_days() -> None:
    customers = [["Customer", "Amount"], *([f"Customer {i}", 9.5 + i] for i in range(30))]
    assert read_table(book_of(Pivot=PIVOT, Customers=customers)).facts["sheet"] == "Customers"


def test_of_two_tables_of_records_the_larger_is_read() -> None:
    short = [*ORDERS][:10]
    assert read_table(book_of(Short=short, Long=ORDERS)).facts["sheet"] == "Long"
    assert read_table(book_of(Long=ORDERS, Short=short)).facts["sheet"] == "Long"


def test_a_sheet_that_is_alone_is_read_whatever_it_is() -> None:
    assert read_table(book_of(Pivot=PIVOT)).facts["sheet"] == "Pivot"
    assert read_table(book_of(Cover=COVER, Blank=[])).facts["sheet"] == "Cover"


def hidden(*names: str, state: str = "hidden") -> Callable[[Workbook], None]:
    def fill(book: Workbook) -> None:
        book.active.title = "Front"
        book.active.append(["a note"])
        book.active.append(["another note"])
        for name in names:
            sheet = book.create_sheet(name)
            sheet.sheet_state = state
            for row in ORDERS:
                sheet.append(row)

    return fill


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_only_if_no_other_has_cells(state: str) -> None:
    table = read_table(saved(hidden("Back", state=state)))
    assert table.facts["sheet"] == "Front"
    assert [p.example for p in table.problems if p.code == "other-sheets"] == ["Back (hidden)"]
    assert read_table(saved(hidden("Back", state=state)), sheet="Back").frame.shape == (30, 4)

    def emptied(book: Workbook) -> None:
        hidden("Back", state=state)(book)
        book.active.delete_rows(1, 2)

    assert read_table(saved(emptied)).facts["sheet"] == "Back"


def test_a_sheet_that_is_too_wide_is_not_passed_over_for_a_lesser_one() -> None:
    def fill(book: Workbook) -> None:
        hidden("Wide", state="visible")(book)
        book["Wide"]["XFD2"] = "far away"

    with pytest.raises(DataError, match="far apart"):
        read_table(saved(fill))
    assert read_table(saved(fill), sheet="Front").frame.shape == (1, 1)
    with pytest.raises(DataError, match="far apart"):
        read_table(saved(fill), sheet="Wide")


def test_sheets_with_the_same_columns_are_named() -> None:
    months: dict[str, Any] = {"Jan": ORDERS, "Feb": [*ORDERS][:20], "Mar": [*ORDERS][:5]}
    table = read_table(book_of(**months, Legend=LEGEND))
    found = {problem.code: problem for problem in table.problems}
    assert found["same-sheets"].example == "Jan, Feb, Mar"
    assert found["same-sheets"].what.startswith("3 sheets have the same columns")
    assert found["other-sheets"].example == "Legend"
    assert len(table.frame) == 30


def test_one_sheet_has_nothing_to_tell_of_others() -> None:
    assert codes(read_table(book_of(Data=ORDERS, Blank=[]))) == set()


def test_charts_are_no_sheets() -> None:
    def fill(book: Workbook) -> None:
        for row in ORDERS:
            book.active.append(row)
        book.create_chartsheet("Chart")

    assert read_table(saved(fill)).sheets == ("Sheet",)


def test_blank_sheets_alone_are_no_table() -> None:
    with pytest.raises(DataError, match="no filled cells"):
        read_table(book_of(A=[], B=[]))


def test_a_table_that_starts_far_down_is_found() -> None:
    table = read_table(book_of(Front=COVER, Data=[*([[]] * 500), *ORDERS]))
    assert table.facts["sheet"] == "Data"
    assert table.facts["header"] == "row 501"
    assert cells(table)[0] == ["100", "Customer 0", "2024-01-01", "9.5"]
