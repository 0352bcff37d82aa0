"""From text cells to clean purchases: who, when, how much. Every dropped or changed row is counted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa

from core import schema
from core.data.columns import read_column
from core.data.dataset import Dataset
from core.data.identity import identify
from core.data.mapping import Mapping
from core.data.orders import carry_down, only_sales, spread_totals
from core.data.purchases import Purchases, last_known
from core.data.steps import Log, Options, fingerprint, one_currency, safe_name, to_currency, without_duplicates
from core.data.table import Table
from core.problems import DataError, Problem

_CREDIT_NOTE = r"^(?:C|CN|CR|CM|RF|REF|RET|RE|GS)[-_ ]?\d{3,}$"
_ROW_ROLES = ("order_id", "amount", "refunded", "quantity", "unit_price", "category", "product")
_ATTRIBUTES = ("email", "customer_name", "age", "birth_year", "gender", "income", "country", "customer_segment")
_GUESTS = "They are guest orders or lack an id; they can't be tied to a customer. Add the id if you have it."
_DATES = "Correct the dates, or choose another date column."
EARLIEST = pd.Timestamp("1990-01-01")
# What money is stored with; also far beyond any shop's order.
MOST_MONEY = 1e13
# An amount this many times what only 1 in 1,000 rows exceeds is a slip of the pen, or the order of a lifetime.
OUTLIER = 1_000
ENOUGH_TO_TELL = 100


def clean_purchases(table: Table, mapping: Mapping, options: Options, today: dt.date) -> Dataset:
    """Rows of purchases by a confirmed mapping; raises DataError where no row has a customer, a day and an amount."""
    date = _required(table, mapping)
    log = Log(table)
    frame = without_duplicates(table.frame, options.drop_duplicates, log)
    frame = carry_down(frame, mapping, log)
    frame = only_sales(frame, mapping, log)
    frame, currency = one_currency(frame, mapping, options, log)
    ids = identify(frame, mapping, log)
    who = Problem("no-customer", "Rows without a customer were set aside", _GUESTS, column=mapping.customer or "")
    frame = log.drop(frame, ids.isna(), who)
    rows = _typed_rows(frame, mapping, ids, date, options.day_first, log)
    rows = _possible_days(rows, date, today, log)
    rows = _net_money(rows, log)
    code = mapping.column("currency")
    if code and options.rates:
        rows = rows.assign(amount=to_currency(rows["amount"], frame[code].loc[rows.index], options.rates, log))
    if rows.empty:
        raise DataError(
            f"No usable purchase is left in “{table.name}”: each row lacks a customer, a readable date or an amount. "
            "Check what the columns mean.",
            log.problems,
        )
    purchases, attributes = _into_engine(rows)
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
    if date is not None and mapping.customer is not None:
        return date
    lacking = "the customer" if date is not None else "the purchase date"
    found = ", ".join(list(table.frame.columns)[:20])
    raise DataError(
        f"No column says {lacking}. Rows of purchases need one for the customer and one for the date. "
        f"The file has: {found}. Choose the column below, or say that each row is a customer."
    )


def _typed_rows(
    frame: pd.DataFrame, mapping: Mapping, ids: pd.Series, date: str, day_first: bool | None, log: Log
) -> pd.DataFrame:
    """The roles of a purchase as typed columns, and what the rows say about the customer."""
    days, found = read_column(frame[date], "order_date", day_first)
    # A row without a date is set aside and counted right after this, so it is not also told as a blanked cell.
    log.note(problem for problem in found if problem.code != "unread")
    columns: dict[str, pd.Series] = {"customer_id": ids.loc[frame.index], "day": days}
    for role in (*_ROW_ROLES, *_ATTRIBUTES):
        name = mapping.column(role)
        if name is not None:
            columns[role], found = read_column(frame[name], role)
            log.note(found)
    labels = {safe_name(name): frame[name] for name in mapping.columns(schema.LABEL)}
    return pd.DataFrame(columns | labels)


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


def _net_money(rows: pd.DataFrame, log: Log) -> pd.DataFrame:
    """One net amount per row: the amount, else quantity times unit price; refunds and credit notes are taken off."""
    if "amount" not in rows and not {"quantity", "unit_price"} <= set(rows):
        what = "The file has no amounts: customers are counted by orders alone, and money can't be shown"
        log.note([Problem("no-money", what, "Export the file with the amount, or with quantity and unit price.")])
        return rows.assign(amount=np.nan)
    if "amount" in rows:
        rows = spread_totals(rows, log)
    else:
        rows = rows.assign(amount=rows["quantity"] * rows["unit_price"])
        what = "The amount of each row was computed as quantity times unit price"
        log.note([Problem("computed-amount", what, "Nothing to do.", int(rows["amount"].notna().sum()), "changed")])
    rows = _without_refunds(_credit_notes_negative(rows, log), log)
    lost = Problem("no-amount", "Rows without a readable amount were set aside", "Correct the amounts in the file.")
    rows = log.drop(rows, ~rows["amount"].abs().lt(MOST_MONEY), lost)
    _tell_policy(rows["amount"], log)
    return rows


def _credit_notes_negative(rows: pd.DataFrame, log: Log) -> pd.DataFrame:
    if "order_id" not in rows:
        return rows
    credit = rows["order_id"].str.contains(_CREDIT_NOTE, regex=True).fillna(False).astype(bool)
    # Where most orders are written like that, the letters are the shop's own prefix, not credit notes.
    wrong_sign = credit & (rows["amount"] > 0) & (credit.mean() < 0.5)
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


def _tell_policy(amounts: pd.Series, log: Log) -> None:
    """What happens to refunds, rows of zero and amounts out of all proportion is printed, not assumed."""
    refunds, zeros = int((amounts < 0).sum()), int((amounts == 0).sum())
    if refunds:
        what = "Refunds and cancellations (negative quantity or amount) were taken off the customer's revenue"
        remedy = "A day counts as an order when its net amount is above zero."
        log.note([Problem("refund", what, remedy, refunds, "kept")])
    if zeros:
        what = "Rows with an amount of zero were kept; on their own they are no order"
        log.note([Problem("zero-amount", what, "Nothing to do.", zeros, "kept")])
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


def _into_engine(rows: pd.DataFrame) -> tuple[Purchases, pd.DataFrame]:
    absent = [name for name in ("category", "product") if name not in rows]
    named = rows.assign(**dict.fromkeys(absent, pd.Series(pd.NA, index=rows.index, dtype="str")))
    arrow = pa.table(
        {
            "customer_id": pa.array(named["customer_id"], type=pa.string()),
            "day": pa.array(named["day"].to_numpy().astype("datetime64[D]")),
            "amount": pa.array(named["amount"].to_numpy(), from_pandas=True),
            "category": pa.array(named["category"], type=pa.string()),
            "product": pa.array(named["product"], type=pa.string()),
        }
    )
    about = [name for name in named.columns if name not in ("customer_id", "day", *_ROW_ROLES)]
    return Purchases.from_arrow(arrow), last_known(arrow, named[about])
