"""Values that follow from others: told, counted, and in the unit of the app."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import core
from core.data.dataset import Dataset
from core.data.derived import ages, in_unit, often_in_words
from core.data.mapping import propose_mapping
from tests.core.made import analyzed, from_csv, table


def told(data: Dataset) -> list[tuple[str, int, str]]:
    return [(p.what, p.rows, p.effect) for p in data.report.problems if p.code == "derived"]


def test_first_and_last_name_make_the_name_of_a_customer() -> None:
    data = from_csv("ID,Vorname,Nachname,Umsatz\na,Ann,Ash,5\nb,Ben,,6\nc,,,7", kind="customers")
    assert data.customers["customer_name"].fillna("-").tolist() == ["Ann Ash", "Ben", "-"]
    assert ("First and last name were joined to the customer's name", 2, "changed") in told(data)


def test_a_full_name_is_left_as_it_is() -> None:
    data = from_csv(
        "ID,Full name,First name,Last name,orders\na,Ann B. Ash,Ann,Ash,5\nb,Ben,Ben,Berg,6", kind="customers"
    )
    assert data.customers["customer_name"].tolist() == ["Ann B. Ash", "Ben"]


def test_two_names_tell_customers_apart_where_nothing_else_does() -> None:
    text = "first name,last name,order date,total\nAnn,Ash,2024-01-01,5\nAnn,Berg,2024-01-02,6\nAnn,Ash,2024-02-01,7"
    data = core.load(text.encode(), "orders.csv")
    assert sorted(data.customers["customer_id"]) == ["Ann Ash", "Ann Berg"]
    assert "by-name" in [problem.code for problem in data.report.problems]


def test_a_birthday_still_to_come_does_not_count() -> None:
    born = pd.Series(pd.to_datetime(["1990-06-30", "1990-07-01", "1990-07-02", "1850-01-01", "2030-01-01"]))
    assert ages(born, dt.date(2024, 7, 1)).fillna(-1).tolist() == [34, 34, 33, -1, -1]


def test_the_age_follows_from_the_date_of_birth() -> None:
    analysis = analyzed(
        "ID,Geburtsdatum,Letzter Kauf\na,1990-01-01,2024-07-01\nb,1960-01-01,2024-05-01", kind="customers"
    )
    assert analysis.customers["age"].tolist() == [34, 64]
    assert ("The age is computed from the date of birth", 2, "noted") in told(analysis.dataset)


@pytest.mark.parametrize(
    ("name", "role", "given", "expected"),
    [
        ("Recency (months)", "days_since_purchase", 2, 60.875),
        ("Weeks since last purchase", "days_since_purchase", 3, 21),
        ("Tenure in years", "tenure_days", 2, 730.5),
        ("Monate als Kunde", "tenure_days", 12, 365.25),
        ("Days since last purchase", "days_since_purchase", 5, 5),
        ("Orders per month", "purchase_frequency", 0.5, 6),
        ("Orders per 12 months", "purchase_frequency", 7, 7),
        ("Annual orders", "purchase_frequency", 7, 7),
        ("Session duration (seconds)", "session_duration", 90, 1.5),
        ("Monthly income", "income", 2_000, 24_000),
        ("Income", "income", 2_000, 2_000),
        ("Months of revenue", "revenue", 5, 5),
    ],
)
def test_figures_come_to_the_unit_of_the_app(name: str, role: str, given: float, expected: float) -> None:
    values, problems = in_unit(pd.Series([given, None]), name, role)
    assert values[0] == pytest.approx(expected)
    assert [(p.code, p.rows, p.effect, p.column) for p in problems] == (
        [("derived", 1, "changed", name)] if given != expected else []
    )


def test_columns_in_other_units_are_found_by_name() -> None:
    cells = {
        "ID": [f"c{i}" for i in range(12)],
        "Months since last purchase": [str(i) for i in range(12)],
        "Tenure (months)": [str(12 + i) for i in range(12)],
        "Orders per month": [f"0.{1 + i % 9}" for i in range(12)],
        "Tenure": [str(i % 10) for i in range(12)],
    }
    roles = propose_mapping(table(cells)).roles
    assert list(roles.values()) == ["customer_id", "days_since_purchase", "tenure_days", "purchase_frequency", "metric"]
    text = "ID,Months since last purchase,orders\n" + "\n".join(f"c{i},{i},{1 + i}" for i in range(12))
    assert from_csv(text, kind="customers").customers["days_since_purchase"][2] == pytest.approx(60.875)


def test_how_often_in_words() -> None:
    values, problems = often_in_words(pd.Series(["Weekly", "Every 3 Months", None, "5"], dtype="str", name="f"))
    assert values.fillna("-").tolist() == ["52", "4", "-", "5"]
    assert problems[0].rows == 2
    text = "ID,Frequency of Purchases,Age\n" + "\n".join(
        f"c{i},{('Weekly', 'Annually')[i % 2]},{30 + i}" for i in range(9)
    )
    assert from_csv(text).customers["purchase_frequency"].tolist()[:2] == [52, 1]


def test_what_is_computed_later_is_told() -> None:
    text = "ID,Total spent,Number of orders,Signup date,Year of birth\na,50,5,2024-01-01,1980\nb,60,,2024-01-02,1990"
    data = from_csv(text, kind="customers")
    assert told(data) == [
        ("The age is computed from the year of birth", 2, "noted"),
        ("The average order value is net revenue divided by orders", 1, "noted"),
        ("The length of the relationship counts from the day of sign-up", 2, "noted"),
    ]
    assert str(data.last_day) == "2024-01-02"
    assert "first_purchase" not in data.customers


@pytest.mark.parametrize(
    ("name", "births"),
    [
        ("Year of birth", ["1890", "2095", "1980", "1990"]),
        ("Date of birth", ["1901-03-02", "2095-03-02", "1980-03-02", "1990-03-02"]),
    ],
)
def test_births_in_the_future_are_blanked_and_very_early_ones_flagged(name: str, births: list[str]) -> None:
    rows = "\n".join(f"c{i},{birth},50,2024-01-02" for i, birth in enumerate(births))
    analysis = analyzed(f"ID,{name},Total spent,Last purchase\n{rows}", kind="customers")
    assert analysis.customers["age"].notna().tolist()[1:] == [False, True, True]
    counted = {p.code: (p.rows, p.effect, p.example) for p in analysis.dataset.report.problems}
    assert counted["future-birth"] == (1, "changed", "2095")
    assert counted["early-birth"] == (1, "kept", births[0][:4])
    assert any("age is computed" in what and rows == 3 for what, rows, _ in told(analysis.dataset))


def test_unlikely_births_beside_purchases_are_told_as_well() -> None:
    text = "customer,date,amount,birth year\na,2024-01-02,5,1890\nb,2024-01-03,6,1980\na,2024-02-02,5,1890"
    problems = from_csv(text, kind="purchases").report.problems
    assert [(p.rows, p.column) for p in problems if p.code == "early-birth"] == [(2, "birth_year")]
