"""A customer's own rhythm: the usual gap between orders, how late the next one is, and a churn estimate from it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.models.ranks import percentile

# A customer's own gaps count fully only when there are several: this many gaps of everybody's are mixed in.
PRIOR_GAPS = 4
# Silent for this many usual gaps, a customer is as likely gone as not.
EVEN_LATENESS = 2.0


def usual_gap(customers: pd.DataFrame) -> pd.Series:
    """Days between orders, the customer's own drawn toward the median of all where there are few.

    The weight is that of 4 gaps. Missing where nobody has bought twice.
    """
    typical = customers["days_between_orders"].where(customers["days_between_orders"] > 0).median()
    gaps = customers["repeat_orders"]
    return (customers["active_span_days"] + PRIOR_GAPS * typical) / (gaps + PRIOR_GAPS)


def churn_estimate(lateness: pd.Series) -> pd.Series:
    """A score from 0 to 1 that rises with lateness: lateness / (lateness + 2), so 0.5 at twice the usual gap.

    It is an estimate by rule, not a fitted probability. Lateness is days since the last purchase over the usual gap.

    >>> import pandas as pd
    >>> churn_estimate(pd.Series([0.0, 2.0, 8.0])).tolist()
    [0.0, 0.5, 0.8]
    """
    return lateness / (lateness + EVEN_LATENESS)


def add_rhythm(customers: pd.DataFrame) -> pd.DataFrame:
    """Add `usual_gap_days`, `lateness`, and where the file gives none `churn_probability` and `loyalty_score`.

    Loyalty from purchases is the length of the relationship (Chang & Tsay 2004 add it as L to RFM), as the share of
    customers whose relationship is shorter, in percent.
    """
    gap = usual_gap(customers)
    lateness = customers["days_since_purchase"] / gap.where(gap > 0)
    return customers.assign(
        usual_gap_days=gap,
        lateness=lateness,
        churn_probability=_given_or(customers["churn_probability"], churn_estimate(lateness)),
        loyalty_score=_given_or(customers["loyalty_score"], percentile(customers["active_span_days"])),
    )


def _given_or(given: pd.Series, computed: pd.Series) -> pd.Series:
    """A column comes from one source: what the file gives is never mixed with an estimate."""
    return given if bool(given.notna().any()) else computed.astype("float64").replace([np.inf, -np.inf], np.nan)
