"""Cells to typed columns by the schema: each is read by its unit; what does not fit is blanked and counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core import schema
from core.data.mapping import Mapping
from core.data.naming import in_cents
from core.data.table import Table
from core.data.values import Parsed, parse_dates, parse_flags, parse_numbers, tidy_ids
from core.problems import Problem

_GENDERS = {
    "Female": ("f", "female", "w", "weiblich", "frau", "femme", "feminin", "mujer", "femenino", "feminino", "woman"),
    "Male": ("m", "male", "maennlich", "mann", "homme", "masculin", "hombre", "masculino", "man"),
}
_GENDER_OF = {word: gender for gender, words in _GENDERS.items() for word in words}
_EXAMPLE_LENGTH = 40
MOST_UNREAD = 100


def read_column(cells: pd.Series, role: str, day_first: bool | None = None) -> tuple[pd.Series, list[Problem]]:
    """Give the cells of a file the type of a schema column; the problems count what was blanked or changed.

    `day_first` decides dates that can be read both ways.
    """
    unit = schema.unit_of(role)
    if unit == "id":
        ids, changed = tidy_ids(cells)
        return ids, [_ids_changed(str(cells.name), changed)] if changed else []
    if unit == "text":
        return _read_text(cells, role)
    parsed = parse_as(cells, unit, day_first)
    problems = _unread(parsed, str(cells.name), role) + _ambiguous(parsed, str(cells.name))
    if parsed.unsure:
        text = "Numbers such as 1.234 can mean thousands or decimals; the likelier reading was taken"
        remedy = "Check a few amounts; export with two decimals if they are wrong."
        problems.append(Problem("ambiguous-number", text, remedy, parsed.unsure, "kept", str(cells.name)))
    if unit in ("date", "flag"):
        return parsed.values, problems
    values, scaled = _as_share(parsed.values, str(cells.name)) if unit == "share" else (parsed.values, [])
    if unit == "money":
        values, scaled = _from_cents(values, str(cells.name))
    inside, outside = _in_range(values, str(cells.name), role)
    return inside, problems + scaled + outside


def parse_as(cells: pd.Series, unit: schema.Unit, day_first: bool | None = None) -> Parsed:
    """Read the cells of a column by the unit of its role: as dates, as yes or no, else as numbers."""
    if unit == "date":
        return parse_dates(cells, day_first)
    return parse_flags(cells) if unit == "flag" else parse_numbers(cells)


def legibility(table: Table, mapping: Mapping, day_first: bool | None = None) -> pd.DataFrame:
    """For each column that is read as dates, numbers or yes and no: how many of its cells could be read.

    One row per column: `column`, `role`, `rule` (how it is read), `cells` that are not blank, `share_read` from 0
    to 1, `texts`, how many different ones could not be read, and `unread`, the most frequent of these with their number
    of cells.
    """
    rows = []
    for name, role in mapping.roles.items():
        unit: schema.Unit = "number" if role in schema.MANY else schema.unit_of(role)
        if role in (schema.IGNORE, schema.LABEL) or unit in ("id", "text"):
            continue
        parsed = parse_as(table.frame[name], unit, day_first)
        cells = int(parsed.values.notna().sum() + parsed.unread.sum())
        unread = parsed.unread
        rows.append((name, role, parsed.rule, cells, parsed.share_read, len(unread), unread.head(MOST_UNREAD)))
    return pd.DataFrame(rows, columns=["column", "role", "rule", "cells", "share_read", "texts", "unread"])


def _ids_changed(column: str, changed: int) -> Problem:
    return Problem(
        "tidy-id",
        "Ids with decimals, an apostrophe or spaces around them were tidied",
        "Nothing to do: 123.0 and '123 are the same id as 123.",
        changed,
        "changed",
        column,
    )


def _read_text(cells: pd.Series, role: str) -> tuple[pd.Series, list[Problem]]:
    if role != "gender":
        return cells, []
    codes, known = pd.factorize(cells)
    words = pd.Series(known, dtype="str").map(lambda text: _GENDER_OF.get(schema.spelling(text), text))
    values = words.reindex(codes).set_axis(cells.index).astype("str")
    changed = int((values.notna() & (values != cells)).sum())
    problem = Problem(
        "spelling", "Spellings of gender were brought together", "Nothing to do.", changed, "changed", str(cells.name)
    )
    return values, [problem] if changed else []


def _unread(parsed: Parsed, column: str, role: str) -> list[Problem]:
    rows = int(parsed.unread.sum())
    if not rows:
        return []
    kind = {"date": "a date", "flag": "yes or no"}.get(schema.unit_of(role), "a number")
    return [
        Problem(
            "unread",
            f"Cells that are not {kind} were left blank",
            f"Correct them in the file, or map another column to {schema.label_of(role).lower()}.",
            rows,
            "changed",
            column,
            str(parsed.unread.index[0])[:_EXAMPLE_LENGTH],
        )
    ]


def _ambiguous(parsed: Parsed, column: str) -> list[Problem]:
    if not parsed.ambiguous:
        return []
    text = "Every date fits both day first and month first; month first was taken"
    remedy = "If the file writes the day first, say so before you analyze it."
    return [Problem("ambiguous-date", text, remedy, int(parsed.values.notna().sum()), "kept", column)]


def _as_share(values: pd.Series, column: str) -> tuple[pd.Series, list[Problem]]:
    """A column of shares that goes over 1 is written in percent."""
    # One slip of the pen must not turn a whole column: the bulk of the values decides.
    if not (values.quantile(0.95) > 1 and values.quantile(0.95) <= 100):
        return values, []
    text = "Percentages from 0 to 100 were brought to shares from 0 to 1"
    return values / 100, [Problem("percent", text, "Nothing to do.", int(values.notna().sum()), "changed", column)]


def _from_cents(values: pd.Series, column: str) -> tuple[pd.Series, list[Problem]]:
    """Money whose column says that it counts cents; an amount with decimals shows that it does not."""
    known = values.dropna()
    if not in_cents(column) or (known % 1 != 0).any():
        return values, []
    text = "The name of the column says cents, so its amounts were divided by 100"
    remedy = "If they are no cents, rename the column in the file."
    return values / 100, [Problem("cents", text, remedy, len(known), "changed", column)] if len(known) else []


def _in_range(values: pd.Series, column: str, role: str) -> tuple[pd.Series, list[Problem]]:
    known = schema.BY_NAME.get(role)
    low = -np.inf if known is None or known.low is None else known.low
    high = np.inf if known is None or known.high is None else known.high
    wrong = values.notna() & ~values.between(low, high)
    if not wrong.any():
        return values, []
    allowed = f"at least {low:g}" if np.isinf(high) else f"between {low:g} and {high:g}"
    problem = Problem(
        "out-of-range",
        f"Values that can't be true were left blank ({schema.label_of(role).lower()} must be {allowed})",
        "Correct them in the file if they matter.",
        int(wrong.sum()),
        "changed",
        column,
        f"{values[wrong].iloc[0]:g}",
    )
    return values.mask(wrong), [problem]
