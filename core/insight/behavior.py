"""How customers buy: gaps between orders, months, cohorts and preferences. Purchase rows are read by Ibis alone."""

from __future__ import annotations

import datetime as dt

import ibis
import pandas as pd

from core.data.customers import occasions
from core.data.purchases import Purchases
from core.models.frames import to_long
from core.schema import PREFERENCE_SUFFIX

MOST_COHORTS = 24
LONG_GAP = 730


def gaps_between_orders(purchases: Purchases, as_of: dt.date) -> pd.DataFrame:
    """How many times each gap in days between two orders of one customer occurs; gaps over two years count as 730."""
    days = occasions(purchases, as_of)
    ordered = days.filter(days.is_order)
    window = ibis.window(group_by="customer", order_by="day")
    gap = ordered.day.delta(ordered.day.lag().over(window), unit="day")
    gaps = ordered.mutate(gap_days=gap).filter(lambda t: t.gap_days.notnull())
    gaps = gaps.mutate(gap_days=lambda t: ibis.least(t.gap_days, LONG_GAP))
    return purchases.run(gaps.group_by("gap_days").agg(times=gaps.count()).order_by("gap_days"))


def revenue_by_month(purchases: Purchases, as_of: dt.date) -> pd.DataFrame:
    """Net revenue, orders and customers with an order per calendar month."""
    days = occasions(purchases, as_of)
    months = days.mutate(month=days.day.truncate("M"))
    return purchases.run(
        months.group_by("month")
        .agg(
            revenue=months.amount.sum(),
            orders=months.is_order.sum(),
            customers=months.customer.nunique(where=months.is_order),
        )
        .order_by("month")
    )


def cohorts(purchases: Purchases, as_of: dt.date) -> pd.DataFrame:
    """Customers by the period of their first order, and how many of them came back each period after, with revenue.

    One row per cohort and age: `cohort` (start of the period), `age` (periods since), `size`, `customers`,
    `retention` (0 to 1), `revenue` per customer of the cohort. Periods are months, or quarters where the history is
    longer than 24 months; `unit` says which. The period of the analysis date may be unfinished; it is left out
    unless it is the only one.
    """
    months = (as_of.year - purchases.first_day.year) * 12 + as_of.month - purchases.first_day.month
    unit, length = ("M", 1) if months <= MOST_COHORTS else ("Q", 3)
    days = occasions(purchases, as_of)
    ordered = days.filter(days.is_order)
    ordered = ordered.mutate(first=ordered.day.min().over(ibis.window(group_by="customer")))
    ordered = ordered.mutate(cohort=ordered["first"].truncate(unit), period=ordered.day.truncate(unit))
    cells = purchases.run(
        ordered.group_by("cohort", "period")
        .agg(customers=ordered.customer.nunique(), revenue=ordered.amount.sum())
        .order_by("cohort", "period")
    )
    if cells.empty:
        return cells.assign(age=[], size=[], retention=[], unit="")
    whole = cells[cells["period"].dt.to_period(unit).dt.end_time.dt.date <= as_of]
    cells = whole if len(whole) else cells
    between = (cells["period"].dt.year - cells["cohort"].dt.year) * 12
    age = (between + cells["period"].dt.month - cells["cohort"].dt.month) // length
    first = cells[age == 0].set_index("cohort")["customers"]
    size = cells["cohort"].map(first)
    return cells.assign(
        age=age,
        size=size,
        retention=cells["customers"] / size,
        revenue=cells["revenue"] / size,
        unit="month" if unit == "M" else "quarter",
    ).drop(columns="period")


def preference_columns(customers: pd.DataFrame) -> list[str]:
    """The columns of category preferences that have values."""
    names = [name for name in map(str, customers) if name.endswith(PREFERENCE_SUFFIX)]
    return [n for n in names if pd.api.types.is_numeric_dtype(customers[n]) and customers[n].notna().any()]


def preference_index(customers: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """Mean preference of each group for each category, and as an index: 100 is the average of all customers.

    One row per group and category: `group`, `category`, `preference` (0 to 1), `index`.
    """
    columns = preference_columns(customers)
    means = customers[columns].groupby(by, observed=True).mean()
    index = means / customers[columns].mean() * 100
    return to_long(means, "preference").merge(to_long(index, "index"), on=["group", "category"], how="left")
