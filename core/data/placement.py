"""Where the cells of a row belong that has too few or too many of them: told by what each column usually holds."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from core.data.cells import BLANKS
from core.data.dialects import Dialect, split_line
from core.data.headers import is_value

# Below this many rows that fit, the columns are too little known to move anything.
MIN_ROWS = 5
MOST_LEARNED = 40_000
MOST_COMPARED = 50
MAX_SHAPE_CHARS = 40
MAX_SPLIT_CHARS = 40
# How much likelier a reading must be than filling up or trimming the row at its end, and than any other.
CLEAR = math.log(20)
# How seldom it happens that a delimiter inside the row is lost or left over, rather than the last ones.
SELDOM = math.log(0.1)
MARKS = ",;\t| "
# Quotes that word processors put in the place of plain ones, and what may close them.
CURLY = {"“": "”", "„": "“”", "«": "»", "‘": "’", "‚": "‘’"}


# How well a row fits, and its cells; None where one fault is known but not how to mend it.
Candidate = tuple[float, list[str] | None]


class Placed(NamedTuple):
    """The cells under their columns (None: it isn't clear where they belong), and what to call what was done."""

    cells: list[str] | None
    code: str


@lru_cache(maxsize=50_000)
def _shapes(cell: str) -> tuple[str, str, str]:
    """What a cell looks like: in detail, roughly, and by kind."""
    text = cell.strip()[:MAX_SHAPE_CHARS]
    detail = re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "0", text))
    if not text:
        kind = ""
    elif is_value(text):
        kind = "value"
    else:
        kind = "text" if " " in text else "code" if "0" in detail else "word"
    return detail, re.sub("0+", "0", detail), kind


class Columns:
    """What the cells of each column look like, learned from rows that fit."""

    def __init__(self, rows: list[list[str]], width: int) -> None:
        self.width = width
        self._rows = rows[: max(MIN_ROWS, MOST_LEARNED // max(width, 1))]

    @cached_property
    def _seen(self) -> list[list[Counter[str]]]:
        columns = ([_shapes(row[i]) for row in self._rows] for i in range(self.width))
        return [[Counter(level) for level in zip(*column, strict=True)] for column in columns]

    @cached_property
    def _novel(self) -> list[tuple[float, float]]:
        """How often each column has a cell that looks unlike all others: in detail, and roughly."""
        rows = len(self._rows)
        singles = ([sum(times == 1 for times in seen.values()) for seen in column[:2]] for column in self._seen)
        return [(max(0.1, (detail + 1) / (rows + 1)), (rough + 1) / (rows + 1)) for detail, rough in singles]

    @cached_property
    def _blank(self) -> list[float]:
        return [0.0, *accumulate(self.fit("", i) for i in range(self.width))]

    @cached_property
    def _least(self) -> float:
        """How badly rows fit that are without fault."""
        return min(map(self.fits, self._rows[:MOST_COMPARED]))

    def fit(self, cell: str, column: int) -> float:
        """How well a cell fits a column: the logarithm of how often such cells stand there."""
        rows = len(self._rows)
        shapes = zip(self._seen[column], _shapes(cell), strict=True)
        detail, rough, kind = (seen[shape] / rows for seen, shape in shapes)
        new_detail, new_rough = self._novel[column]
        return math.log(0.5 * detail + 0.3 * rough * new_detail + 0.2 * kind * new_rough + 0.5 / (rows + 5))

    def fits(self, cells: list[str]) -> float:
        """How well the cells of a whole row fit."""
        return sum(map(self.fit, cells, range(self.width)))

    def place(self, cells: list[str], text: str, dialect: Dialect) -> Placed:
        """Put the cells of a row under their columns where it has too few or too many, or its quotes are faulty.

        As long as nothing else fits far better, the row is filled up or trimmed at its end.
        """
        simply = at_end(cells, self.width)
        whole = _between_curly(cells, dialect.delimiter) if len(cells) > self.width else cells
        if len(whole) == self.width < len(cells):
            return Placed(whole, "row-moved")
        if len(self._rows) < MIN_ROWS:
            return simply
        plain = self._plainly(cells, simply)
        found: list[Candidate] = [(self.fits(row), row) for row in _otherwise_split(text, dialect, self.width)]
        if len(cells) < self.width:
            found += self._filled(cells, plain)
        elif len(cells) > self.width:
            found += self._joined(cells, dialect.delimiter)
        best, row = max(found, key=itemgetter(0), default=(-math.inf, None))
        if simply.cells is not None and best < plain + CLEAR and not self._is_strange(cells):
            return simply
        if row is not None and best >= self._least + 3 * SELDOM and _is_clear(found, row):
            return Placed(row, "row-moved")
        return simply if simply.cells is None else Placed(None, "row-unclear")

    def _plainly(self, cells: list[str], simply: Placed) -> float:
        """How well a row fits that is only filled up or trimmed at its end: that its last cells lack is one fault."""
        if simply.cells is None:
            return -math.inf
        lacking = self._blank[-1] - self._blank[len(cells)] if len(cells) < self.width else 0.0
        return self.fits(simply.cells) - lacking + max(lacking, 2 * SELDOM)

    def _is_strange(self, cells: list[str]) -> bool:
        """Whether cells have words where numbers or dates stand, or the other way round.

        One such cell is enough in a row that lacks some; else half of them.
        """
        strange = 0
        for (*_, kinds), cell in zip(self._seen, cells, strict=False):
            kind, known = _shapes(cell)[2], len(self._rows) - kinds[""]
            share = kinds["value"] / known if known else 0.5
            differs = share < 0.05 if kind == "value" else share > 0.95
            strange += bool(kind) and differs and cell.strip().lower() not in BLANKS
        return strange > 0 if len(cells) < self.width else 2 * strange >= self.width

    def _filled(self, cells: list[str], plain: float) -> list[Candidate]:
        """Rows with blanks among the cells, or with one cell split in two; none where it isn't clear how to split."""
        missing = self.width - len(cells)
        before, after = self._sums(cells, missing)
        found: list[Candidate] = []
        for at in range(len(cells)):
            blank = self._blank[at + missing] - self._blank[at]
            found.append((SELDOM + before[at] + blank + after[at], cells[:at] + [""] * missing + cells[at:]))
        # Where a delimiter was lost, one cell holds what belongs into several.
        torn = [(missing + 2) * SELDOM + before[at] + after[at + 1] for at in range(len(cells))]
        found.append((max(torn), None))
        if missing > 1 or max(torn) < plain:
            return found
        for at in (at for at, score in enumerate(torn) if score > max(torn) - CLEAR):
            cell = cells[at]
            for place in range(1, len(cell)) if len(cell) <= MAX_SPLIT_CHARS else ():
                fit = self.fit(cell[:place], at) + self.fit(cell[place:], at + 1)
                row = [*cells[:at], cell[:place], cell[place:], *cells[at + 1 :]]
                found.append((SELDOM + before[at] + fit + after[at + 1], row))
        return found

    def _joined(self, cells: list[str], delimiter: str) -> list[Candidate]:
        """Rows with blanks taken out, or several cells made one."""
        over = len(cells) - self.width
        before, after = self._sums(cells, -over)
        found: list[Candidate] = []
        for at in range(self.width):
            run = cells[at : at + over + 1]
            filled = [cell for cell in run if cell.strip()]
            whole = delimiter.join(run) if len(filled) > 1 else "".join(filled)
            # A delimiter inside of a text mostly has a blank behind it.
            apart = len(filled) > 1 and not all(cell.startswith(" ") for cell in run[1:])
            score = SELDOM * (1 + apart) + before[at] + self.fit(whole, at) + after[at + over + 1]
            found.append((score, [*cells[:at], whole, *cells[at + over + 1 :]]))
        return found

    def _sums(self, cells: list[str], shift: int) -> tuple[list[float], list[float]]:
        """For each place in a row: how well the cells before it fit as they stand, and those from it on if shifted."""
        stays = [self.fit(cell, i) if i < self.width else 0.0 for i, cell in enumerate(cells)]
        moves = [self.fit(cell, i + shift) if i + shift >= 0 else 0.0 for i, cell in enumerate(cells)]
        return [0.0, *accumulate(stays)], [*reversed([*accumulate(reversed(moves))]), 0.0]


def at_end(cells: list[str], width: int) -> Placed:
    """A row filled up with blanks at its end, or trimmed there where nothing but blanks is lost."""
    if any(map(str.strip, cells[width:])):
        return Placed(None, "row-too-long")
    return Placed((cells + [""] * width)[:width], "row-trimmed" if len(cells) > width else "row-too-short")


def _between_curly(cells: list[str], delimiter: str) -> list[str]:
    """The cells with those made one that curly quotes hold together."""
    found: list[str] = []
    closing = ""
    for cell in cells:
        bare = cell.strip()
        if closing:
            found[-1] += delimiter + cell
        else:
            found.append(cell)
            closing = CURLY.get(bare[:1], "")
        if closing and bare.endswith(tuple(closing)):
            closing = ""
    return found


def _is_clear(found: list[Candidate], row: list[str]) -> bool:
    """Whether no other row fits nearly as well as the best one."""
    best = max(score for score, _ in found)
    return all(score <= best - CLEAR or other == row for score, other in found)


def _otherwise_split(text: str, dialect: Dialect, width: int) -> list[list[str]]:
    """The cells of a line under other delimiters, or with one put before a quote that opens in the midst of a cell.

    Only what is as wide as the table.
    """
    line = text.rstrip("\n")
    if "\n" in line:
        return []
    quote, mark = re.escape(dialect.quote), re.escape(dialect.delimiter)
    opened = rf"(?<=[^{mark}{quote}]){quote}(?=(?:[^{quote}]|{quote}{quote})*{quote}(?:{mark}|$))"
    lines = [(line, other) for other in MARKS if other != dialect.delimiter]
    lines.append((re.sub(opened, dialect.delimiter + dialect.quote, line), dialect.delimiter))
    rows = (split_line(one, dialect, other) for one, other in lines)
    return [cells for cells in rows if cells is not None and len(cells) == width]
