"""Rows of customers from text: one each, typed, with totals of columns that belong together."""

from __future__ import annotations

import pandas as pd
import pytest

import core
from core.data.dataset import Dataset
from tests.core.made import analyzed, from_csv, lines


def told(data: Dataset) -> dict[str, tuple[int, str]]:
    return {p.code: (p.rows, p.effect) for p in data.report.problems}


def test_rows_without_an_id_are_numbered() -> None:
    data = from_csv(lines("Age,Income", lambda i: f"{20 + i % 3},{100 + i}", 6))
    assert data.customers["customer_id"].tolist() == ["1", "2", "3", "4", "5", "6"]
    assert told(data)["numbered"] == (0, "noted")
    assert data.customers["age"].tolist() == [20, 21, 22, 20, 21, 22]


def test_of_a_repeated_customer_the_first_row_stays() -> None:
    data = from_csv("Customer ID,Age\na,40\nb,41\na,50\n,60\na,70", kind="customers")
    assert data.customers[["customer_id", "age"]].to_numpy().tolist() == [["a", 40], ["b", 41]]
    assert told(data)["repeated-customer"] == (2, "dropped")
    assert told(data)["no-customer"] == (1, "dropped")
    assert (data.report.rows_in, data.report.rows_out) == (5, 2)
    example = next(p.example for p in data.report.problems if p.code == "repeated-customer")
    assert example == "a"


def test_ids_are_compared_after_tidying() -> None:
    data = from_csv("Customer ID,Age\n'12,40\n12,41\n13,42", kind="customers")
    assert data.customers["customer_id"].tolist() == ["12", "13"]


def test_no_id_at_all_in_the_column_of_ids() -> None:
    with pytest.raises(core.DataError, match="“Customer ID” is blank in every row"):
        from_csv("Customer ID,Age\n,40\n,41", kind="customers", mapping={"Customer ID": "customer_id"})


@pytest.mark.parametrize("text", ["customer_id,age\na,\nb,", "customer_id,age\na,old\nb,young", "customer_id\na\nb"])
def test_nothing_beside_the_id(text: str) -> None:
    with pytest.raises(core.DataError, match="no usable value beside the customer"):
        from_csv(text, kind="customers", mapping={"age": "age"} if "age" in text else {})


def test_money_per_category_and_orders_per_channel_are_added_up() -> None:
    data = from_csv("""
        ID,MntWines,MntSweetProducts,NumWebPurchases,NumStorePurchases
        a,30,10,2,3
        b,0,0,0,0
        c,5,,1,
        d,,,,
    """, kind="customers")  # fmt: skip
    customers = data.customers.set_index("customer_id")
    assert customers["revenue"].fillna(-1).tolist() == [40, 0, 5, -1]
    assert customers["orders"].fillna(-1).tolist() == [5, 0, 1, -1]
    assert customers["wines_preference"].fillna(-1).tolist() == [0.75, -1, 1, -1]
    assert customers["sweet_products_preference"].fillna(-1).tolist() == [0.25, -1, -1, -1]
    assert told(data)["computed-revenue"] == (3, "changed")
    assert told(data)["computed-orders"] == (3, "changed")


def test_a_given_total_is_never_overwritten_by_a_sum() -> None:
    data = from_csv(
        "ID,revenue,orders,MntWines,MntFruits,NumWebPurchases,NumStorePurchases\na,99,9,1,2,3,4\nb,50,5,1,2,3,4",
        kind="customers",
    )
    assert data.customers["revenue"].tolist() == [99, 50]
    assert data.customers["orders"].tolist() == [9, 5]
    assert "computed-revenue" not in told(data)


def test_preferences_in_percent_become_shares() -> None:
    data = from_csv("ID,books_preference,Toys Preference\na,80,0.2\nb,20,0.8\nc,50,1", kind="customers")
    assert data.customers["books_preference"].tolist() == [0.8, 0.2, 0.5]
    assert data.customers["toys_preference"].tolist() == [0.2, 0.8, 1]


def test_the_age_is_computed_from_the_birth_year_at_the_analysis_date() -> None:
    analysis = analyzed(
        "ID,Year_Birth,Dt_Customer\na,1957,2013-09-04\nb,1984,2014-06-29\nc,1750,2014-01-01\nd,2000,2014-02-01",
        kind="customers",
    )
    assert analysis.as_of is not None
    assert analysis.as_of.isoformat() == "2014-06-29"
    assert analysis.customers["age"].fillna(-1).tolist() == [57, 30, -1, 14]
    assert told(analysis.dataset)["out-of-range"] == (1, "changed")


def test_a_time_of_day_does_not_change_the_count_of_days() -> None:
    analysis = analyzed("""
        customer_id,last_purchase,orders,revenue
        a,2024-03-05 15:00:00,2,5
        b,2024-03-04 23:00:00,3,7
        c,2024-03-04 01:00:00,3,7
    """, kind="customers")  # fmt: skip
    assert analysis.customers["days_since_purchase"].tolist() == [0, 1, 1]


def test_further_numbers_become_metrics_and_yes_is_one() -> None:
    data = from_csv(
        lines(
            "ID,Shoe size,Member,Plan",
            lambda i: f"c{i},{36 + i % 4},{'yes' if i % 2 else 'no'},{'a' if i % 3 else 'b'}",
            8,
        )
    )
    assert data.metrics == ("Shoe size", "Member")
    assert data.labels == ("Plan",)
    assert data.customers["Member"].tolist() == [0, 1, 0, 1, 0, 1, 0, 1]
    assert data.customers["Shoe size"].tolist() == [36, 37, 38, 39] * 2


@pytest.mark.parametrize("name", ["r_score", "segment", "lateness", "orders", "group", "customers", "x", "cluster"])
def test_a_metric_may_be_called_like_one_of_our_own_columns(name: str) -> None:
    text = lines(f"Customer ID,total spend,Age,{name}", lambda i: f"c{i},{i},{20 + i},{i % 3}.5", 9)
    analysis = analyzed(text, kind="customers", mapping={name: "metric"})
    (metric,) = analysis.dataset.metrics
    assert analysis.customers[metric].tolist() == [0.5, 1.5, 2.5] * 3
    assert analysis.customers.columns.is_unique
    profile = core.present.views.cluster_profile(analysis)  # type: ignore[attr-defined]
    assert profile["customers"].sum() == 9
    assert profile["customer_share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("name", ["contact_preference", "channel_preference"])
def test_a_preference_in_words_is_a_label_and_no_share(name: str) -> None:
    text = lines(
        f"Customer ID,orders,revenue,{name}", lambda i: f"c{i},{i % 5},{i * 3},{'mail' if i % 2 else 'phone'}", 20
    )
    analysis = analyzed(text, kind="customers")
    assert analysis.dataset.labels == (name,)
    assert name not in analysis.metrics
    core.recommend(analysis)
    core.present.views.preferences(analysis)  # type: ignore[attr-defined]


def test_two_columns_of_one_category_do_not_hide_each_other() -> None:
    data = from_csv("ID,MntWines,Spent on wines,MntFruits\na,30,20,50\nb,10,10,20", kind="customers")
    roles = core.propose_mapping(
        core.read_table(b"ID,MntWines,Spent on wines,MntFruits\na,30,20,50\nb,10,10,20", "x.csv"), "customers"
    )
    assert list(roles.roles.values()).count("category_spend") == 3
    assert data.customers["revenue"].tolist() == [100, 40]
    assert data.customers["wines_preference"].tolist() == [0.5, 0.5]


def test_currencies_of_customers_are_not_mixed() -> None:
    data = from_csv("ID,clv,currency\na,5,EUR\nb,6,EUR\nc,7,USD", kind="customers")
    assert data.currency == "EUR"
    assert data.customers["customer_id"].tolist() == ["a", "b"]
    assert told(data)["other-currency"] == (1, "dropped")


def test_the_last_day_is_the_latest_date_of_the_customers() -> None:
    data = from_csv(
        "ID,first_purchase,last_purchase\na,2024-01-01,2024-02-01\nb,2024-03-01,2024-01-01", kind="customers"
    )
    assert str(data.last_day) == "2024-03-01"
    signed = from_csv("ID,orders,customer since\na,5,2024-04-01\nb,6,2024-01-01", kind="customers")
    assert str(signed.last_day) == "2024-04-01"
    assert from_csv("ID,clv\na,5\nb,6", kind="customers").last_day is None


def test_numbers_are_numbers() -> None:
    data = from_csv('ID,clv,age,churned\na,"1.234,50 €",40,yes\nb,"5,00 €",41,no', kind="customers")
    assert data.currency == "EUR"
    assert data.customers["clv"].tolist() == [1234.5, 5]
    assert pd.api.types.is_float_dtype(data.customers["churned"])


def test_a_day_of_sign_up_is_kept_apart_and_not_believed_in_the_future() -> None:
    data = from_csv("ID,orders,Registration date\na,5,2024-04-01\nb,6,2099-01-01", kind="customers")
    assert data.customers["customer_since"].notna().tolist() == [True, False]
    assert "first_purchase" not in data.customers
    assert told(data)["future-date"] == (1, "changed")


def test_channel_and_city_are_kept() -> None:
    text = lines("ID,orders,Channel,City", lambda i: f"c{i},{i},{('web', 'shop')[i % 2]},{('Bonn', 'Lyon')[i % 2]}", 8)
    data = from_csv(text)
    assert data.customers.loc[0, ["channel", "city"]].tolist() == ["web", "Bonn"]
    assert data.labels == ()


def test_the_day_of_a_repeated_customer_tells_how_the_others_are_written() -> None:
    text = "customer_id,last_purchase,revenue\n1,05/01/2024,10\n2,06/02/2024,20\n1,15/01/2024,30\n"
    data = core.load(text.encode(), "customers.csv", kind="customers")
    assert data.customers["last_purchase"].dt.strftime("%m-%d").tolist() == ["01-05", "02-06"]
