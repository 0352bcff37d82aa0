"""A group that a person describes: conditions on columns, joined by and / or. Nothing of it is ever run as code."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.problems import DataError

NUMBER_TESTS = {"at least": "is at least", "at most": "is at most", "more": "is more than", "less": "is less than"}
DATE_TESTS = {"at least": "is on or after", "at most": "is on or before"}
TEXT_TESTS = {"is": "is one of", "is not": "is none of"}
ANY_TESTS = {"known": "is known", "missing": "is missing"}
MOST_CONDITIONS = 20
MOST_VALUES = 50
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2200, 12, 31)

Value = float | str | tuple[str, ...] | None


@dataclass(frozen=True)
class Condition:
    """One test of one column: a number, a date as YYYY-MM-DD, several texts, or nothing for known and missing.

    `joined_by` ("and" or "or") ties it to the conditions before; "and" binds closer, as in arithmetic.
    """

    column: str
    test: str
    value: Value = None
    joined_by: str = "and"


def tests_of(cells: pd.Series) -> dict[str, str]:
    """The tests that a column allows, with the words to show."""
    if pd.api.types.is_datetime64_any_dtype(cells):
        return DATE_TESTS | ANY_TESTS
    return (NUMBER_TESTS if pd.api.types.is_numeric_dtype(cells) else TEXT_TESTS) | ANY_TESTS


def texts_of(cells: pd.Series) -> pd.Index[Any]:
    """The texts of a column, the commonest first.

    A name from a fixed list, such as that of a segment, counts also where nobody has it now: a moved threshold may
    have emptied the segment, which makes the condition no less fit.
    """
    fixed = isinstance(cells.dtype, pd.CategoricalDtype)
    return cells.value_counts().index.astype("str") if fixed else cells.dropna().astype("str").value_counts().index


def fits(customers: pd.DataFrame, condition: Condition) -> bool:
    """Whether this data can answer a condition: it has the column, and the test and the value suit what stands there.

    A column without a single value fits no condition, and of texts at least one has to be in the data.

    >>> import pandas as pd
    >>> people = pd.DataFrame({"orders": [1, 5], "email": [None, None]})
    >>> [fits(people, Condition("orders", "at least", value)) for value in (2, "abc", None)]
    [True, False, False]
    >>> fits(people, Condition("email", "missing"))
    False
    """
    if condition.column not in customers or customers[condition.column].isna().all():
        return False
    cells = customers[condition.column]
    try:
        _holds(cells.head(0), condition)
    except DataError:
        return False
    if condition.test not in TEXT_TESTS or not condition.value:
        return True
    return bool(texts_of(cells).isin(_texts(condition)).any())


def satisfy(customers: pd.DataFrame, conditions: Sequence[Condition]) -> pd.Series:
    """Whether each customer satisfies the conditions; no condition is satisfied by everybody.

    A missing value satisfies none but "missing" and "is not". Raises DataError where a condition does not fit the data.

    >>> import pandas as pd
    >>> people = pd.DataFrame({"orders": [1, 5, 9], "country": ["DE", "FR", "DE"]})
    >>> satisfy(people, [Condition("orders", "at least", 5), Condition("country", "is", ("DE",))]).tolist()
    [False, False, True]
    >>> satisfy(people, [Condition("orders", "at least", 9), Condition("country", "is", ("FR",), "or")]).tolist()
    [False, True, True]
    """
    either = pd.Series(False, index=customers.index)
    block = pd.Series(True, index=customers.index)
    for place, condition in enumerate(conditions):
        holds = _holds(_cells(customers, condition), condition)
        if condition.joined_by == "or" and place:
            either |= block
            block = holds
        else:
            block &= holds
    return either | block


def examples(customers: pd.DataFrame) -> dict[str, tuple[Condition, ...]]:
    """Groups worth describing, by name, as far as the data has what they need; the limits are drawn from it.

    >>> import pandas as pd
    >>> examples(pd.DataFrame({"orders": [1, 1, 4]}))
    {'Bought once': (Condition(column='orders', test='at most', value=1.0, joined_by='and'),)}
    """
    known = [name for name in ("revenue", "clv", "orders", "days_since_purchase") if name in customers]
    has = [name for name in known if customers[name].notna().any()]
    money = next((name for name in has if name in ("revenue", "clv")), None)
    found: dict[str, tuple[Condition, ...]] = {}
    if money:
        found["Spent the most (top tenth)"] = (_from_share(customers, money, 0.9),)
    if "orders" in has:
        found["Bought once"] = (Condition("orders", "at most", 1.0),)
    if money and "days_since_purchase" in has:
        silent = _from_share(customers, "days_since_purchase", 0.75)
        found["Spent much, silent for long"] = (_from_share(customers, money, 0.75), silent)
    return found


def _from_share(customers: pd.DataFrame, column: str, share: float) -> Condition:
    """At least the value that this share of customers stays below, as a round number."""
    return Condition(column, "at least", float(f"{customers[column].quantile(share):.2g}"))


def _cells(customers: pd.DataFrame, condition: Condition) -> pd.Series:
    if condition.column not in customers:
        raise DataError(f"The data has no column “{condition.column}”. Choose another one for this condition.")
    return customers[condition.column]


def _holds(cells: pd.Series, condition: Condition) -> pd.Series:
    if condition.test not in tests_of(cells):
        raise DataError(f"“{condition.column}” can't be tested by “{condition.test}”. Choose another test.")
    if condition.test in ANY_TESTS:
        return cells.notna() if condition.test == "known" else cells.isna()
    if condition.test in TEXT_TESTS:
        among = cells.astype("str").isin(_texts(condition)) & cells.notna()
        return among if condition.test == "is" else ~among
    is_date = pd.api.types.is_datetime64_any_dtype(cells)
    # A day ends at midnight: "on or before" holds for all of it, whatever the time.
    compared = cells.dt.normalize() if is_date else cells
    limit = _day(condition) if is_date else _number(condition)
    compare = {"at least": compared.ge, "at most": compared.le, "more": compared.gt, "less": compared.lt}
    return compare[condition.test](limit).fillna(False).astype(bool)


def _texts(condition: Condition) -> list[str]:
    if not isinstance(condition.value, tuple) or len(condition.value) > MOST_VALUES:
        raise DataError(f"“{condition.column}” needs texts to compare with, at most {MOST_VALUES}.")
    return list(condition.value)


def _day(condition: Condition) -> pd.Timestamp:
    try:
        # A number such as 20251231 would be read as a date, too.
        day = dt.date.fromisoformat(condition.value) if isinstance(condition.value, str) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise DataError(f"“{condition.column}” needs a date such as 2025-12-31, from {FIRST_DAY} to {LAST_DAY}.")
    return pd.Timestamp(day)


def _number(condition: Condition) -> float:
    value = condition.value
    try:
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    except OverflowError:
        number = math.nan
    if not math.isfinite(number):
        raise DataError(f"“{condition.column}” needs a number to compare with.")
    return number


def to_text(conditions: Sequence[Condition]) -> str:
    """The conditions as a short text for a link."""
    values = [list(c.value) if isinstance(c.value, tuple) else c.value for c in conditions]
    rows = [[c.joined_by, c.column, c.test, value] for c, value in zip(conditions, values, strict=True)]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""


def from_text(text: str) -> tuple[Condition, ...]:
    """The conditions of a link's text; raises DataError where it holds anything else.

    >>> from_text('[["and","orders","at least",2]]')
    (Condition(column='orders', test='at least', value=2, joined_by='and'),)
    """
    if not text:
        return ()
    try:
        rows = json.loads(text)
        if len(rows) > MOST_CONDITIONS:
            raise ValueError
        return tuple(_condition(row) for row in rows)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DataError("The group described in this link can't be read. Describe it again.") from error


def _condition(row: Any) -> Condition:
    joined_by, column, test, value = row
    if joined_by not in ("and", "or") or not isinstance(column, str) or not isinstance(test, str):
        raise ValueError
    if isinstance(value, list):
        value = tuple(str(one) for one in value)
    elif not isinstance(value, int | float | str | None):
        raise ValueError
    return Condition(column, test, value, joined_by)
