"""Cells to numbers, dates, yes or no and ids. What was typed stands left, what it means right."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

from core.data.values import find_currency, parse_dates, parse_flags, parse_numbers, tidy_ids


def cells(*texts: str | None) -> pd.Series:
    return pd.Series(list(texts), dtype="str")


def numbers(*texts: str | None) -> list[float | None]:
    return [None if math.isnan(value) else value for value in parse_numbers(cells(*texts)).values]


def days(*texts: str | None) -> list[str | None]:
    read = parse_dates(cells(*texts)).values
    return [None if pd.isna(value) else value.date().isoformat() for value in read]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5), ("+5", 5), ("-5", -5), ("−5", -5), ("- 5", -5), ("(12)", -12), ("( 12.50 )", -12.5), ("12-", -12),
        ("12.50-", -12.5), ("5%", 0.05), ("5 %", 0.05), ("-5%", -0.05), ("0.5", 0.5), (".5", 0.5), ("5.", 5),
        ("1e3", 1000), ("1.5E-2", 0.015), ("1,234", 1234), ("1,234.56", 1234.56), ("1,234,567.89", 1234567.89),
        ("1.234,56", 1234.56), ("12,5", 12.5), ("12,50-", -12.5), ("1.234.567", 1234567), ("1'234.50", 1234.5),
        ("1’234.50", 1234.5), ("1 234 567", 1234567), ("1\u00a0234,50", 1234.5), ("1\u202f234,50", 1234.5),
        ("\u00a05 ", 5), ("$5", 5), ("$ 5", 5), ("-$5", -5), ("$-5", -5), ("($5.00)", -5), ("$(5.00)", -5),
        ("5 €", 5), ("1.234,50 €", 1234.5), ("€ 1.234,50", 1234.5), ("R$ 1.234,50", 1234.5), ("USD 5", 5),
        ("5 EUR", 5), ("5EUR", 5), ("EUR5", 5), ("₹1,234.00", 1234), ("CHF 1'234.50", 1234.5), ("00017", 17),
    ],
)  # fmt: skip
def test_a_number_in_many_notations(text: str, value: float) -> None:
    parsed = parse_numbers(cells(text))
    assert parsed.values.tolist() == [pytest.approx(value)]
    assert parsed.unread.empty


@pytest.mark.parametrize(
    "text",
    ["abc", "12abc", "1,2,3", "1.2.3", "0x10", "inf", "-inf", "1e400", "(5", "5)", "--5", "%", "5%%", "12:30", "1/2"],
)
def test_what_is_no_number_is_unread_and_counted(text: str) -> None:
    parsed = parse_numbers(cells(text, "1", text))
    assert parsed.values.isna().tolist() == [True, False, True]
    assert parsed.unread.to_dict() == {text: 2}
    assert parsed.share_read == pytest.approx(1 / 3)


@pytest.mark.parametrize("text", ["-", "–", "n/a", "N/A", "NULL", "nan", "None", "?", "#N/A"])
def test_a_word_for_nothing_is_missing_and_not_a_fault(text: str) -> None:
    parsed = parse_numbers(cells(text, None, "1"))
    assert parsed.values.isna().tolist() == [True, True, False]
    assert parsed.unread.empty
    assert parsed.share_read == 1


def test_the_whole_column_decides_what_a_comma_means() -> None:
    assert numbers("1,234", "5,678") == [1234, 5678]
    assert numbers("1,234", "5,6") == [1.234, 5.6]
    assert numbers("1.234", "5,6") == [1234, 5.6]
    assert numbers("1.234", "5.6") == [1.234, 5.6]
    assert numbers("1,234", "5.6") == [1234, 5.6]


def test_a_mark_that_stands_wrong_is_left_to_fail_instead_of_guessed() -> None:
    assert numbers("1,5", "2,25", "3,5", "12.34") == [1.5, 2.25, 3.5, None]


def test_rows_keep_their_place_and_index() -> None:
    parsed = parse_numbers(pd.Series(["2", None, "1", "2"], index=[9, 4, 7, 1], dtype="str"))
    assert parsed.values.index.tolist() == [9, 4, 7, 1]
    assert parsed.values.fillna(-1).tolist() == [2, -1, 1, 2]


@pytest.mark.parametrize("parse", [parse_numbers, parse_dates, parse_flags])
def test_nothing_in_nothing_out(parse: object) -> None:
    for column in (cells(), cells(None, None)):
        parsed = parse(column)  # type: ignore[operator]
        assert len(parsed.values) == len(column)
        assert parsed.values.isna().all()
        assert parsed.share_read == 1


@pytest.mark.parametrize("text", ["SKU 12", "ABC12", "Row7"])
def test_a_code_of_letters_and_digits_is_no_amount(text: str) -> None:
    assert numbers(text) == [None]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01-31", "2024-01-31"), ("2024-01-31 23:59:59", "2024-01-31"), ("2024-01-31T23:59", "2024-01-31"),
        ("2024-01-31T23:30:00Z", "2024-01-31"), ("2024-01-31T23:30:00.123Z", "2024-01-31"),
        ("2024-01-31T23:30:00-08:00", "2024-01-31"), ("2024-01-31 00:30:00 +0200", "2024-01-31"),
        ("2024-01-31 10:00:00 UTC", "2024-01-31"), ("2024-01-31 10:00:00+02", "2024-01-31"),
        ("20240131", "2024-01-31"), ("31.01.2024", "2024-01-31"), ("31/1/2024", "2024-01-31"),
        ("31-01-24", "2024-01-31"), ("1/31/2024", "2024-01-31"), ("01/31/2024 10:30 PM", "2024-01-31"),
        ("31 Jan 2024", "2024-01-31"), ("Jan 31, 2024", "2024-01-31"), ("January 31, 2024", "2024-01-31"),
        ("31-Jan-24", "2024-01-31"), ("2024/01/31", "2024-01-31"), ("45322", "2024-01-31"), ("45322.75", "2024-01-31"),
        ("1706659200", "2024-01-31"), ("1706659200000", "2024-01-31"),
    ],
)  # fmt: skip
def test_a_day_in_many_notations(text: str, day: str) -> None:
    assert days(text) == [day]


def test_one_value_beyond_twelve_decides_the_order_for_the_column() -> None:
    assert days("01/02/2024", "31/12/2023") == ["2024-02-01", "2023-12-31"]
    assert days("01/02/2024", "12/31/2023") == ["2024-01-02", "2023-12-31"]
    assert not parse_dates(cells("01/02/2024", "31/12/2023")).ambiguous


def test_a_column_that_fits_both_orders_says_so() -> None:
    parsed = parse_dates(cells("01/02/2024", "03/04/2024"))
    assert parsed.ambiguous
    assert days("01/02/2024", "03/04/2024") == ["2024-01-02", "2024-03-04"]
    assert not parse_dates(cells("05/05/2024")).values.isna().any()


def test_a_long_file_in_order_of_time_is_read_day_first_although_its_beginning_fits_both() -> None:
    # A shop with an order every seven minutes: the first 1,000 different texts lie within the first week.
    times = pd.date_range("2024-12-01", "2024-12-31 23:59", freq="7min")
    parsed = parse_dates(pd.Series(times.strftime("%d/%m/%Y %H:%M"), dtype="str"))
    assert int(parsed.unread.sum()) == 0
    assert parsed.values.tolist() == times.tolist()


@pytest.mark.parametrize("texts", [("30/02/2024", "29/02/2024"), ("soon", "29/02/2024"), ("2024-13-01", "2024-02-29")])
def test_a_day_that_does_not_exist_is_unread(texts: tuple[str, str]) -> None:
    parsed = parse_dates(cells(*texts))
    assert parsed.values.isna().tolist() == [True, False]
    assert parsed.unread.to_dict() == {texts[0]: 1}


@pytest.mark.parametrize("texts", [("abc", "def"), ("1.5", "2.5"), ("12", "13"), ("0000-00-00",), ("9999-12-31",)])
def test_what_is_no_day_is_no_day(texts: tuple[str, ...]) -> None:
    assert days(*texts) == [None] * len(texts)


def test_blanks_among_days_are_missing_and_not_a_fault() -> None:
    parsed = parse_dates(cells("2024-01-31", None, "n/a"))
    assert parsed.values.isna().tolist() == [False, True, True]
    assert parsed.unread.empty


def test_zones_may_differ_within_a_column_because_the_shops_own_day_counts() -> None:
    assert days("2024-01-31T23:30:00+02:00", "2024-02-01T00:10:00-05:00", "2024-02-02") == [
        "2024-01-31", "2024-02-01", "2024-02-02",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("yes", "no"), ("Y", "N"), ("TRUE", "FALSE"), ("1", "0"), ("1.0", "0.0"), ("Ja", "Nein"), ("oui", "non"),
        ("Sí", "No"), ("Sim", "Não"), ("Attrited Customer", "Existing Customer"), ("Churned", "Stayed"),
        ("Exited", "Retained"),
    ],
)  # fmt: skip
def test_flags(yes: str, no: str) -> None:
    parsed = parse_flags(cells(yes, no, None, "maybe"))
    assert parsed.values.fillna(-1).tolist() == [1, 0, -1, -1]
    assert parsed.unread.to_dict() == {"maybe": 1}


def test_ids_stay_as_written() -> None:
    written = ["00017", "a-1", "Zoë@example.com", "1e5", " x"]
    ids, changed = tidy_ids(cells(*written))
    assert (ids.tolist(), changed) == (written, 0)


def test_ids_lose_the_decimals_only_where_all_have_them() -> None:
    assert tidy_ids(cells("17850.0", "13047.0"))[0].tolist() == ["17850", "13047"]
    assert tidy_ids(cells("17850.0", "1.5"))[0].tolist() == ["17850.0", "1.5"]
    assert tidy_ids(cells("17850.0", "x1"))[1] == 0


def test_ids_lose_the_apostrophe_of_a_spreadsheet() -> None:
    ids, changed = tidy_ids(cells("'123", "456", None))
    assert ids.fillna("").tolist() == ["123", "456", ""]
    assert changed == 1


@pytest.mark.parametrize(
    ("texts", "currency"),
    [
        (("5 €", "6 €"), "EUR"), (("$5",), "$"), (("£5", "7"), "GBP"), (("5 EUR",), "EUR"), (("CHF5",), "CHF"),
        (("5", "6"), ""), (("5 €", "$6"), ""), ((None,), ""), (("R$ 5",), "BRL"),
    ],
)  # fmt: skip
def test_the_currency_of_a_column_is_named_where_there_is_one(texts: tuple[str | None, ...], currency: str) -> None:
    assert find_currency(cells(*texts)) == currency


def test_a_million_rows_cost_their_distinct_texts() -> None:
    texts = pd.Series(["2024-01-31", "2024-02-01"] * 100_000, dtype="str")
    parsed = parse_dates(texts)
    assert parsed.values.nunique() == 2
    assert parsed.values.iloc[-1] == pd.Timestamp(dt.date(2024, 2, 1))
