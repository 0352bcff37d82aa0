"""Shares, bars, distributions and lines."""

from __future__ import annotations

import altair as alt
import pandas as pd

from core.present.draw.style import (
    ACCENT,
    HEIGHT,
    MIDDLE,
    SEGMENT_COLORS,
    Figure,
    axis_title,
    color_of,
    group_color,
    no_legend,
    number_format,
)
from core.schema import unit_of
from core.words import share, unit_suffix


def donut(frame: pd.DataFrame) -> Figure:
    """Share of customers per `group`; the legend carries the figures, in the theme's own text color."""
    names = frame["group"].tolist()
    labelled = {name: f"{name}: {share(part)}" for name, part in zip(names, frame["share"], strict=True)}
    arcs = alt.Chart(frame.assign(label=[labelled[name] for name in names])).mark_arc(
        innerRadius=60, outerRadius=104, padAngle=0.012, cornerRadius=2
    )
    colors = [color_of(name, place) for place, name in enumerate(names)]
    legend = alt.Legend(title=None, orient="bottom", columns=2, labelLimit=190)
    return arcs.encode(
        theta=alt.Theta("customers:Q", stack=True),
        order=alt.Order("customers:Q", sort="descending"),
        color=alt.Color(
            "label:N", scale=alt.Scale(domain=list(labelled.values()), range=colors), sort=None, legend=legend
        ),
        tooltip=[
            alt.Tooltip("group:N", title="Group"),
            alt.Tooltip("customers:Q", title="Customers", format=",.0f"),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
        ],
    ).properties(height=HEIGHT + 40)


def bars(frame: pd.DataFrame, value: str, form: str, title: str) -> Figure:
    """Horizontal bars of `value` per `group`, in the order of the frame, with the figure at the end of each bar."""
    names = frame["group"].astype("str").tolist()
    base = alt.Chart(frame).encode(
        x=alt.X(f"{value}:Q", title=title, axis=alt.Axis(format=form, tickCount=4)),
        y=alt.Y("group:N", title=None, sort=names, axis=alt.Axis(labelLimit=130)),
        tooltip=[alt.Tooltip("group:N", title="Group"), alt.Tooltip(f"{value}:Q", title=title, format=form)],
    )
    colored = set(names) <= set(SEGMENT_COLORS) or all(name.startswith("Cluster ") for name in names)
    color = no_legend(group_color(names)) if colored else alt.value(ACCENT)
    drawn = base.mark_bar(cornerRadiusEnd=3).encode(color=color)
    text = base.mark_text(align="left", dx=4, color=MIDDLE).encode(text=alt.Text(f"{value}:Q", format=form))
    return (drawn + text).properties(height=max(120, min(420, 38 * len(frame) + 40)))


def means(frame: pd.DataFrame) -> Figure:
    """Mean of a metric per group; the metric's name and unit come with the frame."""
    column = frame.attrs["column"]
    return bars(frame, "mean", number_format(column), f"Mean of {axis_title(frame, column)}"[:60])


def histogram(frame: pd.DataFrame, counted: str = "Customers") -> Figure:
    """Bars over the bins `low` to `high`, with the median as a line."""
    column = frame.attrs["column"]
    form = number_format(column)
    # Short for large numbers, but a share of 0.2 must not become 200m.
    short = form if unit_of(column) == "share" else "~s"
    bars = (
        alt.Chart(frame)
        .mark_bar(color=ACCENT)
        .encode(
            x=alt.X("low:Q", title=axis_title(frame, column), axis=alt.Axis(format=short, tickCount=6), bin="binned"),
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
    """Silhouette for each number of clusters: those as good as the best filled, the one taken in a ring."""
    base = alt.Chart(frame).encode(
        x=alt.X("k:Q", title="Number of clusters", axis=alt.Axis(format=".0f", tickCount=len(frame))),
        y=alt.Y("silhouette:Q", title="Silhouette (higher is better)", axis=alt.Axis(format=".2f", tickCount=5)),
        tooltip=[
            alt.Tooltip("k:Q", title="Clusters"),
            alt.Tooltip("silhouette:Q", title="Silhouette", format=".3f"),
            alt.Tooltip("stability:Q", title="Found again", format=".0%"),
            alt.Tooltip("calinski_harabasz:Q", title="Calinski-Harabasz (higher is better)", format=",.0f"),
            alt.Tooltip("davies_bouldin:Q", title="Davies-Bouldin (lower is better)", format=".2f"),
            alt.Tooltip("inertia:Q", title="Inertia", format=",.0f"),
        ],
    )
    points = base.mark_point(size=60, color=ACCENT, filled=True).encode(
        opacity=alt.condition(alt.datum.equal, alt.value(1.0), alt.value(0.3))
    )
    taken = base.transform_filter(alt.datum.taken).mark_point(size=260, color="#d1495b", strokeWidth=3)
    return (base.mark_line(color=ACCENT, strokeWidth=2, opacity=0.5) + points + taken).properties(height=HEIGHT)


def quartiles(frame: pd.DataFrame) -> Figure:
    """The middle half of each group as a bar, with the median as a tick."""
    title = "Lifetime value" + unit_suffix("money", frame.attrs.get("currency", ""))
    color = no_legend(group_color(frame["group"].tolist()))
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
    tick = base.mark_tick(size=26, thickness=3, color=MIDDLE).encode(x="median:Q")
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
