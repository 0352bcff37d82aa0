"""Dates: whether the day or the month comes first is decided for the column as a whole.

A date that can mean only one day means that day. One that can mean two (01/02/2024) is decided by the others; where
they contradict each other it is left unread rather than guessed. Bare numbers are dates only where most cells are.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.amounts import DISSENT
from core.data.calendar_words import ZONE
from core.data.cells import Parsed, all_read, arrow_texts, batches, cast_all, distinct, holds, quickly
from core.data.date_shapes import FIRST_YEAR, LAST_YEAR, NOT_A_DAY, Dates, Shape, read_dates
from core.data.day_numbers import COMPACT, DAY_NUMBERS, read_day_numbers

_NAMES = {
    Shape.YEAR_FIRST: "year-month-day", Shape.DOTS: "day.month.year", Shape.NAMED_MONTH: "month by its name",
    Shape.WEEK: "week of the year",
}  # fmt: skip
_DAY_FIRST, _MONTH_FIRST = "day/month/year", "month/day/year"
# A column with the days of nearly a whole month and the years of a young shop can't be the other way round.
_MANY_DAYS, _FEW_YEARS = 25, 12
_LOOK = 1_000
_EARLIEST, _LATEST = np.datetime64(f"{FIRST_YEAR}-01-01", "us"), np.datetime64(f"{LAST_YEAR + 1}-01-01", "us")


def parse_dates(texts: pd.Series, day_first: bool | None = None) -> Parsed:
    """Read dates in figures or with a month's name; times of day are kept, zones are taken off, not converted.

    Day-first or month-first is decided by the values; where every value fits both, `ambiguous` is true and month-first
    is taken (day-first between dots), unless `day_first` says otherwise. A column of plain numbers may be 20240131,
    a spreadsheet's day numbers, or Unix time. Years of two digits end in 2029 and begin in 1969; others are unread, and
    so are days before 1900 or after 2200 and months without a day.

    >>> import pandas as pd
    >>> parse_dates(pd.Series(["31/12/2023", "01/02/2024"])).values.dt.date.astype(str).tolist()
    ['2023-12-31', '2024-02-01']
    """
    quick = quickly(texts, _year_first)
    if quick is not None:
        return quick
    cells = distinct(texts)
    rows = np.where(cells.blank, 0, cells.rows)
    read = [read_dates(batch) for batch in batches(cells.texts)]
    found = Dates(*(np.concatenate([getattr(one, name) for one in read]) for name in Dates.__dataclass_fields__))
    number_rule, numbers = _day_numbers(cells.texts, found, rows)
    _year_in_front(found, rows)
    values, by_order, is_open = _ordered(found, rows, day_first)
    values = np.where(np.isnat(numbers), values, numbers)
    names = _NAMES | {Shape.SLASHES: by_order, Shape.NO_DATE: number_rule}
    known = {name: int(rows[(found.shape == shape) & ~np.isnat(values)].sum()) for shape, name in names.items()}
    rule = max(known, key=lambda name: known[name])
    return cells.parsed(values, rule if known[rule] else "not dates", ambiguous=is_open)


def _year_first(texts: pd.Series) -> Parsed | None:
    """The column where every cell is like 2023-12-31 23:59:59, without a look at each text; else None."""
    cells = arrow_texts(texts)
    zoned = rf"(?i)(:\d{{2}}(?:\.\d+)?) ?{ZONE}$"
    if any(holds(chunk, zoned).any() for chunk in cells.slice(0, _LOOK).chunks):
        cells = pc.replace_substring_regex(cells, zoned, r"\1")
    read = cast_all(cells, pa.timestamp("us"))
    # Arrow reads "2023-12-31 23" as an hour.
    if read is None or pc.any(pc.equal(pc.utf8_length(cells), len("2023-12-31 23"))).as_py():
        return None
    days = read.to_numpy()
    known = days[~np.isnat(days)]
    if not len(known) or not (known.min() >= _EARLIEST and known.max() < _LATEST):
        return None
    return all_read(days, texts.index, _NAMES[Shape.YEAR_FIRST])


def _day_numbers(texts: pa.Array, found: Dates, rows: np.ndarray) -> tuple[str, np.ndarray]:
    """The days of bare numbers: of the one kind that most cells are, else only of those like 20231231.

    Writes those like 31122023 into `found`, where the order of day and month is decided.
    """
    numbers = read_day_numbers(texts)
    counts = {kind: int(rows[numbers.kind == kind].sum()) for kind in (*DAY_NUMBERS, COMPACT)}
    kind = max(counts, key=lambda one: counts[one])
    if 2 * sum(counts.values()) <= rows.sum():
        kind = COMPACT
        numbers.kind[np.isnat(numbers.days)] = 0
    of_kind = numbers.kind == kind
    if kind == COMPACT:
        swapped = of_kind & np.isnat(numbers.days)
        found.shape[swapped] = Shape.SLASHES
        found.day_first[swapped], found.month_first[swapped] = numbers.day_first[swapped], numbers.month_first[swapped]
    return DAY_NUMBERS[kind].name if kind in DAY_NUMBERS else "yyyymmdd", np.where(of_kind, numbers.days, NOT_A_DAY)


def _year_in_front(found: Dates, rows: np.ndarray) -> None:
    """Decide whether dates such as 23-12-31 begin with the year, and write them so into `found`."""
    fits_front, fits_end = ~np.isnat(found.short), ~(np.isnat(found.day_first) & np.isnat(found.month_first))
    only_front = int(rows[found.brief & fits_front & ~fits_end].sum())
    only_end = int(rows[found.brief & fits_end & ~fits_front].sum())
    both = found.brief & fits_front & fits_end & (rows > 0)
    in_front = only_front > only_end if only_front or only_end else _takes_few_years(found.short[both])
    if in_front:
        found.shape[found.brief] = Shape.YEAR_FIRST
        found.day_first[found.brief] = found.month_first[found.brief] = found.short[found.brief]
    if min(only_front, only_end) > DISSENT * (only_front + only_end):
        found.day_first[both] = found.month_first[both] = NOT_A_DAY


def _takes_few_years(short: np.ndarray) -> bool:
    """Whether dates read with the year in front have few years and many days of the month."""
    years, days = short.astype("M8[Y]"), short.astype("M8[D]") - short.astype("M8[M]").astype("M8[D]")
    return len(np.unique(years)) <= _FEW_YEARS and len(np.unique(days)) >= _MANY_DAYS


def _ordered(found: Dates, rows: np.ndarray, day_first: bool | None) -> tuple[np.ndarray, str, bool]:
    """The days in the order that the column decides, the name of that order, and whether nothing decides it."""
    days = found.month_first.copy()
    dots, slashes, in_front = (found.shape == shape for shape in (Shape.DOTS, Shape.SLASHES, Shape.YEAR_FIRST))
    days[dots], *_ = _decided(found, dots, rows, True, day_first is not None)
    days[slashes], first, told = _decided(found, slashes, rows, bool(day_first), day_first is not None)
    only_day_first, only_month_first, both = _fits(found, in_front)
    if rows[in_front][only_day_first].sum() > rows[in_front][only_month_first].sum():
        # The rare year-day-month: what could be one as well is left alone.
        days[in_front] = np.where(both, NOT_A_DAY, days[in_front])
    return days, _DAY_FIRST if first else _MONTH_FIRST, not told and day_first is None


def _fits(found: Dates, of: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which dates are days only day-first, only month-first, and two different days in both ways."""
    no_day_first, no_month_first = np.isnat(found.day_first[of]), np.isnat(found.month_first[of])
    both = ~no_day_first & ~no_month_first & (found.day_first[of] != found.month_first[of])
    return no_month_first & ~no_day_first, no_day_first & ~no_month_first, both


def _decided(found: Dates, of: np.ndarray, rows: np.ndarray, usual: bool, asked: bool) -> tuple[np.ndarray, bool, bool]:
    """The days of some dates, whether they are read day-first, and whether that is certain.

    `usual` is taken where nothing decides; where `asked`, it is a person's answer and also holds where the dates
    contradict each other.
    """
    only_day_first, only_month_first, both = _fits(found, of)
    for_day, for_month = int(rows[of][only_day_first].sum()), int(rows[of][only_month_first].sum())
    torn = min(for_day, for_month) > DISSENT * (for_day + for_month)
    first = usual if for_day == for_month == 0 or (torn and asked) else for_day >= for_month
    days = np.where(only_day_first | (both & first), found.day_first[of], found.month_first[of])
    if torn and not asked:
        days[both] = NOT_A_DAY
    return days, first, bool(for_day or for_month or not rows[of][both].any())
