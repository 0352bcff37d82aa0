"""One row per customer, as of a day: rolled up from purchases by Ibis, or completed from what a customer file gives."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pandas as pd

from core import schema
from core.data.dataset import Dataset
from core.data.derived import ages
from core.data.purchases import TABLE, Purchases, with_ids

DAYS_PER_YEAR = 365
MOST_CATEGORIES = 12


def occasions(purchases: Purchases, as_of: dt.date) -> ibis.Table:
    """Net spend per (numbered) customer and day up to a day: what the policy calls an order is a day above zero.

    A day with nothing but free items is one where the dataset says so (`free_orders`). Where the file has no money,
    each day with a purchase is an order.
    """
    days = TABLE.filter(TABLE.day <= ibis.date(as_of.isoformat())).group_by("customer", "day")
    is_order = TABLE.amount.sum().isnull() | (TABLE.amount.sum() > 0)  # a sum of nothing is missing
    if purchases.free_orders:
        is_order |= (TABLE.amount.min() == 0) & (TABLE.amount.max() == 0)
    return days.agg(amount=TABLE.amount.sum(), is_order=is_order)


def roll_up(purchases: Purchases, as_of: dt.date) -> pd.DataFrame:
    """Purchases to customers: orders, first and last purchase, net revenue, mean value of repeat orders.

    A customer whose refunds eat up every order stays, with 0 orders and no dates, so that revenue adds up. Money is
    missing where the file has none. Customers whose first row is after `as_of` are not there yet.
    """
    days = occasions(purchases, as_of)
    ordered = days.is_order
    customers = days.group_by("customer").agg(
        orders=ordered.sum(),
        first_purchase=days.day.min(where=ordered),
        last_purchase=days.day.max(where=ordered),
        revenue=days.amount.sum(),
        order_value=days.amount.sum(where=ordered),
        first_value=days.amount.argmin(days.day, where=ordered),
    )
    frame = purchases.run(with_ids(customers))
    repeats = frame["orders"] - 1
    repeat_value = (frame["order_value"] - frame["first_value"]) / repeats.where(repeats > 0)
    return frame.assign(
        orders=frame["orders"].astype("int64"),
        avg_order_value=frame["revenue"] / frame["orders"].where(frame["orders"] > 0),
        mean_repeat_value=repeat_value,
    ).drop(columns=["order_value", "first_value"])


def kept_share(purchases: Purchases, as_of: dt.date) -> float:
    """The share of the money of orders up to a day that was not paid back on other days; missing without money.

    What is paid back on the day of the order is off that order already. Below 0 where more came back than was bought.
    """
    days = occasions(purchases, as_of)
    sums = purchases.run(days.agg(kept=days.amount.sum(), ordered=days.amount.sum(where=days.is_order))).iloc[0]
    ordered = sums.fillna(0.0)["ordered"]
    return float(sums["kept"] / ordered) if ordered > 0 else float("nan")


def bought_after(purchases: Purchases, cut: dt.date, until: dt.date) -> pd.DataFrame:
    """What customers did after a day, up to another one: `customer_id`, `orders` and `revenue` (net money).

    Only customers with a row in that time are there; revenue is missing where the file has no money.
    """
    days = occasions(purchases, until).filter(lambda t: t.day > ibis.date(cut.isoformat()))
    later = days.group_by("customer").agg(orders=days.is_order.sum(), revenue=days.amount.sum())
    return purchases.run(with_ids(later))


def orders_after(purchases: Purchases, cut: dt.date, until: dt.date) -> pd.DataFrame:
    """Orders on each day after a day, up to another one, of customers who had ordered before: `day` and `orders`."""
    ordered = occasions(purchases, until).filter(lambda t: t.is_order)
    first = ordered.group_by("customer").agg(first=ordered.day.min())
    known = first.filter(first.first <= ibis.date(cut.isoformat()))
    later = ordered.filter(ordered.day > ibis.date(cut.isoformat())).semi_join(known, "customer")
    return purchases.run(later.group_by("day").agg(orders=later.count()).order_by("day"))


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
    sums = purchases.run(with_ids(bought.group_by("customer").agg(total=total, **parts)))
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
    wanted = [c for c in schema.COLUMNS if c.rows != "purchases" and c.name not in schema.HELPERS]
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
    if as_of and "birth_date" in frame:
        frame = _fill(frame, "age", ages(frame["birth_date"], as_of))
    if as_of and "birth_year" in frame:
        frame = _fill(frame, "age", as_of.year - frame["birth_year"])
    frame = frame.drop(columns=[name for name in schema.HELPERS if name in frame])
    if as_of:
        since = frame["first_purchase"].fillna(frame["customer_since"])
        frame = _fill(frame, "tenure_days", _days_until(as_of, since))
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
