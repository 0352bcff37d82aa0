"""Every page, every tab of it, every table that can be opened: what a very curious visitor would see."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from pages.shared.frame import PAGES
from tests.browser.helpers import IDLE, go, settle

TITLES = [title for entries in PAGES.values() for _, title, _, _ in entries]
Look = Callable[[str], None]


def walk(page: Page, look: Look, titles: list[str] = TITLES) -> None:
    """Go through the pages; `look` is called with the name of each place once it is drawn."""
    for title in titles:
        go(page, title)
        look(title)
        tabs = page.get_by_test_id("stMain").get_by_role("tab")
        if title == "Segments":
            for number in range(tabs.count()):
                tabs.nth(number).click()
                settle(page)
                open_everything(page)
                look(f"{title}, {tabs.nth(number).inner_text()}")
        else:
            open_everything(page)
            look(f"{title}, opened")


def open_everything(page: Page) -> None:
    """Open what is folded on the page, and switch its toggles on."""
    main = page.get_by_test_id("stMain")
    for folded in reversed(main.locator("details:not([open]) > summary:visible").all()):
        folded.click()
    for toggle in main.get_by_role("switch").all():
        if toggle.is_visible() and not toggle.is_checked():
            toggle.locator("xpath=ancestor::label").click()
            # The next click must not end what this one started.
            page.wait_for_selector(IDLE)
    settle(page)


def open_tab(page: Page, name: str) -> None:
    """Turn to a tab of the page."""
    page.get_by_test_id("stMain").get_by_role("tab", name=name).click()
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Take an option of a list by its whole text."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    # A long list is drawn only as far as it is seen.
    box.fill(option)
    page.get_by_role("option").get_by_text(option, exact=True).first.click()
    page.keyboard.press("Escape")
    settle(page)


def look_at_customer(page: Page, customer: str) -> None:
    """Open the page of one customer."""
    go(page, "Customer")
    box = page.get_by_label("Customer id")
    box.fill(customer)
    box.press("Enter")
    settle(page)
