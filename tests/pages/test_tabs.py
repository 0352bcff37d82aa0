"""Every tab of the pages that have some, with every kind of data."""

from __future__ import annotations

import pytest

from tests.pages.opening import DATA, open_tab


@pytest.mark.parametrize(
    "tab",
    ["Clusters", "RFM map", "Value tiers", "Your own groups", "Describe a group", "Do they predict", "Movement"],
)
@pytest.mark.parametrize("data", DATA)
def test_every_tab_of_the_segments_page(tab: str, data: str) -> None:
    assert not open_tab("segments", tab, DATA[data]).exception


@pytest.mark.parametrize("tab", ["Months ahead", "Checked on the past"])
@pytest.mark.parametrize("data", DATA)
def test_every_tab_of_the_value_page(tab: str, data: str) -> None:
    app = open_tab("value", tab, DATA[data])
    assert not app.exception
    sentences = [block.value for block in (*app.info, *app.success, *app.warning, *app.markdown)]
    assert any(" expected " in text or "A forecast " in text for text in sentences)
