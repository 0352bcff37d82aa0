"""Header rows of exports as the programs write them, and what their columns must be taken for.

The header rows come from public test files, importers and documentation; the cells below them are made up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core import schema
from core.data.dataset import Kind


@dataclass(frozen=True)
class Known:
    """An export: its header row, what a row is, the column for each role, and cells that the names don't tell."""

    name: str
    kind: Kind
    header: str
    roles: dict[str, str]
    cells: dict[str, Sequence[str]] = field(default_factory=dict)
    separator: str = ","

    @property
    def columns(self) -> list[str]:
        """The names of the header row; one that stands there twice is numbered, as the reader does."""
        names: list[str] = []
        for name in self.header.split(self.separator):
            names.append(name if name not in names else f"{name} ({names.count(name) + 1})")
        return names

    def table(self, rows: int = 40) -> dict[str, list[str | None]]:
        """The header row with made-up rows; two lines per order, every fourth customer comes back."""
        return {name: [self._cell(name, i) for i in range(rows)] for name in self.columns}

    def _cell(self, name: str, i: int) -> str | None:
        if name in self.cells:
            values = self.cells[name]
            return values[i % len(values)]
        spelled = schema.spelling(name)
        order = i // 2 if self.kind == "purchases" else i
        person = order % 15 if self.kind == "purchases" else order
        return next((make(order, i, person) for pattern, make in _MADE if re.search(pattern, spelled)), None)


# What stands in a column of this name, from the numbers of the order, of the row and of the person.
_MADE: tuple[tuple[str, Callable[[int, int, int], str]], ...] = (
    (r"e ?mail|courriel|correo|absender|mittente|remitente|sender", lambda o, i, p: f"p{p}@example.com"),
    (r"zip|postal|postcode|plz", lambda o, i, p: f"{10_000 + o}"),
    (r"phone|telefon|tel\b", lambda o, i, p: f"+49 170 {1_000 + o}"),
    (r"country|land$|pays|pais|paese", lambda o, i, p: ("France", "Germany", "Spain")[o % 3]),
    (r"city|town|suburb|ort$|stadt|ville|ciudad|cidade|citta|plaats", lambda o, i, p: ("Lyon", "Bonn", "Rome")[o % 3]),
    (r"street|address|strasse|adresse|indirizzo|direccion", lambda o, i, p: f"{o + 1} Main Street"),
    (r"url|link", lambda o, i, p: "https://example.com"),
    (r"birth|geburt|naissance|nacimiento|nascimento|nascita|dob", lambda o, i, p: f"{1950 + o}-05-{1 + o % 28:02d}"),
    (r"created|date\b|datum|fecha|data\b|\bon$| at$|since|seit|registered|visit$|active$|time$|purchase$|kauf$|achat$"
     r"|compra$|acquisto$", lambda o, i, p: f"2024-{1 + o % 12:02d}-{1 + o % 28:02d} 10:00:00"),
    (r"currency|waehrung|devise|divisa|moneda|moeda|valuta", lambda o, i, p: "EUR"),
    (r"state|province|region|bundesland", lambda o, i, p: ("North", "South")[o % 2]),
    (r"gender|geschlecht|sexe|sexo|sesso|genre|genero", lambda o, i, p: "fm"[o % 2]),
    (r"age$|alter$|edad|idade|eta$|leeftijd", lambda o, i, p: f"{20 + o}"),
    (r"first name|vorname|prenom|given name", lambda o, i, p: ("Ann", "Ben", "Cem", "Dee")[o % 4]),
    (r"last name|nachname|surname|apellido|cognome|sobrenome", lambda o, i, p: ("Ash", "Berg", "Cole", "Dunn")[o % 4]),
    (r"qty|quantity|menge|anzahl|quantite|cantidad|quantidade|quantita|count$|orders$|number of items|units"
     r"|commandes$|pedidos$|ordini$|bestellungen$|aantal", lambda o, i, p: f"{1 + i % 4}"),
    (r"total|amount|price|sales|gross|net\b|fee|tax|shipping|value|subtotal|discount|betrag|brutto|netto|preis|umsatz"
     r"|montant|prix|importe|precio|valor|preco|importo|prezzo|lordo|tarifa|tariffa|spen[dt]|refund|balance|cost|bedrag"
     r"|prijs|omzet|ingres|revenu|income|einkommen|renda|reddito|earnings|clv|aov|gastado|depense|speso|gasto",
     lambda o, i, p: f"{1 + i}.{(i * 7) % 100:02d}"),
    (r"(customer|client|kunden|user|contact|klant|cliente?).*(id|nummer|number|nr|code)|username|klantnummer",
     lambda o, i, p: f"C{p:04d}"),
    (r"id\b|number|nummer|\bnr\b|numero|order$|receipt|pedido|commande|ordine|reference|code|codigo|codice",
     lambda o, i, p: f"{7_000 + o}"),
    (r"sku|asin", lambda o, i, p: f"SKU-{i % 6}"),
    (r"product|item|description|title|artikel|produkt|produit|producto|produto|prodotto|bezeichnung|designation"
     r"|articolo|article|articulo", lambda o, i, p: ("Red mug", "Blue tee", "Green hat")[i % 3]),
    (r"category|kategorie|categor", lambda o, i, p: ("Mugs", "Tees")[i % 2]),
    (r"name|nom\b|nombre|nome|naam|buyer|customer|kunde|cliente|client|klant",
     lambda o, i, p: f"Person {chr(97 + p % 26)}{chr(97 + p // 26)}"),
    (r"source|channel|medium|kanal|canal", lambda o, i, p: ("web", "shop")[o % 2]),
    (r"accepts|newsletter|verified|subscribed", lambda o, i, p: ("yes", "no")[o % 2]),
)  # fmt: skip

_PERSON = {"first_name": "First Name", "last_name": "Last Name", "email": "Email"}
_BILLING = {"first_name": "Billing First Name", "last_name": "Billing Last Name", "country": "Billing Country"}

KNOWN: tuple[Known, ...] = (
    Known(
        "shopify orders", "purchases",
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,"
        "Shipping,"
        "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
        "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
        "Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
        "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
        "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
        "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
        "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
        "Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties,Payment ID,Payment Terms Name,"
        "Next Payment Due At,Payment References",
        {"order_id": "Name", "email": "Email", "status": "Financial Status", "currency": "Currency", "amount": "Total",
         "order_date": "Created at", "quantity": "Lineitem quantity", "product": "Lineitem name",
         "unit_price": "Lineitem price", "customer_name": "Billing Name", "city": "Billing City",
         "country": "Billing Country", "canceled_at": "Cancelled at", "refunded": "Refunded Amount",
         "channel": "Source"},
        {"Name": [f"#{n}" for n in range(1001, 1021) for _ in (1, 2)], "Receipt Number": [None], "Payment ID": [None],  # type: ignore[dict-item]
         "Financial Status": ["paid", None], "Cancelled at": [None]},  # type: ignore[dict-item]
    ),
    Known(
        "shopify customers", "customers",
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
        "Default Address Address1,"
        "Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,"
        "Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,"
        "Tax Exempt,Tags",
        {"customer_id": "Customer ID", **_PERSON, "city": "Default Address City",
         "country": "Default Address Country Code", "revenue": "Total Spent", "orders": "Total Orders"},
    ),
    Known(
        "shopify customers, older", "customers",
        "First Name,Last Name,Email,Company,Address1,Address2,City,Province,Province Code,Country,Country Code,Zip,"
        "Phone,"
        "Accepts Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt",
        {**_PERSON, "city": "City", "country": "Country", "revenue": "Total Spent", "orders": "Total Orders"},
    ),
    Known(
        "shopify order transactions", "purchases",
        "Order,Name,Kind,Gateway,Created At,Status,Amount,Currency,Card Type",
        {"order_id": "Name", "entry_type": "Kind", "order_date": "Created At", "status": "Status", "amount": "Amount",
         "currency": "Currency"},
        {"Name": [f"#{n}" for n in range(1001, 1041)], "Kind": ["sale", "refund"], "Status": ["success"],
         "Card Type": ["Visa"]},
    ),
    Known(
        "woocommerce, snake case", "purchases",
        "order_id,order_date,order_status,customer_id,billing_first_name,billing_last_name,billing_email,billing_phone,"
        "billing_address_1,billing_city,billing_state,billing_postcode,billing_country,shipping_address_1,"
        "shipping_city,"
        "shipping_state,shipping_postcode,shipping_country,order_total,order_currency,payment_method",
        {"order_id": "order_id", "order_date": "order_date", "status": "order_status", "customer_id": "customer_id",
         "first_name": "billing_first_name", "last_name": "billing_last_name", "email": "billing_email",
         "city": "billing_city", "country": "billing_country", "amount": "order_total", "currency": "order_currency"},
        {"order_status": ["wc-completed", "wc-processing"]},
    ),
    Known(
        "woocommerce, advanced order export", "purchases",
        "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Company (Billing),"
        "Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),Country Code (Billing),"
        "Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),City (Shipping),"
        "Country Code (Shipping),Payment Method Title,Cart Discount Amount,Order Subtotal Amount,Shipping Method Title,"
        "Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount,SKU,Item #,Item Name,"
        "Quantity (- Refund),Item Cost,Coupon Code,Discount Amount,Discount Amount Tax",
        {"order_id": "Order Number", "status": "Order Status", "order_date": "Order Date",
         "first_name": "First Name (Billing)", "last_name": "Last Name (Billing)", "city": "City (Billing)",
         "country": "Country Code (Billing)", "email": "Email (Billing)", "refunded": "Order Refund Amount",
         "amount": "Order Total Amount", "product": "Item Name", "quantity": "Quantity (- Refund)",
         "unit_price": "Item Cost"},
        {"Order Status": ["Completed", "Processing", "On hold"]},
    ),
    Known(
        "woocommerce, order export with items in columns", "purchases",
        "order_id,order_number,order_date,status,order_total,order_subtotal,shipping_total,order_currency,"
        "payment_method,"
        "payment_method_title,customer_id,customer_note,billing_first_name,billing_last_name,billing_phone,"
        "billing_address_1,billing_address_2,billing_city,billing_state,billing_postcode,Product Item 1 Name,"
        "Product Item 1 id,Product Item 1 SKU,Product Item 1 Quantity,Product Item 1 Total,Product Item 1 Subtotal",
        {"order_id": "order_id", "order_date": "order_date", "status": "status", "amount": "order_total",
         "currency": "order_currency", "customer_id": "customer_id", "first_name": "billing_first_name",
         "last_name": "billing_last_name", "city": "billing_city"},
        {"status": ["completed", "processing"]},
    ),
    Known(
        "woocommerce analytics, customers", "customers",
        "Name,Username,Last Active,Date Registered (Sign Up),Email,Orders,Total Spend,AOV,Country / Region,City,Region,"
        "Postal Code",
        {"customer_name": "Name", "customer_id": "Username", "last_purchase": "Last Active",
         "customer_since": "Date Registered (Sign Up)", "email": "Email", "orders": "Orders", "revenue": "Total Spend",
         "avg_order_value": "AOV", "country": "Country / Region", "city": "City"},
    ),
    Known(
        "woocommerce analytics, orders", "purchases",
        "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),N. Revenue,"
        "Attribution",
        {"order_date": "Date", "order_id": "Order #", "status": "Status", "customer_id": "Customer",
         "customer_segment": "Customer type", "product": "Product(s)", "quantity": "Items sold", "amount": "N. Revenue",
         "channel": "Attribution"},
        {"Status": ["completed"], "Customer type": ["new", "returning"], "N. Revenue (formatted)": ["€12.50"],
         "N. Revenue": ["12.5", "13.75"], "Attribution": ["Organic: Google", "Direct"], "Items sold": ["1", "2"]},
    ),
    Known(
        "stripe payments", "purchases",
        "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,"
        "Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,"
        "Customer Description,Customer Email,Captured,Card ID,Card Last4,Card Brand,Card Funding,Card Exp Month,"
        "Card Exp Year,Card Name,Card Address Line1,Card Address City,Card Address Country,Card Address Zip,"
        "Card Issue Country,Card Fingerprint,Disputed Amount,Dispute Status,Dispute Reason,Dispute Date (UTC),"
        "Invoice ID,"
        "Payment Source Type,Destination,Transfer,PaymentIntent ID",
        {"order_id": "id", "order_date": "Created (UTC)", "amount": "Amount", "refunded": "Amount Refunded",
         "currency": "Currency", "status": "Status", "customer_id": "Customer ID", "email": "Customer Email",
         "customer_name": "Card Name", "product": "Description"},
        {"id": [f"ch_3Q{n}" for n in range(40)], "Status": ["Paid", "Refunded", "Failed"],
         "Customer ID": [f"cus_{n}" for n in range(15)], "Seller Message": ["Payment complete."], "Mode": ["Live"],
         "Invoice ID": ["in_1", None, None], "Card Name": ["A B", "C D"]},  # type: ignore[list-item]
    ),
    Known(
        "stripe customers", "customers",
        "id,Email,Name,Phone,Description,Created (UTC),Default Card,Card Number,Card Last 4,Card Type,Card Country,"
        "Currency,Delinquent,Total Spend",
        {"customer_id": "id", "email": "Email", "customer_name": "Name", "customer_since": "Created (UTC)",
         "currency": "Currency", "revenue": "Total Spend"},
        {"id": [f"cus_R{n}" for n in range(40)], "Card Type": ["Visa", "MasterCard"], "Delinquent": ["false"]},
    ),
    Known(
        "stripe balance", "purchases",
        "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,description,automatic_payout_id,"
        "automatic_payout_effective_at_utc,customer_id,customer_name,shipping_address_state,charge_id,"
        "payment_intent_id,"
        "charge_created_utc,payment_method_type,card_brand,card_funding",
        {"order_date": "created_utc", "currency": "currency", "amount": "gross", "entry_type": "reporting_category",
         "product": "description", "customer_id": "customer_id", "customer_name": "customer_name",
         "order_id": "payment_intent_id"},
        {"reporting_category": ["charge", "charge", "refund", "payout", "fee"]},
    ),
    Known(
        "stripe invoices", "purchases",
        "id,Amount Due,Amount Paid,Billing,Closed,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Subscription,"
        "Subtotal,Total Discount Amount,Tax,Total,Status,Customer Email,Customer Name",
        {"order_id": "id", "amount": "Amount Paid", "currency": "Currency", "customer_id": "Customer",
         "order_date": "Date (UTC)", "status": "Status", "email": "Customer Email", "customer_name": "Customer Name"},
        {"id": [f"in_1{n}" for n in range(40)], "Customer": [f"cus_{n}" for n in range(15)],
         "Status": ["paid", "open", "void"], "Closed": ["TRUE", "FALSE"], "Paid": ["TRUE", "FALSE"],
         "Billing": ["charge_automatically"], "Subscription": ["sub_1", "sub_2"]},
    ),
    Known(
        "paypal, english", "purchases",
        "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,"
        "Shipping Address,Address Status,Item Title,Item ID,Shipping and Handling Amount,Insurance Amount,Sales Tax,"
        "Option 1 Name,Option 1 Value,Option 2 Name,Option 2 Value,Reference Txn ID,Invoice Number,Custom Number,"
        "Quantity,"
        "Receipt ID,Balance,Address Line 1,Address Line 2/District/Neighborhood,Town/City,"
        "State/Province/Region/County/Territory/Prefecture/Republic,Zip/Postal Code,Country,Contact Phone Number,"
        "Subject,"
        "Note,Country Code,Balance Impact",
        {"order_date": "Date", "customer_name": "Name", "entry_type": "Type", "status": "Status",
         "currency": "Currency", "amount": "Gross", "email": "From Email Address", "order_id": "Transaction ID",
         "product": "Item Title", "quantity": "Quantity", "city": "Town/City", "country": "Country"},
        {"Type": ["Express Checkout Payment", "General Withdrawal", "Payment Refund", "General Currency Conversion"],
         "Status": ["Completed", "Pending"], "Invoice Number": [None], "Receipt ID": [None],  # type: ignore[dict-item]
         "Time": ["10:00:00"], "Balance Impact": ["Credit", "Debit"]},
    ),
    Known(
        "paypal, german", "purchases",
        "Datum,Uhrzeit,Zeitzone,Name,Typ,Status,Währung,Brutto,Gebühr,Netto,Absender E-Mail-Adresse,"
        "Empfänger E-Mail-Adresse,Transaktionscode,Lieferadresse,Adress-Status,Artikelbezeichnung,Artikelnummer,"
        "Versand- und Bearbeitungsgebühr,Versicherungsbetrag,Umsatzsteuer,Zugehöriger Transaktionscode,Rechnungsnummer,"
        "Zollnummer,Anzahl,Empfangsnummer,Guthaben,Adresszeile 1,Adresszusatz,Ort,Bundesland,PLZ,Land",
        {"order_date": "Datum", "customer_name": "Name", "entry_type": "Typ", "status": "Status", "currency": "Währung",
         "amount": "Brutto", "email": "Absender E-Mail-Adresse", "order_id": "Transaktionscode",
         "product": "Artikelbezeichnung", "quantity": "Anzahl", "city": "Ort", "country": "Land"},
        {"Typ": ["Express-Zahlung", "Von Nutzer eingeleitete Abbuchung", "Allgemeine Währungsumrechnung"],
         "Status": ["Abgeschlossen", "Ausstehend"], "Rechnungsnummer": [None], "Uhrzeit": ["10:00:00"],  # type: ignore[dict-item]
         "Zeitzone": ["CET"], "Gebühr": ["-0,35"]},
    ),
    Known(
        "paypal, german, short", "purchases",
        "Datum,Uhrzeit,Zeitzone,Beschreibung,Währung,Brutto,Entgelt,Netto,Guthaben,Transaktionscode,"
        "Absender E-Mail-Adresse,Name,Name der Bank,Bankkonto,Versand- und Bearbeitungsgebühr,Umsatzsteuer,"
        "Rechnungsnummer,Zugehöriger Transaktionscode",
        {"order_date": "Datum", "entry_type": "Beschreibung", "currency": "Währung", "amount": "Brutto",
         "order_id": "Transaktionscode", "email": "Absender E-Mail-Adresse", "customer_name": "Name"},
        {"Beschreibung": ["Handyzahlung", "Bankgutschrift auf PayPal-Konto"], "Rechnungsnummer": [None],  # type: ignore[dict-item]
         "Uhrzeit": ["10:00:00"], "Name der Bank": [None], "Bankkonto": [None], "Zeitzone": ["CET"]},  # type: ignore[dict-item]
    ),
    Known(
        "paypal, french", "purchases",
        "Date,Heure,Fuseau horaire,Nom,Type,État,Devise,Avant commission,Commission,Net,De l'adresse email,"
        "À l'adresse email,Numéro de transaction,État de l'adresse,Titre de l'objet,Numéro de l'objet,TVA,"
        "Nom de l'option 1,Valeur de l'option 1,Numéro de la transaction de référence,Numéro de facture,"
        "Numéro de client,"
        "Quantité,Numéro de reçu,Solde,Numéro de téléphone du contact,Objet,Remarque,Source de paiement,Type de carte",
        {"order_date": "Date", "customer_name": "Nom", "entry_type": "Type", "status": "État", "currency": "Devise",
         "amount": "Avant commission", "email": "De l'adresse email", "order_id": "Numéro de transaction",
         "quantity": "Quantité"},
        {"Type": ["Paiement Express Checkout", "Virement", "Remboursement"], "État": ["Terminé", "En attente"],
         "Numéro de facture": [None], "Numéro de client": [None], "Numéro de reçu": [None], "Heure": ["10:00:00"],  # type: ignore[dict-item]
         "État de l'adresse": ["Confirmée"], "Avant commission": ["12,50", "8,00"], "Commission": ["-0,35"],
         "Type de carte": [None], "Source de paiement": [None], "Titre de l'objet": [None], "TVA": ["0,00"]},  # type: ignore[dict-item]
    ),
    Known(
        "paypal, italian", "purchases",
        "Data,Orario,Fuso orario,Nome,Tipo,Stato,Valuta,Lordo,Tariffa,Netto,Indirizzo email mittente,"
        "Indirizzo email destinatario,Codice transazione,Indirizzo di spedizione,Stato dell'indirizzo,Titolo oggetto,"
        "Codice articolo,Importo spese di spedizione e imballaggio,Importo assicurazione,Imposte sulle vendite,"
        "Codice transazione di riferimento,N° ordine commerciante,Numero personalizzato,Quantità,Codice ricevuta,Saldo",
        {"order_date": "Data", "customer_name": "Nome", "entry_type": "Tipo", "status": "Stato", "currency": "Valuta",
         "amount": "Lordo", "email": "Indirizzo email mittente", "order_id": "Codice transazione",
         "quantity": "Quantità", "product": "Codice articolo"},
        {"Tipo": ["Pagamento Express Checkout", "Prelievo", "Rimborso"], "Stato": ["Completata", "In sospeso"],
         "Orario": ["10:00:00"], "Stato dell'indirizzo": ["Confermato"], "Codice ricevuta": [None]},  # type: ignore[dict-item]
    ),
    Known(
        "paypal, spanish", "purchases",
        "Fecha,Hora,Zona horaria,Nombre,Tipo,Estado,Divisa,Bruto,Tarifa,Neto,Remitente,Destinatario,Id. de transacción",
        {"order_date": "Fecha", "customer_name": "Nombre", "entry_type": "Tipo", "status": "Estado",
         "currency": "Divisa", "amount": "Bruto", "email": "Remitente", "order_id": "Id. de transacción"},
        {"Tipo": ["Pago", "Reembolso", "Retirada general"], "Estado": ["Completado", "Pendiente"], "Hora": ["10:00:00"],
         "Destinatario": ["shop@example.com"], "Bruto": ["12,50", "8,00"], "Neto": ["12,00", "7,50"]},
    ),
    Known(
        "square transactions", "purchases",
        "Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,"
        "Total Collected,Source,Card,Card Entry Methods,Cash,Square Gift Card,Other Tender,Other Tender Type,"
        "Other Tender Note,Fees,Net Total,Transaction ID,Payment ID,Card Brand,PAN Suffix,Device Name,Staff Name,"
        "Staff ID,"
        "Details,Description,Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID",
        {"order_date": "Date", "amount": "Total Collected", "channel": "Source", "order_id": "Transaction ID",
         "product": "Description", "entry_type": "Event Type", "customer_id": "Customer ID",
         "customer_name": "Customer Name"},
        {"Event Type": ["Payment", "Payment", "Refund"], "Time": ["10:02:11"], "Source": ["Point of Sale", "Online"]},
    ),
    Known(
        "square items", "purchases",
        "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,"
        "Tax,"
        "Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,"
        "Customer Name,"
        "Customer Reference ID,Unit,Count,Itemization Type,Commission,Employee",
        {"order_date": "Date", "category": "Category", "product": "Item", "quantity": "Qty", "amount": "Net Sales",
         "order_id": "Transaction ID", "entry_type": "Event Type", "customer_id": "Customer ID",
         "customer_name": "Customer Name"},
        {"Event Type": ["Payment", "Payment", "Refund"], "Time": ["10:02:11"], "Category": ["Drinks", "Food"],
         "Item": ["Beer", "Pie"], "Unit": ["ea"]},
    ),
    Known(
        "square customers", "customers",
        "Reference ID,First Name,Last Name,Email Address,Phone Number,Nickname,Company Name,Street Address 1,"
        "Street Address 2,City,State,Postal Code,Birthday,Memo,Square Customer ID,Creation Source,First Visit,"
        "Last Visit,"
        "Transaction Count,Lifetime Spend,Email Subscription Status,Instant Profile",
        {"first_name": "First Name", "last_name": "Last Name", "email": "Email Address", "city": "City",
         "customer_id": "Square Customer ID", "customer_since": "First Visit", "last_purchase": "Last Visit",
         "orders": "Transaction Count", "revenue": "Lifetime Spend", "channel": "Creation Source",
         "birth_date": "Birthday"},
        {"Square Customer ID": [f"GNL{n}" for n in range(40)], "Creation Source": ["Merge", "Directory"],
         "Reference ID": [None], "Birthday": [f"19{60 + n}-05-0{1 + n % 9}" for n in range(40)],  # type: ignore[dict-item]
         "Email Subscription Status": ["subscribed", "unknown"], "Instant Profile": ["No", "Yes"]},
    ),
    Known(
        "etsy sold orders", "purchases",
        "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,"
        "Street 1,Street 2,Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Coupon Code,"
        "Coupon Details,"
        "Discount Amount,Shipping Discount,Shipping,Sales Tax,Order Total,Status,Card Processing Fees,Order Net,"
        "Adjusted Order Total,Adjusted Card Processing Fees,Adjusted Net Order Amount,Buyer,Order Type,Payment Type,"
        "InPerson Discount,InPerson Location,VAT Paid by Buyer,SKU",
        {"order_date": "Sale Date", "order_id": "Order ID", "customer_id": "Buyer User ID",
         "customer_name": "Full Name", "first_name": "First Name", "last_name": "Last Name",
         "quantity": "Number of Items", "city": "Ship City",
         "country": "Ship Country", "currency": "Currency", "amount": "Order Total", "status": "Status",
         "product": "SKU"},
        {"Sale Date": [f"09/{n:02d}/26" for n in range(3, 28)], "Status": ["Paid"], "Order Type": ["online"]},
    ),
    Known(
        "etsy sold order items", "purchases",
        "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,"
        "Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,"
        "Ship Address1,Ship Address2,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,Order Type,"
        "Listings Type,Payment Type,InPerson Discount,InPerson Location,VAT Paid by Buyer,SKU",
        {"order_date": "Sale Date", "product": "Item Name", "customer_name": "Buyer", "quantity": "Quantity",
         "unit_price": "Price", "amount": "Item Total", "currency": "Currency", "city": "Ship City",
         "country": "Ship Country", "order_id": "Order ID"},
        {"Buyer": ["Jane Doe", "Bo Roe", "Cy Poe"], "Order Type": ["online"],
         "Transaction ID": [f"4{n}" for n in range(40)]},
    ),
    Known(
        "amazon all orders", "purchases",
        "amazon-order-id,merchant-order-id,purchase-date,last-updated-date,order-status,fulfillment-channel,"
        "sales-channel,"
        "order-channel,url,ship-service-level,product-name,sku,asin,item-status,quantity,currency,item-price,item-tax,"
        "shipping-price,shipping-tax,gift-wrap-price,gift-wrap-tax,item-promotion-discount,ship-promotion-discount,"
        "ship-city,ship-state,ship-postal-code,ship-country,promotion-ids,is-business-order,purchase-order-number,"
        "price-designation",
        {"order_id": "amazon-order-id", "order_date": "purchase-date", "status": "order-status",
         "channel": "sales-channel", "product": "product-name", "quantity": "quantity", "currency": "currency",
         "amount": "item-price", "city": "ship-city", "country": "ship-country"},
        {"order-status": ["Shipped", "Cancelled", "Pending"], "sales-channel": ["Amazon.de", "Amazon.fr"],
         "order-channel": [None], "fulfillment-channel": ["Amazon", "Merchant"], "is-business-order": ["false"],  # type: ignore[dict-item]
         "amazon-order-id": [f"111-2222222-33{n:05d}" for n in range(20) for _ in (1, 2)]},
    ),
    Known(
        "amazon fulfilled shipments", "purchases",
        "amazon-order-id,merchant-order-id,shipment-id,shipment-item-id,amazon-order-item-id,merchant-order-item-id,"
        "purchase-date,payments-date,shipment-date,reporting-date,buyer-email,buyer-name,buyer-phone-number,sku,"
        "product-name,quantity-shipped,currency,item-price,item-tax,shipping-price,shipping-tax,gift-wrap-price,"
        "gift-wrap-tax,ship-service-level,recipient-name,ship-address-1,ship-address-2,ship-address-3,ship-city,"
        "ship-state,"
        "ship-postal-code,ship-country,ship-phone-number,bill-address-1,bill-city,bill-state,bill-postal-code,"
        "bill-country,"
        "item-promotion-discount,ship-promotion-discount,carrier,tracking-number",
        {"order_id": "amazon-order-id", "order_date": "purchase-date", "email": "buyer-email",
         "customer_name": "buyer-name", "product": "product-name", "quantity": "quantity-shipped",
         "currency": "currency", "amount": "item-price", "city": "bill-city", "country": "bill-country"},
    ),
    Known(
        "amazon unshipped orders", "purchases",
        "order-id,order-item-id,purchase-date,payments-date,buyer-email,buyer-name,buyer-phone-number,sku,product-name,"
        "quantity-purchased,currency,item-price,item-tax,shipping-price,shipping-tax,ship-service-level,recipient-name,"
        "ship-address-1,ship-address-2,ship-address-3,ship-city,ship-state,ship-postal-code,ship-country,"
        "ship-phone-number,delivery-start-date,delivery-end-date,delivery-time-zone,delivery-Instructions,"
        "sales-channel",
        {"order_id": "order-id", "order_date": "purchase-date", "email": "buyer-email", "customer_name": "buyer-name",
         "product": "product-name", "quantity": "quantity-purchased", "currency": "currency", "amount": "item-price",
         "city": "ship-city", "country": "ship-country", "channel": "sales-channel"},
        {"sales-channel": ["Amazon.de", "Amazon.fr"]},
    ),
    Known(
        "amazon date range report", "purchases",
        "date/time,settlement id,type,order id,sku,description,quantity,marketplace,account type,fulfillment,"
        "order city,"
        "order state,order postal,tax collection model,product sales,product sales tax,shipping credits,"
        "shipping credits tax,gift wrap credits,giftwrap credits tax,Regulatory Fee,Tax On Regulatory Fee,"
        "promotional rebates,promotional rebates tax,marketplace withheld tax,selling fees,fba fees,"
        "other transaction fees,other,total",
        {"order_date": "date/time", "entry_type": "type", "order_id": "order id", "product": "description",
         "quantity": "quantity", "amount": "product sales"},
        {"type": ["Order", "Order", "Refund", "Service Fee", "Transfer"], "account type": ["Standard Orders"],
         "date/time": ["Sep 4, 2026 1:05:07 AM PDT", "Sep 5, 2026 1:05:07 AM PDT"], "marketplace": ["amazon.com"],
         "tax collection model": ["MarketplaceFacilitator"], "other": ["0"]},
    ),
    Known(
        "amazon settlement", "purchases",
        "settlement-id,settlement-start-date,settlement-end-date,deposit-date,total-amount,currency,transaction-type,"
        "order-id,merchant-order-id,adjustment-id,shipment-id,marketplace-name,amount-type,amount-description,amount,"
        "fulfillment-id,posted-date,posted-date-time,order-item-code,merchant-order-item-id,"
        "merchant-adjustment-item-id,sku,quantity-purchased,promotion-id",
        {"currency": "currency", "entry_type": "amount-type", "order_id": "order-id", "amount": "amount",
         "order_date": "posted-date", "product": "sku", "quantity": "quantity-purchased"},
        {"transaction-type": ["Order", "Refund"], "amount-type": ["ItemPrice", "ItemFees", "Promotion"],
         "total-amount": [None], "amount-description": ["Principal", "Commission"], "posted-date": ["2026-03-02"],  # type: ignore[dict-item]
         "deposit-date": [None], "settlement-start-date": [None], "settlement-end-date": [None]},  # type: ignore[dict-item]
    ),
    Known(
        "bigcommerce orders", "purchases",
        "Order ID,Customer ID,Customer Name,Customer Email,Customer Phone,Order Date,Order Status,Subtotal (inc tax),"
        "Subtotal (ex tax),Tax Total,Shipping Cost (inc tax),Shipping Cost (ex tax),Ship Method,"
        "Handling Cost (inc tax),"
        "Handling Cost (ex tax),Store Credit Redeemed,Gift Certificate Amount Redeemed,Gift Certificate Code,"
        "Gift Certificate Expiration Date,Coupon Details,Order Total (inc tax),Order Total (ex tax),Payment Method,"
        "Total Quantity,Total Shipped,Date Shipped,Order Currency Code,Exchange Rate,Order Notes,Customer Message,"
        "Billing First Name,Billing Last Name,Billing Company,Billing Street 1,Billing Street 2,Billing Suburb,"
        "Billing State,Billing Zip,Billing Country,Billing Phone,Billing Email,Shipping First Name,Shipping Last Name,"
        "Product Details,Refund Amount,Channel Name",
        {"order_id": "Order ID", "customer_id": "Customer ID", "customer_name": "Customer Name",
         "email": "Customer Email", "order_date": "Order Date", "status": "Order Status",
         "amount": "Order Total (inc tax)", "quantity": "Total Quantity", "currency": "Order Currency Code",
         **_BILLING, "city": "Billing Suburb", "refunded": "Refund Amount", "channel": "Channel Name"},
        {"Order Status": ["Completed", "Declined", "Awaiting Fulfillment"], "Product Details": ["Product ID: 1|Qty: 2"],
         "Channel Name": ["Web", "Amazon"]},
    ),
    Known(
        "bigcommerce customers", "customers",
        "Customer ID,First Name,Last Name,Company,Email,Phone,Notes,Store Credit,Customer Group,Date Joined,Addresses,"
        "Receive Review/Abandoned Cart Emails?,Tax Exempt Category",
        {"customer_id": "Customer ID", **_PERSON, "customer_segment": "Customer Group",
         "customer_since": "Date Joined"},
        {"Tax Exempt Category": [None], "Customer Group": ["Retail", "Wholesale"],
         "Receive Review/Abandoned Cart Emails?": ["Yes", "No"]},
    ),
    Known(
        "klaviyo profiles", "customers",
        "Email,Klaviyo ID,First Name,Last Name,Organization,Title,Phone Number,Address,Address 2,City,State / Region,"
        "Country,Zip Code,Latitude,Longitude,Source,Consent,SMS Consent Timestamp,First Active,Last Active,"
        "Profile Created On,Date Added,Last Open,Last Click,Initial Source,Initial Source Referrer,"
        "Initial Source Medium,"
        "Historic Customer Lifetime Value,Predicted Customer Lifetime Value,Total Customer Lifetime Value,"
        "Historic Number Of Orders,Predicted Number Of Orders,Churn Risk Prediction,Average Days Between Orders,"
        "Average Order Value,Expected Date Of Next Order,Accepts Marketing,UTM Medium,UTM Source",
        {"customer_id": "Klaviyo ID", **_PERSON, "city": "City", "country": "Country", "channel": "UTM Source",
         "customer_since": "Profile Created On", "last_purchase": "Last Active",
         "clv": "Total Customer Lifetime Value", "orders": "Historic Number Of Orders",
         "churn_probability": "Churn Risk Prediction", "avg_order_value": "Average Order Value"},
        {"Churn Risk Prediction": ["0.12", "0.5", "0.93"], "Klaviyo ID": [f"01H{n:04d}" for n in range(40)],
         "Source": ["-6"], "Latitude": ["48.1"], "Longitude": ["11.5"], "UTM Source": ["google", "newsletter"],
         "Title": [None], "Consent": ["email"]},  # type: ignore[dict-item]
    ),
    Known(
        "ebay orders", "purchases",
        "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Buyer Note,Buyer Address 1,"
        "Buyer Address 2,"
        "Buyer City,Buyer State,Buyer Zip,Buyer Country,Ship To Name,Ship To Phone,Ship To Address 1,Ship To Address 2,"
        "Ship To City,Ship To State,Ship To Zip,Ship To Country,Item Number,Item Title,Custom Label,"
        "Sold Via Promoted Listings,Quantity,Sold For,Shipping And Handling,Seller Collected Tax,eBay Collected Tax,"
        "Total Price,eBay Collected Tax Included in Total,Payment Method,Sale Date,Paid On Date,Ship By Date,"
        "Shipped On Date,Feedback Left,Feedback Received,My Item Note,PayPal Transaction ID",
        {"order_id": "Order Number", "customer_id": "Buyer Username", "customer_name": "Buyer Name",
         "email": "Buyer Email", "city": "Buyer City", "country": "Buyer Country", "product": "Item Title",
         "quantity": "Quantity", "amount": "Total Price", "order_date": "Sale Date"},
        {"Feedback Left": ["Yes", "No"],
         "Sold Via Promoted Listings": ["Yes", "No"], "eBay Collected Tax Included in Total": ["No"],
         "Feedback Received": ["Positive"], "Shipping And Handling": ["$5.97"]},
    ),
    Known(
        "ebay transaction report", "purchases",
        "Transaction creation date,Type,Order number,Legacy order ID,Buyer username,Buyer name,Ship to city,"
        "Ship to province/region/state,Ship to zip,Ship to country,Net amount,Payout currency,Payout date,Payout ID,"
        "Payout method,Payout status,Reason for hold,Item ID,Transaction ID,Item title,Custom label,Quantity,"
        "Item subtotal,Shipping and handling,Seller collected tax,eBay collected tax,Final Value Fee - fixed,"
        "Final Value Fee - variable,International fee,Gross transaction amount,Transaction currency,Exchange rate,"
        "Reference ID,Description",
        {"order_date": "Transaction creation date", "entry_type": "Type", "order_id": "Order number",
         "customer_id": "Buyer username", "customer_name": "Buyer name", "city": "Ship to city",
         "country": "Ship to country", "product": "Item title", "quantity": "Quantity", "amount": "Item subtotal",
         "currency": "Transaction currency"},
        {"Type": ["Order", "Order", "Refund", "Shipping label", "Other fee", "Payout"], "Payout status": ["Paid"]},
    ),
    Known(
        "magento orders", "purchases",
        "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status,"
        "Billing Address,Shipping Address,Shipping Information,Customer Email,Customer Group,Subtotal,"
        "Shipping and Handling,Customer Name,Payment Method,Total Refunded",
        {"order_id": "ID", "order_date": "Purchase Date", "customer_name": "Customer Name",
         "amount": "Grand Total (Base)", "status": "Status", "email": "Customer Email",
         "customer_segment": "Customer Group", "refunded": "Total Refunded"},
        {"ID": [f"{100000 + n:09d}" for n in range(40)], "Status": ["complete", "closed", "canceled"],
         "Customer Group": ["General", "Wholesale"], "Purchase Point": ["Main Website"]},
    ),
    Known(
        "prestashop orders, french", "purchases",
        "ID,Référence,Nouveau client,Livraison,Client,Total,Paiement,État,Date",
        {"order_id": "Référence", "customer_id": "Client", "amount": "Total", "status": "État", "order_date": "Date"},
        {"Référence": [f"XKBKNABJ{n}" for n in range(40)], "Nouveau client": ["1", "0"],
         "Livraison": ["France", "Belgique"], "Total": ["12,50 €", "8,00 €"], "Paiement": ["Chèque", "Carte"],
         "État": ["Paiement accepté", "Annulé", "Remboursé"]},
    ),
    Known(
        "wix orders", "purchases",
        "Order number,Date created,Time,Fulfill by,Total order quantity,Contact email,Note from customer,"
        "Additional checkout info,Item,Variant,SKU,Qty,Quantity refunded,Price,Weight,Custom text,Deposit amount,"
        "Delivery method,Delivery time,Recipient name,Recipient phone,Recipient company name,Delivery country,"
        "Delivery state,Delivery state name,Delivery city,Delivery address,Delivery zip/postal code,Billing name,"
        "Billing phone,Billing company name,Billing country,Payment status,Payment method,Coupon code,Gift card amount,"
        "Shipping rate,Total tax,Total,Currency,Refunded amount,Net amount,Additional fees,Fulfillment status,"
        "Tracking number,Fulfillment service,Shipping label",
        {"order_id": "Order number", "order_date": "Date created", "email": "Contact email", "product": "Item",
         "quantity": "Qty", "unit_price": "Price", "customer_name": "Billing name", "country": "Billing country",
         "city": "Delivery city", "status": "Payment status", "amount": "Total", "currency": "Currency",
         "refunded": "Refunded amount"},
        {"Payment status": ["Paid", "Unpaid"], "Date created": ["Dec 8, 2024", "Dec 9, 2024"], "Time": ["9:15:51 AM"],
         "Delivery time": [None]},  # type: ignore[dict-item]
    ),
    Known(
        "squarespace orders", "purchases",
        "Order ID,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,"
        "Amount Refunded,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,"
        "Lineitem name,"
        "Lineitem price,Lineitem sku,Lineitem variant,Lineitem requires shipping,Lineitem taxable,"
        "Lineitem fulfillment status,Billing Name,Billing Address1,Billing Address2,Billing City,Billing Zip,"
        "Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping City,Shipping Zip,Shipping Country,"
        "Shipping Phone,Cancelled at,Private Notes,Payment Method,Payment Reference",
        {"order_id": "Order ID", "email": "Email", "status": "Financial Status", "currency": "Currency",
         "refunded": "Amount Refunded", "amount": "Total", "order_date": "Created at", "quantity": "Lineitem quantity",
         "product": "Lineitem name", "unit_price": "Lineitem price", "customer_name": "Billing Name",
         "city": "Billing City", "country": "Billing Country", "canceled_at": "Cancelled at"},
        {"Financial Status": ["PAID", "REFUNDED"], "Cancelled at": [None]},  # type: ignore[dict-item]
    ),
    Known(
        "loyverse receipts by item", "purchases",
        "Date,Receipt number,Receipt type,Category,SKU,Item,Variant,Modifiers applied,Quantity,Gross sales,Discounts,"
        "Net sales,Cost of goods,Gross profit,Taxes,POS,Store,Cashier name,Customer name,Customer contacts,Comment,"
        "Status",
        {"order_date": "Date", "order_id": "Receipt number", "entry_type": "Receipt type", "category": "Category",
         "product": "Item", "quantity": "Quantity", "amount": "Net sales", "customer_name": "Customer name",
         "status": "Status"},
        {"Receipt type": ["Sale", "Sale", "Refund"], "Status": ["Closed", "Cancelled"]},
    ),
    Known(
        "mailchimp audience", "customers",
        "Email Address,First Name,Last Name,Address,Phone Number,Birthday,Tags,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,"
        "CONFIRM_TIME,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES",
        {"email": "Email Address", "first_name": "First Name", "last_name": "Last Name", "customer_since": "OPTIN_TIME",
         "country": "REGION"},
        {"Birthday": ["04/12", "11/30"], "MEMBER_RATING": ["2", "4"], "OPTIN_TIME": ["2025-11-02 18:22:11"] * 39 +
         ["2025-12-14 09:01:54"], "CONFIRM_TIME": [None], "LAST_CHANGED": [None], "TIMEZONE": [None]},  # type: ignore[dict-item]
    ),
    Known(
        "hubspot contacts", "customers",
        "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Lifecycle Stage,Create Date,Associated Company,"
        "Country/Region,City,Original Source,Contact owner",
        {"customer_id": "Record ID", **_PERSON, "customer_segment": "Lifecycle Stage", "customer_since": "Create Date",
         "country": "Country/Region", "city": "City", "channel": "Original Source"},
        {"Lifecycle Stage": ["customer", "lead"], "Original Source": ["Organic search", "Direct traffic"],
         "Lead Status": ["NEW", "OPEN"]},
    ),
    Known(
        "gumroad sales", "purchases",
        "Purchase ID,Item Name,Buyer Name,Purchase Email,Purchase Date,Purchase Time (UTC timezone),Subtotal ($),"
        "Taxes ($),"
        "Shipping ($),Sale Price ($),Fees ($),Net Total ($),Refunded?,Partial Refund ($),Fully Refunded?,Discount Code,"
        "Country,Quantity",
        {"order_id": "Purchase ID", "product": "Item Name", "customer_name": "Buyer Name", "email": "Purchase Email",
         "order_date": "Purchase Date", "amount": "Sale Price ($)", "country": "Country", "quantity": "Quantity"},
        {"Purchase Time (UTC timezone)": ["10:00"], "Refunded?": ["false", "true"], "Fully Refunded?": ["false"],
         "Partial Refund ($)": ["0.00", "1.00"]},
    ),
)  # fmt: skip
