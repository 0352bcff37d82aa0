"""The engine behind the purchase rows: locked, one cursor per call, plain types."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import pytest

from core.data.purchases import COLUMNS, TABLE, Purchases, last_known, with_ids
from tests.core.made import purchases

ROWS = with_ids(TABLE)


@pytest.fixture(scope="module")
def engine() -> Purchases:
    found = purchases([(f"c{i % 50}", f"2024-01-{1 + i % 28:02d}", float(i)) for i in range(2_000)]).purchases
    assert found is not None
    return found


def test_the_record(engine: Purchases) -> None:
    assert engine.rows == 2_000
    assert (engine.first_day.isoformat(), engine.last_day.isoformat()) == ("2024-01-01", "2024-01-28")
    assert engine.has_amounts
    assert not engine.has_categories
    assert engine.nbytes > 0


def test_a_file_cannot_be_read(engine: Purchases, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    for sql in (f"SELECT * FROM read_csv('{secret}')", f"SELECT * FROM '{secret}'", f"COPY purchases TO '{secret}'"):
        with pytest.raises(duckdb.Error):
            engine.connection.cursor().sql(sql).fetchall()
    assert secret.read_text() == "a,b\n1,2\n"


def test_a_frame_of_the_program_cannot_be_read_by_its_name(engine: Purchases) -> None:
    frame_of_somebody_else = pd.DataFrame({"secret": [1]})
    with pytest.raises(duckdb.Error, match="frame_of_somebody_else"):
        engine.connection.cursor().sql("SELECT * FROM frame_of_somebody_else").fetchall()
    assert len(frame_of_somebody_else) == 1


@pytest.mark.parametrize(
    "sql", ["SET enable_external_access = true", "SET lock_configuration = false", "INSTALL httpfs", "LOAD httpfs"]
)
def test_the_lock_cannot_be_taken_off(engine: Purchases, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        engine.connection.cursor().execute(sql)


def test_threads_ask_at_the_same_time(engine: Purchases) -> None:
    def total(place: int) -> float:
        wanted = ROWS.filter(ROWS.customer_id == f"c{place % 50}")
        return float(engine.run(wanted.agg(total=wanted.amount.sum()))["total"].iloc[0])

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(total, range(100)))
    assert found == [float(sum(range(i % 50, 2_000, 50))) for i in range(100)]


def test_answers_come_in_plain_types(engine: Purchases) -> None:
    found = engine.run(ROWS.group_by("customer_id").agg(n=ibis._.count(), last=ROWS.day.max(), net=ROWS.amount.sum()))
    assert {name: str(kind) for name, kind in found.dtypes.items()} == {
        "customer_id": "str", "n": "int64", "last": found["last"].dtype.name, "net": "float64",
    }  # fmt: skip
    assert found["last"].dtype.name.startswith("datetime64")
    whole = engine.run(TABLE.agg(days=ibis._.count(), odd=(TABLE.amount > 5).sum()))
    assert whole["odd"].iloc[0] == 1_994


def test_a_value_that_looks_like_sql_is_only_a_value() -> None:
    nasty = "x'; DROP TABLE purchases; --"
    engine = purchases([(nasty, "2024-01-01", 5.0), ("b", "2024-01-02", 6.0)]).purchases
    assert engine is not None
    assert engine.run(ROWS.filter(ROWS.customer_id == nasty))["amount"].tolist() == [5]
    assert engine.run(ROWS)["customer_id"].tolist() == ["b", nasty]


def test_the_latest_known_value_of_each_column_is_kept_under_its_own_name() -> None:
    rows = pa.table({
        "customer_id": ["b", "a", "a", "a"],
        "day": pa.array([1, 2, 3, 4], pa.int32()).cast(pa.date32()),
    })  # fmt: skip
    about = pd.DataFrame({"x": ["p", "q", "r", None], 'day"; --': [None, 1.0, None, None]})
    found = last_known(rows, about)
    assert found["customer_id"].tolist() == ["a", "b"]
    assert found["x"].tolist() == ["r", "p"]
    assert found['day"; --'].fillna(-1).tolist() == [1, -1]


def test_columns_beyond_a_purchase_do_not_go_in() -> None:
    more = pa.table({
        "customer_id": ["a"], "day": pa.array([1], pa.int32()).cast(pa.date32()), "amount": [1.0],
        "category": pa.array([None], pa.string()), "product": pa.array([None], pa.string()), "secret": ["x"],
    })  # fmt: skip
    assert list(Purchases.from_arrow(more).run(TABLE).columns) == list(COLUMNS)
