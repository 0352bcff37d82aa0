"""Two tables of one shop: rows of purchases, and what is known of the customers beside them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pandas as pd

from core.data.dataset import Dataset
from core.data.matching import Match, match_customers
from core.problems import CleaningReport, DataError, Problem

# What a purchase table says better than any customer table: these are rolled up from the rows.
_ROLLED_UP = (
    "orders", "revenue", "first_purchase", "last_purchase", "avg_order_value", "purchase_frequency",
    "days_since_purchase", "tenure_days",
)  # fmt: skip
_EXAMPLES = 3


def join(purchases: Dataset, customers: Dataset, name: str | None = None) -> Dataset:
    """Purchases with the columns of a customer table, matched on the customer id, else on the e-mail address.

    The report counts, with examples, who is in one of the tables alone. Customers without a purchase are left out,
    because nothing about their buying is known; what the rows of purchases say of a customer stands where the table
    of customers says nothing. Raises DataError where the tables are not one of each kind or have nobody in common.
    """
    if purchases.purchases is None or customers.purchases is not None:
        raise DataError("Two tables can be joined when one has a row per purchase and the other a row per customer.")
    match = match_customers(purchases.customers, customers.customers)
    if not match.both:
        bought, known = (_examples(table["customer_id"]) for table in (purchases.customers, customers.customers))
        raise DataError(
            f"The two tables have no customer in common: “{purchases.name}” has customers such as {bought}, "
            f"“{customers.name}” such as {known}. Check that both use the same kind of customer id, or have an e-mail "
            "address in both."
        )
    # The steps count rows of purchases; what was dropped from the other table is told beside them.
    noted = [replace(p, effect="noted") if p.effect == "dropped" else p for p in customers.report.problems]
    problems = [*purchases.report.problems, *noted, *match.problems, *_left_over(purchases, customers, match)]
    return replace(
        purchases,
        name=name or f"{purchases.name} with {customers.name}",
        fingerprint=hashlib.sha256((purchases.fingerprint + customers.fingerprint).encode()).hexdigest(),
        customers=_merged(purchases.customers, customers.customers, match),
        report=CleaningReport(purchases.report.rows_in, tuple(problems), purchases.report.set_aside),
        currency=purchases.currency or customers.currency,
        metrics=customers.metrics,
        labels=tuple(dict.fromkeys((*purchases.labels, *customers.labels))),
    )


def _merged(bought: pd.DataFrame, known: pd.DataFrame, match: Match) -> pd.DataFrame:
    """The customers of the purchases with what the other table knows of them, in the order of the purchases."""
    wanted = [str(name) for name in known if name not in (*_ROLLED_UP, "customer_id")]
    extra = known[wanted].reindex(match.row).set_axis(bought.index)
    both = [name for name in wanted if name in bought]
    filled = {name: extra[name].where(extra[name].notna(), bought[name]) for name in both}
    alone = extra.drop(columns=both)
    return bought.assign(**filled).join(alone)


def _left_over(purchases: Dataset, customers: Dataset, match: Match) -> list[Problem]:
    """Who is in one of the two tables alone: how many, and a few of their ids."""
    bought, known = purchases.customers["customer_id"], customers.customers["customer_id"]
    without_details = bought[match.row.isna().to_numpy()]
    without_purchase = known[~known.index.isin(match.row.dropna())]
    found = []
    if len(without_details):
        what = f"Customers of “{purchases.name}” are not in “{customers.name}”; their other columns are blank"
        rows, example = len(without_details), _examples(without_details)
        found.append(
            Problem("unmatched-purchases", what, "Export all customers.", rows, "noted", "customer_id", example)
        )
    if len(without_purchase):
        what = f"Customers of “{customers.name}” have no purchase in “{purchases.name}” and were left out"
        rows, example = len(without_purchase), _examples(without_purchase)
        found.append(Problem("unmatched-customers", what, "Nothing to do.", rows, "noted", "customer_id", example))
    return found


def _examples(ids: pd.Series) -> str:
    return ", ".join(str(text)[:20] for text in ids.head(_EXAMPLES))
