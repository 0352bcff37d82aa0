"""What to expect of customers: money with its interval for one, for a segment, for any list; and who is next."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.analysis import Analysis
from core.insight.forecast import Forecast
from core.models.future import Future, Terms, Total, each, foresee, total
from core.models.lineup import DAYS_PER_WEEK

# The next order comes in this range of days in 8 of 10 cases, if the customer is still one.
_NEXT_ORDER = {"next_from": 0.1, "next_order": 0.5, "next_until": 0.9}


def terms(analysis: Analysis) -> Terms:
    """How the future is valued, from the settings."""
    settings = analysis.settings
    return Terms(settings.forecast_months, settings.discount, settings.margin)


def _model(analysis: Analysis) -> Forecast | None:
    found = analysis.forecast
    return None if isinstance(found, str) else found


def _future(analysis: Analysis) -> tuple[Forecast, Future] | None:
    """The model and what it expects of everybody; None without a model, or without money."""
    found = _model(analysis)
    if found is None or found.value is None:
        return None
    known, orders, value, how = found.buyers, found.orders, found.value, terms(analysis)
    key = (analysis.as_of, found.risk_days, how)
    return found, analysis.memo("future", key, lambda: foresee(known, orders, value, how))


def expected_total(analysis: Analysis, members: pd.Index | None = None) -> Total | None:
    """What customers will spend together, with an interval; `members` are labels of rows, else all that are shown."""
    found = _future(analysis)
    if found is None:
        return None
    model, future = found
    assert model.value is not None
    rows = (analysis.customers.index if members is None else members).to_numpy()
    known = model.buyers.take(rows)
    return total(future.take(rows), known, model.orders, model.value, terms(analysis), model.check.model_error)


def expected_by_segment(analysis: Analysis) -> pd.DataFrame:
    """Expected money of each segment: `group`, `customers`, `predicted_value`, `predicted_low`, `predicted_high`."""
    rows = []
    for name, members in analysis.customers.groupby("segment", observed=True).groups.items():
        found = expected_total(analysis, pd.Index(members))
        if found is not None:
            rows.append((str(name), found.customers, found.expected, found.low, found.high))
    columns = ["group", "customers", "predicted_value", "predicted_low", "predicted_high"]
    return pd.DataFrame(rows, columns=columns).sort_values("predicted_value", ascending=False, ignore_index=True)


def forecast(analysis: Analysis) -> pd.DataFrame:
    """Every customer with what to expect, the most valuable first; empty where there is no model.

    Orders and money of the coming months with the interval that holds in 9 of 10 cases, the probability of no order in
    the coming days, and the days in which the next order is likely, if there is one. `total_value` is what was kept of
    the revenue so far, at the same margin, and the money to come.
    """
    model = _model(analysis)
    if model is None:
        return pd.DataFrame({"customer_id": pd.Series(dtype="str")})
    key = (analysis.as_of, model.risk_days, terms(analysis))
    everybody = analysis.memo("expectations", key, lambda: _expectations(analysis, model))
    customers = analysis.customers
    frame = customers[["customer_id", "segment", "orders", "revenue"]]
    if "predicted_value" in everybody:
        so_far = terms(analysis).margin * frame["revenue"]
        frame = frame.assign(total_value=so_far + everybody["predicted_value"].reindex(frame.index))
    frame = frame.join(everybody)
    order = "predicted_value" if "predicted_value" in frame else "expected_orders"
    return frame.sort_values([order, "customer_id"], ascending=[False, True], ignore_index=True)


def _expectations(analysis: Analysis, model: Forecast) -> pd.DataFrame:
    """What to expect of every customer of the dataset, in the order of its customers."""
    known, found = model.buyers, _future(analysis)
    future = found[1] if found else None
    orders = future.orders if future else model.orders.expected(known, terms(analysis).weeks)
    silent = model.orders.none(known, model.risk_days / DAYS_PER_WEEK)
    columns = {"expected_orders": orders, "p_no_order": silent}
    if future:
        low, high = each(future)
        columns |= {"expected_order_value": future.order_value, "predicted_value": future.spend}
        columns |= {"predicted_low": low, "predicted_high": high}
    frame = pd.DataFrame(columns)
    shape, time = model.orders.rate(known)
    start = pd.Timestamp(str(analysis.as_of))
    for name, share in _NEXT_ORDER.items():
        days = time * np.expm1(-np.log1p(-share) / shape) * DAYS_PER_WEEK
        # Beyond ten years a date means nothing.
        frame[name] = start + pd.to_timedelta(np.where(days < 3_650, np.ceil(days), np.nan), unit="D")
    return frame


def second_order(analysis: Analysis) -> pd.DataFrame:
    """Customers with one order, most likely to order again first; see `forecast`."""
    frame = forecast(analysis)
    if "p_no_order" not in frame:
        return frame
    once = frame[frame["orders"] == 1].assign(p_order=lambda f: 1 - f["p_no_order"]).drop(columns=["p_no_order"])
    return once.sort_values(["p_order", "customer_id"], ascending=[False, True], ignore_index=True)
