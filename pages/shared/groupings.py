"""The four ways to group customers, one function per tab of the segments page."""

from __future__ import annotations

import streamlit as st

import core
from core.insight.segments import SEGMENTS
from core.present import draw, views
from core.schema import label_of
from pages.shared import cards, show


def six_segments(analysis: core.Analysis) -> None:
    """The named rules: counts, shares, profile, meaning and focus."""
    show.notes(analysis, "segments")
    if not analysis.has("segment"):
        return
    profile = views.segment_profile(analysis)
    cards.segments(analysis, profile)
    show.basis(analysis, "clv", "loyalty_score", "churn_probability")
    st.header("Profile of each segment")
    cards.profile(analysis, profile, "segment_profile")
    assigned = analysis.customers[["customer_id", "segment", "clv", "churn_probability"]]
    show.download(assigned, "customers_by_segment", "Download all customers with their segment")
    with st.expander("The rules, in order: the first one that holds names the customer"):
        for segment in SEGMENTS:
            st.markdown(f"**{segment.name}**: {segment.rule}. {segment.meaning} {segment.focus}")


def clusters(analysis: core.Analysis) -> None:
    """KMeans: how k was chosen, what sets the groups apart, and the map."""
    found = analysis.clusters
    if found is None:
        lacking = "a number that differs between at least three customers"
        st.info(f"There is nothing to tell customers apart: clustering needs {lacking}.", icon=":material/info:")
        return
    st.markdown(show.escape(cards.clusters_words(found)))
    st.markdown("The number of clusters and the metrics are in the sidebar, under Clusters.")
    show.charts(analysis, "segments_clusters")
    if st.toggle("Turn the map in space (3-D)", key="in_space"):
        st.plotly_chart(draw.cluster_space(views.cluster_map(analysis)), key="space")
    profile = views.cluster_profile(analysis)
    st.header("Profile of each cluster")
    cards.profile(analysis, profile, "cluster_profile")
    labelled = analysis.customers[["customer_id", *found.metrics]].assign(cluster=found.labels)
    show.download(labelled, "customers_by_cluster", "Download all customers with their cluster")


def rfm(analysis: core.Analysis) -> None:
    """Recency, frequency and monetary scores with their map."""
    show.notes(analysis, "rfm")
    st.markdown(
        "Each customer scores 1 to 5 for recency, frequency and money: 1 plus five times the share of customers who "
        "are strictly worse. Equal customers always score equal. The names come from the three scores alone; the six "
        "segments also use loyalty and churn, so one name has other members there."
    )
    show.charts(analysis, "segments_rfm")
    if analysis.has("rfm_segment"):
        names = ["rfm_segment", "r_score", "f_score", "m_score", "orders", "revenue", "days_since_purchase"]
        scores = analysis.customers[["customer_id", *names]]
        show.download(scores, "rfm_scores", "Download all customers with their scores")


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
