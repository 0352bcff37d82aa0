"""Every threshold and default a person may turn, with label, range and help. The sliders are made from this table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any

GROUPS = ("Segment thresholds", "Clusters", "Value tiers", "Forecast", "Lists")


def _limit(
    default: float, label: str, help: str, *, low: float, high: float, step: float, unit: str, group: str
) -> Any:
    return field(
        default=default,
        metadata={
            "label": label,
            "help": help,
            "low": low,
            "high": high,
            "step": step,
            "unit": unit,
            "group": group,
        },
    )


@dataclass(frozen=True)
class Settings:
    """The thresholds of one analysis; an impossible value raises ValueError and says what is allowed.

    >>> Settings(high_value_percentile=90).high_value_percentile
    90
    >>> Settings(new_customer_days=0)
    Traceback (most recent call last):
        ...
    ValueError: Days that count as new: 0 must be between 7 and 730.
    """

    high_value_percentile: int = _limit(
        75,
        "High value starts at percentile",
        "A customer is of high value when their lifetime value is above that of this share of all customers. "
        "At 80, the top 20% are of high value.",
        low=50,
        high=99,
        step=1,
        unit="percentile of lifetime value",
        group="Segment thresholds",
    )
    high_frequency_percentile: int = _limit(
        70,
        "High frequency starts at percentile",
        "A customer buys often when their orders per 12 months are above those of this share of all customers.",
        low=50,
        high=99,
        step=1,
        unit="percentile of orders per 12 months",
        group="Segment thresholds",
    )
    high_loyalty_percentile: int = _limit(
        65,
        "High loyalty starts at percentile",
        "A customer is loyal when their loyalty score is above that of this share of all customers.",
        low=50,
        high=99,
        step=1,
        unit="percentile of the loyalty score",
        group="Segment thresholds",
    )
    moderate_value_percentile: int = _limit(
        25,
        "Moderate value starts at percentile",
        "A recently won customer counts as new when their lifetime value is above that of this share of all customers.",
        low=0,
        high=50,
        step=1,
        unit="percentile of lifetime value",
        group="Segment thresholds",
    )
    new_customer_days: int = _limit(
        90,
        "Days that count as new",
        "A customer is newly acquired when their first purchase is at most this many days before the analysis date.",
        low=7,
        high=730,
        step=1,
        unit="days since the first purchase",
        group="Segment thresholds",
    )
    churn_threshold: float = _limit(
        0.5,
        "High churn probability starts at",
        "A customer is likely to be lost when their churn probability is at least this.",
        low=0.05,
        high=0.95,
        step=0.05,
        unit="probability",
        group="Segment thresholds",
    )
    clusters: int = field(
        default=0,
        metadata={
            "label": "Number of clusters",
            "help": "How many groups KMeans looks for; automatic lets the data decide.",
            "choices": (0, *range(2, 13)),
            "words": {0: "Automatic"},
            "unit": "clusters",
            "group": "Clusters",
        },
    )
    heavy_share: float = _limit(
        0.5,
        "Heavy customers bring the first share",
        "The customers with the most revenue who together bring this share of all revenue are heavy customers.",
        low=0.1,
        high=0.9,
        step=0.05,
        unit="share of revenue",
        group="Value tiers",
    )
    medium_share: float = _limit(
        0.8,
        "Medium customers bring the part up to",
        "The next customers, up to this share of all revenue, are medium; the rest are light.",
        low=0.2,
        high=0.99,
        step=0.01,
        unit="share of revenue",
        group="Value tiers",
    )
    forecast_months: int = _limit(
        12,
        "Months to look ahead",
        "Expected orders and predicted value are those of so many months from the analysis date on.",
        low=1,
        high=36,
        step=1,
        unit="months",
        group="Forecast",
    )
    discount: float = _limit(
        0.1,
        "Discount per year",
        "Money that comes later counts less: by this share for each year.",
        low=0.0,
        high=0.5,
        step=0.01,
        unit="share per year",
        group="Forecast",
    )
    margin: float = _limit(
        1.0,
        "Margin",
        "The share of revenue that is yours after the cost of the goods; at 1, predicted value is revenue.",
        low=0.05,
        high=1.0,
        step=0.05,
        unit="share of revenue",
        group="Forecast",
    )
    churn_days: int = _limit(
        90,
        "Days without an order",
        "The risk of silence is the probability of no order in so many days; at most a third of the history.",
        low=7,
        high=365,
        step=1,
        unit="days",
        group="Forecast",
    )
    churn_from: str = field(
        default="automatic",
        metadata={
            "label": "Churn probability from",
            "help": "Automatic takes what the file gives, else what can be learned from its label of who has left, "
            "else the probability of no order in the days ahead (unless it is high for nearly everybody), else a rule "
            "from purchase dates. What you choose goes first; where it can't be had, the others follow in this order.",
            "choices": ("automatic", "file", "label", "purchases", "rule"),
            "words": {
                "automatic": "Automatic",
                "file": "File",
                "label": "Label",
                "purchases": "Purchases",
                "rule": "Rule",
            },
            "unit": "source",
            "group": "Forecast",
        },
    )
    telling_columns: str = field(
        default="left out",
        metadata={
            "label": "Columns that give the answer away",
            "help": "When learning from a label, a column that tells by itself who has left was mostly written down "
            "afterwards. It is left out, unless you know better.",
            "choices": ("left out", "used"),
            "words": {"left out": "Left out", "used": "Used"},
            "unit": "choice",
            "group": "Forecast",
        },
    )
    at_risk_value_percentile: int = _limit(
        50,
        "At risk: value above percentile",
        "Only customers whose lifetime value is above that of this share of all customers are on the at-risk list.",
        low=0,
        high=95,
        step=5,
        unit="percentile of lifetime value",
        group="Lists",
    )
    potential_percentile: int = _limit(
        70,
        "High potential starts at percentile",
        "A customer not yet of high value is on the high-potential list when their potential score (the mean of "
        "their ranks in frequency, loyalty, engagement, satisfaction and income) is above that of this share.",
        low=50,
        high=95,
        step=5,
        unit="percentile of the potential score",
        group="Lists",
    )
    cluster_metrics: tuple[str, ...] = ()
    as_of: dt.date | None = None
    seed: int = 7

    def __post_init__(self) -> None:
        for name, limit in limits().items():
            value = getattr(self, name)
            in_words = isinstance(limit["default"], str)
            if not in_words and (isinstance(value, bool) or not isinstance(value, int | float)):
                raise ValueError(f"{limit['label']}: {value!r} is not a number.")
            if "choices" in limit:
                if value not in limit["choices"]:
                    allowed = ", ".join(str(choice) for choice in limit["choices"])
                    raise ValueError(f"{limit['label']}: {value} must be one of {allowed}.")
            elif not limit["low"] <= value <= limit["high"]:
                raise ValueError(f"{limit['label']}: {value} must be between {limit['low']} and {limit['high']}.")


def thresholds(settings: Settings) -> dict[str, Any]:
    """The settings that name customers, by name: where the six segments begin and end."""
    return {name: getattr(settings, name) for name, limit in limits().items() if limit["group"] == "Segment thresholds"}


def limits() -> dict[str, dict[str, Any]]:
    """Name, default and metadata of every setting that has a slider, in the order of the screen."""
    return {entry.name: {**entry.metadata, "default": entry.default} for entry in fields(Settings) if entry.metadata}
