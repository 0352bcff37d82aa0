"""What one visitor looks at: which dataset, which settings, and the analysis of the two."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import core
from core.analysis import metric_columns
from core.insight.segments import SEGMENTS
from core.present import tells, views
from core.schema import label_of
from core.settings import GROUPS, limits
from core.words import count
from pages.shared import visit
from pages.shared.show import escape
from pages.shared.store import Entry, Store

SAMPLE, UPLOAD = "sample", "file"
_GENERATED = re.compile(r"generated-(\d{1,7})-(\d{1,9})-(\d{1,2})")
CURRENCIES = (
    "USD",
    "EUR",
    "GBP",
    "CHF",
    "CAD",
    "AUD",
    "JPY",
    "INR",
    "BRL",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "MXN",
    "ZAR",
)
FROM_FILE = "As in the file"


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store that all visitors share; it is keyed by content, so nobody finds data they do not have."""
    return Store()


def start() -> None:
    """Begin a visit from what the link says, and keep the link true on every page."""
    visit.begin(store().leave)
    if "source" not in st.session_state:
        asked = st.query_params.get("data", SAMPLE)
        known = asked in (SAMPLE, UPLOAD) or _GENERATED.fullmatch(asked)
        st.session_state["source"] = asked if known else SAMPLE
    source = st.session_state["source"]
    if source == SAMPLE:
        st.query_params.pop("data", None)
    elif st.query_params.get("data") != source:
        st.query_params["data"] = source


def use(dataset: core.Dataset, source: str) -> bool:
    """Look at this dataset from now on; False, and nothing changes, where it is too large to keep."""
    if source == SAMPLE:
        # Kept for the next visitor, whoever leaves.
        fits = store().put(dataset)
        store().leave(visit.visitor())
    else:
        fits = store().put(dataset, visit.visitor())
    if not fits:
        return False
    # The store is shared by content: what a visitor called the file stays with the visitor.
    st.session_state.update(source=source, fingerprint=dataset.fingerprint, data_name=dataset.name)
    return True


def use_generated(n_customers: int, seed: int, months: int) -> None:
    """Look at generated customers; the link alone makes them again."""
    dataset = core.generate(n_customers, seed, months)
    if not use(dataset, f"generated-{n_customers}-{seed}-{months}"):
        raise core.DataError("That many customers do not fit into this server's memory. Ask for fewer.")


def current() -> Entry | None:
    """The dataset in use with its stages; sample and generated data are made again when they were unloaded."""
    fingerprint = st.session_state.get("fingerprint")
    entry = store().get(fingerprint) if fingerprint else None
    if entry is not None:
        return entry
    source = st.session_state["source"]
    generated = _GENERATED.fullmatch(source)
    if source == UPLOAD:
        return None
    try:
        if generated:
            use_generated(*(int(number) for number in generated.groups()))
        else:
            use(_sample(), SAMPLE)
    except (ValueError, core.DataError):
        # The link asked for something that can't be generated.
        use(_sample(), SAMPLE)
    return store().get(st.session_state["fingerprint"])


def _sample() -> core.Dataset:
    with st.spinner("Loading the sample shop…"):
        return core.sample()


def analysis() -> core.Analysis:
    """The analysis of the data in use, or a kind word on what is missing and the end of the page."""
    entry = current()
    if entry is None:
        _explain_unloaded()
    dataset = replace(entry.dataset, name=st.session_state["data_name"], currency=_currency(entry.dataset))
    chosen_settings = settings()
    try:
        with st.spinner("Looking at the customers…"):
            return core.analyze(dataset, chosen_settings, memo=entry.memo)
    except core.DataError as error:
        # A date that was set for another file must not leave the page empty.
        st.warning(escape(f"{error} Until then, the last day in the data is taken."), icon=":material/event_busy:")
        return core.analyze(dataset, replace(chosen_settings, as_of=None), memo=entry.memo)


def _currency(dataset: core.Dataset) -> str:
    """The currency chosen, else that of the file."""
    chosen = str(st.session_state.get("currency", FROM_FILE))
    return {FROM_FILE: dataset.currency, "No symbol": ""}.get(chosen, chosen)


def _explain_unloaded() -> None:
    st.title("Your file is not loaded")
    st.text(
        "An uploaded file is kept only for the visitor who uploaded it and only for a while; it is never stored. "
        "Upload it again: the settings in this link will be applied to it."
    )
    with st.container(horizontal=True):
        st.page_link("pages/start/data.py", label="Upload the file again", icon=":material/upload:")
        if st.button("Look at the sample shop", icon=":material/storefront:", key="look_at_sample"):
            st.session_state.update(source=SAMPLE, fingerprint=None)
            st.rerun()
    st.stop()


def settings() -> core.Settings:
    """The settings as the widgets have them; a value that is not allowed counts as its default."""
    state = st.session_state
    chosen = core.Settings(
        cluster_metrics=tuple(state.get("cluster_metrics") or ()),
        as_of=state["as_of"] if isinstance(state.get("as_of"), dt.date) else None,
    )
    for name in limits():
        with suppress(ValueError):
            chosen = replace(chosen, **{name: state.get(name, getattr(chosen, name))})
    return chosen


def sidebar(opened: tuple[str, ...]) -> None:
    """All settings, on every page, so that none is lost and the link tells them all; `opened` are the page's groups."""
    slots: dict[str, DeltaGenerator] = {}
    with st.sidebar:
        st.caption("Settings")
        for group in GROUPS:
            with st.expander(group, expanded=group in opened):
                for name, limit in limits().items():
                    if limit["group"] == group:
                        _widget(name, limit)
                        slots[name] = st.empty()
                if group == "Clusters":
                    _metric_choice()
        with st.expander("Date and currency"):
            _date_and_currency()
        st.button("Back to defaults", icon=":material/restart_alt:", on_click=_reset, width="stretch")
    _answer(slots)


def _answer(slots: dict[str, DeltaGenerator]) -> None:
    """Say below each threshold that was moved what that did, in customers and money.

    Only now, as a value that comes with the link is known once its widget is there.
    """
    entry, chosen = current(), settings()
    deciding = [name for name in slots if limits()[name]["group"] not in ("Clusters", "Forecast")]
    moved = [name for name in deciding if getattr(chosen, name) != limits()[name]["default"]]
    if entry is None or not moved:
        return
    # A date that does not fit is the page's to tell.
    with suppress(core.DataError):
        seen = core.analyze(entry.dataset, chosen, memo=entry.memo)
        for name in moved:
            frame = views.threshold_effect(seen, name)
            told = tells.effect(frame, limits()[name]["default"], _currency(entry.dataset))
            slots[name].caption(escape(told))


def _widget(name: str, limit: dict[str, object]) -> None:
    if "choices" in limit:
        words = limit["words"]
        how = {"key": name, "help": limit["help"], "format_func": lambda value: words.get(value, str(value))}
        if isinstance(limit["default"], str):
            # Sources and kinds have no order to slide along.
            first = limit["choices"].index(limit["default"])
            st.selectbox(limit["label"], limit["choices"], first, bind="query-params", **how)
        else:
            st.select_slider(limit["label"], limit["choices"], limit["default"], bind="query-params", **how)
        return
    st.slider(
        limit["label"], limit["low"], limit["high"], limit["default"], limit["step"],
        key=name, help=limit["help"], bind="query-params",
    )  # fmt: skip


def _metric_choice() -> None:
    entry = current()
    if entry is None:
        return
    scored = core.analyze(entry.dataset, core.Settings(), memo=entry.memo)
    st.multiselect(
        "Metrics to cluster on", metric_columns(scored.customers, entry.dataset), key="cluster_metrics",
        format_func=label_of, placeholder="Chosen by the app", bind="query-params",
        help="Customers are alike when these figures are alike. Leave it empty to let the app choose.",
    )  # fmt: skip


def _date_and_currency() -> None:
    st.date_input(
        "Analysis date", None, dt.date(1900, 1, 1), dt.date(2200, 12, 31), key="as_of", bind="query-params",
        help="Everything is seen from this day; later purchases are left out. Empty: the last day in the data.",
    )  # fmt: skip
    st.selectbox(
        "Currency of amounts", (FROM_FILE, *CURRENCIES, "No symbol"), key="currency", bind="query-params",
        help="Only the symbol shown; amounts are not converted.",
    )  # fmt: skip


def _reset() -> None:
    for name, limit in limits().items():
        st.session_state[name] = limit["default"]
    st.session_state.update(cluster_metrics=[], as_of=None, currency=FROM_FILE)


def data_line() -> None:
    """The line that always says which data is shown."""
    entry = current()
    if entry is None:
        return
    dataset = entry.dataset
    parts = [st.session_state["data_name"], count(len(dataset.customers), "customer")]
    if dataset.purchases:
        first, last = dataset.purchases.first_day, dataset.purchases.last_day
        parts.append(f"{first:%b %-d, %Y} to {last:%b %-d, %Y}")
    day = _day_seen_from(dataset)
    if day:
        parts.append(f"seen from {day:%b %-d, %Y}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(escape(" · ".join(parts)), width="content")
        if st.session_state["source"] == SAMPLE:
            st.badge("Sample data", icon=":material/storefront:", color="orange")
            st.page_link("pages/start/data.py", label="Bring your own file", icon=":material/upload:", width="content")
        else:
            st.page_link("pages/start/data.py", label="Change data", icon=":material/database:", width="content")


def _day_seen_from(dataset: core.Dataset) -> dt.date | None:
    """The analysis date; one before all purchases does not count, as the pages say."""
    day: dt.date | None = st.session_state.get("as_of")
    before_all = bool(day and dataset.purchases and day < dataset.purchases.first_day)
    return dataset.last_day if before_all else day or dataset.last_day


def segment_choice(analysis: core.Analysis) -> core.Analysis:
    """A row of segments to choose from; choosing one narrows the page to its customers."""
    if not analysis.has("segment"):
        return analysis
    present = set(analysis.customers["segment"].dropna().unique())
    names = [segment.name for segment in SEGMENTS if segment.name in present]
    chosen = st.pills("Segment", names, key="segment", bind="query-params", help="Choose one to narrow the page to it.")
    return analysis.only(chosen) if chosen in present else analysis
