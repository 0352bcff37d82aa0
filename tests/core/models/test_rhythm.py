"""Usual gaps, lateness and the churn estimate, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.models.rhythm import add_rhythm, churn_estimate, usual_gap
from tests.core.made import customers


def people(**more: list[float | None]) -> pd.DataFrame:
    return customers(**{
        "orders": [1, 2, 5, 3],
        "repeat_orders": [0, 1, 4, 2],
        "active_span_days": [0, 40, 40, 20],
        "days_between_orders": [None, 40, 10, 10],
        "days_since_purchase": [20, 16, 0, 90],
    } | more)  # fmt: skip


def test_own_gaps_are_drawn_to_everybodys_where_they_are_few() -> None:
    # The median gap is 10; four of them are mixed in: (0+40)/4, (40+40)/5, (40+40)/8, (20+40)/6.
    assert usual_gap(people()).tolist() == pytest.approx([10, 16, 10, 10])


def test_lateness_and_churn_by_hand() -> None:
    found = add_rhythm(people())
    assert found["lateness"].tolist() == pytest.approx([2, 1, 0, 9])
    assert found["churn_probability"].tolist() == pytest.approx([0.5, 1 / 3, 0, 9 / 11])


def test_churn_rises_with_silence_and_stays_a_share() -> None:
    found = churn_estimate(pd.Series(np.linspace(0, 1e6, 1_000)))
    assert (found.diff().dropna() > 0).all()
    assert found.between(0, 1).all()


def test_loyalty_is_the_rank_of_the_length_of_the_relationship() -> None:
    assert add_rhythm(people())["loyalty_score"].tolist() == [0, 50, 50, 25]


def test_what_the_file_gives_is_never_mixed_with_an_estimate() -> None:
    found = add_rhythm(people(churn_probability=[0.9, None, None, None], loyalty_score=[None, 7, None, None]))
    assert found["churn_probability"].fillna(-1).tolist() == [0.9, -1, -1, -1]
    assert found["loyalty_score"].fillna(-1).tolist() == [-1, 7, -1, -1]


@pytest.mark.parametrize("gaps", [[None] * 4, [0] * 4])
def test_where_nobody_came_back_there_is_no_usual_gap(gaps: list[float | None]) -> None:
    found = add_rhythm(people(days_between_orders=gaps))
    assert found[["usual_gap_days", "lateness", "churn_probability"]].isna().all().all()


def test_nothing_is_infinite() -> None:
    found = add_rhythm(people(active_span_days=[0, 0, 0, 0]))
    assert np.isfinite(found["churn_probability"].dropna()).all()


def test_the_table_that_came_in_is_left_alone() -> None:
    before = people()
    add_rhythm(before)
    assert before.equals(people())
