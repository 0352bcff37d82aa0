"""Cells to numbers: what was typed stands left, what it means right. Nothing may be read as another number."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data import amounts, cells
from core.data.values import Parsed, currencies_written, find_currency, parse_numbers


def column(*texts: str | None) -> pd.Series:
    return pd.Series(list(texts), dtype="str")


def numbers(*texts: str | None) -> list[float | None]:
    return [None if math.isnan(value) else value for value in parse_numbers(column(*texts)).values]


# What else stands in a column of the same hand: a small amount, one with decimals, one with thousands.
ENGLISH = {"7": 7, "12.50": 12.5, "98,765.25": 98765.25}
GERMAN = {"7": 7, "12,50": 12.5, "98.765,25": 98765.25}
FRENCH = {"7": 7, "12,50": 12.5, "98 765,25": 98765.25}
SWISS = {"7": 7, "12.50": 12.5, "98'765.25": 98765.25}
INDIAN = {"7": 7, "12.50": 12.5, "1,98,765.25": 198765.25}
BARE = {"7": 7, "12.5": 12.5, "98765.25": 98765.25}
PERCENT = {"7%": 0.07, "12.5%": 0.125}
ARABIC = {"٧": 7, "١٢٫٥": 12.5, "٩٨٬٧٦٥٫٢٥": 98765.25}
NOTATIONS = [
    ("$1,234.56", 1234.56, ENGLISH), ("1.234,56", 1234.56, GERMAN), ("1 234,56", 1234.56, FRENCH),
    ("1\u00a0234,56", 1234.56, FRENCH), ("1\u202f234,56", 1234.56, FRENCH), ("1\u2009234,56", 1234.56, FRENCH),
    ("(123.45)", -123.45, ENGLISH), ("($1,234.56)", -1234.56, ENGLISH), ("$(12.00)", -12, ENGLISH),
    ("123.45-", -123.45, ENGLISH), ("\u22125", -5, ENGLISH), ("\u20135", -5, GERMAN), ("- 5", -5, GERMAN),
    ("5%", 0.05, PERCENT), ("12,5 %", 0.125, {"7 %": 0.07, "1,25 %": 0.0125}), ("١٢٣", 123, ARABIC),
    ("１２３", 123, ENGLISH), ("EUR 12,50", 12.5, GERMAN), ("12,50 EUR", 12.5, GERMAN), ("€12.50", 12.5, ENGLISH),
    ("US$ 5", 5, ENGLISH), ("CA$5", 5, ENGLISH), ("R$ 1.234,56", 1234.56, GERMAN), ("kr 100", 100, GERMAN),
    ("1.234,-", 1234, GERMAN), ("12,–", 12, GERMAN), ("CHF 1'234.50", 1234.5, SWISS), ("CHF 1’234.50", 1234.5, SWISS),
    ("Rs. 1,23,456.78", 123456.78, INDIAN), ("₹1,00,000", 100000, INDIAN), ("1e3", 1000, BARE), ("1.5E+03", 1500, BARE),
    ("+5", 5, BARE), ("5.-", 5, SWISS), (".5", 0.5, BARE), ("0.5-", -0.5, BARE), ("12.345.678", 12345678, GERMAN),
    ("1,234,567", 1234567, ENGLISH), ("-$5.00", -5, ENGLISH), ("$ -5.00", -5, ENGLISH),
    ("1 234.50", 1234.5, {"7": 7, "98 765.25": 98765.25}), ("12 345,67 €", 12345.67, FRENCH),
    ("USD1,234.50", 1234.5, ENGLISH),
]  # fmt: skip


def _judge(text: str, value: float, others: dict[str, float]) -> str:
    read = parse_numbers(column(text, *others)).values
    pairs = zip(read, [value, *others.values()], strict=True)
    if any(not math.isnan(got) and got != pytest.approx(true) for got, true in pairs):
        return "wrong"
    return "unread" if read.isna().any() else "right"


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "among its like"])
def test_forty_three_notations_are_read_and_none_is_read_as_another_number(alone: bool) -> None:
    verdicts = {text: _judge(text, value, {} if alone else others) for text, value, others in NOTATIONS}
    assert len(verdicts) == 43
    assert [text for text, verdict in verdicts.items() if verdict != "right"] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Rs.1,23,456.78", 123456.78), ("500/-", 500), ("Rs. 1,23,456/-", 123456), ("99:-", 99), ("-99:-", -99),
        ("kr.1.234,56", 1234.56), ("△1,234円", -1234), ("\\1,234", 1234),
        ("5", 5), ("-5", -5), ("( 12.50 )", -12.5), ("12-", -12), ("12.50-", -12.5), ("5 %", 0.05), ("-5%", -0.05),
        ("(5%)", -0.05), ("(5)%", -0.05), ("5.", 5), ("5,", 5), (",5", 0.5), ("1.5E-2", 0.015), ("1,5E+03", 1500),
        ("1,234.56", 1234.56), ("1,234,567.89", 1234567.89), ("12,5", 12.5), ("12,50-", -12.5),
        ("1'234'567,89", 1234567.89), ("\u00a05 ", 5), ("$5", 5), ("$ 5", 5), ("$-5", -5), ("€ 1.234,50", 1234.5),
        ("5 €", 5), ("5€", 5), ("-5 €", -5), ("5 €-", -5), ("(12.00) €", -12), ("(12.00 €)", -12), ("5 USD", 5),
        ("5EUR", 5), ("EUR5", 5), ("$5 CAD", 5), ("A$5", 5), ("100 kr.", 100), ("kr. 1.234,-", 1234), ("100,- kr", 100),
        ("5.--", 5), ("1.234.567,-", 1234567), ("-5,-", -5), ("1 234,50 zł", 1234.5), ("1 234,50 Kč", 1234.5),
        ("12 345 Ft", 12345), ("5 lei", 5), ("50円", 50), ("￥１，２３４．５", 1234.5), ("١٢٫٣٤٥", 12.345),
        ("٩٬٨٧٦", 9876), ("‎-١٢٣", -123), ("00017", 17), ("0,123", 0.123), ("'-5", -5), ('="12"', 12), ("1_000", 1000),
        ("1.234%", 0.01234), ("-0", 0),
    ],
)  # fmt: skip
def test_more_notations(text: str, value: float) -> None:
    parsed = parse_numbers(column(text))
    assert parsed.values.tolist() == [pytest.approx(value)]
    assert parsed.unread.empty


@pytest.mark.parametrize(
    "text",
    [
        "abc", "12abc", "1,2,3", "1.2.3", "1,23,45", "1.23,456", "12 34", "555 12 34", "1'23", "0x10", "inf", "-inf",
        "1e400", "(5", "5)", "((5))", "--5", "-(5)", "(-5)", "-5-", "5 +", "+-5", "%", "5%%", "5 € %", "12:30", "1/2",
        "5-10", "<5", "~5", "½", "5½", "12¹", "1k", "2.5M", "5 Cr", "5 Dr", "12€50", "$5 EUR", "SKU 12", "ABC12",
        "Row7", "R 100", "5 --", "$",
    ],
)  # fmt: skip
def test_what_is_no_number_or_might_be_another_is_unread_and_counted(text: str) -> None:
    parsed = parse_numbers(column(text, "1", text))
    assert parsed.values.isna().tolist() == [True, False, True]
    assert parsed.unread.to_dict() == {text: 2}
    assert parsed.share_read == pytest.approx(1 / 3)


def test_the_whole_column_decides_what_a_mark_before_three_digits_means() -> None:
    assert numbers("1,234", "5,6") == [1.234, 5.6]
    assert numbers("1.234", "5,6") == [1234, 5.6]
    assert numbers("1.234", "5.6") == [1.234, 5.6]
    assert numbers("1,234", "5.6") == [1234, 5.6]
    assert numbers("1.234", "1.234.567") == [1234, 1234567]
    assert numbers("1,234", "0,123") == [1.234, 0.123]
    assert numbers("1.234", "1234.567") == [1.234, 1234.567]
    assert numbers("1.234", "987") == [1234, 987]
    assert numbers("1,234", "987") == [1234, 987]


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (("1,234", "5,678"), [1234, 5678]), (("1.234", "5.678"), [1.234, 5.678]),
        (("1.234 €", "5.678 €"), [1234, 5678]), (("45.000", "38.500"), [45000, 38500]),
        (("1.234", "5678"), [1.234, 5678]), (("$1.234",), [1234]),
    ],
)  # fmt: skip
def test_where_nothing_tells_thousands_from_decimals_the_likelier_is_taken_and_the_rows_are_counted(
    texts: tuple[str, ...], read: list[float]
) -> None:
    parsed = parse_numbers(column(*texts))
    assert parsed.values.tolist() == read
    assert parsed.unsure == sum("." in text or "," in text for text in texts)


@pytest.mark.parametrize("texts", [("1.234", "5.6"), ("1.234", "987"), ("1,234.50",), ("7", "8"), ("n/a",)])
def test_a_column_that_decides_is_not_unsure(texts: tuple[str, ...]) -> None:
    assert parse_numbers(column(*texts)).unsure == 0


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (("1.234,56", "1,234.56"), [1234.56, 1234.56]),
        (("1.234,56", "1,234.56", "1.234", "1,234"), [1234.56, 1234.56, None, None]),
        (("1.234", "1,234"), [None, None]),
        (("12 345", "1,234"), [12345, None]),
        (("1,5", "2,25", "3,5", "12.34"), [1.5, 2.25, 3.5, 12.34]),
        (("1.234 KWD",), [None]),
        (("1,234%",), [None]),
    ],
)
def test_where_a_column_contradicts_itself_only_unmistakable_cells_are_read(
    texts: tuple[str, ...], read: list[float | None]
) -> None:
    assert numbers(*texts) == read


def test_one_slip_among_hundreds_does_not_unsettle_a_column() -> None:
    assert numbers(*["12,50"] * 200, "3.75", "1.234")[-2:] == [3.75, 1234]


def test_a_percentage_among_numbers_and_a_number_among_percentages_are_unread() -> None:
    assert numbers("5.00", "10%", "7.50") == [5, None, 7.5]
    assert numbers("5%", "10%", "7", "0") == [0.05, 0.1, None, 0]


def test_rows_keep_their_place_and_index() -> None:
    for texts in (["2", None, "1", "2"], ["2 €", None, "1 €", "2 €"]):
        parsed = parse_numbers(pd.Series(texts, index=[9, 4, 7, 1], dtype="str"))
        assert parsed.values.index.tolist() == [9, 4, 7, 1]
        assert parsed.values.fillna(-1).tolist() == [2, -1, 1, 2]


def test_the_most_frequent_unread_text_comes_first() -> None:
    parsed = parse_numbers(column("one", "two", " two", "three", "three", "three", "1"))
    assert list(parsed.unread.items()) == [("three", 3), ("two", 2), ("one", 1)]
    assert parsed.share_read == pytest.approx(1 / 7)


LOCALES = {
    "English": (".", ",", 3), "German": (",", ".", 3), "French": (",", "\u202f", 3), "Swiss": (".", "’", 3),
    "Indian": (".", ",", 2), "bare point": (".", "", 3), "bare comma": (",", "", 3), "Arabic": ("٫", "٬", 3),
}  # fmt: skip
WRAPPED = ["{}", "{} €", "€{}", "EUR {}", "{} kr", "$ {}"]
NEGATIVE = ["-{}", "−{}", "({})", "{}-", "- {}"]


def written(value: float, decimals: int, locale: str, wrapped: str, negative: str) -> str:
    """The number as a person of that country writes it."""
    decimal, thousands, width = LOCALES[locale]
    whole, _, part = f"{abs(value):.{decimals}f}".partition(".")
    head, tail = whole[:-3], whole[-3:]
    groups = [head[max(0, end - width) : end] for end in range(len(head), 0, -width)][::-1]
    text = thousands.join([*groups, tail]) + (decimal + part if part else "")
    text = wrapped.format(negative.format(text) if float(f"{value:.{decimals}f}") < 0 else text)
    return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")) if locale == "Arabic" else text


AMOUNTS = st.lists(st.floats(-1e9, 1e9) | st.floats(-2000, 2000) | st.integers(-9999, 9999), min_size=1, max_size=12)


@given(AMOUNTS, st.integers(0, 4), *(st.sampled_from(list(of)) for of in (LOCALES, WRAPPED, NEGATIVE)))
def test_an_amount_written_in_any_country_is_read_back_or_unread(
    values: list[float], decimals: int, locale: str, wrapped: str, negative: str
) -> None:
    texts = [written(value, decimals, locale, wrapped, negative) for value in values]
    parsed = parse_numbers(column(*texts))
    for value, text, read in zip(values, texts, parsed.values, strict=True):
        alike = math.isnan(read) or read == pytest.approx(float(f"{value:.{decimals}f}"), rel=1e-12)
        assert alike or parsed.unsure, (text, read, texts)
    if decimals in (1, 2, 4):
        assert parsed.unread.empty
        assert not parsed.unsure


@given(AMOUNTS, AMOUNTS, *(st.sampled_from(list(LOCALES)) for _ in range(2)))
def test_two_countries_in_one_column_are_read_back_or_unread(
    some: list[float], others: list[float], locale: str, other: str
) -> None:
    texts = [written(value, 2, locale, "{}", "-{}") for value in some]
    texts += [written(value, 2, other, "{}", "-{}") for value in others]
    for value, read in zip([*some, *others], parse_numbers(column(*texts)).values, strict=True):
        assert math.isnan(read) or read == pytest.approx(float(f"{value:.2f}"), rel=1e-12)


@given(st.lists(st.text("0123456789.,-+() '%$€eE", max_size=9), max_size=8))
def test_no_text_breaks_the_reader_and_every_cell_is_accounted_for(texts: list[str]) -> None:
    parsed = parse_numbers(column(*texts))
    blank = sum(text.strip().lower() in cells.BLANKS for text in texts)
    assert parsed.values.notna().sum() + parsed.unread.sum() + blank == len(texts)
    assert np.isfinite(parsed.values.dropna()).all()


PLAIN = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(-(10**6), 10**12).map(str),
    st.floats(-2000, 2000).map("{:.3f}".format),
    st.sampled_from(["+5", ".5", "5.", "00.5", "1e400", "inf", "nan", "n/a", "01.234", "1e3", "0.123", "-", "1,5"]),
)


def _same(one: Parsed, other: Parsed) -> None:
    pd.testing.assert_series_equal(one.values, other.values)
    pd.testing.assert_series_equal(one.unread, other.unread)
    assert one.unsure == other.unsure
    assert one.rule == other.rule


@given(st.lists(PLAIN, min_size=1, max_size=6))
def test_the_quick_way_for_plain_numbers_gives_what_the_careful_way_gives(texts: list[str]) -> None:
    quick = parse_numbers(column(*texts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(amounts, "_plain_numbers", lambda _: None)
        _same(quick, parse_numbers(column(*texts)))


def test_many_texts_are_read_in_pieces_that_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = column(*(f"{number}.{number:03d},5 €" for number in range(1, 50)), "x", "12 EUR", "-")
    whole, named = parse_numbers(texts), currencies_written(texts)
    monkeypatch.setattr(cells, "BATCH", 7)
    _same(whole, parse_numbers(texts))
    assert currencies_written(texts).to_dict() == named.to_dict() == {"EUR": 50}


@pytest.mark.parametrize(
    ("texts", "currency"),
    [
        (("5 €", "6 €"), "EUR"), (("$5",), "$"), (("£5", "7"), "GBP"), (("5 EUR",), "EUR"), (("CHF5",), "CHF"),
        (("5", "6"), ""), (("5 €", "$6"), ""), ((None,), ""), (("R$ 5",), "BRL"), (("(US$ 5.00)", "-"), "USD"),
        (("5 kr", "6 kr."), "kr"), (("$5 CAD",), "CAD"), (("1 234,50 zł",), "PLN"), (("EUR", "a € b"), ""),
        (("￥５",), "¥"),
    ],
)  # fmt: skip
def test_the_currency_of_a_column_is_named_where_there_is_one(texts: tuple[str | None, ...], currency: str) -> None:
    assert find_currency(column(*texts)) == currency


def test_currencies_are_counted_by_rows_over_the_whole_column() -> None:
    texts = column(*["5 €"] * 6000, "$5", "7", "6 EUR", "x")
    assert list(currencies_written(texts).items()) == [("EUR", 6001), ("$", 1)]
