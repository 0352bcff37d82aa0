"""From an uploaded file to data in use: read, say what the columns mean, let the person confirm, clean."""

from __future__ import annotations

from contextlib import suppress

import pandas as pd
import streamlit as st

import core
from core.data.dataset import Kind
from core.data.mapping import KINDS, roles_for
from core.data.steps import currencies
from core.data.values import parse_dates
from core.words import count
from pages.shared import session
from pages.shared.show import escape

TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "gz"]
_KIND_WORDS = {"customers": "One row per customer", "purchases": "One row per purchase"}
_EXAMPLES = 3


def section() -> None:
    """Upload a file, confirm its columns, and look at it. A file that fails changes nothing."""
    uploaded = st.file_uploader(
        "CSV or Excel file, one row per customer or one row per purchase", type=TYPES, key="upload",
        help="The file is read in memory and never stored. Up to 200 MB.",
    )  # fmt: skip
    if uploaded is None:
        st.session_state.pop("draft", None)
        st.caption("An order export works best: customer, date, amount, and a category or product if there is one.")
        return
    table = _read(uploaded.file_id, uploaded.name, uploaded)
    if table is not None:
        _confirm(table)


def _read(file_id: str, name: str, uploaded) -> core.Table | None:  # type: ignore[no-untyped-def]
    """The file as text, read once per upload and sheet; None and a sentence where it can't be read."""
    sheet = st.session_state.get("sheet")
    draft = st.session_state.get("draft")
    if draft is None or draft[0] != (file_id, sheet):
        if draft is not None and draft[0][0] != file_id:
            sheet = None
        with st.spinner("Reading the file…", show_time=True):
            try:
                read: core.Table | core.DataError = core.read_table(uploaded.getvalue(), name, sheet=sheet)
            except core.DataError as error:
                read = error
        st.session_state["draft"] = draft = ((file_id, sheet), read)
    if isinstance(draft[1], core.Table) and draft[1].frame.empty:
        text = f"“{name}” has column names but no rows. Export it again with its rows."
        draft = (draft[0], core.DataError(text))
    if isinstance(draft[1], core.DataError):
        st.error(escape(str(draft[1])), icon=":material/error:")
        st.caption("The data shown on the other pages is unchanged.")
        return None
    return draft[1]  # type: ignore[no-any-return]


def _confirm(table: core.Table) -> None:
    facts = " · ".join(f"{what}: {found}" for what, found in table.facts.items())
    st.caption(escape(f"{len(table.frame):,} rows, {len(table.frame.columns)} columns · {facts}"))
    if len(table.sheets) > 1:
        chosen = table.facts.get("sheet")
        start = table.sheets.index(chosen) if chosen in table.sheets else 0
        st.selectbox("Sheet", table.sheets, start, key="sheet")
    proposed = core.propose_mapping(table)
    kind: Kind = st.radio(
        "Each row of the file is", KINDS, KINDS.index(proposed.kind), horizontal=True,
        format_func=_KIND_WORDS.__getitem__, key=f"kind_{table.fingerprint[:12]}",
    )  # fmt: skip
    st.caption(escape(proposed.why))
    mapping = proposed if kind == proposed.kind else core.propose_mapping(table, kind)
    earlier = _remembered(table, mapping)
    changes = earlier | _edit(table, core.confirm(mapping, earlier))
    options = _options(table, mapping, changes)
    if st.button("Analyze this file", type="primary", icon=":material/play_arrow:"):
        _analyze(table, mapping, changes, options)


def _headers(table: core.Table, mapping: core.Mapping) -> str:
    return mapping.kind + "\x1f".join(map(str, table.frame.columns))


def _remembered(table: core.Table, mapping: core.Mapping) -> dict[str, str]:
    """What the person chose earlier in this visit for a file with the same columns; it is named, and can be changed."""
    earlier: dict[str, str] = st.session_state.get("mappings", {}).get(_headers(table, mapping), {})
    if earlier:
        st.caption(escape("As you chose earlier for these columns: " + ", ".join(earlier) + "."))
    return earlier


def _options(table: core.Table, mapping: core.Mapping, changes: dict[str, str]) -> core.Options:
    """What the columns alone can't tell: duplicates, which currency, and whether the day comes first."""
    drop, currency, rates, day_first = False, "", {}, None
    confirmed = mapping
    with suppress(core.DataError):
        confirmed = core.confirm(mapping, changes)
    repeated = int(table.frame.duplicated().sum()) if mapping.kind == "purchases" else 0
    if repeated:
        drop = st.checkbox(
            f"Drop {count(repeated, 'row')} repeating an earlier row exactly",
            help="They are kept unless you say so: often they are two real purchases.",
        )
    codes = currencies(table.frame, confirmed)
    if len(codes) > 1:
        currency = st.selectbox("Currency to analyze", list(codes.index), help="Rows in others are set aside.")
        others = [code for code in codes.index if code != currency]
        blank = pd.DataFrame({"Currency": others, f"Worth in {currency}": [None] * len(others)}, dtype="object")
        given = st.data_editor(blank, hide_index=True, disabled=["Currency"], key=f"rates_{currency}")
        read = pd.to_numeric(given.iloc[:, 1], errors="coerce")
        rates = {code: float(rate) for code, rate in zip(others, read, strict=True) if rate > 0}
        st.caption("Give a rate to bring a currency along; without one its rows are set aside.")
    date = confirmed.column("order_date")
    if date and parse_dates(table.frame[date]).ambiguous:
        first = st.radio("Every date fits both ways. What comes first?", ["The month", "The day"], horizontal=True)
        day_first = first == "The day"
    return core.Options(drop, currency, rates, day_first)


def _edit(table: core.Table, mapping: core.Mapping) -> dict[str, str]:
    """A table of the columns with their proposed meaning; returns what the person changed."""
    words = roles_for(mapping.kind)
    sample = table.frame.head(200)
    rows = pd.DataFrame(
        {
            "Column": list(mapping.roles),
            "Examples": [", ".join(sample[name].dropna().unique()[:_EXAMPLES])[:60] for name in mapping.roles],
            "Means": [words[role] for role in mapping.roles.values()],
            "Why": [mapping.reasons.get(name, "") for name in mapping.roles],
        }
    )
    st.markdown("**What the columns mean.** Change what is wrong in the column “Means”.")
    edited = st.data_editor(
        rows, hide_index=True, width="stretch", height="content", disabled=["Column", "Examples", "Why"],
        key=f"roles_{mapping.kind}_{table.fingerprint[:12]}",
        column_config={"Means": st.column_config.SelectboxColumn(options=list(words.values()), required=True)},
    )  # fmt: skip
    role_of = {label: role for role, label in words.items()}
    changed = edited["Means"] != rows["Means"]
    return {name: role_of[label] for name, label in edited.loc[changed, ["Column", "Means"]].itertuples(index=False)}


def _analyze(table: core.Table, mapping: core.Mapping, changes: dict[str, str], options: core.Options) -> None:
    try:
        with st.spinner("Cleaning and analyzing…", show_time=True):
            dataset = core.clean(table, core.confirm(mapping, changes), options)
            core.analyze(dataset)
    except core.DataError as error:
        st.error(escape(str(error)), icon=":material/error:")
        st.caption("The data shown on the other pages is unchanged.")
        return
    if not session.use(dataset, session.UPLOAD):
        st.error("The file is too large for this server's memory. Split it, or run the app on your own machine.")
        return
    if changes:
        st.session_state["mappings"] = st.session_state.get("mappings", {}) | {_headers(table, mapping): changes}
    st.session_state["just_loaded"] = True
    st.rerun()
