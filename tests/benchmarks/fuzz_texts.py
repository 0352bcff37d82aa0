"""Damaged text files against core.read_table; run by hand.

python -m tests.benchmarks.fuzz_texts                        50,000 files
python -m tests.benchmarks.fuzz_texts 5000 --first 50000     5,000 more
python -m tests.benchmarks.fuzz_texts --first 1234 --write x.csv    the file of a seed, to look at
"""

from __future__ import annotations

import gzip
import random
from functools import cache
from pathlib import Path

from tests.benchmarks.fuzzing import main, mutated

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
COUNT = 50_000
MOST_BYTES = 12_000
TOKENS = [
    *(b'"', b"'", b'""', b'"""', b"\\", b'\\"', b",", b";", b"\t", b"|", b" ", b"~", b"^", b"\x1f"),
    *(b"\n", b"\r", b"\r\n", b"\n\n\n", b"\0", b"\0\0", b"\x1a", b"\x07", b"\x0b", b"\x85", b"\xe2\x80\xa8"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff", b"\xc3", b"\xe9", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"),
    *(b"sep=;\n", b"Total;12\n", b"#", b"<html>", b"{", b"[", b"=1+1", b"1e999", b"9" * 400, b"-0.0", b"NaN"),
    *(b"a," * 300, b'"' * 301, b"x" * 3_000, b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
]


def small_files() -> list[bytes]:
    """Tables of a few rows in the ways that programs write them."""
    rows = [["id", "name", "amount", "day", "note"]]
    for i in range(30):
        note = ("", "plain", 'say "hi"', "two\nlines", "a, b; c")[i % 5]
        rows.append(
            [f"{i:04d}", ("Ann", "Žofie", "Bjørn", "李")[i % 4], f"{i * 1.25:.2f}", f"2024-05-{i % 28 + 1:02d}", note]
        )
    found: list[bytes] = []
    for mark in ",;\t|":
        quoted = ['"' + f'"{mark}"'.join(cell.replace('"', '""') for cell in row) + '"' for row in rows]
        bare = [mark.join(cell.replace(mark, " ").replace("\n", " ").replace('"', "") for cell in row) for row in rows]
        for end in ("\n", "\r\n", "\r"):
            found += [(end.join(lines) + end).encode() for lines in (quoted, bare)]
        text = "\n".join(bare)
        found += [text.encode("utf-16"), text.encode("utf-8-sig"), text.encode("cp1252", "replace")]
        found += [gzip.compress(text.encode()), f"Report 2024\n\n{text}\nTotal{mark}{mark}99\n".encode()]
    return found


@cache
def seeds() -> list[bytes]:
    """The files that are damaged: the sample data, small ones made here, and the collections where they are here."""
    paths = [*sorted((ROOT / "sample_data").glob("*.csv"))]
    for folder in ("awkward", "hostile", "exports"):
        paths += sorted(path for path in (SHARED / folder).rglob("*") if path.suffix in (".csv", ".txt", ".tsv", ".gz"))
    return [*small_files(), *(path.read_bytes()[:MOST_BYTES] for path in paths)]


def make(seed: int) -> tuple[bytes, str]:
    """The damaged file of a seed, and its name."""
    draw = random.Random(seed)
    files = seeds()
    return mutated(draw.choice(files), files, TOKENS, draw), draw.choice(("data.csv", "data.txt", "data.xlsx"))


if __name__ == "__main__":
    seeds()
    main(make, COUNT, __doc__)
