"""The words of column names in other languages, Western European ones above all, brought to English.

A name is understood word by word, so that one entry serves "Bestelldatum", "Datum der Bestellung" and "fecha de
pedido" alike. To add a language, add its words; `key` then finds the English aliases of the schema.
"""

from __future__ import annotations

from functools import cache

from core.schema import spelling

# Words that carry no meaning in the name of a column.
_SMALL = """
a al all alla alle an au aux by d da das de degli dei del dell della delle den der des di die do dos du e el en et gli
het i il im in je l la las le les lo los of on par per por pro sur the u um un una und uns van vom von y your zu zum zur
"""

# English, then the words that mean it. A word is listed once: where it means two things, what fits the content wins.
_WORDS = """
customer: cust kunde kunden kundin client clients cliente clientes clienti klant klanten acheteur acheteuse comprador
 compradora acquirente kaeufer koper afnemer klient klienta kontrahent nabywca
user: benutzer nutzer utilisateur usuario utente gebruiker
member: mitglied membre miembro socio membro lid
name: nom nombre nome naam bezeichner nazwa
firstname: vorname vornamen prenom prenoms voornaam rufname imie
lastname: nachname nachnamen familienname zuname apellido apellidos sobrenome apelido cognome achternaam nazwisko
fullname: vollname
number: nummer nr no n num numero nro numer nummero kennnummer numer
id: identifiant identificador identificativo identificatie kennung ident
code: codigo codice cod
order: bestellung auftrag bestell auftrags commande cde pedido ped encomenda ordine bestelling bestel
 zamowienie zamowienia
orders: bestellungen auftraege commandes pedidos encomendas ordini bestellingen zamowien
purchase: kauf einkauf achat compra acquisto aankoop zakup zakupu
purchases: kaeufe einkaeufe achats compras acquisti aankopen zakupy
sale: verkauf vente venta venda vendita verkoop sprzedaz sprzedazy
sales: verkaeufe ventes ventas vendas vendite verkopen umsaetze
invoice: rechnung rechnungs facture factura fatura fattura factuur faktura faktury
transaction: transaktion transaktions transaccion transacao transazione transactie operacion transakcja transakcji
transactions: transaktionen transacciones transacoes transazioni transacties
document: dokument documento dokumentu
receipt: beleg kassenbon bon kassenzettel quittung recu ticket recibo ricevuta scontrino kassabon
date: datum fecha data datums
day: tag jour dia giorno dag
time: zeit uhrzeit heure hora ora orario tijd
amount: betrag betrags montant importe monto importo bedrag valeur kwota
cents: cent centimes centime centavos centavo centesimi centesimo grosze groszy pence
including: incl inkl inc inclus inclusief inclusive incluido incluida incluso inclusa
total: gesamt gesamtsumme summe endbetrag totale totaal somme suma soma lacznie razem laczna
revenue: umsatz faturamento fatturato omzet facturacion erloes
value: wert valor valore waarde wartosc
price: preis prix precio preco prezzo prijs cena
unit: einzel stueck unitaire unitario unitaria unidad unidade unita stuk stuks jednostkowa
quantity: menge anzahl stueckzahl quantite qte cantidad quantidade qtd qtde quantita aantal hoeveelheid qty ilosc
items: artikelanzahl
gross: brutto brut bruto lordo
net: netto neto liquido
status: zustand statut etat estado situacao stato statuut
category: kategorie warengruppe rubrik categorie categoria rubrique artikelgruppe produktgruppe kategoria
product: produkt produkte produit producto produto prodotto towar
item: artikel article articulo artigo articolo posten
description: beschreibung bezeichnung artikelbezeichnung designation libelle descripcion descricao descrizione
 omschrijving
currency: waehrung waehrungs waehrg devise monnaie moneda divisa moeda valuta valutakod waluta mena 通貨
refund: erstattung rueckerstattung gutschrift remboursement reembolso rimborso terugbetaling
refunded: erstattet rueckerstattet rembourse reembolsado reembolsada rimborsato rimborsata terugbetaald erstatteter
canceled: storniert annule annulee cancelado cancelada annullato geannuleerd cancelled
country: land pays pais paese nazione nation kraj
city: stadt ort wohnort ville ciudad cidade citta plaats woonplaats stad localidad localita municipio miasto
email: mail courriel correo
electronic: electronico elettronica eletronico electronique
address: adresse direccion endereco indirizzo adres
age: alter edad idade eta leeftijd wiek
birth: geburts naissance nacimiento nascimento nascita geboorte urodzenia
birthday: geburtstag cumpleanos aniversario compleanno anniversaire verjaardag
year: jahr annee ano anio anno jaar rok
years: jahre jahren ans annees anos anni jaren
month: monat mois mes mese maand
months: monate monaten meses mesi maanden
week: woche semaine semana settimana
weeks: wochen semaines semanas settimane weken
days: tage tagen jours dias giorni dagen
gender: geschlecht sexe genre genero sexo genere sesso geslacht plec
income: einkommen jahreseinkommen revenu revenus ingreso ingresos renda reddito inkomen
salary: gehalt salaire sueldo salario stipendio salaris
annual: jaehrlich jaehrliches annuel annuels annuelle anual anuales anuais annuale annuo annua annui jaarlijks
channel: kanal vertriebskanal verkaufskanal canal canale kanaal
source: quelle herkunft fuente origen origem origine fonte bron
segment: segmento segmente kundensegment
group: gruppe groupe grupo gruppo groep
type: typ art tipo soort
last: letzte letzter letztes letzten dernier derniere ultimo ultima laatste ostatni ostatnia ostatnie ostatniego
first: erste erster erstes ersten erst premier premiere primer primero primera primeiro primeira primo prima eerste
 pierwszy pierwsza pierwsze pierwszego
average: durchschnittlicher durchschnittliche durchschnittliches durchschnitt durchschnitts moyen moyenne medio media
 promedio gemiddelde avg
basket: warenkorb einkaufskorb panier cesta carrito carrinho carrello winkelmand
satisfaction: zufriedenheit kundenzufriedenheit satisfaccion satisfacao soddisfazione tevredenheid
rating: bewertung note calificacion valoracion avaliacao nota valutazione beoordeling
loyalty: treue kundentreue fidelite lealtad fidelidad fidelidade fedelta
points: punkte treuepunkte puntos pontos punti punten
score: punktzahl puntuacion pontuacao punteggio
registration: registrierung registrierungs anmeldung anmelde inscription registro inscripcion cadastro registrazione
 iscrizione registratie
created: erstellt angelegt cree creado criado creato aangemaakt
since: seit depuis desde sinds dal
visits: besuche visites visitas visite bezoeken
spent: ausgegeben depense depenses gastado gasto speso uitgegeven
paid: bezahlt paye payee pagado pagato betaald
payment: zahlung zahlungs paiement pago pagamento betaling
churned: abgewandert gekuendigt perdu perdido perso
sender: absender expediteur remitente mittente remetente
tax: steuer steuern mwst ust umsatzsteuer taxe taxes tva impuesto impuestos iva imposto imposta imposte btw vat gst
shipping: versand versandkosten porto livraison envio frete spedizione verzending
discount: rabatt nachlass remise reduction descuento desconto sconto korting discounts
fee: gebuehr gebuehren entgelt commission comision tarifa tariffa taxa commissione provision fees
cost: kosten cout costo custo costs
profit: gewinn benefice beneficio lucro profitto winst margin
store: filiale laden geschaeft magasin boutique tienda loja negozio winkel shop
employee: mitarbeiter verkaeufer employe vendeur empleado vendedor impiegato medewerker staff cashier
profession: beruf profession profesion profissao professione beroep
"""

# What a single word can't tell.
_PHRASES = {
    "nombre de commandes": "number orders",
    "nombre commandes": "number orders",
    "nombre d achats": "number purchases",
    "nombre achats": "number purchases",
    "nombre de visites": "number visits",
    "nombre d articles": "quantity",
    "chiffre d affaires": "revenue",
    "chiffre affaires": "revenue",
    "e mail": "email",
    "e mailadres": "email",
    "e mailadresse": "email",
    "nom de famille": "lastname",
    "kd nr": "customer number",
    "kdnr": "customer number",
    "first name": "firstname",
    "last name": "lastname",
    "full name": "fullname",
    "sign up": "signup",
    "cesta media": "average basket",
    "ticket medio": "average basket",
    "scontrino medio": "average basket",
    "ttc": "including tax",
    "mw st": "tax",
    "kundenkarte": "customer card",
    "kundenkartennummer": "customer card number",
    "avant commission": "gross",
    "wartosc brutto": "gross amount",
    "wartosc netto": "net amount",
    "type de piece": "document type",
    "type piece": "document type",
    "n piece": "document number",
    "numero de piece": "document number",
    "numero piece": "document number",
}

# What is written without blanks between its words.
_WHOLE = """
customer: 顧客 お客様 得意先 客户
customer id: 顧客id 客户id
customer number: 顧客番号 お客様番号 得意先コード 客户编号
member number: 会員番号 会員id
customer name: 顧客名 氏名 お名前 お客様名 得意先名 客户名称 客户姓名
order number: 注文番号 受注番号 注文id 伝票番号 订单号 订单编号
order date: 注文日 受注日 注文日時 下单时间 订单日期
purchase date: 購入日 購入日時
sale date: 売上日 販売日 取引日
date: 日付 年月日 日時 日期
amount: 金額 金额
total amount: 合計金額 総額 总金额
purchase amount: 購入金額 注文金額
sales amount: 売上 売上金額 売上高 販売金額
gross amount: 税込金額
net amount: 税抜金額
subtotal: 小計
total: 合計
quantity: 数量 個数
unit price: 単価 单价
product: 商品 品名
product name: 商品名 商品名称
product code: 商品コード 品番
country: 国
channel: チャネル 販売チャネル
category: カテゴリ カテゴリー 分類
email address: メールアドレス
gender: 性別
age: 年齢
birth date: 生年月日
order status: 注文ステータス ステータス
"""

# How compound words of German and Dutch end and begin, where the whole is not listed above.
_ENDS = """
nummer nr id datum betrag bedrag summe wert preis prijs name naam menge anzahl gruppe groep status jahr jaar land ort
stadt code waarde kategorie umsatz waehrung kanal typ art tag zahl zeit kunde klant
"""
_STARTS = {
    "kunden": "customer", "kaeufer": "customer", "klant": "customer", "kauf": "purchase", "einkaufs": "purchase",
    "aankoop": "purchase", "bestell": "order", "bestellungs": "order", "auftrags": "order", "order": "order",
    "bestel": "order", "rechnungs": "invoice", "factuur": "invoice", "beleg": "receipt", "bon": "receipt",
    "transaktions": "transaction", "artikel": "item", "produkt": "product", "product": "product",
    "gesamt": "total", "totaal": "total", "einzel": "unit", "stueck": "unit", "stuks": "unit", "verkaufs": "sale",
    "verkoop": "sale", "geburts": "birth", "geboorte": "birth", "jahres": "annual", "zahlungs": "payment",
    "registrierungs": "registration", "anmelde": "registration", "netto": "net", "brutto": "gross",
    "waren": "product", "durchschnitts": "average", "benutzer": "user", "mitglieds": "member", "liefer": "delivery",
    "rechnung": "invoice",
}  # fmt: skip

# How often somebody buys, in words, as orders per 12 months.
OFTEN = {
    "daily": 365.0, "weekly": 52.0, "bi weekly": 26.0, "biweekly": 26.0, "fortnightly": 26.0, "every 2 weeks": 26.0,
    "monthly": 12.0, "every 3 months": 4.0, "quarterly": 4.0, "every 6 months": 2.0, "annually": 1.0, "yearly": 1.0,
}  # fmt: skip


@cache
def _said(entries: str) -> dict[str, str]:
    """Each word of some entries with the English that stands in front of it."""
    pairs = (line.split(":") for line in entries.replace("\n ", " ").strip().splitlines())
    return {spelling(word): english for english, words in pairs for word in words.split()}


def _word(word: str) -> tuple[str, ...]:
    known = _said(_WORDS)
    if word in known:
        return (known[word],)
    for end in _ENDS.split():
        start = _STARTS.get(word.removesuffix(end)) if word.endswith(end) else None
        if start:
            return (start, "number" if end == "zahl" else known.get(end, end))
    return (word,)


@cache
def english(spelled: str) -> tuple[str, ...]:
    """The words of a name in the spelling of `schema.spelling`, in English, without the small ones.

    >>> english("bestelldatum"), english("data do pedido"), english("kunden nr")
    (('order', 'date'), ('date', 'order'), ('customer', 'number'))
    """
    padded = f" {spelled} "
    for phrase, meaning in (_PHRASES | _said(_WHOLE)).items():
        padded = padded.replace(f" {phrase} ", f" {meaning} ")
    small = frozenset(_SMALL.split())
    words = [word for word in padded.split() if word not in small]
    return tuple(part for word in words or padded.split() for part in _word(word))


@cache
def key(spelled: str) -> tuple[str, ...]:
    """What two names share that say the same in other words: their English words in alphabetical order, each once.

    >>> key("fecha de ultima compra") == key("last purchase date") == key("date du dernier achat")
    True
    """
    return tuple(sorted(set(english(spelled))))
