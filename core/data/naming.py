"""What the name of a column says: the roles it may stand for, the surest first."""

from __future__ import annotations

import re
from functools import cache

from core import schema
from core.data.dataset import Kind
from core.data.vocabulary import english, key

# Names that say an order or a person, whichever the content shows.
_BARE = (("id",), ("name",))
# Ranks within one place of the list: as a whole or without brackets, the very alias or other words for it.
_FINE = 4
# The last of the names of a date that only a row of purchases has; the later ones may date anything.
_LAST_SURE_DATE = "transaction creation date"
# Words of names whose numbers tell things apart or place them: their mean says nothing.
_CODES = frozenset(
    ["id", "code", "zip", "zipcode", "postal", "postcode", "plz", "phone", "telephone", "telefon", "telefono",
     "telefone", "mobile", "fax", "latitude", "longitude", "sku", "ean", "gtin", "uuid", "iban", "row"]
)  # fmt: skip
# Words of names that say what a column is though no role wants it.
_SPOKEN = frozenset(
    ["order", "transaction", "invoice", "receipt", "settlement", "shipment", "product", "item", "sku", "asin", "style",
     "size", "color", "model", "brand", "store", "location", "employee", "session", "payout", "payment", "tax",
     "shipping", "discount", "fee", "cost", "profit", "tip", "rate", "balance", "weight", "zip", "postal", "postcode",
     "phone", "latitude", "longitude"]
)  # fmt: skip


@cache
def _aliases(kind: Kind) -> tuple[dict[str, dict[str, int]], dict[tuple[str, ...], dict[str, int]]]:
    """For each alias, and for each set of English words, the roles it stands for with their place in the list."""
    exact: dict[str, dict[str, int]] = {}
    said: dict[tuple[str, ...], dict[str, int]] = {}
    for role in schema.COLUMNS:
        if role.rows not in (kind, "both") or role.origin == "computed":
            continue
        for place, alias in enumerate((schema.spelling(role.name), *role.aliases)):
            exact.setdefault(alias, {}).setdefault(role.name, place)
            said.setdefault(key(alias), {}).setdefault(role.name, place)
    return exact, said


def spellings(name: str) -> tuple[str, ...]:
    """A name as it is compared: as a whole, then without what stands in brackets."""
    whole, bare = schema.spelling(name), schema.spelling(re.sub(r"[(\[].*?[)\]]", "", name))
    return (whole, bare) if bare and bare != whole else (whole,)


def roles_of(name: str, kind: Kind) -> dict[str, int]:
    """The roles a name may stand for with their rank: 0 is the schema's own name, then the aliases in their order.

    An alias in other words or in another language comes right after the alias itself, and a name that fits only
    without its brackets after one that fits as a whole.
    """
    exact, said = _aliases(kind)
    ranks: dict[str, int] = {}
    for cut, spelled in enumerate(spellings(name)):
        found = [(role, _FINE * place + 2 * cut) for role, place in exact.get(spelled, {}).items()]
        found += [(role, _FINE * place + 2 * cut + 1) for role, place in said.get(key(spelled), {}).items()]
        if in_cents(spelled):
            whole = tuple(word for word in key(spelled) if word != "cents")
            money = {role: place for role, place in said.get(whole, {}).items() if schema.unit_of(role) == "money"}
            found += [(role, _FINE * place + 2 * cut + 1) for role, place in money.items()]
        for role, rank in found:
            ranks[role] = min(rank, ranks.get(role, rank))
    return ranks


def in_cents(name: str) -> bool:
    """Whether the name of a column of money says that it counts cents, in whatever language."""
    return "cents" in english(schema.spelling(name))


def is_bare(name: str) -> bool:
    """Whether a name says no more than "id" or "name", in whatever language."""
    return english(spellings(name)[-1]) in _BARE


def is_code(name: str) -> bool:
    """Whether numbers under this name are no measure: ids, postcodes, phone numbers, places on the map."""
    words = english(schema.spelling(name))
    return bool(_CODES & set(words)) or (len(words) > 1 and words[-1] == "number")


def is_silent(name: str) -> bool:
    """Whether a name leaves open what the column is, so that its content may tell."""
    words = set(english(schema.spelling(name)))
    spoken = words & _SPOKEN or is_code(name) or roles_of(name, "purchases") or roles_of(name, "customers")
    return not spoken


def says_bought(name: str) -> bool:
    """Whether the name of a date is that of an order, not of anything that may happen to a customer."""
    rank = roles_of(name, "purchases").get("order_date")
    # The schema's own name comes before the aliases.
    last = schema.BY_NAME["order_date"].aliases.index(_LAST_SURE_DATE) + 1
    return rank is not None and rank < _FINE * (last + 1)
