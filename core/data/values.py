"""What the cells of one column mean: numbers, dates, yes or no, ids. The rule is decided for the column as a whole.

Every function works on the distinct texts of a column and spreads the result, so that millions of rows cost little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.schema import spelling

BLANKS = frozenset(
    {"-", "--", "–", "—", ".", "?", "n/a", "na", "n.a.", "#n/a", "null", "(null)", "none", "nan", "nil", "nat", "\\n"}
)
YES = frozenset({"yes", "y", "true", "t", "1", "1.0", "ja", "oui", "si", "sim", "vrai", "wahr", "verdadeiro", "vero"})
NO = frozenset({"no", "n", "false", "f", "0", "0.0", "nein", "non", "nao", "faux", "falsch", "falso"})
# Words of churn labels: who left is True.
LEFT = frozenset(
    {"attrited customer", "churned", "exited", "left", "churn", "lost", "inactive", "cancelled", "canceled"}
)
STAYED = frozenset(
    {"existing customer", "stayed", "retained", "active", "joined", "not churned", "no churn", "current"}
)

SYMBOLS = {"€": "EUR", "£": "GBP", "$": "$", "¥": "¥", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "R$": "BRL"}
_CODE = (
    "(?:AED|AUD|BGN|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|HKD|HUF|IDR|ILS|INR|ISK|JPY|KES|KRW|MAD|MXN|MYR|NGN|NOK"
    "|NZD|PEN|PHP|PKR|PLN|QAR|RON|RSD|RUB|SAR|SEK|SGD|THB|TND|TRY|TWD|UAH|USD|UYU|VND|ZAR)"
)
_CURRENCY = re.compile(rf"R\$|[€£$¥₹₽₩₺]|\b{_CODE}\b|(?<=\d){_CODE}\b|\b{_CODE}(?=\d)")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")

_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y")
# With dots the day comes first nearly everywhere, so that order is not asked about.
_DOTS = ("%m.%d.%Y", "%m.%d.%y")
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
_TIMES = ("", " %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p", " %H:%M:%S.%f")
_ZONE = re.compile(r"(:\d{2}(?:\.\d+)?) ?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$")
_SAMPLE = 1_000
_FIRST_LOOK = 50


@dataclass(frozen=True)
class Parsed:
    """A column read by one rule: `values` has the rows of the input, `unread` counts each text that did not fit."""

    values: pd.Series
    rule: str
    unread: pd.Series
    ambiguous: bool = False

    @property
    def share_read(self) -> float:
        """Share of the non-blank cells that the rule reads; 1 where all cells are blank."""
        read, unread = int(self.values.notna().sum()), int(self.unread.sum())
        return read / (read + unread) if read + unread else 1.0


def _spread(
    texts: pd.Series, codes: np.ndarray, found: pd.Series, known: pd.Series, rule: str, ambiguous: bool = False
) -> Parsed:
    """Give each row the value of its distinct text; a text that is no blank and has no value is unread."""
    values = found.reindex(codes).set_axis(texts.index)
    misfits = known[found.isna() & ~known.str.lower().isin(BLANKS)]
    counts = pd.Series(codes).value_counts().reindex(misfits.index, fill_value=0)
    return Parsed(values, rule, counts.set_axis(misfits.astype(str)), ambiguous)


def _distinct(texts: pd.Series) -> tuple[np.ndarray, pd.Series]:
    codes, known = pd.factorize(texts)
    return codes, pd.Series(known, dtype="str").str.strip()


def parse_numbers(texts: pd.Series) -> Parsed:
    """Read numbers and money: symbols, codes, thousands marks, decimal comma, parentheses or trailing minus, percent.

    Whether a comma is a decimal mark is decided by the column as a whole.

    >>> import pandas as pd
    >>> parse_numbers(pd.Series(["1.234,50 €", "(12,00)", "n/a"])).values.tolist()
    [1234.5, -12.0, nan]
    """
    codes, known = _distinct(texts)
    bare = known.str.replace(_CURRENCY, "", regex=True).str.replace("−", "-").str.strip()
    percent = bare.str.endswith("%")
    bare = bare.str.removesuffix("%").str.replace(r"(?<=\d)[\s\u00a0\u202f'’](?=\d)", "", regex=True).str.strip()
    negative = (bare.str.startswith("(") & bare.str.endswith(")")) | bare.str.endswith("-")
    bare = bare.str.replace(r"^\((.*)\)$", r"\1", regex=True).str.removesuffix("-").str.strip()
    bare = bare.str.replace(r"^([+-])\s+", r"\1", regex=True)
    comma = _comma_is_decimal(bare)
    plain = _without_marks(bare, comma)
    readable = plain.str.fullmatch(_NUMBER)
    numbers = pd.to_numeric(plain.where(readable), errors="coerce").astype("float64")
    numbers = numbers.where(np.isfinite(numbers))
    numbers = numbers.where(~percent, numbers / 100).where(~negative, -numbers)
    return _spread(texts, codes, numbers, known, "decimal comma" if comma else "decimal point")


def _comma_is_decimal(bare: pd.Series) -> bool:
    point_last = bare.str.contains(r",.*\.", regex=True) | bare.str.contains(r"^[^,.]*\.(?!\d{3}$)\d*$", regex=True)
    comma_last = bare.str.contains(r"\..*,", regex=True) | bare.str.contains(r"^[^,.]*,(?!\d{3}$)\d*$", regex=True)
    by_point = bare.str.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}")
    commas, points = int(comma_last.sum() + by_point.sum()), int(point_last.sum())
    return commas > points or (commas == points == 0 and _points_group(bare))


def _points_group(bare: pd.Series) -> bool:
    """Whether points can only be thousands marks: each groups three digits, and what lacks one has at most three.

    Numbers with three decimals have a point in every cell; amounts such as 5.432 beside 987 do not.
    """
    pointed = bare.str.contains(".", regex=False)
    grouped = bare[pointed].str.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}").all()
    small = bare[~pointed & (bare != "")]
    return bool(pointed.any() and grouped and len(small) and small.str.fullmatch(r"[+-]?\d{1,3}").all())


def _without_marks(bare: pd.Series, comma: bool) -> pd.Series:
    """Take thousands marks away where they stand right; anything else is left to fail."""
    thousands, decimal = (r"\.", ",") if comma else (",", r"\.")
    grouped = bare.str.fullmatch(rf"[+-]?\d{{1,3}}({thousands}\d{{3}})+({decimal}\d*)?")
    plain = bare.where(~grouped, bare.str.replace(thousands, "", regex=True))
    if not comma:
        return plain
    # A point that does not group thousands is no decimal mark in this column: let it fail instead of guessing.
    stray = plain.str.contains(r"\.", regex=True)
    return plain.str.replace(",", ".").where(~stray, "")


def parse_dates(texts: pd.Series, day_first: bool | None = None) -> Parsed:
    """Read dates of one format for the whole column; times of day and zones are read and dropped later.

    Day-first or month-first is decided by the values; where every value fits both, `ambiguous` is true and month-first
    is taken, unless `day_first` says otherwise. Plain numbers may be 20240131, a spreadsheet's day number (20,000 to
    80,000), or Unix seconds.

    >>> import pandas as pd
    >>> parse_dates(pd.Series(["31/12/2023", "01/02/2024"])).values.dt.date.astype(str).tolist()
    ['2023-12-31', '2024-02-01']
    """
    codes, known = _distinct(texts)
    # The shop's own day counts, so a zone is taken off rather than converted.
    tidy = known.str.replace(r"\s+", " ", regex=True).str.replace(_ZONE, r"\1", regex=True)
    texts_known = tidy[~tidy.str.lower().isin(BLANKS)]
    best, twin = _date_rule(texts_known.iloc[:: max(1, len(texts_known) // _SAMPLE)])
    found = _read_dates(tidy, best)
    ambiguous = bool(twin)
    if twin:
        # Only all values together can tell day first from month first: a sorted file begins with days up to 12.
        swapped = _read_dates(tidy, twin)
        ambiguous = int(swapped.notna().sum()) == int(found.notna().sum())
        wanted = ambiguous and day_first is not None and best.startswith("%d") != day_first
        if wanted or swapped.notna().sum() > found.notna().sum():
            best, found = twin, swapped
        ambiguous = ambiguous and day_first is None
    return _spread(texts, codes, found, known, best or "not dates", ambiguous)


def _date_rule(sample: pd.Series) -> tuple[str, str]:
    """The rule that reads most of a sample, and the one with day and month swapped where it reads as much."""
    if not bool(sample.str.contains(r"\d", regex=True).any()):
        return "", ""
    if bool(sample.str.fullmatch(r"\d+([.,]\d+)?").mean() > 0.5):
        rules = ["%Y%m%d", "day number", "unix seconds", "unix milliseconds"]
    else:
        times = _TIMES if bool(sample.str.contains(":").any()) else ("",)
        rules = ["ISO8601"] + [day + time for day in (*_MONTH_FIRST, *_DAY_FIRST, *_DOTS, *_NAMED) for time in times]
    first_look = sample.iloc[:: max(1, len(sample) // _FIRST_LOOK)]
    rules = [rule for rule in rules if _read_dates(first_look, rule).notna().any()]
    shares = {rule: float(_read_dates(sample, rule).notna().mean()) for rule in rules}
    best = max(shares, key=lambda rule: shares[rule], default="")
    if not shares:
        return "", ""
    twin = best.replace("%m", "%M").replace("%d", "%m").replace("%M", "%d") if best[:2] in ("%m", "%d") else ""
    return best, twin if "." not in best[:6] and twin != best and shares.get(twin) == shares[best] else ""


def _read_dates(texts: pd.Series, rule: str) -> pd.Series:
    nothing = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    if not rule:
        return nothing
    if rule in ("day number", "unix seconds", "unix milliseconds"):
        numbers = pd.to_numeric(texts.str.replace(",", "."), errors="coerce")
        low, high, unit, origin = {
            "day number": (20_000, 80_000, "D", "1899-12-30"),
            "unix seconds": (3e8, 4.1e9, "s", "unix"),
            "unix milliseconds": (3e11, 4.1e12, "ms", "unix"),
        }[rule]
        inside = numbers.where(numbers.between(low, high))
        read = pd.to_datetime(inside, unit=unit, origin=origin, errors="coerce")  # type: ignore[call-overload]
    else:
        fit = texts.str.fullmatch(r"\d{8}") if rule == "%Y%m%d" else texts.str.contains(r"\d", regex=True)
        read = pd.to_datetime(texts.where(fit), format=rule, errors="coerce")
    days: pd.Series = read.where(read.dt.year.between(1900, 2200)).astype("datetime64[us]")
    return days


def parse_flags(texts: pd.Series) -> Parsed:
    """Read yes or no in the languages of the aliases, 1 or 0, and the words of churn labels; 1.0, 0.0 or missing."""
    codes, known = _distinct(texts)
    words = known.str.lower().map(lambda text: text if text in ("1.0", "0.0") else spelling(text), na_action="ignore")
    yes, no = words.isin(YES | LEFT), words.isin(NO | STAYED)
    found = pd.Series(np.select([yes, no], [1.0, 0.0], np.nan), index=known.index)
    return _spread(texts, codes, found, known, "yes or no")


def tidy_ids(texts: pd.Series) -> tuple[pd.Series, int]:
    """Keep ids as written, except that a whole column of `123.0` becomes `123`; also the number of ids changed.

    Words for blank (`NULL`, `n/a`, `-`) are no ids: who has one of them is not known.

    >>> import pandas as pd
    >>> tidy_ids(pd.Series(["17850.0", None, "13047.0"]))[0].tolist()
    ['17850', nan, '13047']
    """
    known = texts[texts.notna() & ~texts.str.lower().isin(BLANKS)]
    bare = known.str.removeprefix("'")
    if len(bare) and bool(bare.str.fullmatch(r"\d+\.0").all()):
        bare = bare.str.removesuffix(".0")
    return bare.reindex(texts.index), int((bare != known).sum())


def find_currency(texts: pd.Series) -> str:
    """The one currency the amounts of a column are written in: an ISO code, a symbol, or "" where none is named."""
    found = texts.dropna().head(5 * _SAMPLE).str.extract(rf"({_CURRENCY.pattern})", expand=False).dropna().unique()
    return SYMBOLS.get(found[0], found[0]) if len(found) == 1 else ""
