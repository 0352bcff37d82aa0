"""Faults in the data, told as a table: what, where, how many, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Literal

import pandas as pd

Effect = Literal["dropped", "changed", "kept", "noted"]
# Told what long work does next, in words to show. What it raises stops the work.
Tell = Callable[[str], None]
_COLUMNS = ["step", "rows_affected", "effect", "column", "example", "what_to_do", "rows_in", "rows_out", "code"]


@dataclass(frozen=True)
class Problem:
    """One kind of fault found in a file: how many rows it touches, and what was done to them.

    `effect` is "dropped" (the rows are gone), "changed" (a value was altered or blanked), "kept" (the rows
    stay although they look odd) or "noted" (a fact about the file as a whole; `rows` may be 0).
    """

    code: str
    what: str
    remedy: str = ""
    rows: int = 0
    effect: Effect = "noted"
    column: str = ""
    example: str = ""


@dataclass(frozen=True)
class Step:
    """A problem placed in the order of cleaning, with the rows that went in and came out."""

    problem: Problem
    rows_in: int
    rows_out: int


@dataclass(frozen=True)
class CleaningReport:
    """Everything that happened between the file and the tables that are analyzed.

    `set_aside` holds the rows that were dropped after reading, as they stood in the file, with the reason in a last
    column; mended there, they can be uploaded again.
    """

    rows_in: int
    problems: tuple[Problem, ...] = ()
    set_aside: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False, repr=False)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The problems in order, each with rows in and rows out; only "dropped" takes rows away.

        >>> report = CleaningReport(10, (Problem("no-id", "No id", rows=3, effect="dropped"),))
        >>> report.steps[0].rows_out
        7
        """
        steps: list[Step] = []
        rows = self.rows_in
        for problem in self.problems:
            left = rows - problem.rows if problem.effect == "dropped" else rows
            steps.append(Step(problem, rows, left))
            rows = left
        return tuple(steps)

    @property
    def rows_out(self) -> int:
        """Rows that are left after the last step."""
        return self.steps[-1].rows_out if self.problems else self.rows_in

    def dropped(self, code: str) -> int:
        """Rows touched by the problems of one code; 0 where the file has none of it."""
        return sum(problem.rows for problem in self.problems if problem.code == code)

    def to_frame(self) -> pd.DataFrame:
        """The report as a table, one row per step, for the screen and for the workbook."""
        return pd.DataFrame(
            [
                {
                    "step": step.problem.what,
                    "rows_affected": step.problem.rows,
                    "effect": step.problem.effect,
                    "column": step.problem.column,
                    "example": step.problem.example,
                    "what_to_do": step.problem.remedy,
                    "rows_in": step.rows_in,
                    "rows_out": step.rows_out,
                    "code": step.problem.code,
                }
                for step in self.steps
            ],
            columns=_COLUMNS,
        )


@dataclass(frozen=True)
class Note:
    """What an analysis could not compute, why, and what data would allow it."""

    topic: str
    text: str


class DataError(Exception):
    """The file can't be used; the message says what is wrong, where, and what to do.

    `problems` is the same as a table, one row per fault.
    """

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        found = tuple(problems) or (Problem("unusable", message),)
        self.problems = pd.DataFrame([asdict(problem) for problem in found])


def tell_nobody(step: str) -> None:
    """A `Tell` for callers that wait for the result alone."""
