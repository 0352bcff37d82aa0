"""Gaps, months and cohorts by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.data.purchases import Purchases
from core.insight.behavior import cohorts, gaps_between_orders, preference_columns, preference_index, revenue_by_month
from tests.core.made import customers, purchases

# a: Jan 1, Jan 11, Mar 1; a refund on Jan 20. b: Jan 31, Feb 10. c: Feb 2 alone. d: bought and returned on Feb 3.
ROWS = [
    ("a", "2024-01-01", 10.0), ("a", "2024-01-11", 20.0), ("a", "2024-01-20", -5.0), ("a", "2024-03-01", 30.0),
    ("b", "2024-01-31", 8.0), ("b", "2024-02-10", 7.0), ("c", "2024-02-02", 40.0), ("d", "2024-02-03", 9.0),
    ("d", "2024-02-03", -9.0),
]  # fmt: skip


def engine(rows: list[tuple[str, str, float]]) -> Purchases:
    found = purchases(rows).purchases
    assert found is not None
    return found


@pytest.fixture(scope="module")
def bought() -> Purchases:
    return engine(ROWS)


def test_gaps_by_hand(bought: Purchases) -> None:
    found = gaps_between_orders(bought, dt.date(2024, 3, 1))
    assert dict(zip(found["gap_days"], found["times"], strict=True)) == {10: 2, 50: 1}
    until = gaps_between_orders(bought, dt.date(2024, 2, 1))
    assert until.to_numpy().tolist() == [[10, 1]]


def test_gaps_over_two_years_count_as_two_years() -> None:
    found = gaps_between_orders(
        engine([("a", "2018-01-01", 5), ("a", "2024-01-01", 5), ("a", "2024-01-02", 5)]), dt.date(2024, 2, 1)
    )
    assert dict(zip(found["gap_days"], found["times"], strict=True)) == {1: 1, 730: 1}


def test_nobody_came_back_no_gaps() -> None:
    assert gaps_between_orders(engine([("a", "2024-01-01", 5), ("b", "2024-01-01", 5)]), dt.date(2024, 2, 1)).empty


def test_months_by_hand(bought: Purchases) -> None:
    found = revenue_by_month(bought, dt.date(2024, 3, 1))
    assert found["month"].dt.strftime("%Y-%m").tolist() == ["2024-01", "2024-02", "2024-03"]
    assert found["revenue"].tolist() == [33, 47, 30]
    assert found["orders"].tolist() == [3, 2, 1]
    assert found["customers"].tolist() == [2, 2, 1]


def test_months_add_up_to_everything(bought: Purchases) -> None:
    assert revenue_by_month(bought, dt.date(2030, 1, 1))["revenue"].sum() == sum(amount for *_, amount in ROWS)


def cells(found: pd.DataFrame) -> dict[tuple[str, int], tuple[int, int, float, float]]:
    return {
        (row.cohort.strftime("%Y-%m"), int(row.age)): (row.size_, row.customers, row.retention, row.revenue)
        for row in found.rename(columns={"size": "size_"}).itertuples()
    }


def test_cohorts_by_hand(bought: Purchases) -> None:
    found = cohorts(bought, dt.date(2024, 3, 31))
    assert cells(found) == {
        ("2024-01", 0): (2, 2, 1.0, (10 + 20 + 8) / 2),
        ("2024-01", 1): (2, 1, 0.5, 7 / 2),
        ("2024-01", 2): (2, 1, 0.5, 30 / 2),
        ("2024-02", 0): (1, 1, 1.0, 40.0),
    }
    assert set(found["unit"]) == {"month"}


def test_an_unfinished_month_is_left_out_unless_it_is_the_only_one(bought: Purchases) -> None:
    assert ("2024-01", 2) not in cells(cohorts(bought, dt.date(2024, 3, 30)))
    assert cells(cohorts(bought, dt.date(2024, 1, 15))) == {("2024-01", 0): (1, 1, 1.0, 30.0)}


def test_a_long_history_is_told_in_quarters() -> None:
    rows = [("a", "2020-02-01", 5.0), ("a", "2020-05-01", 5.0), ("b", "2020-03-01", 7.0), ("b", "2023-01-01", 7.0)]
    found = cohorts(engine(rows), dt.date(2023, 3, 31))
    assert set(found["unit"]) == {"quarter"}
    assert cells(found) == {
        ("2020-01", 0): (2, 2, 1.0, 6.0), ("2020-01", 1): (2, 1, 0.5, 2.5), ("2020-01", 12): (2, 1, 0.5, 3.5),
    }  # fmt: skip


@pytest.mark.parametrize(("end", "unit"), [("2024-01-31", "month"), ("2024-02-01", "quarter")])
def test_the_change_to_quarters_comes_after_24_months(end: str, unit: str) -> None:
    found = cohorts(engine([("a", "2022-01-15", 5.0), ("a", end, 5.0)]), dt.date.fromisoformat(end))
    assert set(found["unit"]) == {unit}


def test_nobody_ordered_no_cohorts() -> None:
    found = cohorts(engine([("a", "2024-01-01", -5.0)]), dt.date(2024, 2, 1))
    assert found.empty
    assert {"cohort", "age", "size", "customers", "retention", "revenue", "unit"} <= set(found.columns)


def test_retention_is_a_share_and_begins_with_everybody(bought: Purchases) -> None:
    found = cohorts(bought, dt.date(2024, 3, 31))
    assert found["retention"].between(0, 1).all()
    assert (found.loc[found["age"] == 0, "retention"] == 1).all()


def test_preferences_by_hand() -> None:
    frame = customers(books_preference=[0.8, 0.6, 0.1, None], toys_preference=[0.2, 0.4, 0.9, None], age=[1, 2, 3, 4])
    frame = frame.assign(games_preference=None)
    assert preference_columns(frame) == ["books_preference", "toys_preference"]
    found = preference_index(frame, pd.Series(["x", "x", "y", "y"])).set_index(["group", "category"])
    assert found.loc[("x", "books_preference")].tolist() == pytest.approx([0.7, 0.7 / 0.5 * 100])
    assert found.loc[("y", "toys_preference")].tolist() == pytest.approx([0.9, 0.9 / 0.5 * 100])
    assert len(found) == 4
