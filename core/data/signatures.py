"""What kind of content the bytes are: what is no table is refused by its name, with the way to a table."""

from __future__ import annotations

import json
import re

from core.data.table import refusal

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


def refuse_disguises(data: bytes) -> None:
    """Raise DataError where the first bytes say that this is no table but something else."""
    for magic, kind, advice in DISGUISES:
        if data.startswith(magic):
            raise refusal("wrong-type", f"This is {kind}, not a table. {advice}")
    if data[:1] == b"\x80" and data[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        raise refusal("wrong-type", f"This is a Python pickle, which is never opened here. {EXPORT_ADVICE}")
    if re.match(rb"TABLE\r?\n0,1\r?\n", data):
        raise refusal("wrong-type", f"This is a DIF spreadsheet, not a CSV. {SPREADSHEET_ADVICE}")


def refuse_markup(text: bytes) -> None:
    """Raise DataError where the text is a web page, XML or JSON."""
    head = text[:8000].lstrip().lower()
    xhtml = head.startswith((b"<?xml", b"<!--")) and b"<html" in head
    if xhtml or re.match(rb"<(!doctype html|html|head|body|table|meta|style)\b", head):
        raise refusal("wrong-type", "This is a web page, not a table. Export again as CSV.")
    tag = re.match(rb"<([a-z][\w:.-]*)[\s>/]", head)
    closed = tag and text[-1000:].rstrip().lower().endswith(b"</" + tag[1] + b">")
    if head.startswith((b"<?xml", b"<!doctype", b"<!entity")) or closed:
        raise refusal("wrong-type", f"This is an XML file, not a table. {EXPORT_ADVICE}")
    if _is_json(text, head):
        raise refusal("wrong-type", f"This is a JSON file, not a table. {EXPORT_ADVICE}")


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
