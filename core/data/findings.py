"""What a reader finds in the rows of a file: how many of each kind, an example, and the lines that end in no table."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from core.data.table import RawTable, Unread
from core.problems import Effect, Problem

MAX_UNREAD = 10_000
MAX_UNREAD_CHARS = 2_000
EXAMPLE_CHARS = 80


class Kind(NamedTuple):
    """A kind of row that isn't taken as it stands: what to tell, what to do, and what became of it."""

    what: str
    remedy: str
    effect: Effect
    reason: str = ""


KINDS = {
    "delimiter-line": Kind(
        "The first line, which only names the delimiter, is no row", "", "dropped", "Names the delimiter only"
    ),
    "comment": Kind(
        "Comment lines were left out",
        "If they hold data, take the mark at their start away.",
        "dropped",
        "Starts with a comment mark and isn't as wide as the table",
    ),
    "repeated-header": Kind(
        "Rows that repeat the column names were left out", "", "dropped", "Repeats the column names"
    ),
    "second-table": Kind(
        "The file seems to hold a second table, which was left out",
        "Save each table in a file of its own.",
        "dropped",
        "Belongs to a second table",
    ),
    "total-row": Kind(
        "Rows at the end that look like totals of the rows above were left out",
        "If they are real rows, give them another name than a total and read the file again.",
        "dropped",
        "Looks like a total of the rows above",
    ),
    "footnote": Kind(
        "Notes below the table were left out",
        "If they are real rows, fill their other columns and read the file again.",
        "dropped",
        "Looks like a note below the table",
    ),
    "maybe-total": Kind(
        "The last row is named like a total, but isn't the sum of the rows above, so it was kept",
        "If it is a total, take it out of the file.",
        "kept",
    ),
    "row-too-long": Kind(
        "Rows with more cells than there are columns were set aside",
        "Put text that holds the delimiter in double quotes, or export the file again.",
        "dropped",
        "Has more cells than there are columns",
    ),
    "row-too-short": Kind(
        "Rows with fewer cells than there are columns were filled up with blanks",
        "Check these rows at the place where the file was made.",
        "changed",
    ),
    "row-trimmed": Kind("Empty cells beyond the last column were left out", "", "changed"),
    "row-moved": Kind(
        "Rows with a delimiter too many or too few were put back under their columns",
        "Check these rows; put text that holds the delimiter in double quotes.",
        "changed",
    ),
    "row-unclear": Kind(
        "Rows with a missing delimiter or an unclosed quote, whose columns can't be told apart, were set aside",
        "Mend the delimiters and quotes of these rows.",
        "dropped",
        "Its columns can't be told apart: a delimiter or a quote is missing",
    ),
    "decimal-comma": Kind(
        "Rows where the comma in an amount such as 12,50 had cut it in two were put together again",
        "Check these amounts; export the file with semicolons between the columns, or with amounts in double quotes.",
        "changed",
    ),
    "decimal-unclear": Kind(
        "Rows with more cells than there are column names were set aside: commas seem to stand in amounts such as "
        "12,50, but it isn't clear in which ones",
        "Export the file with semicolons between the columns, or with amounts in double quotes.",
        "dropped",
        "A comma seems to stand in an amount, but it isn't clear in which one",
    ),
    "stray-quote": Kind(
        "Rows with stray or unclosed quotes were read as if those quotes weren't there",
        "Check these rows; close or remove the quotes in them.",
        "changed",
    ),
}


class Findings:
    """Counts rows by kind; keeps the first of each as an example, and the lines left out with their text."""

    def __init__(self) -> None:
        self.blank = 0
        self.counts: Counter[str] = Counter()
        self.unread: list[Unread] = []
        self._first: dict[str, tuple[int, str]] = {}

    def count(self, code: str, line: int, text: str, rows: int = 1) -> None:
        """Take note of a row of this kind: the line it starts at, counted from 1, and its text as it stands there."""
        self.counts[code] += rows
        kept = self._first.get(code)
        if kept is None or line < kept[0]:
            self._first[code] = (line, text.strip("\r\n")[:EXAMPLE_CHARS])
        if KINDS[code].effect == "dropped" and len(self.unread) < MAX_UNREAD:
            self.unread.append(Unread(line, text.strip("\r\n")[:MAX_UNREAD_CHARS], KINDS[code].reason))

    def add(self, other: Findings) -> None:
        """Take over what was found elsewhere in the file."""
        self.blank += other.blank
        self.counts += other.counts
        self.unread = (self.unread + other.unread)[:MAX_UNREAD]
        for code, first in other._first.items():
            self._first[code] = min(self._first.get(code, first), first)

    def tell(self, raw: RawTable) -> None:
        """Add what was found to a table."""
        raw.blank_lines += self.blank
        for code, rows in self.counts.items():
            kind, (line, text) = KINDS[code], self._first[code]
            example = f"line {line}: {text}"
            raw.problems.append(Problem(code, kind.what, kind.remedy, rows, kind.effect, example=example))
        raw.unread = (raw.unread + self.unread)[:MAX_UNREAD]


def tell_cut(raw: RawTable) -> None:
    """Say so where more lines were left out than are kept."""
    left_out = sum(problem.rows for problem in raw.problems if problem.effect == "dropped")
    if left_out > len(raw.unread):
        what = f"Of {left_out:,} lines left out, {len(raw.unread):,} are listed with their text; the others are counted"
        raw.problems.append(Problem("unread-cut", what))
