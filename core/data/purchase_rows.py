"""From text cells to clean purchases: who, when, how much. Every dropped or changed row is counted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa

from core import schema
from core.data.cells import arrow_texts, cast_all, has_repeats
from core.data.columns import read_column
from core.data.dataset import Dataset
from core.data.derived import full_names, plausible_births
from core.data.identity import identify
from core.data.mapping import Mapping
from core.data.orders import carry_down, spread_totals
from core.data.purchases import IDS, Purchases, last_known
from core.data.sales import only_sales
from core.data.steps import (
    Log,
    Options,
    currency_codes,
    fingerprint,
    one_currency,
    safe_name,
    to_currency,
    without_duplicates,
)
from core.data.table import Table
from core.problems import DataError, Problem, Tell

_CREDIT_NOTE = r"^(?:C|CN|CR|CM|RF|REF|RET|RE|GS)[-_ ]?\d{3,}$"
_ROW_ROLES = ("order_id", "amount", "refunded", "quantity", "unit_price", "category", "product")
_ATTRIBUTES = (
    "email", "customer_name", "age", "birth_year", "birth_date", "gender", "income", "country", "city", "channel",
    "customer_segment",
)  # fmt: skip
_GUESTS = "They are guest orders or lack an id; they can't be tied to a customer. Add the id if you have it."
_DATES = "Correct the dates, or choose another date column."
EARLIEST = pd.Timestamp("1990-01-01")
# What money is stored with; also far beyond any shop's order.
MOST_MONEY = 1e13
# An amount this many times what only 1 in 1,000 rows exceeds is a slip of the pen, or the order of a lifetime.
OUTLIER = 1_000
ENOUGH_TO_TELL = 100
# A sign of refunds that this share of the rows bears is the shop's own way of writing sales.
_MOSTLY = 0.5


def clean_purchases(table: Table, mapping: Mapping, options: Options, today: dt.date, tell: Tell) -> Dataset:
    """Rows of purchases by a confirmed mapping; raises DataError where no row has a customer, a day and an amount."""
    date = _required(table, mapping)
    log = Log(table)
    tell("Looking for rows that repeat another")
    frame = without_duplicates(table.frame, options.drop_duplicates, log)
    frame = carry_down(frame, mapping, log)
    written = frame[date]
    frame = only_sales(frame, mapping, log)
    frame, currency = one_currency(frame, mapping, options, log)
    tell("Finding out who bought")
    ids = identify(frame, mapping, log)
    who = Problem("no-customer", "Rows without a customer were set aside", _GUESTS, column=mapping.customer or "")
    frame = log.drop(frame, ids.isna(), who)
    tell("Reading dates and amounts")
    days = _days(written, frame.index, options.day_first, log)
    rows = _typed_rows(frame, mapping, ids, days, options.day_first, log)
    rows, born = plausible_births(rows, today)
    log.note(born)
    rows = _possible_days(rows, date, today, log)
    rows = _net_money(rows, mapping.column("amount") or "", options.free_orders, log)
    codes = currency_codes(frame, mapping) if options.rates else None
    if codes is not None:
        rows = rows.assign(amount=to_currency(rows["amount"], codes.loc[rows.index], options.rates, log))
    if rows.empty:
        raise DataError(
            f"No usable purchase is left in “{table.name}”: each row lacks a customer, a readable date or an amount, "
            "or its status says that it is no sale. Check what the columns mean.",
            log.problems,
        )
    tell("Storing the purchases")
    purchases, attributes = _into_engine(rows, options.free_orders)
    return Dataset(
        name=table.name,
        fingerprint=fingerprint(table, mapping, options),
        kind="purchases",
        customers=attributes,
        purchases=purchases,
        report=log.report(),
        currency=currency,
        labels=tuple(name for name in attributes.columns if name not in schema.BY_NAME),
        last_day=purchases.last_day,
    )


def _required(table: Table, mapping: Mapping) -> str:
    """The date column; raises DataError where nothing says who bought, or when."""
    date = mapping.column("order_date")
    if date is not None and not mapping.lacking:
        return date
    found = ", ".join(list(table.frame.columns)[:20])
    raise DataError(
        f"No column says {mapping.lacking}. Rows of purchases need one for the customer and one for the date. "
        f"The file has: {found}. Say which column it is, or that each row is a customer."
    )


def _days(written: pd.Series, rows: pd.Index, day_first: bool | None, log: Log) -> pd.Series:
    """The days of some rows; how the dates are written is told by those of all rows, also of those set aside."""
    days, found = read_column(written, "order_date", day_first)
    # A row without a date is set aside and counted right after this, so it is not also told as a blanked cell.
    log.note(problem for problem in found if problem.code != "unread")
    return days if len(days) == len(rows) else days.loc[rows]


def _typed_rows(
    frame: pd.DataFrame, mapping: Mapping, ids: pd.Series, days: pd.Series, day_first: bool | None, log: Log
) -> pd.DataFrame:
    """The roles of a purchase as typed columns, and what the rows say about the customer."""
    columns: dict[str, pd.Series] = {"customer_id": ids.loc[frame.index], "day": days}
    for role in (*_ROW_ROLES, *_ATTRIBUTES):
        name = mapping.column(role)
        if name is None or (role == "order_id" and _tells_nothing(frame[name])):
            continue
        columns[role], found = read_column(frame[name], role, day_first)
        log.note(found)
    names, found = full_names(frame, mapping)
    if names is not None:
        columns["customer_name"] = names
        log.note(found)
    labels = {safe_name(name): frame[name] for name in mapping.columns(schema.LABEL)}
    return pd.DataFrame(columns | labels)


def _tells_nothing(orders: pd.Series) -> bool:
    """Whether order ids are bare numbers, one per row: no order has several lines, and none is a credit note."""
    return not has_repeats(orders) and cast_all(arrow_texts(orders), pa.int64()) is not None


def _possible_days(rows: pd.DataFrame, date: str, today: dt.date, log: Log) -> pd.DataFrame:
    """Only days that can be true: a day in the future would make every customer look silent for long."""
    unread = Problem("no-date", "Rows without a readable date were set aside", _DATES, column=date)
    rows = log.drop(rows, rows["day"].isna(), unread)
    what = "Rows dated in the future were set aside: they would make every customer look silent"
    future = rows["day"] > pd.Timestamp(today) + pd.Timedelta(days=1)
    rows = log.drop(rows, future, Problem("future-date", what, _DATES, column=date))
    old = int((rows["day"] < EARLIEST).sum())
    if old:
        what = f"Dates before {EARLIEST.year} were kept, though they are unlikely"
        log.note([Problem("early-date", what, "Check the dates.", old, "kept", date)])
    return rows


def _net_money(rows: pd.DataFrame, named: str, free_orders: bool, log: Log) -> pd.DataFrame:
    """One net amount per row: the amount, else quantity times unit price; refunds and credit notes are taken off.

    `named` is how the file calls the amount.
    """
    if "amount" not in rows and not {"quantity", "unit_price"} <= set(rows):
        what = "The file has no amounts: customers are counted by orders alone, and money can't be shown"
        log.note([Problem("no-money", what, "Export the file with the amount, or with quantity and unit price.")])
        return rows.assign(amount=np.nan)
    if "amount" in rows:
        rows = _returns_negative(rows, spread_totals(rows, log, named), log)
    else:
        rows = rows.assign(amount=rows["quantity"] * rows["unit_price"])
        what = "The amount of each row was computed as quantity times unit price"
        log.note([Problem("computed-amount", what, "Nothing to do.", int(rows["amount"].notna().sum()), "changed")])
    rows = _without_refunds(_credit_notes_negative(rows, log), log)
    lost = Problem("no-amount", "Rows without a readable amount were set aside", "Correct the amounts in the file.")
    rows = log.drop(rows, ~rows["amount"].abs().lt(MOST_MONEY), lost)
    _tell_policy(rows["amount"], free_orders, log)
    return rows


def _returns_negative(written: pd.DataFrame, rows: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Returns that only the quantity tells; a total that was spread over the lines of its order is none."""
    if "quantity" not in rows:
        return rows
    back = rows["quantity"] < 0
    # Where most rows are so, the file counts what leaves the store.
    if not back.any() or back.mean() >= _MOSTLY:
        return rows
    wrong_sign = back & (rows["amount"] > 0) & (rows["amount"] == written["amount"])
    if "unit_price" in rows:
        wrong_sign &= ~(rows["unit_price"] < 0)
    if not wrong_sign.any():
        return rows
    what = "Returns (negative quantity) written with a positive amount were counted as refunds"
    log.note([Problem("returned", what, "Nothing to do.", int(wrong_sign.sum()), "changed")])
    return rows.assign(amount=rows["amount"].mask(wrong_sign, -rows["amount"]))


def _credit_notes_negative(rows: pd.DataFrame, log: Log) -> pd.DataFrame:
    if "order_id" not in rows:
        return rows
    credit = rows["order_id"].str.contains(_CREDIT_NOTE, regex=True).fillna(False).astype(bool)
    wrong_sign = credit & (rows["amount"] > 0) & (credit.mean() < _MOSTLY)
    if not wrong_sign.any():
        return rows
    what = "Credit notes written with a positive amount were counted as refunds"
    log.note([Problem("credit-note", what, "Nothing to do.", int(wrong_sign.sum()), "changed")])
    return rows.assign(amount=rows["amount"].mask(wrong_sign, -rows["amount"]))


def _without_refunds(rows: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Take a column of refunded amounts off."""
    if "refunded" not in rows:
        return rows
    refunded = rows["refunded"].abs().fillna(0.0)
    touched = int((refunded > 0).sum())
    if touched:
        what = "Refunded amounts were taken off the amount of their row"
        log.note([Problem("refunded-part", what, "Nothing to do.", touched, "changed")])
    return rows.assign(amount=rows["amount"] - refunded)


def _tell_policy(amounts: pd.Series, free_orders: bool, log: Log) -> None:
    """What happens to refunds, rows of zero and amounts out of all proportion is printed, not assumed."""
    refunds, zeros = int((amounts < 0).sum()), int((amounts == 0).sum())
    if refunds:
        what = "Refunds and cancellations (negative quantity or amount) were taken off the customer's revenue"
        remedy = "A day counts as an order when its net amount is above zero."
        log.note([Problem("refund", what, remedy, refunds, "kept")])
    if zeros:
        what = "Rows with an amount of zero were kept; a day with nothing else is "
        what += "an order, as you chose" if free_orders else "no order"
        remedy = "Choose whether days with only free items count as orders."
        log.note([Problem("zero-amount", what, remedy, zeros, "kept")])
    if len(amounts) >= ENOUGH_TO_TELL:
        limit = OUTLIER * amounts.abs().quantile(0.999, interpolation="lower")
        huge = amounts.abs() > limit
        if limit > 0 and huge.any():
            what = f"Amounts over {OUTLIER:,} times what 999 of 1,000 rows stay below were kept; check them"
            example = f"{amounts[huge].iloc[0]:g}"
            log.note(
                [
                    Problem(
                        "outlier", what, "Correct them if they are typing slips.", int(huge.sum()), "kept", "", example
                    )
                ]
            )


def _into_engine(rows: pd.DataFrame, free_orders: bool) -> tuple[Purchases, pd.DataFrame]:
    none = pa.nulls(len(rows), pa.string())
    arrow = pa.table(
        {
            "customer_id": _arrow(rows["customer_id"]),
            "day": pa.array(rows["day"].to_numpy().astype("datetime64[D]")),
            "amount": pa.array(rows["amount"].to_numpy(), from_pandas=True),
            "category": _arrow(rows["category"]) if "category" in rows else none,
            "product": _arrow(rows["product"]) if "product" in rows else none,
        }
    )
    about = [name for name in rows.columns if name not in ("customer_id", "day", *_ROW_ROLES)]
    purchases = Purchases.from_arrow(arrow, free_orders)
    if not about:
        return purchases, purchases.run(IDS.order_by("customer").select("customer_id"))
    return purchases, last_known(arrow, rows[about])


def _arrow(texts: pd.Series) -> pa.Array:
    """A column as Arrow text, in codes where pandas holds it so."""
    if isinstance(texts.dtype, pd.CategoricalDtype):
        return pa.array(texts, from_pandas=True)
    return pa.array(texts, type=pa.string(), from_pandas=True)
