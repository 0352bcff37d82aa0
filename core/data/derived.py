"""Values that follow from what a file gives: full names, ages, and figures in the unit the app counts in."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from core import schema
from core.data.mapping import Mapping
from core.data.vocabulary import OFTEN, english
from core.problems import Problem

DAYS_PER_YEAR = 365.25
BIRTHS = ("birth_date", "birth_year")
_DAYS = {
    "week": 7.0, "weeks": 7.0, "month": DAYS_PER_YEAR / 12, "months": DAYS_PER_YEAR / 12, "year": DAYS_PER_YEAR,
    "years": DAYS_PER_YEAR,
}  # fmt: skip
_MINUTES = {"hours": 60.0, "hour": 60.0, "seconds": 1 / 60, "second": 1 / 60, "secs": 1 / 60, "sec": 1 / 60}
_PER_YEAR = {
    "week": DAYS_PER_YEAR / 7, "weekly": DAYS_PER_YEAR / 7, "month": 12.0, "monthly": 12.0, "quarter": 4.0,
    "quarterly": 4.0,
}  # fmt: skip
_UNITS: dict[str, tuple[dict[str, float], str]] = {
    "days_since_purchase": (_DAYS, "days"),
    "tenure_days": (_DAYS, "days"),
    "session_duration": (_MINUTES, "minutes"),
    "purchase_frequency": (_PER_YEAR, "orders per 12 months"),
    "income": (_PER_YEAR, "income per year"),
}


def derived(what: str, rows: int, column: str = "", changed: bool = True) -> list[Problem]:
    """The problem that tells of a derived value; none where no row has one."""
    return [Problem("derived", what, "Nothing to do.", rows, "changed" if changed else "noted", column)] if rows else []


def full_names(frame: pd.DataFrame, mapping: Mapping) -> tuple[pd.Series | None, list[Problem]]:
    """First and last name in one, where the file has no full name; None where it has neither part."""
    parts = [name for role in ("first_name", "last_name") if (name := mapping.column(role))]
    if mapping.column("customer_name") or not parts:
        return None, []
    joined = frame[parts[0]].astype("str").fillna("").str.strip()
    for name in parts[1:]:
        joined = (joined + " " + frame[name].astype("str").fillna("").str.strip()).str.strip()
    names = joined.where(joined != "")
    what = "First and last name were joined to the customer's name"
    return names, derived(what, int(names.notna().sum()), parts[0]) if len(parts) > 1 else []


def ages(birth_dates: pd.Series, as_of: dt.date) -> pd.Series:
    """Whole years from a date of birth to a day; missing where that day comes before the birth, or 120 years after it.

    >>> ages(pd.Series(pd.to_datetime(["1990-05-02", "1990-05-01", None])), dt.date(2024, 5, 1)).tolist()
    [33.0, 34.0, nan]
    """
    birthday_to_come = (birth_dates.dt.month > as_of.month) | (
        (birth_dates.dt.month == as_of.month) & (birth_dates.dt.day > as_of.day)
    )
    years = as_of.year - birth_dates.dt.year - birthday_to_come
    low, high = schema.BY_NAME["age"].low, schema.BY_NAME["age"].high
    possible: pd.Series = years.where(years.between(low, high)).astype("float64")
    return possible


def plausible_births(columns: pd.DataFrame, today: dt.date) -> tuple[pd.DataFrame, list[Problem]]:
    """Births in the future are blanked, births too long ago are kept, since old data may be right; both are counted."""
    problems: list[Problem] = []
    oldest = int(schema.BY_NAME["age"].high or 0)
    remedy = "Correct them in the file if ages matter."
    for role in BIRTHS:
        if role not in columns:
            continue
        years = columns[role].dt.year if role == "birth_date" else columns[role]
        future, old = years > today.year, years < today.year - oldest - 1
        if future.any():
            what, example = "Births in the future were left blank", f"{years[future].iloc[0]:.0f}"
            problems.append(Problem("future-birth", what, remedy, int(future.sum()), "changed", role, example))
            columns = columns.assign(**{role: columns[role].mask(future)})
        if old.any():
            what, example = f"Births more than {oldest} years ago were kept; check them", f"{years[old].iloc[0]:.0f}"
            problems.append(Problem("early-birth", what, remedy, int(old.sum()), "kept", role, example))
    return columns, problems


def in_unit(values: pd.Series, name: str, role: str) -> tuple[pd.Series, list[Problem]]:
    """Figures whose column says another unit, brought to that of the role: months to days, per month to per year."""
    factors, unit = _UNITS.get(role, ({}, ""))
    words = english(schema.spelling(name))
    said = next((word for word in words if word in factors), None)
    # "Orders per 12 months" and "orders per year" are what is counted anyway; "days" settles it.
    if said is None or {"12", "days", "annual"} & set(words):
        return values, []
    what = f"“{name}” was brought to {unit}: 1 {said} counts as {factors[said]:.4g}"
    if unit.startswith(("orders", "income")):
        what = f"“{name}” was brought to {unit}, times {factors[said]:.4g}"
    return values * factors[said], derived(what, int(values.notna().sum()), name)


def often_in_words(cells: pd.Series) -> tuple[pd.Series, list[Problem]]:
    """Words such as “Weekly” as orders per 12 months, still as text; cells that are no such words stay."""
    spelled = {text: schema.spelling(text) for text in cells.dropna().unique()}
    words = {text: f"{OFTEN[word]:g}" for text, word in spelled.items() if word in OFTEN}
    if not words:
        return cells, []
    told = cells.astype("str").replace(words)
    what = "How often customers buy, given in words, was brought to orders per 12 months"
    return told, derived(what, int(cells.isin(words).sum()), str(cells.name))


def told_later(columns: dict[str, pd.Series]) -> list[Problem]:
    """What the analysis computes from these columns of a table of customers, because the file does not give it."""
    found: list[Problem] = []

    def tell(target: str, sources: tuple[str, ...], what: str) -> None:
        if all(name in columns for name in sources):
            known = pd.DataFrame({name: columns[name] for name in sources}).notna().all(axis=1)
            if target in columns:
                known &= columns[target].isna()
            found.extend(derived(what, int(known.sum()), changed=False))

    tell("age", ("birth_date",), "The age is computed from the date of birth")
    if "birth_date" not in columns:
        tell("age", ("birth_year",), "The age is computed from the year of birth")
    tell("avg_order_value", ("revenue", "orders"), "The average order value is net revenue divided by orders")
    if "revenue" not in columns:
        tell("revenue", ("orders", "avg_order_value"), "Net revenue is orders times average order value")
    if "first_purchase" not in columns and "tenure_days" not in columns:
        tell("tenure_days", ("customer_since",), "The length of the relationship counts from the day of sign-up")
    if "days_since_purchase" not in columns:
        tell("days_since_purchase", ("last_purchase",), "Days since the last purchase are counted from its date")
    return found
