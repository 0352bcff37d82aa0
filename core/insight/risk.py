"""Two lists to act on: valuable customers likely to be lost, and promising ones who could be worth more."""

from __future__ import annotations

import pandas as pd

from core.insight import reasons
from core.models.ranks import percentile
from core.settings import Settings

POTENTIAL = ("purchase_frequency", "loyalty_score", "engagement_score", "satisfaction_score", "income")
_SHOWN = (
    "email", "customer_name", "segment", "clv", "orders", "avg_order_value", "last_purchase", "days_since_purchase",
    "satisfaction_score",
)  # fmt: skip


def is_at_risk(customers: pd.DataFrame, settings: Settings) -> pd.Series:
    """Whether churn probability and lifetime value are above the settings' limits.

    Where no lifetime value is known, the churn probability alone decides. Nobody who never ordered is at risk.
    """
    listed = customers["churn_probability"] >= settings.churn_threshold
    if customers["clv_percentile"].notna().any():
        listed &= customers["clv_percentile"] >= settings.at_risk_value_percentile
    # Who has left already, as the file says, is past winning back in time.
    return listed & ~(customers["orders"] < 1) & ~(customers["churned"] == 1)


def at_risk(
    customers: pd.DataFrame, settings: Settings, most: int | None = None, raised: pd.Series | None = None
) -> pd.DataFrame:
    """The customers of `is_at_risk`, most revenue at stake first; at most `most` of them where given.

    Columns: `customer_id`, `churn_probability` (0 to 1), `value_at_stake` (money), what else is known of the customer,
    and `reason`, a sentence from the figures that put the customer on the list. `raised` has for customer ids what
    raises the risk most, in words, where that was learned.
    """
    listed = customers[is_at_risk(customers, settings)].sort_values(
        ["value_at_stake", "churn_probability", "customer_id"], ascending=[False, False, True]
    )
    shown = listed.head(most) if most else listed
    money = ["value_at_stake"] if customers["value_at_stake"].notna().any() else []
    return _list(shown, ["churn_probability", *money], reasons.of_risk(customers, shown, raised))


def is_high_potential(customers: pd.DataFrame, settings: Settings) -> pd.Series:
    """Whether a customer is not yet of high value, unlikely to be lost, and ranks high in what comes before value."""
    rank = percentile(customers["potential_score"])
    below = customers["clv_percentile"] < settings.high_value_percentile
    staying = ~(customers["churn_probability"] >= settings.churn_threshold)
    return below & (rank >= settings.potential_percentile) & staying


def high_value_limit(customers: pd.DataFrame, settings: Settings) -> float:
    """The lifetime value (money) at which high value starts; missing where nobody's value is that high."""
    return float(customers.loc[customers["clv_percentile"] >= settings.high_value_percentile, "clv"].min())


def high_potential(customers: pd.DataFrame, settings: Settings, most: int | None = None) -> pd.DataFrame:
    """The customers of `is_high_potential`, highest potential score first; at most `most` of them where given.

    `gap_to_high_value` (money) is what the customer lacks to the lifetime value at which high value starts. Empty where
    no lifetime value is known or there is nothing to rank by.
    """
    listed = customers[is_high_potential(customers, settings)].sort_values(
        ["potential_score", "customer_id"], ascending=[False, True]
    )
    listed = listed.assign(gap_to_high_value=high_value_limit(customers, settings) - listed["clv"])
    shown = listed.head(most) if most else listed
    first = ["potential_score", "gap_to_high_value", "churn_probability"]
    return _list(shown, first, reasons.of_potential(customers, shown, POTENTIAL))


def _list(chosen: pd.DataFrame, first: list[str], reason: pd.Series) -> pd.DataFrame:
    """The columns of a list: what ranks it always, the rest where anybody has a value."""
    rest = [name for name in _SHOWN if chosen[name].notna().any()]
    listed = chosen[["customer_id", *first, *rest]].assign(reason=reason)
    return listed[["customer_id", *first, "reason", *rest]].reset_index(drop=True)
