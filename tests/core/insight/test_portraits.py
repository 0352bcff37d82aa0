"""Clusters explain themselves: a name that fits, traits in order, a rule that finds them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.insight.portraits import Limit, portraits
from core.models.clustering import find_clusters


def shop(size: int = 300, seed: int = 1) -> pd.DataFrame:
    """Two kinds of customers: rare ones with big baskets, and frequent ones with small baskets."""
    rng = np.random.default_rng(seed)
    big = np.arange(size) < size // 3
    return pd.DataFrame(
        {
            "avg_order_value": np.where(big, 200, 30) + rng.normal(0, 5, size),
            "purchase_frequency": np.where(big, 2, 20) + rng.normal(0, 0.5, size),
            "age": rng.normal(45, 10, size),
        }
    )


def found(customers: pd.DataFrame) -> tuple:  # type: ignore[type-arg]
    clusters = find_clusters(customers, list(customers))
    assert clusters is not None
    return portraits(customers, clusters)


def test_a_cluster_is_named_by_what_sets_it_apart() -> None:
    big, small = found(shop())
    assert big.name in ("Big baskets, rare visits", "Rare visits, big baskets")
    assert small.name in ("Small baskets, frequent buyers", "Frequent buyers, small baskets")
    assert (big.customers, small.customers) == (100, 200)


def test_traits_say_how_much_with_the_strongest_first() -> None:
    big, _ = found(shop())
    assert {trait.metric for trait in big.traits[:2]} == {"avg_order_value", "purchase_frequency"}
    sizes = [abs(trait.difference) for trait in big.traits]
    assert sizes == sorted(sizes, reverse=True)
    value = next(trait for trait in big.traits if trait.metric == "avg_order_value")
    assert value.usual == pytest.approx(200, abs=3)
    assert value.overall == pytest.approx(200 / 3 + 30 * 2 / 3, abs=3)


def test_a_rule_holds_as_it_is_written() -> None:
    customers = pd.DataFrame({"orders": [1.0, 2, 3] * 40 + [4.0, 5, 6] * 40, "fee": [2.21, 2.22, 2.23] * 80})
    clusters = find_clusters(customers, ["orders"], 2)
    assert clusters is not None
    for portrait in portraits(customers, clusters):
        assert portrait.rule is not None
        assert {limit.value for way in portrait.rule.ways for limit in way} == {3.0}


def test_a_metric_that_hardly_differs_is_no_trait() -> None:
    rng = np.random.default_rng(1)
    side = np.repeat([-1.0, 1.0], 200)
    values = {"a": side * 9, "b": side * 7, "c": side * 0.01}
    customers = pd.DataFrame({name: column + rng.normal(size=400) for name, column in values.items()})
    for portrait in found(customers):
        assert "c" not in {trait.metric for trait in portrait.traits}


def test_one_enormous_value_is_not_the_usual_one() -> None:
    rng = np.random.default_rng(1)
    customers = pd.DataFrame({"money": np.append(rng.lognormal(3, 0.4, 199), 1e12), "age": rng.normal(40, 9, 200)})
    for portrait in found(customers):
        for trait in portrait.traits:
            assert trait.usual < 1_000


def test_a_short_rule_finds_a_cluster_again() -> None:
    big, small = found(shop())
    assert big.rule is not None
    assert (big.rule.found, big.rule.right) == (1.0, 1.0)
    assert len(big.rule.ways) == 1
    assert big.rule.ways[0][0] in (
        Limit(big.rule.ways[0][0].metric, True, big.rule.ways[0][0].value),
        Limit("purchase_frequency", False, big.rule.ways[0][0].value),
    )
    assert small.rule is not None
    assert small.rule.found == 1.0


def test_a_rule_is_true_of_the_customers_it_claims() -> None:
    customers = shop(900)
    clusters = find_clusters(customers, list(customers), 5)
    assert clusters is not None
    for portrait in portraits(customers, clusters):
        assert portrait.rule is not None
        holds = pd.Series(False, index=customers.index)
        for way in portrait.rule.ways:
            one = pd.Series(True, index=customers.index)
            for limit in way:
                above = customers[limit.metric] > limit.value
                one &= above if limit.above else ~above
            holds |= one
        inside = clusters.labels == portrait.label
        assert holds[inside].mean() == pytest.approx(portrait.rule.found, abs=0.12)


def test_two_clusters_never_share_a_name() -> None:
    customers = shop(600)
    clusters = find_clusters(customers, list(customers), 9)
    assert clusters is not None
    names = [portrait.name for portrait in portraits(customers, clusters)]
    assert len(set(names)) == 9


def test_blanks_and_a_metric_of_the_file_are_no_accident() -> None:
    customers = shop().assign(**{"Basket (cm)": lambda t: t["age"] * 2 + np.arange(len(t)) % 5})
    customers.loc[::7, "avg_order_value"] = np.nan
    assert all(portrait.name for portrait in found(customers))
