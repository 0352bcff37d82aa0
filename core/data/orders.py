"""What the lines of one order share: details given only on the first line, totals repeated on each, and its status."""

from __future__ import annotations

import pandas as pd

from core.data.mapping import Mapping
from core.data.steps import Log
from core.problems import Problem
from core.schema import spelling

# Words of a status that is no sale (yet), in the languages of the aliases.
NO_SALE = frozenset(
    [
        "cancelled",
        "canceled",
        "voided",
        "void",
        "failed",
        "expired",
        "pending",
        "draft",
        "declined",
        "abandoned",
        "unpaid",
        "trash",
        "test",
        "fraud",
        "chargeback",
        "uncaptured",
        "unfulfillable",
        "reversed",
        "denied",
        "storniert",
        "ausstehend",
        "abgebrochen",
        "abgelehnt",
        "offen",
        "annule",
        "annulee",
        "echoue",
        "cancelado",
        "cancelada",
        "pendiente",
        "pendente",
        "rechazado",
        "annullato",
        "fallito",
    ]
)
NO_SALE_PHRASES = frozenset(
    {"checkout draft", "on hold", "en attente", "in attesa", "awaiting payment", "pending payment", "payment pending"}
)
REFUNDED = frozenset({"refunded", "fully refunded", "erstattet", "rembourse", "reembolsado", "rimborsato"})
# On this share of the orders with several lines a pattern must hold to be believed.
NEARLY_ALL = 0.9
ENOUGH_ORDERS = 3
SAME_MONEY = 0.01


def carry_down(frame: pd.DataFrame, mapping: Mapping, log: Log) -> pd.DataFrame:
    """Fill details that an export gives only on the first line of an order (customer, date, status, currency)."""
    order = mapping.column("order_id")
    if order is None or not frame[order].duplicated().any():
        return frame
    shared = ("customer_id", "email", "customer_name", "order_date", "status", "currency", "country")
    names = [name for role in shared if (name := mapping.column(role)) and frame[name].isna().any()]
    filled = {}
    for name in names:
        first = frame.groupby(order, sort=False)[name].transform("first")
        # Only a line whose order gives the detail elsewhere is filled; the same must hold for nearly all such orders.
        filled[name] = frame[name].fillna(first)
    touched = sum((frame[name].isna() & filled[name].notna() for name in names), start=pd.Series(0, index=frame.index))
    rows = int((touched > 0).sum())
    if not rows:
        return frame
    what = "Details given only on the first line of an order were carried to its other lines"
    log.note([Problem("carried-down", what, "Nothing to do.", rows, "changed", ", ".join(names)[:60])])
    return frame.assign(**filled)


def only_sales(frame: pd.DataFrame, mapping: Mapping, log: Log) -> pd.DataFrame:
    """Set rows aside whose status says that they are no sale: canceled, failed, pending, test, fully refunded."""
    column, canceled_at = mapping.column("status"), mapping.column("canceled_at")
    if canceled_at:
        what = "Canceled orders (they have a cancellation date) were set aside"
        frame = log.drop(
            frame, frame[canceled_at].notna(), Problem("canceled", what, "Nothing to do.", column=canceled_at)
        )
    if column is None:
        return frame
    statuses = {text: _status(text) for text in frame[column].dropna().unique()}
    kinds = frame[column].map(statuses)
    for kind, what in (
        ("no sale", "Rows whose status is no sale (canceled, failed, pending, test) were set aside"),
        ("refunded", "Fully refunded orders were set aside: nothing is left of them"),
    ):
        words = sorted(text for text, found in statuses.items() if found == kind)
        problem = Problem(kind.replace(" ", "-"), what, "Map the status to “Not used” to keep them.", column=column)
        frame = log.drop(frame, kinds.loc[frame.index] == kind, _with_example(problem, ", ".join(words)[:60]))
    return frame


def _with_example(problem: Problem, example: str) -> Problem:
    return Problem(problem.code, problem.what, problem.remedy, column=problem.column, example=example)


def _status(text: str) -> str:
    words = spelling(text).removeprefix("wc ")
    if words in REFUNDED:
        return "refunded"
    return "no sale" if words in NO_SALE_PHRASES or words.split(" ")[0] in NO_SALE else "sale"


def spread_totals(rows: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Count an order's total once where an export repeats it on each line, or gives it on one line only.

    The total is spread over the lines by quantity times unit price where these are known, else evenly, so that
    categories keep their share. Needs columns `order_id` and `amount`.
    """
    if "order_id" not in rows or not rows["order_id"].duplicated().any():
        return rows
    several = rows[rows["order_id"].notna() & rows["order_id"].duplicated(keep=False)]
    lines = _line_values(several)
    grouped = several["amount"].groupby(several["order_id"])
    filled, size, different = grouped.count(), grouped.size(), grouped.nunique()
    on_one_line = (filled == 1).mean() >= NEARLY_ALL
    repeated = ((filled == size) & (different == 1)).mean() >= NEARLY_ALL and len(size) >= ENOUGH_ORDERS
    if not on_one_line and not (repeated and _lines_differ(several, lines)):
        return rows
    order = several["order_id"]
    weight = lines.abs().where(lines.notna(), 0.0)
    total_weight = weight.groupby(order).transform("sum")
    share = (weight / total_weight).where(total_weight > 0, 1 / order.map(size))
    spread = several["amount"].groupby(order).transform("first") * share
    what = "The amount is the total of the order; it was counted once and spread over the order's lines"
    log.note(
        [Problem("order-total", what, "Map the amount of the line instead, if there is one.", len(several), "changed")]
    )
    return rows.assign(amount=rows["amount"].where(~rows.index.isin(several.index), spread.reindex(rows.index)))


def _line_values(rows: pd.DataFrame) -> pd.Series:
    if "quantity" in rows and "unit_price" in rows:
        return rows["quantity"] * rows["unit_price"]
    return pd.Series(float("nan"), index=rows.index)


def _lines_differ(rows: pd.DataFrame, lines: pd.Series) -> bool:
    """Whether equal amounts on all lines of an order can't be the amounts of the lines themselves."""
    if lines.notna().any():
        return bool(((lines - rows["amount"]).abs() > SAME_MONEY).mean() > 0.5)
    if "product" not in rows:
        return False
    products = rows["product"].groupby(rows["order_id"]).nunique()
    return bool((products > 1).mean() >= NEARLY_ALL and len(products) >= 3 * ENOUGH_ORDERS)
