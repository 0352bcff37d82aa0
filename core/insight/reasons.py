"""Why a customer is on a list: one sentence a row from the figures that put the customer there, the strongest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.models.labels import Learned
from core.models.ranks import percentile, share_below
from core.schema import in_sentence, label_of, unit_of
from core.words import figure

# More than so many figures nobody reads.
MOST = 4
# A lifetime value of so many times the median is worth saying.
_WORTH_SAYING = 1.5
# What a model says of one customer goes before what can be seen in all.
_FIRST, _MIDDLE = 1.0, 0.5
# Engagement below that of so many is worth saying.
_CLEARLY = 0.75


@dataclass(frozen=True, eq=False)
class Clause:
    """What can be said of each customer, and how strongly it speaks for being on the list, 0 to 1; empty for some."""

    words: pd.Series
    strength: pd.Series


def sentences(clauses: Sequence[Clause], last: pd.Series | None = None) -> pd.Series:
    """The strongest clauses of each row in one sentence; ties in the order given. `last` is said of every row."""
    index = clauses[0].words.index
    words = np.array([clause.words.to_numpy(dtype=object) for clause in clauses])
    strength = np.array([clause.strength.to_numpy(dtype="float64", na_value=-1.0) for clause in clauses])
    order = np.argsort(np.where(words == "", np.inf, -strength), axis=0, kind="stable")
    ranked = np.take_along_axis(words, order, axis=0)[:MOST]
    if last is not None:
        ranked = np.vstack([ranked, last.to_numpy(dtype=object)])
    text = pd.Series(["; ".join(filter(None, row)) for row in ranked.T], index=index, dtype="str")
    return text.str[:1].str.upper() + text.str[1:]


def of_risk(customers: pd.DataFrame, chosen: pd.DataFrame, raised: pd.Series | None) -> pd.Series:
    """Why each of the chosen is likely to be lost and worth keeping; `raised` as from `raised_by_learned`."""

    def below(values: pd.Series) -> pd.Series:
        return share_below(values).loc[chosen.index]

    rating, average = chosen["satisfaction_score"], round(customers["satisfaction_score"].mean(), 1)
    less_engaged = below(-customers["engagement_score"])
    clv = customers["clv"]
    ratio = chosen["clv"] / clv.median()
    clauses = [
        Clause(_silence(chosen), below(customers["lateness"]).fillna(_MIDDLE)),
        Clause(
            _words(f"satisfaction {{:.1f}}, below the average of {average:.1f}", rating.round(1) < average, rating),
            below(-customers["satisfaction_score"]),
        ),
        Clause(
            _words("engagement lower than that of {:.0%} of customers", less_engaged > _CLEARLY, less_engaged),
            less_engaged,
        ),
        Clause(_words("worth {:.1f} times the median customer", ratio >= _WORTH_SAYING, ratio), below(clv)),
    ]
    if raised is not None:
        words = chosen["customer_id"].map(raised).fillna("").astype("str")
        clauses.insert(0, Clause(words, pd.Series(_FIRST, index=chosen.index)))
    return sentences(clauses, last=_words("churn probability {:.0%}", True, chosen["churn_probability"]))


def _silence(chosen: pd.DataFrame) -> pd.Series:
    """How long each is silent, against the customer's own rhythm where there is one."""
    gap, silent, orders = chosen["usual_gap_days"], chosen["days_since_purchase"], chosen["orders"]
    ways = (
        _words("usually buys every {:,.0f} days, silent for {:,.0f} days", orders > 1, gap, silent),
        _words("bought once, {:,.0f} days ago", orders == 1, silent),
        _words("silent for {:,.0f} days", ~(orders == 1), silent),
    )
    said = ways[0]
    for other in ways[1:]:
        said = said.where(said != "", other)
    return said


def of_potential(customers: pd.DataFrame, chosen: pd.DataFrame, ranked_by: Sequence[str]) -> pd.Series:
    """The ranks that speak for each of the chosen, among the columns that they are ranked by."""
    ranks = {name: percentile(customers[name]).loc[chosen.index] for name in ranked_by if customers[name].notna().any()}
    clauses = [
        Clause(_words(f"{label_of(name).lower()} above {{:.0f}}% of customers", rank >= 50, rank), rank / 100)
        for name, rank in ranks.items()
    ]
    return sentences(clauses) if clauses else pd.Series("", index=chosen.index, dtype="str")


def raised_by_learned(learned: Learned, given: pd.DataFrame, whose: pd.Series | None = None) -> pd.Series:
    """The columns of the file that raise the risk of customers most, in words, by customer id; only where any do.

    `given` are the customers that were learned from, as the file has them; `whose` tells which of them are asked for.
    """
    found = (learned.reasons if whose is None else learned.reasons[whose]).dropna(how="all")
    rows = given.loc[found.index]
    kinds = {name: _is_flag(given[name]) for name in learned.usual}
    texts = []
    for row, names in zip(rows.index, found.itertuples(index=False), strict=True):
        parts = [
            _own_value(name, rows.at[row, name], learned.usual[name], kinds[name])
            for name in names
            if isinstance(name, str)
        ]
        texts.append(f"raised most by {' and '.join(parts)}")
    return pd.Series(texts, index=rows["customer_id"], dtype="str")


def _own_value(name: str, value: Any, usual: float | str, flag: bool) -> str:
    """A column with the customer's own value, and the usual one where it is a number."""
    words = in_sentence(name)
    if pd.isna(value):
        return f"{words} (not given)"
    if isinstance(usual, str):
        return f"{words} ({value})"
    if flag:
        return f"{words} ({'yes' if value == 1 else 'no'})"
    own, common = figure(float(value), unit_of(name)), figure(usual, unit_of(name))
    # "58, usually 37 years": the unit once.
    suffix = figure(0, unit_of(name)).removeprefix("0")
    return f"{words} ({own.removesuffix(suffix)}, usually {common})"


def _is_flag(cells: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(cells) and bool(cells.dropna().isin([0, 1]).all())


def _words(template: str, when: pd.Series | bool, *values: pd.Series) -> pd.Series:
    """The template with each row's values; empty where one is missing or the condition does not hold."""
    index = values[0].index
    holds = pd.concat([value.notna() for value in values], axis=1).all(axis=1) & when
    rows = zip(*values, strict=True)
    return pd.Series(
        [template.format(*row) if ok else "" for ok, row in zip(holds, rows, strict=True)], index=index, dtype="str"
    )
