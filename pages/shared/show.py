"""How results look: cards, charts with their table and download, lists, notes, problems."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import streamlit as st

import core
from core.insight.metrics import BY_KEY
from core.present.charts import Chart, charts_of
from core.schema import BY_NAME, label_of, unit_of
from pages.shared import faults

SHOWN_ROWS = 1_000
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~&])")
_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# Addresses, icons and arrows are made of the finished text, where no backslash helps: something invisible parts them.
_MADE_LATER = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\.)|(?<=-)(?=[->])|(?<=<)(?=[-=])|(?<=[>~])(?==)", re.IGNORECASE)
_JOINER = "\u2060"
# Characters that turn the direction of all that follows, also of the app's own words.
_TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
# Columns that views make and the schema does not know.
_LABELS = {
    "group": "Group", "category": "Category", "customers": "Customers", "customer_share": "Share of customers",
    "revenue_share": "Share of revenue", "share": "Share", "mean": "Mean", "reason": "Reason", "low": "From",
    "high": "To", "gap_to_high_value": "Gap to high value", "worth": "Worth", "cohort": "First order", "age": "Age",
    "retention": "Retention", "correlation": "Correlation", "value_share": "Share of value", "k": "Clusters",
    "same_formula": "Same formula", "preference": "Preference", "index": "Index", "rows_in": "Rows in",
    "rows_out": "Rows out", "from_group": "From group", "to_group": "To group", "direction": "Move", "day": "Day",
    "spend_before": "Spend before (per customer)", "bought_share": "Bought afterwards", "bought_low": "Bought, from",
    "bought_high": "Bought, to", "spend_per_head": "Spend afterwards (per customer)", "spend_low": "Spend, from",
    "spend_high": "Spend, to", "later_share": "Share of later revenue", "money": "Money", "silhouette": "Silhouette",
    "stability": "Found again", "calinski_harabasz": "Calinski-Harabasz", "davies_bouldin": "Davies-Bouldin",
    "inertia": "Inertia", "equal": "As good as the best", "proposed": "Proposed", "taken": "Taken",
    "p_no_order": "No order in the days ahead", "p_order": "Order in the days ahead",
    "expected_orders": "Orders expected", "expected_order_value": "Money per order expected",
    "predicted_value": "Money expected", "total_value": "So far and expected",
    "predicted_low": "Money, from", "predicted_high": "Money, to",
    "next_from": "Next order, from",
    "next_order": "Next order, middle", "next_until": "Next order, to", "rule": "Rule", "predicted": "Orders expected",
    "actual": "Orders made", "error": "Error of the sum", "mae": "Mean error", "deviance": "Deviance",
    "rows_affected": "Rows affected", "what_to_do": "What to do", "total": "Sum",
}  # fmt: skip
_MONEY = {
    "gap_to_high_value", "worth", "lower_quartile", "median", "upper_quartile", "total", "lifetime_value", "money",
    "expected_order_value", "predicted_value", "total_value",
    "predicted_low", "predicted_high", "spend_before", "spend_per_head", "spend_low", "spend_high",
}  # fmt: skip
_SHARES = {
    "customer_share", "revenue_share", "share", "retention", "value_share", "preference", "bought_share", "bought_low",
    "bought_high", "later_share", "stability", "p_no_order", "p_order", "error",
}  # fmt: skip


def escape(text: str) -> str:
    """Text that may come from a file, made harmless for every place that renders Markdown."""
    line = _LINE_BREAKS.sub(" ", text.translate(_TURNING)).strip()
    return _SPECIAL.sub(r"\\\1", _MADE_LATER.sub(_JOINER, line))


def head(title: str, question: str) -> None:
    """The title of a page and the question it answers."""
    st.title(title)
    st.markdown(question)


def notes(analysis: core.Analysis, *topics: str) -> None:
    """What could not be computed for this page, and what data would allow it."""
    for note in analysis.notes:
        if note.topic in topics:
            st.info(escape(note.text), icon=":material/info:")


def basis(analysis: core.Analysis, *columns: str) -> None:
    """On what the figures of this page rest."""
    known = [f"{label_of(name)}: {analysis.basis[name]}" for name in columns if name in analysis.basis]
    if known:
        st.caption(escape(". ".join(known) + "."))


def charts(analysis: core.Analysis, page: str, columns: int = 2) -> None:
    """The charts of a page that the data allows, each with its finding, its numbers and their download."""
    shown = charts_of(page, analysis)
    drawn = [chart for chart in shown if not isinstance(chart, str)]
    grid = st.grid(columns, min_column_width=330, gap="small")
    for place, chart in enumerate(drawn, start=1):
        alone = place == len(drawn) and place % columns == 1
        with grid.cell(column_span="all" if alone else 1), st.container(border=True, height="stretch"):
            one_chart(analysis, chart)
    lacking = [text for text in shown if isinstance(text, str)]
    if lacking:
        st.caption("Not shown, because the data lacks it:")
        st.text("\n".join(lacking))


def one_chart(analysis: core.Analysis, chart: Chart) -> None:
    """A chart in its card; a chart without rows says so instead of showing empty axes."""
    st.subheader(chart.title)
    frame = chart.frame(analysis)
    finding = chart.tell(frame)
    st.caption(escape(f"{finding} {chart.reads}"))
    if frame.empty:
        return
    st.altair_chart(chart.draw(frame), alt=finding, key=f"chart_{chart.key}", width="stretch")
    numbers(frame, chart.key, analysis.dataset.currency)


def numbers(frame: pd.DataFrame, key: str, currency: str = "") -> None:
    """The numbers behind a chart, drawn only when asked for."""
    panel = st.expander("Numbers", icon=":material/table:", key=f"numbers_{key}", on_change="rerun", type="compact")
    if panel.open:
        with panel:
            table(frame, currency)
            download(frame, key)


def table(frame: pd.DataFrame, currency: str = "", *, height: int | None = None, of: int | None = None) -> None:
    """A table with a label, unit and format for each column; at most 1,000 rows (out of `of`), and it says so."""
    shown = frame.head(SHOWN_ROWS)
    rows = of or len(frame)
    config = {str(name): _column(str(name), shown[name], currency) for name in shown.columns}
    st.dataframe(
        shown,
        hide_index=True,
        column_config=config,
        width="stretch",
        height=height or "auto",
        lazy=False,
        placeholder="",
    )
    if rows > SHOWN_ROWS:
        st.caption(f"The first {SHOWN_ROWS:,} of {rows:,} rows. The download has all of them.")


def _column(name: str, cells: pd.Series, currency: str) -> object:
    label = BY_KEY[name].label if name in BY_KEY else _LABELS.get(name) or label_of(name)
    if name not in BY_NAME and name not in BY_KEY and name not in _LABELS:
        label = label.replace("_", " ").capitalize() if name.islower() else label
    unit = BY_KEY[name].unit if name in BY_KEY else unit_of(name)
    if pd.api.types.is_datetime64_any_dtype(cells):
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    if not pd.api.types.is_numeric_dtype(cells) or pd.api.types.is_bool_dtype(cells):
        return st.column_config.Column(
            label, width="large" if name in ("reason", "step", "why", "what_to_do") else None
        )
    if unit == "share" or name in _SHARES:
        return st.column_config.NumberColumn(label, format="percent")
    if unit == "money" or name in _MONEY:
        suffix = f" ({currency})" if currency else ""
        return st.column_config.NumberColumn(label + suffix, format="%,.2f")
    whole = bool((cells.dropna() == cells.dropna().round()).all())
    return st.column_config.NumberColumn(label, format="%,.0f" if whole else "%,.2f")


def download(content: pd.DataFrame | Callable[[], pd.DataFrame], name: str, label: str = "Download as CSV") -> None:
    """A CSV of the whole table, written only when it is asked for."""

    def write() -> bytes:
        # Run by the server when the page is done already: nobody else keeps the words of a fault out of the log.
        with faults.without_values():
            return core.to_csv(content if isinstance(content, pd.DataFrame) else content())

    st.download_button(
        label, write, file_name=f"{name.replace('_', '-')}.csv", mime="text/csv",
        icon=":material/download:", on_click="ignore", key=f"download_{name}",
    )  # fmt: skip


def report(dataset: core.Dataset) -> None:
    """The cleaning report: per step, rows in and out, what was changed or dropped, an example, and what to do."""
    frame = dataset.report.to_frame()
    rows_in, rows_out = dataset.report.rows_in, dataset.report.rows_out
    dropped = rows_in - rows_out
    st.text(f"{rows_in:,} rows in the file, {rows_out:,} used, {dropped:,} set aside.")
    if frame.empty:
        st.text("Nothing had to be changed or dropped.")
        return
    table(frame)
    download(frame, "cleaning_report")
