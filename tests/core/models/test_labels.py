"""Learning from a label: as good as the truth allows, never told the answer, and quiet where there is little."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

import core
from core.insight.churn import learn_from_label
from core.models.labels import Learned, learn
from tests.shared_files import shared_file


def people(n: int = 1_500, seed: int = 3) -> tuple[pd.DataFrame, pd.Series]:
    """Customers of whom the old, and those of one region, leave more often."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"age": rng.normal(45, 12, n), "region": rng.choice(["n", "s", "w"], n), "noise": rng.normal(size=n)}
    )
    logit = -2 + 0.12 * (frame["age"] - 45) + 1.5 * (frame["region"] == "s")
    return frame, pd.Series((rng.random(n) < 1 / (1 + np.exp(-logit))).astype(float))


@pytest.fixture(scope="module")
def found() -> Learned:
    return learn(*people())


def test_it_ranks_nearly_as_well_as_the_truth(found: Learned) -> None:
    frame, left = people()
    truth = roc_auc_score(left, 0.12 * (frame["age"] - 45) + 1.5 * (frame["region"] == "s"))
    assert found.auc > truth - 0.03
    assert found.kind == "logistic regression"
    assert found.auc >= found.other_auc
    assert found.told == {}


def test_what_is_said_happens(found: Learned) -> None:
    assert (found.calibration["said"] - found.calibration["happened"]).abs().max() < 0.12
    assert found.calibration["customers"].sum() == 1_500


def test_no_customer_is_told_the_answer() -> None:
    frame, _ = people(400)
    answer = pd.Series(np.random.default_rng(9).integers(0, 2, 400).astype(float))
    chance = learn(frame, answer)
    assert abs(roc_auc_score(answer, chance.probability) - 0.5) < 0.09


def test_the_reason_is_what_raises_the_risk(found: Learned) -> None:
    frame, _ = people()
    oldest = frame["age"] > 65
    assert (found.reasons["first"][oldest & (frame["region"] != "s")].dropna() == "age").mean() > 0.9
    assert (found.reasons["first"][(frame["age"] < 40) & (frame["region"] == "s")].dropna() == "region").mean() > 0.9


def test_a_second_reason_is_never_the_first_one(found: Learned) -> None:
    frame, _ = people()
    both = found.reasons.dropna()
    assert len(both) > 20
    assert (both["first"] != both["second"]).all()
    assert found.usual["age"] == frame["age"].median()
    assert learn(frame[["age"]], people()[1]).reasons["second"].isna().all()


@pytest.mark.parametrize("form", ["number", "text"])
def test_a_column_that_gives_the_answer_away_is_left_out_unless_wanted(form: str) -> None:
    frame, left = people(600)
    complaint = left.where(np.random.default_rng(1).random(600) < 0.995, 1 - left)
    frame["complaint"] = complaint if form == "number" else complaint.map({1.0: "yes", 0.0: "no"})
    found = learn(frame, left)
    assert set(found.told) == {"complaint"}
    assert found.told["complaint"] > 0.97
    assert "complaint" not in found.used
    assert found.auc < 0.9
    kept = learn(frame, left, keep_telling=True)
    assert "complaint" in kept.used
    assert kept.auc > 0.97


def test_a_column_that_is_sure_of_most_who_left_is_left_out() -> None:
    table, label = people()
    calls = np.where((label == 1) & (np.arange(len(label)) % 10 > 0), 1.0, 0.0)
    found = learn(table.assign(calls=calls), label)
    assert set(found.told) == {"calls"}
    assert found.told["calls"] < 0.97


def test_a_suspected_column_is_left_out_however_little_it_tells() -> None:
    table, label = people()
    name = str(table.columns[0])
    found = learn(table, label, suspected=[name])
    assert name in found.told
    assert name not in found.used
    assert name in learn(table, label, suspected=[name], keep_telling=True).used


def test_a_kind_may_be_rarer_than_any_sample_of_many() -> None:
    rng = np.random.default_rng(1)
    label = pd.Series(np.zeros(60_000))
    label[rng.choice(60_000, 25, replace=False)] = 1.0
    table = pd.DataFrame({"sign": rng.normal(size=60_000) + label, "noise": rng.normal(size=60_000)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert learn(table, label).told == {}


def test_missing_values_and_labels_are_no_obstacle() -> None:
    frame, left = people(800)
    frame.loc[::7, "age"] = np.nan
    frame.loc[::11, "region"] = None
    left = left.mask(np.arange(800) % 5 == 0)
    found = learn(frame, left)
    assert found.probability.notna().all()
    assert found.calibration["customers"].sum() == 640


@pytest.mark.parametrize("label", [[1.0] * 200, [0.0] * 200, [1.0] * 5 + [0.0] * 195, [np.nan] * 200])
def test_too_few_of_a_kind_is_a_sentence(label: list[float]) -> None:
    frame, _ = people(200)
    with pytest.raises(core.DataError, match="at least 20 of each"):
        learn(frame, pd.Series(label))


def test_nothing_to_learn_from_is_a_sentence() -> None:
    _, left = people(200)
    with pytest.raises(core.DataError, match="no column to learn from"):
        learn(pd.DataFrame({"same": [1.0] * 200}), left)


def test_the_same_input_gives_the_same_output(found: Learned) -> None:
    pd.testing.assert_series_equal(learn(*people()).probability, found.probability)


@pytest.mark.parametrize("name", ["Churn_Modelling.csv", "Customer-Churn-Records.csv"])
def test_bank_customers(name: str) -> None:
    dataset = core.load(shared_file(f"bank_churn/{name}"))
    found = learn_from_label(dataset, keep_telling=False, seed=7)
    assert isinstance(found, Learned)
    assert found.auc >= 0.863
    assert list(found.told) == (["Complain"] if "Records" in name else [])
    assert not {"customer_id", "customer_name", "churned"} & set(found.used)
    assert (found.calibration["said"] - found.calibration["happened"]).abs().max() < 0.04
