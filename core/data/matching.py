"""Who is who in two tables of customers: by the id as it stands, by the id without its trimmings, by the e-mail."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.data.identity import fold_email
from core.problems import Problem

# Signs around and inside the number of a customer that programs add or drop: #0012 and 12, C-0012 and c0012.
_TRIMMINGS = r"[\s#'\"._-]"


@dataclass(frozen=True, eq=False)
class Match:
    """For each customer of the first table the row of the second one; missing where it has none.

    `problems` tells how those were matched whose ids are not the same.
    """

    row: pd.Series
    problems: tuple[Problem, ...]

    @property
    def both(self) -> int:
        """How many customers are in both tables."""
        return int(self.row.notna().sum())


def bare_id(ids: pd.Series) -> pd.Series:
    """Ids without spaces, signs and leading zeros, in lower case; what one program writes as 00123 is 123 in another.

    >>> bare_id(pd.Series(["00123", "#123", "C-0042", "0"])).tolist()
    ['123', '123', 'c0042', '0']
    """
    bare = ids.str.replace(_TRIMMINGS, "", regex=True).str.lower()
    return bare.str.replace(r"^0+(?=.)", "", regex=True)


def match_customers(first: pd.DataFrame, second: pd.DataFrame) -> Match:
    """Match two tables of customers on `customer_id`, then what is left on bare ids, then on `email` if both have it.

    Bare ids and e-mail addresses only count where each table has them once: two customers never share one row.
    """
    row = first["customer_id"].map(_rows_of(second["customer_id"]))
    problems: list[Problem] = []
    what = "Customer ids that differ in leading zeros, signs or capitals (00123 and 123) were taken as the same"
    row, found = _rest(row, bare_id(first["customer_id"]), bare_id(second["customer_id"]), "matched-bare-id", what)
    problems += found
    what = "Customers whose ids differ in the two tables were matched on their e-mail address"
    row, found = _rest(row, _emails(first), _emails(second), "matched-email", what)
    problems += found
    return Match(row, tuple(problems))


def _rows_of(keys: pd.Series) -> pd.Series:
    """For each key that stands once the row it stands in."""
    known = keys.dropna()
    once = known[~known.duplicated(keep=False)]
    return pd.Series(once.index, index=once.to_numpy(), dtype="Int64")


def _emails(customers: pd.DataFrame) -> pd.Series:
    """The e-mail addresses of a table, the id itself where it is one."""
    ids = fold_email(customers["customer_id"]).where(customers["customer_id"].str.contains("@", regex=False))
    return fold_email(customers["email"]).fillna(ids) if "email" in customers else ids


def _rest(row: pd.Series, first: pd.Series, second: pd.Series, code: str, what: str) -> tuple[pd.Series, list[Problem]]:
    """Match who has no row yet on other keys, with rows that nobody has yet."""
    left = row.isna() & first.notna() & ~first.duplicated(keep=False)
    free = second[~second.index.isin(row.dropna())]
    # A key that stands several times in the whole table is nobody's, even if one of its rows is free.
    rows = _rows_of(second)
    rows = rows[rows.isin(free.index)]
    found = first[left].map(rows)
    matched = int(found.notna().sum())
    if not matched:
        return row, []
    example = str(first[found.index[found.notna()][0]])[:40]
    remedy = "Check that they are the same customers."
    return row.fillna(found), [Problem(code, what, remedy, matched, "noted", "customer_id", example)]
