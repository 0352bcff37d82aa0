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
import pyarrow.compute as pc

# A purchase row after cleaning. Customers are numbered in the order of their ids, which stand in a table of their own:
# whole numbers are grouped in half the memory. `day` merges what was bought on one date; `amount` is net money of the
# row and missing in the whole table where the file has no money at all.
# Money is decimal, so that sums are exact and do not depend on the order in which rows are added.
COLUMNS = {
    "customer": "int32",
    "day": "date",
    "amount": "decimal(18, 4)",
    "category": "string",
    "product": "string",
}
TABLE = ibis.table(COLUMNS, name="purchases")
IDS = ibis.table({"customer": "int32", "customer_id": "string"}, name="ids")
# Up to so many different words are stored as numbers of one to four bytes.
MOST_WORDS = 10_000

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
    free_orders: bool = False

    @classmethod
    def from_arrow(cls, rows: pa.Table, free_orders: bool = False) -> Purchases:
        """Take cleaned rows with `customer_id` and the columns of `COLUMNS` but the number into a locked database.

        It lives in memory alone. Text may come as dictionaries. `free_orders` says that a day with nothing but free
        items counts as an order.
        """
        numbers, ids = number_customers(rows["customer_id"])
        incoming = pd.DataFrame(
            {
                "customer": numbers,
                "day": rows["day"].to_numpy().astype("datetime64[s]"),
                "amount": rows["amount"].to_numpy(),
                "category": _words(rows["category"]),
                "product": _words(rows["product"]),
            },
            copy=False,
        )
        connection = duckdb.connect(":memory:", config=_CONFIG)
        connection.register("incoming", incoming)
        connection.register("incoming_ids", pa.table({"customer": np.arange(len(ids), dtype=np.int32), "id": ids}))
        connection.execute("CREATE TABLE ids AS SELECT customer, id AS customer_id FROM incoming_ids")
        # In this order each customer's rows lie together, which halves the time of every later question.
        connection.execute(
            "CREATE TABLE purchases AS SELECT * REPLACE (day::DATE AS day, amount::DECIMAL(18, 4) AS amount) "
            "FROM incoming ORDER BY customer, day"
        )
        connection.unregister("incoming")
        connection.unregister("incoming_ids")
        connection.execute("SET lock_configuration = true")
        days = pc.min_max(rows["day"]).as_py()
        return cls(
            connection=connection,
            rows=rows.num_rows,
            first_day=days["min"],
            last_day=days["max"],
            has_amounts=rows["amount"].null_count < rows.num_rows,
            has_categories=rows["category"].null_count < rows.num_rows,
            nbytes=int(incoming.memory_usage(index=False, deep=True).sum()) + ids.nbytes,
            free_orders=free_orders,
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


def with_ids(customers: ibis.Table) -> ibis.Table:
    """The ids of numbered customers in place of their numbers, in the order of the ids."""
    known = customers.join(IDS, "customer").order_by("customer")
    return known.select("customer_id", *[name for name in customers.columns if name != "customer"])


def number_customers(ids: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """A number per row that stands for its customer, and the ids that the numbers stand for, in order."""
    coded = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    if not pa.types.is_dictionary(coded.type):
        coded = coded.dictionary_encode()
    used = pc.unique(coded.indices)
    known = coded.dictionary.take(used)
    order = pc.sort_indices(known)
    place = np.zeros(len(coded.dictionary), dtype=np.int32)
    place[used.take(order).to_numpy()] = np.arange(len(used), dtype=np.int32)
    return place[coded.indices.to_numpy()], known.take(order)


def _words(texts: pa.ChunkedArray) -> pd.Series:
    """Few different words as a category, which the engine stores as small numbers; others as they are."""
    if texts.null_count == len(texts):
        return pd.Series(pd.Categorical([None] * 1, categories=["none"])).repeat(len(texts)).reset_index(drop=True)
    coded = texts.combine_chunks()
    coded = coded if pa.types.is_dictionary(coded.type) else coded.dictionary_encode()
    if len(coded.dictionary) > MOST_WORDS:
        plain: pd.Series = texts.cast(pa.string()).to_pandas()
        return plain
    few: pd.Series = coded.to_pandas()
    return few


def last_known(rows: pa.Table, about: pd.DataFrame) -> pd.DataFrame:
    """One row per customer with the latest known value of each column of `about`, which runs parallel to `rows`.

    Customers come in the order of their ids. Columns keep their names, whatever a file calls them.
    """
    names = [str(name) for name in about.columns]
    numbers, ids = number_customers(rows["customer_id"])
    wanted = pa.table({"customer": numbers})
    days = rows["day"].to_numpy()
    for number, name in enumerate(names):
        values = about[name].reset_index(drop=True)
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
    expression = incoming.group_by("customer").agg(**latest).order_by("customer")
    connection = duckdb.connect(":memory:", config=_CONFIG)
    try:
        connection.register("incoming", wanted)
        sql = str(ibis.to_sql(expression, dialect="duckdb"))
        found: pd.DataFrame = connection.sql(sql).to_arrow_table().to_pandas()
    finally:
        connection.close()
    # Every customer has a row, so the numbers run from 0 without a gap.
    known = found.drop(columns="customer").rename(columns={f"about_{i}": name for i, name in enumerate(names)})
    coded = dict.fromkeys(known.select_dtypes("category"), "str")
    known = known.astype(coded)
    known.insert(0, "customer_id", ids.cast(pa.string()).to_pandas().astype("str"))
    return known
