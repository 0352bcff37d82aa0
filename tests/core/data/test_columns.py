"""Cells of one column by the unit of its meaning; everything blanked or changed is counted."""

from __future__ import annotations

import pandas as pd
import pytest

from core.data.columns import read_column
from core.problems import Problem


def read(role: str, *texts: str | None) -> tuple[list[object], list[Problem]]:
    values, problems = read_column(pd.Series(list(texts), name="Header", dtype="str"), role)
    return [None if pd.isna(value) else value for value in values], problems


def told(problems: list[Problem]) -> list[tuple[str, int, str, str]]:
    return [(problem.code, problem.rows, problem.effect, problem.column) for problem in problems]


def test_a_clean_column_tells_nothing() -> None:
    for role, text in (("amount", "5"), ("order_date", "2024-01-31"), ("customer_id", "a"), ("age", "40")):
        assert read(role, text, None)[1] == []


def test_unread_cells_are_blanked_counted_and_shown() -> None:
    values, problems = read("income", "100", "lots", "lots", "n/a")
    assert values == [100, None, None, None]
    assert told(problems) == [("unread", 2, "changed", "Header")]
    assert problems[0].example == "lots"
    assert "not a number" in problems[0].what
    assert "income" in problems[0].remedy


def test_a_long_example_is_cut() -> None:
    assert len(read("income", "1", "x" * 500)[1][0].example) <= 40


@pytest.mark.parametrize(
    ("role", "kind"), [("first_purchase", "a date"), ("churned", "yes or no"), ("clv", "a number")]
)
def test_unread_cells_are_told_in_the_words_of_their_kind(role: str, kind: str) -> None:
    good = {"first_purchase": "2024-01-31", "churned": "yes", "clv": "5"}[role]
    assert f"not {kind}" in read(role, good, good, "what?")[1][0].what


def test_values_that_cannot_be_true_are_blanked() -> None:
    values, problems = read("age", "40", "-1", "121", "0", "120")
    assert values == [40, None, None, 0, 120]
    assert told(problems) == [("out-of-range", 2, "changed", "Header")]
    assert "between 0 and 120" in problems[0].what
    assert "at least 0" in read("income", "-5", "5")[1][0].what


def test_money_may_be_negative() -> None:
    assert read("clv", "-5", "5") == ([-5, 5], [])


def test_percent_becomes_a_share() -> None:
    values, problems = read("churn_probability", "90", "5", None)
    assert values == [0.9, 0.05, None]
    assert told(problems) == [("percent", 2, "changed", "Header")]
    assert read("churn_probability", "90%", "5%") == ([0.9, 0.05], [])
    assert read("churn_probability", "0.9", "1") == ([0.9, 1], [])


def test_one_mistyped_share_does_not_shrink_all_others() -> None:
    values, problems = read("churn_probability", *["0.5"] * 99, "5")
    assert values[:99] == [0.5] * 99
    assert values[99] is None
    assert told(problems) == [("out-of-range", 1, "changed", "Header")]


def test_spellings_of_gender_are_brought_together() -> None:
    values, problems = read("gender", "m", "Male", "FEMALE", "w", "Frau", "Divers", None)
    assert values == ["Male", "Male", "Female", "Female", "Female", "Divers", None]
    assert told(problems) == [("spelling", 4, "changed", "Header")]


def test_ambiguous_days_are_kept_and_said() -> None:
    problems = read("order_date", "01/02/2024", "03/04/2024", None)[1]
    assert told(problems) == [("ambiguous-date", 2, "kept", "Header")]


def test_ids_behind_an_apostrophe() -> None:
    values, problems = read("customer_id", "'12", "13")
    assert values == ["12", "13"]
    assert told(problems) == [("tidy-id", 1, "changed", "Header")]


def test_text_stays_as_it_is() -> None:
    assert read("country", "=1+1", " x ", None) == (["=1+1", " x ", None], [])


@pytest.mark.parametrize("name", ["amount_cents", "Amount in cents", "Betrag in Cent"])
def test_money_in_cents_is_divided_by_100_and_told(name: str) -> None:
    values, problems = read_column(pd.Series(["1250", "-5", None], name=name, dtype="str"), "amount")
    assert values.fillna(0).tolist() == [12.5, -0.05, 0]
    assert [(p.code, p.rows, p.effect) for p in problems] == [("cents", 2, "changed")]


@pytest.mark.parametrize(
    ("name", "role", "cells"),
    [
        ("amount_cents", "amount", ["12.50", "3"]),
        ("amount", "amount", ["1250", "3"]),
        ("cents", "quantity", ["4", "3"]),
    ],
)
def test_what_is_no_money_in_cents_stays(name: str, role: str, cells: list[str]) -> None:
    values, problems = read_column(pd.Series(cells, name=name, dtype="str"), role)
    assert values.tolist() == [float(cell) for cell in cells]
    assert problems == []
