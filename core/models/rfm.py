"""Recency, frequency and monetary scores, and the map of names over them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.models.ranks import share_below
from core.rules import Band, When, first_match

# First match wins. Ordered so that raising R, F or M never gives a worse name; the last rule takes the rest.
RFM_MAP: tuple[tuple[str, When], ...] = (
    ("New Customers", {"orders": Band(1, 1), "r_score": Band(4, 5)}),
    ("Champions", {"r_score": Band(4, 5), "fm_score": Band(4, 5)}),
    ("Loyal Customers", {"orders": Band(low=2), "r_score": Band(3, 5), "fm_score": Band(3, 5)}),
    ("Potential Loyalists", {"orders": Band(low=2), "r_score": Band(4, 5)}),
    ("At Risk", {"r_score": Band(1, 2), "fm_score": Band(3, 5)}),
    ("Need Attention", {"r_score": Band(3, 3)}),
    ("Inactive", {}),
)


def score(values: pd.Series) -> pd.Series:
    """Score 1 to 5: one plus five times the share of customers strictly worse, rounded down.

    Equal values always score equal, so that a block of one-time buyers does not get five scores. Missing stays missing.

    >>> import pandas as pd
    >>> score(pd.Series([1, 1, 1, 2, 4])).tolist()
    [1.0, 1.0, 1.0, 4.0, 5.0]
    """
    # Rounding first: 3 of 5 strictly worse must be 0.6 of 5 = 3 exactly, not 2.9999.
    points: pd.Series = np.floor((5 * share_below(values)).round(9)) + 1
    return points.clip(upper=5)


def add_rfm(customers: pd.DataFrame) -> pd.DataFrame:
    """Add `r_score`, `f_score`, `m_score`, `fm_score` and `rfm_segment`; who lacks one of the three has no name."""
    scored = customers.assign(
        r_score=score(-customers["days_since_purchase"]),
        f_score=score(customers["orders"].where(customers["days_since_purchase"].notna())),
        m_score=score(customers["revenue"].where(customers["days_since_purchase"].notna())),
    )
    scored = scored.assign(fm_score=(scored["f_score"] + scored["m_score"]) / 2)
    whole = scored[["r_score", "fm_score", "orders"]].notna().all(axis=1)
    return scored.assign(rfm_segment=first_match(scored, RFM_MAP).astype("str").where(whole))
