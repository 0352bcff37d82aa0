"""Lists to act on, advice, and one customer."""

from __future__ import annotations

import pandas as pd

from core.analysis import Analysis
from core.insight import reasons, recommendations, risk
from core.models.ranks import share_below
from core.schema import label_of


def at_risk(analysis: Analysis, most: int | None = None) -> pd.DataFrame:
    """The at-risk list, most revenue at stake first; see `core.insight.risk.at_risk`."""
    return risk.at_risk(analysis.customers, analysis.settings, most, _raised(analysis))


def _raised(analysis: Analysis, customer_id: str | None = None) -> pd.Series | None:
    """What raises the risk of each customer most, or of one; None where that was not learned."""
    learned = analysis.learned
    if learned is None:
        return None
    given = analysis.dataset.customers
    return reasons.raised_by_learned(
        learned, given, None if customer_id is None else given["customer_id"] == customer_id
    )


def high_potential(analysis: Analysis, most: int | None = None) -> pd.DataFrame:
    """The high-potential list, highest potential score first; see `core.insight.risk.high_potential`."""
    return risk.high_potential(analysis.customers, analysis.settings, most)


def recommend(analysis: Analysis) -> pd.DataFrame:
    """The advice that the data supports, most money first; see `core.insight.recommendations.recommend`."""
    return recommendations.recommend(analysis.customers, analysis.settings, analysis.dataset.currency)


def high_value(analysis: Analysis, most: int | None = None) -> pd.DataFrame:
    """Customers whose lifetime value is above the high-value percentile, highest first."""
    customers = analysis.customers
    chosen = customers[customers["clv_percentile"] >= analysis.settings.high_value_percentile]
    chosen = chosen.sort_values(["clv", "customer_id"], ascending=[False, True])
    names = ["customer_id", "clv", "segment", "orders", "avg_order_value", "last_purchase", "churn_probability"]
    shown = [name for name in names if name in ("customer_id", "clv") or customers[name].notna().any()]
    listed = chosen[shown].reset_index(drop=True)
    return listed.head(most) if most else listed


def listed_because(analysis: Analysis, customer_id: str) -> list[str]:
    """Why a customer is on the lists to act on, a sentence for each list; else what raises the risk, if known."""
    customers, settings = analysis.customers, analysis.settings
    asked = customers["customer_id"] == customer_id
    raised = _raised(analysis, customer_id)
    at_risk = customers[asked & risk.is_at_risk(customers, settings)]
    promising = customers[asked & risk.is_high_potential(customers, settings)]
    said = [f"At risk: {text}." for text in reasons.of_risk(customers, at_risk, raised)]
    if not said and raised is not None:
        said = [f"Churn probability {text}." for text in raised]
    return said + [f"High potential: {text}." for text in reasons.of_potential(customers, promising, risk.POTENTIAL)]


def one_customer(analysis: Analysis, customer_id: str) -> pd.DataFrame:
    """Every known figure of one customer beside the median of all and the share of customers with a lower value.

    One row per figure: `column`, `label`, `value`, `median`, `share_below` (missing for words and dates). Empty where
    nobody has this id.
    """
    customers = analysis.customers
    found = customers[customers["customer_id"] == customer_id]
    rows = []
    for name in customers.columns if len(found) else []:
        value = found[name].iloc[0]
        if pd.isna(value):
            continue
        numeric = pd.api.types.is_numeric_dtype(customers[name]) and not name.endswith("_percentile")
        below = float(share_below(customers[name]).loc[found.index[0]]) if numeric else float("nan")
        median = float(customers[name].median()) if numeric else float("nan")
        rows.append({"column": name, "label": label_of(name), "value": value, "median": median, "share_below": below})
    return pd.DataFrame(rows, columns=["column", "label", "value", "median", "share_below"])
