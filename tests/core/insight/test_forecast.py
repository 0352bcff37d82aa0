"""The forecast of a dataset: when there is one, what it knows, and that the check sees nothing of what came later."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import core
from core.data.customers import bought_after
from core.insight.forecast import Forecast, buyers, lacking, risk_days
from core.models.lineup import MODELS
from core.present import tells_ahead, views
from tests.core.made import DEGENERATE, from_csv, purchases, shop


@pytest.fixture(scope="module")
def found(sample: core.Analysis) -> Forecast:
    assert isinstance(sample.forecast, Forecast)
    return sample.forecast


def test_the_sample_is_forecast_by_the_model_that_did_best(found: Forecast) -> None:
    scores = found.check.scores.set_index("rule")["deviance"]
    assert found.orders.name == scores[list(MODELS)].idxmin()
    assert scores[found.orders.name] < scores.drop(list(MODELS)).min()


def test_the_check_counts_the_orders_that_were_made(sample: core.Analysis, found: Forecast) -> None:
    cut = found.check.cut
    early = core.analyze(sample.dataset, core.Settings(as_of=cut.day)).customers
    known = early[early["orders"] > 0]
    now = sample.customers.set_index("customer_id")["orders"]
    later = (now.loc[known["customer_id"]].to_numpy() - known["orders"].to_numpy()).sum()
    assert found.check.customers == len(known)
    assert (found.check.scores["actual"] == later).all()
    assert found.check.weeks["actual"].iloc[-1] == later
    assert (found.check.by_orders["actual"] * found.check.by_orders["customers"]).sum() == pytest.approx(later)


def test_the_check_does_not_know_what_came_after_the_cut(sample: core.Analysis, found: Forecast) -> None:
    rows = found.check.scores.set_index("rule")
    early = core.analyze(sample.dataset, core.Settings(as_of=found.check.cut.day))
    known = buyers(early.customers)
    usable = known.take(np.isfinite(known.x))
    model = MODELS["MBG/NBD"]
    expected = model.expected_orders(
        model.fit(usable.x, usable.t_x, usable.T), usable.x, usable.t_x, usable.T, found.check.cut.days / 7
    )
    assert rows.loc["MBG/NBD", "predicted"] == pytest.approx(expected.sum(), rel=1e-6)


def test_what_is_paid_back_later_is_off_the_money_to_come() -> None:
    whole, less = (core.analyze(shop(every=60, refunded=refunded)) for refunded in (0.0, 0.25))
    for analysis, refunded in ((whole, 0.0), (less, 0.25)):
        assert isinstance(analysis.forecast, Forecast)
        assert analysis.forecast.refunded == pytest.approx(refunded, abs=0.01)
        assert ("was paid back on later days" in tells_ahead.choice(analysis.forecast)) == (refunded > 0)
    everything, kept = (views.expected_total(analysis) for analysis in (whole, less))
    assert everything is not None
    assert kept is not None
    # Refunds that fall on the day of another order are off that order already, so not exactly a quarter.
    assert kept.expected / everything.expected == pytest.approx(0.75, abs=0.04)


def test_too_little_is_said_with_the_number_that_is_missing() -> None:
    few = from_csv("customer,date,amount\n" + "\n".join(f"c{i},2025-0{1 + i % 6}-11,5" for i in range(300)))
    told = core.analyze(few).forecast
    assert isinstance(told, str)
    assert "100 customers who bought at least twice" in told
    assert "180 days" in told
    frame = pd.DataFrame({"repeat_orders": [1] * 100})
    assert lacking(frame, dt.date(2025, 1, 1), dt.date(2025, 6, 30)) == ""


def test_without_purchases_it_says_what_it_needs() -> None:
    told = core.analyze(from_csv("customer id,clv\n" + "\n".join(f"c{i},{i}" for i in range(30)))).forecast
    assert isinstance(told, str)
    assert "one row per purchase" in told


@pytest.mark.parametrize("name", DEGENERATE)
def test_odd_data_has_a_sentence_instead(name: str) -> None:
    analysis = core.analyze(DEGENERATE[name]())
    assert isinstance(analysis.forecast, str)
    assert analysis.forecast.endswith(".")
    assert views.expected_total(analysis) is None


def test_nobody_orders_after_the_cut() -> None:
    rows = [(f"c{i}", day, 5.0 + i % 7) for i in range(150) for day in ("2024-01-01", f"2024-02-{1 + i % 20:02d}")]
    analysis = core.analyze(purchases([*rows, ("late", "2025-01-01", 5.0)]))
    assert isinstance(analysis.forecast, Forecast)
    told = tells_ahead.verdict(analysis.forecast.check, analysis.forecast.orders.name)
    assert told.endswith(".")
    assert "nan" not in told


def test_days_without_an_order_are_at_most_a_third_of_the_history(sample: core.Analysis) -> None:
    rows = sample.dataset.purchases
    assert rows is not None
    assert sample.as_of is not None
    assert risk_days(rows, sample.as_of, 90) == 90
    assert risk_days(rows, rows.first_day + dt.timedelta(days=90), 90) == 30


def test_a_segment_of_the_analysis_keeps_its_customers(sample: core.Analysis) -> None:
    champions = sample.only("Champions")
    whole, part = views.forecast(sample), views.forecast(champions)
    same = whole[whole["segment"] == "Champions"].reset_index(drop=True)
    pd.testing.assert_frame_equal(same, part)
    total = views.expected_total(champions)
    assert total is not None
    assert total.expected == pytest.approx(part["predicted_value"].sum())
    by_segment = views.expected_by_segment(sample).set_index("group")
    assert by_segment.loc["Champions", "predicted_value"] == pytest.approx(total.expected)


def test_total_value_is_what_was_kept_so_far_and_what_is_to_come() -> None:
    analysis = core.analyze(core.sample(), core.Settings(margin=0.4))
    frame = views.forecast(analysis)
    assert frame["total_value"].sum() > frame["predicted_value"].sum() > 0
    pd.testing.assert_series_equal(
        frame["total_value"], 0.4 * frame["revenue"] + frame["predicted_value"], check_names=False
    )


def test_the_next_order_is_expected_after_today_and_in_order(sample: core.Analysis) -> None:
    frame = views.forecast(sample).dropna(subset=["next_until"])
    assert (frame["next_from"] > pd.Timestamp(sample.as_of)).all()
    assert (frame["next_from"] <= frame["next_order"]).all()
    assert (frame["next_order"] <= frame["next_until"]).all()


def test_one_customer_in_words_is_what_the_table_says(sample: core.Analysis) -> None:
    frame = views.forecast(sample)
    row = frame.dropna(subset=["next_until"]).iloc[0]
    told = tells_ahead.one(row, 90)
    assert f"next 90 days is {row['p_no_order']:.0%}" in told
    assert f"{row['next_from']:%B %-d, %Y} and {row['next_until']:%B %-d, %Y}" in told
    late = frame[frame["next_until"].isna() & frame["next_from"].notna()]
    assert all(tells_ahead.one(one, 90).endswith("in 9 of 10 cases.") for _, one in late.iterrows())
    assert tells_ahead.one(row.replace(row["p_no_order"], float("nan")), 90) == ""


def test_second_orders_are_of_customers_with_one(sample: core.Analysis) -> None:
    frame = views.second_order(sample)
    once = sample.customers.loc[sample.customers["orders"] == 1, "customer_id"]
    assert set(frame["customer_id"]) == set(once)
    assert frame["p_order"].is_monotonic_decreasing


def told(error: float, correlation: float, auc: float = 0.8, money: float = 0.0, rule: float = -1.0) -> tuple[str, str]:
    """The verdict, and the words on silence, of a check with these figures."""
    scores = pd.DataFrame({
        "rule": [*MODELS, "Same as before", "Rate so far"], "predicted": 100 * (1 + error), "actual": 100.0,
        "error": error, "correlation": [correlation] * 3 + [rule] * 2, "deviance": [1.0, 1, 1, 3, 2],
        "mae": [0.5, 0.5, 0.5, 0.6, 0.5],
    })  # fmt: skip
    analysis = core.analyze(core.sample())
    assert isinstance(analysis.forecast, Forecast)
    spent = {"spend": 100.0, "spend_expected": 100.0 * (1 + money)}
    check = replace(analysis.forecast.check, scores=scores, auc=auc, auc_recency=0.5, **spent)
    return tells_ahead.verdict(check, "BG/NBD"), tells_ahead.risk(check)


@pytest.mark.parametrize(
    ("error", "correlation", "words"),
    [
        (0.05, 0.6, "You can plan with it."), (-0.2, 0.6, "Use it with care"), (-0.3, 0.6, "rank customers"),
        (-0.3, 0.03, "do not rely"), (-0.3, np.nan, "do not rely"),
    ],
)  # fmt: skip
def test_a_forecast_is_recommended_for_what_it_can_do(error: float, correlation: float, words: str) -> None:
    assert words in told(error, correlation)[0]


def test_a_forecast_whose_money_is_off_is_not_one_to_plan_with() -> None:
    assert "You can plan with it." in told(0.05, 0.6, money=0.08)[0]
    assert "Use it with care" in told(0.05, 0.6, money=0.2)[0]
    assert "rank customers" in told(0.05, 0.6, money=-0.4)[0]


def test_a_rule_that_did_better_by_both_measures_is_named() -> None:
    assert "A simple rule (rate so far) did better" in told(0.05, 0.6, rule=0.7)[0]
    assert "did better" not in told(0.05, 0.6, rule=0.5)[0]


def test_the_same_as_before_is_of_as_many_days(sample: core.Analysis) -> None:
    assert isinstance(sample.forecast, Forecast)
    assert sample.dataset.purchases is not None
    check = sample.forecast.check
    before = bought_after(sample.dataset.purchases, check.cut.day - dt.timedelta(days=check.cut.days), check.cut.day)
    row = check.scores.set_index("rule").loc["Same as before"]
    assert row["predicted"] == before["orders"].sum()


def test_silence_looks_a_third_of_the_history_ahead_and_the_check_no_farther_than_it_can() -> None:
    analysis = core.analyze(core.sample(), core.Settings(churn_days=365))
    assert isinstance(analysis.forecast, Forecast)
    assert analysis.dataset.purchases is not None
    history = analysis.dataset.purchases.last_day - analysis.dataset.purchases.first_day
    assert analysis.forecast.risk_days == history.days // 3
    assert analysis.forecast.check.risk_days == analysis.forecast.check.cut.days


def test_money_that_is_off_widens_the_interval(sample: core.Analysis) -> None:
    assert isinstance(sample.forecast, Forecast)
    check = sample.forecast.check
    assert check.model_error == pytest.approx(abs(check.spend_expected / check.spend - 1), abs=0.1)


def test_a_toss_up_is_not_called_better() -> None:
    assert "toss-up" in told(0.05, 0.6, auc=0.51)[1]
    assert "better than" in told(0.05, 0.6, auc=0.8)[1]
