"""How often the true parameters lie within two standard errors of the fitted ones, over 100 simulated bases.

Run by hand: `python -m tests.benchmarks.recovery [customers] [seeds]`. Fails where a parameter is within in fewer than
nine of ten; two standard errors of a normal estimate hold 95 of 100.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import astuple
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from core.models import bg_nbd, gamma_gamma, mbg_nbd, pareto_nbd
from tests.core.draws import simulate

# The published parameters on CDNOW, in weeks and dollars.
TRUTHS: dict[ModuleType, tuple[float, ...]] = {
    bg_nbd: (0.243, 4.414, 0.793, 2.426),
    mbg_nbd: (0.525, 6.183, 0.891, 1.614),
    pareto_nbd: (0.553, 10.578, 0.606, 11.669),
    gamma_gamma: (6.25, 3.74, 15.44),
}
NAMES = {
    bg_nbd: "r alpha a b",
    mbg_nbd: "r alpha a b",
    pareto_nbd: "r alpha s beta",
    gamma_gamma: "p q gamma",
}
LENGTH = 78


def purchases(model: ModuleType, customers: int, rng: np.random.Generator) -> Any:
    """The fit of a base won over half of the time it is watched."""
    T = rng.uniform(LENGTH / 2, LENGTH, customers)
    return model.fit(*simulate(model, TRUTHS[model], T, 0.0, rng)[0])


def values(customers: int, rng: np.random.Generator) -> Any:
    """The Gamma-Gamma fit of customers with one to ten repeat orders."""
    p, q, gamma = TRUTHS[gamma_gamma]
    x = rng.integers(1, 11, customers)
    return gamma_gamma.fit(x, rng.gamma(p * x, 1 / rng.gamma(q, 1 / gamma, customers)) / x)


def within(fit: Callable[[int, np.random.Generator], Any], truth: tuple[float, ...], customers: int, seeds: int) -> Any:
    """For each seed and parameter whether the truth is within two standard errors."""
    rows = []
    for seed in range(seeds):
        found = fit(customers, np.random.default_rng(seed))
        off = np.abs(np.array(astuple(found)[: len(truth)]) - truth)
        rows.append(off <= 2 * np.array(found.standard_errors))
    return np.array(rows)


def main(customers: int = 4_000, seeds: int = 100) -> int:
    failed = 0
    for model, truth in TRUTHS.items():
        fit = values if model is gamma_gamma else partial(purchases, model)
        start = time.perf_counter()
        rows = within(fit, truth, customers, seeds)
        shares = dict(zip(NAMES[model].split(), rows.sum(axis=0).tolist(), strict=True))
        failed += min(shares.values()) < 0.9 * seeds
        took = time.perf_counter() - start
        print(f"{model.__name__:24} of {seeds}: {shares}, all at once {rows.all(axis=1).sum()} ({took:.0f} s)")
    return failed


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
