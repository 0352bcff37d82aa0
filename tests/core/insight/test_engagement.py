"""Rank correlations against SciPy, their intervals, and pairs that share a formula."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from core import schema
from core.insight.engagement import ENGAGEMENT, VALUE, correlations, share_a_formula


@pytest.fixture
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    x = rng.normal(size=80)
    y = x + rng.normal(size=80)
    frame = pd.DataFrame(
        {"page_views": x.round(1), "clv": np.exp(y), "age": rng.integers(20, 30, 80).astype("float64")}
    )
    return frame.mask(rng.random(frame.shape) < 0.1)


def test_it_is_spearmans_over_the_customers_who_have_both(frame: pd.DataFrame) -> None:
    found = correlations(frame, list(frame))
    assert len(found) == 3
    for row in found.itertuples():
        both = frame[[row.first, row.second]].dropna()
        assert row.correlation == pytest.approx(spearmanr(both[row.first], both[row.second]).statistic)
        assert row.customers == len(both) < 80


def test_the_interval_by_hand() -> None:
    frame = pd.DataFrame({"x": [1.0, 2, 3, 4, 5, 6, 7], "y": [2.0, 1, 4, 3, 7, 5, 6]})
    (row,) = correlations(frame, ["x", "y"]).itertuples()
    # Squared differences of the ranks: 1+1+1+1+4+1+1 = 10, so 1 - 60 / 336.
    value = 1 - 6 * 10 / (7 * 48)
    error = 1.96 * np.sqrt((1 + value**2 / 2) / 4)
    assert row.correlation == pytest.approx(value)
    assert (row.low, row.high) == (
        pytest.approx(np.tanh(np.arctanh(value) - error)), pytest.approx(np.tanh(np.arctanh(value) + error)),
    )  # fmt: skip


def test_the_interval_holds_the_value_and_stays_within_one(frame: pd.DataFrame) -> None:
    found = correlations(frame, list(frame))
    assert ((found["low"] <= found["correlation"]) & (found["correlation"] <= found["high"])).all()
    assert (found["low"] >= -1).all()
    assert (found["high"] <= 1).all()


@pytest.mark.parametrize(
    "frame",
    [
        {"x": [1.0, 2], "y": [2.0, 1]},
        {"x": [1.0, 1, 1, 1], "y": [1.0, 2, 3, 4]},
        {"x": [None] * 4, "y": [1.0, 2, 3, 4]},
    ],
)
def test_too_little_to_tell_is_missing(frame: dict[str, list[float]]) -> None:
    (row,) = correlations(pd.DataFrame(frame, dtype="float64"), ["x", "y"]).itertuples()
    assert np.isnan([row.correlation, row.low, row.high]).all()


def test_a_perfect_order_has_no_interval_to_compute() -> None:
    (row,) = correlations(pd.DataFrame({"x": [1.0, 2, 3, 4], "y": [1.0, 4, 9, 16]}), ["x", "y"]).itertuples()
    assert row.correlation == row.low == row.high == pytest.approx(1)


def test_fewer_than_two_columns_no_pairs() -> None:
    frame = pd.DataFrame({"x": [1.0, 2, 3]})
    for columns in ([], ["x"], ["x", "x"]):
        found = correlations(frame, columns)
        assert found.empty
        assert list(found.columns) == ["first", "second", "correlation", "low", "high", "customers", "same_formula"]


@pytest.mark.parametrize(
    ("first", "second", "estimated", "shared"),
    [
        ("clv", "revenue", (), True),
        ("orders", "purchase_frequency", (), True),
        ("days_since_purchase", "tenure_days", (), True),
        ("clv", "page_views", (), False),
        ("satisfaction_score", "page_views", (), False),
        ("churn_probability", "days_since_purchase", (), False),
        ("churn_probability", "days_since_purchase", ("churn_probability",), True),
        ("churn_probability", "loyalty_score", ("churn_probability", "loyalty_score"), True),
        ("churn_probability", "loyalty_score", ("churn_probability",), False),
        ("churn_probability", "page_views", ("churn_probability",), False),
    ],
)
def test_pairs_that_share_a_formula(first: str, second: str, estimated: tuple[str, ...], shared: bool) -> None:
    for pair in ((first, second), (second, first)):
        assert share_a_formula(*pair, frozenset(estimated)) is shared


def test_the_columns_compared_are_those_of_the_schema() -> None:
    assert set(ENGAGEMENT) | set(VALUE) <= set(schema.BY_NAME)
