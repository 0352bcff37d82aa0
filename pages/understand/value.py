"""What are customers worth, and how is that spread?"""

import streamlit as st

from pages.shared import ahead, session, show, sofar

analysis = session.analysis()
show.head("Value", "What are your customers worth, and how much of it rests on a few?")
ways = {"So far": sofar.value, "Months ahead": ahead.months, "Checked on the past": ahead.check}
tabs = st.tabs(list(ways), key="value_view", on_change="rerun", bind="query-params")
for tab, draw in zip(tabs, ways.values(), strict=True):
    # A closed tab does no work.
    if tab.open:
        with tab:
            draw(analysis)
