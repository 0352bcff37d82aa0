"""A file of any kind -> Table of text cells, or a DataError that says what to do instead.

The content decides how a file is read; its name is only believed where the content leaves it open.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.encodings import to_utf8
from core.data.headers import MAX_NAME_CHARS
from core.data.signatures import EXPORT_ADVICE, GZIP, OLE2, ZIP, refuse_disguises, refuse_markup
from core.data.table import RawTable, Table, refusal
from core.data.textfiles import read_text
from core.data.workbooks import read_workbook
from core.problems import Problem

MAX_TEXT_BYTES = 1_000_000_000
MAX_INFLATE_RATIO = 250
RATIO_GRACE_BYTES = 50_000_000
CHUNK = 16_000_000
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
CONTROL_CLASS = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"


def read_table(source: str | Path | bytes, name: str | None = None, *, sheet: str | None = None) -> Table:
    """Read a CSV, TSV, text file or workbook as text cells, before any meaning is given to them.

    `source` is a path or the bytes of a file (then `name` says what to call it). `sheet` picks a sheet of a
    workbook; without it the sheet with the most filled cells is read. Raises DataError in plain words.
    """
    data, known_as = _load(source, name)
    fingerprint = hashlib.sha256(data)
    fingerprint.update(f"\0sheet={sheet}".encode() if sheet is not None else b"")
    if data.startswith(GZIP):
        data = _inflate(data)
    if re.search(rb"[^\0\s\xef\xbb\xbf]", data) is None:
        raise refusal("empty", _empty_sentence(data))
    refuse_disguises(data)
    if data.startswith((*ZIP, OLE2)):
        raw, control = read_workbook(data, sheet), True
    else:
        text, label, problems = to_utf8(data)
        del data
        refuse_markup(text)
        control = _has_any(text, CONTROL_BYTES)
        raw = read_text(text)
        del text
        raw.problems[:0] = problems
        raw.facts["encoding"] = label
        if known_as.lower().endswith(WORKBOOK_SUFFIXES):
            raw.problems.append(Problem("not-a-workbook", "The name says workbook, the content is plain text"))
    frame = _finish(raw, control)
    return Table(frame, tuple(raw.problems), known_as, fingerprint.hexdigest(), raw.facts, raw.sheets)


def _load(source: str | Path | bytes, name: str | None) -> tuple[bytes, str]:
    if isinstance(source, bytes | bytearray | memoryview):
        data, name = bytes(source), name or "data"
    else:
        path = Path(source)
        name = name or path.name
        try:
            if path.stat().st_size > MAX_TEXT_BYTES:
                raise refusal("too-large", _too_large())
            data = path.read_bytes()
        except (OSError, ValueError) as error:
            raise refusal(
                "no-file", f"There is no readable file at {str(path)[:200]!r}. Check the path and try again."
            ) from error
    if len(data) > MAX_TEXT_BYTES:
        raise refusal("too-large", _too_large())
    return data, name


def _too_large() -> str:
    gigabytes = MAX_TEXT_BYTES / 1e9
    return f"The file is larger than {gigabytes:.0f} GB. Export a shorter period or fewer columns and try again."


def _empty_sentence(data: bytes) -> str:
    if b"\0" in data:
        return f"The file holds only NUL bytes, no table: it was damaged on the way. {EXPORT_ADVICE}"
    return "The file is empty. Export it again and check that it has rows before you upload it."


def _inflate(data: bytes) -> bytes:
    """Gunzip with the inflated bytes counted, so that a small file can't fill the memory."""
    parts: list[bytes] = []
    total = 0
    try:
        while data.startswith(GZIP):
            unzip = zlib.decompressobj(31)
            rest = data
            while not unzip.eof:
                part = unzip.decompress(rest, CHUNK)
                rest = unzip.unconsumed_tail
                total += len(part)
                parts.append(part)
                _check_inflated(total, len(data))
                if not part and not rest and not unzip.eof:
                    raise refusal("damaged", "The .gz file is cut short. Download or export it again.")
            data = unzip.unused_data
    except zlib.error as error:
        raise refusal("damaged", "The .gz file is damaged. Download or export it again.") from error
    inflated = b"".join(parts)
    if inflated.startswith(GZIP):
        raise refusal("nested", "The file is compressed twice. Unpack it once and upload the result.")
    return inflated


def _check_inflated(total: int, compressed: int) -> None:
    if total > MAX_TEXT_BYTES:
        raise refusal("too-large", f"Unpacked, this is too much. {_too_large()}")
    if total > RATIO_GRACE_BYTES and total > MAX_INFLATE_RATIO * compressed:
        message = "The .gz file unpacks to far more than a table would. Unpack it yourself and upload the table."
        raise refusal("inflates", message)


def _has_any(data: bytes, unwanted: bytes) -> bool:
    view = memoryview(data)
    for start in range(0, len(data), CHUNK):
        part = bytes(view[start : start + CHUNK])
        if len(part.translate(None, unwanted)) != len(part):
            return True
    return False


def _finish(raw: RawTable, control: bool) -> pd.DataFrame:
    """Clean the cells, leave out blank rows, give every column a name; `raw.problems` tells what was done."""
    columns: list[pa.ChunkedArray] = []
    blank: pa.ChunkedArray | None = None
    touched: dict[str, pa.ChunkedArray] = {}
    while raw.columns:
        cells = raw.columns.pop(0)
        if control:
            plain = pc.replace_substring_regex(cells, CONTROL_CLASS, "")
            _mark(touched, "control-characters", pc.not_equal(plain, cells))
            cells = plain
        trimmed = pc.utf8_trim_whitespace(cells)
        filled = pc.not_equal(trimmed, "")
        _mark(touched, "surrounding-blanks", pc.and_(filled, pc.not_equal(trimmed, cells)))
        columns.append(pc.if_else(filled, trimmed, pa.scalar(None, pa.large_string())))
        missing = pc.invert(pc.fill_null(filled, False))
        blank = missing if blank is None else pc.and_(blank, missing)
    names, naming = clean_names(raw.names)
    raw.problems += naming
    table = pa.table(columns, names=names) if names else pa.table({})
    dropped = pc.sum(blank).as_py() or 0 if blank is not None else 0
    if dropped:
        table = table.filter(pc.invert(blank))
    _tell_cells(raw, touched, dropped)
    del columns, blank
    frame: pd.DataFrame = table.to_pandas(split_blocks=True, self_destruct=True)
    return frame.reset_index(drop=True)


def _mark(touched: dict[str, pa.ChunkedArray], code: str, mask: pa.ChunkedArray) -> None:
    mask = pc.fill_null(mask, False)
    touched[code] = pc.or_(touched[code], mask) if code in touched else mask


def _tell_cells(raw: RawTable, touched: dict[str, pa.ChunkedArray], dropped: int) -> None:
    whats = {
        "control-characters": "Invisible control characters were removed from cells",
        "surrounding-blanks": "Blanks around values were removed",
    }
    for code, mask in touched.items():
        if rows := pc.sum(mask).as_py() or 0:
            raw.problems.append(Problem(code, whats[code], rows=rows, effect="changed"))
    if rows := dropped + raw.blank_lines:
        raw.problems.append(Problem("blank-rows", "Blank rows were left out", rows=rows, effect="dropped"))


def clean_names(raw: list[str]) -> tuple[list[str], list[Problem]]:
    """Unique, stripped, non-empty column names of at most 60 characters, and a Problem per kind of change.

    >>> clean_names(["id", "", "id"])[0]
    ['id', 'Column 2', 'id (2)']
    """
    counts = dict.fromkeys(("name-characters", "name-blank", "name-long", "name-duplicate"), 0)
    wanted: list[str] = []
    for position, name in enumerate(raw, start=1):
        plain = re.sub(CONTROL_CLASS, "", re.sub(r"[\t\r\n]+", " ", name.strip())).strip()
        counts["name-characters"] += plain != name.strip()
        counts["name-blank"] += not plain
        counts["name-long"] += len(plain) > MAX_NAME_CHARS
        wanted.append(plain[:MAX_NAME_CHARS].strip() or f"Column {position}")
    names: list[str] = []
    taken: set[str] = set()
    free = set(wanted)
    for name in wanted:
        unique, number = name, 1
        while unique in taken or (number > 1 and unique in free):
            number += 1
            suffix = f" ({number})"
            unique = name[: MAX_NAME_CHARS - len(suffix)].rstrip() + suffix
        counts["name-duplicate"] += number > 1
        taken.add(unique)
        names.append(unique)
    whats = {
        "name-characters": "Column names with line breaks or control characters, which were removed",
        "name-blank": "Columns without a name, numbered instead",
        "name-long": f"Column names longer than {MAX_NAME_CHARS} characters, cut short",
        "name-duplicate": "Column names used twice, numbered to tell them apart",
    }
    return names, [Problem(code, f"{whats[code]}: {n}") for code, n in counts.items() if n]
