"""The row that names the columns: found, joined with the one above, or seen to be missing."""

from __future__ import annotations

import pytest

from core.data.headers import Layout, above_table, layout_at
from core.data.sources import read_table
from core.data.table import Table


def rows(table: Table) -> list[list[str | None]]:
    """The cells, with None for a missing one."""
    frame = table.frame.astype(object)
    return frame.where(frame.notna(), None).values.tolist()


def counts(table: Table) -> dict[str, int]:
    """Rows touched per kind of problem."""
    return {problem.code: problem.rows for problem in table.problems}


def test_a_header_is_missed_where_the_first_row_is_like_the_others() -> None:
    table = read_table(b"00004,19970101,2,29.33\n00004,19970118,2,29.73\n00021,19970101,3,63.34\n")
    assert list(table.frame.columns) == ["Column 1", "Column 2", "Column 3", "Column 4"]
    assert len(table.frame) == 3
    assert "no-header" in counts(table)


def test_years_over_amounts_are_a_header() -> None:
    table = read_table(b"Product,2019,2020\nTea,5,7\nMilk,9,3\n")
    assert list(table.frame.columns) == ["Product", "2019", "2020"]


def test_lines_above_the_table_are_skipped_and_told() -> None:
    table = read_table(b"Sales report\nMade: 01/02/2024, by us\n\nid,date,amount\n1,2024-01-01,5\n2,2024-01-02,6\n")
    assert list(table.frame.columns) == ["id", "date", "amount"]
    assert len(table.frame) == 2
    assert table.facts["header"] == "row 4"
    above = next(problem for problem in table.problems if problem.code == "preamble")
    assert (above.rows, above.effect) == (2, "dropped")
    assert above.example == "line 1: Sales report"
    assert table.unread["line"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (",Q1,,Q2,\nid,sales,orders,sales,orders", ["id", "Q1 sales", "Q1 orders", "Q2 sales", "Q2 orders"]),
        ("id,Q1,Q1,Q2,Q2\n,sales,orders,sales,orders", ["id", "Q1 sales", "Q1 orders", "Q2 sales", "Q2 orders"]),
        (
            ",2023,,2024,\nid,sales,orders,sales,orders",
            ["id", "2023 sales", "2023 orders", "2024 sales", "2024 orders"],
        ),
        ("Who,,Bought\nid,name,day,amount,n", ["Who id", "Who name", "Bought day", "Bought amount", "Bought n"]),
    ],
)
def test_names_in_two_rows_are_joined(head: str, names: list[str]) -> None:
    table = read_table(f"Report\n{head}\n1,5,2,6,3\n2,7,1,8,2\n3,9,4,1,1\n".encode())
    assert list(table.frame.columns) == names
    assert rows(table)[0] == ["1", "5", "2", "6", "3"]
    assert table.facts["header"] == "rows 2 and 3"
    found = {problem.code: problem for problem in table.problems}
    assert found["two-row-header"].effect == "noted"
    assert found["preamble"].rows == 1


@pytest.mark.parametrize("above", ["Sales report,,,,", "Made by:,Bob,,,", "Made by:,Bob", "Shop,North,Berlin,May,all"])
def test_title_lines_are_not_joined_to_the_names(above: str) -> None:
    table = read_table(f"{above}\nid,day,amount,tax,n\n1,2024-01-02,2,6,3\n2,2024-01-02,1,8,2\n".encode())
    assert "two-row-header" not in counts(table)


def test_a_first_row_of_words_is_not_joined_to_the_names() -> None:
    table = read_table(b"name,name,city,city\nann,bob,rome,oslo\nkim,joe,bonn,bern\n")
    assert len(table.frame) == 2


def test_a_header_alone_gives_no_rows() -> None:
    table = read_table(b"id,date,amount")
    assert table.frame.shape == (0, 3)
    assert {str(dtype) for dtype in table.frame.dtypes} == {"str"}


GRID = [["made by", "Ann", ""], ["", "", ""], ["id", "name", "amount"], ["1", "Bob", "5"], ["2", "Kim", "6"]]


@pytest.mark.parametrize(
    ("index", "layout"),
    [
        (2, Layout(header=2, body=3, width=3, skipped=1)),
        (0, Layout(header=0, body=1, width=3, skipped=0)),
        (4, Layout(header=4, body=5, width=3, skipped=3)),
        (None, Layout(header=None, body=0, width=3, skipped=0)),
    ],
)
def test_a_header_that_a_person_named_is_taken(index: int | None, layout: Layout) -> None:
    assert layout_at(GRID, index) == layout
    assert len(above_table(GRID, layout)) == layout.skipped
