"""Which column stands for what, by its name; a name is not believed against the content of its column."""

from __future__ import annotations

from collections.abc import Mapping as Lookup

import pandas as pd

from core import schema
from core.data.currencies import are_currencies
from core.data.dataset import Kind
from core.data.exports import known_export
from core.data.looks import ENOUGH_READ, Content, Look
from core.data.naming import is_bare, roles_of, spellings
from core.data.statuses import NO_DATE, entry_kinds, knows_status
from core.data.values import parse_dates
from core.data.vocabulary import OFTEN, english

BY_NAME = "by its name"
_ORDER_NUMBER = r"#\S*\d\S*|(ch|py|pi|in|txn|tr)_\w+"
_CARDS = frozenset(["visa", "mastercard", "master card", "amex", "american express", "maestro", "discover", "paypal"])
# A column with less than this share of its cells filled gives way to another one of the same meaning.
_SPARSE = 0.1
_LATER = 1_000
_PLAIN_YES = frozenset(["yes", "no", "true", "false", "y", "n", "1", "0", "1.0", "0.0"])
_MOST_GENDERS = 6
_SOME = 100
_MOST_CHANNELS = 100
# Names of the money of one line, beside that of its order.
_OF_A_LINE = frozenset(
    ["line total", "line item total", "lineitem total", "line amount", "item total", "item subtotal", "product total",
     "order item total", "item amount", "order line total"]
)  # fmt: skip

_FITS: dict[schema.Unit, tuple[Content, ...]] = {
    "id": ("text", "numbers", "flags", "same", "blank"),
    "text": ("text", "flags", "same", "numbers"),
    "date": ("dates", "numbers", "same"),
    "flag": ("flags",),
    **dict.fromkeys(schema.NUMERIC, ("numbers", "flags", "same")),
}

Assigned = dict[str, tuple[str, str]]


def fits(role: schema.Column, look: Look) -> bool:
    """Whether a column holds what a role needs; in a table without rows the names alone count."""
    if not look.rows:
        return True
    if role.name == "purchase_frequency" and look.content == "text":
        return bool(look.distinct.map(schema.spelling).isin(OFTEN).mean() >= ENOUGH_READ)
    if role.name == "canceled_at":
        given = look.distinct[~look.distinct.str.fullmatch(NO_DATE)]
        return given.empty or parse_dates(given.head(_SOME)).share_read >= ENOUGH_READ
    if look.content not in _FITS[role.unit]:
        return False
    if look.content == "blank":
        return role.name == "customer_id"
    if role.unit == "flag" and "status" in _words(look.name):
        return not bool(look.distinct.str.lower().isin(_PLAIN_YES).any())  # “Status: yes” may mean either
    if role.unit == "date":
        return look.content == "dates" or look.dates.share_read >= ENOUGH_READ
    if role.unit in schema.NUMERIC:
        return _in_range(role, look)
    return _fits_words(role.name, look)


def _in_range(role: schema.Column, look: Look) -> bool:
    if not look.holds_numbers:
        return False
    if role.low is None and role.high is None:
        return True
    low = float("-inf") if role.low is None else role.low
    # A share may be written in percent.
    high = float("inf") if role.high is None else 100 if role.unit == "share" else role.high
    return bool(look.numbers.values.between(low, high).mean() >= ENOUGH_READ)


def _fits_words(role: str, look: Look) -> bool:
    """What the cells of an id or a text must look like for some roles."""
    if role == "customer_id" and look.content == "flags":
        return bool(_words(look.name) & {"id", "number", "code"})  # “Member: yes” tells nobody apart
    if role == "customer_name" and is_bare(look.name):
        # Some exports call the order's number so; a person's name is not one.
        return not _is_numbered(look)
    if role == "email":
        return bool(look.known.str.contains("@", regex=False).mean() >= ENOUGH_READ)
    if role in ("first_name", "last_name"):
        return look.share(r"[^\d@]+") >= ENOUGH_READ
    if role in ("country", "city"):
        return look.share(r".*[^\W\d].*") >= ENOUGH_READ and look.share(r"\d.*") < ENOUGH_READ
    if role == "currency":
        return look.share(r"[A-Za-z ]{3,20}") >= ENOUGH_READ or are_currencies(look.distinct)
    if role == "gender":
        return len(look.distinct) <= _MOST_GENDERS
    if role == "channel":
        return look.content != "numbers" and len(look.distinct) <= min(_MOST_CHANNELS, max(5, len(look.known) // 2))
    if role == "status":
        return bool(look.distinct.map(knows_status).any())
    if role == "entry_type":
        kinds = pd.Series(entry_kinds(look.distinct), dtype="object")
        return bool((kinds == "sale").any() and kinds.notna().mean() >= ENOUGH_READ / 2)
    if role == "customer_segment":
        return not bool(look.distinct.str.lower().isin(_CARDS).any())
    return True


def by_name(looks: Lookup[str, Look], kind: Kind) -> Assigned:
    """The role and the reason for each column whose name says one: the surest names first, each role once."""
    left_alone = _statistics_of_a_model(looks)
    export, meant = known_export(name for name in looks if name not in left_alone)
    meant = {name: role for name, role in meant.items() if schema.BY_NAME[role].rows in (kind, "both")}
    roles: Assigned = {name: (role, f"as in a known file: {export}") for name, role in meant.items()}
    taken = set(meant.values())
    matches = _matches(looks, kind)
    beside_a_person = any(role in ("email", "customer_name") for _, role, _ in matches)
    for _, role, name in matches:
        if name in roles or role in taken or name in left_alone:
            continue
        if kind == "purchases" and is_bare(name) and role in ("customer_id", "order_id"):
            # Beside an e-mail or a name, a bare id is that of the order; else it is so where it looks like one.
            of_order = _is_numbered(looks[name]) or (beside_a_person and "id" in _words(name))
            if of_order != (role == "order_id"):
                continue
        if role == "customer_id" and looks[name].content == "blank" and looks[name].rows and beside_a_person:
            continue
        roles[name] = (role, BY_NAME)
        taken.add(role)
    roles |= _part_of_a_name(roles)
    return roles | _line_instead_of_order(roles, looks) if kind == "purchases" else roles


def _is_numbered(look: Look) -> bool:
    """Whether the texts look like the numbers of orders or payments: #1001, ch_3Qxy."""
    return look.share(_ORDER_NUMBER) >= ENOUGH_READ


def _matches(looks: Lookup[str, Look], kind: Kind) -> list[tuple[int, str, str]]:
    """Every role that a name and its content allow, as (rank, role, name), the surest first."""
    found = []
    of_goods = kind == "customers" and any(name_words & {"product", "sku"} for name_words in map(_words, looks))
    for place, (name, look) in enumerate(looks.items()):
        for role, rank in roles_of(name, kind).items():
            if of_goods and role == "customer_name" and is_bare(name):
                continue  # in a list of products, a name is that of a product
            if fits(schema.BY_NAME[role], look):
                later = _LATER if look.rows and look.filled < _SPARSE and look.content != "blank" else 0
                numbered = role == "order_id" and _is_numbered(look)
                found.append((0 if numbered else rank + later, place, role, name))
    return [(rank, role, name) for rank, _, role, name in sorted(found)]


def _words(name: str) -> frozenset[str]:
    return frozenset(english(schema.spelling(name)))


def _statistics_of_a_model(looks: Lookup[str, Look]) -> set[str]:
    spelled = {name: schema.spelling(name) for name in looks}
    words = set(spelled.values())
    if not (words >= schema.MODEL_STATISTICS and words & schema.MODEL_TIMES):
        return set()
    return {name for name, spelled_name in spelled.items() if spelled_name in schema.MODEL_STATISTICS}


def _part_of_a_name(roles: Assigned) -> Assigned:
    """A bare “name” beside the one half of a name is the other half: “Name” and “Vorname”, “Nombre” and “Apellidos”."""
    given = {role: name for name, (role, _) in roles.items()}
    name = given.get("customer_name")
    if name is None or not is_bare(name) or ("first_name" in given) == ("last_name" in given):
        return {}
    half = "last_name" if "first_name" in given else "first_name"
    return {name: (half, f"by its name, beside “{given['first_name' if half == 'last_name' else 'last_name']}”")}


def _line_instead_of_order(roles: Assigned, looks: Lookup[str, Look]) -> Assigned:
    """Where an order has several lines, the money of the line is taken: that of the order would count several times."""
    given = {role: name for name, (role, _) in roles.items()}
    order, amount = given.get("order_id"), given.get("amount")
    if order is None or amount is None or not looks[order].known.duplicated().any():
        return {}
    if _OF_A_LINE & set(spellings(amount)):
        return {}
    for name, look in looks.items():
        if name not in roles and _OF_A_LINE & set(spellings(name)) and fits(schema.BY_NAME["amount"], look):
            return {
                name: ("amount", "by its name; the amount of the line, so that the lines add up"),
                amount: (schema.IGNORE, "the total of the order, which its lines repeat"),
            }
    return {}
