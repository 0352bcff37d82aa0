"""What is inside a workbook, found out before or while it is read: what would harm its reader is refused."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

from core.data.sheet_xml import MAX_COLUMN, MAX_ROW, OUTSIDE, SAVE_AGAIN, SheetXml, zero_styles
from core.data.table import refusal

MAX_ENTRIES = 2_000
MAX_INFLATED_BYTES = 600_000_000
MAX_RATIO = 250
RATIO_GRACE_BYTES = 1_000_000
CHUNK = 1_000_000
OVERLAP = 200
MAX_INDEX_BYTES = 1_000_000
MAX_TAG_BYTES = 5_000_000

BROKEN = f"The workbook is damaged or was cut short on the way. {SAVE_AGAIN}"
PASSWORD = "The workbook is protected by a password. Save a copy without the password and upload that copy."
ENTITIES = f"The workbook carries definitions no spreadsheet program writes. {SAVE_AGAIN}"
TOO_MUCH = (
    "The workbook unpacks to far more than a table would. "
    "Copy the table alone to a new workbook, save it as .xlsx or CSV, and upload that file."
)
SHEET = re.compile(r"(?i)xl/worksheets/[^/]+\.xml$")
OPEN_DOCUMENT = "content.xml"
REPEATED = re.compile(rb"""number-(rows|columns)-repeated\s*=\s*["']\s*([0-9]+)""")
TALL = re.compile(rb"""number-rows-spanned\s*=\s*["']\s*(?:[2-9]|[1-9][0-9]+)\s*["']""")
KINDS = (
    (
        r"(.*\.iwa|.*index\.zip)",
        "This is an Apple Numbers document. In Numbers choose File > Export To > CSV and upload that.",
    ),
    (r"word/.*", f"This is a Word document, not a table. {SAVE_AGAIN}"),
    (r"ppt/.*", f"This is a PowerPoint document, not a table. {SAVE_AGAIN}"),
)
OTHER_DOCUMENTS = {"text": "a text document", "presentation": "a presentation", "graphics": "a drawing"}
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    expat.ExpatError,
)


@dataclass
class Contents:
    """What the parts of an archive say: of each sheet by its part, and of the cells of an OpenDocument."""

    sheets: dict[str, SheetXml] = field(default_factory=dict)
    tall_cells: int = 0
    error_cells: int = 0


def check_directory(data: bytes) -> int:
    """The size of an archive unpacked, in bytes as it says itself; refuses one that is no workbook or not sound."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            _check_kind(archive)
            return sum(entry.file_size for entry in entries)
    except FAULTS as error:
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


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = {name.lower() for name in archive.namelist()}
    if any(name.startswith("xl/workbook") for name in names):
        return
    if OPEN_DOCUMENT in names:
        return _check_document(archive)
    if not names:
        raise refusal("wrong-type", f"This is an empty archive, not a workbook. {SAVE_AGAIN}")
    for pattern, message in KINDS:
        if any(re.fullmatch(pattern, name) for name in names):
            raise refusal("wrong-type", message)
    raise refusal("wrong-type", "This is a ZIP archive, not a workbook. Unpack it and upload the table inside.")


def _check_document(archive: zipfile.ZipFile) -> None:
    """An OpenDocument file says in its first parts whether it is locked, and whether it is a table."""
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as part:
            if b"encryption-data" in part.read(MAX_INDEX_BYTES):
                raise refusal("password", PASSWORD)
    if "mimetype" not in archive.namelist():
        return
    with archive.open("mimetype") as part:
        kind = part.read(100).decode("ascii", "replace").rpartition("opendocument.")[2].partition("-")[0].strip()
    if kind in OTHER_DOCUMENTS:
        raise refusal("wrong-type", f"This is {OTHER_DOCUMENTS[kind]} (OpenDocument), not a table. {SAVE_AGAIN}")


def check_content(data: bytes, places: bool = True) -> Contents:
    """Unpack an archive piece by piece, keeping none of it, and refuse what would harm whoever reads it.

    Without `places` it isn't looked at where the cells are, which takes most of the time.
    """
    contents = Contents()
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            digits = _zero_styles(archive)
            for entry in archive.infolist():
                if SHEET.match(entry.filename):
                    contents.sheets[entry.filename.lower()] = SheetXml(digits, places)
                total += _check_part(archive, entry, contents, MAX_INFLATED_BYTES - total)
    except FAULTS as error:
        raise refusal("damaged", BROKEN) from error
    return contents


def _zero_styles(archive: zipfile.ZipFile) -> dict[bytes, int]:
    name = next((name for name in archive.namelist() if name.lower() == "xl/styles.xml"), None)
    if name is None:
        return {}
    with archive.open(name) as part:
        return zero_styles(part.read(MAX_INDEX_BYTES))


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, contents: Contents, room: int) -> int:
    name = entry.filename.lower()
    sheet = contents.sheets.get(name)
    # calamine goes round in circles on some OpenDocument content that is no XML.
    parser = expat.ParserCreate() if name == OPEN_DOCUMENT else None
    size, tail = 0, b""
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            size += len(chunk)
            if size > room or (size > RATIO_GRACE_BYTES and size > MAX_RATIO * max(entry.compress_size, 1)):
                raise refusal("inflates", TOO_MUCH)
            window = tail + chunk
            _check_piece(window, name)
            cut = _cut(window, b"<c" if sheet is not None else b"<")
            if parser is not None:
                parser.Parse(chunk, False)
                if size - parser.CurrentByteIndex > MAX_TAG_BYTES:
                    raise refusal("damaged", BROKEN)
                _look_at_document(window[:cut], contents)
            if sheet is not None:
                sheet.add(window[:cut])
            tail = window[cut:]
    if parser is not None:
        parser.Parse(b"", True)
        _look_at_document(tail, contents)
    if sheet is not None:
        sheet.add(tail)
        sheet.check()
    return size


def _check_piece(window: bytes, name: str) -> None:
    if name.endswith((".xml", ".rels")):
        wide = b"\0" in window
        plain = window.replace(b"\0", b"") if wide else window
        if b"!" in plain and (b"<!DOCTYPE" in plain or b"<!ENTITY" in plain):
            raise refusal("entities", ENTITIES)
        if wide:
            raise refusal("damaged", BROKEN)


def _cut(window: bytes, mark: bytes) -> int:
    """Where a piece ends and the next begins: before the last mark, so that none is cut in two, unless that is far."""
    place = window.rfind(mark)
    return place if place > 0 and len(window) - place < CHUNK else max(len(window) - OVERLAP, 0)


def _look_at_document(xml: bytes, contents: Contents) -> None:
    """OpenDocument writes equal cells once with a count, which the reader spreads out again: no count may be absurd."""
    for way, count in REPEATED.findall(xml):
        if len(count) > 9 or int(count) > (MAX_ROW if way == b"rows" else MAX_COLUMN):
            raise refusal("outside-sheet", OUTSIDE)
    contents.tall_cells += len(TALL.findall(xml))
    contents.error_cells += xml.count(b'value-type="error"')


def sheet_parts(data: bytes) -> dict[str, str]:
    """The part of the archive that holds each sheet of an .xlsx, by the name of the sheet; empty if it isn't said."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name.lower(): name for name in archive.namelist()}
            links = _elements(archive, parts["xl/_rels/workbook.xml.rels"], "Relationship")
            targets = {link["Id"]: link["Target"].lstrip("/") for link in links}
            sheets = _elements(archive, parts["xl/workbook.xml"], "sheet")
            found = {sheet["name"]: targets[sheet["id"]].lower() for sheet in sheets}
    except (*FAULTS, ElementTree.ParseError):
        return {}
    return {name: part if part.startswith("xl/") else f"xl/{part}" for name, part in found.items()}


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> list[dict[str, str]]:
    """The attributes of each element of a small part, without namespaces."""
    with archive.open(part) as file:
        root = ElementTree.fromstring(file.read(MAX_INDEX_BYTES))
    found = (node for node in root.iter() if node.tag.rpartition("}")[2] == tag)
    return [{key.rpartition("}")[2]: value for key, value in node.attrib.items()} for node in found]
