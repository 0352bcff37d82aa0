"""Every column the app understands: name, label, unit, aliases, range, help. README's table is made from this one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Unit = Literal["id", "text", "date", "money", "count", "days", "years", "minutes", "share", "score", "flag", "number"]
Origin = Literal["file", "computed", "either"]

NUMERIC: tuple[Unit, ...] = ("money", "count", "days", "years", "minutes", "share", "score", "number")
MAX_SPELLING = 60
_GERMAN = str.maketrans(
    {"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ł": "l", "Ł": "L"}
)


@dataclass(frozen=True)
class Column:
    """One column of the schema.

    `rows` tells which kind of row carries it in a file ("customers", "purchases" or "both"); `origin` tells whether
    it comes from the file, is computed, or either; `low` and `high` are the values that can be true: what lies
    outside is blanked and counted. `aliases` are other names, the surest first.
    """

    name: str
    label: str
    unit: Unit
    help: str
    rows: Literal["customers", "purchases", "both"] = "customers"
    origin: Origin = "either"
    low: float | None = None
    high: float | None = None
    aliases: tuple[str, ...] = ()


def _file(name: str, label: str, unit: Unit, help: str, *aliases: str, **rest: object) -> Column:
    return Column(name, label, unit, help, origin="file", aliases=aliases, **rest)  # type: ignore[arg-type]


def _either(name: str, label: str, unit: Unit, help: str, *aliases: str, **rest: object) -> Column:
    return Column(name, label, unit, help, origin="either", aliases=aliases, **rest)  # type: ignore[arg-type]


def _computed(name: str, label: str, unit: Unit, help: str) -> Column:
    return Column(name, label, unit, help, origin="computed")


# Whose a name, an e-mail or a place is, as exports write it in front: the customer's own before that of a parcel.
_WHOSE = (
    "customer", "buyer", "client", "billing", "bill", "bill to", "invoice", "default address", "contact", "user", "member",
    "account", "shipping", "ship", "ship to", "delivery", "recipient", "address",
)  # fmt: skip


def _whose(*names: str) -> tuple[str, ...]:
    """The names themselves, then with everything that may stand in front of them."""
    return (*names, *(f"{whose} {name}" for whose in _WHOSE for name in names))


# Aliases are English, or what one program alone writes: core/data/vocabulary.py brings other languages to English.
COLUMNS: tuple[Column, ...] = (
    _file(
        "customer_id", "Customer", "id", "What tells one customer from another.",
        "customer id", "customer number", "customer no", "customer code", "customer key", "customer account number",
        "cust id", "client id", "client code", "clientnum", "buyer id", "buyer user id", "shopper id", "member id",
        "square customer id", "member number", "membership number", "user id", "userid", "account id", "account number", "person id",
        "contact id", "subscriber id", "profile id", "visitor id", "klaviyo id", "crm id", "loyalty id",
        "loyalty number", "loyalty card number", "customer card", "customer card number", "cedula", "buyer username", "username", "user name",
        "customer reference id", "record id", "customer", "client", "shopper", "member", "user", "id",
        rows="both",
    ),
    _file(
        "email", "E-mail", "text", "Stands in for the customer where there is no id, and goes along into lists.",
        *_whose("email", "email address", "mail"), "from email address", "purchase email", "sender email address",
        "sender", "email electronic", "email primary", "subscriber email",
        rows="both",
    ),
    _file(
        "customer_name", "Customer name", "text",
        "Goes along into lists; tells customers apart only where there is neither id nor e-mail.",
        "customer name", "customer full name", "full name", "client name", "account name", "buyer name", "buyer full name",
        "contact name", "member name", "user full name", "billing name", "billing full name", "bill to name", "buyer",
        "name", "purchaser", "sold to", "shipping name", "shipping full name", "ship name", "ship to name",
        "recipient name", "delivery name", "card name",
        rows="both",
    ),
    _file(
        "first_name", "First name", "text", "Joined with the last name where the file has no full name.",
        *_whose("first name", "given name", "forename"),
        rows="both",
    ),
    _file(
        "last_name", "Last name", "text", "Joined with the first name where the file has no full name.",
        *_whose("last name", "surname", "family name"),
        rows="both",
    ),
    _file(
        "order_id", "Order", "id", "What tells one order from another; several rows may belong to one order.",
        "order id", "order number", "order no", "order code", "order reference", "order", "amazon order id",
        "increment id", "sales record number", "purchase id", "sale id", "invoice id", "invoice number", "invoice no",
        "invoice", "transaction id", "transaction number", "transaction code", "receipt number", "receipt id",
        "receipt", "basket id", "booking id", "payment id", "payment intent id", "charge id", "document number",
        "reference", "name", "id",
        rows="purchases",
    ),
    _file(
        "order_date", "Purchase date", "date", "The day of the purchase; a time of day is allowed and not used.",
        "order date", "purchase date", "invoice date", "sale date", "sales date", "transaction date", "receipt date",
        "order purchase timestamp", "order timestamp", "order created", "order created at", "order created time",
        "order creation date", "order placed", "order placed at", "order time", "placed at", "placed on",
        "date ordered", "ordered at", "ordered on", "transaction creation date", "created at", "created on",
        "creation date", "date created", "created utc", "created time", "created", "date", "date time", "datetime",
        "timestamp", "paid at", "paid on", "paid on date", "date paid", "payment date", "payments date", "posted date",
        "booking date", "event date", "close date", "day", "ship date", "date shipped",
        rows="purchases",
    ),
    _file(
        "amount", "Amount", "money", "Money for this row, negative for a refund.",
        "amount", "total amount", "order total", "order total inc tax", "order total amount", "order amount",
        "order value", "total paid", "amount paid", "grand total", "total price", "line total", "line item total",
        "lineitem total", "line amount", "total", "total collected", "item total", "net sales", "sales amount",
        "sales", "revenue", "net revenue", "n revenue", "total sales", "total revenue", "turnover", "gross transaction amount", "gross amount",
        "amount including tax", "total including tax", "order gross", "order gross amount", "gross", "payment amount", "payment value", "transaction amount", "transaction value", "purchase amount",
        "purchase amount usd", "purchase value", "invoice total", "invoice amount", "total value", "item subtotal",
        "subtotal", "price paid", "sold for", "dollar value", "spend", "spent", "value", "gross sales", "net amount",
        "net total", "order net", "order net amount", "net", "product sales",
        rows="purchases",
    ),
    _file(
        "quantity", "Quantity", "number", "Pieces in this row, negative for a return.",
        "quantity", "units", "pieces", "number of items", "item quantity", "lineitem quantity", "line item quantity",
        "quantity purchased", "quantity ordered", "quantity sold", "quantity shipped", "units sold", "items sold",
        "total quantity", "total order quantity", "number of cds", "items",
        rows="purchases",
    ),
    _file(
        "unit_price", "Unit price", "money", "Price of one piece; used with quantity where there is no amount.",
        "unit price", "price per unit", "price each", "item price", "lineitem price", "line item price", "item cost",
        "price", "product price", "sale price", "selling price", "list price", "wholesale price", "unit cost",
        rows="purchases",
    ),
    _file(
        "refunded", "Refunded amount", "money", "Money given back; it is taken off the amount.",
        "refunded amount", "amount refunded", "refund amount", "order refund amount", "total refunded", "refund total",
        "refund", "refunded", "refunds",
        rows="purchases",
    ),
    _file(
        "status", "Status", "text", "Orders that are canceled, failed, pending or tests are set aside.",
        "financial status", "order status", "payment status", "status", "transaction status", "payment state",
        "order state", "invoice status", "status name",
        rows="purchases",
    ),
    _file(
        "entry_type", "Kind of entry", "text",
        "Entries that are no sale (payouts, fees, transfers, currency conversions) are set aside.",
        "event type", "transaction type", "receipt type", "reporting category", "entry type", "record type", "kind",
        "transaction kind", "type", "document type", "line type", "row type",
        rows="purchases",
    ),
    _file(
        "canceled_at", "Canceled on", "date", "Orders with a cancellation date are set aside.",
        "cancelled at", "canceled at", "cancellation date", "date cancelled", "date canceled", "canceled on",
        "canceled", "voided at",
        rows="purchases",
    ),
    _file(
        "category", "Category", "text", "Kind of goods; category preferences are computed from it.",
        "category", "product category", "item category", "category name", "main category", "department",
        "product line", "product type", "product group", "item group", "product class", "collection", "genre",
        "sub category",
        rows="purchases",
    ),
    _file(
        "product", "Product", "text", "What was bought.",
        "product name", "item name", "product", "item", "lineitem name", "line item name", "product title",
        "item title", "description", "product description", "item description", "article", "article name",
        "product id", "item id", "product code", "item code", "item number", "stock code", "stockcode", "sku",
        "lineitem sku", "product sku", "asin", "products", "title",
        rows="purchases",
    ),
    _file(
        "currency", "Currency", "text", "Currency code of the amounts.",
        "currency", "currency code", "order currency", "order currency code", "transaction currency", "amount currency",
        "presentment currency", "shop currency", "currency iso", "currency iso code", "ccy", "curr", "waers", "wkz",
        rows="both",
    ),
    _file(
        "age", "Age", "years", "Age in years.",
        "age", "customer age", "age years", "client age", low=0, high=120, rows="both",
    ),
    _file(
        "birth_year", "Birth year", "years", "Year of birth; the age is computed from it.",
        "birth year", "birthyear", "yob", low=1850, high=2100, rows="both",
    ),
    _file(
        "birth_date", "Birth date", "date", "Day of birth; the age is computed from it.",
        "birth date", "birthdate", "birthday", "birthday date", "dob", "customer dob", rows="both",
    ),
    _file(
        "gender", "Gender", "text", "As the file spells it; m, f and their usual forms are brought together.",
        "gender", "sex", "customer gender", rows="both",
    ),
    _file(
        "income", "Income", "money", "Income per year.",
        "income", "annual income", "yearly income", "customer income", "household income", "annual household income",
        "estimated salary", "annual salary", "salary", "monthly income", "monthly salary", "income month",
        low=0, rows="both",
    ),
    _file(
        "country", "Country", "text", "Country or region of the customer.",
        *_whose("country", "country code", "country name"), "country region", "geography", "region",
        rows="both",
    ),
    _file(
        "city", "City", "text", "City of the customer.",
        *_whose("city", "town", "suburb"), "town city",
        rows="both",
    ),
    _file(
        "channel", "Channel", "text", "The way by which the customer comes or buys: shop, web, ads, marketplace.",
        "channel", "sales channel", "order channel", "purchase channel", "channel name", "acquisition channel",
        "marketing channel", "traffic source", "utm source", "acquisition source", "order source", "source name",
        "source", "original source", "initial source", "first source", "source medium", "traffic channel", "medium",
        "utm medium", "referrer", "referral source", "referring site", "preferred channel", "creation source",
        "attribution", "origin",
        rows="both",
    ),
    _either(
        "purchase_frequency", "Orders per 12 months", "count",
        "Orders per 12 months at the customer's pace so far; a history shorter than a year is scaled up from its length.",
        "purchase frequency", "orders per year", "annual orders", "yearly orders", "frequency", "order frequency",
        "purchases per year", "annual purchases", "frequency of purchases", "orders per month", "monthly orders",
        "purchases per month", "monthly purchases", "orders per quarter", "orders per week", "purchases per week",
        low=0,
    ),
    _either(
        "avg_order_value", "Average order value", "money", "Net revenue divided by orders.",
        "average order value", "aov", "mean order value", "average basket", "average basket value", "average order",
        "average spend per order", "average spend", "average purchase value", "average purchase amount",
        "average transaction value", "average transaction amount", "average ticket", "average receipt",
        "average order amount", low=0,
    ),
    _either(
        "clv", "Lifetime value", "money",
        "What the file gives as lifetime value, else net revenue so far; each page says which.",
        "clv", "customer lifetime value", "lifetime value", "ltv", "cltv", "total customer lifetime value", "total clv",
        "historic customer lifetime value", "predicted customer lifetime value", "customer value", "kundenwert",
    ),
    _file(
        "page_views", "Page views", "count", "Pages seen, over the period the file covers.",
        "page views", "pageviews", "visits", "website visits", "num web visits month", "web visits", "sessions",
        "site visits", "visit count", "number of visits", "quantity of visits", "total visits", low=0,
    ),
    _file(
        "session_duration", "Session duration", "minutes", "Mean length of a visit, in minutes.",
        "session duration", "average session duration", "time on site", "session minutes", "session length",
        "average session length", "time spent", "time on app", "time on website", "session duration minutes",
        "session duration seconds", "session duration hours", "average session duration minutes",
        "average session duration seconds", "time on site seconds", "time on site minutes", low=0,
    ),
    _file(
        "satisfaction_score", "Satisfaction", "score", "As the file scores it; higher is happier.",
        "satisfaction score", "satisfaction", "satisfaction rating", "csat", "csat score", "customer satisfaction",
        "customer satisfaction score", "satisfaction level", "rating", "average rating", "review rating",
        "review score", "customer rating", "nps", "nps score",
    ),
    _either(
        "loyalty_score", "Loyalty score", "score",
        "As the file scores it; else, from purchases, the share of customers with a shorter relationship (0 to 100).",
        "loyalty score", "loyalty", "loyalty points", "loyalty index", "point earned", "points earned", "points",
        "points balance", "membership points", "reward points",
    ),
    _either(
        "churn_probability", "Churn probability", "share",
        "As the file gives it; else learned from its label, or the probability of no order, or an estimate by rule.",
        "churn probability", "churn risk", "churn score", "churn risk prediction", "probability of churn",
        "attrition probability", "p churn", "churn prob", "churn risk score", low=0, high=1,
    ),
    _file(
        "churned", "Churned", "flag", "Whether the customer has left, where the file says so.",
        "churned", "churn", "exited", "attrition flag", "attrition", "is churn", "is churned", "has churned",
        "churn label", "churn value", "customer churn", "customer status", "subscription status", "account status",
        "membership status", "status", "left", "abwanderung",
    ),
    _file(
        "customer_segment", "Segment in the file", "text", "A grouping that the file brings; shown as one more lens.",
        "customer segment", "segment", "segmentation", "customer type", "customer group", "customer group name",
        "customer category", "customer tier", "tier", "membership", "membership type", "membership level",
        "loyalty tier", "loyalty level", "card type", "card category", "subscription type", "lifecycle stage",
        rows="both",
    ),
    _either(
        "first_purchase", "First purchase", "date", "Day of the first purchase.",
        "first purchase", "first order", "first order date", "first purchase date", "first transaction date",
        "first transaction",
    ),
    _file(
        "customer_since", "Customer since", "date",
        "Day of sign-up; the length of the relationship counts from it where no first purchase is known.",
        "customer since", "member since", "signup date", "sign up date", "signup", "registration date", "registration",
        "registered", "registered on", "registered at", "date registered", "date registered sign up",
        "customer created at", "account created", "account created at", "account creation date", "join date",
        "joining date", "joined", "joined on", "date joined", "dt customer", "enrollment date", "enrolment date",
        "acquisition date", "profile created on", "created at", "created on", "created utc", "date created",
        "creation date", "create date", "created", "first active", "first seen", "first visit", "date added",
        "opt in time", "optin time", "since", "subscription date",
    ),
    _either(
        "last_purchase", "Last purchase", "date", "Day of the last purchase.",
        "last purchase", "last order", "last order date", "last purchase date", "latest purchase", "latest order",
        "most recent purchase", "most recent order", "last transaction date", "last transaction", "last visit",
        "last visit date", "last active", "last seen",
    ),
    _either(
        "orders", "Orders", "count", "Days with a purchase; refunds are taken off first.",
        "orders", "order count", "number of orders", "quantity of orders", "total orders", "total number of orders",
        "num orders", "lifetime orders", "purchases", "number of purchases", "quantity of purchases",
        "total purchases", "purchase count", "historic number of orders", "transactions", "number of transactions",
        "quantity of transactions", "total transactions", "transaction count", "total trans ct",
        "previous purchases", low=0,
    ),
    _computed("repeat_orders", "Repeat orders", "count", "Orders after the first (x in the papers)."),
    _either(
        "tenure_days", "Days since first purchase", "days",
        "From the first purchase to the analysis date (T in the papers).",
        "tenure days", "days since first purchase", "days since first order", "customer age days", "days as customer",
        "account age days", "days since registration", "days since signup", "tenure months", "customer tenure months",
        "months as customer", "customer months", "months on book", "membership months", "account age months",
        "months since first purchase", "tenure years", "years as customer", "customer years", "membership years",
        "tenure weeks", "weeks as customer", low=0,
    ),
    _computed("active_span_days", "Days between first and last purchase", "days", "The length of the relationship (t_x)."),
    _either(
        "days_since_purchase", "Days since last purchase", "days", "From the last purchase to the analysis date.",
        "days since purchase", "days since last purchase", "recency", "recency days", "days since last order",
        "day since last order", "days since last transaction", "days inactive", "days since last activity", "months since last purchase",
        "months since last order", "recency months", "weeks since last purchase", "weeks since last order",
        "recency weeks", low=0,
    ),
    _either(
        "revenue", "Net revenue", "money", "All money received, refunds taken off.",
        "revenue", "total spend", "total spent", "total revenue", "amount spent", "total amount spent",
        "lifetime spend", "lifetime revenue", "lifetime sales", "monetary", "monetary value", "total sales", "spend",
        "spent", "total purchase amount", "total purchase value", "total amount", "total order value", "total paid",
        "total trans amt", "historic revenue", "historic clv", "purchase amount", "sales", "purchase amount usd",
    ),
    _computed("mean_repeat_value", "Mean value of repeat orders", "money", "Mean net value of the orders after the first."),
    _computed("days_between_orders", "Days between orders", "days", "Mean gap between a customer's orders; missing below two orders."),
    _computed("usual_gap_days", "Usual gap", "days", "The customer's own mean gap, drawn toward everybody's where orders are few."),
    _computed("lateness", "Lateness", "number", "Days since the last purchase divided by the usual gap; 1 is on time."),
    _computed("yearly_revenue", "Revenue per 12 months", "money", "Orders per 12 months times average order value."),
    _computed("value_at_stake", "Revenue at stake", "money", "Churn probability times revenue per 12 months (else times lifetime value)."),
    _computed("r_score", "Recency score", "score", "1 to 5; 5 bought most recently."),
    _computed("f_score", "Frequency score", "score", "1 to 5; 5 has the most orders."),
    _computed("m_score", "Monetary score", "score", "1 to 5; 5 has the highest net revenue."),
    _computed("fm_score", "Frequency and monetary score", "score", "Mean of the frequency and the monetary score."),
    _computed("rfm_segment", "RFM segment", "text", "Name on the recency, frequency and monetary map."),
    _computed("clv_percentile", "Percentile of lifetime value", "score", "Share of customers with a lower lifetime value, 0 to 100."),
    _computed("frequency_percentile", "Percentile of frequency", "score", "Share of customers with fewer orders per 12 months, 0 to 100."),
    _computed("loyalty_percentile", "Percentile of loyalty", "score", "Share of customers with a lower loyalty score, 0 to 100."),
    _computed("engagement_score", "Engagement score", "score", "Mean rank in page views and session duration, 0 to 100."),
    _computed("potential_score", "Potential score", "score", "Mean rank in frequency, loyalty, engagement, satisfaction and income, 0 to 100."),
    _computed("segment", "Segment", "text", "One of the six segments; the first rule that holds names the customer."),
)  # fmt: skip

BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}

# What may say who a customer is, the surest first.
WHO = ("customer_id", "email", "customer_name")

# Columns of a file that only help to compute others; the table of customers does not keep them.
HELPERS = ("currency", "first_name", "last_name", "birth_year", "birth_date")

# In the statistics of a purchase model these mean something else than in a shop's table; beside T they are left alone.
MODEL_STATISTICS = frozenset({"recency", "frequency"})
MODEL_TIMES = frozenset({"t", "t x", "tx", "periods"})

# Roles that several columns of a file may have at once; each keeps the name of its column.
PREFERENCE = "preference"
CATEGORY_SPEND = "category_spend"
CHANNEL_ORDERS = "channel_orders"
METRIC = "metric"
LABEL = "label"
IGNORE = "ignore"
MANY: dict[str, str] = {
    PREFERENCE: "Preference for a category (0 to 1)",
    CATEGORY_SPEND: "Money spent in one category",
    CHANNEL_ORDERS: "Orders in one channel",
    METRIC: "A metric of its own",
    LABEL: "A label to group by",
    IGNORE: "Not used",
}
PREFERENCE_SUFFIX = "_preference"


def spelling(name: str) -> str:
    """Bring a header to one spelling: lower case, no accents, words set apart by single blanks.

    >>> spelling("  CustomerID "), spelling("Année_Naissance"), spelling("Annual Income (k$)")
    ('customer id', 'annee naissance', 'annual income k')
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name[: 4 * MAX_SPELLING])
    german = unicodedata.normalize("NFC", words).translate(_GERMAN)
    plain = unicodedata.normalize("NFKD", german)
    ascii_only = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^\w]+|_+", " ", ascii_only.lower()).strip()[:MAX_SPELLING]


def label_of(name: str) -> str:
    """The words a business person reads for a column; an unknown column is called by its own name."""
    if name in BY_NAME:
        return BY_NAME[name].label
    if name.endswith(PREFERENCE_SUFFIX):
        base = name.removesuffix(PREFERENCE_SUFFIX)
        words = base.replace("_", " ").capitalize() if re.fullmatch(r"[a-z0-9_]+", base) else base
        return f"{words} preference"
    return name


def in_sentence(name: str) -> str:
    """The label of a column inside a sentence; a name from the file keeps its own spelling."""
    label = label_of(name)
    own = name in BY_NAME or re.fullmatch(rf"[a-z0-9_]+{PREFERENCE_SUFFIX}", name)
    return label[:1].lower() + label[1:] if own else label


def unit_of(name: str) -> Unit:
    """The unit of a column; a preference is a share, an unknown column a plain number."""
    if name in BY_NAME:
        return BY_NAME[name].unit
    return "share" if name.endswith(PREFERENCE_SUFFIX) else "number"
