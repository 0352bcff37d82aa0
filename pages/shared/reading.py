"""One uploaded file as tables of text: read once, shown as it was understood, and read anew as the visitor decides."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import streamlit as st

import core
from core.data.encodings import ENCODINGS
from core.data.table import no_rows
from core.words import count
from pages.shared import show, work
from pages.shared.show import escape

AUTOMATIC = "Automatic"
MOST_SHEETS = 2
# Words to show, and the character itself; None stands for finding it out.
SEPARATORS = {
    AUTOMATIC: None, "Comma": ",", "Semicolon": ";", "Tab": "\t", "Pipe |": "|", "Spaces": " ", "Colon": ":",
    "Caret ^": "^", "Tilde ~": "~",
}  # fmt: skip


class Part(NamedTuple):
    """A part of an upload that is one table: a file or a sheet of it, with what tells it from others in this visit."""

    file_id: str
    name: str
    file: Any
    sheet: str | None = None

    @property
    def key(self) -> str:
        """For the widgets and results that belong to this part."""
        return f"{self.file_id}_{self.sheet or ''}"


def tables(whole: Part) -> list[tuple[Part, core.Table]]:
    """The table of a file, or the sheets that the visitor chose; none, and a sentence, where it can't be read."""
    chosen = st.session_state.get(f"sheets_{whole.file_id}") or [None]
    parts = [whole._replace(sheet=sheet) for sheet in chosen]
    read = [(part, table) for part in parts if (table := _table(part)) is not None]
    if read and len(read[0][1].sheets) > 1:
        table = read[0][1]
        first = table.facts.get("sheet")
        st.multiselect(
            "Sheets", table.sheets, [first] if first in table.sheets else None, key=f"sheets_{whole.file_id}",
            max_selections=MOST_SHEETS, help="Choose two to join purchases with what is known of the customers.",
        )  # fmt: skip
    return read


def how(part: Part, table: core.Table) -> None:
    """What was concluded about the file, the lines that are in no table, and a way to decide otherwise."""
    facts = " · ".join(f"{what}: {found}" for what, found in table.facts.items())
    st.caption(escape(f"{count(len(table.frame), 'row')}, {count(len(table.frame.columns), 'column')} · {facts}"))
    left_out = len(table.unread)
    title = f"How the file was read: {count(left_out, 'line')} left out" if left_out else "How the file was read"
    with st.expander(title, icon=":material/plagiarism:"):
        _overrides(part, is_text="encoding" in table.facts)
        for problem in table.problems:
            rows = f" ({count(problem.rows, 'row')})" if problem.rows else ""
            st.text(f"{problem.what}{rows}. {problem.example}".strip())
        if left_out:
            st.markdown("These lines are in no table. Mend them in the file and upload it again.")
            show.table(table.unread)
            show.download(table.unread, f"lines_left_out_{part.key}", "Download the lines with the reason")


def _overrides(part: Part, is_text: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if is_text:
            st.selectbox("Encoding", (AUTOMATIC, *ENCODINGS), key=f"encoding_{part.key}")
            st.selectbox("Columns are separated by", list(SEPARATORS), key=f"separator_{part.key}")
        st.number_input(
            "Line with the column names", 0, None, None, 1, key=f"header_{part.key}", placeholder=AUTOMATIC,
            help="Counted from 1. Enter 0 where the file has no column names.",
        )  # fmt: skip


def _decided(part: Part) -> dict[str, Any]:
    """What the visitor decided about the reading, as arguments of `core.read_table`."""
    state = st.session_state
    decided = {
        "encoding": ENCODINGS.get(state.get(f"encoding_{part.key}", AUTOMATIC)),
        "delimiter": SEPARATORS[state.get(f"separator_{part.key}", AUTOMATIC)],
        "header_row": state.get(f"header_{part.key}"),
    }
    return {name: value for name, value in decided.items() if value is not None}


def _table(part: Part) -> core.Table | None:
    """Read once and kept for the visit, until the visitor decides otherwise."""
    decided = _decided(part)
    drafts: dict[str, Any] = st.session_state.setdefault("drafts", {})
    known = drafts.get(part.key)
    if known is None or known[0] != decided:
        if work.was_stopped(part.key):
            return None
        known = drafts[part.key] = (decided, _read(part, decided))
    if isinstance(known[1], core.DataError):
        st.error(escape(str(known[1])), icon=":material/error:")
        st.caption("The data shown on the other pages is unchanged.")
        if decided:
            _overrides(part, is_text=True)
        return None
    return known[1]  # type: ignore[no-any-return]


def forget_all_but(file_ids: list[str]) -> None:
    """Drop what was read of files that are no longer in the list of uploads."""
    drafts: dict[str, Any] = st.session_state.get("drafts", {})
    st.session_state["drafts"] = {key: kept for key, kept in drafts.items() if key.startswith(tuple(file_ids))}


def _read(part: Part, decided: dict[str, Any]) -> core.Table | core.DataError:
    job = partial(core.read_table, part.file.getvalue(), part.name, sheet=part.sheet, **decided)
    try:
        table = work.carry_out(part.key, lambda tell: job(tell=tell))
    except core.DataError as error:
        return error
    if table.frame.empty:
        return no_rows(table)
    return table
