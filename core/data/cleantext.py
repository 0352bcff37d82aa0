"""A text without faults, read by Arrow in one pass whatever its size; where it has any, that reading isn't taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from core.data.dialects import Dialect, quotes_pair
from core.data.findings import Findings
from core.data.ragged import Frame, names_columns
from core.data.repeats import CODED, as_text, by_text, repeating
from core.data.table import RawTable

# Larger blocks leave fewer dictionaries to bring together.
BLOCK_BYTES = 32_000_000
MAX_LOOKED_AT = 100


@dataclass(frozen=True)
class Body:
    """The part of a text that holds the rows of a table, and the number of its first line."""

    text: bytes
    start: int
    end: int
    line: int

    def quotes(self, dialect: Dialect) -> int:
        """How many quotes it has; 0 where none opens a cell, for then they are plain text as in 5" pipe."""
        quote = dialect.quote.encode()
        # To look for two bytes costs far more than for one.
        if self.text.find(quote, self.start, self.end) < 0:
            return 0
        openings = (edge + quote for edge in (dialect.delimiter.encode(), b"\n", b"\r"))
        opens = self.text.startswith(quote, self.start) or any(
            self.text.find(opening, self.start, self.end) >= 0 for opening in openings
        )
        return self.text.count(quote, self.start, self.end) if opens else 0

    @property
    def first_row(self) -> str:
        """The text of its first line, or the start of it."""
        start = self.text[self.start : self.start + 1_000].decode("utf-8", "replace")
        return re.split(r"[\r\n]", start.lstrip("\r\n"), maxsplit=1)[0]

    @property
    def lines(self) -> int:
        """How many lines it has, the last one ended or not."""
        open_end = self.end > self.start and not self.text.endswith((b"\n", b"\r"), self.start, self.end)
        return count_lines(self.text, self.start, self.end) + open_end


def count_lines(text: bytes, start: int, end: int) -> int:
    """How many line ends stand between two places of a text."""
    feeds = text.count(b"\n", start, end)
    # To look for the first one costs far less than to count none.
    if text.find(b"\r", start, end) < 0:
        return feeds
    return feeds + text.count(b"\r", start, end) - text.count(b"\r\n", start, end)


def read_clean(raw: RawTable, body: Body, frame: Frame, spare: int, findings: Findings) -> bool:
    """Fill in the columns of a table; False where the text isn't as regular as Arrow asks for.

    `spare` counts the empty cells that rows have beyond the last column.
    """
    if re.compile(rb"\S").search(body.text, body.start, body.end) is None:
        raw.columns = [pa.chunked_array([], pa.large_string()) for _ in range(frame.width)]
        findings.blank += body.lines
        return True
    dialect = frame.dialect
    quotes = body.quotes(dialect)
    if quotes % 2 or dialect.quote != '"' or dialect.escape or dialect.skip_blanks:
        return False
    columns = parse(body, dialect, column_types(body, frame.width + spare, dialect), quotes > 0)
    if columns is None:
        return False
    # Lines that are no row of their own: blank ones, and those inside of quoted cells.
    blank = max(0, body.lines - len(columns[0]))
    if quotes:
        # Where each line is a row, only the last one may hold a line end: that of a quote left open.
        inside = _line_ends_within(columns, body, dialect) if blank or _ends_open(columns) else 0
        if inside is None:
            return False
        blank = max(0, blank - inside)
    if has_faults(columns, body, frame, blank):
        return False
    if any(_any(by_text(column, _is_filled)) for column in columns[frame.width :]):
        return False
    if spare:
        findings.count("row-trimmed", body.line, body.first_row, len(columns[0]))
    raw.columns = columns[: frame.width]
    findings.blank += blank
    return True


def column_types(body: Body, width: int, dialect: Dialect) -> list[pa.DataType]:
    """The type of each column: codes where its values repeat, text else."""
    coded = repeating(body.text, body.start, body.end, width, dialect.delimiter)
    return [CODED if repeats else pa.large_string() for repeats in coded]


def parse(body: Body, dialect: Dialect, types: list[pa.DataType], has_quotes: bool) -> list[pa.ChunkedArray] | None:
    """The columns of a text as Arrow reads them; None where a row has more or fewer cells than there are types."""
    ids = [str(i) for i in range(len(types))]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(pa.py_buffer(body.text).slice(body.start, body.end - body.start)),
            read_options=pacsv.ReadOptions(column_names=ids, block_size=BLOCK_BYTES),
            parse_options=pacsv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char=dialect.quote if has_quotes else False,
                newlines_in_values=has_quotes,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict(zip(ids, types, strict=True)), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns: list[pa.ChunkedArray] = table.columns
    return columns


def has_faults(columns: list[pa.ChunkedArray], body: Body, frame: Frame, blank: int) -> bool:
    """Whether rows as wide as the table are faulty: stray quotes, the header once more, a second table.

    That one may begin only where there are `blank` lines.
    """
    if _repeats_header(columns, frame.header) or (blank > 0 and _may_hold_another(columns, frame)):
        return True
    quote = frame.dialect.quote.encode()
    return body.text.find(quote, body.start, body.end) >= 0 and _may_hide_delimiters(columns, body, frame.dialect)


def _is_filled(texts: pa.Array) -> pa.Array:
    return pc.not_equal(pc.utf8_trim_whitespace(texts), "")


def _any(mask: pa.ChunkedArray) -> bool:
    return bool(pc.any(mask).as_py())


def _ends_open(columns: list[pa.ChunkedArray]) -> bool:
    return any(re.search("[\r\n]", column[-1].as_py()) for column in columns if len(column))


def _line_ends_within(columns: list[pa.ChunkedArray], body: Body, dialect: Dialect) -> int | None:
    """How many line ends stand inside cells, each made a plain one; None where an open quote joined several rows."""
    inside = 0
    for i, column in enumerate(columns):
        if not _any(by_text(column, lambda texts: pc.match_substring_regex(texts, "[\r\n]"))):
            continue
        if not inside and not quotes_pair(body.text[body.start : body.end], dialect):
            return None
        columns[i] = pc.replace_substring_regex(as_text(column), "\r\n?", "\n")
        inside += pc.sum(pc.count_substring(columns[i], "\n")).as_py() or 0
    return inside


def _may_hide_delimiters(columns: list[pa.ChunkedArray], body: Body, dialect: Dialect) -> bool:
    """Whether stray quotes stand in two cells of a row or more: what they enclose may be one cell."""
    odd = None
    for column in columns:
        if _any(by_text(column, lambda texts: pc.match_substring(texts, dialect.quote))):
            one = pc.bit_wise_and(pc.count_substring(as_text(column), dialect.quote), 1)
            odd = one if odd is None else pc.add(odd, one)
    if odd is None or not _any(pc.greater(odd, 1)):
        return False
    return not quotes_pair(body.text[body.start : body.end], dialect)


def _repeats_header(columns: list[pa.ChunkedArray], header: list[str]) -> bool:
    """Whether a row is the header once more."""
    same = None
    for column, name in zip(columns, header, strict=False):
        equal = by_text(column, partial(pc.equal, name))
        same = equal if same is None else pc.and_(same, equal)
        if not _any(same):
            return False
    return same is not None


def _may_hold_another(columns: list[pa.ChunkedArray], frame: Frame) -> bool:
    """Whether a row between blank lines may name the columns of a second table."""
    if not frame.values:
        return False
    wordy = pc.invert(by_text(columns[frame.values[0]], lambda texts: pc.match_substring_regex(texts, "[0-9]")))
    places = pc.indices_nonzero(wordy)[:MAX_LOOKED_AT]
    rows = ([column[place.as_py()].as_py() for column in columns] for place in places)
    return any(names_columns(row) for row in rows)
