"""A thin face over the front door for notebooks: one object, one method per question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from core.analysis import Analysis, analyze
from core.data.cleaning import load
from core.data.dataset import Dataset
from core.data.synthetic import generate
from core.insight.metrics import measure
from core.present import views
from core.present.charts import charts_of
from core.settings import Settings


class CustomerBehaviorAnalyzer:
    """Load or generate customers, then ask; every method returns tables and leaves the object's data as it was.

    >>> analyzer = CustomerBehaviorAnalyzer()
    >>> customers = analyzer.generate_sample_data(n_customers=500)
    >>> len(customers), int(analyzer.customer_segmentation_analysis()["segments"]["customers"].sum())
    (500, 500)
    """

    def __init__(self, data: Dataset | str | Path | None = None, settings: Settings | None = None) -> None:
        """Take a dataset, the path of a file, or nothing yet."""
        self.settings = settings or Settings()
        self._dataset = data if isinstance(data, Dataset) or data is None else load(data)

    @property
    def analysis(self) -> Analysis:
        """The analysis behind all methods; raises ValueError before there is data."""
        if self._dataset is None:
            raise ValueError("There is no data yet: call generate_sample_data() or give a file.")
        return analyze(self._dataset, self.settings)

    def generate_sample_data(self, n_customers: int = 10_000, seed: int = 7) -> pd.DataFrame:
        """Generate customers, keep them as the data, and return one row per customer."""
        self._dataset = generate(n_customers, seed)
        return self.analysis.customers

    def customer_segmentation_analysis(self, clusters: int | None = None) -> dict[str, pd.DataFrame]:
        """The six segments' profile, the KMeans clusters' profile, the curve behind k, and each customer's groups.

        `clusters` overrides the number of clusters of the settings (0 = automatic).
        """
        settings = self.settings if clusters is None else replace(self.settings, clusters=clusters)
        analysis = analyze(self.analysis.dataset, settings)
        found = analysis.clusters
        assigned = analysis.customers[["customer_id", "segment", "rfm_segment"]]
        return {
            "segments": views.segment_profile(analysis),
            "clusters": views.cluster_profile(analysis),
            "cluster_curve": views.cluster_curve(analysis),
            "customers": assigned.assign(cluster=found.labels if found else None),
        }

    def behavioral_patterns_analysis(self) -> dict[str, pd.DataFrame]:
        """Distributions of frequency, order value and gaps, preferences by segment, months and cohorts."""
        analysis = self.analysis
        return {
            "purchase_frequency": views.distribution(analysis, "purchase_frequency"),
            "avg_order_value": views.distribution(analysis, "avg_order_value"),
            "days_between_orders": views.gaps(analysis),
            "preferences": views.preference_by_segment(analysis),
            "months": views.revenue_by_month(analysis),
            "cohorts": views.cohorts(analysis),
        }

    def customer_lifetime_value_analysis(self) -> dict[str, pd.DataFrame]:
        """Statistics, concentration, value by segment and the high-value customers."""
        analysis = self.analysis
        return {
            "statistics": views.value_statistics(analysis),
            "concentration": views.concentration(analysis),
            "segments": views.clv_by_segment(analysis),
            "high_value": views.high_value(analysis),
        }

    def engagement_analysis(self) -> pd.DataFrame:
        """Rank correlations between engagement, satisfaction and value, with intervals."""
        return views.engagement_correlations(self.analysis)

    def predictive_insights(self) -> dict[str, pd.DataFrame]:
        """The at-risk list, the high-potential list, and what to do."""
        analysis = self.analysis
        return {
            "at_risk": views.at_risk(analysis),
            "high_potential": views.high_potential(analysis),
            "recommendations": views.recommend(analysis),
        }

    def create_customer_dashboard(self) -> dict[str, object]:
        """The overview: headline figures under "figures", and a figure to show per chart title."""
        analysis = self.analysis
        pictures = {
            chart.title: chart.draw(chart.frame(analysis))
            for chart in charts_of("overview", analysis)
            if not isinstance(chart, str)
        }
        return {"figures": measure(analysis.customers, "overview"), **pictures}
