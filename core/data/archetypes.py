"""What generated customers are drawn from: kinds of customers, products, prices and the pace of trade.

The numbers are frozen: change one, and the bytes of every generated file change. Raise VERSION in synthetic.py then.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Archetype:
    """A hidden kind of customer, and the numbers that its customers are drawn from; time is in weeks, money in dollars.

    Orders per week ~ Gamma(r, alpha), dropout per week ~ Gamma(s, beta), as in the Pareto/NBD of Schmittlein, Morrison
    & Colombo (1987). Order values are Gamma-Gamma (p, q, gamma) as in Fader & Hardie (2013), times the price level of
    the category. `mix` is the mean share of orders per category. The first purchase falls at the share
    uniform ** (1 / growth) of the history, or of its last `recent_days`.
    """

    name: str
    share: float
    r: float
    alpha: float
    s: float
    beta: float
    p: float
    q: float
    gamma: float
    mix: tuple[float, float, float]
    growth: float = 1.1
    recent_days: int = 10_000


CATEGORIES = ("Electronics", "Clothing", "Books")
# name, share, r, alpha, s, beta, p, q, gamma, mix
ARCHETYPES = (
    Archetype("Regulars", 0.21, 3.0, 26.0, 0.8, 150.0, 5.0, 6.0, 72.0, (0.30, 0.45, 0.25)),
    Archetype("Big spenders", 0.17, 3.0, 60.0, 0.6, 180.0, 5.0, 6.0, 310.0, (0.60, 0.30, 0.10)),
    Archetype("Occasional", 0.20, 1.2, 36.0, 0.6, 70.0, 5.0, 6.0, 76.0, (0.30, 0.40, 0.30), growth=1.2),
    Archetype("Newcomers", 0.06, 1.5, 14.0, 0.5, 20.0, 5.0, 6.0, 80.0, (0.40, 0.40, 0.20), recent_days=100),
    Archetype("Fading", 0.23, 2.0, 13.0, 0.9, 5.0, 5.0, 6.0, 74.0, (0.35, 0.45, 0.20), growth=0.8),
    Archetype("Bargain hunters", 0.13, 3.0, 20.0, 0.7, 100.0, 6.0, 7.0, 42.0, (0.15, 0.45, 0.40)),
)
PRICE_LEVEL = (1.5, 1.0, 0.6)
PRODUCTS = (
    (("Charging cable", 12), ("Phone case", 22), ("Wireless mouse", 36), ("Bluetooth speaker", 60),
     ("Headphones", 100), ("Smartwatch", 180), ("Tablet", 340), ("Laptop", 750)),
    (("Socks", 10), ("T-shirt", 18), ("Scarf", 28), ("Shirt", 42),
     ("Jeans", 62), ("Sneakers", 90), ("Jacket", 140), ("Winter coat", 240)),
    (("Paperback novel", 9), ("Children's book", 14), ("Travel guide", 20), ("Hardcover novel", 28),
     ("Cookbook", 38), ("Textbook", 60), ("Art book", 95), ("Encyclopedia set", 180)),
)  # fmt: skip
# How fast trade runs from Monday to Sunday and from January to December; 1 on average over a whole year.
WEEKDAY_PACE = (0.90, 0.88, 0.90, 0.95, 1.05, 1.20, 1.12)
MONTH_PACE = (0.90, 0.88, 0.94, 0.95, 0.97, 0.96, 0.92, 0.90, 0.97, 1.03, 1.28, 1.30)
LEAST_AMOUNT, MOST_AMOUNT = 4.0, 2000.0
REFUND_SHARE = 0.021
TASTE_CONCENTRATION = 4.0
COUNTRIES = {"United States": 0.55, "United Kingdom": 0.15, "Germany": 0.12, "Canada": 0.10, "France": 0.08}
GENDERS = {"Female": 0.49, "Male": 0.48, "Other": 0.03}
