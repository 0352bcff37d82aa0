"""Merged cells: which rows they make one header of, which rows get their value, and ranges that no program writes."""

from __future__ import annotations

import pyarrow as pa

from core.data.merges import fill_merged, header_rows, joined_names
from core.data.workbook_process import Merged

HEAD = [["Region", "Sales", "", ""], ["", "2023", "2024", ""], ["", "", "net", "gross"], ["N", "1", "2", "3"]]


def texts(*cells: str) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(cells, pa.large_string())])


def test_rows_tied_by_merged_cells_are_one_header_from_any_of_them() -> None:
    merged = [Merged(0, 2, 0, 0), Merged(0, 0, 1, 3), Merged(1, 2, 1, 1), Merged(1, 1, 2, 3)]
    for row in (0, 1, 2):
        assert header_rows(HEAD, merged, row, row) == (0, 2)
    assert joined_names(HEAD, merged, 0, 2) == ["Region", "Sales 2023", "Sales 2024 net", "Sales 2024 gross"]


def test_a_merged_cell_that_reaches_into_the_data_makes_no_header_of_it() -> None:
    assert header_rows(HEAD, [Merged(0, 3, 0, 0)], 0, 0) == (0, 0)
    assert header_rows(HEAD, [Merged(2, 3, 0, 0)], 0, 1) == (0, 1)


def test_long_names_keep_the_part_that_tells_them_apart() -> None:
    head = [["A" * 80, ""], ["net", "gross"]]
    names = joined_names(head, [Merged(0, 0, 0, 1)], 0, 1)
    assert names[0].endswith(" net")
    assert names[1].endswith(" gross")
    assert max(map(len, names)) == 60


def test_texts_and_codes_go_down_and_amounts_stay() -> None:
    spans = [Merged(0, 1, column, column) for column in range(4)]
    columns = [texts("7", "", "8"), texts("Ann", "", "Bob"), texts("30", "", "9"), texts("501", "", "502")]
    found, problems = fill_merged(columns, spans, 0, ["order", "who", "total", "invoice no"])
    assert [column.to_pylist()[1] for column in found] == ["7", "Ann", "", "501"]
    assert {problem.code: problem.rows for problem in problems} == {"merged-cells": 1, "merged-numbers": 1}


def test_what_stands_above_the_rows_or_in_a_covered_cell_stays() -> None:
    columns = [texts("title", "", "Ann", "kept", "")]
    found, _ = fill_merged(columns, [Merged(0, 1, 0, 0), Merged(2, 9, 0, 0)], 2, ["who"])
    assert found[0].to_pylist() == ["title", "", "Ann", "kept", "Ann"]


def test_ranges_over_one_another_take_no_longer_than_one() -> None:
    """Two hundred thousand times a million rows would take hours."""
    many = [Merged(0, 1_000_000, 0, 1_000_000)] * 200_000
    found, _ = fill_merged([texts("Ann", *[""] * 50_000)], many, 0, ["who"])
    assert set(found[0].to_pylist()) == {"Ann"}
    assert joined_names([["a", "b"]] * 3, many, 0, 2) == ["a", "a"]
