"""Who is slipping away, and what is it worth?"""

import streamlit as st

from core.insight.risk import is_at_risk
from core.present import views
from core.words import count, share
from pages.shared import ahead, cards, learned, session, show

analysis = session.analysis()
show.head("At risk", "Which valuable customers are slipping away, and how much revenue goes with them?")
show.notes(analysis, "risk", "churn")
if analysis.has("churned"):
    lost = int((analysis.customers["churned"] == 1).sum())
    part = share(lost / len(analysis.customers))
    st.markdown(f"The file marks {count(lost, 'customer')} ({part}) as already lost.")
if analysis.has("churn_probability"):
    listed = analysis.customers[is_at_risk(analysis.customers, analysis.settings)]
    cards.of_list(
        analysis,
        {
            "Customers at risk": (len(listed), "count"),
            "Share of customers": (len(listed) / max(1, len(analysis.customers)), "share"),
            "Revenue at stake": (listed["value_at_stake"].sum(min_count=1), "money"),
            "Mean churn probability": (listed["churn_probability"].mean(), "share"),
        },
    )
    show.basis(analysis, "churn_probability", "value_at_stake")
    limit = analysis.settings
    worth = f" and lifetime value above percentile {limit.at_risk_value_percentile}" if analysis.has("clv") else ""
    st.markdown(
        f"On the list: churn probability of at least {limit.churn_threshold:.0%}{worth}. The limits are in the sidebar."
    )
    learned.explain(analysis)
    ahead.worth(analysis, listed)
    if len(listed):
        show.table(views.at_risk(analysis, show.SHOWN_ROWS), analysis.dataset.currency, height=420, of=len(listed))
        show.download(lambda: views.at_risk(analysis), "customers_at_risk", "Download the whole list as CSV")
    else:
        st.success("Nobody is on the list under these limits.", icon=":material/check_circle:")
    show.charts(analysis, "at_risk")
