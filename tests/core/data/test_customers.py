"""Purchases to customers, by hand: occasions, refunds, the day everything is seen from, shares of categories."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

import core
from core import schema
from core.data.customers import category_shares, customers_as_of, kept_share, preference_column, roll_up
from core.data.dataset import Dataset
from tests.core.made import analyzed, from_csv, purchases

# a: 10 + 5 on one day are one order, 20 later, 4 taken back on the day of the second, 30 last.
# b: one order wholly taken back on a later day. c: bought and returned the same day. d: a refund alone.
ROWS = [
    ("a", "2024-01-01", 10.0), ("a", "2024-01-01", 5.0), ("a", "2024-01-31", 20.0), ("a", "2024-01-31", -4.0),
    ("a", "2024-03-01", 30.0), ("b", "2024-01-10", 50.0), ("b", "2024-01-20", -50.0), ("c", "2024-02-01", 9.0),
    ("c", "2024-02-01", -9.0), ("d", "2024-02-02", -7.0), ("e", "2024-02-20", 0.0),
]  # fmt: skip
LAST = dt.date(2024, 3, 1)


@pytest.fixture(scope="module")
def data() -> Dataset:
    return purchases(ROWS)


def rolled(data: Dataset, as_of: dt.date) -> pd.DataFrame:
    assert data.purchases is not None
    return roll_up(data.purchases, as_of).set_index("customer_id")


def test_orders_are_days_above_zero(data: Dataset) -> None:
    assert rolled(data, LAST)["orders"].to_dict() == {"a": 3, "b": 1, "c": 0, "d": 0, "e": 0}


def test_revenue_is_net_and_adds_up_over_everybody(data: Dataset) -> None:
    revenue = rolled(data, LAST)["revenue"]
    assert revenue.to_dict() == {"a": 61, "b": 0, "c": 0, "d": -7, "e": 0}
    assert revenue.sum() == sum(amount for *_, amount in ROWS)


def test_dates_are_those_of_orders(data: Dataset) -> None:
    found = rolled(data, LAST)
    assert found.loc["a", ["first_purchase", "last_purchase"]].tolist() == [
        pd.Timestamp("2024-01-01"),
        pd.Timestamp("2024-03-01"),
    ]
    assert found.loc["b", "last_purchase"] == pd.Timestamp("2024-01-10")
    assert found.loc[["c", "d", "e"], ["first_purchase", "last_purchase"]].isna().all().all()


def test_values_of_orders(data: Dataset) -> None:
    found = rolled(data, LAST)
    assert found.loc["a", "avg_order_value"] == pytest.approx(61 / 3)
    assert found.loc["a", "mean_repeat_value"] == pytest.approx((16 + 30) / 2)
    assert found.loc["b", "avg_order_value"] == 0
    assert found.loc[["b", "c", "d"], "mean_repeat_value"].isna().all()


def test_what_is_kept_of_the_money_of_orders(data: Dataset) -> None:
    assert data.purchases is not None
    # 15, 16, 30 and 50 were ordered; 50 and 7 came back on other days.
    assert kept_share(data.purchases, LAST) == pytest.approx((111 - 57) / 111)
    assert kept_share(data.purchases, dt.date(2024, 1, 15)) == 1
    refunds = purchases([("a", "2024-01-01", -5.0)])
    assert refunds.purchases is not None
    assert math.isnan(kept_share(refunds.purchases, LAST))


def test_what_comes_later_is_not_known_yet(data: Dataset) -> None:
    found = rolled(data, dt.date(2024, 1, 31))
    assert found["orders"].to_dict() == {"a": 2, "b": 1}
    assert found["revenue"].to_dict() == {"a": 31, "b": 0}
    assert rolled(data, dt.date(2024, 1, 15))["revenue"].to_dict() == {"a": 15, "b": 50}


def test_money_that_comes_to_nothing_in_cents_is_no_order() -> None:
    found = rolled(purchases([("a", "2024-01-01", 0.1), ("a", "2024-01-01", 0.2), ("a", "2024-01-01", -0.3)]), LAST)
    assert found["orders"].tolist() == [0]


def test_the_columns_that_follow(data: Dataset) -> None:
    found = customers_as_of(data, LAST).set_index("customer_id").loc["a"]
    assert found["tenure_days"] == 60
    assert found["days_since_purchase"] == 0
    assert found["active_span_days"] == 60
    assert found["repeat_orders"] == 2
    assert found["days_between_orders"] == 30
    # The longest relationship is 60 days, so a year is scaled up from 60.
    assert found["purchase_frequency"] == pytest.approx(3 * 365 / 60)
    assert found["yearly_revenue"] == pytest.approx(3 * 365 / 60 * 61 / 3)


def test_every_column_of_the_schema_is_there(data: Dataset) -> None:
    wanted = {c.name for c in schema.COLUMNS if c.rows != "purchases"} - set(schema.HELPERS)
    for dataset in (data, from_csv("ID,clv\na,5\nb,6", kind="customers")):
        analysis = core.analyze(dataset)
        assert wanted <= set(analysis.customers.columns)
        assert analysis.customers.columns.is_unique


def test_a_customer_of_yesterday_does_not_count_for_365_orders_a_year() -> None:
    found = customers_as_of(purchases([("old", "2022-01-01", 5), ("new", "2023-12-31", 5)]), dt.date(2024, 1, 1))
    pace = found.set_index("customer_id")["purchase_frequency"]
    assert pace["new"] == 1
    assert pace["old"] == pytest.approx(365 / 730)


def test_what_a_file_gives_is_never_overwritten() -> None:
    found = analyzed("ID,orders,avg_order_value,revenue,purchase_frequency\na,2,10,99,7\nb,2,10,,", kind="customers")
    customers = found.customers.set_index("customer_id")
    assert customers["revenue"].to_dict() == {"a": 99, "b": 20}
    assert customers["purchase_frequency"].fillna(-1).to_dict() == {"a": 7, "b": -1}


def test_a_day_after_the_analysis_date_is_not_known_yet() -> None:
    text = "ID,last_purchase,orders\na,2024-01-10,2\nb,2024-03-01,2"
    analysis = analyzed(text, core.Settings(as_of=dt.date(2024, 2, 1)), kind="customers")
    assert analysis.customers["days_since_purchase"].fillna(-1).tolist() == [22, -1]


def test_shares_of_categories_by_hand() -> None:
    rows = [("a", "2024-01-01", 30.0), ("a", "2024-01-02", 10.0), ("a", "2024-01-03", -99.0), ("b", "2024-01-03", 5.0)]
    data = purchases(rows, ["Books", "Office Supplies", "Books", "Books"])
    assert data.purchases is not None
    found = category_shares(data.purchases, LAST).set_index("customer_id")
    assert found.loc["a"].to_dict() == {"books_preference": 0.75, "Office Supplies_preference": 0.25}
    assert found.loc["b"].to_dict() == {"books_preference": 1, "Office Supplies_preference": 0}


def test_shares_sum_to_one_and_small_categories_share_the_rest() -> None:
    rows = [(f"c{i % 7}", f"2024-01-{1 + i % 28:02d}", 1.0 + i) for i in range(120)]
    data = purchases(rows, [f"Kind {i % 17}" for i in range(120)])
    assert data.purchases is not None
    found = category_shares(data.purchases, LAST).set_index("customer_id")
    assert found.shape == (7, 13)
    assert found.sum(axis=1).tolist() == pytest.approx([1] * 7)
    assert ((found >= 0) & (found <= 1)).all().all()
    assert "other_preference" in found


def test_a_category_called_other_and_the_rest_are_one() -> None:
    rows = [("a", "2024-01-01", 100.0 - i) for i in range(15)]
    data = purchases(rows, ["Other", *[f"Kind {i}" for i in range(14)]])
    assert data.purchases is not None
    found = category_shares(data.purchases, LAST)
    assert found.columns.is_unique
    assert found.drop(columns="customer_id").sum(axis=1).tolist() == pytest.approx([1])


def test_spellings_of_a_category_are_one_kind_of_goods() -> None:
    data = purchases([("a", "2024-01-01", 30.0), ("a", "2024-01-02", 10.0)], ["Books", "books"])
    assert data.purchases is not None
    assert category_shares(data.purchases, LAST)["books_preference"].tolist() == [1]


def test_categories_without_money_count_rows() -> None:
    data = from_csv(
        "Customer,Date,Category\na,2024-01-01,x\na,2024-01-02,x\na,2024-01-03,y\nb,2024-01-03,y", kind="purchases"
    )
    assert data.purchases is not None
    found = category_shares(data.purchases, LAST).set_index("customer_id")
    assert found.loc["a", "x_preference"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("name", ["Ä & Ö", "$$", "TVs", "A & B", "A-B", "Books", "home decor", "=1+1"])
def test_a_category_keeps_the_spelling_of_the_file(name: str) -> None:
    assert schema.label_of(preference_column(name)) == f"{name} preference"


def test_categories_that_look_alike_stay_apart() -> None:
    assert preference_column("A & B") != preference_column("A-B")
