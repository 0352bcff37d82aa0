"""How long the purchase models and learning from labels take, beside the lifetimes package.

    pip install lifetimes && python -m tests.benchmarks.value_speed           everything
    python -m tests.benchmarks.value_speed peer | million | labels            one part

Fails where BG/NBD or Pareto/NBD on 235,700 customers are not 20 times as fast as lifetimes, or BG/NBD's parameters are
not within 1% of its; where a million simulated customers take over 5 s or 1 GB to be fitted and scored with intervals;
or where 10,000 labels with 20 columns take over 5 s.
"""

from __future__ import annotations

import resource
import sys
import time
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from core.models import bg_nbd, gamma_gamma, labels, lineup, pareto_nbd
from core.models.future import Terms, each, foresee, total
from tests.benchmarks.recovery import TRUTHS
from tests.core.draws import simulate
from tests.shared_files import SHARED

TIMES_AS_FAST = 20
WITHIN = 0.01
SECONDS = 5.0
MEMORY_MB = 1_024
COPIES = 10
LIST = 100_000
LIST_MS = 300


def cdnow() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All 23,570 customers of CDNOW ten times over, in weeks."""
    rows = pd.read_csv(SHARED / "cdnow" / "CDNOW_master.txt", sep=r"\s+")
    day = pd.to_datetime(rows["date"].astype("str")).groupby(rows["customer_id"])
    first, last, days = day.min(), day.max(), day.nunique()
    one = ((days - 1), (last - first).dt.days / 7, (last.max() - first).dt.days / 7)
    x, t_x, T = (np.tile(column.to_numpy(dtype="float64"), COPIES) for column in one)
    return x, t_x, T


def timed(call: Any, *arguments: Any, **options: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    found = call(*arguments, **options)
    return time.perf_counter() - started, found


def peer(model: ModuleType, theirs: Any, known: tuple[np.ndarray, ...], compare: bool) -> bool:
    # The first call of scipy's functions is slower than all others, for both.
    model.fit(*(column[:1_000] for column in known))
    ours, found = min((timed(model.fit, *known) for _ in range(3)), key=lambda pair: pair[0])
    seconds, _ = timed(theirs.fit, *known)
    want = theirs.params_.to_numpy()
    got = np.array(list(vars(found).values())[:4])
    off = float(np.abs(got / want - 1).max())
    print(
        f"{model.__name__.rsplit('.', 1)[-1]} on {len(known[0]):,} customers: {ours:.2f} s, lifetimes {seconds:.1f} s, "
        f"{seconds / ours:.0f} times as fast; parameters at most {off:.2%} apart\n  ours      {got.round(4)}\n"
        f"  lifetimes {want.round(4)}"
    )
    return seconds >= TIMES_AS_FAST * ours and (off <= WITHIN or not compare)


def peers() -> bool:
    from lifetimes import BetaGeoFitter, ParetoNBDFitter

    known = cdnow()
    # Its Pareto/NBD starts from random numbers and stops early: its parameters are shown, not held against ours.
    np.random.seed(7)
    return bool(np.all([peer(bg_nbd, BetaGeoFitter(), known, True), peer(pareto_nbd, ParetoNBDFitter(), known, False)]))


def million(customers: int = 1_000_000) -> bool:
    rng = np.random.default_rng(7)
    T = rng.uniform(39, 104, customers)
    (x, t_x, T), _ = simulate(bg_nbd, TRUTHS[bg_nbd], T, 0.0, rng)
    p, q, gamma = TRUTHS[gamma_gamma]
    some = np.maximum(x, 1)
    value = np.where(x > 0, rng.gamma(p * some, 1 / rng.gamma(q, 1 / gamma, customers)) / some, np.nan)
    # As dates have it: whole days.
    known = lineup.Buyers(x, np.round(t_x * 7) / 7, np.round(T * 7) / 7, value.round(2))
    terms = Terms()

    def everything() -> Any:
        orders = lineup.fit("BG/NBD", known)
        worth = gamma_gamma.fit(known.x[x > 0], known.value[x > 0])
        future = foresee(known, orders, worth, terms)
        return each(future), total(future, known, orders, worth, terms), future, orders, worth

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds, (_, whole, future, orders, worth) = timed(everything)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{customers:,} customers fitted and scored with intervals: {seconds:.1f} s, {peak:.0f} MB at most")
    print(f"  (of which {before:.0f} MB before); total {whole.expected:,.0f}, {whole.low:,.0f} to {whole.high:,.0f}")
    rows = rng.choice(customers, LIST, replace=False)
    listed, _ = timed(lambda: total(future.take(rows), known.take(rows), orders, worth, terms))
    print(f"total of a list of {LIST:,}: {listed * 1000:.0f} ms")
    return seconds <= SECONDS and peak <= MEMORY_MB and listed * 1000 <= LIST_MS


def labelled(customers: int = 10_000, columns: int = 20) -> bool:
    rng = np.random.default_rng(7)
    numbers = rng.normal(size=(customers, columns - 5))
    table = pd.DataFrame(numbers, columns=[f"number {i}" for i in range(columns - 5)])
    for i in range(5):
        table[f"kind {i}"] = pd.Series(rng.integers(0, 4 + i, customers)).map("kind {}".format)
    risk = numbers[:, 0] + numbers[:, 1] * numbers[:, 2] - 1.5 + rng.logistic(size=customers)
    # Imported before the clock starts, as in an app that runs.
    labels.learn(table[:500], pd.Series((risk[:500] > 0).astype(float)))
    seconds, found = timed(labels.learn, table, pd.Series((risk > 0).astype(float)))
    print(f"{customers:,} labels with {columns} columns: {seconds:.1f} s, {found.kind}, AUC {found.auc:.3f}")
    return seconds <= SECONDS


PARTS = {"peer": peers, "million": million, "labels": labelled}

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PARTS)
    sys.exit(0 if all(PARTS[part]() for part in wanted) else 1)
