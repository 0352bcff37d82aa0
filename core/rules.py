"""The rule engine: one mechanism for segments, tiers and recommendations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf

import pandas as pd


@dataclass(frozen=True)
class Band:
    """A closed interval; a missing value is never inside."""

    low: float = -inf
    high: float = inf

    def holds(self, values: pd.Series) -> pd.Series:
        return values.between(self.low, self.high)


@dataclass(frozen=True)
class Outside:
    """Everything but a band: also holds where the value is missing, because nobody knows that it is inside."""

    band: Band

    def holds(self, values: pd.Series) -> pd.Series:
        return ~self.band.holds(values)


@dataclass(frozen=True)
class OneOf:
    """A category is one of these; a missing value is none of them."""

    values: tuple[str, ...]

    def holds(self, values: pd.Series) -> pd.Series:
        return values.isin(self.values)


Condition = Band | Outside | OneOf
When = Mapping[str, Condition]


def matches(frame: pd.DataFrame, when: When) -> pd.Series:
    """Say for each row whether all conditions hold; no condition holds always.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"orders": [1, 5, None]})
    >>> matches(frame, {"orders": Band(low=2)}).tolist()
    [False, True, False]
    >>> matches(frame, {"orders": Outside(Band(low=2))}).tolist()
    [True, False, True]
    """
    result = pd.Series(True, index=frame.index)
    for column, condition in when.items():
        result &= condition.holds(frame[column])
    return result


def is_live(frame: pd.DataFrame, when: When) -> bool:
    """Tell whether a rule can hold for anybody: every column it demands has at least one value."""
    return all(
        bool(frame[column].notna().any()) for column, condition in when.items() if not isinstance(condition, Outside)
    )


def first_match(frame: pd.DataFrame, rules: Iterable[tuple[str, When]]) -> pd.Series:
    """Name each row by the first rule that holds; missing where none does.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"orders": [1, 5]})
    >>> first_match(frame, [("Regular", {"orders": Band(low=2)}), ("Other", {})]).tolist()
    ['Other', 'Regular']
    """
    names = list(rules)
    codes = pd.Series(-1, index=frame.index)
    for code, (_, when) in enumerate(names):
        codes = codes.mask((codes == -1) & matches(frame, when), code)
    kinds = pd.CategoricalDtype([name for name, _ in names], ordered=True)
    labels = pd.Categorical.from_codes(codes, dtype=kinds)
    return pd.Series(labels, index=frame.index)
