"""Ranks that treat ties fairly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models.ranks import mean_rank, percentile, share_below


def test_by_hand() -> None:
    assert share_below(pd.Series([3.0, 1.0, 1.0, 2.0])).tolist() == [0.75, 0, 0, 0.5]
    assert share_below(pd.Series([5.0])).tolist() == [0]
    assert percentile(pd.Series([3.0, 1.0, 1.0, 2.0])).tolist() == [75, 0, 0, 50]


def test_missing_stays_missing_and_does_not_count() -> None:
    assert share_below(pd.Series([None, 1.0, 2.0])).fillna(-1).tolist() == [-1, 0, 0.5]
    assert share_below(pd.Series([None, None], dtype="float64")).isna().all()
    assert share_below(pd.Series([], dtype="float64")).empty


@pytest.mark.parametrize("size", [50, 100, 200, 1000])
def test_at_percentile_p_stand_exactly_100_minus_p_percent(size: int) -> None:
    ranks = percentile(pd.Series(range(size)))
    off = {p: int((ranks >= p).sum()) for p in range(100) if (ranks >= p).sum() != size - -(-p * size // 100)}
    assert off == {}


@settings(max_examples=100)
@given(st.lists(st.integers(-5, 5) | st.none(), max_size=30))
def test_it_is_the_share_of_known_values_strictly_lower(values: list[int | None]) -> None:
    found = share_below(pd.Series(values, dtype="float64"))
    known = [value for value in values if value is not None]
    for value, rank in zip(values, found, strict=True):
        expected = np.nan if value is None else sum(other < value for other in known) / len(known)
        assert rank == pytest.approx(expected, nan_ok=True)


def test_mean_rank_over_what_is_known() -> None:
    frame = pd.DataFrame({"x": [1.0, 2.0, None, None], "y": [4.0, 3.0, 2.0, None], "z": [None] * 4})
    assert mean_rank(frame).fillna(-1).tolist() == pytest.approx([(0 + 200 / 3) / 2, (50 + 100 / 3) / 2, 0, -1])


def test_mean_rank_of_nothing_is_missing() -> None:
    assert mean_rank(pd.DataFrame({"x": [None, None]}, dtype="float64")).isna().tolist() == [True, True]
    assert mean_rank(pd.DataFrame(index=[1, 2])).isna().tolist() == [True, True]
