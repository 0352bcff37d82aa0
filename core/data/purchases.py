"""Rows of purchases: an embedded DuckDB that Ibis expressions run in. Nothing else holds a purchase row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb
import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

# A purchase row after cleaning. `day` merges what was bought on one date; `amount` is net money of the row and
# missing in the whole table where the file has no money at all.
# Money is decimal, so that sums are exact and do not depend on the order in which rows are added.
COLUMNS = {
    "customer_id": "string",
    "day": "date",
    "amount": "decimal(18, 4)",
    "category": "string",
    "product": "string",
}
TABLE = ibis.table(COLUMNS, name="purchases")

_CONFIG: dict[str, Any] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


@dataclass(frozen=True, eq=False)
class Purchases:
    """The purchase rows of one dataset; ask with `run`. The memory goes back with the last reference.

    Each call uses a cursor of its own, so that threads never share a connection.
    """

    connection: duckdb.DuckDBPyConnection
    rows: int
    first_day: dt.date
    last_day: dt.date
    has_amounts: bool
    has_categories: bool
    nbytes: int

    @classmethod
    def from_arrow(cls, rows: pa.Table) -> Purchases:
        """Take cleaned rows with exactly the columns of `COLUMNS` into a locked in-memory database."""
        connection = duckdb.connect(":memory:", config=_CONFIG)
        connection.register("incoming", rows.select(list(COLUMNS)))
        connection.execute(
            "CREATE TABLE purchases AS SELECT * REPLACE (amount::DECIMAL(18, 4) AS amount) FROM incoming"
        )
        connection.unregister("incoming")
        connection.execute("SET lock_configuration = true")
        days = pa.compute.min_max(rows["day"]).as_py()
        return cls(
            connection=connection,
            rows=rows.num_rows,
            first_day=days["min"],
            last_day=days["max"],
            has_amounts=rows["amount"].null_count < rows.num_rows,
            has_categories=rows["category"].null_count < rows.num_rows,
            nbytes=rows.nbytes,
        )

    def run(self, expression: ibis.Expr) -> pd.DataFrame:
        """Run an Ibis expression over `TABLE`; text comes back as `str`, dates as `datetime64`."""
        cursor = self.connection.cursor()
        try:
            found = cursor.sql(str(ibis.to_sql(expression, dialect="duckdb"))).to_arrow_table()
        finally:
            cursor.close()
        # DuckDB sums whole numbers to 128 bits and money to decimals, which would come back as Decimal objects.
        kinds = {name: "float64" if kind.is_decimal() else kind for name, kind in expression.schema().items()}
        frame = found.cast(ibis.schema(kinds).to_pyarrow()).to_pandas()
        dates = [name for name, kind in expression.schema().items() if kind.is_date()]
        answer: pd.DataFrame = frame.assign(**{name: pd.to_datetime(frame[name]) for name in dates})
        return answer


def last_known(rows: pa.Table, about: pd.DataFrame) -> pd.DataFrame:
    """One row per customer with the latest known value of each column of `about`, which runs parallel to `rows`.

    Customers come in the order of their ids. Columns keep their names, whatever a file calls them.
    """
    names = [str(name) for name in about.columns]
    wanted = rows.select(["customer_id"])
    days = rows["day"].to_numpy()
    for number, name in enumerate(names):
        values = about[name]
        # The later day wins; on one day the higher value, so that the order of the rows does not matter.
        places = np.empty(len(values), dtype=np.int64)
        places[np.lexsort((values.rank(method="dense").fillna(0).to_numpy(), days))] = np.arange(len(values))
        wanted = wanted.append_column(f"about_{number}", pa.array(values, from_pandas=True))
        wanted = wanted.append_column(f"place_{number}", pa.array(places))
    incoming = ibis.table(ibis.Schema.from_pyarrow(wanted.schema), name="incoming")
    latest = {
        f"about_{i}": incoming[f"about_{i}"].argmax(incoming[f"place_{i}"], where=incoming[f"about_{i}"].notnull())
        for i in range(len(names))
    }
    expression = incoming.group_by("customer_id").agg(**latest, seen=incoming.count()).order_by("customer_id")
    connection = duckdb.connect(":memory:", config=_CONFIG)
    try:
        connection.register("incoming", wanted)
        sql = str(ibis.to_sql(expression, dialect="duckdb"))
        found: pd.DataFrame = connection.sql(sql).to_arrow_table().to_pandas()
    finally:
        connection.close()
    return found.drop(columns="seen").rename(columns={f"about_{i}": name for i, name in enumerate(names)})
