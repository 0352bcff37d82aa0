"""What BG/NBD and MBG/NBD share: customers order at their own rate and may leave after an order.

Rates are gamma distributed (shape r, scale 1/alpha), the chance to leave after an order is beta distributed (a, b). The
two models differ in one thing, `first`: whether a customer may leave right after the very first order (1) or not (0).
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1

from core.models.fitting import SCALE, SHAPE, Optimum, maximize
from core.models.histories import Histories, at_distinct

# Closer to a = 1 than this, the formula divides almost zero by almost zero, and is taken from both sides.
_NEAR = 1e-4
# Closer to a whole number than this, the difference of two parameters makes scipy's series fail.
_WHOLE = 1e-8


def fit(told: Histories, first: int) -> Optimum:
    """r, alpha, a and b of the greatest likelihood, which is given in the caller's unit of time as well."""

    def objective(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        r, alpha, a, b = parameters.tolist()
        stay = _stay(r, alpha, told.now.x, told.now.time)
        leave = _leave(r, alpha, a, b, first, told.last.x, told.last.time)
        by_end, stayed, left = told.weigh(stay, leave)
        by_count, gradient = _by_count(r, a, b, first, told)
        gradient += _by_end(r, alpha, a, b, first, told, stayed, left)
        return by_count + by_end, gradient

    mean = told.orders / told.customers
    return maximize(
        objective,
        told.customers,
        starts=((0.5, 0.5 / mean, 1.0, 3.0), (1.0, 0.2 / mean, 1.0, 0.1)),
        limits=(SHAPE, SCALE, SHAPE, SHAPE),
        units=(1.0, told.unit, 1.0, 1.0),
        log_density=told.orders * float(np.log(told.unit)),
    )


def _stay(r: float, alpha: float, x: np.ndarray, T: np.ndarray) -> np.ndarray:
    """Logarithm of the likelihood of x orders and still being there at T, over what `_leave` has in common with it."""
    logs: np.ndarray = -r * np.log1p(T / alpha) - x * np.log(alpha + T)
    return logs


def _leave(r: float, alpha: float, a: float, b: float, first: int, x: np.ndarray, t_x: np.ndarray) -> np.ndarray:
    """Logarithm of the likelihood of x orders and leaving right after the last; minus infinity where nobody may."""
    leave = np.log(a) - np.log(_chances(b, first, x)) + _stay(r, alpha, x, t_x)
    return np.where(x + first == 0, -np.inf, leave)


def _chances(b: float, first: int, x: np.ndarray) -> np.ndarray:
    """b and the orders after which a customer stayed before the last; 1 where nobody may leave, to have a logarithm."""
    return np.where(x + first == 0, 1.0, b + x + first - 1)


def _by_count(r: float, a: float, b: float, first: int, told: Histories) -> tuple[float, np.ndarray]:
    """The part of the log-likelihood that depends on the number of orders alone, and its gradient."""
    stays = b + told.counts + first
    value = gammaln(r + told.counts) - gammaln(r) + betaln(a, stays) - betaln(a, b)
    by_r = digamma(r + told.counts) - digamma(r)
    by_a = digamma(a + b) - digamma(a + stays)
    by_b = by_a + digamma(stays) - digamma(b)
    zero = np.zeros_like(by_r)
    return float(told.sharing @ value), np.array([by_r, zero, by_a, by_b]) @ told.sharing


def _by_end(
    r: float, alpha: float, a: float, b: float, first: int, told: Histories, stayed: np.ndarray, left: np.ndarray
) -> np.ndarray:
    """The gradient of the part that weighs staying against leaving."""
    T, t_x = told.now.time, told.last.time
    by_r = -(stayed @ np.log1p(T / alpha) + left @ np.log1p(t_x / alpha))
    by_alpha = stayed @ ((r * T / alpha - told.now.x) / (alpha + T))
    by_alpha += left @ ((r * t_x / alpha - told.last.x) / (alpha + t_x))
    return np.array([by_r, by_alpha, left.sum() / a, -(left @ (1 / _chances(b, first, told.last.x)))])


def p_alive(
    r: float, alpha: float, a: float, b: float, first: int, x: np.ndarray, t_x: np.ndarray, T: np.ndarray
) -> np.ndarray:
    """Probability that the customer has not left by T."""
    alive: np.ndarray = expit(_stay(r, alpha, x, T) - _leave(r, alpha, a, b, first, x, t_x))
    return alive


def p_order_while_alive(r: float, alpha: float, x: np.ndarray, T: np.ndarray, horizon: np.ndarray) -> np.ndarray:
    """Probability that somebody who has not left by T orders within the horizon: nobody leaves before an order."""
    order: np.ndarray = -np.expm1(-(r + x) * np.log1p(horizon / (alpha + T)))
    return order


def orders_while_alive(r: np.ndarray, a: float, b: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Expected orders in a time, in units of alpha, from a customer who is there at its start and may leave after each.

    This is the mean of (1 - (1 + p time)^-r) / p over p from beta(a, b): equation (9) of Fader, Hardie & Lee 2005 with
    1 = (1 - p) + p put in, so that both series have a + b above zero as third parameter and a + b <= 1 is no exception.
    """
    return at_distinct(lambda r, b, time: _orders(r, a, b, time), r, b, time)


def _orders(r: np.ndarray, a: float, b: np.ndarray, time: np.ndarray) -> np.ndarray:
    def slope(power: float) -> np.ndarray:
        return (1 - _hypergeometric(r, power, a + b, time)) / power

    off = a - 1
    if abs(off) < _NEAR:
        later = ((_NEAR + off) * slope(_NEAR) + (_NEAR - off) * slope(-_NEAR)) / (2 * _NEAR)
    else:
        later = slope(off)
    orders: np.ndarray = b * later + 1 - _hypergeometric(r, a, a + b, time)
    return orders


def _hypergeometric(r: np.ndarray, power: float, c: np.ndarray, time: np.ndarray) -> np.ndarray:
    """2F1(r, power; c; -time), by whichever of Pfaff's two transformations stays within the range of numbers.

    NaN where neither does, which takes parameters and times far past the limits of the search.
    """
    apart = r - power
    r = np.where(np.abs(apart - np.rint(apart)) < _WHOLE, r + _WHOLE, r)
    few = power <= r
    outer, other = np.where(few, power, r), np.where(few, c - r, c - power)
    series: np.ndarray = np.exp(-outer * np.log1p(time)) * hyp2f1(outer, other, c, time / (1 + time))
    return series
