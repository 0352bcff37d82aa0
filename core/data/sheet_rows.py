"""The cells of a sheet -> a table: names from its header, rows below, and word of all that is left out or changed."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from core.data.findings import MAX_UNREAD, MAX_UNREAD_CHARS, Findings, tell_cut
from core.data.footers import take_footer
from core.data.headers import Layout, column_names, find_header, layout_at, tell_header
from core.data.merges import fill_merged, header_rows, joined_names
from core.data.sheet_xml import SheetXml
from core.data.table import RawTable, Unread, refusal
from core.data.workbook_process import Cells, SheetHead
from core.problems import Problem

HEAD_ROWS = 200
MAX_HEADER_ROW = 10_000
ABOVE = "Stands above the table"


def table_of(cells: Cells, sheet: SheetHead, xml: SheetXml, header_row: int | None) -> RawTable:
    """The table on a sheet; every row of the sheet is in it, is a name, or is told to be left out.

    `header_row` has the column names (from 1, as a spreadsheet shows it; 0: there are none); None: it is found out.
    A row outside the used ones raises DataError.
    """
    raw, first_row = _below_header(cells, sheet, xml, _layout(cells, sheet, header_row))
    _tell_blanked(raw, xml, first_row)
    take_footer(raw, first_row)
    _drop_repeated_names(raw, first_row)
    tell_cut(raw)
    return raw


def _layout(cells: Cells, sheet: SheetHead, header_row: int | None) -> Layout:
    """Where the header of a sheet is: found among its first rows, or in the row that a person named."""
    if not header_row:
        return find_header(_rows(cells, HEAD_ROWS)) if header_row is None else layout_at(_rows(cells, HEAD_ROWS), None)
    index, rows = header_row - 1 - sheet.first, min(sheet.rows, MAX_HEADER_ROW)
    if not 0 <= index < rows:
        used = f"{sheet.first + 1:,} to {sheet.first + rows:,}"
        where = "the cells of the sheet are in" if rows == sheet.rows else "they are looked for in"
        message = f"Row {header_row:,} can't hold the column names: {where} rows {used}."
        raise refusal("no-such-row", f"{message} Choose one of these rows.")
    return layout_at(_rows(cells, index + HEAD_ROWS), index)


def _rows(cells: Cells, count: int) -> list[list[str]]:
    columns = [column.slice(0, count).to_pylist() for column in cells.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _below_header(cells: Cells, sheet: SheetHead, xml: SheetXml, layout: Layout) -> tuple[RawTable, int]:
    """The rows under the header without the empty columns around the table, and the number of the first of them.

    Every row above them is accounted for.
    """
    raw = RawTable([], [])
    head = _rows(cells, layout.body + HEAD_ROWS)
    names = column_names(head, replace(layout, width=len(cells.columns)))
    top, merged_names = layout.body, ""
    if layout.header is not None:
        given = layout.header - layout.double, layout.header
        top, last = header_rows(head, cells.merged, *given)
        if (top, last) != given:
            names = joined_names(head, cells.merged, top, last)
            layout = replace(layout, header=last, body=last + 1, double=False)
            merged_names = f"rows {sheet.first + top + 1} to {sheet.first + last + 1}"
    above = [i for i in range(top) if any(map(str.strip, head[i]))]
    texts = {i: "\t".join(head[i]).strip("\t")[:MAX_UNREAD_CHARS] for i in above[:MAX_UNREAD]}
    unread = [Unread(sheet.first + i + 1, text, ABOVE) for i, text in texts.items()]
    tell_header(raw, replace(layout, skipped=len(above)), sheet.first + (layout.header or 0) + 1, unread)
    if merged_names:
        raw.facts["header"] = merged_names
        what = f"Column names in merged cells, {merged_names}, were joined"
        raw.problems.append(Problem("two-row-header", what, "Check the column names."))
    raw.blank_lines = top - len(above)
    columns, problems = fill_merged(cells.columns, cells.merged, layout.body, names)
    raw.problems += problems
    columns = [column.slice(layout.body) for column in columns]
    for place, digits in xml.padded().items():
        _pad(raw, columns, place - sheet.left, digits)
    _keep_columns(raw, names, columns, layout.header is not None)
    return raw, sheet.first + layout.body + 1


def _pad(raw: RawTable, columns: list[pa.ChunkedArray], place: int, digits: int) -> None:
    """Write the zeros that a spreadsheet only shows: the id 123 in the format 00000 is 00123 to its reader."""
    if not 0 <= place < len(columns):
        return
    short = pc.match_substring_regex(columns[place], rf"^[0-9]{{1,{digits - 1}}}$")
    if count := pc.sum(short).as_py():
        columns[place] = pc.if_else(short, pc.utf8_lpad(columns[place], digits, "0"), columns[place])
        what = "Numbers shown with leading zeros were read with them"
        raw.problems.append(Problem("leading-zeros", what, rows=count, effect="changed"))


def _keep_columns(raw: RawTable, names: list[str], columns: list[pa.ChunkedArray], have_header: bool) -> None:
    for name, column in zip(names, columns, strict=True):
        named = bool(name.strip()) and have_header
        if named or pc.any(pc.not_equal(pc.utf8_trim_whitespace(column), "")).as_py():
            raw.names.append(name)
            raw.columns.append(column)


def _drop_repeated_names(raw: RawTable, first_row: int) -> None:
    """Leave out rows that hold the names of the columns once more, as where a sheet was printed page by page."""
    same: pa.ChunkedArray | None = None
    for name, column in zip(raw.names, raw.columns, strict=True):
        equal = pc.equal(column, name)
        same = equal if same is None else pc.and_(same, equal)
        if not pc.any(same).as_py():
            return
    if same is None or len(raw.names) < 2:
        return
    findings = Findings()
    for row in pc.indices_nonzero(same).to_pylist():
        findings.count("repeated-header", first_row + row, "\t".join(raw.names))
    raw.columns = [column.filter(pc.invert(same)) for column in raw.columns]
    findings.tell(raw)


def _tell_blanked(raw: RawTable, xml: SheetXml, first_row: int) -> None:
    """Say how many rows have cells whose value isn't in the file: errors, and formulas that were never computed."""
    if errors := {row for row in xml.errors if row >= first_row}:
        what = "Cells with an error such as #N/A or #REF! were read as blank"
        raw.problems.append(Problem("error-cells", what, "Mend these formulas.", len(errors), "changed"))
    if unsaved := {row for row in xml.unsaved if row >= first_row}:
        what = "Cells with a formula whose result was not saved were read as blank"
        remedy = "Open the workbook in a spreadsheet program, save it there, and upload it again."
        raw.problems.append(Problem("unsaved-formulas", what, remedy, len(unsaved), "changed"))
