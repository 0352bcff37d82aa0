"""The charts: one entry each. A chart is a view (the numbers), a sentence on them, and a draw function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd

from core.analysis import Analysis
from core.insight.segments import SEGMENTS
from core.present import draw, tells, views

_ORDER = [segment.name for segment in SEGMENTS]


@dataclass(frozen=True)
class Chart:
    """A picture with its numbers.

    `reads` says how to read it, `tell` gives the finding as a sentence computed from the numbers (also its alternative text).
    `needs` are the columns without which it has nothing to show, `wants` the same in words. On a page, charts with the
    same `slot` are candidates for one place: the first one that the data allows is shown.
    """

    key: str
    page: str
    slot: int
    title: str
    reads: str
    view: Callable[[Analysis], pd.DataFrame]
    tell: Callable[[pd.DataFrame], str]
    draw: Callable[[pd.DataFrame], Any]
    needs: tuple[str, ...] = ()
    wants: str = ""
    when: Callable[[Analysis], bool] = field(default=lambda analysis: True)

    def fits(self, analysis: Analysis) -> bool:
        """Whether the data has what this chart needs."""
        return analysis.has(*self.needs) and self.when(analysis)

    def frame(self, analysis: Analysis) -> pd.DataFrame:
        """The numbers of the chart; the currency goes along for axis titles."""
        frame = self.view(analysis).copy(deep=False)
        frame.attrs["currency"] = analysis.dataset.currency
        return frame


def _has_purchases(analysis: Analysis) -> bool:
    # The rows of purchases are those of all customers, so they say nothing about one chosen segment.
    return not analysis.chosen and analysis.dataset.purchases is not None and analysis.dataset.purchases.has_amounts


def _has_preferences(analysis: Analysis) -> bool:
    return any(name.endswith("_preference") for name in analysis.metrics)


def _has_lens(analysis: Analysis) -> bool:
    return bool(views.lens_columns(analysis))


def _has_money(analysis: Analysis) -> bool:
    return analysis.has("revenue") or analysis.has("clv")


def _has_clusters(analysis: Analysis) -> bool:
    return analysis.clusters is not None


_TELLING = "a number that differs between at least three customers"
_SEGMENT_BARS = partial(draw.bars, value="mean", form=".0%", title="Mean churn probability")

CHARTS: tuple[Chart, ...] = (
    Chart(
        "segment_share", "overview", 1, "Customers per segment", "Each customer is in exactly one segment.",
        views.segment_share, tells.largest_share, draw.donut,
        needs=("segment",), wants="orders per 12 months, lifetime value with loyalty, or a churn probability",
    ),
    Chart(
        "cluster_share", "overview", 1, "Customers per cluster", "Groups found by KMeans, as the six segments need other data.",
        views.cluster_share, tells.largest_share, draw.donut, when=_has_clusters, wants=_TELLING,
    ),
    Chart(
        "clv_frequency_satisfaction", "overview", 2, "Value against frequency, by satisfaction",
        "Each point is a customer; orange is less satisfied, blue more.",
        views.clv_frequency_satisfaction, partial(tells.together, x="purchase_frequency", y="clv"),
        partial(draw.scatter, x="purchase_frequency", y="clv", color="satisfaction_score", colors=draw.LOW_TO_HIGH),
        needs=("clv", "purchase_frequency", "satisfaction_score"),
        wants="lifetime value, orders per 12 months and satisfaction",
    ),
    Chart(
        "clv_frequency_segment", "overview", 2, "Value against frequency, by segment", "Each point is a customer.",
        views.clv_frequency_segment, partial(tells.together, x="purchase_frequency", y="clv"),
        partial(draw.scatter, x="purchase_frequency", y="clv", color="segment"),
        needs=("clv", "purchase_frequency", "segment"),
    ),
    Chart(
        "metric_pair", "overview", 2, "The two metrics that go together most", "Each point is a customer.",
        views.metric_pair, partial(tells.together, x="x", y="y"), draw.plain_scatter,
        when=lambda analysis: len(views.metric_pair(analysis)) > 0,
    ),
    Chart(
        "age_by_gender", "overview", 3, "Age by gender", "Customers in bands of five years.",
        views.age_by_gender, tells.ages, draw.grouped_histogram,
        needs=("age", "gender"), wants="age and gender",
    ),
    Chart(
        "age", "overview", 3, "Age", "Customers in bands of five years.",
        views.age, tells.ages, draw.grouped_histogram, needs=("age",),
    ),
    Chart(
        "overview_months", "overview", 3, "Net revenue per month", "Refunds are taken off in the month they were made.",
        views.revenue_by_month, tells.months,
        partial(draw.line, x="month", y="revenue", titles=("Month", "Net revenue"), forms=("%b %Y", "~s"), kind="T"),
        when=_has_purchases,
    ),
    Chart(
        "overview_orders", "overview", 3, "Orders per customer", "How many customers have how many orders.",
        partial(views.distribution, column="orders"), tells.median, draw.histogram, needs=("orders",),
    ),
    Chart(
        "overview_lens", "overview", 3, "Customers per group in the file", "A grouping that the file brings.",
        views.lens_share, tells.largest_share, partial(draw.bars, value="share", form=".0%", title="Share of customers"),
        when=_has_lens,
    ),
    Chart(
        "preference_by_segment", "overview", 4, "Product preference by segment",
        "Share of each category in a segment's preferences; darker is more.",
        views.preference_by_segment, tells.preference,
        partial(draw.heatmap, x="category", y="group", value="preference", form=".0%", order=_ORDER),
        needs=("segment",), wants="category preferences, or purchases with a category", when=_has_preferences,
    ),
    Chart(
        "lens_by_segment", "overview", 4, "Where segments differ", "Share of each segment's customers per group of the file.",
        views.lens_by_segment, tells.preference,
        partial(draw.heatmap, x="category", y="group", value="preference", form=".0%", order=_ORDER),
        needs=("segment",), when=_has_lens,
    ),
    Chart(
        "overview_preferences", "overview", 4, "Product preferences", "Mean preference of all customers.",
        views.preferences, tells.top_bar, partial(draw.bars, value="mean", form=".0%", title="Mean preference"),
        when=_has_preferences,
    ),
    Chart(
        "satisfaction_loyalty_churn", "overview", 5, "Satisfaction against loyalty, by churn probability",
        "Each point is a customer; orange is more likely to be lost, blue less.",
        views.satisfaction_loyalty_churn, partial(tells.together, x="satisfaction_score", y="loyalty_score"),
        partial(
            draw.scatter, x="satisfaction_score", y="loyalty_score", color="churn_probability", colors=draw.CALM_TO_HOT
        ),
        needs=("satisfaction_score", "loyalty_score", "churn_probability"),
        wants="satisfaction, loyalty and churn probability",
    ),
    Chart(
        "silence_orders_churn", "overview", 5, "Silence against orders, by churn probability",
        "Each point is a customer; orange is more likely to be lost, blue less.",
        views.silence_orders_churn, partial(tells.together, x="days_since_purchase", y="orders"),
        partial(draw.scatter, x="days_since_purchase", y="orders", color="churn_probability", colors=draw.CALM_TO_HOT),
        needs=("days_since_purchase", "orders", "churn_probability"),
    ),
    Chart(
        "overview_cluster_map", "overview", 5, "Map of the clusters", "Customers near each other are alike.",
        views.cluster_map, tells.cluster_map, draw.plain_scatter, when=_has_clusters, wants=_TELLING,
    ),
    Chart(
        "churn_by_segment", "overview", 6, "Churn probability by segment", "A longer bar: more likely to be lost.",
        views.churn_by_segment, tells.top_bar, _SEGMENT_BARS,
        needs=("churn_probability", "segment"), wants="a churn probability, or purchase dates",
    ),
    Chart(
        "churned_by_group", "overview", 6, "Customers already lost, by group", "As the file marks them.",
        views.churned_by_group, tells.top_bar, partial(draw.bars, value="mean", form=".1%", title="Share churned"),
        needs=("churned",), when=_has_lens,
    ),
    Chart(
        "overview_differences", "overview", 6, "What sets the clusters apart",
        "Distance of a cluster's mean from everybody's, in standard deviations.",
        views.cluster_differences, tells.differences,
        partial(draw.heatmap, x="category", y="group", value="difference", form="+.1f", middle=0.0),
        when=_has_clusters, wants=_TELLING,
    ),
    Chart(
        "rfm_share", "segments_rfm", 2, "Customers per name of the RFM map", "What the scores are called, as a share.",
        views.rfm_share, tells.largest_share, partial(draw.bars, value="share", form=".0%", title="Share of customers"),
        needs=("rfm_segment",), wants="purchase dates, orders and revenue",
    ),
    Chart(
        "tier_customers", "segments_tiers", 1, "Customers per tier", "Share of all customers in each value tier.",
        views.tier_share, tells.tier_bars, partial(draw.bars, value="share", form=".0%", title="Share of customers"),
        when=_has_money, wants="revenue or a lifetime value",
    ),
    Chart(
        "tier_money", "segments_tiers", 2, "Money per tier", "Share of all revenue that each tier brings.",
        views.tier_share, tells.tier_bars, partial(draw.bars, value="revenue_share", form=".0%", title="Share of revenue"),
        when=_has_money, wants="revenue or a lifetime value",
    ),
    Chart(
        "cluster_curve", "segments_clusters", 1, "How well each number of clusters separates customers",
        "Silhouette from -1 to 1, higher is better apart. Filled points are as good as the best; the ring is taken.",
        views.cluster_curve, tells.curve, draw.curve, when=_has_clusters, wants=_TELLING,
    ),
    Chart(
        "cluster_map", "segments_clusters", 2, "Map of the clusters",
        "Customers near each other are alike; the axes are the two directions in which customers differ most.",
        views.cluster_map, tells.cluster_map, draw.plain_scatter, when=_has_clusters, wants=_TELLING,
    ),
    Chart(
        "cluster_differences", "segments_clusters", 3, "What sets the clusters apart",
        "Distance of a cluster's mean from everybody's, in standard deviations.",
        views.cluster_differences, tells.differences,
        partial(draw.heatmap, x="category", y="group", value="difference", form="+.1f", middle=0.0),
        when=_has_clusters, wants=_TELLING,
    ),
    Chart(
        "rules_by_clusters", "segments_clusters", 4, "Segments against clusters",
        "Share of each segment's customers in each cluster.",
        views.rules_by_clusters, tells.cross,
        partial(draw.heatmap, x="category", y="group", value="share", form=".0%", order=_ORDER),
        needs=("segment",), wants="what the six segments need", when=_has_clusters,
    ),
    Chart(
        "frequency", "behavior", 1, "Orders per 12 months", "The dashed line is the median customer.",
        partial(views.distribution, column="purchase_frequency"), tells.median, draw.histogram,
        needs=("purchase_frequency",), wants="orders per 12 months, or purchases",
    ),
    Chart(
        "order_value", "behavior", 2, "Average order value", "The dashed line is the median customer.",
        partial(views.distribution, column="avg_order_value"), tells.median, draw.histogram,
        needs=("avg_order_value",), wants="average order value, or purchases with amounts",
    ),
    Chart(
        "gaps", "behavior", 3, "Days between orders", "The dashed line is the median.",
        views.gaps, tells.median, partial(draw.histogram, counted="Times"),
        needs=("days_between_orders",), wants="purchases of customers who came back",
    ),
    Chart(
        "months", "behavior", 4, "Net revenue per month", "Refunds are taken off in the month they were made.",
        views.revenue_by_month, tells.months,
        partial(draw.line, x="month", y="revenue", titles=("Month", "Net revenue"), forms=("%b %Y", "~s"), kind="T"),
        wants="purchases with dates and amounts", when=_has_purchases,
    ),
    Chart(
        "preference_index", "behavior", 5, "Category preference by segment, as an index",
        "100 is the average of all customers; 150 means half as much again.",
        views.preference_by_segment, tells.index,
        partial(draw.heatmap, x="category", y="group", value="index", form=".0f", middle=100.0, order=_ORDER),
        needs=("segment",), wants="category preferences, or purchases with a category", when=_has_preferences,
    ),
    Chart(
        "retention", "behavior_cohorts", 1, "Customers who came back, by cohort",
        "A row is everybody who first bought in one period; columns are periods since then.",
        views.cohorts, tells.retention,
        partial(draw.heatmap, x="age", y="cohort", value="retention", form=".0%", titles=("Periods since the first order", "First order", "")),
        wants="rows of purchases", when=lambda analysis: analysis.dataset.purchases is not None,
    ),
    Chart(
        "cohort_revenue", "behavior_cohorts", 2, "Net revenue per customer of the cohort",
        "Money of each period divided by all customers of the cohort.",
        views.cohorts, tells.cohort_revenue,
        partial(draw.heatmap, x="age", y="cohort", value="revenue", form=",.0f", titles=("Periods since the first order", "First order", "")),
        wants="rows of purchases with amounts", when=_has_purchases,
    ),
    Chart(
        "clv_distribution", "value", 1, "Lifetime value of customers",
        "The dashed line is the median.",
        partial(views.distribution, column="clv"), tells.median, draw.histogram,
        needs=("clv",), wants="lifetime value or revenue, or purchases with amounts",
    ),
    Chart(
        "concentration", "value", 2, "How concentrated value is", "The dashed line is an even spread.",
        views.concentration, tells.concentration, draw.concentration,
        needs=("clv",), wants="lifetime value or revenue above zero",
        when=lambda analysis: bool(analysis.customers["clv"].clip(lower=0).sum() > 0),
    ),
    Chart(
        "clv_by_segment", "value", 3, "Lifetime value by segment",
        "The bar is the middle half of a segment's customers, the tick its median.",
        views.clv_by_segment, tells.clv_by_segment, draw.quartiles,
        needs=("clv", "segment"), wants="lifetime value and what the six segments need",
    ),
    Chart(
        "risk_by_segment", "at_risk", 1, "Churn probability by segment", "A longer bar: more likely to be lost.",
        views.churn_by_segment, tells.top_bar, _SEGMENT_BARS,
        needs=("churn_probability", "segment"), wants="a churn probability, or purchase dates",
    ),
    Chart(
        "risk_distribution", "at_risk", 2, "Churn probability of customers", "The dashed line is the median customer.",
        partial(views.distribution, column="churn_probability"), tells.median, draw.histogram,
        needs=("churn_probability",), wants="a churn probability, or purchase dates",
    ),
)  # fmt: skip


def charts_of(page: str, analysis: Analysis) -> list[Chart | str]:
    """The charts of a page, one per slot: the first candidate that the data allows, else a line on what it would need."""
    slots: dict[int, list[Chart]] = {}
    for chart in CHARTS:
        if chart.page == page:
            slots.setdefault(chart.slot, []).append(chart)
    return [
        next(
            (chart for chart in candidates if chart.fits(analysis)),
            f"{candidates[0].title}: needs {candidates[0].wants}.",
        )
        for candidates in slots.values()
    ]
