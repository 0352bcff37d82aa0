"""The two lists: who is on them, in which order, and that every reason is true."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import core
from core.insight.risk import POTENTIAL, at_risk, high_potential, is_at_risk, is_high_potential
from core.models.ranks import percentile
from core.schema import label_of
from core.settings import Settings
from tests.core.made import customers

DEFAULT = Settings()


def test_at_risk_needs_both_a_high_churn_probability_and_value() -> None:
    frame = customers(
        churn_probability=[0.5, 0.49, 0.9, 0.9, None], clv_percentile=[50, 90, 49.9, None, 90], orders=[2] * 5
    )
    assert is_at_risk(frame, DEFAULT).tolist() == [True, False, False, False, False]


def test_without_value_the_churn_probability_decides_alone() -> None:
    assert is_at_risk(customers(churn_probability=[0.5, 0.4]), DEFAULT).tolist() == [True, False]


def test_nobody_is_at_risk_who_never_ordered() -> None:
    frame = customers(churn_probability=[0.9] * 3, orders=[0, 1, None])
    assert is_at_risk(frame, DEFAULT).tolist() == [False, True, True]


def test_high_potential_by_hand() -> None:
    frame = customers(
        potential_score=[90, 90, 90, 1, 90, None, *[5] * 12],
        clv_percentile=[74.9, 75, 10, 10, None, 10, *[50] * 12],
        churn_probability=[0.1, 0.1, 0.5, 0.1, 0.1, 0.1, *[None] * 12],
    )
    assert is_high_potential(frame, DEFAULT).tolist()[:6] == [True, False, False, False, False, False]
    assert not is_high_potential(frame, DEFAULT)[6:].any()


def test_the_list_is_the_mask(sample: core.Analysis) -> None:
    people, settings = sample.customers, sample.settings
    for listed, mask in ((at_risk(people, settings), is_at_risk(people, settings)),
                         (high_potential(people, settings), is_high_potential(people, settings))):  # fmt: skip
        assert len(listed) > 20
        assert sorted(listed["customer_id"]) == sorted(people.loc[mask, "customer_id"])
        assert listed["customer_id"].is_unique


def test_the_largest_stake_comes_first_and_ties_go_by_id(sample: core.Analysis) -> None:
    stakes = at_risk(sample.customers, DEFAULT)["value_at_stake"]
    assert stakes.is_monotonic_decreasing
    frame = customers(customer_id=["b", "c", "a"], churn_probability=[0.9, 0.6, 0.9], value_at_stake=[5, 5, 5])
    assert at_risk(frame, DEFAULT)["customer_id"].tolist() == ["a", "b", "c"]


def test_the_highest_potential_comes_first(sample: core.Analysis) -> None:
    listed = high_potential(sample.customers, DEFAULT)
    assert listed["potential_score"].is_monotonic_decreasing
    assert (listed["gap_to_high_value"] > 0).all()
    limit = sample.customers.loc[sample.customers["clv_percentile"] >= 75, "clv"].min()
    worth = sample.customers.set_index("customer_id")["clv"].reindex(listed["customer_id"]).to_numpy()
    assert listed["gap_to_high_value"].to_numpy() == pytest.approx(limit - worth)


@pytest.mark.parametrize("most", [1, 7, 10_000])
def test_the_head_of_a_list_is_the_head_of_the_whole_list(most: int, sample: core.Analysis) -> None:
    for make in (at_risk, high_potential):
        whole, short = make(sample.customers, DEFAULT), make(sample.customers, DEFAULT, most)
        pd.testing.assert_frame_equal(whole.head(most), short)


def test_raising_the_threshold_shortens_the_list_and_lets_nobody_in(sample: core.Analysis) -> None:
    for name, low, high in (("churn_threshold", 0.5, 0.8), ("at_risk_value_percentile", 50, 80)):
        more, fewer = (is_at_risk(sample.customers, Settings(**{name: value})) for value in (low, high))
        assert not (fewer & ~more).any()
        assert fewer.sum() < more.sum()


def facts(reason: str, pattern: str) -> float | None:
    found = re.search(pattern, reason, re.IGNORECASE)
    return float(found.group(1).replace(",", "")) if found else None


def test_every_number_in_a_reason_at_risk_is_true(sample: core.Analysis) -> None:
    people = sample.customers.set_index("customer_id")
    listed = at_risk(sample.customers, DEFAULT).set_index("customer_id")
    median, satisfied = people["clv"].median(), people["satisfaction_score"].mean()
    said = {"gap": 0, "silent": 0, "once": 0, "unhappy": 0, "worth": 0, "idle": 0}
    for who, reason in listed["reason"].items():
        one = people.loc[who]
        assert facts(reason, r"churn probability (\d+)%") == pytest.approx(100 * one["churn_probability"], abs=0.51)
        if (gap := facts(reason, r"usually buys every ([\d,]+) days")) is not None:
            assert gap == pytest.approx(one["usual_gap_days"], abs=0.51)
            assert one["orders"] > 1
            said["gap"] += 1
        if (silent := facts(reason, r"silent for ([\d,]+) days")) is not None:
            assert silent == one["days_since_purchase"]
            said["silent"] += 1
        if (once := facts(reason, r"bought once, ([\d,]+) days ago")) is not None:
            assert (once, one["orders"]) == (one["days_since_purchase"], 1)
            said["once"] += 1
        if (score := facts(reason, r"satisfaction ([\d.]+), below the average")) is not None:
            assert score == pytest.approx(one["satisfaction_score"], abs=0.051)
            assert one["satisfaction_score"] < satisfied
            said["unhappy"] += 1
        if (ratio := facts(reason, r"worth ([\d.,]+) times the median")) is not None:
            assert ratio == pytest.approx(one["clv"] / median, abs=0.051)
            assert ratio >= 1.5
            said["worth"] += 1
        if (lower := facts(reason, r"engagement lower than that of (\d+)%")) is not None:
            above = (people["engagement_score"] > one["engagement_score"]).mean()
            assert lower == pytest.approx(100 * above, abs=0.51)
            said["idle"] += 1
        assert "nan" not in reason
        assert reason[0].isupper()
    assert all(count > 0 for count in said.values()), said


def test_every_number_in_a_reason_of_potential_is_true(sample: core.Analysis) -> None:
    people = sample.customers
    ranks = {label_of(name).lower(): percentile(people[name]).set_axis(people["customer_id"]) for name in POTENTIAL}
    checked = 0
    for row in high_potential(people, DEFAULT).itertuples():
        for label, rank in re.findall(r"([^;]+?) above (\d+)% of customers", row.reason):
            assert float(rank) == pytest.approx(ranks[label.strip().lower()][row.customer_id], abs=0.51)
            assert float(rank) >= 50
            checked += 1
    assert checked > 50


def test_reasons_where_little_is_known() -> None:
    listed = at_risk(customers(churn_probability=[0.9]), DEFAULT)
    assert listed["reason"].tolist() == ["Churn probability 90%"]
    assert list(listed.columns[:3]) == ["customer_id", "churn_probability", "reason"]


def test_the_strongest_figure_comes_first() -> None:
    frame = customers(
        churn_probability=[0.9] * 8, orders=[3] * 8, lateness=[9, *range(7)], usual_gap_days=[10] * 8,
        days_since_purchase=[90, 0, 10, 20, 30, 40, 50, 60], clv=[20, 10, 10, 10, 10, 10, 10, 900],
        satisfaction_score=[6, 7, 7, 7, 7, 7, 7, 7],
    )  # fmt: skip
    reasons = at_risk(frame.assign(clv_percentile=60.0), DEFAULT)["reason"]
    assert reasons[0] == (
        "Usually buys every 10 days, silent for 90 days; satisfaction 6.0, below the average of 6.9; "
        "worth 2.0 times the median customer; churn probability 90%"
    )
    assert reasons[7].startswith("Worth 90.0 times the median customer; usually buys every 10 days, silent for 60")


def test_nobody_is_called_less_satisfied_by_less_than_can_be_read() -> None:
    frame = customers(churn_probability=[0.9] * 3, satisfaction_score=[3.0, 3.04, 3.05])
    assert not at_risk(frame, DEFAULT)["reason"].str.contains("below").any()


def test_nobody_on_the_lists() -> None:
    frame = customers(age=[40, 50])
    for make in (at_risk, high_potential):
        listed = make(frame, DEFAULT)
        assert listed.empty
        assert {"customer_id", "reason"} <= set(listed.columns)
    assert make(frame.head(0), DEFAULT).empty
