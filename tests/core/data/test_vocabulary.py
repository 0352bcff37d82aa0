"""Plain tables in nine languages, of purchases and of customers: their columns are understood by name."""

from __future__ import annotations

import pytest

from core import schema
from core.data.mapping import propose_mapping
from core.data.naming import is_silent, roles_of
from core.data.vocabulary import english, key
from tests.core.data.known_exports import Known
from tests.core.made import table

PURCHASE_ROLES = (
    "customer_id", "customer_name", "order_id", "order_date", "product", "category", "quantity", "unit_price", "amount",
    "currency", "status", "country", "channel",
)  # fmt: skip
PURCHASES = {
    "english": "Customer number,Customer name,Order number,Date of order,Product name,Category,Qty,Unit price,"
    "Total amount,"
    "Currency,Order status,Country,Sales channel",
    "german": "Kundennummer,Kundenname,Bestellnummer,Bestelldatum,Artikelbezeichnung,Kategorie,Menge,Einzelpreis,"
    "Gesamtbetrag,Währung,Bestellstatus,Land,Kanal",
    "french": "Numéro client,Nom du client,N° de commande,Date de commande,Produit,Catégorie,Quantité,Prix unitaire,"
    "Montant total,Devise,Statut de la commande,Pays,Canal",
    "spanish": "Código de cliente,Nombre del cliente,Número de pedido,Fecha de pedido,Producto,Categoría,Cantidad,"
    "Precio unitario,Importe total,Moneda,Estado del pedido,País,Canal",
    "portuguese": "Código do cliente,Nome do cliente,Número do pedido,Data do pedido,Produto,Categoria,Quantidade,"
    "Preço unitário,Valor total,Moeda,Status do pedido,País,Canal",
    "italian": "Codice cliente,Nome cliente,Numero ordine,Data ordine,Prodotto,Categoria,Quantità,Prezzo unitario,"
    "Importo totale,Valuta,Stato ordine,Paese,Canale",
    "dutch": "Klantnummer,Klantnaam,Bestelnummer,Besteldatum,Productnaam,Categorie,Aantal,Stuksprijs,Totaalbedrag,"
    "Valuta,"
    "Bestelstatus,Land,Kanaal",
    "polish": "Nr klienta,Nazwa klienta,Nr zamówienia,Data zamówienia,Produkt,Kategoria,Ilość,Cena jednostkowa,"
    "Wartość brutto,Waluta,Status zamówienia,Kraj,Kanał",
    "japanese": "顧客ID,氏名,注文番号,注文日,商品名,カテゴリ,数量,単価,金額,通貨,注文ステータス,国,チャネル",
}
CUSTOMER_ROLES = (
    "customer_id", "first_name", "last_name", "email", "birth_date", "gender", "income", "country", "city",
    "customer_since", "first_purchase", "last_purchase", "orders", "revenue", "avg_order_value", "satisfaction_score",
    "customer_segment",
)  # fmt: skip
CUSTOMERS = {
    "english": "Customer ID,First name,Surname,E-mail address,Date of birth,Gender,Yearly income,Country,City,"
    "Registration date,"
    "First purchase,Last purchase,Number of orders,Total spent,Average order value,Satisfaction,Customer group",
    "german": "Kunden-Nr.,Vorname,Nachname,E-Mail,Geburtsdatum,Geschlecht,Jahreseinkommen,Land,Stadt,"
    "Registrierungsdatum,"
    "Erster Kauf,Letzter Kauf,Anzahl Bestellungen,Gesamtumsatz,Durchschnittlicher Bestellwert,Zufriedenheit,"
    "Kundengruppe",
    "french": "Identifiant client,Prénom,Nom,Adresse e-mail,Date de naissance,Sexe,Revenu annuel,Pays,Ville,"
    "Date d'inscription,Premier achat,Date du dernier achat,Nombre de commandes,Total dépensé,Panier moyen,"
    "Satisfaction,"
    "Segment",
    "spanish": "ID cliente,Nombre,Apellidos,Correo electrónico,Fecha de nacimiento,Género,Ingresos anuales,País,Ciudad,"
    "Fecha de registro,Primera compra,Fecha de última compra,Número de pedidos,Total gastado,Ticket medio,Satisfacción,"
    "Segmento",
    "portuguese": "ID do cliente,Nome,Sobrenome,E-mail,Data de nascimento,Sexo,Renda anual,País,Cidade,"
    "Data de cadastro,"
    "Primeira compra,Última compra,Número de pedidos,Total gasto,Ticket médio,Satisfação,Segmento",
    "italian": "ID cliente,Nome,Cognome,Indirizzo email,Data di nascita,Sesso,Reddito annuo,Paese,Città,"
    "Data di registrazione,Primo acquisto,Ultimo acquisto,Numero di ordini,Totale speso,Scontrino medio,Soddisfazione,"
    "Segmento",
    "dutch": "Klant-ID,Voornaam,Achternaam,E-mailadres,Geboortedatum,Geslacht,Inkomen,Land,Plaats,Klant sinds,"
    "Eerste aankoop,Laatste aankoop,Aantal bestellingen,Totaal uitgegeven,Gemiddelde bestelwaarde,Tevredenheid,"
    "Klantgroep",
}
CELLS = {
    "customer_segment": ["gold", "tin"], "satisfaction_score": ["3", "4", "5"], "orders": ["1", "2", "4"],
    "gender": ["f", "m"], "status": ["Paid"], "customer_name": [f"Name {chr(97 + n)}" for n in range(15)],
    "category": ["Mugs", "Tees"], "income": ["20000", "31000"], "product": ["Red mug", "Blue tee"],
    "birth_date": [f"19{50 + n}-05-02" for n in range(40)], "channel": ["web", "shop"], "amount": ["12.50", "8.75"],
    "order_id": [str(7000 + n // 2) for n in range(40)], "revenue": ["120.50", "80.75"], "quantity": ["1", "2"],
    "avg_order_value": ["12.50", "8.75"], "unit_price": ["3.50", "4.75"], "currency": ["EUR"],
    "country": ["France", "Spain"], "email": [f"p{n}@x.com" for n in range(40)],
}  # fmt: skip


def assigned(header: str, kind: str, roles: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    names = dict(zip(roles, header.split(","), strict=True))
    cells = {names[role]: values for role, values in CELLS.items() if role in names}
    days = [f"2024-{1 + n % 12:02d}-{1 + n % 28:02d}" for n in range(40)]
    cells |= {names[r]: days for r in ("order_date", "first_purchase", "last_purchase", "customer_since") if r in names}
    ids = [f"K{n % 15 if kind == 'purchases' else n:03d}" for n in range(40)]
    export = Known("plain", kind, header, names, cells | {names["customer_id"]: ids})  # type: ignore[arg-type]
    mapping = propose_mapping(table(export.table()))
    return mapping.kind, {role: name for name, role in mapping.roles.items() if role not in schema.MANY}


@pytest.mark.parametrize("language", PURCHASES)
def test_a_table_of_purchases_in(language: str) -> None:
    header = PURCHASES[language]
    expected = dict(zip(PURCHASE_ROLES, header.split(","), strict=True))
    assert assigned(header, "purchases", PURCHASE_ROLES) == ("purchases", expected)


@pytest.mark.parametrize("language", CUSTOMERS)
def test_a_table_of_customers_in(language: str) -> None:
    header = CUSTOMERS[language]
    expected = dict(zip(CUSTOMER_ROLES, header.split(","), strict=True))
    assert assigned(header, "customers", CUSTOMER_ROLES) == ("customers", expected)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Datum der Bestellung", "order_date"),
        ("Rechnungsbetrag", "amount"),
        ("Umsatz netto", "amount"),
        ("Betrag in Cent", "amount"),
        ("price_cents", "unit_price"),
        ("Age in cents", ""),
        ("Order Net", "amount"),
        ("Order Gross", "amount"),
        ("Bedrag incl. BTW", "amount"),
        ("Betrag inkl. MwSt.", "amount"),
        ("Montant TTC", "amount"),
        ("Account Name", "customer_name"),
        ("Cust No", "customer_id"),
        ("Kundenkarte", "customer_id"),
        ("Kundenkartennummer", "customer_id"),
        ("Nettoumsatz", "amount"),
        ("Artikel-Nr.", "product"),
        ("Produktgruppe", "category"),
        ("Versandkosten", ""),
        ("Montant remboursé", "refunded"),
        ("Date d'achat", "order_date"),
        ("Fecha de la compra", "order_date"),
        ("Preço", "unit_price"),
        ("Prezzo", "unit_price"),
        ("Valor do pedido", "amount"),
        ("Correo", "email"),
        ("Kunde", "customer_id"),
        ("Factuurnummer", "order_id"),
        ("日付", "order_date"),
        ("ημερομηνία", ""),
    ],
)
def test_names_of_columns_of_purchases(name: str, role: str) -> None:
    ranks = roles_of(name, "purchases")
    assert min(ranks, key=lambda found: ranks[found], default="") == role


@pytest.mark.parametrize("kind", ["customers", "purchases"])
def test_no_name_means_two_columns_in_other_words_either(kind: str) -> None:
    claimed: dict[tuple[str, ...], set[str]] = {}
    for column in schema.COLUMNS:
        if column.rows in (kind, "both") and column.origin != "computed":
            for alias in (schema.spelling(column.name), *column.aliases):
                claimed.setdefault(key(alias), set()).add(column.name)
    # The content decides between an order and a person, and between a kind of music and a woman.
    by_content = {("id",), ("name",), ("gender",)} if kind == "purchases" else set()
    assert {words for words, roles in claimed.items() if len(roles) > 1} == by_content


def test_small_words_do_not_count_and_an_unknown_word_stays() -> None:
    assert english("fecha de la compra") == ("date", "purchase")
    assert english("schuhgroesse") == ("schuhgroesse",)
    assert english("de la") == ("de", "la")


@pytest.mark.parametrize(("name", "silent"), [("Column 1", True), ("xyz", True), ("Tax", False), ("Store ID", False)])
def test_names_that_leave_open_what_a_column_is(name: str, silent: bool) -> None:
    assert is_silent(name) is silent
