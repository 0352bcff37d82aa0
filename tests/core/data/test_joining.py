"""Purchases with a table of their customers."""

from __future__ import annotations

import pytest

import core
from core.data.dataset import Dataset
from core.problems import Problem
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


def problem(data: Dataset, code: str) -> Problem:
    return next(problem for problem in data.report.problems if problem.code == code)


def test_who_is_in_one_table_alone_is_counted_with_examples(bought: Dataset) -> None:
    joined = core.join(bought, known("ID,age\na,40\nb,41\ny,40\nz,41"))
    assert problem(joined, "unmatched-purchases").example == "c"
    assert problem(joined, "unmatched-customers").example == "y, z"


def test_ids_with_and_without_leading_zeros_are_the_same_where_that_is_clear() -> None:
    bought = purchases([("00123", "2024-01-01", 5), ("00124", "2024-01-02", 6), ("9", "2024-01-02", 7)])
    joined = core.join(bought, known("ID,age\n123,40\n#124,41\n09,50\n009,51"))
    ages = core.analyze(joined).customers.set_index("customer_id")["age"].fillna(-1)
    # 9 could be 09 or 009, so it is nobody's.
    assert ages.to_dict() == {"00123": 40, "00124": 41, "9": -1}
    found = problem(joined, "matched-bare-id")
    assert (found.rows, found.example) == (2, "123")
    assert "leading zeros" in found.what


def test_the_email_matches_who_the_ids_do_not() -> None:
    text = "customer id,email,order date,total\n7,Ann@x.com,2024-01-01,5\n8,b@x.com,2024-01-02,6\n9,,2024-01-02,6"
    bought = from_csv(text, kind="purchases")
    joined = core.join(bought, known("ID,email,age\nK7,ann@X.com ,40\n8,other@x.com,41\nK9,b@x.com,42"))
    ages = core.analyze(joined).customers.set_index("customer_id")["age"].fillna(-1)
    assert ages.to_dict() == {"7": 40, "8": 41, "9": -1}
    assert problem(joined, "matched-email").rows == 1


def test_purchases_by_email_are_joined_to_customers_with_ids() -> None:
    bought = from_csv("email,order date,total\nAnn@x.com,2024-01-01,5\nb@x.com,2024-01-02,6", kind="purchases")
    joined = core.join(bought, known("ID,email,age\n1,ann@x.com,40\n2,c@x.com,41"))
    ages = core.analyze(joined).customers.set_index("customer_id")["age"].fillna(-1)
    assert ages.to_dict() == {"ann@x.com": 40, "b@x.com": -1}


def test_an_email_that_two_customers_share_matches_nobody(bought: Dataset) -> None:
    mails = from_csv("email,order date,total\na@x.com,2024-01-01,5\nb@x.com,2024-01-02,6", kind="purchases")
    joined = core.join(mails, known("ID,email,age\n1,a@x.com,40\n2,a@x.com,41\n3,b@x.com,42"))
    ages = core.analyze(joined).customers.set_index("customer_id")["age"].fillna(-1)
    assert ages.to_dict() == {"a@x.com": -1, "b@x.com": 42}


def test_what_the_rows_say_stands_where_the_other_table_is_silent() -> None:
    text = "customer id,order date,total,country\na,2024-01-01,5,FR\nb,2024-01-02,6,DE\nc,2024-01-02,6,IT"
    bought = from_csv(text, kind="purchases")
    joined = core.join(bought, known("ID,country,age\na,Spain,40\nb,,41"))
    assert joined.customers.set_index("customer_id")["country"].to_dict() == {"a": "Spain", "b": "DE", "c": "IT"}


def test_tables_without_a_common_customer_show_their_ids() -> None:
    bought = purchases([("a1", "2024-01-01", 5), ("a2", "2024-02-01", 6)])
    with pytest.raises(core.DataError, match=r"customers such as a1, a2, .* such as x7, x8"):
        core.join(bought, known("ID,age\nx7,40\nx8,41"))
