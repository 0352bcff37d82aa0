"""Advice: each piece is heard where it applies, silent where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import get_args

import pandas as pd
import pytest

import core
from core.insight.recommendations import ADVICE, FEWEST_CUSTOMERS, Area, audience, recommend
from core.settings import Settings
from tests.core.made import customers

DEFAULT = Settings()
SIZE = 20


def people(concerned: int, **columns: tuple[object, object]) -> pd.DataFrame:
    """Twenty customers; for each column the value of those concerned and that of the others."""
    return customers(**{name: [yes] * concerned + [no] * (SIZE - concerned) for name, (yes, no) in columns.items()})


def _segment(name: str) -> Callable[[int], pd.DataFrame]:
    return lambda n: people(
        n, segment=(name, "Elsewhere"), clv=(100, 10), yearly_revenue=(50, 5), tenure_days=(10, 900)
    )


# What makes each piece of advice heard for exactly n customers, and the columns without which it is silent.
FIRES: dict[str, tuple[Callable[[int], pd.DataFrame], tuple[str, ...]]] = {
    "win-back": (
        lambda n: people(n, churn_probability=(0.9, 0.1), clv=(9, 1), clv_percentile=(90, 10), value_at_stake=(7, 1)),
        ("churn_probability", "clv"),
    ),
    "at-risk": (
        lambda n: people(n, churn_probability=(0.9, 0.1), segment=("At Risk", "Elsewhere"), value_at_stake=(7, 1)),
        ("churn_probability", "segment"),
    ),
    "service-recovery": (
        lambda n: people(n, satisfaction_score=(1, 9), clv_percentile=(90, 80), clv=(100, 90)).assign(
            clv_percentile=[90.0] * n + [10.0] * (SIZE - n)
        ),
        ("satisfaction_score", "clv"),
    ),
    "champions": (_segment("Champions"), ("segment", "clv")),
    "loyal": (_segment("Loyal Customers"), ("segment", "clv")),
    "potential": (_segment("Potential Loyalists"), ("segment", "clv")),
    "upsell": (
        lambda n: people(n, potential_score=(90, 10), clv_percentile=(10, 80), clv=(10, 100)),
        ("potential_score", "clv"),
    ),
    "welcome": (_segment("New Customers"), ("segment", "tenure_days")),
    "second-order": (
        lambda n: people(n, orders=(1, 4), lateness=(2, 1), avg_order_value=(9, 9)),
        ("orders", "lateness"),
    ),
    "feature": (
        lambda n: people(n, books_preference=(0.5, 0.49), toys_preference=(0.3, 0.3), revenue=(9, 1)),
        ("books_preference", "toys_preference"),
    ),
    "cross-sell": (
        lambda n: people(n, books_preference=(0.9, 0.8), toys_preference=(0.1, 0.2), orders=(2, 9), revenue=(9, 1)),
        ("orders",),
    ),
    "attention": (_segment("Need Attention"), ("segment", "clv")),
}  # fmt: skip
KEYS = pytest.mark.parametrize("key", [advice.key for advice in ADVICE])


def test_all_advice_is_tried() -> None:
    assert list(FIRES) == [advice.key for advice in ADVICE]


@KEYS
def test_it_is_heard_for_exactly_whom_it_concerns(key: str) -> None:
    frame = FIRES[key][0](FEWEST_CUSTOMERS)
    row = recommend(frame, DEFAULT).set_index("key").loc[key]
    assert row["customers"] == FEWEST_CUSTOMERS
    assert row["share"] == FEWEST_CUSTOMERS / SIZE
    assert row["why"].startswith("5 customers")
    assert "–" not in row["why"]
    advice = next(entry for entry in ADVICE if entry.key == key)
    worth = advice.worth if frame[advice.worth].notna().any() else "clv"
    assert row["worth"] == frame[worth].head(5).sum() or pd.isna(row["worth"])
    assert audience(key, frame, DEFAULT).tolist() == [f"c{i:03d}" for i in range(5)]


@KEYS
def test_it_is_silent_for_fewer_than_five(key: str) -> None:
    assert key not in recommend(FIRES[key][0](FEWEST_CUSTOMERS - 1), DEFAULT)["key"].tolist()


@KEYS
def test_it_is_silent_without_its_columns(key: str) -> None:
    make, needed = FIRES[key]
    frame = make(6)
    assert key in recommend(frame, DEFAULT)["key"].tolist()
    without = [list(needed)] if key == "feature" else [[name] for name in needed]
    for names in without:
        blank = frame.assign(**{name: pd.Series(None, index=frame.index, dtype=frame[name].dtype) for name in names})
        assert key not in recommend(blank, DEFAULT)["key"].tolist(), names


def test_the_most_money_comes_first_and_what_has_none_comes_last(sample: core.Analysis) -> None:
    table = core.recommend(sample)
    assert len(table) >= 5
    assert table["worth"].dropna().is_monotonic_decreasing
    assert table["worth"].isna().is_monotonic_increasing
    assert table["key"].is_unique


def test_every_sentence_is_finished(sample: core.Analysis) -> None:
    table = core.recommend(sample)
    for text in [*table["why"], *table["what_to_do"]]:
        assert text.endswith(".")
        assert not re.search(r"[{}]|\bnan\b|–", text)
    assert table["share"].between(0, 1).all()
    assert set(table["area"]) <= set(get_args(Area))


def test_figures_in_a_sentence_are_those_of_the_audience(sample: core.Analysis) -> None:
    for row in core.recommend(sample).itertuples():
        people_ = audience(row.key, sample.customers, sample.settings)
        assert len(people_) == row.customers
        assert people_.is_unique
        assert row.why.startswith(f"{row.customers:,} customers")


def test_the_audience_comes_by_worth(sample: core.Analysis) -> None:
    worth = sample.customers.set_index("customer_id")["yearly_revenue"]
    assert worth.reindex(audience("champions", sample.customers, sample.settings)).is_monotonic_decreasing


def test_nothing_known_no_advice() -> None:
    table = recommend(customers(age=[40] * 20), DEFAULT)
    assert table.empty
    assert list(table.columns) == [
        "area",
        "recommendation",
        "customers",
        "share",
        "worth",
        "worth_basis",
        "why",
        "what_to_do",
        "key",
    ]


def test_the_table_of_advice() -> None:
    assert len({advice.key for advice in ADVICE}) == len(ADVICE)
    for advice in ADVICE:
        assert advice.why.endswith(".")
        assert advice.do.endswith(".")
        assert advice.area in get_args(Area)
