"""The one store of datasets: by content, bounded in bytes, emptied of what nobody looks at or has asked for lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from cachetools import LRUCache, TTLCache

from core import Dataset

# Community Cloud gives an app 690 MB to 2.7 GB; this leaves room for the app itself.
MOST_BYTES = 1_200_000_000
IDLE_SECONDS = 60 * 60
# What the scores of a customer take beside the dataset itself.
BYTES_PER_CUSTOMER = 700
STAGES = 24


@dataclass(eq=False)
class Entry:
    """A dataset with the results of its stages; `computed` counts how often each stage really ran."""

    dataset: Dataset
    stages: LRUCache[Hashable, Any] = field(default_factory=lambda: LRUCache(STAGES))
    computed: Counter[str] = field(default_factory=Counter)
    lock: Any = field(default_factory=RLock)

    def memo(self, stage: str, key: Hashable, compute: Callable[[], Any]) -> Any:
        """The remembered result of a stage, computed when it is not there yet; see `core.analysis.Memo`."""
        with self.lock:
            if (stage, key) not in self.stages:
                self.computed[stage] += 1
                self.stages[stage, key] = compute()
            return self.stages[stage, key]


class Store:
    """Datasets by fingerprint. The least recently used go first when memory is short."""

    def __init__(self, most_bytes: int = MOST_BYTES, idle_seconds: float = IDLE_SECONDS) -> None:
        self._entries: TTLCache[str, Entry] = TTLCache(most_bytes, idle_seconds, getsizeof=_size)
        self._looked_at: dict[str, str] = {}
        self._lock = RLock()

    def put(self, dataset: Dataset, visitor: str = "") -> bool:
        """Keep a dataset, as long as the visitor looks at it where one is named; False where it does not fit."""
        with self._lock:
            if dataset.fingerprint not in self._entries:
                try:
                    self._entries[dataset.fingerprint] = Entry(dataset)
                except ValueError:  # cachetools: the value is too large
                    return False
            if visitor:
                self._look(visitor, dataset.fingerprint)
            return True

    def leave(self, visitor: str) -> None:
        """The visitor looks at nothing any more."""
        with self._lock:
            self._look(visitor, None)

    def _look(self, visitor: str, fingerprint: str | None) -> None:
        """Turn a visitor to another dataset; what nobody else looks at is dropped at once."""
        before = self._looked_at.pop(visitor, None)
        if fingerprint is not None:
            self._looked_at[visitor] = fingerprint
        if before is not None and before not in self._looked_at.values():
            self._entries.pop(before, None)

    def get(self, fingerprint: str) -> Entry | None:
        """The dataset with this fingerprint, if it is still here; asking starts its idle time anew."""
        with self._lock:
            entry = self._entries.get(fingerprint)
            if entry is not None:
                self._entries[fingerprint] = entry
            return entry


def _size(entry: Entry) -> int:
    return entry.dataset.nbytes + BYTES_PER_CUSTOMER * len(entry.dataset.customers)
