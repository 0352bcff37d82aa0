"""The same customers on an earlier day, and what they did afterwards: segments held against the shop's own history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

# Best to worst, and the names that mean a customer is as good as gone.
RANKED = {
    "segment": ("Champions", "Loyal Customers", "Potential Loyalists", "New Customers", "Need Attention", "At Risk"),
    "rfm_segment": (
        "Champions", "Loyal Customers", "Potential Loyalists", "New Customers", "Need Attention", "At Risk", "Inactive",
    ),
}  # fmt: skip
GONE = {"segment": "At Risk", "rfm_segment": "Inactive"}
LAST_PART = 0.25
# Below this many days of history a part of it is too short to hold anything against.
SHORTEST = 60


@dataclass(frozen=True)
class Cut:
    """The day on which customers are named, and the last day on which they are watched."""

    day: dt.date
    until: dt.date

    @property
    def days(self) -> int:
        """How long customers are watched."""
        return (self.until - self.day).days


def default_cut(first: dt.date, last: dt.date, part: float = LAST_PART) -> Cut | None:
    """The cut that leaves the last part of a history to look at; None where the history is too short.

    >>> import datetime as dt
    >>> default_cut(dt.date(2025, 1, 1), dt.date(2025, 12, 31)).day
    datetime.date(2025, 10, 1)
    >>> default_cut(dt.date(2025, 1, 1), dt.date(2025, 1, 20)) is None
    True
    """
    span = (last - first).days
    return Cut(last - dt.timedelta(days=round(span * part)), last) if span >= SHORTEST else None


def grid(first: dt.date, last: dt.date, most: int = 8) -> list[dt.date]:
    """Days spread evenly over a history up to its end; the first quarter is left out, as too little is known.

    >>> import datetime as dt
    >>> len(grid(dt.date(2024, 1, 1), dt.date(2025, 12, 31))), grid(dt.date(2024, 1, 1), dt.date(2025, 12, 31))[-1]
    (8, datetime.date(2025, 12, 31))
    """
    span = (last - first).days
    steps = np.linspace(span * LAST_PART, span, most).round().astype(int)
    return [first + dt.timedelta(days=int(step)) for step in dict.fromkeys(steps)]


def watched(named: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Each customer named on the day of the cut, with what came after it: `later_orders` and `later_revenue`.

    `named` is the table of customers on that day; `later` has `customer_id`, `orders` and `revenue` of those who came
    back. Who did not come back has 0 of both; without money in the file, revenue is missing.
    """
    came = later.rename(columns={"orders": "later_orders", "revenue": "later_revenue"})
    found = named.merge(came[["customer_id", "later_orders", "later_revenue"]], on="customer_id", how="left")
    spent = found["later_revenue"]
    # Nobody with money among those who came back: the file has none.
    known = later.empty or bool(later["revenue"].notna().any())
    return found.assign(
        later_orders=found["later_orders"].fillna(0), later_revenue=spent.fillna(0.0) if known else spent
    )
