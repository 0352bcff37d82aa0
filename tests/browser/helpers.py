"""What a person does in the app, as functions."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def settle(page: Page) -> None:
    """Wait until the app has nothing left to do, and see that it shows no error of the program."""
    page.wait_for_selector(IDLE)
    page.wait_for_timeout(400)
    page.wait_for_selector(IDLE)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def visit(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("h1")
    settle(page)


def go(page: Page, name: str) -> None:
    """Follow a link of the navigation."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=False).first.click()
    expect(page.locator("h1").first).to_contain_text(name)
    settle(page)


def upload(page: Page, path: Path | str) -> None:
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(path)
    settle(page)


def analyze(page: Page) -> None:
    page.get_by_role("button", name="Analyze this file").click()
    page.get_by_text("The data is loaded").wait_for(timeout=60_000)
    settle(page)
