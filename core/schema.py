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
_GERMAN = str.maketrans({"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


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


COLUMNS: tuple[Column, ...] = (
    _file(
        "customer_id", "Customer", "id", "What tells one customer from another.",
        "customer id", "customer number", "customer no", "customer code", "client id", "member id", "user id",
        "account id", "buyer id", "kundennummer", "kunden id", "kunden nr", "id client", "numero client", "client code",
        "id cliente", "codigo cliente", "codice cliente", "cust id", "customer", "clientnum", "customer key",
        "shopper id", "contact id", "klaviyo id", "userid", "visitor id", "client", "kunde", "cliente", "id",
        rows="both",
    ),
    _file(
        "email", "E-mail", "text", "Stands in for the customer where there is no id, and goes along into lists.",
        "email", "e mail", "customer email", "billing email", "buyer email", "email address", "mail",
        "absender e mail adresse", "from email address", "courriel", "correo", "correo electronico", "adresse email",
        rows="both",
    ),
    _file(
        "customer_name", "Customer name", "text",
        "Goes along into lists; tells customers apart only where there is neither id nor e-mail.",
        "customer name", "client name", "buyer", "buyer name", "full name", "kundenname", "nom client", "nombre cliente",
        "nome cliente", "billing name", "name", "recipient name", "ship name",
        rows="both",
    ),
    _file(
        "order_id", "Order", "id", "What tells one order from another; several rows may belong to one order.",
        "order id", "order number", "order no", "invoice no", "invoice", "invoice id", "invoice number",
        "transaction id", "receipt number", "receipt", "bestellnummer", "rechnungsnummer", "numero commande",
        "id pedido", "numero pedido", "id ordine", "order", "basket id", "transactioncode", "transaktionscode",
        "amazon order id", "payment intent id", "name", "id",
        rows="purchases",
    ),
    _file(
        "order_date", "Purchase date", "date", "The day of the purchase; a time of day is allowed and not used.",
        "order date", "purchase date", "invoice date", "transaction date", "order purchase timestamp", "created at",
        "sale date", "order created", "paid at", "date paid", "date", "datum", "bestelldatum", "kaufdatum",
        "rechnungsdatum", "created utc", "date commande", "date achat", "fecha", "fecha pedido", "fecha compra", "data", "data pedido",
        "data ordine", "data acquisto", "timestamp", "order timestamp", "created", "day", "datetime", "ship date",
        rows="purchases",
    ),
    _file(
        "amount", "Amount", "money", "Money for this row, negative for a refund.",
        "amount", "total amount", "sales", "sales amount", "revenue", "order total", "order value", "total price",
        "line total", "total", "net sales", "net amount", "dollar value", "spend", "price paid", "gross sales", "value",
        "betrag", "umsatz", "summe", "gesamtbetrag", "montant", "montant total", "importe", "total pedido", "valor",
        "valor total", "importo", "totale", "payment value", "turnover", "subtotal", "brutto", "netto", "grand total",
        "order total inc tax", "item total", "gross", "net",
        rows="purchases",
    ),
    _file(
        "quantity", "Quantity", "number", "Pieces in this row, negative for a return.",
        "quantity", "qty", "units", "pieces", "number of items", "number of cds", "menge", "anzahl", "stueck",
        "quantite", "cantidad", "quantidade", "quantita", "lineitem quantity", "quantity purchased", "items",
        rows="purchases",
    ),
    _file(
        "unit_price", "Unit price", "money", "Price of one piece; used with quantity where there is no amount.",
        "unit price", "price", "price per unit", "item price", "price each", "lineitem price", "preis", "einzelpreis",
        "stueckpreis", "prix", "prix unitaire", "precio", "precio unitario", "preco", "preco unitario", "prezzo",
        "prezzo unitario", "unit cost",
        rows="purchases",
    ),
    _file(
        "refunded", "Refunded amount", "money", "Money given back; it is taken off the amount.",
        "refunded amount", "amount refunded", "refund amount", "order refund amount", "total refunded", "erstattet",
        "montant rembourse", "importe reembolsado",
        rows="purchases",
    ),
    _file(
        "status", "Status", "text", "Orders that are canceled, failed, pending or tests are set aside.",
        "financial status", "order status", "payment status", "status", "transaction status", "bestellstatus",
        "zahlungsstatus", "statut", "estado", "stato",
        rows="purchases",
    ),
    _file(
        "canceled_at", "Canceled on", "date", "Orders with a cancellation date are set aside.",
        "cancelled at", "canceled at", "cancellation date", "date cancelled", "storniert am",
        rows="purchases",
    ),
    _file(
        "category", "Category", "text", "Kind of goods; category preferences are computed from it.",
        "category", "product category", "category name", "department", "product line", "product type", "kategorie",
        "warengruppe", "categorie", "categoria", "item category", "main category", "product group", "genre",
        rows="purchases",
    ),
    _file(
        "product", "Product", "text", "What was bought.",
        "product", "product name", "item", "item name", "description", "product id", "sku", "stock code", "stockcode",
        "article", "lineitem name", "artikel", "artikelbezeichnung", "produkt", "produit", "producto", "produto",
        "prodotto", "item id",
        rows="purchases",
    ),
    _file(
        "currency", "Currency", "text", "Currency code of the amounts.",
        "currency", "currency code", "order currency", "waehrung", "devise", "moneda", "moeda", "valuta", "order currency code",
        rows="both",
    ),
    _file(
        "age", "Age", "years", "Age in years.",
        "age", "customer age", "alter", "edad", "idade", "eta", "age years", low=0, high=120, rows="both",
    ),
    _file(
        "birth_year", "Birth year", "years", "Year of birth; the age is computed from it.",
        "birth year", "year birth", "year of birth", "birthyear", "yob", "geburtsjahr", "annee naissance",
        low=1850, high=2100, rows="both",
    ),
    _file(
        "gender", "Gender", "text", "As the file spells it; m, f and their usual forms are brought together.",
        "gender", "sex", "geschlecht", "sexe", "genero", "sexo", "genere", "sesso", rows="both",
    ),
    _file(
        "income", "Income", "money", "Income per year.",
        "income", "annual income", "yearly income", "estimated salary", "salary", "household income", "einkommen",
        "revenu", "ingresos", "renda", "reddito", "income category", low=0, rows="both",
    ),
    _file(
        "country", "Country", "text", "Country or region of the customer.",
        "country", "geography", "billing country", "shipping country", "country code", "land", "pays", "pais", "paese",
        "region", "default address country code", "customer country", "ship country",
        rows="both",
    ),
    _either(
        "purchase_frequency", "Orders per 12 months", "count",
        "Orders per 12 months at the customer's pace so far; a history shorter than a year is scaled up from its length.",
        "purchase frequency", "orders per year", "annual orders", "yearly orders", "frequency", "order frequency",
        "purchases per year", low=0,
    ),
    _either(
        "avg_order_value", "Average order value", "money", "Net revenue divided by orders.",
        "avg order value", "average order value", "aov", "mean order value", "average basket", "avg basket",
        "average spend per order", "average purchase value", low=0,
    ),
    _either(
        "clv", "Lifetime value", "money",
        "What the file gives as lifetime value, else net revenue so far; each page says which.",
        "clv", "customer lifetime value", "lifetime value", "ltv", "cltv", "total customer lifetime value",
        "historic customer lifetime value", "predicted customer lifetime value", "customer value", "kundenwert",
    ),
    _file(
        "page_views", "Page views", "count", "Pages seen, over the period the file covers.",
        "page views", "pageviews", "visits", "website visits", "num web visits month", "web visits", "sessions",
        "site visits", "visit count", "number of visits", low=0,
    ),
    _file(
        "session_duration", "Session duration", "minutes", "Mean length of a visit, in minutes.",
        "session duration", "avg session duration", "time on site", "session minutes", "session length",
        "time spent", "time on app", "time on website", low=0,
    ),
    _file(
        "satisfaction_score", "Satisfaction", "score", "As the file scores it; higher is happier.",
        "satisfaction score", "satisfaction", "csat", "customer satisfaction", "rating", "review score", "nps",
        "average rating", "satisfaction level", "zufriedenheit",
    ),
    _either(
        "loyalty_score", "Loyalty score", "score",
        "As the file scores it; else, from purchases, the share of customers with a shorter relationship (0 to 100).",
        "loyalty score", "loyalty", "loyalty points", "loyalty index", "point earned", "points earned", "points",
        "membership points", "reward points",
    ),
    _either(
        "churn_probability", "Churn probability", "share",
        "As the file gives it; else an estimate: how long the customer is silent against their usual gap.",
        "churn probability", "churn risk", "churn score", "churn risk prediction", "probability of churn",
        "attrition probability", "p churn", "churn prob", "churn risk score", low=0, high=1,
    ),
    _file(
        "churned", "Churned", "flag", "Whether the customer has left, where the file says so.",
        "churned", "churn", "exited", "attrition flag", "attrition", "is churn", "churn label", "churn value",
        "customer churn", "left", "abwanderung",
    ),
    _file(
        "customer_segment", "Segment in the file", "text", "A grouping that the file brings; shown as one more lens.",
        "customer segment", "segment", "segmentation", "customer type", "customer group", "customer category", "tier",
        "membership", "membership type", "kundengruppe", "card type", "loyalty tier", "membership level",
        "subscription type", rows="both",
    ),
    _either(
        "first_purchase", "First purchase", "date", "Day of the first purchase; else the day of sign-up.",
        "first purchase", "first order", "first order date", "first purchase date", "signup date", "sign up date",
        "registration date", "registered", "join date", "customer since", "dt customer", "created at", "date joined",
        "date added", "first active", "enrollment date", "acquisition date", "member since", "profile created on",
    ),
    _either(
        "last_purchase", "Last purchase", "date", "Day of the last purchase.",
        "last purchase", "last order", "last order date", "last purchase date", "last active", "last seen",
        "latest purchase", "most recent purchase",
    ),
    _either(
        "orders", "Orders", "count", "Days with a purchase; refunds are taken off first.",
        "orders", "order count", "number of orders", "total orders", "num orders", "purchases", "number of purchases",
        "total purchases", "purchase count", "historic number of orders", "transactions", "number of transactions",
        "transaction count", "total trans ct", "previous purchases", low=0,
    ),
    _computed("repeat_orders", "Repeat orders", "count", "Orders after the first (x in the papers)."),
    _either(
        "tenure_days", "Days since first purchase", "days",
        "From the first purchase to the analysis date (T in the papers).",
        "tenure days", "days since first purchase", "customer age days", "days as customer", low=0,
    ),
    _computed("active_span_days", "Days between first and last purchase", "days", "The length of the relationship (t_x)."),
    _either(
        "days_since_purchase", "Days since last purchase", "days", "From the last purchase to the analysis date.",
        "days since purchase", "days since last purchase", "recency", "recency days", "days since last order",
        "days inactive", "days since last activity", low=0,
    ),
    _either(
        "revenue", "Net revenue", "money", "All money received, refunds taken off.",
        "revenue", "total spend", "total spent", "total revenue", "amount spent", "total amount spent", "monetary",
        "monetary value", "lifetime revenue", "total sales", "spend", "total purchase amount", "total amount",
        "total trans amt", "historic revenue", "umsatz", "purchase amount", "sales", "purchase amount usd",
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
