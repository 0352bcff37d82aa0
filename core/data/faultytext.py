"""A text with faults, read record by record where they are; a long one by Arrow where they are not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

import pyarrow as pa

from core.data.cleantext import Body, column_types, has_faults, parse
from core.data.dialects import Record, read_records
from core.data.findings import Findings
from core.data.ragged import Frame, Reader
from core.data.table import RawTable
from core.data.texthead import LINE_END

PIECE_BYTES = 8_000_000


def read_faulty(raw: RawTable, body: Body, frame: Frame, findings: Findings) -> None:
    """Fill in the columns of a table; rows that don't fit are mended or set aside, and counted."""
    reader = Reader(frame, Findings())
    raw.columns = _columns(body, frame, reader)
    if reader.misjudged:
        frame = replace(frame, only=True)
        reader = Reader(frame, Findings())
        raw.columns = _columns(body, frame, reader)
    findings.add(reader.findings)


def _columns(body: Body, frame: Frame, reader: Reader) -> list[pa.ChunkedArray]:
    dialect = frame.dialect
    if dialect.escape or dialect.skip_blanks or body.end - body.start <= PIECE_BYTES or body.quotes(dialect):
        return reader.columns(_records(body, frame))
    types = column_types(body, frame.width, dialect)
    chunks: list[list[pa.Array]] = [[] for _ in types]
    for piece in _pieces(body):
        columns = None if reader.ended else parse(piece, dialect, types, has_quotes=False)
        blank = 0 if columns is None else piece.lines - len(columns[0])
        if columns is None or has_faults(columns, piece, frame, blank):
            columns = [
                _typed(column, kind) for column, kind in zip(reader.columns(_records(piece, frame)), types, strict=True)
            ]
            blank = 0
        reader.findings.blank += blank
        for parts, column in zip(chunks, columns, strict=True):
            parts += column.chunks
    return [pa.chunked_array(parts, kind) for parts, kind in zip(chunks, types, strict=True)]


def _typed(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    return column.dictionary_encode() if pa.types.is_dictionary(kind) else column


def _pieces(body: Body) -> Iterator[Body]:
    """The text cut at line ends, which is where rows end as long as no cell is in quotes."""
    start, line = body.start, body.line
    while start < body.end:
        line_end = LINE_END.search(body.text, min(start + PIECE_BYTES, body.end), body.end)
        piece = replace(body, start=start, end=line_end.end() if line_end else body.end, line=line)
        yield piece
        start, line = piece.end, line + piece.lines


def _records(body: Body, frame: Frame) -> Iterator[Record]:
    stream = io.BytesIO(body.text)
    stream.seek(body.start)
    lines = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline=None)
    records = read_records(lines, frame.dialect, first=body.line)
    if body.end == len(body.text):
        return records
    beyond = body.line + body.lines
    return takewhile(lambda record: record.line < beyond, records)
