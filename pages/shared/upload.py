"""From an uploaded file to data in use: read, say what the columns mean, let the person confirm, clean."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import core
from core.data.dataset import Kind
from core.data.mapping import KINDS, roles_for
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
    changes = _edit(table, mapping)
    repeated = int(table.frame.duplicated().sum()) if kind == "purchases" else 0
    drop = bool(repeated) and st.checkbox(
        f"Drop {count(repeated, 'row')} repeating an earlier row exactly",
        help="They are kept unless you say so: often they are two real purchases.",
    )
    if st.button("Analyze this file", type="primary", icon=":material/play_arrow:"):
        _analyze(table, mapping, changes, drop)


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


def _analyze(table: core.Table, mapping: core.Mapping, changes: dict[str, str], drop: bool) -> None:
    try:
        with st.spinner("Cleaning and analyzing…", show_time=True):
            dataset = core.clean(table, core.confirm(mapping, changes), core.Options(drop))
            core.analyze(dataset)
    except core.DataError as error:
        st.error(escape(str(error)), icon=":material/error:")
        st.caption("The data shown on the other pages is unchanged.")
        return
    if not session.use(dataset, session.UPLOAD):
        st.error("The file is too large for this server's memory. Split it, or run the app on your own machine.")
        return
    st.session_state["just_loaded"] = True
    st.rerun()
