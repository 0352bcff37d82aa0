"""KMeans on metrics of one scale: how many groups, who is in which, and a flat map of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.models.choice import K_RANGE, choose, fit
from core.models.scaling import scale, spread_out, telling
from core.models.threads import one_thread
from core.models.weighting import group_weights

# Above these numbers of customers k is chosen, and centers are found, on a seeded sample; everybody is then labelled.
CHOICE_SAMPLE = 5_000
FIT_SAMPLE = 20_000
MAP_SAMPLE = 2_000
LABELLED_AT_ONCE = 100_000
# Where at least so many customers, and this share of all, have no blank, they alone tell where the groups are.
ENOUGH_COMPLETE = 100
SHARE_COMPLETE = 0.1


@dataclass(frozen=True, eq=False)
class Clusters:
    """Groups of customers found by KMeans.

    `labels` names every customer's group ("Cluster 1" is the one with the highest mean of the first metric). `clear`
    says whether the data has groups at all. `curve` has a row per k tried, see `core.models.choice.Choice`. `positions`
    is a sample with x, y and z on the three main directions, which `axes` describes, and `shown` tells the share of all
    difference that the first two show. `logged` are the metrics whose logarithm was taken because a few large values
    would rule, `weighted` those that count more because neighbors are far more alike in them than everybody, `left_out`
    those that hardly differ or repeat another. `blank` counts customers with a blank, who are in the nearest group by
    what is known of them, and `cut` those with a value drawn in for being far out. `fitted_on` is the number of
    customers that the centers come from, and `asked` of those it could have been: where there are enough, those without
    a blank.
    """

    k: int
    automatic: bool
    clear: bool
    metrics: tuple[str, ...]
    logged: tuple[str, ...]
    weighted: tuple[str, ...]
    labels: pd.Series
    silhouette: float
    curve: pd.DataFrame
    positions: pd.DataFrame
    axes: tuple[str, str, str]
    shown: float
    fitted_on: int
    asked: int
    blank: int
    cut: int
    left_out: tuple[str, ...]

    @property
    def proposed(self) -> int:
        """The number of clusters that the data speaks for most, taken or not."""
        return int(self.curve.loc[self.curve["proposed"], "k"].iloc[0])


def find_clusters(customers: pd.DataFrame, metrics: Sequence[str], k: int = 0, seed: int = 7) -> Clusters | None:
    """Group customers by KMeans (Lloyd 1982); k = 0 takes what `core.models.choice.choose` proposes.

    None where no metric varies or fewer than three different customers are left to group.
    """
    usable = telling(customers, metrics, seed)
    if not usable:
        return None
    scaled = scale(customers, usable)
    asked = _complete(scaled.known)
    weights = group_weights(scaled.matrix[asked], seed)
    matrix = scaled.matrix * weights
    rng = np.random.default_rng(seed)
    rows = asked[np.sort(rng.choice(len(asked), min(FIT_SAMPLE, len(asked)), replace=False))]
    sample = matrix[rows]
    distinct = len(np.unique(sample, axis=0))
    if distinct < 3:
        return None
    ks = [n for n in K_RANGE if n < distinct]
    choice = choose(_judged(customers.iloc[rows], usable, weights, rng), ks, seed)
    chosen = min(k, ks[-1]) if k else choice.k
    labels = _labels(_everybody(sample, matrix, scaled.known, chosen, seed), customers[usable[0]])
    positions, axes, shown = _positions(matrix, usable, labels, rng)
    return Clusters(
        k=chosen,
        automatic=not k,
        clear=choice.clear,
        metrics=usable,
        logged=scaled.logged,
        weighted=tuple(name for name, weight in zip(usable, weights, strict=True) if weight > 1),
        labels=labels,
        silhouette=float(choice.curve.loc[choice.curve["k"] == chosen, "silhouette"].iloc[0]),
        curve=choice.curve,
        positions=positions,
        axes=axes,
        shown=shown,
        fitted_on=len(sample),
        asked=len(asked),
        blank=int((~scaled.known.all(axis=1)).sum()),
        cut=scaled.cut,
        left_out=tuple(name for name in metrics if name not in usable),
    )


def _judged(
    customers: pd.DataFrame, metrics: tuple[str, ...], weights: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """A sample to choose k on, without the emptiness between whole numbers."""
    some = customers.iloc[np.sort(rng.permutation(len(customers))[:CHOICE_SAMPLE])]
    judged: np.ndarray = scale(spread_out(some, metrics, int(rng.integers(2**31))), metrics).matrix * weights
    return judged


def _complete(known: np.ndarray) -> np.ndarray:
    """The places of the customers without a blank where there are enough, else of all.

    Blanks at the median would make up groups of their own: of those of whom the same thing is not known.
    """
    complete = np.flatnonzero(known.all(axis=1))
    return complete if len(complete) >= max(ENOUGH_COMPLETE, SHARE_COMPLETE * len(known)) else np.arange(len(known))


def _everybody(sample: np.ndarray, matrix: np.ndarray, known: np.ndarray, k: int, seed: int) -> np.ndarray:
    """The code of the nearest center for every customer, a part at a time, so that memory stays small.

    With a blank, the nearest by the metrics that are known.
    """
    with one_thread(len(sample)):
        fitted = fit(sample, k, seed)
    codes = np.empty(len(matrix), dtype=np.int32)
    for start in range(0, len(matrix), LABELLED_AT_ONCE):
        part = slice(start, start + LABELLED_AT_ONCE)
        codes[part] = fitted.predict(matrix[part])
        blank = start + np.flatnonzero(~known[part].all(axis=1))
        apart = [((matrix[blank] - center) ** 2 * known[blank]).sum(axis=1) for center in fitted.cluster_centers_]
        codes[blank] = np.argmin(apart, axis=0)
    return codes


def _labels(codes: np.ndarray, lead: pd.Series) -> pd.Series:
    """Names in the order of the first metric's mean, so that the same groups get the same names at every run."""
    order = lead.groupby(codes).mean().sort_values(ascending=False).index
    names = {code: f"Cluster {place}" for place, code in enumerate(order, start=1)}
    places = np.zeros(max(order) + 1, dtype=np.int8)
    places[order.to_numpy()] = np.arange(len(order))
    kinds = pd.CategoricalDtype(list(names.values()), ordered=True)
    return pd.Series(pd.Categorical.from_codes(places[codes], dtype=kinds), index=lead.index)


def _positions(
    matrix: np.ndarray, metrics: tuple[str, ...], labels: pd.Series, rng: np.random.Generator
) -> tuple[pd.DataFrame, tuple[str, str, str], float]:
    """A seeded sample on the two directions along which customers differ most (principal components)."""
    covariance = np.cov(matrix, rowvar=False).reshape(len(metrics), len(metrics))
    values, vectors = np.linalg.eigh(covariance)
    lead = vectors[:, ::-1][:, :3]
    # A direction has no sign of its own; the strongest metric is made to point up, so that the map never flips.
    lead = lead * np.sign(lead[np.abs(lead).argmax(axis=0), range(lead.shape[1])])
    rows = np.sort(rng.choice(len(matrix), min(MAP_SAMPLE, len(matrix)), replace=False))
    places = matrix[rows] @ lead
    axis = [places[:, i] if i < places.shape[1] else np.zeros(len(rows)) for i in range(3)]
    frame = pd.DataFrame({"x": axis[0], "y": axis[1], "z": axis[2], "group": labels.iloc[rows].astype("str").array})
    shown = float(values[::-1][:2].sum() / values.sum())
    first, second, third = (_axis(lead[:, i], metrics) if i < lead.shape[1] else "" for i in range(3))
    return frame, (first, second, third), shown


def _axis(direction: np.ndarray, metrics: tuple[str, ...]) -> str:
    """The two metrics that make up most of a direction, the one that points down after a minus."""
    strongest = np.argsort(-np.abs(direction))[:2]
    return ", ".join(("" if direction[i] > 0 else "−") + metrics[i] for i in strongest)
