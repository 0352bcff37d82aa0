"""Two tabs of the segments page that look back: segments held against what happened next, and movement."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

import core
from core.insight.movement import DIRECTIONS, NOT_YET
from core.insight.outcome import verdict
from core.insight.past import RANKED, Cut, default_cut, grid
from core.present import draw, tells_past, views
from core.schema import label_of
from core.words import count, unit_suffix
from pages.shared import ahead, show

_NAMES = {"segment": "Six segments", "rfm_segment": "RFM map"}
_FIGURES = {"customers": "Customers", "yearly_revenue": "Revenue per 12 months"}


def check(analysis: core.Analysis) -> None:
    """Name customers as of an earlier day, and show what each group did afterwards."""
    asked = _ask(
        analysis, "check", "Name customers as of",
        "Customers are named by what was known on this day. What they did afterwards is then shown.",
    )  # fmt: skip
    if asked is None:
        return
    lens, chosen = asked
    frame = views.outcome(analysis, lens, chosen)
    frame.attrs["currency"] = analysis.dataset.currency
    found = verdict(frame, RANKED[lens])
    (st.success if found and found.predicts else st.warning)(
        show.escape(tells_past.verdict(found, chosen)), icon=":material/fact_check:"
    )
    _say_given(analysis)
    _outcome_charts(frame, chosen.days)
    show.table(frame, analysis.dataset.currency)
    show.download(frame, "segments_checked")


def _outcome_charts(frame: pd.DataFrame, days: int) -> None:
    if frame.empty or not frame["bought_share"].any():
        return
    bought = draw.intervals(frame, "bought_share", "bought_low", "bought_high", "Share who bought", ".0%")
    cards = [("Who bought again", bought, tells_past.bought_after(frame, days))]
    if frame["spend_low"].notna().any():
        spent = draw.intervals(frame, "spend_per_head", "spend_low", "spend_high", "Spend per customer", ",.0f")
        cards.append(("Spend per customer afterwards", spent, tells_past.spend_after(frame)))
    with st.grid(2, min_column_width=330, gap="small"):
        for title, chart, words in cards:
            with st.container(border=True, height="stretch"):
                st.subheader(title)
                st.caption(show.escape(f"{words} The lines are 90% intervals."))
                st.altair_chart(chart, alt=words)


def movement(analysis: core.Analysis) -> None:
    """How customers moved between groups from an earlier day to the analysis date."""
    asked = _ask(
        analysis, "movement", "Compare with", "Customers are named as of this day and as of the analysis date."
    )
    if asked is None:
        return
    lens, cut = asked
    moved = views.moves(analysis, lens, cut.day)
    if moved.empty:
        st.info("No customer can be named: nobody has an order that was not refunded.", icon=":material/info:")
        return
    summary, pairs = views.movement_summary(moved), views.movement_matrix(moved)
    st.markdown(show.escape(tells_past.movement(summary, analysis.dataset.currency)))
    _say_given(analysis)
    if len(moved) < len(analysis.customers):
        left_out = count(len(analysis.customers) - len(moved), "customer")
        st.caption(f"{left_out} without an order, or with refunds that ate every order, are not in here.")
    show.table(summary, analysis.dataset.currency)
    st.header("From where to where")
    order = list(RANKED[lens])
    st.plotly_chart(draw.flow(pairs, [*order, NOT_YET]), key="flow", alt=tells_past.flow(pairs))
    clicked = _matrix(analysis, pairs, order, lens, str(cut.day))
    st.header("The customers behind a move")
    _behind(analysis, moved, clicked)
    st.header("Share of each group over time")
    with st.spinner("Looking back…"):
        over_time = views.share_over_time(analysis, lens, grid(_first_day(analysis), cut.until))
    st.altair_chart(draw.shares(over_time), alt=tells_past.over_time(over_time))
    show.numbers(over_time, "share_over_time", analysis.dataset.currency)


def _matrix(
    analysis: core.Analysis, pairs: pd.DataFrame, order: list[str], lens: str, since: str
) -> tuple[str, str] | None:
    """The grid of moves in customers or money; the pair of groups that was clicked."""
    known = [name for name in _FIGURES if pairs[name].notna().any()]
    words = {**_FIGURES, "yearly_revenue": _FIGURES["yearly_revenue"] + unit_suffix("money", analysis.dataset.currency)}
    figure = st.segmented_control(
        "Figure in each cell", known, default="customers", format_func=words.__getitem__, key="move_figure"
    )
    value = figure or "customers"
    titles = ("Group now", f"Group on {since}", "")
    form = ",.0f" if value == "customers" else ".3~s"
    chart = draw.heatmap(
        pairs, "to_group", "from_group", value, form, order=[*order, NOT_YET], across=order, titles=titles, pick="move"
    )
    st.caption("Click a cell to see its customers below; click beside the cells to leave it.")
    # A cell of another grouping or day would name other customers.
    picked = st.altair_chart(chart, alt=tells_past.flow(pairs), key=f"move_cells_{lens}_{since}", on_select="rerun")
    show.numbers(pairs, "movement", analysis.dataset.currency)
    cells = [(str(one["from_group"]), str(one["to_group"])) for one in picked.selection["move"]]
    return cells[0] if cells else None


def _behind(analysis: core.Analysis, moved: pd.DataFrame, clicked: tuple[str, str] | None) -> None:
    """The customers of the cell that was clicked, else of the kind of move chosen."""
    if clicked:
        listed = moved[(moved["from_group"] == clicked[0]) & (moved["to_group"] == clicked[1])]
        st.markdown(show.escape(f"{count(len(listed), 'customer')}: {clicked[0]} → {clicked[1]}"))
        st.caption("Click beside the cells to choose by kind of move instead.")
    else:
        directions = [name for name in DIRECTIONS if name in set(moved["direction"])]
        chosen = st.pills("Kind of move", directions, key="direction", default=directions[0] if directions else None)
        listed = moved[moved["direction"] == chosen] if chosen else moved
    ahead.worth(analysis, listed)
    ranked = listed.sort_values(["yearly_revenue", "customer_id"], ascending=[False, True])
    show.table(ranked.head(show.SHOWN_ROWS), analysis.dataset.currency, height=320, of=len(ranked))
    show.download(ranked, "customers_who_moved", "Download these customers")


def _ask(analysis: core.Analysis, key: str, label: str, help: str) -> tuple[str, Cut] | None:
    """The grouping and the day to look back to; None, and a sentence, where there is no past to look at."""
    purchases, names = analysis.dataset.purchases, views.lenses_over_time(analysis)
    if purchases is None or not names or analysis.as_of is None:
        st.info(
            "This needs the dates of purchases: a file with one row per purchase. "
            "A table of customers shows them as they are today.",
            icon=":material/info:",
        )
        return None
    cut = default_cut(purchases.first_day, min(analysis.as_of, purchases.last_day))
    if cut is None:
        st.info("The history is too short to look back: it takes at least 60 days.", icon=":material/info:")
        return None
    lens = st.radio("Grouping", names, key=f"{key}_lens", format_func=_NAMES.__getitem__, horizontal=True)
    latest = cut.until - dt.timedelta(days=1)
    day = st.date_input(label, cut.day, purchases.first_day, latest, key=f"{key}_day", help=help)
    return str(lens), Cut(day, cut.until) if isinstance(day, dt.date) else cut


def _first_day(analysis: core.Analysis) -> dt.date:
    assert analysis.dataset.purchases is not None
    return analysis.dataset.purchases.first_day


def _say_given(analysis: core.Analysis) -> None:
    given = [label_of(name).lower() for name in views.given_of_today(analysis)]
    if given:
        words = (
            f"The file gives {', '.join(given)} as of today only: a look back names customers by purchases instead, so "
        )
        st.caption(show.escape(f"{words}groups may differ from those of the other tabs."))
