"""Looking back: outcomes by group, intervals, the verdict, and movement between two days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import core
from core.data.customers import bought_after
from core.insight.movement import NOT_YET, matrix, movements, summary
from core.insight.outcome import outcome_by_group, verdict
from core.insight.past import RANKED, default_cut, grid, watched
from core.insight.segments import SEGMENTS
from core.models.rfm import RFM_MAP
from core.present import views
from tests.core.made import shop

ORDERS = (
    "customer,date,amount\n"
    "anna,2025-01-05,10\nanna,2025-07-01,20\nanna,2025-11-20,30\n"
    "ben,2025-02-01,40\n"
    "cleo,2025-11-01,50\ncleo,2025-11-01,-50\n"
    "dora,2025-03-01,5\ndora,2025-12-31,-5\n"
)


def outcome(shares: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Groups with so many customers of whom so many bought, for 10 each."""
    groups = [name for name, (size, _) in shares.items() for _ in range(size)]
    orders = [int(i < buyers) for size, buyers in shares.values() for i in range(size)]
    bought = pd.Series(orders)
    return outcome_by_group(pd.Series(groups), bought, bought * 10.0, bought * 0 + 3.0)


def test_what_came_after_a_day_counts_orders_and_net_money() -> None:
    dataset = core.load(ORDERS.encode(), "orders.csv")
    assert dataset.purchases is not None
    later = bought_after(dataset.purchases, dt.date(2025, 6, 30), dt.date(2025, 12, 31)).set_index("customer_id")
    assert later["orders"].to_dict() == {"anna": 2, "cleo": 0, "dora": 0}
    assert later["revenue"].to_dict() == {"anna": 50.0, "cleo": 0.0, "dora": -5.0}
    assert bought_after(dataset.purchases, dt.date(2025, 12, 31), dt.date(2026, 12, 31)).empty


def test_who_did_not_come_back_has_nothing_afterwards() -> None:
    named = pd.DataFrame({"customer_id": ["anna", "ben"], "segment": ["A", "B"]})
    later = pd.DataFrame(
        {"customer_id": ["anna", "zoe"], "orders": [2], "revenue": [50.0]} | {"orders": [2, 9], "revenue": [50.0, 1.0]}
    )
    found = watched(named, later)
    assert found["later_orders"].tolist() == [2, 0]
    assert found["later_revenue"].tolist() == [50.0, 0.0]


def test_without_money_nothing_is_said_to_be_spent() -> None:
    named = pd.DataFrame({"customer_id": ["anna", "ben"]})
    later = pd.DataFrame({"customer_id": ["anna"], "orders": [2], "revenue": [np.nan]})
    assert watched(named, later)["later_revenue"].isna().all()
    assert watched(named, later.iloc[:0])["later_revenue"].tolist() == [0.0, 0.0]


def test_outcome_figures_by_hand() -> None:
    table = outcome({"Good": (10, 5), "Bad": (40, 4)}).set_index("group")
    assert list(table.index) == ["Good", "Bad"]
    assert table.loc["Good", ["customers", "bought_share", "spend_per_head", "spend_before"]].tolist() == [
        10,
        0.5,
        5,
        3,
    ]
    assert table["later_share"].tolist() == pytest.approx([50 / 90, 40 / 90])
    assert table["customer_share"].sum() == pytest.approx(1)


def test_the_interval_of_a_share_is_that_of_wilson() -> None:
    # 5 of 10 at 90%: (0.5 + z²/20 ± z sqrt(0.025 + z²/400)) / (1 + z²/10) with z = 1.6449.
    table = outcome({"Good": (10, 5)})
    assert table[["bought_low", "bought_high"]].iloc[0].tolist() == pytest.approx([0.26929, 0.73071], abs=1e-4)
    nobody = outcome({"None": (20, 0)})
    assert nobody["bought_low"].iloc[0] == 0
    assert nobody["bought_high"].iloc[0] == pytest.approx(0.1191, abs=1e-3)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(400):
        bought = pd.Series((rng.random(80) < 0.2).astype(int))
        row = outcome_by_group(pd.Series(["A"] * 80), bought, bought * 1.0, bought * 1.0).iloc[0]
        covered += row["bought_low"] <= 0.2 <= row["bought_high"]
    assert 0.85 <= covered / 400 <= 0.95


def test_groups_that_differ_predict_and_others_do_not() -> None:
    found = verdict(outcome({"Good": (200, 120), "Bad": (200, 20)}))
    assert found is not None
    assert (found.predicts, found.best, found.worst) == (True, "Good", "Bad")
    same = verdict(outcome({"A": (200, 61), "B": (200, 58)}))
    assert same is not None
    assert not same.predicts


def test_groups_that_differ_against_their_names_are_told() -> None:
    shares = {"At Risk": (200, 160), "Champions": (200, 100), "Loyal Customers": (200, 110)}
    found = verdict(outcome(shares), RANKED["rfm_segment"])
    assert found is not None
    assert (found.predicts, found.reversed) == (False, True)
    right = {"At Risk": (200, 20), "Champions": (200, 160), "Loyal Customers": (200, 110)}
    found = verdict(outcome(right), RANKED["rfm_segment"])
    assert found is not None
    assert (found.predicts, found.reversed) == (True, False)


def test_the_last_named_may_not_buy_more_than_everybody() -> None:
    shares = {"Champions": (400, 390), "Need Attention": (400, 100), "At Risk": (60, 55)}
    found = verdict(outcome(shares), RANKED["segment"])
    assert found is not None
    assert found.reversed


def test_a_few_customers_have_no_interval_of_spend() -> None:
    table = outcome({"Few": (29, 10), "Many": (30, 10)}).set_index("group")
    assert table.loc["Few", ["spend_low", "spend_high"]].isna().all()
    assert table.loc["Many", ["spend_low", "spend_high"]].notna().all()


def test_groups_named_by_chance_seldom_seem_to_predict() -> None:
    rng = np.random.default_rng(7)
    wrong = 0
    for _ in range(200):
        groups, bought = pd.Series(rng.choice(list("ABCD"), 400)), pd.Series((rng.random(400) < 0.3).astype(int))
        found = verdict(outcome_by_group(groups, bought, bought * 1.0, bought * 1.0))
        assert found is not None
        wrong += found.predicts
    assert wrong <= 20


@pytest.mark.parametrize("shares", [{"A": (100, 100), "B": (50, 50)}, {"A": (100, 0), "B": (50, 0)}])
def test_where_all_or_none_bought_nothing_is_predicted(shares: dict[str, tuple[int, int]]) -> None:
    found = verdict(outcome(shares))
    assert found is not None
    assert not found.predicts


def test_small_groups_do_not_speak() -> None:
    assert verdict(outcome({"A": (100, 50), "B": (5, 0)})) is None
    assert verdict(outcome({})) is None


def test_cuts_and_days_stay_inside_the_history() -> None:
    first, last = dt.date(2024, 1, 1), dt.date(2025, 12, 31)
    cut = default_cut(first, last)
    assert cut is not None
    assert (cut.days, cut.until) == (182, last)
    days = grid(first, last)
    assert all(first < day <= last for day in days)
    assert days == sorted(set(days))


def test_every_name_has_a_rank() -> None:
    assert set(RANKED["segment"]) == {segment.name for segment in SEGMENTS}
    assert set(RANKED["rfm_segment"]) == {name for name, _ in RFM_MAP}


def moved() -> pd.DataFrame:
    names = list(RANKED["segment"])
    before = pd.DataFrame({"customer_id": list("abcde"), "segment": [names[1], names[1], "At Risk", names[4], None]})
    after = pd.DataFrame(
        {
            "customer_id": list("abcdefg"),
            "segment": [names[0], names[4], names[2], "At Risk", names[3], names[3], None],
            "yearly_revenue": [10.0, 20, 30, 40, 50, 60, 70],
        }
    )
    return movements(before, after, "segment", RANKED["segment"], "At Risk")


def test_directions_of_movement() -> None:
    assert moved().set_index("customer_id")["direction"].to_dict() == {
        "a": "Upgraded", "b": "Slipped", "c": "Recovered", "d": "Lost", "e": "New", "f": "New",
    }  # fmt: skip
    assert moved().set_index("customer_id").loc["f", "from_group"] == NOT_YET


def test_matrix_and_summary_add_up() -> None:
    moves = moved()
    for table in (matrix(moves), summary(moves)):
        assert table["customers"].sum() == len(moves) == 6
        assert table["yearly_revenue"].sum() == 210
    assert summary(moves).set_index("direction").loc["New"].tolist() == [2, 110.0]


def test_an_earlier_day_knows_nothing_of_what_came_later() -> None:
    whole = core.load(ORDERS.encode(), "orders.csv")
    short = core.load(
        "\n".join([*ORDERS.splitlines()[:3], "ben,2025-02-01,40", "dora,2025-03-01,5"]).encode(), "short.csv"
    )
    day = dt.date(2025, 7, 1)
    then, truth = (core.analyze(data, core.Settings(as_of=day)).customers for data in (whole, short))
    names = ["customer_id", "orders", "revenue", "days_since_purchase", "rfm_segment"]
    pd.testing.assert_frame_equal(then[names], truth[names])


def test_shares_over_time_are_shares_of_everybody_known_on_the_day() -> None:
    analysis = core.analyze(core.generate(400))
    assert analysis.dataset.purchases is not None
    days = grid(analysis.dataset.purchases.first_day, analysis.dataset.purchases.last_day, 4)
    frame = views.share_over_time(analysis, "rfm_segment", days)
    assert frame.groupby("day")["share"].sum().tolist() == pytest.approx([1] * 4)
    last = frame[frame["day"] == pd.Timestamp(days[-1])]
    assert last["customers"].sum() == len(analysis.customers)


def test_a_look_back_never_learns_from_what_only_today_knows() -> None:
    data = core.generate(400)
    assert data.purchases is not None
    left = pd.Series(np.arange(len(data.customers)) % 3 == 0).astype(float)
    told = replace(data, customers=data.customers.assign(churned=left.to_numpy()))
    day = default_cut(data.purchases.first_day, data.purchases.last_day)
    assert day is not None
    for settings in (core.Settings(churn_from="label"), core.Settings()):
        seen = views.named_on(core.analyze(told, settings), day.day)
        pd.testing.assert_frame_equal(
            seen, views.named_on(core.analyze(data, core.Settings(churn_from="rule")), day.day)
        )


def test_a_look_back_takes_the_risk_from_purchases_where_today_does() -> None:
    data = shop(every=25)
    assert data.purchases is not None
    analysis = core.analyze(data)
    now = analysis.customers[analysis.customers["orders"] > 0].set_index("customer_id")["segment"]
    last = views.named_on(analysis, data.purchases.last_day).set_index("customer_id")["segment"]
    assert now.astype("str").equals(last.astype("str")[now.index])
    ruled = views.named_on(core.analyze(data, core.Settings(churn_from="rule")), data.purchases.last_day)
    assert (ruled["segment"] != last.to_numpy()).any()
