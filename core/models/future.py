"""What customers will spend: expected money, and how far it may be off, for one customer and for any list of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from scipy.special import gammaincinv

from core.models.gamma_gamma import GammaGamma, expected_order_value
from core.models.histories import distinct
from core.models.lineup import DAYS_PER_WEEK, Buyers, Orders, elasticity, moved

CONFIDENCE = 0.9
WEEKS_PER_MONTH = 365 / 12 / DAYS_PER_WEEK
# What depends on the parameters is seen on this many customers of a list, evenly spread over it.
SAMPLE = 500
# The value of orders has no variance below this many degrees of freedom; wide, but not endless.
LEAST_DEGREES = 2.1


@dataclass(frozen=True)
class Terms:
    """How the future is valued: months ahead, discount per year and margin as shares."""

    months: int = 12
    discount: float = 0.10
    margin: float = 1.0

    @property
    def weeks(self) -> float:
        """The months in weeks."""
        return self.months * WEEKS_PER_MONTH


@dataclass(frozen=True, eq=False)
class Future:
    """One entry per customer, for the months of `terms`.

    `orders` are expected, `order_value` is the money to expect per order, `spend` their discounted product times the
    margin, `variance` that of the spend, and `none` the probability of no order at all.
    """

    orders: np.ndarray
    order_value: np.ndarray
    spend: np.ndarray
    variance: np.ndarray
    none: np.ndarray

    def take(self, rows: np.ndarray) -> Future:
        """Some of the customers, by place or by truth."""
        return Future(*(getattr(self, field.name)[rows] for field in fields(self)))


def foresee(known: Buyers, orders: Orders, value: GammaGamma, terms: Terms) -> Future:
    """Expected spend of each customer with its variance; missing for unusable histories.

    Money is discounted at the end of each month. Given a customer's rate, orders are Poisson, and the value of each is
    gamma; both rates differ between customers as the models say, which makes the variance.
    """
    # Many customers share a history: what it tells is computed once for each.
    first, kind = distinct(known.x, known.t_x, known.T)
    expected, present, pairs, none = (column[kind] for column in _orders_ahead(known.take(first), orders, terms))
    mean, square, noise = _value_moments(known, value)
    squared = expected + 2 * pairs
    scale = terms.margin * np.divide(present, expected, out=np.ones_like(present), where=expected > 0)
    spend = terms.margin * present * mean
    variance = np.maximum(scale**2 * (expected * noise + squared * square) - spend**2, 0.0)
    return Future(expected, mean, spend, variance, none)


def _orders_ahead(known: Buyers, orders: Orders, terms: Terms) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Orders to expect over the months, the same with those of each month discounted, pairs of orders, and the chance
    of none.

    A pair is an order and another before it. Who orders at a time was there until then, at a rate that having ordered
    speaks for: one more order in the gamma distribution, thinned by the chance to stay after each.
    """
    before, present, pairs = np.zeros(len(known)), np.zeros(len(known)), np.zeros(len(known))
    shape, time = orders.rate(known)
    rate = (shape + 1) / time * orders.stay(known)
    for month in range(1, terms.months + 1):
        upto = orders.expected(known, month * WEEKS_PER_MONTH)
        present += (upto - before) / (1 + terms.discount) ** (month / 12)
        pairs += (upto - before) * rate * (month - 0.5) * WEEKS_PER_MONTH
        before = upto
    return before, present, pairs, orders.none(known, terms.weeks)


def _value_moments(known: Buyers, value: GammaGamma) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean of a customer's mean order value, mean of its square, and the mean variance of single orders around it."""
    mean = expected_order_value(value, known.x, known.value)
    spent = np.where(known.x > 0, known.x * np.nan_to_num(known.value), 0.0)
    degrees = np.maximum(value.p * known.x + value.q, LEAST_DEGREES)
    common = value.p * (value.gamma + spent) ** 2 / ((degrees - 1) * (degrees - 2))
    return mean, value.p * common, common


@dataclass(frozen=True)
class Total:
    """Money to expect from a list of customers, and the interval that holds what they will spend in 9 of 10 cases."""

    customers: int
    expected: float
    low: float
    high: float


def total(
    future: Future, known: Buyers, orders: Orders, value: GammaGamma, terms: Terms, model_error: float = 0.0
) -> Total:
    """The spend of these customers together, with what chance, the parameters, and the model itself may be off.

    `model_error` is the share by which the model was off on the past beyond chance. The total is taken as gamma
    distributed, above nothing at all, which a single customer often spends.
    """
    usable = np.isfinite(future.spend)
    expected = float(future.spend[usable].sum())
    rows = np.flatnonzero(usable)
    if not len(rows) or expected <= 0:
        return Total(len(rows), expected, 0.0, 0.0)
    rows = rows[np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows))).astype(int)]
    doubt = _doubt(known.take(rows), orders, value, terms) + model_error**2
    variance = float(future.variance[usable].sum()) + doubt * expected**2
    nobody = float(np.exp(np.log(np.maximum(future.none[usable], 1e-300)).sum()))
    low, high = _above_nothing(np.array([expected]), np.array([variance]), np.array([nobody]))
    return Total(int(usable.sum()), expected, float(low[0]), float(high[0]))


def each(future: Future) -> tuple[np.ndarray, np.ndarray]:
    """The interval of each customer by itself, without the doubt of the parameters: chance is larger for one."""
    return _above_nothing(future.spend, future.variance, future.none)


def _above_nothing(mean: np.ndarray, variance: np.ndarray, nothing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Quantiles of a spend that is nothing with some probability, and gamma distributed otherwise."""
    some = np.maximum(1 - nothing, 1e-12)
    above = mean / some
    spread = np.maximum((variance + mean**2) / some - above**2, 1e-12 * above**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        shape = above**2 / spread
        return tuple(  # type: ignore[return-value]
            np.where(q <= nothing, 0.0, gammaincinv(shape, np.clip((q - nothing) / some, 0, 1)) * above / shape)
            for q in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
        )


def _doubt(known: Buyers, orders: Orders, value: GammaGamma, terms: Terms) -> float:
    """Variance of the relative error of a total from parameters that are not known exactly (delta method)."""

    def spend(orders: Orders, value: GammaGamma) -> float:
        per_order = expected_order_value(value, known.x, known.value)
        return float(np.nansum(orders.expected(known, terms.weeks) * per_order))

    base = spend(orders, value)
    if base <= 0:
        return 0.0
    by_orders = [elasticity(np.array(spend(other, value)), np.array(base)) / base for other in orders.moved()]
    by_value = [elasticity(np.array(spend(orders, other)), np.array(base)) / base for other in moved(value)]
    return _quadratic(by_orders, orders.parameters.log_covariance) + _quadratic(by_value, value.log_covariance)


def _quadratic(slopes: list[np.ndarray], covariance: tuple[tuple[float, ...], ...]) -> float:
    """What the parameters that the data tells add; those given, or stopped at a limit, add nothing."""
    if not slopes:
        return 0.0
    slope, matrix = np.array(slopes), np.nan_to_num(np.array(covariance))
    return float(slope @ matrix @ slope)
