"""A file of any kind -> Table of text cells, or a DataError that says what to do instead.

The content decides how a file is read; its name is only believed where the content leaves it open.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from pathlib import Path

import numpy as np

from core.data.encodings import to_utf8
from core.data.signatures import EXPORT_ADVICE, GZIP, OLE2, ZIP, refuse_disguises, refuse_markup
from core.data.table import Table, refusal, unread_frame
from core.data.textfiles import read_text
from core.data.tidying import tidy
from core.data.workbooks import read_workbook
from core.problems import Problem, Tell, tell_nobody

MAX_TEXT_BYTES = 1_000_000_000
MAX_INFLATE_RATIO = 250
RATIO_GRACE_BYTES = 50_000_000
CHUNK = 16_000_000
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read_table(
    source: str | Path | bytes,
    name: str | None = None,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    tell: Tell = tell_nobody,
) -> Table:
    """Read a CSV, TSV, text file or workbook as text cells, before any meaning is given to them.

    `source` is a path or the bytes of a file (then `name` says what to call it). What is not said is found out:
    `sheet` of a workbook, `encoding` (a name that Python knows) and `delimiter` (one character, or a space for runs
    of spaces) of a text file, `header_row` with the column names (counted from 1 as a text editor or spreadsheet
    shows it; 0: there are none). `tell` hears of each step. Raises DataError in plain words.
    """
    tell("Reading the file")
    data, known_as = _load(source, name)
    fingerprint = hashlib.sha256(data)
    for option, value in (("sheet", sheet), ("encoding", encoding), ("delimiter", delimiter), ("header", header_row)):
        fingerprint.update(f"\0{option}={value}".encode() if value is not None else b"")
    if data.startswith(GZIP):
        data = _inflate(data)
    if re.search(rb"[^\0\s\xef\xbb\xbf]", data) is None:
        raise refusal("empty", _empty_sentence(data))
    refuse_disguises(data)
    if data.startswith((*ZIP, OLE2)):
        tell("Reading the workbook")
        raw = read_workbook(data, sheet, header_row)
    else:
        text, label, problems = to_utf8(data, encoding)
        del data
        refuse_markup(text)
        tell(f"Splitting {len(text) / 1e6:,.1f} MB of text into columns")
        control = _has_control(text)
        raw = read_text(text, delimiter, header_row)
        raw.control = control
        del text
        raw.problems[:0] = problems
        raw.facts["encoding"] = label
        if known_as.lower().endswith(WORKBOOK_SUFFIXES):
            raw.problems.append(Problem("not-a-workbook", "The name says workbook, the content is plain text"))
    tell("Tidying the cells")
    frame = tidy(raw)
    left_out = unread_frame(raw.unread)
    return Table(frame, tuple(raw.problems), known_as, fingerprint.hexdigest(), raw.facts, raw.sheets, left_out)


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


def _has_control(data: bytes) -> bool:
    """Whether there are control characters other than tabs and line ends."""
    for start in range(0, len(data), CHUNK):
        part = np.frombuffer(data, np.uint8, min(CHUNK, len(data) - start), start)
        low = np.count_nonzero(part < 32) + np.count_nonzero(part == 127)
        if low != sum(np.count_nonzero(part == kept) for kept in (9, 10, 13)):
            return True
    return False
