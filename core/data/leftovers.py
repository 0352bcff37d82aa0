"""What becomes of columns that no role wants: metrics and labels of a customer, groups of columns, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping as Lookup

import pandas as pd

from core import schema
from core.data.dataset import Kind
from core.data.looks import Look
from core.data.naming import is_code, roles_of
from core.data.roles import Assigned
from core.data.values import parse_flags

_MOST_LABELS = 50
_SPEND = re.compile(r"^(mnt|spent on|spend on|spending on|amount spent on|spend|spent|sales of|revenue from) \w+")
_CHANNEL = re.compile(r"^(num|number of|no of) (?!.*(deal|total|return))\w+ (purchases|orders)$")


def leftovers(frame: pd.DataFrame, looks: Lookup[str, Look], assigned: Assigned, kind: Kind) -> Assigned:
    """A meaning and a reason for each column that has none yet."""
    left = [name for name in looks if name not in assigned]
    groups = _groups(left, looks) if kind == "customers" else {}
    return {name: groups.get(name) or _alone(frame[name], looks[name], kind) for name in left}


def unreadable_date(looks: Lookup[str, Look], assigned: Assigned) -> Assigned:
    """A column called a purchase date whose dates nobody can read: cleaning tells, where nothing else holds dates."""
    if any(role == "order_date" for role, _ in assigned.values()) or any(k.content == "dates" for k in looks.values()):
        return {}
    ranks = {name: roles_of(name, "purchases").get("order_date") for name in looks if name not in assigned}
    named = [(rank, name) for name, rank in ranks.items() if rank is not None]
    return {min(named)[1]: ("order_date", "by its name, though its dates can't be read")} if named else {}


def one_sided_label(looks: Lookup[str, Look], assigned: Assigned) -> Assigned:
    """A column called a churn label in which all left or all stayed: nothing can be learned from it, which is told."""
    if any(role == "churned" for role, _ in assigned.values()):
        return {}
    same = [name for name, look in looks.items() if name not in assigned and look.content == "same"]
    named = [name for name in same if "churned" in roles_of(name, "customers")]
    read = [name for name in named if parse_flags(looks[name].distinct).share_read == 1]
    return {read[0]: ("churned", "by its name, though every row says the same")} if read else {}


def _groups(names: list[str], looks: Lookup[str, Look]) -> Assigned:
    """Columns that belong together: preferences, money per category, orders per channel."""
    numbers = [name for name in names if looks[name].content in ("numbers", "flags")]
    spelled = {name: schema.spelling(name) for name in numbers}
    preferences = [n for n in numbers if spelled[n].endswith(" preference")]
    spend = [n for n in numbers if _SPEND.match(spelled[n])]
    channels = [n for n in numbers if _CHANNEL.match(spelled[n])]
    found = dict.fromkeys(preferences, (schema.PREFERENCE, "its name ends in “preference”"))
    if len(spend) > 1:
        found |= dict.fromkeys(spend, (schema.CATEGORY_SPEND, "one of several columns of money spent"))
    if len(channels) > 1:
        found |= dict.fromkeys(channels, (schema.CHANNEL_ORDERS, "one of several columns of orders"))
    return found


def _alone(cells: pd.Series, look: Look, kind: Kind) -> tuple[str, str]:
    if look.content in ("blank", "same"):
        return schema.IGNORE, "it is blank" if look.content == "blank" else "every row says the same"
    if look.content in ("numbers", "flags"):
        return _number(cells, look, kind)
    if look.content == "dates":
        return schema.IGNORE, "dates that no page uses"
    if kind == "customers" and len(look.distinct) <= _MOST_LABELS:
        known = cells.dropna()
        different = known.nunique()
        if 1 < different <= min(_MOST_LABELS, max(2, len(known) // 2)):
            return schema.LABEL, f"{different} different words"
    return schema.IGNORE, "text that no page uses"


def _number(cells: pd.Series, look: Look, kind: Kind) -> tuple[str, str]:
    if kind == "purchases":
        return schema.IGNORE, "a number of the purchase that no page uses"
    if is_code(look.name):
        return schema.IGNORE, "a number that tells things apart, not one to compare"
    if look.content == "flags":
        return schema.METRIC, "yes or no, counted as 1 or 0"
    # All rows are only counted where the sample could be ids.
    unique = len(look.distinct) == len(look.known) > 10 and look.share(r"\d+") == 1 and look.filled * look.rows > 10
    if unique and bool(cells.dropna().is_unique):
        return schema.IGNORE, "a different whole number in each row: an id"
    return schema.METRIC, "a number"
