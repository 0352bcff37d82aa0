"""What the forecast and its check say, as sentences computed from their numbers."""

from __future__ import annotations

import math

import pandas as pd

from core.insight.forecast import CORRELATED, Check, Forecast
from core.models import trial
from core.models.future import Terms, Total
from core.models.labels import Learned
from core.models.lineup import MODELS
from core.schema import in_sentence
from core.words import count, money, number, share

# Off by less than this, a total is good enough to plan with; by less than the second, it is with care.
GOOD, FAIR = 0.1, 0.25
# Models whose deviance differs by less than this share are as good as each other.
ALIKE = 0.001
# Below this correlation, and this share of pairs in the right order, customers are not told apart.
LEAST_CORRELATION, LEAST_AUC = 0.1, 0.55
# Less than this paid back is not worth a sentence.
LEAST_REFUNDED = 0.005


def ahead(months: int) -> str:
    """How far the forecast looks: "next 12 months"."""
    return f"next {months} months" if months > 1 else "next month"


def worth(found: Total, terms: Terms, currency: str, left_out: int = 0) -> str:
    """What a list will bring, with the interval of its total; `left_out` of it have no order to expect more from."""
    these = "This customer is" if found.customers == 1 else f"These {count(found.customers, 'customer')} are"
    expected, low, high = (money(value, currency) for value in (found.expected, found.low, found.high))
    brings = f"to bring {expected}"
    if terms.margin < 1:
        brings = f"to leave {expected} of margin ({share(terms.margin)} of what they spend)"
    text = f"{these} expected {brings} in the {ahead(terms.months)}: {low} to {high} in 9 of 10 cases."
    if left_out:
        text += f" {count(left_out, 'more customer')} without an order {'is' if left_out == 1 else 'are'} left out."
    return text


def one(row: pd.Series, days: int) -> str:
    """What to expect of one customer of `core.present.views.forecast`: silence, and when the next order is likely."""
    if pd.isna(row["p_no_order"]):
        return ""
    text = f"The probability of no order in the next {count(days, 'day')} is {share(row['p_no_order'])}."
    if pd.isna(row["next_from"]):
        return text
    begin, middle, end = (row[name] for name in ("next_from", "next_order", "next_until"))
    if pd.isna(end):
        return f"{text} If this is still a customer, the next order comes after {begin:%B %-d, %Y} in 9 of 10 cases."
    return (
        f"{text} If this is still a customer, the next order comes between {begin:%B %-d, %Y} and {end:%B %-d, %Y} in "
        f"8 of 10 cases, by {middle:%B %-d, %Y} in half of them."
    )


def verdict(check: Check, name: str) -> str:
    """Whether to believe the forecast, from how it did on the past."""
    rows = check.scores.set_index("rule")
    row = {key: float(rows[key][name]) for key in ("predicted", "actual", "error", "correlation")}
    better, off = _better_rule(rows, name), abs(row["error"])
    days = f"the last {check.cut.days} days"
    said = (
        f"Told from what was known before, {name} expected {number(row['predicted'])} orders in {days}; there were "
        f"{number(row['actual'])} ({share(off)} {'too many' if row['error'] > 0 else 'too few'})."
    )
    if math.isnan(row["error"]):
        return f"Nobody known before ordered in {days}, so there is nothing to check the forecast against."
    if better:
        return f"{said} A simple rule ({better.lower()}) did better: do not rely on this forecast."
    if (money_off := _money_off(check)) > off:
        off, said = money_off, f"{said} The money was off by {share(money_off)}."
    if off <= GOOD:
        return f"{said} You can plan with it."
    if off <= FAIR:
        return f"{said} Use it with care: the intervals are wider for it."
    if not row["correlation"] >= LEAST_CORRELATION:
        return f"{said} It told neither the total nor one customer from another: do not rely on this forecast."
    return f"{said} Use it to rank customers, not to plan a total: the intervals are much wider for it."


def _better_rule(rows: pd.DataFrame, name: str) -> str:
    """A naive rule that told single customers better by both measures that anybody can check; empty where none did."""
    naive = rows.drop(index=list(MODELS))
    better = (naive["mae"] <= rows["mae"][name]) & ~(naive["correlation"] < rows["correlation"][name])
    return str(better.idxmax()) if better.any() else ""


def _money_off(check: Check) -> float:
    """The share by which the money of the check was off; 0 where there is none."""
    return abs(check.spend_expected / check.spend - 1) if check.spend > 0 else 0.0


def spend(check: Check, currency: str) -> str:
    """The money that was expected in the check beside what was spent; empty without money."""
    if math.isnan(check.spend):
        return ""
    return (
        f"In money: {money(check.spend_expected, currency)} expected of the customers known before, "
        f"{money(check.spend, currency)} spent."
    )


def is_good(check: Check, name: str) -> bool:
    """Whether the check speaks for the forecast."""
    rows = check.scores.set_index("rule")
    return max(abs(float(rows["error"][name])), _money_off(check)) <= FAIR and not _better_rule(rows, name)


def choice(found: Forecast) -> str:
    """Which model was taken, and why; and where an assumption does not hold."""
    others = ", ".join(name for name in MODELS if name != found.orders.name)
    deviance = found.check.scores.set_index("rule").loc[list(MODELS), "deviance"]
    if deviance.max() <= deviance.min() * (1 + ALIKE):
        text = f"The model is {found.orders.name}; {others} told your own past as well."
    else:
        text = (
            f"The model is {found.orders.name}: on your own past its expected orders per customer were closer to what "
            f"happened than those of {others} (mean Poisson deviance)."
        )
    if found.value is not None:
        text += " The value of orders follows Gamma-Gamma, learned from repeat buyers."
    if found.refunded >= LEAST_REFUNDED:
        text += (
            f" Of the money of orders {share(found.refunded)} was paid back on later days, and as much is taken off "
            "the orders to come."
        )
    if abs(found.correlation) > CORRELATED:
        text += (
            f" Customers who order more often also spend {'more' if found.correlation > 0 else 'less'} per order here "
            f"(correlation {found.correlation:.2f}), which the model does not know: read the money with care."
        )
    return text


def weeks(frame: pd.DataFrame) -> str:
    """The cumulative orders at the end, expected and actual."""
    last = frame.iloc[-1]
    return f"{number(last['actual'])} orders after {last['week']:.0f} weeks; {number(last['predicted'])} were expected."


def by_orders(frame: pd.DataFrame) -> str:
    """The group of past orders where the forecast was off the most."""
    off = (frame["predicted"] - frame["actual"]).abs().to_numpy()
    row = frame.iloc[int(off.argmax())]
    most = int(row["repeat_orders"])
    named = f"{most} or more" if most == trial.MOST_ORDERS else str(most)
    return (
        f"Farthest off with {named} repeat orders: {row['predicted']:.2f} orders per customer expected, "
        f"{row['actual']:.2f} made."
    )


def risk(check: Check) -> str:
    """What was said about silence, what happened, and whether it ranks better than the last order alone."""
    rows = check.risk
    middle = rows.iloc[int((rows["said"] - 0.7).abs().to_numpy().argmin())]
    text = (
        f"Of those whose risk to order nothing for {check.risk_days} days was about {share(middle['said'])}, "
        f"{share(middle['happened'])} did not order."
    )
    if math.isnan(check.auc):
        return text
    if max(check.auc, check.auc_recency) < LEAST_AUC:
        return f"{text} Neither the risk nor days since the last order tell here who falls silent: it is a toss-up."
    than = "better than" if check.auc > check.auc_recency + 0.005 else "no better than"
    return (
        f"{text} The risk ranks customers {than} days since the last order alone: right in {share(check.auc)} of "
        f"pairs, against {share(check.auc_recency)}."
    )


def learned(found: Learned) -> str:
    """By what the risk was learned, from what, and how well it ranks customers that were not learned from."""
    low, high = min(found.aucs), max(found.aucs)
    columns = ", ".join(in_sentence(name) for name in found.used)
    return (
        f"Learned by {found.kind} from {columns}. Of a customer who left and one who stayed, it gave the one who left "
        f"the higher risk in {share(found.auc)} of pairs ({share(low)} to {share(high)} over {len(found.aucs)} parts "
        f"of the customers, each told by the others); {found.other} in {share(found.other_auc)}. No customer's own "
        "label was used for that customer's probability."
    )


def calibration(frame: pd.DataFrame) -> str:
    """What was said of the customers of the highest risk, and what happened."""
    top = frame.iloc[-1]
    return (
        f"Of the {number(top['customers'])} customers of the highest risk, {share(top['said'])} were said to leave; "
        f"{share(top['happened'])} did."
    )
