"""BG/NBD: orders at a customer's own rate, who may leave after each repeat order.

Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way (Marketing Science 24(2)). x is the number of repeat
orders, t_x the time from the first order to the last, T the time from the first order to now; one unit of time
throughout, such as weeks. A customer without a repeat order can't have left, so `p_alive` is 1: never read it as churn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaln, gammaln

from core.models import beta_geometric
from core.models.histories import gather, known, known_histories

_FIRST = 0


@dataclass(frozen=True)
class BgNbd:
    """Rates from gamma(r, 1/alpha), the chance to leave from beta(a, b); alpha is in the unit of time.

    `standard_errors` are in the order r, alpha, a, b; `log_covariance` is that of their logarithms.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")
    standard_errors: tuple[float, ...] = ()
    log_covariance: tuple[tuple[float, ...], ...] = ()


def fit(x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> BgNbd:
    """Parameters of the greatest likelihood (equation 6), one customer per entry, or `weights` of them.

    DataError for missing or impossible values, fewer than two customers, nobody with a repeat order, or T 0 for all.
    Standard errors are NaN where the data don't tell a parameter.
    """
    found = beta_geometric.fit(gather(x, t_x, T, weights), _FIRST)
    r, alpha, a, b = found.parameters
    return BgNbd(r, alpha, a, b, found.log_likelihood, found.standard_errors, found.log_covariance)


def p_alive(params: BgNbd, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike) -> np.ndarray:
    """Probability that a customer has not left by T; 1 without a repeat order, NaN for unusable input.

    Fader & Hardie 2008, Computing P(alive) Using the BG/NBD Model.
    """
    x, t_x, T, _ = known_histories(x, t_x, T)
    return beta_geometric.p_alive(params.r, params.alpha, params.a, params.b, _FIRST, x, t_x, T)


def expected_orders(
    params: BgNbd, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, horizon: npt.ArrayLike
) -> np.ndarray:
    """Orders to expect from a customer in the next `horizon` (equation 10); NaN for unusable input."""
    x, t_x, T, horizon = known_histories(x, t_x, T, horizon)
    time = horizon / (params.alpha + T)
    orders = beta_geometric.orders_while_alive(params.r + x, params.a, params.b + x, time)
    there = beta_geometric.p_alive(params.r, params.alpha, params.a, params.b, _FIRST, x, t_x, T)
    expected: np.ndarray = there * orders
    return expected


def p_no_order(
    params: BgNbd, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, horizon: npt.ArrayLike
) -> np.ndarray:
    """Probability of no order in the next `horizon`: gone, or there and silent; NaN for unusable input.

    Silence is the gamma mixture of Poisson counts at 0 with the posterior r + x and alpha + T (equation 8, x = 0).
    """
    x, t_x, T, horizon = known_histories(x, t_x, T, horizon)
    alive = beta_geometric.p_alive(params.r, params.alpha, params.a, params.b, _FIRST, x, t_x, T)
    silent: np.ndarray = 1 - alive * beta_geometric.p_order_while_alive(params.r, params.alpha, x, T, horizon)
    return silent


def expected_orders_of_new(params: BgNbd, time: npt.ArrayLike) -> np.ndarray:
    """Repeat orders to expect from a new customer within `time` of the first order (equation 9)."""
    (time,) = known(time)
    shape = np.full(time.shape, params.r)
    return beta_geometric.orders_while_alive(shape, params.a, np.full(time.shape, params.b), time / params.alpha)


def p_orders_of_new(params: BgNbd, orders: npt.ArrayLike, time: npt.ArrayLike) -> np.ndarray:
    """Probability that a new customer makes exactly so many repeat orders within `time` (equation 8)."""
    orders, time = known(orders, time)
    r, a, b = params.r, params.a, params.b
    within = time / (params.alpha + time)
    some = np.where(orders > 0, orders, 1.0)
    with_time = np.where(within > 0, within, 1.0)
    silent = -r * np.log1p(time / params.alpha) + np.where(orders > 0, orders * np.log(with_time), 0.0)
    counts = gammaln(r + orders) - gammaln(r) - gammaln(orders + 1) + silent
    stays = np.where((orders > 0) & (within == 0), 0.0, np.exp(betaln(a, b + orders) - betaln(a, b) + counts))
    # The sum in equation (8) is a negative binomial distribution, whose upper tail is an incomplete beta function.
    leaves = np.exp(betaln(a + 1, b + some - 1) - betaln(a, b)) * betainc(some, r, within)
    result: np.ndarray = stays + np.where(orders > 0, leaves, 0.0)
    return result
