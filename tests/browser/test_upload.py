"""Files that need a word from the visitor: another header, two tables, saved choices, and one that takes too long."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.helpers import analyze, settle, upload, visit

ORDERS = "Kunde;Datum;Betrag\n" + "\n".join(
    f"{100 + i % 40:05d};2025-{1 + i % 12:02d}-{1 + i % 28:02d};{10 + i % 90},50" for i in range(400)
)
MEANS = 2  # the place of the column "Means", from 0
PEOPLE = "Kunde;Alter;Land\n" + "\n".join(f"{100 + i:05d};{20 + i};{'DE' if i % 2 else 'AT'}" for i in range(45))


def test_lines_left_out_are_shown_and_the_header_can_be_moved(page: Page, server: str, tmp_path: Path) -> None:
    file = tmp_path / "titled.csv"
    file.write_text("Orders of the year;;\nexported by the shop;;\n" + ORDERS + "\nSumme;;12345,00\n")
    visit(page, f"{server}/data")
    upload(page, file)
    expect(page.get_by_text("400 rows, 3 columns")).to_be_visible()
    page.get_by_text("How the file was read: 3 lines left out").click()
    expect(page.get_by_role("button", name="Download the lines with the reason")).to_be_visible()
    line = page.get_by_role("spinbutton", name="Line with the column names")
    line.fill("0")
    line.press("Tab")
    settle(page)
    expect(page.get_by_text("columns are numbered").first).to_be_visible()


def test_purchases_and_customers_are_joined(page: Page, server: str, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS)
    (tmp_path / "people.csv").write_text(PEOPLE)
    visit(page, f"{server}/data")
    chooser = page.get_by_test_id("stFileUploader").locator("input[type=file]")
    chooser.set_input_files([tmp_path / "orders.csv", tmp_path / "people.csv"])
    settle(page)
    page.get_by_role("button", name="Join and analyze").click()
    page.get_by_text("The data is loaded").wait_for(timeout=60_000)
    settle(page)
    expect(page.get_by_role("heading", name="Data in use now: orders.csv with people.csv")).to_be_visible()
    expect(page.get_by_text("40 customers").first).to_be_visible()


def test_choices_are_saved_and_applied_to_the_next_file(page: Page, server: str, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS)
    visit(page, f"{server}/data")
    upload(page, tmp_path / "orders.csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save these choices").click()
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    assert '"Betrag": "amount"' in saved.read_text()
    (tmp_path / "next.csv").write_text(ORDERS.replace("2025-", "2024-"))
    visit(page, f"{server}/data")
    chooser = page.get_by_test_id("stFileUploader").locator("input[type=file]")
    chooser.set_input_files([tmp_path / "next.csv", saved])
    settle(page)
    expect(page.get_by_text("The columns mean what “saved.json” says")).to_be_visible()
    expect(page.get_by_text("One row per purchase, as saved in saved.json.")).to_be_visible()
    analyze(page)


def test_long_work_can_be_stopped_and_leaves_the_data_as_it_was(page: Page, server: str, tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    # Quotes that do not pair make the reader look at each line by itself.
    row = '12345,2025-01-{:02d},"12.50,"a "stray" quote\n'
    file.write_text("customer,date,amount,note\n" + "".join(row.format(1 + i % 28) for i in range(600_000)))
    visit(page, f"{server}/data")
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(file)
    page.get_by_test_id("stTabs").get_by_role("button", name="Stop").click(timeout=60_000)
    expect(page.get_by_text("Stopped. The data shown on the other pages is unchanged.")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_text("Sample shop").first).to_be_visible()


def test_two_columns_of_one_meaning_are_told_before_anything_is_analyzed(
    page: Page, server: str, tmp_path: Path
) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS)
    visit(page, f"{server}/data")
    upload(page, tmp_path / "orders.csv")
    page.get_by_text("What the columns mean.").wait_for()
    settle(page)
    table = page.get_by_test_id("stDataFrame").filter(has_text="Betrag")
    for row in (0, 1):  # the customer and the date are both made the amount
        # A table is drawn on a canvas: a row is found by its height, its cells by the arrow keys, and read in the
        # canvas' fallback.
        table.scroll_into_view_if_needed()
        box = table.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 30, box["y"] + 35 * (row + 1) + 17)
        for _ in range(MEANS):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page.locator("#portal input")).to_be_focused()
        page.keyboard.type("Amount")
        expect(page.get_by_role("option", name="Amount", exact=True)).to_be_visible()
        page.keyboard.press("Enter")
        expect(table.get_by_test_id(f"glide-cell-{MEANS}-{row}")).to_have_text("Amount")
        settle(page)
        if row == 0:
            expect(page.get_by_text("Not used any more")).to_contain_text("“Betrag”")
    expect(page.get_by_text("Two columns of the file have the same meaning: Amount.")).to_be_visible()
    expect(page.get_by_role("button", name="Analyze this file")).to_have_count(0)
