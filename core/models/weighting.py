"""Which metrics hold the groups: where neighbors are far more alike than everybody, a metric counts more."""

from __future__ import annotations

import numpy as np

SAMPLE = 1_000
ROUNDS = 15
SETTLED = 0.02
# How many customers count as neighbors of one: fewer than the smallest group worth a name has.
NEIGHBORS = 0.05
# Below this a weight is chance, and above this more weight changes nothing.
WORTH_IT = 1.5
MOST = 12.0
# In a metric of few different values neighbors are equal by nature.
FEW_VALUES = 50
TINY = 1e-12
OFTEN = 0.05


def group_weights(matrix: np.ndarray, seed: int) -> np.ndarray:
    """A weight from 1 to 12 per metric (column) of scaled customers.

    Two customers who are nearest to each other are mostly of one group, so their difference in a metric shows its
    spread within groups, before any group is known; repeated with the weights found so far (the idea of Art,
    Gnanadesikan and Kettenring 1982). In one crowd all metrics come out alike and keep the weight of 1. A metric of few
    different values, or with one value that many share, keeps it too.
    """
    from sklearn.neighbors import NearestNeighbors

    rng = np.random.default_rng(seed)
    sample = matrix[rng.permutation(len(matrix))[:SAMPLE]]
    fine = np.array([_is_fine(column) for column in sample.T])
    weights = np.ones(matrix.shape[1])
    if fine.sum() < 1 or len(weights) < 2:
        return weights
    size = max(2, round(NEIGHBORS * len(sample)))
    for _ in range(ROUNDS):
        scaled = sample * weights
        near = NearestNeighbors(n_neighbors=size).fit(scaled).kneighbors(scaled, return_distance=False)
        apart = np.array([np.abs(column[near] - column[:, None]).mean() for column in sample.T])
        widest = apart[fine].max()
        before, weights = weights, np.where(fine, np.clip(widest / np.maximum(apart, TINY), 1.0, MOST), 1.0)
        if np.abs(weights / before - 1).max() < SETTLED:
            break
    return np.where(weights < WORTH_IT, 1.0, weights)


def _is_fine(values: np.ndarray) -> bool:
    _, times = np.unique(values, return_counts=True)
    return bool(len(times) > FEW_VALUES and times.max() <= OFTEN * len(values))
