"""What the readers give: the file as text cells, before any meaning, or a refusal in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from core.problems import DataError, Problem


@dataclass(frozen=True)
class Table:
    """A file as it stands: every cell is text, a blank cell is missing.

    `frame` has unique, readable column names and a RangeIndex; `problems` lists what the reader had to do to get
    there (rows set aside, names made unique); `facts` says what was concluded ("encoding": "UTF-8",
    "delimiter": "semicolon", "sheet": "Orders") in words to show; `sheets` names all sheets of a workbook.
    `unread` holds each line of the file that is not in `frame` and is no header: `line` (counted from 1), `text` and
    `reason`. `fingerprint` is the SHA-256 of the content and of the options it was read with.
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    name: str
    fingerprint: str
    facts: dict[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    unread: pd.DataFrame = field(default_factory=lambda: unread_frame([]), compare=False, repr=False)


@dataclass(frozen=True)
class Unread:
    """A line of the file that is in no table: where it stands (counted from 1), its text, and why it was left out."""

    line: int
    text: str
    reason: str


def unread_frame(lines: list[Unread]) -> pd.DataFrame:
    """The lines left out as a table, in the order of the file."""
    rows = [(one.line, one.text, one.reason) for one in sorted(lines, key=lambda one: one.line)]
    return pd.DataFrame(rows, columns=["line", "text", "reason"]).astype({"text": "str", "reason": "str"})


@dataclass
class RawTable:
    """Cells as they stand in the file, one Arrow column each, with the names that go over them.

    `control` says that there may be control characters in them.
    """

    names: list[str]
    columns: list[pa.ChunkedArray]
    problems: list[Problem] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    blank_lines: int = 0
    control: bool = True
    unread: list[Unread] = field(default_factory=list)


def no_rows(table: Table) -> DataError:
    """The error to raise for a table without rows: there are none in the file, or all of them were set aside."""
    if table.unread.empty:
        return DataError(f"“{table.name}” has column names but no rows. Export it again with its rows.")
    line, reason = table.unread["line"].iloc[-1], table.unread["reason"].iloc[-1]
    return DataError(
        f"No row of “{table.name}” could be read: all were set aside. Line {line:,}: {reason}. "
        "Export the file again, with semicolons or tabs between the columns if you can.",
        table.problems,
    )


def refusal(code: str, message: str) -> DataError:
    """The error to raise for a file that can't be read, with the message as its one problem."""
    return DataError(message, [Problem(code, message)])
