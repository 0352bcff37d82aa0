"""A mapping file: what goes in comes out, and what is foreign is refused or named."""

from __future__ import annotations

import json
from typing import Any

import pytest

import core
from core.data.mapping import confirm, propose_mapping
from core.data.saved import AS_SAVED, FORMAT, LARGEST_FILE, apply, from_json, to_json
from core.data.steps import Options
from tests.core.made import table

TEN = range(10)
CELLS = {
    "Kunde": [f"c{i % 4}" for i in TEN],
    "Tag": [f"03/{1 + i:02d}/2024" for i in TEN],
    "Brutto": [f"{i}.50" for i in TEN],
    "Netto": [f"{i}.20" for i in TEN],
    "Filiale": ["north", "south"] * 5,
}
OPTIONS = Options(drop_duplicates=True, currency="EUR", rates={"USD": 0.9}, day_first=True)


def document(kind: object, columns: object) -> bytes:
    return json.dumps({"format": FORMAT, "version": 1, "kind": kind, "columns": columns}).encode()


@pytest.fixture
def confirmed() -> core.Mapping:
    return confirm(propose_mapping(table(CELLS)), {"Netto": "amount", "Filiale": "channel"})


def changed(data: bytes, **changes: Any) -> bytes:
    return json.dumps(json.loads(data) | changes).encode()


def test_what_goes_in_comes_out(confirmed: core.Mapping) -> None:
    saved = from_json(to_json(confirmed, OPTIONS))
    assert (saved.kind, dict(saved.roles), saved.options) == ("purchases", dict(confirmed.roles), OPTIONS)
    mapping = apply(saved, table(CELLS))
    assert dict(mapping.roles) == dict(confirmed.roles)
    assert set(mapping.reasons.values()) == {AS_SAVED}
    assert mapping.why == "Your mapping file says one row per purchase."
    assert mapping.notes == ()


def test_the_file_holds_names_and_no_cells(confirmed: core.Mapping) -> None:
    text = to_json(confirmed, OPTIONS).decode()
    assert "c1" not in text
    assert "Brutto" in text
    assert json.loads(text)["columns"]["Netto"] == "amount"


def test_it_is_applied_to_the_next_export(confirmed: core.Mapping) -> None:
    cells = {"kunde": CELLS["Kunde"], "TAG": CELLS["Tag"], "Netto": CELLS["Netto"], "Brutto": CELLS["Brutto"],
             "Land": ["FR", "DE"] * 5}  # fmt: skip
    mapping = apply(from_json(to_json(confirmed)), table(cells))
    assert dict(mapping.roles) == {
        "kunde": "customer_id", "TAG": "order_date", "Netto": "amount", "Brutto": "ignore", "Land": "country",
    }  # fmt: skip
    assert mapping.reasons["kunde"] == AS_SAVED
    assert mapping.reasons["Land"] == "by its name"
    assert mapping.notes == (
        "The file does not have these columns of the mapping file: “Filiale”.",
        "The mapping file does not name these columns of the file: “Land”.",
    )


def test_a_new_column_does_not_take_a_role_that_the_file_gives(confirmed: core.Mapping) -> None:
    mapping = apply(from_json(to_json(confirmed)), table(CELLS | {"Amount": [f"{i}.99" for i in TEN]}))
    assert mapping.column("amount") == "Netto"
    assert mapping.roles["Amount"] == "ignore"


def test_the_applied_mapping_cleans_a_file(confirmed: core.Mapping) -> None:
    saved = from_json(to_json(confirmed, Options(day_first=False)))
    data = core.clean(table(CELLS), apply(saved, table(CELLS)), saved.options)
    assert str(data.last_day) == "2024-03-10"
    assert core.analyze(data).customers["revenue"].sum() == pytest.approx(sum(i + 0.2 for i in TEN))


def test_unknown_meanings_are_left_out_and_named(confirmed: core.Mapping) -> None:
    columns = {"Kunde": "customer_id", "Brutto": "turnover", "Netto": "clv", "Tag": "order_date"}
    saved = from_json(changed(to_json(confirmed), columns=columns))
    assert dict(saved.roles) == {"Kunde": "customer_id", "Tag": "order_date"}
    assert saved.notes == ("The mapping file gives meanings that this app does not know, for “Brutto”, “Netto”.",)
    assert saved.notes[0] in apply(saved, table(CELLS)).notes


def test_one_meaning_for_two_columns_is_given_once(confirmed: core.Mapping) -> None:
    columns = {"Kunde": "customer_id", "Brutto": "amount", "Netto": "amount", "Filiale": "label", "Tag": "label"}
    saved = from_json(changed(to_json(confirmed), columns=columns))
    assert "Netto" not in saved.roles
    assert saved.roles["Tag"] == "label"
    assert saved.notes == ("The mapping file gives one meaning to two columns; “Netto” was left open.",)


def test_choices_of_another_shape_are_as_if_not_made(confirmed: core.Mapping) -> None:
    choices = {"currency": ["EUR"], "rates": {"usd": 1.1, "GBP": "x", "CHF": -1, "JPY": True, "SEK": 10**400},
               "day_first": "yes", "drop_duplicates": 1}  # fmt: skip
    assert from_json(changed(to_json(confirmed), choices=choices)).options == Options(rates={"USD": 1.1})
    assert from_json(changed(to_json(confirmed), choices=[1])).options == Options()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "can't be read as JSON"),
        (b"\xff\xfe\x00", "can't be read as JSON"),
        (b"[" * 100_000, "can't be read as JSON"),
        (b"[1, 2]", "made by something else"),
        (b'{"kind": "purchases", "columns": {"a": "amount"}}', "made by something else"),
        (b"x" * (LARGEST_FILE + 1), "too large"),
        (json.dumps({"format": FORMAT, "version": 99}).encode(), "another version"),
        (document("cats", {"a": "amount"}), "does not say"),
        (document(["purchases"], {"a": "x"}), "does not say"),
        (document("customers", []), "does not say"),
        (document("customers", {"a": {}}), "no readable"),
        (document("customers", {"a" * 501: "age"}), "no readable"),
        (document("customers", {str(i): "age" for i in range(2_001)}), "2,001 columns"),
    ],
)  # fmt: skip
def test_a_foreign_file_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(core.DataError, match=f"no mapping file of this app.*{why}.*Choose the file"):
        from_json(data)
