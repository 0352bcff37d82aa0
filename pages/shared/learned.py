"""How churn was learned from the file's own label, and how far it can be trusted."""

from __future__ import annotations

import streamlit as st

import core
from core.present import draw, tells_ahead
from core.schema import label_of
from core.words import share
from pages.shared import show


def explain(analysis: core.Analysis) -> None:
    """The quality of what was learned, and the columns left out; nothing where nothing was learned."""
    learned = analysis.learned
    if learned is None:
        return
    if learned.told:
        names = ", ".join(
            f"“{label_of(name)}” (right in {share(area)} of pairs)" for name, area in learned.told.items()
        )
        used = analysis.settings.telling_columns == "used"
        what = "was used all the same" if used else "was left out"
        st.warning(
            show.escape(
                "This gives away who has left, as only what was written down afterwards or a prediction of it does, "
                f"and {what}: {names}. Change it in the sidebar, under Forecast."
            ),
            icon=":material/visibility_off:",
        )
    with st.expander("How the risk was learned, and how right it is", icon=":material/model_training:"):
        st.markdown(show.escape(tells_ahead.learned(learned)))
        words = tells_ahead.calibration(learned.calibration)
        st.caption(show.escape(words))
        st.altair_chart(
            draw.reliability(learned.calibration, "Churn probability that was said", "Share who left"), alt=words
        )
        show.numbers(learned.calibration, "learned_risk", analysis.dataset.currency)
