"""What goes with value?"""

import streamlit as st

from core.insight.engagement import ENGAGEMENT, VALUE
from core.present import draw, views
from core.schema import label_of
from pages.shared import cards, session, show

analysis = session.analysis()
show.head("Engagement", "Which kinds of engagement go with value, and how do segments differ in them?")
show.notes(analysis, "engagement")
cards.headline(analysis, "engagement")
known = [name for name in (*ENGAGEMENT, *VALUE) if name in analysis.metrics]
known = known if len(known) > 1 else list(analysis.metrics[:8])
others = [name for name in analysis.metrics if name not in known]
extra = st.multiselect("Add metrics", others, key="extra_metrics", format_func=label_of, bind="query-params")
pairs = views.engagement_correlations(analysis, (*known, *extra))
st.header("What goes together")
st.markdown(
    "Rank correlation (Spearman): 1 means that customers who rank high in one rank high in the other, −1 the opposite, "
    "0 that the two have nothing to do with each other. It does not say what causes what."
)
if pairs.empty:
    st.info("The file has fewer than two metrics to compare.", icon=":material/info:")
else:
    honest = pairs[~pairs["same_formula"]].dropna(subset="correlation")
    if len(honest):
        top = honest.loc[honest["correlation"].abs().idxmax()]
        st.markdown(
            show.escape(
                f"Strongest pair: {top['first']} and {top['second']}, {top['correlation']:+.2f} "
                f"(between {top['low']:+.2f} and {top['high']:+.2f}, {top['customers']:,} customers)."
            )
        )
    st.altair_chart(draw.correlation_map(pairs), alt="Rank correlations of all pairs; the table below has the figures.")
    st.caption("Gray: pairs that share a formula, so that they go together by construction.")
    show.table(pairs)
    show.download(pairs, "correlations")
if analysis.has("segment") and (known or others):
    st.header("By segment")
    chosen = st.selectbox("Metric", [*known, *others], key="segment_metric", format_func=label_of, bind="query-params")
    if chosen:
        frame = views.metric_by_segment(analysis, chosen)
        finding = cards.metric_finding(frame, analysis.dataset.currency)
        st.caption(show.escape(finding))
        st.altair_chart(draw.means(frame), alt=finding)
        show.numbers(frame, "metric_by_segment", analysis.dataset.currency)
