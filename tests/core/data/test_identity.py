"""Who the customer of a row is."""

from __future__ import annotations

import pandas as pd

import core
from core.data.identity import identify
from core.data.mapping import Mapping
from core.data.steps import Log
from core.data.table import Table


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


def ids(text: str) -> list[str]:
    return sorted(core.load(text.encode(), "orders.csv").customers["customer_id"])


def test_guests_are_nobody_even_without_an_email() -> None:
    rows = [f"{0 if i % 3 else i},2024-01-{1 + i % 28:02d},5" for i in range(60)]
    data = core.load(("customer id,order date,total\n" + "\n".join(rows)).encode())
    assert "0" not in set(data.customers["customer_id"])
    assert data.report.dropped("no-customer") == 40 + 1  # the first row is a customer called 0, as all guests are


def test_a_customer_called_zero_is_kept_where_the_others_come_as_often() -> None:
    rows = [f"{i % 6},2024-01-{1 + i % 28:02d},5" for i in range(60)]
    assert ids("customer id,order date,total\n" + "\n".join(rows)) == ["0", "1", "2", "3", "4", "5"]


def test_guests_in_words() -> None:
    names = ["Guest", "Ann Ash", "Walk-in", "Ann Ash", "Laufkundschaft", "Invité", "Ben Guest"]
    rows = [f"{name},2024-01-{1 + i:02d},5" for i, name in enumerate(names)]
    assert ids("customer,order date,total\n" + "\n".join(rows)) == ["Ann Ash", "Ben Guest"]


def test_emails_in_the_column_of_ids_are_folded() -> None:
    assert ids("customer,order date,total\nAnn@x.com,2024-01-01,5\n ann@X.com,2024-01-02,5\nb@x.com,2024-01-02,5") == [
        "ann@x.com", "b@x.com",
    ]  # fmt: skip


def test_ids_held_as_codes_are_the_same_ids() -> None:
    frame = pd.DataFrame({"id": ["'7", None, "8"], "mail": ["a@x.com", "A@x.com", None]}, dtype="str")
    mapping = Mapping("purchases", "", {"id": "customer_id", "mail": "email"})
    found = [
        identify(cells, mapping, Log(Table(cells, (), "x", ""))).tolist() for cells in (frame, frame.astype("category"))
    ]
    assert found == [["7", "7", "8"]] * 2
