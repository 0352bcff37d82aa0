"""MBG/NBD: as BG/NBD, but a customer may leave after the very first order too.

Batislam, Denizel & Filiztekin 2007, Empirical Validation and Comparison of Models for Customer Base Analysis (IJRM
24(3)); Hoppe & Wagner 2007, Customer Base Analysis: The Case for a Central Variant of the Betageometric/NBD Model
(Marketing ZFP 29(2)). x is the number of repeat orders, t_x the time from the first order to the last, T the time from
the first order to now; one unit of time throughout, such as weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.models import beta_geometric
from core.models.histories import gather, known, known_histories

_FIRST = 1


@dataclass(frozen=True)
class MbgNbd:
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


def fit(x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> MbgNbd:
    """Parameters of the greatest likelihood (Batislam et al. 2007), one customer per entry, or `weights` of them.

    DataError for missing or impossible values, fewer than two customers, nobody with a repeat order, or T 0 for all.
    Standard errors are NaN where the data don't tell a parameter.
    """
    found = beta_geometric.fit(gather(x, t_x, T, weights), _FIRST)
    r, alpha, a, b = found.parameters
    return MbgNbd(r, alpha, a, b, found.log_likelihood, found.standard_errors, found.log_covariance)


def p_alive(params: MbgNbd, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike) -> np.ndarray:
    """Probability that a customer has not left by T (Hoppe & Wagner 2007); NaN for unusable input."""
    x, t_x, T, _ = known_histories(x, t_x, T)
    return beta_geometric.p_alive(params.r, params.alpha, params.a, params.b, _FIRST, x, t_x, T)


def expected_orders(
    params: MbgNbd, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, horizon: npt.ArrayLike
) -> np.ndarray:
    """Orders to expect from a customer in the next `horizon` (Hoppe & Wagner 2007); NaN for unusable input.

    Who is there at T has stayed x + 1 times, so that the chance to leave is beta(a, b + x + 1).
    """
    x, t_x, T, horizon = known_histories(x, t_x, T, horizon)
    time = horizon / (params.alpha + T)
    orders = beta_geometric.orders_while_alive(params.r + x, params.a, params.b + x + 1, time)
    there = beta_geometric.p_alive(params.r, params.alpha, params.a, params.b, _FIRST, x, t_x, T)
    expected: np.ndarray = there * orders
    return expected


def p_no_order(
    params: MbgNbd, x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, horizon: npt.ArrayLike
) -> np.ndarray:
    """Probability of no order in the next `horizon`: gone, or there and silent; NaN for unusable input.

    Silence is the gamma mixture of Poisson counts at 0 with the posterior r + x and alpha + T.
    """
    x, t_x, T, horizon = known_histories(x, t_x, T, horizon)
    alive = beta_geometric.p_alive(params.r, params.alpha, params.a, params.b, _FIRST, x, t_x, T)
    silent: np.ndarray = 1 - alive * beta_geometric.p_order_while_alive(params.r, params.alpha, x, T, horizon)
    return silent


def expected_orders_of_new(params: MbgNbd, time: npt.ArrayLike) -> np.ndarray:
    """Repeat orders to expect from a new customer within `time` of the first order (Batislam et al. 2007).

    The share b / (a + b) stays after the first order; their chance to leave is beta(a, b + 1).
    """
    (time,) = known(time)
    shape, stays = np.full(time.shape, params.r), np.full(time.shape, params.b + 1)
    orders = beta_geometric.orders_while_alive(shape, params.a, stays, time / params.alpha)
    return params.b / (params.a + params.b) * orders
