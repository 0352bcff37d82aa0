"""KMeans clusters."""

from __future__ import annotations

import pandas as pd

from core.analysis import Analysis
from core.insight.metrics import BY_KEY, profile
from core.insight.portraits import differences
from core.models.frames import to_long
from core.present.views.shapes import cross, group_share
from core.schema import in_sentence, label_of, unit_of


def cluster_share(analysis: Analysis) -> pd.DataFrame:
    """Customers per KMeans cluster with their share."""
    clusters = analysis.clusters
    if clusters is None:
        return pd.DataFrame(columns=["group", "customers", "share"])
    return group_share(clusters.labels, list(clusters.labels.cat.categories))


def cluster_profile(analysis: Analysis) -> pd.DataFrame:
    """Every metric for each cluster, and the metrics that were clustered on."""
    clusters = analysis.clusters
    if clusters is None:
        return pd.DataFrame()
    # What is a metric of the profile already, or the mean lifetime value under its own name, is not told twice.
    told = {*BY_KEY, "clv"} - set(analysis.dataset.metrics)
    extra = tuple(name for name in dict.fromkeys([*clusters.metrics, *analysis.dataset.metrics]) if name not in told)
    return profile(analysis.customers, clusters.labels, extra)


CURVE = (
    "k", "silhouette", "stability", "calinski_harabasz", "davies_bouldin", "inertia", "equal", "proposed", "taken",
)  # fmt: skip


def cluster_curve(analysis: Analysis) -> pd.DataFrame:
    """All that is known of each number of clusters tried: how well apart, how stable, and which was taken."""
    clusters = analysis.clusters
    if clusters is None:
        return pd.DataFrame(columns=list(CURVE))
    frame = clusters.curve.assign(taken=clusters.curve["k"] == clusters.k)[list(CURVE)]
    frame.attrs.update(clear=clusters.clear, automatic=clusters.automatic)
    return frame


def cluster_differences(analysis: Analysis) -> pd.DataFrame:
    """How far each cluster's mean lies from everybody's, in standard deviations, skewed metrics in logarithms."""
    clusters = analysis.clusters
    if clusters is None:
        return pd.DataFrame(columns=["group", "category", "difference", "mean"])
    values = analysis.customers[list(clusters.metrics)].astype("float64")
    means = values.groupby(clusters.labels, observed=True).mean()
    long = to_long(differences(values, clusters), "difference").merge(to_long(means, "mean"), on=["group", "category"])
    return long.assign(category=[label_of(name) for name in long["category"]])


def cluster_map(analysis: Analysis) -> pd.DataFrame:
    """A sample of customers on the two directions in which they differ most, with their cluster."""
    clusters = analysis.clusters
    if clusters is None:
        return pd.DataFrame(columns=["x", "y", "z", "group"])
    frame = clusters.positions.copy()
    right, up, deep = (_axis_words(axis) or "nothing more" for axis in clusters.axes)
    frame.attrs.update(x="First direction", y="Second direction", right=right, up=up, deep=deep)
    frame.attrs.update(shown=clusters.shown, sample_of=len(analysis.customers))
    return frame


def _axis_words(axis: str) -> str:
    parts = [("−" if part.startswith("−") else "+", part.removeprefix("−")) for part in axis.split(", ") if part]
    return ", ".join(f"{'more' if sign == '+' else _less(name)} {in_sentence(name)}" for sign, name in parts)


def _less(name: str) -> str:
    return "fewer" if unit_of(name) == "count" else "less"


def rules_by_clusters(analysis: Analysis) -> pd.DataFrame:
    """Customers of each segment in each cluster, with the share of the segment."""
    clusters = analysis.clusters
    if clusters is None or not analysis.has("segment"):
        return pd.DataFrame(columns=["group", "category", "customers", "share"])
    return cross(analysis.customers["segment"], clusters.labels)
