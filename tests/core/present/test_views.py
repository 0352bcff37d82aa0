"""Views: small tables whose figures agree with the customers they come from."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import core
from core.data.dataset import Dataset
from core.present import views
from core.present.views.shapes import _limits as axis_limits
from tests.core.made import DEGENERATE, analyzed, from_csv, lines, purchases

View = Callable[[core.Analysis], pd.DataFrame]
# Every public view that needs nothing but an analysis, found by its signature, so that a new one is tried too.
PLAIN: dict[str, View] = {
    name: view
    for name, view in inspect.getmembers(views, inspect.isfunction)
    if view.__module__.startswith(views.__name__) and inspect.signature(view).return_annotation == "pd.DataFrame"
    and (parameters := list(inspect.signature(view).parameters.values())) and parameters[0].name == "analysis"
    and all(p.default is not inspect.Parameter.empty for p in parameters[1:])
}  # fmt: skip


def test_the_views_were_found() -> None:
    assert len(PLAIN) >= 30
    assert {"at_risk", "high_potential", "recommend", "segment_profile", "cohorts", "rfm_map"} <= set(PLAIN)


@pytest.mark.parametrize("name", PLAIN)
def test_a_view_of_the_sample_is_small_and_leaves_the_customers_alone(name: str, sample: core.Analysis) -> None:
    before = sample.customers.copy()
    frame = PLAIN[name](sample)
    assert not frame.empty
    assert len(frame) <= 5_000
    assert frame.columns.is_unique
    pd.testing.assert_frame_equal(before, sample.customers)


@pytest.fixture(scope="module", params=DEGENERATE)
def odd(request: pytest.FixtureRequest) -> core.Analysis:
    return core.analyze(DEGENERATE[request.param]())


def test_odd_data_passes_through_every_view_and_every_list(odd: core.Analysis) -> None:
    for name, view in PLAIN.items():
        frame = view(odd)
        assert isinstance(frame, pd.DataFrame), name
        core.to_csv(frame)
    for column in odd.metrics:
        views.metric_by_segment(odd, column)
        views.distribution(odd, column)
    for lens in views.lens_columns(odd):
        views.lens_profile(odd, lens)
        views.lens_by_rules(odd, lens)
    assert len(views.one_customer(odd, odd.customers["customer_id"].iloc[0])) > 0


def test_odd_data_keeps_its_promises(odd: core.Analysis) -> None:
    people = odd.customers
    assert people["customer_id"].is_unique
    assert len(people) == odd.dataset.customers["customer_id"].nunique()
    assert people["segment"].isna().all() or people["segment"].notna().all()
    assert people["churn_probability"].dropna().between(0, 1).all()
    numbers = people.select_dtypes("number")
    assert not np.isinf(numbers.to_numpy(dtype="float64")).any()
    if odd.dataset.purchases is not None and odd.dataset.purchases.has_amounts:
        assert views.revenue_by_month(odd)["revenue"].sum() == pytest.approx(people["revenue"].sum())


@pytest.mark.parametrize("text", ["customer_id,age,clv\na,,\nb,,", "customer_id,order_date,amount\n,,\n,,"])
def test_all_values_missing_is_no_data(text: str) -> None:
    with pytest.raises(core.DataError):
        from_csv(text)


def test_shares_of_groups_add_up(sample: core.Analysis) -> None:
    for view in (views.segment_share, views.cluster_share, views.rfm_share, views.lens_share):
        frame = view(sample)
        assert frame["share"].sum() == pytest.approx(1)
        assert frame["customers"].sum() <= len(sample.customers)
    for frame in (views.rules_by_clusters(sample), views.lens_by_rules(sample, "country")):
        assert frame["customers"].sum() == len(sample.customers)
        assert frame.groupby("group")["share"].sum().tolist() == pytest.approx([1] * frame["group"].nunique())


def test_small_groups_of_a_lens_share_other() -> None:
    groups = pd.Series([f"g{i % 20:02d}" for i in range(200)] + ["g00"] * 10 + [None])
    named = views.largest_groups(groups, 3)
    assert named.notna().sum() == 210
    assert named.isna().iloc[-1]
    assert set(named.dropna()) >= {"g00", "Other"}
    assert named.nunique() == 4


def test_a_histogram_by_hand() -> None:
    frame = views.histogram(pd.Series([1.0, 1, 2, 4, None]))
    assert frame[["low", "high", "customers"]].to_numpy().tolist() == [[1, 2, 2], [2, 3, 1], [3, 4, 0], [4, 5, 1]]
    assert frame.attrs == {"cut": False, "median": 1.5}


@pytest.mark.parametrize(
    "values",
    [
        [0.0] * 50,
        [0.0] * 99 + [1e12],
        [5.5],
        [-3.25, -3.25],
        [1e17] * 3,
        list(np.linspace(0, 1, 500)),
        [1e-9, 2e-9],
        range(1000),
    ],
)
def test_a_histogram_counts_everybody_once(values: list[float]) -> None:
    frame = views.histogram(pd.Series(values, dtype="float64"))
    assert frame["customers"].sum() == len(values)
    assert (frame["high"] >= frame["low"]).all()
    assert frame["low"].iloc[1:].tolist() == frame["high"].iloc[:-1].tolist()
    assert len(frame) <= 30


def test_gaps_of_purchases_count_pairs_of_orders() -> None:
    rows = [("a", f"2024-01-{d:02d}", 5.0) for d in (1, 3, 5, 15)] + [
        ("b", "2024-01-01", 5.0),
        ("b", "2024-01-11", 5.0),
    ]
    frame = views.gaps(core.analyze(purchases(rows)))
    assert frame["customers"].sum() == 4
    assert frame.attrs["median"] == 2
    inside = frame[(frame["low"] <= 2) & (frame["high"] > 2)]
    assert inside["customers"].sum() == 2


def test_an_even_spread_is_a_straight_line() -> None:
    frame = views.concentration(analyzed(lines("ID,clv", lambda i: f"c{i},5", 100), kind="customers"))
    assert frame["value_share"].tolist() == pytest.approx(frame["customer_share"].tolist())


def test_concentration_by_hand() -> None:
    frame = views.concentration(analyzed("ID,clv\na,70\nb,20\nc,10\nd,0\ne,-50", kind="customers")).set_index(
        "customer_share"
    )
    assert frame["value_share"].loc[[0.0, 0.2, 0.4, 0.6, 1.0]].tolist() == pytest.approx([0, 0.7, 0.9, 1, 1])
    assert frame["value_share"].is_monotonic_increasing


def test_statistics_of_value_by_hand() -> None:
    frame = views.value_statistics(analyzed("ID,clv\na,1\nb,2\nc,3\nd,4\ne,5", kind="customers"))
    found = dict(zip(frame["statistic"], frame["lifetime_value"], strict=True))
    assert found["Mean"] == found["Median"] == 3
    assert found["Standard deviation"] == pytest.approx(2.5**0.5)
    assert found["25th percentile"] == 2


def test_high_value_customers(sample: core.Analysis) -> None:
    frame = views.high_value(sample)
    assert frame["clv"].is_monotonic_decreasing
    assert len(frame) == (sample.customers["clv_percentile"] >= 75).sum() == 500
    pd.testing.assert_frame_equal(views.high_value(sample, 9), frame.head(9))


def test_the_rfm_map_counts_everybody_with_scores(sample: core.Analysis) -> None:
    frame = views.rfm_map(sample)
    assert frame["customers"].sum() == sample.customers["rfm_segment"].notna().sum()
    assert set(frame["r_score"]) <= {1, 2, 3, 4, 5}
    assert frame["revenue"].sum() == pytest.approx(sample.customers.dropna(subset="rfm_segment")["revenue"].sum())


def test_months_and_customers_tell_the_same_revenue(sample: core.Analysis) -> None:
    assert views.revenue_by_month(sample)["revenue"].sum() == pytest.approx(sample.customers["revenue"].sum())


def test_profiles_cover_everybody(sample: core.Analysis) -> None:
    for frame in (views.segment_profile(sample), views.cluster_profile(sample), views.lens_profile(sample, "country")):
        assert frame["customers"].sum() == len(sample.customers)
        assert frame["customer_share"].sum() == pytest.approx(1)
        assert frame["revenue_share"].sum() == pytest.approx(1)


def test_differences_of_clusters_by_hand(sample: core.Analysis) -> None:
    frame = views.cluster_differences(sample)
    clusters = sample.clusters
    assert clusters is not None
    assert len(frame) == clusters.k * len(clusters.metrics)
    assert "clv" in clusters.logged
    clv = np.log1p(sample.customers["clv"])
    expected = (clv[clusters.labels == "Cluster 1"].mean() - clv.mean()) / clv.std(ddof=0)
    row = frame[(frame["group"] == "Cluster 1") & (frame["category"] == "Lifetime value")]
    assert row["difference"].tolist() == [pytest.approx(expected)]


def test_age_bands() -> None:
    analysis = analyzed("ID,age,gender\na,20,f\nb,24,m\nc,25,f\nd,,f\ne,24,", kind="customers")
    frame = views.age_by_gender(analysis)
    assert sorted(frame.to_numpy().tolist()) == [
        [20, "Female", 1],
        [20, "Male", 1],
        [20, "Not given", 1],
        [25, "Female", 1],
    ]
    assert views.age(analysis)["customers"].tolist() == [3, 1]


def test_the_pair_of_metrics_that_go_together_most() -> None:
    text = lines("ID,shoes,hats,noise", lambda i: f"c{i},{i % 9},{(i % 9) * 2},{(i * 7) % 5}", 40)
    frame = views.metric_pair(analyzed(text, kind="customers"))
    assert (frame.attrs["x"], frame.attrs["y"]) == ("shoes", "hats")
    assert (frame["y"] == 2 * frame["x"]).all()
    assert frame.attrs["sample_of"] == 40


def test_one_customer_beside_all(sample: core.Analysis) -> None:
    who = sample.customers["customer_id"].iloc[5]
    frame = views.one_customer(sample, who).set_index("column")
    assert frame.loc["clv", "value"] == sample.customers["clv"].iloc[5]
    assert frame.loc["clv", "median"] == sample.customers["clv"].median()
    assert frame.loc["clv", "share_below"] == (sample.customers["clv"] < frame.loc["clv", "value"]).mean()
    assert views.one_customer(sample, "nobody").empty


def test_one_segment_alone(sample: core.Analysis) -> None:
    champions = sample.only("Champions")
    assert set(champions.customers["segment"].astype("str")) == {"Champions"}
    assert views.segment_share(champions)["share"].tolist() == [1]
    clusters = champions.clusters
    assert clusters is not None
    assert len(clusters.labels) == len(champions.customers)
    for view in PLAIN.values():
        view(champions)


def test_correlations_of_given_columns_are_not_marked(sample: core.Analysis) -> None:
    frame = views.engagement_correlations(sample)
    pair = frame[(frame["first"] == "Satisfaction") & (frame["second"] == "Churn probability")]
    assert pair["same_formula"].tolist() == [False]
    computed = views.engagement_correlations(core.analyze(DEGENERATE["one enormous amount"]()))
    pair = computed[(computed["first"] == "Loyalty score") & (computed["second"] == "Churn probability")]
    assert pair["same_formula"].tolist() == [True]


def test_lenses_are_columns_that_group(sample_data: Dataset) -> None:
    analysis = analyzed(
        lines("ID,Plan,Country,age", lambda i: f"c{i},{'x' if i % 2 else 'y'},FR,{20 + i}", 12), kind="customers"
    )
    assert views.lens_columns(analysis) == ["Plan"]
    assert views.lens_columns(core.analyze(sample_data))[0] == "customer_segment"


def test_extreme_points_are_drawn_at_the_edge() -> None:
    assert axis_limits(pd.Series([*range(99), 1e9])) is not None
    assert axis_limits(pd.Series(range(100), dtype="float64")) is None
    assert axis_limits(pd.Series([1.0, 1e9])) is None


def test_a_cluster_profile_tells_each_figure_once_under_its_own_name(sample: core.Analysis) -> None:
    names = list(views.cluster_profile(sample).columns)
    assert len(names) == len(set(names))
    assert not [name for name in names if name.endswith("(file)")]
