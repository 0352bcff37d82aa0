"""What the cells of one column mean: numbers, dates, yes or no, ids. The rule is decided for the column as a whole.

Every function works on the distinct texts of a column and spreads the result, so that millions of rows cost little.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.amounts import currencies_written, find_currency, parse_numbers
from core.data.cells import (
    BLANKS,
    Parsed,
    arrow_texts,
    distinct,
    each_text,
    holds,
    known_texts,
    pandas_texts,
    without_blanks,
)
from core.data.dates import parse_dates
from core.schema import spelling

__all__ = [
    "BLANKS", "Parsed", "currencies_written", "damaged_ids", "find_currency", "parse_dates", "parse_flags",
    "parse_numbers", "tidy_ids",
]  # fmt: skip

# In the spelling of headers: lower case, no accents. English, German, French, Spanish, Portuguese, Italian, Dutch,
# Polish, Scandinavian.
YES = frozenset(
    {
        "yes", "y", "true", "t", "1", "1.0", "on", "checked", "enabled", "ja", "j", "wahr", "oui", "vrai", "si", "s",
        "verdadero", "cierto", "sim", "verdadeiro", "vero", "waar", "tak", "prawda", "sant", "sand", "opted in",
        "opt in",
    }
)  # fmt: skip
NO = frozenset(
    {
        "no", "n", "false", "f", "0", "0.0", "off", "unchecked", "disabled", "nein", "falsch", "non", "faux", "falso",
        "nao", "nee", "onwaar", "nie", "fałsz", "nej", "nei", "falskt", "falsk", "usant", "opted out", "opt out",
    }
)  # fmt: skip
# Words of churn labels: who left is True.
LEFT = frozenset(
    {
        "attrited customer", "attrited", "churned", "exited", "left", "churn", "lost", "cancelled", "canceled",
        "gekuendigt", "perdu", "perdido",
    }
)  # fmt: skip
STAYED = frozenset(
    {"existing customer", "stayed", "retained", "joined", "not churned", "no churn", "current", "not exited"}
)
# Words of a state that ends when a customer leaves.
ENDED = frozenset({"inactive", "unsubscribed", "inaktiv", "inactif", "inactivo", "inativo", "inattivo"})
LASTS = frozenset({"active", "subscribed", "aktiv", "actif", "activo", "ativo", "attivo"})
_TICKS = frozenset({"x", "✓", "✔", "☑", "✅"})
# A letter that says yes only where the other one says no beside it: oui/non, vero/falso.
_PAIRS = (("o", "n"), ("v", "f"))
_LONGEST_WORD = 30
_WHOLE_ID = r"^\d+(?:[.,]0{1,2})?$"
_EXCEL_DIGITS = 15


def parse_flags(texts: pd.Series, churn: bool = True) -> Parsed:
    """Read yes or no in the languages of the aliases, 1 or 0, and the words of churn labels; 1.0, 0.0 or missing.

    Of a state such as active or subscribed, the end is True where the column says who left; with `churn=False` the
    state itself is. In a column of nothing but ticks, a blank says no.

    >>> import pandas as pd
    >>> parse_flags(pd.Series(["Ja", "nein", "inactive"])).values.tolist()
    [1.0, 0.0, 1.0]
    """
    cells = distinct(texts)
    short = (pc.utf8_length(cells.texts).to_numpy(zero_copy_only=False) <= _LONGEST_WORD) & ~cells.blank
    words = np.full(len(cells.texts), "", object)
    words[short] = [_word(text) for text in cells.texts.filter(pa.array(short)).to_pylist()]
    known = set(words[~cells.blank & (cells.rows > 0)])
    ends, lasts = (ENDED, LASTS) if churn else (LASTS, ENDED)
    yes, no = YES | LEFT | ends, NO | STAYED | lasts
    ticks = bool(known) and known <= _TICKS
    if known <= _TICKS | yes | no:
        yes |= _TICKS
    yes |= {letter for letter, other in _PAIRS if known == {letter, other}}
    values = np.select([np.isin(words, list(yes)), np.isin(words, list(no))], [1.0, 0.0], np.nan)
    return cells.parsed(values, "yes or no", blank_is=0.0 if ticks else None)


def _word(text: str) -> str:
    return text.lower() if text in ("1.0", "0.0") or text.lower() in _TICKS else spelling(text)


def tidy_ids(texts: pd.Series) -> tuple[pd.Series, int]:
    """Keep ids as written, but for marks of a spreadsheet; also the number of ids changed.

    Taken away are spaces around an id, an apostrophe in front, `="..."`, and the decimals of `123.0` or `123,00` where
    the whole column consists of whole numbers. Words for blank (`NULL`, `n/a`, `-`) are no ids: who has one is unknown.

    >>> import pandas as pd
    >>> tidy_ids(pd.Series(["17850.0", None, "13047.0"]))[0].tolist()
    ['17850', nan, '13047']
    """
    if isinstance(texts.dtype, pd.CategoricalDtype):
        codes, known = texts.cat.codes.to_numpy(), known_texts(texts)
        rows = np.bincount(codes[codes >= 0], minlength=len(known))
        # What no row has must not decide whether all ids are whole numbers.
        ids, _ = tidy_ids(known.where(rows > 0))
        return each_text(texts, lambda _: ids), int(rows[(ids.notna() & (ids != known)).to_numpy()].sum())
    written = arrow_texts(texts)
    ids = pc.utf8_trim_whitespace(written)
    if _any(pc.starts_with(ids, "'")) or _any(pc.starts_with(ids, "=")):
        ids = pc.replace_substring_regex(ids, r"""^'|^="(.*)"$""", r"\1")
    ids = without_blanks(ids)
    if (_any(pc.match_substring(ids, ".")) or _any(pc.match_substring(ids, ","))) and _whole_numbers(ids):
        ids = pc.replace_substring_regex(ids, r"[.,]0+$", "")
    changed = pc.sum(pc.not_equal(ids, written)).as_py() or 0
    return pandas_texts(ids, texts), changed


def damaged_ids(texts: pd.Series) -> int:
    """Count the rows whose id a spreadsheet has damaged beyond repair: 1.23E+12, or digits beyond the 15th turned to 0.

    Zeros count only where all ids of more than 15 digits have them, and at least three differ.

    >>> import pandas as pd
    >>> damaged_ids(pd.Series(["1.23E+12", "4.5E+11", "1e5", "123"]))
    2
    """
    cells = distinct(texts)
    exponent = holds(cells.texts, r"^-?\d(?:[.,]\d+)?[eE]\+\d{1,3}$")
    long = holds(cells.texts, rf"^\d{{{_EXCEL_DIGITS + 1},}}$") & (cells.rows > 0)
    rounded = long & holds(cells.texts, rf"^\d{{{_EXCEL_DIGITS}}}0+$")
    cut = rounded if rounded.sum() > 2 and rounded.sum() == long.sum() else np.zeros(len(cells.texts), bool)
    return int(cells.rows[exponent | cut].sum())


def _any(found: pa.ChunkedArray) -> bool:
    return bool(pc.any(found).as_py())


def _whole_numbers(ids: pa.ChunkedArray) -> bool:
    """Whether all known ids are whole numbers; stops at the first piece with another one."""
    return all(pc.all(pc.match_substring_regex(chunk, _WHOLE_ID)).as_py() is not False for chunk in ids.chunks)
