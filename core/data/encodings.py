"""Bytes -> UTF-8: a mark, the bytes themselves or, last, their look tell the encoding."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from core.data.signatures import EXPORT_ADVICE
from core.data.table import refusal
from core.problems import Problem

CHUNK = 16_000_000
# Tab, the line ends and the separators FS to US (a known delimiter) are no sign of a binary file.
BINARY_BYTES = bytes(set(range(32)) - {9, 10, 13, 28, 29, 30, 31}) + b"\x7f"
LABELS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "gb18030": "GB18030"}
# A high byte in the middle of a word, where capitals and symbols are rare.
INSIDE_WORD = re.compile(rb"(?<=[A-Za-z])[\x80-\xff](?=[a-z])")
# What is found there in western words, and the part of it that is frequent.
IN_WORDS = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿßœšž’–—"
FREQUENT = "áéíóúñãäöüß"
WESTERN = re.compile(
    "[\u00a0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2039\u203a\u20ac\u2122]*"
)


def to_utf8(data: bytes) -> tuple[bytes, str, list[Problem]]:
    """The text as UTF-8 without a byte-order mark, the name of its encoding, and what had to be repaired."""
    text, label, problems = _decode(data)
    sample = text[:65_536]
    if len(sample) - len(sample.translate(None, BINARY_BYTES)) > max(8, len(sample) // 20):
        raise refusal("binary", f"This is a binary file, not a table of text. {EXPORT_ADVICE}")
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
    codec = _guess(sample)
    try:
        text = data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        codec, text = "cp1252", data.decode("cp1252", "replace")
    label = LABELS.get(codec, codec.upper().replace("_", "-"))
    shown = next((line for line in text.splitlines() if not line.isascii()), "").strip()[:80]
    what = f"The encoding is not named in the file; it was read as {label}"
    problem = Problem("encoding-guessed", what, "Check that accented letters look right.", example=shown)
    return text.encode("utf-8", "replace"), label, [problem]


def _line_to_utf8(line: bytes) -> bytes:
    return line if line.isascii() or _is_utf8(line) else line.decode("cp1252", "replace").encode()


def _guess(sample: bytes) -> str:
    """The most likely codec of text that is not UTF-8."""
    if _looks_mac(sample):
        return "mac_roman"
    if _looks_western(sample):
        return "cp1252"
    best = from_bytes(sample).best()
    if best is None:
        return "cp1252"
    return "gb18030" if best.encoding in ("cp949", "euc_kr") and _looks_chinese(sample) else best.encoding


def _looks_mac(sample: bytes) -> bool:
    """Inside words an old Mac file has small accented letters where other readings show Ž, ‡ or capitals."""
    if not _is_sparse(re.findall(rb"[\x80-\xff]+", sample), len(sample)):
        return False
    inside = b"".join(INSIDE_WORD.findall(sample))
    mac = _share(inside, "mac_roman", IN_WORDS)
    # DOS code pages show letters there too, but rare ones.
    frequent = _share(inside, "mac_roman", FREQUENT) > _share(inside, "cp850", FREQUENT)
    return mac >= 0.9 and mac > _share(inside, "cp1252", IN_WORDS) and frequent


def _share(inside: bytes, codec: str, wanted: str) -> float:
    text = inside.decode(codec, "replace")
    return sum(char in wanted for char in text) / len(text) if text else 0.0


def _looks_chinese(sample: bytes) -> bool:
    """Korean is written without Han signs today; Chinese read as Korean comes out as a mix of the two."""
    text = sample.decode("cp949", "replace")
    hangul = sum("\uac00" <= char <= "\ud7a3" for char in text)
    han = sum("\u4e00" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" for char in text)
    return han > 0.2 * (han + hangul)


def _looks_western(sample: bytes) -> bool:
    """Whether all high bytes are common western signs and stand as they do in western text."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    return _is_sparse(runs, len(sample)) and all(WESTERN.fullmatch(run.decode("cp1252", "replace")) for run in runs)


def _is_sparse(runs: list[bytes], size: int) -> bool:
    """Accents come alone or in pairs in western text; other alphabets fill whole words with high bytes."""
    high = sum(map(len, runs))
    return sum(len(run) for run in runs if len(run) > 2) <= 0.1 * high and high <= max(4, 0.2 * size)
