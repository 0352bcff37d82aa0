"""The tab in which a person describes a group: conditions on columns, its size and money, and its list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

import core
from core.insight.conditions import (
    ANY_TESTS,
    FIRST_DAY,
    LAST_DAY,
    MOST_CONDITIONS,
    MOST_VALUES,
    Condition,
    Value,
    examples,
    fits,
    from_text,
    tests_of,
    texts_of,
    to_text,
)
from core.present import views
from core.schema import label_of
from core.words import count, money, share
from pages.shared import ahead, show

_LINK = "rule"
_MOST_CHOICES = 1_000
# For the visit: the conditions by number, the last number given away, and the links that the browser may still report.
_KEPT, _LAST, _REPORTED = "described", "described_last", "described_reported"


def build(analysis: core.Analysis) -> None:
    """Rows of conditions, the live count and money of who satisfies them, and the list to download."""
    st.markdown(
        "Describe a group by what you know of your customers: how many they are and what they are worth is shown at "
        "once, and the group is a list to download. It stands in the link, which shows the same group again. “And” "
        "binds closer than “or”."
    )
    rows = _fitting(analysis.customers, _asked())
    edited = {
        number: _row(analysis.customers, number, condition, is_first=not place)
        for place, (number, condition) in enumerate(rows.items())
    }
    if len(edited) < MOST_CONDITIONS:
        st.button("Add a condition", icon=":material/add:", on_click=_add, args=(analysis,))
    st.session_state[_KEPT] = edited
    _write_link()
    if not edited:
        st.caption("Or begin with one of these:")
        with st.container(horizontal=True):
            for name, conditions in examples(analysis.customers).items():
                st.button(name, on_click=_begin, args=(conditions,))
        return
    try:
        listed = views.described(analysis, list(edited.values()))
    except core.DataError as error:
        st.warning(show.escape(str(error)))
        return
    _result(analysis, listed)


def _result(analysis: core.Analysis, listed: pd.DataFrame) -> None:
    everybody = len(analysis.customers)
    told = f"{count(len(listed), 'customer')}, {share(len(listed) / max(1, everybody))} of all"
    st.subheader(show.escape(told + _money(analysis, listed)))
    ahead.worth(analysis, listed)
    show.table(listed.head(show.SHOWN_ROWS), analysis.dataset.currency, height=360, of=len(listed))
    show.download(listed, "described_group", "Download this group")


def _money(analysis: core.Analysis, listed: pd.DataFrame) -> str:
    """The money of the group and its share of all: net revenue, else lifetime value, else nothing."""
    for column, words in (("revenue", "net revenue"), ("clv", "a lifetime value")):
        if analysis.has(column):
            amount, total = listed[column].sum(), analysis.customers[column].sum()
            of_all = f" ({share(amount / total)} of all)" if total > 0 else ""
            return f", with {words} of {money(amount, analysis.dataset.currency)}{of_all}"
    return ""


def _asked() -> dict[int, Condition]:
    """The conditions of the link, each with a number; those of this visit where the link says nothing new.

    Until the browser has taken over a link that was written, it reports an earlier one: that one is not new.
    """
    kept, reported = st.session_state.get(_KEPT, {}), st.session_state.get(_REPORTED, [])
    text = st.query_params.get(_LINK, "")
    is_new = text not in ("", to_text(list(kept.values())), *reported)
    if is_new:
        kept = _read(text)
    if is_new or text == to_text(list(kept.values())):
        reported = [text]
    # Both at once and now: a run that another one stops before its end must not lose what it has read.
    st.session_state.update({_KEPT: kept, _REPORTED: reported})
    return dict(kept)


def _read(text: str) -> dict[int, Condition]:
    try:
        return _numbered(from_text(text))
    except core.DataError as error:
        st.warning(show.escape(str(error)))
        return {}


def _numbered(conditions: Sequence[Condition]) -> dict[int, Condition]:
    """Each condition by a number that no other has had in this visit.

    Its widgets are keyed by it: the browser goes on showing what a widget had when another one comes under its key.
    """
    first = st.session_state.get(_LAST, 0) + 1
    st.session_state[_LAST] = first + len(conditions) - 1
    return dict(enumerate(conditions, start=first))


def _fitting(customers: pd.DataFrame, rows: dict[int, Condition]) -> dict[int, Condition]:
    """The conditions that the data can answer; how many can't is said."""
    fitting = {number: condition for number, condition in rows.items() if fits(customers, condition)}
    left_out = len(rows) - len(fitting)
    if left_out:
        ends = "does not fit the data and was" if left_out == 1 else "do not fit the data and were"
        st.warning(f"{count(left_out, 'condition')} of this link {ends} left out.")
    return fitting


def _write_link() -> None:
    text = to_text(list(st.session_state[_KEPT].values()))
    if st.query_params.get(_LINK, "") == text:
        return
    st.session_state[_REPORTED] = [*st.session_state[_REPORTED], text]
    if text:
        st.query_params[_LINK] = text
    else:
        del st.query_params[_LINK]


def _begin(conditions: Sequence[Condition]) -> None:
    st.session_state[_KEPT] = _numbered(conditions)


def _add(analysis: core.Analysis) -> None:
    column = next(name for name in ("revenue", "orders", "clv", *analysis.customers) if analysis.has(name))
    test = next(iter(tests_of(analysis.customers[column])))
    added = _numbered([Condition(column, test, _first_value(analysis.customers[column]))])
    st.session_state[_KEPT] = st.session_state[_KEPT] | added


def _drop(number: int) -> None:
    kept = st.session_state[_KEPT]
    st.session_state[_KEPT] = {other: condition for other, condition in kept.items() if other != number}


def _row(customers: pd.DataFrame, number: int, condition: Condition, is_first: bool) -> Condition:
    """One condition as widgets; what they say now."""
    key = f"rule_{number}"
    columns = [name for name in customers if bool(customers[name].notna().any())]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        joined = "and"
        if not is_first:
            place = int(condition.joined_by == "or")
            joined = st.selectbox("Joined by", ("and", "or"), place, key=f"{key}_joined", width=90)
        place = columns.index(condition.column)
        column = st.selectbox("Column", columns, place, key=f"{key}_column", format_func=label_of, width=260)
        tests = tests_of(customers[column])
        place = list(tests).index(condition.test) if condition.test in tests else 0
        test = st.selectbox(
            "Test", list(tests), place, key=f"{key}_{column}_test", format_func=tests.__getitem__, width=170
        )
        value = condition.value if column == condition.column else None
        value = _value(customers[column], test, value, f"{key}_{column}_value")
        st.button("Remove", icon=":material/close:", key=f"{key}_remove", on_click=_drop, args=(number,))
    return Condition(str(column), str(test), value, joined)


def _value(cells: pd.Series, test: str, value: Value, key: str) -> Value:
    """The widget for what to compare with, by the kind of column."""
    if test in ANY_TESTS:
        return None
    if pd.api.types.is_datetime64_any_dtype(cells):
        day = dt.date.fromisoformat(value if isinstance(value, str) else str(_first_value(cells)))
        chosen = st.date_input("Day", day, FIRST_DAY, LAST_DAY, key=key, width=160)
        return chosen.isoformat() if isinstance(chosen, dt.date) else None
    if pd.api.types.is_numeric_dtype(cells):
        start = float(value if isinstance(value, int | float) else _first_value(cells))
        return float(st.number_input("Value", value=start, format="%g", key=key, width=160))
    known = texts_of(cells)
    given = [text for text in value if text in known] if isinstance(value, tuple) else []
    # What the link asks for can be rarer than what is offered.
    offered = list(dict.fromkeys([*known[:_MOST_CHOICES], *given]))
    few = (
        f"The {_MOST_CHOICES:,} commonest of {len(known):,} values are offered." if len(known) > len(offered) else None
    )
    return tuple(st.multiselect("Values", offered, given, key=key, max_selections=MOST_VALUES, help=few, width=300))


def _first_value(cells: pd.Series) -> Value:
    """What a new condition begins with: the middle of numbers and dates, no text yet."""
    if pd.api.types.is_datetime64_any_dtype(cells):
        return str(cells.median().date())
    return round(float(cells.median()), 2) if pd.api.types.is_numeric_dtype(cells) else ()
