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
    amounts = revenue.to_numpy(dtype="float64", na_value=np.nan)
    rising = np.sort(amounts[amounts > 0])
    upto = np.concatenate([[0.0], np.cumsum(rising)])
    # What those with strictly more bring, so that equal customers share it. Rounded: 0.1 + 0.7 must not miss 0.8.
    above = upto[-1] - upto[np.searchsorted(rising, amounts, side="right")]
    share = np.round(np.where(amounts > 0, above / max(upto[-1], 1e-300), np.nan), 12)
    code = np.select([np.isnan(share), share < heavy, share < medium], [3, 0, 1], 2)
    tiers = pd.Categorical.from_codes(
        np.where(revenue.isna(), -1, code), dtype=pd.CategoricalDtype(list(TIERS), ordered=True)
    )
    return pd.Series(tiers, index=revenue.index)
