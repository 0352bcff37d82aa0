"""Gamma-Gamma: the value of a customer's orders, drawn toward everybody's where there are few.

Fader, Hardie & Lee 2005, RFM and CLV (Journal of Marketing Research 42(4)); equations of Fader & Hardie 2013, The
Gamma-Gamma Model of Monetary Value. x is the number of repeat orders, `mean_value` the mean money of them. The model
takes for granted that what an order is worth has nothing to do with how often a customer orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, gammaln

from core.models.fitting import SCALE, SHAPE, Objective, maximize
from core.models.histories import distinct, refuse, usable_columns


@dataclass(frozen=True)
class GammaGamma:
    """Values from gamma(p, 1/nu), nu from gamma(q, 1/gamma); gamma is in the unit of money.

    `standard_errors` are in the order p, q, gamma; `log_covariance` is that of their logarithms.
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float = float("nan")
    standard_errors: tuple[float, ...] = ()
    log_covariance: tuple[tuple[float, ...], ...] = ()


def fit(x: npt.ArrayLike, mean_value: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> GammaGamma:
    """Parameters of the greatest likelihood (equation 1a), one customer per entry, or `weights` of them.

    Customers without a repeat order tell nothing and are left out, whatever their `mean_value`. DataError for missing
    or negative values, for a mean of 0, and for fewer than two repeat buyers. Standard errors are NaN where the data
    don't tell a parameter.
    """
    repeats = np.asarray(x, dtype="float64")
    value = np.where(repeats == 0, 0.0, np.asarray(mean_value, dtype="float64"))
    repeats, value, counts = usable_columns(weights, repeats, value)
    bought = repeats > 0
    repeats, value, counts = repeats[bought], value[bought], counts[bought]
    if counts.sum() < 2:
        remedy = "The value of orders is learned from at least two."
        raise refuse("model-no-repeats", "There are fewer than two customers with a second order.", remedy)
    free = int((value == 0).sum())
    if free:
        what = f"{free:,} of {len(value):,} repeat buyers have orders of no value."
        raise refuse("model-no-value", what, "Leave free orders out before fitting.", free)
    unit = float(np.average(value, weights=counts))
    first, kind = distinct(repeats, value)
    sharing = np.bincount(kind, weights=counts)
    found = maximize(
        _objective(repeats[first], value[first] / unit, sharing),
        float(counts.sum()),
        starts=((2.0, 3.0, 1.0),),
        limits=(SHAPE, SHAPE, SCALE),
        units=(1.0, 1.0, unit),
        log_density=float(counts.sum()) * float(np.log(unit)),
    )
    p, q, gamma = found.parameters
    return GammaGamma(p, q, gamma, found.log_likelihood, found.standard_errors, found.log_covariance)


def _objective(x: np.ndarray, value: np.ndarray, weights: np.ndarray) -> Objective:
    """The log-likelihood and its gradient by p, q and gamma."""
    kinds, kind = np.unique(x, return_inverse=True)
    sharing = np.bincount(kind, weights=weights)
    spent = x * value

    def objective(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        p, q, gamma = parameters.tolist()
        # What (gamma + m x)^(p x + q) leaves of gamma^q and of (m x)^(p x).
        of_spent, of_gamma = np.log1p(gamma / spent), np.log1p(spent / gamma)
        by_count = gammaln(p * kinds + q) - gammaln(p * kinds) - gammaln(q)
        total = sharing @ by_count - weights @ (np.log(value) + p * x * of_spent + q * of_gamma)
        common = digamma(p * kinds + q)
        by_p = sharing @ (kinds * (common - digamma(p * kinds))) - weights @ (x * of_spent)
        by_q = sharing @ (common - digamma(q)) - weights @ of_gamma
        by_gamma = weights @ ((q * spent / gamma - p * x) / (gamma + spent))
        return float(total), np.array([by_p, by_q, by_gamma])

    return objective


def expected_order_value(params: GammaGamma, x: npt.ArrayLike, mean_value: npt.ArrayLike) -> np.ndarray:
    """Money to expect per order (equation 5): a customer's own mean and everybody's, by how many orders it rests on.

    Without a repeat order it is everybody's mean, p gamma / (q - 1), whatever `mean_value`. NaN for missing or negative
    input, and where the mean is infinite: p x + q at most 1.
    """
    repeats, value = np.broadcast_arrays(np.asarray(x, dtype="float64"), np.asarray(mean_value, dtype="float64"))
    value = np.where(repeats == 0, 0.0, value)
    degrees = params.p * repeats + params.q - 1
    usable = np.isfinite(repeats) & np.isfinite(value) & (repeats >= 0) & (value >= 0) & (degrees > 0)
    spent = np.where(usable, repeats * np.where(usable, value, 0.0), np.nan)
    mean: np.ndarray = params.p * (params.gamma + spent) / np.where(usable, degrees, np.nan)
    return mean
