"""Integrals from t to infinity of (alpha + u)^-p (beta + u)^-q du, which the Pareto/NBD model is made of.

In the logarithm of u - t the integrand is smooth on one and the same scale whatever alpha, beta, p and q are, so that
equally spaced points find it to ten digits (Trefethen & Weideman 2014, The Exponentially Convergent Trapezoidal Rule);
where it falls like a power at either end, the spacing widens exponentially (Takahasi & Mori 1974).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_STEP = 0.3
_FIRST = -3.3
# Widening starts this far, on the log scale, beyond the larger of alpha + t and beta + t.
_CLEAR = 1.0
# Falls by more than exp(-this) are left out at the far end.
_DEPTH = 25.0
# exp of more is past the range of numbers.
_MOST = 600.0
# Rows that are worked on at a time, so that what is between stays in the processor's cache.
_BLOCK = 4_096


def log_tail(p: np.ndarray, q: np.ndarray, alpha: float, beta: float, t: np.ndarray) -> np.ndarray:
    """Logarithm of the integral for each p, q and t, where p + q is at least 1.05; missing values stay missing."""
    (log_integral,) = _in_blocks(_log_tail, p, q, alpha + t, beta + t)
    return log_integral


def tail_moments(p: np.ndarray, q: np.ndarray, alpha: float, beta: float, t: np.ndarray) -> tuple[np.ndarray, ...]:
    """`log_tail` and its derivatives by p, alpha, q and beta."""
    return _in_blocks(_tail_moments, p, q, alpha + t, beta + t)


def _in_blocks(function: Callable[..., tuple[np.ndarray, ...]], *columns: np.ndarray) -> tuple[np.ndarray, ...]:
    starts = range(0, max(len(columns[0]), 1), _BLOCK)
    parts = [function(*(column[start : start + _BLOCK] for column in columns)) for start in starts]
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def _integrand(p: np.ndarray, q: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, ...]:
    """Each row's integrand at the points, over a^-p b^-q and a scale whose logarithm comes last.

    Between them stand the folds by which alpha + u and beta + u exceed a and b, their values at t.
    """
    scale = 1 / (p / a + q / b)
    clear = np.log(np.maximum(a, b) / scale) + _CLEAR
    last = np.nanmax(clear + np.log(_DEPTH / (p + q - 1)), initial=1.0)
    places = np.arange(_FIRST, last + _STEP, _STEP)
    wide = np.exp(-clear)[:, None] * np.exp(places)
    logs = np.minimum(places - np.exp(-places) + wide, _MOST)
    later = scale[:, None] * np.exp(logs)
    beyond_a, beyond_b = later / a[:, None], later / b[:, None]
    logs_a, logs_b = np.log1p(beyond_a), np.log1p(beyond_b)
    values = np.exp(logs - p[:, None] * logs_a - q[:, None] * logs_b) * (1 + np.exp(-places) + wide)
    return values, beyond_a, beyond_b, logs_a, logs_b, np.log(scale * _STEP)


def _log_tail(p: np.ndarray, q: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray]:
    values, *_, log_scale = _integrand(p, q, a, b)
    return (log_scale - p * np.log(a) - q * np.log(b) + np.log(values.sum(axis=1)),)


def _tail_moments(p: np.ndarray, q: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, ...]:
    values, beyond_a, beyond_b, logs_a, logs_b, log_scale = _integrand(p, q, a, b)
    total = values.sum(axis=1)
    by_p = -np.log(a) - np.einsum("ij,ij->i", values, logs_a) / total
    by_q = -np.log(b) - np.einsum("ij,ij->i", values, logs_b) / total
    by_alpha = -p / a * (values / (1 + beyond_a)).sum(axis=1) / total
    by_beta = -q / b * (values / (1 + beyond_b)).sum(axis=1) / total
    return log_scale - p * np.log(a) - q * np.log(b) + np.log(total), by_p, by_alpha, by_q, by_beta
