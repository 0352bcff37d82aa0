"""Value tiers, and what a threshold does in customers and money."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import core
from core.insight.changes import changes
from core.insight.tiers import TIERS, value_tiers
from core.present import tells, views
from core.settings import limits


def test_tiers_by_hand() -> None:
    found = value_tiers(pd.Series([50.0, 30, 10, 10, 0, -5, np.nan]), 0.5, 0.8)
    assert found.astype("str").tolist()[:6] == ["Heavy", "Medium", "Light", "Light", "No revenue", "No revenue"]
    assert pd.isna(found.iloc[6])


@given(st.lists(st.integers(-5, 60), max_size=60), st.floats(0.1, 0.9), st.floats(0.2, 0.99))
def test_tiers_never_split_equals_and_never_rank_less_above_more(
    amounts: list[int], heavy: float, medium: float
) -> None:
    revenue = pd.Series(amounts, dtype="float64")
    codes = value_tiers(revenue, heavy, medium).cat.codes
    assert (codes.groupby(revenue).nunique() <= 1).all()
    ordered = codes.loc[revenue.sort_values(ascending=False).index]
    assert ordered.is_monotonic_increasing
    assert (codes >= 0).all()


@pytest.mark.parametrize("revenue", [[], [0.0, 0.0], [np.nan], [7.0]])
def test_tiers_of_hardly_anybody(revenue: list[float]) -> None:
    assert set(value_tiers(pd.Series(revenue, dtype="float64"), 0.5, 0.8).dropna()) <= set(TIERS)


def test_changes_by_hand() -> None:
    before, after = pd.Series(["A", "A", "B", None]), pd.Series(["A", "B", "A", "B"])
    table = changes(before, after, pd.Series([1.0, 20, 300, 4000]))
    assert table.to_dict("records") == [
        {"from_group": "A", "to_group": "B", "customers": 1, "yearly_revenue": 20.0},
        {"from_group": "B", "to_group": "A", "customers": 1, "yearly_revenue": 300.0},
    ]
    assert changes(before, before, pd.Series([1.0] * 4)).empty


@pytest.fixture(scope="module")
def shop() -> core.Dataset:
    return core.generate(600, seed=3)


MOVED = {
    "high_value_percentile": 90, "high_frequency_percentile": 90, "high_loyalty_percentile": 90,
    "moderate_value_percentile": 50, "new_customer_days": 300, "churn_threshold": 0.2, "heavy_share": 0.3,
    "medium_share": 0.6, "at_risk_value_percentile": 90, "potential_percentile": 90,
}  # fmt: skip


def test_every_threshold_answers(shop: core.Dataset) -> None:
    # What the forecast is made with moves nobody between groups.
    naming = {name for name, limit in limits().items() if limit["group"] not in ("Clusters", "Forecast")}
    assert set(MOVED) == naming


@pytest.mark.parametrize("name", MOVED)
def test_the_answer_of_a_threshold_is_what_really_changes(shop: core.Dataset, name: str) -> None:
    analysis = core.analyze(shop, core.Settings(**{name: MOVED[name]}))
    frame = views.threshold_effect(analysis, name)
    assert frame["customers"].sum() > 0
    told = tells.effect(frame, limits()[name]["default"], "USD")
    assert f"{frame['customers'].sum():,} customer" in told
    if limits()[name]["group"] == "Segment thresholds":
        before = core.analyze(shop).customers["segment"].astype("str")
        assert frame["customers"].sum() == (before != analysis.customers["segment"].astype("str")).sum()


def test_a_threshold_at_its_default_moves_nobody(shop: core.Dataset) -> None:
    frame = views.threshold_effect(core.analyze(shop), "churn_threshold")
    assert frame.empty
    assert tells.effect(frame, 0.5, "") == "Moves nobody, compared with 0.5."


def test_a_described_group_is_listed_with_the_columns_asked_for(shop: core.Dataset) -> None:
    from core.insight.conditions import Condition

    analysis = core.analyze(shop)
    listed = views.described(analysis, [Condition("age", "at least", 40), Condition("orders", "at least", 2)])
    customers = analysis.customers
    assert len(listed) == ((customers["age"] >= 40) & (customers["orders"] >= 2)).sum()
    assert "age" in listed
    assert listed["revenue"].is_monotonic_decreasing


def test_the_cells_of_the_map_hold_everybody_once(shop: core.Dataset) -> None:
    analysis = core.analyze(shop)
    grid = views.rfm_map(analysis)
    for row in grid.itertuples():
        assert len(views.rfm_cell(analysis, row.r_score, row.fm_score)) == row.customers
    assert grid["customers"].sum() == analysis.customers["rfm_segment"].notna().sum()
