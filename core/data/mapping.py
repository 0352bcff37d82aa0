"""What the columns of a file mean: proposed by name, aliases and content; confirmed or changed by the person."""

from __future__ import annotations

import re
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import pandas as pd

from core import schema
from core.data.dataset import Kind
from core.data.table import Table
from core.data.values import parse_dates, parse_flags, parse_numbers
from core.problems import DataError

_SAMPLE = 2_000
_ENOUGH_READ = 0.7
_ORDER_NUMBER = r"#\S*\d\S*|(ch|py|pi|in|txn|tr)_\w+"
_MOST_LABELS = 50
_SPEND = re.compile(r"^(mnt|spent on|spend on|spending on|amount spent on|spend|spent|sales of|revenue from) \w+")
_CHANNEL = re.compile(r"^(num|number of|no of) (?!.*(deal|total|return))\w+ (purchases|orders)$")

Content = Literal["dates", "numbers", "flags", "text", "blank", "same"]


@dataclass(frozen=True)
class Mapping:
    """What each column of a file means.

    `roles` names for each column of the file a column of the schema or one of `schema.MANY`; `reasons` says why.
    `kind` tells whether a row is a customer or a purchase, `why` gives the reason in a sentence.
    """

    kind: Kind
    why: str
    roles: Lookup[str, str]
    reasons: Lookup[str, str] = field(default_factory=dict)

    def column(self, role: str) -> str | None:
        """The column of the file that has this role, if any."""
        return next((name for name, given in self.roles.items() if given == role), None)

    @property
    def customer(self) -> str | None:
        """The column that says who the customer is: the id, else the e-mail, else the name."""
        return next((name for role in schema.WHO if (name := self.column(role))), None)

    def columns(self, role: str) -> list[str]:
        """All columns of the file with this role, in the order of the file."""
        return [name for name, given in self.roles.items() if given == role]


def roles_for(kind: Kind) -> dict[str, str]:
    """The meanings a column may have in a file of this kind, with the words to show."""
    named = {c.name: c.label for c in schema.COLUMNS if c.rows in (kind, "both") and c.origin != "computed"}
    many = schema.MANY if kind == "customers" else {k: schema.MANY[k] for k in (schema.LABEL, schema.IGNORE)}
    return named | many


def propose_mapping(table: Table, kind: Kind | None = None) -> Mapping:
    """Say what each column of a file means and whether a row is a customer or a purchase, unless `kind` says it."""
    sample = table.frame.head(_SAMPLE)
    contents = {name: _content(sample[name]) for name in sample.columns}
    as_purchases = _assign(table.frame, contents, "purchases")
    decided, why = _decide_kind(table.frame, as_purchases, contents)
    if kind == "purchases" or (kind is None and decided == "purchases"):
        return replace(as_purchases, why=why if kind is None else "You chose one row per purchase.")
    as_customers = _assign(table.frame, contents, "customers")
    return replace(as_customers, why=why if kind is None else "You chose one row per customer.")


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


def _content(cells: pd.Series) -> Content:
    known = cells.dropna()
    if known.empty:
        return "blank"
    if len(known) > 1 and known.nunique() == 1 and len(known) == len(cells):
        return "same"
    if parse_flags(known).share_read == 1:
        return "flags"
    numbers, dates = parse_numbers(known).share_read, parse_dates(known).share_read
    if dates >= _ENOUGH_READ and (numbers < _ENOUGH_READ or _looks_like_days(known)):
        return "dates"
    return "numbers" if numbers >= _ENOUGH_READ else "text"


def _looks_like_days(known: pd.Series) -> bool:
    """Bare numbers are days only in the shape 20240131; day numbers need a name that says date."""
    return bool(known.str.fullmatch(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])").all())


_FITS: dict[schema.Unit, tuple[Content, ...]] = {
    "id": ("text", "numbers", "flags", "same", "blank"),
    "text": ("text", "flags", "same", "numbers"),
    "date": ("dates", "numbers", "same"),
    "flag": ("flags",),
    **dict.fromkeys(schema.NUMERIC, ("numbers", "flags", "same")),
}


def _fits(role: schema.Column, content: Content, cells: pd.Series) -> bool:
    if content not in _FITS[role.unit]:
        return role.name == "canceled_at" and content == "blank"
    if role.name == "order_id" and content == "blank":
        return False
    if schema.spelling(str(cells.name)) in ("name", "id") and role.name in ("order_id", "customer_name"):
        # Some exports call the order's number so; a person's name is not one.
        numbered = cells.head(_SAMPLE).dropna().str.fullmatch(_ORDER_NUMBER).mean() >= _ENOUGH_READ
        return bool(numbered) == (role.name == "order_id")
    if role.name == "email":
        return bool(cells.head(_SAMPLE).dropna().str.contains("@", regex=False).mean() >= _ENOUGH_READ)
    known = cells.head(_SAMPLE).dropna()
    if role.unit == "date" and content != "dates":
        return parse_dates(known).share_read >= _ENOUGH_READ
    if role.unit in schema.NUMERIC and (role.low is not None or role.high is not None):
        numbers = parse_numbers(known).values
        low = float("-inf") if role.low is None else role.low
        # A share may be written in percent.
        high = float("inf") if role.high is None else 100 if role.unit == "share" else role.high
        return bool(numbers.between(low, high).mean() >= _ENOUGH_READ)
    return True


def _assign(frame: pd.DataFrame, contents: dict[str, Content], kind: Kind) -> Mapping:
    """Give the surest name matches first, then what the content says, then the roles that many columns may have."""
    matches = sorted(
        (rank, order, role.name, name)
        for order, name in enumerate(frame.columns)
        for role in schema.COLUMNS
        if role.rows in (kind, "both") and role.origin != "computed"
        for rank in [_rank(name, role)]
        if rank is not None and _fits(role, contents[name], frame[name])
    )
    roles: dict[str, str] = {}
    reasons: dict[str, str] = {}
    others = {role_name for _, _, role_name, _ in matches} & {"email", "customer_name"}
    spelled = {schema.spelling(str(name)) for name in frame.columns}
    of_a_model = spelled >= schema.MODEL_STATISTICS and bool(spelled & schema.MODEL_TIMES)
    for _, _, role_name, name in matches:
        if of_a_model and schema.spelling(name) in schema.MODEL_STATISTICS:
            continue
        if kind == "purchases" and others and role_name == "customer_id" and schema.spelling(name) == "id":
            continue  # beside an e-mail or a name, a bare id is that of the order
        if name not in roles and role_name not in roles.values():
            roles[name], reasons[name] = role_name, "by its name"
    if kind == "purchases":
        _assign_unreadable_date(frame, contents, roles, reasons)
        _assign_by_content(frame, contents, roles, reasons)
    groups = _groups([name for name in frame.columns if name not in roles], contents) if kind == "customers" else {}
    for name in frame.columns:
        if name not in roles:
            roles[name], reasons[name] = groups.get(name) or _leftover(frame[name], contents[name], kind)
    return Mapping(kind, "", {name: roles[name] for name in frame.columns}, reasons)


def _rank(name: str, role: schema.Column) -> int | None:
    """How sure a name is for a role: 0 is the schema's own name, then the aliases in their order."""
    names = (schema.spelling(role.name), *role.aliases)
    for spelled in (schema.spelling(name), schema.spelling(re.sub(r"[(\[].*?[)\]]", "", name))):
        if spelled in names:
            return names.index(spelled)
    return None


def _assign_unreadable_date(
    frame: pd.DataFrame, contents: dict[str, Content], roles: dict[str, str], reasons: dict[str, str]
) -> None:
    """A column called date whose dates nobody can read: the cleaning report tells, where nothing else holds dates."""
    if "order_date" in roles.values() or "dates" in contents.values():
        return
    ranks = {name: _rank(name, schema.BY_NAME["order_date"]) for name in map(str, frame.columns) if name not in roles}
    named = [(rank, name) for name, rank in ranks.items() if rank is not None]
    if named:
        name = min(named)[1]
        roles[name], reasons[name] = "order_date", "by its name, though its dates can't be read"


def _assign_by_content(
    frame: pd.DataFrame, contents: dict[str, Content], roles: dict[str, str], reasons: dict[str, str]
) -> None:
    """Where names are silent: the first dates, the repeating ids before them, the numbers with cents."""
    free = [name for name in frame.columns if name not in roles]
    taken = set(roles.values())

    def give(role: str, name: str | None, reason: str) -> None:
        if role not in taken and name is not None and name not in roles:
            roles[name], reasons[name] = role, reason

    give("order_date", next((n for n in free if contents[n] == "dates"), None), "its values are dates")
    if "order_date" not in roles.values():
        return
    if not taken & set(schema.WHO):
        give("customer_id", next((n for n in free if _repeats(frame[n])), None), "its values repeat like ids")
    if "quantity" not in taken or "unit_price" not in taken:
        cents = (n for n in free if contents[n] == "numbers" and frame[n].head(_SAMPLE).str.contains(r"\d[.,]\d").any())
        give("amount", next((n for n in cents if n not in roles), None), "its values are numbers with cents")


def _repeats(cells: pd.Series) -> bool:
    """Whether the cells could be customers of purchases: whole and few enough to come back."""
    known = cells.dropna()
    whole = known.head(_SAMPLE).str.fullmatch(r"\w[\w-]*").all()
    different = known.nunique()
    return bool(different > 1 and whole and len(known) / 1_000 < different < 0.95 * len(known))


def _groups(names: list[str], contents: dict[str, Content]) -> dict[str, tuple[str, str]]:
    """Columns that belong together: preferences, money per category, orders per channel."""
    numbers = [name for name in names if contents[name] in ("numbers", "flags")]
    spelled = {name: schema.spelling(name) for name in numbers}
    preferences = [n for n in numbers if spelled[n].endswith(" preference")]
    spend = [n for n in numbers if _SPEND.match(spelled[n])]
    channels = [n for n in numbers if _CHANNEL.match(spelled[n])]
    found = dict.fromkeys(preferences, (schema.PREFERENCE, "its name ends in “preference”"))
    if len(spend) > 1:
        found |= dict.fromkeys(spend, (schema.CATEGORY_SPEND, "one of several columns of money spent"))
    if len(channels) > 1:
        found |= dict.fromkeys(channels, (schema.CHANNEL_ORDERS, "one of several columns of orders"))
    return found


def _leftover(cells: pd.Series, content: Content, kind: Kind) -> tuple[str, str]:
    known = cells.dropna()
    if content in ("blank", "same"):
        return schema.IGNORE, "it is blank" if content == "blank" else "every row says the same"
    if content in ("numbers", "flags"):
        if kind == "purchases":
            return schema.IGNORE, "a number of the purchase that no page uses"
        if content == "numbers" and known.nunique() == len(known) > 10 and bool(known.str.fullmatch(r"\d+").all()):
            return schema.IGNORE, "a different whole number in each row: an id"
        return schema.METRIC, "a number"
    few = 1 < known.nunique() <= min(_MOST_LABELS, max(2, len(known) // 2))
    if content == "text" and few and kind == "customers":
        return schema.LABEL, f"{known.nunique()} different words"
    return schema.IGNORE, "text that no page uses" if content == "text" else "dates that no page uses"


def _decide_kind(frame: pd.DataFrame, mapping: Mapping, contents: dict[str, Content]) -> tuple[Kind, str]:
    """Purchases have dates and customers that come back; a table of customers has each of them once."""
    customer, date = mapping.customer, mapping.column("order_date")
    if customer is None:
        return "customers", "No column looks like a customer that comes back, so each row is taken as one customer."
    known = frame[customer].dropna()
    different, rows = known.nunique(), len(known)
    if date is not None and not rows:
        return "purchases", f"“{date}” holds dates, so each row is taken as a purchase, but “{customer}” is blank."
    if date is None:
        return "customers", f"No column holds purchase dates, so each of the {rows:,} rows is taken as one customer."
    if _rank(date, schema.BY_NAME["last_purchase"]) is not None or _rank(date, schema.BY_NAME["first_purchase"]) == 0:
        return "customers", f"“{date}” is a date of the customer as a whole, so each row is a customer."
    if different < rows and different < 0.98 * rows:
        return "purchases", (
            f"“{customer}” repeats ({different:,} different values in {rows:,} rows) and “{date}” holds dates, "
            "so each row is a purchase."
        )
    detail = [r for r in ("order_id", "product", "quantity", "unit_price") if mapping.column(r)]
    if mapping.column("order_id") or len(detail) > 1 or (mapping.column("amount") and len(frame.columns) <= 4):
        return "purchases", f"“{date}” holds dates and each row names an order, so each row is a purchase."
    return "customers", f"“{customer}” is different in (nearly) all of the {rows:,} rows, so each row is a customer."


KINDS: tuple[Kind, ...] = get_args(Kind)
