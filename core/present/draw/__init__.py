"""Pictures from small tables, in Altair. A draw function computes nothing: frame in, figure out."""

from core.present.draw.ahead import by_past_orders, cumulative, reliability
from core.present.draw.grids import correlation_map, crossed, heatmap
from core.present.draw.marks import (
    bars,
    concentration,
    curve,
    donut,
    grouped_histogram,
    histogram,
    line,
    means,
    quartiles,
)
from core.present.draw.past import flow, intervals, shares
from core.present.draw.points import cluster_space, plain_scatter, scatter
from core.present.draw.style import CALM_TO_HOT, LOW_TO_HIGH, PALETTE, SEGMENT_COLORS

__all__ = [
    "CALM_TO_HOT",
    "LOW_TO_HIGH",
    "PALETTE",
    "SEGMENT_COLORS",
    "bars",
    "by_past_orders",
    "cluster_space",
    "concentration",
    "correlation_map",
    "crossed",
    "cumulative",
    "curve",
    "donut",
    "flow",
    "grouped_histogram",
    "heatmap",
    "histogram",
    "intervals",
    "line",
    "means",
    "plain_scatter",
    "quartiles",
    "reliability",
    "scatter",
    "shares",
]
