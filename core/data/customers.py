"""One row per customer, as of a day: rolled up from purchases by Ibis, or completed from what a customer file gives."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pandas as pd

from core import schema
from core.data.dataset import Dataset
from core.data.purchases import TABLE, Purchases

DAYS_PER_YEAR = 365
MOST_CATEGORIES = 12


def occasions(as_of: dt.date) -> ibis.Table:
    """Net spend per customer and day up to a day: what the policy calls an order is a day above zero.

    Where the file has no money, each day with a purchase is an order.
    """
    days = TABLE.filter(TABLE.day <= ibis.date(as_of.isoformat())).group_by("customer_id", "day")
    return days.agg(amount=TABLE.amount.sum()).mutate(
        is_order=lambda t: t.amount.isnull() | (t.amount > 0)  # a sum of nothing is missing
    )


def roll_up(purchases: Purchases, as_of: dt.date) -> pd.DataFrame:
    """Purchases to customers: orders, first and last purchase, net revenue, mean value of repeat orders.

    A customer whose refunds eat up every order stays, with 0 orders and no dates, so that revenue adds up. Money is
    missing where the file has none. Customers whose first row is after `as_of` are not there yet.
    """
    days = occasions(as_of)
    ordered = days.is_order
    frame = purchases.run(
        days.group_by("customer_id")
        .agg(
            orders=ordered.sum(),
            first_purchase=days.day.min(where=ordered),
            last_purchase=days.day.max(where=ordered),
            revenue=days.amount.sum(),
            order_value=days.amount.sum(where=ordered),
            first_value=days.amount.argmin(days.day, where=ordered),
        )
        .order_by("customer_id")
    )
    repeats = frame["orders"] - 1
    repeat_value = (frame["order_value"] - frame["first_value"]) / repeats.where(repeats > 0)
    return frame.assign(
        orders=frame["orders"].astype("int64"),
        avg_order_value=frame["revenue"] / frame["orders"].where(frame["orders"] > 0),
        mean_repeat_value=repeat_value,
    ).drop(columns=["order_value", "first_value"])


def category_shares(purchases: Purchases, as_of: dt.date) -> pd.DataFrame:
    """Share of each customer's spend per category, 0 to 1, one `*_preference` column each; refunds are left out.

    The 12 categories with the most money get a column, the rest share "Other". Where the file has no money, rows are
    counted instead.
    """
    bought = TABLE.filter(TABLE.day <= ibis.date(as_of.isoformat()), TABLE.category.notnull())
    weight = bought.amount if purchases.has_amounts else ibis.literal(1.0)
    bought = bought.mutate(weight=weight).filter(lambda t: t.weight > 0)
    sizes = purchases.run(bought.group_by("category").agg(weight=bought.weight.sum()).order_by(ibis.desc("weight")))
    names = sizes["category"].head(MOST_CATEGORIES).tolist()
    parts = {f"c{i}": bought.weight.sum(where=bought.category == name) for i, name in enumerate(names)}
    total = bought.weight.sum()
    sums = purchases.run(bought.group_by("customer_id").agg(total=total, **parts))
    shares = sums[list(parts)].fillna(0.0).div(sums["total"], axis=0)
    columns = {f"c{i}": preference_column(name) for i, name in enumerate(names)}
    if len(sizes) > MOST_CATEGORIES:
        shares = shares.assign(other=1.0 - shares.sum(axis=1)).clip(lower=0)
        columns["other"] = "other" + schema.PREFERENCE_SUFFIX
    shares = shares.rename(columns=columns)
    # "books" and "Books" come down to one column, as does a category called other and the rest.
    merged = shares.T.groupby(level=0, sort=False).sum().T if shares.columns.has_duplicates else shares
    return merged.assign(customer_id=sums["customer_id"])


def preference_column(category: str) -> str:
    """The column that holds the preference for a category.

    >>> preference_column("Office Supplies")
    'Office Supplies_preference'
    >>> preference_column("Books")
    'books_preference'
    """
    plain = schema.spelling(category).replace(" ", "_") + schema.PREFERENCE_SUFFIX
    # A category that would not come back as the file writes it keeps its own spelling.
    kept = schema.label_of(plain) == f"{category} preference"
    return plain if kept else category + schema.PREFERENCE_SUFFIX


def customers_as_of(dataset: Dataset, as_of: dt.date | None) -> pd.DataFrame:
    """One row per customer with every column of the schema; what the data does not give is missing."""
    if dataset.purchases is None:
        known = dataset.customers
    else:
        day = as_of or dataset.purchases.last_day
        known = roll_up(dataset.purchases, day).merge(dataset.customers, on="customer_id", how="left")
        if dataset.purchases.has_categories:
            shares = category_shares(dataset.purchases, day)
            # What customers bought says more about their preferences than a table of customers does.
            given = [name for name in shares if name in known and name != "customer_id"]
            known = known.drop(columns=given).merge(shares, on="customer_id", how="left")
    return _complete(_with_all_columns(known), as_of)


_EMPTY = {"id": "str", "text": "str", "date": "datetime64[us]"}


def _with_all_columns(known: pd.DataFrame) -> pd.DataFrame:
    wanted = [c for c in schema.COLUMNS if c.rows != "purchases" and c.name not in ("currency", "birth_year")]
    absent = {
        c.name: pd.Series(
            pd.NaT if c.unit == "date" else np.nan, index=known.index, dtype=_EMPTY.get(c.unit, "float64")
        )
        for c in wanted
        if c.name not in known
    }
    return pd.concat([known, pd.DataFrame(absent, index=known.index)], axis=1)


def _complete(frame: pd.DataFrame, as_of: dt.date | None) -> pd.DataFrame:
    """Fill what follows from what is there; a value that the file gives is never overwritten."""
    if "birth_year" in frame and as_of:
        frame = frame.assign(age=frame["age"].fillna(as_of.year - frame["birth_year"])).drop(columns="birth_year")
    if as_of:
        frame = _fill(frame, "tenure_days", _days_until(as_of, frame["first_purchase"]))
        frame = _fill(frame, "days_since_purchase", _days_until(as_of, frame["last_purchase"]))
    frame = _fill(frame, "active_span_days", (frame["tenure_days"] - frame["days_since_purchase"]).clip(lower=0))
    frame = _fill(frame, "repeat_orders", (frame["orders"] - 1).clip(lower=0))
    frame = _fill(frame, "revenue", frame["orders"] * frame["avg_order_value"])
    frame = _fill(frame, "avg_order_value", frame["revenue"] / frame["orders"].where(frame["orders"] > 0))
    frame = _fill(frame, "purchase_frequency", _per_year(frame))
    gaps = frame["repeat_orders"].where(frame["repeat_orders"] > 0)
    frame = _fill(frame, "days_between_orders", frame["active_span_days"] / gaps)
    return _fill(frame, "yearly_revenue", frame["purchase_frequency"] * frame["avg_order_value"])


def _days_until(as_of: dt.date, days: pd.Series) -> pd.Series:
    """Whole days up to the analysis date; what lies after it is not known yet."""
    passed = (-(days.dt.normalize() - pd.Timestamp(as_of))).dt.days
    known: pd.Series = passed.where(passed >= 0)
    return known


def _fill(frame: pd.DataFrame, column: str, values: pd.Series) -> pd.DataFrame:
    return frame.assign(**{column: frame[column].fillna(values)})


def _per_year(frame: pd.DataFrame) -> pd.Series:
    """Orders per 12 months at the customer's pace; a short relationship counts as the history, at most a year.

    Without that floor a customer of yesterday with one order would count for 365 orders a year.
    """
    history = frame["tenure_days"].max()
    if pd.isna(history) or history <= 0:
        return pd.Series(np.nan, index=frame.index)
    floor = min(history, DAYS_PER_YEAR)
    return frame["orders"] * DAYS_PER_YEAR / frame["tenure_days"].clip(lower=floor)
