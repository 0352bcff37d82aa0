"""Segments held against what happened next, and how customers moved between them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from core.analysis import Analysis, score_customers
from core.data.customers import bought_after
from core.insight.churn import PURCHASES
from core.insight.forecast import risk_days, silence
from core.insight.movement import matrix, movements, summary
from core.insight.outcome import outcome_by_group
from core.insight.past import GONE, RANKED, Cut, watched
from core.insight.segments import assign_segments
from core.problems import DataError
from core.settings import thresholds


def lenses_over_time(analysis: Analysis) -> list[str]:
    """The groupings that can be seen from an earlier day: the six segments and the RFM map, with purchases only."""
    if analysis.dataset.purchases is None:
        return []
    return [lens for lens in RANKED if analysis.has(lens)]


# A file may give these as they are today, which nobody knew on an earlier day.
OF_TODAY = (
    "clv", "loyalty_score", "churn_probability", "churned", "page_views", "session_duration", "satisfaction_score",
)  # fmt: skip
_KEPT = ("customer_id", *RANKED, "orders", "revenue", "yearly_revenue")


def given_of_today(analysis: Analysis) -> list[str]:
    """The columns that a look back leaves out, as the file gives them as of today only."""
    return [name for name in OF_TODAY if name in analysis.dataset.customers]


def named_on(analysis: Analysis, day: dt.date) -> pd.DataFrame:
    """Customers with an order as they were on a day: their groups, orders and revenue; nothing later is known.

    What the file gives as of today is left out, and computed from the purchases up to that day instead.
    """
    dataset = analysis.dataset
    assert dataset.purchases is not None
    known = dataset.customers.drop(columns=given_of_today(analysis))
    # Preferences name nobody, and are the costliest to roll up.
    past = replace(dataset, customers=known, purchases=replace(dataset.purchases, has_categories=False))
    settings = analysis.settings
    model = _model(analysis)
    days = risk_days(dataset.purchases, day, settings.churn_days) if model else 0

    def name() -> pd.DataFrame:
        customers = score_customers(past, day)
        customers = customers.assign(churn_probability=_risk_on(customers, model, days))
        customers = customers.assign(segment=assign_segments(customers, settings))
        # Whose refunds ate every order is no customer to watch.
        return customers.loc[customers["orders"] > 0, list(_KEPT)].reset_index(drop=True)

    # Only what is asked for is remembered: several days of every score would fill the memory. And only what names
    # customers is in the key: a move of any other slider must not roll the past up anew.
    key = (day, tuple(thresholds(settings).values()), model, days)
    return analysis.memo("named on", key, name)  # type: ignore[no-any-return]


def _model(analysis: Analysis) -> str:
    """The model that churn probabilities come from; empty where they come from elsewhere."""
    from_model = analysis.churn is not None and analysis.churn.source == PURCHASES
    found = analysis.forecast if from_model else ""
    return "" if isinstance(found, str) else found.orders.name


def _risk_on(customers: pd.DataFrame, model: str, days: int) -> pd.Series:
    """Churn probabilities as of a day: by the model of today learned from that day's customers, else by the rule."""
    if not model:
        return customers["churn_probability"]
    try:
        return pd.Series(silence(customers, model, days), index=customers.index)
    except DataError:
        return customers["churn_probability"]


def outcome(analysis: Analysis, lens: str, cut: Cut) -> pd.DataFrame:
    """What the customers of each group of a lens did after the cut; see `core.insight.outcome.outcome_by_group`."""
    followed = _watched(analysis, cut)
    return outcome_by_group(
        followed[lens].astype("str").where(followed[lens].notna()), followed["later_orders"], followed["later_revenue"],
        followed["revenue"],
    )  # fmt: skip


def _watched(analysis: Analysis, cut: Cut) -> pd.DataFrame:
    purchases = analysis.dataset.purchases
    assert purchases is not None
    later = analysis.memo("later", (cut.day, cut.until), lambda: bought_after(purchases, cut.day, cut.until))
    return watched(named_on(analysis, cut.day), later)


def moves(analysis: Analysis, lens: str, since: dt.date) -> pd.DataFrame:
    """Every customer with an order, with the group on an earlier day and now; see `core.insight.movement.movements`.

    Both days are seen alike, so a name may differ from the one that what the file gives of today leads to.
    """
    assert analysis.as_of is not None
    before, now = (named_on(analysis, day) for day in (since, analysis.as_of))
    return movements(before, now, lens, RANKED[lens], GONE[lens])


def movement_matrix(moved: pd.DataFrame) -> pd.DataFrame:
    """Customers and revenue per 12 months for each pair of groups, the most customers first."""
    return matrix(moved)


def movement_summary(moved: pd.DataFrame) -> pd.DataFrame:
    """Customers and revenue per 12 months for each direction."""
    return summary(moved)


def share_over_time(analysis: Analysis, lens: str, days: list[dt.date]) -> pd.DataFrame:
    """Customers and share of each group of a lens on each of some days: `day`, `group`, `customers`, `share`."""
    parts = []
    for day in days:
        groups = named_on(analysis, day)[lens].dropna().astype("str")
        counts = groups.value_counts().reindex([name for name in RANKED[lens] if name in set(groups)])
        parts.append(
            pd.DataFrame(
                {
                    "day": pd.Timestamp(day),
                    "group": counts.index,
                    "customers": counts.array,
                    "share": counts.to_numpy() / max(1, len(groups)),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
