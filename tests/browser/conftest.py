"""A real server and a real browser. Skipped with a reason where there is no Chromium, except in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.servers import Server, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM:
        return
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.skip(reason="There is no Chromium on this machine."))


def pytest_sessionstart(session: pytest.Session) -> None:
    if os.environ.get("CI") and not CHROMIUM:
        pytest.exit("CI needs Chromium for the browser tests.", returncode=3)


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the server would put temporary files."""
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, scratch: Path) -> Iterator[Server]:
    """One server for all tests: whatever one of them does to it, the others have to be served."""
    with serving(tmp_path_factory.mktemp("server") / "log.txt", TMPDIR=str(scratch)) as running:
        yield running


@pytest.fixture(scope="session")
def server(running: Server) -> str:
    """Its address."""
    return running.address


@pytest.fixture
def cold_server(tmp_path: Path) -> Iterator[str]:
    """A server that nobody has visited yet."""
    with serving(tmp_path / "log.txt") as running:
        yield running.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()
