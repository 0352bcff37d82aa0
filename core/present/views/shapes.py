"""Shapes that several views share: samples, shares, means, distributions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.analysis import Analysis
from core.models.frames import to_long

MARKS = 2_000
BINS = 24
MOST_GROUPS = 15


def sample(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """At most 2,000 rows, drawn by seed; the chart says so."""
    return frame if len(frame) <= MARKS else frame.sample(MARKS, random_state=seed).sort_index()


def scatter(analysis: Analysis, *columns: str) -> pd.DataFrame:
    whole = analysis.customers[list(columns)].dropna()
    frame = sample(whole, analysis.settings.seed).astype({n: "str" for n in columns if n == "segment"})
    frame = frame.reset_index(drop=True)
    frame.attrs["sample_of"] = len(whole)
    frame.attrs["limits"] = {name: limit for name in columns[:2] if (limit := _limits(whole[name]))}
    return frame


def _limits(values: pd.Series) -> list[float] | None:
    """Where an axis ends when a few extreme customers would squeeze everybody else into a corner."""
    low, high, top = (float(values.quantile(q)) for q in (0.0, 0.99, 1.0))
    return [low, high] if len(values) >= 100 and top - low > 2 * (high - low) > 0 else None


def group_share(groups: pd.Series, order: list[str] | None = None) -> pd.DataFrame:
    counts = groups.dropna().astype("str").value_counts()
    counts = counts.reindex([name for name in order if name in counts.index]) if order else counts
    frame = counts.rename_axis("group").rename("customers").reset_index()
    return frame.assign(share=frame["customers"] / frame["customers"].sum())


def largest_groups(groups: pd.Series, most: int = MOST_GROUPS) -> pd.Series:
    """The groups with their names, all beyond the `most` largest as "Other"."""
    named = groups.astype("str").where(groups.notna())
    keep = named.value_counts().index[:most]
    return named.where(named.isna() | named.isin(keep), "Other")


def histogram(values: pd.Series, bins: int = BINS, *, clip: bool = True) -> pd.DataFrame:
    """Customers per bin of a metric: `low`, `high`, `customers`. With `clip` the top 1% share the last bin."""
    known = values.dropna()
    if known.empty:
        return pd.DataFrame(columns=["low", "high", "customers"])
    low, high = float(known.min()), float(known.quantile(0.99 if clip else 1.0))
    whole = bool((known == known.round()).all()) and high - low <= bins
    edges = np.arange(low, high + 2) if whole else np.linspace(low, high if high > low else low + 1, bins + 1)
    if len(edges) < 2 or not np.all(np.diff(edges) > 0):
        # So large that neighbors can't be told apart: one bin for all.
        edges = np.array([low, np.nextafter(max(high, low), np.inf)])
    counts, _ = np.histogram(known.clip(upper=float(edges[-1])), edges)
    frame = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "customers": counts})
    frame.attrs.update(cut=bool(known.max() > edges[-1]), median=float(known.median()))
    return frame


def counted_histogram(counts: pd.DataFrame) -> pd.DataFrame:
    """Like `histogram`, from values that come with the number of times they occur."""
    times = counts["times"].cumsum() / max(1, counts["times"].sum())
    if counts.empty:
        return histogram(counts["gap_days"])
    median, last = (int(counts["gap_days"][times >= share].iloc[0]) for share in (0.5, 0.99))
    width = max(1, -(-last // BINS))
    edges = np.arange(0, last + width + 1, width)
    found, _ = np.histogram(counts["gap_days"].clip(upper=edges[-1]), edges, weights=counts["times"])
    frame = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "customers": found.astype(int)})
    frame.attrs.update(cut=bool(counts["gap_days"].max() > edges[-1]), median=float(median))
    return frame


def mean_by(analysis: Analysis, column: str, group: pd.Series) -> pd.DataFrame:
    means = analysis.customers[column].groupby(group, observed=True).agg(["mean", "count"])
    frame = means.rename_axis("group").rename(columns={"count": "customers"}).reset_index()
    return frame.astype({"group": "str"}).sort_values("mean", ascending=False).reset_index(drop=True)


def cross(rows: pd.Series, columns: pd.Series) -> pd.DataFrame:
    table = pd.crosstab(rows.astype("str"), columns.astype("str"))
    shares = table.div(table.sum(axis=1), axis=0)
    return to_long(table, "customers").merge(to_long(shares, "share"), on=["group", "category"])
