"""Which of several columns gets a role, and what a row is."""

from __future__ import annotations

import pytest

from core.data.mapping import propose_mapping
from tests.core.made import table

TWENTY = range(20)
DAYS = [f"2024-01-{1 + i:02d}" for i in TWENTY]
MONEY = [f"{1 + i}.50" for i in TWENTY]
PEOPLE = [f"c{i % 6}" for i in TWENTY]
FIRST = [("Ann", "Ben", "Cem")[i % 3] for i in TWENTY]
LAST = [("Ash", "Berg", "Cole", "Dunn")[i % 4] for i in TWENTY]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Name", "Vorname"), ["last_name", "first_name"]),
        (("Nombre", "Apellidos"), ["first_name", "last_name"]),
        (("Nom", "Prénom"), ["last_name", "first_name"]),
        (("Name", "Rang"), ["customer_name", "ignore"]),
    ],
)
def test_a_bare_name_beside_one_half_is_the_other_half(names: tuple[str, str], expected: list[str]) -> None:
    cells = {names[0]: LAST, names[1]: FIRST, "Bestelldatum": DAYS, "Betrag": MONEY}
    assert list(propose_mapping(table(cells)).roles.values())[:2] == expected


def test_gross_is_what_the_customer_pays() -> None:
    cells = {"Customer": PEOPLE, "Date": DAYS, "Net": MONEY, "Fee": MONEY, "Gross": MONEY}
    assert propose_mapping(table(cells)).column("amount") == "Gross"


def test_the_line_counts_beside_its_order_where_orders_have_several_lines() -> None:
    orders = [str(i // 2) for i in TWENTY]
    cells = {"Order ID": orders, "Customer": PEOPLE, "Date": DAYS, "Order total": MONEY, "Line total": MONEY}
    lines = propose_mapping(table(cells))
    assert (lines.column("amount"), lines.roles["Order total"]) == ("Line total", "ignore")
    single = propose_mapping(table(cells | {"Order ID": [str(i) for i in TWENTY]}))
    assert single.column("amount") == "Order total"


def test_a_column_with_hardly_a_cell_gives_way() -> None:
    sparse: list[str | None] = ["17", *[None] * 19]
    cells = {"Customer": PEOPLE, "Date": DAYS, "Total": MONEY, "Invoice number": sparse,
             "Transaction ID": [f"t{i}" for i in TWENTY]}  # fmt: skip
    assert propose_mapping(table(cells)).column("order_id") == "Transaction ID"


@pytest.mark.parametrize(
    ("name", "values", "role"),
    [
        ("Type", ["Sale", "Refund"], "entry_type"),
        ("Type", ["Credit Card", "Cash"], "ignore"),
        ("Estado", ["Pagado", "Pendiente"], "status"),
        ("Estado", ["Jalisco", "Puebla"], "ignore"),
        ("Refunded?", ["yes", "no"], "ignore"),
        ("Card Type", ["Visa", "Amex"], "ignore"),
        ("Tier", ["gold", "tin"], "customer_segment"),
        ("Source", ["web", "pos"], "channel"),
        ("Genre", ["f", "m"], "gender"),
        ("Genre", ["Rock", "Jazz", "Folk", "Pop", "Soul", "Funk", "Punk"], "category"),
        ("Currency", ["17", "18"], "ignore"),
        ("Country", ["1", "2"], "ignore"),
        ("Status", ["Paid", "Void"], "status"),
    ],
)
def test_a_name_is_believed_where_the_content_fits(name: str, values: list[str], role: str) -> None:
    cells = {"Customer ID": PEOPLE, "Order date": DAYS, "Total": MONEY, name: [values[i % len(values)] for i in TWENTY]}
    assert propose_mapping(table(cells)).roles[name] == role


def test_frequency_is_a_count_of_orders_beside_money() -> None:
    numbers = [str(1 + i % 7) for i in TWENTY]
    cells = {"ID": [f"k{i}" for i in TWENTY], "Recency": numbers, "Frequency": numbers, "Monetary": MONEY}
    assert list(propose_mapping(table(cells)).roles.values()) == [
        "customer_id", "days_since_purchase", "orders", "revenue",
    ]  # fmt: skip
    model = propose_mapping(table(cells | {"T": numbers, "monetary_value": MONEY}))
    assert model.roles["Frequency"] == "metric"


@pytest.mark.parametrize(
    ("values", "role"), [(["active", "cancelled"], "churned"), (["yes", "no"], "metric"), (["gold", "tin"], "label")]
)
def test_a_status_of_customers_says_who_left_where_its_words_do(values: list[str], role: str) -> None:
    cells = {"User ID": [f"k{i}" for i in TWENTY], "Status": values * 10}
    assert propose_mapping(table(cells)).roles["Status"] == role


def test_what_repeats_among_named_columns_is_not_guessed_to_be_the_customer() -> None:
    names = ["Fulfilment", "Sales channel", "SKU", "Qty", "Currency", "Ship city", "Courier", "Weave"]
    cells = {name: [f"x{i % 5}" for i in TWENTY] for name in names} | {"Date": DAYS, "Amount": MONEY}
    assert propose_mapping(table(cells)).customer is None


def test_yes_and_no_under_member_tell_nobody_apart() -> None:
    cells = {"ID": [f"k{i}" for i in TWENTY], "Member": ["yes", "no"] * 10}
    assert propose_mapping(table(cells)).roles["Member"] == "metric"


def test_a_list_of_products_has_no_customers_with_the_names_of_goods() -> None:
    cells = {"Product ID": [str(i) for i in TWENTY], "Name": [f"Mug {i}" for i in TWENTY], "Price": MONEY}
    assert propose_mapping(table(cells)).column("customer_name") is None


def test_customers_who_stand_twice_are_customers_still() -> None:
    cells = {"Email": [f"p{i % 18}@x.com" for i in TWENTY], "Signup date": DAYS, "Total spent": MONEY,
             "Number of orders": [str(1 + i % 4) for i in TWENTY], "Last order date": DAYS}  # fmt: skip
    mapping = propose_mapping(table(cells))
    assert mapping.kind == "customers"


def test_sales_that_name_nobody_are_purchases_that_lack_the_customer() -> None:
    mapping = propose_mapping(table({"Date": DAYS, "Item": ["tea", "cake"] * 10, "Net Sales": MONEY}))
    assert mapping.kind == "purchases"
    assert mapping.why.endswith("but no column says who bought.")
    assert mapping.customer is None


def test_a_table_without_rows_is_understood_by_its_names() -> None:
    mapping = propose_mapping(table({"Order ID": [], "Customer email": [], "Order date": [], "Total": []}))
    assert (mapping.kind, list(mapping.roles.values())) == ("purchases", ["order_id", "email", "order_date", "amount"])
