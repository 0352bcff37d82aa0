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
    `fingerprint` is the SHA-256 of the content and of the options it was read with.
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    name: str
    fingerprint: str
    facts: dict[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()


@dataclass
class RawTable:
    """Cells as they stand in the file, one Arrow column each, with the names that go over them."""

    names: list[str]
    columns: list[pa.ChunkedArray]
    problems: list[Problem] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    blank_lines: int = 0


def refusal(code: str, message: str) -> DataError:
    """The error to raise for a file that can't be read, with the message as its one problem."""
    return DataError(message, [Problem(code, message)])
