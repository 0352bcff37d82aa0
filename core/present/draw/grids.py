"""Grids of colored cells."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from core.present.draw.style import Figure, in_order

# Letters that fit under a chart of half the page's width.
ROOM = 40


def heatmap(
    frame: pd.DataFrame,
    x: str,
    y: str,
    value: str,
    form: str,
    *,
    middle: float | None = None,
    titles: tuple[str | None, str | None, str] = (None, None, ""),
    order: list[Any] | None = None,
    across: list[Any] | None = None,
    pick: str = "",
) -> Figure:
    """A grid of colored cells with the figure in each; colors turn at `middle`, where given (100 for an index).

    `order` and `across` are the orders of the rows and the columns. Where `pick` is given, a cell can be selected,
    under that name.
    """
    if middle is None:
        scale = alt.Scale(range=["#d9eaf0", "#0b5f7d"])
    else:
        far = max(abs(float(frame[value].max()) - middle), abs(float(frame[value].min()) - middle), 1e-9)
        scale = alt.Scale(
            domain=[middle - far, middle, middle + far], range=["#c8553d", "#e9e4d8", "#0b6e8a"], type="linear"
        )
    many = frame[x].dtype == "str" and sum(len(str(name)) + 3 for name in frame[x].unique()) > ROOM
    columns = across or (in_order(frame[x]) if frame[x].dtype == "str" else alt.Undefined)
    down = order or (in_order(frame[y]) if frame[y].dtype == "str" else alt.Undefined)
    labels = alt.Axis(labelAngle=-25 if many else 0, labelLimit=110, labelOverlap=False)
    base = alt.Chart(frame).encode(
        x=alt.X(f"{x}:O", title=titles[0], sort=columns, axis=labels),
        y=alt.Y(f"{y}:O", title=titles[1], sort=down, axis=alt.Axis(labelLimit=130)),
    )
    cells = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color(f"{value}:Q", scale=scale, legend=None),
        tooltip=[alt.Tooltip(f"{name}:{'N' if frame[name].dtype == 'str' else 'Q'}") for name in frame.columns],
    )
    if pick:
        cells = cells.add_params(alt.selection_point(pick, fields=[x, y]))
    text = base.mark_text(fontSize=11).encode(
        text=alt.Text(f"{value}:Q", format=form),
        color=alt.condition(_is_dark(frame[value], middle), alt.value("#ffffff"), alt.value("#1c2530")),
    )
    rows = frame[y].nunique()
    return (cells + text).properties(height=max(140, min(620, 30 * rows + 70)))


def _is_dark(values: pd.Series, middle: float | None) -> Any:
    """The cells whose color is too dark for dark figures."""
    if middle is None:
        low, high = float(values.min()), float(values.max())
        return alt.datum[values.name] > low + 0.55 * (high - low)
    far = max(abs(float(values.max()) - middle), abs(float(values.min()) - middle))
    return (alt.datum[values.name] - middle > 0.7 * far) | (middle - alt.datum[values.name] > 0.7 * far)


def crossed(frame: pd.DataFrame) -> Figure:
    """Share of each group of one grouping in each group of another."""
    return heatmap(frame, "category", "group", "share", ".0%")


def correlation_map(pairs: pd.DataFrame) -> Figure:
    """Rank correlations as a grid; pairs that share a formula are gray."""
    names = list(dict.fromkeys([*pairs["first"], *pairs["second"]]))
    base = alt.Chart(pairs).encode(
        x=alt.X("second:N", title=None, sort=names, axis=alt.Axis(labelAngle=-40, labelLimit=120, labelOverlap=False)),
        y=alt.Y("first:N", title=None, sort=names, axis=alt.Axis(labelLimit=150)),
        tooltip=[
            alt.Tooltip("first:N", title="First"),
            alt.Tooltip("second:N", title="Second"),
            alt.Tooltip("correlation:Q", title="Rank correlation", format="+.2f"),
            alt.Tooltip("customers:Q", title="Customers", format=",.0f"),
            alt.Tooltip("same_formula:N", title="Share a formula"),
        ],
    )
    scale = alt.Scale(domain=[-1, 0, 1], range=["#c8553d", "#e9e4d8", "#0b6e8a"])
    honest = alt.Color("correlation:Q", scale=scale, legend=None)
    cells = base.mark_rect(cornerRadius=2).encode(
        color=alt.condition(alt.datum.same_formula, alt.value("#b9c0c8"), honest)
    )
    text = base.mark_text(fontSize=11, color="#1c2530").encode(text=alt.Text("correlation:Q", format="+.2f"))
    return (cells + text).properties(height=36 * len(names) + 90)
