"""How the cells of a text are told apart: the delimiter and quoting of a file, and its rows read with them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import clevercsv

from core.data.headers import share_of_values

SAMPLE_CHARS = 20_000
MAX_RECORD_LINES = 500
MAX_RECORD_CHARS = 130_000
MAX_QUOTES = 40
DELIMITERS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "pipe",
    "^": "caret",
    "~": "tilde",
    "\x1f": "unit separator",
    " ": "space",
    ":": "colon",
    ".": "point",
}


@dataclass(frozen=True)
class Dialect:
    """How the cells of a line are told apart; `share` of the sampled rows are `width` cells wide."""

    delimiter: str
    quote: str = '"'
    escape: str | None = None
    skip_blanks: bool = False
    width: int = 1
    share: float = 1.0


class Record(NamedTuple):
    """One row of a file: its cells, its first line, its text, how many lines, whether its quotes are faulty."""

    cells: list[str]
    line: int
    text: str
    lines: int = 1
    broken: bool = False


def sep_line(text: bytes) -> tuple[bytes, str | None]:
    """Excel's own first line `sep=;` names the delimiter and is no part of the table."""
    match = re.match(rb'"?sep=([^\r\n"])"?(\r\n|\n|\r|$)', text, re.IGNORECASE)
    return (text[match.end() :], match[1].decode("ascii", "replace")) if match else (text, None)


def sample_of(head: str) -> str:
    """The first whole lines of a text, enough to judge it by."""
    if len(head) <= SAMPLE_CHARS:
        return head
    end = max(head.rfind("\n", 0, SAMPLE_CHARS), head.rfind("\r", 0, SAMPLE_CHARS))
    return head[: end + 1] if end > 0 else head[:SAMPLE_CHARS]


def find_dialect(head: str, forced: str | None) -> Dialect | None:
    """The dialect of a text; None means that runs of blanks separate the columns."""
    sample = sample_of(head)
    if forced:
        return _refined(sample, forced)
    if re.fullmatch(r'[\s,;|^~"]*', sample):
        return Dialect(max(",;\t|^~", key=sample.count))
    sniffed, escape = _sniff(sample)
    best = max((_refined(sample, mark, escape) for mark in ",;\t|^~\x1f"), key=_rank)
    if sniffed in ",;\t|^~\x1f" and sniffed:
        mine = _refined(sample, sniffed, escape)
        best = mine if mine.width > 1 and mine.share >= 0.95 * best.share else best
    if best.width > 1 and best.share >= 0.5 and not _is_decimal_comma(sample, best):
        return best
    if _blank_separated(sample):
        runs = re.search(r"(?m)^ |\S {2,}\S", sample)
        return None if runs else _refined(sample, " ")
    point = scored(sample, ".")
    if point.width >= 5 and point.share == 1 and sample.count("\n") >= 3:
        return point
    if best.width > 1 and not _is_decimal_comma(sample, best):
        return best
    return Dialect(",") if best.delimiter not in sample else Dialect("\x1f")


def _rank(dialect: Dialect) -> tuple[float, int]:
    return (dialect.share * (dialect.width > 1), dialect.width)


def _sniff(sample: str) -> tuple[str, str | None]:
    try:
        # Its search for web addresses takes seconds on a word of thousands of letters.
        found = clevercsv.Sniffer().sniff(re.sub(r"(\w{200})\w+", r"\1", sample))
        return (found.delimiter or "", found.escapechar or None) if found else ("", None)
    except Exception:  # the sniffer lets through whatever its parsers raise; the guard below decides then
        return "", None


def _refined(sample: str, mark: str, escape: str | None = None) -> Dialect:
    """The delimiter with the quoting under which most rows have the same width."""
    blanks = mark != " " and re.search(rf'{re.escape(mark)} +"', sample) is not None
    best = scored(sample, mark, skip_blanks=blanks)
    slashed = re.search(rf"\\[\"{re.escape(mark)}]", sample) is not None
    if slashed and (escape or best.share < 1):
        other = scored(sample, mark, escape="\\", skip_blanks=blanks)
        better = other.share >= best.share if escape else other.share > best.share
        best = other if better else best
    edges = rf"(?m)(?:^|{re.escape(mark)})'[^'\n]*'(?:{re.escape(mark)}|\r?$)"
    if best.share < 1 and re.search(edges, sample):
        other = scored(sample, mark, quote="'")
        best = other if other.share > best.share else best
    return best


def scored(sample: str, mark: str, quote: str = '"', escape: str | None = None, skip_blanks: bool = False) -> Dialect:
    """A dialect with the width that most rows of the sample have under it, and their share."""
    dialect = Dialect(mark, quote, escape, skip_blanks)
    found = _used_records(sample, dialect)
    whole = Counter(len(record.cells) for record in found if not record.broken)
    if not whole:
        return replace(dialect, share=0.0)
    dialect = replace(dialect, width=max(whole.items(), key=lambda item: (item[1], item[0]))[0])
    if whole.total() < len(found):
        found = _used_records(sample, dialect)
    same = sum(len(record.cells) == dialect.width for record in found)
    if same == 1 and len(found[0].cells) == 1:
        return replace(dialect, width=1)
    return replace(dialect, share=same / len(found))


def _used_records(sample: str, dialect: Dialect) -> list[Record]:
    records = read_records(io.StringIO(sample, newline=None), dialect, cut=True)
    return [record for record in records if any(map(str.strip, record.cells))]


def _is_decimal_comma(sample: str, dialect: Dialect) -> bool:
    """One column of amounts such as 1,50 under a name without a comma is no table of two columns."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", sample) if line.strip()]
    return (
        dialect.delimiter == ","
        and dialect.width == 2
        and len(lines) > 1
        and "," not in lines[0]
        and all(re.fullmatch(r"-?[\d. ]*(,\d+)?", line) for line in lines[1:])
    )


def _blank_separated(sample: str) -> bool:
    rows = [line.split() for line in re.split(r"[\r\n]+", sample) if line.strip()]
    width, same = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
    if width < 2 or len(rows) < 2 or same < 0.95 * len(rows) or len(rows[0]) != width:
        return False
    body = [row for row in rows[1:] if len(row) == width]
    return any(share_of_values([row[i] for row in body]) >= 0.9 for i in range(width))


def collapse_blanks(text: bytes) -> bytes:
    """The text with a tab for each run of blanks, and none at the ends of lines."""
    text = re.sub(rb"(?m)^ +| +(?=\r?$)", b"", text)
    if b'"' not in text:
        return re.sub(rb" +", b"\t", text)
    # Blanks inside of quotes belong to their cell.
    return re.sub(rb'("[^"\r\n]*")| +', lambda found: found[1] or b"\t", text)


def in_words(dialect: Dialect, width: int, runs: bool) -> str:
    """What separates the columns, in words to show."""
    if runs:
        return "runs of spaces"
    return DELIMITERS.get(dialect.delimiter, repr(dialect.delimiter)) if width > 1 else "none (one column)"


def read_records(stream: Iterable[str], dialect: Dialect, cut: bool = False, first: int = 1) -> Iterator[Record]:
    """The rows of a text, each with its line number; a quote that never closes costs one line, not the rest.

    `cut` says that the text is the start of a longer one: a quote still open at its end is no fault then. `first` is
    the number of the first line.
    """
    records = _records(stream, dialect, cut, first)
    if dialect.quote == '"':
        return records
    # Where apostrophes took the place of quotes, those in the text are still doubled.
    return (record._replace(cells=[cell.replace('""', '"') for cell in record.cells]) for record in records)


def _records(stream: Iterable[str], dialect: Dialect, cut: bool, first: int) -> Iterator[Record]:
    lines = iter(stream)
    ahead: deque[str] = deque()
    number = first
    while True:
        line = ahead.popleft() if ahead else next(lines, None)
        if line is None:
            return
        if dialect.quote not in line and dialect.escape is None:
            yield Record(line.rstrip("\n").split(dialect.delimiter), number, line)
            number += 1
            continue
        cells, taken, at_end = _quoted(line, lines, ahead, dialect)
        if cells is None and at_end and cut and number > first:
            return
        if cells is None:
            ahead.extendleft(reversed(taken[1:]))
            yield Record(_mended(line.rstrip("\n"), dialect), number, line, broken=True)
            number += 1
        else:
            text = "".join(taken)
            yield Record(cells, number, text, len(taken), _has_strays(cells, text, dialect))
            number += len(taken)


def _quoted(
    line: str, lines: Iterator[str], ahead: deque[str], dialect: Dialect
) -> tuple[list[str] | None, list[str], bool]:
    """The cells of a row with quotes (None: they don't fit), its lines, and whether the text ended first."""
    taken = [line]
    size = len(line)
    while True:
        if len(taken) == 1 or dialect.quote in taken[-1]:
            cells, is_open = _split("".join(taken), dialect, strict=True)
            if cells is not None and len(taken) > 1 and _swallowed(cells, line, dialect):
                return None, taken, False
            if cells is not None or not is_open:
                return cells, taken, False
        if len(taken) >= MAX_RECORD_LINES or size > MAX_RECORD_CHARS:
            return None, taken, False
        following = ahead.popleft() if ahead else next(lines, None)
        if following is None:
            return None, taken, True
        taken.append(following)
        size += len(following)


def _has_strays(cells: list[str], text: str, dialect: Dialect) -> bool:
    """Whether quotes stand in the midst of two cells or more: what they enclose may be one cell, with a delimiter."""
    if dialect.escape or dialect.skip_blanks or sum(cell.count(dialect.quote) % 2 for cell in cells) < 2:
        return False
    return not quotes_pair(text.rstrip("\n").encode(), dialect)


def quotes_pair(body: bytes, dialect: Dialect) -> bool:
    """Whether every quote opens a cell or closes one, or is doubled inside of one."""
    quote = dialect.quote.encode()
    rest = body.replace(quote * 2, b"")
    edges = (dialect.delimiter.encode(), b"\n", b"\r")
    opening = rest.startswith(quote) + sum(rest.count(edge + quote) for edge in edges)
    closing = rest.endswith(quote) + sum(rest.count(quote + edge) for edge in edges)
    return opening == closing == rest.count(quote) / 2


def split_line(text: str, dialect: Dialect, mark: str) -> list[str] | None:
    """The cells of one line under another delimiter; None where its quotes don't fit."""
    return _split(text.rstrip("\n"), replace(dialect, delimiter=mark), strict=True)[0]


def _swallowed(cells: list[str], line: str, dialect: Dialect) -> bool:
    """Several lines that make no row of the right width, though the first of them alone does."""
    return len(cells) != dialect.width and line.count(dialect.delimiter) + 1 == dialect.width > 1


def _mended(line: str, dialect: Dialect) -> list[str]:
    """The first reading of a line with faulty quotes that is as wide as the table, else the plainest one."""
    mark, quote = re.escape(dialect.delimiter), dialect.quote
    plain = [cell.strip().strip(quote) for cell in line.split(dialect.delimiter)]
    lenient, _ = _split(line, dialect, strict=False)
    fits = lenient is not None and len(lenient) == dialect.width and line.count(quote) % 2 == 0
    if len(line) > MAX_RECORD_CHARS // 10:
        return lenient if lenient is not None and fits else plain
    # A quote closes a cell only where the cell ends: 'it's' is one cell.
    cell = rf"(?:{quote}(.*?){quote}(?={mark}|$)|([^{mark}]*))(?:{mark}|$)"
    loose = [quoted.replace(quote * 2, quote) or bare for quoted, bare in re.findall(cell, line)]
    loose = loose[:-1] if len(loose) > 1 and not line.endswith(dialect.delimiter) else loose
    if len(loose) == dialect.width and not any(cell.startswith(quote) for cell in loose):
        return loose
    if lenient is not None and fits:
        return lenient
    places = [i for i, char in enumerate(line) if char == quote][:MAX_QUOTES]
    for place in places:
        cells, _ = _split(line[:place] + line[place + 1 :], dialect, strict=True)
        if cells is not None and len(cells) == dialect.width:
            return cells
    return plain


def _split(text: str, dialect: Dialect, strict: bool) -> tuple[list[str] | None, bool]:
    """The cells of one row, and whether it ends inside a quote; None where it is no valid row."""
    reader = csv.reader(
        [text],
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        skipinitialspace=dialect.skip_blanks,
        strict=strict,
    )
    try:
        return next(reader, []), False
    except csv.Error as error:
        return None, "end of data" in str(error)
