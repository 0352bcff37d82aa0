"""Which rows are sales: not those canceled, failed, pending or tests, nor payouts, fees and transfers of a ledger."""

from __future__ import annotations

from collections.abc import Mapping as Lookup

import pandas as pd

from core import schema
from core.data.cells import has_repeats
from core.data.mapping import Mapping
from core.data.orders import NEARLY_ALL
from core.data.statuses import NO_DATE, entry_kinds, verdicts
from core.data.steps import Log
from core.data.values import BLANKS, parse_numbers
from core.problems import Problem

_KEEP = "Map the column to “Not used” to keep them."
# The other side of a payment, in the reports of PayPal.
_RECEIVERS = frozenset(
    ["to email address", "empfaenger e mail adresse", "a l adresse email", "indirizzo email destinatario",
     "destinatario", "naar e mailadres"]
)  # fmt: skip
_LONGEST_EXAMPLE = 60
_TOLD = ["order", "kind", "amount"]


def only_sales(frame: pd.DataFrame, mapping: Mapping, log: Log) -> pd.DataFrame:
    """Set rows aside that are no sale: canceled, failed, pending, tests, fully refunded; payouts, fees and the like.

    A refund that stands in a row of its own is counted there, and the order it belongs to is kept. Refunds in a
    ledger written without a minus get one.
    """
    frame = _without_canceled(frame, mapping, log)
    frame = _only_sale_entries(frame, mapping, log)
    frame = _only_incoming(frame, mapping, log)
    column = mapping.column("status")
    if column is None:
        return frame
    found = verdicts(frame[column].dropna().unique())
    kinds = frame[column].astype("str").map(found)
    what = "Rows whose status is no sale (canceled, failed, pending, test) were set aside"
    frame = log.drop(frame, kinds == "no sale", _problem("no-sale", what, column, found, "no sale"))
    kinds = kinds.loc[frame.index]
    if not (kinds == "refunded").any():
        return frame
    refunded = (kinds == "refunded") & ~_refunded_elsewhere(frame, kinds == "refunded", mapping, column, log)
    what = "Fully refunded orders were set aside: nothing is left of them"
    return log.drop(frame, refunded, _problem("refunded", what, column, found, "refunded"))


def _problem(code: str, what: str, column: str, found: Lookup[str, str], kind: str) -> Problem:
    """A problem whose example names the words that were found."""
    words = ", ".join(sorted(text for text, said in found.items() if said == kind))
    return Problem(code, what, _KEEP, column=column, example=words[:_LONGEST_EXAMPLE])


def _without_canceled(frame: pd.DataFrame, mapping: Mapping, log: Log) -> pd.DataFrame:
    column = mapping.column("canceled_at")
    if column is None:
        return frame
    known = frame[column].dropna().astype("str")
    given = known[~known.str.lower().isin(BLANKS) & ~known.str.fullmatch(NO_DATE)].index
    canceled = pd.Series(frame.index.isin(given), index=frame.index)
    what = "Canceled orders (they have a cancellation date) were set aside"
    return log.drop(frame, canceled, Problem("canceled", what, "Nothing to do.", column=column))


def _only_sale_entries(frame: pd.DataFrame, mapping: Mapping, log: Log) -> pd.DataFrame:
    column = mapping.column("entry_type")
    if column is None:
        return frame
    found = {text: kind or "sale" for text, kind in entry_kinds(frame[column].dropna().unique()).items()}
    kinds = frame[column].astype("str").map(found)
    what = "Entries that are no sale (payouts, fees, transfers, currency conversions) were set aside"
    frame = log.drop(frame, kinds == "no sale", _problem("no-sale-entry", what, column, found, "no sale"))
    frame = _told_once(frame, [text for text, kind in found.items() if kind == "sale"], mapping, column, log)
    return _with_minus(frame, kinds.loc[frame.index] == "refunded", mapping, log)


def _told_once(frame: pd.DataFrame, sales: list[str], mapping: Mapping, column: str, log: Log) -> pd.DataFrame:
    """Set entries aside that tell the money of an order again: a receipt's head, its lines and how it was paid.

    Kept is the kind of entry that names the most products, else the first one.
    """
    order, money, product = (mapping.column(role) for role in ("order_id", "amount", "product"))
    if order is None or money is None or len(sales) < 2 or not has_repeats(frame[order]):
        return frame
    rows = frame.loc[frame[column].isin(sales), [order, column, money]].astype("str").set_axis(_TOLD, axis=1)
    rows = rows.assign(amount=parse_numbers(rows["amount"]).values).dropna()
    sums = rows.pivot_table(index="order", columns="kind", values="amount", aggfunc="sum", sort=False).round(2)
    named = frame[product].notna().groupby(frame[column].astype("str")).sum() if product else pd.Series(dtype="int64")
    kept = max(sums, key=lambda kind: int(named.get(kind, 0)), default="")
    again = [str(kind) for kind in sums if kind != kept and _are_the_same(sums[kind], sums[kept])]
    what = "Entries that tell the money of an order again, as its lines or its payment do, were set aside"
    problem = Problem("told-again", what, _KEEP, column=column, example=", ".join(again)[:_LONGEST_EXAMPLE])
    return log.drop(frame, frame[column].isin(again), problem)


def _are_the_same(some: pd.Series, others: pd.Series) -> bool:
    """Whether nearly all orders have both kinds of entries, and the same sum in both."""
    return len(some) > 1 and bool((some == others).mean() >= NEARLY_ALL)


def _only_incoming(frame: pd.DataFrame, mapping: Mapping, log: Log) -> pd.DataFrame:
    """In a ledger with a sender and a receiver: what is paid to others is no sale, and a refund is its receiver's."""
    sender, money, column = (mapping.column(role) for role in ("email", "amount", "entry_type"))
    receiver = next((name for name in frame if schema.spelling(str(name)) in _RECEIVERS), None)
    if sender is None or money is None or column is None or receiver is None:
        return frame
    outgoing = parse_numbers(frame[money].astype("str")).values < 0
    kinds = frame[column].astype("str").map(entry_kinds(frame[column].dropna().unique()))
    what = "Payments to others (negative amounts that are no refund) were set aside"
    frame = log.drop(frame, outgoing & (kinds != "refunded"), Problem("outgoing", what, _KEEP, column=money))
    back = outgoing.loc[frame.index] & frame[receiver].notna()
    if not back.any():
        return frame
    what = "Refunds were counted for the customer who received them"
    log.note([Problem("refund-receiver", what, "Nothing to do.", int(back.sum()), "changed", str(receiver))])
    return frame.assign(**{sender: frame[sender].astype("str").where(~back, frame[receiver].astype("str"))})


def _with_minus(frame: pd.DataFrame, refunds: pd.Series, mapping: Mapping, log: Log) -> pd.DataFrame:
    """Refunds that a ledger writes as positive amounts, told by its column of kinds alone."""
    money = mapping.column("amount") or mapping.column("quantity")
    if money is None or not refunds.any():
        return frame
    cells = frame.loc[refunds, money].astype("str")
    positive = parse_numbers(cells).values > 0
    if not positive.any():
        return frame
    what = "Refunds written without a minus were counted as refunds, as their kind of entry says"
    log.note([Problem("refund-entry", what, "Nothing to do.", int(positive.sum()), "changed", money)])
    turned = "-" + cells[positive].str.strip()
    text = frame[money].astype("str")
    return frame.assign(**{money: text.where(~text.index.isin(turned.index), turned.reindex(text.index))})


def _refunded_elsewhere(frame: pd.DataFrame, refunded: pd.Series, mapping: Mapping, column: str, log: Log) -> pd.Series:
    """Refunded rows that must stay: the refund itself, and an order whose refund stands in a row of its own."""
    nothing = pd.Series(False, index=frame.index)
    money = mapping.column("amount")
    if money is None:
        return nothing
    amounts = parse_numbers(frame[money].astype("str")).values
    back = amounts < 0
    if not back.any():
        return nothing
    stay = refunded & back
    size = amounts.abs().round(2).astype("str")
    for name in (mapping.column("order_id"), mapping.customer):
        if name is not None:
            whose = frame[name].astype("str") + "\x1f" + size
            stay |= refunded & frame[name].notna() & whose.isin(whose[back])
    if stay.any():
        what = "Refunded orders were kept where the refund stands in a row of its own, which takes it off"
        log.note([Problem("refund-row", what, "Nothing to do.", int(stay.sum()), "kept", column)])
    return stay
