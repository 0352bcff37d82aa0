"""Columns that repeat their values are held as codes in a large file, and nothing else about it changes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import core
from core.data import repeats
from core.data.purchases import TABLE, with_ids
from core.data.steps import repeated_rows
from tests.shared_files import shared_file

SAMPLES = Path(core.__file__).parents[1] / "sample_data"
MESSY = (
    "order,customer,date,amount,currency,status,category\n"
    + "".join(
        f"{1000 + i // 2},{[' C1', 'C2', 'C2 ', 'NULL', ''][i % 5]},2024-{1 + i % 12:02d}-0{1 + i % 9},"
        f"{['12.50', '-3', '0', '1e3', 'n/a', '(4.00)'][i % 6]},{['USD', 'usd', 'EUR'][i % 3]},"
        f"{['paid', 'cancelled', 'paid', ''][i % 4]},{['Books', '  Toys', ''][i % 3]}\n"
        for i in range(600)
    )
    * 2
)


def both_ways(content: bytes, name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[core.Dataset, core.Dataset]:
    plain = core.load(content, name)
    monkeypatch.setattr(repeats, "CODED_FROM_BYTES", 0)
    assert (core.read_table(content, name).frame.dtypes == "category").any()
    return plain, core.load(content, name)


@pytest.mark.parametrize(
    "name",
    ["purchases.csv", "customers.csv", "messy.csv", "cdnow/CDNOW_master.txt", "online_retail/online_retail.csv.gz"],
)
def test_codes_and_text_give_the_same_data(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared_file(name) if "/" in name else SAMPLES / name
    content = path.read_bytes() if path.exists() else MESSY.encode()
    plain, coded = both_ways(content, name, monkeypatch)
    pd.testing.assert_frame_equal(plain.customers, coded.customers)
    assert plain.report == coded.report
    if plain.purchases is not None and coded.purchases is not None:
        rows = with_ids(TABLE).order_by(["customer_id", "day", "amount", "category", "product"])
        pd.testing.assert_frame_equal(plain.purchases.run(rows), coded.purchases.run(rows))


def test_a_column_of_ids_stays_text_and_a_column_of_days_does_not() -> None:
    lines = [f"{i},2024-01-{1 + i % 28:02d},C{i % 3000}" for i in range(20_000)]
    small = "\n".join(lines).encode()
    assert repeats.repeating(small, 0, len(small), 3, ",") == [False] * 3  # too small to be worth it
    large = "\n".join(f"{i},2024-01-{1 + i % 28:02d},C{i % 3000}" for i in range(1_000_000)).encode()
    assert repeats.repeating(large, 0, len(large), 3, ",") == [False, True, True]


def test_repeated_rows_are_the_same_in_codes() -> None:
    frame = pd.DataFrame({"a": ["x", "y", "x", "x"], "b": ["1", "1", "1", "2"], "c": ["p", "q", "p", "p"]}, dtype="str")
    coded = frame.astype({"a": "category", "b": "category"})
    assert repeated_rows(frame).tolist() == repeated_rows(coded).tolist() == [False, False, True, False]
    apart = coded.assign(c=pd.Series(["p", "q", "r", "s"], dtype="str"))
    assert not repeated_rows(apart).any()
