"""Whether a row is a customer or a purchase: customers come back on days, and a table of customers has each once."""

from __future__ import annotations

import pandas as pd

from core import schema
from core.data.dataset import Kind
from core.data.hints import COMING_BACK
from core.data.naming import is_bare, roles_of, says_bought
from core.data.roles import Assigned

_OFTEN = 0.98
# What only a row of purchases says, and what only a customer as a whole has.
_OF_A_PURCHASE = ("order_id", "product", "quantity", "unit_price", "status", "refunded", "canceled_at", "entry_type")
_OF_A_CUSTOMER = frozenset(
    ["orders", "revenue", "first_purchase", "last_purchase", "avg_order_value", "purchase_frequency", "clv",
     "tenure_days", "days_since_purchase", "customer_since", "loyalty_score", "churned", "churn_probability",
     "satisfaction_score", "page_views", "session_duration"]
)  # fmt: skip
_FEW_COLUMNS = 4


def decide_kind(frame: pd.DataFrame, as_purchases: Assigned, as_customers: Assigned) -> tuple[Kind, str]:
    """The kind of a row and a sentence that gives the reason."""
    given = {role: name for name, (role, _) in as_purchases.items()}
    customer = next((given[role] for role in (*schema.WHO, "last_name", "first_name") if role in given), None)
    date = given.get("order_date")
    rows = len(frame)
    if date is None:
        if customer is None:
            return "customers", "No column looks like a customer that comes back, so each row is taken as one customer."
        return "customers", f"No column holds purchase dates, so each of the {rows:,} rows is taken as one customer."
    for_purchase, for_customer = _signs(given, as_purchases, as_customers)
    if customer is None:
        if for_purchase + ("amount" in given) > for_customer:
            return "purchases", (
                f"“{date}” holds dates and each row names what was bought, so each row is a purchase, but no column "
                "says who bought."
            )
        return "customers", "No column looks like a customer that comes back, so each row is taken as one customer."
    whole = roles_of(date, "customers")
    if set(whole) & {"last_purchase", "first_purchase"}:
        return "customers", f"“{date}” is a date of the customer as a whole, so each row is a customer."
    if not frame[customer].count() and rows:
        return "purchases", f"“{date}” holds dates, so each row is taken as a purchase, but “{customer}” is blank."
    repeats = _how_it_repeats(frame[customer])
    if repeats and for_customer > for_purchase + 1:
        return "customers", (
            f"“{customer}” repeats ({repeats}), but {for_customer} columns describe a customer as a whole, so each "
            "row is a customer."
        )
    if repeats:
        return "purchases", f"“{customer}” repeats ({repeats}) and “{date}” holds dates, so each row is a purchase."
    small = "amount" in given and len(frame.columns) <= _FEW_COLUMNS
    if for_purchase > for_customer or (small and for_purchase >= for_customer):
        return "purchases", f"“{date}” holds dates and each row names an order, so each row is a purchase."
    return "customers", f"“{customer}” is different in (nearly) all of the {rows:,} rows, so each row is a customer."


def _signs(given: dict[str, str], as_purchases: Assigned, as_customers: Assigned) -> tuple[int, int]:
    """How many columns speak for a purchase, and how many for a customer as a whole; what fits both is silent."""
    purchase = {given[role] for role in _OF_A_PURCHASE if role in given and not _is_vague(given[role])}
    if says_bought(given["order_date"]):
        purchase.add(given["order_date"])
    customer = {name for name, (role, _) in as_customers.items() if role in _OF_A_CUSTOMER}
    of_either = {name for name, (role, _) in as_purchases.items() if role in ("amount", "order_date")}
    return len(purchase - customer), len(customer - of_either - purchase)


def _is_vague(name: str) -> bool:
    """Whether a name is found in tables of customers as well: an id, a name, a description."""
    return is_bare(name) or schema.spelling(name) in ("description", "title", "type", "status")


def _how_it_repeats(cells: pd.Series) -> str:
    """How many different customers there are, in words; "" where (nearly) each row has another one.

    A long table is decided by its first rows, if these show customers that come back.
    """
    for known, where in ((cells.head(COMING_BACK).dropna(), "the first "), (cells, "")):
        different, rows = known.nunique(), int(known.count())
        if len(cells) <= COMING_BACK:
            where = ""
        if different < rows and different < _OFTEN * rows:
            return f"{different:,} different values in {where}{rows:,} rows"
    return ""
