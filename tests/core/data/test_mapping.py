"""What columns mean: by name, by content, and as the person says."""

from __future__ import annotations

import pytest

import core
from core import schema
from core.data.mapping import confirm, propose_mapping, roles_for
from tests.core.made import table

TWELVE = range(12)
BUYERS = [f"c{i % 4}" for i in TWELVE]
DAYS = [f"2024-01-{1 + i:02d}" for i in TWELVE]
MONEY = [f"{i}.50" for i in TWELVE]


def test_customers_that_come_back_on_days_make_purchases() -> None:
    mapping = propose_mapping(table({"Customer": BUYERS, "Date": DAYS, "Total": MONEY}))
    assert mapping.kind == "purchases"
    assert (
        mapping.why
        == "“Customer” repeats (4 different values in 12 rows) and “Date” holds dates, so each row is a purchase."
    )
    assert dict(mapping.roles) == {"Customer": "customer_id", "Date": "order_date", "Total": "amount"}
    assert set(mapping.reasons.values()) == {"by its name"}


def test_one_row_per_customer_makes_customers() -> None:
    ids = [f"c{i}" for i in TWELVE]
    mapping = propose_mapping(table({"Customer": ids, "Age": ["40"] * 11 + ["41"]}))
    assert mapping.kind == "customers"
    assert "No column holds purchase dates" in mapping.why
    signed = propose_mapping(
        table({"Customer": ids, "Created at": DAYS, "Age": [str(30 + i) for i in TWELVE], "x": MONEY, "y": MONEY})
    )
    assert signed.kind == "customers"
    assert signed.column("customer_since") == "Created at"


def test_orders_of_customers_who_each_came_once_are_purchases() -> None:
    cells = {"Customer": [f"c{i}" for i in TWELVE], "Date": DAYS, "Order": [f"o{i}" for i in TWELVE], "Total": MONEY}
    mapping = propose_mapping(table(cells))
    assert mapping.kind == "purchases"
    assert "names an order" in mapping.why


def test_a_table_of_customers_with_the_day_of_their_last_order_is_no_table_of_orders() -> None:
    cells = {
        "customer_id": [f"c{i}" for i in TWELVE],
        "last_purchase": DAYS,
        "orders": ["2", "3"] * 6,
        "revenue": MONEY,
    }
    mapping = propose_mapping(table(cells))
    assert mapping.kind == "customers"
    assert list(mapping.roles.values()) == ["customer_id", "last_purchase", "orders", "revenue"]


def test_without_a_customer_each_row_is_one() -> None:
    mapping = propose_mapping(
        table({"Age": [str(20 + i % 5) for i in TWELVE], "Income": [str(900 + i) for i in TWELVE]})
    )
    assert mapping.kind == "customers"
    assert mapping.column("customer_id") is None


@pytest.mark.parametrize("kind", ["purchases", "customers"])
def test_the_person_may_say_what_a_row_is(kind: str) -> None:
    mapping = propose_mapping(table({"Customer": BUYERS, "Date": DAYS, "Total": MONEY}), kind)  # type: ignore[arg-type]
    assert mapping.kind == kind
    assert mapping.why == f"You chose one row per {kind.removesuffix('s')}."
    assert set(mapping.roles.values()) <= set(roles_for(kind))  # type: ignore[arg-type]


def test_names_that_say_nothing_are_told_by_content() -> None:
    cells = {
        "Column 1": BUYERS,
        "Column 2": [str(i % 3) for i in TWELVE],
        "Column 3": ["20240105", "20240206"] * 6,
        "Column 4": MONEY,
    }
    mapping = propose_mapping(table(cells))
    assert mapping.kind == "purchases"
    assert dict(mapping.roles) == {
        "Column 1": "customer_id", "Column 2": "ignore", "Column 3": "order_date", "Column 4": "amount",
    }  # fmt: skip
    assert mapping.reasons["Column 1"] == "its values repeat like ids"
    assert mapping.reasons["Column 3"] == "its values are dates"
    assert mapping.reasons["Column 4"] == "its values are numbers with cents"


def test_a_column_that_says_the_same_in_each_row_tells_no_customers_apart() -> None:
    mapping = propose_mapping(table({"Time Zone": ["AWST"] * 12, "Date": DAYS, "Net Sales": MONEY}))
    assert mapping.column("customer_id") is None


def test_a_name_is_not_believed_against_the_content() -> None:
    cells = {"Customer": BUYERS, "Date": ["soon", "later"] * 6, "Age": [str(400 + i) for i in TWELVE], "Day": DAYS}
    mapping = propose_mapping(table(cells))
    assert mapping.column("order_date") == "Day"
    assert mapping.column("age") is None


def test_each_meaning_is_given_once_and_the_surest_name_gets_it() -> None:
    cells = {"ID": [f"r{i}" for i in TWELVE], "Email": BUYERS, "Customer ID": BUYERS, "Date": DAYS, "Order Date": DAYS}
    roles = dict(propose_mapping(table(cells), "purchases").roles)
    assert roles["Customer ID"] == "customer_id"
    assert roles["Order Date"] == "order_date"
    named = [role for role in roles.values() if role not in schema.MANY]
    assert len(named) == len(set(named))


def test_units_in_brackets_do_not_hide_a_name() -> None:
    mapping = propose_mapping(
        table({"CustomerID": [f"c{i}" for i in TWELVE], "Annual Income (k$)": [str(15 + i) for i in TWELVE]})
    )
    assert mapping.column("income") == "Annual Income (k$)"


def test_columns_that_belong_together() -> None:
    numbers = [str(i % 5) for i in TWELVE]
    names = ["MntWines", "MntFruits", "NumWebPurchases", "NumStorePurchases", "NumDealsPurchases", "books_preference"]
    cells = {"ID": [f"c{i}" for i in TWELVE]} | dict.fromkeys(names, numbers)
    roles = dict(propose_mapping(table(cells)).roles)
    assert [roles[name] for name in names] == [
        "category_spend", "category_spend", "channel_orders", "channel_orders", "metric", "preference",
    ]  # fmt: skip


def test_what_is_left_becomes_a_metric_a_label_or_nothing() -> None:
    cells = {
        "ID": [f"c{i}" for i in TWELVE],
        "Shoe size": [str(36 + i % 5) for i in TWELVE],
        "Subscribed": ["yes", "no"] * 6,
        "Plan": ["gold", "tin", "tin"] * 4,
        "Remark": [f"remark {i}" for i in TWELVE],
        "Line": [str(i) for i in TWELVE],
        "Device": ["web"] * 12,
        "Postcode": [str(10115 + i) for i in TWELVE],
        "Fax": [None] * 12,
    }
    mapping = propose_mapping(table(cells))
    assert [mapping.roles[name] for name in list(cells)[1:]] == [
        "metric", "metric", "label", "ignore", "ignore", "ignore", "ignore", "ignore",
    ]  # fmt: skip
    assert mapping.reasons["Fax"] == "it is blank"
    assert mapping.reasons["Subscribed"] == "yes or no, counted as 1 or 0"
    assert mapping.reasons["Device"] == "every row says the same"
    assert mapping.reasons["Postcode"] == "a number that tells things apart, not one to compare"
    assert mapping.reasons["Line"] == "a different whole number in each row: an id"
    assert set(mapping.reasons) == set(cells)


@pytest.fixture
def orders() -> core.Mapping:
    return propose_mapping(table({"Customer": BUYERS, "Date": DAYS, "Total": MONEY, "Net": MONEY}))


def test_confirm_moves_a_meaning_and_leaves_the_first_mapping_alone(orders: core.Mapping) -> None:
    before = dict(orders.roles)
    changed = confirm(orders, {"Net": "amount"})
    assert dict(changed.roles) == {"Customer": "customer_id", "Date": "order_date", "Total": "ignore", "Net": "amount"}
    assert changed.reasons["Net"] == "you chose it"
    assert dict(orders.roles) == before


def test_confirm_with_nothing_changes_nothing(orders: core.Mapping) -> None:
    assert dict(confirm(orders, {}).roles) == dict(orders.roles)


def test_many_columns_may_be_labels(orders: core.Mapping) -> None:
    changed = confirm(orders, {"Total": "label", "Net": "label"})
    assert changed.columns("label") == ["Total", "Net"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Nett": "amount"}, "column “Nett” that the file does not have.*Customer, Date, Total, Net"),
        ({"Net": "turnover"}, "“turnover” is not a meaning"),
        ({"Net": "clv"}, "“clv” is not a meaning"),
        ({"Net": "r_score"}, "“r_score” is not a meaning"),
        ({"Net": "amount", "Total": "amount"}, "same meaning: Amount"),
    ],
)
def test_confirm_refuses_in_words(orders: core.Mapping, changes: dict[str, str], message: str) -> None:
    with pytest.raises(core.DataError, match=message):
        confirm(orders, changes)


def test_meanings_of_each_kind_of_file() -> None:
    assert {"amount", "order_date", "label", "ignore"} <= set(roles_for("purchases"))
    assert not {"clv", "metric", "r_score"} & set(roles_for("purchases"))
    assert {"clv", "metric", "preference"} <= set(roles_for("customers"))
    assert not {"amount", "order_date", "r_score"} & set(roles_for("customers"))
