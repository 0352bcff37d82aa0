"""Pictures of what happened next and of how customers moved."""

from __future__ import annotations

import altair as alt
import pandas as pd

from core.present.draw.style import HEIGHT, MIDDLE, SEGMENT_COLORS, Figure, color_of, group_color, no_legend
from core.words import unit_suffix

# Beyond the six segments the RFM map has a seventh name.
GREY = "#5f6773"
# Room for the names beside the bars of a flow, in pixels.
BESIDE = 112


def intervals(frame: pd.DataFrame, value: str, low: str, high: str, title: str, form: str) -> Figure:
    """A bar per group with its interval as a line."""
    names = frame["group"].astype("str").tolist()
    suffix = unit_suffix("money", frame.attrs.get("currency", "")) if "%" not in form else ""
    base = alt.Chart(frame).encode(
        y=alt.Y("group:N", title=None, sort=names, axis=alt.Axis(labelLimit=140)),
        tooltip=[
            alt.Tooltip("group:N", title="Group"),
            alt.Tooltip("customers:Q", title="Customers", format=",.0f"),
            alt.Tooltip(f"{value}:Q", title=title, format=form),
            alt.Tooltip(f"{low}:Q", title="From", format=form),
            alt.Tooltip(f"{high}:Q", title="To", format=form),
        ],
    )
    bar = base.mark_bar(cornerRadiusEnd=3, size=18).encode(
        x=alt.X(f"{value}:Q", title=title + suffix, axis=alt.Axis(format=form, tickCount=5)),
        color=no_legend(group_color(names)),
    )
    line = base.mark_rule(color=MIDDLE, size=2).encode(x=f"{low}:Q", x2=f"{high}:Q")
    return (bar + line).properties(height=max(160, 38 * len(frame) + 40))


def shares(frame: pd.DataFrame) -> Figure:
    """The share of each group over time, stacked to 100%."""
    names = list(dict.fromkeys(frame["group"]))
    return (
        alt.Chart(frame.assign(place=frame["group"].map(names.index)))
        .mark_area(opacity=0.9)
        .encode(
            x=alt.X("day:T", title="Day", axis=alt.Axis(format="%b %Y", tickCount=6)),
            y=alt.Y("customers:Q", title="Share of customers", stack="normalize", axis=alt.Axis(format=".0%")),
            color=group_color(names),
            order=alt.Order("place:Q", sort="descending"),
            tooltip=[
                alt.Tooltip("day:T", title="Day", format="%b %-d, %Y"),
                alt.Tooltip("group:N", title="Group"),
                alt.Tooltip("customers:Q", title="Customers", format=",.0f"),
                alt.Tooltip("share:Q", title="Share", format=".1%"),
            ],
        )
        .properties(height=HEIGHT + 40)
    )


def flow(frame: pd.DataFrame, order: list[str]) -> Figure:
    """A Sankey diagram from the groups of one day to those of another, in Plotly, as Altair has none."""
    import plotly.graph_objects as go

    left, right = (_ranked(frame[side], order) for side in ("from_group", "to_group"))
    names = left + right
    sizes = [
        frame.groupby(side)["customers"].sum()[groups] for side, groups in (("from_group", left), ("to_group", right))
    ]
    places = [_places(size) for size in sizes]
    from_to = "%{value:,} customers from %{source.customdata} to %{target.customdata}<extra></extra>"
    colors = [color_of(name, place) if name in SEGMENT_COLORS else GREY for place, name in enumerate(names)]
    figure = go.Figure(
        go.Sankey(
            node={
                "customdata": names,
                "color": colors,
                "pad": 14,
                "thickness": 16,
                "x": [0.001] * len(left) + [0.999] * len(right),
                "y": [*places[0], *places[1]],
                "hovertemplate": "%{customdata}: %{value:,} customers<extra></extra>",
            },
            link={
                "source": [left.index(name) for name in frame["from_group"]],
                "target": [len(left) + right.index(name) for name in frame["to_group"]],
                "value": frame["customers"].tolist(),
                "color": [_faint(colors[left.index(name)]) for name in frame["from_group"]],
                "hovertemplate": from_to,
            },
            arrangement="fixed",
        )
    )
    # Plotly writes names on the bands, where no color is readable on all of them: they stand beside the bars instead.
    for x, side, groups, heights in ((0, "right", left, places[0]), (1, "left", right, places[1])):
        for name, height in zip(groups, heights, strict=True):
            figure.add_annotation(
                text=name, x=x, y=1 - height, xref="paper", yref="paper", xanchor=side, yanchor="middle",
                xshift=-12 if x == 0 else 12, showarrow=False, font={"size": 11},
            )  # fmt: skip
    return figure.update_layout(height=420, margin={"l": BESIDE, "r": BESIDE, "t": 8, "b": 8})


def _ranked(groups: pd.Series, order: list[str]) -> list[str]:
    present = set(groups)
    return [name for name in order if name in present]


def _places(sizes: pd.Series) -> list[float]:
    """The middles of bars that stand below each other, as shares of the height; 0 and 1 themselves are not obeyed."""
    gap = 0.04
    shares = sizes / sizes.sum() * (1 - gap * (len(sizes) - 1))
    tops = shares.cumsum() - shares + gap * pd.Series(range(len(shares)), index=shares.index)
    return [min(max(float(place), 0.001), 0.999) for place in tops + shares / 2]


def _faint(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"
