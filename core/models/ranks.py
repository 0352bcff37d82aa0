"""Ranks that treat ties fairly: the share of customers who are strictly worse."""

from __future__ import annotations

import numpy as np
import pandas as pd


def share_below(values: pd.Series) -> pd.Series:
    """Share of the known values that are strictly lower, 0 to below 1; equal values share it, missing stays missing.

    >>> import pandas as pd
    >>> share_below(pd.Series([10, 10, 30, 40])).tolist()
    [0.0, 0.0, 0.5, 0.75]
    """
    known = int(values.notna().sum())
    if not known:
        return pd.Series(np.nan, index=values.index)
    return (values.rank(method="min") - 1) / known


def percentile(values: pd.Series) -> pd.Series:
    """`share_below` in percent, 0 to below 100."""
    known = int(values.notna().sum())
    # Not 100 times the share: 57% would come out as 56.99… and miss a limit of 57.
    return (values.rank(method="min") - 1) * 100 / known if known else share_below(values)


def mean_rank(frame: pd.DataFrame) -> pd.Series:
    """Mean percentile over the columns that have values, 0 to 100; missing where a row has none of them."""
    ranks = {name: percentile(frame[name]) for name in frame if frame[name].notna().any()}
    return pd.DataFrame(ranks, index=frame.index).mean(axis=1)
