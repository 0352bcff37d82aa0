"""The main flows in a real browser: cold deep link, upload, slider, download."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import analyze, go, settle, upload, visit
from tests.shared_files import shared_file

PAGES = [
    "Overview", "Segments", "Behavior", "Value", "Engagement", "At risk", "High potential", "Recommendations",
    "Customer",
]  # fmt: skip
REAL_FILES = [
    "cdnow/CDNOW_master.txt", "online_retail/online_retail.csv.gz", "bank_churn/Churn_Modelling.csv",
    "mall_customers/Mall_Customers.csv", "marketing_campaign/marketing_campaign.csv",
    "superstore/superstore_cp1252.csv",
]  # fmt: skip


def test_first_visit_shows_the_sample_and_says_so(page: Page, server: str) -> None:
    visit(page, server)
    expect(page.locator("h1")).to_have_text("Overview")
    expect(page.get_by_text("Sample data")).to_be_visible()
    expect(page.get_by_role("link", name="Bring your own file")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(6)


@pytest.mark.parametrize("path", ["segments", "at_risk", "data"])
def test_cold_deep_link_with_settings(page: Page, cold_server: str, path: str) -> None:
    visit(page, f"{cold_server}/{path}?churn_threshold=0.8")
    expect(page.get_by_test_id("stSidebarNav")).to_be_visible()
    assert "churn_threshold=0.8" in page.url
    go(page, "At risk")
    expect(page.get_by_text("churn probability of at least 80%")).to_be_visible()


def test_a_setting_out_of_range_falls_back_to_its_default(page: Page, server: str) -> None:
    visit(page, f"{server}/at_risk?churn_threshold=77&clusters=99&as_of=never&data=nothing")
    expect(page.get_by_text("churn probability of at least 50%")).to_be_visible()


def test_a_slider_keeps_its_value_on_every_page_and_in_the_link(page: Page, server: str) -> None:
    visit(page, f"{server}/at_risk")
    slider = page.locator(".st-key-at_risk_value_percentile").get_by_role("slider")
    slider.press("ArrowRight")
    settle(page)
    expect(page.get_by_text("lifetime value above percentile 55")).to_be_visible()
    go(page, "Value")
    assert "at_risk_value_percentile=55" in page.url
    go(page, "At risk")
    expect(page.get_by_text("lifetime value above percentile 55")).to_be_visible()


def test_choosing_a_segment_narrows_the_overview(page: Page, server: str) -> None:
    visit(page, server)
    page.locator(".st-key-segment").get_by_role("radio", name="Champions").click()
    settle(page)
    expect(page.get_by_test_id("stMetricValue").first).not_to_have_text("2,000")
    assert "segment=Champions" in page.url


def test_the_at_risk_list_downloads_as_csv(page: Page, server: str) -> None:
    visit(page, f"{server}/at_risk")
    count = page.get_by_test_id("stMetricValue").first.inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the whole list as CSV").click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == int(count.replace(",", ""))
    assert all(row["reason"] for row in rows)


def test_upload_map_clean_list(page: Page, server: str, tmp_path: Path) -> None:
    visit(page, f"{server}/data")
    upload(page, Path("sample_data/dirty_orders.csv").resolve())
    expect(page.get_by_text("What the columns mean")).to_be_visible()
    analyze(page)
    expect(page.get_by_text("rows in the file")).to_contain_text("set aside")
    for name in PAGES:
        go(page, name)
        expect(page.get_by_text("dirty_orders.csv").first).to_be_visible()


def test_a_workbook_with_notes_in_front_is_read(page: Page, server: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["What", "Meaning"])
    orders = book.create_sheet("Orders")
    for row in (["Monthly export"], [], ["Customer ID", "Order date", "Total"]):
        orders.append(row)
    for i in range(60):
        orders.append([f"{i % 15:03d}", dt.datetime(2025, 1 + i % 9, 1 + i % 27), 10.5 + i])
    book.save(tmp_path / "book.xlsx")
    visit(page, f"{server}/data")
    upload(page, tmp_path / "book.xlsx")
    expect(page.get_by_text("sheet: Orders")).to_be_visible()
    analyze(page)
    go(page, "Overview")
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("15")
    go(page, "Customer")
    page.get_by_label("Customer id").fill("003")
    page.get_by_label("Customer id").press("Enter")
    settle(page)
    assert "003" not in page.url


def test_a_bad_file_leaves_the_loaded_data_untouched(page: Page, server: str, tmp_path: Path) -> None:
    bad = tmp_path / "page.csv"
    bad.write_text("<!doctype html><html><body>Log in</body></html>")
    visit(page, f"{server}/data")
    upload(page, bad)
    expect(page.get_by_text("web page").first).to_be_visible()
    go(page, "Overview")
    expect(page.get_by_text("Sample shop").first).to_be_visible()


def test_an_uploaded_file_is_explained_after_it_is_gone(page: Page, server: str) -> None:
    visit(page, f"{server}/?data=file")
    expect(page.locator("h1")).to_have_text("Your file is not loaded")
    page.get_by_role("button", name="Look at the sample shop").click()
    settle(page)
    expect(page.locator("h1")).to_have_text("Overview")


def test_generate_from_the_page(page: Page, server: str) -> None:
    visit(page, f"{server}/data")
    page.get_by_role("tab", name="Generated customers").click()
    page.get_by_label("Customers", exact=True).fill("500")
    page.get_by_role("button", name="Generate", exact=True).click()
    page.get_by_text("The data is loaded").wait_for()
    settle(page)
    assert "data=generated-500-7-24" in page.url
    go(page, "Overview")
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("500")


@pytest.mark.parametrize("name", REAL_FILES)
def test_a_real_file_walks_through_every_page(page: Page, server: str, name: str) -> None:
    path = shared_file(name)
    visit(page, f"{server}/data")
    upload(page, path)
    analyze(page)
    for title in PAGES:
        go(page, title)
        expect(page.get_by_text(path.name).first).to_be_visible()


def test_two_visitors_with_the_same_content_keep_their_own_names(browser: Browser, server: str, tmp_path: Path) -> None:
    content = Path("sample_data/dirty_orders.csv").read_bytes()
    pages = {}
    for name in ("first_name.csv", "second_name.csv"):
        (tmp_path / name).write_bytes(content)
        pages[name] = browser.new_context().new_page()
        visit(pages[name], f"{server}/data")
        upload(pages[name], tmp_path / name)
        analyze(pages[name])
    for name, visitor in pages.items():
        go(visitor, "Overview")
        expect(visitor.get_by_text(name).first).to_be_visible()
        visitor.context.close()
