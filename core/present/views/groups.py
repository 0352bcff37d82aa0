"""Value tiers, a group that a person describes, and what a threshold does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from core.analysis import Analysis, analyze
from core.insight.changes import changes
from core.insight.conditions import Condition, satisfy
from core.insight.metrics import profile
from core.insight.risk import is_at_risk, is_high_potential
from core.insight.tiers import TIERS, value_tiers
from core.settings import Settings, limits

_LISTS = {"at_risk_value_percentile": is_at_risk, "potential_percentile": is_high_potential}
LISTED = {
    "at_risk_value_percentile": {True: "At risk", False: "not at risk"},
    "potential_percentile": {True: "High potential", False: "not high potential"},
}
LISTED_COLUMNS = (
    "customer_id", "email", "customer_name", "segment", "rfm_segment", "orders", "revenue", "yearly_revenue", "clv",
    "days_since_purchase", "churn_probability",
)  # fmt: skip


def tiers(analysis: Analysis) -> pd.Series:
    """The value tier of each customer by net revenue, else by lifetime value."""
    customers, settings = analysis.customers, analysis.settings
    money = customers["revenue"] if analysis.has("revenue") else customers["clv"]
    return value_tiers(money, settings.heavy_share, settings.medium_share)


def tier_profile(analysis: Analysis) -> pd.DataFrame:
    """Every metric for each value tier, the heaviest first."""
    return profile(analysis.customers, tiers(analysis), analysis.dataset.metrics)


def tier_share(analysis: Analysis) -> pd.DataFrame:
    """Customers and money of each tier with their shares: `group`, `customers`, `share`, `revenue_share`."""
    customers = analysis.customers
    money = customers["revenue"] if analysis.has("revenue") else customers["clv"]
    grouped = money.groupby(tiers(analysis), observed=True)
    frame = pd.DataFrame({"customers": grouped.size(), "money": grouped.sum()})
    frame = frame.reindex([name for name in TIERS if name in frame.index]).rename_axis("group").reset_index()
    return frame.assign(
        share=frame["customers"] / max(1, frame["customers"].sum()),
        revenue_share=frame["money"] / positive if (positive := money[money > 0].sum()) > 0 else float("nan"),
    )


def described(analysis: Analysis, conditions: Sequence[Condition]) -> pd.DataFrame:
    """The customers who satisfy conditions on columns, with what is known of them, most revenue first."""
    customers = analysis.customers
    chosen = customers[satisfy(customers, conditions)]
    asked = [condition.column for condition in conditions if condition.column not in LISTED_COLUMNS]
    names = [name for name in LISTED_COLUMNS if name == "customer_id" or customers[name].notna().any()]
    order = "revenue" if analysis.has("revenue") else "clv"
    ranked = chosen.sort_values([order, "customer_id"], ascending=[False, True])
    return ranked[[*names, *dict.fromkeys(asked)]].reset_index(drop=True)


def rfm_cell(analysis: Analysis, r_score: int, fm_score: int) -> pd.DataFrame:
    """The customers of one cell of the RFM map (the mean of frequency and money rounded down), most revenue first."""
    customers = analysis.customers
    inside = (customers["r_score"] == r_score) & (customers["fm_score"] // 1 == fm_score)
    names = ["customer_id", "rfm_segment", "orders", "revenue", "last_purchase", "r_score", "f_score", "m_score"]
    return customers.loc[inside, names].sort_values("revenue", ascending=False).reset_index(drop=True)


def threshold_effect(analysis: Analysis, name: str) -> pd.DataFrame:
    """What setting one threshold away from its default does, all others as they are; see `changes`."""
    back = replace(analysis.settings, **{name: limits()[name]["default"]})
    before, after = (_names(analysis, settings, name) for settings in (back, analysis.settings))
    return changes(before, after, analysis.customers["yearly_revenue"])


def _names(analysis: Analysis, settings: Settings, name: str) -> pd.Series:
    """What each customer is called under the settings, by the kind of group that the threshold decides on."""
    changed = replace(analysis, settings=settings)
    if name in _LISTS:
        return _LISTS[name](analysis.customers, changed.settings).map(LISTED[name])
    if limits()[name]["group"] == "Value tiers":
        return tiers(changed)
    return analyze(analysis.dataset, changed.settings, memo=analysis.memo).customers["segment"]
