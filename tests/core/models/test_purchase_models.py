"""BG/NBD, MBG/NBD and Pareto/NBD: what holds for all three, whatever the parameters and histories."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import astuple
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from core.models import bg_nbd, mbg_nbd, pareto_nbd
from core.models.bg_nbd import BgNbd
from core.models.mbg_nbd import MbgNbd
from core.models.pareto_nbd import ParetoNbd
from core.problems import DataError
from tests.core.draws import simulate

MODELS: dict[ModuleType, type] = {bg_nbd: BgNbd, mbg_nbd: MbgNbd, pareto_nbd: ParetoNbd}
EACH = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__.split(".")[-1])
# Where the parameters of a time stand.
TIMES = {bg_nbd: (1,), mbg_nbd: (1,), pareto_nbd: (1, 3)}
TYPICAL = (0.5, 8.0, 0.7, 6.0)

positive = st.floats(-3, 3).map(np.exp)
shapes = st.tuples(positive, positive, positive, positive)
counts = st.sampled_from([0, 0, 1, 2, 5, 30, 300])
horizons = st.floats(0, 200)


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@st.composite
def histories(draw: st.DrawFn) -> tuple[float, float, float]:
    """x, t_x and T of somebody who may exist."""
    x, T = draw(counts), draw(st.floats(0, 300))
    return float(x), draw(st.sampled_from([0.0, 0.3, 1.0])) * T if x else 0.0, T


def made(size: int = 400, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customers who order and stop, by plain draws; whole days, so that some are alike."""
    rng = np.random.default_rng(seed)
    T = rng.integers(20, 60, size).astype("float64")
    life = np.minimum(rng.exponential(rng.choice([3, 100], size)), T)
    x = rng.poisson(rng.gamma(0.6, 0.1, size) * life).astype("float64")
    last = np.ceil(life * rng.random(size) ** (1 / np.maximum(x, 1)))
    return x, np.where(x > 0, np.minimum(last, T), 0.0), T


def scaled(model: ModuleType, params: tuple[float, ...], by: float) -> tuple[float, ...]:
    return tuple(value * by if place in TIMES[model] else value for place, value in enumerate(params))


@EACH
@settings(max_examples=80, deadline=None)
@given(params=shapes, history=histories(), horizon=horizons, more=horizons)
def test_probabilities_and_what_more_time_does(
    model: ModuleType, params: tuple[float, ...], history: tuple[float, float, float], horizon: float, more: float
) -> None:
    found = MODELS[model](*params)
    alive = float(model.p_alive(found, *history))
    near, far = model.p_no_order(found, *history, [horizon, horizon + more])
    few, many = model.expected_orders(found, *history, [horizon, horizon + more])
    assert 0 <= alive <= 1
    assert 0 <= far <= near + 1e-9 <= 1 + 1e-9
    assert 0 <= few + 1e-9 <= many * (1 + 1e-9) + 2e-9
    # Who is gone never orders, and an expected number is at least the probability of one.
    assert near >= 1 - alive - 1e-9
    assert few >= (1 - near) * (1 - 1e-7) - 1e-9


@EACH
@settings(max_examples=40, deadline=None)
@given(params=shapes, history=histories())
def test_a_moment_ahead_expected_orders_are_the_probability_of_one(
    model: ModuleType, params: tuple[float, ...], history: tuple[float, float, float]
) -> None:
    found, moment = MODELS[model](*params), 1e-4 / (1 + history[0])
    order = 1 - model.p_no_order(found, *history, moment)
    assert order == pytest.approx(float(model.expected_orders(found, *history, moment)), rel=0.02, abs=1e-9)


@EACH
@settings(max_examples=40, deadline=None)
@given(params=shapes, history=histories(), horizon=horizons, by=st.sampled_from([1 / 7, 365.25, 86_400.0]))
def test_the_unit_of_time_is_free(
    model: ModuleType, params: tuple[float, ...], history: tuple[float, float, float], horizon: float, by: float
) -> None:
    x, t_x, T = history
    one, two = MODELS[model](*params), MODELS[model](*scaled(model, params, by))
    # Twice the same factor need not round alike: t_x stays at most T.
    other = (x, min(t_x * by, T * by), T * by)
    for name in ("expected_orders", "p_no_order"):
        before = float(getattr(model, name)(one, *history, horizon))
        assert float(getattr(model, name)(two, *other, horizon * by)) == pytest.approx(before, rel=1e-6, abs=1e-9)
    assert float(model.p_alive(two, *other)) == pytest.approx(float(model.p_alive(one, *history)), rel=1e-6, abs=1e-12)


@EACH
@settings(max_examples=40, deadline=None)
@given(params=shapes, time=horizons)
def test_a_new_customer_is_one_with_no_history(model: ModuleType, params: tuple[float, ...], time: float) -> None:
    found = MODELS[model](*params)
    expected = float(model.expected_orders(found, 0, 0, 0, time))
    assert float(model.expected_orders_of_new(found, time)) == pytest.approx(expected, rel=1e-7, abs=1e-12)


@EACH
def test_orders_add_up_over_time(model: ModuleType) -> None:
    """Orders of new customers to 60 are those to 20, and what each history at 20 leads to in the next 40."""
    params = MODELS[model](*TYPICAL)
    total = float(model.expected_orders_of_new(params, 60))
    rng = np.random.default_rng(5)
    first, later = simulate(model, TYPICAL, np.full(200_000, 20.0), 40.0, rng)
    expected = model.expected_orders(params, *first, 40)
    assert expected.mean() == pytest.approx(total - float(model.expected_orders_of_new(params, 20)), rel=0.02)
    assert expected.mean() == pytest.approx(later.mean(), rel=0.02)
    assert model.p_no_order(params, *first, 40).mean() == pytest.approx((later == 0).mean(), abs=0.003)
    repeat = first[0] == 2
    assert expected[repeat].mean() == pytest.approx(later[repeat].mean(), rel=0.05)


@EACH
def test_equal_histories_are_counted_once_with_a_weight(model: ModuleType) -> None:
    columns = made()
    whole = model.fit(*columns)
    counted = pd.DataFrame(np.column_stack(columns)).value_counts().reset_index()
    assert len(counted) < 400
    by_weight = model.fit(counted[0], counted[1], counted[2], weights=counted["count"])
    assert np.hstack(astuple(by_weight)[:6]) == pytest.approx(np.hstack(astuple(whole)[:6]), rel=1e-4)
    assert by_weight.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-7)


@EACH
@pytest.mark.parametrize("by", [1e-6, 1 / 7, 1e6])
def test_a_fit_in_other_units_is_the_same_fit(model: ModuleType, by: float) -> None:
    x, t_x, T = made()
    one, two = model.fit(x, t_x, T), model.fit(x, t_x * by, T * by)
    assert astuple(two)[:4] == pytest.approx(scaled(model, astuple(one)[:4], by), rel=1e-4)
    assert two.standard_errors == pytest.approx(scaled(model, one.standard_errors, by), rel=1e-3)
    assert two.log_likelihood == pytest.approx(one.log_likelihood - x.sum() * np.log(by), abs=1e-5)


@EACH
def test_what_came_in_is_left_alone_and_order_is_irrelevant(model: ModuleType) -> None:
    columns = made()
    before = [column.copy() for column in columns]
    one = model.fit(*columns)
    assert all((column == old).all() for column, old in zip(columns, before, strict=True))
    other = model.fit(*(column[::-1] for column in columns))
    assert astuple(other)[:5] == pytest.approx(astuple(one)[:5], rel=1e-4)


@EACH
def test_unusable_input_gives_nan(model: ModuleType) -> None:
    params = MODELS[model](*TYPICAL)
    rows = [(1, 2, 9, 5), (np.nan, 2, 9, 5), (1, np.nan, 9, 5), (1, 2, np.inf, 5), (1, 2, 9, np.nan), (-1, 2, 9, 5),
            (1, 9.5, 9, 5), (1, 2, 9, -5)]  # fmt: skip
    for name in ("expected_orders", "p_no_order"):
        found = getattr(model, name)(params, *np.array(rows).T)
        assert np.isnan(found).tolist() == [False] + [True] * 7
    assert np.isnan(model.expected_orders_of_new(params, [np.nan, -1, 3])).tolist() == [True, True, False]
    assert model.p_alive(params, [], [], []).shape == (0,)
    assert model.expected_orders(params, [], [], [], 5).shape == (0,)
    assert model.expected_orders(params, np.ones((3, 1)), 1, 2, [4, 5]).shape == (3, 2)


@EACH
@pytest.mark.parametrize(
    ("x", "t_x", "T", "words"),
    [
        ([], [], [], "fewer than two customers"),
        ([3], [4], [9], "fewer than two customers"),
        ([0, 0, 0], [0, 0, 0], [9, 8, 7], "No customer has ordered a second time"),
        ([1, 0], [0, 0], [0, 0], "ordered first on the day of the analysis"),
        ([1, 0], [5, 0], [4, 4], "1 of 2 customers have an impossible history"),
        ([1.5, 1], [3, 3], [4, 4], "impossible history"),
        ([0, 1], [3, 3], [4, 4], "impossible history"),
        ([1, None], [3, None], [4, 4], "1 of 2 customers have a missing or negative value"),
        ([1, -1], [3, 0], [4, 4], "missing or negative"),
        ([1, 1], [3, 0], [4, np.inf], "missing or negative"),
        ([1, 1], [3, 0], [4], "different lengths: 1, 2"),
    ],
)
def test_data_without_a_model_are_refused_in_plain_words(
    model: ModuleType, x: list[Any], t_x: list[Any], T: list[Any], words: str
) -> None:
    with pytest.raises(DataError, match=words) as caught:
        model.fit(x, t_x, T)
    assert len(caught.value.problems) == 1


EXTREMES = {
    "very many orders": (np.arange(1_000.0, 1_200.0), np.full(200, 49.0), np.full(200, 50.0)),
    "last order today": (np.ones(50), np.arange(1.0, 51.0), np.arange(1.0, 51.0)),
    "one repeat order": (np.r_[1.0, np.zeros(99)], np.r_[3.0, np.zeros(99)], np.full(100, 40.0)),
    "one who orders all the time": (np.r_[1e5, np.zeros(99)], np.r_[39.9, np.zeros(99)], np.full(100, 40.0)),
    "all alike": (np.ones(50), np.full(50, 3.0), np.full(50, 9.0)),
    "some new today": tuple(np.append(column, np.zeros(100)) for column in made()),
    "T of a second and of ages": (np.r_[1.0, np.zeros(99)], np.r_[1e-6, np.zeros(99)], np.r_[1e-3, np.full(99, 1e6)]),
}  # fmt: skip


@EACH
@pytest.mark.parametrize("case", EXTREMES)
def test_extreme_data_end_in_finite_numbers(model: ModuleType, case: str) -> None:
    columns = EXTREMES[case]
    found = model.fit(*columns)
    assert np.isfinite(astuple(found)[:5]).all()
    orders, silent = (getattr(model, name)(found, *columns, 10.0) for name in ("expected_orders", "p_no_order"))
    assert np.isfinite(model.expected_orders_of_new(found, columns[2])).all()
    assert ((silent >= 0) & (silent <= 1)).all()
    assert (orders >= 1 - silent - 1e-8).all()


@EACH
def test_a_parameter_the_data_do_not_tell_has_no_standard_error(model: ModuleType) -> None:
    found = model.fit(*EXTREMES["all alike"])
    assert np.isnan(found.standard_errors).any()
    assert all(np.isfinite(error) or np.isnan(error) for error in found.standard_errors)


@pytest.mark.parametrize("a", [0.3, 0.9, 1 - 1e-5, 1.0, 1 + 1e-5, 1.1, 4.0])
@pytest.mark.parametrize("b", [0.1, 0.7, 3.0])
@pytest.mark.parametrize("time", [0.01, 1.0, 50.0, 5_000.0])
def test_orders_of_new_against_their_integral(a: float, b: float, time: float) -> None:
    """Also at a = 1, a + b = 1 and a + b < 1, where the papers' formula divides by zero or has no third parameter."""
    r, alpha = 0.4, 3.0
    log_beta = quad(lambda p: 1.0, 0, 1, weight="alg", wvar=(a - 1, b - 1))[0]

    def orders(p: float) -> float:
        return -np.expm1(-r * np.log1p(p * time / alpha)) / p if p > 1e-12 else r * time / alpha

    whole = quad(orders, 0, 1, weight="alg", wvar=(a - 1, b - 1), limit=500, epsabs=0, epsrel=1e-7)[0] / log_beta
    assert float(bg_nbd.expected_orders_of_new(BgNbd(r, alpha, a, b), time)) == pytest.approx(whole, rel=1e-5)
    stays = quad(
        lambda p: orders(p) * (1 - p), 0, 1, weight="alg", wvar=(a - 1, b - 1), limit=500, epsabs=0, epsrel=1e-7
    )[0]
    found = float(mbg_nbd.expected_orders_of_new(MbgNbd(r, alpha, a, b), time))
    assert found == pytest.approx(stays / log_beta, rel=1e-5)


def test_bg_nbd_counts_of_a_new_customer_sum_to_one_and_to_their_mean() -> None:
    params = BgNbd(*TYPICAL)
    chances = bg_nbd.p_orders_of_new(params, np.arange(2_000), 30)
    assert chances.sum() == pytest.approx(1)
    assert chances @ np.arange(2_000) == pytest.approx(float(bg_nbd.expected_orders_of_new(params, 30)))
    assert bg_nbd.p_orders_of_new(params, [0, 3], 0).tolist() == [1, 0]
    assert np.isnan(bg_nbd.p_orders_of_new(params, [np.nan, 1], [1, -1])).all()


def test_pareto_nbd_with_s_of_one_is_no_exception() -> None:
    near = pareto_nbd.expected_orders_of_new(ParetoNbd(0.5, 8, 1 + 1e-9, 6), [1, 30])
    assert pareto_nbd.expected_orders_of_new(ParetoNbd(0.5, 8, 1, 6), [1, 30]) == pytest.approx(near)
