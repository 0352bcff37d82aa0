"""A file of any kind -> Table of text cells, or a DataError that says what to do instead.

The content decides how a file is read; its name is only believed where the content leaves it open.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import zlib
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from charset_normalizer import from_bytes

from core.data.table import Table
from core.data.textfiles import RawTable, read_text
from core.data.workbooks import read_workbook
from core.problems import DataError, Problem

MAX_TEXT_BYTES = 1_000_000_000
MAX_INFLATE_RATIO = 250
RATIO_GRACE_BYTES = 50_000_000
MAX_NAME_CHARS = 60
CHUNK = 16_000_000

SPREADSHEET_ADVICE = "Open the table in your spreadsheet program and save it as CSV or .xlsx."
EXPORT_ADVICE = "Export the table again as CSV or Excel (.xlsx) and upload that file."
DISGUISES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", EXPORT_ADVICE),
    (b"\x89PNG", "a PNG picture", EXPORT_ADVICE),
    (b"\xff\xd8\xff", "a JPEG picture", EXPORT_ADVICE),
    (b"GIF8", "a GIF picture", EXPORT_ADVICE),
    (b"PAR1", "a Parquet file", "Save the table as CSV and upload that file."),
    (b"ARROW1", "an Arrow file", "Save the table as CSV and upload that file."),
    (b"SQLite format 3", "an SQLite database", "Export the table you need as CSV and upload that file."),
    (b"BZh", "a bzip2 archive", "Unpack it and upload the table inside."),
    (b"\xfd7zXZ\x00", "an xz archive", "Unpack it and upload the table inside."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it and upload the table inside."),
    (b"Rar!\x1a\x07", "a RAR archive", "Unpack it and upload the table inside."),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "Unpack it and upload the table inside."),
    (b"{\\rtf", "a Rich Text document", SPREADSHEET_ADVICE),
    (b"ID;P", "a SYLK spreadsheet", SPREADSHEET_ADVICE),
)
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GZIP = b"\x1f\x8b"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
# Tab, the line ends and the separators FS to US (a known delimiter) are no sign of a binary file.
BINARY_BYTES = bytes(set(range(32)) - {9, 10, 13, 28, 29, 30, 31}) + b"\x7f"
CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
CONTROL_CLASS = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"
WESTERN = re.compile(
    "[\u00a0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2039\u203a\u20ac\u2122]*"
)


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
        raise _refusal("empty", _empty_sentence(data))
    _refuse_disguises(data)
    if data.startswith((*ZIP, OLE2)):
        raw, control = read_workbook(data, sheet), True
    else:
        text, label, problems = _to_utf8(data)
        del data
        _refuse_markup(text)
        control = _has_any(text, CONTROL_BYTES)
        raw = read_text(text)
        del text
        raw.problems[:0] = problems
        raw.facts["encoding"] = label
        if known_as.lower().endswith(WORKBOOK_SUFFIXES):
            raw.problems.append(Problem("not-a-workbook", "The name says workbook, the content is plain text"))
    frame = _finish(raw, control)
    return Table(frame, tuple(raw.problems), known_as, fingerprint.hexdigest(), raw.facts, raw.sheets)


def _refusal(code: str, message: str) -> DataError:
    return DataError(message, [Problem(code, message)])


def _load(source: str | Path | bytes, name: str | None) -> tuple[bytes, str]:
    if isinstance(source, bytes | bytearray | memoryview):
        data, name = bytes(source), name or "data"
    else:
        path = Path(source)
        name = name or path.name
        try:
            if path.stat().st_size > MAX_TEXT_BYTES:
                raise _refusal("too-large", _too_large())
            data = path.read_bytes()
        except (OSError, ValueError) as error:
            raise _refusal(
                "no-file", f"There is no readable file at {str(path)[:200]!r}. Check the path and try again."
            ) from error
    if len(data) > MAX_TEXT_BYTES:
        raise _refusal("too-large", _too_large())
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
                    raise _refusal("damaged", "The .gz file is cut short. Download or export it again.")
            data = unzip.unused_data
    except zlib.error as error:
        raise _refusal("damaged", "The .gz file is damaged. Download or export it again.") from error
    inflated = b"".join(parts)
    if inflated.startswith(GZIP):
        raise _refusal("nested", "The file is compressed twice. Unpack it once and upload the result.")
    return inflated


def _check_inflated(total: int, compressed: int) -> None:
    if total > MAX_TEXT_BYTES:
        raise _refusal("too-large", f"Unpacked, this is too much. {_too_large()}")
    if total > RATIO_GRACE_BYTES and total > MAX_INFLATE_RATIO * compressed:
        message = "The .gz file unpacks to far more than a table would. Unpack it yourself and upload the table."
        raise _refusal("inflates", message)


def _refuse_disguises(data: bytes) -> None:
    for magic, kind, advice in DISGUISES:
        if data.startswith(magic):
            raise _refusal("wrong-type", f"This is {kind}, not a table. {advice}")
    if data[:1] == b"\x80" and data[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        raise _refusal("wrong-type", f"This is a Python pickle, which is never opened here. {EXPORT_ADVICE}")
    if re.match(rb"TABLE\r?\n0,1\r?\n", data):
        raise _refusal("wrong-type", f"This is a DIF spreadsheet, not a CSV. {SPREADSHEET_ADVICE}")


def _refuse_markup(text: bytes) -> None:
    head = text[:8000].lstrip().lower()
    xhtml = head.startswith((b"<?xml", b"<!--")) and b"<html" in head
    if xhtml or re.match(rb"<(!doctype html|html|head|body|table|meta|style)\b", head):
        raise _refusal("wrong-type", "This is a web page, not a table. Export again as CSV.")
    tag = re.match(rb"<([a-z][\w:.-]*)[\s>/]", head)
    closed = tag and text[-1000:].rstrip().lower().endswith(b"</" + tag[1] + b">")
    if head.startswith((b"<?xml", b"<!doctype", b"<!entity")) or closed:
        raise _refusal("wrong-type", f"This is an XML file, not a table. {EXPORT_ADVICE}")
    if _is_json(text, head):
        raise _refusal("wrong-type", f"This is a JSON file, not a table. {EXPORT_ADVICE}")


def _is_json(text: bytes, head: bytes) -> bool:
    if re.match(rb'(\{\s*"[^"\n]*"\s*:|\[\s*[\[{])', head) or head in (b"{}", b"[]"):
        return True
    if not head.startswith((b"[", b"{")) or len(text) > 1_000_000:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _to_utf8(data: bytes) -> tuple[bytes, str, list[Problem]]:
    """The text as UTF-8 without a byte-order mark, the name of its encoding, and what had to be repaired."""
    text, label, problems = _decode(data)
    sample = text[:65_536]
    if len(sample) - len(sample.translate(None, BINARY_BYTES)) > max(8, len(sample) // 20):
        raise _refusal("binary", f"This is a binary file, not a table of text. {EXPORT_ADVICE}")
    if b"\0" in text:
        count = sum(b"\0" in line for line in text.split(b"\n"))
        problems.append(Problem("nul-bytes", "NUL bytes were removed", "Export the file again.", count, "changed"))
        text = text.replace(b"\0", b"")
    return text, label, problems


def _decode(data: bytes) -> tuple[bytes, str, list[Problem]]:
    for bom, codec, label in (
        (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    ):
        if data.startswith(bom):
            return _recode(data[len(bom) :], codec), label, []
    while data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    unmarked = _utf16_without_mark(data[:4096])
    if unmarked:
        return _recode(data, unmarked), "UTF-16", []
    if _is_utf8(data):
        return data, "UTF-8", []
    return _decode_single_byte(data)


def _recode(data: bytes, codec: str) -> bytes:
    return data.decode(codec, "replace").lstrip("\ufeff").encode("utf-8", "replace")


def _utf16_without_mark(head: bytes) -> str | None:
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.1 * half else None


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), CHUNK):
            decoder.decode(view[start : start + CHUNK], start + CHUNK >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def _decode_single_byte(data: bytes) -> tuple[bytes, str, list[Problem]]:
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    broken = [line for line in lines if not _is_utf8(line)]
    if len(broken) * 10 <= len(lines):
        what = "Lines in another encoding than the rest (UTF-8) were read as Windows-1252"
        problem = Problem("mixed-encoding", what, "Check accented letters in them.", len(broken), "changed")
        return b"\n".join(map(_line_to_utf8, data.split(b"\n"))), "UTF-8 and Windows-1252", [problem]
    sample = b"\n".join(lines)[:65_536]
    if _looks_western(sample):
        codec = "cp1252"
    else:
        best = from_bytes(sample).best()
        codec = best.encoding if best is not None else "cp1252"
    try:
        text = data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        codec, text = "cp1252", data.decode("cp1252", "replace")
    label = "Windows-1252" if codec == "cp1252" else codec.upper().replace("_", "-")
    shown = next((line for line in text.splitlines() if not line.isascii()), "").strip()[:80]
    what = f"The encoding is not named in the file; it was read as {label}"
    problem = Problem("encoding-guessed", what, "Check that accented letters look right.", example=shown)
    return text.encode("utf-8", "replace"), label, [problem]


def _line_to_utf8(line: bytes) -> bytes:
    return line if line.isascii() or _is_utf8(line) else line.decode("cp1252", "replace").encode()


def _looks_western(sample: bytes) -> bool:
    """Accents come alone or in pairs in western text; other alphabets fill whole words with high bytes."""
    runs = [run.decode("cp1252", "replace") for run in re.findall(rb"[\x80-\xff]+", sample)]
    high = sum(map(len, runs))
    in_words = sum(len(run) for run in runs if len(run) > 2)
    return all(WESTERN.fullmatch(run) for run in runs) and in_words <= 0.1 * high and high <= max(4, 0.2 * len(sample))


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
