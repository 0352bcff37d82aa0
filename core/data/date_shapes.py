"""One written date taken apart: the days that its figures can mean by themselves, and the time of day behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.data.calendar_words import MONTHS, WEEKDAY, ZONE
from core.data.cells import holds, plain_signs, replace

FIRST_YEAR, LAST_YEAR = 1900, 2200
NOT_A_DAY = np.datetime64("NaT", "us")


class Shape(IntEnum):
    """How a date is written. `SLASHES` and `DOTS` end in the year, so that the day or the month may come first."""

    NO_DATE = 0
    YEAR_FIRST = 1
    SLASHES = 2
    DOTS = 3
    NAMED_MONTH = 4
    WEEK = 5


@dataclass(frozen=True)
class Dates:
    """What each of many texts is as a date; all arrays are as long as the texts, days that don't exist are NaT.

    `day_first` and `month_first` differ only where the shape leaves the order open; in a year-first shape `month_first`
    is year-month-day. `brief` says that a year at the end has two digits; `short` is then the reading with it in front.
    """

    shape: np.ndarray
    day_first: np.ndarray
    month_first: np.ndarray
    brief: np.ndarray
    short: np.ndarray


_TAIL = r"(?P<tail>(?:\D.*)?)$"
# A weekday before a date. In "mar 31 2023" the word is the month: French and Spanish Tuesdays look the same.
_DATE_FOLLOWS = r"\d{1,4}[./-]|\d{1,2}\p{L}{0,2}\.? (?:de )?\p{L}|\p{L}+\.? ?\d"
_WEEKDAY_FIRST = rf"^{WEEKDAY}\.?,? ((?:{_DATE_FOLLOWS}).*)$"
_SUFFIX = r"(?:st|nd|rd|th|er|º|ª|°|\.)?"
_OF = r"(?:[ /.-]| of | de | d')?"
_ISO = rf"^\d{{4}}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d{{1,6}})?)? ?{ZONE}?)?$"
_LONG, _DAY, _MONTH = r"(?P<year>\d{4})", r"(?P<day>\d{1,2})", r"(?P<month>\p{L}+)\.?"
_A, _B = r"(?P<a>\d{1,2})", r"(?P<b>\d{1,2})"
_FIGURES = (
    rf"^{_LONG}(?P<one>-|/|\. ?| ){_A}(?P<two>-|/|\. ?| ){_B}{_TAIL}",
    rf"^{_A}(?P<one>[/.-] ?| ){_B}(?P<two>[/.-] ?| )(?P<year>\d{{4}}|\d{{2}}){_TAIL}",
)
_NAMED = (
    rf"^{_DAY}{_SUFFIX}{_OF}{_MONTH}(?:, ?|[ /.-]| de | del | of )?(?P<year>\d{{4}}|'?\d{{2}}){_TAIL}",
    rf"^{_MONTH}[ /-]?{_DAY}(?:st|nd|rd|th)?(?:, ?|[ /-]| of )(?P<year>\d{{4}}|'\d{{2}}){_TAIL}",
    rf"^{_LONG}[ /.-]?{_MONTH}[ /.-]?{_DAY}{_TAIL}",
)
_WEEK = r"^(?P<year>\d{4})-w(?P<week>\d{2})-(?P<day>[1-7])$"
_AT = r"(?:t|:|-|,? ?(?:at|um|à|a las|às|alle ore|alle|ore|kl\.?|-)? ?)"
_SECONDS = r"(?:[:.](?P<second>\d{2})(?:[.,:](?P<part>\d{1,9}))?)?"
_CLOCK = (
    rf"^\.?{_AT}(?P<hour>\d{{1,2}})(?:(?:[:.]| ?h ?)(?P<minute>\d{{2}}){_SECONDS})? ?"
    rf"(?P<half>(?:[ap]\.? ?m\.?)?)(?: ?uhr| ?h)?(?: ?{ZONE})?(?: ?[\[(].*[\])])?$"
)
_NO_CLOCK = r"^\.?,?(?: ?z|[+-]\d{2}:?\d{2})?$"
_MONTH_WORDS = pa.array(list(MONTHS), pa.large_string())
_MONTH_NUMBERS = np.array([*MONTHS.values(), 0])


def read_dates(texts: pa.Array) -> Dates:
    """Take apart each text; what is no date gets `Shape.NO_DATE`.

    >>> found = read_dates(pa.array(["31/12/2023", "Dec 31, 2023 11:59pm", "2023-02-29"], pa.large_string()))
    >>> found.shape.tolist(), found.day_first.astype("M8[m]").astype(str).tolist()
    ([2, 4, 1], ['2023-12-31T00:00', '2023-12-31T23:59', 'NaT'])
    """
    nothing = np.full(len(texts), NOT_A_DAY)
    found = Dates(np.zeros(len(texts), np.int8), nothing, nothing.copy(), np.zeros(len(texts), bool), nothing.copy())
    texts = plain_signs(texts)
    # Bare numbers are another matter, but for 20231231235959.
    places = np.flatnonzero(~holds(texts, r"^(?:\d{0,13}|\d{15,})$"))
    texts = _tidy(texts.take(places))
    usual = _fill_usual(found, places, texts)
    places, texts = places[~usual], texts.filter(pa.array(~usual))
    for pattern in (*_FIGURES, _WEEK, *_NAMED):
        if len(places):
            parts = pc.extract_regex(texts, pattern)
            fits = pc.is_valid(parts).to_numpy(zero_copy_only=False)
            if fits.any():
                _fill(found, places[fits], parts.filter(pa.array(fits)))
            places, texts = places[~fits], texts.filter(pa.array(~fits))
    return found


def _fill_usual(found: Dates, places: np.ndarray, texts: pa.Array) -> np.ndarray:
    """Let Arrow read the dates in the ISO format, which is what most large files have; which texts it has read."""
    usual = holds(texts, _ISO)
    bare = pc.replace_substring(replace(texts.filter(pa.array(usual)), f" ?{ZONE}$", ""), "t", " ")
    try:
        days = pc.cast(bare, pa.timestamp("us")).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:  # one of them does not exist
        return np.zeros(len(texts), bool)
    day = days.astype("M8[D]")
    month = day.astype("M8[M]")
    years, months, of_month = day.astype("M8[Y]").astype(int) + 1970, month.astype(int) % 12 + 1, day - month + 1
    of_month = of_month.astype(int)
    swapped = day_of(years, of_month, months) + (days - day)
    _put(found, places[usual], Shape.YEAR_FIRST, swapped, day_of(years, months, of_month) + (days - day))
    return usual


def _tidy(texts: pa.Array) -> pa.Array:
    """Lower case, and the rarer orders and signs brought to the common ones."""
    texts = pc.utf8_lower(texts)
    if holds(texts, "[年년]").any():
        east = r"^(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]"
        texts = replace(texts, east, r"\1-\2-\3")
    texts = replace(texts, r"^(\d{4})(\d{2})(\d{2})[t ]?(\d{2}):?(\d{2}):?(\d{2})(\D.*)?$", r"\1-\2-\3 \4:\5:\6\7")
    if not holds(texts, r"^\p{L}").any():
        return texts
    texts = replace(texts, _WEEKDAY_FIRST, r"\1")
    # Dec 31 23:59:59 UTC 2023
    unix = rf"^(\p{{L}}+ \d{{1,2}}) (\d{{1,2}}:\d{{2}}:\d{{2}}(?:\.\d+)?(?: {ZONE})?) (\d{{4}})$"
    return replace(texts, unix, r"\1 \3 \2")


def _fill(found: Dates, places: np.ndarray, parts: pa.StructArray) -> None:
    """Write the days of the texts that one pattern fits."""
    names = [parts.type.field(number).name for number in range(parts.type.num_fields)]
    part = {name: pc.struct_field(parts, name) for name in names}
    if "week" in part:
        _put(found, places, Shape.WEEK, _week_day(*(_figures(part[name]) for name in ("year", "week", "day"))))
        return
    years, brief = _years(part["year"])
    clock = _clock(part["tail"])
    if "month" in part:
        months = _MONTH_NUMBERS[pc.fill_null(pc.index_in(part["month"], value_set=_MONTH_WORDS), -1).to_numpy()]
        _put(found, places, Shape.NAMED_MONTH, day_of(years, months, _figures(part["day"])) + clock)
        return
    first, second = _figures(part["a"]), _figures(part["b"])
    marks = pc.utf8_trim_whitespace(part["one"])
    clock = np.where(
        pc.equal(marks, pc.utf8_trim_whitespace(part["two"])).to_numpy(zero_copy_only=False), clock, _WRONG
    )
    if names[0] == "year":
        _put(
            found, places, Shape.YEAR_FIRST, day_of(years, second, first) + clock, day_of(years, first, second) + clock
        )
        return
    # 12 34 56 is a telephone number rather than a date.
    clock = np.where(brief & holds(marks, "^$"), _WRONG, clock)
    shape = np.where(holds(marks, r"\."), Shape.DOTS, Shape.SLASHES)
    _put(found, places, shape, day_of(years, second, first) + clock, day_of(years, first, second) + clock)
    last = _figures(part["year"])
    found.brief[places] = brief
    found.short[places] = np.where(brief, day_of(_century(first), second, last) + clock, NOT_A_DAY)


def _put(
    found: Dates, places: np.ndarray, shape: Shape | np.ndarray, days: np.ndarray, other: np.ndarray | None = None
) -> None:
    found.shape[places] = shape
    found.day_first[places] = days
    found.month_first[places] = days if other is None else other


_WRONG = np.timedelta64("NaT", "us")


def _figures(texts: pa.Array) -> np.ndarray:
    return np.asarray(pc.cast(texts, pa.int64()).to_numpy())


def _years(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The years, and which of them are written with two digits."""
    digits = replace(texts, "^'", "")
    brief = pc.equal(pc.utf8_length(digits), 2).to_numpy(zero_copy_only=False)
    years = _figures(digits)
    return np.where(brief, _century(years), years), brief


def _century(years: np.ndarray) -> np.ndarray:
    """The year of two digits; 0 from 30 to 68, where spreadsheets say 1930 and Unix says 2030."""
    return np.select([years < 30, years > 68], [years + 2000, years + 1900], 0)


def day_of(years: np.ndarray, months: np.ndarray, days: np.ndarray) -> np.ndarray:
    """The days of the calendar; NaT for days that do not exist and outside the years 1900 to 2200."""
    real = (years >= FIRST_YEAR) & (years <= LAST_YEAR) & (months >= 1) & (months <= 12) & (days >= 1)
    month = (np.where(real, years - 1970, 0) * 12 + np.where(real, months - 1, 0)).astype("M8[M]")
    first = month.astype("M8[D]")
    real &= days <= ((month + 1).astype("M8[D]") - first).astype(int)
    return np.where(real, (first + (days - 1)).astype("M8[us]"), NOT_A_DAY)


def _week_day(years: np.ndarray, weeks: np.ndarray, days: np.ndarray) -> np.ndarray:
    """The day of an ISO week; week 1 is that of January 4th."""
    fourth = day_of(years, np.ones_like(years), np.full_like(years, 4))
    monday = fourth - ((fourth.astype("M8[D]").astype(int) + 3) % 7).astype("m8[D]")
    found = monday + ((weeks - 1) * 7 + days - 1).astype("m8[D]")
    # The Thursday tells to which year a week belongs; only long years have week 53.
    thursday = monday + ((weeks - 1) * 7 + 3).astype("m8[D]")
    same = thursday.astype("M8[Y]") == fourth.astype("M8[Y]")
    return np.where((weeks >= 1) & same, found, NOT_A_DAY)


def _clock(tails: pa.Array) -> np.ndarray:
    """The time of day behind a date; zero where there is none, NaT where what stands there is no time.

    A zone is taken off rather than converted: the shop's own day counts.
    """
    # A day has 86,400 seconds: far fewer than there may be texts.
    encoded = tails.dictionary_encode()
    return np.asarray(_clock_times(encoded.dictionary)[encoded.indices.to_numpy()])


def _clock_times(tails: pa.Array) -> np.ndarray:
    found = np.where(holds(tails, _NO_CLOCK), np.timedelta64(0, "us"), _WRONG)
    told = np.flatnonzero(np.isnat(found))
    if not len(told):
        return found
    parts = pc.extract_regex(tails.take(told), _CLOCK)
    fits = pc.is_valid(parts).to_numpy(zero_copy_only=False)
    parts = parts.filter(pa.array(fits))
    part = {name: pc.struct_field(parts, name) for name in ("hour", "minute", "second", "part", "half")}
    filled = {name: replace(part[name], "^$", "0") for name in ("minute", "second")}
    hour, minute, second = _figures(part["hour"]), _figures(filled["minute"]), _figures(filled["second"])
    millionths = _figures(pc.utf8_slice_codeunits(pc.utf8_rpad(part["part"], 6, "0"), 0, 6))
    after_noon, half = holds(part["half"], "^p"), holds(part["half"], ".")
    # Twelve o'clock begins its half; 13 pm is written by some programs and can only mean 13 o'clock.
    hour = np.where(half & (hour == 12), 0, hour) + 12 * (after_noon & (hour <= 12))
    good = (hour < 24) & (minute < 60) & (second < 60) & (half | holds(part["minute"], "."))
    good &= ~(half & ~after_noon & (hour > 12))
    time = ((hour * 60 + minute) * 60 + second) * 1_000_000 + millionths
    found[told[fits]] = np.where(good, time.astype("m8[us]"), _WRONG)
    return found
