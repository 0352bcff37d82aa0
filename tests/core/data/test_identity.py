"""Who the customer of a row is."""

from __future__ import annotations

import core


def test_one_person_in_two_spellings_of_an_email_is_one_customer() -> None:
    data = core.load(b"email,date,total\nAnna@x.com,2024-01-01,5\nanna@x.com ,2024-02-01,6\nben@x.com,2024-02-01,7\n")
    assert sorted(data.customers["customer_id"]) == ["anna@x.com", "ben@x.com"]
    assert data.report.dropped("folded-email") == 1


def test_an_email_stands_in_for_a_missing_id_and_finds_the_id_it_belongs_to() -> None:
    rows = ["7,a@x.com,2024-01-01,5", ",A@x.com,2024-02-01,6", "0,b@x.com,2024-03-01,7", ",,2024-03-02,8"]
    data = core.load(("customer id,email,date,total\n" + "\n".join(rows)).encode())
    assert sorted(data.customers["customer_id"]) == ["7", "b@x.com"]
    assert data.report.dropped("by-email") == 2
    assert data.report.dropped("no-customer") == 1


def test_names_alone_tell_customers_apart_with_a_warning() -> None:
    data = core.load(b"customer name,order date,sales\nAnna  B,2024-01-01,5\nAnna B,2024-02-01,6\nCem,2024-02-03,6\n")
    assert sorted(data.customers["customer_id"]) == ["Anna B", "Cem"]
    assert "by-name" in [problem.code for problem in data.report.problems]


def test_email_and_name_go_along_into_the_lists() -> None:
    lines = [f"{i},p{i}@x.com,2024-{m:02d}-01,{10 + i}" for i in range(1, 30) for m in range(1, 2 + i % 5)]
    data = core.load(("customer id,email,date,total\n" + "\n".join(lines)).encode())
    listed = core.at_risk(
        core.analyze(data, core.Settings(as_of=None, churn_threshold=0.05, at_risk_value_percentile=0))
    )
    assert len(listed)
    assert (listed["email"] == "p" + listed["customer_id"] + "@x.com").all()
