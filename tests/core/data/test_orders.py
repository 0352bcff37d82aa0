"""What the lines of one order share."""

from __future__ import annotations

import core

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
