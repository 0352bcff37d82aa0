"""Statuses and kinds of entries in six languages and the words of the shops."""

from __future__ import annotations

import pytest

from core.data.statuses import entry_kind, knows_status, verdicts

STATUSES = {
    "sale": [
        "paid", "wc-completed", "wc-processing", "partially_refunded", "PARTIALLY_PAID", "Shipped - Delivered to Buyer",
        "Awaiting Fulfillment", "Awaiting Shipment", "Pending - Waiting for Pick Up", "refund pending",
        "Refund declined", "Unfulfilled", "Not shipped", "On backorder (paid)", "succeeded", "Abgeschlossen",
        "Versendet", "Teilweise erstattet", "Paiement accepté", "Partiellement remboursé", "En attente d'expédition",
        "Completado",
        "Entregado", "Concluído", "Completato", "Spedito", "Betaald",
    ],
    "refunded": [
        "refunded", "Fully refunded", "Returned", "Shipped - Returned to Seller", "Erstattet", "Zurückgezahlt",
        "Remboursé", "Reembolsado", "Devuelto", "Rimborsato", "Terugbetaald",
        "Zwrot", "Zwrócone", "返品",
    ],
    "no sale": [
        "voided", "wc-pending", "wc-on-hold", "checkout-draft", "wc-cancelled", "wc-failed", "trash", "Test order",
        "pending_payment", "payment_review", "Awaiting Payment", "Awaiting bank wire payment", "Declined", "Incomplete",
        "Cancelled by customer", "Payment failed", "Payment error", "On backorder (not paid)", "Unpaid", "Not paid",
        "Requires payment method", "Uncaptured", "Suspected Fraud", "Storniert", "Ausstehend", "Nicht bezahlt",
        "Abgelehnt", "Annulé", "En attente de paiement", "Erreur de paiement", "Cancelado", "Pendiente", "Rechazado",
        "Pagamento pendente", "Recusado", "Annullato", "In sospeso", "Fallito", "Geannuleerd", "Mislukt",
        "Anulowane", "Oczekuje na płatność", "Oczekujące", "Nieopłacone", "キャンセル",
    ],
}  # fmt: skip
ENTRIES = {
    "sale": [
        "Express Checkout Payment", "PreApproved Payment Bill User Payment", "Subscription Payment", "charge", "Sale",
        "Order", "capture", "ItemPrice", "Express-Zahlung", "Handyzahlung", "Paiement Express Checkout", "Venta",
        "Pagamento", "Bestelling", "Facture", "Fattura", "Factura", "Factuur", "Rechnung", "Verkauf", "Faktura",
    ],
    "refunded": [
        "Payment Refund", "refund", "Chargeback", "Credit note", "Credit Memo", "Rückzahlung", "Gutschrift",
        "Remboursement", "Reembolso", "Estorno", "Rimborso", "Avoir", "Nota di credito", "Nota de crédito",
        "Creditnota", "Retoure", "Rückgabe", "Stornorechnung", "Faktura korygująca", "Korekta", "Zwrot",
    ],
    "no sale": [
        "General Withdrawal", "User Initiated Withdrawal", "General Currency Conversion", "Bank Deposit to PP Account",
        "Account Hold for Open Authorization", "Reversal of General Account Hold", "Void of Authorization",
        "authorization", "payout", "transfer_reversal", "Service Fee", "ItemFees", "Shipping label", "Transfer",
        "Von Nutzer eingeleitete Abbuchung", "Bankgutschrift auf PayPal-Konto", "Allgemeine Währungsumrechnung",
        "Auszahlung", "Virement", "Conversion de devise", "Retirada general", "Prelievo", "Conversione di valuta",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("verdict", "status"), [(v, s) for v, found in STATUSES.items() for s in found])
def test_what_a_status_says(verdict: str, status: str) -> None:
    assert verdicts([status])[status] == verdict


@pytest.mark.parametrize(("kind", "entry"), [(k, e) for k, found in ENTRIES.items() for e in found])
def test_what_kind_an_entry_is(kind: str, entry: str) -> None:
    assert entry_kind(entry) == kind


def test_other_words_are_no_kind_of_entry() -> None:
    assert [entry_kind(text) for text in ("Credit Card", "Premium", "PayPal", "", "日本")] == [None] * 5


def test_open_is_unpaid_among_invoices_alone() -> None:
    assert verdicts(["open", "paid", "void"])["open"] == "no sale"
    assert verdicts(["open", "archived"])["open"] == "sale"


def test_closed_is_refunded_in_magento_alone() -> None:
    assert verdicts(["complete", "processing", "closed"])["closed"] == "refunded"
    assert verdicts(["Closed", "Cancelled"]) == {"Closed": "sale", "Cancelled": "no sale"}


def test_a_province_is_no_status() -> None:
    assert not any(knows_status(text) for text in ("Jalisco", "SP", "Bayern", "California"))
    assert knows_status("Paid")
