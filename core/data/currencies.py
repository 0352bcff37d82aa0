"""The marks of the world's currencies as they stand beside amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What a sign stands for. One that several currencies share ($, kr, ¥) stands for itself.
SYMBOLS = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD",
    "NT$": "TWD", "MX$": "MXN", "Mex$": "MXN", "R$": "BRL", "$": "$", "€": "EUR", "£": "GBP", "CN¥": "CNY",
    "JP¥": "JPY", "¥": "¥", "円": "JPY", "元": "CNY", "₹": "INR", "₨": "Rs", "Rs.": "Rs", "Rs": "Rs", "₽": "RUB",
    "руб.": "RUB", "руб": "RUB", "₩": "KRW", "원": "KRW", "₺": "TRY", "₴": "UAH", "грн": "UAH", "₪": "ILS", "₫": "VND",
    "฿": "THB", "₱": "PHP", "₦": "NGN", "₡": "CRC", "₲": "PYG", "₸": "KZT", "₾": "GEL", "S/.": "PEN", "S/": "PEN",
    "kr.": "kr", "kr": "kr", "Kr.": "kr", "Kr": "kr", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "lei": "RON", "лв.": "BGN",
    "лв": "BGN", "Fr.": "CHF", "SFr.": "CHF", "Euros": "EUR", "euros": "EUR", "Euro": "EUR", "euro": "EUR",
    "eur": "EUR", "usd": "USD", "gbp": "GBP", "chf": "CHF", "\\": "¥",
}  # fmt: skip
# Codes that are everyday words in capitals (ALL, TOP, CUP) are left out.
_CODES = (
    "AED|ARS|AUD|AZN|BDT|BGN|BHD|BOB|BRL|CAD|CHF|CLP|CNY|COP|CRC|CZK|DKK|DOP|DZD|EGP|ETB|EUR|"
    "GBP|GEL|GHS|GTQ|HKD|HNL|HUF|IDR|ILS|INR|IQD|ISK|JMD|JOD|JPY|KES|KRW|KWD|KZT|LBP|LKR|LYD|"
    "MAD|MDL|MKD|MUR|MXN|MYR|MZN|NAD|NGN|NIO|NOK|NPR|NZD|OMR|PAB|PEN|PHP|PKR|PLN|PYG|QAR|RON|"
    "RSD|RUB|SAR|SEK|SGD|THB|TND|TRY|TWD|TZS|UAH|UGX|USD|UYU|UZS|VES|VND|XAF|XOF|ZAR|ZMW"
)
# What a column of currencies may also hold, as long as no cell of it is anything else.
_RARER = (
    "AFN|ALL|AMD|AOA|BAM|BBD|BIF|BMD|BND|BSD|BTN|BWP|BYN|BZD|CDF|CUP|CVE|DJF|ERN|FJD|FKP|GIP|GMD|GNF|GYD|HTG|IRR|KGS|"
    "KHR|KMF|KPW|KYD|LAK|LRD|LSL|MGA|MMK|MNT|MOP|MRU|MVR|MWK|PGK|RWF|SBD|SCR|SDG|SHP|SLE|SOS|SRD|SSP|STN|SYP|SZL|TJS|"
    "TMT|TOP|TTD|VUV|WST|XCD|XPF|YER|ZWG"
)
_USUAL, _ALL = frozenset(_CODES.split("|")), frozenset(f"{_CODES}|{_RARER}".split("|"))
# Their amounts have three decimals.
THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
MARK = f"(?:{'|'.join(re.escape(sign) for sign in sorted(SYMBOLS, key=len, reverse=True))}|{_CODES})"
_SHARED = {"$": ("D", "MXN", "ARS", "CLP", "COP", "UYU"), "kr": ("K", "NOK"), "¥": ("Y",), "Rs": ("R",)}


def currency_of(before: str, after: str) -> str | None:
    """The currency that the marks before and after an amount name: an ISO code, or a sign that several share.

    "" where there is no mark; None where the two contradict each other.

    >>> currency_of("US$", ""), currency_of("$", "CAD"), currency_of("", "kr."), currency_of("$", "EUR")
    ('USD', 'CAD', 'kr', None)
    """
    first, second = SYMBOLS.get(before, before), SYMBOLS.get(after, after)
    if not first or not second or first == second:
        return first or second
    if first in _SHARED and second.endswith(_SHARED[first]):
        return second
    return first if second in _SHARED and first.endswith(_SHARED[second]) else None


def code_of(text: str) -> str:
    """A currency in a cell of its own as an ISO code or a shared sign; what is none of them comes in capitals.

    >>> code_of(" eur"), code_of("€"), code_of("kr"), code_of("Dukaten")
    ('EUR', 'EUR', 'kr', 'DUKATEN')
    """
    bare = text.strip()
    return SYMBOLS.get(bare) or SYMBOLS.get(bare.lower()) or bare.upper()


def are_currencies(texts: Iterable[str]) -> bool:
    """Whether each of some texts is a currency, and one of them is no everyday word as well.

    >>> are_currencies(["EUR", "usd", "€"]), are_currencies(["ALL", "TOP"]), are_currencies(["EUR", "Visa"])
    (True, False, False)
    """
    codes = {code_of(text) for text in texts}
    signs = set(SYMBOLS.values())
    return bool(codes & (_USUAL | signs)) and codes <= _ALL | signs
