"""Where churn probabilities come from: the file, what was learned from its label, purchases, or a rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

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
    if "churned" not in given or not given["churned"].notna().any():
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
    no_order: Callable[[], pd.Series | str],
) -> Churn:
    """The churn probability from the source that is wanted, else from the best there is.

    Best is what the file gives, then what can be learned from its label, then the rule: the probability of no order in
    the days ahead is taken on request only, as in a shop with long pauses it is high for everybody. `learned` and
    `no_order` are asked only where their answer is needed.
    """
    given = dataset.customers
    has_file = "churn_probability" in given and bool(given["churn_probability"].notna().any())
    note = ""
    if wanted == FILE and not has_file:
        note = "The file gives no churn probability; the best there is was taken."
    if wanted == PURCHASES:
        silent = no_order()
        if not isinstance(silent, str):
            return Churn(PURCHASES, silent, "the probability of no order in the days ahead, from purchases")
        note = silent
    if has_file and wanted not in (LABEL, RULE):
        return Churn(FILE, scored["churn_probability"], GIVEN, note=note)
    has_label = "churned" in given and bool(given["churned"].notna().any())
    if wanted == LABEL or (wanted != RULE and has_label):
        found = learned()
        if not isinstance(found, str):
            words = f"learned from the label of the file by {found.kind} (right in {share(found.auc)} of pairs)"
            matched = scored["customer_id"].map(dict(zip(given["customer_id"], found.probability, strict=True)))
            return Churn(LABEL, matched.astype("float64"), words, found, note)
        note = note or found
    if has_file and wanted == LABEL:
        return Churn(FILE, scored["churn_probability"], GIVEN, note=note)
    # Where the file gives none, the scores hold the estimate already.
    rule = churn_estimate(scored["lateness"]) if has_file else scored["churn_probability"]
    words = "an estimate by rule: days since the last purchase against the customer's usual gap"
    return Churn(RULE, rule, words, note=note)
