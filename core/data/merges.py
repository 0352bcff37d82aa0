"""Merged cells: a customer whose cell spans five orders is the customer of all five."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import pyarrow as pa

from core.data.headers import MAX_NAME_CHARS, NUMBER, is_value
from core.data.workbook_process import Merged
from core.problems import Problem

CODE_NAME = re.compile(r"(^|[\W_])(id|ids|no|nr|num|number|nummer|code|key|sku|ref|year|month|day|date)([\W_]|$)", re.I)
AMOUNT = re.compile(r"(?!0\d)" + NUMBER.pattern)
YEAR = re.compile(r"(19|20)\d\d")
MAX_HEADER_ROWS = 6


def header_rows(rows: Sequence[Sequence[str]], merged: Sequence[Merged], first: int, last: int) -> tuple[int, int]:
    """The first and last row of the names over the columns: those given, and those that merged cells tie to them.

    >>> header_rows([["id", "sales", ""], ["", "Q1", "Q2"]], [Merged(0, 1, 0, 0), Merged(0, 0, 1, 2)], 0, 0)
    (0, 1)
    """
    found = first, last
    for top, bottom, _, _ in sorted(merged) * 2:
        if top <= last and bottom >= first and max(last, bottom) - min(first, top) < MAX_HEADER_ROWS:
            first, last = max(min(first, top), 0), min(max(last, bottom), len(rows) - 1)
    cells = [cell for row in rows[first : last + 1] for cell in row]
    values = any(is_value(cell) and not YEAR.fullmatch(cell.strip()) for cell in cells)
    return found if values else (first, last)


def joined_names(rows: Sequence[Sequence[str]], merged: Sequence[Merged], first: int, last: int) -> list[str]:
    """The names in several rows as one for each column; a merged name stands over each of its columns."""
    over = _spread(rows, merged, first, last)
    names: list[str] = []
    for column in range(len(rows[first])):
        parts = [over.get((row, column), rows[row][column].strip()) for row in range(first, last + 1)]
        lowest = next((part for part in reversed(parts) if part), "")
        # The lowest name tells columns apart, so where they don't all fit it is the upper ones that are cut.
        upper = " ".join(part for part in dict.fromkeys(parts) if part and part != lowest)
        names.append(f"{upper[: max(MAX_NAME_CHARS - len(lowest) - 1, 0)].strip()} {lowest}".strip())
    return names


def _spread(
    rows: Sequence[Sequence[str]], merged: Sequence[Merged], first: int, last: int
) -> dict[tuple[int, int], str]:
    """The text of each merged cell of some rows, for all rows and columns that it covers."""
    over: dict[tuple[int, int], str] = {}
    width = len(rows[first])
    # Honest ranges don't overlap; a million that do would take forever.
    room = (last - first + 1) * width
    for top, bottom, left, right in merged:
        if not (first <= top <= last and 0 <= left < width):
            continue
        down, across = range(top, min(bottom, last) + 1), range(left, min(right + 1, width))
        room -= len(down) * len(across)
        if room < 0:
            break
        over |= {(row, column): rows[top][left].strip() for row in down for column in across}
    return over


def fill_merged(
    columns: list[pa.ChunkedArray], merged: Sequence[Merged], body: int, names: Sequence[str]
) -> tuple[list[pa.ChunkedArray], list[Problem]]:
    """Give each row under a merged cell its value, from the row `body` on, and say in how many rows that was done.

    Numbers stay in their first row, except in the first column and in those named as codes: an amount over three rows
    is no amount of each.
    """
    ranges: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for top, bottom, left, _ in merged:
        if bottom > top and 0 <= left < len(columns) and body <= top < len(columns[left]):
            ranges[left].append((top, min(bottom, len(columns[left]) - 1)))
    found = list(columns)
    filled: set[int] = set()
    numbers: set[int] = set()
    for column, spans in ranges.items():
        cells = columns[column].to_pylist()
        touched = _filled(cells, spans)
        if column > 0 and not CODE_NAME.search(names[column]) and _are_amounts(cells, spans):
            numbers |= touched.keys()
            continue
        filled |= touched.keys()
        for row, text in touched.items():
            cells[row] = text
        found[column] = pa.chunked_array([pa.array(cells, pa.large_string())])
    return found, _problems(len(filled), len(numbers))


def _filled(cells: list[str], spans: list[tuple[int, int]]) -> dict[int, str]:
    """The rows that get the text of the merged cell they are part of."""
    found: dict[int, str] = {}
    below = 0
    for top, bottom in sorted(spans):
        if top < below or not cells[top].strip():
            continue  # honest ranges don't overlap
        below = bottom + 1
        found |= {row: cells[top] for row in range(top + 1, below) if not cells[row].strip()}
    return found


def _are_amounts(cells: list[str], spans: list[tuple[int, int]]) -> bool:
    tops = [cells[top].strip() for top, _ in spans if cells[top].strip()]
    return 2 * sum(is_value(text) and AMOUNT.fullmatch(text) is not None for text in tops) > len(tops)


def _problems(filled: int, numbers: int) -> list[Problem]:
    problems: list[Problem] = []
    if filled:
        what = "Rows under a merged cell got the value of that cell"
        problems.append(Problem("merged-cells", what, rows=filled, effect="changed"))
    if numbers:
        what = "Rows under a merged number were left without it, since it may be the sum of them"
        remedy = "If each row should have the number, unmerge these cells and fill them."
        problems.append(Problem("merged-numbers", what, remedy, numbers, "kept"))
    return problems
