"""One written amount taken apart: sign, currency, percent, and what its points and commas can mean by themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.data.cells import holds, plain_signs, replace
from core.data.currencies import MARK, currency_of


class Marks(IntEnum):
    """What the points and commas of an amount are, judged by the amount alone."""

    NO_AMOUNT = 0
    NONE = 1  # 1234, 1 234, 1'234
    POINT = 2  # the point is for decimals, the comma for thousands: 1.5, 1,234.56, 1,234,567, 1,23,456
    COMMA = 3  # the other way round: 1,5, 1.234,56, 1.234.567
    POINT_EITHER = 4  # 1.234
    COMMA_EITHER = 5  # 1,234


@dataclass(frozen=True)
class Amounts:
    """What each of many texts is as an amount; all arrays are as long as the texts.

    `values` reads 1.234 and 1,234 as a little over one. `small` says of an amount without marks that it has at most
    three digits, `blanks` that blanks or apostrophes group the thousands, `round` that 1.234 or 1,234 ends in zeros.
    `currency` is "" where none is written.
    """

    marks: np.ndarray
    values: np.ndarray
    percent: np.ndarray
    small: np.ndarray
    blanks: np.ndarray
    round: np.ndarray
    currency: pa.Array


_PLAIN = r"^-?\d+(?:\.\d+)?$"
# What stands before and behind the digits is one of few texts in a column, and is looked at once.
_SHAPE = (
    r"^(?P<lead>(?:[^\d.,\s$€£(+'-]\.|[^\d.,])*)"
    r"(?P<body>[.,]?\d(?:[\d.,' _]*\d)?(?:[eE][-+]?\d+)?)"
    r"(?P<trail>\D*)$"
)
_WIDEST = 24
_LEAD = re.compile(rf"'?(?P<sign>[-+]?) ?(?P<open>\(?) ?(?P<mark>{MARK}?) ?(?P<inner>[-+]?) ?(?P<paren>\(?) ?")
_TRAIL = re.compile(
    rf"(?P<end>[.,]?)(?P<even>[:/](?=-))?(?P<dash> ?-{{0,2}}) ?(?P<percent>%?) ?(?P<mark>{MARK}?) ?(?P<late>-?) ?"
    rf"(?P<close>\)?) ?(?P<share>%?) ?(?P<last>{MARK}?)"
)
_GROUPED = r"[1-9]\d{0,2}(?: \d{3})+|[1-9]\d{0,2}(?:'\d{3})+|[1-9]\d{0,2}(?:_\d{3})+"
_WHOLE = rf"(?:\d+|{_GROUPED})"
_EXPONENT = r"(?:[eE][-+]?\d+)?"
_EITHER = r"^[1-9]\d{0,2}[.,]\d{3}$"


def _by(decimal: str, thousands: str, more: str = "") -> str:
    """The pattern of amounts that by themselves can only have this decimal mark."""
    group = rf"[1-9]\d{{0,2}}(?:{thousands}\d{{3}})"
    end = rf"{decimal}\d*"
    return rf"^(?:{_WHOLE}{end}{_EXPONENT}|{decimal}\d+{_EXPONENT}|{group}+{end}|{group}{{2,}}{more})$"


_POINT = _by(r"\.", ",", r"|[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?")
_COMMA = _by(",", r"\.")


def read_amounts(texts: pa.Array) -> Amounts:
    """Take apart each text; what is no amount gets `Marks.NO_AMOUNT`.

    >>> found = read_amounts(pa.array(["($1,234.50)", "12 %", "1.234", "12 34"], pa.large_string()))
    >>> found.marks.tolist(), found.values.tolist()
    ([2, 1, 4, 0], [-1234.5, 0.12, 1.234, nan])
    """
    texts = plain_signs(texts)
    plain = holds(texts, _PLAIN)
    body, currency = replace(texts, "^-", ""), pa.repeat(pa.scalar("", pa.large_string()), len(texts))
    negative, percent = holds(texts, "^-"), np.zeros(len(texts), bool)
    if not plain.all():
        bodies, around, which = _take_apart(texts.filter(pa.array(~plain)))
        body = pc.replace_with_mask(body, pa.array(~plain), bodies)
        names = pa.array([one.currency for one in around], pa.large_string()).take(which)
        currency = pc.replace_with_mask(currency, pa.array(~plain), names)
        which = which.to_numpy()
        negative[~plain] = np.array([one.negative for one in around], bool)[which]
        percent[~plain] = np.array([one.percent for one in around], bool)[which]
    marks = _marks(body)
    values = _values(body, marks)
    values = np.where(percent, values / 100, values)
    return Amounts(
        marks,
        np.where(negative, -values, values),
        percent,
        holds(body, r"^[1-9]\d{0,2}$"),
        (marks != Marks.NO_AMOUNT) & holds(body, "[ ']"),
        holds(body, "[.,].00$"),
        currency,
    )


def read_currencies(texts: pa.Array) -> pa.Array:
    """The currency written beside each amount: an ISO code or a sign that several share, "" where there is none.

    >>> read_currencies(pa.array(["US$ 5", "12,- kr", "5"], pa.large_string())).to_pylist()
    ['USD', 'kr', '']
    """
    _, around, which = _take_apart(plain_signs(texts))
    return pa.array([one.currency for one in around], pa.large_string()).take(which)


class _Around(NamedTuple):
    """What stands around the digits: `end` is a mark right behind them, as in "5." and "1.234,-"."""

    amount: bool = False
    negative: bool = False
    percent: bool = False
    currency: str = ""
    end: str = ""


def _take_apart(texts: pa.Array) -> tuple[pa.Array, list[_Around], pa.Array]:
    """The digits with their marks ("" for no amount), what stands around them, and which of these each text has."""
    found = pc.extract_regex(texts, _SHAPE)
    lead, body, trail = (pc.fill_null(pc.struct_field(found, name), "?") for name in ("lead", "body", "trail"))
    pairs = pc.binary_join_element_wise(lead, trail, pa.scalar("0", lead.type))
    # No amount has a sentence around it; a million different ones need no look.
    pairs = pc.if_else(pc.less_equal(pc.utf8_length(pairs), _WIDEST), pairs, "?0?").dictionary_encode()
    around = [_around(*pair.split("0")) for pair in pairs.dictionary.to_pylist()]
    ends, amounts = pa.array([one.end for one in around], lead.type), pa.array([one.amount for one in around])
    whole = pc.binary_join_element_wise(body, ends.take(pairs.indices), pa.scalar("", lead.type))
    return pc.if_else(amounts.take(pairs.indices), whole, ""), around, pairs.indices


def _around(lead: str, trail: str) -> _Around:
    before, behind = _LEAD.fullmatch(lead), _TRAIL.fullmatch(trail)
    if before is None or behind is None or (behind["mark"] and behind["last"]):
        return _Around()
    # In "1.234,-", "5.--", "99:-" and "500/-" the dash stands for no cents; elsewhere it is a minus behind the amount.
    no_cents = bool(behind["end"] or behind["even"]) and behind["dash"] in ("-", "--")
    opened = (before["open"] + before["paren"]).count("(")
    signs = (
        before["sign"] + before["inner"] + behind["late"] + "-" * opened + ("" if no_cents else behind["dash"].strip())
    )
    percents = len(behind["percent"] + behind["share"])
    currency = currency_of(before["mark"], behind["mark"] or behind["last"])
    if len(signs) > 1 or opened != len(behind["close"]) or percents > 1 or currency is None or (percents and currency):
        return _Around()
    return _Around(True, signs == "-", percents == 1, currency, behind["end"])


def _marks(body: pa.Array) -> np.ndarray:
    either, point = holds(body, _EITHER), holds(body, r"\.")
    kinds = [
        (either & point, Marks.POINT_EITHER),
        (either, Marks.COMMA_EITHER),
        (holds(body, rf"^{_WHOLE}$|^\d+{_EXPONENT}$"), Marks.NONE),
        (holds(body, _POINT), Marks.POINT),
        (holds(body, _COMMA), Marks.COMMA),
    ]
    found = np.select([fits for fits, _ in kinds], [mark for _, mark in kinds], Marks.NO_AMOUNT)
    return found.astype(np.int8)


def _values(body: pa.Array, marks: np.ndarray) -> np.ndarray:
    """The number with the decimal mark that it has; nan for no amount and for what no float holds."""
    comma = np.isin(marks, (Marks.COMMA, Marks.COMMA_EITHER))
    amount = marks != Marks.NO_AMOUNT
    for sign in " '_":
        body = pc.replace_substring(body, sign, "")
    if comma.any():
        by_comma = pc.replace_substring(pc.replace_substring(body, ".", ""), ",", ".")
        body = pc.if_else(pa.array(comma), by_comma, pc.replace_substring(body, ",", ""))
    else:
        body = pc.replace_substring(body, ",", "")
    numbers = pc.cast(pc.if_else(pa.array(amount), body, None), pa.float64()).to_numpy(zero_copy_only=False)
    return np.where(np.isfinite(numbers), numbers, np.nan)
