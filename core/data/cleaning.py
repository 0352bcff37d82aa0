"""From a file to a clean dataset: read, say what the columns mean, clean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as Lookup
from pathlib import Path

from core.data.customer_rows import clean_customers
from core.data.dataset import Dataset, Kind
from core.data.mapping import Mapping, confirm, propose_mapping
from core.data.purchase_rows import clean_purchases
from core.data.sources import read_table
from core.data.steps import Options
from core.data.table import Table, no_rows
from core.problems import Tell, tell_nobody


def clean(
    table: Table,
    mapping: Mapping,
    options: Options | None = None,
    *,
    today: dt.date | None = None,
    tell: Tell = tell_nobody,
) -> Dataset:
    """Apply a confirmed mapping to a table of text cells; raises DataError where nothing usable is left.

    `today` is the day beyond which a date lies in the future: the day of the call unless given. `tell` hears of each
    step.
    """
    if table.frame.empty:
        raise no_rows(table)
    build = clean_purchases if mapping.kind == "purchases" else clean_customers
    return build(table, mapping, options or Options(), today or dt.date.today(), tell)


def load(
    source: str | Path | bytes,
    name: str | None = None,
    *,
    sheet: str | None = None,
    kind: Kind | None = None,
    mapping: Lookup[str, str] | None = None,
    drop_duplicates: bool = False,
    currency: str = "",
    rates: Lookup[str, float] | None = None,
    day_first: bool | None = None,
    free_orders: bool = False,
) -> Dataset:
    """Read a CSV or Excel file of customers or purchases, from a path or from bytes with a name.

    What the columns mean is proposed from names and content; `mapping` gives a role for columns of the file (a column
    of the schema, "metric", "label", "ignore", ...), `kind` says what a row is. `currency` picks one of several, and
    `rates` brings others to it (1 unit of them is so much of it); `day_first` decides dates that can be read both ways;
    `free_orders` counts days with only free items as orders.
    Raises DataError in plain words.
    """
    table = read_table(source, name, sheet=sheet)
    values = {code.upper(): rate for code, rate in (rates or {}).items()}
    options = Options(drop_duplicates, currency.upper(), values, day_first, free_orders)
    return clean(table, confirm(propose_mapping(table, kind), mapping or {}), options)
