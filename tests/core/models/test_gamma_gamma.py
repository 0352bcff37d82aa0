"""Gamma-Gamma: own mean and everybody's, whatever the unit of money; odd data."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import gamma_gamma
from core.models.gamma_gamma import GammaGamma
from core.problems import DataError

PARAMS = GammaGamma(6.25, 3.74, 15.44)


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def made(size: int = 600, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 6, size).astype("float64")
    scale = 1 / rng.gamma(3.7, 1 / 15.4, size)
    return x, np.where(x > 0, rng.gamma(6.25 * np.maximum(x, 1), scale) / np.maximum(x, 1), np.nan)


def test_the_parts_of_the_mean_by_hand() -> None:
    # p = 2, q = 3, gamma = 10: everybody's mean is 10; two orders at 40 weigh 4 against 2.
    found = gamma_gamma.expected_order_value(GammaGamma(2, 3, 10), [0, 2, 0], [np.nan, 40, 7])
    assert found == pytest.approx([10, (2 * 10 + 4 * 40) / 6, 10])


@given(st.floats(0.01, 1e4), st.integers(1, 500))
def test_it_lies_between_the_own_mean_and_everybodys_nearer_with_more_orders(value: float, x: int) -> None:
    everybody = float(gamma_gamma.expected_order_value(PARAMS, 0, 0))
    few, many = gamma_gamma.expected_order_value(PARAMS, [x, x + 1], value)
    assert min(value, everybody) - 1e-9 <= few <= max(value, everybody) + 1e-9
    assert abs(many - value) <= abs(few - value) + 1e-9


@pytest.mark.parametrize("by", [1e-6, 100.0, 1e9])
def test_the_unit_of_money_is_free(by: float) -> None:
    x, value = made()
    one, two = gamma_gamma.fit(x, value), gamma_gamma.fit(x, value * by)
    assert astuple(two)[:3] == pytest.approx((one.p, one.q, one.gamma * by), rel=1e-4)
    assert two.log_likelihood == pytest.approx(one.log_likelihood - (x > 0).sum() * np.log(by), abs=1e-5)


def test_weights_count_customers_and_nothing_is_changed() -> None:
    x, value = made()
    value = np.round(value)
    before = x.copy(), value.copy()
    whole = gamma_gamma.fit(x, value)
    assert (x == before[0]).all()
    assert np.array_equal(value, before[1], equal_nan=True)
    table = pd.DataFrame({"x": x, "value": value}).value_counts().reset_index()
    counted = gamma_gamma.fit(table["x"], table["value"], weights=table["count"])
    assert astuple(counted)[:4] == pytest.approx(astuple(whole)[:4], rel=1e-4)


@pytest.mark.parametrize(
    ("x", "value", "words"),
    [
        ([], [], "fewer than two customers with a second order"),
        ([0, 0], [5, 5], "fewer than two customers with a second order"),
        ([3], [5], "fewer than two customers with a second order"),
        ([1, 1, 0], [5, 0, 0], "1 of 2 repeat buyers have orders of no value"),
        ([1, 1], [5, -3], "1 of 2 customers have a missing or negative value"),
        ([1, 1], [5, None], "missing or negative"),
    ],
)
def test_data_without_a_model_are_refused_in_plain_words(x: list[Any], value: list[Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        gamma_gamma.fit(x, value)


@pytest.mark.parametrize("values", [np.full(40, 20.0), np.exp(np.linspace(-14, 14, 40)), np.array([5.0, 6.0])])
def test_odd_values_end_in_finite_parameters(values: np.ndarray) -> None:
    found = gamma_gamma.fit(np.ones(len(values)), values)
    assert np.isfinite(astuple(found)[:4]).all()


def test_all_alike_are_expected_to_stay_so_and_the_shapes_have_no_error() -> None:
    found = gamma_gamma.fit(np.ones(40), np.full(40, 20.0))
    assert gamma_gamma.expected_order_value(found, 1, 20) == pytest.approx(20, rel=0.01)
    assert np.isnan(found.standard_errors[:2]).all()


def test_unusable_input_and_an_infinite_mean_give_nan() -> None:
    found = gamma_gamma.expected_order_value(PARAMS, [np.nan, 1, 1, -1, 1], [5, np.nan, -5, 5, np.inf])
    assert np.isnan(found).all()
    # With q at most 1 nothing can be said without orders of one's own.
    heavy = gamma_gamma.expected_order_value(GammaGamma(2, 0.9, 10), [0, 1], [5, 5])
    assert np.isnan(heavy).tolist() == [True, False]
    assert gamma_gamma.expected_order_value(PARAMS, [], []).shape == (0,)
