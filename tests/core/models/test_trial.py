"""How far predictions were off, by hand and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import mean_poisson_deviance, roc_auc_score

from core.models.lineup import Buyers
from core.models.trial import (
    RATE_SO_FAR,
    SAME_AS_BEFORE,
    area_under_curve,
    by_past_orders,
    measures,
    naive,
    reliability,
)

KNOWN = Buyers(np.array([0.0, 4.0, 9.0]), np.array([0.0, 5.0, 9.0]), np.array([10.0, 10.0, 0.0]), np.full(3, np.nan))


def test_naive_rules_by_hand() -> None:
    rules = naive(KNOWN, 5.0, np.array([1.0, 2.0, 0.0]))
    assert rules[SAME_AS_BEFORE].tolist() == [1, 2, 0]
    assert rules[RATE_SO_FAR].tolist() == [0, 2, 0]


def test_measures_by_hand() -> None:
    found = measures(np.array([0.0, 2.0, 4.0]), np.array([1.0, 2.0, 3.0]))
    assert (found["predicted"], found["actual"], found["error"]) == (6, 6, 0)
    assert found["mae"] == pytest.approx(2 / 3)
    assert found["correlation"] == pytest.approx(1)
    assert found["deviance"] == pytest.approx(mean_poisson_deviance([0, 2, 4], [1, 2, 3]))


def test_nothing_happened_is_no_error_of_the_program() -> None:
    found = measures(np.zeros(3), np.ones(3))
    assert np.isnan(found["error"])
    assert np.isnan(found["correlation"])
    assert found["deviance"] == pytest.approx(2)


def test_saying_none_of_everybody_does_not_win() -> None:
    actual = np.array([0.0] * 9 + [5.0])
    said = {"none": np.zeros(10), "mean": np.full(10, 0.5)}
    assert measures(actual, said["none"])["mae"] < measures(actual, said["mean"])["mae"]
    assert measures(actual, said["none"])["deviance"] > measures(actual, said["mean"])["deviance"]


def test_the_area_is_that_of_scikit_learn_with_ties_too() -> None:
    rng = np.random.default_rng(5)
    risk, happened = rng.integers(0, 9, 400) / 9, rng.random(400) < 0.3
    assert area_under_curve(risk, happened) == pytest.approx(roc_auc_score(happened, risk))
    assert np.isnan(area_under_curve(risk, np.zeros(400, dtype=bool)))


def test_customers_of_like_risk_share_a_row() -> None:
    risk = np.array([0.9, 0.1, 0.2, 0.8])
    frame = reliability(risk, risk > 0.5, bins=2)
    assert frame["said"].tolist() == pytest.approx([0.15, 0.85])
    assert frame["happened"].tolist() == [0, 1]
    assert frame["customers"].tolist() == [2, 2]
    assert len(reliability(risk, risk > 0.5)) == 4


def test_past_orders_from_seven_on_share_a_row() -> None:
    frame = by_past_orders(KNOWN, np.array([0.0, 1.0, 3.0]), np.array([0.5, 1.0, 2.0]))
    assert frame["repeat_orders"].tolist() == [0, 4, 7]
    assert frame["predicted"].tolist() == [0.5, 1.0, 2.0]
