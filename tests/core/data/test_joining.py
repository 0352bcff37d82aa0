"""Purchases with a table of their customers."""

from __future__ import annotations

import pytest

import core
from core.data.dataset import Dataset
from tests.core.made import from_csv, purchases


@pytest.fixture
def bought() -> Dataset:
    return purchases([("a", "2024-01-01", 5), ("a", "2024-02-01", 6), ("b", "2024-02-01", 7), ("c", "2024-02-02", 8)])


def known(text: str) -> Dataset:
    return from_csv(text, kind="customers")


def test_columns_are_matched_on_the_id(bought: Dataset) -> None:
    joined = core.join(bought, known("ID,age,shoes\nb,41,38\na,40,39\nz,1,40"))
    customers = core.analyze(joined).customers.set_index("customer_id")
    assert customers["age"].fillna(-1).to_dict() == {"a": 40, "b": 41, "c": -1}
    assert customers["revenue"].to_dict() == {"a": 11, "b": 7, "c": 8}
    assert joined.metrics == ("shoes",)
    assert joined.kind == "purchases"
    assert joined.name == "made.csv with made.csv"


def test_what_did_not_match_is_counted(bought: Dataset) -> None:
    joined = core.join(bought, known("ID,age\na,40\nb,41\ny,40\nz,41"))
    assert joined.report.dropped("unmatched-purchases") == 1
    assert joined.report.dropped("unmatched-customers") == 2


def test_rows_dropped_from_the_customers_are_not_taken_off_the_purchases(bought: Dataset) -> None:
    joined = core.join(bought, known("ID,age\na,40\na,41\nb,41\n,41"))
    assert joined.purchases is not None
    assert joined.report.rows_out == joined.purchases.rows == 4


def test_purchases_know_better_what_was_bought(bought: Dataset) -> None:
    text = "ID,orders,revenue,first_purchase,last_purchase,avg_order_value,days_since_purchase,tenure_days,age\n"
    joined = core.join(
        bought, known(text + "a,99,999,2001-01-01,2001-01-02,9,900,950,40\nb,98,998,2001-01-01,2001-01-02,9,901,951,41")
    )
    customers = core.analyze(joined).customers.set_index("customer_id")
    assert customers["orders"].to_dict() == {"a": 2, "b": 1, "c": 1}
    assert customers["days_since_purchase"].to_dict() == {"a": 1, "b": 1, "c": 0}
    assert customers["tenure_days"].to_dict() == {"a": 32, "b": 1, "c": 0}


def test_a_preference_in_both_tables_is_one_column() -> None:
    bought = purchases(
        [("a", "2024-01-01", 5), ("a", "2024-02-01", 6), ("b", "2024-02-01", 7)], ["Books", "Toys", "Books"]
    )
    joined = core.join(bought, known("ID,books_preference,age\na,0.1,40\nb,0.2,41"))
    analysis = core.analyze(joined)
    assert sorted(name for name in analysis.customers if "books_preference" in name) == ["books_preference"]


def test_a_label_in_both_tables_is_named_once() -> None:
    text = "Customer,Date,Total,Plan\na,2024-01-01,5,x\na,2024-01-02,5,x\nb,2024-01-02,5,y\nc,2024-01-02,5,y"
    bought = from_csv(text, kind="purchases", mapping={"Plan": "label"})
    joined = core.join(bought, known("ID,Plan,age\na,x,40\nb,y,41\nc,y,42\nd,x,43"))
    assert joined.labels == ("Plan",)
    assert core.analyze(joined).customers.columns.is_unique


def test_the_fingerprint_hangs_on_both(bought: Dataset) -> None:
    first, other = known("ID,age\na,40\nb,41"), known("ID,age\na,40\nb,42")
    assert core.join(bought, first).fingerprint == core.join(bought, first).fingerprint
    assert core.join(bought, first).fingerprint != core.join(bought, other).fingerprint
    assert core.join(bought, first).fingerprint != bought.fingerprint


def test_joining_leaves_both_tables_as_they_were(bought: Dataset) -> None:
    customers = known("ID,age,orders\na,40,5\nb,41,6")
    before = bought.customers.copy(), customers.customers.copy()
    core.join(bought, customers)
    assert before[0].equals(bought.customers)
    assert before[1].equals(customers.customers)


def test_tables_that_do_not_fit_are_refused(bought: Dataset) -> None:
    with pytest.raises(core.DataError, match="no customer in common"):
        core.join(bought, known("ID,age\nx,40\ny,41"))
    customers = known("ID,age\na,40\nb,41")
    for first, second in ((bought, bought), (customers, bought), (customers, customers)):
        with pytest.raises(core.DataError, match="a row per purchase and the other a row per customer"):
            core.join(first, second)
