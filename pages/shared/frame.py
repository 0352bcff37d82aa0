"""The frame around every page: navigation, settings, and the line that says which data is shown."""

from __future__ import annotations

import streamlit as st

from pages.shared import session


def sections() -> dict[str, list[st.Page]]:
    """The pages by section of the navigation; one folder of `pages` each."""
    return {
        "Start": [
            st.Page("pages/start/data.py", title="Data", icon=":material/database:"),
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


def run() -> None:
    """Draw the frame and the page that the visitor asked for."""
    st.set_page_config(page_title="Customer behavior", page_icon=":material/insights:", layout="wide")
    page = st.navigation(sections(), expanded=True)
    session.start()
    session.sidebar(OPENED.get(page.title))
    session.data_line()
    page.run()


def hand_over() -> None:
    """Pass a visit that Streamlit began outside the frame on to it; see docs/decisions/0002."""
    st.navigation(sections(), position="hidden")
    st.rerun()
