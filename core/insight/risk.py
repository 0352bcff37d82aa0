"""Two lists to act on: valuable customers likely to be lost, and promising ones who could be worth more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.models.ranks import percentile
from core.schema import in_sentence, label_of
from core.settings import Settings

POTENTIAL = ("purchase_frequency", "loyalty_score", "engagement_score", "satisfaction_score", "income")
_SHOWN = (
    "email", "customer_name", "segment", "clv", "orders", "avg_order_value", "last_purchase", "days_since_purchase",
    "satisfaction_score",
)  # fmt: skip
_WORTH_SAYING = 1.5


def is_at_risk(customers: pd.DataFrame, settings: Settings) -> pd.Series:
    """Whether churn probability and lifetime value are above the settings' limits.

    Where no lifetime value is known, the churn probability alone decides. Nobody who never ordered is at risk.
    """
    listed = customers["churn_probability"] >= settings.churn_threshold
    if customers["clv_percentile"].notna().any():
        listed &= customers["clv_percentile"] >= settings.at_risk_value_percentile
    # Who has left already, as the file says, is past winning back in time.
    return listed & ~(customers["orders"] < 1) & ~(customers["churned"] == 1)


def at_risk(
    customers: pd.DataFrame, settings: Settings, most: int | None = None, raised_by: pd.Series | None = None
) -> pd.DataFrame:
    """The customers of `is_at_risk`, most revenue at stake first; at most `most` of them where given.

    Columns: `customer_id`, `churn_probability` (0 to 1), `value_at_stake` (money), what else is known of the customer,
    and `reason`, a sentence from the figures that put the customer on the list. `raised_by` names for customer ids the
    column that raises the risk most, where that was learned.
    """
    listed = customers[is_at_risk(customers, settings)].sort_values(
        ["value_at_stake", "churn_probability", "customer_id"], ascending=[False, False, True]
    )
    shown = listed.head(most) if most else listed
    money = ["value_at_stake"] if customers["value_at_stake"].notna().any() else []
    return _list(shown, ["churn_probability", *money], _risk_reason(customers, shown, raised_by))


def is_high_potential(customers: pd.DataFrame, settings: Settings) -> pd.Series:
    """Whether a customer is not yet of high value, unlikely to be lost, and ranks high in what comes before value."""
    rank = percentile(customers["potential_score"])
    below = customers["clv_percentile"] < settings.high_value_percentile
    staying = ~(customers["churn_probability"] >= settings.churn_threshold)
    return below & (rank >= settings.potential_percentile) & staying


def high_value_limit(customers: pd.DataFrame, settings: Settings) -> float:
    """The lifetime value (money) at which high value starts; missing where nobody's value is that high."""
    return float(customers.loc[customers["clv_percentile"] >= settings.high_value_percentile, "clv"].min())


def high_potential(customers: pd.DataFrame, settings: Settings, most: int | None = None) -> pd.DataFrame:
    """The customers of `is_high_potential`, highest potential score first; at most `most` of them where given.

    `gap_to_high_value` (money) is what the customer lacks to the lifetime value at which high value starts. Empty where
    no lifetime value is known or there is nothing to rank by.
    """
    listed = customers[is_high_potential(customers, settings)].sort_values(
        ["potential_score", "customer_id"], ascending=[False, True]
    )
    listed = listed.assign(gap_to_high_value=high_value_limit(customers, settings) - listed["clv"])
    shown = listed.head(most) if most else listed
    first = ["potential_score", "gap_to_high_value", "churn_probability"]
    return _list(shown, first, _potential_reason(customers, shown))


def _list(chosen: pd.DataFrame, first: list[str], reason: pd.Series) -> pd.DataFrame:
    """The columns of a list: what ranks it always, the rest where anybody has a value."""
    rest = [name for name in _SHOWN if chosen[name].notna().any()]
    listed = chosen[["customer_id", *first, *rest]].assign(reason=reason)
    return listed[["customer_id", *first, "reason", *rest]].reset_index(drop=True)


def _join(parts: list[pd.Series]) -> pd.Series:
    """One sentence per row out of its parts, the empty ones left out."""
    text = parts[0]
    for part in parts[1:]:
        gap = pd.Series(np.where((text != "") & (part != ""), "; ", ""), index=text.index, dtype="str")
        text = text + gap + part
    return text.str[:1].str.upper() + text.str[1:]


def _words(template: str, values: pd.Series, when: pd.Series, form: str) -> pd.Series:
    """The template with each row's value; empty where the value is missing or the condition does not hold."""
    holds = values.notna() & when
    texts = [template.format(format(value, form)) if ok else "" for value, ok in zip(values, holds, strict=True)]
    return pd.Series(texts, index=values.index, dtype="str")


def _risk_reason(customers: pd.DataFrame, chosen: pd.DataFrame, raised_by: pd.Series | None) -> pd.Series:
    always = pd.Series(True, index=chosen.index)
    once = chosen["orders"] == 1
    satisfaction, average = chosen["satisfaction_score"], customers["satisfaction_score"].mean()
    ratio = chosen["clv"] / customers["clv"].median()
    return _join(
        [
            _words("usually buys every {} days", chosen["usual_gap_days"], chosen["orders"] > 1, ",.0f"),
            _words("silent for {} days", chosen["days_since_purchase"], ~once, ",.0f"),
            _words("bought once, {} days ago", chosen["days_since_purchase"], once, ",.0f"),
            _words(
                "satisfaction {}, " + f"below the average of {average:.1f}", satisfaction, satisfaction < average, ".1f"
            ),
            _words("worth {} times the median customer", ratio, ratio >= _WORTH_SAYING, ".1f"),
            _words("churn probability {}", chosen["churn_probability"], always, ".0%"),
            _raised(chosen, raised_by),
        ]
    )


def _raised(chosen: pd.DataFrame, raised_by: pd.Series | None) -> pd.Series:
    """The column that raises the risk most, with the customer's own value."""
    if raised_by is None:
        return pd.Series("", index=chosen.index, dtype="str")
    texts = []
    for customer, name in zip(chosen.index, chosen["customer_id"].map(raised_by), strict=True):
        known = isinstance(name, str) and name in chosen
        value: Any = chosen.at[customer, name] if known else None
        shown = f"{value:,.6g}" if isinstance(value, float) else str(value)
        texts.append(f"raised most by {in_sentence(name)} ({shown})" if known and pd.notna(value) else "")
    return pd.Series(texts, index=chosen.index, dtype="str")


def _potential_reason(customers: pd.DataFrame, chosen: pd.DataFrame) -> pd.Series:
    """The ranks that speak for a customer, the strongest three first."""
    ranks = {name: percentile(customers[name]).loc[chosen.index] for name in POTENTIAL if customers[name].notna().any()}
    names = list(ranks)
    texts = []
    for row in zip(*ranks.values(), strict=True):
        strong = sorted(((rank, name) for rank, name in zip(row, names, strict=True) if rank >= 50), reverse=True)[:3]
        texts.append("; ".join(f"{label_of(name).lower()} above {rank:.0f}% of customers" for rank, name in strong))
    reason = pd.Series(texts, index=chosen.index, dtype="str")
    return reason.str[:1].str.upper() + reason.str[1:]
