"""Where churn probabilities come from: the order of precedence, what is asked for, and what can't be had."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

import core
from core.insight.churn import SOURCES, learn_from_label
from core.models.labels import Learned
from core.settings import limits
from tests.core.made import from_csv, shop


def table(churn: bool = False, label: bool = True, n: int = 300) -> core.Dataset:
    """Customers with an age that tells who leaves, a label, and a churn probability where wanted."""
    rng = np.random.default_rng(5)
    age = rng.integers(20, 80, n)
    left = rng.random(n) < (age - 20) / 60
    given = rng.random(n).round(3)
    head = "customer_id,age,clv" + ",exited" * label + ",churn_probability" * churn
    rows = [f"k{i:03d},{age[i]},{10 + i}" + f",{int(left[i])}" * label + f",{given[i]}" * churn for i in range(n)]
    return from_csv("\n".join([head, *rows]), kind="customers")


def source(data: core.Dataset, wanted: str = "automatic") -> str:
    return core.analyze(data, core.Settings(churn_from=wanted)).basis.get("churn_probability", "none")


def test_the_settings_offer_every_source() -> None:
    assert limits()["churn_from"]["choices"] == SOURCES


def test_the_file_goes_before_the_label_and_the_label_before_the_rule(sample: core.Analysis) -> None:
    assert source(table(churn=True)) == "given in the file"
    assert source(table()).startswith("learned from the label of the file by")
    assert source(table(label=False)) == "none"
    assert "by rule" in source(core.generate(300), "rule")


def test_the_order_can_be_changed() -> None:
    data = table(churn=True)
    assert source(data, "label").startswith("learned from the label")
    analysis = core.analyze(core.generate(2_000), core.Settings(churn_from="purchases"))
    assert "no order in the next 90 days" in analysis.basis["churn_probability"]
    silent = core.analyze(core.generate(2_000)).customers["churn_probability"]
    assert not np.allclose(analysis.customers["churn_probability"], silent)


def test_purchases_tell_the_probability_of_no_order() -> None:
    data = shop(every=25)
    analysis = core.analyze(data)
    assert "no order in the next 90 days" in analysis.basis["churn_probability"]
    assert not [note for note in analysis.notes if note.topic == "churn"]
    silent = analysis.customers["days_since_purchase"] > 180
    assert analysis.customers.loc[silent, "churn_probability"].mean() > 0.8
    assert analysis.customers.loc[~silent, "churn_probability"].mean() < 0.4


def test_where_nearly_everybody_is_silent_for_long_the_rule_is_taken_and_it_is_said() -> None:
    data = shop(every=250, customers=900)
    analysis = core.analyze(data)
    assert "by rule" in analysis.basis["churn_probability"]
    assert [note.text for note in analysis.notes if "long pauses are usual here" in note.text]
    asked = core.analyze(data, core.Settings(churn_from="purchases"))
    assert "no order in the next 90 days" in asked.basis["churn_probability"]
    assert not [note for note in asked.notes if note.topic == "churn"]


def test_why_purchases_give_no_probability_is_said() -> None:
    few = from_csv("customer,date,amount\n" + "\n".join(f"c{i % 9},2024-0{1 + i % 8}-11,5" for i in range(60)))
    assert any("A forecast takes at least" in note.text for note in core.analyze(few).notes if note.topic == "churn")


def test_an_analysis_date_long_after_the_last_purchase_is_told() -> None:
    data = core.generate(300)
    assert data.last_day is not None
    for days, told in ((10, False), (200, True)):
        analysis = core.analyze(data, core.Settings(as_of=data.last_day + dt.timedelta(days=days)))
        assert any(f"is {days} days after the last purchase" in note.text for note in analysis.notes) == told


def test_a_probability_beside_a_label_is_told() -> None:
    assert any("both a churn probability and a label" in note.text for note in core.analyze(table(churn=True)).notes)
    for wanted in ("file", "label", "rule"):
        notes = core.analyze(table(churn=True), core.Settings(churn_from=wanted)).notes
        assert not any("both a churn probability and a label" in note.text for note in notes)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [("file", "gives no churn probability"), ("purchases", "needs the dates of purchases"), ("label", "who has left")],
)
def test_what_cannot_be_had_is_said_and_the_next_best_taken(wanted: str, words: str) -> None:
    data = table(label=wanted != "label")
    analysis = core.analyze(data, core.Settings(churn_from=wanted))
    assert any(words in note.text for note in analysis.notes if note.topic == "churn")


def test_learned_probabilities_reach_the_lists_with_their_reason() -> None:
    analysis = core.analyze(table(), core.Settings(churn_threshold=0.6, at_risk_value_percentile=0))
    listed = core.at_risk(analysis)
    assert len(listed)
    assert listed["reason"].str.contains("raised most by age", case=False).mean() > 0.5
    lost = set(analysis.customers.loc[analysis.customers["churned"] == 1, "customer_id"])
    assert not lost & set(listed["customer_id"])


def test_a_threshold_moves_on_learned_probabilities() -> None:
    data = table()
    low, high = (core.analyze(data, core.Settings(churn_threshold=t)).customers["segment"] for t in (0.2, 0.9))
    assert (low == "At Risk").sum() > (high == "At Risk").sum()


def test_seed_and_settings_alone_decide() -> None:
    settings = replace(core.Settings(), seed=9)
    one, two = (core.analyze(table(), settings).customers["churn_probability"] for _ in range(2))
    assert one.equals(two)


def test_a_label_of_too_few_is_told_though_nobody_asked_for_it() -> None:
    rows = "\n".join(f"k{i:03d},{20 + i % 50},{10 + i},{int(i < 5)}" for i in range(200))
    analysis = core.analyze(from_csv(f"customer_id,age,clv,exited\n{rows}", kind="customers"))
    assert any("marks 5 customers as lost" in note.text for note in analysis.notes if note.topic == "churn")


def test_a_prediction_in_the_file_is_not_learned_from() -> None:
    rng = np.random.default_rng(4)
    age, left = rng.integers(20, 70, 300), rng.random(300) < 0.4
    said = 0.3 * left + 0.7 * rng.random(300)
    rows = [f"K{i},{age[i]},{said[i]:.3f},{'Yes' if left[i] else 'No'}" for i in range(300)]
    data = core.load(("customer_id,age,Model prediction,Churn\n" + "\n".join(rows)).encode(), "x.csv")
    found = learn_from_label(data, False, 7)
    assert isinstance(found, Learned)
    assert len(found.told) == 1
    assert found.used == ("age",)


@pytest.mark.parametrize("words", ["No", "Yes", "0", "Existing Customer"])
def test_a_label_of_one_class_is_told(words: str) -> None:
    rows = "\n".join(f"K{i},{20 + i % 40},{words}" for i in range(120))
    data = core.load(f"customer_id,age,Churn\n{rows}".encode(), "x.csv")
    assert any("To learn from them it takes at least 20 of each" in note.text for note in core.analyze(data).notes)
