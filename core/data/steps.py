"""Steps of cleaning that both kinds of file share, and the log that counts what they do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace

import pandas as pd

from core import schema
from core.data.mapping import Mapping
from core.data.table import Table
from core.data.values import find_currency
from core.problems import CleaningReport, Problem

_REASON = "set_aside_because"


@dataclass(frozen=True)
class Options:
    """What a person decided about a file beside the meaning of its columns.

    `currency` picks one of several; `rates` gives for other currencies what one unit is worth in it. `day_first` says
    how to read dates that fit both ways; None leaves it to the values.
    """

    drop_duplicates: bool = False
    currency: str = ""
    rates: Lookup[str, float] = field(default_factory=dict)
    day_first: bool | None = None


class Log:
    """What cleaning did so far: the problems in order, and for each row set aside the reason."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.problems: list[Problem] = list(table.problems)
        self._reasons: list[pd.Series] = []

    def note(self, problems: Iterable[Problem]) -> None:
        """Add problems; those that touch no row and say nothing about the file are left out by their maker."""
        self.problems += problems

    def drop(self, frame: pd.DataFrame, bad: pd.Series, problem: Problem) -> pd.DataFrame:
        """Take rows away and say so; `problem` comes without its count."""
        rows = int(bad.sum())
        if not rows:
            return frame
        # Counted as a spreadsheet shows it: the header is row 1.
        example = problem.example or f"row {int(frame.index[bad][0]) + 2:,}"
        self.problems.append(replace(problem, rows=rows, effect="dropped", example=example))
        self._reasons.append(pd.Series(problem.what, index=frame.index[bad]))
        return frame[~bad]

    def report(self) -> CleaningReport:
        """The cleaning report, with every row set aside as it stood in the file and why."""
        dropped = sum(p.rows for p in self._table.problems if p.effect == "dropped")
        frame = self._table.frame
        reasons = pd.concat(self._reasons) if self._reasons else pd.Series(dtype="str")
        aside = frame.loc[reasons.index].assign(**{_REASON: reasons}).sort_index()
        return CleaningReport(len(frame) + dropped, tuple(self.problems), aside)


def fingerprint(table: Table, mapping: Mapping, options: Options) -> str:
    """The hash of the content, of what its columns mean and of what was decided about it."""
    decided = [options.drop_duplicates, options.currency, dict(options.rates), options.day_first]
    text = json.dumps([mapping.kind, dict(mapping.roles), decided], sort_keys=True)
    return hashlib.sha256((table.fingerprint + text).encode()).hexdigest()


def safe_name(name: str) -> str:
    """A column beyond the schema keeps its own name unless the app uses that name for something else."""
    return f"{name} (file)" if name in schema.BY_NAME or name in ("day", "amount") else name


def without_duplicates(frame: pd.DataFrame, drop: bool, log: Log) -> pd.DataFrame:
    """Exact duplicate rows are counted, and dropped where the person said so."""
    twice = frame.duplicated()
    if drop:
        what = "Rows that repeat an earlier row exactly were dropped"
        return log.drop(frame, twice, Problem("duplicate-row", what, "Switch this off if they are real."))
    if twice.any():
        what = "Rows that repeat an earlier row exactly were kept"
        remedy = "They are often two real purchases. If not, choose to drop exact duplicates."
        log.note([Problem("duplicate-row", what, remedy, int(twice.sum()), "kept")])
    return frame


def currencies(frame: pd.DataFrame, mapping: Mapping) -> pd.Series:
    """How many rows each currency of the currency column has, the most frequent first, ties by name."""
    column = mapping.column("currency")
    if column is None:
        return pd.Series(dtype="int64")
    counts = frame[column].str.upper().value_counts().rename_axis("currency").reset_index(name="rows")
    ordered = counts.sort_values(["rows", "currency"], ascending=[False, True])
    return ordered.set_index("currency")["rows"]


def one_currency(frame: pd.DataFrame, mapping: Mapping, options: Options, log: Log) -> tuple[pd.DataFrame, str]:
    """Amounts in several currencies are never added up: rows in another one than the chosen are set aside.

    The chosen one is the person's, else the most frequent. Rows whose currency has a rate stay; see `to_currency`.
    """
    found = currencies(frame, mapping)
    if found.empty:
        roles = ("amount", "unit_price", "revenue", "clv", "avg_order_value", "income")
        money = next((name for role in roles if (name := mapping.column(role))), None)
        return frame, find_currency(frame[money]) if money else ""
    main = options.currency if options.currency in found.index else str(found.index[0])
    codes = frame[mapping.column("currency")].str.upper()
    others = Problem(
        "other-currency",
        f"Rows in another currency than {main} were set aside; amounts in different currencies can't be added up",
        "Choose the currency to analyze, or give a rate for each other one.",
        column=str(mapping.column("currency")),
        example=next((str(code) for code in found.index if code != main), ""),
    )
    return log.drop(frame, codes.notna() & (codes != main) & ~codes.isin(options.rates), others), main


def to_currency(amounts: pd.Series, codes: pd.Series, rates: Lookup[str, float], log: Log) -> pd.Series:
    """Amounts brought to the chosen currency by the person's rates."""
    factor = codes.str.upper().map(dict(rates)).astype("float64").fillna(1.0)
    changed = int((factor != 1).sum())
    if changed:
        used = ", ".join(f"1 {code} = {rate:g}" for code, rate in sorted(rates.items()))
        log.note([Problem("converted", f"Amounts were converted at your rates ({used})", "", changed, "changed")])
    return amounts * factor
