"""What to do next?"""

import streamlit as st

from core.insight.recommendations import audience
from core.present import views
from core.words import count, money
from pages.shared import session, show

analysis = session.analysis()
show.head("Recommendations", "What should you do next, for whom, and how much money is it about?")
show.basis(analysis, "clv", "churn_probability", "value_at_stake")
advice = views.recommend(analysis)
if advice.empty:
    st.info(
        "The data supports no advice yet: it needs lifetime value or purchases, a churn probability, or preferences.",
        icon=":material/info:",
    )
for row in advice.to_dict("records"):
    with st.container(border=True):
        st.badge(row["area"], color="blue")
        st.subheader(show.escape(row["recommendation"]))
        worth = money(row["worth"], analysis.dataset.currency)
        known = f" · {worth} {row['worth_basis']}" if row["worth"] == row["worth"] else ""
        st.caption(show.escape(f"{count(row['customers'], 'customer')}{known}"))
        st.markdown(show.escape(row["why"]))
        st.markdown(f"**What to do:** {show.escape(row['what_to_do'])}")
        show.download(
            lambda key=row["key"]: audience(key, analysis.customers, analysis.settings).to_frame(),
            f"list_{row['key']}",
            "Download the customers",
        )
if len(advice):
    show.download(advice, "recommendations", "Download all recommendations")
