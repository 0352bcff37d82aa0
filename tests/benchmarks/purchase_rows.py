"""Ten million purchase rows from a path to the customers table, beside pandas in the same run.

Run by hand: `python -m tests.benchmarks.purchase_rows [rows] [runs]`. Each side runs in a process of its own, in turn,
so that its peak memory is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

ROWS_PER_CUSTOMER = 10


def make(path: Path, rows: int) -> None:
    """Orders of one row each, sorted by day, as a shop's export has them."""
    rng = np.random.default_rng(1)
    numbers = rng.integers(0, rows // ROWS_PER_CUSTOMER, rows)
    days = np.datetime64("2022-01-01") + np.sort(rng.integers(0, 1_000, rows)).astype("timedelta64[D]")
    categories = pa.array(["books", "clothing", "food", "garden", "music"])
    table = pa.table(
        {
            "order_id": np.arange(rows) + 10_000_000,
            "customer_id": pa.array([f"C{number:07d}" for number in numbers]),
            "order_date": pa.array(days.astype("datetime64[D]")),
            "amount": np.round(rng.gamma(2, 30, rows), 2),
            "category": categories.take(pa.array(rng.integers(0, 5, rows))),
        }
    )
    pacsv.write_csv(table, path, pacsv.WriteOptions(quoting_style="none", quoting_header="none"))


def ours(path: str) -> int:
    import core
    from core.data.customers import customers_as_of

    dataset = core.load(path)
    assert dataset.report.rows_in == dataset.report.rows_out
    return len(customers_as_of(dataset, dataset.last_day))


def peer(path: str) -> int:
    import pandas as pd

    rows = pd.read_csv(path, parse_dates=["order_date"])
    days = rows.groupby(["customer_id", "order_date"], as_index=False)["amount"].sum()
    customers = days.groupby("customer_id").agg(
        orders=("order_date", "size"),
        first=("order_date", "min"),
        last=("order_date", "max"),
        revenue=("amount", "sum"),
    )
    return len(customers)


def measured(side: str, path: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one side in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.purchase_rows", side, path]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(words[0]), float(words[1])


def main(rows: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "rows.csv"))
        make(Path(path), rows)
        print(f"{rows:,} rows, {Path(path).stat().st_size / 1e6:.0f} MB")
        for _ in range(runs):
            (seconds, memory), (other_seconds, other_memory) = measured("ours", path), measured("peer", path)
            print(
                f"ours {seconds:.1f} s, {memory:,.0f} MB; pandas {other_seconds:.1f} s, {other_memory:,.0f} MB; "
                f"time ratio {seconds / other_seconds:.2f}, memory ratio {memory / other_memory:.2f}"
            )


if __name__ == "__main__":
    if sys.argv[1:2] in (["ours"], ["peer"]):
        started = time.perf_counter()
        (ours if sys.argv[1] == "ours" else peer)(sys.argv[2])
        print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 10_000_000, int(sys.argv[2]) if sys.argv[2:] else 3)
