"""A mapping that a person confirmed, as a small file: kept, read back, and applied to the next export of the kind."""

from __future__ import annotations

import json
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, fields, replace
from typing import Any

from core import schema
from core.data.dataset import Kind
from core.data.mapping import KINDS, Mapping, propose_mapping, roles_for
from core.data.naming import spellings
from core.data.steps import Options
from core.data.table import Table
from core.problems import DataError

FORMAT = "customer behavior dashboard: what the columns mean"
VERSION = 1
AS_SAVED = "as saved in your mapping file"
LARGEST_FILE = 1_000_000
MOST_COLUMNS = 2_000
_LONGEST_NAME = 500
_MOST_RATES = 200
_HIGHEST_RATE = 1e12
_NAMED = 5


@dataclass(frozen=True)
class Saved:
    """What a mapping file says: the kind of row, the role of each column by its name, and the choices of the person.

    `notes` are sentences on what the file says and this app does not know.
    """

    kind: Kind
    roles: Lookup[str, str]
    options: Options = field(default_factory=Options)
    notes: tuple[str, ...] = ()


def to_json(mapping: Mapping, options: Options | None = None) -> bytes:
    """A confirmed mapping with its choices as the bytes of a mapping file; no cell of the data is in it."""
    chosen = options or Options()
    document = {
        "format": FORMAT,
        "version": VERSION,
        "kind": mapping.kind,
        "columns": dict(mapping.roles),
        "choices": {choice.name: getattr(chosen, choice.name) for choice in fields(Options)},
    }
    return json.dumps(document, ensure_ascii=False, indent=2, default=dict).encode()


def from_json(data: bytes) -> Saved:
    """Read a mapping file back; raises DataError in plain words where it is none.

    Roles that this app does not know are left out and named in `notes`.
    """
    document = _document(data)
    kind, columns = document.get("kind"), document.get("columns")
    if kind not in KINDS or not isinstance(columns, dict) or not columns:
        raise _refusal("It does not say what a row is and what the columns mean.")
    if len(columns) > MOST_COLUMNS:
        raise _refusal(f"It names {len(columns):,} columns; a file has at most {MOST_COLUMNS:,}.")
    if not all(isinstance(role, str) and len(name) <= _LONGEST_NAME for name, role in columns.items()):
        raise _refusal("Some of its columns have no readable meaning.")
    known = roles_for(kind)
    unknown = sorted(name for name, role in columns.items() if role not in known)
    notes = []
    if unknown:
        notes.append(f"The mapping file gives meanings that this app does not know, for {_names(unknown)}.")
    roles, again = _once({name: role for name, role in columns.items() if role in known})
    if again:
        notes.append(f"The mapping file gives one meaning to two columns; {_names(again)} was left open.")
    return Saved(kind, roles, _options(document.get("choices")), tuple(notes))


def apply(saved: Saved, table: Table) -> Mapping:
    """What the columns of a table mean by a mapping file; columns it does not name are proposed as usual.

    `notes` of the mapping name the columns that the table lacks. A name that differs only in capitals, spaces or signs
    is taken as the same. The choices of the person are in `saved.options`.
    """
    proposed = propose_mapping(table, saved.kind)
    names = _found_names(saved, table)
    given = {names[name]: role for name, role in saved.roles.items() if name in names}
    taken = {role for role in given.values() if role not in schema.MANY}
    roles = {n: given.get(n, schema.IGNORE if role in taken else role) for n, role in proposed.roles.items()}
    reasons = dict(proposed.reasons) | dict.fromkeys(given, AS_SAVED)
    notes = list(saved.notes)
    absent = [name for name, role in saved.roles.items() if name not in names and role != schema.IGNORE]
    if absent:
        notes.append(f"The file does not have these columns of the mapping file: {_names(absent)}.")
    fresh = [name for name in proposed.roles if name not in given]
    if fresh and given:
        notes.append(f"The mapping file does not name these columns of the file: {_names(fresh)}.")
    why = f"Your mapping file says one row per {saved.kind.removesuffix('s')}."
    return replace(proposed, why=why, roles=roles, reasons=reasons, notes=tuple(notes))


def _document(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_FILE:
        raise _refusal("It is too large for one.")
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _refusal("It can't be read as JSON.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _refusal("It was made by something else.")
    if document.get("version") != VERSION:
        raise _refusal("It was made by another version of this app.")
    return document


def _no_number(text: str) -> float:
    raise ValueError(text)


def _refusal(why: str) -> DataError:
    return DataError(
        f"This is no mapping file of this app. {why} Choose the file that you saved here after naming the columns."
    )


def _once(roles: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Each role that one column alone may have is given once; also the names of the columns that came second."""
    seen: set[str] = set()
    kept, again = {}, []
    for name, role in roles.items():
        if role in seen and role not in schema.MANY:
            again.append(name)
            continue
        seen.add(role)
        kept[name] = role
    return kept, again


def _options(choices: object) -> Options:
    """The choices of the person; whatever is not as this app writes it is left as if not chosen."""
    given: dict[str, Any] = choices if isinstance(choices, dict) else {}
    currency, rates = given.get("currency"), given.get("rates")
    day_first = given.get("day_first")
    valid = {
        code.upper(): float(rate)
        for code, rate in list((rates if isinstance(rates, dict) else {}).items())[:_MOST_RATES]
        if len(code) <= 10 and isinstance(rate, int | float) and rate is not True and 0 < rate < _HIGHEST_RATE
    }
    switches = {choice.name: given.get(choice.name) is True for choice in fields(Options) if choice.default is False}
    return Options(
        **switches,
        currency=currency.upper() if isinstance(currency, str) and len(currency) <= 10 else "",
        rates=valid,
        day_first=day_first if isinstance(day_first, bool) else None,
    )


def _found_names(saved: Saved, table: Table) -> dict[str, str]:
    """For each name of the mapping file the column of the table, if it has one."""
    columns = [str(name) for name in table.frame.columns]
    exact = {name: name for name in saved.roles if name in columns}
    free = [name for name in columns if name not in exact.values()]
    spelled = [spellings(name)[0] for name in free]
    alike = {words: name for words, name in zip(spelled, free, strict=True) if spelled.count(words) == 1}
    for name in saved.roles:
        column = alike.get(spellings(name)[0])
        if name not in exact and column is not None and column not in exact.values():
            exact[name] = column
    return exact


def _names(names: list[str]) -> str:
    shown = ", ".join(f"“{name[:60]}”" for name in names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more:,} more" if more > 0 else shown
