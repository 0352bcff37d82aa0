"""The six segments and the RFM map."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.analysis import Analysis
from core.insight import behavior
from core.insight.metrics import profile
from core.insight.segments import SEGMENTS
from core.models.frames import to_long
from core.present.views.customers import lens_columns
from core.present.views.shapes import cross, group_share, largest_groups, mean_by
from core.schema import label_of


def segment_share(analysis: Analysis) -> pd.DataFrame:
    """Customers per segment with their share, in the order of the rules."""
    return group_share(analysis.customers["segment"], [s.name for s in SEGMENTS])


def churn_by_segment(analysis: Analysis) -> pd.DataFrame:
    """Mean churn probability per segment, highest first."""
    return mean_by(analysis, "churn_probability", analysis.customers["segment"])


def churned_by_group(analysis: Analysis) -> pd.DataFrame:
    """Share of churned customers per group of the first lens."""
    lenses = lens_columns(analysis)
    if not lenses:
        return pd.DataFrame(columns=["group", "mean", "customers"])
    frame = mean_by(analysis, "churned", largest_groups(analysis.customers[lenses[0]]))
    frame.attrs["lens"] = label_of(lenses[0])
    return frame


def preference_by_segment(analysis: Analysis) -> pd.DataFrame:
    """Mean preference and index of each segment for each category (100 = all customers)."""
    if not behavior.preference_columns(analysis.customers):
        return pd.DataFrame(columns=["group", "category", "preference", "index"])
    frame = behavior.preference_index(analysis.customers, analysis.customers["segment"].astype("str"))
    return frame.assign(category=[label_of(name).removesuffix(" preference") for name in frame["category"]])


def lens_by_segment(analysis: Analysis) -> pd.DataFrame:
    """Share of each segment's customers in the groups of the first lens, and as an index."""
    lenses = lens_columns(analysis)
    if not lenses:
        return pd.DataFrame(columns=["group", "category", "preference", "index"])
    lens = largest_groups(analysis.customers[lenses[0]], 8)
    table = pd.crosstab(analysis.customers["segment"].astype("str"), lens, normalize="index")
    index = table / lens.value_counts(normalize=True) * 100
    return to_long(table, "preference").merge(to_long(index, "index"), on=["group", "category"])


def lens_by_rules(analysis: Analysis, lens: str) -> pd.DataFrame:
    """Customers of each group of a lens in each segment, with the share of the group."""
    return cross(largest_groups(analysis.customers[lens]), analysis.customers["segment"])


def segment_profile(analysis: Analysis) -> pd.DataFrame:
    """Every metric for each segment, one row per segment."""
    return profile(analysis.customers, analysis.customers["segment"], analysis.dataset.metrics)


def metric_by_segment(analysis: Analysis, column: str) -> pd.DataFrame:
    """Mean of a metric per segment."""
    frame = mean_by(analysis, column, analysis.customers["segment"])
    frame.attrs["column"] = column
    return frame


def rfm_map(analysis: Analysis) -> pd.DataFrame:
    """Customers and net revenue by recency score and by the mean of frequency and monetary score (rounded down)."""
    scored = analysis.customers.dropna(subset=["r_score", "fm_score"])
    fm = np.floor(scored["fm_score"]).astype(int)
    grouped = scored.groupby([scored["r_score"].astype(int), fm])
    frame = grouped.agg(customers=("customer_id", "size"), revenue=("revenue", "sum"))
    return frame.rename_axis(["r_score", "fm_score"]).reset_index()


def rfm_share(analysis: Analysis) -> pd.DataFrame:
    """Customers, share and net revenue per name of the RFM map."""
    customers = analysis.customers.dropna(subset=["rfm_segment"])
    frame = customers.groupby("rfm_segment").agg(customers=("customer_id", "size"), revenue=("revenue", "sum"))
    frame = frame.sort_values("customers", ascending=False).rename_axis("group").reset_index()
    return frame.assign(
        share=frame["customers"] / frame["customers"].sum(), revenue_share=frame["revenue"] / frame["revenue"].sum()
    )
