"""The six segments: each can be reached, everybody is in exactly one, and a threshold moves people one way."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import core
from core.insight.segments import ENGAGED, SEGMENTS, assign_segments, live_segments
from core.settings import Settings, limits
from tests.core.made import customers

NAMES = [segment.name for segment in SEGMENTS]
DEFAULT = Settings()


def people() -> pd.DataFrame:
    """One customer per way through the rules, the last two at the edge of being at risk."""
    return customers(
        clv_percentile=[75, 75, 10, 25, 10, 10, 10, 10],
        frequency_percentile=[70, 69, 70, 0, 0, 0, 0, 0],
        loyalty_percentile=[0, 65, 0, 0, 0, 0, 0, 0],
        tenure_days=[900, 900, 900, 90, 900, 900, 900, 900],
        churn_probability=[0.9, 0.9, 0.9, 0.9, 0.5, 0.49, 0.9, 0.9],
        engagement_score=[90, 90, 90, 90, 10, 10, ENGAGED, None],
    )


def test_each_segment_is_reached_at_its_limits() -> None:
    assert assign_segments(people(), DEFAULT).tolist() == [*NAMES, "Need Attention", "At Risk"]


def test_just_below_the_limits_nobody_is_in() -> None:
    below = people().assign(
        clv_percentile=[74.9, 74.9, 10, 24.9, 10, 10, 10, 10],
        frequency_percentile=[69.9, 69.9, 69.9, 0, 0, 0, 0, 0],
        churn_probability=0.49,
    )
    assert set(assign_segments(below, DEFAULT)) == {"Need Attention"}


def test_the_order_of_the_rules_decides() -> None:
    both = customers(
        clv_percentile=[90],
        frequency_percentile=[90],
        loyalty_percentile=[90],
        tenure_days=[5],
        churn_probability=[0.9],
    )
    assert assign_segments(both, DEFAULT).tolist() == ["Champions"]


def test_every_segment_is_reached_on_the_sample_and_everybody_is_in_exactly_one(sample: core.Analysis) -> None:
    found = sample.customers["segment"]
    assert found.notna().all()
    assert set(found.astype("str")) == set(NAMES)
    assert int(found.value_counts().sum()) == len(sample.customers)
    assert list(found.cat.categories) == NAMES


THRESHOLDS = [name for name, limit in limits().items() if limit["group"] == "Segment thresholds"]
# What a higher threshold can only do: leave fewer, or more, customers under the rules that use it.
GOVERNS = {
    "high_value_percentile": ({"Champions", "Loyal Customers"}, -1),
    "high_frequency_percentile": ({"Champions", "Potential Loyalists"}, -1),
    "high_loyalty_percentile": ({"Loyal Customers"}, -1),
    "moderate_value_percentile": ({"New Customers"}, -1),
    "new_customer_days": ({"New Customers"}, +1),
    "churn_threshold": ({"At Risk"}, -1),
}


def test_every_threshold_has_its_direction() -> None:
    assert set(GOVERNS) == set(THRESHOLDS)


@pytest.mark.parametrize("name", GOVERNS)
def test_raising_a_threshold_moves_customers_one_way(name: str, sample: core.Analysis) -> None:
    governed, direction = GOVERNS[name]
    limit = limits()[name]
    before: pd.Series | None = None
    for value in (
        limit["low"],
        limit["default"],
        (limit["default"] + limit["high"]) // 1 if limit["step"] >= 1 else 0.7,
        limit["high"],
    ):
        settings = Settings(**{name: min(value, limit["high"])})
        found = assign_segments(sample.customers, settings).isin(governed)
        if name == "high_frequency_percentile":
            # Who leaves Champions may stay as Loyal; the two rules with frequency together only lose.
            found = assign_segments(sample.customers, settings).isin({"Champions", "Potential Loyalists"})
        if before is not None:
            moved_in, moved_out = int((found & ~before).sum()), int((~found & before).sum())
            assert (moved_in if direction < 0 else moved_out) == 0
        before = found


@pytest.mark.parametrize("name", THRESHOLDS)
def test_a_threshold_changes_nobody_whose_rule_comes_before_those_that_use_it(name: str, sample: core.Analysis) -> None:
    using = [
        i for i, s in enumerate(SEGMENTS) if s.when(Settings()) != s.when(Settings(**{name: limits()[name]["high"]}))
    ]
    assert using, "a threshold that no rule uses"
    untouched = NAMES[: using[0]]
    low, high = (
        assign_segments(sample.customers, Settings(**{name: limits()[name][end]})).astype("str")
        for end in ("low", "high")
    )
    changed = low != high
    assert changed.any()
    assert not (set(low[changed]) | set(high[changed])) & set(untouched)


def test_without_any_data_for_the_rules_everybody_is_missing() -> None:
    nothing = customers(age=[40, 50, 60])
    assert assign_segments(nothing, DEFAULT).isna().all()
    assert live_segments(nothing, DEFAULT) == ()


@pytest.mark.parametrize(
    ("known", "live"),
    [
        ({"clv_percentile": [0, 90]}, []),
        ({"frequency_percentile": [0, 90]}, ["Potential Loyalists"]),
        ({"clv_percentile": [0, 90], "loyalty_percentile": [0, 90]}, ["Loyal Customers"]),
        ({"churn_probability": [0.1, 0.9]}, ["At Risk"]),
        ({"clv_percentile": [0, 90], "tenure_days": [5, 900]}, ["New Customers"]),
    ],
)
def test_the_rules_that_the_data_can_answer(known: dict[str, list[float]], live: list[str]) -> None:
    frame = customers(**known)
    assert [segment.name for segment in live_segments(frame, DEFAULT)] == live
    named = assign_segments(frame, DEFAULT)
    assert bool(named.notna().all()) is bool(live)


def test_the_table_of_segments() -> None:
    assert len(SEGMENTS) == 6
    assert SEGMENTS[-1].when(DEFAULT) == {}
    assert all(segment.when(DEFAULT) for segment in SEGMENTS[:-1])
    for words in ([s.name for s in SEGMENTS], [s.color for s in SEGMENTS], [s.rule for s in SEGMENTS]):
        assert len(set(words)) == 6
    for segment in SEGMENTS:
        assert re.fullmatch("#[0-9a-f]{6}", segment.color)
        assert segment.meaning.endswith(".")
        assert segment.focus.endswith(".")
