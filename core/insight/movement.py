"""How customers moved between groups from one day to another: upgraded, slipped, recovered, new, lost."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

NOT_YET = "No orders yet"
DIRECTIONS = ("New", "Upgraded", "Recovered", "Same", "Slipped", "Lost")


def movements(before: pd.DataFrame, after: pd.DataFrame, column: str, order: Sequence[str], lost: str) -> pd.DataFrame:
    """Every customer of the later day with the group on both days and the direction of the move.

    `before` and `after` have `customer_id`, the group in `column`, and `yearly_revenue`; `order` names the groups from
    best to worst, and `lost` the one for customers who are gone or nearly so. Who is in no group on the earlier day had
    no orders yet, or none that was kept. Customers without a group on the later day are left out. Columns:
    `customer_id`, `from_group`, `to_group`, `direction`, `yearly_revenue`.
    """
    known = before.dropna(subset=[column]).set_index("customer_id")[column].astype("str")
    now = after.dropna(subset=[column])
    frame = pd.DataFrame(
        {
            "customer_id": now["customer_id"].astype("str"),
            "from_group": now["customer_id"].map(known).fillna(NOT_YET),
            "to_group": now[column].astype("str"),
            "yearly_revenue": now["yearly_revenue"],
        }
    ).reset_index(drop=True)
    rank = {name: place for place, name in enumerate(order)}
    came_from, went_to = frame["from_group"].map(rank), frame["to_group"].map(rank)
    direction = pd.Series("Same", index=frame.index).astype("str")
    direction = direction.mask(went_to < came_from, "Upgraded").mask(went_to > came_from, "Slipped")
    moved = frame["from_group"] != frame["to_group"]
    direction = direction.mask(moved & (frame["from_group"] == lost), "Recovered")
    direction = direction.mask(moved & (frame["to_group"] == lost), "Lost").mask(frame["from_group"] == NOT_YET, "New")
    return frame.assign(direction=direction)


def matrix(moves: pd.DataFrame) -> pd.DataFrame:
    """Customers and their revenue per year for each pair of groups, the largest first."""
    grouped = moves.groupby(["from_group", "to_group", "direction"], observed=True)
    table = grouped.agg(customers=("customer_id", "size"), yearly_revenue=("yearly_revenue", _sum)).reset_index()
    return table.sort_values("customers", ascending=False, kind="stable").reset_index(drop=True)


def summary(moves: pd.DataFrame) -> pd.DataFrame:
    """Customers and their revenue per year for each direction, in the order of `DIRECTIONS`."""
    grouped = moves.groupby("direction", observed=True)
    table = grouped.agg(customers=("customer_id", "size"), yearly_revenue=("yearly_revenue", _sum))
    return table.reindex([name for name in DIRECTIONS if name in table.index]).reset_index()


def _sum(money: pd.Series) -> float:
    """Missing, not nothing, where nobody's is known."""
    return float(money.sum(min_count=1))
