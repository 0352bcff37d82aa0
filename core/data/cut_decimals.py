"""Amounts such as 12,50 that stand unquoted between commas: each is cut in two, which shifts the cells behind it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from core import schema
from core.data.dialects import Record
from core.data.headers import DATE, counts_rows, is_value
from core.data.naming import is_code, roles_of

_WHOLE = re.compile(r"\s*[-+(]?\s*[$€£]?\s*[-+]?(\d{1,3}([. ']\d{3})+|\d+)")
_CENTS = re.compile(r"\d{1,2}\s*[$€£%)-]*\s*")
_POINT = re.compile(r"\d\.\d{1,2}\s*[$€£%)-]*")
# On this share of the rows that are too wide a reading must hold to be believed; the others are set aside.
_NEARLY_ALL = 0.95
_MOST_CUT = 3
_WITHOUT_DECIMALS = {"id", "text", "date", "years", "count", "flag"}
_MOST_PLACES = 12


@dataclass(frozen=True)
class Cuts:
    """Where amounts were cut: for rows with so many cells too many, which cells go together with their next one.

    `unclear` holds the numbers of cells too many for which there are several ways; those rows are set aside.
    """

    places: dict[int, tuple[int, ...]] = field(default_factory=dict)
    unclear: frozenset[int] = frozenset()

    def mended(self, record: Record, width: int) -> Record:
        """The row with its amounts in one piece; as it stands where none is cut at the places known."""
        cells = record.cells
        places = self.places.get(len(cells) - width, ())
        if record.broken or not places or not all(_is_cut(cells[i], cells[i + 1]) for i in places):
            return record
        return record._replace(cells=_joined(cells, places))


NO_CUTS = Cuts()


def find_cuts(header: list[str], rows: list[list[str]]) -> Cuts:
    """See whether rows have more cells than the header because commas stand in amounts, and where.

    >>> find_cuts(["id", "total"], [["c1", "12", "50"], ["c2", "8", "05"]]).places
    {1: (1,)}
    """
    width = len(header)
    wide: dict[int, list[list[str]]] = defaultdict(list)
    for row in rows:
        if any(cell.strip() for cell in row[width:]):
            wide[len(row) - width].append(row)
    if not wide or not all(map(str.strip, header)):
        return NO_CUTS
    fits = [row for row in rows if len(row) == width]
    places: dict[int, tuple[int, ...]] = {}
    unclear: set[int] = set()
    for over, group in wide.items():
        ways = _ways(group, fits, over) if over <= _MOST_CUT else []
        ways = [way for way in ways if all(_may_be_amount(header[place - i]) for i, place in enumerate(way))]
        ways = _likeliest(ways, group, header)
        if len(ways) == 1:
            places[over] = ways[0]
        elif ways and len(group) > len(fits):
            unclear.add(over)
    return Cuts(places, frozenset(unclear))


def _ways(group: list[list[str]], fits: list[list[str]], over: int) -> list[tuple[int, ...]]:
    """All choices of places where joining makes amounts and puts the rest under cells of its own kind."""
    single = [i for i in range(len(group[0]) - 1) if _are_cut(group, i)][:_MOST_PLACES]
    found = []
    for places in combinations(single, over):
        apart = all(later - earlier > 1 for earlier, later in pairwise(places))
        if apart and _line_up([_joined(row, places) for row in group], fits):
            found.append(places)
    return found


def _are_cut(group: list[list[str]], place: int) -> bool:
    """Whether nearly all rows may have an amount cut at a place, all of them written the same way."""
    cents = [row[place + 1].strip() for row in group if _is_cut(row[place], row[place + 1])]
    if not cents or len(cents) < _NEARLY_ALL * len(group):
        return False
    digits = [re.sub(r"\D", "", cell) for cell in cents]
    # Either the same number of decimals on all, or as spreadsheets do it: no zero at the end.
    return len(set(map(len, digits))) == 1 or not any(cell.endswith("0") for cell in digits)


def _is_cut(left: str, right: str) -> bool:
    return _WHOLE.fullmatch(left) is not None and _CENTS.fullmatch(right) is not None


def _joined(cells: list[str], places: Sequence[int]) -> list[str]:
    row, start = [], 0
    for place in places:
        row += [*cells[start:place], f"{cells[place]},{cells[place + 1]}"]
        start = place + 2
    return row + cells[start:]


def _line_up(joined: list[list[str]], fits: list[list[str]]) -> bool:
    """Whether the cells of joined rows are of the kinds that stand in their columns in rows that fit."""
    for column in range(len(joined[0]) if fits else 0):
        known = {_kind(row[column]) for row in fits}
        own = [_kind(row[column]) for row in joined]
        if sum(kind in known or not kind for kind in own) < _NEARLY_ALL * len(own):
            return False
    return True


def _kind(cell: str) -> str:
    """Blank, a date, a number with a decimal point or without, or a text."""
    text = cell.strip()
    if not is_value(text):
        return "text" if text else ""
    if DATE.fullmatch(text):
        return "date"
    return "point" if _POINT.search(text) else "number"


def _likeliest(ways: list[tuple[int, ...]], group: list[list[str]], header: list[str]) -> list[tuple[int, ...]]:
    """Of several ways the one that alone has decimals such as 05, else the one that alone joins under names of money.

    Where the first cell counts the rows, it may be a column without a name: then a name of dates must tell, too.
    """
    zeros = [way for way in ways if all(_has_zeros([row[i + 1].strip() for row in group]) for i in way)]
    if len(zeros) == 1:
        return zeros
    if counts_rows(group):
        ways = [way for way in ways if _has_dates_named(group, header, way[0])]
    named = [way for way in ways if all(_is_money(header[place - i]) for i, place in enumerate(way))]
    return named if len(named) == 1 else ways


def _has_zeros(cents: list[str]) -> bool:
    """Whether decimals are two digits each and some of them start with a zero, as whole numbers never do."""
    return all(len(cell) > 1 for cell in cents) and any(cell.startswith("0") for cell in cents)


def _has_dates_named(group: list[list[str]], header: list[str], before: int) -> bool:
    """Whether dates stand right under the name of a date, before the first amount that is cut."""
    dates = (i for i in range(before) if all(_kind(row[i]) == "date" for row in group))
    return any("order_date" in roles_of(header[i], "purchases") for i in dates)


def _may_be_amount(name: str) -> bool:
    """Whether decimals can stand under a name: under that of an order, an age or a text they never do."""
    units = {schema.unit_of(role) for role in _roles(name)}
    return not is_code(name) and (not units or not units <= _WITHOUT_DECIMALS)


def _is_money(name: str) -> bool:
    return any(schema.unit_of(role) == "money" for role in _roles(name))


def _roles(name: str) -> set[str]:
    return {*roles_of(name, "purchases"), *roles_of(name, "customers")}
