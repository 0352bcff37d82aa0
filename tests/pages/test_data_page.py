"""The Data page: a bad file, one that lacks something, what could not be read, and whose report it is."""

from __future__ import annotations

import pytest

from pages.shared import session
from tests.pages.opening import PAGES, PURCHASES, start

BAD_FILES = {
    "empty": b"",
    "web page": b"<!doctype html><html></html>",
    "binary": bytes(range(256)) * 20,
    "header only": b"customer,date,amount\n",
    "no customer left": b"customer,date,amount\n,2025-01-01,5\n,2025-01-02,6\n",
    "no usable row": b"customer,date,amount\nanna,never,5\nben,never,6\nanna,never,7\n",
    "all blank": b"customer,date\n,\n,\n",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gets_a_sentence_and_changes_nothing(name: str) -> None:
    app = start()
    app.switch_page(PAGES["data"]).run()
    app.file_uploader[0].upload(f"{name}.csv", BAD_FILES[name]).run()
    analyze = [button for button in app.button if button.label == "Analyze this file"]
    if analyze:
        analyze[0].click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert len(app.error[0].value) > 20
    assert app.session_state["source"] == session.SAMPLE
    app.switch_page(PAGES["overview"]).run()
    assert app.metric[0].value == "2,000"


def test_an_upload_is_mapped_confirmed_and_shown() -> None:
    app = start()
    app.switch_page(PAGES["data"]).run()
    app.file_uploader[0].upload("orders.csv", PURCHASES.encode()).run()
    next(button for button in app.button if button.label == "Analyze this file").click().run()
    assert not app.exception
    app.switch_page(PAGES["overview"]).run()
    assert app.metric[0].value == "30"


def test_the_report_below_a_new_file_says_that_it_is_of_the_data_in_use() -> None:
    app = start()
    app.switch_page(PAGES["data"]).run()
    app.file_uploader[0].upload("orders.csv", PURCHASES.encode()).run()
    assert [header.value.replace("\\", "") for header in app.header] == ["Data in use now: Sample shop"]
    assert "Cleaning report" in [header.value for header in app.subheader]
    next(button for button in app.button if button.label == "Analyze this file").click().run()
    assert [header.value.replace("\\", "") for header in app.header] == ["Data in use now: orders.csv"]


@pytest.mark.parametrize(
    ("name", "lacking"),
    [("article,date,amount", "the customer"), ("customer,remark,amount", "the purchase date")],
)
def test_a_file_without_a_customer_or_a_date_is_not_analyzed_and_says_what_is_missing(name: str, lacking: str) -> None:
    app = start()
    app.switch_page(PAGES["data"]).run()
    days = [f"2025-{1 + i % 12:02d}-01" if "date" in name else f"note {i % 7}" for i in range(40)]
    rows = "\n".join(f"C{i % 5},{day},{i}.50" for i, day in enumerate(days))
    app.file_uploader[0].upload("sales.csv", f"{name}\n{rows}".encode()).run()
    app.radio[0].set_value("purchases").run()
    assert not app.exception
    button = next(button for button in app.button if button.label == "Analyze this file")
    assert button.disabled
    said = [warning.value for warning in app.warning if "analyzed yet" in warning.value]
    assert len(said) == 1
    assert f"no column says {lacking}" in said[0]
    assert "above" in said[0]


def test_all_texts_that_could_not_be_read_are_counted_though_not_all_are_listed() -> None:
    rows = "\n".join(f"C{i % 30},2025-01-{1 + i % 28:02d},{i if i > 250 else f'odd {i}'}" for i in range(1_000))
    app = start()
    app.switch_page(PAGES["data"]).run()
    app.file_uploader[0].upload("orders.csv", f"customer,date,amount\n{rows}".encode()).run()
    assert "251 texts could not be read" in [expander.label for expander in app.expander]
    assert any("most frequent 100 of them" in caption.value for caption in app.caption)


def test_a_file_whose_rows_are_all_set_aside_says_why() -> None:
    rows = "\n".join(f"1{i:02d},{i % 7 + 1},{i % 5 + 1},{i % 4 + 1}" for i in range(12))
    app = start()
    app.switch_page(PAGES["data"]).run()
    app.file_uploader[0].upload("orders.csv", f"buyer,pieces,boxes\n{rows}".encode()).run()
    assert len(app.error) == 1
    assert "comma seems to stand in an amount" in app.error[0].value
