"""The segments page as a person uses it: a cell of the RFM map, a group described and sent as a link, a move."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.helpers import go, settle, visit


def downloaded(page: Page, button: str) -> list[dict[str, str]]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_bytes().decode("utf-8-sig"))))


def rule_of(page: Page) -> list[Any]:
    """The conditions that stand in the link."""
    return list(json.loads(parse_qs(urlsplit(page.url).query)["rule"][0]))


def test_a_cell_of_the_rfm_map_opens_its_customers(page: Page, server: str) -> None:
    visit(page, f"{server}/segments?segment_view=RFM+map")
    cells = page.locator(".st-key-rfm_cells canvas, .st-key-rfm_cells svg").first
    cells.scroll_into_view_if_needed()
    box = cells.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.85, box["y"] + box["height"] * 0.15)
    settle(page)
    heading = page.get_by_role("heading", name="Recency 5, frequency and money 5:")
    expect(heading).to_be_visible()
    listed = downloaded(page, "Download the customers of this cell")
    assert f"{len(listed):,} customers" in heading.inner_text()
    assert {row["r_score"] for row in listed} == {"5"}


def test_a_described_group_is_counted_listed_and_kept_in_the_link(page: Page, server: str) -> None:
    visit(page, f"{server}/segments?segment_view=Describe+a+group")
    page.get_by_role("button", name="Add a condition").click()
    settle(page)
    value = page.get_by_role("spinbutton", name="Value")
    value.fill("500")
    value.press("Enter")
    settle(page)
    told = page.get_by_role("heading", name="of all").inner_text()
    assert "rule=" in page.url
    listed = downloaded(page, "Download this group")
    assert told.startswith(f"{len(listed):,} customers")
    assert all(float(row["revenue"]) >= 500 for row in listed)
    visit(page, page.url)
    expect(page.get_by_role("heading", name=told)).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    settle(page)
    assert "rule=" not in page.url
    page.get_by_role("button", name="Spent much, silent for long").click()
    settle(page)
    expect(page.get_by_role("spinbutton", name="Value")).to_have_count(2)


def test_removing_a_condition_leaves_the_others_as_they_are(page: Page, server: str) -> None:
    visit(page, f"{server}/segments?segment_view=Describe+a+group")
    page.get_by_role("button", name="Spent much, silent for long").click()
    settle(page)
    page.get_by_role("button", name="Remove").first.click()
    settle(page)
    condition = page.get_by_test_id("stMain").get_by_role("combobox", name="Column")
    expect(condition).to_have_count(1)
    expect(condition).to_have_value("Days since last purchase")
    assert [row[1:3] for row in rule_of(page)] == [["days_since_purchase", "at least"]]
    value = page.get_by_role("spinbutton", name="Value")
    assert float(value.input_value()) == rule_of(page)[0][3]
    for days in (300, 310.125):
        value.fill(str(days))
        value.press("Enter")
        settle(page)
        assert rule_of(page) == [["and", "days_since_purchase", "at least", days]]
        expect(value).to_have_value(f"{days}")
    assert all(float(row["days_since_purchase"]) >= 310.125 for row in downloaded(page, "Download this group"))


def test_a_described_group_is_there_again_on_coming_back(page: Page, server: str) -> None:
    visit(page, f"{server}/segments?segment_view=Describe+a+group")
    page.get_by_role("button", name="Spent much, silent for long").click()
    settle(page)
    value = page.get_by_role("spinbutton", name="Value").first
    value.fill("777")
    value.press("Enter")
    settle(page)
    told, rule = page.get_by_role("heading", name="of all").inner_text(), rule_of(page)
    go(page, "Overview")
    assert "rule=" not in page.url
    go(page, "Segments")
    page.get_by_role("tab", name="Describe a group").click()
    settle(page)
    expect(page.get_by_role("heading", name=told)).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Value").first).to_have_value("777")
    assert rule_of(page) == rule


def test_who_moved_is_listed_behind_each_move(page: Page, server: str) -> None:
    visit(page, f"{server}/segments?segment_view=Movement")
    page.locator(".st-key-direction").get_by_role("radio").first.click()
    settle(page)
    expect(page.get_by_role("button", name="Download these customers")).to_be_visible()
    assert downloaded(page, "Download these customers")
