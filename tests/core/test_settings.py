"""Settings: every default is allowed, every limit holds, everything has words."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from core.settings import GROUPS, Settings, limits

LIMITS = limits()
RANGES = {name: limit for name, limit in LIMITS.items() if "low" in limit}


def test_the_sliders_are_the_settings_with_words() -> None:
    assert list(LIMITS) == [
        "high_value_percentile", "high_frequency_percentile", "high_loyalty_percentile", "moderate_value_percentile",
        "new_customer_days", "churn_threshold", "clusters", "heavy_share", "medium_share", "forecast_months",
        "discount", "margin", "churn_days", "churn_from", "telling_columns", "at_risk_value_percentile",
        "potential_percentile",
    ]  # fmt: skip
    for name, limit in LIMITS.items():
        assert limit["group"] in GROUPS, name
        assert limit["label"], name
        assert limit["unit"], name
        assert limit["help"].endswith("."), name
    labels = [limit["label"] for limit in LIMITS.values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", RANGES)
def test_bounds_are_allowed_and_what_lies_beyond_is_not(name: str) -> None:
    limit = RANGES[name]
    assert limit["low"] <= limit["default"] <= limit["high"]
    for allowed in (limit["low"], limit["high"], limit["default"]):
        assert getattr(Settings(**{name: allowed}), name) == allowed
    for wrong in (limit["low"] - limit["step"], limit["high"] + limit["step"], math.nan, math.inf, -math.inf):
        with pytest.raises(ValueError, match=limit["label"]):
            Settings(**{name: wrong})


@pytest.mark.parametrize("name", RANGES)
def test_a_slider_reaches_its_default_and_its_end(name: str) -> None:
    limit = RANGES[name]
    for place in ("default", "high"):
        steps = (limit[place] - limit["low"]) / limit["step"]
        assert steps == pytest.approx(round(steps)), place


@pytest.mark.parametrize("wrong", ["75", None, True, [75]])
def test_what_is_no_number_is_refused_in_words(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"High value starts at percentile: .* is not a number"):
        Settings(high_value_percentile=wrong)


@pytest.mark.parametrize("k", [0, 2, 12])
def test_clusters_may_be_automatic_or_2_to_12(k: int) -> None:
    assert Settings(clusters=k).clusters == k


@pytest.mark.parametrize("k", [-1, 1, 13, 2.5])
def test_other_numbers_of_clusters_are_refused_with_the_choices(k: int) -> None:
    with pytest.raises(ValueError, match=r"must be one of 0, 2, 3"):
        Settings(clusters=k)


def test_settings_are_a_value() -> None:
    assert Settings() == Settings()
    assert hash(Settings(clusters=4)) == hash(Settings(clusters=4))
    assert Settings(clusters=4) != Settings()
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().clusters = 3  # type: ignore[misc]
