"""A column of text cells as its distinct texts, and what a column was read as.

A file of ten million rows often has a thousand different days: each is read once, and its value is spread to the rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

# What people and systems write for "nothing here". Not in it: words that may be an answer (other) or a name (Blank).
BLANKS = frozenset(
    {
        "", "-", "--", "---", "–", "—", "−", ".", "..", "...", "…", "?", "??", "???", "_", "\\n", "n/a", "na", "n.a.",
        "n. a.", "n.a", "n/d", "n.d.", "s/d", "s.d.", "k.a.", "k. a.", "k.a", "null", "(null)", "[null]", "<null>",
        "none", "(none)", "<none>", "nan", "<na>", "nil", "nat", "(blank)", "(blanks)", "(empty)", "(leer)", "(vacío)",
        "(vide)", "(vazio)", "(vuoto)", "(en blanco)", "(em branco)", "(not set)", "not set", "undefined", "unknown",
        "(unknown)", "no data", "not available", "not applicable", "not specified", "keine angabe", "keine angaben",
        "keine daten", "unbekannt", "non renseigné", "inconnu", "sin datos", "sin dato", "no disponible", "desconocido",
        "sem dados", "não informado", "desconhecido", "non disponibile", "sconosciuto", "geen gegevens", "onbekend",
        "brak danych", "#n/a", "#n/a n/a", "#na", "#n/v", "#nv", "#value!", "#wert!", "#ref!", "#bezug!", "#div/0!",
        "#name?", "#null!", "#num!", "#zahl!",
    }
)  # fmt: skip
BATCH = 1_000_000
_LOOK = 1_000
_BLANK_WORDS = pa.array(sorted(BLANKS), pa.large_string())
_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_APOSTROPHES = "’‘ʼ′´`٬"


@dataclass(frozen=True)
class Parsed:
    """A column read by one rule: `values` has the rows of the input, `unread` counts each text that did not fit.

    The most frequent text comes first. `ambiguous` is true where dates fit both day first and month first and nothing
    in the column decides. `unsure` counts rows with numbers such as 1.234 where nothing in the column tells
    decimals from thousands: they are read the likelier way.
    """

    values: pd.Series
    rule: str
    unread: pd.Series
    ambiguous: bool = False
    unsure: int = 0

    @property
    def share_read(self) -> float:
        """Share of the non-blank cells that the rule reads; 1 where all cells are blank."""
        read, unread = int(self.values.notna().sum()), int(self.unread.sum())
        return read / (read + unread) if read + unread else 1.0


@dataclass(frozen=True)
class Cells:
    """The distinct texts of a column, trimmed; `codes` gives for each row the place of its text, -1 for a missing cell.

    `rows` counts the rows of each text (0 for a category that no row has), `blank` marks the words for nothing.
    """

    index: pd.Index[Any]
    codes: np.ndarray
    texts: pa.Array
    rows: np.ndarray
    blank: np.ndarray

    def parsed(
        self, values: np.ndarray, rule: str, *, blank_is: float | None = None, ambiguous: bool = False, unsure: int = 0
    ) -> Parsed:
        """Give each row the value of its text; a text that is no blank and has no value is unread.

        `blank_is` is the value of blank rows, where they mean something.
        """
        missing = np.isnan(values) if values.dtype.kind == "f" else np.isnat(values)
        misfit = np.flatnonzero(missing & ~self.blank & (self.rows > 0))
        nothing = np.full(1, "NaT" if values.dtype.kind == "M" else np.nan).astype(values.dtype)
        if blank_is is not None:
            values, nothing = np.where(self.blank, blank_is, values), np.full(1, blank_is)
        # The code -1 of a missing cell takes the last value.
        spread = np.append(values, nothing)[self.codes]
        texts = _pandas(pa.chunked_array([self.texts.take(misfit)]))
        counts = pd.Series(self.rows[misfit]).groupby(texts, sort=False).sum()
        unread = counts.sort_values(ascending=False, kind="stable")
        return Parsed(pd.Series(spread, index=self.index), rule, unread, ambiguous, unsure)


def all_read(values: np.ndarray, index: pd.Index[Any], rule: str) -> Parsed:
    """A column without a text that does not fit."""
    return Parsed(pd.Series(values, index=index), rule, pd.Series(dtype="int64", index=pd.Index([], dtype="str")))


def arrow_texts(texts: pd.Series) -> pa.ChunkedArray:
    """The cells of a column as Arrow text, without a copy where pandas holds them so."""
    held = texts if isinstance(texts.dtype, pd.StringDtype) else texts.astype("str")
    cells = pa.array(held, from_pandas=True)
    chunked = cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])
    return chunked.cast(pa.large_string())


def pandas_texts(texts: pa.ChunkedArray, like: pd.Series) -> pd.Series:
    """Arrow text as a column with the index and the name of another."""
    return pd.Series(_pandas(texts).array, index=like.index, name=like.name)


def _pandas(texts: pa.ChunkedArray) -> pd.Series:
    found: pd.Series = texts.to_pandas(types_mapper={pa.large_string(): _TEXT}.get)
    return found


def each_text(cells: pd.Series, change: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """A category of texts with a change made to its different texts; what the change makes equal becomes one."""
    places, different = pd.factorize(change(known_texts(cells)))
    words: Any = different
    # The code -1 of a missing cell takes the last place.
    codes = np.append(places, -1)[cells.cat.codes.to_numpy()]
    return pd.Series(pd.Categorical.from_codes(codes, words, validate=False), index=cells.index, name=cells.name)


def known_texts(cells: pd.Series) -> pd.Series:
    """The different texts of a category; of plain text each cell."""
    return pd.Series(cells.cat.categories, dtype=_TEXT) if isinstance(cells.dtype, pd.CategoricalDtype) else cells


def quickly(cells: pd.Series, read: Callable[[pd.Series], Parsed | None]) -> Parsed | None:
    """The result of a reader that leaves no text unread; of a category only the different texts are read."""
    found = read(known_texts(cells))
    if found is None or not isinstance(cells.dtype, pd.CategoricalDtype):
        return found
    # The code -1 of a missing cell takes the last value.
    values = found.values.reindex(range(len(found.values) + 1)).to_numpy()
    return Parsed(pd.Series(values[cells.cat.codes.to_numpy()], index=cells.index), found.rule, found.unread)


def has_repeats(cells: pd.Series) -> bool:
    """Whether any text of a column occurs twice. Ids in order and whole numbers are told quickly."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        codes = cells.cat.codes.to_numpy()
        return bool(len(codes)) and bool(np.bincount(codes[codes >= 0], minlength=1).max() > 1)
    texts = arrow_texts(cells).drop_null()
    if pc.all(pc.less(texts[:-1], texts[1:])).as_py() is not False:
        return False
    numbers = cast_all(texts, pa.int64())
    if numbers is not None:
        ordered = np.sort(numbers.drop_null().to_numpy())
        if (ordered[1:] != ordered[:-1]).all():
            return False
    return bool(cells.dropna().duplicated().any())


def distinct(texts: pd.Series) -> Cells:
    """Find the distinct texts of a column."""
    if isinstance(texts.dtype, pd.CategoricalDtype):
        words = arrow_texts(known_texts(texts)).combine_chunks()
        known, codes = pc.utf8_trim_whitespace(words), texts.cat.codes.to_numpy()
        rows = np.bincount(codes[codes >= 0], minlength=len(known))
        return Cells(texts.index, codes, known, rows, is_blank(known))
    encoded = arrow_texts(texts).dictionary_encode().unify_dictionaries()
    chunks = encoded.chunks or [pa.array([], pa.large_string()).dictionary_encode()]
    codes = np.concatenate([chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in chunks])
    known = pc.utf8_trim_whitespace(chunks[0].dictionary)
    rows = np.bincount(codes[codes >= 0], minlength=len(known))
    return Cells(texts.index, codes, known, rows, is_blank(known))


def is_blank(texts: pa.Array) -> np.ndarray:
    """Which trimmed texts are words for nothing; a missing text is none."""
    return np.asarray(_blank(texts).to_numpy(zero_copy_only=False))


def _blank(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return pc.is_in(pc.utf8_lower(texts), value_set=_BLANK_WORDS)


def without_blanks(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """The trimmed texts with words for nothing made missing."""
    blank = _blank(texts)
    return pc.if_else(blank, pa.scalar(None, texts.type), texts) if pc.any(blank).as_py() else texts


def cast_all(texts: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray | None:
    """Every cell read by Arrow, which is a hundred times quicker than a look at each; None where one does not fit."""
    try:
        return pc.cast(texts, kind)
    except pa.ArrowInvalid:
        pass
    try:
        pc.cast(without_blanks(texts.slice(0, _LOOK)), kind)
        return pc.cast(without_blanks(texts), kind)
    except pa.ArrowInvalid:
        return None


def batches(texts: pa.Array) -> Iterator[pa.Array]:
    """The texts in pieces, so that what is taken out of each text never exists for all of them at once."""
    for start in range(0, max(len(texts), 1), BATCH):
        yield texts.slice(start, BATCH)


def holds(texts: pa.Array, pattern: str) -> np.ndarray:
    """Which texts hold a pattern (RE2); a missing text holds none."""
    found = pc.fill_null(pc.match_substring_regex(texts, pattern), False)
    return np.asarray(found.to_numpy(zero_copy_only=False))


def replace(texts: pa.Array, pattern: str, by: str) -> pa.Array:
    """The texts with each match of a pattern (RE2) replaced."""
    return pc.replace_substring_regex(texts, pattern, by)


class _Signs(dict[int, str]):
    """The plain sign for each sign of the world's keyboards: digits, spaces, dashes, apostrophes, full-width forms."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        kind = unicodedata.category(sign)
        if code in _FULL_WIDTH:
            plain = chr(code - 0xFEE0)
        elif kind == "Nd":
            plain = str(unicodedata.digit(sign))
        elif kind in ("Zs", "Cc"):
            plain = " "
        elif kind == "Pd" or sign == "−":
            plain = "-"
        elif kind == "Cf":
            plain = ""
        else:
            plain = "'" if sign in _APOSTROPHES else sign
        self[code] = plain
        return plain


# A triangle is the minus of Japanese accounts.
_SIGNS = _Signs({ord("￥"): "¥", ord("￡"): "£", ord("￦"): "₩", ord("△"): "-"})


def plain_signs(texts: pa.Array) -> pa.Array:
    """Texts with ASCII digits, spaces, dashes and apostrophes, single spaces, and without a spreadsheet's `="..."`.

    >>> plain_signs(pa.array(["−１２\u202f345 €", '="007"'])).to_pylist()
    ['-12 345 €', '007']
    """
    foreign = holds(texts, r"[^\x20-\x5f\x61-\x7e€£]")
    if foreign.any():
        spots = np.flatnonzero(foreign)
        # The Arabic decimal mark is no thousands mark, nor is any mark before an exponent.
        mended = [re.sub(r"٫(\d*)", r".\1e0", text.translate(_SIGNS)) for text in texts.take(spots).to_pylist()]
        texts = pc.replace_with_mask(texts, pa.array(foreign), pa.array(mended, texts.type))
    if holds(texts, r'^="|  |^ | $').any():
        texts = pc.utf8_trim_whitespace(replace(replace(texts, r'^="(.*)"$', r"\1"), r" {2,}", " "))
    return texts
