"""From text cells to clean customers, one row each. Every dropped or changed row is counted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core import schema
from core.data.columns import read_column
from core.data.dataset import Dataset
from core.data.derived import BIRTHS, full_names, in_unit, often_in_words, plausible_births, told_later
from core.data.identity import identify
from core.data.mapping import Mapping
from core.data.steps import Log, Options, fingerprint, one_currency, safe_name
from core.data.table import Table
from core.data.values import parse_flags
from core.problems import DataError, Problem, Tell

_DAYS = ("last_purchase", "first_purchase", "customer_since")
# Roles that are read apart from the others, or not at all.
_APART = ("customer_id", "first_name", "last_name", "currency", schema.IGNORE)


def clean_customers(table: Table, mapping: Mapping, options: Options, today: dt.date, tell: Tell) -> Dataset:
    """Rows of customers by a confirmed mapping; raises DataError where nothing but the customer is left."""
    log = Log(table)
    tell("Reading the columns")
    whole = table.frame.astype("str")
    frame, currency = one_currency(whole, mapping, options, log)
    frame, ids = _one_row_per_customer(frame, mapping, log)
    typed, found, metrics = _typed_customers(frame, whole, mapping, options.day_first, today)
    log.note(found)
    customers = _possible_days(pd.DataFrame({"customer_id": ids} | typed), today, log).reset_index(drop=True)
    if customers.drop(columns="customer_id").notna().sum().sum() == 0:
        raise DataError(
            f"“{table.name}” has no usable value beside the customer: every other column is blank, unreadable or not "
            "used. Check what the columns mean.",
            log.problems,
        )
    days = [customers[name].max() for name in _DAYS if name in customers]
    known = [day for day in days if pd.notna(day)]
    return Dataset(
        name=table.name,
        fingerprint=fingerprint(table, mapping, options),
        kind="customers",
        customers=customers,
        purchases=None,
        report=log.report(),
        currency=currency,
        metrics=metrics,
        labels=tuple(safe_name(name) for name in mapping.columns(schema.LABEL)),
        last_day=max(known).date() if known else None,
    )


def _one_row_per_customer(frame: pd.DataFrame, mapping: Mapping, log: Log) -> tuple[pd.DataFrame, pd.Series]:
    column = mapping.customer
    if column is None:
        what, remedy = "The file names no customer, so its rows were numbered", "Map the column that tells them apart."
        log.note([Problem("numbered", what, remedy)])
        return frame, pd.Series(np.arange(1, len(frame) + 1).astype(str), index=frame.index, dtype="str")
    ids = identify(frame, mapping, log)
    what, remedy = "Rows without a customer were set aside", "Fill in the id in the file."
    frame = log.drop(frame, ids.isna(), Problem("no-customer", what, remedy, column=column))
    ids = ids.loc[frame.index]
    again = ids.duplicated()
    what = "Rows of a customer seen before were set aside; the first row of each was kept"
    example = str(ids[again].iloc[0])[:40] if again.any() else ""
    remedy = "If each row is a purchase, say so above."
    frame = log.drop(frame, again, Problem("repeated-customer", what, remedy, column=column, example=example))
    if frame.empty:
        raise DataError(f"No row is left: “{column}” is blank in every row. Choose another column for the customer.")
    return frame, ids.loc[frame.index]


def _possible_days(customers: pd.DataFrame, today: dt.date, log: Log) -> pd.DataFrame:
    """Days in the future are blanked and counted."""
    for name in _DAYS:
        if name not in customers:
            continue
        future = customers[name] > pd.Timestamp(today) + pd.Timedelta(days=1)
        if future.any():
            what = "Dates in the future were left blank"
            log.note([Problem("future-date", what, "Correct them in the file.", int(future.sum()), "changed", name)])
            customers = customers.assign(**{name: customers[name].mask(future)})
    return customers


def _typed_customers(
    frame: pd.DataFrame, whole: pd.DataFrame, mapping: Mapping, day_first: bool | None, today: dt.date
) -> tuple[dict[str, pd.Series], list[Problem], tuple[str, ...]]:
    """The columns by their roles, what was found, and the metrics; dates are judged by the `whole` table."""
    columns: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    metrics: list[str] = []
    spend: dict[str, pd.Series] = {}
    channels: dict[str, pd.Series] = {}
    for name, role in mapping.roles.items():
        if role in _APART:
            continue
        target = {schema.METRIC: "number", schema.PREFERENCE: schema.PREFERENCE_SUFFIX}.get(role, role)
        target = "revenue" if role == schema.CATEGORY_SPEND else "orders" if role == schema.CHANNEL_ORDERS else target
        if role == schema.LABEL:
            columns[safe_name(name)] = frame[name]
            continue
        dated = schema.unit_of(target) == "date"
        cells = whole[name] if dated else frame[name]
        values, found = _read_metric(cells) if role == schema.METRIC else _read(cells, target, day_first)
        values = values.loc[frame.index] if dated else values
        problems += found
        if role == schema.METRIC:
            columns[safe_name(name)] = values
            metrics.append(safe_name(name))
        elif role == schema.PREFERENCE:
            columns[_preference(name)] = values
        elif role == schema.CATEGORY_SPEND:
            spend[_preference(name)] = _added(spend.get(_preference(name)), values)
        elif role == schema.CHANNEL_ORDERS:
            channels[name] = values
        else:
            columns[role] = values
    derived, found = _derived(columns, spend, channels)
    names, joined = full_names(frame, mapping)
    if names is not None:
        columns["customer_name"] = names
    births, born = plausible_births(pd.DataFrame({role: columns[role] for role in BIRTHS if role in columns}), today)
    columns |= {role: births[role] for role in BIRTHS if role in births}
    if "birth_date" in columns and "birth_year" not in columns:
        columns["birth_year"] = columns["birth_date"].dt.year.astype("float64")
    columns |= derived
    return columns, [*problems, *born, *joined, *found, *told_later(columns)], tuple(metrics)


def _read(cells: pd.Series, role: str, day_first: bool | None) -> tuple[pd.Series, list[Problem]]:
    """A column read by its role, in the unit that the app counts in."""
    told, in_words = often_in_words(cells) if role == "purchase_frequency" else (cells, [])
    values, found = read_column(told, role, day_first)
    values, scaled = in_unit(values, str(cells.name), role)
    return values, in_words + found + scaled


def _added(first: pd.Series | None, second: pd.Series) -> pd.Series:
    """Two columns of one category are one category."""
    return second if first is None else first.add(second, fill_value=0)


def _read_metric(cells: pd.Series) -> tuple[pd.Series, list[Problem]]:
    """A number beyond the schema; yes and no become 1 and 0."""
    # Here a state such as active is itself what is counted, not the end of it.
    flags = parse_flags(cells, churn=False)
    return (flags.values, []) if flags.unread.empty else read_column(cells, "a number")


def _preference(name: str) -> str:
    spelled = schema.spelling(name).removesuffix(" preference")
    for prefix in ("mnt ", "amount spent on ", "spent on ", "spend on ", "spending on ", "spend ", "spent "):
        spelled = spelled.removeprefix(prefix)
    return spelled.replace(" ", "_") + schema.PREFERENCE_SUFFIX


def _derived(
    columns: dict[str, pd.Series], spend: dict[str, pd.Series], channels: dict[str, pd.Series]
) -> tuple[dict[str, pd.Series], list[Problem]]:
    """Totals of columns that belong together: money per category, orders per channel."""
    derived: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    if spend:
        money = pd.DataFrame(spend)
        total = money.sum(axis=1, min_count=1)
        derived |= {name: money[name] / total.where(total > 0) for name in spend}
        if "revenue" not in columns:
            derived["revenue"] = total
            text = f"Net revenue was computed as the sum of {len(spend)} columns of money per category"
            problems.append(Problem("computed-revenue", text, "Nothing to do.", int(total.notna().sum()), "changed"))
    if channels and "orders" not in columns:
        derived["orders"] = pd.DataFrame(channels).sum(axis=1, min_count=1)
        text = f"Orders were computed as the sum of {len(channels)} columns of orders per channel"
        rows = int(derived["orders"].notna().sum())
        problems.append(Problem("computed-orders", text, "Nothing to do.", rows, "changed"))
    return derived, problems
