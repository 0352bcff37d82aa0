"""What the lines of one order share: details given only on the first line, and totals repeated on each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.data.cells import has_repeats
from core.data.mapping import Mapping
from core.data.steps import Log
from core.data.vocabulary import english
from core.problems import Problem
from core.schema import spelling

# What an export may give on the first line of an order alone.
_SHARED = (
    "customer_id", "email", "customer_name", "first_name", "last_name", "order_date", "status", "entry_type",
    "canceled_at", "currency", "country", "city", "channel",
)  # fmt: skip
# On this share of the orders with several lines a pattern must hold to be believed.
NEARLY_ALL = 0.9
ENOUGH_ORDERS = 3
SAME_MONEY = 0.01
# Words of names of money: of a whole order, of any whole, and of a line or of what was sold.
_OF_ORDER = frozenset(["order", "orders", "invoice", "receipt", "basket", "cart", "grand"])
_OF_WHOLE = frozenset(["total", "sum", "amount", "value"])
_OF_LINE = frozenset(
    ["line", "lines", "lineitem", "item", "items", "product", "unit", "piece", "position", "ligne", "linea", "linha",
     "riga", "regel", "zeile", "subtotal", "sales", "revenue"]
)  # fmt: skip
# The lines of an order without shipping, tax and discount come so near its total.
_NEAR_TOTAL = 0.5


def carry_down(frame: pd.DataFrame, mapping: Mapping, log: Log) -> pd.DataFrame:
    """Fill details that an export gives only on the first line of an order (customer, date, status, currency).

    A detail is only carried where the order gives one alone: a number used again for another customer gives two.
    """
    order = mapping.column("order_id")
    names = [name for role in _SHARED if (name := mapping.column(role)) and frame[name].isna().any()]
    if order is None or not names or not has_repeats(frame[order]):
        return frame
    several = frame[order].notna() & frame[order].duplicated(keep=False)
    numbers = pd.factorize(frame.loc[several, order])[0]
    filled = {name: _carried(frame.loc[several, name], numbers) for name in names}
    touched = pd.DataFrame({name: cells.notna() & frame.loc[several, name].isna() for name, cells in filled.items()})
    rows = int(touched.any(axis=1).sum())
    if not rows:
        return frame
    what = "Details given only on the first line of an order were carried to its other lines"
    log.note([Problem("carried-down", what, "Nothing to do.", rows, "changed", ", ".join(names)[:60])])
    whole = {
        name: frame[name].astype("str").where(~several, cells.reindex(frame.index)) for name, cells in filled.items()
    }
    return frame.assign(**whole)


def _carried(cells: pd.Series, orders: npt.NDArray[np.int64]) -> pd.Series:
    """The cells of lines, blanks filled with the one value that the other lines of the order have."""
    codes, texts = pd.factorize(cells)
    known = pd.Series(codes, index=cells.index)
    by_order = known.where(known >= 0).groupby(orders)
    one = by_order.transform("min")
    alike = one.notna() & (one == by_order.transform("max"))
    code = known.where((known >= 0) | ~alike, one).astype("int64")
    text: pd.Series = pd.Series(texts, dtype="str").reindex(code.where(code >= 0)).set_axis(cells.index)
    return text


def spread_totals(rows: pd.DataFrame, log: Log, named: str = "") -> pd.DataFrame:
    """Count an order's total once where an export repeats it on each line, or gives it on one line only.

    The total is spread over the lines by quantity times unit price where these are known, else evenly, so that
    categories keep their share. An order whose lines have different amounts keeps them. A refund repeated on each line
    is counted once as well. Needs columns `order_id` and `amount`; `named` is how the file calls the amount, which
    tells the total of an order from few orders.
    """
    if "order_id" not in rows or not has_repeats(rows["order_id"]):
        return rows
    several = rows[rows["order_id"].notna() & rows["order_id"].duplicated(keep=False)]
    # The reader may hold repeating texts as codes, which do not group and add up as plain texts do.
    several = several.astype({name: "str" for name in ("order_id", "product") if name in several})
    lines = _line_values(several)
    order = several["order_id"]
    grouped = several["amount"].groupby(order)
    filled, size, different = grouped.count(), grouped.size(), grouped.nunique()
    on_one_line = (filled == 1).mean() >= NEARLY_ALL
    repeated = ((filled == size) & (different == 1)).mean() >= NEARLY_ALL
    enough = len(size) >= ENOUGH_ORDERS or _lines_make_up(several, lines)
    told = (enough and _lines_differ(several, lines)) or (not lines.count() and _says_total(named, grouped.first()))
    of_order = on_one_line or (repeated and told)
    rows = _refunds_once(rows, several, of_order, log)
    if not of_order:
        return rows
    weight = lines.abs().where(lines.notna(), 0.0)
    total_weight = weight.groupby(order).transform("sum")
    share = (weight / total_weight).where(total_weight > 0, 1 / order.map(size))
    one_total = order.map(different <= 1).astype(bool)
    spread = (several["amount"].groupby(order).transform("first") * share).where(one_total, several["amount"])
    what = "The amount is the total of the order; it was counted once and spread over the order's lines"
    remedy = "Map the amount of the line instead, if there is one."
    log.note([Problem("order-total", what, remedy, int(one_total.sum()), "changed")])
    return rows.assign(amount=rows["amount"].where(~rows.index.isin(several.index), spread.reindex(rows.index)))


def _refunds_once(rows: pd.DataFrame, several: pd.DataFrame, of_order: bool, log: Log) -> pd.DataFrame:
    """A refund of the order that stands on each of its lines is spread over them.

    It is one where the amounts are those of the order as well, where lines of different amounts have the same refund,
    or where the refunds would exceed the order.
    """
    if "refunded" not in several or not (several["refunded"] > 0).any():
        return rows
    order = several["order_id"]
    refund, amount = several["refunded"].abs().groupby(order), several["amount"].groupby(order)
    given = refund.min() > 0
    alike = given & (refund.nunique() == 1)
    whole = alike & (of_order | (amount.nunique() > 1) | (refund.sum() > amount.sum() + SAME_MONEY))
    if not whole.any() or alike.sum() < NEARLY_ALL * given.sum():
        return rows
    touched = order.map(whole).astype(bool)
    spread = (several["refunded"] / order.map(refund.size())).where(touched, several["refunded"])
    what = "The refunded amount of an order stands on each of its lines; it was counted once"
    log.note([Problem("refund-total", what, "Nothing to do.", int(touched.sum()), "changed")])
    return rows.assign(refunded=rows["refunded"].where(~rows.index.isin(several.index), spread.reindex(rows.index)))


def _says_total(named: str, totals: pd.Series) -> bool:
    """Whether a name says that an amount is of the whole order, given that it is the same on all lines of each order.

    Where a name such as "total" leaves open of what, that must be so on several orders of different amounts.
    """
    words = set(english(spelling(named)))
    if words & _OF_LINE or not words & _OF_WHOLE:
        return False
    open_but_likely = "total" in words and len(totals) >= ENOUGH_ORDERS and totals.nunique() > 1
    return bool(words & _OF_ORDER or open_but_likely)


def _line_values(rows: pd.DataFrame) -> pd.Series:
    if "quantity" in rows and "unit_price" in rows:
        return rows["quantity"] * rows["unit_price"]
    return pd.Series(float("nan"), index=rows.index)


def _lines_make_up(rows: pd.DataFrame, lines: pd.Series) -> bool:
    """Whether the values of the lines add up to about the amount that each of them repeats."""
    order = rows["order_id"]
    made, total = lines.groupby(order).sum(min_count=1), rows["amount"].groupby(order).first()
    return bool(((made - total).abs() <= _NEAR_TOTAL * total.abs()).all())


def _lines_differ(rows: pd.DataFrame, lines: pd.Series) -> bool:
    """Whether equal amounts on all lines of an order can't be the amounts of the lines themselves."""
    if lines.notna().any():
        return bool(((lines - rows["amount"]).abs() > SAME_MONEY).mean() > 0.5)
    if "product" not in rows:
        return False
    products = rows["product"].groupby(rows["order_id"]).nunique()
    return bool((products > 1).mean() >= NEARLY_ALL and len(products) >= 3 * ENOUGH_ORDERS)
