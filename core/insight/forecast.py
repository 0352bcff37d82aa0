"""What to expect of customers who buy: a model of their orders, chosen and checked on their own past."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.data.customers import bought_after, kept_share, orders_after, roll_up
from core.data.purchases import Purchases
from core.insight.past import Cut, default_cut
from core.models import gamma_gamma, trial
from core.models.gamma_gamma import GammaGamma
from core.models.lineup import DAYS_PER_WEEK, MODELS, Buyers, Orders, fit
from core.problems import DataError
from core.words import count

FEWEST_REPEATERS = 100
SHORTEST_DAYS = 180
# Before the cut there is less of everything; below this the check itself would rest on nothing.
FEWEST_BEFORE = 50
# Above this correlation of value and number of orders, Gamma-Gamma's assumption does not hold (Fader & Hardie 2013).
CORRELATED = 0.15
# Customers that a model is learned from where only its figures for the past are needed; more add nothing to see.
MOST_LEARNED = 100_000
# Weeks of the cumulative chart, at most; and customers it is computed on, where there are more.
MOST_POINTS = 26
MOST_CUSTOMERS = 20_000


@dataclass(frozen=True, eq=False)
class Check:
    """The last part of the history predicted from what was known before it.

    `scores` has a row per model and naive rule with the figures of `trial.measures`; `weeks` the cumulative orders by
    week, `by_orders` the means by number of past orders, both of the model taken; `risk` what was said and what
    happened about no order within `risk_days`, with its `auc`, beside `auc_recency` of the time since the last order
    alone. `spend` and `spend_expected` are the money of the customers known before. `model_error` is the share by which
    the orders, or the money if that is worse, were off beyond chance.
    """

    cut: Cut
    customers: int
    scores: pd.DataFrame
    weeks: pd.DataFrame
    by_orders: pd.DataFrame
    risk: pd.DataFrame
    risk_days: int
    auc: float
    auc_recency: float
    spend: float
    spend_expected: float
    model_error: float


@dataclass(frozen=True, eq=False)
class Forecast:
    """The model taken, fitted on the whole history, and its check. `value` is missing where the file has no money.

    `risk_days` are the days ahead in which no order counts as a loss. `buyers` has an entry per customer in the order
    of the table of customers, missing for who never ordered. `correlation` is that of value and number of orders among
    repeat buyers. `refunded` is the share of the money of orders that was paid back on other days, and is off the
    values of `buyers`; missing without money.
    """

    orders: Orders
    value: GammaGamma | None
    buyers: Buyers
    check: Check
    correlation: float
    refunded: float
    risk_days: int


def buyers(customers: pd.DataFrame, kept: float = 1.0) -> Buyers:
    """What the models need of a table of customers; missing for customers without an order.

    `kept` is the share of the money of orders that is not paid back later.
    """
    ordered = customers["orders"].to_numpy(dtype="float64", na_value=np.nan) > 0

    def column(name: str) -> np.ndarray:
        return np.where(ordered, customers[name].to_numpy(dtype="float64", na_value=np.nan), np.nan)

    span, tenure = (column(name) / DAYS_PER_WEEK for name in ("active_span_days", "tenure_days"))
    return Buyers(column("repeat_orders"), span, tenure, kept * column("mean_repeat_value"))


def lacking(customers: pd.DataFrame, first: dt.date, last: dt.date) -> str:
    """Why no model can be learned, in words; empty where one can."""
    repeaters, days = int((customers["repeat_orders"] > 0).sum()), (last - first).days
    parts = []
    if repeaters < FEWEST_REPEATERS:
        parts.append(f"{FEWEST_REPEATERS} customers who bought at least twice (here: {repeaters:,})")
    if days < SHORTEST_DAYS:
        parts.append(f"{SHORTEST_DAYS} days of history (here: {days:,})")
    return f"A forecast takes at least {' and '.join(parts)}." if parts else ""


def forecast(purchases: Purchases, customers: pd.DataFrame, as_of: dt.date, risk_days: int) -> Forecast:
    """Choose the model whose predictions of the last part of the history were best, and learn it from all of it.

    Raises DataError, in words for the person, where the history does not allow it.
    """
    until = min(as_of, purchases.last_day)
    if words := lacking(customers, purchases.first_day, until):
        raise DataError(words)
    cut = default_cut(purchases.first_day, until)
    assert cut is not None
    check, best = _checked(purchases, cut, risk_days)
    kept = kept_share(purchases, until)
    known = buyers(customers, kept)
    usable = np.isfinite(known.x) & np.isfinite(known.t_x) & np.isfinite(known.T)
    value, correlation = _value_model(known.take(usable))
    return Forecast(fit(best, known.take(usable)), value, known, check, correlation, 1 - kept, risk_days)


def silence(customers: pd.DataFrame, model: str, days: int) -> np.ndarray:
    """Probability of no order in the next days, by a model learned from these customers as they are.

    Missing for customers without an order. Raises DataError where nothing can be learned from them.
    """
    known = buyers(customers)
    return fit(model, _some(known.take(np.isfinite(known.x)))).none(known, days / DAYS_PER_WEEK)


def _some(known: Buyers) -> Buyers:
    """Customers to learn from: all of them, or so many evenly spread over the table."""
    return known.take(np.linspace(0, len(known) - 1, min(len(known), MOST_LEARNED)).astype(int))


def risk_days(purchases: Purchases, as_of: dt.date, wanted: int) -> int:
    """The days in which no order counts as a loss: those wanted, but at most a third of the history."""
    return max(1, min(wanted, (min(as_of, purchases.last_day) - purchases.first_day).days // 3))


def _before(purchases: Purchases, cut: dt.date) -> pd.DataFrame:
    """Customers who had ordered by a day, with what the models need."""
    before = roll_up(purchases, cut)
    before = before[before["orders"] > 0].reset_index(drop=True)
    day = pd.Timestamp(cut)
    tenure, silent = ((day - before[name]).dt.days for name in ("first_purchase", "last_purchase"))
    return before.assign(
        repeat_orders=before["orders"] - 1, tenure_days=tenure, active_span_days=tenure - silent, silent_days=silent
    )


def _checked(purchases: Purchases, cut: Cut, risk_days: int) -> tuple[Check, str]:
    before = _before(purchases, cut.day)
    repeaters = int((before["repeat_orders"] > 0).sum())
    if repeaters < FEWEST_BEFORE:
        raise DataError(
            f"A forecast is checked on the last quarter of the history, and only {count(repeaters, 'customer')} had "
            f"bought twice before {cut.day:%B %-d, %Y}. It takes {FEWEST_BEFORE}."
        )
    known, weeks = buyers(before, kept_share(purchases, cut.day)), cut.days / DAYS_PER_WEEK
    later = before[["customer_id"]].merge(bought_after(purchases, cut.day, cut.until), on="customer_id", how="left")
    actual = later["orders"].fillna(0).to_numpy(dtype="float64")
    fitted = {name: fit(name, _some(known)) for name in MODELS}
    predicted = {name: model.expected(known, weeks) for name, model in fitted.items()}
    rules = trial.naive(known, weeks, _orders_before(purchases, cut, before))
    scores = pd.DataFrame({name: trial.measures(actual, p) for name, p in (predicted | rules).items()}).T
    best = str(scores.loc[list(MODELS), "deviance"].idxmin())
    value, _ = _value_model(known)
    per_order = gamma_gamma.expected_order_value(value, known.x, known.value) if value else np.full(len(known), np.nan)
    paid = later["revenue"].fillna(0).to_numpy(dtype="float64")
    spend = predicted[best] * per_order
    return (
        Check(
            cut=cut,
            customers=len(known),
            scores=scores.rename_axis("rule").reset_index(),
            weeks=_by_week(purchases, cut, known, fitted[best]),
            by_orders=trial.by_past_orders(known, actual, predicted[best]),
            **_risk(purchases, cut, before, fitted[best], risk_days),
            spend=float(paid.sum()) if value else float("nan"),
            spend_expected=float(spend.sum()),
            model_error=max(_beyond_chance(actual, predicted[best]), _beyond_chance(paid, spend) if value else 0.0),
        ),
        best,
    )


def _orders_before(purchases: Purchases, cut: Cut, before: pd.DataFrame) -> np.ndarray:
    """The orders of each customer in as many days before the cut as are watched after it."""
    came = bought_after(purchases, cut.day - dt.timedelta(days=cut.days), cut.day)
    orders = before[["customer_id"]].merge(came[["customer_id", "orders"]], on="customer_id", how="left")["orders"]
    return orders.fillna(0).to_numpy(dtype="float64", copy=True)


def _by_week(purchases: Purchases, cut: Cut, known: Buyers, model: Orders) -> pd.DataFrame:
    """Cumulative orders after the cut of customers known by then: `week`, `actual`, `predicted`."""
    days = orders_after(purchases, cut.day, cut.until)
    passed = (pd.to_datetime(days["day"]) - pd.Timestamp(cut.day)).dt.days
    ends = np.unique(np.linspace(DAYS_PER_WEEK, cut.days, MOST_POINTS).round())
    rows = np.linspace(0, len(known) - 1, min(len(known), MOST_CUSTOMERS)).astype(int)
    some, times = known.take(rows), len(known) / len(rows)
    return pd.DataFrame({
        "week": ends / DAYS_PER_WEEK,
        "actual": [float(days.loc[passed <= end, "orders"].sum()) for end in ends],
        "predicted": [times * float(model.expected(some, end / DAYS_PER_WEEK).sum()) for end in ends],
    })  # fmt: skip


def _risk(purchases: Purchases, cut: Cut, before: pd.DataFrame, model: Orders, days: int) -> dict[str, Any]:
    """What was said about no order in the next days, and what happened."""
    days = min(days, cut.days)
    end = cut.day + dt.timedelta(days=days)
    came = bought_after(purchases, cut.day, end)
    ordered = before["customer_id"].isin(came.loc[came["orders"] > 0, "customer_id"]).to_numpy()
    said = model.none(buyers(before), days / DAYS_PER_WEEK)
    silent = before["silent_days"].to_numpy(dtype="float64")
    return {
        "risk": trial.reliability(said, ~ordered),
        "risk_days": days,
        "auc": trial.area_under_curve(said, ~ordered),
        "auc_recency": trial.area_under_curve(silent, ~ordered),
    }


def _beyond_chance(actual: np.ndarray, predicted: np.ndarray) -> float:
    """The share by which a total was off, beyond what chance alone explains."""
    expected = float(predicted.sum())
    if expected <= 0:
        return 0.0
    off = (float(actual.sum()) - expected) ** 2 - float(((actual - predicted) ** 2).sum())
    return float(np.sqrt(max(off, 0.0)) / expected)


def _value_model(known: Buyers) -> tuple[GammaGamma | None, float]:
    """Gamma-Gamma on repeat buyers with money, and the correlation of value and orders; None where nobody has any."""
    paid = (known.x > 0) & (np.nan_to_num(known.value) > 0)
    if paid.sum() < FEWEST_BEFORE:
        return None, float("nan")
    x, value = known.x[paid], known.value[paid]
    spread = x.std() > 0 and value.std() > 0
    return gamma_gamma.fit(x, value), float(np.corrcoef(x, value)[0, 1]) if spread else float("nan")
