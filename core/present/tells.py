"""The finding of a chart as a sentence, computed from the chart's numbers; it is also the chart's alternative text."""

from __future__ import annotations

import pandas as pd

from core.models.ranks import share_below
from core.schema import in_sentence, label_of, unit_of
from core.words import count, figure, money, number, share

NOTHING = "There is nothing to show."
MOST_FLOWS = 3


def _top(values: pd.Series, frame: pd.DataFrame) -> pd.Series:
    """The row of a frame where some values are largest; missing values never are."""
    return frame.iloc[int(values.fillna(float("-inf")).to_numpy().argmax())]


def largest_share(frame: pd.DataFrame) -> str:
    """The largest group and its share."""
    if frame.empty:
        return NOTHING
    top = _top(frame["customers"], frame)
    everybody = count(frame["customers"].sum(), "customer")
    return f"{top['group']} is the largest group with {share(top['share'])} of {everybody}."


def top_bar(frame: pd.DataFrame) -> str:
    """The groups with the highest and the lowest mean."""
    if frame.empty:
        return NOTHING
    top, low = _top(frame["mean"], frame), _top(-frame["mean"], frame)
    return f"Highest in {top['group']} ({share(top['mean'])}), lowest in {low['group']} ({share(low['mean'])})."


def together(frame: pd.DataFrame, x: str, y: str) -> str:
    """How two metrics go together, by rank correlation of the points shown."""
    first, second = frame.attrs.get("x", label_of(x)), frame.attrs.get("y", in_sentence(y))
    if len(frame) < 3:
        return f"{first} against {second} of {count(len(frame), 'customer')}."
    if frame[x].nunique() < 2 or frame[y].nunique() < 2:
        return f"{first} against {second}; one of them is the same for everybody."
    value = share_below(frame[x]).corr(share_below(frame[y]))
    strength = (
        "hardly go together"
        if not abs(value) >= 0.2
        else "rise together"
        if value > 0
        else "move in opposite directions"
    )
    shown = ""
    if frame.attrs.get("sample_of", 0) > len(frame):
        shown = f" A sample of {len(frame):,} of {frame.attrs['sample_of']:,} customers is drawn."
    if frame.attrs.get("limits"):
        shown += " The 1% farthest out are drawn at the edge."
    return f"{first} and {second} {strength} (rank correlation {value:.2f}).{shown}"


def ages(frame: pd.DataFrame) -> str:
    """The most frequent age band."""
    if frame.empty:
        return NOTHING
    bands = frame.groupby("age")["customers"].sum()
    top = bands.index[int(bands.to_numpy().argmax())]
    return f"The largest band is {top} to {int(top) + 4} years ({share(bands.max() / bands.sum())} of customers)."


def months(frame: pd.DataFrame) -> str:
    """The best month."""
    if frame.empty or frame["revenue"].isna().all():
        return NOTHING
    best = _top(frame["revenue"], frame)
    earned = money(best["revenue"], frame.attrs.get("currency", ""))
    last = " The last month is not complete." if frame.attrs.get("unfinished") else ""
    return f"{best['month']:%B %Y} was the best month with {earned}.{last}"


def median(frame: pd.DataFrame) -> str:
    """The median of a distribution."""
    if frame.empty:
        return NOTHING
    column = frame.attrs["column"]
    middle = figure(frame.attrs["median"], unit_of(column), frame.attrs.get("currency", ""))
    cut = " The highest 1% share the last bar." if frame.attrs["cut"] else ""
    return f"Half are at or below {middle}.{cut}"


def preference(frame: pd.DataFrame) -> str:
    """The strongest cell of a table of shares."""
    if frame.empty:
        return NOTHING
    top = _top(frame["preference"], frame)
    return f"Strongest: {top['category']} in {top['group']} ({share(top['preference'])})."


def index(frame: pd.DataFrame) -> str:
    """The cell farthest above the average."""
    if frame.empty or frame["index"].isna().all():
        return NOTHING
    top = _top(frame["index"], frame)
    return f"Farthest above average: {top['category']} in {top['group']} (index {top['index']:.0f})."


def differences(frame: pd.DataFrame) -> str:
    """The cluster and metric farthest from the average."""
    if frame.empty:
        return NOTHING
    top = _top(frame["difference"].abs(), frame)
    side = "above" if top["difference"] > 0 else "below"
    return f"{top['group']} is farthest from average: {top['category']} {abs(top['difference']):.1f} deviations {side}."


def cross(frame: pd.DataFrame) -> str:
    """Where the two groupings agree most."""
    if frame.empty:
        return NOTHING
    top = _top(frame["share"], frame)
    return f"{share(top['share'])} of {top['group']} are in {top['category']}."


def curve(frame: pd.DataFrame) -> str:
    """The number of clusters taken, its silhouette, and which others are as good."""
    if frame.empty:
        return NOTHING
    taken = frame[frame["taken"]].iloc[0]
    told = f"{taken['k']:.0f} clusters have a silhouette of {taken['silhouette']:.2f}"
    if pd.notna(taken["stability"]):
        told += f"; {share(taken['stability'])} of a cluster is found again among other customers"
    others = [f"{k:.0f}" for k in frame.loc[frame["equal"] & ~frame["taken"], "k"]]
    if others and taken["equal"]:
        told += f". As good as that (within 5%): {', '.join(others)}"
    if frame.attrs["clear"] and frame.attrs["automatic"] and not taken["equal"]:
        best = frame.iloc[int(frame["silhouette"].fillna(-1.0).to_numpy().argmax())]
        higher = f"{best['k']:.0f} have a higher one ({best['silhouette']:.2f})"
        told += f". {higher}, but one of them falls apart into groups of its own"
    return told + "."


def effect(frame: pd.DataFrame, default: float, currency: str) -> str:
    """What a threshold away from its default does, in customers and money."""
    if frame.empty:
        return f"Moves nobody, compared with {default:g}."
    moved = count(frame["customers"].sum(), "customer")
    flows = [_flow(row, currency) for _, row in frame.head(MOST_FLOWS).iterrows()]
    rest = len(frame) - len(flows)
    more = f"; and {count(rest, 'smaller move')}" if rest else ""
    return f"Compared with {default:g}, moves {moved}: {'; '.join(flows)}{more}."


def _flow(row: pd.Series, currency: str) -> str:
    worth = row["yearly_revenue"]
    brings = f" ({money(worth, currency)} a year)" if pd.notna(worth) else ""
    return f"{number(row['customers'])} from {row['from_group']} to {row['to_group']}{brings}"


def tiers(frame: pd.DataFrame, currency: str) -> str:
    """How few customers bring how much."""
    parts = []
    for _, row in frame[frame["group"] != "No revenue"].iterrows():
        worth = f"{share(row['revenue_share'])} of the money ({money(row['money'], currency)})"
        parts.append(
            f"{row['group']}: {count(row['customers'], 'customer')}, {share(row['share'])} of all, bring {worth}"
        )
    return ". ".join(parts) + "." if parts else NOTHING


def tier_bars(frame: pd.DataFrame) -> str:
    """The share of customers in the heaviest tier, and of the money."""
    if frame.empty:
        return NOTHING
    top = frame.iloc[0]
    return f"{share(top['share'])} of the customers bring {share(top['revenue_share'])} of the money."


def cluster_map(frame: pd.DataFrame) -> str:
    """How much of the difference between customers the map shows."""
    if frame.empty:
        return NOTHING
    shown = f"To the right: {frame.attrs['right']}. Upward: {frame.attrs['up']}. "
    shown += f"The map shows {share(frame.attrs['shown'])} of the differences between customers."
    if frame.attrs["sample_of"] > len(frame):
        shown += f" A sample of {len(frame):,} of {frame.attrs['sample_of']:,} customers is drawn."
    return shown


def rfm_map(frame: pd.DataFrame) -> str:
    """Customers in the best and in the worst corner."""
    if frame.empty:
        return NOTHING
    best = frame.loc[(frame["r_score"] >= 4) & (frame["fm_score"] >= 4), "customers"].sum()
    worst = frame.loc[(frame["r_score"] <= 2) & (frame["fm_score"] <= 2), "customers"].sum()
    corner = f"{count(best, 'customer')} in the best corner (both scores 4 or 5)"
    return f"{corner}, {number(worst)} in the worst (both 1 or 2)."


def retention(frame: pd.DataFrame) -> str:
    """Mean retention in the first period after the first order, over all cohorts."""
    after = frame[frame["age"] == 1]
    if after.empty:
        return "No cohort has a whole period after its first order yet."
    came_back = after["customers"].sum() / after["size"].sum()
    return f"{share(came_back)} of new customers ordered again in the {after['unit'].iloc[0]} after their first order."


def cohort_revenue(frame: pd.DataFrame) -> str:
    """Revenue per customer in the first period, over all cohorts."""
    first = frame[frame["age"] == 0]
    if first.empty:
        return NOTHING
    value = (first["revenue"] * first["size"]).sum() / first["size"].sum()
    spent = money(value, frame.attrs.get("currency", ""))
    return f"New customers spend {spent} on average in their first {first['unit'].iloc[0]}."


def concentration(frame: pd.DataFrame) -> str:
    """What the top 20% hold."""
    if frame.empty:
        return NOTHING
    nearest = _top(-(frame["customer_share"] - 0.2).abs(), frame)
    return f"The top 20% of customers hold {share(nearest['value_share'])} of all lifetime value."


def clv_by_segment(frame: pd.DataFrame) -> str:
    """The segment with the most value in all."""
    if frame.empty or not frame["total"].sum() > 0:
        return NOTHING
    top = _top(frame["total"], frame)
    return f"Customers in {top['group']} hold {share(top['total'] / frame['total'].sum())} of all lifetime value."
