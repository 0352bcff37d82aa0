"""The greatest likelihood of the purchase models, climbed by its gradient, and how sure its parameters are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.optimize import minimize

# Logarithms between which parameters are sought: at a shape of e^5 = 148 all customers are as good as alike, and past
# it the likelihood only grows flatter. Scales are in units of the mean T or mean value, so the same limits serve all.
SHAPE = (-9.0, 5.0)
SCALE = (-12.0, 10.0)
# A parameter this close to its limit was stopped by the limit, not found by the data.
_AT_LIMIT = 1e-3
# Relative gain per step at which the search ends: while starts are compared, and at the best of them.
_ROUGH, _FINE = 1e-7, 1e-15
# Step of the differences of the gradient, on the log scale: large against rounding, small against any curvature.
_STEP = 1e-4

# Parameters to the log-likelihood and its gradient.
Objective = Callable[[np.ndarray], tuple[float, np.ndarray]]


@dataclass(frozen=True)
class Optimum:
    """Parameters at the maximum, their standard errors, and the covariance of their logarithms.

    NaN where a parameter sits at the limit of the search, or where the likelihood is flat: the data don't tell it.
    """

    parameters: tuple[float, ...]
    log_likelihood: float
    standard_errors: tuple[float, ...]
    log_covariance: tuple[tuple[float, ...], ...]


def maximize(
    objective: Objective,
    customers: float,
    starts: Sequence[Sequence[float]],
    limits: Sequence[tuple[float, float]],
    units: Sequence[float],
    log_density: float,
) -> Optimum:
    """Climb the log-likelihood over the logarithms of the parameters (L-BFGS-B, Byrd et al. 1995).

    Few repeat orders can be told by rates that differ or by customers who leave early, and each may be a top of its
    own: `starts` are tried roughly, and the best is followed to its end. `customers` is the sum of the weights, by
    which the objective is divided, so that the same tolerance suits 100 and a million. `units` are what each parameter
    is multiplied by to be in the caller's unit, `log_density` is what the change of unit takes off the log-likelihood.
    Standard errors are those of the observed information: of the logarithms, times the parameter (delta method).
    """

    def downhill(logs: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = objective(np.exp(logs))
        return -value / customers, -gradient * np.exp(logs) / customers

    def descend(begin: np.ndarray, tolerance: float) -> tuple[float, np.ndarray]:
        options = {"maxiter": 1_000, "maxfun": 2_000, "ftol": tolerance, "gtol": 1e-9}
        found = minimize(downhill, begin, jac=True, method="L-BFGS-B", bounds=list(limits), options=options)
        return float(found.fun), np.asarray(found.x)

    low, high = np.array(limits).T
    tries = [descend(np.clip(np.log(start), low, high), _ROUGH) for start in starts]
    _, best = min(tries, key=lambda found: found[0])
    value, logs = descend(best, _FINE)
    free = (logs > low + _AT_LIMIT) & (logs < high - _AT_LIMIT)
    covariance = _covariance(lambda at: downhill(at)[1], logs, free) / customers
    natural = np.exp(logs) * np.asarray(units)
    return Optimum(
        parameters=tuple(natural.tolist()),
        log_likelihood=-value * customers - log_density,
        standard_errors=tuple((natural * np.sqrt(np.diag(covariance))).tolist()),
        log_covariance=tuple(tuple(row) for row in covariance.tolist()),
    )


def _covariance(gradient: Callable[[np.ndarray], np.ndarray], logs: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Inverse of the matrix of second derivatives over the free parameters; NaN for the others."""
    covariance = np.full((len(logs), len(logs)), np.nan)
    if not free.any():
        return covariance
    steps = np.eye(len(logs))[free] * _STEP
    curvature = np.array([gradient(logs + step) - gradient(logs - step) for step in steps])[:, free] / (2 * _STEP)
    try:
        inverse = cho_solve(cho_factor((curvature + curvature.T) / 2), np.eye(len(steps)))
    except LinAlgError:
        # A flat or crooked top: there is no width to tell.
        return covariance
    covariance[np.ix_(free, free)] = inverse
    return covariance
