"""What the cells of each column hold, told from a sample: millions of rows cost no more than 2,000."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from core.data.values import Parsed, parse_dates, parse_flags, parse_numbers

SAMPLE = 2_000
BLOCKS = 20
# Below this many known cells in the sample, a sparse column is looked at where it has some.
_TOO_FEW = 50
ENOUGH_READ = 0.7
_LONGEST_DATE = 60
_SOME = 100
_MOST_FLAGS = 20
_DAY_IN_DIGITS = r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
_PLAIN = r"[+-]?\d+(\.\d+)?"
_ISO = r"(19|20)\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])([ T]\d.*)?"
_MONTH, _DAY = "(0?[1-9]|1[0-2])", r"([0-2]?\d|3[01])"
_BY_NUMBERS = rf"({_MONTH}[./-]{_DAY}|{_DAY}[./-]{_MONTH})[./-](19|20)\d\d( \d.*)?"

Content = Literal["dates", "numbers", "flags", "text", "blank", "same"]


@dataclass(frozen=True, eq=False)
class Look:
    """A column as a sample shows it: `known` holds cells that are not blank, in the order of the file.

    `filled` is the share of all cells that are not blank, `rows` the number of all rows; `constant` says that every
    row of the table holds the same text.
    """

    name: str
    known: pd.Series
    filled: float
    rows: int
    constant: bool

    @cached_property
    def content(self) -> Content:
        """What the cells are; numbers only count as days in the shape 20240131, as day numbers need a name."""
        if self.known.empty or self.constant:
            return "blank" if self.known.empty else "same"
        if len(self.distinct) <= _MOST_FLAGS and self._says_yes_and_no():
            return "flags"
        if self.distinct.str.contains(r"\d", regex=True).mean() < ENOUGH_READ:
            return "text"
        if self.holds_numbers:
            return "dates" if self.share(_DAY_IN_DIGITS) == 1 else "numbers"
        return "dates" if self.holds_dates else "text"

    def _says_yes_and_no(self) -> bool:
        """Whether every text is a yes or a no, and different texts are not all the same of the two."""
        flags = parse_flags(self.distinct)
        return flags.share_read == 1 and (len(self.distinct) == 1 or flags.values.nunique() > 1)

    @cached_property
    def distinct(self) -> pd.Series:
        """The different texts of the sample."""
        return pd.Series(self.known.unique(), dtype="str")

    @cached_property
    def numbers(self) -> Parsed:
        """The sample read as numbers."""
        return parse_numbers(self.known)

    @cached_property
    def holds_numbers(self) -> bool:
        """Whether the texts are numbers; plain ones are known by sight."""
        plain = self.distinct.str.fullmatch(_PLAIN).mean() if len(self.distinct) else 0.0
        return bool(plain >= ENOUGH_READ) or self.numbers.share_read >= ENOUGH_READ

    @cached_property
    def dates(self) -> Parsed:
        """Some of the different texts read as dates, which is slow: every format there is must be tried."""
        return parse_dates(self.distinct.head(_SOME))

    @cached_property
    def holds_dates(self) -> bool:
        """Whether the texts are dates; the usual shapes are known by sight."""
        texts = self.distinct.str.strip()
        shaped = texts.str.contains(r"\d\D*\d", regex=True) & (texts.str.len() <= _LONGEST_DATE)
        if not shaped.mean() >= ENOUGH_READ:
            return False
        if (texts.str.fullmatch(_ISO) | texts.str.fullmatch(_BY_NUMBERS)).mean() >= ENOUGH_READ:
            return True
        return self.dates.share_read >= ENOUGH_READ

    def share(self, pattern: str) -> float:
        """Share of the known cells that match a pattern as a whole; 0 where there are none."""
        return float(self.known.str.fullmatch(pattern).mean()) if len(self.known) else 0.0


def sample_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows from all over a table, in blocks, so that lines of one order stay together; a small table as a whole.

    Columns that a large table holds as codes come as plain text: the codes know the texts of all rows.
    """
    if len(frame) <= SAMPLE:
        return frame.astype("str")
    size = SAMPLE // BLOCKS
    starts = np.linspace(0, len(frame) - size, BLOCKS).astype(int)
    return pd.concat([frame.iloc[start : start + size].astype("str") for start in starts])


def look_at(frame: pd.DataFrame) -> dict[str, Look]:
    """A look at each column. Only the count of blanks, and a column that seems to say one thing, need all rows."""
    sample = sample_of(frame)
    return {str(name): _look(frame[name], sample[name]) for name in frame.columns}


def _look(cells: pd.Series, sample: pd.Series) -> Look:
    known = sample.dropna()
    filled = int(cells.count())
    if len(known) < min(_TOO_FEW, filled):
        known = cells.dropna().head(SAMPLE).astype("str")
    alike = len(cells) > 1 and filled == len(cells) and known.nunique() == 1
    constant = alike and bool((cells == known.iloc[0]).all())
    return Look(str(cells.name), known, filled / len(cells) if len(cells) else 0.0, len(cells), constant)
