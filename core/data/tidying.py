"""Cells as they leave a reader -> cells to work with: trimmed, blank ones missing, each column with its own name."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.headers import MAX_NAME_CHARS
from core.data.table import RawTable
from core.problems import Problem

# An Arrow array, in one piece or in several.
Texts = Any
CONTROL_CLASS = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"
_WHATS = {
    "control-characters": "Invisible control characters were removed from cells",
    "surrounding-blanks": "Blanks around values were removed",
}


def tidy(raw: RawTable) -> pd.DataFrame:
    """Clean the cells, leave out blank rows, give every column a name; `raw.problems` tells what was done.

    The columns of `raw` are used up, one at a time.
    """
    columns: list[pd.Series] = []
    blank: np.ndarray | None = None
    touched: dict[str, np.ndarray] = {}
    while raw.columns:
        cells = raw.columns.pop(0)
        codes, known = _split(cells)
        del cells
        texts = known
        if raw.control:
            plain = pc.replace_substring_regex(texts, CONTROL_CLASS, "")
            _mark(touched, "control-characters", pc.not_equal(plain, texts), codes)
            texts = plain
        trimmed = pc.utf8_trim_whitespace(texts)
        filled = pc.not_equal(trimmed, "")
        _mark(touched, "surrounding-blanks", pc.and_(filled, pc.not_equal(trimmed, texts)), codes)
        missing = _spread(pc.invert(filled), codes)
        columns.append(_column(trimmed, filled, codes))
        blank = missing if blank is None else blank & missing
    names, naming = clean_names(raw.names)
    raw.problems += naming
    frame = pd.DataFrame(dict(zip(names, columns, strict=True)), copy=False)
    dropped = 0 if blank is None else int(blank.sum())
    if blank is not None and dropped:
        frame = frame[~blank].reset_index(drop=True)
    _tell(raw, touched, dropped)
    return frame


def _split(cells: pa.ChunkedArray) -> tuple[np.ndarray | None, Texts]:
    """The codes of the rows and the texts they stand for; no codes where each row has its own text."""
    if not pa.types.is_dictionary(cells.type):
        return None, cells
    whole = cells.unify_dictionaries().combine_chunks()
    return whole.indices.to_numpy(), whole.dictionary


def _spread(mask: Texts, codes: np.ndarray | None) -> np.ndarray:
    flags = np.asarray(
        pc.fill_null(mask, False).to_numpy(zero_copy_only=False) if isinstance(mask, pa.Array) else mask.to_numpy()
    )
    return flags if codes is None else flags[codes]


def _mark(touched: dict[str, np.ndarray], code: str, mask: Texts, codes: np.ndarray | None) -> None:
    if not pc.any(mask).as_py():
        return
    rows = _spread(mask, codes)
    touched[code] = touched[code] | rows if code in touched else rows


def _column(texts: Texts, filled: Texts, codes: np.ndarray | None) -> pd.Series:
    """The column in pandas: text, or a category of text where the reader found that values repeat."""
    if codes is None:
        cells = pc.if_else(filled, texts, pa.scalar(None, texts.type))
        found: pd.Series = pa.table({"cells": cells}).to_pandas(split_blocks=True, self_destruct=True)["cells"]
        return found
    # Two texts may have become one, and a blank one is missing.
    places, different = pd.factorize(texts.to_pandas().where(filled.to_numpy(zero_copy_only=False)))
    plain = len(different) == len(texts) and bool((places == np.arange(len(places))).all())
    words: Any = different
    return pd.Series(pd.Categorical.from_codes(codes if plain else places[codes], words, validate=False))


def _tell(raw: RawTable, touched: dict[str, np.ndarray], dropped: int) -> None:
    for code, changed in touched.items():
        raw.problems.append(Problem(code, _WHATS[code], rows=int(changed.sum()), effect="changed"))
    if rows := dropped + raw.blank_lines:
        raw.problems.append(Problem("blank-rows", "Blank rows were left out", rows=rows, effect="dropped"))


def clean_names(raw: list[str]) -> tuple[list[str], list[Problem]]:
    """Unique, stripped, non-empty column names of at most 60 characters, and a Problem per kind of change.

    >>> clean_names(["id", "", "id"])[0]
    ['id', 'Column 2', 'id (2)']
    """
    counts = dict.fromkeys(("name-characters", "name-blank", "name-long", "name-duplicate"), 0)
    wanted: list[str] = []
    for position, name in enumerate(raw, start=1):
        plain = re.sub(CONTROL_CLASS, "", re.sub(r"[\t\r\n]+", " ", name.strip())).strip()
        counts["name-characters"] += plain != name.strip()
        counts["name-blank"] += not plain
        counts["name-long"] += len(plain) > MAX_NAME_CHARS
        wanted.append(plain[:MAX_NAME_CHARS].strip() or f"Column {position}")
    names: list[str] = []
    taken: set[str] = set()
    free = set(wanted)
    for name in wanted:
        unique, number = name, 1
        while unique in taken or (number > 1 and unique in free):
            number += 1
            suffix = f" ({number})"
            unique = name[: MAX_NAME_CHARS - len(suffix)].rstrip() + suffix
        counts["name-duplicate"] += number > 1
        taken.add(unique)
        names.append(unique)
    whats = {
        "name-characters": "Column names with line breaks or control characters, which were removed",
        "name-blank": "Columns without a name, numbered instead",
        "name-long": f"Column names longer than {MAX_NAME_CHARS} characters, cut short",
        "name-duplicate": "Column names used twice, numbered to tell them apart",
    }
    return names, [Problem(code, f"{whats[code]}: {n}") for code, n in counts.items() if n]
