"""Where names are silent: what the content of a column, and of columns side by side, says it is."""

from __future__ import annotations

from collections.abc import Mapping as Lookup

import numpy as np
import pandas as pd

from core import schema
from core.data.currencies import are_currencies
from core.data.dataset import Kind
from core.data.looks import ENOUGH_READ, Look
from core.data.naming import is_silent
from core.data.roles import Assigned, fits
from core.data.statuses import entry_kinds
from core.data.values import parse_numbers

# Rows in which columns are held against each other, and in which ids are looked for that come back.
RELATED = 5_000
COMING_BACK = 200_000
# So many columns are held against each other, so that a wide table does not take long.
_MOST_PAIRED = 6
_FEW_COLUMNS = 6
# So many different words there must be for them to be the names of customers.
_ENOUGH_WORDS = 8
_NEARLY_ALL = 0.95
_FINE = r"\D*\d+\.\d{4,}\D*"
_A_LIFE = 10
_MOST_ENTRIES = 20
_LONG = 10_000
_CODE = r"0\d+|(?=.*\d)(?=.*[^\W\d]).+"


def by_content(frame: pd.DataFrame, looks: Lookup[str, Look], named: Assigned, kind: Kind) -> Assigned:
    """Roles for columns whose name says nothing; what a name says stands."""
    found: Assigned = {}
    given = {role for role, _ in named.values()}

    def free() -> list[str]:
        return [name for name in looks if name not in named and name not in found and is_silent(name)]

    def give(role: str, name: str | None, reason: str) -> None:
        if name is not None and role not in given:
            found[name] = (role, reason)
            given.add(role)

    if frame.empty:
        return found
    # Amounts in several currencies must not be added up, whatever the column is called that tells them apart.
    give("currency", _currency(looks, named), "its values are currencies")
    email = schema.BY_NAME["email"]
    give("email", next((n for n in free() if fits(email, looks[n])), None), "its values are e-mail addresses")
    if kind == "customers":
        if not given & set(schema.WHO):
            give("customer_id", _one_each(frame, looks, free()), "a different id in each row")
        return found
    give("order_date", _date(looks, free()), "its values are dates")
    if "order_date" not in given:
        return found
    give("entry_type", _entries(looks, named), "its values are kinds of entries, sales and refunds")
    mostly_silent = len(looks) <= _FEW_COLUMNS or 2 * sum(map(is_silent, looks)) >= len(looks)
    if not given & set(schema.WHO) and mostly_silent:
        # Where most names speak, none of them says who bought: what repeats then is a style, a courier, a shop.
        order, customer = _ids(frame, looks, free())
        give("customer_id", customer, "its values repeat like ids")
        give("order_id", order, "each of its values belongs to one customer, like an order")
    if "amount" not in given:
        for role, name, reason in _money(frame, looks, free(), given):
            give(role, name, reason)
    return found


def _currency(looks: Lookup[str, Look], named: Assigned) -> str | None:
    """The column of nothing but currencies: of several, one with different ones."""
    of_money = [n for n, look in looks.items() if n not in named and len(look.distinct) and _are_few_currencies(look)]
    return max(of_money, key=lambda name: len(looks[name].distinct) > 1, default=None)


def _are_few_currencies(look: Look) -> bool:
    return look.content in ("text", "same") and are_currencies(look.distinct)


def _entries(looks: Lookup[str, Look], named: Assigned) -> str | None:
    """The column that tells sales from money given back in every cell, whatever its name is."""
    for name, look in looks.items():
        if name not in named and look.content == "text" and len(look.distinct) <= _MOST_ENTRIES:
            kinds = set(entry_kinds(look.distinct).values())
            if None not in kinds and {"sale", "refunded"} <= kinds:
                return name
    return None


def _date(looks: Lookup[str, Look], free: list[str]) -> str | None:
    """The first column of dates; a date of birth lies ten years and more before the others."""
    dated = [name for name in free if looks[name].content == "dates"]
    if len(dated) < 2:
        return next(iter(dated), None)
    middle = {name: float(looks[name].dates.values.dt.year.median()) for name in dated}
    newest = max(middle.values())
    return next((name for name in dated if middle[name] > newest - _A_LIFE), dated[0])


def _ids(frame: pd.DataFrame, looks: Lookup[str, Look], free: list[str]) -> tuple[str | None, str | None]:
    """The order, if it has lines, and the customer: ids that come back, those with digits before words."""
    repeating = [name for name in free if _repeats(frame[name], looks[name])]
    with_digits = [name for name in repeating if looks[name].share(r".*\d.*") >= ENOUGH_READ]
    in_words = [name for name in repeating if len(looks[name].distinct) >= _ENOUGH_WORDS]
    related = frame.head(RELATED).astype("str")
    money = [name for name in free if _has_cents(looks[name])][:_MOST_PAIRED]
    candidates = (with_digits or in_words)[:_MOST_PAIRED]
    # What sets the price is a product, unless nothing else could be the customer.
    buyers = [n for n in candidates if not any(_determines(related, n, price) for price in money)] or candidates
    ranked = sorted(buyers, key=lambda name: (-related[name].nunique(), free.index(name)))
    for order in ranked[:-1]:
        for customer in (name for name in ranked if name != order):
            of_one = _determines(related, order, customer) and not _determines(related, customer, order)
            if of_one and _stands_together(related[order]):
                return order, customer
    # Codes with letters or zeros in front are ids more surely than bare numbers, which may count or cost something.
    coded = [name for name in ranked if looks[name].share(_CODE) >= ENOUGH_READ]
    return None, next(iter(coded or ranked), None)


def _repeats(cells: pd.Series, look: Look) -> bool:
    """Whether the cells could be customers of purchases: whole and few enough to come back."""
    if look.content not in ("text", "numbers", "flags") or look.share(r"\w[\w-]*") < 1:
        return False
    known = cells.head(COMING_BACK).dropna()
    different = known.nunique()
    return bool(different > 1 and len(known) / 1_000 < different < _NEARLY_ALL * len(known))


def _stands_together(cells: pd.Series) -> bool:
    """Whether equal cells follow each other, as the lines of an order do."""
    again = int(cells.duplicated().sum())
    return again > 0 and int((cells == cells.shift()).sum()) >= again / 2


def _determines(rows: pd.DataFrame, first: str, second: str) -> bool:
    """Whether rows alike in the first column are alike in the second, which is not always the same."""
    known = rows[[first, second]].dropna()
    groups = known.groupby(first)[second].agg(["size", "nunique"])
    several = groups[groups["size"] > 1]
    return len(several) > 1 and known[second].nunique() > 1 and bool((several["nunique"] == 1).mean() >= _NEARLY_ALL)


def _one_each(frame: pd.DataFrame, looks: Lookup[str, Look], free: list[str]) -> str | None:
    """A column of letters and digits, or of digits in one width, that is different in each row."""
    for name in free:
        look = looks[name]
        coded = look.share(r"(?=.*\d)(?=.*[^\W\d])[\w-]+") == 1 or look.share(r"0\d{3,}") > 0.1
        if not coded or look.filled < 1 or look.content not in ("text", "numbers"):
            continue
        # All rows are only looked through where the first ones are all different.
        if frame[name].head(COMING_BACK).is_unique and frame[name].is_unique:
            return name
    return None


def _has_cents(look: Look) -> bool:
    """Numbers with decimals, or with a currency; four decimals and more are rates or places on the map."""
    if look.content != "numbers" or look.share(_FINE) > 1 - ENOUGH_READ:
        return False
    return bool(look.known.str.contains(r"\d[.,]\d|[€£$¥₹]", regex=True).any())


def _money(
    frame: pd.DataFrame, looks: Lookup[str, Look], free: list[str], given: set[str]
) -> list[tuple[str, str | None, str]]:
    """The amount: what is quantity times price, else the largest numbers with cents, else the only numbers."""
    numeric = [name for name in free if looks[name].content == "numbers"]
    product = _product(frame, numeric[:_MOST_PAIRED])
    if product:
        quantity, price, amount = product
        return [
            ("amount", amount, f"it is “{quantity}” times “{price}”"),
            ("quantity", quantity, f"times “{price}” it gives “{amount}”"),
            ("unit_price", price, f"times “{quantity}” it gives “{amount}”"),
        ]
    if {"quantity", "unit_price"} <= given:
        return []
    cents = [name for name in numeric if _has_cents(looks[name])]
    if cents:
        largest = max(cents, key=lambda name: float(looks[name].numbers.values.abs().median()))
        return [("amount", largest, "its values are numbers with cents")]
    if len(numeric) == 1 and not _counts(looks[numeric[0]]):
        return [("amount", numeric[0], "the only numbers of the file that are no id")]
    return []


def _counts(look: Look) -> bool:
    """Whether whole numbers only ever rise, or are long and all different: so are those of orders, not amounts."""
    numbers = look.numbers.values.dropna()
    if not _whole(numbers.to_numpy()) or numbers.nunique() < 2:
        return False
    return bool(numbers.is_monotonic_increasing or (numbers.is_unique and numbers.min() >= _LONG))


def _product(frame: pd.DataFrame, names: list[str]) -> tuple[str, str, str] | None:
    """Three columns of which one is the product of the two others, in nearly all rows: quantity, price and amount."""
    related = frame.head(RELATED).astype("str")
    values = {name: parse_numbers(related[name]).values.to_numpy() for name in names}
    for amount in names:
        for quantity in names:
            for price in names:
                if len({amount, quantity, price}) < 3 or not _whole(values[quantity]):
                    continue
                known = np.isfinite(values[amount] + values[quantity] + values[price])
                near = np.abs(values[quantity] * values[price] - values[amount])[known] < 0.01
                if known.sum() > 5 and near.mean() >= _NEARLY_ALL and _varies(values[quantity][known]):
                    return quantity, price, amount
    return None


def _whole(numbers: np.ndarray) -> bool:
    known = numbers[np.isfinite(numbers)]
    return bool(len(known) and (known == np.round(known)).all())


def _varies(numbers: np.ndarray) -> bool:
    return len(np.unique(numbers)) > 1
