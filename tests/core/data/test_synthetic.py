"""Generated data is believable: a known process, sensible ties between the columns, every segment present."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from itertools import pairwise
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest

from core.data import synthetic
from core.data.dataset import Dataset
from core.data.purchases import TABLE, with_ids
from core.settings import Settings

ROWS = with_ids(TABLE)
SEGMENTS = ("Champions", "Loyal Customers", "Potential Loyalists", "New Customers", "At Risk", "Need Attention")
END = pd.Timestamp("2026-06-30")


@pytest.fixture(scope="module")
def data() -> Dataset:
    return synthetic.generate()


@pytest.fixture(scope="module")
def large() -> Dataset:
    return synthetic.generate(100_000, seed=11)


@pytest.fixture(scope="module")
def people(data: Dataset) -> pd.DataFrame:
    return rolled_up(data)


def rows_of(dataset: Dataset) -> pd.DataFrame:
    assert dataset.purchases is not None
    return dataset.purchases.run(ROWS.order_by(list(ROWS.columns)))


def share_worse(values: pd.Series) -> pd.Series:
    return (values.rank(method="min") - 1) / len(values) * 100


def rolled_up(dataset: Dataset) -> pd.DataFrame:
    """One row per customer: what was given, and what the rules need from the purchases."""
    assert dataset.purchases is not None
    days = ROWS.group_by("customer_id", "day").agg(net=ROWS.amount.sum())
    orders = days.filter(days.net > 0).group_by("customer_id")
    buying = dataset.purchases.run(orders.agg(orders=ibis._.count(), first=ibis._.day.min()))
    worth = dataset.purchases.run(ROWS.group_by("customer_id").agg(clv=ROWS.amount.sum()))
    frame = dataset.customers.merge(buying, on="customer_id").merge(worth, on="customer_id")
    frame["tenure_days"] = (END - frame["first"]).dt.days
    history = (END - pd.Timestamp(dataset.purchases.first_day)).days
    frame["frequency"] = frame["orders"] * 365 / frame["tenure_days"].clip(lower=min(365, history))
    frame["order_value"] = frame["clv"] / frame["orders"]
    frame["engagement"] = (share_worse(frame["page_views"]) + share_worse(frame["session_duration"])) / 2
    return frame


def segments(frame: pd.DataFrame) -> pd.Series:
    """The six rules at the default settings, written apart from the app's own."""
    limit = Settings()
    value, often, loyal = (share_worse(frame[name]) for name in ("clv", "frequency", "loyalty_score"))
    rules = [
        (value >= limit.high_value_percentile) & (often >= limit.high_frequency_percentile),
        (value >= limit.high_value_percentile) & (loyal >= limit.high_loyalty_percentile),
        often >= limit.high_frequency_percentile,
        (value >= limit.moderate_value_percentile) & (frame["tenure_days"] <= limit.new_customer_days),
        (frame["churn_probability"] >= limit.churn_threshold) & ~(frame["engagement"] >= 50),
    ]
    return pd.Series(np.select(rules, list(SEGMENTS[:-1]), SEGMENTS[-1]))


def digest(dataset: Dataset) -> str:
    text = dataset.customers.to_csv(index=False) + rows_of(dataset).to_csv(index=False)
    return hashlib.sha256(text.encode()).hexdigest()


def archetypes(dataset: Dataset) -> list[dict[str, Any]]:
    found = dataset.truth["archetypes"]
    assert isinstance(found, tuple)
    return list(found)


def test_the_record_says_what_it_is(data: Dataset) -> None:
    assert data.purchases is not None
    assert (data.name, data.kind, data.currency) == ("Generated customers (10,000, seed 7)", "purchases", "USD")
    assert (data.labels, data.metrics, data.last_day) == ((), (), dt.date(2026, 6, 30))
    assert data.report.rows_in == data.report.rows_out == data.purchases.rows
    assert data.purchases.first_day >= dt.date(2024, 7, 1)
    assert data.purchases.last_day <= dt.date(2026, 6, 30)
    assert (data.truth["start"], data.truth["end"]) == (dt.date(2024, 7, 1), dt.date(2026, 6, 30))
    assert data.truth["horizon_days"] == 730


def test_customers_are_complete_and_within_range(data: Dataset) -> None:
    frame = data.customers
    assert list(frame.columns) == [
        "customer_id", "age", "gender", "income", "country", "page_views", "session_duration",
        "satisfaction_score", "loyalty_score", "churn_probability", "customer_segment",
    ]  # fmt: skip
    assert not frame.isna().any().any()
    assert frame["customer_id"].is_unique
    assert (frame["customer_id"].iloc[0], frame["customer_id"].iloc[-1]) == ("C000001", "C010000")
    assert set(frame["gender"]) == {"Female", "Male", "Other"}
    assert frame["age"].between(18, 90).all()
    assert frame["satisfaction_score"].between(1, 10).all()
    assert frame["loyalty_score"].between(0, 100).all()
    assert frame["churn_probability"].between(0, 1, inclusive="neither").all()
    assert (frame[["page_views", "session_duration", "income"]] >= 0).all().all()
    assert set(frame["customer_segment"]) == {kind["name"] for kind in archetypes(data)}


def test_money_is_believable(data: Dataset) -> None:
    rows = rows_of(data)
    paid = rows[rows["amount"] > 0]
    assert rows["amount"].notna().all()
    assert (rows["amount"] * 100 - (rows["amount"] * 100).round()).abs().max() < 1e-6
    assert 50 <= paid["amount"].median() <= 70
    assert paid["amount"].between(10, 2000).mean() > 0.98
    assert paid["amount"].between(4, 2000).all()
    means = paid.groupby("category")["amount"].mean()
    assert means["Electronics"] > 2 * means["Clothing"] > 3 * means["Books"]
    prices = paid.groupby(["category", "product"])["amount"].median()
    for products, category in zip(synthetic.PRODUCTS, synthetic.CATEGORIES, strict=True):
        assert all(0.6 < prices[category, name] / price < 1.6 for name, price in products)
    assert len(prices) == 24


def test_refunds_follow_a_purchase_and_leave_something(data: Dataset) -> None:
    rows = rows_of(data)
    refunds = rows[rows["amount"] < 0]
    assert 0.015 <= len(refunds) / len(rows) <= 0.025
    pairs = refunds.merge(rows[rows["amount"] > 0], on=["customer_id", "category", "product"], suffixes=("", "_paid"))
    fits = (pairs["day_paid"] < pairs["day"]) & (pairs["amount_paid"] >= -pairs["amount"])
    matched = pairs[fits].drop_duplicates(["customer_id", "product", "day", "amount"])
    assert len(matched) == len(refunds.drop_duplicates(["customer_id", "product", "day", "amount"]))
    assert (rows.groupby("customer_id")["amount"].sum() > 0).all()
    assert rows["customer_id"].nunique() == len(data.customers)


@pytest.mark.parametrize("months", [6, 12, 24, 36])
@pytest.mark.parametrize("size", [1_000, 10_000])
@pytest.mark.parametrize("seed", range(1, 11))
def test_every_segment_has_a_sensible_size(seed: int, size: int, months: int) -> None:
    dataset = synthetic.generate(size, seed, months)
    shares = segments(rolled_up(dataset)).value_counts(normalize=True).reindex(SEGMENTS, fill_value=0.0)
    assert shares.between(0.02, 0.45).all(), shares.to_dict()


def test_segments_are_near_the_sizes_that_were_aimed_at(people: pd.DataFrame) -> None:
    shares = segments(people).value_counts(normalize=True)
    aims = [(0.12, 0.20), (0.05, 0.12), (0.08, 0.18), (0.05, 0.12), (0.12, 0.25), (0.20, 0.40)]
    for name, (low, high) in zip(SEGMENTS, aims, strict=True):
        assert low <= shares[name] <= high, (name, shares[name])


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("page_views", "session_duration", 0.2, 0.8),
        ("page_views", "frequency", 0.2, 0.8),
        ("session_duration", "frequency", 0.2, 0.8),
        ("page_views", "churn_probability", -0.8, -0.2),
        ("session_duration", "churn_probability", -0.8, -0.2),
        ("satisfaction_score", "churn_probability", -0.8, -0.2),
        ("satisfaction_score", "engagement", 0.2, 0.8),
        ("loyalty_score", "orders", 0.2, 0.8),
        ("loyalty_score", "tenure_days", 0.2, 0.8),
        ("loyalty_score", "clv", 0.2, 0.8),
        ("loyalty_score", "churn_probability", -0.8, -0.2),
        ("churn_probability", "frequency", -0.8, -0.2),
        ("churn_probability", "clv", -0.8, -0.2),
        ("income", "order_value", 0.2, 0.8),
        ("clv", "engagement", 0.2, 0.8),
    ],
)
def test_columns_hang_together(people: pd.DataFrame, one: str, other: str, low: float, high: float) -> None:
    assert low <= people[one].corr(people[other], method="spearman") <= high


def test_mean_order_value_of_each_archetype_is_the_stated_one(large: Dataset) -> None:
    rows = rows_of(large).merge(large.customers[["customer_id", "customer_segment"]], on="customer_id")
    found = rows[rows["amount"] > 0].groupby("customer_segment")["amount"].mean()
    for kind in archetypes(large):
        assert found[kind["name"]] == pytest.approx(kind["mean_order_value"], rel=0.03)


def test_category_mix_of_each_archetype_is_the_stated_one(large: Dataset) -> None:
    rows = rows_of(large).merge(large.customers[["customer_id", "customer_segment"]], on="customer_id")
    found = rows[rows["amount"] > 0].groupby("customer_segment")["category"].value_counts(normalize=True)
    for kind in archetypes(large):
        for category, share in zip(synthetic.CATEGORIES, kind["mix"], strict=True):
            assert found[kind["name"], category] == pytest.approx(share, abs=0.015)


def test_repeat_purchases_of_each_archetype_are_as_many_as_the_process_says(large: Dataset) -> None:
    """Expected purchases in (0, T] of the Pareto/NBD: Schmittlein, Morrison & Colombo (1987)."""
    assert large.purchases is not None
    paid = ROWS.filter(ROWS.amount > 0).group_by("customer_id")
    found = large.purchases.run(paid.agg(rows=ibis._.count(), first=ibis._.day.min()))
    found = found.merge(large.customers[["customer_id", "customer_segment"]], on="customer_id")
    calendar = synthetic.make_calendar(24)
    # The clock is read in the middle of the day of the first purchase.
    day = (found["first"] - pd.Timestamp("2024-07-01")).dt.days.to_numpy()
    found["weeks"] = calendar.end - (calendar.clock[day] + np.append(0.0, calendar.clock)[day]) / 2
    for kind in archetypes(large):
        mine = found[found["customer_segment"] == kind["name"]]
        r, alpha, s, beta = (kind[name] for name in ("r", "alpha", "s", "beta"))
        expected = r * beta / (alpha * (s - 1)) * (1 - (beta / (beta + mine["weeks"])) ** (s - 1))
        assert mine["rows"].mean() - 1 == pytest.approx(expected.mean(), rel=0.04), kind["name"]


def test_shares_of_the_archetypes_are_the_stated_ones(large: Dataset) -> None:
    found = large.customers["customer_segment"].value_counts(normalize=True)
    assert sum(kind["share"] for kind in archetypes(large)) == pytest.approx(1)
    for kind in archetypes(large):
        assert found[kind["name"]] == pytest.approx(kind["share"], abs=0.01)


def test_churn_chance_is_calibrated_to_who_has_really_left() -> None:
    rng = np.random.default_rng(3)
    calendar = synthetic.make_calendar(24)
    people = synthetic.draw_people(rng, 100_000, calendar)
    orders = synthetic.draw_orders(rng, people, calendar)
    chance = synthetic.churn_chance(people, orders.last, calendar.end)
    gone = people.left < calendar.end
    for low, high in pairwise(np.linspace(0, 1, 6)):
        inside = (chance >= low) & (chance <= high)
        assert gone[inside].mean() == pytest.approx(chance[inside].mean(), abs=0.02)


def test_given_churn_probability_is_noisy_around_the_chance(data: Dataset) -> None:
    rng = np.random.default_rng(7)
    calendar = synthetic.make_calendar(24)
    people = synthetic.draw_people(rng, 10_000, calendar)
    orders = synthetic.draw_orders(rng, people, calendar)
    chance = pd.Series(synthetic.churn_chance(people, orders.last, calendar.end))
    given = data.customers["churn_probability"]
    assert given.mean() == pytest.approx((people.left < calendar.end).mean(), abs=0.02)
    assert 0.9 < given.corr(chance, method="spearman") < 0.995


def test_trade_is_brisk_on_weekends_and_before_christmas(large: Dataset) -> None:
    day = rows_of(large)["day"]
    weekday = day.dt.day_of_week.value_counts(normalize=True)
    assert weekday[[5, 6]].mean() > 1.15 * weekday[[0, 1, 2, 3, 4]].mean()
    by_month = day.dt.to_period("M").value_counts()
    assert by_month["2025-12"] > 1.15 * (by_month["2025-10"] + by_month["2026-01"]) / 2


def test_customers_are_won_over_the_whole_history(people: pd.DataFrame) -> None:
    won = people["first"].dt.to_period("M").value_counts(normalize=True)
    assert len(won) == 24
    assert won.between(0.01, 0.12).all()


def test_same_seed_same_bytes_and_another_seed_differs() -> None:
    first, again, other = (synthetic.generate(1_000, seed, 12) for seed in (5, 5, 6))
    assert digest(first) == digest(again)
    assert first.fingerprint == again.fingerprint
    assert digest(first) != digest(other)


def test_fingerprint_tells_all_three_parameters_apart() -> None:
    made = [synthetic.generate(*arguments) for arguments in ((100, 7, 24), (101, 7, 24), (100, 8, 24), (100, 7, 23))]
    assert len({dataset.fingerprint for dataset in made}) == 4


def test_ten_thousand_customers_take_less_than_two_seconds() -> None:
    start = time.perf_counter()
    synthetic.generate(10_000, seed=1)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("months", [6, 7, 60])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_smallest_and_longest_work(seed: int, months: int) -> None:
    dataset = synthetic.generate(100, seed, months)
    frame = rolled_up(dataset)
    assert len(frame) == 100
    assert (frame["clv"] > 0).all()
    assert (frame["orders"] >= 1).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_customers": 50}, "Customers: 50 must be between 100 and 1,000,000."),
        ({"n_customers": 1_000_001}, "Customers: 1,000,001 must be between 100 and 1,000,000."),
        ({"months": 2}, "Months: 2 must be between 6 and 60."),
        ({"months": 61}, "Months: 61 must be between 6 and 60."),
        ({"seed": -1}, "Seed: -1 must be 0 or more."),
        ({"n_customers": 1000.5}, "Customers: 1000.5 is not a whole number."),
        ({"seed": True}, "Seed: True is not a whole number."),
    ],
)
def test_impossible_arguments_are_refused_in_plain_words(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the message is compared as a whole
        synthetic.generate(**arguments)
    assert str(error.value) == message
