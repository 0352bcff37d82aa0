"""Rows of purchases from text: who, when, how much, and a report that adds up."""

from __future__ import annotations

import pandas as pd
import pytest

import core
from core.data.dataset import Dataset, Kind
from core.data.mapping import Mapping
from core.data.purchases import COLUMNS, TABLE, with_ids
from tests.core.made import analyzed, from_csv, lines


def kept(data: Dataset) -> list[tuple[str, str, float | None]]:
    assert data.purchases is not None
    wanted = ["customer_id", "day", "amount"]
    rows = data.purchases.run(with_ids(TABLE).select(*wanted).order_by(wanted))
    amounts = [None if pd.isna(amount) else amount for amount in rows["amount"]]
    return list(zip(rows["customer_id"], rows["day"].dt.strftime("%Y-%m-%d"), amounts, strict=True))


def told(data: Dataset) -> dict[str, tuple[int, str]]:
    return {p.code: (p.rows, p.effect) for p in data.report.problems}


def adds_up(data: Dataset) -> None:
    report = data.report
    assert data.purchases is not None
    assert report.rows_out == data.purchases.rows
    assert report.rows_in == report.rows_out + sum(p.rows for p in report.problems if p.effect == "dropped")


def test_clean_rows_go_through_untouched() -> None:
    data = from_csv("""
        Customer,Date,Total
        b,2024-01-02,5.50
        a,2024-01-01,3
        a,2024-01-03,4
    """)
    assert kept(data) == [("a", "2024-01-01", 3), ("a", "2024-01-03", 4), ("b", "2024-01-02", 5.5)]
    assert data.report.problems == ()
    assert data.report.rows_in == data.report.rows_out == 3
    assert (data.kind, data.name, data.last_day.isoformat() if data.last_day else "") == (
        "purchases",
        "made.csv",
        "2024-01-03",
    )
    assert data.customers["customer_id"].tolist() == ["a", "b"]


DIRTY = """
    Customer,Date,Total
    a,2024-01-01,3
    ,2024-01-01,3
    a,soon,4
    b,2024-02-30,4
    b,2024-02-03,lots
    b,2024-02-04,
    b,2024-02-05,6
    a,2024-02-06,-2
    a,2024-02-07,0
"""


def test_every_dropped_row_is_counted() -> None:
    data = from_csv(DIRTY)
    assert kept(data) == [
        ("a", "2024-01-01", 3),
        ("a", "2024-02-06", -2),
        ("a", "2024-02-07", 0),
        ("b", "2024-02-05", 6),
    ]
    found = told(data)
    assert found["no-customer"] == (1, "dropped")
    assert found["no-date"] == (2, "dropped")
    assert found["no-amount"] == (2, "dropped")
    assert found["refund"] == (1, "kept")
    assert found["zero-amount"] == (1, "kept")
    assert data.report.rows_in == 9
    adds_up(data)


def test_an_example_of_a_fault_names_its_column() -> None:
    columns = {p.code: p.column for p in from_csv(DIRTY).report.problems}
    assert columns["no-customer"] == "Customer"
    assert columns["no-date"] == "Date"


@pytest.mark.parametrize("word", ["NULL", "n/a", "nan", "None", "-"])
def test_a_word_for_nothing_is_a_guest_and_not_a_customer(word: str) -> None:
    data = from_csv(f"Customer,Date,Total\na,2024-01-01,3\n{word},2024-01-01,3\na,2024-01-02,3\n{word},2024-01-05,4")
    assert data.customers["customer_id"].tolist() == ["a"]
    assert data.report.dropped("no-customer") == 2
    adds_up(data)


def test_exact_duplicates_are_kept_and_counted_unless_dropped() -> None:
    text = "Customer,Date,Total\na,2024-01-01,3\na,2024-01-01,3\na,2024-01-01,3\nb,2024-01-02,4"
    both = from_csv(text)
    assert told(both)["duplicate-row"] == (2, "kept")
    assert len(kept(both)) == 4
    once = from_csv(text, drop_duplicates=True)
    assert told(once)["duplicate-row"] == (2, "dropped")
    assert kept(once) == [("a", "2024-01-01", 3), ("b", "2024-01-02", 4)]
    adds_up(both)
    adds_up(once)
    assert both.fingerprint != once.fingerprint


def test_quantity_times_price_where_there_is_no_amount() -> None:
    data = from_csv(
        "Customer,Date,Quantity,Unit Price\na,2024-01-01,3,2.50\n"
        "a,2024-01-02,-1,2.50\nb,2024-01-02,2,\nb,2024-01-04,1,9"
    )
    assert kept(data) == [("a", "2024-01-01", 7.5), ("a", "2024-01-02", -2.5), ("b", "2024-01-04", 9)]
    assert told(data)["computed-amount"] == (3, "changed")
    assert told(data)["no-amount"] == (1, "dropped")
    adds_up(data)


def test_an_amount_is_believed_before_quantity_times_price() -> None:
    data = from_csv("Customer,Date,Quantity,Unit Price,Total\na,2024-01-01,3,2.50,7\na,2024-01-02,1,2.50,2")
    assert [amount for *_, amount in kept(data)] == [7, 2]


def test_credit_notes_with_a_positive_amount_are_refunds() -> None:
    data = from_csv("""
        Invoice,Customer,Date,Total
        536365,a,2024-01-01,30
        536366,a,2024-01-02,20
        C536367,a,2024-01-03,20
        C536368,a,2024-01-04,-5
        536369,b,2024-01-04,8
    """)
    assert told(data)["credit-note"] == (1, "changed")
    assert told(data)["refund"] == (2, "kept")
    assert [amount for who, _, amount in kept(data) if who == "a"] == [30, 20, -20, -5]


def test_a_shop_that_writes_all_its_orders_with_a_letter_has_no_credit_notes() -> None:
    data = from_csv(lines("Order,Customer,Date,Total", lambda i: f"RE-{1000 + i},c{i % 3},2024-01-{1 + i:02d},5", 12))
    assert "credit-note" not in told(data)
    assert all(amount == 5 for *_, amount in kept(data))


def test_currencies_are_never_added_up() -> None:
    data = from_csv("""
        Customer,Date,Total,Currency
        a,2024-01-01,30,EUR
        a,2024-01-02,20,eur
        b,2024-01-03,20,USD
        b,2024-01-04,8,EUR
        b,2024-01-05,9,
    """)
    assert data.currency == "EUR"
    assert told(data)["other-currency"] == (1, "dropped")
    assert sum(amount or 0 for *_, amount in kept(data)) == 30 + 20 + 8 + 9
    adds_up(data)


def test_the_currency_may_stand_in_the_amounts() -> None:
    data = from_csv("Customer;Date;Total\na;2024-01-01;1.234,50 €\na;2024-01-02;5,00 €\nb;2024-01-02;7,00 €")
    assert data.currency == "EUR"
    assert sum(amount or 0 for *_, amount in kept(data)) == 1246.5


def test_without_money_customers_are_counted_by_orders() -> None:
    analysis = analyzed("Customer,Date\na,2024-01-01\na,2024-02-01\na,2024-02-01\nb,2024-03-01", kind="purchases")
    assert told(analysis.dataset)["no-money"] == (0, "noted")
    adds_up(analysis.dataset)
    customers = analysis.customers.set_index("customer_id")
    assert customers["orders"].to_dict() == {"a": 2, "b": 1}
    assert customers["revenue"].isna().all()
    assert not analysis.has("clv")


@pytest.mark.parametrize(
    "text",
    [
        "Customer,Date,Total\na,soon,3\na,later,4\nb,never,5",
        "Customer,Date,Total\n,2024-01-01,3\n,2024-01-02,4",
        "Customer,Date,Total\na,2024-01-01,x\na,2024-01-02,y",
    ],
)
def test_nothing_usable_is_said_in_words(text: str) -> None:
    roles = {"Customer": "customer_id", "Date": "order_date", "Total": "amount"}
    with pytest.raises(core.DataError, match=r"No usable purchase is left in “made\.csv”") as caught:
        from_csv(text, kind="purchases", mapping=roles)
    assert "dropped" in caught.value.problems["effect"].tolist()


@pytest.mark.parametrize(
    ("ignored", "message"), [("Customer", "No column says the customer"), ("Date", "No column says the purchase date")]
)
def test_a_lacking_meaning_is_named_with_the_columns_there_are(ignored: str, message: str) -> None:
    text = "Customer,Date,Total\na,2024-01-01,3\na,2024-01-02,4\nb,2024-01-02,4"
    with pytest.raises(core.DataError, match=message + r".*Customer, Date, Total"):
        from_csv(text, kind="purchases", mapping={ignored: "ignore"})


@pytest.mark.parametrize(
    ("kind", "roles", "lacking"),
    [
        ("purchases", {"a": "customer_id", "b": "order_date"}, ""),
        ("purchases", {"a": "email", "b": "amount"}, "the purchase date"),
        ("purchases", {"a": "order_id", "b": "order_date"}, "the customer"),
        ("purchases", {"a": "order_id", "b": "amount"}, "the customer or the purchase date"),
        ("customers", {"a": "age", "b": "income"}, ""),
    ],
)
def test_what_rows_of_purchases_lack_is_known_before_they_are_cleaned(
    kind: Kind, roles: dict[str, str], lacking: str
) -> None:
    assert Mapping(kind, "", roles).lacking == lacking


def test_a_file_with_headers_alone_is_refused() -> None:
    with pytest.raises(core.DataError, match="no rows"):
        from_csv("Customer,Date,Total\n")


def test_what_the_rows_say_about_a_customer_is_the_latest_known() -> None:
    data = from_csv("""
        Customer,Date,Total,Country,Age
        a,2024-01-03,5,FR,41
        a,2024-01-01,5,DE,40
        a,2024-01-05,5,,
        b,2024-01-02,5,US,30
        a,2024-01-02,5,DE,40
    """)
    about = data.customers.set_index("customer_id")
    assert about.loc["a", ["country", "age"]].tolist() == ["FR", 41]
    assert about.loc["b", "country"] == "US"


@pytest.mark.parametrize("name", ["day", "amount", "orders", "segment", "revenue", "clv", "customer_id"])
def test_a_label_may_be_called_like_one_of_our_own_columns(name: str) -> None:
    text = f"Buyer,When,Paid,{name}\n" + "\n".join(
        f"c{i % 4},2024-01-{1 + i:02d},5,{'x' if i % 4 else 'y'}" for i in range(12)
    )
    roles = {"Buyer": "customer_id", "When": "order_date", "Paid": "amount", name: "label"}
    analysis = core.analyze(from_csv(text, kind="purchases", mapping=roles))
    assert analysis.customers["revenue"].sum() == 60
    assert analysis.customers["orders"].sum() == 12
    assert analysis.customers.columns.is_unique
    (label,) = analysis.dataset.labels
    assert analysis.customers.set_index("customer_id")[label].to_dict() == {"c0": "y", "c1": "x", "c2": "x", "c3": "x"}


def test_the_same_content_has_the_same_fingerprint_and_options_change_it() -> None:
    text = "Customer,Date,Total,Net\na,2024-01-01,3,2\na,2024-01-02,4,3\nb,2024-01-02,4,3"
    first, again = from_csv(text), core.load(text.encode(), name="other.csv")
    assert first.fingerprint == again.fingerprint
    assert from_csv(text, mapping={"Net": "amount"}).fingerprint != first.fingerprint
    assert from_csv(text + "\nb,2024-01-03,4,3").fingerprint != first.fingerprint


def test_ids_written_as_decimals_are_one_customer_with_whole_ones() -> None:
    data = from_csv("Customer,Date,Total\n17850.0,2024-01-01,3\n13047.0,2024-01-02,4\n17850.0,2024-01-03,4")
    assert data.customers["customer_id"].tolist() == ["13047", "17850"]
    assert told(data)["tidy-id"] == (3, "changed")


def test_the_engine_holds_exactly_the_columns_of_a_purchase() -> None:
    data = from_csv("Customer,Date,Total,Secret\na,2024-01-01,3,x\na,2024-01-02,4,y\nb,2024-01-02,4,z")
    assert data.purchases is not None
    assert list(data.purchases.run(TABLE).columns) == list(COLUMNS)


def test_two_spellings_of_a_currency_are_one_currency() -> None:
    data = from_csv("""
        customer,date,amount,currency
        a,2024-01-01,5,EUR
        b,2024-01-02,6,€
        a,2024-01-03,7,eur
        b,2024-01-04,900,JPY
    """)
    assert (data.currency, len(kept(data))) == ("EUR", 3)


def test_the_day_of_a_canceled_order_tells_how_the_others_are_written() -> None:
    data = from_csv("""
        customer_id,order_date,order_id,total,status
        1,05/01/2024,1,10,paid
        2,15/01/2024,2,20,cancelled
        1,01/02/2024,3,30,paid
    """)
    assert kept(data) == [("1", "2024-01-05", 10), ("1", "2024-02-01", 30)]
    assert "ambiguous-date" not in told(data)


def test_a_negative_quantity_makes_a_positive_amount_a_refund() -> None:
    data = from_csv("""
        customer,date,quantity,line_total
        a,2024-01-01,2,20
        a,2024-01-02,-1,10
        b,2024-01-03,1,7
        b,2024-01-04,-1,-3
        b,2024-01-05,1,1
    """)
    assert [amount for _, _, amount in kept(data)] == [20, -10, 7, -3, 1]
    assert told(data)["returned"] == (1, "changed")


def test_quantities_that_leave_the_store_are_no_returns() -> None:
    data = from_csv("customer,date,quantity,line_total\na,2024-01-01,-2,20\na,2024-01-02,-1,10\nb,2024-01-03,1,7")
    assert [amount for _, _, amount in kept(data)] == [20, 10, 7]
