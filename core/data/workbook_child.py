"""Reads one workbook in a process of its own: workbook bytes on stdin, Arrow stream of text cells on stdout.

Run by file path and in isolation, so that it starts fast and can't import anything of the app. The reader can
abort the process or ask for any amount of memory on a file of 2 kB; here that costs nothing but this process.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys

import pyarrow as pa
import python_calamine as calamine

MEMORY_BYTES = 2_000_000_000
CPU_SECONDS = 20
MAX_CELLS = 10_000_000
MAX_COLUMNS = 2_000
BATCH_ROWS = 5_000


def limit() -> None:
    """Cap memory and processor time of this process, where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return
    for what, size in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (size, size))
        except (ValueError, OSError):
            continue


def as_text(value: object) -> str:
    """A cell as text: ISO dates, whole numbers without a point, TRUE and FALSE."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
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


def read_sheet(sheet: calamine.CalamineSheet) -> tuple[pa.Table, int]:
    """A sheet as an Arrow table of text, and the number of its filled cells."""
    width = sheet.width
    if width > MAX_COLUMNS or width * sheet.height > MAX_CELLS:
        raise OverflowError
    schema = pa.schema([(str(i), pa.large_string()) for i in range(width)])
    batches: list[pa.RecordBatch] = []
    rows: list[list[str]] = []
    filled = 0
    for row in sheet.iter_rows():
        cells = [as_text(value) for value in row]
        filled += sum(map(bool, cells))
        rows.append(cells)
        if len(rows) == BATCH_ROWS:
            batches.append(_batch(rows, schema))
            rows = []
    if rows:
        batches.append(_batch(rows, schema))
    return pa.Table.from_batches(batches, schema), filled


def _batch(rows: list[list[str]], schema: pa.Schema) -> pa.RecordBatch:
    columns = [pa.array(column, pa.large_string()) for column in zip(*rows, strict=True)]
    return pa.record_batch(columns, schema)


def read(data: bytes, wanted: str | None) -> tuple[pa.Table, dict[str, object]]:
    """The wanted sheet, or the one with the most filled cells, with what happened as metadata."""
    empty = pa.table({})
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        return empty, {"status": "password"}
    kinds = {meta.name: meta.typ for meta in book.sheets_metadata}
    names = [name for name in book.sheet_names if kinds.get(name) == calamine.SheetTypeEnum.WorkSheet]
    facts: dict[str, object] = {"status": "ok", "sheets": names}
    if wanted is not None and wanted not in names:
        return empty, facts | {"status": "no-such-sheet"}
    best, most, chosen, wide = empty, 0, "", False
    skipped: list[str] = []
    for name in [wanted] if wanted is not None else names:
        try:
            table, filled = read_sheet(book.get_sheet_by_name(name))
        except (OverflowError, calamine.CalamineError) as error:
            skipped.append(name)
            wide = wide or isinstance(error, OverflowError)
            continue
        if filled > most:
            best, most, chosen = table, filled, name
    if most > 0:
        return best, facts | {"chosen": chosen, "skipped": skipped}
    return empty, facts | {"status": "too-wide" if wide else "unreadable" if skipped else "no-cells"}


def main() -> None:
    """Read stdin, write stdout; the exit status is of no meaning to the parent unless stdout is empty."""
    limit()
    wanted = sys.argv[1] if len(sys.argv) > 1 else None
    try:
        table, facts = read(sys.stdin.buffer.read(), wanted)
    except MemoryError:
        table, facts = pa.table({}), {"status": "memory"}
    except Exception:
        table, facts = pa.table({}), {"status": "unreadable"}
    table = table.replace_schema_metadata({"workbook": json.dumps(facts)})
    with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as writer:
        writer.write_table(table)


if __name__ == "__main__":
    main()
