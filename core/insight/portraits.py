"""What sets a cluster apart, in words: its name, its strongest metrics, and a short rule that finds it again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from core.models.clustering import Clusters
from core.models.scaling import logarithm
from core.schema import in_sentence

# What to say of a cluster with more, and with less, of a metric; others are "high" or "low" in their own name.
WORDS = {
    "clv": ("high value", "low value"),
    "revenue": ("high spenders", "low spenders"),
    "yearly_revenue": ("high spenders", "low spenders"),
    "orders": ("many orders", "few orders"),
    "purchase_frequency": ("frequent buyers", "rare visits"),
    "avg_order_value": ("big baskets", "small baskets"),
    "days_since_purchase": ("long silent", "recently active"),
    "days_between_orders": ("long gaps", "short gaps"),
    "tenure_days": ("long-standing", "new"),
    "page_views": ("keen browsers", "little browsing"),
    "session_duration": ("long visits", "short visits"),
    "satisfaction_score": ("satisfied", "unsatisfied"),
    "loyalty_score": ("loyal", "not loyal"),
    "churn_probability": ("likely to leave", "likely to stay"),
    "age": ("older", "younger"),
    "income": ("high income", "low income"),
}
# Below this many standard deviations from everybody a difference does not name anybody.
WORTH_A_NAME = 0.4
STRONGEST = 3
# Below this it is not worth a line either.
WORTH_SAYING = 0.2
RULE_SAMPLE = 20_000
# Two questions in a row: what a person can keep in mind.
RULE_DEPTH = 2


@dataclass(frozen=True)
class Trait:
    """A metric in which a cluster differs: its usual value there and everywhere, and how far in standard deviations.

    The usual value is the mean, or the median where a few large values would rule the mean (`typical`).
    """

    metric: str
    usual: float
    overall: float
    difference: float
    typical: bool


@dataclass(frozen=True)
class Limit:
    """One condition of a rule: a metric is above (or not above) a value."""

    metric: str
    above: bool
    value: float


@dataclass(frozen=True)
class Rule:
    """A shallow tree in words: all conditions of one of `ways` hold.

    `found` is the share of the cluster's customers that the rule finds, `right` the share of those it finds that are
    in the cluster, both on customers it was not learned from where there are enough.
    """

    ways: tuple[tuple[Limit, ...], ...]
    found: float
    right: float


@dataclass(frozen=True)
class Portrait:
    """A cluster as a person remembers it. `rule` is missing where no short rule finds it."""

    label: str
    name: str
    customers: int
    traits: tuple[Trait, ...]
    rule: Rule | None


def portraits(customers: pd.DataFrame, clusters: Clusters, seed: int = 7) -> tuple[Portrait, ...]:
    """One portrait per cluster, in the order of the labels."""
    values = customers[list(clusters.metrics)].astype("float64")
    values = values.where(np.isfinite(values))
    labels = list(clusters.labels.cat.categories)
    far = differences(values, clusters)
    traits = {label: _traits(values, clusters.labels == label, far.loc[label], clusters) for label in labels}
    names = _names([traits[label] for label in labels])
    rules = _rules(values, clusters, seed)
    sizes = clusters.labels.value_counts()
    return tuple(
        Portrait(label, name, int(sizes[label]), _worth(traits[label]), rules.get(label))
        for label, name in zip(labels, names, strict=True)
    )


def differences(values: pd.DataFrame, clusters: Clusters) -> pd.DataFrame:
    """How far each cluster's mean lies from everybody's in standard deviations, skewed metrics in logarithms.

    One row per cluster, one column per metric.
    """
    scaled = pd.DataFrame({
        name: logarithm(values[name]) if name in clusters.logged else values[name] for name in clusters.metrics
    })  # fmt: skip
    spread = scaled.std(ddof=0)
    return (scaled.groupby(clusters.labels, observed=True).mean() - scaled.mean()) / spread.where(spread > 0)


def _traits(values: pd.DataFrame, members: pd.Series, far: pd.Series, clusters: Clusters) -> tuple[Trait, ...]:
    """All metrics, the one that sets the members apart most first."""
    found = []
    for name in values.columns:
        if pd.isna(far[name]):
            continue
        inside, everybody = values[name][members], values[name]
        # Where most share one value, both medians are that one and tell nothing.
        typical = name in clusters.logged and inside.median() != everybody.median()
        usual, overall = (float(v.median() if typical else v.mean()) for v in (inside, everybody))
        found.append(Trait(name, usual, overall, float(far[name]), typical))
    return tuple(sorted(found, key=lambda trait: -abs(trait.difference)))


def _worth(traits: Sequence[Trait]) -> tuple[Trait, ...]:
    """The strongest, without those that hardly differ; the strongest of all in any case."""
    return tuple(
        trait for place, trait in enumerate(traits[:STRONGEST]) if not place or abs(trait.difference) >= WORTH_SAYING
    )


def _names(all_traits: Sequence[tuple[Trait, ...]]) -> list[str]:
    """A name per cluster from its two strongest traits; where two would share it, a third trait tells them apart."""
    names = [_name(traits, 2) for traits in all_traits]
    longer = [
        _name(traits, 3) if names.count(name) > 1 else name for name, traits in zip(names, all_traits, strict=True)
    ]
    return [
        f"{name} ({longer[: place + 1].count(name)})" if longer.count(name) > 1 else name
        for place, name in enumerate(longer)
    ]


def _name(traits: Sequence[Trait], most: int) -> str:
    words = [_word(trait) for trait in traits if abs(trait.difference) >= WORTH_A_NAME][:most]
    name = ", ".join(dict.fromkeys(words)) or "close to the average"
    return name[0].upper() + name[1:]


def _word(trait: Trait) -> str:
    more, less = WORDS.get(trait.metric, (f"high {in_sentence(trait.metric)}", f"low {in_sentence(trait.metric)}"))
    if trait.metric.endswith("_preference"):
        liked = in_sentence(trait.metric).removesuffix(" preference")
        more, less = f"prefer {liked}", f"little {liked}"
    return more if trait.difference > 0 else less


def _rules(values: pd.DataFrame, clusters: Clusters, seed: int) -> dict[str, Rule]:
    """For each cluster the rule of a decision tree of two questions (Breiman et al. 1984), where it finds anybody."""
    from sklearn.tree import DecisionTreeClassifier

    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(values))[: 2 * RULE_SAMPLE]
    half = len(rows) // 2 if len(rows) >= 200 else len(rows)
    learned, held = rows[:half], rows[half:] if half < len(rows) else rows
    table = values.fillna(values.median()).to_numpy()
    rules = {}
    for label in clusters.labels.cat.categories:
        inside = (clusters.labels == label).to_numpy()
        if not inside[learned].any():
            continue
        tree = DecisionTreeClassifier(max_depth=RULE_DEPTH, class_weight="balanced", random_state=seed)
        tree.fit(table[learned], inside[learned])
        said, true = tree.predict(table[held]), inside[held]
        if said.any() and true.any():
            paths = _ways(tree.tree_, list(values.columns), list(tree.classes_).index(True))
            ways = [
                tuple(replace(limit, value=shortest(values[limit.metric], limit.value)) for limit in path)
                for path in paths
            ]
            rules[label] = Rule(_shorter(ways), float(said[true].mean()), float(true[said].mean()))
    return rules


def _shorter(ways: Sequence[tuple[Limit, ...]]) -> tuple[tuple[Limit, ...], ...]:
    """The same ways in fewer words: who fails one that is a single limit need not be told so in another."""
    failed = {replace(way[0], above=not way[0].above) for way in ways if len(way) == 1}
    return tuple(tuple(limit for limit in way if limit not in failed) for way in ways)


def shortest(values: pd.Series, limit: float) -> float:
    """The number with the fewest decimals that parts the values as the limit does, so that what is shown is true.

    >>> import pandas as pd
    >>> shortest(pd.Series([1.0, 3.0, 4.0]), 3.5), shortest(pd.Series([2.21, 2.24]), 2.225)
    (3.0, 2.22)
    """
    below, above = values[values <= limit].max(), values[values > limit].min()
    for decimals in range(-9, 10):
        step = 10.0**decimals
        short = math.floor(limit * step) / step
        if not short < below and not short >= above:
            return short
    return limit


def _ways(
    tree: Any, metrics: list[str], inside: int, node: int = 0, path: tuple[Limit, ...] = ()
) -> list[tuple[Limit, ...]]:
    """The paths of a tree that end in the cluster; two that end so on both sides of a question are one."""
    left, right = tree.children_left[node], tree.children_right[node]
    if left == right:
        return [path] if int(np.argmax(tree.value[node])) == inside else []
    metric, value = metrics[tree.feature[node]], float(tree.threshold[node])
    low, high = (*path, Limit(metric, False, value)), (*path, Limit(metric, True, value))
    below = _ways(tree, metrics, inside, left, low)
    above = _ways(tree, metrics, inside, right, high)
    return [path] if below == [low] and above == [high] else below + above
