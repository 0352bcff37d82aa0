"""One point per customer."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from core.present.draw.style import (
    ACCENT,
    HEIGHT,
    LOW_TO_HIGH,
    PALETTE,
    Figure,
    axis_title,
    group_color,
    in_order,
    number_format,
)
from core.schema import label_of


def scatter(frame: pd.DataFrame, x: str, y: str, color: str, colors: Sequence[str] = LOW_TO_HIGH) -> Figure:
    """One point per customer; `color` is a metric on a scale of `colors`, or a group."""
    if color in ("segment", "group"):
        named = frame.rename(columns={color: "group"})
        shade = group_color(list(dict.fromkeys(named["group"])))
        shown = alt.Tooltip("group:N", title=label_of(color) if color == "segment" else "Group")
    else:
        named = frame
        legend = alt.Legend(title=label_of(color), orient="bottom", gradientLength=160, format=number_format(color))
        shade = alt.Color(f"{color}:Q", scale=alt.Scale(range=list(colors)), legend=legend)
        shown = alt.Tooltip(f"{color}:Q", title=label_of(color), format=number_format(color))
    axis = alt.Axis(format="~s", tickCount=6)
    return (
        alt.Chart(named)
        .mark_circle(size=26, opacity=0.65)
        .encode(
            x=alt.X(f"{x}:Q", title=axis_title(frame, x), axis=axis, scale=_cut(frame, x)),
            y=alt.Y(f"{y}:Q", title=axis_title(frame, y), axis=axis, scale=_cut(frame, y)),
            color=shade,
            tooltip=[
                alt.Tooltip(f"{x}:Q", title=label_of(x), format=number_format(x)),
                alt.Tooltip(f"{y}:Q", title=label_of(y), format=number_format(y)),
                shown,
            ],
        )
        .properties(height=HEIGHT)
    )


def _cut(frame: pd.DataFrame, column: str) -> alt.Scale:
    """The axis up to the limit that came with the frame; points beyond it are drawn at the edge."""
    limit = frame.attrs.get("limits", {}).get(column)
    return alt.Scale(domain=limit, clamp=True) if limit else alt.Scale(zero=False, nice=True)


def plain_scatter(frame: pd.DataFrame) -> Figure:
    """Two metrics against each other, named by the frame's attributes; groups get a color."""
    shade = group_color(in_order(frame["group"])) if "group" in frame else alt.value(ACCENT)
    axis = alt.Axis(tickCount=6, labelOverlap=True)
    return (
        alt.Chart(frame)
        .mark_circle(size=26, opacity=0.6)
        .encode(
            x=alt.X("x:Q", title=frame.attrs["x"][:60], axis=axis, scale=alt.Scale(zero=False)),
            y=alt.Y("y:Q", title=frame.attrs["y"][:60], axis=axis, scale=alt.Scale(zero=False)),
            color=shade,
        )
        .properties(height=HEIGHT)
    )


def cluster_space(frame: pd.DataFrame) -> Figure:
    """The cluster map with the third direction, in Plotly, which Altair can't turn in space."""
    import plotly.graph_objects as go

    figure = go.Figure(
        layout={"height": 520, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "legend": {"orientation": "h"}}
    )
    for place, group in enumerate(in_order(frame["group"])):
        some = frame[frame["group"] == group]
        marker = {"size": 3, "color": PALETTE[place % len(PALETTE)]}
        figure.add_trace(go.Scatter3d(x=some["x"], y=some["y"], z=some["z"], mode="markers", name=group, marker=marker))
    figure.update_scenes(xaxis_title="1st", yaxis_title="2nd", zaxis_title="3rd")
    return figure
