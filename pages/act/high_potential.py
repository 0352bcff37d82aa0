"""Who could be worth more?"""

import streamlit as st

from core.insight.risk import high_value_limit, is_high_potential
from core.present import views
from pages.shared import ahead, cards, session, show

analysis = session.analysis()
show.head("High potential", "Which customers are not of high value yet, but show what usually comes before it?")
show.notes(analysis, "value")
if not analysis.has("clv", "potential_score"):
    st.info(
        "The list needs lifetime value, and at least one of frequency, loyalty, engagement, satisfaction and income.",
        icon=":material/info:",
    )
else:
    listed = analysis.customers[is_high_potential(analysis.customers, analysis.settings)]
    start = high_value_limit(analysis.customers, analysis.settings)
    short = views.high_potential(analysis, show.SHOWN_ROWS)
    cards.of_list(
        analysis,
        {
            "High potential": (len(listed), "count"),
            "Share of customers": (len(listed) / max(1, len(analysis.customers)), "share"),
            "Mean lifetime value": (listed["clv"].mean(), "money"),
            "Median gap to high value": (start - listed["clv"].median(), "money"),
        },
    )
    show.basis(analysis, "clv")
    limit = analysis.settings
    st.markdown(
        f"On the list: potential score above percentile {limit.potential_percentile}, lifetime value below percentile "
        f"{limit.high_value_percentile}, churn probability below {limit.churn_threshold:.0%} where it is known. "
        "The potential score is the mean rank in frequency, loyalty, engagement, satisfaction and income, as far as "
        "the data has them. The limits are in the sidebar."
    )
    ahead.worth(analysis, listed)
    if len(listed):
        show.table(short, analysis.dataset.currency, height=460, of=len(listed))
        show.download(
            lambda: views.high_potential(analysis), "customers_of_high_potential", "Download the whole list as CSV"
        )
    else:
        st.info("Nobody is on the list under these limits.", icon=":material/info:")
