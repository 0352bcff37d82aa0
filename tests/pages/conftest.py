"""Each test of a page begins with an empty store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st


@pytest.fixture(autouse=True)
def fresh_store() -> Iterator[None]:
    yield
    st.cache_resource.clear()
