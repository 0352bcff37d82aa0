"""Pareto/NBD: orders at a customer's own rate, for a lifetime of their own.

Schmittlein, Morrison & Colombo 1987, Counting Your Customers (Management Science 33(1)); equations of Fader & Hardie
2005, A Note on Deriving the Pareto/NBD Model. x is the number of repeat orders, t_x the time from the first order to
the last, T the time from the first order to now; one unit of time throughout, such as weeks.

The papers write the likelihood as a difference of hypergeometric functions. Here it is a sum of two integrals above
zero, over the time of what comes first after T, or after t_x:

- the next order after T:  (r + x) * integral from T of (alpha + u)^-(r + x + 1) (beta + u)^-s du
- the end after t_x:  s * integral from t_x of (alpha + u)^-(r + x) (beta + u)^-(s + 1) du

They add up to the papers' likelihood by parts, and nothing is ever subtracted, so that no history cancels out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, exprel, gammaln

from core.models.fitting import SCALE, SHAPE, maximize
from core.models.histories import Histories, at_distinct, gather, known, known_histories
from core.models.tails import log_tail, tail_moments

# Below this shape nearly nobody ends but those who end at once, and the integrals need times past the range of numbers.
_LEAST_S = -3.0


@dataclass(frozen=True)
class ParetoNbd:
    """Rates from gamma(r, 1/alpha), ends from gamma(s, 1/beta); alpha and beta are in the unit of time.

    `standard_errors` are in the order r, alpha, s, beta; `log_covariance` is that of their logarithms.
    """

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float = float("nan")
    standard_errors: tuple[float, ...] = ()
    log_covariance: tuple[tuple[float, ...], ...] = ()


def fit(x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> ParetoNbd:
    """Parameters of the greatest likelihood, one customer per entry, or `weights` of them.

    DataError for missing or impossible values, fewer than two customers, nobody with a repeat order, or T 0 for all.
    Standard errors are NaN where the data don't tell a parameter.
    """
    told = gather(x, t_x, T, weights)
    mean = told.orders / told.customers
    found = maximize(
        lambda parameters: _log_likelihood(told, *parameters.tolist()),
        told.customers,
        starts=((0.5, 0.5 / mean, 0.5, 0.5), (1.0, 0.2 / mean, 0.5, 0.01)),
        limits=(SHAPE, SCALE, (_LEAST_S, SHAPE[1]), SCALE),
        units=(1.0, told.unit, 1.0, told.unit),
        log_density=told.orders * float(np.log(told.unit)),
    )
    r, alpha, s, beta = found.parameters
    return ParetoNbd(r, alpha, s, beta, found.log_likelihood, found.standard_errors, found.log_covariance)


def _log_likelihood(told: Histories, r: float, alpha: float, s: float, beta: float) -> tuple[float, np.ndarray]:
    """The log-likelihood and its gradient by r, alpha, s and beta."""
    now, last, counts = told.now, told.last, told.counts
    order, *by_order = tail_moments(r + now.x + 1, np.full(len(now.x), s), alpha, beta, now.time)
    end, *by_end = tail_moments(r + last.x, np.full(len(last.x), s + 1), alpha, beta, last.time)
    value, stayed, left = told.weigh(np.log(r + now.x) + order, np.log(s) + end)
    value += told.sharing @ (gammaln(r + counts) - gammaln(r))
    value += told.customers * (r * np.log(alpha) + s * np.log(beta))
    gradient = np.array([stayed @ one + left @ two for one, two in zip(by_order, by_end, strict=True)])
    gradient[0] += stayed @ (1 / (r + now.x)) + told.sharing @ (digamma(r + counts) - digamma(r))
    gradient[2] += left.sum() / s
    gradient += told.customers * np.array([np.log(alpha), r / alpha, np.log(beta), s / beta])
    return float(value), gradient


def _order_next(params: ParetoNbd, x: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Logarithm of the first integral: there at `time`, and the next event is an order."""
    r, alpha, s, beta = params.r, params.alpha, params.s, params.beta
    return at_distinct(
        lambda x, time: np.log(r + x) + log_tail(r + x + 1, np.full(len(x), s), alpha, beta, time), x, time
    )


def _end_next(params: ParetoNbd, x: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Logarithm of the second integral: there at `time`, and the next event is the end."""
    r, alpha, s, beta = params.r, params.alpha, params.s, params.beta
    return at_distinct(lambda x, time: np.log(s) + log_tail(r + x, np.full(len(x), s + 1), alpha, beta, time), x, time)


def _log_sum(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Logarithm of the sum of two numbers given by theirs; unlike numpy's, it does not warn of missing values."""
    logs: np.ndarray = np.maximum(one, two) + np.log1p(np.exp(-np.abs(one - two)))
    return logs


def p_alive(params: ParetoNbd, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike) -> np.ndarray:
    """Probability that a customer's end has not come by T (Schmittlein et al. 1987); NaN for unusable input."""
    x, t_x, T, _ = known_histories(x, t_x, T)
    return _alive(params, x, t_x, T)


def _alive(params: ParetoNbd, x: np.ndarray, t_x: np.ndarray, T: np.ndarray) -> np.ndarray:
    all_told = _log_sum(_order_next(params, x, T), _end_next(params, x, t_x))
    there = -(params.r + x) * np.log(params.alpha + T) - params.s * np.log(params.beta + T)
    alive: np.ndarray = np.exp(np.minimum(there - all_told, 0.0))
    return alive


def expected_orders(
    params: ParetoNbd, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, horizon: npt.ArrayLike
) -> np.ndarray:
    """Orders to expect from a customer in the next `horizon` (Schmittlein et al. 1987); NaN for unusable input."""
    x, t_x, T, horizon = known_histories(x, t_x, T, horizon)
    rate = (params.r + x) / (params.alpha + T)
    orders: np.ndarray = _alive(params, x, t_x, T) * rate * _time_alive(params.s, params.beta + T, horizon)
    return orders


def p_no_order(
    params: ParetoNbd, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, horizon: npt.ArrayLike
) -> np.ndarray:
    """Probability of no order in the next `horizon`: ended, ending before it, or silent; NaN for unusable input.

    The first order after T comes later than T + horizon, or never: the first integral is taken from there.
    """
    x, t_x, T, horizon = known_histories(x, t_x, T, horizon)
    never = _end_next(params, x, t_x)
    silent = _log_sum(never, _order_next(params, x, T + horizon))
    probability: np.ndarray = np.exp(np.minimum(silent - _log_sum(never, _order_next(params, x, T)), 0.0))
    return probability


def expected_orders_of_new(params: ParetoNbd, time: npt.ArrayLike) -> np.ndarray:
    """Repeat orders to expect from a new customer within `time` of the first order (Schmittlein et al. 1987)."""
    (time,) = known(time)
    return params.r / params.alpha * _time_alive(params.s, np.full(time.shape, params.beta), time)


def _time_alive(s: float, beta: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Expected time before the end within `time`: beta / (s - 1) (1 - (beta / (beta + time))^(s - 1)), or its limit."""
    folds = np.log1p(time / beta)
    mean: np.ndarray = beta * folds * exprel((1 - s) * folds)
    return mean
