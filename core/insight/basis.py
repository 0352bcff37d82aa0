"""On what the figures rest: given in the file, computed, or estimated; and what is missing and why."""

from __future__ import annotations

import pandas as pd

from core.data.dataset import Dataset
from core.problems import Note

GIVEN = "given in the file"


def describe_basis(dataset: Dataset, customers: pd.DataFrame) -> dict[str, str]:
    """Say for each figure that may be given or computed where it comes from; figures without values are left out.

    Where churn probabilities come from is said by `core.insight.churn`.
    """
    given = dataset.customers

    def basis(column: str, otherwise: str) -> str:
        return GIVEN if column in given and bool(given[column].notna().any()) else otherwise

    words = {
        "clv": basis("clv", "net revenue so far (the file gives no lifetime value)"),
        "loyalty_score": basis("loyalty_score", "the length of the relationship, ranked from 0 to 100"),
        "purchase_frequency": basis("purchase_frequency", "orders so far, scaled to 12 months"),
        "revenue": basis("revenue", "purchases minus refunds" if dataset.purchases else "orders times order value"),
        "value_at_stake": (
            "churn probability times revenue per 12 months"
            if customers["yearly_revenue"].notna().any()
            else "churn probability times lifetime value"
        ),
    }
    return {column: text for column, text in words.items() if customers[column].notna().any()}


_NEEDS = (
    ("segment", "segments", "The six segments can't be told apart",
     "orders per 12 months, or lifetime value with loyalty, or a churn probability, or rows of purchases"),
    ("clv", "value", "Customers have no lifetime value", "a column of lifetime value or revenue, or rows of purchases with amounts"),
    ("churn_probability", "risk", "Nobody's churn probability is known",
     "a column of churn probability, or purchase dates of customers who came back at least once"),
    ("r_score", "rfm", "RFM scores can't be given", "days since the last purchase, number of orders and revenue, or rows of purchases"),
    ("purchase_frequency", "behavior", "How often customers buy is not known", "orders per 12 months, or rows of purchases"),
    ("engagement_score", "engagement", "Online engagement is not known", "page views or session duration per customer"),
)  # fmt: skip


def explain(customers: pd.DataFrame, dataset: Dataset) -> tuple[Note, ...]:
    """What could not be computed, and what data would allow it."""
    return tuple(
        Note(
            topic,
            f"{what}. They need {needs}." if what.endswith(("apart", "given")) else f"{what}: that needs {needs}.",
        )
        for column, topic, what, needs in _NEEDS
        if not customers[column].notna().any()
    )
