"""Workbooks (.xlsx .xlsm .xls .xlsb .ods) -> rows of text cells.

calamine reads them, in a process with limits (workbook_process.py), while the archive is checked here: a valid
workbook of 2 kB can make the reader abort the process it runs in.
"""

from __future__ import annotations

import struct

from core.data.archives import BROKEN, PASSWORD, Contents, check_content, check_directory, sheet_parts
from core.data.sheet_rows import table_of
from core.data.sheet_xml import SAVE_AGAIN, TOO_WIDE, SheetXml
from core.data.sheets import choose_sheet, tell_sheets
from core.data.table import RawTable, refusal
from core.data.workbook_process import MEMORY_IS_LIMITED, ReadingError, SheetHead, WorkbookReader, limits_for
from core.problems import DataError, Problem

DOCUMENTS = {"WordDocument": "an old Word document", "PowerPoint Document": "an old PowerPoint document"}


def read_workbook(data: bytes, sheet: str | None, header_row: int | None = None) -> RawTable:
    """Read one sheet of a workbook as text cells; raises DataError in plain words.

    Without `sheet` the one that looks most like a table of records is read. `header_row` has the column names
    (counted from 1, as a spreadsheet shows it; 0: there are none).
    """
    zipped = data.startswith(b"PK")
    size = check_directory(data) if zipped else _check_old(data)
    contents = check_content(data) if zipped and not MEMORY_IS_LIMITED else Contents()
    try:
        with WorkbookReader(limits_for(size)) as reader:
            reader.send(data, sheet)
            if zipped and MEMORY_IS_LIMITED:
                # The reader is at work meanwhile. Where it does well within its limits, no cell was too far away.
                contents = check_content(data, places=False)
            names, heads = reader.survey()
            chosen = _chosen(heads)
            cells = reader.cells(chosen.name, chosen.width)
    except ReadingError as error:
        if zipped:
            check_content(data)  # may know a better reason
        raise _refused(error.status, error.names) from error
    raw = table_of(cells, chosen, _xml_of(data, contents, chosen.name), header_row)
    raw.sheets = names
    raw.facts["sheet"] = chosen.name
    raw.control = cells.control
    if sheet is None:
        tell_sheets(raw, heads, chosen)
    _tell_document(raw, contents)
    return raw


def _tell_document(raw: RawTable, contents: Contents) -> None:
    """Say what is known of the cells of an OpenDocument, which isn't known by sheet and row."""
    if contents.error_cells:
        what = "Cells with an error such as #N/A or #REF! were read as blank"
        raw.problems.append(Problem("error-cells", what, "Mend these formulas.", contents.error_cells, "changed"))
    if contents.tall_cells:
        what = "Merged cells were read as the value of their first row and blanks"
        remedy = "If each row should have the value, unmerge these cells and fill them."
        raw.problems.append(Problem("merged-cells", what, remedy))


def _xml_of(data: bytes, contents: Contents, sheet: str) -> SheetXml:
    """What the XML of a sheet says of its cells; nothing where there is none, or nothing to tell."""
    if not any(xml.errors or xml.unsaved or xml.styled for xml in contents.sheets.values()):
        return SheetXml()
    return contents.sheets.get(sheet_parts(data).get(sheet, ""), SheetXml())


def _check_old(data: bytes) -> int:
    """The size of a file of the time before archives; refuses those with a password, and other documents."""
    if "EncryptedPackage".encode("utf-16-le") in data or _has_file_pass(data):
        raise refusal("password", PASSWORD)
    if not any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        for stream, kind in DOCUMENTS.items():
            if stream.encode("utf-16-le") in data:
                raise refusal("wrong-type", f"This is {kind}, not a table. {SAVE_AGAIN}")
    return len(data)


def _has_file_pass(data: bytes) -> bool:
    """Whether an .xls holds the record (47) that says its other records are encrypted."""
    start = next((at for at in range(512, len(data), 512) if data[at : at + 2] == b"\x09\x08"), len(data))
    for _ in range(10):
        if start + 4 > len(data):
            return False
        kind, length = struct.unpack_from("<HH", data, start)
        if kind == 47:
            return True
        start += 4 + length
    return False


def _chosen(heads: list[SheetHead]) -> SheetHead:
    faults = {head.fault for head in [head for head in heads if head.visible] or heads}
    chosen = choose_sheet(heads)
    # The sheet that is too wide may well be the one that matters: no other is read in its place.
    if chosen is None or "too-wide" in faults:
        raise ReadingError("too-wide" if "too-wide" in faults else "unreadable" if faults - {""} else "no-cells")
    return chosen


def _refused(status: str, sheets: tuple[str, ...]) -> DataError:
    sentences = {
        "password": PASSWORD,
        "unreadable": BROKEN,
        "memory": f"The workbook is damaged, or needs more memory than a file of its size should. {SAVE_AGAIN}",
        "too-wide": TOO_WIDE,
        "no-cells": "The workbook, or the sheet asked for, has no filled cells. Check that it was saved.",
        "no-such-sheet": f"The workbook has no such sheet. Sheets found: {', '.join(sheets)}.",
        "crash": f"The workbook could not be read: its content is damaged. {SAVE_AGAIN}",
        "time": f"The workbook is damaged, or reading it takes longer than it should. {SAVE_AGAIN}",
    }
    return refusal(status, sentences[status])
