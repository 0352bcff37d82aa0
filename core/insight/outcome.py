"""Segments held against what happened next: who bought after the day on which customers were named, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc, ndtri

CONFIDENCE = 0.9
# The chance at which a difference between segments is taken for real.
LEVEL = 0.05
# Below this many customers the share of a segment says little.
FEW = 30


@dataclass(frozen=True)
class Verdict:
    """Whether the groups told buyers from others: the best, the worst, and the chance of such a difference by luck.

    `reversed` says that they differ, but against the order of their names.
    """

    predicts: bool
    reversed: bool
    best: str
    worst: str
    best_share: float
    worst_share: float
    by_luck: float


def outcome_by_group(groups: pd.Series, orders: pd.Series, revenue: pd.Series, before: pd.Series) -> pd.DataFrame:
    """What the customers of each group did after they were named; the columns have one row per customer.

    `groups` is the name on the day of the cut, `before` the revenue up to it, `orders` and `revenue` what came after it
    (0 for who did not come back). One row per group, best first: `group`, `customers`, `customer_share`,
    `bought_share` with `bought_low` and `bought_high` (Wilson, 90%), `spend_per_head` with `spend_low` and `spend_high`
    (normal approximation, 90%; missing under 30 customers), `later_share` (of what all these customers spent after the
    cut), and `spend_before` (per head). Customers without a name are left out.
    """
    columns = {"group": groups, "bought": orders > 0, "revenue": revenue, "before": before}
    frame = pd.DataFrame(columns).dropna(subset=["group"])
    grouped = frame.groupby("group", observed=True)
    table = grouped.agg(
        customers=("bought", "size"),
        buyers=("bought", "sum"),
        spend_before=("before", "mean"),
        spend_per_head=("revenue", "mean"),
        spread=("revenue", "std"),
    )
    low, high = _wilson(table["buyers"], table["customers"])
    # The normal approximation says nothing of a few customers.
    spread = table["spread"].where(table["customers"] >= FEW)
    half = ndtri((1 + CONFIDENCE) / 2) * spread / np.sqrt(table["customers"])
    total = frame["revenue"].sum()
    table = table.assign(
        customer_share=table["customers"] / table["customers"].sum(),
        bought_share=table["buyers"] / table["customers"],
        bought_low=low,
        bought_high=high,
        spend_low=table["spend_per_head"] - half,
        spend_high=table["spend_per_head"] + half,
        later_share=grouped["revenue"].sum() / total if total > 0 else np.nan,
    )
    names = [
        "customers", "customer_share", "bought_share", "spend_per_head", "later_share", "spend_before", "bought_low",
        "bought_high", "spend_low", "spend_high",
    ]  # fmt: skip
    return table[names].sort_values("bought_share", ascending=False, kind="stable").reset_index()


def _chance(counts: np.ndarray) -> float:
    """The chance of a table at least so uneven where rows and columns have nothing to do with each other (Pearson)."""
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    if (expected == 0).any():
        return 1.0
    return float(chdtrc(counts.shape[1] - 1, ((counts - expected) ** 2 / expected).sum()))


def _wilson(successes: pd.Series, trials: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Wilson's score interval of a share (Wilson 1927), which holds for small groups and shares near 0 or 1."""
    z = ndtri((1 + CONFIDENCE) / 2)
    share = successes / trials
    center = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = z / (1 + z**2 / trials) * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    return (center - half).clip(lower=0), (center + half).clip(upper=1)


def verdict(table: pd.DataFrame, order: Sequence[str] = ()) -> Verdict | None:
    """Whether the groups of `outcome_by_group` differ in who bought (chi-square); None with fewer than two groups.

    `order` names the groups from best to worst: where those that should be better bought less, or those named last
    bought more than everybody, the names mislead. Groups under 30 customers do not speak.
    """
    large = table[table["customers"] >= FEW]
    if len(large) < 2:
        return None
    buyers = (large["bought_share"] * large["customers"]).round()
    by_luck = _chance(np.array([buyers, large["customers"] - buyers]))
    best, worst = large.iloc[0], large.iloc[-1]
    against = _against(large, order)
    return Verdict(
        by_luck < LEVEL and not against, by_luck < LEVEL and against,
        best["group"], worst["group"], best["bought_share"], worst["bought_share"], by_luck,
    )  # fmt: skip


def _against(table: pd.DataFrame, order: Sequence[str]) -> bool:
    """Whether the shares who bought go against the order of the names, customers counted alike."""
    place = table["group"].map({name: number for number, name in enumerate(order)})
    known = table[place.notna()].assign(place=place)
    if len(known) < 2:
        return False
    weights = known["customers"]
    off = known[["place", "bought_share"]] - np.average(known[["place", "bought_share"]], axis=0, weights=weights)
    last_bought_more = bool(off["bought_share"].to_numpy()[int(known["place"].to_numpy().argmax())] > 0)
    return last_bought_more or float((off["place"] * off["bought_share"] * weights).sum()) > 0
