"""Learning who leaves from a label: probabilities that were never told the answer, how good they are, and reasons."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.models.threads import one_thread
from core.models.trial import reliability
from core.problems import DataError

FOLDS = 5
FEWEST_OF_A_KIND = 20
# A single column that ranks so well is not a cause but the answer, written down afterwards or computed from it.
TELLS = 0.97
# Nor is one that finds more than half of those who left and is wrong about hardly anybody.
SURE, MOST_OF_THEM = 0.99, 0.5
# Customers learned from, and customers and folds that a single column is judged on, where there are more.
MOST_LEARNED = 50_000
MOST_JUDGED = 5_000
FOLDS_JUDGED = 3
MOST_KINDS = 50
# Reasons are looked for where somebody will read them; less than this much of a probability is none.
MOST_REASONS = 20_000
WORTH_SAYING = 0.01
# A second column is named where it raises the risk by at least this much of what the first one does.
BESIDE = 0.5


@dataclass(frozen=True, eq=False)
class Learned:
    """What was learned of who leaves.

    `probability` is out of fold: each customer's comes from a model that did not see that customer's label; customers
    without a label get that of all models. `aucs` has the area under the curve of each fold, for the `kind` taken and
    `other_auc` the mean of the other one. `calibration` has what was said and what happened, in groups of like risk.
    `used` are the columns, `told` those left out because they give the answer away, with their area under the curve.
    `reasons` names the two columns that raise the risk of each customer most, `first` and `second`, missing where none
    does; `usual` has the value of each column used that was put in place of the customer's own to see that.
    """

    probability: pd.Series
    kind: str
    aucs: tuple[float, ...]
    other: str
    other_auc: float
    calibration: pd.DataFrame
    used: tuple[str, ...]
    told: dict[str, float]
    reasons: pd.DataFrame
    usual: dict[str, float | str]

    @property
    def auc(self) -> float:
        """Mean area under the curve over the folds."""
        return float(np.mean(self.aucs))


def learn(
    columns: pd.DataFrame,
    label: pd.Series,
    keep_telling: bool = False,
    seed: int = 7,
    suspected: Collection[str] = (),
) -> Learned:
    """The better of regularized logistic regression and gradient boosting by cross validation.

    `label` is 1 for who left, 0 for who stayed, missing where it is not known. Numbers may be missing; texts are
    categories. Columns that give the answer away, and those `suspected` of it, are left out unless `keep_telling`.
    Raises DataError where there are fewer than 20 of either kind, or no column to learn from.
    """
    known = label.notna().to_numpy()
    left, stayed = int((label == 1).sum()), int((label == 0).sum())
    if min(left, stayed) < FEWEST_OF_A_KIND:
        raise DataError(
            f"The file marks {left:,} customers as lost and {stayed:,} as still there. To learn from them it takes "
            f"at least {FEWEST_OF_A_KIND} of each."
        )
    usable = _prepared(columns)
    rng = np.random.default_rng(seed)
    answer = label.to_numpy(dtype="float64")
    rows = _some(rng.permutation(np.flatnonzero(known)), answer, MOST_LEARNED)
    with one_thread(len(rows)):
        judged = _some(rows, answer, MOST_JUDGED)
        told = _telling(usable.iloc[judged], answer[judged], seed, suspected)
        return _learned(usable, answer, rows, told, keep_telling, seed)


def _some(rows: np.ndarray, answer: np.ndarray, most: int) -> np.ndarray:
    """The first rows, at most so many, and of either kind no fewer than are asked for, however rare it is."""
    kinds = [np.flatnonzero(answer[rows] == kind)[:FEWEST_OF_A_KIND] for kind in (0, 1)]
    places = np.unique(np.concatenate([np.arange(min(most, len(rows))), *kinds]))
    some: np.ndarray = rows[places]
    return some


def _learned(
    usable: pd.DataFrame, answer: np.ndarray, rows: np.ndarray, told: dict[str, float], keep_telling: bool, seed: int
) -> Learned:
    from sklearn.metrics import roc_auc_score

    used = [name for name in usable if keep_telling or name not in told]
    if not used:
        raise DataError("Besides the label the file has no column to learn from that does not give the answer away.")
    table = usable[used]
    found = {kind: _crossed(build, table, answer, rows, seed) for kind, build in KINDS.items()}
    scores = {
        kind: tuple(float(roc_auc_score(answer[held], probability[held])) for held in folds)
        for kind, (probability, folds, _) in found.items()
    }
    kind, other = sorted(scores, key=lambda name: -float(np.mean(scores[name])))
    probability, _, models = found[kind]
    usual = {str(name): _usual(table[name]) for name in table}
    return Learned(
        probability=pd.Series(probability, index=table.index),
        kind=kind,
        aucs=scores[kind],
        other=other,
        other_auc=float(np.mean(scores[other])),
        calibration=reliability(probability[rows], answer[rows] == 1),
        used=tuple(map(str, used)),
        told=told,
        reasons=_reasons(models[0], table, probability, usual),
        usual=usual,
    )


def _prepared(columns: pd.DataFrame) -> pd.DataFrame:
    """Numbers as they are, texts as categories, the rarest of which share one; without columns that do not vary."""
    ready: dict[str, pd.Series] = {}
    for name in columns:
        cells = columns[name]
        if pd.api.types.is_numeric_dtype(cells):
            cells = cells.astype("float64").replace([np.inf, -np.inf], np.nan)
        else:
            texts = cells.astype("str").where(cells.notna())
            common = texts.value_counts().index[: MOST_KINDS - 1]
            cells = texts.where(texts.isin(common) | texts.isna(), "Other").astype("category")
        if cells.nunique() > 1:
            ready[str(name)] = cells
    return pd.DataFrame(ready, index=columns.index)


def _boosting(table: pd.DataFrame, seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        learning_rate=0.06, max_iter=120, max_leaf_nodes=12, min_samples_leaf=25, l2_regularization=1.0,
        categorical_features="from_dtype", early_stopping=False, random_state=seed,
    )  # fmt: skip


def _logistic(table: pd.DataFrame, seed: int) -> Any:
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = [name for name in table if table[name].dtype != "category"]
    texts = [name for name in table if table[name].dtype == "category"]
    prepare = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore"), texts),
    )
    return make_pipeline(prepare, LogisticRegression(C=0.3, max_iter=500))


KINDS: dict[str, Callable[[pd.DataFrame, int], Any]] = {
    "gradient boosting": _boosting,
    "logistic regression": _logistic,
}


def _crossed(
    build: Callable[[pd.DataFrame, int], Any], table: pd.DataFrame, answer: np.ndarray, rows: np.ndarray, seed: int
) -> tuple[np.ndarray, list[np.ndarray], list[Any]]:
    """Probabilities out of fold, the rows of each fold, and the models; others get the mean of all models."""
    from sklearn.model_selection import StratifiedKFold

    folds, models = [], []
    probability = np.full(len(table), np.nan)
    for learned, held in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(rows, answer[rows]):
        model = build(table, seed).fit(table.iloc[rows[learned]], answer[rows[learned]])
        probability[rows[held]] = model.predict_proba(table.iloc[rows[held]])[:, 1]
        folds.append(rows[held])
        models.append(model)
    others = np.flatnonzero(np.isnan(probability))
    if len(others):
        probability[others] = np.mean([model.predict_proba(table.iloc[others])[:, 1] for model in models], axis=0)
    return probability, folds, models


def _telling(table: pd.DataFrame, answer: np.ndarray, seed: int, suspected: Collection[str]) -> dict[str, float]:
    """Columns that alone tell the answer, or are suspected of it, with their area under the curve out of fold."""
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.tree import DecisionTreeClassifier

    folds = StratifiedKFold(FOLDS_JUDGED, shuffle=True, random_state=seed)
    found = {}
    for name in table:
        cells = table[name].cat.codes if table[name].dtype == "category" else table[name].fillna(-1e18)
        tree = DecisionTreeClassifier(max_leaf_nodes=16, min_samples_leaf=5, random_state=seed)
        said = cross_val_predict(tree, cells.to_numpy()[:, None], answer, cv=folds, method="predict_proba")[:, 1]
        area, sure = float(roc_auc_score(answer, said)), said >= SURE
        one_sided = sure[answer == 1].mean() > MOST_OF_THEM and answer[sure].mean() >= SURE
        if name in suspected or area >= TELLS or one_sided:
            found[str(name)] = area
    return found


def _usual(cells: pd.Series) -> float | str:
    return str(cells.mode().iloc[0]) if cells.dtype == "category" else float(cells.median())


def _reasons(model: Any, table: pd.DataFrame, probability: np.ndarray, usual: dict[str, float | str]) -> pd.DataFrame:
    """The columns that raise a customer's risk most: those whose usual value instead would lower it most.

    For the customers of the highest risk; missing for the rest.
    """
    riskiest = table.iloc[np.sort(np.argsort(-probability, kind="stable")[:MOST_REASONS])]
    base = model.predict_proba(riskiest)[:, 1]
    gains = {}
    for name in table:
        changed = riskiest.copy()
        changed[name] = pd.Series(usual[str(name)], index=riskiest.index, dtype=table[name].dtype)
        gains[str(name)] = base - model.predict_proba(changed)[:, 1]
    raised = pd.DataFrame(gains, index=riskiest.index)
    most, first = raised.max(axis=1), raised.idxmax(axis=1)
    others = raised.where(raised.columns.to_numpy() != first.to_numpy()[:, None], -np.inf)
    beside = others.max(axis=1) > (BESIDE * most).clip(lower=WORTH_SAYING)
    named = {"first": first.where(most > WORTH_SAYING), "second": others.idxmax(axis=1).where(beside)}
    return pd.DataFrame(named).reindex(table.index)
