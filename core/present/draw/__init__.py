"""Pictures from small tables, in Altair. A draw function computes nothing: frame in, figure out."""

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
from core.present.draw.points import cluster_space, plain_scatter, scatter
from core.present.draw.style import CALM_TO_HOT, LOW_TO_HIGH, PALETTE, SEGMENT_COLORS

__all__ = [
    "CALM_TO_HOT",
    "LOW_TO_HIGH",
    "PALETTE",
    "SEGMENT_COLORS",
    "bars",
    "cluster_space",
    "concentration",
    "correlation_map",
    "crossed",
    "curve",
    "donut",
    "grouped_histogram",
    "heatmap",
    "histogram",
    "line",
    "means",
    "plain_scatter",
    "quartiles",
    "scatter",
]
