"""What a sample shows of a column."""

from __future__ import annotations

import pandas as pd
import pytest

from core.data.looks import SAMPLE, Content, look_at, sample_of


def content(cells: list[str | None]) -> Content:
    return look_at(pd.DataFrame({"x": pd.Series(cells, dtype="str")}))["x"].content


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["2024-01-05", "2024-02-06"], "dates"),
        (["05.01.2024 10:00", "31.12.2023 09:00"], "dates"),
        (["Jan 5, 2024", "Feb 6, 2024"], "dates"),
        (["20240105", "20240206"], "dates"),
        (["1.234,50 €", "7,00 €"], "numbers"),
        (["$5.50", "($1.00)"], "numbers"),
        (["12", "7.5", "-3"], "numbers"),
        (["yes", "no", "yes"], "flags"),
        (["Anna", "Ben"], "text"),
        (["x", "y", "x"], "text"),
        (["10:02:11", "11:03:12"], "text"),
        (["web", "web"], "same"),
        ([None, None], "blank"),
        ([], "blank"),
    ],
)
def test_content(cells: list[str | None], expected: Content) -> None:
    assert content(cells) == expected


def test_a_sample_comes_from_all_over_the_table_and_keeps_neighbors_together() -> None:
    frame = pd.DataFrame({"x": pd.Series(range(1_000_000)).astype("str")})
    rows = sample_of(frame).index
    assert len(rows) == SAMPLE
    assert (rows[0], rows[-1]) == (0, 999_999)
    assert (pd.Series(rows).diff().dropna() == 1).mean() > 0.95


def test_what_is_the_same_in_the_sample_alone_is_not_called_the_same() -> None:
    cells = ["web"] * 50_000
    cells[777] = "shop"
    assert content(cells) == "text"  # type: ignore[arg-type]


def test_a_sparse_column_is_looked_at_where_it_has_cells() -> None:
    cells: list[str | None] = [None] * 50_000
    cells[333] = cells[444] = "2024-01-05"
    cells[555] = "2024-03-05"
    look = look_at(pd.DataFrame({"x": pd.Series(cells, dtype="str")}))["x"]
    assert look.content == "dates"
    assert look.filled == pytest.approx(3 / 50_000)


def test_a_column_held_as_codes_looks_as_its_text() -> None:
    frame = pd.DataFrame({"x": pd.Series(["a@x.com", "b@x.com", None] * 4_000, dtype="str").astype("category")})
    look = look_at(frame)["x"]
    assert look.content == "text"
    assert set(look.distinct) == {"a@x.com", "b@x.com"}
