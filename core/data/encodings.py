"""Bytes -> UTF-8: a person's choice, a mark, the bytes themselves or, last, their look tell the encoding."""

from __future__ import annotations

import codecs
import re

from core.data.guessing import guess, guess_beside_utf8, guess_by_zeros
from core.data.signatures import EXPORT_ADVICE
from core.data.table import refusal
from core.problems import Problem

# What a person is offered, most likely first: the label to show and Python's name.
ENCODINGS = {
    "UTF-8": "utf-8",
    "Windows-1252 (Western)": "cp1252",
    "Windows-1250 (Central European)": "cp1250",
    "Windows-1251 (Cyrillic)": "cp1251",
    "UTF-16": "utf-16",
    "Shift-JIS (Japanese)": "cp932",
    "GB18030 (Chinese)": "gb18030",
    "Big5 (Traditional Chinese)": "cp950",
    "EUC-KR (Korean)": "cp949",
    "Mac Roman (Western)": "mac_roman",
    "ISO-8859-15 (Western)": "iso8859-15",
    "ISO-8859-2 (Central European)": "iso8859-2",
    "KOI8-R (Russian)": "koi8-r",
    "KOI8-U (Ukrainian)": "koi8-u",
    "Windows-1253 (Greek)": "cp1253",
    "Windows-1254 (Turkish)": "cp1254",
    "Windows-1255 (Hebrew)": "cp1255",
    "Windows-1256 (Arabic)": "cp1256",
    "Windows-1257 (Baltic)": "cp1257",
    "Windows-1258 (Vietnamese)": "cp1258",
    "Windows-874 (Thai)": "cp874",
    "EUC-JP (Japanese)": "euc_jp",
    "ISO-2022-JP (Japanese)": "iso2022_jp",
    "DOS 850 (Western)": "cp850",
    "DOS 437 (US)": "cp437",
    "DOS 852 (Central European)": "cp852",
    "DOS 866 (Cyrillic)": "cp866",
    "Mac Central European": "mac_latin2",
    "Mac Cyrillic": "mac_cyrillic",
    "ISO-8859-5 (Cyrillic)": "iso8859-5",
    "UTF-32": "utf-32",
}
CHUNK = 16_000_000
CHECK = "Check that accented letters look right; if they do not, pick another encoding."
# What stands for the bytes of a line that are not UTF-8.
FOREIGN = re.compile("[\udc80-\udcff]+")
# Tab, the line ends and the separators FS to US (a known delimiter) are no sign of a binary file.
BINARY_BYTES = bytes(set(range(32)) - {9, 10, 13, 28, 29, 30, 31}) + b"\x7f"
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def to_utf8(data: bytes, encoding: str | None = None) -> tuple[bytes, str, list[Problem]]:
    """The text as UTF-8 without a byte-order mark, the name of its encoding, and what had to be repaired.

    `encoding` is any name that Python knows; without it the encoding is found out. Raises DataError for an unknown
    name and for bytes that are no text.
    """
    text, label, problems = _decode(data) if encoding is None else _decode_as(data, encoding)
    sample = text[:65_536]
    if len(sample) - len(sample.translate(None, BINARY_BYTES)) > max(8, len(sample) // 20):
        raise refusal("binary", f"This is a binary file, not a table of text. {EXPORT_ADVICE}")
    if b"\0" in text:
        count = sum(b"\0" in line for line in text.split(b"\n"))
        problems.append(Problem("nul-bytes", "NUL bytes were removed", "Export the file again.", count, "changed"))
        text = text.replace(b"\0", b"")
    return text, label, problems


def _decode_as(data: bytes, encoding: str) -> tuple[bytes, str, list[Problem]]:
    try:
        codec = codecs.lookup(encoding.strip()).name
        unmarked = codec == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text, problems = _recode(data, guess_by_zeros(data) or codec if unmarked else codec)
    except (LookupError, ValueError) as error:
        what = f"“{encoding}” is not the name of a text encoding. Pick another one, such as UTF-8 or Windows-1252."
        raise refusal("unknown-encoding", what) from error
    return text, _label(codec), problems


def _label(codec: str) -> str:
    """The short name to show: as in the list that a person is offered, without the part in parentheses."""
    name = codecs.lookup(codec).name
    names = {codecs.lookup(known).name: label.partition(" (")[0] for label, known in ENCODINGS.items()}
    return names.get(name.removesuffix("-sig").removesuffix("-le").removesuffix("-be"), name.upper().replace("_", "-"))


def _recode(data: bytes, codec: str) -> tuple[bytes, list[Problem]]:
    try:
        text, problems = data.decode(codec), []
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
        count = sum("\ufffd" in line for line in text.split("\n"))
        what = f"Bytes that are no letters in {_label(codec)} were replaced by “\ufffd”"
        advice = "Pick another encoding, or export the file again as UTF-8."
        problems = [Problem("undecodable", what, advice, count, "changed")]
    return text.lstrip("\ufeff").encode("utf-8", "replace"), problems


def _decode(data: bytes) -> tuple[bytes, str, list[Problem]]:
    for mark, codec in MARKS:
        if data.startswith(mark):
            text, problems = _recode(data, codec)
            return text, _label(codec), problems
    marked = data.startswith(codecs.BOM_UTF8)
    while data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    certain = guess_by_zeros(data) or ("iso2022_jp" if _is_mail_of_japan(data) else None)
    if certain:
        text, problems = _recode(data, certain)
        return text, _label(certain), problems
    return (data, "UTF-8", []) if _is_utf8(data) else _decode_by_look(data, marked)


def _is_mail_of_japan(data: bytes) -> bool:
    """ISO-2022-JP: escapes switch between ASCII and Japanese."""
    if b"\x1b$" not in data or not data.isascii():
        return False
    try:
        data.decode("iso2022_jp")
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), CHUNK):
            part = bytes(view[start : start + CHUNK])
            # Most of most files is ASCII, which is told much faster.
            if not part.isascii() or decoder.getstate()[0]:
                decoder.decode(part, start + CHUNK >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8_line(line: bytes) -> bool:
    """The same for a short piece, of which there are many."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decode_by_look(data: bytes, marked: bool) -> tuple[bytes, str, list[Problem]]:
    """Text that is not UTF-8 throughout: another encoding, or UTF-8 (always if `marked`) with parts of another one."""
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    good: list[bytes] = []
    broken: list[bytes] = []
    for line in lines:
        (good if _is_utf8_line(line) else broken).append(line)
    whole = guess(lines)
    parts = guess_beside_utf8(good, broken)
    if marked or (parts and parts.bits > whole.bits):
        return _decode_mixed(data, (parts or whole).codec, broken)
    text, problems = _recode(data, whole.codec)
    label = _label(whole.codec)
    what = f"The encoding is not named in the file; it was read as {label}"
    example = _example(lines[0].decode(whole.codec, "replace"))
    return text, label, [Problem("encoding-guessed", what, CHECK, example=example), *problems]


def _example(text: str) -> str:
    """The first line with a character beyond ASCII, or the part of a long one around that character."""
    line = next((line for line in text.splitlines() if not line.isascii()), "").strip()
    place = next((place for place, char in enumerate(line) if char > "\x7f"), 0)
    return line[max(0, place - 60) :][:80]


def _decode_mixed(data: bytes, codec: str, broken: list[bytes]) -> tuple[bytes, str, list[Problem]]:
    """UTF-8, where lines or single bytes in another encoding came in."""
    label = _label(codec)
    what = f"Lines in another encoding than the rest (UTF-8) were read as {label}"
    example = _example(_mend_line(broken[0], codec).decode())
    text = b"\n".join(line if _is_utf8_line(line) else _mend_line(line, codec) for line in data.split(b"\n"))
    return text, f"UTF-8 and {label}", [Problem("mixed-encoding", what, CHECK, len(broken), "changed", example=example)]


def _mend_line(line: bytes, codec: str) -> bytes:
    text = line.decode("utf-8", "surrogateescape")
    if FOREIGN.sub("", text).isascii():
        return line.decode(codec, "replace").encode()
    return FOREIGN.sub(lambda run: run[0].encode("utf-8", "surrogateescape").decode(codec, "replace"), text).encode()
