"""Which kinds of customers are there?"""

import streamlit as st

from core.insight.segments import SEGMENTS
from core.present import draw, views
from core.schema import label_of
from pages.shared import cards, session, show

analysis = session.analysis()
currency = analysis.dataset.currency
show.head("Segments", "Which kinds of customers do you have, how many are they, and what are they worth?")
rules, clusters, rfm, lenses = st.tabs(
    ["Six segments", "Clusters", "RFM map", "Your own groups"],
    key="segment_view",
    on_change="rerun",
    bind="query-params",
)
if rules.open:
    with rules:
        show.notes(analysis, "segments")
        if analysis.has("segment"):
            profile = views.segment_profile(analysis)
            cards.segments(analysis, profile)
            show.basis(analysis, "clv", "loyalty_score", "churn_probability")
            st.header("Profile of each segment")
            show.table(profile, currency)
            show.download(profile, "segment_profile")
            assigned = analysis.customers[["customer_id", "segment", "clv", "churn_probability"]]
            show.download(assigned, "customers_by_segment", "Download all customers with their segment")
            with st.expander("The rules, in order: the first one that holds names the customer"):
                for segment in SEGMENTS:
                    st.markdown(f"**{segment.name}**: {segment.rule}. {segment.meaning} {segment.focus}")
if clusters.open:
    with clusters:
        found = analysis.clusters
        if found is None:
            st.info(
                "There is nothing to tell customers apart: clustering needs a number that differs between at least "
                "three customers.",
                icon=":material/info:",
            )
        else:
            st.markdown(show.escape(cards.clusters_words(found)))
            st.markdown("The number of clusters and the metrics are in the sidebar, under Clusters.")
            show.charts(analysis, "segments_clusters")
            if st.toggle("Turn the map in space (3-D)", key="in_space"):
                st.plotly_chart(draw.cluster_space(views.cluster_map(analysis)), key="space")
            profile = views.cluster_profile(analysis)
            st.header("Profile of each cluster")
            show.table(profile, currency)
            show.download(profile, "cluster_profile")
            labelled = analysis.customers[["customer_id", *found.metrics]].assign(cluster=found.labels)
            show.download(labelled, "customers_by_cluster", "Download all customers with their cluster")
if rfm.open:
    with rfm:
        show.notes(analysis, "rfm")
        st.markdown(
            "Each customer scores 1 to 5 for recency, frequency and money: 1 plus five times the share of customers "
            "who are strictly worse. Equal customers always score equal."
        )
        show.charts(analysis, "segments_rfm")
        if analysis.has("rfm_segment"):
            scores = analysis.customers[
                [
                    "customer_id",
                    "rfm_segment",
                    "r_score",
                    "f_score",
                    "m_score",
                    "orders",
                    "revenue",
                    "days_since_purchase",
                ]
            ]
            show.download(scores, "rfm_scores", "Download all customers with their scores")
if lenses.open:
    with lenses:
        names = views.lens_columns(analysis)
        if not names:
            st.info("The file has no column that groups customers, such as a segment, a country or a gender.")
        else:
            lens = st.selectbox("Group by", names, key="lens", format_func=label_of, bind="query-params")
            profile = views.lens_profile(analysis, lens)
            show.table(profile, currency)
            show.download(profile, "group_profile")
            if analysis.has("segment"):
                st.header("Against the six segments")
                crossed = views.lens_by_rules(analysis, lens)
                st.altair_chart(
                    draw.crossed(crossed), alt="Share of each group's customers in each of the six segments."
                )
                show.numbers(crossed, "groups_by_segment", currency)
