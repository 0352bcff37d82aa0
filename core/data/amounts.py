"""Numbers and money: what the points and commas mean is decided for the column as a whole.

An amount that can mean only one number means that number, whatever the others look like. One that can mean two (1.234)
is decided by the others; where they contradict each other it is left unread rather than guessed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.amount_shapes import Amounts, Marks, read_amounts, read_currencies
from core.data.cells import (
    Cells,
    Parsed,
    all_read,
    arrow_texts,
    batches,
    cast_all,
    distinct,
    holds,
    known_texts,
    quickly,
)
from core.data.currencies import THOUSANDTHS

# So few cells of another notation are slips; more of them are a second source.
DISSENT = 0.01
_POINT_RULE, _COMMA_RULE, _OWN_RULE = "decimal point", "decimal comma", "each number by its own marks"


def parse_numbers(texts: pd.Series) -> Parsed:
    """Read numbers and money: symbols, codes, thousands marks, decimal comma, parentheses or trailing minus, percent.

    Numbers such as 1.234 mean what the rest of the column says; where it says nothing, `unsure` counts them: 1,234 is
    then taken as thousands, 1.234 as decimals unless it is money or all end in zeros. A bare number among percentages,
    or a percentage among numbers, is unread: 5 could be 5%.

    >>> import pandas as pd
    >>> parse_numbers(pd.Series(["1.234,50 €", "(12,00)", "n/a"])).values.tolist()
    [1234.5, -12.0, nan]
    """
    quick = quickly(texts, _plain_numbers)
    if quick is not None:
        return quick
    cells = distinct(texts)
    found = _read(cells)
    rows = np.where(cells.blank, 0, cells.rows)
    meaning = _meaning(found, rows)
    values = found.values.copy()
    values[found.marks == Marks.POINT_EITHER] *= meaning.point
    values[found.marks == Marks.COMMA_EITHER] *= meaning.comma
    # 1.234 times a thousand is 1234 only when rounded.
    either = (found.marks >= Marks.POINT_EITHER) & ~found.percent
    values[either] = values[either].round(3)
    values[_odd_percent(values, found.percent, rows)] = np.nan
    return cells.parsed(values, meaning.rule, unsure=meaning.unsure)


def _plain_numbers(texts: pd.Series) -> Parsed | None:
    """The column where every cell is a number as programs write it, without a look at each text; else None."""
    cells = arrow_texts(texts)
    read = cast_all(cells, pa.float64())
    if read is None:
        return None
    numbers = read.to_numpy()
    # The word "inf" is no number to us, though it is one to Arrow.
    if np.isfinite(numbers).sum() != len(read) - read.null_count or not _says_point(cells):
        return None
    return all_read(numbers, texts.index, _POINT_RULE)


def _says_point(cells: pa.ChunkedArray) -> bool:
    """Whether plain numbers have no decimals at all or some that can't be thousands."""
    can_only_be_decimals = r"\.(?:\d{0,2}|\d{4,})$|^[-+]?(?:0\d*|\d{4,})?\.|\.\d*[eE]"
    pointed = False
    for chunk in cells.chunks:
        if pc.any(pc.match_substring(chunk, ".")).as_py():
            pointed = True
            if holds(chunk, can_only_be_decimals).any():
                return True
    return not pointed


def _read(cells: Cells) -> Amounts:
    read = [read_amounts(batch) for batch in batches(cells.texts)]
    if len(read) == 1:
        return read[0]
    parts = {name: [getattr(one, name) for one in read] for name in Amounts.__dataclass_fields__}
    currency = pa.concat_arrays(parts.pop("currency"))
    return Amounts(**{name: np.concatenate(arrays) for name, arrays in parts.items()}, currency=currency)


class _Meaning(NamedTuple):
    """By what to multiply 1.234 and 1,234 read as a little over one: 1, 1000, or nan to leave them unread."""

    point: float
    comma: float
    rule: str
    unsure: int = 0


def _meaning(found: Amounts, rows: np.ndarray) -> _Meaning:
    points, commas, either_point, either_comma = (
        int(rows[found.marks == mark].sum())
        for mark in (Marks.POINT, Marks.COMMA, Marks.POINT_EITHER, Marks.COMMA_EITHER)
    )
    if points or commas:
        if min(points, commas) > DISSENT * (points + commas):
            return _Meaning(np.nan, np.nan, _OWN_RULE)
        return _Meaning(1_000, 1, _COMMA_RULE) if commas > points else _Meaning(1, 1_000, _POINT_RULE)
    if (either_point and either_comma) or bool(rows[found.blanks].any()):
        return _Meaning(np.nan, np.nan, _OWN_RULE)
    return _undecided(found, rows, commas=bool(either_comma))


def _undecided(found: Amounts, rows: np.ndarray, commas: bool) -> _Meaning:
    """What 1.234 (or 1,234) means where no cell of the column can be told by its own marks."""
    either = (found.marks >= Marks.POINT_EITHER) & (rows > 0)
    thousands = _Meaning(1, 1_000, _POINT_RULE) if commas else _Meaning(1_000, 1, _COMMA_RULE)
    decimals = _Meaning(1_000, 1, _COMMA_RULE) if commas else _Meaning(1, 1_000, _POINT_RULE)
    unread = _Meaning(np.nan, np.nan, _OWN_RULE)
    if not either.any():
        return _Meaning(1, 1_000, _POINT_RULE)
    names = set(found.currency.take(np.flatnonzero(either)).unique().to_pylist())
    if names & THOUSANDTHS:
        return unread
    whole = (found.marks == Marks.NONE) & (rows > 0) & (found.values != 0)
    if whole.any() and found.small[whole].all():
        return thousands  # numbers with three decimals have them in every cell; amounts such as 5.432 stand beside 987
    unsure = int(rows[either].sum())
    if found.percent[either].any():
        return unread if commas else decimals._replace(unsure=unsure)
    rounded = either.sum() > 1 and bool(found.round[either].all())
    money = "" not in names  # 1.234 € has no third decimal
    return (thousands if commas or money or rounded else decimals)._replace(unsure=unsure)


def _odd_percent(values: np.ndarray, percent: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The percentages among bare numbers, or the bare numbers among percentages, whichever are fewer."""
    counted = ~np.isnan(values) & (values != 0)
    shares, bare = int(rows[percent & counted].sum()), int(rows[~percent & counted].sum())
    if not shares or not bare:
        return np.zeros(len(values), bool)
    return np.asarray(counted & (percent if shares < bare else ~percent))


def currency_of(texts: pd.Series) -> pd.Series:
    """The currency written beside each amount: an ISO code or a sign that several share; missing where none is."""
    cells = distinct(texts)
    names = pd.Series(pd.NA, index=range(len(cells.texts) + 1), dtype="str")
    named = np.flatnonzero(~cells.blank & holds(cells.texts, r"[^\d.,+\-\s]"))
    for batch in batches(pa.array(named)):
        read = pd.Series(read_currencies(cells.texts.take(batch)).to_pandas(), dtype="str")
        names.iloc[batch.to_numpy()] = read.where(read != "").to_numpy()
    # The code -1 of a missing cell takes the last, missing, name.
    return pd.Series(names.to_numpy()[cells.codes], index=texts.index, dtype="str")


def currencies_written(texts: pd.Series) -> pd.Series:
    """Count the rows by the currency written beside the amounts, the most frequent first.

    Amounts that name none are left out. A currency is an ISO code, or a sign that several share ($, kr, ¥, Rs).
    """
    counts = pd.Series(dtype="int64")
    if cast_all(arrow_texts(known_texts(texts)), pa.float64()) is not None:
        return counts
    cells = distinct(texts)
    named = np.flatnonzero(~cells.blank & holds(cells.texts, r"[^\d.,+\-\s]"))
    for batch in batches(pa.array(named)):
        names = pd.Series(read_currencies(cells.texts.take(batch)).to_pandas(), dtype="str")
        rows = pd.Series(cells.rows[batch.to_numpy()])
        counts = counts.add(rows.groupby(names.where(names != "")).sum(), fill_value=0)
    return counts.astype("int64").sort_values(ascending=False, kind="stable")


def find_currency(texts: pd.Series) -> str:
    """The one currency the amounts of a column are written in: an ISO code, a sign, or "" where none or several are."""
    found = currencies_written(texts)
    return str(found.index[0]) if len(found) == 1 else ""
