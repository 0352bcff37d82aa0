"""From uploaded files to data in use: read, say what the columns mean, let the person confirm, clean, join."""

from __future__ import annotations

from typing import Any

import streamlit as st

import core
from core.problems import Tell
from pages.shared import meaning, reading, session, visit, work
from pages.shared.show import escape

TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "gz", "json"]
MOST_TABLES = 2


def section() -> None:
    """Upload one file or two, confirm their columns, and look at them. A file that fails changes nothing."""
    uploaded = st.file_uploader(
        "CSV or Excel file, one row per customer or one row per purchase", type=TYPES, key="upload",
        accept_multiple_files=True,
        help="Files are read in memory and never stored. Up to 200 MB. Two files, purchases and customers, are joined. "
        "Saved choices (.json) can be uploaded along with the file they belong to.",
    )  # fmt: skip
    reading.forget_all_but([file.file_id for file in uploaded])
    if not uploaded:
        st.caption("An order export works best: customer, date, amount, and a category or product if there is one.")
        return
    saved = [file for file in uploaded if file.name.lower().endswith(".json")]
    read: list[tuple[reading.Part, core.Table]] = []
    for file in uploaded:
        if file not in saved:
            read += reading.tables(reading.Part(file.file_id, file.name, file))
    if len(read) > MOST_TABLES:
        st.error("Two tables can be joined, not more. Remove the others from the list.", icon=":material/error:")
    elif read:
        _confirm(read, saved)


def _confirm(read: list[tuple[reading.Part, core.Table]], saved: list[Any]) -> None:
    asked = []
    for part, table in read:
        with st.container(border=len(read) > 1):
            if len(read) > 1:
                st.subheader(escape(f"{part.name}: {part.sheet}" if part.sheet else part.name))
            reading.how(part, table)
            asked.append(meaning.ask(table, saved))
    decided = [one for one in asked if one is not None]
    if len(decided) < len(asked):
        return
    label = "Analyze this file" if len(read) == 1 else "Join and analyze"
    key = "analyze_" + "_".join(part.key for part, _ in read)
    lacks = _say_lacking(read, decided)
    if st.button(label, type="primary", icon=":material/play_arrow:", on_click=work.forget_stop, disabled=lacks):
        _analyze(key, [table for _, table in read], decided)
    else:
        work.was_stopped(key)


def _say_lacking(read: list[tuple[reading.Part, core.Table]], decided: list[meaning.Decided]) -> bool:
    """Say what no column means though it is needed; whether there is anything."""
    lacks = False
    for (part, _), one in zip(read, decided, strict=True):
        if one.mapping.lacking:
            lacks = True
            st.warning(
                escape(
                    f"“{part.name}” can't be analyzed yet: no column says {one.mapping.lacking}. Choose it in the "
                    "column “Means” above, or choose “One row per customer” further above if that is what a row is."
                ),
                icon=":material/help_center:",
            )
    return lacks


def _analyze(key: str, tables: list[core.Table], decided: list[meaning.Decided]) -> None:
    def job(tell: Tell) -> core.Dataset:
        cleaned = [
            core.clean(table, one.mapping, one.options, tell=tell) for table, one in zip(tables, decided, strict=True)
        ]
        dataset = cleaned[0]
        if len(cleaned) > 1:
            tell("Joining the two tables")
            dataset = core.join(*sorted(cleaned, key=lambda one: one.kind == "customers"))
        tell("Adding up customers")
        core.analyze(dataset)
        return dataset

    try:
        dataset = work.carry_out(key, job)
    except core.DataError as error:
        st.error(escape(str(error)), icon=":material/error:")
        st.caption("The data shown on the other pages is unchanged.")
        return
    if not session.use(dataset, session.UPLOAD):
        st.error("The file is too large for this server's memory. Split it, or run the app on your own machine.")
        return
    for table, one in zip(tables, decided, strict=True):
        meaning.remember(table, one)
    visit.give_back_memory()
    st.session_state["just_loaded"] = True
    st.rerun()
