"""What the visitor decided about a file: kept for the next one with the same columns, and never out of date."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import core

ORDERS = ("Kunde", "Datum", "Betrag")
CHANGED = {"Betrag": "ignore"}


def remembered(*decisions: tuple[dict[str, str], core.Options]) -> dict[tuple[str, ...], Any]:
    """What is kept after these decisions, one after the other: changes of the proposal, and options."""

    def script() -> None:
        import streamlit as st

        import core
        from pages.shared import meaning

        rows = "".join(f"K{i % 9};2025-01-{1 + i % 28:02d};{i},50\n" for i in range(40))
        table = core.read_table(f"Kunde;Datum;Betrag\n{rows}".encode(), "orders.csv")
        proposed = core.propose_mapping(table)
        for changes, options in st.session_state["decisions"]:
            meaning.remember(table, meaning.Decided(core.confirm(proposed, changes), options))

    app = AppTest.from_function(script)
    app.session_state["decisions"] = decisions
    app.run()
    assert not app.exception
    kept: dict[tuple[str, ...], Any] = app.session_state["remembered"]
    return kept


def test_what_was_only_proposed_is_not_called_a_choice() -> None:
    assert remembered(({}, core.Options())) == {}


@pytest.mark.parametrize("options", [core.Options(), core.Options(drop_duplicates=True)])
def test_a_changed_meaning_is_kept(options: core.Options) -> None:
    kept = remembered((CHANGED, options))[ORDERS]
    assert kept.roles["Betrag"] == "ignore"
    assert kept.options == options


def test_an_option_alone_is_kept() -> None:
    assert remembered(({}, core.Options(day_first=True)))[ORDERS].options.day_first is True


def test_going_back_to_the_proposal_forgets_the_earlier_choice() -> None:
    assert remembered((CHANGED, core.Options()), ({}, core.Options())) == {}


def test_currencies_follow_the_column_that_is_called_money() -> None:
    def script() -> None:
        import streamlit as st

        import core
        from pages.shared import meaning

        rows = "".join(f"c{i},{'€' if i % 2 else '$'}{i + 1},{i + 1}\n" for i in range(40))
        table = core.read_table(f"customer_id,spent,income\n{rows}".encode(), "customers.csv")
        changes = {"spent": st.session_state["meant"]}
        mapping = core.confirm(core.propose_mapping(table, "customers"), changes)
        st.session_state["chosen"] = meaning._options(table, mapping, core.Options()).currency

    app = AppTest.from_function(script)
    app.session_state["meant"] = "ignore"
    app.run()
    assert not app.exception
    assert app.session_state["chosen"] == ""
    app.session_state["meant"] = "revenue"
    app.run()
    assert not app.exception
    assert app.session_state["chosen"] in ("EUR", "$")
