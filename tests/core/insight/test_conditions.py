"""A described group: what satisfies it, what a link may hold, and that nothing is ever run."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import core
from core import DataError
from core.insight import conditions
from core.insight.conditions import Condition, fits, from_text, satisfy, texts_of, to_text

PEOPLE = pd.DataFrame(
    {
        "orders": [1.0, 5.0, None, 9.0],
        "country": pd.Series(["DE", "FR", None, "DE"], dtype="str"),
        "last_purchase": pd.to_datetime(["2025-01-01", "2025-06-30", None, "2025-12-31"]),
    }
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("orders", "at least", 5), [False, True, False, True]),
        (Condition("orders", "more", 5), [False, False, False, True]),
        (Condition("orders", "at most", 5), [True, True, False, False]),
        (Condition("orders", "less", 5), [True, False, False, False]),
        (Condition("orders", "missing"), [False, False, True, False]),
        (Condition("country", "known"), [True, True, False, True]),
        (Condition("country", "is", ("DE", "IT")), [True, False, False, True]),
        (Condition("country", "is not", ("DE",)), [False, True, True, False]),
        (Condition("country", "is", ()), [False] * 4),
        (Condition("last_purchase", "at least", "2025-06-30"), [False, True, False, True]),
        (Condition("last_purchase", "at most", "2025-06-30"), [True, True, False, False]),
    ],
)
def test_each_test(condition: Condition, expected: list[bool]) -> None:
    assert satisfy(PEOPLE, [condition]).tolist() == expected


def test_and_binds_closer_than_or() -> None:
    one, two, three = (
        Condition("orders", "at least", 9),
        Condition("country", "is", ("FR",)),
        Condition("orders", "less", 5),
    )
    joined = [one, Condition("country", "is", ("FR",), "or"), Condition("orders", "less", 5, "and")]
    expected = satisfy(PEOPLE, [one]) | (satisfy(PEOPLE, [two]) & satisfy(PEOPLE, [three]))
    assert satisfy(PEOPLE, joined).equals(expected)
    assert satisfy(PEOPLE, []).all()


@pytest.mark.parametrize(
    "condition",
    [
        Condition("nothing", "known"),
        Condition("orders", "is", ("1",)),
        Condition("country", "at least", 3),
        Condition("orders", "at least", "many"),
        Condition("orders", "at least", float("nan")),
        Condition("orders", "at least", None),
        Condition("orders", "at least", True),
        Condition("orders", "at least", float("inf")),
        Condition("orders", "at least", 10**400),
        Condition("country", "is", "DE"),
        Condition("country", "is", None),
        Condition("country", "is", ("DE",) * 51),
        Condition("last_purchase", "at least", "yesterday"),
        Condition("last_purchase", "at most", None),
        Condition("last_purchase", "at most", 20250101),
        Condition("last_purchase", "at least", "3000-01-01"),
        Condition("last_purchase", "at least", "1899-12-31"),
    ],
)
def test_what_does_not_fit_is_said_in_words(condition: Condition) -> None:
    with pytest.raises(DataError):
        satisfy(PEOPLE, [condition])
    assert not fits(PEOPLE, condition)


def test_texts_fit_where_one_of_them_is_in_the_data_and_a_column_where_it_has_a_value() -> None:
    people = PEOPLE.assign(email=None)
    assert fits(people, Condition("country", "is", ("DE", "Nowhere")))
    assert fits(people, Condition("country", "is not", ()))
    assert not fits(people, Condition("country", "is", ("Nowhere",)))
    assert not fits(people, Condition("country", "is not", ("Nowhere",)))
    assert not fits(people, Condition("email", "missing"))
    assert fits(people, Condition("country", "missing"))
    assert fits(people, Condition("orders", "at least", 10**30))


def test_a_name_of_a_fixed_list_fits_though_nobody_has_it_now() -> None:
    segments = pd.Series(["Lost", "Lost"], dtype=pd.CategoricalDtype(["Champions", "Lost"]))
    assert list(texts_of(segments)) == ["Lost", "Champions"]
    assert fits(pd.DataFrame({"segment": segments}), Condition("segment", "is", ("Champions",)))


def test_a_date_is_compared_by_the_day_whatever_the_time() -> None:
    times = ["2024-07-15 00:00", "2024-07-16 18:00", "2024-07-17 00:00", None]
    people = pd.DataFrame({"signup": pd.to_datetime(times)})
    assert satisfy(people, [Condition("signup", "at most", "2024-07-16")]).tolist() == [True, True, False, False]
    assert satisfy(people, [Condition("signup", "at least", "2024-07-16")]).tolist() == [False, True, True, False]


values = st.one_of(
    st.none(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8),
    st.lists(st.text(max_size=8), max_size=4).map(tuple),
)  # fmt: skip


@given(st.lists(st.builds(Condition, st.text(max_size=9), st.text(max_size=9), values, st.sampled_from(["and", "or"]))))
def test_a_link_brings_back_what_was_described(conditions: list[Condition]) -> None:
    assert from_text(to_text(conditions[:20])) == tuple(conditions[:20])


@pytest.mark.parametrize(
    "text",
    [
        "[", "1", "null", '{"a":1}', '[["and","orders"]]', '[["xor","orders","at least",1]]', '["and"]', "[[[[[",
        json.dumps([["and", "orders", "at least", 1]] * 21),
        '[["and",1,"at least",1]]', '[["and","orders","at least",{"a":1}]]', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_link_is_said_in_words(text: str) -> None:
    with pytest.raises(DataError):
        from_text(text)


@pytest.mark.parametrize("text", ["__import__('os').system('true')", "@orders", "orders; DROP TABLE purchases", "`x`"])
def test_what_looks_like_code_is_only_a_name_or_a_text(text: str) -> None:
    with pytest.raises(DataError):
        satisfy(PEOPLE, from_text(json.dumps([["and", text, "at least", 1]])))
    assert not satisfy(PEOPLE, [Condition("country", "is", (text,))]).any()


def test_every_column_allows_some_test() -> None:
    for name in PEOPLE:
        assert {"known", "missing"} < set(conditions.tests_of(PEOPLE[name]))


def test_each_example_describes_some_but_not_all_of_the_sample(sample: core.Analysis) -> None:
    found = conditions.examples(sample.customers)
    assert len(found) == 3
    for name, described in found.items():
        assert 0 < satisfy(sample.customers, described).sum() < len(sample.customers), name
    assert conditions.examples(sample.customers[["customer_id"]]) == {}
