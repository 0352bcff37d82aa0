"""Amounts such as 12,50 that stand unquoted between commas: put together again, or told, never shifted silently."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import core
from core.data import faultytext
from core.data.sources import read_table
from core.data.table import Table


def read(header: str, rows: list[str]) -> Table:
    return read_table("\n".join([header, *rows, ""]).encode(), "orders.csv")


def counts(table: Table) -> dict[str, int]:
    return {problem.code: problem.rows for problem in table.problems}


def many(row: Callable[[int], str], rows: int = 12) -> list[str]:
    return [row(i) for i in range(rows)]


def test_an_amount_cut_on_every_row_is_one_amount_again_and_the_rows_are_counted() -> None:
    table = read("order,date,customer,total", many(lambda i: f"{900 + i},2024-01-{i + 1:02d},c{i},{60 + i},{10 + i}"))
    assert list(table.frame.columns) == ["order", "date", "customer", "total"]
    assert table.frame["total"].tolist()[:2] == ["60,10", "61,11"]
    assert counts(table) == {"decimal-comma": 12}
    assert table.unread.empty


def test_the_money_of_a_file_with_cut_amounts_is_right() -> None:
    rows = many(lambda i: f"{900 + i},2024-01-{i + 1:02d},c{i % 3},{60 + i},50")
    data = core.load("\n".join(["order,date,customer,total", *rows]).encode(), "orders.csv")
    customers = core.analyze(data).customers
    assert customers["revenue"].sum() == sum(60.5 + i for i in range(12))


def test_the_cells_behind_a_cut_amount_stand_under_their_own_names() -> None:
    table = read("customer,total,city", many(lambda i: f"c{i},{60 + i},95,Berlin"))
    assert table.frame["city"].unique().tolist() == ["Berlin"]


def test_a_few_rows_with_cut_amounts_are_mended_like_the_rows_that_fit() -> None:
    rows = many(lambda i: f"{i},2024-01-{i + 1:02d},{i}{',50' if i % 3 == 2 else ''},Berlin")
    table = read("id,date,amount,city", rows)
    assert table.frame["amount"].tolist()[:4] == ["0", "1", "2,50", "3"]
    assert table.frame["city"].unique().tolist() == ["Berlin"]
    assert counts(table) == {"decimal-comma": 4}


def test_whole_amounts_among_cut_ones_stay_as_they_are() -> None:
    rows = many(lambda i: f"c{i},{i + 5}" if i % 4 == 0 else f"c{i},{i + 5},{i % 5 * 11 + 5}")
    table = read("customer,total", rows)
    assert table.frame["total"].tolist()[:3] == ["5", "6,16", "7,27"]
    assert counts(table) == {"decimal-comma": 9}


def test_two_amounts_of_a_row_may_both_be_cut() -> None:
    table = read("customer,price,city,total", many(lambda i: f"c{i},{i},95,Bonn,{30 + i},{i + 10}"))
    assert table.frame.iloc[1].tolist() == ["c1", "1,95", "Bonn", "31,11"]


def test_a_zero_first_or_the_name_of_money_tells_the_amount_from_counts() -> None:
    with_zeros = read("buyer,pieces,sum of it", many(lambda i: f"1{i:02d},{i % 7 + 1},{i % 5 + 1},{i:02d}"))
    assert with_zeros.frame["sum of it"].tolist()[3] == "4,03"
    named = read("buyer,pieces,total", many(lambda i: f"1{i:02d},{i % 7 + 1},{i % 5 + 1},5{i % 10}"))
    assert named.frame["total"].tolist()[3] == "4,53"
    assert named.frame["pieces"].tolist()[3] == "4"


def test_rows_are_set_aside_where_it_is_not_clear_which_cells_belong_together() -> None:
    table = read("buyer,pieces,boxes", many(lambda i: f"1{i:02d},{i % 7 + 1},{i % 5 + 1},{i % 4 + 1}"))
    assert counts(table) == {"decimal-unclear": 12}
    assert table.frame.empty
    assert list(table.frame.columns) == ["buyer", "pieces", "boxes"]
    assert table.unread["line"].tolist() == list(range(2, 14))
    assert table.unread["reason"].str.contains("comma").all()


def test_a_row_that_differs_from_the_others_is_set_aside() -> None:
    rows = many(lambda i: f"c{i},{60 + i},95,Berlin", 40)
    rows[30] = "c30,90,95,7,Berlin"
    rows[31] = "c31,ninety,cents,Berlin"
    table = read("customer,total,city", rows)
    assert counts(table)["decimal-comma"] == 38 == len(table.frame)
    assert table.unread["line"].tolist() == [32, 33]


def test_a_total_below_cut_amounts_is_no_row() -> None:
    rows = [*many(lambda i: f"c{i},2024-01-{i + 1:02d},10,25"), "Total,,123,00"]
    table = read("customer,date,total", rows)
    assert len(table.frame) == 12
    assert counts(table) == {"decimal-comma": 12, "total-row": 1}


def test_a_text_read_in_pieces_is_mended_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faultytext, "PIECE_BYTES", 100)
    rows = many(lambda i: f"c{i},{60 + i}" + (",95" if 20 < i < 35 or i == 3 else "") + ",Berlin", 60)
    table = read("customer,total,city", rows)
    assert counts(table) == {"decimal-comma": 15}
    assert table.frame["city"].unique().tolist() == ["Berlin"]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        # A column without a name, of counts: 10 beside 7 are no decimals.
        ("name,score", many(lambda i: f"n{i},{i},{i + 1}")),
        # No decimals stand in ages, nor in numbers that tell things apart: the last column lacks its name.
        ("name,age", many(lambda i: f"n{i},{20 + i},{i % 5 + 1}")),
        ("name,zip", many(lambda i: f"n{i},{10115 + i},{20 + i}")),
        # The row numbers that R writes under no name.
        ("height,age", many(lambda i: f"{i + 1},{i % 9 + 1},{30 + i}")),
        # Points are the decimal mark of this file, so a comma is none.
        ("name,price,note", [*many(lambda i: f"n{i},{i}.50,ok"), "n99,3,50,ok"]),
        # Quoted amounts need no mending.
        ("name,price", many(lambda i: f'n{i},"{i},50"')),
        # What is behind the amount would not stand under its own kind.
        ("name,price,day", [*many(lambda i: f"n{i},{i},2024-01-0{i % 9 + 1}"), "n99,3,50,late"]),
    ],
)
def test_what_is_no_cut_amount_is_read_as_ever(header: str, rows: list[str]) -> None:
    assert not {"decimal-comma", "decimal-unclear"} & set(counts(read(header, rows)))


def test_other_delimiters_leave_decimal_commas_alone() -> None:
    table = read("customer;total", many(lambda i: f"c{i};{i},50"))
    assert table.problems == ()
    assert table.frame["total"].tolist()[1] == "1,50"


def test_numbered_columns_are_never_joined_where_a_person_says_that_no_row_names_them() -> None:
    rows = many(lambda i: f"c{i},{i + 5},05")
    table = read_table("\n".join(["customer,total", *rows]).encode(), "orders.csv", header_row=0)
    assert table.frame.shape[1] == 3


def test_a_file_of_which_no_row_is_left_is_refused_with_the_reason() -> None:
    rows = many(lambda i: f"1{i:02d},{i % 7 + 1},{i % 5 + 1},{i % 4 + 1}")
    with pytest.raises(
        core.DataError, match=r"all were set aside. Line 13: A comma seems to stand in an amount"
    ) as found:
        core.load("\n".join(["buyer,pieces,boxes", *rows]).encode(), "orders.csv")
    assert found.value.problems["code"].tolist() == ["decimal-unclear"]


def test_the_number_of_an_order_is_never_taken_for_half_an_amount() -> None:
    table = read("order number,customer number,total", many(lambda i: f"{900 + i},{11 + i},{i + 1},{30 + i}"))
    assert table.frame.iloc[0].tolist() == ["900", "11", "1,30"]


@pytest.mark.parametrize("name", ["satisfaction score", "session duration", "quantity", "weight of it"])
def test_other_figures_than_money_are_mended_as_well(name: str) -> None:
    table = read(f"customer,{name},city", many(lambda i: f"c{i},{i % 5},{i % 9 + 1},Bonn"))
    assert table.frame.iloc[3].tolist() == ["c3", "3,4", "Bonn"]
