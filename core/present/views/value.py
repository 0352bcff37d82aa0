"""Value and what goes with it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.analysis import Analysis
from core.insight.engagement import ENGAGEMENT, VALUE, correlations
from core.schema import label_of


def concentration(analysis: Analysis) -> pd.DataFrame:
    """The share of all value held by the most valuable share of customers, at each percent."""
    values = np.sort(analysis.customers["clv"].dropna().clip(lower=0).to_numpy())[::-1]
    if len(values) == 0 or values.sum() == 0:
        return pd.DataFrame(columns=["customer_share", "value_share"])
    held = np.cumsum(values) / values.sum()
    places = -(-np.arange(0, 101) * len(values) // 100)
    return pd.DataFrame(
        {"customer_share": np.arange(0, 101) / 100, "value_share": np.where(places > 0, held[places - 1], 0.0)}
    )


def value_statistics(analysis: Analysis) -> pd.DataFrame:
    """Mean, median, spread and percentiles of lifetime value."""
    values = analysis.customers["clv"].dropna()
    rows = {"Mean": float(values.mean()), "Standard deviation": float(values.std())}
    for percent in (5, 10, 25, 50, 75, 90, 95, 99):
        rows["Median" if percent == 50 else f"{percent}th percentile"] = float(values.quantile(percent / 100))
    return pd.DataFrame({"statistic": list(rows), "lifetime_value": list(rows.values())})


def clv_by_segment(analysis: Analysis) -> pd.DataFrame:
    """Quartiles, mean and sum of lifetime value per segment."""
    if not analysis.has("clv", "segment"):
        columns = ["group", "customers", "lower_quartile", "median", "upper_quartile", "mean", "total"]
        return pd.DataFrame(columns=columns)
    grouped = analysis.customers["clv"].groupby(analysis.customers["segment"], observed=True)
    frame = grouped.describe(percentiles=[0.25, 0.5, 0.75])[["count", "25%", "50%", "75%", "mean"]]
    frame = frame.assign(total=grouped.sum()).rename_axis("group").reset_index()
    names = {"count": "customers", "25%": "lower_quartile", "50%": "median", "75%": "upper_quartile"}
    return frame.rename(columns=names).astype({"group": "str"})


def engagement_correlations(analysis: Analysis, extra: tuple[str, ...] = ()) -> pd.DataFrame:
    """Spearman correlations between engagement, value and further metrics, with intervals; see `correlations`."""
    columns = [name for name in (*ENGAGEMENT, *VALUE) if name in analysis.metrics]
    chosen = [name for name in extra if name in analysis.metrics and name not in columns]
    estimated = frozenset(
        name
        for name in ("churn_probability", "loyalty_score")
        if analysis.has(name) and analysis.basis.get(name) != "given in the file"
    )
    key = (analysis.as_of, *columns, *chosen)
    compute = lambda: correlations(analysis.customers, [*columns, *chosen], estimated)  # noqa: E731
    frame: pd.DataFrame = analysis.memo("correlations", key, compute)
    return frame.assign(first=frame["first"].map(label_of), second=frame["second"].map(label_of))
