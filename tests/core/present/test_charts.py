"""Charts: each one fits the sample, says something true and draws; each page's places fall back in order."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

import core
from core.present import draw, views
from core.present.charts import CHARTS, Chart, charts_of
from tests.core.made import DEGENERATE, analyzed, lines

PAGES = {
    "overview", "segments_rfm", "segments_clusters", "segments_tiers", "behavior", "behavior_cohorts", "value",
    "at_risk",
}  # fmt: skip
EACH = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)


def is_sentence(text: str) -> bool:
    return bool(re.fullmatch(r"\S.*\.", text, re.DOTALL)) and not re.search(r"\bnan\b|NaT|None|[{}]", text)


@pytest.fixture(scope="module")
def full(sample: core.Analysis) -> core.Analysis:
    """The sample, with a label of who has left."""
    return replace(
        sample, customers=sample.customers.assign(churned=(sample.customers["churn_probability"] > 0.9) * 1.0)
    )


@EACH
def test_every_chart_draws_the_sample(chart: Chart, full: core.Analysis) -> None:
    sample = full
    assert chart.fits(sample)
    frame = chart.frame(sample)
    assert 0 < len(frame) <= 5_000
    assert frame.attrs["currency"] == "USD"
    told = chart.tell(frame)
    assert is_sentence(told), told
    assert told != "There is nothing to show."
    before = frame.copy()
    drawn = chart.draw(frame).to_dict()
    assert drawn["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    pd.testing.assert_frame_equal(before, frame)


def test_the_currency_of_a_chart_does_not_leak_into_the_view(sample: core.Analysis) -> None:
    chart = next(chart for chart in CHARTS if chart.key == "months")
    chart.frame(sample)
    assert "currency" not in views.revenue_by_month(sample).attrs


def test_the_table_of_charts() -> None:
    assert len({chart.key for chart in CHARTS}) == len(CHARTS)
    assert {chart.page for chart in CHARTS} == PAGES
    for chart in CHARTS:
        assert chart.title[:1].isupper()
        assert not chart.title.endswith(".")
        assert chart.reads.endswith(".")


def test_the_first_candidate_of_a_place_says_what_it_wants() -> None:
    seen = set()
    for chart in CHARTS:
        if (chart.page, chart.slot) not in seen:
            assert chart.wants, chart.key
            seen.add((chart.page, chart.slot))


def test_a_page_has_one_chart_per_place_and_takes_the_first_that_fits(sample: core.Analysis) -> None:
    for page in PAGES:
        shown = charts_of(page, sample)
        slots = [chart.slot for chart in CHARTS if chart.page == page]
        assert len(shown) == len(set(slots))
        for chart in shown:
            assert isinstance(chart, Chart)
            assert next(other for other in CHARTS if (other.page, other.slot) == (page, chart.slot)) is chart


def test_an_unknown_page_has_no_charts(sample: core.Analysis) -> None:
    assert charts_of("no such page", sample) == []


def test_a_place_falls_back_to_what_the_data_allows() -> None:
    analysis = analyzed(
        lines("ID,shoes,hats,Plan", lambda i: f"c{i},{36 + i % 9},{i % 4},{'x' if i % 2 else 'y'}", 40),
        kind="customers",
    )
    shown = charts_of("overview", analysis)
    keys = [chart.key if isinstance(chart, Chart) else chart for chart in shown]
    assert keys == [
        "cluster_share", "metric_pair", "overview_lens",
        "Product preference by segment: needs category preferences, or purchases with a category.",
        "overview_cluster_map", "overview_differences",
    ]  # fmt: skip


def test_a_place_that_nothing_fits_says_what_it_needs() -> None:
    analysis = analyzed("ID,shoes\na,38\nb,39", kind="customers")
    for page in ("value", "at_risk", "behavior", "behavior_cohorts", "segments_rfm"):
        for line in charts_of(page, analysis):
            assert isinstance(line, str)
            assert re.fullmatch(r"[A-Z].+: needs .+\.", line)


@pytest.mark.parametrize("name", DEGENERATE)
def test_odd_data_draws_what_fits(name: str) -> None:
    analysis = core.analyze(DEGENERATE[name]())
    for chart in CHARTS:
        if chart.fits(analysis):
            frame = chart.frame(analysis)
            told = chart.tell(frame)
            assert is_sentence(told), (chart.key, told)
            if frame.empty:
                assert told.startswith(("There is nothing to show", "No cohort")), chart.key
            else:
                chart.draw(frame).to_dict()


def test_the_picture_in_space(sample: core.Analysis) -> None:
    frame = views.cluster_map(sample)
    figure = draw.cluster_space(frame)
    assert len(figure.data) == frame["group"].nunique()
    assert sum(len(trace.x) for trace in figure.data) == len(frame) <= 5_000


def test_the_correlation_map_and_the_crossed_table(sample: core.Analysis) -> None:
    assert draw.correlation_map(views.engagement_correlations(sample)).to_dict()
    assert draw.crossed(views.lens_by_rules(sample, "country")).to_dict()
    assert draw.means(views.metric_by_segment(sample, "clv")).to_dict()


def test_a_segment_has_the_same_color_everywhere(sample: core.Analysis) -> None:
    donut = next(chart for chart in CHARTS if chart.key == "segment_share")
    scatter = next(chart for chart in CHARTS if chart.key == "clv_frequency_segment")
    for chart in (donut, scatter):
        text = str(chart.draw(chart.frame(sample)).to_dict())
        for color in draw.SEGMENT_COLORS.values():
            assert color in text


def test_a_name_from_the_file_is_data_and_no_code() -> None:
    nasty = "<img src=x>|datum['a']"
    analysis = analyzed(
        lines(f'ID,"{nasty}",Plan', lambda i: f"c{i},{i % 9},{'=1+1' if i % 2 else '<b>y</b>'}", 40), kind="customers"
    )
    for chart in CHARTS:
        if chart.fits(analysis):
            frame = chart.frame(analysis)
            chart.tell(frame)
            chart.draw(frame).to_dict()
