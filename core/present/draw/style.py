"""Colors, formats and axis titles that all pictures share."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from core.insight.segments import SEGMENTS
from core.schema import label_of, unit_of
from core.words import unit_suffix

# Altair's builders are not typed; what comes out is an Altair chart, or a Plotly figure for the 3-D map.
Figure = Any

HEIGHT = 300
SEGMENT_COLORS = {segment.name: segment.color for segment in SEGMENTS}
# Distinct for color-blind readers (after Okabe & Ito 2008), readable on light and on dark.
PALETTE = (
    "#0f6d8c", "#e69f00", "#45b39d", "#d1495b", "#9b7ede", "#8a94a6",
    "#c47f3d", "#5b8def", "#a3b83a", "#d77fb3", "#3f8f5f", "#b5b0a0",
)  # fmt: skip
ACCENT = "#2a8fb0"
# As readable on light as on dark: a text mark does not follow the theme.
MIDDLE = "#757d89"
LOW_TO_HIGH = ["#d95f02", "#c9b79c", "#1b7fb8"]
CALM_TO_HOT = ["#1b7fb8", "#c9b79c", "#d95f02"]
FORMATS = {"money": ",.0f", "share": ".0%", "count": ",.0f"}


def number_format(column: str) -> str:
    return FORMATS.get(unit_of(column), ",.3~f")


def axis_title(frame: pd.DataFrame, column: str) -> str:
    return label_of(column) + unit_suffix(unit_of(column), frame.attrs.get("currency", ""))


def color_of(group: str, place: int) -> str:
    """One fixed color per segment everywhere; other groups take the palette in order."""
    return SEGMENT_COLORS.get(group, PALETTE[place % len(PALETTE)])


def group_color(groups: list[str]) -> alt.Color:
    """The colors of `color_of` with a legend below; segments in the order of their rules."""
    segments = [name for name in SEGMENT_COLORS if name in groups]
    names = segments if len(segments) == len(groups) else groups
    colors = [color_of(name, place) for place, name in enumerate(names)]
    legend = alt.Legend(title=None, orient="bottom", columns=2, labelLimit=150, symbolLimit=20)
    return alt.Color("group:N", scale=alt.Scale(domain=names, range=colors), legend=legend)


def in_order(names: pd.Series) -> list[str]:
    """Distinct names in the order a person counts: Cluster 2 before Cluster 10."""

    def place(name: str) -> tuple[int, str]:
        return (len(name) if name.startswith("Cluster ") else 0, name)

    return sorted(names.astype("str").unique(), key=place)


def no_legend(color: alt.Color) -> alt.Color:
    return color.legend(None)
