"""What customers have brought so far, and how much of it rests on a few."""

from __future__ import annotations

import streamlit as st

import core
from core.present import views
from core.words import count, share
from pages.shared import cards, show


def value(analysis: core.Analysis) -> None:
    """Lifetime value: figures, charts, the list of high-value customers, statistics."""
    show.notes(analysis, "value")
    show.basis(analysis, "clv", "revenue")
    cards.headline(analysis, "value")
    show.charts(analysis, "value")
    if analysis.has("clv") and analysis.customers["clv"].sum() > 0:
        currency = analysis.dataset.currency
        listed = views.high_value(analysis)
        held = listed["clv"].sum() / total if (total := analysis.customers["clv"].sum()) > 0 else float("nan")
        top = 100 - analysis.settings.high_value_percentile
        st.header("High-value customers")
        st.markdown(
            f"{count(len(listed), 'customer')} above percentile {analysis.settings.high_value_percentile} "
            f"(the top {top}%) hold {share(held)} of all lifetime value."
        )
        show.table(listed, currency)
        show.download(listed, "high_value_customers")
        with st.expander("Statistics of lifetime value", icon=":material/functions:"):
            show.table(views.value_statistics(analysis), currency)
            show.download(views.value_statistics(analysis), "value_statistics")
        if analysis.has("segment"):
            with st.expander("Lifetime value by segment", icon=":material/groups:"):
                show.table(views.clv_by_segment(analysis), currency)
