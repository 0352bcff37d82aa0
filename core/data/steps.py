"""Steps of cleaning that both kinds of file share. Each takes rows and gives rows and the problems it met."""

from __future__ import annotations

import hashlib
import json

import pandas as pd

from core import schema
from core.data.mapping import Mapping
from core.data.table import Table
from core.data.values import find_currency
from core.problems import Problem


def fingerprint(table: Table, mapping: Mapping, drop_duplicates: bool) -> str:
    options = json.dumps([mapping.kind, dict(mapping.roles), drop_duplicates], sort_keys=True)
    return hashlib.sha256((table.fingerprint + options).encode()).hexdigest()


def rows_set_aside(table: Table) -> int:
    return sum(problem.rows for problem in table.problems if problem.effect == "dropped")


def safe_name(name: str) -> str:
    """A column beyond the schema keeps its own name unless the app uses that name for something else."""
    return f"{name} (file)" if name in schema.BY_NAME or name in ("day", "amount") else name


def drop(frame: pd.DataFrame, bad: pd.Series, problem: Problem) -> tuple[pd.DataFrame, list[Problem]]:
    """Take rows away and say so; `problem` comes without its count."""
    rows = int(bad.sum())
    if not rows:
        return frame, []
    counted = Problem(problem.code, problem.what, problem.remedy, rows, "dropped", problem.column, problem.example)
    return frame[~bad], [counted]


def without_duplicates(frame: pd.DataFrame, drop: bool) -> tuple[pd.DataFrame, list[Problem]]:
    twice = frame.duplicated()
    rows = int(twice.sum())
    if not rows:
        return frame, []
    if drop:
        text, remedy = "Rows that repeat an earlier row exactly were dropped", "Switch this off if they are real."
    else:
        text = "Rows that repeat an earlier row exactly were kept"
        remedy = "They are often two real purchases. If not, choose to drop exact duplicates."
    problem = Problem("duplicate-row", text, remedy, rows, "dropped" if drop else "kept")
    return (frame[~twice] if drop else frame), [problem]


def one_currency(frame: pd.DataFrame, mapping: Mapping) -> tuple[pd.DataFrame, list[Problem], str]:
    """Amounts in several currencies are never added up: the most frequent one stays, the other rows are set aside."""
    column = mapping.column("currency")
    if column is None:
        roles = ("amount", "unit_price", "revenue", "clv", "avg_order_value", "income")
        money = next((name for role in roles if (name := mapping.column(role))), None)
        return frame, [], find_currency(frame[money]) if money else ""
    codes = frame[column].str.upper()
    found = codes.value_counts()
    if found.empty:
        return frame, [], ""
    main = str(found.index[0])
    others = Problem(
        "other-currency",
        f"Rows in another currency than {main} were set aside; amounts in different currencies can't be added up",
        "Convert the amounts to one currency in the file to use all rows.",
        column=column,
        example=str(found.index[1]) if len(found) > 1 else "",
    )
    kept, dropped = drop(frame, codes.notna() & (codes != main), others)
    return kept, dropped, main
