"""How results look: cards, charts with their table and download, lists, notes, problems."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import streamlit as st

import core
from core.insight.metrics import BY_KEY, measure
from core.insight.segments import SEGMENTS
from core.models.clustering import Clusters
from core.present.charts import Chart, charts_of
from core.present.words import count as figure_words
from core.present.words import figure, share
from core.present.words import share as share_words
from core.schema import BY_NAME, Unit, in_sentence, label_of, unit_of

__all__ = ["figure_words", "share_words"]

SHOWN_ROWS = 1_000
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~])")
# Columns that views make and the schema does not know.
_LABELS = {
    "group": "Group", "category": "Category", "customers": "Customers", "customer_share": "Share of customers",
    "revenue_share": "Share of revenue", "share": "Share", "mean": "Mean", "reason": "Reason", "low": "From",
    "high": "To", "gap_to_high_value": "Gap to high value", "worth": "Worth", "cohort": "First order", "age": "Age",
    "retention": "Retention", "correlation": "Correlation", "value_share": "Share of value", "k": "Clusters",
    "same_formula": "Same formula", "preference": "Preference", "index": "Index", "rows_in": "Rows in",
    "rows_out": "Rows out", "rows_affected": "Rows affected", "what_to_do": "What to do", "total": "Sum",
}  # fmt: skip
_MONEY = {"gap_to_high_value", "worth", "lower_quartile", "median", "upper_quartile", "total", "lifetime_value"}
_SHARES = {"customer_share", "revenue_share", "share", "retention", "value_share", "preference"}


def escape(text: str) -> str:
    """Text that may come from a file, made harmless for every place that renders Markdown."""
    return _SPECIAL.sub(r"\\\1", text)


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


def cards(analysis: core.Analysis, page: str) -> None:
    """The headline figures of a page."""
    figures = measure(analysis.customers, page)
    if not figures:
        return
    with st.container(horizontal=True):
        for key, value in figures.items():
            metric = BY_KEY[key]
            words = figure(value, metric.unit, analysis.dataset.currency)
            st.metric(metric.label, escape(words), help=metric.help, border=True, width="content")


def list_cards(analysis: core.Analysis, figures: dict[str, tuple[float, Unit]]) -> None:
    """The headline figures of a list."""
    with st.container(horizontal=True):
        for label, (value, unit) in figures.items():
            if pd.notna(value):
                words = figure(value, unit, analysis.dataset.currency)
                st.metric(label, escape(words), border=True, width="content")


def segment_cards(analysis: core.Analysis, profile: pd.DataFrame) -> None:
    """One card per segment: how many, their share of customers and of revenue, what they are, what to do."""
    rows = profile.set_index("group")
    with st.grid(3, min_column_width=280, gap="small"):
        for segment in SEGMENTS:
            if segment.name not in rows.index:
                continue
            row = rows.loc[segment.name]
            with st.container(border=True, height="stretch"):
                st.subheader(segment.name)
                revenue = f", {share(row['revenue_share'])} of revenue" if pd.notna(row.get("revenue_share")) else ""
                number = figure_words(row["customers"], "customer")
                st.markdown(f"**{number}**, {share(row['customer_share'])} of all{revenue}")
                st.caption(f"{segment.meaning} {segment.focus}")


def clusters_words(found: Clusters) -> str:
    """What was clustered, how, and how well the groups are apart."""
    how = "chosen automatically, by the best silhouette from 2 to 12" if found.automatic else "as set in the sidebar"
    text = f"{found.k} clusters ({how}) on {', '.join(in_sentence(name) for name in found.metrics)}. "
    text += "Metrics are standardized to mean 0 and standard deviation 1"
    if found.logged:
        text += f", after a logarithm for {', '.join(in_sentence(name) for name in found.logged)}"
    text += "."
    if found.filled:
        text += f" {figure_words(found.filled, 'customer')} had a blank, filled with the median."
    if found.fitted_on < len(found.labels):
        text += f" Centers were found on a sample of {found.fitted_on:,} customers; everybody is labelled."
    return text


def metric_finding(frame: pd.DataFrame, currency: str) -> str:
    """The segments with the highest and the lowest mean of a metric."""
    known = frame.dropna(subset="mean")
    if known.empty:
        return "There is nothing to show."
    unit = unit_of(frame.attrs["column"])
    top, low = known.iloc[0], known.iloc[-1]
    return (
        f"Highest in {top['group']} ({figure(top['mean'], unit, currency)}), "
        f"lowest in {low['group']} ({figure(low['mean'], unit, currency)})."
    )


def customer(analysis: core.Analysis, figures: pd.DataFrame) -> None:
    """All figures of one customer beside the median of all, and the share of customers below."""
    known = figures.set_index("column")["value"]
    names = ("segment", "rfm_segment", "clv", "orders", "churn_probability", "days_since_purchase")
    with st.container(horizontal=True):
        for name in names:
            if name in known:
                value = known[name]
                words = value if isinstance(value, str) else figure(value, unit_of(name), analysis.dataset.currency)
                st.metric(label_of(name), escape(words), border=True, width="content")
    currency = analysis.dataset.currency
    rows = [
        {
            "Figure": row["label"],
            "This customer": _words(row["value"], row["column"], currency),
            "Median customer": ""
            if pd.isna(row["median"])
            else figure(row["median"], unit_of(row["column"]), currency),
            "Customers with less": row["share_below"],
        }
        for row in figures.to_dict("records")
    ]
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, width="stretch", height="content",
        column_config={"Customers with less": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)},
    )  # fmt: skip
    download(figures.astype({"value": "str"}), "customer")


def _words(value: object, column: str, currency: str) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return value if isinstance(value, str) else figure(float(value), unit_of(column), currency)  # type: ignore[arg-type]


def charts(analysis: core.Analysis, page: str, columns: int = 2) -> None:
    """The charts of a page that the data allows, each with its finding, its numbers and their download."""
    with st.grid(columns, min_column_width=330, gap="small"):
        for chart in charts_of(page, analysis):
            with st.container(border=True):
                if isinstance(chart, str):
                    st.caption(escape(chart))
                else:
                    one_chart(analysis, chart)


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
    st.dataframe(shown, hide_index=True, column_config=config, width="stretch", height=height or "auto", lazy=False)
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
        return st.column_config.Column(label, width="large" if name in ("reason", "why", "what_to_do") else None)
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
