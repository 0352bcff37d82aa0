"""Rows at the end of a table that aren't data: totals of the rows above, and notes on who made the file and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.findings import Findings
from core.data.headers import DATE, NUMBER
from core.data.repeats import as_text
from core.data.table import RawTable
from core.data.values import parse_numbers

TAIL_ROWS = 12
# Amounts that aren't plain numbers are summed only in a table of up to so many rows.
MAX_SUMMED = 500_000
# Words for a total, alone in their cell: a customer may well be named "Total Wine".
_OF = "amount|sales|revenue|orders|rows|records|customers|value|sum|general|général|générale|generale|geral"
TOTAL = re.compile(
    rf"(?:(?:grand|sub|net|overall|report|column|sum)[- ]?)?totals?(?: (?:{_OF}))?|(?:grand|overall) sum|sum"
    r"|(?:gesamt|zwischen|end)?summe|gesamt(?:ergebnis|betrag|umsatz)?|zwischenergebnis|insgesamt"
    r"|somme|sous-total|totaux|(?:sub)?tota(?:le|li|al|alt)|totaalbedrag|eindtotaal"
    r"|suma(?: total)?|soma|summa|sammenlagt"
    r"|razem|ogółem|suma końcowa|celkem|összesen|toplam|genel toplam|итого|всего|общий итог|合計|総計|合计|总计|總計",
    re.IGNORECASE,
)
_MADE = "generated|created|exported|printed|produced|downloaded|erstellt|exportiert|généré|exporté|generado|creado"
_COUNTED = "rows?|records?|lines?|orders?|customers?|items?|entries|results|zeilen|datensätze|lignes|filas|righe"
NOTE = re.compile(
    rf"(?:number of |total )?(?:{_COUNTED})(?: count| total)?\s*[:=]\s*[\d.,]*"
    r"|(?:row|record|line) count\s*[:=]?\s*[\d.,]*"
    rf"|\(?[\d.,]+ (?:{_COUNTED})(?: \w+)?\)?\.?"
    rf"|(?:report |data |file |list )?(?:{_MADE})\b"
    r"(?:\s*:| (?:on|at|by|from|with|am|um|von|mit|le|par|el|por|il|da)\b).*"
    r"|(?:©|\(c\)|copyright\b).*|(?:\W*end of (?:report|file|list|data|table|export)\b.*)"
    r"|applied filters?\s*:.*|page \d+(?: of \d+)?",
    re.IGNORECASE | re.DOTALL,
)
# What may stand beside a total: numbers, and the currency they are in.
_UNIT = re.compile(r"[A-Z]{3}|[€$£¥%]")


def take_footer(raw: RawTable, first_row: int) -> None:
    """Take totals and notes off the end of a table, and tell them; `first_row` is the number of its first row.

    Each row counts as one line. Nothing is taken where it isn't clear that the row is none of the data.
    """
    rows = tail_of(raw)
    size = len(raw.columns[0]) if raw.columns else 0
    lines = [first_row + size - len(rows) + i for i in range(len(rows))]
    texts = ["\t".join(cells).rstrip("\t") for cells in rows]
    drop_footer(raw, list(zip(lines, texts, strict=True)))


def drop_footer(raw: RawTable, places: Sequence[tuple[int, str]]) -> None:
    """Take the footer off a table whose last rows stand at these lines, with these texts."""
    rows = tail_of(raw)[-len(places) :] if places else []
    found = footer_of(rows)
    findings = Findings()
    last = next((i for i in range(len(rows) - 1, -1, -1) if any(map(str.strip, rows[i]))), None)
    if not found and last is not None and _is_total(rows[last]) and len(rows) > 1:
        if _sums_up(raw, len(rows) - last):
            found = {last: "total-row"}
        else:
            findings.count("maybe-total", *places[last])
    for i, code in found.items():
        findings.count(code, *places[i])
    if found:
        size = len(raw.columns[0])
        kept = [i for i in range(size - len(rows), size) if i - size + len(rows) not in found]
        raw.columns = [_with_tail(column, size - len(rows), kept) for column in raw.columns]
    findings.tell(raw)


def may_be_total(raw: RawTable) -> bool:
    """Whether the last filled row of a table is named like a total."""
    filled = [row for row in tail_of(raw) if any(map(str.strip, row))]
    return len(filled) > 1 and _is_total(filled[-1])


def _with_tail(column: pa.ChunkedArray, whole: int, kept: list[int]) -> pa.ChunkedArray:
    parts = [column.slice(0, whole), *(column.slice(i, 1) for i in kept)]
    return pa.chunked_array([chunk for part in parts for chunk in part.chunks], column.type)


def tail_of(raw: RawTable) -> list[list[str]]:
    """The cells of the last rows of a table."""
    size = len(raw.columns[0]) if raw.columns else 0
    columns = [column.slice(max(0, size - TAIL_ROWS)).to_pylist() for column in raw.columns]
    return [[cell or "" for cell in row] for row in zip(*columns, strict=True)]


def footer_of(rows: list[list[str]]) -> dict[int, str]:
    """Which of the last rows of a table are a total or a note: their place among `rows`, and the kind of finding.

    >>> footer_of([["1", "Ann", "5"], ["2", "Bob", "7"], ["Total", "", "12"]])
    {2: 'total-row'}
    """
    filled = [i for i, row in enumerate(rows) if any(map(str.strip, row))]
    found: dict[int, str] = {}
    for place in range(len(filled) - 1, 0, -1):
        row = rows[filled[place]]
        above = [rows[i] for i in filled[:place]]
        if _is_note(row, above):
            found[filled[place]] = "footnote"
        elif _is_total(row) and _lacks_cells(row, above):
            found[filled[place]] = "total-row"
        else:
            break
    return found


def _is_note(row: list[str], above: list[list[str]]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) > 2 or NOTE.fullmatch(" ".join(cells)) is None:
        return False
    # In a table of one column every row has but one cell: there a note must count or date something.
    return bool(re.search(r"\d", cells[0])) if len(row) == 1 else _lacks_cells(row, above)


def _is_total(row: list[str]) -> bool:
    """Whether a row names a total first and holds nothing but numbers beside it."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(row) < 2 or not cells or TOTAL.fullmatch(cells[0].strip(":*. ")) is None:
        return False
    return all(_is_number(cell) or TOTAL.fullmatch(cell.strip(":*. ")) for cell in cells[1:])


def _is_number(cell: str) -> bool:
    if _UNIT.fullmatch(cell):
        return True
    bare = re.sub(r"^[A-Z]{3}\s|\s[A-Z]{3}$", "", cell)
    return NUMBER.fullmatch(bare) is not None and DATE.fullmatch(bare) is None


def _lacks_cells(row: list[str], above: list[list[str]]) -> bool:
    """Whether a row is blank in a column that the rows above it usually fill."""
    blank = [i for i, cell in enumerate(row) if not cell.strip()]
    shares = [sum(i < len(other) and bool(other[i].strip()) for other in above) / len(above) for i in blank]
    return any(share > 0.5 for share in shares)


def _sums_up(raw: RawTable, from_end: int) -> bool:
    """Whether the row so far from the end holds the sum of a column above it."""
    place = len(raw.columns[0]) - from_end
    for column in raw.columns:
        cells = as_text(column).slice(0, place + 1)
        last = [cell.strip() for cell in cells.slice(max(0, place - TAIL_ROWS)).to_pylist()]
        if not any(map(_is_number, last[:-1])) or not _is_number(last[-1]) or _UNIT.fullmatch(last[-1]):
            continue
        # Read together, so that they share one decimal mark.
        values = _numbers(cells)
        if values is None:
            continue
        rows, total = values[:-1], values[-1]
        if np.isfinite(rows).any() and abs(np.nansum(rows) - total) <= 0.005 * max(abs(total), 1):
            return True
    return False


def _numbers(cells: pa.ChunkedArray) -> np.ndarray | None:
    """The cells as numbers, NaN where they are none; None where that would take long."""
    bare = pc.utf8_trim_whitespace(cells)
    try:
        plain: np.ndarray = pc.cast(pc.if_else(pc.equal(bare, ""), None, bare), pa.float64()).to_numpy()
        return plain
    except pa.ArrowInvalid:
        texts: pd.Series = cells.to_pandas().astype("str")
        return parse_numbers(texts).values.to_numpy() if len(texts) <= MAX_SUMMED else None
