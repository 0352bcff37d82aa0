"""KMeans: groups that are there are found, the same every time, and odd data is no accident."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import core
from core.models.clustering import Clusters, find_clusters
from tests.benchmarks import cluster_count
from tests.shared_files import shared_file


@pytest.fixture(autouse=True)
def no_warnings() -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def blobs(centers: list[tuple[float, float]], size: int = 60, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = np.repeat(range(len(centers)), size)
    points = np.array(centers)[truth] + rng.normal(0, 0.3, (len(truth), 2))
    return pd.DataFrame(points, columns=["x", "y"]), truth


FOUR = [(0.0, 0.0), (10.0, 0.0), (0.0, 10.0), (10.0, 10.0)]


def test_blobs_are_found_and_counted() -> None:
    frame, truth = blobs(FOUR)
    found = find_clusters(frame, ["x", "y"])
    assert found is not None
    assert (found.k, found.automatic) == (4, True)
    assert found.silhouette > 0.9
    together = pd.crosstab(truth, found.labels)
    assert (together.max(axis=1) == 60).all()
    assert (together.max(axis=0) == 60).all()


def test_the_first_cluster_leads_in_the_first_metric() -> None:
    frame, _ = blobs([(0.0, 0.0), (20.0, 0.0), (40.0, 0.0)])
    found = find_clusters(frame, ["x", "y"], 3)
    assert found is not None
    means = frame["x"].groupby(found.labels, observed=True).mean()
    assert list(means.index) == ["Cluster 1", "Cluster 2", "Cluster 3"]
    assert means.is_monotonic_decreasing


def same(first: Clusters | None, second: Clusters | None) -> bool:
    assert first is not None
    assert second is not None
    return (
        first.labels.equals(second.labels)
        and first.curve.equals(second.curve)
        and first.positions.equals(second.positions)
    )


def test_a_seed_gives_the_same_answer_every_time() -> None:
    frame, _ = blobs(FOUR, 200)
    assert same(find_clusters(frame, ["x", "y"], 5, 3), find_clusters(frame, ["x", "y"], 5, 3))


def test_the_order_of_rows_does_not_move_anybody() -> None:
    frame, _ = blobs(FOUR)
    shuffled = frame.sample(frac=1, random_state=5)
    first, second = find_clusters(frame, ["x", "y"]), find_clusters(shuffled, ["x", "y"])
    assert first is not None
    assert second is not None
    assert second.labels.index.equals(shuffled.index)
    table = pd.crosstab(first.labels, second.labels.reindex(frame.index))
    assert (table > 0).sum().sum() == 4


def test_the_unit_of_a_metric_does_not_matter() -> None:
    frame, _ = blobs(FOUR)
    first, second = find_clusters(frame, ["x", "y"]), find_clusters(frame.assign(x=frame["x"] * 1e6), ["x", "y"])
    assert first is not None
    assert second is not None
    assert first.labels.equals(second.labels)


@pytest.mark.parametrize("k", range(2, 13))
def test_the_number_of_clusters_may_be_chosen(k: int) -> None:
    frame, _ = blobs(FOUR)
    found = find_clusters(frame, ["x", "y"], k)
    assert found is not None
    assert (found.k, found.automatic) == (k, False)
    assert found.labels.nunique() == k
    assert found.curve["k"].tolist() == list(range(2, 13))
    assert found.curve["inertia"].is_monotonic_decreasing


def test_the_curve_names_the_silhouette_that_was_taken() -> None:
    frame, _ = blobs(FOUR)
    found = find_clusters(frame, ["x", "y"])
    assert found is not None
    assert found.clear
    assert found.proposed == found.k == 4
    assert found.silhouette == found.curve["silhouette"].max()
    assert found.curve.set_index("k").loc[found.k, "silhouette"] == found.silhouette


@pytest.mark.parametrize(
    "values",
    [
        {"x": [1.0] * 20, "y": [2.0] * 20},
        {"x": [np.nan] * 20, "y": [np.nan] * 20},
        {"x": [1.0, 2.0], "y": [3.0, 4.0]},
        {"x": [1.0], "y": [3.0]},
        {"x": [1.0, 2.0] * 20, "y": [3.0] * 40},
        {"x": [np.nan] * 19 + [1.0], "y": [2.0] * 20},
        {"x": [], "y": []},
    ],
    ids=["constant", "all missing", "two customers", "one", "two different", "one known value", "nobody"],
)
def test_where_nothing_tells_customers_apart_there_are_no_clusters(values: dict[str, list[float]]) -> None:
    assert find_clusters(pd.DataFrame(values, dtype="float64"), ["x", "y"], 3) is None


def test_no_metric_no_clusters() -> None:
    assert find_clusters(pd.DataFrame({"x": [1.0, 2.0, 3.0]}), []) is None


@pytest.mark.parametrize("k", [0, 2, 12])
@pytest.mark.parametrize("size", [3, 4, 5, 7])
def test_fewer_customers_than_clusters(size: int, k: int) -> None:
    found = find_clusters(pd.DataFrame({"x": np.arange(size) ** 2.0, "y": np.arange(size)[::-1] * 1.0}), ["x", "y"], k)
    assert found is not None
    assert 2 <= found.k < size
    assert found.labels.notna().all()


@pytest.mark.parametrize("outlier", [1e12, -1e12])
@pytest.mark.parametrize("k", [0, 5])
def test_one_enormous_value(outlier: float, k: int) -> None:
    frame, _ = blobs(FOUR, 30)
    frame.loc[7, "x"] = outlier
    found = find_clusters(frame, ["x", "y"], k)
    assert found is not None
    assert found.labels.notna().all()
    assert np.isfinite(found.positions[["x", "y", "z"]]).all().all()


def test_one_enormous_value_among_amounts() -> None:
    frame = pd.DataFrame({"x": [5.0 + i % 7 for i in range(100)] + [1e12], "y": [float(i % 5) for i in range(101)]})
    found = find_clusters(frame, ["x", "y"])
    assert found is not None
    assert "x" in found.logged


def test_many_equal_customers() -> None:
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0] * 30, "y": [1.0, 5.0, 2.0] * 30})
    found = find_clusters(frame, ["x", "y"], 9)
    assert found is not None
    assert found.k == 2


def test_a_file_larger_than_the_sample_labels_everybody() -> None:
    frame, truth = blobs(FOUR, 6_000)
    found = find_clusters(frame, ["x", "y"], 4)
    assert found is not None
    assert found.fitted_on == 20_000
    assert len(found.labels) == 24_000
    assert (pd.crosstab(truth, found.labels).max(axis=1) == 6_000).all()
    assert len(found.positions) == 2_000


def test_the_map_never_flips() -> None:
    frame, _ = blobs(FOUR)
    found = find_clusters(frame, ["x", "y"])
    turned = find_clusters(-1 * frame, ["x", "y"])
    assert found is not None
    assert turned is not None
    assert np.allclose(found.positions["x"], -turned.positions["x"], atol=1e-6)
    assert 0 < found.shown <= 1


@pytest.mark.parametrize(
    "crowd",
    [
        lambda rng: rng.normal(size=(600, 3)),
        lambda rng: rng.uniform(size=(600, 2)),
        lambda rng: rng.lognormal(0, 1, (600, 3)),
    ],
    ids=["one Gaussian", "uniform", "one skewed cloud"],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_one_crowd_has_no_clear_groups(crowd: Callable[[np.random.Generator], np.ndarray], seed: int) -> None:
    frame = pd.DataFrame(crowd(np.random.default_rng(seed))).rename(columns=str)
    found = find_clusters(frame, list(frame), seed=seed)
    assert found is not None
    assert not found.clear


def test_the_emptiness_between_whole_numbers_is_no_sign_of_groups() -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"age": rng.integers(18, 80, 1_000), "orders": 1 + rng.poisson(2, 1_000)}).astype(float)
    found = find_clusters(frame, ["age", "orders"])
    assert found is not None
    assert not found.clear


def test_a_faint_split_is_not_called_clear() -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.normal(size=(2_000, 8)), columns=[f"m{i}" for i in range(8)])
    frame["balance"] = np.where(rng.random(2_000) < 0.4, 0.0, rng.normal(120_000, 9_000, 2_000))
    found = find_clusters(frame, list(frame))
    assert found is not None
    assert found.silhouette < 0.25
    assert not found.clear


@pytest.mark.parametrize("noise", [1, 4])
def test_metrics_of_noise_do_not_hide_the_groups(noise: int) -> None:
    frame, truth = blobs([(0.0, 0.0), (4.0, 0.0), (2.0, 4.0)], 150)
    rng = np.random.default_rng(3)
    frame = frame.assign(**{f"noise {i}": rng.normal(size=len(frame)) for i in range(noise)})
    found = find_clusters(frame, list(frame))
    assert found is not None
    assert (found.k, found.clear, found.weighted) == (3, True, ("x", "y"))
    assert (pd.crosstab(truth, found.labels).max(axis=1) >= 149).all()


@pytest.mark.parametrize("blank", [0.1, 0.2])
def test_blanks_are_no_group_and_their_customers_are_where_the_rest_of_them_is(blank: float) -> None:
    rng = np.random.default_rng(5)
    truth = np.repeat([0, 1, 2], 250)
    centers = np.array([[2, 200, 10, 5], [20, 30, 40, 5], [8, 90, 5, 50]])[truth]
    frame = pd.DataFrame(centers * rng.normal(1, 0.08, (750, 4)), columns=list("abcd"))
    frame = frame.mask(rng.random(frame.shape) < blank)
    found = find_clusters(frame, list(frame))
    assert found is not None
    assert (found.k, found.clear) == (3, True)
    assert found.blank == int(frame.isna().any(axis=1).sum())
    assert found.asked == len(frame) - found.blank
    known = frame.notna().sum(axis=1) >= 2
    assert (pd.crosstab(truth[known], found.labels[known]).max(axis=1).sum()) >= 0.99 * known.sum()


def test_where_hardly_anybody_is_without_a_blank_all_are_asked() -> None:
    frame, _ = blobs(FOUR)
    frame.loc[frame.index % 20 > 0, "x"] = np.nan
    found = find_clusters(frame, ["x", "y"])
    assert found is not None
    assert found.asked == len(frame)


def test_without_clear_groups_the_fewest_of_the_equals_are_taken() -> None:
    frame = pd.DataFrame(np.random.default_rng(8).normal(size=(400, 2)), columns=["x", "y"])
    found = find_clusters(frame, ["x", "y"])
    assert found is not None
    assert not found.clear
    assert found.k == found.curve.loc[found.curve["equal"], "k"].min()
    assert found.curve["equal"].sum() > 1


@pytest.mark.parametrize("seed", [4, 32, 55])
def test_one_of_eight_groups_may_look_a_little_like_two(seed: int) -> None:
    frame = pd.DataFrame(cluster_count.blobs(8, 500, 3, np.random.default_rng(seed)), columns=list("abcde"))
    found = find_clusters(frame, list(frame), seed=seed)
    assert found is not None
    assert (found.k, found.clear) == (8, True)


def test_a_metric_of_which_hardly_anybody_has_any() -> None:
    frame, _ = blobs(FOUR, 250)
    frame["rare"] = [1_000.0 if i % 100 == 0 else 0.0 for i in range(len(frame))]
    found = find_clusters(frame, ["x", "y", "rare"])
    assert found is not None
    assert found.k == 4
    assert (found.clear, found.labels.notna().all()) == (True, True)


def test_the_table_that_came_in_is_left_alone() -> None:
    frame, _ = blobs(FOUR)
    before = frame.copy()
    find_clusters(frame, ["x", "y"])
    assert frame.equals(before)


def test_the_mall_customers_of_the_textbooks() -> None:
    chosen = core.Settings(cluster_metrics=("income", "Spending Score (1-100)"))
    found = core.analyze(core.load(shared_file("mall_customers/Mall_Customers.csv")), chosen).clusters
    assert found is not None
    assert (found.k, found.clear) == (5, True)
    assert round(found.silhouette, 3) == 0.554
    assert sorted(Counter(found.labels).values()) == [22, 23, 35, 39, 81]
