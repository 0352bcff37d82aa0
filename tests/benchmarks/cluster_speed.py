"""How long choosing k and moving a threshold take at a million customers, beside scikit-learn's KMeans on all of them.

    python -m tests.benchmarks.cluster_speed             1,000,000 customers x 10 metrics
    python -m tests.benchmarks.cluster_speed 100000      as many customers

Fails where choosing takes longer than KMeans in a loop over the same k (one start, all customers), where its groups
differ from those of all customers (adjusted Rand index below 0.98), or where moving a threshold takes over 150 ms.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

import core
from core.models.choice import K_RANGE
from core.models.clustering import find_clusters
from core.models.scaling import scale

METRICS = 10
GROUPS = 6
SPREAD = 8.0
AGREE = 0.98
MOVES = 11
MOVED_MS = 150


def customers(n: int) -> pd.DataFrame:
    """Well separated groups of customers on ten metrics."""
    rng = np.random.default_rng(7)
    centers = rng.uniform(-SPREAD, SPREAD, (GROUPS, METRICS))
    matrix = centers[rng.integers(0, GROUPS, n)] + rng.normal(size=(n, METRICS))
    return pd.DataFrame(matrix, columns=[f"metric {i}" for i in range(METRICS)])


def choosing(n: int) -> bool:
    frame = customers(n)
    started = time.perf_counter()
    found = find_clusters(frame, list(frame))
    ours = time.perf_counter() - started
    assert found is not None
    matrix = scale(frame, list(frame)).matrix
    started = time.perf_counter()
    labels = {k: KMeans(k, n_init=1, random_state=7).fit(matrix).labels_ for k in K_RANGE}
    peer = time.perf_counter() - started
    full = KMeans(found.k, n_init=4, random_state=7).fit(matrix).labels_
    agree = adjusted_rand_score(full, found.labels.cat.codes)
    beside = f"KMeans over the same {len(labels)} k: {peer:.1f} s, ratio {ours / peer:.2f}"
    print(f"choosing k, {n:,} x {METRICS}: {ours:.1f} s, {beside}")
    print(f"k = {found.k}, clear {found.clear}, adjusted Rand index with all customers {agree:.4f}")
    return ours <= peer and agree >= AGREE


def moving(n: int) -> bool:
    """Threshold after threshold, with the scores of the customers remembered as the app does."""
    known: dict[Hashable, Any] = {}

    def memo(stage: str, key: Hashable, compute: Callable[[], Any]) -> Any:
        if stage != "customers":
            return compute()
        if key not in known:
            known[key] = compute()
        return known[key]

    data = core.generate(n_customers=n, months=6)
    core.analyze(data, memo=memo)
    times = []
    for move in range(MOVES):
        settings = replace(core.Settings(), high_value_percentile=60 + 3 * move)
        started = time.perf_counter()
        core.analyze(data, settings, memo=memo)
        times.append(1_000 * (time.perf_counter() - started))
    middle = statistics.median(times)
    print(f"moving a threshold, {n:,} customers: median {middle:.0f} ms, worst {max(times):.0f} ms of {MOVES}")
    return middle <= MOVED_MS


def main(n: int = 1_000_000) -> None:
    passed = [choosing(n), moving(n)]
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
