"""The pipeline as a whole: what must not matter does not, and what is computed once is computed once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import core
from core import schema
from core.data.dataset import Dataset
from core.data.purchases import TABLE, with_ids
from core.insight.segments import SEGMENTS
from core.present import views
from tests.core.made import DEGENERATE, Row, analyzed, from_csv, lines, purchases

NAMES = [segment.name for segment in SEGMENTS]
# Whole cents, as money comes; the days of a quarter.
ROWS = st.lists(
    st.tuples(
        st.sampled_from([f"c{i}" for i in range(8)]),
        st.integers(0, 89).map(lambda day: (dt.date(2024, 1, 1) + dt.timedelta(day)).isoformat()),
        st.integers(-2_000, 20_000).map(lambda cents: cents / 100),
    ),
    min_size=1,
    max_size=25,
)
MONEY = [c.name for c in schema.COLUMNS if c.unit == "money" and c.rows != "purchases"]


def scored(rows: list[Row], settings: core.Settings | None = None) -> pd.DataFrame:
    return core.analyze(purchases(rows), settings).customers.set_index("customer_id").sort_index()


def close(first: pd.DataFrame, second: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(first, second, check_exact=False, rtol=1e-9, atol=1e-9)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[Row], chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    close(scored(rows), scored(shuffled))


@given(ROWS, st.sampled_from([0.5, 2.0, 1024.0]))
def test_another_unit_of_money_scales_money_and_nothing_else(rows: list[Row], factor: float) -> None:
    first, second = scored(rows), scored([(who, day, amount * factor) for who, day, amount in rows])
    close(first[MONEY] * factor, second[MONEY])
    close(first.drop(columns=MONEY), second.drop(columns=MONEY))


@given(ROWS)
def test_everybody_is_in_exactly_one_segment_or_all_are_in_none(rows: list[Row]) -> None:
    found = scored(rows)
    assert set(found.index) == {who for who, *_ in rows}
    assert found["segment"].isna().all() or set(found["segment"]) <= set(NAMES)
    assert found["segment"].notna().all() or found["segment"].isna().all()


@given(ROWS)
def test_money_adds_up_and_scores_stay_in_bounds(rows: list[Row]) -> None:
    found = scored(rows)
    assert found["revenue"].sum() == pytest.approx(sum(amount for *_, amount in rows), abs=1e-6)
    assert (found["orders"] == found["repeat_orders"] + 1)[found["orders"] > 0].all()
    for name in ("r_score", "f_score", "m_score"):
        assert found[name].dropna().between(1, 5).all()
    for name in ("clv_percentile", "frequency_percentile", "loyalty_percentile", "potential_score", "engagement_score"):
        assert found[name].dropna().between(0, 100).all()
    assert found["churn_probability"].dropna().between(0, 1).all()
    assert (found["days_since_purchase"].dropna() <= found["tenure_days"].dropna()).all()


@given(ROWS, st.sampled_from([f"c{i}" for i in range(8)]))
def test_an_order_today_never_lowers_a_recency_score(rows: list[Row], who: str) -> None:
    today = dt.date(2024, 3, 31)
    settings = core.Settings(as_of=today)
    before = scored([(who, "2024-01-01", 5.0), *rows], settings)
    after = scored([(who, "2024-01-01", 5.0), *rows, (who, today.isoformat(), 1e6)], settings)
    assert after.loc[who, "r_score"] >= before["r_score"].fillna(1).loc[who]
    assert after.loc[who, "days_since_purchase"] == 0


@given(ROWS)
def test_cleaning_what_is_clean_changes_nothing(rows: list[Row]) -> None:
    text = pd.DataFrame(rows, columns=["customer_id", "order_date", "amount"]).to_csv(index=False)
    roles = {"customer_id": "customer_id", "order_date": "order_date", "amount": "amount"}
    first = from_csv(text, kind="purchases", mapping=roles)
    assert first.purchases is not None
    rows_of = with_ids(TABLE).order_by(["customer_id", "day", "amount"])
    out = first.purchases.run(rows_of)
    again = from_csv(out[["customer_id", "day", "amount"]].to_csv(index=False), kind="purchases",
                     mapping={"customer_id": "customer_id", "day": "order_date", "amount": "amount"})  # fmt: skip
    assert again.purchases is not None
    close(again.purchases.run(rows_of), out)
    assert [p.effect for p in again.report.problems if p.effect in ("dropped", "changed")] == []


def test_what_a_customer_says_does_not_hang_on_the_order_of_rows() -> None:
    rows = ["a,2024-01-01,5,FR", "a,2024-01-01,6,DE", "b,2024-01-02,5,US", "b,2024-01-03,5,US"]
    found = [
        from_csv("\n".join(["customer,date,total,country", *order]), kind="purchases").customers["country"].tolist()
        for order in (rows, rows[::-1])
    ]
    assert found[0] == found[1]


class Counting:
    """A memo that remembers, and counts what it had to compute."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, Hashable], Any] = {}
        self.computed: Counter[str] = Counter()

    def __call__(self, stage: str, key: Hashable, compute: Callable[[], Any]) -> Any:
        if (stage, key) not in self.kept:
            self.computed[stage] += 1
            self.kept[stage, key] = compute()
        return self.kept[stage, key]

    def since(self, act: Callable[[], Any]) -> dict[str, int]:
        before = self.computed.copy()
        act()
        return dict(self.computed - before)


def test_each_stage_is_computed_only_when_what_it_rests_on_changes() -> None:
    memo, data = Counting(), core.generate(n_customers=150, seed=5)

    def run(**changed: Any) -> core.Analysis:
        analysis = core.analyze(data, core.Settings(**changed), memo=memo)
        assert analysis.clusters is not None
        return analysis

    assert memo.since(run) == {"customers": 1, "segments": 1, "basis": 1, "clusters": 1}
    assert memo.since(run) == {}
    for name in ("high_value_percentile", "high_frequency_percentile", "high_loyalty_percentile"):
        assert memo.since(lambda name=name: run(**{name: 90})) == {"segments": 1}
    assert memo.since(lambda: run(moderate_value_percentile=40, new_customer_days=30, churn_threshold=0.8)) == {
        "segments": 1
    }
    assert memo.since(lambda: run(clusters=4)) == {"clusters": 1}
    assert memo.since(lambda: run(seed=8)) == {"clusters": 1}
    assert memo.since(lambda: run(cluster_metrics=("clv", "age"))) == {"clusters": 1}
    assert memo.since(lambda: run(at_risk_value_percentile=20, potential_percentile=80)) == {}
    day = dt.date(2026, 1, 1)
    assert memo.since(lambda: run(as_of=day)) == {"customers": 1, "segments": 1, "basis": 1, "clusters": 1}
    assert memo.since(lambda: run(as_of=day, clusters=4)) == {"clusters": 1}


def test_views_of_purchases_are_remembered_by_day(sample_data: Dataset) -> None:
    memo = Counting()
    analysis = core.analyze(sample_data, memo=memo)
    everything = lambda: (views.revenue_by_month(analysis), views.gaps(analysis), views.cohorts(analysis))  # noqa: E731
    assert memo.since(everything) == {"months": 1, "gaps": 1, "cohorts": 1}
    assert memo.since(everything) == {}


def test_a_memo_gives_the_same_as_none(sample_data: Dataset, sample: core.Analysis) -> None:
    remembered = core.analyze(sample_data, memo=Counting())
    pd.testing.assert_frame_equal(remembered.customers, sample.customers)
    assert remembered.basis == sample.basis
    assert remembered.notes == sample.notes


def test_the_analysis_date_may_not_lie_before_all_purchases() -> None:
    data = purchases([("a", "2024-01-05", 5), ("b", "2024-02-05", 5)])
    with pytest.raises(core.DataError, match=r"2024-01-04 is before the first purchase on 2024-01-05"):
        core.analyze(data, core.Settings(as_of=dt.date(2024, 1, 4)))
    assert core.analyze(data, core.Settings(as_of=dt.date(2024, 1, 5))).customers["customer_id"].tolist() == ["a"]
    assert core.analyze(data).as_of == dt.date(2024, 2, 5)
    later = core.analyze(data, core.Settings(as_of=dt.date(2030, 1, 1)))
    assert later.customers["days_since_purchase"].min() == (dt.date(2030, 1, 1) - dt.date(2024, 2, 5)).days


def test_the_past_is_seen_as_it_was() -> None:
    rows = [(f"c{i % 6}", f"2024-{1 + i % 9:02d}-1{i % 7}", 5.0 + i) for i in range(60)]
    day = dt.date(2024, 5, 31)
    known = [row for row in rows if dt.date.fromisoformat(row[1]) <= day]
    settings = core.Settings(as_of=day)
    close(scored(rows, settings), scored(known, settings))


def test_nothing_that_goes_in_is_changed(sample_data: Dataset) -> None:
    table = core.read_table(b"customer,date,total\na,2024-01-01,5\na,2024-01-02,6\nb,2024-01-02,7", "x.csv")
    cells = table.frame.copy()
    data = core.clean(table, core.propose_mapping(table))
    pd.testing.assert_frame_equal(table.frame, cells)
    before = {id(d): d.customers.copy() for d in (data, sample_data)}
    for dataset in (data, sample_data):
        analysis = core.analyze(dataset)
        people = analysis.customers.copy()
        core.at_risk(analysis), core.high_potential(analysis), core.recommend(analysis)
        views.segment_profile(analysis), views.cluster_profile(analysis), views.cohorts(analysis)
        pd.testing.assert_frame_equal(analysis.customers, people)
        pd.testing.assert_frame_equal(dataset.customers, before[id(dataset)])


def test_the_same_input_gives_the_same_output(sample_data: Dataset, sample: core.Analysis) -> None:
    again = core.analyze(sample_data)
    pd.testing.assert_frame_equal(again.customers, sample.customers)
    assert again.clusters is not None
    assert sample.clusters is not None
    assert again.clusters.labels.equals(sample.clusters.labels)


def test_what_could_not_be_computed_is_noted_with_what_it_needs() -> None:
    analysis = analyzed(lines("ID,age", lambda i: f"c{i},{20 + i}", 12), kind="customers")
    topics = {note.topic for note in analysis.notes}
    assert topics == {"segments", "value", "risk", "rfm", "behavior", "engagement"}
    assert all(note.text.endswith(".") and "need" in note.text for note in analysis.notes)
    assert analysis.basis == {}


@pytest.mark.parametrize("name", DEGENERATE)
def test_a_column_is_either_known_or_noted(name: str) -> None:
    analysis = core.analyze(DEGENERATE[name]())
    noted = {note.topic for note in analysis.notes}
    for column, topic in (("segment", "segments"), ("clv", "value"), ("churn_probability", "risk"), ("r_score", "rfm")):
        assert analysis.has(column) != (topic in noted)
    assert set(analysis.basis) <= set(analysis.customers.columns)


def test_the_basis_says_where_a_figure_comes_from(sample: core.Analysis) -> None:
    given_ = analyzed("ID,clv,churn_probability,loyalty_score\na,5,0.5,7\nb,6,0.6,8", kind="customers")
    assert {given_.basis[n] for n in ("clv", "churn_probability", "loyalty_score")} == {"given in the file"}
    computed = core.analyze(purchases([("a", "2024-01-01", 5), ("a", "2024-01-11", 5), ("b", "2024-01-20", 5)]))
    assert computed.basis["clv"].startswith("net revenue so far")
    assert computed.basis["churn_probability"].startswith("an estimate by rule")
    assert computed.basis["revenue"] == "purchases minus refunds"
    assert sample.basis["churn_probability"] == "given in the file"


def test_metrics_are_numbers_that_differ(sample: core.Analysis) -> None:
    for name in sample.metrics:
        assert pd.api.types.is_numeric_dtype(sample.customers[name])
        assert sample.customers[name].nunique() > 1
    assert len(set(sample.metrics)) == len(sample.metrics)


def test_clusters_take_the_metrics_that_were_chosen_and_exist(sample_data: Dataset) -> None:
    chosen = core.analyze(sample_data, core.Settings(cluster_metrics=("age", "no such thing"), clusters=3)).clusters
    assert chosen is not None
    assert (chosen.metrics, chosen.k) == (("age",), 3)
    fallen_back = core.analyze(sample_data, core.Settings(cluster_metrics=("no such thing",), clusters=3)).clusters
    assert fallen_back is not None
    assert fallen_back.metrics[0] == "clv"


def test_a_lifetime_value_in_the_file_wins_over_revenue() -> None:
    customers = analyzed("ID,clv,revenue\na,5,100\nb,6,1", kind="customers").customers
    assert customers["clv"].tolist() == [5, 6]
    assert customers["clv_percentile"].tolist() == [0, 50]
    assert np.isnan(customers["yearly_revenue"]).all()


def test_the_past_is_rolled_up_anew_only_when_customers_are_named_anew() -> None:
    memo, data = Counting(), core.generate(n_customers=150, seed=5)

    def look_back(**changed: Any) -> None:
        views.moves(core.analyze(data, core.Settings(**changed), memo=memo), "segment", dt.date(2025, 6, 1))

    assert memo.since(look_back)["named on"] == 2
    for changed in ({"clusters": 4}, {"forecast_months": 3}, {"potential_percentile": 80}, {"margin": 0.5}):
        assert "named on" not in memo.since(lambda changed=changed: look_back(**changed))
    assert memo.since(lambda: look_back(high_value_percentile=90))["named on"] == 2
