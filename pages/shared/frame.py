"""The frame around every page: navigation, settings, and the line that says which data is shown."""

from __future__ import annotations

import streamlit as st

from pages.shared import faults, reading, session, visit

# Per section: file, title, icon, and the groups of settings that the page turns most. The file's name is the link.
PAGES: dict[str, list[tuple[str, str, str, tuple[str, ...]]]] = {
    "Start": [
        ("pages/start/data.py", "Data", "database", ()),
    ],
    "Understand": [
        ("pages/understand/overview.py", "Overview", "dashboard", ("Segment thresholds",)),
        ("pages/understand/segments.py", "Segments", "groups", ("Segment thresholds",)),
        ("pages/understand/behavior.py", "Behavior", "shopping_cart", ()),
        ("pages/understand/value.py", "Value", "payments", ("Segment thresholds",)),
        ("pages/understand/engagement.py", "Engagement", "favorite", ()),
    ],
    "Act": [
        ("pages/act/at_risk.py", "At risk", "warning", ("Segment thresholds", "Lists")),
        ("pages/act/high_potential.py", "High potential", "trending_up", ("Lists",)),
        ("pages/act/recommendations.py", "Recommendations", "lightbulb", ()),
        ("pages/act/customer.py", "Customer", "person_search", ()),
    ],
}
FIRST = "Overview"


def run() -> None:
    """Draw the frame and the page that the visitor asked for."""
    with faults.without_values():
        _run()


def _run() -> None:
    st.set_page_config(page_title="Customer behavior", page_icon="docs/images/icon.png", layout="wide")
    page = st.navigation(
        {
            section: [
                st.Page(file, title=title, icon=f":material/{icon}:", default=title == FIRST)
                for file, title, icon, _ in entries
            ]
            for section, entries in PAGES.items()
        },
        expanded=True,
    )
    opened = {title: group for entries in PAGES.values() for _, title, _, group in entries}
    session.start()
    if page.title != "Data":
        # The list of uploads is empty when the visitor comes back: nothing can be done with what was read.
        reading.forget_all_but([])
        visit.forget_uploads()
    session.sidebar(opened[page.title])
    session.data_line()
    page.run()
