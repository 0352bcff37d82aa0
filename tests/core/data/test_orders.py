"""What the lines of one order share."""

from __future__ import annotations

import pandas as pd
import pytest

import core
from core.data.mapping import Mapping
from core.data.orders import carry_down, spread_totals
from core.data.steps import Log
from core.data.table import Table

SHOPIFY = """Name,Email,Financial Status,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Refunded Amount
#1,a@x.com,paid,35.00,2024-05-01 09:58:12 +0000,2,Tee,10.00,0.00
#1,,,,,1,Mug,10.00,
#2,b@x.com,refunded,50.00,2024-05-02 09:00:00 +0000,1,Tee,50.00,50.00
#3,b@x.com,partially_refunded,40.00,2024-05-03 09:00:00 +0000,1,Tee,40.00,15.00
#4,c@x.com,voided,20.00,2024-05-04 09:00:00 +0000,2,Tee,10.00,0.00
#5,c@x.com,pending,20.00,2024-05-05 09:00:00 +0000,2,Tee,10.00,0.00
"""


def revenue(text: str) -> dict[str, float]:
    customers = core.analyze(core.load(text.encode(), "orders.csv")).customers
    return dict(zip(customers["customer_id"], customers["revenue"].round(2), strict=True))


def test_a_total_on_the_first_line_counts_once_and_statuses_decide() -> None:
    assert revenue(SHOPIFY) == {"a@x.com": 35.0, "b@x.com": 25.0}


def test_what_was_done_to_the_lines_is_counted() -> None:
    report = core.load(SHOPIFY.encode(), "orders.csv").report
    counted = {problem.code: problem.rows for problem in report.problems}
    assert counted["carried-down"] == 1
    assert counted["no-sale"] == 2
    assert counted["refunded"] == 1
    assert counted["order-total"] == 2
    assert report.rows_in - report.rows_out == 3 == len(report.set_aside)
    assert report.set_aside["set_aside_because"].str.len().min() > 20


def test_a_total_repeated_on_each_line_counts_once() -> None:
    lines = [f"o{i},c{i},2024-01-{i:02d},30,1,{price}" for i in range(1, 8) for price in (10, 20)]
    found = revenue("order id,customer id,date,total,quantity,unit price\n" + "\n".join(lines))
    assert set(found.values()) == {30.0}


def test_equal_amounts_of_real_lines_are_added() -> None:
    lines = [f"o{i},c{i},2024-01-{i:02d},10,1,10" for i in range(1, 8) for _ in range(2)]
    found = revenue("order id,customer id,date,total,quantity,unit price\n" + "\n".join(lines))
    assert set(found.values()) == {20.0}


def test_the_order_total_is_spread_over_categories_by_the_value_of_the_lines() -> None:
    lines = [f"o{i},c{i},2024-01-{i:02d},40,1,{p},{c}" for i in range(1, 8) for p, c in ((10, "A"), (30, "B"))]
    text = "order id,customer id,date,total,quantity,unit price,category\n" + "\n".join(lines)
    customers = core.analyze(core.load(text.encode())).customers
    assert customers["b_preference"].round(6).unique().tolist() == [0.75]


def test_several_currencies_are_never_added_up() -> None:
    text = "customer,date,total,currency\na,2024-01-01,10,EUR\nb,2024-01-02,20,USD\nb,2024-01-03,5,USD\n"
    default = core.load(text.encode())
    assert (default.currency, default.report.dropped("other-currency")) == ("USD", 1)
    chosen = core.load(text.encode(), currency="EUR")
    assert (chosen.currency, chosen.report.dropped("other-currency")) == ("EUR", 2)
    converted = core.analyze(core.load(text.encode(), currency="EUR", rates={"USD": 0.5}))
    assert converted.customers["revenue"].tolist() == [10.0, 12.5]
    assert converted.dataset.fingerprint != chosen.fingerprint


def test_future_dates_are_set_aside_and_early_ones_flagged() -> None:
    text = "customer,date,total\na,2024-01-01,10\na,2099-01-01,10\nb,1975-01-01,10\na,2024-02-01,10\n"
    report = core.load(text.encode()).report
    assert report.dropped("future-date") == 1
    assert report.dropped("early-date") == 1


def test_an_outlier_is_kept_and_flagged_and_the_impossible_set_aside() -> None:
    lines = [f"c{i % 40},2024-01-{1 + i % 28:02d},{10 + i % 7}" for i in range(1_500)]
    text = "customer,date,total\n" + "\n".join([*lines, "c1,2024-01-05,1000000000000", "c2,2024-01-05,1e300"])
    report = core.load(text.encode()).report
    assert report.dropped("outlier") == 1
    assert report.dropped("no-amount") == 1


def test_dates_that_fit_both_ways_can_be_decided() -> None:
    text = "customer,date,total\na,03/01/2024,10\na,04/02/2024,10\nb,05/06/2024,10\n"
    month_first, day_first = core.load(text.encode()), core.load(text.encode(), day_first=True)
    assert month_first.report.dropped("ambiguous-date") == 3
    assert day_first.report.dropped("ambiguous-date") == 0
    assert (str(month_first.last_day), str(day_first.last_day)) == ("2024-05-06", "2024-06-05")
    assert month_first.fingerprint != day_first.fingerprint


def test_a_total_repeated_on_two_orders_alone_counts_once_where_the_lines_make_it_up() -> None:
    text = "order id,customer id,date,total,quantity,unit price\n"
    text += "1,a,2024-01-01,35,2,10\n1,a,2024-01-01,35,1,12\n2,b,2024-01-02,9,1,4\n2,b,2024-01-02,9,1,5\n"
    assert revenue(text) == {"a": 35, "b": 9}


def test_a_refund_repeated_on_each_line_is_taken_off_once() -> None:
    head = "order id,customer id,date,line total,refunded amount,product\n"
    text = head + "1,a,2024-01-01,20,5,Tee\n1,a,2024-01-01,12,5,Mug\n2,b,2024-01-02,9,0,Tee\n2,b,2024-01-02,5,0,Mug\n"
    data = core.load(text.encode(), "orders.csv")
    assert revenue(text) == {"a": 27, "b": 14}
    assert data.report.dropped("refund-total") == 2


def test_refunds_of_single_lines_are_all_taken_off() -> None:
    head = "order id,customer id,date,line total,refunded amount,product\n"
    text = head + "1,a,2024-01-01,20,5,Tee\n1,a,2024-01-01,12,2,Mug\n2,b,2024-01-02,9,9,Tee\n2,b,2024-01-02,9,9,Mug\n"
    assert revenue(text) == {"a": 25, "b": 0}


def test_the_line_is_taken_where_a_file_has_both_totals() -> None:
    lines = [f"{i},c{i},2024-01-{i:02d},{p},{40},x{p}" for i in range(1, 4) for p in (10, 25)]
    found = revenue("order id,customer id,date,line total,order total,product\n" + "\n".join(lines))
    assert set(found.values()) == {35.0}


def test_details_are_only_carried_within_one_order() -> None:
    text = "order id,email,date,total\n1,a@x.com,2024-01-01,5\n1,,2024-01-01,6\n2,a@x.com,2024-01-02,5\n"
    text += "2,b@x.com,2024-01-02,5\n2,,2024-01-02,7\n"
    data = core.load(text.encode(), "orders.csv")
    assert data.report.dropped("carried-down") == 1
    assert data.report.dropped("no-customer") == 1


def test_totals_of_orders_held_as_codes_are_spread_as_well() -> None:
    lines = [(f"o{i}", 30.0, 1.0, price, f"x{price}") for i in range(5) for price in (10.0, 20.0)]
    rows = pd.DataFrame(lines, columns=["order_id", "amount", "quantity", "unit_price", "product"])
    rows = rows.astype({"order_id": "str", "product": "str"})
    coded = rows.astype({"order_id": "category", "product": "category"})
    found = [spread_totals(frame, Log(Table(frame, (), "x", "")))["amount"].tolist() for frame in (rows, coded)]
    assert found == [[10.0, 20.0] * 5] * 2


def test_a_file_without_gaps_and_one_with_codes_are_left_as_they_are() -> None:
    cells = {"order": ["1", "1", "2"], "mail": ["a@x.com", "a@x.com", "b@x.com"]}
    mapping = Mapping("purchases", "", {"order": "order_id", "mail": "email"})
    frame = pd.DataFrame(cells, dtype="str").astype("category")
    assert carry_down(frame, mapping, Log(Table(frame, (), "x", ""))) is frame
    gap = pd.DataFrame(cells | {"mail": ["a@x.com", None, None]}, dtype="str").astype("category")
    filled = carry_down(gap, mapping, Log(Table(gap, (), "x", "")))
    assert filled["mail"].fillna("-").tolist() == ["a@x.com", "a@x.com", "-"]
    assert gap["mail"].isna().sum() == 2


def lines_of(name: str, orders: int) -> str:
    """Orders of two lines each, with the same amount on both, under a name."""
    lines = [f"{i},c{i},2024-01-{i:02d},{part},{10 + i}" for i in range(1, orders + 1) for part in ("Tee", "Mug")]
    return f"order id,customer id,date,product,{name}\n" + "\n".join([*lines, "99,z,2024-02-01,Tee,5"])


@pytest.mark.parametrize(
    ("name", "orders"),
    [
        ("order total", 1),
        ("Grand Total", 1),
        ("Bestellsumme", 1),
        ("total commande", 1),
        ("Rechnungsbetrag", 1),
        ("Gesamtbetrag", 3),
        ("total", 3),
    ],
)
def test_the_total_of_few_orders_is_known_by_its_name(name: str, orders: int) -> None:
    text = lines_of(name, orders)
    found = revenue(text)
    assert found == {f"c{i}": 10 + i for i in range(1, orders + 1)} | {"z": 5}
    assert core.load(text.encode(), "orders.csv").report.dropped("order-total") == 2 * orders


@pytest.mark.parametrize(
    ("name", "orders"),
    [("amount", 5), ("line total", 5), ("item total", 5), ("total sales", 5), ("total", 2), ("Gesamtbetrag", 2)],
)
def test_equal_amounts_of_few_orders_are_added_where_the_name_leaves_it_open(name: str, orders: int) -> None:
    assert revenue(lines_of(name, orders)) == {f"c{i}": 2 * (10 + i) for i in range(1, orders + 1)} | {"z": 5}


def test_equal_totals_of_all_orders_tell_nothing() -> None:
    text = lines_of("total", 5)
    for i in range(1, 6):
        text = text.replace(f",{10 + i}\n", ",10\n")
    assert set(revenue(text).values()) == {20, 5}


def test_lines_with_a_price_of_their_own_are_added_whatever_the_name() -> None:
    lines = [f"o{i},c{i},2024-01-{i:02d},{10 + i},1,{10 + i}" for i in range(1, 5) for _ in range(2)]
    found = revenue("order id,customer id,date,order total,quantity,unit price\n" + "\n".join(lines))
    assert found == {f"c{i}": 2 * (10 + i) for i in range(1, 5)}


def test_an_order_with_different_amounts_keeps_them_where_the_others_repeat_their_total() -> None:
    text = lines_of("order total", 12) + "\n50,y,2024-01-05,Tee,30\n50,y,2024-01-05,Mug,-10"
    found = revenue(text)
    assert found["y"] == 20
    assert found["c3"] == 13
    assert core.load(text.encode(), "orders.csv").report.dropped("order-total") == 24
