"""What to do, for whom, and what it is worth: one entry per piece of advice, shown only where the data supports it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from core.insight.behavior import preference_columns
from core.insight.risk import is_at_risk, is_high_potential
from core.schema import in_sentence, label_of
from core.settings import Settings
from core.words import count, figure, money, share

Area = Literal["Retention", "Revenue", "Marketing", "Product"]
Who = Callable[[pd.DataFrame, Settings], pd.Series]
FEWEST_CUSTOMERS = 5


@dataclass(frozen=True)
class Advice:
    """A piece of advice: `who` it concerns, what it is `worth` (money, over those customers), `why`, and what to `do`.

    `worth` names the column whose sum over the customers is at stake: revenue per 12 months, or the part of it that is
    likely lost, so that all advice is ranked by one measure (lifetime value where nothing is known per year); `why` is a sentence with places for the figures
    {customers}, {share}, {clv}, {silent}, {churn}, {satisfaction} and {category}; a figure that is not known keeps the
    advice from showing.
    """

    key: str
    area: Area
    title: str
    who: Who
    worth: str
    why: str
    do: str
    needs: tuple[str, ...] = ()


def _segment(name: str) -> Who:
    return lambda customers, settings: customers["segment"] == name


def _second_order(customers: pd.DataFrame, settings: Settings) -> pd.Series:
    return (customers["orders"] == 1) & (customers["lateness"] <= 2)


def _unhappy_and_valuable(customers: pd.DataFrame, settings: Settings) -> pd.Series:
    low = customers["satisfaction_score"] <= customers["satisfaction_score"].quantile(0.25)
    return low & (customers["clv_percentile"] >= settings.high_value_percentile)


def _lead_category(customers: pd.DataFrame, settings: Settings) -> pd.Series:
    columns = preference_columns(customers)
    if not columns:
        return pd.Series(False, index=customers.index)
    shares = customers[columns]
    return shares[shares.mean().idxmax()] >= 0.5


def _single_category(customers: pd.DataFrame, settings: Settings) -> pd.Series:
    columns = preference_columns(customers)
    if len(columns) < 2:
        return pd.Series(False, index=customers.index)
    return (customers[columns].max(axis=1) >= 0.9) & (customers["orders"] >= 2)


ADVICE: tuple[Advice, ...] = (
    Advice(
        "win-back", "Retention", "Win back valuable customers before they are gone",
        is_at_risk, "value_at_stake",
        "{customers} above your limit of value have a mean churn probability of {churn}.",
        "Call or write to the top of the list in person; send the rest one reminder and one good offer within two weeks.",
        needs=("churn_probability", "clv"),
    ),
    Advice(
        "at-risk", "Retention", "Ask customers at risk why they went quiet",
        _segment("At Risk"), "value_at_stake",
        "{customers} ({share} of all) are likely to be lost, with a mean churn probability of {churn}.",
        "One reminder, one question, one offer, by e-mail; spend personal effort only on the valuable ones.",
        needs=("segment", "churn_probability"),
    ),
    Advice(
        "service-recovery", "Retention", "Talk to valuable customers who are not satisfied",
        _unhappy_and_valuable, "yearly_revenue",
        "{customers} are of high value but in the least satisfied quarter (mean satisfaction {satisfaction}).",
        "Ask what went wrong before you sell again; a solved complaint keeps more than a discount.",
        needs=("satisfaction_score", "clv"),
    ),
    Advice(
        "champions", "Marketing", "Give Champions a reason to talk about you",
        _segment("Champions"), "yearly_revenue",
        "{customers} ({share} of all) have a mean lifetime value of {clv}.",
        "Early access, a personal thank-you, a referral reward. Leave discounts out: they buy anyway.",
        needs=("segment", "clv"),
    ),
    Advice(
        "loyal", "Marketing", "Reward loyal customers for staying",
        _segment("Loyal Customers"), "yearly_revenue",
        "{customers} ({share} of all) are worth {clv} on average but buy less often than Champions.",
        "Invite them to a loyalty program; offer bundles and reminders in their own rhythm.",
        needs=("segment", "clv"),
    ),
    Advice(
        "potential", "Revenue", "Raise the order value of frequent buyers",
        _segment("Potential Loyalists"), "yearly_revenue",
        "{customers} buy often, with a lifetime value of only {clv} on average.",
        "Show what goes with the basket; set free shipping a little above their usual order.",
        needs=("segment", "clv"),
    ),
    Advice(
        "upsell", "Revenue", "Develop customers of high potential",
        is_high_potential, "yearly_revenue",
        "{customers} rank high in what comes before value, but are worth {clv} on average so far.",
        "Introduce the better product line; a consultation or a sample moves more than a price cut.",
        needs=("potential_score", "clv"),
    ),
    Advice(
        "welcome", "Marketing", "Win the second order of new customers",
        _segment("New Customers"), "yearly_revenue",
        "{customers} made their first purchase recently.",
        "A welcome series of three messages: help with the first purchase, what others bought next, one offer with an end date.",
        needs=("segment", "tenure_days"),
    ),
    Advice(
        "second-order", "Retention", "Bring one-time buyers back while it is early",
        _second_order, "yearly_revenue",
        "{customers} bought once and are still within twice the usual gap between orders.",
        "Send one message now, with the product that fits the first purchase; after the gap has doubled it rarely works.",
        needs=("orders", "lateness"),
    ),
    Advice(
        "feature", "Product", "Put {category} in front",
        _lead_category, "yearly_revenue",
        "{customers} ({share} of all) spend at least half of their money on {category}.",
        "Feature it on the first page and in messages to these customers; test new articles there first.",
    ),
    Advice(
        "cross-sell", "Product", "Show a second category to one-category customers",
        _single_category, "yearly_revenue",
        "{customers} came back at least once but buy (nearly) only from one category.",
        "Recommend the category that similar customers buy; start with an article of low price.",
        needs=("orders",),
    ),
    Advice(
        "attention", "Marketing", "Keep in touch with the middle at low cost",
        _segment("Need Attention"), "yearly_revenue",
        "{customers} ({share} of all) could go either way.",
        "A monthly message and no personal effort; watch who moves up or down.",
        needs=("segment", "clv"),
    ),
)  # fmt: skip


def recommend(customers: pd.DataFrame, settings: Settings, currency: str = "") -> pd.DataFrame:
    """The advice that the data supports, most money first; `currency` is for the amounts in the sentences.

    One row per piece of advice: `area`, `recommendation`, `customers`, `share` (0 to 1), `worth` (money; missing where the
    data has none), `worth_basis`, `why`, `what_to_do`, `key`. Advice for fewer than 5 customers is left out.
    """
    rows = [row for advice in ADVICE if (row := _row(advice, customers, settings, currency))]
    names = ["area", "recommendation", "customers", "share", "worth", "worth_basis", "why", "what_to_do", "key"]
    table = pd.DataFrame(rows, columns=names)
    return table.sort_values("worth", ascending=False, kind="stable", na_position="last").reset_index(drop=True)


def audience(key: str, customers: pd.DataFrame, settings: Settings) -> pd.Series:
    """The ids of the customers that a piece of advice concerns, most worth first."""
    advice = next(entry for entry in ADVICE if entry.key == key)
    chosen = customers[advice.who(customers, settings).astype(bool)]
    return chosen.sort_values([_worth(advice, customers), "customer_id"], ascending=[False, True])["customer_id"]


def _worth(advice: Advice, customers: pd.DataFrame) -> str:
    return advice.worth if customers[advice.worth].notna().any() else "clv"


def _row(advice: Advice, customers: pd.DataFrame, settings: Settings, currency: str) -> dict[str, object] | None:
    if not all(customers[name].notna().any() for name in advice.needs):
        return None
    chosen = customers[advice.who(customers, settings).astype(bool)]
    if len(chosen) < FEWEST_CUSTOMERS:
        return None
    worth = _worth(advice, customers)
    columns = preference_columns(customers)
    category = label_of(str(customers[columns].mean().idxmax())).removesuffix(" preference") if columns else ""
    figures = {
        "customers": count(len(chosen), "customer"),
        "share": share(len(chosen) / len(customers)),
        "clv": money(chosen["clv"].mean(), currency),
        "churn": share(chosen["churn_probability"].mean()),
        "satisfaction": figure(chosen["satisfaction_score"].mean(), "score"),
        "category": category,
    }
    return {
        "area": advice.area,
        "recommendation": advice.title.format(**figures),
        "customers": len(chosen),
        "share": len(chosen) / len(customers),
        "worth": chosen[worth].sum(min_count=1),
        "worth_basis": in_sentence(worth),
        "why": advice.why.format(**figures),
        "what_to_do": advice.do,
        "key": advice.key,
    }
