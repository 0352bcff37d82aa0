"""A visit is over when its page has been closed for a while: then, and not before, what it held is given back."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.helpers import visit
from tests.browser.servers import serving

APP = """
from pathlib import Path
import streamlit as st
from pages.shared import visit

visit.begin(lambda visitor: Path({told!r}).write_text(visitor))
st.title("A visit")
"""
TTL_SECONDS = 3


def test_the_end_of_a_visit_is_told_once_it_is_over_though_nobody_else_comes(browser: Browser, tmp_path: Path) -> None:
    told, script = tmp_path / "told.txt", tmp_path / "app.py"
    script.write_text(APP.format(told=str(told)))
    option = f"--server.disconnectedSessionTTL={TTL_SECONDS}"
    with serving(tmp_path / "log.txt", option, script=str(script)) as server:
        page = browser.new_context().new_page()
        visit(page, server.address)
        page.wait_for_timeout(TTL_SECONDS * 1_000)
        assert not told.exists(), "the visitor is still there"
        page.context.close()
        time.sleep(TTL_SECONDS / 3)
        assert not told.exists(), "the visitor may still come back"
        deadline = time.monotonic() + 30
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert told.exists()
        assert "Traceback" not in server.words()
