"""From text cells to clean purchases: who, when, how much. Every dropped or changed row is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from core import schema
from core.data.columns import read_column
from core.data.dataset import Dataset
from core.data.mapping import Mapping
from core.data.purchases import Purchases, last_known
from core.data.steps import drop, fingerprint, one_currency, rows_set_aside, safe_name, without_duplicates
from core.data.table import Table
from core.problems import CleaningReport, DataError, Problem

_CREDIT_NOTE = r"^(?:C|CN|CR|CM|RF|REF|RET|RE|GS)[-_ ]?\d{3,}$"
_ATTRIBUTES = ("age", "birth_year", "gender", "income", "country", "customer_segment")


def clean_purchases(table: Table, mapping: Mapping, drop_duplicates: bool) -> Dataset:
    customer, date = mapping.column("customer_id"), mapping.column("order_date")
    if customer is None or date is None:
        lacking = "the customer" if customer is None else "the purchase date"
        found = ", ".join(list(table.frame.columns)[:20])
        raise DataError(
            f"No column says {lacking}. Rows of purchases need one for the customer and one for the date. "
            f"The file has: {found}. Choose the column below, or say that each row is a customer."
        )
    frame, problems = without_duplicates(table.frame, drop_duplicates)
    problems = list(table.problems) + problems
    frame, found_problems, currency = one_currency(frame, mapping)
    problems += found_problems
    blank = Problem("no-customer", "Rows without a customer were set aside", _GUESTS, column=customer)
    ids, tidied = read_column(frame[customer], "customer_id")
    frame, dropped = drop(frame, ids.isna(), blank)
    rows, read_problems = _typed_rows(frame, mapping, ids, date)
    problems += dropped + tidied + read_problems
    rows, dropped = drop(
        rows, rows["day"].isna(), Problem("no-date", "Rows without a readable date were set aside", _DATES, column=date)
    )
    problems += dropped
    rows, money_problems = _net_money(rows, mapping)
    problems += money_problems
    if rows.empty:
        raise DataError(
            f"No usable purchase is left in “{table.name}”: each row lacks a customer, a readable date or an amount. "
            "Check what the columns mean.",
            problems,
        )
    purchases, attributes = _into_engine(rows)
    return Dataset(
        name=table.name,
        fingerprint=fingerprint(table, mapping, drop_duplicates),
        kind="purchases",
        customers=attributes,
        purchases=purchases,
        report=CleaningReport(len(table.frame) + rows_set_aside(table), tuple(problems)),
        currency=currency,
        labels=tuple(name for name in attributes.columns if name not in schema.BY_NAME),
        last_day=purchases.last_day,
    )


_GUESTS = "They are guest orders or lack an id; they can't be tied to a customer. Add the id if you have it."
_DATES = "Correct the dates, or choose another date column."


def _typed_rows(frame: pd.DataFrame, mapping: Mapping, ids: pd.Series, date: str) -> tuple[pd.DataFrame, list[Problem]]:
    """The roles of a purchase as typed columns, and what the rows say about the customer."""
    days, found = read_column(frame[date], "order_date")
    # A row without a date is dropped and counted right after this, so it is not also told as a blanked cell.
    problems = [problem for problem in found if problem.code != "unread"]
    columns: dict[str, pd.Series] = {"customer_id": ids.loc[frame.index], "day": days}
    for role in ("order_id", "amount", "quantity", "unit_price", "category", "product", *_ATTRIBUTES):
        name = mapping.column(role)
        if name is not None:
            columns[role], found = read_column(frame[name], role)
            problems += found
    labels = {safe_name(name): frame[name] for name in mapping.columns(schema.LABEL)}
    return pd.DataFrame(columns | labels), problems


def _net_money(rows: pd.DataFrame, mapping: Mapping) -> tuple[pd.DataFrame, list[Problem]]:
    """One net amount per row: the amount, else quantity times unit price; credit notes count as negative."""
    problems: list[Problem] = []
    if "amount" in rows:
        amount = rows["amount"]
    elif "quantity" in rows and "unit_price" in rows:
        amount = rows["quantity"] * rows["unit_price"]
        text = "The amount of each row was computed as quantity times unit price"
        problems.append(Problem("computed-amount", text, "Nothing to do.", int(amount.notna().sum()), "changed"))
    else:
        text = "The file has no amounts: customers are counted by orders alone, and money can't be shown"
        remedy = "Export the file with the amount, or with quantity and unit price."
        problems.append(Problem("no-money", text, remedy, 0))
        return rows.assign(amount=np.nan), problems
    if "order_id" in rows:
        credit = rows["order_id"].str.contains(_CREDIT_NOTE, regex=True).fillna(False).astype(bool)
        # Where most orders are written like that, the letters are the shop's own prefix, not credit notes.
        wrong_sign = credit & (amount > 0) & (credit.mean() < 0.5)
        if wrong_sign.any():
            text = "Credit notes written with a positive amount were counted as refunds"
            problems.append(Problem("credit-note", text, "Nothing to do.", int(wrong_sign.sum()), "changed"))
        amount = amount.mask(wrong_sign, -amount)
    rows = rows.assign(amount=amount)
    lost = Problem("no-amount", "Rows without a readable amount were set aside", "Correct the amounts in the file.")
    rows, dropped = drop(rows, rows["amount"].isna(), lost)
    return rows, problems + dropped + _policy(rows)


def _policy(rows: pd.DataFrame) -> list[Problem]:
    """What happens to refunds, rows of zero and orders of one day is printed, not assumed."""
    problems = []
    refunds, zeros = int((rows["amount"] < 0).sum()), int((rows["amount"] == 0).sum())
    if refunds:
        text = "Refunds and cancellations (negative quantity or amount) were taken off the customer's revenue"
        remedy = "A day counts as an order when its net amount is above zero."
        problems.append(Problem("refund", text, remedy, refunds, "kept"))
    if zeros:
        text = "Rows with an amount of zero were kept; on their own they are no order"
        problems.append(Problem("zero-amount", text, "Nothing to do.", zeros, "kept"))
    return problems


def _into_engine(rows: pd.DataFrame) -> tuple[Purchases, pd.DataFrame]:
    absent = [name for name in ("category", "product") if name not in rows]
    named = rows.assign(**dict.fromkeys(absent, pd.Series(pd.NA, index=rows.index, dtype="str")))
    arrow = pa.table(
        {
            "customer_id": pa.array(named["customer_id"], type=pa.string()),
            "day": pa.array(named["day"].dt.date if named.empty else named["day"].to_numpy().astype("datetime64[D]")),
            "amount": pa.array(named["amount"].to_numpy(), from_pandas=True),
            "category": pa.array(named["category"], type=pa.string()),
            "product": pa.array(named["product"], type=pa.string()),
        }
    )
    about = [name for name in named.columns if name in _ATTRIBUTES or name not in _ROW_ROLES]
    return Purchases.from_arrow(arrow), last_known(arrow, named[about])


_ROW_ROLES = frozenset({"customer_id", "day", "order_id", "amount", "quantity", "unit_price", "category", "product"})
