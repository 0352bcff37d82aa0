"""Pictures from small tables, in Altair. A draw function computes nothing: frame in, figure out."""

from __future__ import annotations

from collections.abc import Sequence
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
LOW_TO_HIGH = ["#d1495b", "#f0b429", "#0f8f6d"]
CALM_TO_HOT = ["#0f8f6d", "#f0b429", "#d1495b"]
FORMATS = {"money": ",.0f", "share": ".0%", "count": ",.0f"}


def _format(column: str) -> str:
    return FORMATS.get(unit_of(column), ",.3~f")


def _title(frame: pd.DataFrame, column: str) -> str:
    return label_of(column) + unit_suffix(unit_of(column), frame.attrs.get("currency", ""))


def group_color(groups: list[str], title: str | None = None) -> alt.Color:
    """One fixed color per segment everywhere; other groups take the palette in order."""
    if set(groups) <= set(SEGMENT_COLORS):
        names = [name for name in SEGMENT_COLORS if name in groups]
        colors = [SEGMENT_COLORS[name] for name in names]
    else:
        names, colors = groups, [PALETTE[i % len(PALETTE)] for i in range(len(groups))]
    legend = alt.Legend(title=title, orient="bottom", columns=2, labelLimit=150, symbolLimit=20)
    return alt.Color("group:N", scale=alt.Scale(domain=names, range=colors), legend=legend)


def _no_legend(color: alt.Color) -> alt.Color:
    return color.legend(None)


def donut(frame: pd.DataFrame) -> Figure:
    """Share of customers per `group`."""
    base = alt.Chart(frame).encode(
        theta=alt.Theta("customers:Q", stack=True),
        order=alt.Order("customers:Q", sort="descending"),
        tooltip=[
            alt.Tooltip("group:N", title="Group"),
            alt.Tooltip("customers:Q", title="Customers", format=",.0f"),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
        ],
    )
    color = group_color(frame["group"].tolist())
    arcs = base.mark_arc(innerRadius=52, outerRadius=88, padAngle=0.012, cornerRadius=2).encode(color=color)
    labels = base.mark_text(radius=105, fontSize=12).encode(text=alt.Text("share:Q", format=".0%"), color=color)
    return (arcs + labels).properties(height=HEIGHT + 40)


def bars(frame: pd.DataFrame, value: str, form: str, title: str) -> Figure:
    """Horizontal bars of `value` per `group`, in the order of the frame, with the figure at the end of each bar."""
    names = frame["group"].astype("str").tolist()
    base = alt.Chart(frame).encode(
        x=alt.X(f"{value}:Q", title=title, axis=alt.Axis(format=form, tickCount=4)),
        y=alt.Y("group:N", title=None, sort=names, axis=alt.Axis(labelLimit=130)),
        tooltip=[alt.Tooltip("group:N", title="Group"), alt.Tooltip(f"{value}:Q", title=title, format=form)],
    )
    colored = set(names) <= set(SEGMENT_COLORS) or all(name.startswith("Cluster ") for name in names)
    color = _no_legend(group_color(names)) if colored else alt.value(ACCENT)
    drawn = base.mark_bar(cornerRadiusEnd=3).encode(color=color)
    text = base.mark_text(align="left", dx=4, color="#7f8794").encode(text=alt.Text(f"{value}:Q", format=form))
    return (drawn + text).properties(height=max(120, min(420, 38 * len(frame) + 40)))


def histogram(frame: pd.DataFrame, counted: str = "Customers") -> Figure:
    """Bars over the bins `low` to `high`, with the median as a line."""
    column = frame.attrs["column"]
    form = _format(column)
    bars = (
        alt.Chart(frame)
        .mark_bar(color=ACCENT)
        .encode(
            x=alt.X("low:Q", title=_title(frame, column), axis=alt.Axis(format="~s", tickCount=6), bin="binned"),
            x2="high:Q",
            y=alt.Y("customers:Q", title=counted, axis=alt.Axis(format="~s", tickCount=5)),
            tooltip=[
                alt.Tooltip("low:Q", title="From", format=form),
                alt.Tooltip("high:Q", title="To", format=form),
                alt.Tooltip("customers:Q", title=counted, format=",.0f"),
            ],
        )
    )
    middle = pd.DataFrame({"median": [frame.attrs["median"]]})
    rule = (
        alt.Chart(middle)
        .mark_rule(color="#d1495b", strokeDash=[4, 3], size=2)
        .encode(x="median:Q", tooltip=alt.Tooltip("median:Q", title="Median", format=form))
    )
    return (bars + rule).properties(height=HEIGHT)


def grouped_histogram(frame: pd.DataFrame) -> Figure:
    """Customers per age band, one color per gender (or one color for all)."""
    groups = sorted(frame["group"].unique())
    color = group_color(groups) if len(groups) > 1 else alt.value(ACCENT)
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("age:O", title="Age (years, in bands of five)", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("customers:Q", title="Customers", axis=alt.Axis(format="~s", tickCount=5)),
            color=color,
            tooltip=[
                alt.Tooltip("age:O", title="Age from"),
                alt.Tooltip("group:N", title="Gender"),
                alt.Tooltip("customers:Q", title="Customers", format=",.0f"),
            ],
        )
        .properties(height=HEIGHT)
    )


def scatter(frame: pd.DataFrame, x: str, y: str, color: str, colors: Sequence[str] = LOW_TO_HIGH) -> Figure:
    """One point per customer; `color` is a metric on a scale of `colors`, or a group."""
    if color in ("segment", "group"):
        named = frame.rename(columns={color: "group"})
        shade = group_color(list(dict.fromkeys(named["group"])))
        shown = alt.Tooltip("group:N", title=label_of(color) if color == "segment" else "Group")
    else:
        named = frame
        legend = alt.Legend(title=label_of(color), orient="bottom", gradientLength=160, format=_format(color))
        shade = alt.Color(f"{color}:Q", scale=alt.Scale(range=list(colors)), legend=legend)
        shown = alt.Tooltip(f"{color}:Q", title=label_of(color), format=_format(color))
    axis = alt.Axis(format="~s", tickCount=6)
    return (
        alt.Chart(named)
        .mark_circle(size=26, opacity=0.65)
        .encode(
            x=alt.X(f"{x}:Q", title=_title(frame, x), axis=axis, scale=_cut(frame, x)),
            y=alt.Y(f"{y}:Q", title=_title(frame, y), axis=axis, scale=_cut(frame, y)),
            color=shade,
            tooltip=[
                alt.Tooltip(f"{x}:Q", title=label_of(x), format=_format(x)),
                alt.Tooltip(f"{y}:Q", title=label_of(y), format=_format(y)),
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
    shade = group_color(sorted(frame["group"].unique())) if "group" in frame else alt.value(ACCENT)
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
) -> Figure:
    """A grid of colored cells with the figure in each; colors turn at `middle`, where given (100 for an index)."""
    if middle is None:
        scale = alt.Scale(range=["#d9eaf0", "#0b5f7d"])
    else:
        far = max(abs(float(frame[value].max()) - middle), abs(float(frame[value].min()) - middle), 1e-9)
        scale = alt.Scale(
            domain=[middle - far, middle, middle + far], range=["#c8553d", "#e9e4d8", "#0b6e8a"], type="linear"
        )
    many = frame[x].dtype == "str" and frame[x].nunique() > 4
    base = alt.Chart(frame).encode(
        x=alt.X(
            f"{x}:O", title=titles[0], axis=alt.Axis(labelAngle=-25 if many else 0, labelLimit=110, labelOverlap=False)
        ),
        y=alt.Y(f"{y}:O", title=titles[1], sort=order, axis=alt.Axis(labelLimit=130)),
    )
    cells = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color(f"{value}:Q", scale=scale, legend=None),
        tooltip=[alt.Tooltip(f"{name}:{'N' if frame[name].dtype == 'str' else 'Q'}") for name in frame.columns],
    )
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


def line(
    frame: pd.DataFrame, x: str, y: str, titles: tuple[str, str], forms: tuple[str, str], kind: str = "Q"
) -> Figure:
    """A line with points; `kind` is "Q" for numbers and "T" for dates."""
    return (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=28), color=ACCENT, strokeWidth=2)
        .encode(
            x=alt.X(f"{x}:{kind}", title=titles[0], axis=alt.Axis(format=forms[0], tickCount=6)),
            y=alt.Y(f"{y}:Q", title=titles[1], axis=alt.Axis(format=forms[1], tickCount=5)),
            tooltip=[
                alt.Tooltip(f"{x}:{kind}", title=titles[0], format=forms[0]),
                alt.Tooltip(f"{y}:Q", title=titles[1], format=forms[1]),
            ],
        )
        .properties(height=HEIGHT)
    )


def curve(frame: pd.DataFrame) -> Figure:
    """Silhouette for each number of clusters, the one taken marked."""
    base = line(frame, "k", "silhouette", ("Number of clusters", "Silhouette (higher is better)"), (".0f", ".2f"))
    taken = (
        alt.Chart(frame[frame["taken"]])
        .mark_point(size=220, color="#d1495b", strokeWidth=3)
        .encode(x="k:Q", y="silhouette:Q")
    )
    return (base + taken).properties(height=HEIGHT)


def quartiles(frame: pd.DataFrame) -> Figure:
    """The middle half of each group as a bar, with the median as a tick."""
    title = "Lifetime value" + unit_suffix("money", frame.attrs.get("currency", ""))
    color = _no_legend(group_color(frame["group"].tolist()))
    base = alt.Chart(frame).encode(
        y=alt.Y("group:N", title=None, sort=list(SEGMENT_COLORS), axis=alt.Axis(labelLimit=130)),
        tooltip=[
            alt.Tooltip("group:N", title="Segment"),
            *(
                alt.Tooltip(f"{n}:Q", title=n.replace("_", " ").capitalize(), format=",.0f")
                for n in ("lower_quartile", "median", "upper_quartile", "mean", "total")
            ),
        ],
    )
    box = base.mark_bar(size=18, cornerRadius=3, opacity=0.85).encode(
        x=alt.X("lower_quartile:Q", title=title, axis=alt.Axis(format="~s", tickCount=6)),
        x2="upper_quartile:Q",
        color=color,
    )
    tick = base.mark_tick(size=26, thickness=3, color="#7f8794").encode(x="median:Q")
    return (box + tick).properties(height=HEIGHT)


def concentration(frame: pd.DataFrame) -> Figure:
    """The curve of value held by the most valuable customers, against an even spread."""
    held = (
        alt.Chart(frame)
        .mark_area(color=ACCENT, opacity=0.35, line={"color": ACCENT, "strokeWidth": 2})
        .encode(
            x=alt.X(
                "customer_share:Q",
                title="Share of customers, most valuable first",
                axis=alt.Axis(format=".0%", tickCount=6),
            ),
            y=alt.Y("value_share:Q", title="Share of all lifetime value", axis=alt.Axis(format=".0%", tickCount=6)),
            tooltip=[
                alt.Tooltip("customer_share:Q", title="Top customers", format=".0%"),
                alt.Tooltip("value_share:Q", title="hold of all value", format=".0%"),
            ],
        )
    )
    ends = pd.DataFrame({"x": [0, 1], "y": [0, 1]})
    even = alt.Chart(ends).mark_line(color="#8a94a6", strokeDash=[4, 4]).encode(x="x:Q", y="y:Q")
    return (held + even).properties(height=HEIGHT)


def means(frame: pd.DataFrame) -> Figure:
    """Mean of a metric per group; the metric's name and unit come with the frame."""
    column = frame.attrs["column"]
    return bars(frame, "mean", _format(column), f"Mean of {_title(frame, column)}"[:60])


def crossed(frame: pd.DataFrame) -> Figure:
    """Share of each group of one grouping in each group of another."""
    return heatmap(frame, "category", "group", "share", ".0%")


def correlation_map(pairs: pd.DataFrame) -> Figure:
    """Rank correlations as a grid; pairs that share a formula are gray."""
    names = list(dict.fromkeys([*pairs["first"], *pairs["second"]]))
    base = alt.Chart(pairs).encode(
        x=alt.X("second:N", title=None, sort=names, axis=alt.Axis(labelAngle=-40, labelLimit=120)),
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


def cluster_space(frame: pd.DataFrame) -> Figure:
    """The cluster map with the third direction, in Plotly, which Altair can't turn in space."""
    import plotly.graph_objects as go

    figure = go.Figure(
        layout={"height": 520, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "legend": {"orientation": "h"}}
    )
    for place, group in enumerate(sorted(frame["group"].unique(), key=lambda name: (len(name), name))):
        some = frame[frame["group"] == group]
        marker = {"size": 3, "color": PALETTE[place % len(PALETTE)]}
        figure.add_trace(go.Scatter3d(x=some["x"], y=some["y"], z=some["z"], mode="markers", name=group, marker=marker))
    figure.update_scenes(xaxis_title="1st direction", yaxis_title="2nd direction", zaxis_title="3rd direction")
    return figure
