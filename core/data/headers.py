"""Which row names the columns: find the header below title lines, or see that there is none."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from core.data.table import RawTable
from core.problems import Problem

MAX_NAME_CHARS = 60
NUMBER = re.compile(r"[-+(]?\s*[$€£¥]?\s*[-+]?\d[\d.,'\s]*([eE][-+]?\d+)?\s*[%€]?\)?-?")
DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T]\d{1,2}:\d{2}.*)?|\d{1,3}:\d{2}(:\d{2}.*)?( ?[AaPp][Mm])?")


@dataclass(frozen=True)
class Layout:
    """Where the header is (None: there is none), where the rows start, and how wide the table is.

    `double` says that the row above the header belongs to it: its names span several columns each.
    """

    header: int | None
    body: int
    width: int
    skipped: int
    double: bool = False


def find_header(rows: list[list[str]]) -> Layout:
    """Find the header among the first rows: below title lines, or absent.

    >>> find_header([["Sales 2024"], [], ["id", "amount"], ["1", "5"], ["2", "6"]]).header
    2
    """
    used = [max((i for i, cell in enumerate(row, 1) if cell.strip()), default=0) for row in rows]
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    lengths = Counter(length for length in used if length)
    if not lengths:
        return Layout(None, 0, 0, 0)
    start = next(i for i, length in enumerate(used) if length)
    width, times = max(lengths.items(), key=lambda item: (item[1], item[0]))
    if times == 1 and used[start] > 1:
        width = used[start]
    full = (i for i in range(start, len(rows)) if len(rows[i]) >= width and filled[i] > 0.5 * width)
    first = next(full, start)
    if has_header(rows[first], rows[first + 1 :]):
        header: int | None = first
    else:
        above = next((i for i in range(first - 1, -1, -1) if used[i]), None)
        short = above is not None and filled[above] >= max(2, 0.5 * width) and not any(map(_is_value, rows[above]))
        header = above if short else None
    near = () if header is None else (header, header + 1)
    lower = next((i for i in near if _is_spanned(rows, i)), None)
    header = header if lower is None else lower
    body = first if header is None else header + 1
    wide = max(width, len(rows[header]) if header is not None else len(rows[first]))
    top = body if header is None else header - (lower is not None)
    return Layout(header, body, wide, sum(map(bool, used[:top])), lower is not None)


def has_header(first: list[str], body: list[list[str]]) -> bool:
    """Whether a row names columns: text over numbers does; a number over numbers is a row like the others."""
    names = values = texts = repeats = 0
    any_text = any(cell.strip() and not _is_value(cell) for cell in first)
    for i, cell in enumerate(first):
        column = [row[i].strip() for row in body if i < len(row) and row[i].strip()]
        if not cell.strip():
            continue
        if not column:
            values += not body and _is_value(cell)
        elif share_of_values(column) < 0.8:
            texts += 1
            repeats += cell.strip() in column
        elif not _is_value(cell):
            names += 1
        elif not (any_text and _is_year(cell) and not all(map(_is_year, column))):
            values += 1
    if names or values:
        return names >= values
    return 2 * repeats <= texts


def _is_value(cell: str) -> bool:
    text = cell.strip()
    return bool(text) and len(text) < 60 and bool(NUMBER.fullmatch(text) or DATE.fullmatch(text))


def _is_year(cell: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d", cell.strip()))


def share_of_values(cells: list[str]) -> float:
    """The share of the cells that are numbers, dates or times."""
    return sum(map(_is_value, cells)) / len(cells) if cells else 0.0


def _is_spanned(rows: list[list[str]], lower: int) -> bool:
    """Whether a row of names stands under another one, whose names span several columns each.

    A line with a title or with a name and its value ("Made by:", "Bob") above the header is no such row: at least
    two of its names must span columns.
    """
    if not 0 < lower < len(rows) - 1:
        return False
    under = [cell.strip() for cell in rows[lower]]
    upper = [cell.strip() for cell in (rows[lower - 1] + [""] * len(under))[: len(under)]]
    if any(_is_value(cell) for cell in under) or any(_is_value(cell) and not _is_year(cell) for cell in upper):
        return False
    named = [i for i, cell in enumerate(under) if cell]
    plain = sum(not upper[i] or upper[i] == (upper[i - 1] if i else "") for i in named)
    spans = [len(list(group)) for name, group in groupby(_filled(upper)[i] for i in named) if name]
    if 2 * len(named) <= len(under) or 2 * plain < len(named) or sum(size > 1 for size in spans) < 2:
        return False
    body = [[row[i].strip() for row in rows[lower + 1 :] if i < len(row) and row[i].strip()] for i in named]
    return any(share_of_values(column) >= 0.8 for column in body)


def _filled(upper: list[str]) -> list[str]:
    """Every cell with the name that spans it: its own, or the last one to the left."""
    found: list[str] = []
    for cell in upper:
        found.append(cell.strip() or (found[-1] if found else ""))
    return found


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """The names of two rows as one: `Upper Lower`; where the lower cell is blank, the upper one stands alone."""
    names: list[str] = []
    upper = (upper + [""] * len(lower))[: len(lower)]
    for own, above, name in zip(upper, _filled(upper), map(str.strip, lower), strict=True):
        # The lower name tells columns apart, so where both don't fit it is the upper one that is cut.
        room = max(MAX_NAME_CHARS - len(name) - 1, 0)
        both = name if above == name else f"{above[:room].strip()} {name}".strip()
        names.append(both if name else own.strip())
    return names


def column_names(rows: list[list[str]], layout: Layout) -> list[str]:
    """The names over the columns of a layout, those of two rows joined; numbers where there is no header."""
    if layout.header is None:
        return [f"Column {i}" for i in range(1, layout.width + 1)]
    header = rows[layout.header]
    if layout.double:
        header = _joined(rows[layout.header - 1], header)
    return (header + [""] * layout.width)[: layout.width]


def tell_header(raw: RawTable, layout: Layout, line: int) -> None:
    """Write down where the header was found and what stood above it."""
    raw.facts["header"] = f"row {line}" if layout.header is not None else "none (columns are numbered)"
    if layout.header is None:
        remedy = "If the first row holds the names, check that each column has one."
        raw.problems.append(Problem("no-header", "The first row holds values, not column names", remedy))
    if layout.double:
        raw.facts["header"] = f"rows {line - 1} and {line}"
        what = f"Column names in two rows, {line - 1} and {line}, were joined"
        raw.problems.append(Problem("two-row-header", what, "Check the column names."))
    if layout.skipped:
        what = f"Lines above the table were skipped: {layout.skipped}"
        raw.problems.append(Problem("preamble", what))
