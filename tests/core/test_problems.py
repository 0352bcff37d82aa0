"""Faults as a table: the counts go through, and only dropped rows are gone."""

from __future__ import annotations

import pytest

from core.problems import CleaningReport, DataError, Problem

DROPPED = Problem("no-date", "No date", "Fix it.", 3, "dropped", "Day", "soon")
CHANGED = Problem("percent", "Percent", rows=50, effect="changed")
NOTED = Problem("no-header", "No header")


def test_only_dropped_takes_rows_away_and_steps_chain() -> None:
    report = CleaningReport(10, (DROPPED, CHANGED, NOTED, Problem("no-amount", "No amount", rows=2, effect="dropped")))
    assert [(step.rows_in, step.rows_out) for step in report.steps] == [(10, 7), (7, 7), (7, 7), (7, 5)]
    assert report.rows_out == 5


def test_a_clean_file_has_no_steps() -> None:
    report = CleaningReport(10)
    assert report.steps == ()
    assert report.rows_out == 10
    assert report.to_frame().empty
    assert list(report.to_frame().columns) == list(CleaningReport(1, (NOTED,)).to_frame().columns)


def test_rows_of_one_code_are_added_up() -> None:
    report = CleaningReport(10, (DROPPED, DROPPED, CHANGED))
    assert report.dropped("no-date") == 6
    assert report.dropped("never-heard-of") == 0


def test_the_report_as_a_table() -> None:
    assert CleaningReport(10, (DROPPED,)).to_frame().to_dict("records") == [
        {
            "step": "No date", "column": "Day", "rows_in": 10, "rows_affected": 3, "effect": "dropped", "rows_out": 7,
            "example": "soon", "what_to_do": "Fix it.", "code": "no-date",
        }
    ]  # fmt: skip


def test_a_data_error_carries_its_problems_as_a_table() -> None:
    with pytest.raises(DataError, match="Nothing is left") as caught:
        raise DataError("Nothing is left.", [DROPPED, NOTED])
    assert caught.value.problems["code"].tolist() == ["no-date", "no-header"]
    assert caught.value.problems["rows"].tolist() == [3, 0]


def test_a_data_error_without_problems_is_its_own_problem() -> None:
    assert DataError("Broken.").problems.to_dict("records")[0]["what"] == "Broken."
