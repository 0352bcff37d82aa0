"""read_table on hand-made bytes and on the shared files: the right cells, or a sentence that says what to do."""

from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.sources import read_table
from core.data.table import Table
from core.data.tidying import clean_names
from core.problems import DataError

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(
    not DATA.is_dir() and "CI" not in os.environ, reason="the shared data folder is not here"
)


def rows(table: Table) -> list[list[str | None]]:
    """The cells, with None for a missing one."""
    frame = table.frame.astype(object)
    return frame.where(frame.notna(), None).values.tolist()


def counts(table: Table) -> dict[str, int]:
    """Rows touched per kind of problem."""
    return {problem.code: problem.rows for problem in table.problems}


def refusal(data: bytes, name: str = "orders.csv") -> str:
    with pytest.raises(DataError) as caught:
        read_table(data, name)
    assert len(caught.value.problems)
    return str(caught.value)


def test_cells_stay_text_and_blank_cells_are_missing() -> None:
    table = read_table(b"id,country,zip\n1,NA,00123\n2,  ,\xc2\xa042\xc2\xa0\n", "orders.csv")
    assert rows(table) == [["1", "NA", "00123"], ["2", None, "42"]]
    assert {str(dtype) for dtype in table.frame.dtypes} == {"str"}
    assert isinstance(table.frame.index, pd.RangeIndex)
    assert table.name == "orders.csv"
    assert counts(table) == {"surrounding-blanks": 1}


def test_fingerprint_follows_content_and_options() -> None:
    one, same, other = (read_table(data) for data in (b"a\n1\n", b"a\n1\n", b"a\n2\n"))
    assert one.fingerprint == same.fingerprint != other.fingerprint
    assert read_table(b"a\n1\n", sheet="x").fingerprint != one.fingerprint


def test_a_path_and_its_bytes_give_the_same_table(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"a;b\n1;2\n")
    from_path, from_text = read_table(path), read_table(str(path))
    assert from_path.name == from_text.name == "orders.csv"
    assert from_path.fingerprint == read_table(path.read_bytes()).fingerprint
    with pytest.raises(DataError, match="no readable file"):
        read_table(tmp_path / "missing.csv")


@pytest.mark.parametrize(
    ("mark", "word"),
    [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe"), ("\x1f", "unit separator"), (" ", "space")],
)
def test_delimiters(mark: str, word: str) -> None:
    lines = ["id,date,amount", "00001,2024-01-02,1.50", "00002,2024-01-03,3.00", "00003,2024-01-04,4.50"]
    table = read_table("\n".join(lines).replace(",", mark).encode())
    assert rows(table)[0] == ["00001", "2024-01-02", "1.50"]
    assert table.facts["delimiter"] == word


def test_semicolons_win_over_decimal_commas() -> None:
    table = read_table(b"id;amount;tax\n1;1,50;0,10\n2;2,75;0,20\n")
    assert rows(table) == [["1", "1,50", "0,10"], ["2", "2,75", "0,20"]]


def test_one_column_of_decimal_commas_is_one_column() -> None:
    assert rows(read_table(b"Price\n1,50\n2,75\n3,10\n")) == [["1,50"], ["2,75"], ["3,10"]]


def test_one_column_of_words_is_one_column() -> None:
    table = read_table(b"Name\nJohn Smith\nMary Jones\nAnn Lee\n")
    assert table.frame["Name"].tolist() == ["John Smith", "Mary Jones", "Ann Lee"]


def test_sep_line_is_honored_and_removed() -> None:
    table = read_table(b"sep=|\r\nid|note\r\n1|a,b\r\n")
    assert rows(table) == [["1", "a,b"]]


def test_runs_of_spaces_separate_columns() -> None:
    table = read_table(b" id  date n   value\r\n 00001 19970101  1   11.77\r\n 00002 19970112  1   12.00\r\n")
    assert list(table.frame.columns) == ["id", "date", "n", "value"]
    assert rows(table)[1] == ["00002", "19970112", "1", "12.00"]
    assert table.facts["delimiter"] == "runs of spaces"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert rows(read_table(end.join(["a,b", "1,2", "3,4", ""]).encode())) == [["1", "2"], ["3", "4"]]


def test_names_are_unique_short_and_never_blank() -> None:
    long = "x" * 100
    table = read_table(f"id,,id,{long},{long},id (2)\n1,2,3,4,5,6\n".encode())
    names = list(table.frame.columns)
    assert names[:3] == ["id", "Column 2", "id (3)"]
    assert len(set(names)) == 6
    assert max(map(len, names)) <= 60
    assert {"name-blank", "name-long", "name-duplicate"} <= set(counts(table))


@given(st.lists(st.text(max_size=70), min_size=1, max_size=12))
def test_names_keep_their_promise_for_any_text(raw: list[str]) -> None:
    names, _ = clean_names(raw)
    assert len(names) == len(set(names)) == len(raw)
    assert all(name and name == name.strip() and len(name) <= 60 for name in names)
    assert not any(ord(char) < 32 for name in names for char in name)


def test_rows_that_do_not_fit_never_shift_their_neighbors() -> None:
    table = read_table(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,\n\n,,\n13,14,15\n")
    assert rows(table) == [["1", "2", "3"], ["4", "5", None], ["10", "11", "12"], ["13", "14", "15"]]
    assert counts(table) == {"row-too-short": 1, "row-too-long": 1, "row-trimmed": 1, "blank-rows": 2}
    too_long = next(problem for problem in table.problems if problem.code == "row-too-long")
    assert too_long.effect == "dropped"
    assert too_long.example == "line 4: 6,7,8,9"


def test_a_delimiter_at_the_end_of_every_row_shifts_nothing() -> None:
    assert rows(read_table(b"a,b,c\n1,2,3,\n4,5,6,\n")) == [["1", "2", "3"], ["4", "5", "6"]]


def test_blank_lines_are_counted() -> None:
    table = read_table(b"a,b\n1,2\n\n\n3,4\n,\n")
    assert len(table.frame) == 2
    assert counts(table) == {"blank-rows": 3}


def test_quoted_cells_may_hold_anything() -> None:
    table = read_table(b'a,b\n1,"x, ""y""\r\nz"\n2,"5"" pipe"\n')
    assert rows(table) == [["1", 'x, "y"\nz'], ["2", '5" pipe']]


def test_an_unclosed_quote_costs_one_row_not_the_rest() -> None:
    body = "".join(f"{i},name {i},5\n" for i in range(300))
    table = read_table(f'id,name,amount\n1,"broken,5\n{body}'.encode())
    assert len(table.frame) == 301
    assert rows(table)[0] == ["1", "broken", "5"]
    assert counts(table) == {"stray-quote": 1}


def test_two_unclosed_quotes_do_not_pair_up() -> None:
    table = read_table(b'id,name,n\n1,"a,5\n2,b,6\n3,"c,7\n4,d,8\n')
    assert rows(table) == [["1", "a", "5"], ["2", "b", "6"], ["3", "c", "7"], ["4", "d", "8"]]


def test_backslash_escapes() -> None:
    data = b"id,title,year\n" + b"".join(b"%d,a\\, b,19%02d\n" % (i, i) for i in range(30))
    assert rows(read_table(data))[3] == ["3", "a, b", "1903"]


def test_control_characters_are_removed_and_counted() -> None:
    table = read_table(b"id,na\x01me\n1,K\x00\x07ln\n2,x\n")
    assert list(table.frame.columns) == ["id", "name"]
    assert rows(table) == [["1", "Kln"], ["2", "x"]]
    assert counts(table) == {"nul-bytes": 1, "name-characters": 0, "control-characters": 1}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"\0" * 5000, "NUL"),
        (b",,\n,,\n", "blank"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"<?xml version='1.0'?><rows><row/></rows>", "XML"),
        (b'{"id": 1, "name": "x"}', "JSON"),
        (b'[{"id": 1}, {"id": 2}]', "JSON"),
        (b"[1, 2, 3]", "JSON"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"\xff\xd8\xff\xe0....", "JPEG"),
        (b"PAR1....PAR1", "Parquet"),
        (b"\x80\x04\x95....", "pickle"),
        (b"SQLite format 3\x00...", "SQLite"),
        (b"PK\x05\x06" + b"\0" * 18, "archive"),
        (bytes(range(1, 256)) * 40, "binary"),
    ],
)
def test_disguises_are_named(data: bytes, said: str) -> None:
    sentence = refusal(data)
    assert said in sentence
    assert sentence.endswith(".")


def test_html_in_cells_is_no_web_page() -> None:
    table = read_table(b"<script>alert(1)</script>,<img src=x>,amount\n<b>x</b>,<i>y</i>,1\n")
    assert table.frame.shape == (1, 3)


def test_too_many_columns_are_refused_at_once() -> None:
    assert "2,000" in refusal(b"," * 2_000_000)


def test_gzip() -> None:
    assert rows(read_table(gzip.compress(b"a,b\n1,2\n"), "orders.csv")) == [["1", "2"]]
    assert "cut short" in refusal(gzip.compress(b"a,b\n" + b"1,2\n" * 1000)[:-20], "orders.csv.gz")
    assert "twice" in refusal(gzip.compress(gzip.compress(b"a,b\n1,2\n")))
    assert "unpacks to far more" in refusal(gzip.compress(b"0" * 60_000_000))


def test_a_refusal_holds_no_value_of_the_file() -> None:
    assert "maria" not in refusal(b'{"email": "maria@example.com"}')


CELL = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12)
# A single column that holds another delimiter in every row can't be told from two columns.
ALONE = st.text(st.characters(categories=("L", "Nd")), max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), max_size=8))
    | st.lists(st.lists(ALONE, min_size=1, max_size=1), max_size=8)
)
def test_what_csv_writer_writes_reads_back(cells: list[list[str]]) -> None:
    width = len(cells[0]) if cells else 2
    names = [f"name_{chr(97 + i)}" for i in range(width)]
    text = io.StringIO()
    csv.writer(text).writerows([names, *cells])
    stripped = [[cell.strip() or None for cell in row] for row in cells]
    table = read_table(text.getvalue().encode())
    assert list(table.frame.columns) == names
    assert rows(table) == [row for row in stripped if any(row)]


SHAPES = {
    "cdnow/CDNOW_master.txt": (69_659, 4),
    "cdnow/CDNOW_sample.txt": (6_919, 5),
    "online_retail/online_retail.csv.gz": (541_909, 8),
    "superstore/superstore_cp1252.csv": (9_994, 21),
    "superstore/superstore_semicolon_decimal_comma.csv": (9_994, 12),
    "bank_churn/Churn_Modelling.csv": (10_000, 14),
    "mall_customers/Mall_Customers.csv": (200, 5),
    "marketing_campaign/marketing_campaign.csv": (2_240, 29),
    "cookie_cats/cookie_cats.csv.gz": (90_189, 6),
    "exports/shopify_orders_export.csv": (2, 79),
    "exports/stripe_payments_header_only.csv": (0, 51),
    "rfm_reference/rfm_data_orders.csv": (4_906, 6),
}


@needs_shared
@pytest.mark.parametrize("name", SHAPES)
def test_real_files(name: str) -> None:
    assert read_table(DATA / name).frame.shape == SHAPES[name]


@needs_shared
def test_real_values() -> None:
    master = read_table(DATA / "cdnow/CDNOW_master.txt").frame
    assert master["customer_id"].iloc[0] == "00001"
    assert master["dollar_value"].astype(float).sum() == pytest.approx(2_500_315.63)
    store = read_table(DATA / "superstore/superstore_cp1252.csv")
    assert store.facts["encoding"] == "Windows-1252"
    assert store.frame["Sales"].astype(float).sum() == pytest.approx(2_297_200.86, abs=0.01)
    assert store.frame["Product Name"].str.contains("\u00a0").any()


def outcome(path: Path) -> str:
    try:
        return f"{len(read_table(path).frame)} rows"
    except DataError as error:
        return str(error)


@needs_shared
@pytest.mark.parametrize("folder", ["awkward", "hostile/csv", "hostile/xlsx", "hostile/fuzz_crashers"])
def test_awkward_and_hostile_files_give_a_table_or_a_sentence(folder: str) -> None:
    for path in sorted((DATA / folder).rglob("*.*")):
        if not path.is_file():
            continue
        assert outcome(path).endswith(("rows", ".")), path.name
