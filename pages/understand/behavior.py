"""How do customers buy?"""

import streamlit as st

from pages.shared import cards, session, show

analysis = session.analysis()
show.head("Behavior", "How often do customers buy, how much at a time, what, and do they come back?")
show.notes(analysis, "behavior")
cards.headline(analysis, "behavior")
show.charts(analysis, "behavior")
st.header("Cohorts")
st.markdown("Customers who first bought in the same period, followed over time.")
show.charts(analysis, "behavior_cohorts", columns=1)
