"""What goes with value: rank correlations between engagement, satisfaction and money, with the number of customers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

# Columns that are computed from one another go together by construction; such a pair is marked, not celebrated.
_SHARED = (
    {"clv", "revenue", "orders", "purchase_frequency", "avg_order_value", "yearly_revenue", "mean_repeat_value"},
    {"orders", "purchase_frequency", "tenure_days", "days_between_orders", "repeat_orders", "active_span_days"},
    {"days_since_purchase", "tenure_days", "active_span_days", "lateness"},
)
ENGAGEMENT = ("page_views", "session_duration", "satisfaction_score", "loyalty_score")
VALUE = ("clv", "purchase_frequency", "avg_order_value", "days_since_purchase", "churn_probability")
FEWEST = 3


def share_a_formula(first: str, second: str, estimated: frozenset[str] = frozenset()) -> bool:
    """Whether two columns are computed from one another, so that their correlation says little.

    `estimated` names scores that this analysis computed itself from the purchases (loyalty, churn probability).

    >>> share_a_formula("clv", "orders"), share_a_formula("clv", "page_views")
    (True, False)
    """
    pair = {first, second}
    if any(pair <= group for group in _SHARED):
        return True
    bought = set().union(*_SHARED)
    return bool(pair & estimated) and bool(pair <= bought | estimated)


def correlations(
    customers: pd.DataFrame, columns: Sequence[str], estimated: frozenset[str] = frozenset()
) -> pd.DataFrame:
    """Spearman's rank correlation of each pair of columns over the customers who have both.

    One row per pair: `first`, `second`, `correlation` (-1 to 1; missing where a column does not vary or fewer than 3
    customers have both), `customers`, `low` and `high` (95% interval by Fisher's transformation, with Bonett & Wright's
    2000 standard error), `same_formula`.
    """
    # Ranking costs the most; a column without blanks has the same ranks in each of its pairs.
    ranked = {name: customers[name].rank() for name in columns if customers[name].notna().all()}
    rows = []
    for first, second in combinations(dict.fromkeys(columns), 2):
        both = customers[[first, second]].dropna()
        value = _rank_correlation(both, ranked) if len(both) >= FEWEST else float("nan")
        low, high = _interval(value, len(both))
        rows.append(
            {
                "first": first,
                "second": second,
                "correlation": value,
                "low": low,
                "high": high,
                "customers": len(both),
                "same_formula": share_a_formula(first, second, estimated),
            }
        )
    names = ["first", "second", "correlation", "low", "high", "customers", "same_formula"]
    return pd.DataFrame(rows, columns=names)


def _rank_correlation(both: pd.DataFrame, ranked: dict[str, pd.Series]) -> float:
    """Spearman's correlation of two columns without blanks; missing where one of them does not vary."""
    first, second = both.columns
    if first in ranked and second in ranked:
        ranks = ranked[first].to_numpy(), ranked[second].to_numpy()
    else:
        ranks = both[first].rank().to_numpy(), both[second].rank().to_numpy()
    if ranks[0].std() == 0 or ranks[1].std() == 0:
        return float("nan")
    return float(np.corrcoef(*ranks)[0, 1])


def _interval(value: float, customers: int) -> tuple[float, float]:
    if not np.isfinite(value) or customers <= FEWEST or abs(value) >= 1:
        return value, value
    error = 1.96 * np.sqrt((1 + value**2 / 2) / (customers - 3))
    middle = np.arctanh(value)
    return float(np.tanh(middle - error)), float(np.tanh(middle + error))
