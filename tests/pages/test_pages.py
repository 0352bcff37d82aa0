"""Every page on every kind of data: no exception, and the right word where something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import core
from pages.shared import session

APP = str(Path(__file__).parents[2] / "streamlit_app.py")
PAGES = {
    "overview": "pages/understand/overview.py",
    "data": "pages/start/data.py",
    "segments": "pages/understand/segments.py",
    "behavior": "pages/understand/behavior.py",
    "value": "pages/understand/value.py",
    "engagement": "pages/understand/engagement.py",
    "at_risk": "pages/act/at_risk.py",
    "high_potential": "pages/act/high_potential.py",
    "recommendations": "pages/act/recommendations.py",
    "customer": "pages/act/customer.py",
}
CUSTOMERS = "Customer ID,Age,Gender,Income,Orders per year,CLV,Satisfaction,Churn probability,Region\n" + "\n".join(
    f"K{i},{20 + i % 50},{'FM'[i % 2]},{30_000 + 500 * i},{1 + i % 9},{50 + 7 * i},{1 + i % 10},{i % 20 / 20},R{i % 4}"
    for i in range(120)
)
PURCHASES = "customer,date,amount,category\n" + "\n".join(
    f"C{i % 30},2025-{1 + i % 12:02d}-{1 + i % 28:02d},{10 + i % 90}.50,{'AB'[i % 2]}" for i in range(300)
)
ONE_CUSTOMER = "customer,date,amount\nanna,2025-01-01,10\nanna,2025-02-01,20\n"
NOTHING_COMPUTABLE = "name,remark\n" + "\n".join(f"N{i},text {i % 3}" for i in range(20))
DATA = {
    "sample": None,
    "customers file": CUSTOMERS,
    "purchases file": PURCHASES,
    "one customer": ONE_CUSTOMER,
    "nothing computable": NOTHING_COMPUTABLE,
}


@pytest.fixture(autouse=True)
def fresh_store() -> Iterator[None]:
    yield
    st.cache_resource.clear()


def start(text: str | None = None) -> AppTest:
    """The app as a visitor opens it, with a file in use where given."""
    app = AppTest.from_file(APP, default_timeout=60)
    if text is not None:
        dataset = core.load(text.encode(), "file.csv")
        put(app, dataset, session.UPLOAD)
    return app.run()


def put(app: AppTest, dataset: core.Dataset, source: str) -> None:
    """Let the visitor look at a dataset, as `session.use` does."""
    session.store().put(dataset)
    app.session_state["source"] = source
    app.session_state["fingerprint"] = dataset.fingerprint
    app.session_state["data_name"] = dataset.name


def titles(app: AppTest) -> list[str]:
    return [title.value for title in app.title]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("data", DATA)
def test_every_page_shows_every_kind_of_data(page: str, data: str) -> None:
    app = start(DATA[data])
    app.switch_page(PAGES[page]).run()
    assert not app.exception
    assert len(titles(app)) == 1
    app.run()  # what a page only shows on its second run counts too
    assert not app.exception


@pytest.mark.parametrize("tab", ["Clusters", "RFM map", "Your own groups"])
@pytest.mark.parametrize("data", DATA)
def test_every_tab_of_the_segments_page(tab: str, data: str) -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    if DATA[data] is not None:
        dataset = core.load(str(DATA[data]).encode(), "file.csv")
        put(app, dataset, session.UPLOAD)
    app.query_params["segment_view"] = tab
    app.run()
    app.switch_page(PAGES["segments"]).run()
    assert not app.exception


def test_the_first_screen_is_the_overview_of_the_sample() -> None:
    app = start()
    assert titles(app) == ["Overview"]
    assert any("Sample shop" in caption.value for caption in app.caption)
    assert len(app.get("vega_lite_chart")) == 6


def test_a_threshold_reruns_the_rules_and_nothing_before_them() -> None:
    dataset = core.generate(100_000, seed=3)
    app = AppTest.from_file(APP, default_timeout=120)
    put(app, dataset, "generated-100000-3-24")
    app.run()
    entry = session.store().get(dataset.fingerprint)
    assert entry is not None
    before = entry.computed.copy()
    app.slider(key="high_value_percentile").set_value(85).run()
    assert not app.exception
    assert dict(entry.computed - before) == {"segments": 1}


def test_a_setting_survives_a_change_of_page_and_of_page_again() -> None:
    app = start()
    app.slider(key="churn_threshold").set_value(0.8).run()
    for page in ("value", "at_risk"):
        app.switch_page(PAGES[page]).run()
        app.run()
        assert app.slider(key="churn_threshold").value == 0.8
    assert any("80%" in text.value for text in app.markdown)


def test_back_to_defaults_brings_every_slider_back() -> None:
    app = start()
    app.slider(key="churn_threshold").set_value(0.8).run()
    next(button for button in app.button if button.label == "Back to defaults").click().run()
    assert app.slider(key="churn_threshold").value == core.Settings().churn_threshold


def test_a_segment_narrows_the_overview() -> None:
    app = start()
    everybody = app.metric[0].value
    app.get_by_key("segment").set_value("Champions").run()
    assert not app.exception
    assert app.metric[0].value != everybody


def test_an_upload_is_explained_when_the_server_no_longer_has_it() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["data"] = "file"
    app.run()
    assert titles(app) == ["Your file is not loaded"]


def test_a_link_to_generated_customers_makes_them_again() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["data"] = "generated-300-5-12"
    app.run()
    assert app.metric[0].value == "300"


@pytest.mark.parametrize("asked", ["generated-5-5-12", "generated-300-5-99", "rubbish", "generated-x"])
def test_a_link_that_asks_for_nonsense_shows_the_sample(asked: str) -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["data"] = asked
    app.run()
    assert not app.exception
    assert any("Sample shop" in caption.value for caption in app.caption)


def test_an_analysis_date_before_all_purchases_is_explained() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["as_of"] = "1999-01-01"
    app.run()
    assert not app.exception
    assert any("before the first purchase" in warning.value for warning in app.warning)
    assert titles(app) == ["Overview"]
    assert app.metric[0].value == "2,000"


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


def test_one_customer_is_found_by_id_and_by_part_of_it() -> None:
    app = start()
    app.switch_page(PAGES["customer"]).run()
    app.text_input(key="customer").set_value("C000001").run()
    assert not app.exception
    assert app.metric
    app.text_input(key="customer").set_value("C00001").run()
    assert not app.exception
    assert any("contain it" in info.value for info in app.info)
