"""The RFM map: all cells named once, never a worse name for a better customer, and the figures on CDNOW."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import product

import numpy as np
import pandas as pd
import pytest

import core
from core.models.rfm import RFM_MAP, add_rfm, score
from core.rules import first_match, matches
from tests.shared_files import shared_file

CELLS = pd.DataFrame(list(product(range(1, 6), repeat=3)), columns=["r_score", "f_score", "m_score"], dtype="float64")
# From worst to best for somebody who came back.
RANK = ["Inactive", "Need Attention", "At Risk", "Potential Loyalists", "Loyal Customers", "Champions"]


def named(orders: int) -> pd.Series:
    cells = CELLS.assign(fm_score=(CELLS["f_score"] + CELLS["m_score"]) / 2, orders=orders)
    return first_match(cells, RFM_MAP).astype("str")


def test_every_cell_has_a_name_for_everybody() -> None:
    for orders in (1, 2, 40):
        assert named(orders).notna().all()


def test_cells_of_repeat_buyers() -> None:
    assert Counter(named(2)) == {
        "Champions": 12, "Loyal Customers": 33, "Potential Loyalists": 20, "At Risk": 30, "Need Attention": 10,
        "Inactive": 20,
    }  # fmt: skip
    assert (named(2) == named(40)).all()


def test_a_recent_one_time_buyer_is_new_whatever_they_spent() -> None:
    recent = CELLS["r_score"] >= 4
    assert set(named(1)[recent]) == {"New Customers"}
    assert "New Customers" not in set(named(1)[~recent])
    assert not {"Loyal Customers", "Potential Loyalists"} & set(named(1))


def test_the_last_rule_takes_everybody_and_every_rule_names_somebody() -> None:
    assert RFM_MAP[-1][1] == {}
    assert set(named(1)) | set(named(2)) == {name for name, _ in RFM_MAP}
    assert matches(CELLS, RFM_MAP[-1][1]).all()


@pytest.mark.parametrize("raised", ["r_score", "f_score", "m_score"])
def test_raising_a_score_never_gives_a_worse_name(raised: str) -> None:
    names = CELLS.assign(rank=named(2).map(RANK.index))
    better = CELLS.assign(**{raised: CELLS[raised] + 1})
    pairs = names.merge(better.assign(before=names["rank"]), on=["r_score", "f_score", "m_score"])
    assert len(pairs) == 100
    assert (pairs["rank"] >= pairs["before"]).all()


def test_scores_by_hand() -> None:
    assert score(pd.Series([1.0, 2.0, 3.0, 4.0, 5.0])).tolist() == [1, 2, 3, 4, 5]
    assert score(pd.Series(range(10))).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert score(pd.Series([7.0] * 6)).tolist() == [1] * 6
    assert score(pd.Series([1.0, None, 2.0])).fillna(-1).tolist() == [1, -1, 3]


@pytest.mark.parametrize("size", [5, 15, 35, 55, 1_000])
def test_different_values_fill_five_equal_scores(size: int) -> None:
    assert Counter(score(pd.Series(range(size)))) == dict.fromkeys([1.0, 2.0, 3.0, 4.0, 5.0], size // 5)


def test_equal_values_score_equal_in_any_order() -> None:
    values = pd.Series(np.random.default_rng(3).integers(0, 9, 500))
    found = score(values)
    assert (found.groupby(values).nunique() == 1).all()
    shuffled = values.sample(frac=1, random_state=1)
    assert score(shuffled).sort_index().equals(found)


def test_who_lacks_a_score_has_no_name() -> None:
    frame = pd.DataFrame({
        "days_since_purchase": [1.0, 5.0, None, 9.0], "orders": [3.0, 2.0, 0.0, None], "revenue": [9.0, None, 0.0, 4.0],
    })  # fmt: skip
    found = add_rfm(frame)
    assert found["rfm_segment"].isna().tolist() == [False, True, True, True]
    assert found["r_score"].fillna(-1).tolist() == [4, 2, -1, 1]


def test_recent_is_better() -> None:
    found = add_rfm(pd.DataFrame({"days_since_purchase": [1.0, 400.0], "orders": [1.0, 1.0], "revenue": [5.0, 5.0]}))
    assert found["r_score"].tolist() == [3, 1]


def _reference() -> pd.DataFrame:
    """The 2,357 customers as of 1997-09-30 by pandas alone; a day with rows is an occasion, even of zero dollars."""
    names = ["old", "id", "day", "cds", "dollars"]
    rows = pd.read_csv(shared_file("cdnow/CDNOW_sample.txt"), sep=r"\s+", header=None, names=names, dtype={"id": "str"})
    rows["day"] = pd.to_datetime(rows["day"].astype("str"))
    days = rows[rows["day"] <= "1997-09-30"].groupby(["id", "day"])["dollars"].sum().reset_index()
    grouped = days.groupby("id").agg(
        orders=("day", "size"), first=("day", "min"), last=("day", "max"), revenue=("dollars", "sum")
    )
    end = pd.Timestamp("1997-09-30")
    return grouped.assign(days_since_purchase=(end - grouped["last"]).dt.days, tenure=(end - grouped["first"]).dt.days)


PUBLISHED = {"Champions": 508, "Loyal Customers": 305, "At Risk": 110, "Potential Loyalists": 43, "New Customers": 147,
             "Need Attention": 397, "Inactive": 847}  # fmt: skip


def test_the_figures_of_the_methods_on_cdnow() -> None:
    reference = _reference()
    # methods.md 5.3 took recency as T - t_x in weeks, where rounding sets apart two customers silent equally long.
    span = (reference["last"] - reference["first"]).dt.days
    in_weeks = reference.assign(days_since_purchase=reference["tenure"] / 7 - span / 7)
    assert Counter(add_rfm(in_weeks)["rfm_segment"]) == PUBLISHED
    # In whole days they are tied, and one customer moves from Loyal to At Risk.
    assert Counter(add_rfm(reference)["rfm_segment"]) == PUBLISHED | {"Loyal Customers": 304, "At Risk": 111}


def test_the_map_on_cdnow_as_the_app_loads_it() -> None:
    analysis = core.analyze(core.load(shared_file("cdnow/CDNOW_sample.txt")), core.Settings(as_of=dt.date(1997, 9, 30)))
    customers = analysis.customers
    assert len(customers) == 2_357
    # Eight customers have rows of zero dollars alone: no order, so no name.
    assert (customers["orders"] == 0).sum() == customers["rfm_segment"].isna().sum() == 8
    found = customers.dropna(subset="rfm_segment").set_index("customer_id")
    assert Counter(found["rfm_segment"]) == {
        "Champions": 505, "Loyal Customers": 305, "At Risk": 111, "Potential Loyalists": 42, "New Customers": 130,
        "Need Attention": 416, "Inactive": 840,
    }  # fmt: skip
