"""What the pictures of the past say, as sentences computed from their numbers."""

from __future__ import annotations

import pandas as pd

from core.insight.movement import NOT_YET
from core.insight.outcome import FEW, Verdict
from core.insight.past import Cut
from core.words import count, money, number, share

NOTHING = "There is nothing to show."


def verdict(found: Verdict | None, cut: Cut) -> str:
    """Whether the groups told buyers from others, and what that means."""
    when = f"in the {cut.days} days after {cut.day:%B} {cut.day.day}, {cut.day.year}"
    if found is None:
        return f"Fewer than two groups had {FEW} customers on that day, too few to say whether they predict anything."
    if found.best_share == 0:
        return f"Nobody bought {when}, so there is nothing to hold the groups against. Choose an earlier day."
    best = f"{share(found.best_share)} of {found.best}"
    worst = f"{share(found.worst_share)} of {found.worst}"
    if found.predicts:
        return f"The groups told who would buy: {best} bought {when}, against {worst}."
    if found.reversed:
        return (
            f"The groups differ in who bought, but not as their names say: {best} bought {when}, against {worst}. "
            "Do not go by the names here."
        )
    return (
        f"The groups did not tell who would buy: {best} bought {when} and {worst}, a difference that luck alone "
        "could explain. Do not base a campaign on them before they do."
    )


def bought_after(frame: pd.DataFrame, days: int) -> str:
    """How many of all customers bought afterwards."""
    if frame.empty:
        return NOTHING
    everybody = frame["customers"].sum()
    bought = (frame["bought_share"] * frame["customers"]).sum() / everybody
    return f"{share(bought)} of {count(everybody, 'customer')} bought within {count(days, 'day')}."


def spend_after(frame: pd.DataFrame) -> str:
    """The groups that spent the most and the least afterwards; small ones do not speak."""
    known = frame[frame["customers"] >= FEW].dropna(subset="spend_per_head").sort_values("spend_per_head")
    if known.empty:
        return f"No group had {FEW} customers."
    currency = frame.attrs.get("currency", "")
    low, top = known.iloc[0], known.iloc[-1]
    return (
        f"{top['group']} spent {money(top['spend_per_head'], currency)} each, {share(top['later_share'])} of what all "
        f"these customers spent; {low['group']} spent {money(low['spend_per_head'], currency)}."
    )


def movement(summary: pd.DataFrame, currency: str) -> str:
    """How many customers moved in each direction, with their money."""
    if summary.empty:
        return "No customer can be named on both days."
    parts = []
    for _, row in summary.iterrows():
        if row["direction"] == "Same":
            continue
        known = pd.notna(row["yearly_revenue"]) and row["yearly_revenue"]
        worth = f" ({money(row['yearly_revenue'], currency)} a year)" if known else ""
        parts.append(f"{row['direction'].lower()}: {number(row['customers'])}{worth}")
    same = summary.loc[summary["direction"] == "Same", "customers"].sum()
    moved = "; ".join(parts) or "nobody moved"
    return f"{count(same, 'customer')} stayed where they were. {moved[0].upper()}{moved[1:]}."


def flow(pairs: pd.DataFrame) -> str:
    """The largest move of customers who were there on both days."""
    moved = pairs[(pairs["from_group"] != pairs["to_group"]) & (pairs["from_group"] != NOT_YET)]
    if moved.empty:
        return "Nobody moved between groups."
    top = moved.sort_values("customers", ascending=False).iloc[0]
    return f"The largest move: {count(top['customers'], 'customer')} from {top['from_group']} to {top['to_group']}."


def over_time(frame: pd.DataFrame) -> str:
    """The group whose share changed most from the first day to the last."""
    if frame.empty:
        return NOTHING
    table = frame.pivot_table(index="group", columns="day", values="share", fill_value=0.0, observed=True)
    change = (table.iloc[:, -1] - table.iloc[:, 0]).abs().to_numpy()
    most = int(change.argmax())
    first, last = float(table.iloc[most, 0]), float(table.iloc[most, -1])  # type: ignore[arg-type]
    return f"{table.index[most]} changed most: from {share(first)} to {share(last)} of customers."
