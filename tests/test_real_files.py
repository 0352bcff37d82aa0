"""Published data sets: the counts and sums that others have found in them, and everything runs on each."""

from __future__ import annotations

from typing import Any

import pytest

import core
from core.data.dataset import Dataset
from core.present import views
from core.present.charts import CHARTS
from tests.shared_files import shared_file


def load(file: str, **options: Any) -> Dataset:
    return core.load(shared_file(file), **options)


FILES = (
    "cdnow/CDNOW_master.txt",
    "cdnow/CDNOW_sample.txt",
    "online_retail/online_retail.csv.gz",
    "bank_churn/Churn_Modelling.csv",
    "bank_churn/Customer-Churn-Records.csv",
    "mall_customers/Mall_Customers.csv",
    "marketing_campaign/marketing_campaign.csv",
    "superstore/superstore_cp1252.csv",
    "superstore/superstore_semicolon_decimal_comma.csv",
)


@pytest.fixture(scope="module", params=FILES)
def real(request: pytest.FixtureRequest) -> tuple[str, core.Analysis]:
    return request.param, core.analyze(load(request.param))


# Customers, net revenue, kind; the sums are those of SOURCE.md beside each file, or of the column itself.
KNOWN: dict[str, tuple[str, int, float]] = {
    "cdnow/CDNOW_master.txt": ("purchases", 23_570, 2_500_315.63),
    "cdnow/CDNOW_sample.txt": ("purchases", 2_357, 244_091.94),
    "online_retail/online_retail.csv.gz": ("purchases", 4_372, 8_300_065.81),
    "bank_churn/Churn_Modelling.csv": ("customers", 10_000, 0),
    "bank_churn/Customer-Churn-Records.csv": ("customers", 10_000, 0),
    "mall_customers/Mall_Customers.csv": ("customers", 200, 0),
    "marketing_campaign/marketing_campaign.csv": ("customers", 2_240, 1_356_988),
    "superstore/superstore_cp1252.csv": ("purchases", 793, 2_297_200.86),
    "superstore/superstore_semicolon_decimal_comma.csv": ("purchases", 793, 2_297_200.86),
}


def test_customers_and_revenue(real: tuple[str, core.Analysis]) -> None:
    file, analysis = real
    kind, customers, revenue = KNOWN[file]
    assert analysis.dataset.kind == kind
    assert len(analysis.customers) == customers
    assert analysis.customers["customer_id"].is_unique
    assert analysis.customers["revenue"].sum() == pytest.approx(revenue, abs=0.01)


def test_the_report_adds_up(real: tuple[str, core.Analysis]) -> None:
    _, analysis = real
    report = analysis.dataset.report
    assert report.rows_in == report.rows_out + sum(p.rows for p in report.problems if p.effect == "dropped")
    if analysis.dataset.purchases is not None:
        assert report.rows_out == analysis.dataset.purchases.rows


def test_everything_that_is_shown_can_be_shown(real: tuple[str, core.Analysis]) -> None:
    _, analysis = real
    for chart in CHARTS:
        if chart.fits(analysis):
            frame = chart.frame(analysis)
            assert 0 < len(frame) <= 5_000, chart.key
            assert chart.tell(frame).endswith(".")
            assert chart.draw(frame).to_dict()
    for view in (views.segment_profile, views.cluster_profile, views.high_value, views.engagement_correlations,
                 views.at_risk, views.high_potential, views.recommend, views.value_statistics):  # fmt: skip
        core.to_csv(view(analysis).head(2_000))
    for lens in views.lens_columns(analysis):
        assert len(views.lens_profile(analysis, lens)) > 1


def test_the_one_that_comes_from_purchases_can_tell_segments_apart(real: tuple[str, core.Analysis]) -> None:
    file, analysis = real
    if analysis.dataset.kind == "purchases":
        assert analysis.has("segment", "clv", "churn_probability", "rfm_segment")
        # Of nearly all customers of two of these shops, no order in the next 90 days is likelier than one.
        silent = {"churn"} if file.startswith(("superstore/", "cdnow/")) else set()
        assert {note.topic for note in analysis.notes} == {"engagement"} | silent


@pytest.mark.parametrize(
    ("file", "rows", "counts"),
    [
        ("cdnow/CDNOW_master.txt", 69_659, {"duplicate-row": 255}),
        (
            "online_retail/online_retail.csv.gz",
            541_909,
            {"duplicate-row": 5_268, "no-customer": 135_080, "refund": 8_905},
        ),
        ("superstore/superstore_cp1252.csv", 9_994, {"duplicate-row": 0, "no-customer": 0}),
    ],
)
def test_rows_in_the_report(file: str, rows: int, counts: dict[str, int]) -> None:
    report = load(file).report
    assert report.rows_in == rows
    assert {code: report.dropped(code) for code in counts} == counts
    assert [p.effect for p in report.problems if p.code == "duplicate-row"] in ([], ["kept"])


def test_exact_duplicates_may_be_dropped() -> None:
    data = load("cdnow/CDNOW_master.txt", drop_duplicates=True)
    assert data.report.rows_out == 69_659 - 255
    assert data.purchases is not None
    assert data.purchases.rows == 69_659 - 255


def test_months_are_read_first_where_the_file_writes_them_first() -> None:
    data = load("superstore/superstore_cp1252.csv")
    assert data.purchases is not None
    assert (data.purchases.first_day.isoformat(), data.purchases.last_day.isoformat()) == ("2014-01-03", "2017-12-30")


def test_ids_lose_the_decimals_that_a_program_gave_them() -> None:
    data = load("online_retail/online_retail.csv.gz")
    assert not data.customers["customer_id"].str.contains(".", regex=False).any()
    assert "17850" in set(data.customers["customer_id"])


@pytest.mark.parametrize("file", ["bank_churn/Churn_Modelling.csv", "bank_churn/Customer-Churn-Records.csv"])
def test_one_in_five_of_the_bank_has_left(file: str) -> None:
    analysis = core.analyze(load(file))
    assert int(analysis.customers["churned"].sum()) in (2_037, 2_038)


def test_the_campaign_is_about_people_who_buy_in_three_channels() -> None:
    analysis = core.analyze(load("marketing_campaign/marketing_campaign.csv"))
    assert {n for n in analysis.customers if n.endswith("_preference")} == {
        "wines_preference", "fruits_preference", "meat_products_preference", "fish_products_preference",
        "sweet_products_preference", "gold_prods_preference",
    }  # fmt: skip
    shares = analysis.customers.filter(like="_preference").sum(axis=1)
    assert shares[analysis.customers["revenue"] > 0].tolist() == pytest.approx(
        [1.0] * int((analysis.customers["revenue"] > 0).sum())
    )
    assert analysis.customers["age"].notna().all()


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("shopify_orders_export.csv", "Email"),
        ("shopify_orders_export_eur_two_lines.csv", "Email"),
        ("shopify_customers_export.csv", "Customer ID"),
    ],
)
def test_exports_of_shops_are_understood(file: str, column: str) -> None:
    assert core.propose_mapping(core.read_table(shared_file(f"exports/{file}"))).customer == column
