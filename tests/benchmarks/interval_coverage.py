"""How often the intervals that should hold 9 of 10 do: single customers and lists of them, drawn with a known truth.

Run by hand: `python -m tests.benchmarks.interval_coverage [seeds] [customers]`. Fails outside of 85 to 95 in 100.
"""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np

from core.models import bg_nbd, gamma_gamma, lineup, mbg_nbd, pareto_nbd
from core.models.future import Terms, each, foresee, total
from tests.benchmarks.recovery import LENGTH, TRUTHS
from tests.core.draws import simulate

TERMS = Terms(months=12, discount=0.0)
SIZES = (10, 100, 1_000)
NAMES = {bg_nbd: "BG/NBD", mbg_nbd: "MBG/NBD", pareto_nbd: "Pareto/NBD"}
GOAL = (0.85, 0.95)


def draw(model: ModuleType, customers: int, rng: np.random.Generator) -> tuple[lineup.Buyers, np.ndarray, np.ndarray]:
    """Customers with their past and the money they spend in the months ahead, and the orders of it."""
    T = rng.uniform(LENGTH / 2, LENGTH, customers)
    (x, t_x, T), later = simulate(model, TRUTHS[model], T, TERMS.weeks, rng)
    p, q, gamma = TRUTHS[gamma_gamma]
    rate = rng.gamma(q, 1 / gamma, customers)
    some = np.maximum(x, 1)
    value = np.where(x > 0, rng.gamma(p * some, 1 / rate) / some, np.nan)
    spend = np.where(later > 0, rng.gamma(p * np.maximum(later, 1), 1 / rate), 0.0)
    return lineup.Buyers(x, t_x, T, value), later, spend


def main(seeds: int = 100, customers: int = 2_000) -> None:
    passed = True
    for model, name in NAMES.items():
        held: dict[object, list[float]] = {"each customer": [], "everybody": []} | {size: [] for size in SIZES}
        for seed in range(seeds):
            rng = np.random.default_rng(seed)
            known, _, spend = draw(model, customers, rng)
            orders = lineup.fit(name, known)
            value = gamma_gamma.fit(known.x, known.value)
            future = foresee(known, orders, value, TERMS)
            low, high = each(future)
            held["each customer"].append(float(((low <= spend) & (spend <= high)).mean()))
            for size in (*SIZES, customers):
                rows = rng.choice(customers, size, replace=False)
                found = total(future.take(rows), known.take(rows), orders, value, TERMS)
                key = "everybody" if size == customers else size
                held[key].append(float(found.low <= spend[rows].sum() <= found.high))
        for key, shares in held.items():
            share = float(np.mean(shares))
            # A single customer's interval may hold more: nothing at all is one value.
            good = GOAL[0] <= share and (share <= GOAL[1] or key == "each customer")
            passed &= good
            print(f"{name:11} {key!s:>14}: {share:.1%} of {seeds} seeds{'' if good else '   outside'}", flush=True)
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
