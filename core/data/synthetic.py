"""Generated customers and purchases, drawn from a known process: a demonstration, and the truth that tests recover."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.archetypes import (
    ARCHETYPES,
    CATEGORIES,
    COUNTRIES,
    GENDERS,
    LEAST_AMOUNT,
    MONTH_PACE,
    MOST_AMOUNT,
    PRICE_LEVEL,
    PRODUCTS,
    REFUND_SHARE,
    TASTE_CONCENTRATION,
    WEEKDAY_PACE,
)
from core.data.dataset import Dataset
from core.data.purchases import Purchases
from core.problems import CleaningReport

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
END = dt.date(2026, 6, 30)
VERSION = "synthetic-1"


@dataclass(frozen=True)
class Calendar:
    """The days of the history, and a clock in weeks that runs faster when trade is brisk."""

    first_day: np.datetime64
    clock: Floats

    @property
    def end(self) -> float:
        """Reading of the clock at the end of the last day, in weeks of average trade."""
        return float(self.clock[-1])

    def days(self, times: Floats) -> npt.NDArray[np.int16]:
        """Number of the day, from 0, in which the clock shows these times."""
        found = np.searchsorted(self.clock, times, side="right")
        return np.minimum(found, len(self.clock) - 1).astype(np.int16)


@dataclass(frozen=True)
class People:
    """What is hidden in each customer: kind, first purchase and departure on the clock, rates per week, taste."""

    kind: Ints
    joined: Floats
    left: Floats
    rate: Floats
    dropout: Floats
    order_value: Floats
    taste: Floats


@dataclass(frozen=True)
class Orders:
    """One entry per purchase; those of a customer stand together, the first purchase first."""

    customer: Ints
    starts: Ints
    counts: Ints
    day: npt.NDArray[np.int16]
    category: npt.NDArray[np.int8]
    cents: Ints
    last: Floats


def generate(n_customers: int = 10_000, seed: int = 7, months: int = 24) -> Dataset:
    """Draw customers and their purchases over the months before 30 June 2026; the same arguments give the same bytes.

    Customers from 100 to 1,000,000, months from 6 to 60, seed from 0; anything else raises ValueError.
    `truth` of the result holds every number that was used.
    """
    _check(n_customers, seed, months)
    rng = np.random.default_rng(seed)
    calendar = make_calendar(months)
    people = draw_people(rng, n_customers, calendar)
    orders = draw_orders(rng, people, calendar)
    numbers = pa.array(np.arange(1, n_customers + 1)).cast(pa.string())
    ids = pc.binary_join_element_wise("C", pc.utf8_lpad(numbers, 6, "0"), "")
    rows = _purchase_rows(rng, orders, calendar, ids)
    return Dataset(
        name=f"Generated customers ({n_customers:,}, seed {seed})",
        fingerprint=hashlib.sha256(f"{VERSION}|{n_customers}|{seed}|{months}".encode()).hexdigest(),
        kind="purchases",
        customers=_customer_rows(rng, people, orders, calendar, ids),
        purchases=Purchases.from_arrow(rows),
        report=CleaningReport(rows_in=rows.num_rows),
        currency="USD",
        last_day=END,
        truth=_truth(calendar),
    )


def _check(n_customers: int, seed: int, months: int) -> None:
    for label, value in (("Customers", n_customers), ("Seed", seed), ("Months", months)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{label}: {value!r} is not a whole number.")
    for label, value, low, high in (("Customers", n_customers, 100, 1_000_000), ("Months", months, 6, 60)):
        if not low <= value <= high:
            raise ValueError(f"{label}: {value:,} must be between {low:,} and {high:,}.")
    if seed < 0:
        raise ValueError(f"Seed: {seed} must be 0 or more.")


def _truth(calendar: Calendar) -> dict[str, object]:
    """All parameters as plain values, with the two means that follow from them (while a customer has not left)."""
    means = [{"orders_per_week": a.r / a.alpha, "mean_order_value": a.p * a.gamma / (a.q - 1)} for a in ARCHETYPES]
    return {
        "archetypes": tuple({**asdict(a), **mean} for a, mean in zip(ARCHETYPES, means, strict=True)),
        "categories": CATEGORIES,
        "price_level": PRICE_LEVEL,
        "weekday_pace": WEEKDAY_PACE,
        "month_pace": MONTH_PACE,
        "refund_share": REFUND_SHARE,
        "horizon_days": len(calendar.clock),
        "start": calendar.first_day.item(),
        "end": END,
    }


def make_calendar(months: int) -> Calendar:
    """The days of so many whole months up to the end, and the clock of trade over them."""
    last = np.datetime64(END, "D")
    first = (np.datetime64(END, "M") - (months - 1)).astype("datetime64[D]")
    days = pd.DatetimeIndex(np.arange(first, last + 1))
    pace = np.asarray(WEEKDAY_PACE)[days.day_of_week] * np.asarray(MONTH_PACE)[days.month - 1]
    return Calendar(first, np.cumsum(pace) / 7)


def _of_kind(kind: Ints, name: str) -> Floats:
    return np.array([getattr(archetype, name) for archetype in ARCHETYPES], dtype=np.float64)[kind]


def draw_people(rng: np.random.Generator, n_customers: int, calendar: Calendar) -> People:
    """Draw what is hidden in each customer; customers come in the order of their first purchase."""
    kind = rng.choice(len(ARCHETYPES), size=n_customers, p=[archetype.share for archetype in ARCHETYPES])
    window = np.minimum(_of_kind(kind, "recent_days") / 7, calendar.end)
    joined = calendar.end - window * (1 - rng.random(n_customers) ** (1 / _of_kind(kind, "growth")))
    order = np.argsort(joined, kind="stable")
    kind, joined = kind[order], joined[order]
    rate = rng.standard_gamma(_of_kind(kind, "r")) / _of_kind(kind, "alpha")
    dropout = rng.standard_gamma(_of_kind(kind, "s")) / _of_kind(kind, "beta")
    # Where the shape is below one, a rate of exactly zero can be drawn; such a customer never leaves.
    lifetime = rng.standard_exponential(n_customers) / np.maximum(dropout, 1e-9)
    spread = rng.standard_gamma(_of_kind(kind, "q")) / _of_kind(kind, "gamma")
    shares = rng.standard_gamma(TASTE_CONCENTRATION * _of_kind(kind, "mix"))
    order_value = _of_kind(kind, "p") / spread
    return People(kind, joined, joined + lifetime, rate, dropout, order_value, shares / shares.sum(1, keepdims=True))


def draw_orders(rng: np.random.Generator, people: People, calendar: Calendar) -> Orders:
    """Draw the purchases: the first one, then a Poisson process on the clock until departure or the end."""
    exposure = np.minimum(people.left, calendar.end) - people.joined
    counts = 1 + rng.poisson(people.rate * exposure)
    starts = np.cumsum(counts) - counts
    customer = np.repeat(np.arange(len(counts)), counts)
    share = rng.random(len(customer))
    share[starts] = 0.0
    times = people.joined[customer] + share * exposure[customer]
    below = np.cumsum(people.taste, axis=1)
    draw = rng.random(len(customer))
    category = (draw > below[customer, 0]).astype(np.int8) + (draw > below[customer, 1])
    cents = _cents(rng, people, customer, category)
    last = np.maximum.reduceat(times, starts)
    return Orders(customer, starts, counts, calendar.days(times), category, cents, last)


def _cents(rng: np.random.Generator, people: People, customer: Ints, category: npt.NDArray[np.int8]) -> Ints:
    """Price of each purchase; the price level is divided by its mean, so that the mean order value stays as stated."""
    level = np.asarray(PRICE_LEVEL)
    kinds = people.kind[customer]
    shape = _of_kind(kinds, "p")
    value = rng.standard_gamma(shape) / shape * people.order_value[customer]
    value *= level[category] / (_of_kind(people.kind, "mix") @ level)[customer]
    cents: Ints = np.rint(100 * np.clip(value, LEAST_AMOUNT, MOST_AMOUNT)).astype(np.int64)
    return cents


def _products(rng: np.random.Generator, orders: Orders) -> Ints:
    """Number of the product bought, over all categories: the one whose price is near the amount, give or take."""
    chosen: Ints = np.cumsum([0, *map(len, PRODUCTS)])[orders.category]
    looked_for = np.log(orders.cents / 100) + 0.2 * rng.standard_normal(len(orders.cents))
    for number, products in enumerate(PRODUCTS):
        prices = np.log([price for _, price in products])
        here = orders.category == number
        chosen[here] += np.searchsorted((prices[1:] + prices[:-1]) / 2, looked_for[here])
    return chosen


def _refunds(rng: np.random.Generator, orders: Orders, horizon: int) -> tuple[Ints, Ints, Ints]:
    """Which purchases are refunded, on which day, and the cents; never the whole first purchase of a customer."""
    picked = np.flatnonzero(rng.random(len(orders.cents)) < REFUND_SHARE)
    day = orders.day[picked] + rng.integers(2, 31, size=len(picked))
    partly = rng.random(len(picked)) < 0.3
    partly |= orders.starts[orders.customer[picked]] == picked
    share = np.where(partly, rng.uniform(0.2, 0.8, size=len(picked)), 1.0)
    cents = -np.rint(share * orders.cents[picked]).astype(np.int64)
    seen = day < horizon
    return picked[seen], day[seen], cents[seen]


def _purchase_rows(rng: np.random.Generator, orders: Orders, calendar: Calendar, ids: pa.Array) -> pa.Table:
    """The rows as a shop would export them, in the order of the days."""
    product = _products(rng, orders)
    refunded, refund_day, refund_cents = _refunds(rng, orders, len(calendar.clock))
    source = np.concatenate([np.arange(len(orders.cents)), refunded])
    day = np.concatenate([orders.day, refund_day.astype(np.int16)])
    cents = np.concatenate([orders.cents, refund_cents])
    order = np.argsort(day, kind="stable")
    source, day = source[order], day[order]
    columns = {
        "customer_id": ids.take(pa.array(orders.customer[source])),
        "day": pa.array(calendar.first_day + day.astype("timedelta64[D]"), type=pa.date32()),
        "amount": pa.array(cents[order] / 100),
        "category": _words(CATEGORIES, orders.category[source]),
        "product": _words((name for products in PRODUCTS for name, _ in products), product[source]),
    }
    return pa.table(columns)


def churn_chance(people: People, last: Floats, end: float) -> Floats:
    """Chance that a customer has left, given the rates and the silence since the last purchase.

    One minus P(alive | rate, dropout, silence) of Schmittlein, Morrison & Colombo (1987).
    """
    total = people.rate + people.dropout
    # Beyond e^50 the chance is 1 to the last digit; the limit keeps the exponential finite.
    odds = people.dropout / total * np.expm1(np.minimum(total * (end - last), 50.0))
    return odds / (1 + odds)


def _customer_rows(
    rng: np.random.Generator, people: People, orders: Orders, calendar: Calendar, ids: pa.Array
) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "customer_id": ids.to_pandas(),
        **_person(rng, people),
        **_behaviour(rng, people, orders, calendar),
        "customer_segment": _words([archetype.name for archetype in ARCHETYPES], people.kind).to_pandas(),
    }
    return pd.DataFrame(columns)


def _words(words: Iterable[str], codes: npt.NDArray[Any]) -> pa.Array:
    return pa.array(list(words)).take(pa.array(codes))


def _person(rng: np.random.Generator, people: People) -> dict[str, Any]:
    """Age leans on taste (books later in life, electronics earlier), income on what is spent per order."""
    size = len(people.kind)
    age = 44 + 16 * (people.taste[:, 2] - people.taste[:, 0]) + 13 * rng.standard_normal(size)
    income = np.exp(10.85 + 0.3 * np.log(people.order_value / 70) + 0.4 * rng.standard_normal(size))
    return {
        "age": np.clip(np.rint(age), 18, 90).astype(np.int64),
        "gender": _words(GENDERS, rng.choice(len(GENDERS), size, p=[*GENDERS.values()])).to_pandas(),
        "income": np.rint(income / 100) * 100,
        "country": _words(COUNTRIES, rng.choice(len(COUNTRIES), size, p=[*COUNTRIES.values()])).to_pandas(),
    }


def _behaviour(rng: np.random.Generator, people: People, orders: Orders, calendar: Calendar) -> dict[str, Any]:
    """Engagement, satisfaction, loyalty and churn: all lean on how often one buys and on whether one has left."""
    noise = rng.standard_normal((6, len(people.kind)))
    gone = people.left < calendar.end
    # Visits die away over about two months after the departure, satisfaction was low before it.
    absence = -np.expm1(-np.maximum(calendar.end - people.left, 0) / 8)
    vigor = np.log(np.maximum(people.rate, 1e-3) / 0.1)
    mood = noise[0]
    views = np.exp(3.0 + 0.40 * vigor - 1.0 * absence + 0.25 * mood + 0.4 * noise[1])
    minutes = np.exp(2.1 + 0.12 * vigor - 0.5 * absence + 0.20 * mood + 0.3 * noise[2])
    satisfaction = 7.5 + 0.5 * mood - 1.7 * gone + 1.1 * noise[3]
    together = np.minimum(people.left, calendar.end) - people.joined
    spent = np.log(orders.counts * people.order_value / 70)
    loyalty = -3.0 + 0.7 * np.log1p(together) + 0.5 * spent + 0.15 * mood + 0.6 * noise[4]
    chance = np.clip(churn_chance(people, orders.last, calendar.end), 0.002, 0.998)
    churn = np.log(chance / (1 - chance)) + 0.5 * noise[5]
    return {
        "page_views": rng.poisson(views),
        "session_duration": np.round(minutes, 1),
        "satisfaction_score": np.round(np.clip(satisfaction, 1, 10), 1),
        "loyalty_score": np.round(100 / (1 + np.exp(-loyalty)), 1),
        "churn_probability": np.round(1 / (1 + np.exp(-churn)), 4),
    }
