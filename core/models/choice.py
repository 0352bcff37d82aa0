"""Which number of clusters: what each k gives, which of them are as good as the best, and whether any is real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import log_ndtr, ndtri

from core.models.threads import one_thread

K_RANGE = range(2, 13)
SILHOUETTE_SAMPLE = 2_000
RESAMPLES = 10
RESAMPLE = 1_000
# Within this share of the best silhouette, one k is as good as another.
EQUAL = 0.05
NEAR = 0.2
# Hennig (2007): from a mean Jaccard similarity of 0.75 on, a cluster comes back when the customers change.
STABLE = 0.75
# How sure (in standard errors) the valleys between all clusters together must be. There are eleven k to be wrong about,
# so it takes more than for one; tests.benchmarks.cluster_count shows how often that is fooled.
APART = 3.3
# Up to this silhouette there is no structure to speak of (Kaufman & Rousseeuw 1990).
STRUCTURE = 0.25
# How sure (in standard errors) one must be that any of the clusters is two.
FALLS_APART = 1.8
# Bands on the line between two centers, as a share of their distance.
BAND = 0.15
# A group of fewer customers, or of a smaller share, is an accident, and no use for a campaign.
SMALLEST = 5
SMALLEST_SHARE = 0.02
ENOUGH_TO_SPLIT = 100


@dataclass(frozen=True, eq=False)
class Choice:
    """The number of clusters proposed, and why.

    `curve` has a row per k: silhouette and davies_bouldin, calinski_harabasz, inertia, `stability` (mean Jaccard
    similarity over resamples, 0 to 1), `valley` (how sure it is that customers are rarer between the clusters than in
    them, in standard errors), `within` (how sure it is that any of the clusters is itself two), `equal` (as good as the
    best silhouette), and `proposed`. `clear` says that k is stable, its clusters are apart, and none of
    them falls apart again; without it the groups are a convenient cut through one crowd.
    """

    k: int
    clear: bool
    curve: pd.DataFrame


def choose(sample: np.ndarray, ks: Sequence[int], seed: int) -> Choice:
    """Try each k on a sample of scaled customers.

    All k within 5% of the best silhouette (Rousseeuw 1987) are equals; the smallest of them that is stable (Hennig
    2007), whose clusters are apart and hold together is proposed, if its silhouette is above 0.25. Where each of the
    equals falls apart, the first such k within 20% is taken; where there is none, the smallest of the equals, which is
    then not clear.
    """
    rng = np.random.default_rng(seed)
    with one_thread(len(sample)):
        curve = pd.DataFrame([_scores(sample, k, seed, rng) for k in ks])
    best = curve["silhouette"].max()
    curve = curve.assign(equal=curve["silhouette"] >= best - EQUAL * abs(best))
    near = curve["silhouette"] >= best - NEAR * abs(best)
    sure = (curve["stability"] >= STABLE) & (curve["valley"] >= APART) & (curve["within"] < FALLS_APART)
    sure &= curve["silhouette"] > STRUCTURE
    # Where all equals fall apart, the groups inside of them are further apart than the silhouette of the whole tells.
    real = curve[curve["equal"] & sure] if (curve["equal"] & sure).any() else curve[near & sure]
    # Without clear groups, the fewest that are as good as any others cut the crowd least.
    k = int(next(rows for rows in (real, curve[curve["equal"]], curve) if len(rows))["k"].iloc[0])
    return Choice(k, len(real) > 0, curve.assign(proposed=curve["k"] == k))


def fit(sample: np.ndarray, k: int, seed: int, starts: int = 4) -> Any:
    """KMeans (Lloyd 1982) from scikit-learn, fitted; the best of several starts."""
    # Imported here: scikit-learn costs a second and 100 MB, and most pages do without it.
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=starts, random_state=seed).fit(sample)


def _scores(sample: np.ndarray, k: int, seed: int, rng: np.random.Generator) -> dict[str, float]:
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

    fitted = fit(sample, k, seed)
    size = min(SILHOUETTE_SAMPLE, len(sample))
    some = rng.choice(len(sample), size, replace=False)
    labels = fitted.labels_[some]
    known = 1 < len(np.unique(labels)) < size
    return {
        "k": k,
        "silhouette": float(silhouette_score(sample[some], labels)) if known else float("nan"),
        "calinski_harabasz": float(calinski_harabasz_score(sample[some], labels)) if known else float("nan"),
        "davies_bouldin": float(davies_bouldin_score(sample[some], labels)) if known else float("nan"),
        "inertia": float(fitted.inertia_),
        "stability": _stability(sample, fitted, rng),
        "valley": valley(sample, fitted.labels_, fitted.cluster_centers_),
        "within": _any([_falls_apart(sample[fitted.labels_ == label], seed) for label in range(k)]),
    }


def _stability(sample: np.ndarray, fitted: Any, rng: np.random.Generator) -> float:
    """Mean over resamples and clusters of the Jaccard similarity to the most similar cluster found again."""
    k = len(fitted.cluster_centers_)
    found = []
    for _ in range(RESAMPLES):
        rows = np.unique(rng.integers(0, len(sample), min(RESAMPLE, len(sample))))
        if len(np.unique(sample[rows], axis=0)) <= k:
            return float("nan")
        again = fit(sample[rows], k, int(rng.integers(2**31)), starts=2).labels_
        both = np.zeros((k, k))
        np.add.at(both, (fitted.labels_[rows], again), 1)
        either = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
        there = both.sum(axis=1) > 0
        found.append(float((both / np.maximum(either, 1)).max(axis=1)[there].mean()))
    return float(np.mean(found))


def _any(sure: Sequence[float]) -> float:
    """How sure it is that any holds, from how sure each is: of eight, one looks sure by chance (Sidak 1967)."""
    chance = -np.expm1(len(sure) * log_ndtr(max(sure)))
    return float(-ndtri(chance))


def _falls_apart(members: np.ndarray, seed: int) -> float:
    """How sure it is that a cluster is two groups; minus infinity where it is too small to tell."""
    if len(np.unique(members[:ENOUGH_TO_SPLIT], axis=0)) < 2 * SMALLEST:
        return float("-inf")
    halves = fit(members, 2, seed, starts=2)
    return valley(members, halves.labels_, halves.cluster_centers_)


def valley(sample: np.ndarray, labels: np.ndarray, centers: np.ndarray) -> float:
    """How sure it is that customers are rarer between neighboring clusters than around their centers.

    The customers of a cluster and of its nearest neighbor are laid on the line between the two centers. In one crowd
    the middle of the line is never emptier than both ends; between two groups it is. The sum over such pairs, each
    counted once, of the difference in standard errors, over the square root of their number (Stouffer's z); minus
    infinity where a cluster is too small to be one.
    """
    sizes = np.bincount(labels, minlength=len(centers))
    if sizes.min() < max(SMALLEST, SMALLEST_SHARE * len(sample)):
        return float("-inf")
    apart = np.linalg.norm(centers[:, None] - centers[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    found = []
    # Two clusters that are each other's nearest neighbors are one piece of evidence, not two.
    for cluster, neighbor in sorted({(min(pair), max(pair)) for pair in enumerate(apart.argmin(axis=1).tolist())}):
        both = sample[(labels == cluster) | (labels == neighbor)]
        line = centers[neighbor] - centers[cluster]
        place = (both - centers[cluster]) @ line / (line @ line)
        here, middle, there = (int((np.abs(place - spot) < BAND).sum()) for spot in (0.0, 0.5, 1.0))
        fewer = min(here, there)
        found.append((fewer - middle) / np.sqrt(max(fewer + middle, 1)))
    return float(np.sum(found) / np.sqrt(len(found)))
