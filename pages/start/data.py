"""Which data is analyzed, and what happened to it on the way?"""

import streamlit as st

import core
from core.data.sample import FOLDER
from core.words import count
from pages.shared import session, show, upload

show.head("Data", "Which data do you want to look at, and what happened to it on the way?")
if st.session_state.pop("just_loaded", False):
    st.success("The data is loaded. All pages show it now.", icon=":material/check_circle:")
    st.page_link("pages/understand/overview.py", label="Go to the overview", icon=":material/dashboard:")
own, generated, sample = st.tabs(["Your own file", "Generated customers", "Sample shop"])
with own:
    upload.section()
with generated:
    st.markdown("Customers that do not exist, drawn from a known process: to try things out, or to test them.")
    with st.form("generate"):
        n_customers = st.number_input("Customers", 100, 1_000_000, 10_000, 100, key="n_customers")
        months = st.number_input("Months of history", 6, 60, 24, key="n_months")
        seed = st.number_input("Seed", 0, 999_999_999, 7, key="n_seed", help="The same seed gives the same customers.")
        if st.form_submit_button("Generate", icon=":material/casino:"):
            try:
                with st.spinner("Generating…", show_time=True):
                    session.use_generated(n_customers, seed, months)
            except core.DataError as error:
                st.error(str(error), icon=":material/error:")
            else:
                st.session_state["just_loaded"] = True
                st.rerun()
with sample:
    st.markdown("A shop of 2,000 customers and two years of purchases. Nobody in it exists.")
    if st.button("Use the sample shop", icon=":material/storefront:"):
        st.session_state.update(source=session.SAMPLE, fingerprint=None)
        st.rerun()
    st.caption("Example files to see what an upload can look like:")
    with st.container(horizontal=True):
        for name in ("purchases.csv", "customers.csv", "dirty_orders.csv"):
            st.download_button(name, (FOLDER / name).read_bytes(), name, "text/csv", on_click="ignore", key=name)

entry = session.current()
if entry is not None:
    analysis = session.analysis()
    # A new file above may still wait for its confirmation: what follows is not about that one.
    st.header(show.escape(f"Data in use now: {analysis.dataset.name}"))
    st.subheader("Cleaning report")
    show.report(entry.dataset)
    aside = entry.dataset.report.set_aside
    if len(aside):
        show.download(aside, "rows_set_aside", f"Download the {count(len(aside), 'row')} set aside, with the reason")
    st.subheader("Preview")
    known = [name for name in analysis.customers if analysis.has(name)]
    preview = analysis.customers[known].head(50)
    show.table(preview, analysis.dataset.currency)
    st.caption(
        f"{len(preview)} of {count(len(analysis.customers), 'customer')}, with every figure that the data gives."
    )
    show.download(analysis.customers[known], "customers", "Download all customers with all figures")
