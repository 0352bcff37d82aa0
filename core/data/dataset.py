"""The record of what was loaded: tables, where they came from, and what happened on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from core.data.purchases import Purchases
from core.problems import CleaningReport

Kind = Literal["customers", "purchases"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Clean data, ready to be analyzed.

    `customers` has one row per customer. Where there are `purchases`, it holds what the rows say about the customer
    apart from buying (age, country, ...), and the rest is rolled up from them as of any day. `fingerprint` hashes the
    content and the options; caches are keyed on it alone. `currency` is an ISO code, or "" where the file names
    none. `metrics` and `labels` are the columns of the file beyond the schema: numbers, and groupings.
    `truth` holds the parameters that generated data was drawn from.
    """

    name: str
    fingerprint: str
    kind: Kind
    customers: pd.DataFrame
    purchases: Purchases | None
    report: CleaningReport
    currency: str = ""
    metrics: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    last_day: dt.date | None = None
    truth: Mapping[str, object] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Memory that the dataset holds, about."""
        held = int(self.customers.memory_usage(deep=True).sum())
        return held + (self.purchases.nbytes if self.purchases else 0)
