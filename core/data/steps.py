"""Steps of cleaning that both kinds of file share, and the log that counts what they do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from core import schema
from core.data.amounts import currencies_written, currency_of, find_currency
from core.data.currencies import code_of
from core.data.mapping import Mapping
from core.data.table import Table
from core.problems import CleaningReport, Problem

# An odd factor moves every bit of a column of codes, so that few different rows come out the same.
_ODD = np.uint64(0x9E3779B97F4A7C15)
_REASON = "set_aside_because"


@dataclass(frozen=True)
class Options:
    """What a person decided about a file beside the meaning of its columns.

    `currency` picks one of several; `rates` gives for other currencies what one unit is worth in it. `day_first` says
    how to read dates that fit both ways; None leaves it to the values. `free_orders` counts a day on which a customer
    got only free items as an order.
    """

    drop_duplicates: bool = False
    currency: str = ""
    rates: Lookup[str, float] = field(default_factory=dict)
    day_first: bool | None = None
    free_orders: bool = False


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
    decided = [options.drop_duplicates, options.currency, dict(options.rates), options.day_first, options.free_orders]
    text = json.dumps([mapping.kind, dict(mapping.roles), decided], sort_keys=True)
    return hashlib.sha256((table.fingerprint + text).encode()).hexdigest()


def safe_name(name: str) -> str:
    """A column beyond the schema keeps its own name unless the app uses that name for something else."""
    return f"{name} (file)" if name in schema.BY_NAME or name in ("day", "amount") else name


def repeated_rows(frame: pd.DataFrame) -> pd.Series:
    """Whether each row repeats an earlier one in every cell.

    Where a large table holds its repeating columns as categories, rows are told apart by these first: hardly any row
    then has to be compared in full.
    """
    coded = frame.select_dtypes("category")
    if coded.empty:
        return frame.duplicated()
    mixed = np.zeros(len(frame), dtype=np.uint64)
    for name in coded:
        mixed = mixed * _ODD + coded[name].cat.codes.to_numpy().astype(np.uint64)
    ordered = np.sort(mixed)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    found = np.zeros(len(frame), dtype=bool)
    if len(twice):
        alike = np.flatnonzero(np.isin(mixed, twice))
        found[alike] = frame.iloc[alike].astype("str").duplicated().to_numpy()
    return pd.Series(found, index=frame.index)


def without_duplicates(frame: pd.DataFrame, drop: bool, log: Log) -> pd.DataFrame:
    """Exact duplicate rows are counted, and dropped where the person said so."""
    twice = repeated_rows(frame)
    if drop:
        what = "Rows that repeat an earlier row exactly were dropped"
        return log.drop(frame, twice, Problem("duplicate-row", what, "Switch this off if they are real."))
    if twice.any():
        what = "Rows that repeat an earlier row exactly were kept"
        remedy = "They are often two real purchases. If not, choose to drop exact duplicates."
        log.note([Problem("duplicate-row", what, remedy, int(twice.sum()), "kept")])
    return frame


def currency_codes(frame: pd.DataFrame, mapping: Mapping) -> pd.Series | None:
    """The currency of each row: of its own column, else as written beside the amounts where these name several."""
    column = mapping.column("currency")
    if column is not None:
        codes: pd.Series = frame[column].map({text: code_of(text) for text in frame[column].dropna().unique()})
        return codes.astype("str")
    money = _money_column(mapping)
    if money is None or len(currencies_written(frame[money])) < 2:
        return None
    return currency_of(frame[money])


def _money_column(mapping: Mapping) -> str | None:
    roles = ("amount", "unit_price", "revenue", "clv", "avg_order_value", "income")
    return next((name for role in roles if (name := mapping.column(role))), None)


def currencies(frame: pd.DataFrame, mapping: Mapping) -> pd.Series:
    """How many rows each currency of the file has, the most frequent first, ties by name; none where one is implied."""
    codes = currency_codes(frame, mapping)
    return _counted(codes) if codes is not None else pd.Series(dtype="int64")


def _counted(codes: pd.Series) -> pd.Series:
    counts = codes.value_counts().rename_axis("currency").reset_index(name="rows")
    ordered = counts.sort_values(["rows", "currency"], ascending=[False, True])
    return ordered.set_index("currency")["rows"]


def one_currency(frame: pd.DataFrame, mapping: Mapping, options: Options, log: Log) -> tuple[pd.DataFrame, str]:
    """Amounts in several currencies are never added up: rows in another one than the chosen are set aside.

    The chosen one is the person's, else the most frequent. Rows whose currency has a rate stay; see `to_currency`.
    """
    codes = currency_codes(frame, mapping)
    found = _counted(codes) if codes is not None else None
    if codes is None or found is None or found.empty:
        money = _money_column(mapping)
        return frame, find_currency(frame[money]) if money else ""
    main = options.currency if options.currency in found.index else str(found.index[0])
    others = Problem(
        "other-currency",
        f"Rows in another currency than {main} were set aside; amounts in different currencies can't be added up",
        "Choose the currency to analyze, or give a rate for each other one.",
        column=mapping.column("currency") or str(_money_column(mapping)),
        example=next((str(code) for code in found.index if code != main), ""),
    )
    return log.drop(frame, codes.notna() & (codes != main) & ~codes.isin(options.rates), others), main


def to_currency(amounts: pd.Series, codes: pd.Series, rates: Lookup[str, float], log: Log) -> pd.Series:
    """Amounts brought to the chosen currency by the person's rates."""
    factor = codes.map(dict(rates)).astype("float64").fillna(1.0)
    changed = int((factor != 1).sum())
    if changed:
        used = ", ".join(f"1 {code} = {rate:g}" for code, rate in sorted(rates.items()))
        log.note([Problem("converted", f"Amounts were converted at your rates ({used})", "", changed, "changed")])
    return amounts * factor
