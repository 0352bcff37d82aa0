"""Cells to yes or no and to ids, and what all readers of columns have in common."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data import values
from core.data.values import (
    BLANKS,
    Parsed,
    damaged_ids,
    find_currency,
    parse_dates,
    parse_flags,
    parse_numbers,
    tidy_ids,
)

READERS = [parse_numbers, parse_dates, parse_flags]


def cells(*texts: str | None) -> pd.Series:
    return pd.Series(list(texts), dtype="str")


@pytest.mark.parametrize("read", READERS)
def test_nothing_in_nothing_out(read: Callable[[pd.Series], Parsed]) -> None:
    for column in (cells(), cells(None, None), pd.Series([None], dtype="object"), cells("n/a", "")):
        parsed = read(column)
        assert len(parsed.values) == len(column)
        assert parsed.values.isna().all()
        assert parsed.unread.empty
        assert parsed.share_read == 1


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "text",
    [
        "-", "–", "--", "n/a", "N/A", " NULL ", "nan", "None", "?", "#N/A", "#VALUE!", "#DIV/0!", "", " ", "\u00a0",
        "(blank)", "(none)", "keine Angabe", "k.A.", "sin datos", "s/d", "n.d.", "Unknown", "non renseigné", "\\N",
        "<NA>",
    ],
)  # fmt: skip
def test_a_word_for_nothing_is_missing_and_not_a_fault(read: Callable[[pd.Series], Parsed], text: str) -> None:
    known = "2024-01-31" if read is parse_dates else "1"
    parsed = read(cells(text, None, known))
    assert parsed.values.isna().tolist() == [True, True, False]
    assert parsed.unread.empty
    assert parsed.share_read == 1


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("text", ["other", "guest", "Blank", "x1", "zero"])
def test_a_word_that_may_be_an_answer_is_unread_rather_than_blank(
    read: Callable[[pd.Series], Parsed], text: str
) -> None:
    assert read(cells(text, "1")).unread.to_dict().get(text) == 1


@pytest.mark.parametrize("read", READERS)
def test_the_column_given_is_left_as_it_was(read: Callable[[pd.Series], Parsed]) -> None:
    column = pd.Series([" 1 ", None, "x", "31.12.2023"], index=[5, 5, 7, 9], dtype="str", name="A")
    before = column.copy()
    assert read(column).values.index.equals(column.index)
    pd.testing.assert_series_equal(column, before)


@pytest.mark.parametrize("read", READERS)
def test_columns_of_other_kinds_are_read_as_their_texts(read: Callable[[pd.Series], Parsed]) -> None:
    for column in (pd.Series(["1", None, "0"], dtype="object"), pd.Series(["1", None, "0"], dtype="string")):
        pd.testing.assert_series_equal(read(column).values, read(cells("1", None, "0")).values)
    assert parse_numbers(pd.Series([1, 2])).values.tolist() == [1, 2]


@pytest.mark.parametrize(
    "texts",
    [
        ("1", None, "0", "1"), ("1.5", "n/a", None, "1e3"), ("1,5", "1.234", None, "x", "x"), ("x", None, "-"),
        ("2024-01-31", None, "2024-02-01"), ("31/12/2023", "01/02/2024", "soon", None), ("5 €", "6 €", None),
        ("17850.0", " 13047.0", None, "NULL"), ("1.23E+12", "'7", "'7"), (None, None),
    ],
)  # fmt: skip
def test_a_category_is_read_as_its_texts_are_and_what_no_row_has_does_not_count(texts: tuple[str | None, ...]) -> None:
    column = cells(*texts)
    words = [*column.dropna().unique()[::-1], "of no row"]
    category = pd.Series(pd.Categorical(column, categories=words))
    for read in READERS:
        one, other = read(column), read(category)
        pd.testing.assert_series_equal(one.values, other.values)
        assert (one.unread.to_dict(), one.rule, one.ambiguous) == (other.unread.to_dict(), other.rule, other.ambiguous)
    (ids, changed), (same, as_many) = tidy_ids(column), tidy_ids(category)
    assert (ids.fillna("").tolist(), changed) == (same.astype("str").fillna("").tolist(), as_many)
    assert damaged_ids(column) == damaged_ids(category)
    assert find_currency(column) == find_currency(category)


def test_everything_about_values_is_found_in_one_place() -> None:
    assert all(hasattr(values, name) for name in values.__all__)


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("yes", "no"), ("Y", "N"), ("TRUE", "FALSE"), ("t", "f"), ("1", "0"), ("1.0", "0.0"), ("On", "Off"),
        ("Ja", "Nein"), ("J", "N"), ("wahr", "falsch"), ("oui", "non"), ("O", "N"), ("vrai", "faux"), ("Sí", "No"),
        ("S", "N"), ("verdadero", "falso"), ("Sim", "Não"), ("verdadeiro", "falso"), ("Vero", "Falso"), ("V", "F"),
        ("ja", "nee"), ("tak", "nie"), ("enabled", "disabled"), ("Attrited Customer", "Existing Customer"),
        ("Churned", "Stayed"), ("Exited", "Retained"), ("inactive", "active"), ("unsubscribed", "subscribed"),
        ("x", "no"),
    ],
)  # fmt: skip
def test_flags(yes: str, no: str) -> None:
    parsed = parse_flags(cells(yes, no, None))
    assert parsed.values.fillna(-1).tolist() == [1, 0, -1]
    assert parsed.unread.empty


def test_what_is_no_flag_is_unread() -> None:
    parsed = parse_flags(cells("yes", "maybe", "2", "maybe", "a word of more than thirty letters: yes"))
    assert parsed.values.fillna(-1).tolist() == [1, -1, -1, -1, -1]
    assert parsed.unread.iloc[0] == 2


def test_a_letter_that_may_be_a_category_says_yes_only_beside_its_no() -> None:
    assert parse_flags(cells("O", "A", "B")).values.isna().all()
    assert parse_flags(cells("v", "x")).values.fillna(-1).tolist() == [-1, -1]


def test_a_state_is_true_where_it_holds_unless_the_column_says_who_left() -> None:
    column = cells("subscribed", "Unsubscribed", "active", "yes")
    assert parse_flags(column, churn=False).values.tolist() == [1, 0, 1, 1]
    assert parse_flags(column).values.tolist() == [0, 1, 0, 1]


def test_in_a_column_of_ticks_a_blank_says_no() -> None:
    parsed = parse_flags(cells("x", None, "X", "-", "✓"))
    assert parsed.values.tolist() == [1, 0, 1, 0, 1]
    assert parse_flags(cells("yes", None)).values.isna().tolist() == [False, True]


def test_ids_stay_as_written() -> None:
    written = ["00017", "a-1", "Zoë@example.com", "1e5", "1.23E+12", "1,234", "99999999999999999999"]
    ids, changed = tidy_ids(cells(*written))
    assert (ids.tolist(), changed) == (written, 0)


@given(st.lists(st.from_regex(r"\A[A-Za-z0-9#/_+-]{2,12}\Z"), max_size=8))
def test_no_id_without_marks_of_a_spreadsheet_is_changed(written: list[str]) -> None:
    known = [text for text in written if text.lower() not in BLANKS]
    ids, changed = tidy_ids(cells(*known))
    assert (ids.tolist(), changed) == (known, 0)


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        (("17850.0", "13047.0"), ["17850", "13047"]), (("17850,00", "13047,00"), ["17850", "13047"]),
        (("17850.0", None, "n/a"), ["17850", "", ""]), (("17850.0", "13047"), ["17850", "13047"]),
        (("00123.0",), ["00123"]), (("17850.0", "1.5"), ["17850.0", "1.5"]), (("17850.0", "x1"), ["17850.0", "x1"]),
        (("1,000", "2,000"), ["1,000", "2,000"]),
    ],
)  # fmt: skip
def test_ids_lose_their_decimals_only_where_the_whole_column_is_of_whole_numbers(
    texts: tuple[str | None, ...], ids: list[str]
) -> None:
    assert tidy_ids(cells(*texts))[0].fillna("").tolist() == ids


def test_ids_lose_what_a_spreadsheet_puts_around_them_and_the_changes_are_counted() -> None:
    ids, changed = tidy_ids(cells("'123", "456", None, " 789", '="007"', "NULL", "o'neill"))
    assert ids.fillna("").tolist() == ["123", "456", "", "789", "007", "", "o'neill"]
    assert changed == 3


def test_ids_keep_index_and_name() -> None:
    ids, _ = tidy_ids(pd.Series(["a", None], index=[4, 4], name="Customer", dtype="str"))
    assert (ids.index.tolist(), ids.name, ids.dtype == "str") == ([4, 4], "Customer", True)


@pytest.mark.parametrize(
    ("texts", "rows"),
    [
        (("1.23E+12", "1.23E+12", "4,5E+11", "1E+15", "123"), 4), (("1e5", "12E10", "E+12", "abc"), 0),
        (("1234567890123450000", "9876543210987650000", "1111111111111110000"), 3),
        (("1234567890123450000", "9876543210987650000", "1111111111111111111"), 0), (("1234567890123450000",), 0),
        ((), 0),
    ],
)  # fmt: skip
def test_ids_that_a_spreadsheet_has_destroyed_are_counted(texts: tuple[str, ...], rows: int) -> None:
    assert damaged_ids(cells(*texts)) == rows


def test_ten_thousand_rows_of_an_unreadable_column_are_counted_text_by_text() -> None:
    texts = cells(*(f"code {number}" for number in range(5_000))).repeat(2)
    parsed = parse_numbers(texts)
    assert parsed.share_read == 0
    assert (len(parsed.unread), int(parsed.unread.sum())) == (5_000, 10_000)
    assert np.isnan(parsed.values).all()
