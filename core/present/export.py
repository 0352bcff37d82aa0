"""Tables to files: CSV that opens safely in a spreadsheet."""

from __future__ import annotations

import pandas as pd

# A cell that begins like this may run as a formula when a spreadsheet opens the file (OWASP, CSV injection).
_FORMULA = r"^\s*[=+\-@\t\r\n|%＝＋－＠]"
_DECIMALS = 6
# Up to here every whole number is a float of its own.
_EXACT = 2**53
_PLAIN_NUMBER = r"^[+-]?\d+(?:[.,]\d+)?$"


def neutralize(texts: pd.Series) -> pd.Series:
    """Put an apostrophe before texts that a spreadsheet would run; plain negative numbers stay as they are.

    >>> import pandas as pd
    >>> neutralize(pd.Series(["=1+1", "-5", "Anna"])).tolist()
    ["'=1+1", '-5', 'Anna']
    """
    known = texts.astype("str")
    risky = known.str.contains(_FORMULA, regex=True) & ~known.str.fullmatch(_PLAIN_NUMBER)
    return known.mask(risky.fillna(False).astype(bool), "'" + known)


def _whole(cells: pd.Series) -> pd.Series:
    """Days and scores without a decimal point, though a blank among them makes pandas keep decimals."""
    known = cells.dropna()
    return cells.astype("Int64") if len(known) and bool(((known % 1 == 0) & (known.abs() < _EXACT)).all()) else cells


def to_csv(frame: pd.DataFrame) -> bytes:
    """A table as CSV for a spreadsheet or mail tool: UTF-8 with byte order mark, ISO dates, formulas made harmless."""
    safe = {}
    for name in frame.columns:
        cells = frame[name]
        if pd.api.types.is_datetime64_any_dtype(cells):
            cells = cells.dt.strftime("%Y-%m-%d")
        elif pd.api.types.is_float_dtype(cells):
            cells = _whole(cells.round(_DECIMALS))
        elif not pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
            cells = neutralize(cells)
        safe[name] = cells
    names = neutralize(pd.Series([str(name) for name in frame.columns], dtype="str")).tolist()
    return pd.DataFrame(safe).set_axis(names, axis=1).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
