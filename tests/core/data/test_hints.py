"""Tables whose names say nothing: the content tells dates, customers, orders and money."""

from __future__ import annotations

import random

import pytest

import core
from core.data.mapping import Mapping, propose_mapping
from tests.core.made import table

ROWS = range(120)
DAYS = [f"2024-{1 + i % 12:02d}-{1 + i % 28:02d}" for i in ROWS]
PEOPLE = [f"C{(i * 7) % 25:03d}" for i in ROWS]
MONEY = [f"{3 + i % 50}.{i % 100:02d}" for i in ROWS]
NAMES = (lambda i: f"Column {i + 1}", lambda i: "xyzqwv"[i % 6] * (i + 2), lambda i: f"列{i}", lambda i: f"f_{i}")


def told(cells: list[list[str]], name: object = NAMES[0]) -> tuple[Mapping, list[str]]:
    mapping = propose_mapping(table({name(i): column for i, column in enumerate(cells)}))  # type: ignore[operator]
    return mapping, list(mapping.roles.values())


def sold_lines() -> list[list[str]]:
    """Orders of two lines: order, customer, day, article, pieces, price and their product."""
    draw = random.Random(3)
    rows = []
    for order in range(60):
        for _ in range(2):
            article, pieces = draw.randrange(9), draw.randrange(1, 5)
            price = 2.5 + article
            rows.append(
                [f"{9000 + order}", f"K{(order * 7) % 25:03d}", DAYS[order], f"A-{article}", str(pieces),
                 f"{price:.2f}", f"{pieces * price:.2f}"]
            )  # fmt: skip
    return [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("name", NAMES)
def test_lines_of_orders_without_names(name: object) -> None:
    mapping, roles = told(sold_lines(), name)
    assert mapping.kind == "purchases"
    assert roles == ["order_id", "customer_id", "order_date", "ignore", "quantity", "unit_price", "amount"]


def test_the_reason_is_given_in_words() -> None:
    mapping, _ = told(sold_lines())
    assert mapping.reasons["Column 7"] == "it is “Column 5” times “Column 6”"
    assert mapping.reasons["Column 2"] == "its values repeat like ids"
    assert mapping.reasons["Column 1"] == "each of its values belongs to one customer, like an order"


def test_an_email_says_who_bought() -> None:
    mails = [f"p{i % 30}@example.com" for i in ROWS]
    mapping, roles = told([PEOPLE, mails, DAYS, MONEY])
    assert roles == ["ignore", "email", "order_date", "amount"]
    assert mapping.customer == "Column 2"


def test_a_date_of_birth_is_not_the_day_of_the_purchase() -> None:
    births = [f"{1950 + i % 40}-03-{1 + i % 28:02d}" for i in ROWS]
    assert told([births, PEOPLE, DAYS, MONEY])[1] == ["ignore", "customer_id", "order_date", "amount"]


def test_the_larger_of_two_sums_is_the_amount() -> None:
    part = [f"0.{10 + i % 80}" for i in ROWS]
    assert told([PEOPLE, DAYS, part, MONEY])[1] == ["customer_id", "order_date", "ignore", "amount"]


def test_places_on_the_map_are_no_money() -> None:
    north = [f"{48 + i / 1000:.5f}" for i in ROWS]
    assert told([PEOPLE, DAYS, north, MONEY])[1] == ["customer_id", "order_date", "ignore", "amount"]


def test_whole_amounts_are_taken_where_nothing_else_is_a_number() -> None:
    yen = [str(100 * (3 + i % 50)) for i in ROWS]
    mapping, roles = told([PEOPLE, DAYS, yen])
    assert roles == ["customer_id", "order_date", "amount"]
    assert mapping.reasons["Column 3"] == "the only numbers of the file that are no id"


def test_a_few_words_are_no_customers() -> None:
    shops = [("north", "south")[i % 2] for i in ROWS]
    assert "customer_id" not in told([shops, DAYS, MONEY])[1]


def test_what_a_name_says_is_not_guessed_away() -> None:
    cells = {"Store ID": PEOPLE, "Date": DAYS, "Tax": MONEY, "Shipping cost": MONEY}
    roles = propose_mapping(table(cells), "purchases").roles
    assert list(roles.values()) == ["ignore", "order_date", "ignore", "ignore"]


def test_a_different_code_in_each_row_is_the_customer() -> None:
    codes = [f"K-{i:05d}" for i in ROWS]
    mapping, roles = told([codes, [str(20 + i % 40) for i in ROWS], MONEY])
    assert (mapping.kind, roles) == ("customers", ["customer_id", "metric", "metric"])


def test_a_count_of_the_rows_is_no_customer_id() -> None:
    assert told([[str(i) for i in ROWS], [str(20 + i % 40) for i in ROWS]])[1] == ["ignore", "metric"]


def test_a_file_without_a_header_goes_all_the_way() -> None:
    text = "\n".join(",".join(row) for row in zip(*sold_lines(), strict=True))
    data = core.load(text.encode(), "orders.csv")
    assert data.kind == "purchases"
    assert len(data.customers) == 25
    revenue = core.analyze(data).customers["revenue"].sum()
    assert revenue == pytest.approx(sum(float(amount) for amount in sold_lines()[6]))


@pytest.mark.parametrize(
    "name", ["Shop Currency", "Presentment Currency", "Währg", "CCY", "Waluta", "Měna", "通貨", "x"]
)
def test_a_column_of_nothing_but_currencies_is_the_currency(name: str) -> None:
    cells = ["EUR", "JPY", "eur", "€"] * 30
    mapping = propose_mapping(table({"Email": PEOPLE, "Date": DAYS, "Total": MONEY, name: cells}))
    assert mapping.column("currency") == name


def test_words_that_are_no_currencies_make_no_currency() -> None:
    for cells in (["ALL", "TOP"], ["EUR", "Visa"], ["M", "L"]):
        mapping = propose_mapping(table({"Customer": PEOPLE, "Date": DAYS, "Total": MONEY, "x": cells * 60}))
        assert mapping.column("currency") is None


def test_the_number_of_an_order_is_no_amount() -> None:
    for numbers in (map(str, ROWS), (str(70_000 + i * 37 % 1_000) for i in ROWS)):
        mapping = propose_mapping(table({"Customer": PEOPLE, "Date": DAYS, "Zqx": list(numbers)}))
        assert mapping.column("amount") is None
    constant = propose_mapping(table({"Klient": PEOPLE, "Data": DAYS, "Nr zamówienia": DAYS, "Kwota": ["10,00"] * 120}))
    assert constant.column("amount") == "Kwota"
