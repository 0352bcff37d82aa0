"""What the columns of a file mean: proposed by name, aliases and content; confirmed or changed by the person."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace
from typing import get_args

import pandas as pd

from core import schema
from core.data.dataset import Kind
from core.data.hints import by_content
from core.data.leftovers import leftovers, one_sided_label, unreadable_date
from core.data.looks import Look, look_at
from core.data.roles import Assigned, by_name
from core.data.rowkind import decide_kind
from core.data.table import Table
from core.problems import DataError


@dataclass(frozen=True)
class Mapping:
    """What each column of a file means.

    `roles` names for each column of the file a column of the schema or one of `schema.MANY`; `reasons` says why.
    `kind` tells whether a row is a customer or a purchase, `why` gives the reason in a sentence. `notes` are further
    sentences for the person who confirms it.
    """

    kind: Kind
    why: str
    roles: Lookup[str, str]
    reasons: Lookup[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def column(self, role: str) -> str | None:
        """The column of the file that has this role, if any."""
        return next((name for name, given in self.roles.items() if given == role), None)

    @property
    def customer(self) -> str | None:
        """The column that says who the customer is: the id, else the e-mail, else the name or a part of it."""
        return next((name for role in (*schema.WHO, "last_name", "first_name") if (name := self.column(role))), None)

    @property
    def lacking(self) -> str:
        """What rows of purchases can't do without and no column says, in words to show; blank where all is there."""
        if self.kind != "purchases":
            return ""
        lacks = [] if self.customer else ["the customer"]
        return " or ".join(lacks if self.column("order_date") else [*lacks, "the purchase date"])

    def columns(self, role: str) -> list[str]:
        """All columns of the file with this role, in the order of the file."""
        return [name for name, given in self.roles.items() if given == role]


def roles_for(kind: Kind) -> dict[str, str]:
    """The meanings a column may have in a file of this kind, with the words to show."""
    named = {c.name: c.label for c in schema.COLUMNS if c.rows in (kind, "both") and c.origin != "computed"}
    many = schema.MANY if kind == "customers" else {k: schema.MANY[k] for k in (schema.LABEL, schema.IGNORE)}
    return named | many


def propose_mapping(table: Table, kind: Kind | None = None) -> Mapping:
    """Say what each column of a file means and whether a row is a customer or a purchase, unless `kind` says it.

    Judged by names and by a sample of the rows, so that a long table takes no longer than a short one.
    """
    frame = table.frame
    looks = look_at(frame)
    as_purchases = _assign(frame, looks, "purchases")
    as_customers = _assign(frame, looks, "customers")
    decided, why = decide_kind(frame, as_purchases, as_customers)
    if kind is not None:
        decided, why = kind, f"You chose one row per {kind.removesuffix('s')}."
    assigned = as_purchases if decided == "purchases" else as_customers
    assigned = assigned | leftovers(frame, looks, assigned, decided)
    roles = {name: assigned[name][0] for name in looks}
    return Mapping(decided, why, roles, {name: assigned[name][1] for name in looks})


def _assign(frame: pd.DataFrame, looks: Lookup[str, Look], kind: Kind) -> Assigned:
    """What names say, then what the content says; the reason of a role that only helps says what is made of it."""
    named = by_name(looks, kind)
    if kind == "purchases":
        named |= unreadable_date(looks, named)
    else:
        named |= one_sided_label(looks, named)
    found = named | by_content(frame, looks, named, kind)
    return {name: (role, reason + _HELP.get(role, "")) for name, (role, reason) in found.items()}


_HELP = {
    "birth_year": "; the age is computed from it",
    "birth_date": "; the age is computed from it",
    "first_name": "; part of the customer's name",
    "last_name": "; part of the customer's name",
}


def confirm(mapping: Mapping, changes: Lookup[str, str]) -> Mapping:
    """The mapping with a person's changes, which give a role for columns of the file; unknown names raise DataError."""
    allowed = roles_for(mapping.kind)
    for name, role in changes.items():
        if name not in mapping.roles:
            found = ", ".join(list(mapping.roles)[:20])
            raise DataError(f"The mapping names a column “{name}” that the file does not have. The file has: {found}.")
        if role not in allowed:
            raise DataError(f"“{role}” is not a meaning that a column of this file can have.")
    taken = {role for role in changes.values() if role not in schema.MANY}
    kept = {name: schema.IGNORE if role in taken else role for name, role in mapping.roles.items()}
    roles = kept | dict(changes)
    twice = sorted({role for role in taken if list(roles.values()).count(role) > 1})
    if twice:
        words = ", ".join(schema.label_of(role) for role in twice)
        raise DataError(f"Two columns of the file have the same meaning: {words}. Choose one of them.")
    return replace(mapping, roles=roles, reasons=dict(mapping.reasons) | dict.fromkeys(changes, "you chose it"))


KINDS: tuple[Kind, ...] = get_args(Kind)
