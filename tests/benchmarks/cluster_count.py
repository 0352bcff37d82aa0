"""How often the right number of clusters is found where it is known, and none where there are none.

Run by hand: `python -m tests.benchmarks.cluster_count [seeds] [customers ...]`; 0 customers stand for the draws without
groups, and all are tried where none are named. Fails where fewer than 95 of 100 are right.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from core.models.clustering import Clusters, find_clusters

SIDE = 12
# Centers at least this many standard deviations apart: no two blobs touch.
APART = 6
NOISE = 3
COUNTS = range(2, 9)
SIZES = (0, 500, 5_000, 50_000)
GOAL = 0.95

Draw = Callable[[np.random.Generator], np.ndarray]
NO_GROUPS: dict[str, Draw] = {
    "one Gaussian, 2 metrics": lambda rng: rng.normal(size=(1_000, 2)),
    "one Gaussian, 5 metrics": lambda rng: rng.normal(size=(1_000, 5)),
    "correlated Gaussian": lambda rng: rng.multivariate_normal(
        [0, 0, 0], [[1, 0.8, 0.5], [0.8, 1, 0.6], [0.5, 0.6, 1]], 1_000
    ),
    "uniform, 2 metrics": lambda rng: rng.uniform(size=(1_000, 2)),
    "uniform, 4 metrics": lambda rng: rng.uniform(size=(2_000, 4)),
    "log-normal cloud": lambda rng: rng.lognormal(size=(1_000, 3)),
    "exponential cloud": lambda rng: rng.exponential(size=(1_000, 2)),
    "gamma cloud": lambda rng: rng.gamma(0.5, size=(1_000, 2)),
    "counts": lambda rng: np.column_stack([rng.integers(18, 80, 1_000), 1 + rng.poisson(2, 1_000)]).astype(float),
}


def blobs(k: int, n: int, noise: int, rng: np.random.Generator) -> np.ndarray:
    """Customers around k places in the plane, and metrics that say nothing of them."""
    centers: list[np.ndarray] = []
    while len(centers) < k:
        center = rng.uniform(-SIDE, SIDE, 2)
        if all(np.linalg.norm(center - other) > APART for other in centers):
            centers.append(center)
    places = np.array(centers)[rng.integers(0, k, n)] + rng.normal(size=(n, 2))
    return np.hstack([places, rng.normal(size=(n, noise))])


def found(matrix: np.ndarray, seed: int) -> Clusters:
    frame = pd.DataFrame(matrix, columns=[f"metric {i}" for i in range(matrix.shape[1])])
    clusters = find_clusters(frame, list(frame), seed=seed)
    assert clusters is not None
    return clusters


def count(draw: Draw, right: Callable[[Clusters], bool], seeds: int, words: str) -> bool:
    started = time.perf_counter()
    good = sum(right(found(draw(np.random.default_rng(seed)), seed)) for seed in range(seeds))
    each = (time.perf_counter() - started) / seeds
    print(f"{words:45} {good:4} of {seeds} right, {each:.2f} s each", flush=True)
    return good >= GOAL * seeds


def main(seeds: int = 100, *sizes: int) -> None:
    passed = []
    for n in sizes or SIZES:
        if n == 0:
            passed += [
                count(draw, lambda c: not c.clear, seeds, f"no groups: {name}") for name, draw in NO_GROUPS.items()
            ]
            continue
        for k in COUNTS:
            for noise in (0, NOISE):
                passed.append(
                    count(
                        lambda rng, k=k, n=n, noise=noise: blobs(k, n, noise, rng),  # type: ignore[misc]
                        lambda c, k=k: c.clear and c.k == k,  # type: ignore[misc]
                        seeds,
                        f"{k} blobs, {n:,} customers, {noise} metrics of noise",
                    )
                )
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
