"""Small data made by hand: files as text, tables of cells, rows of customers and of purchases."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from textwrap import dedent
from typing import Any

import numpy as np
import pandas as pd

import core
from core import schema
from core.data.dataset import Dataset
from core.data.mapping import Mapping
from core.data.table import Table

Row = tuple[str, str, float]
_DTYPES = {"id": "str", "text": "str", "date": "datetime64[us]"}


def from_csv(text: str, **options: Any) -> Dataset:
    """The dataset of a file with this text."""
    return core.load(dedent(text).strip().encode(), name="made.csv", **options)


def analyzed(text: str, settings: core.Settings | None = None, **options: Any) -> core.Analysis:
    """The analysis of a file with this text."""
    return core.analyze(from_csv(text, **options), settings)


def table(columns: dict[str, Sequence[str | None]], name: str = "made.csv") -> Table:
    """A table of text cells, as a reader would give it."""
    frame = pd.DataFrame({key: pd.Series(list(cells), dtype="str") for key, cells in columns.items()})
    return Table(frame, (), name, hashlib.sha256(frame.to_csv().encode()).hexdigest())


def headers(line: str, separator: str = ",", rows: int = 40) -> dict[str, str]:
    """The roles proposed for a file with these headers alone, each column filled with what its name promises."""
    names = [name.strip() for name in line.split(separator)]
    return dict(core.propose_mapping(table({name: _cells(name, rows) for name in names})).roles)


def _cells(name: str, rows: int) -> list[str]:
    spelled = schema.spelling(name)
    if any(word in spelled for word in ("date", "created", "datum", "active", "paid at", "open", "timestamp")):
        return [f"2024-{1 + i % 12:02d}-{1 + i % 28:02d}" for i in range(rows)]
    if "mail" in spelled or spelled in ("customer id", "id", "buyer"):
        return [f"someone{i % 15}@example.com" for i in range(rows)]
    if "currency" in spelled or spelled == "wahrung":
        return ["EUR"] * rows
    numeric = ("total", "amount", "price", "quantity", "sales", "value", "qty", "number", "brutto", "netto", "risk")
    if any(word in spelled for word in numeric) and "name" not in spelled and "phone" not in spelled:
        high = 0.01 if "risk" in spelled else 1.01
        return [f"{1 + i * high:.2f}" if high > 1 else f"{i * high:.2f}" for i in range(rows)]
    return [f"{name} {i % 7}" for i in range(rows)]


def purchases(rows: Iterable[Row], categories: Sequence[str] | None = None, **options: Any) -> Dataset:
    """Purchases from (customer, ISO day, amount)."""
    made = list(rows)
    cells: dict[str, Sequence[str | None]] = {
        "customer": [row[0] for row in made],
        "day": [row[1] for row in made],
        "money": [repr(float(row[2])) for row in made],
    }
    roles = {"customer": "customer_id", "day": "order_date", "money": "amount"}
    if categories is not None:
        cells["kind"] = list(categories)
        roles["kind"] = "category"
    return core.clean(table(cells), Mapping("purchases", "", roles), **options)


def shop(every: int, customers: int = 300, days: int = 720, refunded: float = 0.0) -> core.Dataset:
    """A shop where a customer orders about every so many days, and one in three stopped half a year ago or earlier.

    Of each amount the share that is `refunded` comes back ten days later.
    """
    rng = np.random.default_rng(2)
    first = dt.date(2024, 1, 1)
    rows = []
    for i in range(customers):
        day, end = float(rng.uniform(0, 200)), days - (rng.uniform(180, 500) if i % 3 == 0 else 0)
        while day < end:
            amount = rng.gamma(4, 9)
            rows.append(f"c{i},{first + dt.timedelta(days=int(day))},{amount:.2f}")
            if refunded:
                rows.append(f"c{i},{first + dt.timedelta(days=int(day) + 10)},{-refunded * amount:.2f}")
            day += 1 + rng.exponential(every)
    return from_csv("customer,date,amount\n" + "\n".join(rows))


def customers(**columns: Sequence[Any]) -> pd.DataFrame:
    """Customers with every column of the schema; what is not given is missing."""
    size = len(next(iter(columns.values())))
    index = pd.RangeIndex(size)
    made: dict[str, pd.Series] = {}
    for column in schema.COLUMNS:
        if column.rows == "purchases":
            continue
        dtype = _DTYPES.get(column.unit, "float64")
        if column.name in columns:
            made[column.name] = pd.Series(list(columns[column.name]), index=index, dtype=dtype)
        elif column.name == "customer_id":
            made[column.name] = pd.Series([f"c{i:03d}" for i in range(size)], dtype="str")
        else:
            made[column.name] = pd.Series(pd.NaT if column.unit == "date" else np.nan, index=index, dtype=dtype)
    more = {name: pd.Series(list(values), index=index) for name, values in columns.items() if name not in made}
    return pd.DataFrame(made | more)


def lines(head: str, row: Callable[[int], str], count: int) -> str:
    """A file of many similar rows."""
    return "\n".join([head, *(row(i) for i in range(count))])


# Data with next to nothing in it; each must pass through everything without a stumble.
DEGENERATE: dict[str, Callable[[], Dataset]] = {
    "one row": lambda: purchases([("a", "2024-01-05", 10)]),
    "one customer": lambda: purchases([("a", "2024-01-05", 10), ("a", "2024-02-05", 12), ("a", "2024-03-09", 9)]),
    "all equal": lambda: purchases([(f"c{i}", "2024-01-05", 10) for i in range(30)] * 2),
    "all one-time buyers": lambda: purchases([(f"c{i}", f"2024-01-{1 + i:02d}", 10 + i) for i in range(25)]),
    "single day": lambda: purchases([(f"c{i % 9}", "2024-01-05", 5 + i) for i in range(20)]),
    "refunds only": lambda: purchases([(f"c{i}", f"2024-01-{1 + i:02d}", -10 - i) for i in range(8)]),
    "amounts of zero": lambda: purchases([(f"c{i % 4}", f"2024-01-{1 + i:02d}", 0) for i in range(8)]),
    "one enormous amount": lambda: purchases(
        [(f"c{i % 9}", f"2024-0{1 + i % 5}-05", 1e12 if i == 3 else 5 + i) for i in range(40)]
    ),
    "no money": lambda: from_csv(
        lines("customer_id,order_date", lambda i: f"c{i % 5},2024-0{1 + i % 6}-10", 20), kind="purchases"
    ),
    "only an id and one number": lambda: from_csv(lines("customer_id,shoe size", lambda i: f"c{i},{36 + i % 9}", 20)),
    "one customer with one number": lambda: from_csv("customer_id,shoe size\nc1,38", kind="customers"),
    "two customers": lambda: from_csv("customer_id,orders,revenue\na,1,5\nb,2,9", kind="customers"),
    "customers all equal": lambda: from_csv(
        lines("customer_id,orders,revenue,age", lambda i: f"c{i},2,10.5,40", 12), kind="customers"
    ),
    "customers with one known value": lambda: from_csv(
        lines("customer_id,satisfaction_score,age", lambda i: f"c{i},{'4' if i == 3 else ''},", 9), kind="customers"
    ),
    "labels only": lambda: from_csv(lines("customer_id,plan", lambda i: f"c{i},{'gold' if i % 3 else 'tin'}", 12)),
}  # fmt: skip
