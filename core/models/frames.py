"""Shapes of small tables."""

from __future__ import annotations

import pandas as pd


def to_long(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """A table of groups by categories as one row per cell: `group`, `category` and `value`; missing cells are left out.

    >>> import pandas as pd
    >>> to_long(pd.DataFrame({"Books": [0.25]}, index=["New"]), "share").to_dict("records")
    [{'group': 'New', 'category': 'Books', 'share': 0.25}]
    """
    cells = table.rename_axis(index="group", columns="category").reset_index()
    long = cells.melt(id_vars="group", var_name="category", value_name=value).dropna(subset=value)
    return long.astype({"group": "str", "category": "str"}).sort_values("group", kind="stable").reset_index(drop=True)
