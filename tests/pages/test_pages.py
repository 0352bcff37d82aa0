"""Every page on every kind of data: no exception, and the right word where something is missing."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

import core
from pages.shared import session
from tests.pages.opening import APP, DATA, PAGES, open_tab, put, start


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


def test_a_list_says_what_it_will_bring() -> None:
    app = start()
    app.switch_page(PAGES["at_risk"]).run()
    worth = [text.value for text in app.markdown if "are expected to bring" in text.value]
    assert len(worth) == 1
    assert "in 9 of 10 cases" in worth[0]


def test_what_was_learned_from_a_label_is_explained_and_what_gives_it_away_is_named() -> None:
    rows = "\n".join(
        f"K{i},{20 + i % 60},{(i * 7) % 100},{int(i % 60 > 35)},{int((i * 13) % 11 > 4)}" for i in range(400)
    )
    app = start(f"customer_id,age,score,exited,visits\n{rows}")
    app.switch_page(PAGES["at_risk"]).run()
    assert not app.exception
    assert any("“Age”" in warning.value and "left out" in warning.value for warning in app.warning)
    assert "How the risk was learned, and how right it is" in [expander.label for expander in app.expander]


def test_groups_may_be_called_as_the_columns_of_a_table_are() -> None:
    names = ["Metric", "Metric\u2060", "Group", "group", "index", "level_0", "customers", "customer_share"]
    rows = [f"K{i},{names[i % 8]},{i % 17},{i % 9},{i * 7}" for i in range(160)]
    app = open_tab("segments", "Your own groups", "customer_id,team,age,orders,clv\n" + "\n".join(rows))
    assert not app.exception
    assert app.selectbox(key="lens").value == "team"


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


def test_a_moved_threshold_answers_in_customers_and_money() -> None:
    app = start()
    assert not any("moves" in caption.value for caption in app.sidebar.caption)
    app.slider(key="high_value_percentile").set_value(90).run()
    assert not app.exception
    answer = next(caption.value for caption in app.sidebar.caption if "moves" in caption.value)
    assert re.search(r"moves \d+ customers?", answer)
    assert "Champions" in answer
    assert "$" in answer


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


def test_one_customer_is_found_by_id_and_by_part_of_it() -> None:
    app = start()
    app.switch_page(PAGES["customer"]).run()
    app.text_input(key="customer").set_value("C000001").run()
    assert not app.exception
    assert app.metric
    told = " ".join(block.value for block in app.markdown)
    assert "This customer is expected to bring" in told
    assert "The probability of no order in the next 90 days" in told
    app.text_input(key="customer").set_value("C00001").run()
    assert not app.exception
    assert any("contain it" in info.value for info in app.info)
