"""Reads one workbook in a process of its own, which the reader may abort or ask for any amount of memory.

Run by file path and in isolation, with the standard library and calamine alone, so that it starts in a moment and
can't import anything of the app. Over its pipes it talks with workbook_process.py: the workbook comes in, a survey
of its sheets goes out, the name of a sheet comes in, the cells of that sheet go out. Each message is a line of JSON,
with the bytes it announces behind it; cells travel column by column, as numbers or as text.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import json
import math
import sys
from array import array
from itertools import islice
from typing import Any, BinaryIO

import python_calamine as calamine

MAX_CELLS = 12_000_000
MAX_COLUMNS = 2_000
MAX_ROWS = 1_048_576
MAX_MERGED = 200_000
HEAD_ROWS = 60
BATCH_CELLS = 200_000
DAYS = {dt.date, dt.datetime}
BLANK_DAY = dt.date.min


def limit(memory_bytes: int, cpu_seconds: int) -> None:
    """Cap memory and processor time of this process, where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return
    for what, size in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (size, size))
        except (ValueError, OSError):
            continue


def as_text(value: object) -> str:
    """A cell as text: ISO dates, whole numbers without a point, TRUE and FALSE."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(value, ".0f") if value.is_integer() and abs(value) < 1e22 else repr(value)
    if isinstance(value, dt.datetime):
        return _moment(value)
    if isinstance(value, dt.time):
        return value.isoformat("milliseconds" if value.microsecond else "seconds")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return "" if value is None else str(value)


def _moment(value: dt.datetime) -> str:
    # Workbooks store days as fractions: a second more or less than a millisecond off is the second itself.
    try:
        near = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    except OverflowError:
        near = value
    if abs((value - near).total_seconds()) <= 0.001:
        value = near
    if (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0):
        return value.date().isoformat()
    return value.isoformat(" ", "milliseconds" if value.microsecond else "seconds")


def pack(column: tuple[Any, ...]) -> tuple[str, array[Any], bytes]:
    """A column for the pipe: its kind, and its values in two pieces.

    "number": the values, NaN for blank. "moment": day numbers as of dt.date (1 for blank), and the microseconds of the
    day, if any. "text": the lengths in bytes, and all the text. Most columns hold one type of cell besides blanks, and
    those go through without a look at each cell.
    """
    kinds = set(map(type, column))
    blanks = kinds - {str} if str in kinds and len(kinds) > 1 else set()
    try:
        if kinds == {float}:
            return "number", array("d", column), b""
        if blanks == {float}:
            return "number", array("d", [math.nan if cell == "" else cell for cell in column]), b""
        if kinds <= DAYS or (blanks and blanks <= DAYS):
            return "moment", *_packed_moments(column, kinds)
    except TypeError:  # a text among the numbers or days
        pass
    texts = column if kinds == {str} else tuple(map(as_text, column))
    return "text", *_packed_text(texts)


def _packed_moments(column: tuple[Any, ...], kinds: set[type]) -> tuple[array[Any], bytes]:
    filled = [BLANK_DAY if cell == "" else cell for cell in column] if str in kinds else column
    days = array("i", map(dt.date.toordinal, filled))
    if dt.datetime not in kinds:
        return days, b""
    times = (
        ((cell.hour * 60 + cell.minute) * 60 + cell.second) * 1_000_000 + cell.microsecond
        if type(cell) is dt.datetime
        else 0
        for cell in filled
    )
    return days, array("q", times).tobytes()


def _packed_text(texts: tuple[str, ...]) -> tuple[array[Any], bytes]:
    joined = "".join(texts)
    if "\r" in joined:
        texts = tuple(text.replace("\r\n", "\n").replace("\r", "\n") for text in texts)
        joined = "".join(texts)
    if joined.isascii():
        return array("I", map(len, texts)), joined.encode()
    encoded = [text.encode() for text in texts]
    return array("I", map(len, encoded)), b"".join(encoded)


class Book:
    """The sheets of a workbook, each read once as long as there is room to keep them."""

    def __init__(self, data: bytes) -> None:
        self.book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        kinds = {meta.name: meta for meta in self.book.sheets_metadata}
        self.visible = {
            name: kinds[name].visible == calamine.SheetVisibleEnum.Visible
            for name in self.book.sheet_names
            if name in kinds and kinds[name].typ == calamine.SheetTypeEnum.WorkSheet
        }
        self.kept: dict[str, calamine.CalamineSheet] = {}
        self.room = MAX_CELLS

    def sheet(self, name: str) -> calamine.CalamineSheet:
        """A sheet by name; raises OverflowError where it spans too many cells."""
        if name in self.kept:
            return self.kept[name]
        sheet = self.book.get_sheet_by_name(name)
        # Rows come out from the first of the sheet on, also the blank ones above its cells.
        rows = sheet.end[0] + 1 if sheet.end else 0
        cells = sheet.width * rows
        if sheet.width > MAX_COLUMNS or rows > MAX_ROWS or cells > MAX_CELLS:
            raise OverflowError
        if cells <= self.room:
            self.room -= cells
            self.kept[name] = sheet
        return sheet


def survey(book: Book, wanted: str | None) -> dict[str, Any]:
    """What each sheet holds: its place and size, its first rows, and about how many of its cells are filled."""
    names = list(book.visible)
    if wanted is not None and wanted not in names:
        return {"status": "no-such-sheet", "names": names, "sheets": []}
    sheets: list[dict[str, Any]] = []
    for name in [wanted] if wanted is not None else names:
        about: dict[str, Any] = {"name": name, "visible": book.visible[name]}
        try:
            sheets.append(about | _measure(book.sheet(name)))
        except (OverflowError, calamine.CalamineError) as error:
            sheets.append(about | {"fault": "too-wide" if isinstance(error, OverflowError) else "unreadable"})
    return {"status": "ok", "names": names, "sheets": sheets}


def _measure(sheet: calamine.CalamineSheet) -> dict[str, Any]:
    if sheet.start is None:
        return {}
    first, rows = sheet.start[0], sheet.height
    head = [list(map(as_text, row)) for row in islice(sheet.iter_rows(), first, first + HEAD_ROWS)]
    filled = sum(cell != "" for row in head for cell in row) * rows // max(len(head), 1)
    if not filled:
        filled = sum(cell != "" for row in sheet.iter_rows() for cell in row)
    place = {"first": first, "left": sheet.start[1], "rows": rows, "width": sheet.width}
    return place | {"filled": filled, "head": head}


def send_cells(sheet: calamine.CalamineSheet, out: BinaryIO) -> None:
    """Write the cells of a sheet from its first row on, some rows at a time, and at last its merged ranges."""
    first = sheet.start[0] if sheet.start else 0
    rows = islice(sheet.iter_rows(), first, None)
    # The names over the columns are of another type than the cells below, so they go in a small batch of their own.
    size = HEAD_ROWS
    while batch := list(islice(rows, size)):
        size = max(1, BATCH_CELLS // sheet.width)
        packed = [pack(column) for column in zip(*batch, strict=True)]
        columns = [[kind, len(values) * values.itemsize, len(text)] for kind, values, text in packed]
        out.write(json.dumps({"status": "ok", "rows": len(batch), "columns": columns}).encode() + b"\n")
        for _, values, text in packed:
            out.write(values)
            out.write(text)
    start = sheet.start[1] if sheet.start else 0
    merged = [
        (top - first, bottom - first, left - start, right - start)
        for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:MAX_MERGED]
        if bottom > top or top < first + HEAD_ROWS
    ]
    out.write(json.dumps({"status": "ok", "rows": 0, "merged": merged}).encode() + b"\n")


def answer(source: BinaryIO, out: BinaryIO) -> None:
    """Read a workbook, say what is in it, and send the sheet that is asked for."""
    asked = json.loads(source.readline())
    book = Book(source.read(asked["bytes"]))
    out.write(json.dumps(survey(book, asked["sheet"])).encode() + b"\n")
    out.flush()
    if line := source.readline():
        send_cells(book.sheet(json.loads(line)["sheet"]), out)


def main() -> None:
    """Serve one workbook; limits in bytes and seconds come as arguments."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    gc.disable()  # millions of cells, and none in a cycle
    out = sys.stdout.buffer
    try:
        answer(sys.stdin.buffer, out)
    except BaseException as error:  # a panic of the reader is no Exception
        known: dict[type[BaseException], str] = {calamine.PasswordError: "password", MemoryError: "memory"}
        out.write(json.dumps({"status": known.get(type(error), "unreadable")}).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
