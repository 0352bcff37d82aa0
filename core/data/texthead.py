"""The start of a text: how its cells are told apart, and where the table and its column names are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from core.data.cleantext import Body
from core.data.cut_decimals import NO_CUTS, Cuts, find_cuts
from core.data.dialects import Dialect, Record, collapse_blanks, find_dialect, read_records, sample_of, scored
from core.data.findings import MAX_UNREAD_CHARS
from core.data.headers import Layout, find_header, layout_at
from core.data.ragged import find_comments, is_marked, names_columns
from core.data.table import RawTable, Unread, refusal
from core.problems import DataError

MAX_COLUMNS = 2_000
HEAD_BYTES = 256_000
HEAD_ROWS = 200
LINE_END = re.compile(rb"\r\n|\n|\r")


class Source:
    """A text without the line that only names its delimiter, whose lines are numbered as those of the file."""

    def __init__(self, text: bytes, lines_above: int) -> None:
        self.text = text
        self.first_line = 1 + lines_above
        self.blank_at_end = 0
        self._original: bytes | None = None

    @property
    def runs(self) -> bool:
        """Whether runs of blanks separate the columns; the text has tabs for them."""
        return self._original is not None

    def collapse(self) -> None:
        """Put a tab in the place of each run of blanks."""
        self._original, self.text = self.text, collapse_blanks(self.text)
        self.blank_at_end = int(self.text.endswith((b"\n", b"\r")) and not self._original.endswith((b"\n", b"\r")))

    def offset(self, line: int) -> int:
        """Where a line starts; past the last line it is the end of the text."""
        if line <= self.first_line:
            return 0
        ends = LINE_END.finditer(self.text)
        return next((m.end() for i, m in enumerate(ends, start=self.first_line + 1) if i == line), len(self.text))

    def head(self, line: int) -> str:
        """The text from a line on, as much as is needed to judge it by."""
        start = self.offset(line)
        head = self.text[start : start + HEAD_BYTES]
        end = max(head.rfind(b"\n"), head.rfind(b"\r"))
        if start + HEAD_BYTES < len(self.text) and end >= 0:
            head = head[: end + 1]
        return head.decode("utf-8", "replace")

    def filled_above(self, line: int) -> Iterator[Unread]:
        """The lines above this one that hold anything."""
        above = io.StringIO(self.text[: self.offset(line)].decode("utf-8", "replace"), newline=None)
        for number, content in enumerate(above, self.first_line):
            if content.strip():
                yield above_line(number, content)

    def restore(self, raw: RawTable) -> None:
        """Give the lines left out their own blanks back."""
        if self._original is None or not raw.unread:
            return
        wanted = {one.line for one in raw.unread}
        stream = io.TextIOWrapper(io.BytesIO(self._original), encoding="utf-8", errors="replace", newline=None)
        texts = {i: text for i, text in enumerate(stream, self.first_line) if i in wanted}
        raw.unread = [
            replace(one, text=texts.get(one.line, one.text).rstrip("\n")[:MAX_UNREAD_CHARS]) for one in raw.unread
        ]


def above_line(line: int, text: str) -> Unread:
    """A line left out because it stands above the table."""
    return Unread(line, text.rstrip("\n")[:MAX_UNREAD_CHARS], "Stands above the table")


@dataclass(frozen=True)
class Head:
    """The first records of a text apart from its comments, how to read them, and where the table is among them."""

    records: list[Record]
    comments: list[Record]
    dialect: Dialect
    layout: Layout
    may_comment: bool
    cuts: Cuts

    @property
    def cells(self) -> list[list[str]]:
        """The cells of the records."""
        return [record.cells for record in self.records]

    @property
    def body_line(self) -> int:
        """The line at which the rows of the table start."""
        if self.layout.body == 0:
            return self.records[0].line
        last = self.records[self.layout.body - 1]
        return last.line + last.lines


def read_head(source: Source, delimiter: str | None, header_row: int | None) -> Head:
    """Read the start of a text; raises DataError where the line a person named can't be the header.

    `delimiter` and `header_row` are what was said about the file, None what is to be found out.
    """
    first = max(header_row or 0, source.first_line)
    head = source.head(first)
    if header_row and not head:
        count = source.first_line - 1 + Body(source.text, 0, len(source.text), 1).lines
        raise _no_header(f"The file has {count:,} lines, so line {header_row:,} can't hold the column names.")
    _guard_width(head, delimiter)
    dialect = None if delimiter == " " else find_dialect(_without_comments(head), delimiter)
    if dialect is None:
        source.collapse()
        head = source.head(first)
        dialect = scored(sample_of(head), "\t")
    cut = source.offset(first) + HEAD_BYTES < len(source.text)
    lines = io.StringIO(head, newline=None)
    records = list(islice(read_records(lines, dialect, cut=cut, first=first), HEAD_ROWS))
    if header_row and not (records and any(map(str.strip, records[0].cells))):
        raise _no_header(f"Line {header_row:,} of the file is blank, so it can't hold the column names.")
    comments, may_comment = find_comments(records, dialect.width)
    comments -= {0} if header_row else set()
    left = [record for i, record in enumerate(records) if i not in comments]
    cells = [record.cells for record in left]
    layout = find_header(cells) if header_row is None else layout_at(cells, 0 if header_row else None)
    layout, cuts = (layout, NO_CUTS) if header_row == 0 else _cuts(left, layout, dialect)
    left = [cuts.mended(one, layout.width) if i >= layout.body else one for i, one in enumerate(left)]
    return Head(left, [records[i] for i in sorted(comments)], dialect, layout, may_comment, cuts)


def _cuts(records: list[Record], layout: Layout, dialect: Dialect) -> tuple[Layout, Cuts]:
    """Where amounts with a decimal comma were cut in two, if commas separate the columns, and the layout without them.

    Where they were, no row may have been seen to name the columns, as all are wider than that one.
    """
    if dialect.delimiter != "," or layout.double:
        return layout, NO_CUTS
    named = layout.header
    if named is None:
        named = next((i for i, record in enumerate(records) if any(map(str.strip, record.cells))), None)
        if named is None or not names_columns(records[named].cells):
            return layout, NO_CUTS
    header = records[named].cells
    cuts = find_cuts(header, [record.cells for record in records[named + 1 :] if not record.broken])
    if not cuts.places and not cuts.unclear:
        return layout, cuts
    return replace(layout, header=named, body=named + 1, width=len(header)), cuts


def _no_header(what: str) -> DataError:
    return refusal("header-row", f"{what} Choose another line, or leave it to be found.")


def _without_comments(head: str) -> str:
    """The text below the comments at its start, whose words could mislead about the delimiter."""
    lines = io.StringIO(head, newline="").readlines()
    start = next((i for i, line in enumerate(lines) if line.strip() and not is_marked(line)), 0)
    return "".join(lines[start:]) if len(lines) - start > 1 else head


def _guard_width(head: str, forced: str | None) -> None:
    first = next((line for line in re.split(r"[\r\n]+", head.lstrip("\r\n")) if line), "")
    first = re.sub(r'"[^"]*"', "", first)
    widest = max(first.count(mark) for mark in (forced or "", ",", ";", "\t", "|", "\x1f") if mark)
    if widest >= MAX_COLUMNS:
        raise too_wide(widest + 1)


def too_wide(columns: int) -> DataError:
    """The refusal of a table with so many columns."""
    message = (
        f"The table has {columns:,} columns; up to {MAX_COLUMNS:,} can be read. "
        "Export only the columns you need and try again."
    )
    return refusal("too-wide", message)
