"""Metrics: by hand, adding up over groups, silent where the data is silent."""

from __future__ import annotations

import pandas as pd
import pytest

import core
from core.insight.metrics import BY_KEY, METRICS, measure, profile
from tests.core.made import customers

PAGES = {"overview", "behavior", "value", "engagement"}


def people() -> pd.DataFrame:
    return customers(
        revenue=[10, 20, 30, None], clv=[1, 2, 30, 7], orders=[0, 1, 2, 5], churned=[1, 0, 0, 0],
        age=[20, 30, None, None],
        days_between_orders=[None, None, 10, 30], days_since_purchase=[1, 2, 30, None],
        churn_probability=[0.2, 0.4, 0.6, None],
        value_at_stake=[1, 2, None, None],
    )  # fmt: skip


def test_by_hand() -> None:
    found = measure(people())
    assert found == pytest.approx(
        {
            "customers": 4, "revenue": 60, "total_clv": 40, "mean_clv": 10, "median_clv": 4.5, "repeat_share": 2 / 3,
            "days_between_orders": 20, "churn_probability": 0.4, "churned_share": 0.25, "value_at_stake": 3, "age": 25,
            "days_since_purchase": 2,
        }
    )  # fmt: skip


def test_what_the_data_does_not_give_is_not_shown_as_zero() -> None:
    assert measure(customers(age=[40])) == {"customers": 1, "age": 40}
    assert measure(customers(orders=[0, 0])) == {"customers": 2}
    assert measure(people().head(0)) == {"customers": 0}


def test_a_page_shows_its_own_in_the_order_of_the_table() -> None:
    assert list(measure(people(), "overview")) == [
        "customers", "revenue", "mean_clv", "repeat_share", "churn_probability", "churned_share", "age",
    ]  # fmt: skip
    assert measure(people(), "no such page") == {}


def test_the_table_of_metrics() -> None:
    assert len(BY_KEY) == len(METRICS)
    assert len({metric.label for metric in METRICS}) == len(METRICS)
    assert {page for metric in METRICS for page in metric.pages} <= PAGES
    assert all(metric.help.endswith(".") for metric in METRICS)


@pytest.mark.parametrize("metric", [m for m in METRICS if m.additive], ids=lambda metric: metric.key)
def test_additive_metrics_of_the_segments_add_up_to_the_whole(metric: object, sample: core.Analysis) -> None:
    groups = sample.customers.groupby("segment", observed=True)
    parts = sum(metric.compute(members) for _, members in groups)  # type: ignore[attr-defined]
    assert parts == pytest.approx(metric.compute(sample.customers))  # type: ignore[attr-defined]
    assert parts > 0


def test_a_mean_is_not_called_additive() -> None:
    frame = people()
    halves = frame.iloc[:2], frame.iloc[2:]
    for metric in METRICS:
        parts = sum(metric.compute(half) for half in halves)
        if pd.notna(metric.compute(frame)) and metric.additive:
            known = [metric.compute(half) for half in halves if pd.notna(metric.compute(half))]
            assert sum(known) == pytest.approx(metric.compute(frame)), metric.key
        elif pd.notna(parts):
            assert parts != pytest.approx(metric.compute(frame)), metric.key


def test_a_profile_by_hand() -> None:
    frame = people().assign(shoes=[36.0, 38.0, 40.0, None])
    table = profile(frame, pd.Series(["x", "x", "y", None]), ("shoes",))
    assert table["group"].tolist() == ["x", "y"]
    assert table["customers"].tolist() == [2, 1]
    assert table["customer_share"].tolist() == [0.5, 0.25]
    assert table["revenue_share"].tolist() == [0.5, 0.5]
    assert table["shoes"].tolist() == [37, 40]
    assert table["days_between_orders"].fillna(-1).tolist() == [-1, 10]


def test_a_profile_of_nobody() -> None:
    assert profile(people(), pd.Series([None] * 4, dtype="str")).empty


def test_revenue_shares_are_missing_where_there_is_no_revenue_to_share() -> None:
    table = profile(customers(revenue=[-5, 5]), pd.Series(["x", "y"]))
    assert table["revenue_share"].isna().all()


@pytest.mark.parametrize("name", ["group", "customers", "customer_share", "revenue_share", "mean_clv"])
def test_a_column_of_the_file_does_not_overwrite_a_metric(name: str) -> None:
    frame = people().assign(**{name: [0.5, 1.5, 2.5, 3.5]})
    table = profile(frame, pd.Series(["x", "x", "y", "y"], name="lens"), (name,))
    assert table["group"].tolist() == ["x", "y"]
    assert table["customers"].tolist() == [2, 2]
    assert table["customer_share"].tolist() == [0.5, 0.5]
    assert table["mean_clv"].tolist() == [1.5, 18.5]
