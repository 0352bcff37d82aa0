"""The six segments: rules, meaning, focus and color. To change a segment, change its entry here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from core.rules import Band, Outside, When, first_match, is_live
from core.settings import Settings

# At or above this engagement score a customer is more engaged than most, so a high churn probability alone
# does not put them at risk.
ENGAGED = 50


@dataclass(frozen=True)
class Segment:
    """A named group: `when` gives its conditions under the settings; the first that holds names the customer."""

    name: str
    when: Callable[[Settings], When]
    rule: str
    meaning: str
    focus: str
    color: str


SEGMENTS: tuple[Segment, ...] = (
    Segment(
        "Champions",
        when=lambda s: {
            "clv_percentile": Band(low=s.high_value_percentile),
            "frequency_percentile": Band(low=s.high_frequency_percentile),
        },
        rule="High lifetime value and high purchase frequency",
        meaning="They spend the most and come back the most often.",
        focus="Keep them close: early access, thanks, referrals. No discounts needed.",
        color="#0f6d8c",
    ),
    Segment(
        "Loyal Customers",
        when=lambda s: {
            "clv_percentile": Band(low=s.high_value_percentile),
            "loyalty_percentile": Band(low=s.high_loyalty_percentile),
        },
        rule="High lifetime value and high loyalty",
        meaning="Worth a lot over a long time, though they do not buy the most often.",
        focus="Reward staying: a loyalty program, bundles, larger baskets.",
        color="#45b39d",
    ),
    Segment(
        "Potential Loyalists",
        when=lambda s: {"frequency_percentile": Band(low=s.high_frequency_percentile)},
        rule="High purchase frequency",
        meaning="They buy often, but each order is small so far.",
        focus="Raise the value of an order: cross-sell, thresholds for free shipping.",
        color="#f0b429",
    ),
    Segment(
        "New Customers",
        when=lambda s: {
            "clv_percentile": Band(low=s.moderate_value_percentile),
            "tenure_days": Band(high=s.new_customer_days),
        },
        rule="At least moderate lifetime value and a recent first purchase",
        meaning="Won recently, with a good start.",
        focus="Win the second order: a welcome series, help with the first purchase.",
        color="#9b7ede",
    ),
    Segment(
        "At Risk",
        when=lambda s: {
            "churn_probability": Band(low=s.churn_threshold),
            "engagement_score": Outside(Band(low=ENGAGED)),
        },
        rule="High churn probability, and engagement that is not above average",
        meaning="Likely to be lost: silent for long, or turning away.",
        focus="Win them back: ask why, remind, make one good offer.",
        color="#d1495b",
    ),
    Segment(
        "Need Attention",
        when=lambda s: {},
        rule="Everybody else",
        meaning="Average customers who could go either way.",
        focus="Keep in touch at low cost; watch who moves up or down.",
        color="#8a94a6",
    ),
)


def live_segments(customers: pd.DataFrame, settings: Settings) -> tuple[Segment, ...]:
    """The segments whose rules the data can answer, the catch-all left out."""
    return tuple(segment for segment in SEGMENTS if (when := segment.when(settings)) and is_live(customers, when))


def assign_segments(customers: pd.DataFrame, settings: Settings, segments: Sequence[Segment] = SEGMENTS) -> pd.Series:
    """Name each customer's segment; all missing where the data can't answer any rule but the last.

    Needs the columns of `core.schema`, scored.
    """
    rules = [(segment.name, segment.when(settings)) for segment in segments]
    named = first_match(customers, rules)
    answerable = any(when and is_live(customers, when) for _, when in rules)
    return named if answerable else named.mask(named.notna())
