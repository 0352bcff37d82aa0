"""Where churn probabilities come from: the file, what was learned from its label, purchases, or a rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from core.data.dataset import Dataset
from core.insight.basis import GIVEN
from core.models.labels import Learned, learn
from core.models.rhythm import churn_estimate
from core.problems import DataError
from core.schema import spelling
from core.words import share

AUTOMATIC, FILE, LABEL, PURCHASES, RULE = "automatic", "file", "label", "purchases", "rule"
SOURCES = (AUTOMATIC, FILE, LABEL, PURCHASES, RULE)
# What says who somebody is, and the answer itself, in whatever form.
_NOT_LEARNED = {
    "customer_id", "email", "customer_name", "first_name", "last_name", "phone", "postal_code", "churned",
    "churn_probability",
}  # fmt: skip
# Somebody else's answer to the same question.
_PREDICTION = re.compile(
    r"predict|propensity|probabilit|forecast|naive bayes|(churn|risk|model|attrition) ?(score|flag|risk)"
)
_TWO_SOURCES = (
    "The file gives both a churn probability and a label of who has left. The probability is taken as it stands; "
    "choose Label under Forecast in the sidebar to learn from the label instead."
)
# Where more than this share of customers is more likely than not to be silent, silence picks nobody out.
_MOST, _LIKELY = 2 / 3, 0.5
# A text that is another one for more than this share of customers names them.
_NAMES = 0.5


@dataclass(frozen=True, eq=False)
class Churn:
    """The churn probability of each customer, where it comes from and in what words.

    `learned` is there where it was learned from a label. `note` says why what was asked for, or what a label of the
    file promised, could not be had.
    """

    source: str
    probability: pd.Series
    basis: str
    learned: Learned | None = None
    note: str = ""


def learn_from_label(dataset: Dataset, keep_telling: bool, seed: int) -> Learned | str:
    """What the file's own columns tell of who left; a sentence where there is nothing to learn from."""
    given = dataset.customers
    if not _gives(given, "churned"):
        return "The file does not say who has left."
    try:
        columns = _columns(given)
        predictions = [name for name in map(str, columns) if _PREDICTION.search(spelling(name))]
        return learn(columns, given["churned"], keep_telling, seed, predictions)
    except DataError as error:
        return str(error)


def _columns(given: pd.DataFrame) -> pd.DataFrame:
    """The columns that may say something about who leaves: no names, no numbers of rows."""
    kept = {}
    for name in given:
        cells = given[name]
        if name in _NOT_LEARNED:
            continue
        if pd.api.types.is_datetime64_any_dtype(cells):
            cells = (cells - cells.min()).dt.days.astype("float64")
        numeric = pd.api.types.is_numeric_dtype(cells)
        counts_rows = numeric and cells.is_unique and cells.is_monotonic_increasing
        if not counts_rows and (numeric or cells.nunique() <= _NAMES * len(cells)):
            kept[name] = cells
    return pd.DataFrame(kept, index=given.index)


def churn(
    wanted: str,
    dataset: Dataset,
    scored: pd.DataFrame,
    learned: Callable[[], Learned | str],
    no_order: Callable[[], tuple[pd.Series, str] | str],
) -> Churn:
    """The churn probability from the source that is wanted, else from the best there is.

    Best is what the file gives, then what can be learned from its label, then the probability of no order in the days
    ahead (unless it is high for nearly everybody), then the rule. `learned` and `no_order` (with its words) are asked
    only where their answer is needed.
    """
    given = dataset.customers
    sources: dict[str, Callable[[], Churn | str]] = {
        FILE: lambda: _from_file(given, scored),
        LABEL: lambda: _from_label(given, scored, learned()),
        PURCHASES: lambda: _from_purchases(no_order(), asked=wanted == PURCHASES),
    }
    promised = {wanted}
    if _gives(given, "churned"):
        promised.add(LABEL)
    if dataset.purchases is not None:
        promised.add(PURCHASES)
    note = ""
    for source in dict.fromkeys([wanted] * (wanted in sources) + [*sources] * (wanted != RULE)):
        found = sources[source]()
        if isinstance(found, Churn):
            unasked = source == FILE != wanted and LABEL in promised
            return replace(found, note=note or _TWO_SOURCES * unasked)
        if source in promised:
            note = note or found
    return replace(_by_rule(given, scored), note=note)


def _from_file(given: pd.DataFrame, scored: pd.DataFrame) -> Churn | str:
    if not _gives(given, "churn_probability"):
        return "The file gives no churn probability; the best there is was taken."
    return Churn(FILE, scored["churn_probability"], GIVEN)


def _from_label(given: pd.DataFrame, scored: pd.DataFrame, found: Learned | str) -> Churn | str:
    if isinstance(found, str):
        return found
    words = f"learned from the label of the file by {found.kind} (right in {share(found.auc)} of pairs)"
    matched = scored["customer_id"].map(dict(zip(given["customer_id"], found.probability, strict=True)))
    return Churn(LABEL, matched.astype("float64"), words, found)


def _from_purchases(found: tuple[pd.Series, str] | str, asked: bool) -> Churn | str:
    if isinstance(found, str):
        return found
    silent, words = found
    likely = float((silent.dropna() >= _LIKELY).mean()) if silent.notna().any() else 0.0
    if asked or likely <= _MOST:
        return Churn(PURCHASES, silent, words)
    return (
        f"{share(likely)} of customers are likelier than not to order nothing in the days ahead: long pauses are usual "
        "here, so that picks nobody out. The churn probability follows the rule instead, which is no calibrated "
        "probability. Under Forecast in the sidebar, choose Purchases to take it all the same, or look at more days."
    )


def _by_rule(given: pd.DataFrame, scored: pd.DataFrame) -> Churn:
    # Where the file gives none, the scores hold the estimate already.
    given_too = _gives(given, "churn_probability")
    rule = churn_estimate(scored["lateness"]) if given_too else scored["churn_probability"]
    return Churn(RULE, rule, "an estimate by rule: days since the last purchase against the customer's usual gap")


def _gives(given: pd.DataFrame, column: str) -> bool:
    return column in given and bool(given[column].notna().any())
