"""How far predicted orders were off: a model beside the naive rules that anybody would use instead."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import xlogy
from scipy.stats import rankdata

from core.models.lineup import Buyers

SAME_AS_BEFORE, RATE_SO_FAR = "Same as before", "Rate so far"
# Past orders from here on share a row.
MOST_ORDERS = 7
LEAST_RATE = 1e-6


def naive(known: Buyers, weeks: float, before: np.ndarray) -> dict[str, np.ndarray]:
    """Orders by two rules without a model: those of as many weeks `before`, and the rate so far going on."""
    rate = np.divide(known.x, known.T, out=np.zeros(len(known)), where=known.T > 0)
    return {SAME_AS_BEFORE: before, RATE_SO_FAR: rate * weeks}


def measures(actual: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """`predicted` and `actual` sums, `error` of the sum as a share, `correlation`, `mae` and `deviance` per customer.

    The deviance is that of Poisson counts: unlike the mean error, it is least for the right mean, so that saying "none"
    of everybody does not win.
    """
    mean = np.maximum(predicted, LEAST_RATE)
    spread = actual.std() > 0 and predicted.std() > 0
    return {
        "predicted": float(predicted.sum()),
        "actual": float(actual.sum()),
        "error": float(predicted.sum() / actual.sum() - 1) if actual.sum() else float("nan"),
        "correlation": float(np.corrcoef(actual, predicted)[0, 1]) if spread else float("nan"),
        "mae": float(np.abs(actual - predicted).mean()),
        "deviance": float(2 * (xlogy(actual, actual / mean) - actual + mean).mean()),
    }


def by_past_orders(known: Buyers, actual: np.ndarray, predicted: np.ndarray) -> pd.DataFrame:
    """Mean orders, actual and predicted, of customers with 0, 1, ... 7 and more repeat orders so far."""
    group = np.minimum(known.x, MOST_ORDERS).astype(int)
    frame = pd.DataFrame({"repeat_orders": group, "actual": actual, "predicted": predicted})
    grouped = frame.groupby("repeat_orders")
    return grouped[["actual", "predicted"]].mean().assign(customers=grouped.size()).reset_index()


def area_under_curve(risk: np.ndarray, happened: np.ndarray) -> float:
    """The chance that of two customers the one to whom it happened had the higher risk (AUC); ties count half.

    >>> import numpy as np
    >>> area_under_curve(np.array([0.9, 0.4, 0.1]), np.array([True, False, False]))
    1.0
    """
    positive = int(happened.sum())
    negative = len(happened) - positive
    if not positive or not negative:
        return float("nan")
    return float((rankdata(risk)[happened].sum() - positive * (positive + 1) / 2) / (positive * negative))


def reliability(risk: np.ndarray, happened: np.ndarray, bins: int = 10) -> pd.DataFrame:
    """For customers of like risk the mean risk said and the share to whom it happened: `said`, `happened`, `customers`.

    Up to ten groups of equal size, so that each share rests on as many customers.
    """
    order = np.argsort(risk, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    rows = [(risk[part].mean(), happened[part].mean(), len(part)) for part in parts]
    return pd.DataFrame(rows, columns=["said", "happened", "customers"])
