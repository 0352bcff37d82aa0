"""The table of columns: complete, in words, and no name that means two things."""

from __future__ import annotations

from collections import defaultdict
from typing import get_args

import pytest

from core import schema

KINDS = ("customers", "purchases")
BY_COLUMN = pytest.mark.parametrize("column", schema.COLUMNS, ids=lambda column: column.name)


def test_names_and_labels_are_unique() -> None:
    for words in ([c.name for c in schema.COLUMNS], [c.label for c in schema.COLUMNS]):
        assert len(words) == len(set(words))
    assert list(schema.BY_NAME) == [c.name for c in schema.COLUMNS]


@BY_COLUMN
def test_every_column_has_label_unit_and_help(column: schema.Column) -> None:
    assert column.label[:1].isupper()
    assert column.unit in get_args(schema.Unit)
    assert column.help.endswith(".")
    assert not column.help[:1].islower()
    assert column.rows in (*KINDS, "both")
    assert column.low is None or column.high is None or column.low < column.high


@BY_COLUMN
def test_aliases_are_written_as_they_are_compared(column: schema.Column) -> None:
    assert [alias for alias in column.aliases if schema.spelling(alias) != alias] == []
    assert [alias for alias in column.aliases if column.aliases.count(alias) > 1] == []


@BY_COLUMN
def test_only_what_a_file_may_bring_has_aliases(column: schema.Column) -> None:
    assert bool(column.aliases) == (column.origin != "computed")


@pytest.mark.parametrize("kind", KINDS)
def test_no_name_means_two_columns_in_one_kind_of_file(kind: str) -> None:
    claimed = defaultdict(set)
    for column in schema.COLUMNS:
        if column.rows in (kind, "both") and column.origin != "computed":
            for alias in (schema.spelling(column.name), *column.aliases):
                claimed[alias].add(column.name)
    # Two names mean an order or a person; the content of the column decides between them.
    decided_by_content = {"id", "name"} if kind == "purchases" else set()
    assert {alias for alias, names in claimed.items() if len(names) > 1} == decided_by_content


def test_no_column_is_called_recency() -> None:
    assert "recency" not in schema.BY_NAME


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("customerID", "customer id"),
        ("CustomerID", "customer id"),
        ("CUSTOMER_ID", "customer id"),
        ("  Customer--Id ", "customer id"),
        ("InvoiceNo", "invoice no"),
        ("CLVValue", "clv value"),
        ("Stückpreis", "stueckpreis"),
        ("Stu\u0308ckpreis", "stueckpreis"),
        ("WÄHRUNG", "waehrung"),
        ("Straße", "strasse"),
        ("Código", "codigo"),
        ("Annual Income (k$)", "annual income k"),
        ("日付", "日付"),
        ("$$$", ""),
        ("", ""),
    ],
)
def test_spelling(name: str, spelled: str) -> None:
    assert schema.spelling(name) == spelled


def test_spelling_is_stable_and_bounded() -> None:
    assert len(schema.spelling("Very Long Name " * 50)) <= schema.MAX_SPELLING
    for column in schema.COLUMNS:
        once = schema.spelling(column.label)
        assert schema.spelling(once) == once


def test_words_for_columns_beyond_the_schema() -> None:
    assert schema.label_of("clv") == "Lifetime value"
    assert schema.label_of("office_supplies_preference") == "Office supplies preference"
    assert schema.label_of("Kidhome") == "Kidhome"
    assert schema.in_sentence("clv") == "lifetime value"
    assert schema.in_sentence("Kidhome") == "Kidhome"
    assert schema.in_sentence("books_preference") == "books preference"
    assert [schema.unit_of(n) for n in ("clv", "books_preference", "Kidhome")] == ["money", "share", "number"]


def test_helpers_are_columns_that_a_file_brings() -> None:
    assert all(schema.BY_NAME[name].origin == "file" for name in schema.HELPERS)
