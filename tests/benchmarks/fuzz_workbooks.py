"""Damaged workbooks against core.read_table; run by hand. Most need a process each, so a thousand take a minute.

python -m tests.benchmarks.fuzz_workbooks                    20,000 files
python -m tests.benchmarks.fuzz_workbooks 5000 --first 20000    5,000 more
python -m tests.benchmarks.fuzz_workbooks --first 1234 --write x.xlsx    the file of a seed, to look at
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from functools import cache
from pathlib import Path

from tests.benchmarks.fuzzing import main, mutated

SHARED = Path(__file__).parents[3] / "shared" / "data"
COUNT = 20_000
MOST_BYTES = 60_000
TOKENS = [
    *(b"<", b">", b"</", b"/>", b'"', b"&", b"&amp;", b"&#0;", b"&#x110000;", b"]]>", b"<!--", b"-->", b"<![CDATA["),
    *(b"<!DOCTYPE x>", b"<?xml?>", b"\0", b"\xff\xfe", b"\xc3", b"<row>", b"</row>", b'<row r="1048576">'),
    *(b'<c r="XFD1048576"><v>1</v></c>', b'<c r="A0"/>', b'<c r="ZZZZ1"/>', b'<c t="s"><v>99999999</v></c>', b"<c>"),
    *(b'<c t="d"><v>2024-99-99</v></c>', b"<v>1e999</v>", b"<v>-1</v>", b"<v>NaN</v>", b"<f>", b't="shared" si="9"'),
    *(b'<mergeCell ref="A1:XFD1048576"/>', b'<dimension ref="A1:A1"/>', b"4294967295", b"-2147483648", b"1" * 40),
    *(b'table:number-columns-repeated="16384"', b'table:number-rows-repeated="1048576"', b"<table:table-row/>"),
    *(struct.pack("<I", number) for number in (0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE)),
    *(struct.pack("<H", number) for number in (0, 47, 0x0809, 0x00FC, 0x00FD, 0x0203, 0x0006, 0xFFFF)),
]
NUMBERS = [b"0", b"1", b"2", b"7", b"16384", b"65536", b"1048576", b"4294967296", b"9" * 20, b"0.5", b"-1"]


@cache
def seeds() -> list[tuple[bytes, str]]:
    """The workbooks that are damaged."""
    kinds = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
    paths = (path for path in (SHARED / "awkward").rglob("*") if path.suffix in kinds)
    chosen = sorted(path for path in paths if path.stat().st_size <= MOST_BYTES)
    return [(path.read_bytes(), path.name) for path in chosen]


@cache
def parts() -> list[bytes]:
    """Parts of the archives, to be put into one another."""
    found: list[bytes] = []
    for data, _ in seeds():
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                found += [archive.read(name) for name in archive.namelist() if "sheet" in name or "content" in name]
    return found


def make(seed: int) -> tuple[bytes, str]:
    """The damaged workbook of a seed, and its name: its bytes are changed, or those of one or two of its parts."""
    draw = random.Random(seed)
    data, name = draw.choice(seeds())
    if data.startswith(b"PK") and draw.random() < 0.8:
        try:
            return _with_damaged_parts(data, draw), name
        except (zipfile.BadZipFile, OSError, LookupError, NotImplementedError):
            pass  # one of those that are no archives to begin with
    return _overwritten(data, draw) if draw.random() < 0.5 else mutated(data, [data], TOKENS, draw), name


def _with_damaged_parts(data: bytes, draw: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        likely = [name for name in names if "sheet" in name.lower() or "workbook" in name or "content" in name] or names
        chosen = {draw.choice(likely if draw.random() < 0.8 else names) for _ in range(draw.choice((1, 1, 2)))}
        for name in names:
            part = old.read(name)
            if name in chosen:
                part = draw.choice((_renumbered, _overwritten, _faulty))(part, draw)
            new.writestr(name, part)
    return out.getvalue()


def _faulty(part: bytes, draw: random.Random) -> bytes:
    return mutated(part, parts(), TOKENS, draw)


def _renumbered(part: bytes, draw: random.Random) -> bytes:
    """The part with some of its numbers replaced, so that it is still well-formed."""
    for _ in range(draw.choice((1, 2, 8))):
        if places := list(re.finditer(rb"\d+", part)):
            place = draw.choice(places)
            part = part[: place.start()] + draw.choice(NUMBERS) + part[place.end() :]
    return part


def _overwritten(data: bytes, draw: random.Random) -> bytes:
    """The bytes with numbers of two and four bytes replaced by extreme ones, at places where records keep theirs."""
    changed = bytearray(data)
    for _ in range(draw.choice((1, 2, 8))):
        token = draw.choice(TOKENS)
        at = draw.randrange(max(1, len(changed) - len(token))) & ~1
        changed[at : at + len(token)] = token
    return bytes(changed)


if __name__ == "__main__":
    parts()
    main(make, COUNT, __doc__)
