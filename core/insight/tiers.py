"""Value tiers: how few customers bring most of the money."""

from __future__ import annotations

import numpy as np
import pandas as pd

TIERS = ("Heavy", "Medium", "Light", "No revenue")


def value_tiers(revenue: pd.Series, heavy: float, medium: float) -> pd.Series:
    """Heavy, medium and light customers by their share of revenue, the largest first.

    Heavy ones together bring the first `heavy` share (0 to 1) of all positive revenue, medium ones the part up to
    `medium`, light ones the rest. Customers of equal revenue are always in one tier; revenue of zero or less is "No
    revenue", missing stays missing.

    >>> import pandas as pd
    >>> value_tiers(pd.Series([60, 20, 10, 10, 0]), 0.5, 0.8).tolist()
    ['Heavy', 'Medium', 'Light', 'Light', 'No revenue']
    """
    positive = revenue.where(revenue > 0)
    by_amount = positive.groupby(positive).sum().sort_index(ascending=False)
    total = float(by_amount.sum())
    # What those with strictly more bring, so that equal customers share it.
    above = (by_amount.cumsum() - by_amount) / total if total > 0 else by_amount
    # Rounded: 0.1 + 0.7 must not miss a limit of 0.8.
    share = revenue.map(above.round(12)).to_numpy(dtype="float64", na_value=np.nan)
    code = np.select([np.isnan(share), share < heavy, share < medium], [3, 0, 1], 2)
    tiers = pd.Categorical.from_codes(
        np.where(revenue.isna(), -1, code), dtype=pd.CategoricalDtype(list(TIERS), ordered=True)
    )
    return pd.Series(tiers, index=revenue.index)
