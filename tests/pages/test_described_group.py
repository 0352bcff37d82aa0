"""The tab in which a group is described: what a link may ask for, what is kept, and the words for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import core
from pages.shared import own_rule, session
from tests.pages.opening import open_tab, put

SHOP = "customer_id,country,orders,revenue,first_purchase,last_purchase\n" + "\n".join(
    f"K{i},{('Germany', 'Spain')[i % 2]},{1 + i % 5},{10 * i}.5,2023-0{1 + i % 9}-11,2024-0{1 + i % 9}-12"
    for i in range(60)
)
LEFT_OUT = "1 condition of this link does not fit the data and was left out."


def opened(rule: str, text: str = SHOP) -> AppTest:
    """The tab as a link opens it for a visitor who looks at a file."""
    app = open_tab("segments", "Describe a group", text, rule=rule)
    assert not app.exception
    return app


def look_at(app: AppTest, text: str) -> None:
    put(app, core.load(text.encode(), "file.csv"), session.UPLOAD)


def rule_of(app: AppTest) -> list[Any]:
    """The conditions of the link."""
    found = app.query_params.get("rule", "[]")
    return list(json.loads(found[0] if isinstance(found, list) else found))


def told(app: AppTest) -> str:
    return next(heading.value for heading in app.subheader if "of all" in heading.value)


def test_conditions_that_do_not_fit_are_left_out_with_a_word() -> None:
    unfit = (
        '["and","first_purchase","at least","foo"]', '["and","first_purchase","at least","3000-01-01"]',
        '["and","last_purchase","at most",null]', '["and","last_purchase","at most",20240101]',
        '["and","revenue","at least",1e400]', '["and","revenue","at least",NaN]', '["and","revenue","at least","abc"]',
        f'["and","revenue","at least",1{"0" * 400}]', '["and","orders","at least",true]',
        '["and","country","is",["Nowhere"]]', '["and","country","is","Spain"]', '["and","email","missing",null]',
        '["and","nothing","known",null]', '["and","orders","is",["1"]]',
    )  # fmt: skip
    app = opened(f'[{",".join(unfit)},["and","orders","at least",2]]')
    assert [warning.value for warning in app.warning] == [
        f"{len(unfit)} conditions of this link do not fit the data and were left out."
    ]
    assert rule_of(app) == [["and", "orders", "at least", 2.0]]


def test_a_link_asks_for_what_its_widgets_show() -> None:
    rule = [["and", "revenue", "at least", 1e300], ["or", "country", "is", ["Germany"]]]
    app = opened(json.dumps(rule))
    assert not app.warning
    assert app.number_input[0].value == 1e300
    assert app.multiselect(key="rule_2_country_value").value == ["Germany"]
    assert rule_of(app) == rule


def test_the_browser_reporting_an_earlier_link_loses_no_change_made_since() -> None:
    first = '[["and","orders","at least",2.0],["and","revenue","at least",100.0]]'
    app = opened(first)
    app.number_input[0].set_value(3).run()
    app.query_params["rule"] = first
    app.number_input[1].set_value(200).run()
    assert rule_of(app) == [["and", "orders", "at least", 3.0], ["and", "revenue", "at least", 200.0]]


def test_a_run_that_is_stopped_halfway_does_not_lose_what_the_link_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("")
    app.query_params["rule"] = '[["and","orders","at least",2.0]]'
    with monkeypatch.context() as stopped:
        stopped.setattr(own_rule, "_row", lambda *_, **__: st.stop())
        app.run()
    app.run()
    assert app.number_input[0].value == 2
    assert rule_of(app) == [["and", "orders", "at least", 2.0]]


def test_a_link_given_wins_over_what_was_kept() -> None:
    app = opened('[["and","orders","at least",2]]')
    app.query_params.clear()
    app.run()
    assert rule_of(app) == [["and", "orders", "at least", 2.0]]
    app.query_params["rule"] = '[["and","orders","at least",5]]'
    app.run()
    assert rule_of(app) == [["and", "orders", "at least", 5.0]]
    assert app.number_input[0].value == 5


def test_what_was_kept_is_left_out_where_other_data_does_not_know_it() -> None:
    app = opened('[["and","country","is",["Germany"]],["and","orders","at least",2]]')
    app.query_params.clear()
    look_at(app, "customer_id,orders,clv\n" + "\n".join(f"K{i},{i % 9},{i * 7}" for i in range(60)))
    app.query_params["segment_view"] = "Describe a group"
    app.run()
    assert not app.exception
    assert [warning.value for warning in app.warning] == [LEFT_OUT]
    assert rule_of(app) == [["and", "orders", "at least", 2.0]]


def test_the_lifetime_value_is_told_where_no_revenue_is_known() -> None:
    rows = "\n".join(f"K{i},{1 + i % 2},{100 if i % 2 else 300}" for i in range(40))
    app = opened('[["and","orders","at least",2]]', f"customer_id,orders,clv\n{rows}")
    assert told(app).replace("\\", "") == "20 customers, 50% of all, with a lifetime value of 2,000 (25% of all)"


@pytest.mark.parametrize(("names", "expected"), [(1_000, ""), (1_001, "The 1,000 commonest of 1,001 values are")])
def test_a_column_of_very_many_texts_says_that_it_offers_the_commonest(names: int, expected: str) -> None:
    rows = "\n".join(f"K{i},T{i % names},{i % 7}" for i in range(1_002))
    app = opened('[["and","city","is",["T0"]]]', f"customer_id,city,orders\n{rows}")
    assert len(app.multiselect(key="rule_1_city_value").options) == 1_000
    assert app.multiselect(key="rule_1_city_value").help.startswith(expected)


def test_a_rare_text_of_a_link_stays_chosen_though_it_is_not_offered_to_all() -> None:
    rows = "\n".join(f"K{i},T{i % 1_200},{i % 7}" for i in range(2_399))
    app = opened('[["and","city","is",["T1199"]]]', f"customer_id,city,orders\n{rows}")
    assert rule_of(app) == [["and", "city", "is", ["T1199"]]]
    assert told(app).startswith("1 customer,")


def test_a_value_that_is_chosen_after_another_column_stays_chosen() -> None:
    app = opened("")
    next(button for button in app.button if button.label == "Add a condition").click().run()
    next(box for box in app.selectbox if box.label == "Column").set_value("country").run()
    next(box for box in app.multiselect if box.label == "Values").select("Spain").run()
    assert next(box for box in app.multiselect if box.label == "Values").value == ["Spain"]
    assert any(title.value.startswith("30 customers") for title in app.subheader)
