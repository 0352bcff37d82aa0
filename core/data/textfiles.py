"""UTF-8 text -> rows of text cells: delimiter, header, and rows that don't fit.

A clean file goes through Arrow's reader, whatever its size. Where that finds a row that doesn't fit, the file
is read again record by record, and every row that was padded, trimmed or set aside is counted.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

import clevercsv
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from core.problems import DataError, Effect, Problem

MAX_COLUMNS = 2_000
SAMPLE_CHARS = 20_000
HEAD_BYTES = 256_000
HEAD_ROWS = 200
BATCH_ROWS = 50_000
MAX_RECORD_LINES = 500
MAX_RECORD_CHARS = 130_000
MAX_QUOTES = 40
BLOCK_BYTES = 8_000_000

DELIMITERS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "pipe",
    "^": "caret",
    "~": "tilde",
    "\x1f": "unit separator",
    " ": "space",
    ".": "point",
}
NUMBER = re.compile(r"[-+(]?\s*[$€£¥]?\s*[-+]?\d[\d.,'\s]*([eE][-+]?\d+)?\s*[%€]?\)?-?")
DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T]\d{1,2}:\d{2}.*)?|\d{1,3}:\d{2}(:\d{2}.*)?( ?[AaPp][Mm])?")


@dataclass
class RawTable:
    """Cells as they stand in the file, one Arrow column each, with the names that go over them."""

    names: list[str]
    columns: list[pa.ChunkedArray]
    problems: list[Problem] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    blank_lines: int = 0


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
    """One row of a file: its cells, its first line, how many lines it takes, and whether its quotes are faulty."""

    cells: list[str]
    line: int
    lines: int = 1
    broken: bool = False


@dataclass(frozen=True)
class Layout:
    """Where the header is (None: there is none), where the rows start, and how wide the table is."""

    header: int | None
    body: int
    width: int
    skipped: int


def read_text(text: bytes) -> RawTable:
    """Split UTF-8 text into cells; raises DataError where it is no table."""
    text, forced = _sep_line(text)
    head = _cut_at_line_end(text[:HEAD_BYTES], whole=len(text) <= HEAD_BYTES).decode("utf-8", "replace")
    _guard_width(head, forced)
    dialect = _dialect(head, forced)
    runs = dialect is None
    if dialect is None:
        text, head = _collapse_blanks(text), _collapse_blanks(head.encode()).decode()
        dialect = _scored(_sample(head), "\t")
    cut = len(text) > HEAD_BYTES
    records = list(islice(_records(io.StringIO(head, newline=None), dialect, cut=cut), HEAD_ROWS))
    layout = find_header([record.cells for record in records])
    if layout.width > MAX_COLUMNS:
        raise _too_wide(layout.width)
    if layout.width == 0:
        message = "The first rows of the file are all blank. Export it again and check that it has rows."
        raise _refusal("blank", message)
    raw = RawTable(_names(records[layout.header].cells if layout.header is not None else None, layout.width), [])
    raw.facts["delimiter"] = _in_words(dialect, layout.width, runs)
    tell_header(raw, layout, records[layout.header].line if layout.header is not None else 0)
    first_line = records[layout.body - 1].line + records[layout.body - 1].lines if layout.body else 1
    if layout.header is not None and records[layout.header].broken:
        what = "The line of column names has a stray or unclosed quote, which was taken as plain text"
        raw.problems.append(Problem("stray-quote", what, "Check the column names."))
    start = _offset_of_line(text, first_line)
    raw.blank_lines += sum(not any(map(str.strip, r.cells)) for r in records[: layout.body])
    if not _read_clean(raw, text, start, dialect):
        _read_careful(raw, text[start:], dialect, first_line)
    return raw


def _sep_line(text: bytes) -> tuple[bytes, str | None]:
    """Excel's own first line `sep=;` names the delimiter and is no part of the table."""
    match = re.match(rb'"?sep=([^\r\n"])"?(\r\n|\n|\r|$)', text, re.IGNORECASE)
    return (text[match.end() :], match[1].decode("ascii", "replace")) if match else (text, None)


def _cut_at_line_end(head: bytes, whole: bool) -> bytes:
    end = max(head.rfind(b"\n"), head.rfind(b"\r"))
    if whole or end < 0:
        return head
    return head[: end + 1]


def _sample(head: str) -> str:
    if len(head) <= SAMPLE_CHARS:
        return head
    end = max(head.rfind("\n", 0, SAMPLE_CHARS), head.rfind("\r", 0, SAMPLE_CHARS))
    return head[: end + 1] if end > 0 else head[:SAMPLE_CHARS]


def _guard_width(head: str, forced: str | None) -> None:
    first = next((line for line in re.split(r"[\r\n]+", head.lstrip("\r\n")) if line), "")
    first = re.sub(r'"[^"]*"', "", first)
    widest = max(first.count(mark) for mark in (forced or "", ",", ";", "\t", "|", "\x1f") if mark)
    if widest >= MAX_COLUMNS:
        raise _too_wide(widest + 1)


def _too_wide(columns: int) -> DataError:
    message = (
        f"The table has {columns:,} columns; up to {MAX_COLUMNS:,} can be read. "
        "Export only the columns you need and try again."
    )
    return _refusal("too-wide", message)


def _refusal(code: str, message: str) -> DataError:
    return DataError(message, [Problem(code, message)])


def _dialect(head: str, forced: str | None) -> Dialect | None:
    """The dialect of a text; None means that runs of blanks separate the columns."""
    sample = _sample(head)
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
    point = _scored(sample, ".")
    if point.width >= 5 and point.share == 1 and sample.count("\n") >= 3:
        return point
    if best.width > 1 and not _is_decimal_comma(sample, best):
        return best
    return Dialect(",") if best.delimiter not in sample else Dialect("\x1f")


def _rank(dialect: Dialect) -> tuple[float, int]:
    return (dialect.share * (dialect.width > 1), dialect.width)


def _sniff(sample: str) -> tuple[str, str | None]:
    try:
        found = clevercsv.Sniffer().sniff(sample)
        return (found.delimiter or "", found.escapechar or None) if found else ("", None)
    except Exception:  # the sniffer lets through whatever its parsers raise; the guard below decides then
        return "", None


def _refined(sample: str, mark: str, escape: str | None = None) -> Dialect:
    """The delimiter with the quoting under which most rows have the same width."""
    blanks = mark != " " and re.search(rf'{re.escape(mark)} +"', sample) is not None
    best = _scored(sample, mark, skip_blanks=blanks)
    slashed = re.search(rf"\\[\"{re.escape(mark)}]", sample) is not None
    if slashed and (escape or best.share < 1):
        other = _scored(sample, mark, escape="\\", skip_blanks=blanks)
        better = other.share >= best.share if escape else other.share > best.share
        best = other if better else best
    edges = rf"(?m)(?:^|{re.escape(mark)})'[^'\n]*'(?:{re.escape(mark)}|\r?$)"
    if best.share < 1 and re.search(edges, sample):
        other = _scored(sample, mark, quote="'")
        best = other if other.share > best.share else best
    return best


def _scored(sample: str, mark: str, quote: str = '"', escape: str | None = None, skip_blanks: bool = False) -> Dialect:
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
    records = _records(io.StringIO(sample, newline=None), dialect, cut=True)
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
    return any(_share_of_values([row[i] for row in body]) >= 0.9 for i in range(width))


def _collapse_blanks(text: bytes) -> bytes:
    return re.sub(rb" +", b"\t", re.sub(rb"(?m)^ +| +(?=\r?$)", b"", text))


def _in_words(dialect: Dialect, width: int, runs: bool) -> str:
    if runs:
        return "runs of spaces"
    return DELIMITERS.get(dialect.delimiter, repr(dialect.delimiter)) if width > 1 else "none (one column)"


def find_header(rows: list[list[str]]) -> Layout:
    """Find the header among the first rows: below title lines, or absent.

    >>> find_header([["Sales 2024"], [], ["id", "amount"], ["1", "5"], ["2", "6"]]).header
    2
    """
    used = [max((i for i, cell in enumerate(row, 1) if cell.strip()), default=0) for row in rows]
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    lengths = Counter(length for length in used if length)
    if not lengths:
        return Layout(None, 0, 0, 0)
    start = next(i for i, length in enumerate(used) if length)
    width, times = max(lengths.items(), key=lambda item: (item[1], item[0]))
    if times == 1 and used[start] > 1:
        width = used[start]
    full = (i for i in range(start, len(rows)) if len(rows[i]) >= width and filled[i] > 0.5 * width)
    first = next(full, start)
    if has_header(rows[first], rows[first + 1 :]):
        header: int | None = first
    else:
        above = next((i for i in range(first - 1, -1, -1) if used[i]), None)
        short = above is not None and filled[above] >= max(2, 0.5 * width) and not any(map(_is_value, rows[above]))
        header = above if short else None
    body = first if header is None else header + 1
    wide = max(width, len(rows[header]) if header is not None else len(rows[first]))
    skipped = sum(bool(n) for n in used[: body if header is None else header])
    return Layout(header, body, wide, skipped)


def has_header(first: list[str], body: list[list[str]]) -> bool:
    """Whether a row names columns: text over numbers does; a number over numbers is a row like the others."""
    names = values = texts = repeats = 0
    any_text = any(cell.strip() and not _is_value(cell) for cell in first)
    for i, cell in enumerate(first):
        column = [row[i].strip() for row in body if i < len(row) and row[i].strip()]
        if not cell.strip():
            continue
        if not column:
            values += not body and _is_value(cell)
        elif _share_of_values(column) < 0.8:
            texts += 1
            repeats += cell.strip() in column
        elif not _is_value(cell):
            names += 1
        elif not (any_text and _is_year(cell) and not all(map(_is_year, column))):
            values += 1
    if names or values:
        return names >= values
    return 2 * repeats <= texts


def _is_value(cell: str) -> bool:
    text = cell.strip()
    return bool(text) and len(text) < 60 and bool(NUMBER.fullmatch(text) or DATE.fullmatch(text))


def _is_year(cell: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d", cell.strip()))


def _share_of_values(cells: list[str]) -> float:
    return sum(map(_is_value, cells)) / len(cells) if cells else 0.0


def _names(header: list[str] | None, width: int) -> list[str]:
    if header is None:
        return [f"Column {i}" for i in range(1, width + 1)]
    return (header + [""] * width)[:width]


def tell_header(raw: RawTable, layout: Layout, line: int) -> None:
    """Write down where the header was found and what stood above it."""
    raw.facts["header"] = f"row {line}" if layout.header is not None else "none (columns are numbered)"
    if layout.header is None:
        remedy = "If the first row holds the names, check that each column has one."
        raw.problems.append(Problem("no-header", "The first row holds values, not column names", remedy))
    if layout.skipped:
        what = f"Lines above the table were skipped: {layout.skipped}"
        raw.problems.append(Problem("preamble", what))


def _offset_of_line(text: bytes, line: int) -> int:
    """Where a line (counted from 1) starts; past the last line it is the end of the text."""
    if line <= 1:
        return 0
    ends = re.finditer(rb"\r\n|\n|\r", text)
    return next((m.end() for i, m in enumerate(ends, start=2) if i == line), len(text))


def _read_clean(raw: RawTable, text: bytes, start: int, dialect: Dialect) -> bool:
    """Arrow's reader; False where the text isn't as regular as it asks for."""
    ids = [str(i) for i in range(len(raw.names))]
    if re.compile(rb"\S").search(text, start) is None:
        raw.columns = [pa.chunked_array([], pa.large_string()) for _ in ids]
        return True
    quotes = text.count(dialect.quote.encode(), start)
    if quotes % 2 or dialect.quote != '"' or dialect.escape or dialect.skip_blanks:
        return False
    try:
        table = pacsv.read_csv(
            pa.BufferReader(pa.py_buffer(text).slice(start)),
            read_options=pacsv.ReadOptions(column_names=ids, block_size=BLOCK_BYTES),
            parse_options=pacsv.ParseOptions(
                delimiter=dialect.delimiter, quote_char=dialect.quote, newlines_in_values=quotes > 0
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(ids, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return False
    lines = text.count(b"\n", start) or text.count(b"\r", start)
    lines += not text.endswith((b"\n", b"\r"))
    return _accept_clean(raw, table, lines, text[start:] if quotes else b"", dialect)


def _accept_clean(raw: RawTable, table: pa.Table, lines: int, quoted: bytes, dialect: Dialect) -> bool:
    """Take what Arrow read, unless a quote left open joined several rows into one cell."""
    columns, inside = table.columns, 0
    for i, column in enumerate(columns if quoted else []):
        if not pc.any(pc.match_substring_regex(column, "[\r\n]")).as_py():
            continue
        if not inside and not _quotes_pair(quoted, dialect):
            return False
        columns[i] = pc.replace_substring_regex(column, "\r\n?", "\n")
        inside += pc.sum(pc.count_substring(columns[i], "\n")).as_py() or 0
    raw.columns = columns
    raw.blank_lines += max(0, lines - len(table) - inside)
    return True


def _quotes_pair(body: bytes, dialect: Dialect) -> bool:
    """Whether every quote opens a cell or closes one: Arrow reads on past a quote that does neither."""
    quote = dialect.quote.encode()
    rest = body.replace(quote * 2, b"")
    edges = (dialect.delimiter.encode(), b"\n", b"\r")
    opening = rest.startswith(quote) + sum(rest.count(edge + quote) for edge in edges)
    closing = rest.endswith(quote) + sum(rest.count(quote + edge) for edge in edges)
    return opening == closing == rest.count(quote) / 2


def _read_careful(raw: RawTable, body: bytes, dialect: Dialect, first_line: int) -> None:
    """Record by record: rows that are too short are padded, those too long are trimmed or set aside."""
    width = len(raw.names)
    batch: list[list[str]] = []
    chunks: list[list[pa.Array]] = [[] for _ in raw.names]
    faults = _Faults()
    stream = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", errors="replace", newline=None)
    for record in _records(stream, replace(dialect, width=width)):
        row = faults.fitted(record, width, first_line - 1)
        if row is not None:
            batch.append(row)
        if len(batch) >= BATCH_ROWS:
            _flush(batch, chunks)
    _flush(batch, chunks)
    raw.columns = [pa.chunked_array(parts, pa.large_string()) for parts in chunks]
    raw.blank_lines += faults.blank
    raw.problems += faults.problems()


def _flush(batch: list[list[str]], chunks: list[list[pa.Array]]) -> None:
    for parts, cells in zip(chunks, zip(*batch, strict=True), strict=False):
        parts.append(pa.array(cells, pa.large_string()))
    batch.clear()


class _Faults:
    """Counts rows that don't fit the header and keeps the first of each kind as an example."""

    def __init__(self) -> None:
        self.blank = 0
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    def fitted(self, record: Record, width: int, offset: int) -> list[str] | None:
        """The cells of a row at the width of the table; None where the row is left out."""
        cells = record.cells
        if len(cells) == width and cells[0].strip() and not record.broken:
            return cells
        if not any(map(str.strip, cells)):
            self.blank += 1
            return None
        too_long = len(cells) > width and any(map(str.strip, cells[width:]))
        if too_long or (record.broken and len(cells) < width):
            self._count("row-unclear" if record.broken else "row-too-long", record, offset)
            return None
        if record.broken:
            self._count("stray-quote", record, offset)
        if len(cells) > width:
            self._count("row-trimmed", record, offset)
        elif len(cells) < width:
            self._count("row-too-short", record, offset)
        return (cells + [""] * (width - len(cells)))[:width]

    def _count(self, code: str, record: Record, offset: int) -> None:
        self.counts[code] += 1
        text = " | ".join(record.cells)[:80]
        self.examples.setdefault(code, f"line {record.line + offset}: {text}")

    def problems(self) -> list[Problem]:
        whats: dict[str, tuple[str, str, Effect]] = {
            "row-too-long": (
                "Rows with more cells than there are columns were set aside",
                "Put text that holds the delimiter in double quotes, or export the file again.",
                "dropped",
            ),
            "row-too-short": (
                "Rows with fewer cells than there are columns were filled up with blanks",
                "Check these rows at the place where the file was made.",
                "changed",
            ),
            "row-trimmed": ("Empty cells beyond the last column were left out", "", "changed"),
            "row-unclear": (
                "Rows with stray or unclosed quotes, whose columns can't be told apart, were set aside",
                "Close or remove the quotes in these rows.",
                "dropped",
            ),
            "stray-quote": (
                "Rows with stray or unclosed quotes were read, with those quotes as plain text",
                "Check these rows; close or remove the quotes in them.",
                "changed",
            ),
        }
        return [
            Problem(code, whats[code][0], whats[code][1], rows, whats[code][2], example=self.examples[code])
            for code, rows in self.counts.items()
        ]


def _records(stream: Iterable[str], dialect: Dialect, cut: bool = False) -> Iterator[Record]:
    """The rows of a text, each with its line number; a quote that never closes costs one line, not the rest.

    `cut` says that the text is the start of a longer one: a quote still open at its end is no fault then.
    """
    lines = iter(stream)
    ahead: deque[str] = deque()
    number = 1
    while True:
        line = ahead.popleft() if ahead else next(lines, None)
        if line is None:
            return
        if dialect.quote not in line and dialect.escape is None:
            yield Record(line.rstrip("\n").split(dialect.delimiter), number)
            number += 1
            continue
        cells, taken, at_end = _quoted(line, lines, ahead, dialect)
        if cells is None and at_end and cut and number > 1:
            return
        if cells is None:
            ahead.extendleft(reversed(taken[1:]))
            yield Record(_mended(line.rstrip("\n"), dialect), number, broken=True)
            number += 1
        else:
            yield Record(cells, number, len(taken))
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


def _swallowed(cells: list[str], line: str, dialect: Dialect) -> bool:
    """Several lines that make no row of the right width, though the first of them alone does."""
    return len(cells) != dialect.width and line.count(dialect.delimiter) + 1 == dialect.width > 1


def _mended(line: str, dialect: Dialect) -> list[str]:
    """The first reading of a line with faulty quotes that is as wide as the table, else the plainest one."""
    mark, quote = re.escape(dialect.delimiter), dialect.quote
    plain = [cell.strip().strip(quote) for cell in line.split(dialect.delimiter)]
    lenient, _ = _split(line, dialect, strict=False)
    if lenient is not None and len(lenient) == dialect.width and line.count(quote) % 2 == 0:
        return lenient
    if len(line) > MAX_RECORD_CHARS // 10:
        return plain
    # A quote closes a cell only where the cell ends: 'it's' is one cell.
    cell = rf"(?:{quote}(.*?){quote}(?={mark}|$)|([^{mark}]*))(?:{mark}|$)"
    loose = [quoted.replace(quote * 2, quote) or bare for quoted, bare in re.findall(cell, line)]
    loose = loose[:-1] if len(loose) > 1 and not line.endswith(dialect.delimiter) else loose
    if len(loose) == dialect.width and not any(cell.startswith(quote) for cell in loose):
        return loose
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
