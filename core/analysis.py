"""The pipeline: from a dataset and settings to everything that any page may show. Read this first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from core.data.customers import customers_as_of
from core.data.dataset import Dataset
from core.insight.basis import describe_basis, explain
from core.insight.behavior import preference_columns
from core.insight.churn import Churn, churn, learn_from_label
from core.insight.forecast import Forecast, forecast, risk_days
from core.insight.portraits import Portrait, portraits
from core.insight.risk import POTENTIAL
from core.insight.segments import assign_segments
from core.models.clustering import Clusters, find_clusters
from core.models.labels import Learned
from core.models.lineup import DAYS_PER_WEEK
from core.models.ranks import mean_rank, percentile
from core.models.rfm import add_rfm
from core.models.rhythm import add_rhythm
from core.problems import DataError, Note
from core.schema import COLUMNS, NUMERIC
from core.settings import Settings, thresholds
from core.words import count

T = TypeVar("T")
# Remembers the result of a stage: (name of the stage, what it depends on beside the dataset, how to compute it).
Memo = Callable[[str, Hashable, Callable[[], Any]], Any]

# A file is rarely newer than a few weeks; beyond that, its last purchase is no longer the shop's.
MOST_DAYS_AHEAD = 31

CLUSTER_DEFAULTS = (
    "clv", "purchase_frequency", "avg_order_value", "days_since_purchase", "page_views", "satisfaction_score",
)  # fmt: skip


def forget(stage: str, key: Hashable, compute: Callable[[], T]) -> T:
    """The memo that remembers nothing: compute each time."""
    return compute()


@dataclass(frozen=True, eq=False)
class Analysis:
    """All that any page may show: one row per customer, the settings, and what could not be computed.

    `customers` has every column of the schema, always; what the data does not give is missing and a note in `notes`
    says why. `basis` tells for the columns that may be given or estimated which it is, and `churn` where churn
    probabilities come from. `clusters` is computed when first asked for.
    """

    dataset: Dataset
    settings: Settings
    as_of: dt.date | None
    customers: pd.DataFrame
    basis: dict[str, str]
    notes: tuple[Note, ...]
    memo: Memo = field(default=forget, repr=False)
    chosen: tuple[str, ...] = ()
    churn: Churn | None = field(default=None, repr=False)

    def has(self, *columns: str) -> bool:
        """Whether each of these columns has at least one value."""
        return all(name in self.customers and bool(self.customers[name].notna().any()) for name in columns)

    def only(self, segment: str) -> Analysis:
        """The same analysis for the customers of one segment."""
        members = self.customers[self.customers["segment"] == segment]
        return replace(self, customers=members, chosen=(segment,))

    @property
    def learned(self) -> Learned | None:
        """What was learned from a label of who has left; None where nothing was."""
        return self.churn.learned if self.churn else None

    @property
    def metrics(self) -> tuple[str, ...]:
        """Numeric columns to compare and cluster: those of the schema that have values, then the file's own."""
        return metric_columns(self.customers, self.dataset)

    @cached_property
    def clusters(self) -> Clusters | None:
        """KMeans groups of all customers under the settings; None where there is nothing to tell customers apart."""
        settings = self.settings
        metrics = tuple(name for name in settings.cluster_metrics if name in self.metrics) or self.default_metrics
        key = (self.as_of, metrics, settings.clusters, settings.seed, self.chosen)
        compute = lambda: find_clusters(self.customers, metrics, settings.clusters, settings.seed)  # noqa: E731
        return self.memo("clusters", key, compute)  # type: ignore[no-any-return]

    @cached_property
    def portraits(self) -> tuple[Portrait, ...]:
        """What sets each cluster apart, in the order of the clusters; empty where there are none."""
        found = self.clusters
        if found is None:
            return ()
        key = (self.as_of, found.metrics, self.settings.clusters, self.settings.seed, self.chosen)
        return self.memo("portraits", key, lambda: portraits(self.customers, found, self.settings.seed))  # type: ignore[no-any-return]

    @cached_property
    def forecast(self) -> Forecast | str:
        """The model of purchases with its check, learned from all customers; or why there is none, in words."""
        purchases, as_of = self.dataset.purchases, self.as_of
        if purchases is None or as_of is None:
            return "A forecast needs the dates of purchases: a file with one row per purchase."
        days = risk_days(purchases, as_of, self.settings.churn_days)

        def compute() -> Forecast | str:
            everybody = self.memo("customers", as_of, lambda: score_customers(self.dataset, as_of))
            try:
                return forecast(purchases, everybody, as_of, days)
            except DataError as error:
                return str(error)

        return self.memo("forecast", (as_of, days), compute)  # type: ignore[no-any-return]

    @property
    def default_metrics(self) -> tuple[str, ...]:
        """What customers are clustered on where nobody chose: value, frequency and recency, else what the file has."""
        known = tuple(name for name in CLUSTER_DEFAULTS if name in self.metrics)
        return known if len(known) > 1 else self.metrics[:8]


def metric_columns(customers: pd.DataFrame, dataset: Dataset) -> tuple[str, ...]:
    """The numeric columns that tell customers apart: those a file may give, preferences, the file's own."""
    known = [c.name for c in COLUMNS if c.unit in NUMERIC and c.origin != "computed" and c.rows != "purchases"]
    preferences = preference_columns(customers)
    names = [*known, "days_between_orders", *preferences, *dataset.metrics]
    varied = tuple(name for name in names if name in customers and customers[name].nunique() > 1)
    # Where all ordered equally often, orders per year only say how long ago the first one was.
    same = "orders" in customers and customers["orders"].nunique() == 1
    return tuple(name for name in varied if name != "purchase_frequency") if same else varied


def _no_order(analysis: Analysis) -> tuple[pd.Series, str] | str:
    """The probability of no order in the days ahead, of everybody, and its words; or why there is none."""
    found = analysis.forecast
    if isinstance(found, str):
        return found
    silent = found.orders.none(found.buyers, found.risk_days / DAYS_PER_WEEK)
    words = f"the probability of no order in the next {count(found.risk_days, 'day')}, from purchases"
    return pd.Series(silent, index=analysis.customers.index), words


def at_stake(customers: pd.DataFrame, probability: pd.Series) -> pd.Series:
    """Revenue per 12 months, else lifetime value, times the churn probability."""
    worth = customers["yearly_revenue"] if customers["yearly_revenue"].notna().any() else customers["clv"]
    return probability * worth.clip(lower=0)


def score_customers(dataset: Dataset, as_of: dt.date | None) -> pd.DataFrame:
    """Every customer with every score that depends on the data and the day alone, not on a threshold."""
    customers = customers_as_of(dataset, as_of).pipe(add_rfm).pipe(add_rhythm)
    clv = customers["clv"] if customers["clv"].notna().any() else customers["revenue"]
    customers = customers.assign(clv=clv, engagement_score=mean_rank(customers[["page_views", "session_duration"]]))
    often = customers["purchase_frequency"] if customers["purchase_frequency"].notna().any() else customers["orders"]
    return customers.assign(
        clv_percentile=percentile(clv),
        frequency_percentile=percentile(often),
        loyalty_percentile=percentile(customers["loyalty_score"]),
        potential_score=mean_rank(customers[list(POTENTIAL)]),
    )


def analysis_date(dataset: Dataset, settings: Settings) -> dt.date | None:
    """The day everything is seen from: the one set, else the last day in the data; None where the data has no dates."""
    first = dataset.purchases.first_day if dataset.purchases else None
    if settings.as_of and first and settings.as_of < first:
        raise DataError(
            f"The analysis date {settings.as_of} is before the first purchase on {first}. Choose a later day."
        )
    return settings.as_of or dataset.last_day


def analyze(dataset: Dataset, settings: Settings | None = None, *, memo: Memo = forget) -> Analysis:
    """One row per customer with every score the app shows; the same input gives the same output.

    `memo` may keep the results of the stages: the scores depend on the day alone, the segments on the thresholds.
    Raises DataError where the analysis date lies before all purchases.
    """
    settings = settings or Settings()
    as_of = analysis_date(dataset, settings)
    scored: pd.DataFrame = memo("customers", as_of, lambda: score_customers(dataset, as_of))
    risk = _churn(dataset, settings, as_of, scored, memo)
    scored = scored.assign(churn_probability=risk.probability, value_at_stake=at_stake(scored, risk.probability))
    named = (as_of, tuple(thresholds(settings).values()), risk.source, settings.telling_columns, settings.churn_days)
    segment: pd.Series = memo("segments", named, lambda: assign_segments(scored, settings))
    basis = dict(memo("basis", as_of, lambda: describe_basis(dataset, scored)))
    if risk.probability.notna().any():
        basis["churn_probability"] = risk.basis
    customers = scored.assign(segment=segment)
    notes = explain(customers, dataset)
    told = (risk.note, _ahead_of_data(dataset, as_of))
    notes = (*notes, *(Note("churn", text) for text in told if text))
    return Analysis(dataset, settings, as_of, customers, basis, notes, memo, churn=risk)


def _ahead_of_data(dataset: Dataset, as_of: dt.date | None) -> str:
    """Word of an analysis date so long after the last purchase that everybody looks silent; empty else."""
    last = dataset.last_day
    days = (as_of - last).days if as_of and last else 0
    if dataset.purchases is None or days <= MOST_DAYS_AHEAD:
        return ""
    return (
        f"The analysis date is {count(days, 'day')} after the last purchase in the file. Unless nobody bought since "
        "then, customers look more silent than they are: set the date back, or use a newer file."
    )


def _churn(dataset: Dataset, settings: Settings, as_of: dt.date | None, scored: pd.DataFrame, memo: Memo) -> Churn:
    """Churn probabilities from the source of the settings; what is costly to learn is remembered."""
    plain = Analysis(dataset, settings, as_of, scored, {}, (), memo)
    keep = settings.telling_columns == "used"
    return churn(
        settings.churn_from, dataset, scored,
        lambda: memo("learned", (keep, settings.seed), lambda: learn_from_label(dataset, keep, settings.seed)),
        lambda: _no_order(plain),
    )  # fmt: skip
