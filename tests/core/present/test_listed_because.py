"""What the page of one customer says of the lists that customer is on."""

from __future__ import annotations

import core
from core.models.future import Terms, Total
from core.present import views
from core.present.tells_ahead import worth


def test_a_customer_is_told_what_the_lists_say(sample: core.Analysis) -> None:
    for listed, title in ((core.at_risk(sample), "At risk"), (core.high_potential(sample), "High potential")):
        row = listed.iloc[0]
        assert f"{title}: {row['reason']}." in views.listed_because(sample, row["customer_id"])


def test_who_is_on_no_list_is_told_nothing(sample: core.Analysis) -> None:
    listed = {*core.at_risk(sample)["customer_id"], *core.high_potential(sample)["customer_id"]}
    free = next(who for who in sample.customers["customer_id"] if who not in listed)
    assert views.listed_because(sample, free) == []
    assert views.listed_because(sample, "nobody has this id") == []


def test_money_to_come_is_called_margin_where_it_is_one_and_who_is_left_out_is_counted() -> None:
    found = Total(3, 100.0, 50.0, 150.0)
    assert worth(found, Terms(12), "USD", 2) == (
        "These 3 customers are expected to bring $100 in the next 12 months: $50 to $150 in 9 of 10 cases. "
        "2 more customers without an order are left out."
    )
    assert worth(Total(1, 9.0, 4.0, 15.0), Terms(1, margin=0.3), "EUR") == (
        "This customer is expected to leave €9 of margin (30% of what they spend) in the next month: "
        "€4 to €15 in 9 of 10 cases."
    )
