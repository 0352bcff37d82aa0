"""The frame around every page: navigation, settings, and the line that says which data is shown."""

import streamlit as st

from pages.shared import session

PAGES = {
    "Start": [
        st.Page("pages/start/data.py", title="Data", icon=":material/database:", url_path="data"),
    ],
    "Understand": [
        st.Page("pages/understand/overview.py", title="Overview", icon=":material/dashboard:", default=True),
        st.Page("pages/understand/segments.py", title="Segments", icon=":material/groups:"),
        st.Page("pages/understand/behavior.py", title="Behavior", icon=":material/shopping_cart:"),
        st.Page("pages/understand/value.py", title="Value", icon=":material/payments:"),
        st.Page("pages/understand/engagement.py", title="Engagement", icon=":material/favorite:"),
    ],
    "Act": [
        st.Page("pages/act/at_risk.py", title="At risk", icon=":material/warning:"),
        st.Page("pages/act/high_potential.py", title="High potential", icon=":material/trending_up:"),
        st.Page("pages/act/recommendations.py", title="Recommendations", icon=":material/lightbulb:"),
        st.Page("pages/act/customer.py", title="Customer", icon=":material/person_search:"),
    ],
}
# The group of settings that a page turns most.
OPENED = {
    "Overview": "Segment thresholds", "Segments": "Segment thresholds", "Value": "Segment thresholds",
    "At risk": "Lists", "High potential": "Lists",
}  # fmt: skip

st.set_page_config(page_title="Customer behavior", page_icon=":material/insights:", layout="wide")
page = st.navigation(PAGES, expanded=True)
session.start()
session.sidebar(OPENED.get(page.title))
session.data_line()
page.run()
