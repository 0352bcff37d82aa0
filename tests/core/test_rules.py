"""The rule engine: bands, missing values, first match."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from core.rules import Band, OneOf, Outside, first_match, is_live, matches

VALUES = pd.Series([1.0, 2.0, 3.0, None])


def test_a_band_is_closed_on_both_sides_and_holds_no_missing_value() -> None:
    assert Band(1, 2).holds(VALUES).tolist() == [True, True, False, False]
    assert Band(low=2).holds(VALUES).tolist() == [False, True, True, False]
    assert Band(high=2).holds(VALUES).tolist() == [True, True, False, False]
    assert Band().holds(VALUES).tolist() == [True, True, True, False]


def test_outside_is_the_exact_opposite_and_holds_for_missing_values() -> None:
    assert Outside(Band(1, 2)).holds(VALUES).tolist() == [False, False, True, True]
    for low, high in product((0.5, 1, 2, 9), repeat=2):
        band = Band(low, high)
        assert (Outside(band).holds(VALUES) == ~band.holds(VALUES)).all()


def test_one_of_knows_its_words_alone() -> None:
    words = pd.Series(["a", "b", None], dtype="str")
    assert OneOf(("a", "c")).holds(words).tolist() == [True, False, False]


def test_all_conditions_must_hold_and_none_holds_always() -> None:
    frame = pd.DataFrame({"x": [1, 2, 3], "y": [3.0, None, 1.0]}, index=[7, 8, 9])
    assert matches(frame, {"x": Band(high=2), "y": Band(low=2)}).tolist() == [True, False, False]
    assert matches(frame, {}).tolist() == [True, True, True]
    assert matches(frame, {}).index.tolist() == [7, 8, 9]


def test_first_match_wins_and_names_keep_the_order_of_the_rules() -> None:
    frame = pd.DataFrame({"x": [1, 5, 9]}, index=[3, 1, 2])
    rules = [("high", {"x": Band(low=5)}), ("top", {"x": Band(low=9)}), ("rest", {})]
    named = first_match(frame, rules)
    assert named.tolist() == ["rest", "high", "high"]
    assert named.index.tolist() == [3, 1, 2]
    assert list(named.cat.categories) == ["high", "top", "rest"]
    assert named.cat.ordered


def test_without_a_catch_all_nobody_is_named_by_force() -> None:
    named = first_match(pd.DataFrame({"x": [1, 5]}), [("high", {"x": Band(low=5)})])
    assert named.isna().tolist() == [True, False]


def test_first_match_takes_rules_that_can_be_read_only_once() -> None:
    rules = ((name, when) for name, when in [("high", {"x": Band(low=5)}), ("rest", {})])
    assert first_match(pd.DataFrame({"x": [1, 5]}), rules).tolist() == ["rest", "high"]


@pytest.mark.parametrize(
    ("when", "live"),
    [
        ({"known": Band(low=1)}, True),
        ({"known": Band(low=99)}, True),
        ({"blank": Band(low=1)}, False),
        ({"known": Band(low=1), "blank": Band(low=1)}, False),
        ({"known": Band(low=1), "blank": Outside(Band(low=1))}, True),
        ({"blank": OneOf(("a",))}, False),
        ({}, True),
    ],
)
def test_a_rule_is_live_where_every_column_it_demands_has_a_value(when: dict[str, Band], live: bool) -> None:
    frame = pd.DataFrame({"known": [None, 1.0], "blank": [None, None]})
    assert is_live(frame, when) is live


def test_no_rows_no_names() -> None:
    empty = pd.DataFrame({"x": pd.Series([], dtype="float64")})
    assert first_match(empty, [("high", {"x": Band(low=5)})]).empty
    assert matches(empty, {"x": Band()}).empty
