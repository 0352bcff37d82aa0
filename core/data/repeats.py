"""Which columns of a large text repeat their values: those are held as codes, at a fraction of the memory."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable

import pyarrow as pa

# Below this size text is as good, and simpler to look at.
CODED_FROM_BYTES = 20_000_000
CODED = pa.dictionary(pa.int32(), pa.large_string())
PLACES = 40
BYTES_AT_A_PLACE = 40_000
# Held as codes where there are at least so many rows to each different value, as far as a sample can tell.
ROWS_PER_VALUE = 3


def repeating(text: bytes, start: int, end: int, width: int, delimiter: str) -> list[bool]:
    """For each of `width` columns whether its values repeat; `text[start:end]` holds the rows."""
    if end - start < CODED_FROM_BYTES:
        return [False] * width
    lines = _lines(text, start, end)
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if len(row) == width]
    except csv.Error:  # a quote left open can make one endless cell of the sample
        return [False] * width
    if len(rows) < 2:
        return [False] * width
    all_rows = (end - start) / (sum(map(len, lines)) / len(lines) + 1)
    return [_different([row[i] for row in rows]) * ROWS_PER_VALUE <= all_rows for i in range(width)]


def _lines(text: bytes, start: int, end: int) -> list[str]:
    """Whole lines from places spread over the text, so that a sorted column does not deceive."""
    step = (end - start) // PLACES
    found: list[str] = []
    for place in range(start, end, step):
        piece = text[place : min(place + BYTES_AT_A_PLACE, end)].decode("utf-8", "replace")
        found += piece.replace("\r", "\n").split("\n")[1:-1]
    return [line for line in found if line.strip()]


def _different(cells: list[str]) -> float:
    """How many different values a column has, told from how often two cells of a sample are equal.

    Of n cells drawn from N equally frequent values, about n² / 2N pairs are equal.
    """
    pairs = sum(times * (times - 1) // 2 for times in Counter(cells).values())
    return len(cells) ** 2 / (2 * pairs) if pairs else float("inf")


def by_text(cells: pa.ChunkedArray, test: Callable[[pa.Array], pa.Array]) -> pa.ChunkedArray:
    """A test of texts for each row; of a column of codes only the different texts are tested."""
    if not pa.types.is_dictionary(cells.type):
        return test(cells)
    chunks = [test(chunk.dictionary).take(chunk.indices) for chunk in cells.chunks]
    return pa.chunked_array(chunks, None if chunks else pa.bool_())


def as_text(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of codes as the text it stands for."""
    return cells.cast(pa.large_string()) if pa.types.is_dictionary(cells.type) else cells
