"""Reading text: every line of a file ends in the table, in its header, or is told to be left out."""

from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data import faultytext, repeats
from core.data.encodings import to_utf8
from core.data.findings import MAX_UNREAD
from core.data.footers import take_footer
from core.data.sources import read_table
from core.data.table import RawTable, Table
from core.data.textfiles import read_text
from core.problems import DataError

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(
    not DATA.is_dir() and "CI" not in os.environ, reason="the shared data folder is not here"
)
NAMED = "id,name,amount\n"
ROWS = "".join(f"{i},name {i},{i}.50\n" for i in range(1, 9))


def read(text: str, **options: object) -> Table:
    return read_table(text.encode(), "orders.csv", **options)  # type: ignore[arg-type]


def rows(table: Table) -> list[list[str | None]]:
    """The cells, with None for a missing one."""
    frame = table.frame.astype(object)
    return frame.where(frame.notna(), None).values.tolist()


def counts(table: Table) -> dict[str, int]:
    """Rows touched per kind of problem."""
    return {problem.code: problem.rows for problem in table.problems}


def left_out(table: Table) -> list[tuple[int, str]]:
    """The lines that are in no table, with their text."""
    return list(zip(table.unread["line"], table.unread["text"], strict=True))


def accounted(table: Table) -> int:
    """The rows that a reading accounts for: in the table, in its header, or told to be dropped."""
    header = table.facts["header"]
    named = 0 if header.startswith("none") else 2 if header.startswith("rows") else 1
    return len(table.frame) + named + sum(problem.rows for problem in table.problems if problem.effect == "dropped")


MARKS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "space": " ", "unit separator": "\x1f", "point": "."}


def records_in(text: str, table: Table) -> int:
    """How many records a file has, counted apart from the reader: its lines, but for those within quotes."""
    mark = MARKS.get(table.facts["delimiter"])
    faulty = {"stray-quote", "row-unclear", "row-moved"} & set(counts(table))
    if mark is None or faulty:
        return len(io.StringIO(text, newline=None).readlines())
    csv.field_size_limit(10_000_000)
    return sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=mark))


def text_files() -> list[Path]:
    if not DATA.is_dir():
        return []
    kinds = {".csv", ".txt", ".tsv", ".prn", ".gz"}
    return sorted(path for path in DATA.rglob("*") if path.suffix in kinds and path.name != "gzip_bomb.csv.gz")


def table_in(path: Path) -> Table | None:
    """The table of a text file; None where there is none to count the rows of."""
    try:
        table = read_table(path)
    except DataError:
        return None
    return table if "encoding" in table.facts else None


@needs_shared
@pytest.mark.parametrize("path", text_files(), ids=lambda path: str(path.relative_to(DATA)))
def test_every_record_of_a_real_file_is_accounted_for(path: Path) -> None:
    table = table_in(path)
    if table is not None:
        data = path.read_bytes()
        text = to_utf8(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data)[0].decode()
        assert accounted(table) == records_in(text, table)


LINE = st.text("ab1 ,;#.-/\t", max_size=14) | st.sampled_from(
    ["id,name,n", "1,a,2", "Total,,9", "# note", "Rows: 3", ""]
)


@settings(max_examples=150)
@given(st.lists(LINE, min_size=1, max_size=30), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_every_line_of_any_text_is_accounted_for(lines: list[str], end: str, ended: bool) -> None:
    text = end.join(lines) + end * ended
    count = len(io.StringIO(text, newline=None).readlines())
    try:
        table = read(text)
    except DataError:
        return
    assert accounted(table) == count
    for line, kept in left_out(table):
        assert kept == lines[line - 1]


CELL = st.text(st.characters(categories=("L", "Nd")) | st.sampled_from(" .-"), min_size=1, max_size=8)


@settings(max_examples=80)
@given(
    st.lists(st.tuples(CELL, CELL), min_size=8, max_size=20),
    st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from(["9,x", "9,x,5,7,8", "# a remark", "", "9,x,5,"])), max_size=6
    ),
)
def test_rows_that_fit_stand_as_they_are_whatever_stands_between_them(
    cells: list[tuple[str, str]], between: list[tuple[int, str]]
) -> None:
    good = [f"{i},{a},{b}" for i, (a, b) in enumerate(cells, start=10)]
    lines = ["id,first,second", *good]
    for place, line in between:
        lines.insert(1 + min(place, len(lines) - 1), line)
    table = read("\n".join(lines) + "\n", delimiter=",", header_row=1)
    assert accounted(table) == len(lines)
    found = [row for row in rows(table) if row[0] != "9"]
    assert [row[0] for row in found] == [str(i) for i in range(10, 10 + len(cells))]
    assert [row[1:] for row in found] == [[a.strip() or None, b.strip() or None] for a, b in cells]


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["1,a,5", "2,b,6", "9,x,5,7,8", "# a remark", "", "id,name,n", "3,c", "4,,"]), max_size=40)
)
def test_a_long_text_read_in_pieces_gives_what_it_gives_as_a_whole(lines: list[str]) -> None:
    text = "id,name,n\n" + "1,a,5\n" * 9 + "".join(line + "\n" for line in lines)
    whole = read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faultytext, "PIECE_BYTES", 40)
        pieces = read(text)
    assert rows(pieces) == rows(whole)
    assert left_out(pieces) == left_out(whole)
    assert counts(pieces) == counts(whole)


def test_a_quote_left_open_in_a_long_text_costs_its_row_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "CODED_FROM_BYTES", 1_000)
    good = "1,a word or two,5\n" * 20_000
    table = read(f'id,name,n\n{good[:1800]}2,"open,6\n{good}2,"open,6\n')
    assert len(table.frame) == 20_102
    assert counts(table) == {"stray-quote": 2}


def test_inch_marks_are_text_however_many_there_are() -> None:
    table = read(NAMED + '1,5" pipe,5\n2,6" pipe,6\n3,7" pipe,7\n')
    assert [row[1] for row in rows(table)] == ['5" pipe', '6" pipe', '7" pipe']
    assert counts(table) == {}


def test_only_so_many_lines_are_kept_but_all_are_counted() -> None:
    table = read(NAMED + ROWS * 40 + "1,2,3,4,5,6,7\n" * (MAX_UNREAD + 5))
    assert len(table.unread) == MAX_UNREAD
    assert accounted(table) == 321 + MAX_UNREAD + 5
    cut = next(problem for problem in table.problems if problem.code == "unread-cut")
    assert "10,005" in cut.what
    assert "10,000" in cut.what


def test_a_line_left_out_is_shown_as_it_stands_but_not_without_end() -> None:
    table = read(f'{NAMED}{ROWS}9,"a ""b""",1,2, x\n9,{"y" * 5_000},1,2\n')
    assert left_out(table)[0] == (10, '9,"a ""b""",1,2, x')
    assert len(table.unread["text"][1]) == 2_000


def test_lines_of_runs_of_blanks_keep_their_blanks() -> None:
    table = read("made   by\n\n id   n   k\n 1    2   3\n 4    5   6\n7  8  9  10\n", delimiter=" ")
    assert left_out(table) == [(1, "made   by"), (6, "7  8  9  10")]


# What a person says about the file.


def test_a_delimiter_is_taken_as_given() -> None:
    text = "a,b;c\n1,2;3\n4,5;6\n7,8;9\n"
    assert rows(read(text, delimiter=";")) == [["1,2", "3"], ["4,5", "6"], ["7,8", "9"]]
    assert rows(read(text, delimiter=","))[0] == ["1", "2;3"]
    assert read("a:b\n1:2\n", delimiter=":").facts["delimiter"] == "colon"


def test_a_blank_as_delimiter_stands_for_runs_of_blanks() -> None:
    table = read('name   note  n\n"Ann B" "x  y" 3\nBob    z      4\n', delimiter=" ")
    assert rows(table) == [["Ann B", "x  y", "3"], ["Bob", "z", "4"]]


@pytest.mark.parametrize("delimiter", ["", ",,", '"', "\n"])
def test_what_can_be_no_delimiter_is_refused(delimiter: str) -> None:
    with pytest.raises(DataError, match="one character"):
        read("a,b\n1,2\n", delimiter=delimiter)


def test_the_header_is_taken_from_the_line_given() -> None:
    table = read("made by,Ann\nshop,Rome\n\nid,amount\n1,5\n2,6\n", header_row=2)
    assert list(table.frame.columns) == ["shop", "Rome"]
    assert table.facts["header"] == "row 2"
    assert rows(table) == [["id", "amount"], ["1", "5"], ["2", "6"]]
    assert left_out(table) == [(1, "made by,Ann")]
    assert counts(table) == {"preamble": 1, "blank-rows": 1}


def test_no_header_is_a_choice_too() -> None:
    table = read("id,amount\n1,5\n", header_row=0)
    assert rows(table) == [["id", "amount"], ["1", "5"]]
    assert list(table.frame.columns) == ["Column 1", "Column 2"]


def test_a_header_far_down_is_found_where_it_was_said_to_be() -> None:
    above = "a note of the maker\n" * 20_000
    table = read(above + NAMED + ROWS, header_row=20_001)
    assert list(table.frame.columns) == ["id", "name", "amount"]
    assert len(table.frame) == 8
    assert counts(table) == {"preamble": 20_000, "unread-cut": 0}
    assert left_out(table)[-1] == (MAX_UNREAD, "a note of the maker")


@pytest.mark.parametrize(("row", "said"), [(10, "has 2 lines"), (-1, "counted from 1")])
def test_a_header_outside_the_file_is_refused(row: int, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read("a,b\n1,2\n", header_row=row)


def test_a_blank_line_can_be_no_header() -> None:
    with pytest.raises(DataError, match="Line 2 of the file is blank"):
        read("a,b\n\n1,2\n", header_row=2)


def test_lines_are_numbered_as_an_editor_shows_them_below_a_sep_line() -> None:
    table = read("sep=;\nid;n;k\n1;2;3\n1;2;3;4\n")
    assert table.facts["header"] == "row 2"
    assert left_out(table) == [(1, "sep=;"), (4, "1;2;3;4")]
    assert accounted(table) == 4
    assert rows(read("sep=;\nid;n\n1;2\n", header_row=2)) == [["1", "2"]]


# Comments.


def test_comments_are_set_aside_above_the_header_and_between_rows() -> None:
    text = f"# made by Ann\n# on, Monday, noon\n{NAMED}{ROWS}// half of it\n{ROWS};;the end\n"
    table = read(text)
    assert list(table.frame.columns) == ["id", "name", "amount"]
    assert len(table.frame) == 16
    assert counts(table) == {"comment": 4}
    assert [line for line, _ in left_out(table)] == [1, 2, 12, 21]


@pytest.mark.parametrize("name", ["#", "# id", "//", "#id"])
def test_a_header_may_start_like_a_comment(name: str) -> None:
    table = read(f"{name},name,amount\n{ROWS}")
    assert list(table.frame.columns) == [name, "name", "amount"]
    assert counts(table) == {}


def test_ids_that_start_like_a_comment_are_data() -> None:
    table = read("order,mail,total\n#1001,a@b.c,5\n#1002,x@y.z,6\n#1003,q@r.s\n")
    assert [row[0] for row in rows(table)] == ["#1001", "#1002", "#1003"]
    assert counts(table) == {"row-too-short": 1}


# Footers.


@pytest.mark.parametrize(
    "line",
    [
        "Total,,36.50",
        "Grand total:,,36.50",
        "Summe,,36.50",
        ",Gesamt,36.50",
        "Total général,,36.50",
        "Totale,,36.50",
        "Somme,,36.50",
        "Subtotal,,USD 36.50",
        "TOTAL",
        "Rows: 8",
        "Rows:,8",
        "(8 rows affected)",
        "Generated on 2024-05-01 by Ann",
        '"(c) 2024, The Shop"',
        "End of report",
    ],
)
def test_a_footer_is_set_aside(line: str) -> None:
    table = read(f"{NAMED}{ROWS}\n{line}\n\n")
    assert len(table.frame) == 8
    assert left_out(table) == [(11, line)]
    assert counts(table)["blank-rows"] == 2
    told = next(problem for problem in table.problems if problem.code in ("total-row", "footnote"))
    assert (told.rows, told.effect) == (1, "dropped")
    assert told.remedy
    assert accounted(table) == 12


def test_several_footer_rows_are_set_aside() -> None:
    table = read(f"{NAMED}{ROWS}Subtotal,,36.50\nTotal,,36.50\n\nExported by Ann\n")
    assert len(table.frame) == 8
    assert counts(table) == {"total-row": 2, "footnote": 1, "blank-rows": 1}


@pytest.mark.parametrize(
    "line", ["Total Wine,Bob,5", "Total,Bob,5", "9,Total,5", "Totally,,5", "9,,5", "Total,2024-01-05,5"]
)
def test_a_row_that_only_resembles_a_footer_stays(line: str) -> None:
    assert len(read(f"{NAMED}{ROWS}{line}\n").frame) == 9


def test_a_total_in_the_midst_stays() -> None:
    assert len(read(f"{NAMED}{ROWS}Total,,36.50\n{ROWS}").frame) == 17


def test_a_total_that_fills_all_columns_must_be_the_sum() -> None:
    text = "country,orders,revenue\nUS,5,10\nFR,6,20.5\nDE,1,1,\n".replace("1,1,", "1,1")
    true, false = read(f"{text}Total,12,31.5\n"), read(f"{text}Total,9,99\n")
    assert counts(true) == {"total-row": 1}
    assert left_out(true) == [(5, "Total,12,31.5")]
    assert counts(false) == {"maybe-total": 1}
    assert len(false.frame) == 4


def test_the_footer_of_a_long_file_is_found_at_its_end() -> None:
    table = read(NAMED + ROWS * 20_000 + "Total,,1\nRows: 160000\n")
    assert len(table.frame) == 160_000
    assert [line for line, _ in left_out(table)] == [160_002, 160_003]


def test_a_footer_is_taken_off_columns_too() -> None:
    cells = [["Ann", "Bob", "", "Total", "Rows: 2"], ["Rome", "Bonn", "", "", ""], ["5", "7", "", "12", ""]]
    raw = RawTable(["name", "town", "amount"], [pa.chunked_array([column], pa.large_string()) for column in cells])
    take_footer(raw, 4)
    assert raw.columns[2].to_pylist() == ["5", "7", ""]
    assert [(one.line, one.text) for one in raw.unread] == [(8, "Rows: 2"), (7, "Total\t\t12")]
    assert {problem.code: problem.rows for problem in raw.problems} == {"footnote": 1, "total-row": 1}


# More than one table.


def test_a_second_table_is_left_out_and_told_with_its_line() -> None:
    table = read(f"{NAMED}{ROWS}\n\nsku,label,stock,town\nA1,x,5,Rome\nA2,y,6,Bonn\n")
    assert len(table.frame) == 8
    second = next(problem for problem in table.problems if problem.code == "second-table")
    assert (second.rows, second.effect, second.example) == (3, "dropped", "line 12: sku,label,stock,town")
    assert accounted(table) == 14


def test_a_second_table_is_seen_without_a_blank_line_or_with_as_many_columns() -> None:
    other = "sku,stock\n" + "A1,5\nA2,6\nA3,7\n"
    assert counts(read(f"{NAMED}{ROWS}{other}")) == {"second-table": 4}
    same = "town,day,weather\nRome,Monday,sun\nBonn,Friday,rain\n"
    assert counts(read(f"{NAMED}{ROWS}\n{same}")) == {"second-table": 3, "blank-rows": 1}


def test_groups_between_blank_lines_are_one_table() -> None:
    table = read(f"{NAMED}{ROWS}\n{ROWS}\nn/a,Bob,5\n{ROWS}")
    assert len(table.frame) == 25
    assert counts(table) == {"blank-rows": 2}


def test_a_header_that_stands_there_again_is_no_row() -> None:
    table = read(f"{NAMED}{NAMED}{ROWS}{NAMED}{ROWS}")
    assert len(table.frame) == 16
    assert counts(table) == {"repeated-header": 2}
    assert [line for line, _ in left_out(table)] == [2, 11]


# Rows with a delimiter too many or too few.

SALES = [f"{1000 + i},2024-03-{i % 28 + 1:02},{chr(65 + i % 26)}nn Lee,{i}.50,Rome" for i in range(40)]


def sale(line: str) -> Table:
    return read("\n".join(["order,day,name,amount,town", *SALES[:20], line, *SALES[20:]]) + "\n")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("77,,2024-03-09,Bob Ray,5.50,Bonn", ["77", "2024-03-09", "Bob Ray", "5.50", "Bonn"]),
        ("1077,2024-03-09,Ray, Bob,5.50,Bonn", ["1077", "2024-03-09", "Ray, Bob", "5.50", "Bonn"]),
        ("1077,2024-03-09Bob Ray,5.50,Bonn", ["1077", "2024-03-09", "Bob Ray", "5.50", "Bonn"]),
        ("1077;2024-03-09;Bob Ray;5.50;Bonn", ["1077", "2024-03-09", "Bob Ray", "5.50", "Bonn"]),
        ("1077,2024-03-09,“Ray, Bob”,5.50,Bonn", ["1077", "2024-03-09", "“Ray, Bob”", "5.50", "Bonn"]),
        ('1077,2024-03-09"Ray, Bob",5.50,Bonn', ["1077", "2024-03-09", "Ray, Bob", "5.50", "Bonn"]),
    ],
)
def test_cells_are_put_back_under_their_columns(line: str, cells: list[str]) -> None:
    table = sale(line)
    assert rows(table)[20] == cells
    assert counts(table) == {"row-moved": 1}
    assert table.problems[0].example == f"line 22: {line}"
    assert accounted(table) == 42


@pytest.mark.parametrize("line", ["1077,Bob Ray,5.50", "1077,2024-03-09,Bob,Ray,5.50,Bonn,x,y", "1077,Bob,5,6,7,8"])
def test_a_row_whose_columns_cannot_be_told_is_set_aside(line: str) -> None:
    table = sale(line)
    assert left_out(table) == [(22, line)]
    assert len(table.frame) == 40


@pytest.mark.parametrize(("line", "code"), [("1077,2024-03-09,Bob", "row-too-short"), (f"{SALES[3]},,", "row-trimmed")])
def test_cells_missing_or_left_over_at_the_end_move_nothing(line: str, code: str) -> None:
    table = sale(line)
    assert rows(table)[20][:3] == line.split(",")[:3]
    assert counts(table) == {code: 1}


# The header and the rows below it.


def test_a_header_with_an_empty_cell_too_many_shifts_nothing() -> None:
    table = read("id,,name,amount\n" + ROWS)
    assert list(table.frame.columns) == ["id", "name", "amount"]
    assert counts(table) == {"name-trimmed": 0}


def test_row_numbers_without_a_name_shift_nothing() -> None:
    table = read('"name","amount"\n"1","Ann",5.5\n"2","Bob",6.5\n"3","Kim",7.5\n')
    assert list(table.frame.columns) == ["Column 1", "name", "amount"]
    assert rows(table)[1] == ["2", "Bob", "6.5"]


def test_columns_beyond_the_header_are_kept() -> None:
    table = read("id,name\n" + ROWS)
    assert list(table.frame.columns) == ["Column 1", "id", "name"]
    assert rows(table)[1] == ["2", "name 2", "2.50"]
    assert list(read("id,name\n7,x,5\n3,y,4\n5,z,9\n").frame.columns) == ["id", "name", "Column 3"]


def test_line_ends_of_three_kinds_in_one_file() -> None:
    table = read("id,n\r\n1,2\r3,4\n\n5,6\r\r7,8")
    assert [row[0] for row in rows(table)] == ["1", "3", "5", "7"]
    assert counts(table) == {"blank-rows": 2}


def test_a_long_word_takes_no_long_time() -> None:
    raw = read_text(b"x" * 100_000 + b",b\n1,2\n")
    assert len(raw.columns) == 2
