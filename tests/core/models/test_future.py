"""Expected money and its intervals: identities, what moves them, and a known truth that they hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.models import gamma_gamma, pareto_nbd
from core.models.future import CONFIDENCE, Terms, each, foresee, total
from core.models.gamma_gamma import GammaGamma
from core.models.lineup import MODELS, Buyers, Orders, fit
from tests.core.draws import simulate

PARETO = (0.553, 10.578, 0.606, 11.669)
ORDERS = Orders("Pareto/NBD", pareto_nbd.ParetoNbd(*PARETO))
VALUE = GammaGamma(6.25, 3.74, 15.44)
KNOWN = Buyers(
    np.array([0.0, 2.0, 26.0]),
    np.array([0.0, 30.43, 38.0]),
    np.array([38.86, 38.86, 38.86]),
    np.array([np.nan, 40.0, 25.0]),
)


def spend(**terms: float) -> np.ndarray:
    return foresee(KNOWN, ORDERS, VALUE, replace(Terms(1, 0.0, 1.0), **terms)).spend  # type: ignore[arg-type]


def test_without_discount_it_is_orders_times_their_value() -> None:
    weeks = Terms(12).weeks
    orders = pareto_nbd.expected_orders(ORDERS.parameters, KNOWN.x, KNOWN.t_x, KNOWN.T, weeks)
    value = gamma_gamma.expected_order_value(VALUE, KNOWN.x, KNOWN.value)
    assert spend(months=12) == pytest.approx(orders * value)


def test_money_is_discounted_at_the_end_of_each_month() -> None:
    # The identities that lifetimes and PyMC-Marketing are tested with: at 100% a month, one month is worth half, two
    # are worth three quarters of a month where both bring about the same.
    monthly = 2.0**12 - 1
    assert spend(months=1, discount=monthly) == pytest.approx(spend() / 2)
    assert spend(months=2) == pytest.approx(2 * spend(), rel=0.1)
    assert spend(months=2, discount=monthly) == pytest.approx(0.75 * spend(), rel=0.1)


def test_the_margin_scales_money_and_intervals() -> None:
    whole = foresee(KNOWN, ORDERS, VALUE, Terms(12, 0.1, 1.0))
    part = foresee(KNOWN, ORDERS, VALUE, Terms(12, 0.1, 0.3))
    assert part.spend == pytest.approx(0.3 * whole.spend)
    for a, b in zip(each(part), each(whole), strict=True):
        assert a == pytest.approx(0.3 * b)


def test_an_interval_holds_its_expectation_and_begins_at_nothing_where_nothing_is_likely() -> None:
    found = foresee(KNOWN, ORDERS, VALUE, Terms())
    low, high = each(found)
    assert (low <= found.spend).all()
    assert (found.spend <= high).all()
    assert low[0] == 0.0
    assert low[2] > 0.0


def test_a_list_is_surer_than_its_customers() -> None:
    many = Buyers(*(np.repeat(column, 200) for column in (KNOWN.x, KNOWN.t_x, KNOWN.T, KNOWN.value)))
    found = foresee(many, ORDERS, VALUE, Terms())
    low, high = each(found)
    sure = total(found, many, ORDERS, VALUE, Terms())
    assert sure.customers == 600
    assert sure.expected == pytest.approx(found.spend.sum())
    assert low.sum() < sure.low < sure.expected < sure.high < high.sum()
    wide = total(found, many, ORDERS, VALUE, Terms(), model_error=0.3)
    assert wide.low < sure.low
    assert wide.high > sure.high


def test_customers_without_an_order_have_no_part_in_a_total() -> None:
    some = Buyers(*(np.append(column, np.nan) for column in (KNOWN.x, KNOWN.t_x, KNOWN.T, KNOWN.value)))
    found = foresee(some, ORDERS, VALUE, Terms())
    assert np.isnan(found.spend[3])
    assert total(found, some, ORDERS, VALUE, Terms()).customers == 3
    nobody = total(found.take(np.array([3])), some.take(np.array([3])), ORDERS, VALUE, Terms())
    assert (nobody.customers, nobody.expected, nobody.low, nobody.high) == (0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("name", MODELS)
def test_the_interval_of_a_total_holds_what_was_spent_about_as_often_as_it_says(name: str) -> None:
    truth = PARETO if name == "Pareto/NBD" else (0.525, 6.183, 0.891, 1.614)
    terms, held = Terms(12, 0.0, 1.0), []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        T = rng.uniform(39, 78, 800)
        (x, t_x, T), later = simulate(MODELS[name], truth, T, terms.weeks, rng)
        rate = rng.gamma(VALUE.q, 1 / VALUE.gamma, len(x))
        some = np.maximum(x, 1)
        value = np.where(x > 0, rng.gamma(VALUE.p * some, 1 / rate) / some, np.nan)
        spent = np.where(later > 0, rng.gamma(VALUE.p * np.maximum(later, 1), 1 / rate), 0.0)
        known = Buyers(x, t_x, T, value)
        orders, money = fit(name, known), gamma_gamma.fit(x, value)
        found = foresee(known, orders, money, terms)
        for rows in np.array_split(rng.permutation(len(x)), 8):
            told = total(found.take(rows), known.take(rows), orders, money, terms)
            held.append(told.low <= spent[rows].sum() <= told.high)
    # 96 lists; three standard errors around 90 of 100, which are not fully independent of each other.
    assert abs(np.mean(held) - CONFIDENCE) < 0.1
