"""What the status of an order and the kind of an entry say: a sale, money given back, or no sale at all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Literal

from core.schema import spelling

Verdict = Literal["sale", "refunded", "no sale"]
# How some databases write that there is no date: 0000-00-00 00:00:00.
NO_DATE = r"[0\-/.: ]*"

# Words of a status, in the languages of the vocabulary.
_STATUS = {
    # They call a sale off wherever they stand.
    "called off": """
        cancelled canceled cancel voided void failed failure error expired declined abandoned unpaid trash test fraud
        chargeback uncaptured unfulfillable reversed denied rejected blocked incomplete uncollectible draft deleted
        removed unclaimed requires
        storniert stornierte abgebrochen abgelehnt fehlgeschlagen fehler unbezahlt geloescht entwurf betrug gescheitert
        annule annulee annules echoue echouee erreur refuse refusee expiree impaye impayee brouillon
        cancelado cancelada anulado anulada rechazado rechazada fallido fallida vencido caducado denegado denegada
        borrador impagado recusado recusada falhou falhado expirado negado rascunho estornado erro
        annullato annullata rifiutato rifiutata fallito fallita scaduto scaduta negato bozza insoluto errore
        geannuleerd mislukt afgewezen verlopen geweigerd onbetaald concept
        anulowane anulowano anulowana anulowany odrzucone odrzucona nieoplacone nieoplacona niezaplacone
        キャンセル 取消
    """,
    # The money is not there yet, unless what is awaited comes after the payment.
    "waiting": """
        pending awaiting waiting hold review unsettled ausstehend offen wartend schwebend attente pendiente espera
        pendente aguardando attesa sospeso behandeling afwachting wachten
        oczekujace oczekuje oczekujacy oczekiwanie oczekujaca 未入金
    """,
    "after payment": """
        fulfillment fulfilment shipment shipping delivery pickup pick versand lieferung abholung expedition livraison
        envio entrega spedizione consegna verzending levering return refund
    """,
    "refunded": """
        refunded returned refund erstattet rueckerstattet zurueckgezahlt rueckzahlung retourniert rembourse remboursee
        remboursement retourne reembolsado reembolsada reembolso devuelto devolvido devolvida rimborsato rimborsata
        rimborso restituito terugbetaald geretourneerd zwrot zwrocone zwrocona zwrocono 返品 返金
    """,
    "partly": """
        partial partially partly teilweise teil partiel partiellement parcial parcialmente parziale parzialmente deels
        gedeeltelijk czesciowo czesciowy czesciowe
    """,
    "not": "not nicht non pas no nao niet",
    "paid": "paid payment bezahlt paye payee pagado pagada pago paga pagato pagata betaald",
    # A refund or a cancellation that has not come about leaves the sale as it is.
    "not done": "requested pending declined denied rejected failed beantragt",
    # Words of a sale that goes its way: they show that a column is a status.
    "going": """
        complete completed shipped delivered processing fulfilled unfulfilled succeeded success successful authorized
        accepted closed invoiced dispatched approved settled captured confirmed placed unshipped cleared
        abgeschlossen versendet versandt geliefert erledigt bestaetigt bearbeitung zugestellt
        termine terminee livre livree expedie expediee acceptee accepte valide confirmee
        completado completada enviado enviada entregado entregada aceptado concluido entregue
        completato completata spedito spedita consegnato evaso voltooid verzonden afgerond geleverd
        zrealizowane zrealizowano wyslane wyslano dostarczone zakonczone oplacone zaplacone realizacji 完了 発送済み
    """,
}
# Words of the entries of a ledger: what moves money without a sale, what gives it back, what is a sale.
_ENTRY = {
    "no sale": """
        withdraw withdrawal withdrawals payout payouts transfer transfers conversion fee fees deposit deposits hold
        holds release authorization authorisation void sweep loan advance reserve adjustment marketing tax label
        storage topup
        abbuchung auszahlung ueberweisung waehrungsumrechnung umrechnung gebuehr gebuehren entgelt bankgutschrift
        einbehaltung kontoeinbehaltung autorisierung einzahlung uebertrag
        retrait virement frais blocage depot conversion autorisation retirada retiro transferencia comision tarifa
        deposito retencion autorizacion saque taxa conversao autorizacao prelievo trasferimento commissione tariffa
        conversione autorizzazione versamento bonifico opname overschrijving storting valutaomrekening
    """,
    "refunded": """
        refund refunds return reversal chargeback creditnote creditmemo rueckzahlung rueckerstattung erstattung
        gutschrift rueckbuchung remboursement avoir reembolso devolucion devolucao estorno rimborso reso storno
        terugbetaling retoure retouren rueckgabe rueckgaben ruecksendung stornorechnung rechnungskorrektur
        korrekturrechnung gutschriftsbeleg stornobeleg notecredit notacredito creditnota creditfactuur retour retours
        kreditnota kreditfaktura korekta korygujaca zwrot zwroty devolution
    """,
    "sale": """
        payment payments sale sales order orders charge purchase checkout capture invoice price principal
        zahlung handyzahlung expresszahlung verkauf bestellung kauf rechnung paiement vente commande achat pago venta
        pedido compra pagamento venda vendita ordine acquisto betaling verkoop bestelling aankoop
        verkaeufe kassenbon quittung barverkauf facture factures ticket factura facturas fatura fattura scontrino
        ricevuta recibo factuur kassabon faktura faktury paragon sprzedaz invoices purchases receipt
    """,
}


@cache
def _set(group: str, of_entries: bool = False) -> frozenset[str]:
    return frozenset((_ENTRY if of_entries else _STATUS)[group].split())


def _words(text: str) -> list[str]:
    return spelling(text).removeprefix("wc ").split()


def verdicts(statuses: Iterable[str]) -> dict[str, Verdict]:
    """What each status of a column says; what some words mean depends on the others that the column uses.

    "Open" is unpaid beside "paid" (invoices), and "closed" is refunded beside "complete" (Magento).

    >>> verdicts(["wc-completed", "Refunded", "En attente de paiement", "Awaiting Shipment"]).values()
    dict_values(['sale', 'refunded', 'no sale', 'sale'])
    """
    said = {text: _words(text) for text in statuses}
    known = {" ".join(words) for words in said.values()}
    found = {text: _verdict(frozenset(words)) for text, words in said.items()}
    for text, words in said.items():
        if words == ["open"] and known & {"paid", "void"}:
            found[text] = "no sale"
        elif words == ["closed"] and "complete" in known:
            found[text] = "refunded"
    return found


def _verdict(words: frozenset[str]) -> Verdict:
    undone = words & _set("not done")
    if words & _set("partly") or (undone and words & (_set("refunded") | {"cancellation", "cancelation"})):
        return "sale"
    if words & _set("called off") or (words & _set("not") and words & _set("paid")):
        return "no sale"
    if words & _set("refunded"):
        return "refunded"
    return "no sale" if words & _set("waiting") and not words & _set("after payment") else "sale"


def knows_status(text: str) -> bool:
    """Whether a text is known to be a status of orders."""
    return any(_set(group) & set(_words(text)) for group in _STATUS if group not in ("not", "after payment"))


def entry_kind(text: str) -> Verdict | None:
    """What kind of entry a ledger calls so; None where the words are not known. Holds and their release are no sale.

    >>> entry_kind("General Currency Conversion"), entry_kind("Payment Refund"), entry_kind("Handyzahlung")
    ('no sale', 'refunded', 'sale')
    """
    words = [word for word in _words(text) if word not in ("de", "di", "du", "da")]
    # "credit note" is a word of its own, which "credit card" is not.
    said = {*words, *(first + second for first, second in pairwise(words))}
    kinds: tuple[Verdict, ...] = ("no sale", "refunded", "sale")
    return next((kind for kind in kinds if said & _set(kind, True)), None)


def entry_kinds(texts: Iterable[str]) -> dict[str, Verdict | None]:
    """What kind each entry of a column is; "abono" is a credit note beside an invoice, in a bank it is money received.

    >>> entry_kinds(["Factura", "Abono"]), entry_kinds(["Cargo", "Abono"])
    ({'Factura': 'sale', 'Abono': 'refunded'}, {'Cargo': None, 'Abono': None})
    """
    found = {text: entry_kind(text) for text in texts}
    if "sale" in found.values():
        found |= {text: "refunded" for text in found if "abono" in _words(text)}
    return found
