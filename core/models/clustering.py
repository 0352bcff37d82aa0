"""KMeans on standardized metrics: choice of k by silhouette, labels, and a flat map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

K_RANGE = range(2, 13)
# Above these numbers of customers k is chosen, and centers are found, on a seeded sample; everybody is then labelled.
CHOICE_SAMPLE = 5_000
FIT_SAMPLE = 20_000
SILHOUETTE_SAMPLE = 2_000
MAP_SAMPLE = 2_000
SKEWED = 1.0
REPEATS = 0.9999


@dataclass(frozen=True, eq=False)
class Clusters:
    """Groups of customers found by KMeans.

    `labels` names every customer's group ("Cluster 1" is the one with the highest mean of the first metric);
    `curve` has a row per k tried: silhouette (-1 to 1, higher is better separated) and inertia; `positions` is a
    sample with x and y on the two main directions, which `axes` describes; `logged` are the metrics whose logarithm
    was taken because a few large values would rule; `fitted_on` is the number of customers the centers come from.
    """

    k: int
    automatic: bool
    metrics: tuple[str, ...]
    logged: tuple[str, ...]
    labels: pd.Series
    silhouette: float
    curve: pd.DataFrame
    positions: pd.DataFrame
    axes: tuple[str, str]
    shown: float
    fitted_on: int
    filled: int


def prepare(customers: pd.DataFrame, metrics: Sequence[str]) -> tuple[np.ndarray, tuple[str, ...], int]:
    """Metrics on one scale: logarithm where skewed, blanks at the median, mean 0 and standard deviation 1.

    Returns the matrix (customers by metrics), the metrics that were logged, and the number of customers with a blank.
    """
    frame = customers[list(metrics)].astype("float64")
    blank = int(frame.isna().any(axis=1).sum())
    frame = frame.fillna(frame.median())
    logged = tuple(name for name in metrics if _is_skewed(frame[name]))
    frame = frame.assign(**{name: np.log1p(frame[name]) for name in logged})
    spread = frame.std(ddof=0).replace(0.0, 1.0)
    return ((frame - frame.mean()) / spread).to_numpy(), logged, blank


def _different(customers: pd.DataFrame, metrics: Sequence[str]) -> tuple[str, ...]:
    """The metrics without those that only repeat an earlier one, which would count its difference twice."""
    ranks = customers[list(metrics)].rank()
    kept: list[str] = []
    for name in metrics:
        if not any(abs(float(ranks[name].corr(ranks[other]))) > REPEATS for other in kept):
            kept.append(name)
    return tuple(kept)


def _is_skewed(values: pd.Series) -> bool:
    return bool((values >= 0).all()) and float(values.skew()) > SKEWED  # type: ignore[arg-type]


def find_clusters(customers: pd.DataFrame, metrics: Sequence[str], k: int = 0, seed: int = 7) -> Clusters | None:
    """Group customers by KMeans (Lloyd 1982); k = 0 takes the k from 2 to 12 with the best silhouette (Rousseeuw 1987).

    None where no metric varies or fewer than three different customers are left to group.
    """
    usable = _different(customers, [name for name in metrics if customers[name].nunique() > 1])
    if not usable:
        return None
    matrix, logged, blank = prepare(customers, usable)
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.choice(len(matrix), min(FIT_SAMPLE, len(matrix)), replace=False))
    sample = matrix[rows]
    different = len(np.unique(sample, axis=0))
    if different < 3:
        return None
    ks = [n for n in K_RANGE if n < different]
    curve = _curve(sample[rng.permutation(len(sample))[:CHOICE_SAMPLE]], ks, seed)
    best = ks[int(curve["silhouette"].fillna(-1.0).to_numpy().argmax())]
    chosen = min(k, ks[-1]) if k else best
    labels = _labels(_fit(sample, chosen, seed).predict(matrix), customers[usable[0]])
    positions, axes, shown = _positions(matrix, usable, labels, rng)
    return Clusters(
        k=chosen,
        automatic=not k,
        metrics=usable,
        logged=logged,
        labels=labels,
        silhouette=float(curve.loc[curve["k"] == chosen, "silhouette"].iloc[0]),
        curve=curve,
        positions=positions,
        axes=axes,
        shown=shown,
        fitted_on=len(sample),
        filled=blank,
    )


def _fit(sample: np.ndarray, k: int, seed: int):  # type: ignore[no-untyped-def]
    # Imported here: scikit-learn costs a second and 100 MB, and most pages do without it.
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=4, random_state=seed).fit(sample)


def _curve(sample: np.ndarray, ks: Sequence[int], seed: int) -> pd.DataFrame:
    from sklearn.metrics import silhouette_score

    size = min(SILHOUETTE_SAMPLE, len(sample))
    some = np.random.default_rng(seed).choice(len(sample), size, replace=False)
    rows = []
    for k in ks:
        fit = _fit(sample, k, seed)
        labels = fit.labels_[some]
        known = 1 < len(np.unique(labels)) < size
        score = float(silhouette_score(sample[some], labels)) if known else float("nan")
        rows.append({"k": k, "silhouette": score, "inertia": float(fit.inertia_)})
    return pd.DataFrame(rows)


def _labels(codes: np.ndarray, lead: pd.Series) -> pd.Series:
    """Names in the order of the first metric's mean, so that the same groups get the same names at every run."""
    order = lead.groupby(codes).mean().sort_values(ascending=False).index
    names = {code: f"Cluster {place}" for place, code in enumerate(order, start=1)}
    labels = pd.Categorical([names[code] for code in codes], categories=list(names.values()), ordered=True)
    return pd.Series(labels, index=lead.index)


def _positions(
    matrix: np.ndarray, metrics: tuple[str, ...], labels: pd.Series, rng: np.random.Generator
) -> tuple[pd.DataFrame, tuple[str, str], float]:
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
    names = tuple(_axis(lead[:, i], metrics) if i < lead.shape[1] else "" for i in range(2))
    return frame, (names[0], names[1]), shown


def _axis(direction: np.ndarray, metrics: tuple[str, ...]) -> str:
    """The two metrics that make up most of a direction, the one that points down after a minus."""
    strongest = np.argsort(-np.abs(direction))[:2]
    return ", ".join(("" if direction[i] > 0 else "−") + metrics[i] for i in strongest)
