"""Figures as a business person reads them: short, with their unit."""

from __future__ import annotations

import math

import pandas as pd

from core.schema import Unit

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "BRL": "R$", "JPY": "¥"}
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
MISSING = "–"


def number(value: float) -> str:
    """A number in at most four characters and a letter.

    >>> number(1234), number(0.256), number(98765), number(-12), number(float("nan"))
    ('1,234', '0.26', '98.8k', '-12', '–')
    """
    if pd.isna(value):
        return MISSING
    size = abs(value)
    for step, letter in _STEPS:
        # What would round up to 1000.0k is 1.0M.
        if size >= 10_000 and size >= step * 0.99995:
            return f"{value / step:.1f}{letter}"
    if size < 0.005:
        return "0"
    if size >= 100 or math.isclose(value, round(value)):
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def money(value: float, currency: str = "") -> str:
    """An amount with the symbol of its currency in front; no symbol where the currency is not known.

    >>> money(1234.5, "USD"), money(-3, "EUR"), money(12, "CHF"), money(12)
    ('$1,234', '-€3', 'CHF 12', '12')
    """
    if pd.isna(value):
        return MISSING
    text = f"{abs(value):.2f}" if abs(value) < 100 and round(value) != value else number(abs(value))
    symbol = _SYMBOLS.get(currency, currency + " " if len(currency) > 2 else currency)
    return f"{'-' if value < 0 and text not in ('0', '0.00') else ''}{symbol}{text}"


def share(value: float) -> str:
    """A share in percent: one decimal below 10%, none above, halves up as charts have it.

    >>> share(0.256), share(0.105), share(0.042), share(float("nan"))
    ('26%', '11%', '4.2%', '–')
    """
    if pd.isna(value):
        return MISSING
    digits = 1 if 0 < abs(value) < 0.0995 else 0
    rounded = math.floor(abs(value) * 100 * 10**digits + 0.5) / 10**digits
    return f"{math.copysign(rounded, value) + 0.0:.{digits}f}%"


def figure(value: float, unit: Unit, currency: str = "") -> str:
    """A value in the words of its unit."""
    if pd.isna(value):
        return MISSING
    if unit == "money":
        return money(value, currency)
    if unit == "share":
        return share(value)
    suffix = {"days": " days", "years": " years", "minutes": " min"}.get(unit, "")
    return f"{value:,.0f}" if unit == "count" and abs(value) < 1e6 else number(value) + suffix


def exactly(value: float, unit: Unit, currency: str = "") -> str:
    """A value with all its digits, for limits that must hold as they are written.

    >>> exactly(1234.5678, "money", "USD"), exactly(3, "days"), exactly(0.125, "share")
    ('$1,234.5678', '3 days', '12.5%')
    """
    digits = f"{abs(value) * (100 if unit == 'share' else 1):,.9f}".rstrip("0").rstrip(".")
    if unit == "money":
        digits = _SYMBOLS.get(currency, currency + " " if len(currency) > 2 else currency) + digits
    suffix = {"days": " days", "years": " years", "minutes": " min", "share": "%"}.get(unit, "")
    return f"{'-' if value < 0 else ''}{digits}{suffix}"


def unit_suffix(unit: Unit, currency: str = "") -> str:
    """What an axis adds to its title: " (USD)", " (days)", or nothing."""
    words = {"money": currency, "days": "days", "minutes": "minutes", "years": "years"}.get(unit, "")
    return f" ({words})" if words else ""


def count(rows: float, one: str, many: str | None = None) -> str:
    """A number of things with the right ending.

    >>> count(1, "customer"), count(1200, "customer")
    ('1 customer', '1,200 customers')
    """
    return f"{rows:,.0f} {one if rows == 1 else many or one + 's'}"
