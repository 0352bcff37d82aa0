"""Two tables of one shop: rows of purchases, and what is known of the customers beside them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from core.data.dataset import Dataset
from core.problems import CleaningReport, DataError, Problem

# What a purchase table says better than any customer table: these are rolled up from the rows.
_ROLLED_UP = (
    "orders", "revenue", "first_purchase", "last_purchase", "avg_order_value", "purchase_frequency",
    "days_since_purchase", "tenure_days",
)  # fmt: skip


def join(purchases: Dataset, customers: Dataset, name: str | None = None) -> Dataset:
    """Purchases with the columns of a customer table, matched on the customer id; the report counts what did not match.

    Customers without a purchase are left out, because nothing about their buying is known. Raises DataError where
    the tables are not one of each kind or no id is in both.
    """
    if purchases.purchases is None or customers.purchases is not None:
        raise DataError("Two tables can be joined when one has a row per purchase and the other a row per customer.")
    bought, known = purchases.customers["customer_id"], customers.customers["customer_id"]
    both = int(bought.isin(known).sum())
    if not both:
        raise DataError("The two tables have no customer in common. Check that both use the same kind of customer id.")
    extra = customers.customers.drop(columns=[c for c in _ROLLED_UP if c in customers.customers])
    own = purchases.customers[["customer_id", *[c for c in purchases.customers if c not in extra]]]
    # The steps count rows of purchases; what was dropped from the other table is told beside them.
    noted = [replace(p, effect="noted") if p.effect == "dropped" else p for p in customers.report.problems]
    problems = [*purchases.report.problems, *noted]
    if both < len(bought):
        text = "Customers with purchases are not in the table of customers; their other columns are blank"
        problems.append(Problem("unmatched-purchases", text, "Export all customers.", len(bought) - both, "noted"))
    if both < len(known):
        text = "Customers without a purchase were left out"
        problems.append(Problem("unmatched-customers", text, "Nothing to do.", len(known) - both, "noted"))
    return replace(
        purchases,
        name=name or f"{purchases.name} with {customers.name}",
        fingerprint=hashlib.sha256((purchases.fingerprint + customers.fingerprint).encode()).hexdigest(),
        customers=own.merge(extra, on="customer_id", how="left"),
        report=CleaningReport(purchases.report.rows_in, tuple(problems), purchases.report.set_aside),
        currency=purchases.currency or customers.currency,
        metrics=customers.metrics,
        labels=tuple(dict.fromkeys((*purchases.labels, *customers.labels))),
    )
