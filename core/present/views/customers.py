"""Who the customers are: age, preferences, the file's own groups, pairs of metrics."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from core.analysis import Analysis
from core.insight import behavior
from core.insight.engagement import share_a_formula
from core.insight.metrics import profile
from core.present.views.shapes import group_share, histogram, largest_groups, sample, scatter
from core.schema import label_of, unit_of


def clv_frequency_satisfaction(analysis: Analysis) -> pd.DataFrame:
    """Lifetime value, frequency and satisfaction of (a sample of) the customers."""
    return scatter(analysis, "purchase_frequency", "clv", "satisfaction_score")


def clv_frequency_segment(analysis: Analysis) -> pd.DataFrame:
    """Lifetime value, frequency and segment of (a sample of) the customers."""
    return scatter(analysis, "purchase_frequency", "clv", "segment")


def satisfaction_loyalty_churn(analysis: Analysis) -> pd.DataFrame:
    """Satisfaction, loyalty and churn probability of (a sample of) the customers."""
    return scatter(analysis, "satisfaction_score", "loyalty_score", "churn_probability")


def silence_orders_churn(analysis: Analysis) -> pd.DataFrame:
    """Days since the last purchase, orders and churn probability of (a sample of) the customers."""
    return scatter(analysis, "days_since_purchase", "orders", "churn_probability")


def metric_pair(analysis: Analysis) -> pd.DataFrame:
    """The two metrics of the file with the strongest rank correlation that do not share a formula."""
    columns = [name for name in analysis.metrics if not name.endswith("_preference")][:20]
    frame = sample(analysis.customers[columns], analysis.settings.seed) if columns else pd.DataFrame()
    pairs = [pair for pair in combinations(columns, 2) if not share_a_formula(*pair)]
    if not pairs:
        return pd.DataFrame(columns=["x", "y"])
    table = frame.rank().corr().abs().fillna(-1.0).to_numpy()
    x, y = max(pairs, key=lambda pair: float(table[columns.index(pair[0]), columns.index(pair[1])]))
    shown = frame[[x, y]].dropna().set_axis(["x", "y"], axis=1).reset_index(drop=True)
    shown.attrs.update(
        x=label_of(x), y=label_of(y), sample_of=int(analysis.customers[[x, y]].notna().all(axis=1).sum())
    )
    return shown


def age_by_gender(analysis: Analysis) -> pd.DataFrame:
    """Customers per age band of five years and gender."""
    return _age(analysis, largest_groups(analysis.customers["gender"], 4).fillna("Not given"))


def age(analysis: Analysis) -> pd.DataFrame:
    """Customers per age band of five years."""
    return _age(analysis, pd.Series("All", index=analysis.customers.index))


def _age(analysis: Analysis, group: pd.Series) -> pd.DataFrame:
    years = analysis.customers["age"]
    band = (years // 5 * 5).dropna()
    counts = band.groupby([band, group.loc[band.index]]).size()
    return counts.rename_axis(["age", "group"]).rename("customers").reset_index().astype({"age": "int64"})


def distribution(analysis: Analysis, column: str) -> pd.DataFrame:
    """`histogram` of one column of the customers."""
    # A share ends at 1 anyway; other metrics may have a few values far out.
    frame = histogram(analysis.customers[column], clip=unit_of(column) != "share")
    frame.attrs["column"] = column
    return frame


def preferences(analysis: Analysis) -> pd.DataFrame:
    """Mean preference of all customers for each category."""
    columns = behavior.preference_columns(analysis.customers)
    means = analysis.customers[columns].mean().sort_values(ascending=False)
    names = [label_of(name).removesuffix(" preference") for name in means.index]
    return pd.DataFrame({"group": names, "mean": means.to_numpy()})


def lens_columns(analysis: Analysis) -> list[str]:
    """Columns that group customers: the file's own segment and labels, country and gender, where they differ."""
    names = ["customer_segment", *analysis.dataset.labels, "channel", "country", "city", "gender"]
    return [name for name in names if 1 < analysis.customers[name].nunique() <= 200]


def lens_share(analysis: Analysis, lens: str | None = None) -> pd.DataFrame:
    """Customers per group of a lens, the largest groups first; small ones together as Other."""
    lenses = lens_columns(analysis)
    if not lenses:
        return pd.DataFrame(columns=["group", "customers", "share"])
    frame = group_share(largest_groups(analysis.customers[lens or lenses[0]]))
    frame.attrs["lens"] = label_of(lens or lenses[0])
    return frame


def lens_profile(analysis: Analysis, lens: str) -> pd.DataFrame:
    """Every metric for each group of a lens of the file, the largest groups first."""
    return profile(analysis.customers, largest_groups(analysis.customers[lens]), analysis.dataset.metrics)
