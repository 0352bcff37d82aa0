"""CSV that opens safely in a spreadsheet, and comes back as it was."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import string

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import core
from core.present.export import neutralize


def cells(frame: pd.DataFrame) -> list[list[str]]:
    return list(csv.reader(io.StringIO(core.to_csv(frame).decode("utf-8-sig"), newline="")))


OWASP = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "=HYPERLINK(\"http://x\",\"y\")",
    "=cmd|' /C calc'!A0", "|cmd", "%0A=1", "-2+3+cmd|' /C calc'!D2", "+", "-", "=", "@", "-1e5+cmd", "\u00a0=1+1",
    "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)",
]  # fmt: skip


@pytest.mark.parametrize("text", OWASP)
def test_what_could_run_as_a_formula_is_made_harmless(text: str) -> None:
    assert cells(pd.DataFrame({"a": [text]}))[1] == ["'" + text]


@pytest.mark.parametrize("text", ["=1+1", "@x", "+1+1", "＝x"])
def test_names_of_columns_too(text: str) -> None:
    assert cells(pd.DataFrame({text: [1]}))[0] == ["'" + text]


@pytest.mark.parametrize(
    "text", ["-5", "+5", "-5.25", "-1,5", "5", "Anna", "a=b", "x@y.com", "'=1+1", "", "2024-01-31"]
)
def test_plain_numbers_and_words_stay(text: str) -> None:
    assert neutralize(pd.Series([text], dtype="str")).tolist() == [text]


def test_negative_numbers_stay_numbers() -> None:
    frame = pd.DataFrame({"whole": [-5, 3], "part": [-0.5, -1e-3], "text": ["-5", "-0.5"]})
    assert cells(frame)[1:] == [["-5", "-0.5", "-5"], ["3", "-0.001", "-0.5"]]


def test_missing_cells_are_blank() -> None:
    frame = pd.DataFrame({
        "text": pd.Series([None, "a"], dtype="str"), "number": [np.nan, 1.5],
        "day": [pd.NaT, pd.Timestamp("2024-01-31")],
        "group": pd.Categorical([None, "=x"]), "object": [None, "=y"],
    })  # fmt: skip
    assert cells(frame)[1:] == [[""] * 5, ["a", "1.5", "2024-01-31", "'=x", "'=y"]]


def test_days_truth_and_long_fractions() -> None:
    frame = pd.DataFrame({"day": [dt.date(2024, 1, 31)], "yes": [True], "third": [1 / 3], "large": [1e12 / 3]})
    assert cells(frame)[1][:3] == ["2024-01-31", "True", "0.333333"]
    assert float(cells(frame)[1][3]) == pytest.approx(1e12 / 3)


def test_it_begins_with_a_byte_order_mark_and_is_utf_8() -> None:
    assert core.to_csv(pd.DataFrame({"a": ["Zoë"]})).splitlines() == [b"\xef\xbb\xbfa", b"Zo\xc3\xab"]


def test_quotes_separators_and_line_ends_stay_inside_their_cell() -> None:
    nasty = ['a,"b"', "c\nd", "e;f", 'g"', "h\r\ni", "j\rk"]
    assert [row[0] for row in cells(pd.DataFrame({"a": nasty}))[1:]] == nasty


def test_a_table_without_rows_or_columns() -> None:
    assert cells(pd.DataFrame({"a": pd.Series([], dtype="str")})) == [["a"]]
    core.to_csv(pd.DataFrame())


def test_the_table_is_left_alone() -> None:
    frame = pd.DataFrame({"a": ["=1"], "b": [1 / 3]})
    before = frame.copy()
    core.to_csv(frame)
    pd.testing.assert_frame_equal(before, frame)


@settings(max_examples=100)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
@example(["x\r=1+1"])
@example(["x\n=1+1", '"\n=1'])
def test_no_cell_is_ever_dangerous(texts: list[str]) -> None:
    for (cell,) in csv.reader(
        io.StringIO(
            core.to_csv(
                pd.DataFrame(
                    {
                        "a": texts,
                    }
                )
            ).decode("utf-8-sig"),
            newline="",
        )
    ):
        dangerous = re.match(r"[\s\u00a0]*[=+\-@＝＋－＠\t\r\n|%]", cell) and not re.fullmatch(
            r"[+-]?\d+([.,]\d+)?", cell
        )
        assert not dangerous


# Blanks around a cell are trimmed by the reader, and said; control characters as well: they are left out here.
WORDS = st.text(alphabet=string.ascii_letters + string.digits + "=+-@|%'\",;äß€ ", min_size=1, max_size=9).map(
    str.strip
)


@given(
    st.lists(
        st.tuples(WORDS, st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6).map(lambda x: round(x, 3))),
        min_size=3,
        max_size=9,
    )
)
def test_read_back_it_is_the_same(rows: list[tuple[str, int, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["name", "whole", "part"]).assign(order=[f"row {i}" for i in range(len(rows))])
    table = core.read_table(core.to_csv(frame), "export.csv").frame
    assert list(table.columns) == list(frame.columns)
    assert table["order"].tolist() == frame["order"].tolist()
    back = [str(cell).removeprefix("'") if isinstance(cell, str) else "" for cell in table["name"]]
    assert back == [name.removeprefix("'") for name in frame["name"]]
    assert table["whole"].astype("int64").tolist() == frame["whole"].tolist()
    assert table["part"].astype("float64").tolist() == frame["part"].tolist()


def test_the_lists_of_the_sample_come_back(sample: core.Analysis) -> None:
    for frame in (core.at_risk(sample), core.high_potential(sample), core.recommend(sample)):
        table = core.read_table(core.to_csv(frame), "list.csv").frame
        assert list(table.columns) == list(frame.columns)
        assert len(table) == len(frame)
    listed = core.at_risk(sample)
    again = core.read_table(core.to_csv(listed), "list.csv").frame
    assert again["customer_id"].tolist() == listed["customer_id"].tolist()
    assert again["value_at_stake"].astype("float64").to_numpy() == pytest.approx(
        listed["value_at_stake"].to_numpy(), abs=1e-6
    )


def test_whole_numbers_are_written_without_a_decimal_point_even_where_some_are_missing() -> None:
    frame = pd.DataFrame(
        {"days": [482.0, None, 7.0], "share": [0.5, None, 1.0], "none": [None, None, None]}, dtype=float
    )
    assert core.to_csv(frame).decode("utf-8-sig").splitlines()[1:] == ["482,0.5,", ",,", "7,1.0,"]
