"""Which kinds of customers are there?"""

import streamlit as st

from pages.shared import groupings, own_rule, past, session, show

analysis = session.analysis()
show.head("Segments", "Which kinds of customers do you have, how many are they, and what are they worth?")
ways = {
    "Six segments": groupings.six_segments,
    "Clusters": groupings.clusters,
    "RFM map": groupings.rfm,
    "Value tiers": groupings.value_tiers,
    "Your own groups": groupings.own_groups,
    "Describe a group": own_rule.build,
    "Do they predict": past.check,
    "Movement": past.movement,
}
tabs = st.tabs(list(ways), key="segment_view", on_change="rerun", bind="query-params")
for tab, draw in zip(tabs, ways.values(), strict=True):
    # A closed tab does no work.
    if tab.open:
        with tab:
            draw(analysis)
