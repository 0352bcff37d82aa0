"""Metrics on one scale, so that no unit and no handful of large values rules the distance between customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

SKEWED = 1.0
REPEATS = 0.9999
SAMPLE = 50_000
# Where so many customers share one value, the others would be groups of their own whatever else they do.
NEARLY_ALL = 0.98
# A metric of no more different values than this is counted or chosen rather than measured.
COUNTED_VALUES = 50
# The interquartile range, and the mean distance from the median, of a normal distribution in standard deviations.
NORMAL_RANGE = 1.349
NORMAL_DISTANCE = 0.7979
# Nothing lies farther out than this many (robust) standard deviations: beyond, farther says nothing more.
FARTHEST = 6.0


@dataclass(frozen=True, eq=False)
class Scaled:
    """A matrix of customers by `metrics`: median 0, spread about 1; how it came about is told by the rest.

    `known` tells which entries are not blank; blanks take the median. `logged` are the metrics whose logarithm was
    taken because a few large values would rule, and `cut` counts customers with a value beyond 6 spreads, which was
    drawn in.
    """

    matrix: np.ndarray
    known: np.ndarray
    metrics: tuple[str, ...]
    logged: tuple[str, ...]
    cut: int


def scale(customers: pd.DataFrame, metrics: Sequence[str]) -> Scaled:
    """Logarithm where skewed, blanks at the median, then minus the median and over the mean distance from it.

    That spread is taken after values beyond 6 interquartile spreads were drawn in, so that it is robust, and works
    where more than half of the customers share one value, as the interquartile range does not. Infinite values count
    as blank.
    """
    frame = customers[list(metrics)].astype("float64")
    known = np.isfinite(frame.to_numpy())
    frame = frame.where(known)
    frame = frame.fillna(frame.median())
    logged = tuple(name for name in metrics if _is_skewed(frame[name]))
    values = frame.assign(**{name: logarithm(frame[name]) for name in logged}).to_numpy()
    low, middle, high = np.percentile(values, [25, 50, 75], axis=0)
    centered = values - middle
    rough, far = _drawn_in(centered, (high - low) / NORMAL_RANGE, values.std(axis=0))
    matrix, farther = _drawn_in(rough, np.abs(rough).mean(axis=0) / NORMAL_DISTANCE, np.ones(len(middle)))
    return Scaled(matrix, known, tuple(metrics), logged, int((far | farther).sum()))


def spread_out(customers: pd.DataFrame, metrics: Sequence[str], seed: int) -> pd.DataFrame:
    """The metrics with values that many customers share spread over the span half-way to their neighbors, by chance.

    Between whole numbers there is nobody, which must not be taken for the emptiness between two groups. A span is at
    most twice the usual one of the metric, so that a true gap stays; metrics of many values are left alone.
    """
    rng = np.random.default_rng(seed)
    frame = customers[list(metrics)].astype("float64")
    for name in metrics:
        cells = frame[name].to_numpy()
        known = np.unique(cells[np.isfinite(cells)])
        if not 1 < len(known) <= COUNTED_VALUES:
            continue
        gaps = np.minimum(np.diff(known), 2 * np.median(np.diff(known)))
        below, above = np.concatenate([gaps[:1], gaps]), np.concatenate([gaps, gaps[-1:]])
        told = np.isfinite(cells)
        place = np.searchsorted(known, cells[told])
        low, high = cells[told] - below[place] / 2, cells[told] + above[place] / 2
        frame.loc[told, name] = np.maximum(rng.uniform(low, high), min(known[0], 0.0))
    return frame


def _drawn_in(centered: np.ndarray, spread: np.ndarray, otherwise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values in units of their spread (of another one where it is nothing), none beyond 6, and who was beyond."""
    spread = np.where(spread > 0, spread, otherwise)
    scaled = centered / np.where(spread > 0, spread, 1.0)
    return np.clip(scaled, -FARTHEST, FARTHEST), np.asarray(np.any(np.abs(scaled) > FARTHEST, axis=1))


def telling(customers: pd.DataFrame, metrics: Sequence[str], seed: int = 7) -> tuple[str, ...]:
    """The metrics that differ between customers; those in which nearly all are equal only where there are no others.

    Whether nearly all are equal, and whether a metric repeats another, is seen on a seeded sample of many customers.
    """
    varied = [name for name in metrics if customers[name].min() < customers[name].max()]
    sample = customers[varied].sample(min(SAMPLE, len(customers)), random_state=seed)
    told = [name for name in varied if _commonest(sample[name]) < NEARLY_ALL]
    return different(sample, told or varied)


def different(customers: pd.DataFrame, metrics: Sequence[str]) -> tuple[str, ...]:
    """The metrics without those that only repeat an earlier one, which would count its difference twice."""
    ranks = customers[list(metrics)].rank()
    kept: list[str] = []
    for name in metrics:
        if not any(abs(float(ranks[name].corr(ranks[other]))) > REPEATS for other in kept):
            kept.append(name)
    return tuple(kept)


def _commonest(values: pd.Series) -> float:
    """The share of the commonest among the known values."""
    return float(values.value_counts(normalize=True).max()) if values.notna().any() else 1.0


def _is_skewed(values: pd.Series) -> bool:
    return float(values.skew()) > SKEWED  # type: ignore[arg-type]


def logarithm(values: pd.Series) -> pd.Series:
    """log(1 + value); with values below zero, such as more refunded than bought, the inverse hyperbolic sine.

    That is nearly linear up to the median size and a logarithm beyond, on both sides of zero (Burbidge, Magee and Robb
    1988), so that a few refunds do not keep the many large values from being drawn together.
    """
    if not (values < 0).any():
        return pd.Series(np.log1p(values), index=values.index)
    size = float(values.abs().median())
    return pd.Series(np.arcsinh(values / size if size > 0 else values), index=values.index)
