"""Workbooks (.xlsx .xlsm .xls .xlsb .ods) -> rows of text cells.

The archive is checked before anything reads it, then calamine reads it in a process with limits (see
workbook_child.py): a valid workbook of 2 kB can make the reader abort the process it runs in.
"""

from __future__ import annotations

import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from core.data.headers import column_names, find_header, tell_header
from core.data.table import RawTable, refusal
from core.problems import Problem

MAX_ENTRIES = 2_000
MAX_INFLATED_BYTES = 400_000_000
MAX_RATIO = 250
RATIO_GRACE_BYTES = 1_000_000
MAX_CELLS = 10_000_000
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
WALL_SECONDS = 25
HEAD_ROWS = 200
CHUNK = 1_000_000
OVERLAP = 200

CHILD = Path(__file__).with_name("workbook_child.py")
ENVIRONMENT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP")
SAVE_AGAIN = "Open it in your spreadsheet program, save it again as .xlsx or CSV, and upload that file."
BROKEN = f"The workbook is damaged or was cut short on the way. {SAVE_AGAIN}"
PASSWORD = "The workbook is protected by a password. Save a copy without the password and upload that copy."
TOO_MUCH = (
    "The workbook unpacks to far more than a table would. "
    "Copy the table alone to a new workbook, save it as .xlsx or CSV, and upload that file."
)
OUTSIDE = f"The workbook names cells outside of a sheet. {SAVE_AGAIN}"
TOO_WIDE = (
    "A sheet of the workbook has cells so far apart that it spans more than "
    f"{MAX_CELLS:,} cells. Copy the table alone to a new workbook and upload that."
)
REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{1,9})([0-9]{1,19})\s*["']""")
ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\sr\s*=\s*["']\s*([0-9]{1,19})""")
REPEATED = re.compile(rb"""-repeated\s*=\s*["']\s*([0-9]{1,19})""")
CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")


def read_workbook(data: bytes, sheet: str | None) -> RawTable:
    """Read one sheet of a workbook as text cells; raises DataError in plain words."""
    if data.startswith(b"PK"):
        preflight(data)
    elif "EncryptedPackage".encode("utf-16-le") in data or _has_file_pass(data):
        raise refusal("password", PASSWORD)
    table, facts = _run_child(data, sheet)
    sheets = tuple(map(str, facts.get("sheets", [])))
    _raise_for(str(facts["status"]), sheets)
    raw = _below_header(table)
    raw.sheets = sheets
    raw.facts["sheet"] = str(facts["chosen"])
    for name in facts.get("skipped", []):
        raw.problems.append(Problem("sheet-skipped", "A sheet could not be read and was left out", example=name))
    return raw


def _has_file_pass(data: bytes) -> bool:
    """Whether an .xls holds the record (47) that says its other records are encrypted."""
    for start in range(512, len(data) - 4, 512):
        if data[start : start + 2] == b"\x09\x08":
            place = start
            for _ in range(10):
                kind, length = struct.unpack_from("<HH", data.ljust(len(data) + 4, b"\0"), place)
                if kind == 47:
                    return True
                place += 4 + length
                if place > len(data):
                    break
            return False
    return False


def _raise_for(status: str, sheets: tuple[str, ...]) -> None:
    sentences = {
        "password": PASSWORD,
        "unreadable": BROKEN,
        "memory": f"The workbook is damaged, or needs more memory than one file may take. {SAVE_AGAIN}",
        "too-wide": TOO_WIDE,
        "no-cells": "The workbook, or the sheet asked for, has no filled cells. Check that it was saved.",
        "no-such-sheet": f"The workbook has no such sheet. Sheets found: {', '.join(sheets)}.",
        "crash": f"The workbook could not be read: its content is damaged. {SAVE_AGAIN}",
        "time": f"Reading the workbook took longer than {WALL_SECONDS} seconds. {SAVE_AGAIN}",
    }
    if status != "ok":
        raise refusal(status, sentences[status])


def preflight(data: bytes) -> None:
    """Refuse an archive that is no workbook, or one that would harm whoever opens it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            _check_kind({entry.filename for entry in entries})
            _check_parts(archive, entries)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise refusal("damaged", BROKEN) from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > MAX_ENTRIES:
        raise refusal("too-many-parts", TOO_MUCH)
    if sum(entry.file_size for entry in entries) > MAX_INFLATED_BYTES:
        raise refusal("inflates", TOO_MUCH)
    if len(set(names)) < len(names):
        raise refusal("duplicate-parts", BROKEN)
    starts = {entry.header_offset for entry in entries}
    if len(starts) < len(entries):
        raise refusal("overlapping-parts", BROKEN)
    if any(".." in name.replace("\\", "/").split("/") or name.startswith(("/", "\\")) for name in names):
        raise refusal("unsafe-part", BROKEN)
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal("password", PASSWORD)


def _check_kind(names: set[str]) -> None:
    lower = {name.lower() for name in names}
    if any(name.startswith("xl/workbook") for name in lower) or "content.xml" in lower:
        return
    if any(name.endswith((".iwa", "index.zip")) for name in lower):
        message = "This is an Apple Numbers document. In Numbers choose File > Export To > CSV and upload that."
    elif any(name.startswith("word/") for name in lower):
        message = f"This is a Word document, not a table. {SAVE_AGAIN}"
    elif any(name.startswith("ppt/") for name in lower):
        message = f"This is a PowerPoint document, not a table. {SAVE_AGAIN}"
    elif not lower:
        message = f"This is an empty archive, not a workbook. {SAVE_AGAIN}"
    else:
        message = "This is a ZIP archive, not a workbook. Unpack it and upload the table inside."
    raise refusal("wrong-type", message)


def _check_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    total = 0
    for entry in entries:
        extent = Extent() if re.match(r"(?i)xl/worksheets/[^/]+\.xml$", entry.filename) else None
        size, tail = 0, b""
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                size += len(chunk)
                total += len(chunk)
                if total > MAX_INFLATED_BYTES or _too_dense(size, entry.compress_size):
                    raise refusal("inflates", TOO_MUCH)
                tail = _check_chunk(tail + chunk, entry.filename, extent)
        if extent is not None:
            extent.add(tail)
            extent.check()


def _too_dense(size: int, compressed: int) -> bool:
    return size > RATIO_GRACE_BYTES and size > MAX_RATIO * max(compressed, 1)


def _check_chunk(window: bytes, name: str, extent: Extent | None) -> bytes:
    """Look at a piece of a part, and give back the end of it that belongs with the next piece."""
    if name.lower().endswith((".xml", ".rels")):
        plain = window.replace(b"\0", b"") if b"\0" in window else window
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise refusal("entities", f"The workbook carries definitions no spreadsheet program writes. {SAVE_AGAIN}")
    if name.lower() == "meta-inf/manifest.xml" and b"encryption-data" in window:
        raise refusal("password", PASSWORD)
    if name.lower() == "content.xml" and any(int(n) > MAX_ROW for n in REPEATED.findall(window)):
        raise refusal("outside-sheet", OUTSIDE)
    cut = max(len(window) - OVERLAP, 0)
    if extent is None:
        return window[cut:]
    cut = max(window.rfind(b"<"), 0) if len(window) - window.rfind(b"<") < CHUNK else cut
    extent.add(window[:cut])
    return window[cut:]


class Extent:
    """The box around the cells a sheet names, from its XML; the reader makes room for all of the box."""

    def __init__(self) -> None:
        self.columns: set[bytes] = set()
        self.low, self.high = MAX_ROW, 0
        self.cells = self.named = 0

    def add(self, xml: bytes) -> None:
        """Take in a piece of the sheet, cut between tags."""
        found = REFERENCE.findall(xml)
        self.named += len(found)
        self.cells += len(CELL.findall(xml))
        rows = [int(row) for _, row in found]
        if self.cells > self.named:
            rows += map(int, ROW.findall(xml))
        if rows:
            self.low, self.high = min(self.low, *rows), max(self.high, *rows)
        self.columns.update(column for column, _ in found)

    def check(self) -> None:
        """Refuse cells outside a sheet, and a box no reader should make room for."""
        places = [_column_number(column) for column in self.columns] or [1]
        if self.high > MAX_ROW or max(places) > MAX_COLUMN or (self.named and self.low < 1):
            raise refusal("outside-sheet", OUTSIDE)
        box = (self.high - self.low + 1) * (max(places) - min(places) + 1)
        if box > MAX_CELLS or self.cells > MAX_CELLS:
            raise refusal("too-far", TOO_WIDE)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _run_child(data: bytes, sheet: str | None) -> tuple[pa.Table, dict[str, Any]]:
    command = [sys.executable, "-I", str(CHILD), *([sheet] if sheet is not None else [])]
    environment = {key: os.environ[key] for key in ENVIRONMENT if key in os.environ}
    environment |= {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return pa.table({}), {"status": "time"}
    except (OSError, ValueError):
        return pa.table({}), {"status": "crash"}
    died = {-24: "time", -9: "time", -6: "memory"}.get(done.returncode)
    if died:
        return pa.table({}), {"status": died}
    try:
        with pa.ipc.open_stream(done.stdout) as reader:
            table = reader.read_all()
        return table, json.loads(table.schema.metadata[b"workbook"])
    except (pa.ArrowInvalid, OSError, KeyError, TypeError, ValueError):
        return pa.table({}), {"status": "crash"}


def _below_header(table: pa.Table) -> RawTable:
    """The rows under the header, without the empty columns around the table."""
    head = [[str(cell) for cell in row.values()] for row in table.slice(0, HEAD_ROWS).to_pylist()]
    layout = find_header(head)
    raw = RawTable([], [])
    tell_header(raw, layout, (layout.header or 0) + 1)
    body = table.slice(layout.body)
    names = column_names(head, replace(layout, width=table.num_columns))
    for name, column in zip(names, body.columns, strict=True):
        named = bool(name.strip()) and layout.header is not None
        if named or pc.any(pc.not_equal(pc.utf8_trim_whitespace(column), "")).as_py():
            raw.names.append(name)
            raw.columns.append(column)
    return raw
