"""Ways to group customers, one function per tab of the segments page."""

from __future__ import annotations

import streamlit as st

import core
from core.insight.segments import SEGMENTS
from core.present import draw, tells, views
from core.schema import label_of
from core.words import count, unit_suffix
from pages.shared import ahead, cards, show


def six_segments(analysis: core.Analysis) -> None:
    """The named rules: counts, shares, profile, meaning and focus."""
    show.notes(analysis, "segments")
    if not analysis.has("segment"):
        return
    profile = views.segment_profile(analysis)
    cards.segments(analysis, profile)
    _say_without_orders(analysis)
    show.basis(analysis, "clv", "loyalty_score", "churn_probability")
    st.header("Profile of each segment")
    cards.profile(analysis, profile, "segment_profile")
    assigned = analysis.customers[["customer_id", "segment", "clv", "churn_probability"]]
    show.download(assigned, "customers_by_segment", "Download all customers with their segment")
    with st.expander("The rules, in order: the first one that holds names the customer"):
        for segment in SEGMENTS:
            st.markdown(f"**{segment.name}**: {segment.rule}. {segment.meaning} {segment.focus}")


def _say_without_orders(analysis: core.Analysis) -> None:
    if not analysis.has("orders"):
        return
    named = analysis.customers.loc[analysis.customers["orders"] == 0, "segment"]
    if len(named):
        under = " or ".join(named.astype("str").unique())
        words = f"{count(len(named), 'customer')} without an order, or with refunds that ate every order"
        st.caption(show.escape(f"{words}, counted as {under} too."))


def clusters(analysis: core.Analysis) -> None:
    """KMeans: how k was chosen, what sets the groups apart, and the map."""
    found = analysis.clusters
    if found is None:
        lacking = "a number that differs between at least three customers"
        st.info(f"There is nothing to tell customers apart: clustering needs {lacking}.", icon=":material/info:")
        return
    (st.success if found.clear else st.warning)(cards.clusters_verdict(found), icon=":material/hub:")
    cards.portraits(analysis)
    st.caption(show.escape(cards.clusters_words(found)))
    st.caption("The number of clusters and the metrics are in the sidebar, under Clusters.")
    show.charts(analysis, "segments_clusters")
    if st.toggle("Turn the map in space (3-D)", key="in_space"):
        space = views.cluster_map(analysis)
        st.plotly_chart(draw.cluster_space(space), key="space")
        ways = ("right", "up", "deep")
        told = [f"{name}: {space.attrs[way]}" for name, way in zip(("1st", "2nd", "3rd"), ways, strict=True)]
        st.caption(show.escape(f"What rises along each direction. {'; '.join(told)}."))
    profile = views.cluster_profile(analysis)
    st.header("Profile of each cluster")
    cards.profile(analysis, profile, "cluster_profile")
    names = {portrait.label: portrait.name for portrait in analysis.portraits}
    labelled = analysis.customers[["customer_id", *found.metrics]].assign(
        cluster=found.labels, cluster_name=found.labels.astype("str").map(names)
    )
    show.download(labelled, "customers_by_cluster", "Download all customers with their cluster")


def rfm(analysis: core.Analysis) -> None:
    """Recency, frequency and monetary scores with their map."""
    show.notes(analysis, "rfm")
    st.markdown(
        "Each customer scores 1 to 5 for recency, frequency and money: 1 plus five times the share of customers who "
        "are strictly worse. Equal customers always score equal. The names come from the three scores, and from "
        "whether there was a second order; the six segments also use loyalty and churn, so one name has other members "
        "there."
    )
    if analysis.has("rfm_segment"):
        _rfm_cells(analysis)
    show.charts(analysis, "segments_rfm")
    if analysis.has("rfm_segment"):
        names = ["rfm_segment", "r_score", "f_score", "m_score", "orders", "revenue", "days_since_purchase"]
        scores = analysis.customers[["customer_id", *names]]
        show.download(scores, "rfm_scores", "Download all customers with their scores")


def _rfm_cells(analysis: core.Analysis) -> None:
    """The heatmap of recency by frequency and money; a cell that is clicked shows its customers."""
    frame = views.rfm_map(analysis)
    if without := int(analysis.customers["rfm_segment"].isna().sum()):
        lacking = count(without, "customer")
        st.caption(f"{lacking} without an order, or with refunds that ate every order, have no scores.")
    figures = {"customers": "Customers", "revenue": "Net revenue"}
    with st.container(border=True):
        st.subheader("Recency against frequency and money")
        how = "Top right is best. Click a cell to see its customers, beside the cells to leave it."
        st.caption(show.escape(f"{tells.rfm_map(frame)} {how}"))
        figures["revenue"] += unit_suffix("money", analysis.dataset.currency)
        shown = st.segmented_control(
            "Figure in each cell", list(figures), default="customers", format_func=figures.__getitem__, key="rfm_figure"
        )
        value = shown or "customers"
        titles = ("Frequency and money score (1 to 5)", "Recency score (1 to 5)", "")
        form = ",.0f" if value == "customers" else ".3~s"
        chart = draw.heatmap(
            frame, "fm_score", "r_score", value, form, order=[5, 4, 3, 2, 1], titles=titles, pick="cell"
        )
        picked = st.altair_chart(chart, alt=tells.rfm_map(frame), key="rfm_cells", on_select="rerun")
        show.numbers(frame, "rfm_map", analysis.dataset.currency)
    cells = {f"Recency {r}, frequency and money {fm}": (r, fm) for r, fm in frame[["r_score", "fm_score"]].to_numpy()}
    clicked = [f"Recency {one['r_score']}, frequency and money {one['fm_score']}" for one in picked.selection["cell"]]
    name = clicked[0] if clicked and clicked[0] in cells else None
    name = name or st.selectbox("Or choose a cell", list(cells), None, key="rfm_cell", placeholder="Choose a cell")
    if name:
        members = views.rfm_cell(analysis, *(int(score) for score in cells[name]))
        st.subheader(f"{name}: {count(len(members), 'customer')}")
        ahead.worth(analysis, members)
        show.table(members, analysis.dataset.currency, height=320)
        show.download(members, "rfm_cell", "Download the customers of this cell")


def value_tiers(analysis: core.Analysis) -> None:
    """Heavy, medium and light customers by their share of revenue."""
    if not analysis.has("revenue") and not analysis.has("clv"):
        st.info("Value tiers need revenue or a lifetime value.", icon=":material/info:")
        return
    frame = views.tier_share(analysis)
    if not frame["money"].gt(0).any():
        words = "No customer has brought more money than was refunded: there is no value to share out."
        st.info(words, icon=":material/info:")
        return
    st.markdown(show.escape(tells.tiers(frame, analysis.dataset.currency)))
    st.caption("Where one tier ends and the next begins is set in the sidebar, under Value tiers.")
    limits = analysis.settings
    if limits.medium_share <= limits.heavy_share:
        st.warning(
            f"Medium ends at {limits.medium_share:.0%} of revenue, before heavy does ({limits.heavy_share:.0%}): "
            "nobody is medium. Move one of them in the sidebar.",
            icon=":material/tune:",
        )
    show.charts(analysis, "segments_tiers")
    profile = views.tier_profile(analysis)
    st.header("Profile of each tier")
    cards.profile(analysis, profile, "tier_profile")
    named = analysis.customers[["customer_id", "revenue", "clv"]].assign(tier=views.tiers(analysis))
    show.download(named, "customers_by_tier", "Download all customers with their tier")


def own_groups(analysis: core.Analysis) -> None:
    """A grouping that the file brings, profiled and held against the six segments."""
    names = views.lens_columns(analysis)
    if not names:
        st.info("The file has no column that groups customers, such as a segment, a country or a gender.")
        return
    lens = st.selectbox("Group by", names, key="lens", format_func=label_of, bind="query-params")
    profile = views.lens_profile(analysis, lens)
    cards.profile(analysis, profile, "group_profile")
    if analysis.has("segment"):
        st.header("Against the six segments")
        crossed = views.lens_by_rules(analysis, lens)
        st.altair_chart(draw.crossed(crossed), alt="Share of each group's customers in each of the six segments.")
        show.numbers(crossed, "groups_by_segment", analysis.dataset.currency)
