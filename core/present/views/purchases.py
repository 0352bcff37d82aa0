"""What is read from rows of purchases: months, gaps, cohorts."""

from __future__ import annotations

import pandas as pd

from core.analysis import Analysis
from core.insight import behavior
from core.present.views.shapes import counted_histogram, histogram


def revenue_by_month(analysis: Analysis) -> pd.DataFrame:
    """Net revenue, orders and buying customers per calendar month."""
    purchases, as_of = analysis.dataset.purchases, analysis.as_of
    if purchases is None or as_of is None:
        return pd.DataFrame(columns=["month", "revenue", "orders", "customers"])
    compute = lambda: behavior.revenue_by_month(purchases, as_of)  # noqa: E731
    frame: pd.DataFrame = analysis.memo("months", as_of, compute).copy(deep=False)
    frame.attrs["unfinished"] = not pd.Timestamp(as_of).is_month_end
    return frame


def gaps(analysis: Analysis) -> pd.DataFrame:
    """Days between two orders of a customer: `low`, `high`, `customers` (pairs of orders where there are purchases)."""
    purchases, as_of = analysis.dataset.purchases, analysis.as_of
    if purchases is None or as_of is None:
        frame = histogram(analysis.customers["days_between_orders"])
        frame.attrs["column"] = "days_between_orders"
        return frame
    compute = lambda: behavior.gaps_between_orders(purchases, as_of)  # noqa: E731
    frame = counted_histogram(analysis.memo("gaps", as_of, compute))
    frame.attrs["column"] = "days_between_orders"
    return frame


def cohorts(analysis: Analysis) -> pd.DataFrame:
    """Retention and revenue per customer of each cohort, by periods since the first order."""
    purchases, as_of = analysis.dataset.purchases, analysis.as_of
    if purchases is None or as_of is None:
        return pd.DataFrame(columns=["cohort", "age", "customers", "size", "retention", "revenue", "unit"])
    compute = lambda: behavior.cohorts(purchases, as_of)  # noqa: E731
    frame = analysis.memo("cohorts", as_of, compute)
    return frame.assign(cohort=frame["cohort"].dt.strftime("%Y-%m"))  # type: ignore[no-any-return]
