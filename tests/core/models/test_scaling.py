"""Metrics on one scale: blanks, skew, extreme values, and metrics that hold no spread."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.models.scaling import FARTHEST, different, logarithm, scale, spread_out
from core.models.weighting import group_weights


def test_blanks_are_filled_at_the_median_and_counted() -> None:
    scaled = scale(pd.DataFrame({"x": [1.0, 2.0, 3.0, None], "y": [None, 1.0, 3.0, np.inf]}), ["x", "y"])
    assert (~scaled.known).any(axis=1).sum() == 2
    assert scaled.logged == ()
    assert scaled.matrix[3].tolist() == [0.0, 0.0]


def test_a_normal_metric_is_measured_in_standard_deviations() -> None:
    values = np.random.default_rng(1).normal(50, 7, 20_000)
    matrix = scale(pd.DataFrame({"x": values}), ["x"]).matrix[:, 0]
    assert np.median(matrix) == pytest.approx(0)
    assert matrix.std() == pytest.approx(1, rel=0.02)


def test_only_skewed_values_are_logged() -> None:
    skewed = [1.0] * 30 + [500.0]
    frame = pd.DataFrame({"money": skewed, "even": np.arange(31.0), "signed": np.linspace(-15, 15, 31)})
    assert scale(frame, list(frame)).logged == ("money",)


def test_a_few_refunds_do_not_keep_large_values_from_being_drawn_together() -> None:
    money = np.exp(np.random.default_rng(3).normal(6, 1, 2_000))
    with_refunds = np.append(money, [-50.0, -400.0])
    plain, refunds = (scale(pd.DataFrame({"x": values}), ["x"]) for values in (money, with_refunds))
    assert refunds.logged == ("x",)
    assert pd.Series(refunds.matrix[:, 0]).skew() < 1
    assert (np.diff(refunds.matrix[np.argsort(with_refunds), 0]) >= 0).all()
    assert plain.matrix.max() < FARTHEST
    assert refunds.matrix.max() < FARTHEST


def test_without_negative_values_it_is_the_logarithm() -> None:
    assert logarithm(pd.Series([0.0, 1.0])).tolist() == [0.0, np.log(2)]


def test_one_enormous_value_does_not_squeeze_the_others() -> None:
    values = np.append(np.random.default_rng(1).normal(0, 1, 999), -1e12)
    scaled = scale(pd.DataFrame({"x": values}), ["x"])
    assert scaled.matrix[:999].std() == pytest.approx(1, rel=0.1)
    assert scaled.matrix[999] == -FARTHEST
    assert scaled.cut == 1


def test_a_metric_of_zeros_but_for_a_few_stays_within_bounds() -> None:
    matrix = scale(pd.DataFrame({"x": [0.0] * 990 + list(range(1, 11))}), ["x"]).matrix
    assert np.isfinite(matrix).all()
    assert np.abs(matrix).max() <= FARTHEST


def test_a_metric_that_repeats_another_is_left_out() -> None:
    frame = pd.DataFrame({"a": np.arange(50.0), "b": np.arange(50.0) ** 2, "c": np.arange(50.0) % 7})
    assert different(frame, ["a", "b", "c"]) == ("a", "c")


def test_one_crowd_gives_every_metric_the_same_weight() -> None:
    rng = np.random.default_rng(2)
    assert group_weights(rng.normal(size=(800, 4)), 1).tolist() == [1.0] * 4
    assert group_weights(rng.uniform(-1.7, 1.7, size=(800, 3)), 1).tolist() == [1.0] * 3


def test_a_metric_that_holds_groups_counts_more_than_noise() -> None:
    rng = np.random.default_rng(2)
    groups = rng.choice([-1.0, 1.0], 800) + rng.normal(0, 0.1, 800)
    weights = group_weights(np.column_stack([groups, rng.normal(size=(800, 2))]), 1)
    assert weights[0] > 3
    assert weights[1:].tolist() == [1.0, 1.0]


def test_a_metric_of_few_values_keeps_its_weight() -> None:
    rng = np.random.default_rng(2)
    weights = group_weights(np.column_stack([rng.integers(0, 5, 800), rng.normal(size=800)]).astype(float), 1)
    assert weights.tolist() == [1.0, 1.0]


def test_shared_values_are_spread_to_their_neighbors_and_no_further() -> None:
    frame = pd.DataFrame({"counted": [0.0, 1.0, 2.0, 30.0] * 50, "measured": np.linspace(0, 1, 200)})
    spread = spread_out(frame, ["counted", "measured"], seed=1)
    far = (spread["counted"] - frame["counted"]).abs()
    assert far[frame["counted"] < 2].max() <= 0.5
    assert far.max() <= 1.0
    assert spread["counted"].min() >= 0
    assert spread["counted"].nunique() > 150
    assert spread["measured"].equals(frame["measured"])
    assert frame["counted"].nunique() == 4


def test_blanks_and_infinities_are_not_spread() -> None:
    frame = pd.DataFrame({"stars": [1.0, np.nan, 2.0, 3.0, np.inf, 3.0]})
    spread = spread_out(frame, ["stars"], seed=1)["stars"]
    assert np.isfinite(spread).tolist() == [True, False, True, True, False, True]
