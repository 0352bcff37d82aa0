"""The metrics: one entry each. The same function serves the headline, each segment's profile and the export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from core.schema import Unit


@dataclass(frozen=True)
class Metric:
    """A figure of a group of customers; `pages` are the pages that show it on top, the first ones first.

    `compute` takes customers (one row each) and returns a number, missing where the data does not give it. An
    `additive` metric of the parts adds up to that of the whole.
    """

    key: str
    label: str
    unit: Unit
    help: str
    compute: Callable[[pd.DataFrame], float]
    pages: tuple[str, ...] = ()
    additive: bool = False


def _mean(column: str) -> Callable[[pd.DataFrame], float]:
    return lambda customers: float(customers[column].mean())


def _total(column: str) -> Callable[[pd.DataFrame], float]:
    return lambda customers: float(customers[column].sum(min_count=1))


METRICS: tuple[Metric, ...] = (
    Metric(
        key="customers", label="Customers", unit="count", help="How many customers the data has.",
        compute=lambda customers: float(len(customers)),
        pages=("overview",), additive=True,
    ),
    Metric(
        key="revenue", label="Net revenue", unit="money", help="All money received, refunds taken off.",
        compute=_total("revenue"), pages=("overview", "value"), additive=True,
    ),
    Metric(
        key="total_clv", label="Total lifetime value", unit="money", help="Sum of the customers' lifetime values.",
        compute=_total("clv"), pages=("value",), additive=True,
    ),
    Metric(
        key="mean_clv", label="Mean lifetime value", unit="money", help="Mean lifetime value of a customer.",
        compute=_mean("clv"), pages=("overview", "value"),
    ),
    Metric(
        key="median_clv", label="Median lifetime value", unit="money",
        help="Half of the customers are worth more, half less.",
        compute=lambda customers: float(customers["clv"].median()), pages=("value",),
    ),
    Metric(
        key="purchase_frequency", label="Orders per 12 months", unit="number",
        help="Mean number of orders of a customer per 12 months.",
        compute=_mean("purchase_frequency"), pages=("overview", "behavior"),
    ),
    Metric(
        key="avg_order_value", label="Average order value", unit="money",
        help="Mean over customers of their average order value.",
        compute=_mean("avg_order_value"), pages=("behavior",),
    ),
    Metric(
        key="repeat_share", label="Repeat customers", unit="share",
        help="Share of the customers with an order who ordered at least twice.",
        compute=lambda customers: float((customers["orders"] >= 2).sum() / count) if (count := int((customers["orders"] >= 1).sum())) else float("nan"),
        pages=("overview", "behavior"),
    ),
    Metric(
        key="days_between_orders", label="Days between orders (median)", unit="days",
        help="Median over customers of their mean gap between two orders.",
        compute=lambda customers: float(customers["days_between_orders"].median()), pages=("behavior",),
    ),
    Metric(
        key="churn_probability", label="Churn probability", unit="share", help="Mean churn probability of a customer.",
        compute=_mean("churn_probability"), pages=("overview",),
    ),
    Metric(
        key="churned_share", label="Already lost", unit="share", help="Share of customers the file marks as churned.",
        compute=_mean("churned"), pages=("overview",),
    ),
    Metric(
        key="value_at_stake", label="Revenue at stake", unit="money",
        help="Sum over customers of churn probability times revenue per 12 months.",
        compute=_total("value_at_stake"), additive=True,
    ),
    Metric(
        key="satisfaction_score", label="Satisfaction", unit="score", help="Mean satisfaction score.",
        compute=_mean("satisfaction_score"), pages=("overview", "engagement"),
    ),
    Metric(
        key="loyalty_score", label="Loyalty score", unit="score", help="Mean loyalty score.",
        compute=_mean("loyalty_score"), pages=("engagement",),
    ),
    Metric(
        key="page_views", label="Page views", unit="number", help="Mean page views of a customer.",
        compute=_mean("page_views"), pages=("engagement",),
    ),
    Metric(
        key="session_duration", label="Session duration", unit="minutes", help="Mean length of a visit.",
        compute=_mean("session_duration"), pages=("engagement",),
    ),
    Metric(
        key="age", label="Age", unit="years", help="Mean age.", compute=_mean("age"), pages=("overview",),
    ),
    Metric(
        key="income", label="Income", unit="money", help="Mean income per year.", compute=_mean("income"), pages=("overview",),
    ),
    Metric(
        key="days_since_purchase", label="Since last purchase (median)", unit="days",
        help="Median days from the last purchase to the analysis date.",
        compute=lambda customers: float(customers["days_since_purchase"].median()), pages=("behavior",),
    ),
)  # fmt: skip


def measure(customers: pd.DataFrame, page: str | None = None) -> dict[str, float]:
    """Every metric of some customers (of one page where named) that the data gives, by key, in the order of the table."""
    chosen = [metric for metric in METRICS if page is None or page in metric.pages]
    figures = {metric.key: metric.compute(customers) for metric in chosen}
    return {key: figure for key, figure in figures.items() if pd.notna(figure)}


def _apart(name: str) -> str:
    """The name of a file's own column in a profile: never that of a metric."""
    taken = name in BY_KEY or name in ("group", "customer_share", "revenue_share")
    return f"{name} (file)" if taken else name


def profile(customers: pd.DataFrame, by: pd.Series, extra: tuple[str, ...] = ()) -> pd.DataFrame:
    """All metrics for each group of `by`, one row per group; further columns of the file as means.

    Also share of customers and, where there is money, share of net revenue. Customers without a group are left out.
    """
    rows = {}
    for group, members in customers.groupby(by, observed=True, sort=True):
        own = {_apart(name): float(members[name].mean()) for name in extra}
        rows[group] = measure(members) | own
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("group").reset_index()
    if table.empty:
        return table
    table.insert(2, "customer_share", table["customers"] / len(customers))
    if "revenue" in table:
        total = customers["revenue"].sum()
        table.insert(3, "revenue_share", table["revenue"] / total if total > 0 else float("nan"))
    return table


BY_KEY: dict[str, Metric] = {metric.key: metric for metric in METRICS}
