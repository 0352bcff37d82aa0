"""Figures in words."""

from __future__ import annotations

import math

import pytest

from core import words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (1, "1"), (0.256, "0.26"), (12.34, "12.3"), (123.4, "123"), (9_999, "9,999"), (10_000, "10.0k"),
        (98_765, "98.8k"), (1e6, "1.0M"), (2.5e9, "2.5B"), (3e12, "3.0T"), (-12, "-12"), (-98_765, "-98.8k"),
        (math.nan, "–"),
    ],
)  # fmt: skip
def test_number(value: float, text: str) -> None:
    assert words.number(value) == text


@pytest.mark.parametrize(("value", "text"), [(999_960, "1.0M"), (999_999_999, "1.0B")])
def test_a_number_rounds_up_into_the_next_letter(value: float, text: str) -> None:
    assert words.number(value) == text


@pytest.mark.parametrize("text", [words.number(-0.001), words.money(-0.001, "USD")])
def test_nothing_is_not_negative(text: str) -> None:
    assert "-" not in text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (1234.5, "USD", "$1,234"), (-3, "EUR", "-€3"), (12, "CHF", "CHF 12"), (12, "", "12"), (9.5, "GBP", "£9.50"),
        (1.5e6, "EUR", "€1.5M"), (-1.5e6, "$", "-$1.5M"), (math.nan, "EUR", "–"),
    ],
)  # fmt: skip
def test_money(value: float, currency: str, text: str) -> None:
    assert words.money(value, currency) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0%"), (0.042, "4.2%"), (0.0994, "9.9%"), (0.0995, "10%"), (0.256, "26%"), (1, "100%"), (math.nan, "–")],
)
def test_share(value: float, text: str) -> None:
    assert words.share(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12, "days", "12 days"), (40.5, "years", "40.5 years"), (3.25, "minutes", "3.25 min"), (0.5, "share", "50%"),
        (1234, "count", "1,234"), (98_765, "count", "98,765"), (2e6, "count", "2.0M"), (5, "money", "€5"),
        (7.5, "score", "7.50"), (math.nan, "days", "–"),
    ],
)  # fmt: skip
def test_figure(value: float, unit: str, text: str) -> None:
    assert words.figure(value, unit, "EUR") == text  # type: ignore[arg-type]


def test_counts_and_axes() -> None:
    assert words.count(1, "day") == "1 day"
    assert words.count(0, "day") == "0 days"
    assert words.count(2, "child", "children") == "2 children"
    assert [words.unit_suffix(unit, "USD") for unit in ("money", "days", "share")] == [" (USD)", " (days)", ""]
    assert words.unit_suffix("money") == ""
