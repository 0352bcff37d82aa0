"""UTF-8 text -> rows of text cells: delimiter, header, and rows that don't fit.

A clean file goes through Arrow's reader, whatever its size. Where that finds a row that doesn't fit, the file
is read again record by record, and every row that was padded, trimmed or set aside is counted.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from core.data.dialects import (
    Dialect,
    Record,
    collapse_blanks,
    find_dialect,
    in_words,
    read_records,
    sample_of,
    scored,
    sep_line,
)
from core.data.headers import column_names, find_header, tell_header
from core.data.table import RawTable, refusal
from core.problems import DataError, Effect, Problem

MAX_COLUMNS = 2_000
HEAD_BYTES = 256_000
HEAD_ROWS = 200
BATCH_ROWS = 50_000
BLOCK_BYTES = 8_000_000


def read_text(text: bytes) -> RawTable:
    """Split UTF-8 text into cells; raises DataError where it is no table."""
    text, forced = sep_line(text)
    head = _cut_at_line_end(text[:HEAD_BYTES], whole=len(text) <= HEAD_BYTES).decode("utf-8", "replace")
    _guard_width(head, forced)
    dialect = find_dialect(head, forced)
    runs = dialect is None
    if dialect is None:
        text, head = collapse_blanks(text), collapse_blanks(head.encode()).decode()
        dialect = scored(sample_of(head), "\t")
    cut = len(text) > HEAD_BYTES
    rows = list(islice(read_records(io.StringIO(head, newline=None), dialect, cut=cut), HEAD_ROWS))
    cells = [record.cells for record in rows]
    layout = find_header(cells)
    if layout.width > MAX_COLUMNS:
        raise _too_wide(layout.width)
    if layout.width == 0:
        message = "The first rows of the file are all blank. Export it again and check that it has rows."
        raise refusal("blank", message)
    raw = RawTable(column_names(cells, layout), [])
    raw.facts["delimiter"] = in_words(dialect, layout.width, runs)
    tell_header(raw, layout, rows[layout.header].line if layout.header is not None else 0)
    first_line = rows[layout.body - 1].line + rows[layout.body - 1].lines if layout.body else 1
    if layout.header is not None and any(row.broken for row in rows[layout.header - layout.double : layout.body]):
        what = "The line of column names has a stray or unclosed quote, which was taken as plain text"
        raw.problems.append(Problem("stray-quote", what, "Check the column names."))
    start = _offset_of_line(text, first_line)
    raw.blank_lines += sum(not any(map(str.strip, r.cells)) for r in rows[: layout.body])
    if not _read_clean(raw, text, start, dialect):
        _read_careful(raw, text[start:], dialect, first_line)
    return raw


def _cut_at_line_end(head: bytes, whole: bool) -> bytes:
    end = max(head.rfind(b"\n"), head.rfind(b"\r"))
    if whole or end < 0:
        return head
    return head[: end + 1]


def _guard_width(head: str, forced: str | None) -> None:
    first = next((line for line in re.split(r"[\r\n]+", head.lstrip("\r\n")) if line), "")
    first = re.sub(r'"[^"]*"', "", first)
    widest = max(first.count(mark) for mark in (forced or "", ",", ";", "\t", "|", "\x1f") if mark)
    if widest >= MAX_COLUMNS:
        raise _too_wide(widest + 1)


def _too_wide(columns: int) -> DataError:
    message = (
        f"The table has {columns:,} columns; up to {MAX_COLUMNS:,} can be read. "
        "Export only the columns you need and try again."
    )
    return refusal("too-wide", message)


def _offset_of_line(text: bytes, line: int) -> int:
    """Where a line (counted from 1) starts; past the last line it is the end of the text."""
    if line <= 1:
        return 0
    ends = re.finditer(rb"\r\n|\n|\r", text)
    return next((m.end() for i, m in enumerate(ends, start=2) if i == line), len(text))


def _read_clean(raw: RawTable, text: bytes, start: int, dialect: Dialect) -> bool:
    """Arrow's reader; False where the text isn't as regular as it asks for."""
    ids = [str(i) for i in range(len(raw.names))]
    if re.compile(rb"\S").search(text, start) is None:
        raw.columns = [pa.chunked_array([], pa.large_string()) for _ in ids]
        return True
    quotes = text.count(dialect.quote.encode(), start)
    if quotes % 2 or dialect.quote != '"' or dialect.escape or dialect.skip_blanks:
        return False
    try:
        table = pacsv.read_csv(
            pa.BufferReader(pa.py_buffer(text).slice(start)),
            read_options=pacsv.ReadOptions(column_names=ids, block_size=BLOCK_BYTES),
            parse_options=pacsv.ParseOptions(
                delimiter=dialect.delimiter, quote_char=dialect.quote, newlines_in_values=quotes > 0
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(ids, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return False
    lines = text.count(b"\n", start) or text.count(b"\r", start)
    lines += not text.endswith((b"\n", b"\r"))
    return _accept_clean(raw, table, lines, text[start:] if quotes else b"", dialect)


def _accept_clean(raw: RawTable, table: pa.Table, lines: int, quoted: bytes, dialect: Dialect) -> bool:
    """Take what Arrow read, unless a quote left open joined several rows into one cell."""
    columns, inside = table.columns, 0
    for i, column in enumerate(columns if quoted else []):
        if not pc.any(pc.match_substring_regex(column, "[\r\n]")).as_py():
            continue
        if not inside and not _quotes_pair(quoted, dialect):
            return False
        columns[i] = pc.replace_substring_regex(column, "\r\n?", "\n")
        inside += pc.sum(pc.count_substring(columns[i], "\n")).as_py() or 0
    raw.columns = columns
    raw.blank_lines += max(0, lines - len(table) - inside)
    return True


def _quotes_pair(body: bytes, dialect: Dialect) -> bool:
    """Whether every quote opens a cell or closes one: Arrow reads on past a quote that does neither."""
    quote = dialect.quote.encode()
    rest = body.replace(quote * 2, b"")
    edges = (dialect.delimiter.encode(), b"\n", b"\r")
    opening = rest.startswith(quote) + sum(rest.count(edge + quote) for edge in edges)
    closing = rest.endswith(quote) + sum(rest.count(quote + edge) for edge in edges)
    return opening == closing == rest.count(quote) / 2


def _read_careful(raw: RawTable, body: bytes, dialect: Dialect, first_line: int) -> None:
    """Record by record: rows that are too short are padded, those too long are trimmed or set aside."""
    width = len(raw.names)
    batch: list[list[str]] = []
    chunks: list[list[pa.Array]] = [[] for _ in raw.names]
    faults = _Faults()
    stream = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", errors="replace", newline=None)
    for record in read_records(stream, replace(dialect, width=width)):
        row = faults.fitted(record, width, first_line - 1)
        if row is not None:
            batch.append(row)
        if len(batch) >= BATCH_ROWS:
            _flush(batch, chunks)
    _flush(batch, chunks)
    raw.columns = [pa.chunked_array(parts, pa.large_string()) for parts in chunks]
    raw.blank_lines += faults.blank
    raw.problems += faults.problems()


def _flush(batch: list[list[str]], chunks: list[list[pa.Array]]) -> None:
    for parts, cells in zip(chunks, zip(*batch, strict=True), strict=False):
        parts.append(pa.array(cells, pa.large_string()))
    batch.clear()


class _Faults:
    """Counts rows that don't fit the header and keeps the first of each kind as an example."""

    def __init__(self) -> None:
        self.blank = 0
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    def fitted(self, record: Record, width: int, offset: int) -> list[str] | None:
        """The cells of a row at the width of the table; None where the row is left out."""
        cells = record.cells
        if len(cells) == width and cells[0].strip() and not record.broken:
            return cells
        if not any(map(str.strip, cells)):
            self.blank += 1
            return None
        too_long = len(cells) > width and any(map(str.strip, cells[width:]))
        if too_long or (record.broken and len(cells) < width):
            self._count("row-unclear" if record.broken else "row-too-long", record, offset)
            return None
        if record.broken:
            self._count("stray-quote", record, offset)
        if len(cells) > width:
            self._count("row-trimmed", record, offset)
        elif len(cells) < width:
            self._count("row-too-short", record, offset)
        return (cells + [""] * (width - len(cells)))[:width]

    def _count(self, code: str, record: Record, offset: int) -> None:
        self.counts[code] += 1
        text = " | ".join(record.cells)[:80]
        self.examples.setdefault(code, f"line {record.line + offset}: {text}")

    def problems(self) -> list[Problem]:
        whats: dict[str, tuple[str, str, Effect]] = {
            "row-too-long": (
                "Rows with more cells than there are columns were set aside",
                "Put text that holds the delimiter in double quotes, or export the file again.",
                "dropped",
            ),
            "row-too-short": (
                "Rows with fewer cells than there are columns were filled up with blanks",
                "Check these rows at the place where the file was made.",
                "changed",
            ),
            "row-trimmed": ("Empty cells beyond the last column were left out", "", "changed"),
            "row-unclear": (
                "Rows with stray or unclosed quotes, whose columns can't be told apart, were set aside",
                "Close or remove the quotes in these rows.",
                "dropped",
            ),
            "stray-quote": (
                "Rows with stray or unclosed quotes were read, with those quotes as plain text",
                "Check these rows; close or remove the quotes in them.",
                "changed",
            ),
        }
        return [
            Problem(code, whats[code][0], whats[code][1], rows, whats[code][2], example=self.examples[code])
            for code, rows in self.counts.items()
        ]
