"""Figures in cards: headlines, segments, one customer."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import core
from core.insight.metrics import BY_KEY, measure
from core.insight.portraits import Limit, Rule, Trait
from core.insight.segments import SEGMENTS
from core.models.clustering import Clusters
from core.schema import Unit, in_sentence, label_of, unit_of
from core.words import count, exactly, figure, number, share
from pages.shared.show import download, escape

MOST_IN_A_ROW = 4


def _row(figures: list[tuple[str, str, str | None]]) -> None:
    """Cards of equal width: label, words, help."""
    if not figures:
        return
    columns = min(MOST_IN_A_ROW, max(1, -(-len(figures) // -(-len(figures) // MOST_IN_A_ROW))))
    grid = st.grid(columns, min_column_width=150, gap="small")
    for label, words, help in figures:
        # A container of its own lets a long label wrap instead of being cut.
        with grid.cell(), st.container(height="stretch"):
            st.metric(label, escape(words), help=help, border=True, height="stretch")


def headline(analysis: core.Analysis, page: str) -> None:
    """The headline figures of a page."""
    figures = measure(analysis.customers, page)
    if not figures:
        return
    currency = analysis.dataset.currency
    known = [(BY_KEY[key], value) for key, value in figures.items()]
    _row([(metric.label, figure(value, metric.unit, currency), metric.help) for metric, value in known])


def of_list(analysis: core.Analysis, figures: dict[str, tuple[float, Unit]]) -> None:
    """The headline figures of a list."""
    currency = analysis.dataset.currency
    known = [(label, value, unit) for label, (value, unit) in figures.items() if pd.notna(value)]
    _row([(label, figure(value, unit, currency), None) for label, value, unit in known])


def segments(analysis: core.Analysis, profile: pd.DataFrame) -> None:
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
                number = count(row["customers"], "customer")
                st.markdown(f"**{number}**, {share(row['customer_share'])} of all{revenue}")
                st.caption(f"{segment.meaning} {segment.focus}")


def profile(analysis: core.Analysis, groups: pd.DataFrame, name: str) -> None:
    """The profile of groups, one column per group, so that a metric can be read across."""
    currency = analysis.dataset.currency
    shown = groups.set_index("group")
    rows = {_metric_label(key): [figure(value, _metric_unit(key), currency) for value in shown[key]] for key in shown}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[str(group) for group in shown.index])
    metric = "Metric"
    while metric in table:  # a group of the file may be called so, too
        metric += "\u2060"
    st.dataframe(table.rename_axis(metric).reset_index(), hide_index=True, width="stretch", height="content")
    download(groups, name)


def _metric_label(key: str) -> str:
    shares = {"customer_share": "Share of customers", "revenue_share": "Share of revenue"}
    return shares.get(key) or (BY_KEY[key].label if key in BY_KEY else label_of(key))


def _metric_unit(key: str) -> Unit:
    if key in ("customer_share", "revenue_share"):
        return "share"
    return BY_KEY[key].unit if key in BY_KEY else unit_of(key)


def clusters_words(found: Clusters) -> str:
    """What was clustered, how, and how well the groups are apart."""
    how = "chosen automatically from 2 to 12" if found.automatic else "as set in the sidebar"
    text = f"{found.k} clusters ({how}) on {_listed(found.metrics)}. "
    text += "Each metric is measured from its median, in units of its usual distance from it"
    if found.logged:
        text += f"; in logarithms, so that a few large values do not rule: {_listed(found.logged)}"
    text += "."
    if found.weighted and found.clear:
        text += f" These count more, as they hold the groups: {_listed(found.weighted)}."
    if found.cut:
        text += f" {count(found.cut, 'customer')} had a value far out, which was drawn in."
    if found.left_out:
        text += f" Left out, as they hardly differ or repeat another: {_listed(found.left_out)}."
    if found.blank:
        text += f" {count(found.blank, 'customer')} had a blank, and are in the nearest cluster by what is known."
        if found.asked < len(found.labels):
            text += " The clusters themselves come from the others."
    if found.fitted_on < found.asked:
        text += f" Centers were found on a sample of {found.fitted_on:,} customers; everybody is labelled."
    return text


def _listed(metrics: tuple[str, ...]) -> str:
    return ", ".join(in_sentence(name) for name in metrics)


def clusters_verdict(found: Clusters) -> str:
    """Whether the data has groups, in a sentence."""
    if found.clear and found.k == found.proposed:
        return "The groups are there: they are apart, and are found again among other customers of yours."
    if found.clear:
        return f"The data speaks for {found.proposed} clusters; {found.k} is what you set in the sidebar."
    return (
        "There are no clear groups in these metrics: customers form one crowd, and any clusters cut through it. "
        "Use the six segments, which follow rules; the clusters below are a convenient cut at best."
    )


def portraits(analysis: core.Analysis) -> None:
    """One card per cluster: its name, size, what sets it apart, and a rule that finds it."""
    currency, total = analysis.dataset.currency, len(analysis.customers)
    with st.grid(max(1, min(3, len(analysis.portraits))), min_column_width=280, gap="small"):
        for portrait in analysis.portraits:
            with st.container(border=True, height="stretch", key=f"portrait_{portrait.label}"):
                st.subheader(escape(f"{portrait.label}: {portrait.name[0].lower()}{portrait.name[1:]}"))
                size = count(portrait.customers, "customer")
                st.markdown(f"**{size}**, {share(portrait.customers / total)} of all")
                st.markdown("\n".join(f"- {escape(_trait(trait, currency))}" for trait in portrait.traits))
                if portrait.rule:
                    st.caption(escape(_rule(portrait.rule, currency)))


def _trait(trait: Trait, currency: str) -> str:
    unit = unit_of(trait.metric)
    usual, overall = (
        number(value) if unit in ("count", "number") else figure(value, unit, currency)
        for value in (trait.usual, trait.overall)
    )
    how = "typically" if trait.typical else "on average"
    side = "above" if trait.difference > 0 else "below"
    far = f"{abs(trait.difference):.1f} standard deviations {side}"
    return f"{label_of(trait.metric)}: {usual} {how} (everybody: {overall}; {far})"


def _rule(rule: Rule, currency: str) -> str:
    """The rule as at most two sentences, and how far it can be trusted."""
    ways = [" and ".join(_limits(metric, limits, currency) for metric, limits in _by_metric(way)) for way in rule.ways]
    said = ". Or: ".join(f"{way[0].upper()}{way[1:]}" for way in ways)
    return (
        f"In short: {said}. This finds {share(rule.found)} of them and is right for {share(rule.right)} of those found."
    )


def _by_metric(way: tuple[Limit, ...]) -> list[tuple[str, list[Limit]]]:
    """The limits of each metric in the order of the way."""
    return [(name, [limit for limit in way if limit.metric == name]) for name in dict.fromkeys(m.metric for m in way)]


def _limits(metric: str, limits: list[Limit], currency: str) -> str:
    """The limits of one metric in words: of two in one direction only the closer one."""
    above = max((limit.value for limit in limits if limit.above), default=None)
    most = min((limit.value for limit in limits if not limit.above), default=None)
    sides = [
        f"{side} {exactly(value, unit_of(metric), currency)}"
        for side, value in (("above", above), ("up to" if above is not None else "at most", most))
        if value is not None
    ]
    return f"{in_sentence(metric)} {' and '.join(sides)}"


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
    currency = analysis.dataset.currency
    _row([(label_of(name), _words(known[name], name, currency), None) for name in names if name in known])
    rows = [
        {
            "Figure": row["label"],
            "This customer": _words(row["value"], row["column"], currency),
            "Median customer": _words(row["median"], row["column"], currency) if pd.notna(row["median"]) else "",
            "Customers with less": row["share_below"],
        }
        for row in figures.to_dict("records")
    ]
    below = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, width="stretch", height="content",
        column_config={"Customers with less": below},
    )  # fmt: skip
    download(figures.astype({"value": "str"}), "customer")


def _words(value: object, column: str, currency: str) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return value if isinstance(value, str) else figure(float(value), unit_of(column), currency)  # type: ignore[arg-type]
