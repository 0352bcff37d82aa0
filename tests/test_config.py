"""The server's settings that keep uploads bounded, faults silent, and nothing leaving the machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from streamlit import config

from pages.shared.store import MOST_BYTES

ROOT = Path(__file__).parents[1]
WRITTEN = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
# What is written in the file, and what holds because Streamlit's own default is the safe one.
SAFE = {
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.disableDataExport": True,
    "client.toolbarMode": "viewer",
    "browser.gatherUsageStats": False,
}


def in_force(option: str) -> object:
    """The value of an option: the file's, else Streamlit's default."""
    section, name = option.split(".")
    return WRITTEN.get(section, {}).get(name, config.get_option(option))


@pytest.mark.parametrize("option", SAFE)
def test_the_safe_value_is_in_force(option: str) -> None:
    assert in_force(option) == SAFE[option]


@pytest.mark.parametrize("option", [f"{section}.{name}" for section in WRITTEN for name in WRITTEN[section]])
def test_streamlit_knows_every_option_that_is_written(option: str) -> None:
    section, name = option.split(".")
    if section != "theme":
        assert config.get_option(option) is not None
        assert isinstance(WRITTEN[section][name], type(config.get_option(option)))


def test_an_upload_is_bounded_and_the_page_names_the_bound() -> None:
    most = WRITTEN["server"]["maxUploadSize"]
    assert 0 < most <= 200
    assert most * 1_000_000 < MOST_BYTES
    words = " ".join(path.read_text("utf-8") for path in (ROOT / "pages").rglob("*.py"))
    assert set(re.findall(r"[Uu]p to (\d+) MB", words)) == {str(most)}


def test_a_closed_session_is_not_kept_for_long() -> None:
    assert 0 < WRITTEN["server"]["disconnectedSessionTTL"] <= 120


def test_no_secret_and_no_static_folder_lies_in_the_project() -> None:
    assert not (ROOT / "static").exists()
    assert not (ROOT / ".streamlit" / "secrets.toml").exists()
    assert ".streamlit/secrets.toml" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
