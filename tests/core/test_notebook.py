"""The notebook face: every question has an answer, and asking changes nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import core
from core.data.dataset import Dataset
from tests.core.made import DEGENERATE


@pytest.fixture(scope="module")
def analyzer(sample_data: Dataset) -> core.CustomerBehaviorAnalyzer:
    return core.CustomerBehaviorAnalyzer(sample_data)


def test_the_methods_are_those_of_the_readme() -> None:
    for name in (
        "generate_sample_data", "customer_segmentation_analysis", "behavioral_patterns_analysis",
        "customer_lifetime_value_analysis", "engagement_analysis", "predictive_insights", "create_customer_dashboard",
    ):  # fmt: skip
        assert callable(getattr(core.CustomerBehaviorAnalyzer, name))
        assert getattr(core.CustomerBehaviorAnalyzer, name).__doc__


def test_segmentation(analyzer: core.CustomerBehaviorAnalyzer, sample: core.Analysis) -> None:
    found = analyzer.customer_segmentation_analysis(clusters=4)
    assert list(found) == ["segments", "clusters", "cluster_curve", "customers"]
    assert found["segments"]["customers"].sum() == 2_000
    assert found["clusters"]["group"].astype("str").tolist() == [f"Cluster {i}" for i in range(1, 5)]
    assert found["customers"]["segment"].equals(sample.customers["segment"])
    assert found["customers"]["cluster"].nunique() == 4
    assert analyzer.settings.clusters == 0


def test_the_other_questions(analyzer: core.CustomerBehaviorAnalyzer, sample: core.Analysis) -> None:
    for table in (
        *analyzer.behavioral_patterns_analysis().values(),
        *analyzer.customer_lifetime_value_analysis().values(),
    ):
        assert isinstance(table, pd.DataFrame)
        assert len(table)
    assert len(analyzer.engagement_analysis())
    lists = analyzer.predictive_insights()
    pd.testing.assert_frame_equal(lists["at_risk"], core.at_risk(sample))
    pd.testing.assert_frame_equal(lists["recommendations"], core.recommend(sample))


def test_the_dashboard_has_figures_and_pictures(analyzer: core.CustomerBehaviorAnalyzer) -> None:
    board = analyzer.create_customer_dashboard()
    assert board["figures"]["customers"] == 2_000  # type: ignore[index]
    pictures = [value for name, value in board.items() if name != "figures"]
    assert len(pictures) == 6
    assert all(picture.to_dict() for picture in pictures)  # type: ignore[attr-defined]


def test_generating_gives_customers_and_keeps_them() -> None:
    analyzer = core.CustomerBehaviorAnalyzer()
    made = analyzer.generate_sample_data(n_customers=120, seed=3)
    assert len(made) == 120
    pd.testing.assert_frame_equal(made, analyzer.analysis.customers)
    other = core.CustomerBehaviorAnalyzer()
    pd.testing.assert_frame_equal(made, other.generate_sample_data(n_customers=120, seed=3))


def test_before_there_is_data_it_says_so() -> None:
    with pytest.raises(ValueError, match=r"call generate_sample_data\(\) or give a file"):
        core.CustomerBehaviorAnalyzer().engagement_analysis()


def test_a_path_is_read_and_settings_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("customer,date,total\na,2024-01-01,5\na,2024-01-02,6\nb,2024-01-02,7\n")
    settings = core.Settings(high_value_percentile=90)
    for given in (path, str(path)):
        analyzer = core.CustomerBehaviorAnalyzer(given, settings)
        assert analyzer.analysis.customers["revenue"].tolist() == [11, 7]
        assert analyzer.analysis.settings == settings


@pytest.mark.parametrize("name", DEGENERATE)
def test_odd_data_is_no_accident(name: str) -> None:
    analyzer = core.CustomerBehaviorAnalyzer(DEGENERATE[name]())
    analyzer.customer_segmentation_analysis()
    analyzer.behavioral_patterns_analysis()
    analyzer.customer_lifetime_value_analysis()
    analyzer.engagement_analysis()
    analyzer.predictive_insights()
    analyzer.create_customer_dashboard()
