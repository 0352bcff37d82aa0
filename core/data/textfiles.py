"""UTF-8 text -> rows of text cells: delimiter, header, and rows that don't fit.

A clean file goes through Arrow's reader, whatever its size. Where that finds a row that doesn't fit, the file
is read again record by record. Either way each line ends in the table, in its header, or among the lines left out.
"""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import dropwhile, takewhile

from core.data.cleantext import Body, count_lines, read_clean
from core.data.dialects import Record, in_words, read_records, sep_line
from core.data.faultytext import read_faulty
from core.data.findings import MAX_UNREAD, Findings, tell_cut
from core.data.footers import drop_footer, footer_of, may_be_total, tail_of
from core.data.headers import above_table, column_names, tell_header
from core.data.placement import Columns
from core.data.ragged import Frame, value_columns
from core.data.table import RawTable, refusal
from core.data.texthead import LINE_END, MAX_COLUMNS, Head, Source, above_line, read_head, too_wide
from core.problems import Problem

TAIL_BYTES = 32_000
TAIL_RECORDS = 30


def read_text(text: bytes, delimiter: str | None = None, header_row: int | None = None) -> RawTable:
    """Split UTF-8 text into cells; raises DataError where it is no table.

    `delimiter` and `header_row` are found out unless given: one character, or a space for runs of spaces; the number
    of the line with the column names, counted from 1 (0: there are none).
    """
    _check(delimiter, header_row)
    rest, named = sep_line(text)
    source = Source(rest, lines_above=int(named is not None))
    head = read_head(source, delimiter or named, header_row)
    layout, width = head.layout, head.layout.width
    if width > MAX_COLUMNS:
        raise too_wide(width)
    if width == 0:
        message = "The first rows of the file are all blank. Export it again and check that it has rows."
        raise refusal("blank", message)
    raw = RawTable(column_names(head.cells, layout), [])
    raw.facts["delimiter"] = in_words(head.dialect, width, source.runs)
    findings = Findings()
    findings.blank = source.blank_at_end
    if named is not None:
        findings.count("delimiter-line", 1, f"sep={named}")
    _tell_head(raw, head, source, findings)
    frame = _frame(head)
    start = source.offset(head.body_line)
    body = _without_footer(Body(source.text, start, len(source.text), head.body_line), frame, findings)
    if not read_clean(raw, body, frame, layout.spare, findings):
        read_faulty(raw, body, frame, findings)
    _take_total(raw, body, frame)
    findings.tell(raw)
    tell_cut(raw)
    source.restore(raw)
    return raw


def _check(delimiter: str | None, header_row: int | None) -> None:
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        message = "The delimiter must be one character, and neither a double quote nor a line end."
        raise refusal("delimiter", message)
    if header_row is not None and header_row < 0:
        raise refusal("header-row", "The line with the column names is counted from 1; 0 says that there is none.")


def _tell_head(raw: RawTable, head: Head, source: Source, findings: Findings) -> None:
    """Write down how the columns are named, and each line above the rows that is none of them."""
    layout, records = head.layout, head.records
    above = [above_line(records[i].line, records[i].text) for i in above_table(head.cells, layout)]
    first = records[0].line
    if head.comments:
        first = min(first, head.comments[0].line)
    if first > source.first_line:
        higher = list(source.filled_above(first))
        raw.blank_lines += first - source.first_line - len(higher)
        above = higher + above
    layout = replace(layout, skipped=len(above))
    tell_header(raw, layout, records[layout.header].line if layout.header is not None else 0, above[:MAX_UNREAD])
    named = [] if layout.header is None else records[layout.header - layout.double : layout.body]
    if any(record.broken for record in named):
        what = "The line of column names has a stray or unclosed quote, which was left out"
        raw.problems.append(Problem("stray-quote", what, "Check the column names."))
    if named and len(named[-1].cells) > layout.width:
        what = "The line of column names has empty cells too many, which were left out"
        raw.problems.append(Problem("name-trimmed", what, "Check the column names."))
    top = layout.body - len(named)
    raw.blank_lines += sum(not any(map(str.strip, cells)) for cells in head.cells[:top])
    for record in head.comments:
        if record.line < head.body_line:
            findings.count("comment", record.line, record.text)


def _frame(head: Head) -> Frame:
    layout, width = head.layout, head.layout.width
    header = head.cells[layout.header] if layout.header is not None else []
    rows = [
        record.cells[:width]
        for record in head.records[layout.body :]
        if len(record.cells) == width + layout.spare and not record.broken and any(map(str.strip, record.cells))
    ]
    # A second table begins below blank lines, if there is one: its rows tell nothing of the first one.
    body = head.cells[layout.body :]
    first = [*dropwhile(lambda cells: not any(map(str.strip, cells)), body)]
    values = value_columns([*takewhile(lambda cells: any(map(str.strip, cells)), first)], width)
    dialect = replace(head.dialect, width=width)
    return Frame(header, Columns(rows, width), dialect, values, head.may_comment, cuts=head.cuts)


def _tail(body: Body, frame: Frame) -> list[Record]:
    """The last records of a text that hold anything, numbered from the first line that was looked at."""
    start = _tail_start(body)
    lines = io.StringIO(body.text[start : body.end].decode("utf-8", "replace"), newline=None)
    records = [record for record in read_records(lines, frame.dialect) if any(map(str.strip, record.cells))]
    return [frame.cuts.mended(record, frame.width) for record in records[-TAIL_RECORDS:]]


def _tail_start(body: Body) -> int:
    start = body.end - TAIL_BYTES
    if start <= body.start:
        return body.start
    line_end = LINE_END.search(body.text, start, body.end)
    return line_end.end() if line_end else body.end


def _without_footer(body: Body, frame: Frame, findings: Findings) -> Body:
    """The rows without the totals and notes at their end, which are counted."""
    records = _tail(body, frame)
    found = footer_of([record.cells + [""] * (frame.width - len(record.cells)) for record in records])
    if not found:
        return body
    start = _tail_start(body)
    offset = body.line - 1 + count_lines(body.text, body.start, start)
    for i, code in found.items():
        findings.count(code, records[i].line + offset, records[i].text)
    tail = Source(body.text[start : body.end], 0)
    end = start + tail.offset(records[min(found)].line)
    taken = sum(records[i].lines for i in found)
    findings.blank += Body(body.text, end, body.end, 1).lines - taken
    return replace(body, end=end)


def _take_total(raw: RawTable, body: Body, frame: Frame) -> None:
    """Take a last row off that fills all columns and yet is the sum of the rows above."""
    if not may_be_total(raw):
        return
    offset = body.line - 1 + count_lines(body.text, body.start, _tail_start(body))
    places: list[tuple[int, str]] = []
    records = _tail(body, frame)
    for row in reversed(tail_of(raw)):
        if not any(map(str.strip, row)):
            places.append((0, ""))
        elif records and records[-1].cells == row:
            record = records.pop()
            places.append((record.line + offset, record.text))
        else:
            break
    drop_footer(raw, places[::-1])
