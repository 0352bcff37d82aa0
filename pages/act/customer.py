"""One customer, all figures."""

import streamlit as st

from core.present import views
from core.words import count
from pages.shared import ahead, cards, session, show

analysis = session.analysis()
show.head("Customer", "What is known about one customer, and how does that compare with everybody else?")
ids = analysis.customers["customer_id"]
# Not in the link: an id may be an e-mail address, and links are passed on and logged.
asked = st.text_input(
    "Customer id", key="customer", placeholder=str(ids.iloc[0]), persist_state="session", type="search"
)
if not asked:
    st.caption("Type an id, or the beginning of one. The lists on the other pages have the ids.")
    st.stop()
if not (ids == asked).any():
    near = ids[ids.str.contains(asked, case=False, regex=False)].head(20)
    st.info(f"No customer has exactly this id; {count(len(near), 'id')} shown that contain it.")
    show.table(near.to_frame())
    st.stop()
ahead.one(analysis, asked)
for words in views.listed_because(analysis, asked):
    st.markdown(show.escape(words))
show.basis(analysis, "clv", "churn_probability")
cards.customer(analysis, views.one_customer(analysis, asked))
