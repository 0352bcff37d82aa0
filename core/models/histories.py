"""Purchase histories as the models take them: checked, equal ones counted once, times in units of their own mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.problems import DataError, Problem


@dataclass(frozen=True, eq=False)
class Pairs:
    """Different pairs of a number of repeat orders and a time, and for every history the number of its pair."""

    x: np.ndarray
    time: np.ndarray
    of: np.ndarray


@dataclass(frozen=True, eq=False)
class Histories:
    """Different purchase histories (x, t_x, T), with the number of customers who share each.

    There are far fewer pairs (x, T) and (x, t_x), `now` and `last`, than histories, and what is costly is computed once
    for each pair; `counts` are the different x, each shared by `sharing` customers. Times are in units of `unit`, the
    mean T in the caller's unit, so that days and years are fitted alike.
    """

    weights: np.ndarray
    now: Pairs
    last: Pairs
    counts: np.ndarray
    sharing: np.ndarray
    unit: float

    @property
    def customers(self) -> float:
        """Customers in all."""
        return float(self.weights.sum())

    @property
    def orders(self) -> float:
        """Repeat orders in all."""
        return float(self.sharing @ self.counts)

    def weigh(self, stay: np.ndarray, leave: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Log-likelihood of histories that end in either of two ways, and the customers who went each.

        `stay` has a logarithm for each pair in `now`, `leave` for each in `last`, and so have the two counts returned:
        the derivatives of the log-likelihood by the logarithms.
        """
        one, two = stay[self.now.of], leave[self.last.of]
        # One exponential serves both the logarithm of the sum and the share of the second.
        apart = two - one
        lesser = np.exp(-np.abs(apart))
        value = float(self.weights @ (np.maximum(one, two) + np.log1p(lesser)))
        gone = self.weights * np.where(apart > 0, 1.0, lesser) / (1 + lesser)
        return value, np.bincount(self.now.of, self.weights - gone), np.bincount(self.last.of, gone)


def distinct(*columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first place of each different row, and for every row the number of its kind; NaN equals NaN.

    >>> import numpy as np
    >>> first, kind = distinct(np.array([7.0, 8.0, 7.0]), np.array([1.0, 1.0, 1.0]))
    >>> first.tolist(), kind.tolist()
    ([0, 1], [0, 1, 0])
    """
    kind = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        code, values = pd.factorize(column, use_na_sentinel=False)
        # Numbered anew after each column, so that the product of the counts never overflows.
        kind, _ = pd.factorize(kind * max(len(values), 1) + code)
    first = np.zeros(int(kind.max(initial=-1)) + 1, dtype=np.int64)
    first[kind[::-1]] = np.arange(len(kind))[::-1]
    return first, kind


def at_distinct(function: Callable[..., np.ndarray], *columns: np.ndarray) -> np.ndarray:
    """`function` of the columns, computed once for each different row; all columns and the result have one shape."""
    first, kind = distinct(*(column.ravel() for column in columns))
    found: np.ndarray = function(*(column.ravel()[first] for column in columns))[kind]
    return found.reshape(columns[0].shape)


def known(*columns: npt.ArrayLike) -> list[np.ndarray]:
    """The columns in one shape, with NaN in all of them where one is missing, infinite or negative."""
    arrays = np.broadcast_arrays(*(np.asarray(column, dtype="float64") for column in columns))
    usable = np.logical_and.reduce([np.isfinite(array) & (array >= 0) for array in arrays])
    return [np.where(usable, array, np.nan) for array in arrays]


def known_histories(
    x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, horizon: npt.ArrayLike = 0.0
) -> list[np.ndarray]:
    """x, t_x, T and horizon in one shape; NaN where one is missing or negative, or the last order lies after T."""
    columns = known(x, t_x, T, horizon)
    possible = columns[1] <= columns[2]
    return [np.where(possible, column, np.nan) for column in columns]


def refuse(code: str, what: str, remedy: str, rows: int = 0) -> DataError:
    """The error for data from which no model can be learned."""
    return DataError(f"{what} {remedy}", [Problem(code, what, remedy, rows=rows)])


def usable_columns(weights: npt.ArrayLike | None, *columns: npt.ArrayLike) -> list[np.ndarray]:
    """The columns as arrays and the weights last, without customers of weight 0; DataError where one can't be used."""
    arrays = [np.asarray(column, dtype="float64").ravel() for column in columns]
    arrays.append(np.ones(len(arrays[0])) if weights is None else np.asarray(weights, dtype="float64").ravel())
    lengths = sorted({len(array) for array in arrays})
    if len(lengths) > 1:
        what = f"The columns have different lengths: {', '.join(map(str, lengths))}."
        raise refuse("model-lengths", what, "Give one value per customer in each.")
    counted = arrays[-1] != 0
    arrays = [array[counted] for array in arrays]
    wrong = int((~np.logical_and.reduce([np.isfinite(array) & (array >= 0) for array in arrays])).sum())
    if wrong:
        what = f"{wrong:,} of {len(arrays[0]):,} customers have a missing or negative value."
        raise refuse("model-values", what, "Leave them out before fitting.", wrong)
    return arrays


def gather(x: npt.ArrayLike, t_x: npt.ArrayLike, T: npt.ArrayLike, weights: npt.ArrayLike | None) -> Histories:
    """Equal (x, t_x, T) counted once, with the sum of their weights; DataError where no model can be learned."""
    repeats, last, now, shares = usable_columns(weights, x, t_x, T)
    wrong = int(((last > now) | (repeats % 1 != 0) | ((repeats == 0) & (last > 0))).sum())
    if wrong:
        what = f"{wrong:,} of {len(repeats):,} customers have an impossible history."
        remedy = "The last order lies between the first and today, and is the first where there is no other."
        raise refuse("model-history", what, remedy, wrong)
    if shares.sum() < 2:
        raise refuse("model-few", "There are fewer than two customers.", "A model needs many to compare.")
    if not repeats.any():
        raise refuse("model-no-repeats", "No customer has ordered a second time.", "A longer history may have some.")
    unit = float(np.average(now, weights=shares))
    if not unit:
        what = "All customers ordered first on the day of the analysis."
        raise refuse("model-no-time", what, "Choose a later day, or a longer history.")
    first, kind = distinct(repeats, last, now)
    weight = np.bincount(kind, weights=shares)
    repeats, last, now = repeats[first], last[first] / unit, now[first] / unit
    counts, count = np.unique(repeats, return_inverse=True)
    return Histories(weight, _pairs(repeats, now), _pairs(repeats, last), counts, np.bincount(count, weight), unit)


def _pairs(x: np.ndarray, time: np.ndarray) -> Pairs:
    first, of = distinct(x, time)
    return Pairs(x[first], time[first], of)
