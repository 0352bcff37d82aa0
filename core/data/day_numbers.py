"""Days written as one bare number: 20231231, a spreadsheet's day number, Unix time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.data.cells import holds, plain_signs, replace
from core.data.date_shapes import NOT_A_DAY, day_of


class _Kind(NamedTuple):
    name: str
    low: float
    high: float
    microseconds: float
    start: str


# The ranges do not overlap, so that a number has one kind: 1954 to 2119 for spreadsheets, 1979 to 2099 for Unix time.
DAY_NUMBERS = {
    1: _Kind("day number of a spreadsheet", 2e4, 8e4, 86_400e6, "1899-12-30"),
    2: _Kind("seconds since 1970", 3e8, 4.1e9, 1e6, "1970-01-01"),
    3: _Kind("milliseconds since 1970", 3e11, 4.1e12, 1e3, "1970-01-01"),
    4: _Kind("microseconds since 1970", 3e14, 4.1e15, 1, "1970-01-01"),
    5: _Kind("nanoseconds since 1970", 3e17, 4.1e18, 1e-3, "1970-01-01"),
}
COMPACT = 6
BARE = r"^\d+(?:[.,]\d*)?$"


@dataclass(frozen=True)
class DayNumbers:
    """What each of many texts is as a bare number: the kind (0 for none) and the day.

    A number of eight digits that is no day as 20231231 may be one as 31122023 or 12312023.
    """

    kind: np.ndarray
    days: np.ndarray
    day_first: np.ndarray
    month_first: np.ndarray


def read_day_numbers(texts: pa.Array) -> DayNumbers:
    """Read bare numbers as days; the column has to say whether they are meant so.

    >>> found = read_day_numbers(pa.array(["45291", "1703980800", "20231231", "31122023", "7"], pa.large_string()))
    >>> found.kind.tolist(), found.days.astype("M8[D]").astype(str).tolist()
    ([1, 2, 6, 6, 0], ['2023-12-31', '2023-12-31', '2023-12-31', 'NaT', 'NaT'])
    """
    texts = plain_signs(texts)
    nothing = np.full(len(texts), NOT_A_DAY)
    found = DayNumbers(np.zeros(len(texts), np.int8), nothing, nothing.copy(), nothing.copy())
    bare = np.flatnonzero(holds(texts, BARE))
    if not len(bare):
        return found
    digits = texts.take(bare)
    numbers = pc.cast(replace(digits, ",", "."), pa.float64()).to_numpy()
    for kind, (_, low, high, microseconds, start) in DAY_NUMBERS.items():
        inside = (numbers >= low) & (numbers < high)
        # A spreadsheet's fraction of a day is good for a second, no more.
        grain = 1e6 if kind == 1 else 1
        time = np.round(numbers[inside] * microseconds / grain) * grain
        found.kind[bare[inside]] = kind
        found.days[bare[inside]] = np.datetime64(start, "us") + time.astype("m8[us]")
    _read_compact(found, bare, digits, numbers)
    return found


def _read_compact(found: DayNumbers, bare: np.ndarray, digits: pa.Array, numbers: np.ndarray) -> None:
    eight = holds(digits, r"^\d{8}$")
    places, whole = bare[eight], numbers[eight].astype(np.int64)
    first, second, year = whole // 1_000_000, whole // 10_000 % 100, whole % 10_000
    # No number is a day in both ways: a year of this age has no month to offer.
    found.days[places] = day_of(whole // 10_000, whole // 100 % 100, whole % 100)
    found.day_first[places], found.month_first[places] = day_of(year, second, first), day_of(year, first, second)
    real = ~(np.isnat(found.days) & np.isnat(found.day_first) & np.isnat(found.month_first))[places]
    found.kind[places] = np.where(real, COMPACT, 0)
