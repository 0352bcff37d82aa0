"""What the columns of a table mean: proposed with reasons, changed by the visitor, remembered for the next file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

import core
from core.data import saved as saving
from core.data.columns import legibility
from core.data.dataset import Kind
from core.data.mapping import KINDS, roles_for
from core.data.steps import currencies, repeated_rows
from core.data.values import parse_dates, parse_numbers
from core.schema import IGNORE
from core.words import count, share
from pages.shared.show import escape

_KIND_WORDS = {"customers": "One row per customer", "purchases": "One row per purchase"}
_EXAMPLES = 3
_MANY_COLUMNS = 20
# What a look at the table found out, for as many looks as a few files need.
_MOST_LOOKS = 60


class Decided(NamedTuple):
    """What the columns of a table mean, and what was decided about the rows."""

    mapping: core.Mapping
    options: core.Options


def ask(table: core.Table, files: list[Any]) -> Decided | None:
    """Propose what the columns mean and let the visitor change it; `files` are saved choices that came along.

    None, and a sentence, while the changes contradict each other.
    """
    short = table.fingerprint[:12]
    proposed = _proposed(table)
    earlier, source = _earlier(table, files)
    if earlier is not None:
        proposed = saving.apply(earlier, table)
        why = {name: source for name, words in proposed.reasons.items() if words == saving.AS_SAVED}
        said = f"{_KIND_WORDS[proposed.kind]}, {source}."
        proposed = replace(proposed, why=said, reasons=dict(proposed.reasons) | why)
    kind: Kind = st.radio(
        "Each row is", KINDS, KINDS.index(proposed.kind), horizontal=True,
        format_func=_KIND_WORDS.__getitem__, key=f"kind_{short}_{source}",
    )  # fmt: skip
    for words in (proposed.why, *proposed.notes):
        st.caption(escape(words))
    mapping = proposed
    if kind != proposed.kind:
        mapping = _look(table, f"mapping {kind}", lambda: core.propose_mapping(table, kind))
    changes = _edit(table, mapping, source)
    try:
        confirmed = core.confirm(mapping, changes)
    except core.DataError as error:
        st.error(escape(str(error)), icon=":material/error:")
        return None
    _say_replaced(mapping, confirmed, changes)
    mapping = confirmed
    _unread(_legible(table, mapping))
    options = _options(table, mapping, earlier.options if earlier else core.Options())
    decided = Decided(mapping, options)
    st.download_button(
        "Save these choices", saving.to_json(mapping, options), f"{table.name.rsplit('.', 1)[0]}-columns.json",
        "application/json", icon=":material/save:", on_click="ignore", key=f"save_{short}",
        help="Upload the saved file together with the next export, and the columns are read the same way.",
    )  # fmt: skip
    return decided


def remember(table: core.Table, decided: Decided) -> None:
    """Keep what the visitor decided otherwise for the next file of this visit with the same columns.

    Who goes back to what is proposed is not held to an earlier choice.
    """
    proposed, columns = _proposed(table), tuple(table.frame.columns)
    known = st.session_state.setdefault("remembered", {})
    known.pop(columns, None)
    chosen = saving.Saved(decided.mapping.kind, decided.mapping.roles, decided.options)
    if chosen != saving.Saved(proposed.kind, proposed.roles, core.Options()):
        known[columns] = chosen


def _proposed(table: core.Table) -> core.Mapping:
    return _look(table, "mapping", lambda: core.propose_mapping(table))  # type: ignore[no-any-return]


def _earlier(table: core.Table, files: list[Any]) -> tuple[saving.Saved | None, str]:
    """Choices made earlier for the same columns: in a file that came along, else in this visit; and where."""
    for file in files:
        try:
            found = saving.from_json(file.getvalue())
        except core.DataError as error:
            st.error(escape(f"{file.name}: {error}"), icon=":material/error:")
            continue
        if set(found.roles) & set(table.frame.columns):
            st.caption(escape(f"The columns mean what “{file.name}” says; change what is wrong."))
            return found, f"as saved in {file.name}"
    found = st.session_state.get("remembered", {}).get(tuple(table.frame.columns))
    if found is not None:
        st.caption("The columns mean what you chose earlier for a file with the same columns; change what is wrong.")
    return found, "as you chose earlier" if found else ""


def _edit(table: core.Table, mapping: core.Mapping, source: str) -> dict[str, str]:
    """A table of the columns with their proposed meaning; returns what the person changed."""
    words = roles_for(mapping.kind)
    shares = _legible(table, mapping).set_index("column")["share_read"].to_dict()
    sample = table.frame.head(200)
    # What is used comes first: some exports have eighty columns.
    names = sorted(mapping.roles, key=lambda name: mapping.roles[name] == IGNORE)
    rows = pd.DataFrame(
        {
            "Column": names,
            "Examples": [", ".join(sample[name].dropna().unique()[:_EXAMPLES])[:60] for name in names],
            "Means": [words[mapping.roles[name]] for name in names],
            "Readable": [share(shares[name]) if name in shares else "" for name in names],
            "Why": [mapping.reasons.get(name, "") for name in names],
        }
    )
    st.markdown("**What the columns mean.** Change what is wrong in the column “Means”.")
    edited = st.data_editor(
        rows, hide_index=True, width="stretch", height="content" if len(names) <= _MANY_COLUMNS else 600,
        disabled=["Column", "Examples", "Readable", "Why"],
        key=f"roles_{mapping.kind}_{table.fingerprint[:12]}_{source}",
        column_config={
            "Means": st.column_config.SelectboxColumn(options=list(words.values()), required=True),
            "Readable": st.column_config.TextColumn(
                help="Share of the cells, leaving out blank ones, that can be read as what is meant."
            ),
        },
    )  # fmt: skip
    role_of = {label: role for role, label in words.items()}
    changed = edited["Means"] != rows["Means"]
    return {name: role_of[label] for name, label in edited.loc[changed, ["Column", "Means"]].itertuples(index=False)}


def _say_replaced(before: core.Mapping, after: core.Mapping, changes: dict[str, str]) -> None:
    """Name the columns that lost their meaning to one the person gave it to, as the table still shows it."""
    lost = [name for name, role in after.roles.items() if role != before.roles[name] and name not in changes]
    if lost:
        names = ", ".join(f"“{name}”" for name in lost)
        st.warning(
            escape(f"Not used any more, because you gave the same meaning to another column: {names}."),
            icon=":material/swap_horiz:",
        )


def _legible(table: core.Table, mapping: core.Mapping) -> pd.DataFrame:
    return _look(table, f"legible {sorted(mapping.roles.items())}", lambda: legibility(table, mapping))  # type: ignore[no-any-return]


def _unread(read: pd.DataFrame) -> None:
    """The texts that the rule of their column can't read."""
    found = [
        {"Column": row.column, "Text": text, "Rows": rows}
        for row in read.itertuples()
        for text, rows in row.unread.items()
    ]
    if found:
        texts = int(read["texts"].sum())
        with st.expander(f"{count(texts, 'text')} could not be read", icon=":material/help_center:"):
            st.dataframe(pd.DataFrame(found), hide_index=True, width="stretch")
            if texts > len(found):
                st.caption(f"The most frequent {len(found):,} of them are listed.")
            st.caption("Their cells are left blank, or their rows set aside where a date or an amount is needed.")


def _options(table: core.Table, mapping: core.Mapping, before: core.Options) -> core.Options:
    """What the columns alone can't tell: duplicates, which currency, and whether the day comes first."""
    drop, currency, rates, day_first = False, "", {}, None
    short = table.fingerprint[:12]
    repeated = _look(table, "repeated", lambda: int(repeated_rows(table.frame).sum()))
    if repeated and mapping.kind == "purchases":
        drop = st.checkbox(
            f"Drop {count(repeated, 'row')} repeating an earlier row exactly", before.drop_duplicates,
            help="They are kept unless you say so: often they are two real purchases.", key=f"drop_{short}",
        )  # fmt: skip
    meant = sorted(mapping.roles.items())
    codes = _look(table, f"currencies {meant}", lambda: list(currencies(table.frame, mapping).index))
    if len(codes) > 1:
        chosen = codes.index(before.currency) if before.currency in codes else 0
        currency = st.selectbox(
            "Currency to analyze", codes, chosen, help="Rows in others are set aside.", key=f"currency_{short}"
        )
        rates = _rates([code for code in codes if code != currency], currency, before, short)
    date = mapping.column("order_date")
    if date and _look(table, f"ambiguous {date}", lambda: parse_dates(table.frame[date]).ambiguous):
        first = st.radio(
            "Every date fits both ways. What comes first?", ["The month", "The day"], int(before.day_first or False),
            horizontal=True, key=f"day_{short}",
        )  # fmt: skip
        day_first = first == "The day"
    amount = mapping.column("amount")
    free = False
    if amount and _look(table, f"zeros {amount}", lambda: bool(parse_numbers(table.frame[amount]).values.eq(0).any())):
        free = st.checkbox(
            "Count a day with only free items as an order", before.free_orders, key=f"free_{short}",
            help="Some rows have an amount of zero: free samples, or orders paid with a voucher.",
        )  # fmt: skip
    return core.Options(drop, currency, rates, day_first, free)


def _rates(others: list[str], currency: str, before: core.Options, short: str) -> dict[str, float]:
    known = [before.rates.get(code) for code in others]
    blank = pd.DataFrame({"Currency": others, f"Worth in {currency}": known}, dtype="object")
    given = st.data_editor(blank, hide_index=True, disabled=["Currency"], key=f"rates_{currency}_{short}")
    read = pd.to_numeric(given.iloc[:, 1], errors="coerce")
    st.caption("Give a rate to bring a currency along; without one its rows are set aside.")
    return {code: float(rate) for code, rate in zip(others, read, strict=True) if rate > 0}


def _look(table: core.Table, what: str, find: Callable[[], Any]) -> Any:
    """What a look at the whole table finds; looked up once per table, since each click runs the page again."""
    looks: dict[tuple[str, str], Any] = st.session_state.setdefault("looks", {})
    key = (table.fingerprint, what)
    if key not in looks:
        while len(looks) >= _MOST_LOOKS:
            looks.pop(next(iter(looks)))
        looks[key] = find()
    return looks[key]
