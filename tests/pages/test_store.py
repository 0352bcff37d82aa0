"""The store keeps what somebody looks at, and what anybody may come to look at; nothing else."""

from __future__ import annotations

import core
from pages.shared.store import Store

FIRST, SECOND = core.generate(200, seed=1), core.generate(200, seed=2)


def test_a_dataset_stays_as_long_as_somebody_looks_at_it() -> None:
    store = Store()
    for visitor in ("anna", "bert"):
        assert store.put(FIRST, visitor)
    store.leave("anna")
    assert store.get(FIRST.fingerprint) is not None
    store.leave("bert")
    assert store.get(FIRST.fingerprint) is None


def test_a_second_dataset_of_a_visitor_replaces_the_first() -> None:
    store = Store()
    store.put(FIRST, "anna")
    store.put(SECOND, "anna")
    assert store.get(FIRST.fingerprint) is None
    assert store.get(SECOND.fingerprint) is not None


def test_the_same_dataset_once_more_replaces_nothing() -> None:
    store = Store()
    store.put(FIRST, "anna")
    before = store.get(FIRST.fingerprint)
    store.put(FIRST, "anna")
    assert store.get(FIRST.fingerprint) is before


def test_what_nobody_in_particular_brought_stays_when_visitors_leave() -> None:
    store = Store()
    store.put(FIRST)
    store.leave("anna")
    assert store.get(FIRST.fingerprint) is not None


def test_a_dataset_that_does_not_fit_leaves_the_visitor_what_they_had() -> None:
    room_for_one = FIRST.nbytes + 1_000 * len(FIRST.customers)
    store = Store(most_bytes=room_for_one)
    store.put(FIRST, "anna")
    assert not store.put(core.generate(2_000, seed=3), "anna")
    assert store.get(FIRST.fingerprint) is not None
