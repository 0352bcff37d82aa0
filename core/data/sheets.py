"""Which sheet of a workbook holds the data: a table of records, not the cover, the legend or the summary in front."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.data.headers import DATE, column_names, find_header, share_of_values
from core.data.table import RawTable
from core.data.workbook_process import SheetHead
from core.problems import Problem

# What spreadsheet programs write over and under the sums that they make of other rows.
SUMMARY = re.compile(
    r"(row|column) labels|(sum|count|average|min|max|product|stddev|var)p? of .+|grand total|\(multiple items\)"
    r"|(zeilen|spalten)beschriftungen|(summe|anzahl|mittelwert) von .+|gesamtergebnis"
    r"|étiquettes de (lignes|colonnes)|(somme|nombre|moyenne) de .+|total général"
    r"|etiquetas de (fila|columna)|(suma|cuenta|promedio) de .+|total general|(total|sum|count|average) ?- ?.+",
    re.IGNORECASE,
)
ENOUGH = 0.8
SHOWN = 10


def choose_sheet(sheets: Sequence[SheetHead]) -> SheetHead | None:
    """The sheet most likely to hold the data: a hidden one only if no other has any cell. None where all are empty."""
    filled = [sheet for sheet in sheets if sheet.filled and not sheet.fault]
    shown = [sheet for sheet in filled if sheet.visible] or filled
    return max(shown, key=lambda sheet: (_likeness(sheet), sheet.filled), default=None)


def _likeness(sheet: SheetHead) -> int:
    """How much the rows of a sheet look like records: several columns under names, with days and numbers in them."""
    rows = [list(row) for row in sheet.head]
    layout = find_header(rows)
    body = [row for row in rows[layout.body :] if any(map(str.strip, row))]
    cells = [cell.strip() for row in rows for cell in row if cell.strip()]
    if layout.width < 2 or not body:
        return 0
    columns = [[cell.strip() for cell in column if cell.strip()] for column in zip(*body, strict=True)]
    columns = [column for column in columns if column]
    values = [column for column in columns if share_of_values(column) >= ENOUGH]
    days = [column for column in values if sum(map(bool, map(DATE.fullmatch, column))) >= ENOUGH * len(column)]
    regular = sum(map(len, columns)) > 0.5 * len(columns) * len(body)
    if not values or not regular or any(map(SUMMARY.fullmatch, cells)):
        return 1
    return 2 + (layout.header is not None) + bool(days) + (len(days) < len(values))


def _names(sheet: SheetHead) -> tuple[str, ...]:
    rows = [list(row) for row in sheet.head]
    layout = find_header(rows)
    if layout.header is None:
        return ()
    return tuple(name.strip().lower() for name in column_names(rows, layout) if name.strip())


def tell_sheets(raw: RawTable, sheets: Sequence[SheetHead], chosen: SheetHead) -> None:
    """Say which sheets were not read: those with the same columns, any others, and those that can't be."""
    others = [sheet for sheet in sheets if sheet.filled and not sheet.fault and sheet.name != chosen.name]
    alike = [sheet for sheet in others if _names(sheet) and _names(sheet) == _names(chosen)]
    rest = [sheet for sheet in others if sheet not in alike]
    if alike:
        what = f"{len(alike) + 1} sheets have the same columns, and only one of them was read"
        remedy = "To analyze them together, copy their rows under each other on one sheet."
        raw.problems.append(Problem("same-sheets", what, remedy, example=_listed([chosen, *alike])))
    if rest:
        what = "The workbook has other sheets, which were not read"
        raw.problems.append(Problem("other-sheets", what, "Choose the sheet to read.", example=_listed(rest)))
    if faulty := [sheet for sheet in sheets if sheet.fault]:
        what = "Sheets could not be read and were left out"
        raw.problems.append(Problem("sheet-skipped", what, example=_listed(faulty)))


def _listed(sheets: Sequence[SheetHead]) -> str:
    names = [sheet.name if sheet.visible else f"{sheet.name} (hidden)" for sheet in sheets]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
