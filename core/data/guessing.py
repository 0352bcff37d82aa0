"""Which encoding bytes are in, by how well the text reads in each."""

from __future__ import annotations

import re
from typing import NamedTuple

from core.data.letters import likelihood

WEST = ("German", "French", "Spanish", "Portuguese", "Italian", "Catalan")
NORTH = ("Dutch", "Swedish", "Danish", "Norwegian", "Finnish", "Icelandic")
EAST = ("Polish", "Czech", "Slovak", "Hungarian", "Romanian", "Croatian", "Slovenian", "German")
CYRILLIC = ("Russian", "Ukrainian", "Bulgarian")
# Python's name, how much rarer than the first (bits below it), and the languages of the files.
CANDIDATES: tuple[tuple[str, float, tuple[str, ...]], ...] = (
    ("cp1252", 0.0, (*WEST, *NORTH)),
    ("cp1250", -1.5, EAST),
    ("cp1251", -2.0, CYRILLIC),
    ("cp932", -2.0, ("Japanese",)),
    ("gb18030", -2.0, ("Chinese", "Taiwanese")),
    ("cp1254", -2.5, ("Turkish",)),
    ("mac_roman", -3.0, (*WEST, *NORTH)),
    ("iso8859-15", -3.0, (*WEST, *NORTH)),
    ("cp949", -3.0, ("Korean",)),
    ("cp950", -3.0, ("Taiwanese", "Chinese")),
    ("big5", -3.5, ("Taiwanese", "Chinese")),
    ("cp1253", -3.0, ("Greek",)),
    ("iso8859-2", -4.0, EAST),
    ("koi8-u", -4.0, CYRILLIC),
    ("euc_jp", -4.0, ("Japanese",)),
    ("cp1255", -6.0, ("Hebrew",)),
    ("cp1256", -6.0, ("Arabic", "Persian")),
    ("cp850", -4.0, (*WEST, *NORTH)),
    ("cp1257", -8.0, ("Lithuanian", "Latvian")),
    ("cp866", -5.0, CYRILLIC),
    ("cp852", -8.0, EAST),
    ("cp437", -6.0, (*WEST, *NORTH)),
    ("iso8859-5", -8.0, CYRILLIC),
    ("mac_cyrillic", -12.0, CYRILLIC),
    ("mac_latin2", -12.0, EAST),
)
SAMPLE_BYTES = 6_000
HEAD_BYTES = 4_096
HIGH = bytes(range(0x80, 0x100))
FIRST_HIGH = re.compile(rb"[\x80-\xff]")
# These bytes end a cell and are never the second half of a character.
CELL_ENDS = re.compile(rb'[,;\t\r\n"]+')
# The worth of an ASCII letter that a reading takes for the second half of a character.
ASCII_BITS = 5.0
# What text of one byte per character hardly holds, and the worth of such a byte and of one beyond ASCII.
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
CONTROL_BITS, HIGH_BITS = -24.0, -6.0
# How much rarer files in two encodings are.
MIXTURE_BITS = -12.0


class Guess(NamedTuple):
    """The best encoding for some lines and its likelihood in bits: of two guesses the nearer to 0 is the better."""

    codec: str
    bits: float


def guess(lines: list[bytes]) -> Guess:
    """The encoding in which `lines` (each with a byte beyond ASCII) read best, by a sample of their cells."""
    return _guess(_sample(lines))


def guess_beside_utf8(good: list[bytes], broken: list[bytes]) -> Guess | None:
    """The encoding of what is not UTF-8, and how likely both are together; None where no cell is in UTF-8.

    `good` are lines that are UTF-8 throughout, `broken` are lines that are not; each has a byte beyond ASCII.
    """
    told, others = [], []
    for cell in (*_sample(good), *_sample(broken)):
        try:
            told.append(cell.decode())
        except UnicodeDecodeError:
            others.append(cell)
    if not told:
        return None
    rest = _guess(others)
    return Guess(rest.codec, rest.bits + likelihood("\n".join(told)) + MIXTURE_BITS)


def _guess(cells: list[bytes]) -> Guess:
    sample = b"\n".join(cells)
    best = max((_read(sample, *candidate) for candidate in CANDIDATES), key=lambda one: one.bits)
    text = sample.decode(best.codec, "replace")
    # Many encodings share the letters of a short text: then the most common one is named.
    same = (codec for codec, _, _ in CANDIDATES if sample.decode(codec, "replace") == text)
    return Guess(next(same), best.bits)


def guess_by_zeros(data: bytes) -> str | None:
    """UTF-16 in one of its two orders where the NUL bytes of unmarked text say so; None for any other text."""
    head = data[: min(HEAD_BYTES, len(data) // 2 * 2)]
    if b"\0" not in head:
        return None
    rest = len(head.translate(None, HIGH)), len(head.translate(None, CONTROLS))
    best, bits = None, HIGH_BITS * (len(head) - rest[0]) + CONTROL_BITS * (len(head) - rest[1])
    for codec in ("utf-16-le", "utf-16-be"):
        text = head.decode(codec, "replace")
        if "\0" not in text and likelihood(text) > bits:
            best, bits = codec, likelihood(text)
    return best


def _sample(lines: list[bytes]) -> list[bytes]:
    """Different cells with bytes beyond ASCII, from all over the file."""
    cells: dict[bytes, None] = {}
    size, step = 0, max(1, len(lines) // 2_000)
    for line in lines[::step]:
        first = FIRST_HIGH.search(line)
        start = max(0, first.start() - 100) if first else 0
        for cell in CELL_ENDS.split(line[start : start + SAMPLE_BYTES]):
            if not cell.isascii() and cell not in cells and size < SAMPLE_BYTES:
                cells[cell] = None
                size += len(cell)
    return list(cells)


def _read(sample: bytes, codec: str, rarity: float, languages: tuple[str, ...]) -> Guess:
    text = sample.decode(codec, "replace")
    letters = len(sample.translate(None, HIGH)) - sum(char.isascii() for char in text)
    return Guess(codec, rarity + likelihood(text, languages) + ASCII_BITS * letters)
