"""Analysis to the small tables that pages, charts, notebooks and downloads show. Nobody computes after a view."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from core.analysis import Analysis
from core.insight import behavior, recommendations, risk
from core.insight.engagement import ENGAGEMENT, VALUE, correlations, share_a_formula
from core.insight.metrics import profile
from core.insight.segments import SEGMENTS
from core.models.frames import to_long
from core.models.ranks import share_below
from core.schema import in_sentence, label_of

MARKS = 2_000
BINS = 24
MOST_GROUPS = 15


def at_risk(analysis: Analysis, most: int | None = None) -> pd.DataFrame:
    """The at-risk list, most revenue at stake first; see `core.insight.risk.at_risk`."""
    return risk.at_risk(analysis.customers, analysis.settings, most)


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


def _sample(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """At most 2,000 rows, drawn by seed; the chart says so."""
    return frame if len(frame) <= MARKS else frame.sample(MARKS, random_state=seed).sort_index()


def _scatter(analysis: Analysis, *columns: str) -> pd.DataFrame:
    whole = analysis.customers[list(columns)].dropna()
    frame = _sample(whole, analysis.settings.seed).astype({n: "str" for n in columns if n == "segment"})
    frame = frame.reset_index(drop=True)
    frame.attrs["sample_of"] = len(whole)
    frame.attrs["limits"] = {name: limit for name in columns[:2] if (limit := _limits(whole[name]))}
    return frame


def _limits(values: pd.Series) -> list[float] | None:
    """Where an axis ends when a few extreme customers would squeeze everybody else into a corner."""
    low, high, top = (float(values.quantile(q)) for q in (0.0, 0.99, 1.0))
    return [low, high] if len(values) >= 100 and top - low > 2 * (high - low) > 0 else None


def segment_share(analysis: Analysis) -> pd.DataFrame:
    """Customers per segment with their share, in the order of the rules."""
    return _group_share(analysis.customers["segment"], [s.name for s in SEGMENTS])


def _group_share(groups: pd.Series, order: list[str] | None = None) -> pd.DataFrame:
    counts = groups.dropna().astype("str").value_counts()
    counts = counts.reindex([name for name in order if name in counts.index]) if order else counts
    frame = counts.rename_axis("group").rename("customers").reset_index()
    return frame.assign(share=frame["customers"] / frame["customers"].sum())


def cluster_share(analysis: Analysis) -> pd.DataFrame:
    """Customers per KMeans cluster with their share."""
    clusters = analysis.clusters
    if clusters is None:
        return pd.DataFrame(columns=["group", "customers", "share"])
    return _group_share(clusters.labels, list(clusters.labels.cat.categories))


def lens_columns(analysis: Analysis) -> list[str]:
    """Columns that group customers: the file's own segment and labels, country and gender, where they differ."""
    names = ["customer_segment", *analysis.dataset.labels, "country", "gender"]
    return [name for name in names if 1 < analysis.customers[name].nunique() <= 200]


def lens_share(analysis: Analysis, lens: str | None = None) -> pd.DataFrame:
    """Customers per group of a lens, the largest groups first; small ones together as Other."""
    lenses = lens_columns(analysis)
    if not lenses:
        return pd.DataFrame(columns=["group", "customers", "share"])
    frame = _group_share(largest_groups(analysis.customers[lens or lenses[0]]))
    frame.attrs["lens"] = label_of(lens or lenses[0])
    return frame


def largest_groups(groups: pd.Series, most: int = MOST_GROUPS) -> pd.Series:
    """The groups with their names, all beyond the `most` largest as "Other"."""
    named = groups.astype("str").where(groups.notna())
    keep = named.value_counts().index[:most]
    return named.where(named.isna() | named.isin(keep), "Other")


def clv_frequency_satisfaction(analysis: Analysis) -> pd.DataFrame:
    """Lifetime value, frequency and satisfaction of (a sample of) the customers."""
    return _scatter(analysis, "purchase_frequency", "clv", "satisfaction_score")


def clv_frequency_segment(analysis: Analysis) -> pd.DataFrame:
    """Lifetime value, frequency and segment of (a sample of) the customers."""
    return _scatter(analysis, "purchase_frequency", "clv", "segment")


def satisfaction_loyalty_churn(analysis: Analysis) -> pd.DataFrame:
    """Satisfaction, loyalty and churn probability of (a sample of) the customers."""
    return _scatter(analysis, "satisfaction_score", "loyalty_score", "churn_probability")


def silence_orders_churn(analysis: Analysis) -> pd.DataFrame:
    """Days since the last purchase, orders and churn probability of (a sample of) the customers."""
    return _scatter(analysis, "days_since_purchase", "orders", "churn_probability")


def metric_pair(analysis: Analysis) -> pd.DataFrame:
    """The two metrics of the file with the strongest rank correlation that do not share a formula."""
    columns = [name for name in analysis.metrics if not name.endswith("_preference")][:20]
    frame = _sample(analysis.customers[columns], analysis.settings.seed) if columns else pd.DataFrame()
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


def histogram(values: pd.Series, bins: int = BINS) -> pd.DataFrame:
    """Customers per bin of a metric: `low`, `high`, `customers`. The top 1% share the last bin, lest outliers rule."""
    known = values.dropna()
    if known.empty:
        return pd.DataFrame(columns=["low", "high", "customers"])
    low, high = float(known.min()), float(known.quantile(0.99))
    whole = bool((known == known.round()).all()) and high - low <= bins
    edges = np.arange(low, high + 2) if whole else np.linspace(low, high if high > low else low + 1, bins + 1)
    counts, _ = np.histogram(known.clip(upper=float(edges[-1])), edges)
    frame = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "customers": counts})
    frame.attrs.update(cut=bool(known.max() > edges[-1]), median=float(known.median()))
    return frame


def distribution(analysis: Analysis, column: str) -> pd.DataFrame:
    """`histogram` of one column of the customers."""
    frame = histogram(analysis.customers[column])
    frame.attrs["column"] = column
    return frame


def churn_by_segment(analysis: Analysis) -> pd.DataFrame:
    """Mean churn probability per segment, highest first."""
    return _mean_by(analysis, "churn_probability", analysis.customers["segment"])


def churned_by_group(analysis: Analysis) -> pd.DataFrame:
    """Share of churned customers per group of the first lens."""
    lenses = lens_columns(analysis)
    if not lenses:
        return pd.DataFrame(columns=["group", "mean", "customers"])
    frame = _mean_by(analysis, "churned", largest_groups(analysis.customers[lenses[0]]))
    frame.attrs["lens"] = label_of(lenses[0])
    return frame


def _mean_by(analysis: Analysis, column: str, group: pd.Series) -> pd.DataFrame:
    means = analysis.customers[column].groupby(group, observed=True).agg(["mean", "count"])
    frame = means.rename_axis("group").rename(columns={"count": "customers"}).reset_index()
    return frame.astype({"group": "str"}).sort_values("mean", ascending=False).reset_index(drop=True)


def clv_by_segment(analysis: Analysis) -> pd.DataFrame:
    """Quartiles, mean and sum of lifetime value per segment."""
    grouped = analysis.customers["clv"].groupby(analysis.customers["segment"], observed=True)
    frame = grouped.describe(percentiles=[0.25, 0.5, 0.75])[["count", "25%", "50%", "75%", "mean"]]
    frame = frame.assign(total=grouped.sum()).rename_axis("group").reset_index()
    names = {"count": "customers", "25%": "lower_quartile", "50%": "median", "75%": "upper_quartile"}
    return frame.rename(columns=names).astype({"group": "str"})


def preference_by_segment(analysis: Analysis) -> pd.DataFrame:
    """Mean preference and index of each segment for each category (100 = all customers)."""
    if not behavior.preference_columns(analysis.customers):
        return pd.DataFrame(columns=["group", "category", "preference", "index"])
    frame = behavior.preference_index(analysis.customers, analysis.customers["segment"].astype("str"))
    return frame.assign(category=[label_of(name).removesuffix(" preference") for name in frame["category"]])


def preferences(analysis: Analysis) -> pd.DataFrame:
    """Mean preference of all customers for each category."""
    columns = behavior.preference_columns(analysis.customers)
    means = analysis.customers[columns].mean().sort_values(ascending=False)
    names = [label_of(name).removesuffix(" preference") for name in means.index]
    return pd.DataFrame({"group": names, "mean": means.to_numpy()})


def lens_by_segment(analysis: Analysis) -> pd.DataFrame:
    """Share of each segment's customers in the groups of the first lens, and as an index."""
    lenses = lens_columns(analysis)
    if not lenses:
        return pd.DataFrame(columns=["group", "category", "preference", "index"])
    lens = largest_groups(analysis.customers[lenses[0]], 8)
    table = pd.crosstab(analysis.customers["segment"].astype("str"), lens, normalize="index")
    index = table / lens.value_counts(normalize=True) * 100
    return to_long(table, "preference").merge(to_long(index, "index"), on=["group", "category"])


def revenue_by_month(analysis: Analysis) -> pd.DataFrame:
    """Net revenue, orders and buying customers per calendar month."""
    purchases, as_of = analysis.dataset.purchases, analysis.as_of
    if purchases is None or as_of is None:
        return pd.DataFrame(columns=["month", "revenue", "orders", "customers"])
    compute = lambda: behavior.revenue_by_month(purchases, as_of)  # noqa: E731
    frame: pd.DataFrame = analysis.memo("months", as_of, compute).copy(deep=False)
    frame.attrs["unfinished"] = not pd.Timestamp(as_of).is_month_end
    return frame


def gaps(analysis: Analysis) -> pd.DataFrame:
    """Days between two orders of a customer: `low`, `high`, `customers` (pairs of orders where there are purchases)."""
    purchases, as_of = analysis.dataset.purchases, analysis.as_of
    if purchases is None or as_of is None:
        frame = histogram(analysis.customers["days_between_orders"])
        frame.attrs["column"] = "days_between_orders"
        return frame
    compute = lambda: behavior.gaps_between_orders(purchases, as_of)  # noqa: E731
    frame = _counted_histogram(analysis.memo("gaps", as_of, compute))
    frame.attrs["column"] = "days_between_orders"
    return frame


def _counted_histogram(counts: pd.DataFrame) -> pd.DataFrame:
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


def cohorts(analysis: Analysis) -> pd.DataFrame:
    """Retention and revenue per customer of each cohort, by periods since the first order."""
    purchases, as_of = analysis.dataset.purchases, analysis.as_of
    if purchases is None or as_of is None:
        return pd.DataFrame(columns=["cohort", "age", "customers", "size", "retention", "revenue", "unit"])
    compute = lambda: behavior.cohorts(purchases, as_of)  # noqa: E731
    frame = analysis.memo("cohorts", as_of, compute)
    return frame.assign(cohort=frame["cohort"].dt.strftime("%Y-%m"))  # type: ignore[no-any-return]


def concentration(analysis: Analysis) -> pd.DataFrame:
    """The share of all value held by the most valuable share of customers, at each percent."""
    values = np.sort(analysis.customers["clv"].dropna().clip(lower=0).to_numpy())[::-1]
    if len(values) == 0 or values.sum() == 0:
        return pd.DataFrame(columns=["customer_share", "value_share"])
    held = np.cumsum(values) / values.sum()
    shares = np.arange(0, 101) / 100
    places = np.ceil(shares * len(values)).astype(int)
    return pd.DataFrame({"customer_share": shares, "value_share": np.where(places > 0, held[places - 1], 0.0)})


def value_statistics(analysis: Analysis) -> pd.DataFrame:
    """Mean, median, spread and percentiles of lifetime value."""
    values = analysis.customers["clv"].dropna()
    rows = {"Mean": float(values.mean()), "Standard deviation": float(values.std())}
    for percent in (5, 10, 25, 50, 75, 90, 95, 99):
        rows["Median" if percent == 50 else f"{percent}th percentile"] = float(values.quantile(percent / 100))
    return pd.DataFrame({"statistic": list(rows), "lifetime_value": list(rows.values())})


def segment_profile(analysis: Analysis) -> pd.DataFrame:
    """Every metric for each segment, one row per segment."""
    return profile(analysis.customers, analysis.customers["segment"], analysis.dataset.metrics)


def cluster_profile(analysis: Analysis) -> pd.DataFrame:
    """Every metric for each cluster, and the metrics that were clustered on."""
    clusters = analysis.clusters
    if clusters is None:
        return pd.DataFrame()
    extra = tuple(dict.fromkeys([*clusters.metrics, *analysis.dataset.metrics]))
    return profile(analysis.customers, clusters.labels, tuple(n for n in extra if n not in ("clv", "orders")))


def lens_profile(analysis: Analysis, lens: str) -> pd.DataFrame:
    """Every metric for each group of a lens of the file, the largest groups first."""
    return profile(analysis.customers, largest_groups(analysis.customers[lens]), analysis.dataset.metrics)


def cluster_curve(analysis: Analysis) -> pd.DataFrame:
    """Silhouette and inertia for each number of clusters tried, and which was taken."""
    clusters = analysis.clusters
    if clusters is None:
        return pd.DataFrame(columns=["k", "silhouette", "inertia", "taken"])
    return clusters.curve.assign(taken=clusters.curve["k"] == clusters.k)


def cluster_differences(analysis: Analysis) -> pd.DataFrame:
    """How far each cluster's mean lies from everybody's, in standard deviations, for the clustered metrics."""
    clusters = analysis.clusters
    if clusters is None:
        return pd.DataFrame(columns=["group", "category", "difference", "mean"])
    values = analysis.customers[list(clusters.metrics)]
    means = values.groupby(clusters.labels, observed=True).mean()
    scaled = (means - values.mean()) / values.std(ddof=0)
    long = to_long(scaled, "difference").merge(to_long(means, "mean"), on=["group", "category"])
    return long.assign(category=[label_of(name) for name in long["category"]])


def cluster_map(analysis: Analysis) -> pd.DataFrame:
    """A sample of customers on the two directions in which they differ most, with their cluster."""
    clusters = analysis.clusters
    if clusters is None:
        return pd.DataFrame(columns=["x", "y", "z", "group"])
    frame = clusters.positions.copy()
    right, up = (_axis_words(axis) for axis in clusters.axes)
    frame.attrs.update(x="First direction", y="Second direction", right=right, up=up or "nothing more")
    frame.attrs.update(shown=clusters.shown, sample_of=len(analysis.customers))
    return frame


def _axis_words(axis: str) -> str:
    parts = [("−" if part.startswith("−") else "+", part.removeprefix("−")) for part in axis.split(", ") if part]
    return ", ".join(f"{'less' if sign == '−' else 'more'} {in_sentence(name)}" for sign, name in parts)


def rules_by_clusters(analysis: Analysis) -> pd.DataFrame:
    """Customers of each segment in each cluster, with the share of the segment."""
    clusters = analysis.clusters
    if clusters is None or not analysis.has("segment"):
        return pd.DataFrame(columns=["group", "category", "customers", "share"])
    return _cross(analysis.customers["segment"], clusters.labels)


def lens_by_rules(analysis: Analysis, lens: str) -> pd.DataFrame:
    """Customers of each group of a lens in each segment, with the share of the group."""
    return _cross(largest_groups(analysis.customers[lens]), analysis.customers["segment"])


def _cross(rows: pd.Series, columns: pd.Series) -> pd.DataFrame:
    table = pd.crosstab(rows.astype("str"), columns.astype("str"))
    shares = table.div(table.sum(axis=1), axis=0)
    return to_long(table, "customers").merge(to_long(shares, "share"), on=["group", "category"])


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


def metric_by_segment(analysis: Analysis, column: str) -> pd.DataFrame:
    """Mean of a metric per segment."""
    frame = _mean_by(analysis, column, analysis.customers["segment"])
    frame.attrs["column"] = column
    return frame


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
        if name == "customer_id" or pd.isna(value):
            continue
        numeric = pd.api.types.is_numeric_dtype(customers[name]) and not name.endswith("_percentile")
        below = float(share_below(customers[name]).loc[found.index[0]]) if numeric else float("nan")
        median = float(customers[name].median()) if numeric else float("nan")
        rows.append({"column": name, "label": label_of(name), "value": value, "median": median, "share_below": below})
    return pd.DataFrame(rows, columns=["column", "label", "value", "median", "share_below"])
