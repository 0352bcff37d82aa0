"""Rows that are no sale are set aside with the reason; refunds are counted once, for whom they are."""

from __future__ import annotations

from textwrap import dedent

import pytest

import core
from core.data.dataset import Dataset


def load(text: str, **options: object) -> Dataset:
    return core.load(dedent(text).strip().encode(), "orders.csv", **options)  # type: ignore[arg-type]


def revenue(data: Dataset) -> dict[str, float]:
    customers = core.analyze(data).customers
    return dict(zip(customers["customer_id"], customers["revenue"].round(2), strict=True))


def counted(data: Dataset) -> dict[str, int]:
    return {problem.code: problem.rows for problem in data.report.problems}


PAYPAL = """
    Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID
    01/14/2024,10:00:00,PST,Ann,Express Checkout Payment,Completed,USD,50.00,-1.75,48.25,ann@x.com,shop@x.com,T1
    01/15/2024,10:00:00,PST,Ben,Express Checkout Payment,Refunded,USD,30.00,-1.15,28.85,ben@x.com,shop@x.com,T2
    01/16/2024,10:00:00,PST,Ben,Payment Refund,Completed,USD,-30.00,1.15,-28.85,shop@x.com,ben@x.com,T3
    01/17/2024,10:00:00,PST,,General Withdrawal,Completed,USD,-40.00,0,-40.00,shop@x.com,,T4
    01/18/2024,10:00:00,PST,,General Currency Conversion,Completed,USD,-9.00,0,-9.00,shop@x.com,,T5
    01/19/2024,10:00:00,PST,Cem,Website Payment,Pending,USD,20.00,-1,19.00,cem@x.com,shop@x.com,T6
    02/19/2024,10:00:00,PST,Ann,Subscription Payment,Completed,USD,25.00,-1,24.00,ann@x.com,shop@x.com,T7
    02/20/2024,10:00:00,PST,Host,PreApproved Payment,Completed,USD,-12.00,0,-12.00,shop@x.com,host@x.com,T8
"""


def test_paypal_counts_what_customers_pay_before_fees() -> None:
    data = load(PAYPAL)
    assert revenue(data) == {"ann@x.com": 75, "ben@x.com": 0}
    found = counted(data)
    assert (found["no-sale-entry"], found["no-sale"], found["outgoing"]) == (2, 1, 1)
    assert (found["refund-receiver"], found["refund-row"]) == (1, 1)
    assert "refunded" not in found


def test_the_reason_stands_beside_each_row_set_aside() -> None:
    aside = load(PAYPAL).report.set_aside
    reasons = aside.set_index("Transaction ID")["set_aside_because"]
    assert "payouts, fees, transfers" in reasons["T4"]
    assert "Payments to others" in reasons["T8"]
    assert "status is no sale" in reasons["T6"]


def test_square_refunds_are_taken_off() -> None:
    data = load("""
        Date,Net Sales,Total Collected,Transaction ID,Event Type,Customer ID
        2026-09-13,$27.00,$31.16,A1,Payment,C1
        2026-09-13,$12.00,$12.96,B2,Payment,C2
        2026-09-14,$20.00,$21.00,B3,Payment,C2
        2026-09-20,-$12.00,-$12.96,B2,Refund,C2
    """)  # fmt: skip
    assert revenue(data) == {"C1": 31.16, "C2": 21.0}


def test_a_ledger_that_writes_refunds_without_a_minus() -> None:
    data = load("""
        Name,Kind,Created At,Status,Amount,Currency,Email
        #1001,sale,2024-01-01,success,50.00,USD,a@x.com
        #1002,authorization,2024-01-02,success,70.00,USD,b@x.com
        #1002,capture,2024-01-03,success,70.00,USD,b@x.com
        #1001,refund,2024-01-05,success,20.00,USD,a@x.com
        #1003,sale,2024-01-06,failure,99.00,USD,b@x.com
    """)  # fmt: skip
    assert revenue(data) == {"a@x.com": 30, "b@x.com": 70}
    assert counted(data)["refund-entry"] == 1


def test_amazon_takes_the_product_sales_and_no_fees() -> None:
    data = load("""
        date/time,settlement id,type,order id,description,buyer email,product sales,selling fees,total
        2026-09-04,1001,Order,111-1,Mug,a@x.com,76.00,-11.55,65.45
        2026-09-05,1001,Order,111-2,Mug,b@x.com,38.00,-4.62,31.38
        2026-09-09,1001,Refund,111-1,Mug,a@x.com,-38.00,4.62,-31.38
        2026-09-15,1001,Service Fee,,Cost of Advertising,,0,0,-12.00
        2026-09-16,1001,Transfer,,To account,,0,0,-22.07
    """)  # fmt: skip
    assert revenue(data) == {"a@x.com": 38, "b@x.com": 38}
    assert counted(data)["no-sale-entry"] == 2


@pytest.mark.parametrize(
    ("statuses", "left"),
    [
        (["Shipped", "Cancelled", "Pending", "Shipped"], 2),
        (["Completed", "Declined", "Awaiting Payment", "Awaiting Shipment"], 2),
        (["Paid", "Failed", "Refunded", "Paid"], 2),
        (["complete", "closed", "holded", "processing"], 3),
        (["Paiement accepté", "Annulé", "Remboursé", "Livré"], 2),
    ],
    ids=["amazon", "bigcommerce", "stripe", "magento", "prestashop"],
)
def test_orders_by_status(statuses: list[str], left: int) -> None:
    rows = [f"{i},c{i % 2},2024-01-{1 + i:02d},10.50,{status}" for i, status in enumerate(statuses)]
    data = load("order id,customer id,order date,order total,order status\n" + "\n".join(rows))
    assert len(statuses) - len(data.report.set_aside) == left
    assert sum(revenue(data).values()) == left * 10.5


def test_the_words_that_were_found_are_the_example() -> None:
    data = load(
        "order id,customer id,order date,total,status\n1,a,2024-01-01,5,void\n2,a,2024-01-02,5,test\n3,a,2024-01-03,6,"
        "ok"
    )
    problem = next(problem for problem in data.report.problems if problem.code == "no-sale")
    assert problem.example == "test, void"


def test_a_canceled_order_goes_with_all_its_lines_and_a_date_of_zeros_is_none() -> None:
    data = load("""
        Name,Email,Total,Created at,Cancelled at,Lineitem quantity,Lineitem name,Lineitem price
        #1,a@x.com,30.00,2024-05-01,0000-00-00 00:00:00,1,Tee,10.00
        #1,,,,,1,Mug,20.00
        #2,b@x.com,50.00,2024-05-02,2024-05-03,1,Tee,30.00
        #2,,,,,1,Mug,20.00
    """)  # fmt: skip
    assert revenue(data) == {"a@x.com": 30}
    assert counted(data)["canceled"] == 2


def test_a_row_of_a_refund_called_refunded_is_not_lost() -> None:
    data = load("""
        order id,customer id,order date,total,status
        1,a,2024-01-01,50.00,completed
        2,a,2024-01-02,20.00,refunded
        2,a,2024-01-09,-20.00,refunded
        3,b,2024-01-09,9.00,refunded
    """)  # fmt: skip
    assert revenue(data) == {"a": 50}
    assert counted(data)["refunded"] == 1


@pytest.mark.parametrize(
    ("name", "sale", "refund"),
    [("Type de pièce", "Facture", "Avoir"), ("Tipo documento", "Fattura", "Nota di credito"),
     ("Vorgang", "Verkauf", "Rückgabe"), ("Belegart", "Rechnung", "Stornorechnung"), ("x", "Factura", "Abono"),
     ("Soort", "Factuur", "Creditnota"), ("Art", "Verkauf", "Retoure")],
)  # fmt: skip
def test_credit_notes_told_by_their_kind_alone_are_taken_off(name: str, sale: str, refund: str) -> None:
    data = load(f"""
        customer_id,order_date,order_id,amount,{name}
        a,2024-01-01,1,10.50,{sale}
        b,2024-01-02,2,10.50,{sale}
        a,2024-01-03,3,4.00,{refund}
        b,2024-01-04,4,-2.00,{refund}
    """)
    assert revenue(data) == {"a": 6.5, "b": 8.5}
    assert counted(data)["refund-entry"] == 1


RECEIPTS = """
    Date,Receipt Number,Line Type,Customer Code,Quantity,Total,Product
    2024-01-05,1,Sale,ann,1,33,
    2024-01-05,1,Sale Line,,1,33,Tee
    2024-01-05,1,Payment,,,33,
    2024-02-05,2,Sale,bob,2,22,
    2024-02-05,2,Sale Line,,1,11,Mug
    2024-02-05,2,Sale Line,,1,11,Tee
    2024-02-05,2,Payment,,,22,
"""


def test_a_receipt_counts_once_though_its_head_lines_and_payment_tell_its_money() -> None:
    data = load(RECEIPTS)
    assert revenue(data) == {"ann": 33, "bob": 22}
    assert counted(data)["told-again"] == 4
    assert data.purchases is not None
    assert data.purchases.rows == 3


def test_kinds_of_entries_with_money_of_their_own_are_all_counted() -> None:
    data = load(RECEIPTS.replace(",33,\n", ",5,\n").replace(",22,\n", ",6,\n"))
    assert revenue(data) == {"ann": 43, "bob": 34}
