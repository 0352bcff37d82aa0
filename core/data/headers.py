"""Which row names the columns: find the header below title lines, see that there is none, or take the row named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from core.data.table import RawTable, Unread
from core.problems import Problem

MAX_NAME_CHARS = 60
NUMBER = re.compile(r"[-+(]?\s*[$€£¥]?\s*[-+]?\d[\d.,'\s]*([eE][-+]?\d+)?\s*[%€]?\)?-?")
DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T]\d{1,2}:\d{2}.*)?|\d{1,3}:\d{2}(:\d{2}.*)?( ?[AaPp][Mm])?")


@dataclass(frozen=True)
class Layout:
    """Where the header is (None: there is none), where the rows start, and how wide the table is.

    `double` says that the row above the header belongs to it: its names span several columns each. `spare` counts
    the empty cells that rows have beyond the last column.
    """

    header: int | None
    body: int
    width: int
    skipped: int
    double: bool = False
    spare: int = 0


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
        short = above is not None and filled[above] >= max(2, 0.5 * width) and not any(map(is_value, rows[above]))
        header = above if short else None
    near = () if header is None else (header, header + 1)
    lower = next((i for i in near if _is_spanned(rows, i)), None)
    header = header if lower is None else lower
    body = first if header is None else header + 1
    top = body if header is None else header - (lower is not None)
    found = Layout(header, body, width, sum(map(bool, used[:top])), lower is not None)
    return _measured(rows, found, len(rows[first]))


def _measured(rows: list[list[str]], layout: Layout, least: int = 0) -> Layout:
    """The layout with the width of its table: that of the header, unless the rows agree on another one."""
    body = [row for row in rows[layout.body :] if any(map(str.strip, row))]
    if layout.header is None:
        return replace(layout, width=max(layout.width, least))
    header = rows[layout.header]
    lengths = Counter(map(len, body))
    common = max(lengths, key=lambda length: (lengths[length], length == len(header)), default=0)
    over = len(header) - common
    if body and 0 < over == sum(not name.strip() for name in header) and layout.width <= common:
        return replace(layout, width=common)
    width = max(layout.width, len(header))
    if common > width and not any(cell.strip() for row in body for cell in row[width:]):
        return replace(layout, width=width, spare=common - width)
    return replace(layout, width=max(width, common) if len(body) > 1 else width)


def layout_at(rows: list[list[str]], index: int | None) -> Layout:
    """The layout where a person named the header: the row at `index`, counted from 0; None says that there is none.

    >>> layout_at([["made by Ann"], ["id", "amount"], ["1", "5"]], 1)
    Layout(header=1, body=2, width=2, skipped=1, double=False, spare=0)
    """
    body = 0 if index is None else index + 1
    used = [max((i for i, cell in enumerate(row, 1) if cell.strip()), default=0) for row in rows]
    lengths = Counter(length for length in used[body:] if length)
    width = max(lengths.items(), key=lambda item: (item[1], item[0]))[0] if lengths else 0
    return _measured(rows, Layout(index, body, width, sum(map(bool, used[: index or 0]))))


def above_table(rows: list[list[str]], layout: Layout) -> list[int]:
    """The rows above the table that hold anything, counted from 0: as many as the layout skips."""
    top = layout.body if layout.header is None else layout.header - layout.double
    return [i for i in range(top) if any(map(str.strip, rows[i]))]


def has_header(first: list[str], body: list[list[str]]) -> bool:
    """Whether a row names columns: text over numbers does; a number over numbers is a row like the others."""
    names = values = texts = repeats = 0
    any_text = any(cell.strip() and not is_value(cell) for cell in first)
    for i, cell in enumerate(first):
        column = [row[i].strip() for row in body if i < len(row) and row[i].strip()]
        if not cell.strip():
            continue
        if not column:
            values += not body and is_value(cell)
        elif share_of_values(column) < 0.8:
            texts += 1
            repeats += cell.strip() in column
        elif not is_value(cell):
            names += 1
        elif not (any_text and _is_year(cell) and not all(map(_is_year, column))):
            values += 1
    if names or values:
        return names >= values
    return 2 * repeats <= texts


def is_value(cell: str) -> bool:
    """Whether a cell is a number, a date or a time."""
    text = cell.strip()
    return bool(text) and len(text) < 60 and bool(NUMBER.fullmatch(text) or DATE.fullmatch(text))


def _is_year(cell: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d", cell.strip()))


def share_of_values(cells: list[str]) -> float:
    """The share of the cells that are numbers, dates or times."""
    return sum(map(is_value, cells)) / len(cells) if cells else 0.0


def _is_spanned(rows: list[list[str]], lower: int) -> bool:
    """Whether a row of names stands under another one, whose names span several columns each.

    A line with a title or with a name and its value ("Made by:", "Bob") above the header is no such row: at least
    two of its names must span columns.
    """
    if not 0 < lower < len(rows) - 1:
        return False
    under = [cell.strip() for cell in rows[lower]]
    upper = [cell.strip() for cell in (rows[lower - 1] + [""] * len(under))[: len(under)]]
    if any(is_value(cell) for cell in under) or any(is_value(cell) and not _is_year(cell) for cell in upper):
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
    """The names over the columns of a layout, those of two rows joined; numbers where there is no header.

    Where the header has more cells than the rows, its blank ones are left out; where it lacks the name of a first
    column that counts the rows, that one is blank.
    """
    if layout.header is None:
        return [f"Column {i}" for i in range(1, layout.width + 1)]
    header = rows[layout.header]
    if layout.double:
        header = _joined(rows[layout.header - 1], header)
    if len(header) > layout.width:
        header = [name for name in header if name.strip()]
    if len(header) == layout.width - 1 and counts_rows(rows[layout.body :]):
        header = ["", *header]
    return (header + [""] * layout.width)[: layout.width]


def counts_rows(body: list[list[str]]) -> bool:
    """Whether the first cells of rows are 1, 2, 3 and so on, as R writes them under no name."""
    firsts = [row[0].strip() for row in body if any(map(str.strip, row))]
    return len(firsts) > 1 and firsts == [str(i) for i in range(1, len(firsts) + 1)]


def tell_header(raw: RawTable, layout: Layout, line: int, above: Sequence[Unread] = ()) -> None:
    """Write down where the header was found and what stood above it: `above` holds those lines, or some of them."""
    raw.facts["header"] = f"row {line}" if layout.header is not None else "none (columns are numbered)"
    if layout.header is None:
        remedy = "If a line holds the names, choose it, and check that each column has one."
        raw.problems.append(Problem("no-header", "No row names the columns, so they were numbered", remedy))
    if layout.double:
        raw.facts["header"] = f"rows {line - 1} and {line}"
        what = f"Column names in two rows, {line - 1} and {line}, were joined"
        raw.problems.append(Problem("two-row-header", what, "Check the column names."))
    if layout.skipped:
        remedy = "If one of these lines names the columns, choose it as the line with the column names."
        example = f"line {above[0].line}: {above[0].text[:80]}" if above else ""
        what = "Lines above the table were left out"
        raw.problems.append(Problem("preamble", what, remedy, layout.skipped, "dropped", example=example))
        raw.unread += above
