"""Exports in which a column means something else than its name says elsewhere; told by the columns they always have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.data.naming import spellings


@dataclass(frozen=True)
class Export:
    """A known export: `always` are columns that together give it away, `means` what some of its columns stand for."""

    name: str
    always: frozenset[str]
    means: dict[str, str]


EXPORTS = (
    # The price of an item is that of all its pieces: "item-price" is unit price times quantity.
    Export("Amazon order report", frozenset({"item price", "item tax", "sku"}), {"item price": "amount"}),
    # "total" is what Amazon pays out after its fees; the customer pays the product sales.
    Export(
        "Amazon transaction report",
        frozenset({"settlement id", "product sales", "selling fees"}),
        {"product sales": "amount"},
    ),
    # Fees and taxes stand in rows of their own, told apart by this column alone.
    Export(
        "Amazon settlement report",
        frozenset({"settlement id", "amount type", "amount description"}),
        {"amount type": "entry_type"},
    ),
    # What others call type is called description here.
    Export("PayPal report", frozenset({"beschreibung", "entgelt", "transaktionscode"}), {"beschreibung": "entry_type"}),
    # Beside money per customer, the frequency is a count of orders, not of orders per year.
    Export("table of recency, frequency and money", frozenset({"frequency", "monetary"}), {"frequency": "orders"}),
    Export(
        "table of recency, frequency and money", frozenset({"frequency", "monetary value"}), {"frequency": "orders"}
    ),
    Export("Gumroad sales report", frozenset({"purchase email", "sale price"}), {"sale price": "amount"}),
)


def known_export(names: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The name of the export that the columns give away, and what some of them mean; nothing where it is not known."""
    spelled = {words: name for name in reversed(list(names)) for words in spellings(name)}
    for export in EXPORTS:
        if export.always <= spelled.keys():
            return export.name, {spelled[words]: role for words, role in export.means.items()}
    return "", {}
