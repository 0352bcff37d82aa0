"""Pictures of a forecast's check: over time, by past orders, and of the risk that was said."""

from __future__ import annotations

import altair as alt
import pandas as pd

from core.present.draw.style import ACCENT, HEIGHT, MIDDLE, Figure

_KINDS = {"actual": "Actual", "predicted": "Expected"}


def _long(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    long = frame.melt([key], list(_KINDS), var_name="kind", value_name="orders")
    return long.assign(kind=long["kind"].map(_KINDS))


def _kind_color(symbol: str) -> alt.Color:
    scale = alt.Scale(domain=list(_KINDS.values()), range=[MIDDLE, ACCENT])
    legend = alt.Legend(title=None, orient="bottom", symbolType=symbol, symbolStrokeWidth=3)
    return alt.Color("kind:N", scale=scale, legend=legend)


def cumulative(frame: pd.DataFrame) -> Figure:
    """Orders so far by week after the cut, actual and expected."""
    return (
        alt.Chart(_long(frame, "week"))
        .mark_line(point=True)
        .encode(
            x=alt.X("week:Q", title="Weeks after the cut"),
            y=alt.Y("orders:Q", title="Orders so far", axis=alt.Axis(format=",.0f")),
            color=_kind_color("stroke"),
            strokeDash=alt.StrokeDash("kind:N", legend=None),
            tooltip=[
                alt.Tooltip("week:Q", title="Week", format=".1f"),
                alt.Tooltip("kind:N", title="Kind"),
                alt.Tooltip("orders:Q", title="Orders", format=",.0f"),
            ],
        )
        .properties(height=HEIGHT)
    )


def by_past_orders(frame: pd.DataFrame) -> Figure:
    """Orders per customer after the cut by number of repeat orders before it, actual and expected."""
    top = int(frame["repeat_orders"].max())
    named = frame.assign(repeat_orders=frame["repeat_orders"].astype(str).replace({"7": "7+"}))
    return (
        alt.Chart(_long(named, "repeat_orders"))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("repeat_orders:N", title="Repeat orders before the cut", axis=alt.Axis(labelAngle=0)),
            xOffset="kind:N",
            y=alt.Y("orders:Q", title="Orders per customer after it", axis=alt.Axis(format=".1f", tickCount=5)),
            color=_kind_color("square"),
            tooltip=[
                alt.Tooltip("repeat_orders:N", title="Repeat orders before"),
                alt.Tooltip("kind:N", title="Kind"),
                alt.Tooltip("orders:Q", title="Orders per customer", format=".2f"),
            ],
        )
        .properties(height=HEIGHT, width="container" if top else 200)
    )


def reliability(
    frame: pd.DataFrame,
    said: str = "Probability of no order that was said",
    happened: str = "Share who did not order",
) -> Figure:
    """What was said of groups of like risk against what happened; on the line, it was right."""
    scale = alt.Scale(domain=[0, 1])
    line = alt.Chart(pd.DataFrame({"said": [0, 1], "happened": [0, 1]})).mark_line(color=MIDDLE, strokeDash=[4, 4])
    base = alt.Chart(frame).mark_line(point=alt.OverlayMarkDef(size=60), color=ACCENT)
    axes = {
        "x": alt.X("said:Q", title=said, scale=scale, axis=alt.Axis(format=".0%")),
        "y": alt.Y("happened:Q", title=happened, scale=scale, axis=alt.Axis(format=".0%")),
    }
    tooltip = [
        alt.Tooltip("said:Q", title="Said", format=".1%"),
        alt.Tooltip("happened:Q", title="Happened", format=".1%"),
        alt.Tooltip("customers:Q", title="Customers", format=",.0f"),
    ]
    return (line.encode(**axes) + base.encode(**axes, tooltip=tooltip)).properties(height=HEIGHT)
