"""What customers will bring: the sentence for any list, and the two tabs of the value page that look ahead."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

import core
from core.insight.forecast import Forecast
from core.present import draw, tells_ahead, views
from core.words import count
from pages.shared import show


def worth(analysis: core.Analysis, listed: pd.DataFrame) -> None:
    """What the customers of a list will bring together, where a forecast can be made."""
    if listed.empty:
        return
    customers = analysis.customers
    found = views.expected_total(analysis, customers.index[customers["customer_id"].isin(listed["customer_id"])])
    if found is not None and found.customers:
        left_out = len(listed) - found.customers
        told = tells_ahead.worth(found, views.terms(analysis), analysis.dataset.currency, left_out)
        st.markdown(show.escape(told))


def one(analysis: core.Analysis, customer_id: str) -> None:
    """What to expect of one customer, where a forecast can be made."""
    found = analysis.forecast
    if isinstance(found, str):
        return
    customers = analysis.customers
    # Of one customer alone, as a list of all would be put in order at each visit.
    row = views.forecast(replace(analysis, customers=customers[customers["customer_id"] == customer_id]))
    if words := tells_ahead.one(row.iloc[0], found.risk_days):
        worth(analysis, row)
        st.markdown(show.escape(words))


def months(analysis: core.Analysis) -> None:
    """Expected money of all, of each segment and of each customer, and who may order a second time."""
    found = _model(analysis)
    if found is None:
        return
    worth(analysis, analysis.customers)
    st.caption(show.escape(tells_ahead.choice(found)))
    st.caption("The months ahead, the discount and the margin are in the sidebar, under Forecast.")
    currency = analysis.dataset.currency
    if found.value is not None and analysis.has("segment"):
        _segments(analysis)
    frame = views.forecast(analysis)
    st.header("What to expect of each customer")
    days = found.risk_days
    if days < analysis.settings.churn_days:
        st.caption(f"The history is long enough to look {count(days, 'day')} ahead, a third of it, for silence.")
    st.markdown(
        "Orders and money with the range that holds in 9 of 10 cases, the probability of no order in the next "
        f"{count(days, 'day')}, and when the next order is likely if the customer is still one (8 of 10 cases). "
        "“So far and expected” is the customer's lifetime value at the margin set: past revenue and the money to come."
    )
    show.table(frame.head(show.SHOWN_ROWS), currency, height=420, of=len(frame))
    show.download(frame, "forecast", "Download the whole list as CSV")
    once = views.second_order(analysis)
    if len(once):
        st.header("Worth a second order")
        st.markdown(
            f"{count(len(once), 'customer')} ordered once. First are those most likely to order again in the next "
            f"{count(days, 'day')}."
        )
        worth(analysis, once)
        show.table(once.head(show.SHOWN_ROWS), currency, height=360, of=len(once))
        show.download(once, "second_order", "Download this list as CSV")


def _segments(analysis: core.Analysis) -> None:
    frame = views.expected_by_segment(analysis)
    frame.attrs["currency"] = analysis.dataset.currency
    with st.container(border=True):
        st.subheader("What each segment will bring")
        words = f"{frame['group'].iloc[0]} will bring the most. The lines are the range that holds in 9 of 10 cases."
        st.caption(show.escape(words))
        chart = draw.intervals(frame, "predicted_value", "predicted_low", "predicted_high", "Expected money", ",.0f")
        st.altair_chart(chart, alt=words)
        show.numbers(frame, "expected_by_segment", analysis.dataset.currency)


def check(analysis: core.Analysis) -> None:
    """The last part of the history told from what was known before, against what happened."""
    found = _model(analysis)
    if found is None:
        return
    name, checked = found.orders.name, found.check
    good = tells_ahead.is_good(checked, name)
    told = show.escape(tells_ahead.verdict(checked, name))
    (st.success if good else st.warning)(told, icon=":material/fact_check:")
    if words := tells_ahead.spend(checked, analysis.dataset.currency):
        st.markdown(show.escape(words))
    pictures = (
        ("Orders after the cut", draw.cumulative(checked.weeks), tells_ahead.weeks(checked.weeks)),
        ("By past orders", draw.by_past_orders(checked.by_orders), tells_ahead.by_orders(checked.by_orders)),
        ("Who falls silent", draw.reliability(checked.risk), tells_ahead.risk(checked)),
    )
    with st.grid(2, min_column_width=330, gap="small"):
        for title, chart, words in pictures:
            with st.container(border=True, height="stretch"):
                st.subheader(title)
                st.caption(show.escape(words))
                st.altair_chart(chart, alt=words)
    st.header("Beside simple rules")
    st.markdown(
        f"{count(checked.customers, 'customer')} had ordered by {checked.cut.day:%B %-d, %Y}. The error is that of the "
        "sum; the correlation, the mean error (orders per customer) and the deviance say how well single customers "
        "were told apart. Lower is better but for the correlation."
    )
    show.table(checked.scores, analysis.dataset.currency)
    show.download(checked.scores, "forecast_check")


def _model(analysis: core.Analysis) -> Forecast | None:
    with st.spinner("Learning from the history…"):
        found = analysis.forecast
    if isinstance(found, str):
        st.info(show.escape(f"{found} What customers have brought so far is under “So far”."), icon=":material/info:")
        return None
    return found
