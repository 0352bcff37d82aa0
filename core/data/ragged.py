"""A text with rows that don't fit, read record by record: each is filled up, moved, or set aside, and counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import pyarrow as pa

from core.data.cut_decimals import NO_CUTS, Cuts
from core.data.dialects import Dialect, Record
from core.data.findings import Findings
from core.data.headers import is_value, share_of_values
from core.data.placement import Columns, Placed, at_end

BATCH_ROWS = 50_000
# Where more cells than this stand in rows that don't fit, the rest goes the way of most of them.
MAX_PLACED_CELLS = 100_000
MAX_NAME_CHARS = 60
MARKS = ("#", "//", ";;")


@dataclass(frozen=True)
class Frame:
    """What is known of a table before its rows are read: its header, how its rows look, what may stand between them.

    `values` lists the columns of numbers or dates; `comments` says that lines may be comments, `only` that no second
    table follows; `cuts` where amounts such as 12,50 were cut in two.
    """

    header: list[str]
    columns: Columns
    dialect: Dialect
    values: list[int] = field(default_factory=list)
    comments: bool = False
    only: bool = False
    cuts: Cuts = NO_CUTS

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return self.columns.width


def is_marked(text: str) -> bool:
    """Whether a line starts as a comment does."""
    return text.lstrip().startswith(MARKS)


def find_comments(records: list[Record], width: int) -> tuple[set[int], bool]:
    """Which of the first records are comments, counted from 0, and whether later ones may be.

    A line as wide as the table is none: it is a header such as `#,name` or a row such as `#1001,paid`. Only above a
    row that clearly names the columns it is.
    """
    marked = [i for i, record in enumerate(records) if is_marked(record.text)]
    plain = [i for i, record in enumerate(records) if i not in marked and any(map(str.strip, record.cells))]
    full = [i for i in marked if len(records[i].cells) == width]
    if plain and _is_over_values(records[plain[0]].cells, [records[i].cells for i in plain[1:]]):
        full = [i for i in full if i > plain[0]]
    may_be = len(full) <= 1
    return (set(marked) - set(full) if may_be else set()), may_be


def _is_over_values(names: list[str], body: list[list[str]]) -> bool:
    columns = [[row[i] for row in body if i < len(row)] for i in range(len(names))]
    pairs = zip(names, columns, strict=True)
    return any(share_of_values(column) >= 0.8 and not is_value(name) for name, column in pairs)


def value_columns(rows: list[list[str]], width: int) -> list[int]:
    """The columns that hold numbers or dates in nearly every row."""
    columns = [[row[i] for row in rows if i < len(row) and row[i].strip()] for i in range(width)]
    return [i for i, column in enumerate(columns) if share_of_values(column) >= 0.95]


def names_columns(cells: list[str]) -> bool:
    """Whether a row could name columns: nothing but short words, all of them different."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) < 2 or len(set(names)) < len(names) or not all(names) or any(map(is_value, names)):
        return False
    return max(map(len, names)) <= MAX_NAME_CHARS


class Reader:
    """Turns records into rows of a table, and counts what had to be done to them."""

    def __init__(self, frame: Frame, findings: Findings) -> None:
        self.frame, self.findings = frame, findings
        self._placed = self._alike = 0
        # The width of the second table, once one has begun: all that follows belongs to it.
        self._second = 0

    @property
    def misjudged(self) -> bool:
        """Whether most rows taken for a second table are as wide as the first one: then there is no second one."""
        return 2 * self._alike > self.findings.counts["second-table"]

    @property
    def ended(self) -> bool:
        """Whether a second table has begun."""
        return self._second > 0

    def columns(self, records: Iterable[Record]) -> list[pa.ChunkedArray]:
        """All rows of the table as columns of text."""
        batch: list[list[str]] = []
        chunks: list[list[pa.Array]] = [[] for _ in range(self.frame.width)]
        for row in self._rows(records):
            batch.append(row)
            if len(batch) >= BATCH_ROWS:
                _flush(batch, chunks)
        _flush(batch, chunks)
        return [pa.chunked_array(parts, pa.large_string()) for parts in chunks]

    def _rows(self, records: Iterable[Record]) -> Iterator[list[str]]:
        width, header = self.frame.width, self.frame.header
        first = header[0] if header else None
        ahead: deque[Record] = deque()
        source = iter(records)
        after_blank = False
        if self.ended:
            self._leave_all([], source)
        while record := ahead.popleft() if ahead else next(source, None):
            cells = record.cells
            if len(cells) == width and cells[0].strip() and cells[0] != first and not (record.broken or after_blank):
                yield cells
            elif not any(map(str.strip, cells)):
                self.findings.blank += 1
                after_blank = True
            elif (after_blank or len(cells) != width) and self._starts_second(record, source, ahead, after_blank):
                self._second = len(cells)
                self._leave_all([record, *ahead], source)
                return
            else:
                after_blank = False
                row = self._fitted(record)
                if row is not None:
                    yield row

    def _leave_all(self, known: list[Record], source: Iterator[Record]) -> None:
        for record in chain(known, source):
            if any(map(str.strip, record.cells)):
                self._count("second-table", record)
                self._alike += len(record.cells) == self.frame.width != self._second
            else:
                self.findings.blank += 1

    def _starts_second(self, record: Record, source: Iterator[Record], ahead: deque[Record], after_blank: bool) -> bool:
        """Whether another table begins here: names of columns, over rows as wide as they are."""
        names, frame = record.cells, self.frame
        if frame.only or record.broken or names == frame.header or not names_columns(names):
            return False
        while len(ahead) < 3 and (following := next(source, None)):
            ahead.append(following)
        below = [frame.cuts.mended(other, frame.width).cells for other in ahead]
        if not below or any(len(cells) != len(names) for cells in below):
            return False
        over_values = any(share_of_values([cells[i] for cells in below]) == 1 for i in range(len(names)))
        # Words where the table has numbers or dates: in the names and in the rows below.
        strange = any(not is_value(cells[i]) for i in frame.values if i < len(names) for cells in below)
        if len(names) == frame.width:
            return after_blank and (strange or (over_values and len(frame.values) > 1))
        return over_values or (after_blank and strange)

    def _fitted(self, record: Record) -> list[str] | None:
        """The cells of a row at the width of the table; None where the row is left out."""
        cells, width = record.cells, self.frame.width
        if cells == self.frame.header:
            return self._left_out("repeated-header", record)
        if len(cells) == width and not record.broken:
            return cells
        whole = self.frame.cuts.mended(record, width)
        if whole is not record:
            self._count("decimal-comma", record)
            return whole.cells
        if len(cells) - width in self.frame.cuts.unclear:
            return self._left_out("decimal-unclear", record)
        if len(cells) != width and self.frame.comments and is_marked(record.text):
            return self._left_out("comment", record)
        self._placed += width
        if self._placed > MAX_PLACED_CELLS:
            placed = at_end(cells, width) if self._mostly_at_end() else Placed(None, "row-unclear")
        else:
            placed = self.frame.columns.place(cells, record.text, self.frame.dialect)
        code = placed.code
        if record.broken and code != "row-moved":
            code = "stray-quote" if len(cells) == width and placed.cells is not None else "row-unclear"
        if code == "row-unclear":
            return self._left_out(code, record)
        self._count(code, record)
        return placed.cells

    def _mostly_at_end(self) -> bool:
        counts = self.findings.counts
        return counts["row-too-short"] + counts["row-trimmed"] >= counts["row-moved"] + counts["row-unclear"]

    def _left_out(self, code: str, record: Record) -> list[str] | None:
        self._count(code, record)
        return None

    def _count(self, code: str, record: Record) -> None:
        self.findings.count(code, record.line, record.text)


def _flush(batch: list[list[str]], chunks: list[list[pa.Array]]) -> None:
    for parts, cells in zip(chunks, zip(*batch, strict=True), strict=False):
        parts.append(pa.array(cells, pa.large_string()))
    batch.clear()
