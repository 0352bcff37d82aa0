"""What a change of thresholds does: who moves from where to where, and what they bring in a year."""

from __future__ import annotations

import numpy as np
import pandas as pd


def changes(before: pd.Series, after: pd.Series, yearly_revenue: pd.Series) -> pd.DataFrame:
    """Customers who have another name than before, per pair of names, the most first.

    Columns: `from_group`, `to_group`, `customers`, `yearly_revenue` (money; missing where nobody's is known). Customers
    without a name on one of both sides are left out.
    """
    # Compared as numbers: a million names take a second.
    codes, _ = pd.factorize(pd.concat([before, after]).astype("category"))
    was, now = np.split(codes, 2)
    moved = (was != now) & (was >= 0) & (now >= 0)
    frame = pd.DataFrame({
        "from_group": before[moved].astype("str"),
        "to_group": after[moved].astype("str"),
        "yearly_revenue": yearly_revenue[moved],
    })  # fmt: skip
    grouped = frame.groupby(["from_group", "to_group"])["yearly_revenue"]
    table = grouped.size().rename("customers").to_frame().assign(yearly_revenue=grouped.sum(min_count=1))
    return table.reset_index().sort_values("customers", ascending=False, kind="stable").reset_index(drop=True)
