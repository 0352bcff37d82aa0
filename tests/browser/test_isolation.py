"""Nobody sees another's data: not on a page, in a frame, in a download, a link or a log; and nothing stays on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import Browser, Page, WebSocket, expect
from streamlit.testing.v1 import AppTest

import core
from pages.shared import session
from tests.browser.helpers import analyze, settle, upload, visit
from tests.browser.servers import Server
from tests.browser.walking import TITLES, look_at_customer

APP = str(Path(__file__).parents[2] / "streamlit_app.py")
OWNERS = ("alpha", "bravo")
# Ways in which a link might ask for data by what the server knows it by.
LINKS = ["?data={}", "?data=file&fingerprint={}", "data?data={}"]


def canary(owner: str) -> str:
    """The word that is in every value of an owner's file and nowhere else."""
    return f"canary{owner}"


def purchases_of(owner: str) -> str:
    """An order export in which every text tells whose it is."""
    own = canary(owner)
    rows = [
        f"{own}-{i % 40:03d},{own} name {i % 40},{own}{i % 40}@shop.example,2025-{1 + i % 12:02d}-{1 + i % 28:02d},"
        f"{10 + i % 90}.5,{own} goods {i % 4},{own} article {i % 9},{own} land {i % 3}"
        for i in range(600)
    ]
    return "customer id,customer name,email,date,amount,category,product,country\n" + "\n".join(rows)


@dataclass
class Visitor:
    """A browser of its own, with all that reached it."""

    page: Page
    owner: str
    received: list[bytes] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("websocket", self._listen)
        self.page.on("framenavigated", lambda frame: self.links.append(frame.url))
        self.page.on("request", lambda request: self.links.append(request.url))

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.received.append(_bytes(frame)))

    def look(self) -> None:
        """Keep what the page holds."""
        self.received.append(self.page.content().encode())
        self.links.append(self.page.url)

    def download_everything(self) -> None:
        """Take along every file that the page offers."""
        for button in self.page.get_by_test_id("stDownloadButton").get_by_role("button").all():
            if button.is_visible():
                with self.page.expect_download() as waiting:
                    button.click()
                self.received.append(Path(waiting.value.path()).read_bytes())

    def has_received(self, word: str) -> bool:
        """Whether a word was in anything that reached the browser."""
        return any(word.encode() in piece for piece in self.received)


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


def visitor_to(browser: Browser, owner: str) -> Visitor:
    """Somebody with a browser of their own."""
    visitor = Visitor(browser.new_context(accept_downloads=True).new_page(), owner)
    visitor.page.set_default_timeout(60_000)
    return visitor


def look_at_own_file(visitor: Visitor, server: Server, folder: Path) -> None:
    """Upload a file full of the owner's canary and have it analyzed."""
    (folder / f"{visitor.owner}.csv").write_text(purchases_of(visitor.owner))
    visit(visitor.page, f"{server.address}/data")
    upload(visitor.page, folder / f"{visitor.owner}.csv")
    analyze(visitor.page)


def test_two_visitors_at_once_never_get_a_word_of_each_other(
    browser: Browser, running: Server, scratch: Path, tmp_path: Path
) -> None:
    visitors = [visitor_to(browser, owner) for owner in OWNERS]
    for visitor in visitors:
        look_at_own_file(visitor, running, tmp_path)
    for title in TITLES:
        go_at_once([visitor.page for visitor in visitors], title)
        look_at_each_tab_at_once(visitors)
    for visitor, other in zip(visitors, reversed(visitors), strict=True):
        look_at_customer(visitor.page, f"{canary(visitor.owner)}-007")
        visitor.look()
        look_at_customer(visitor.page, f"{canary(other.owner)}-007")
        expect(visitor.page.get_by_text("No customer has exactly this id; 0 ids")).to_be_visible()
    stranger = visitor_to(browser, "nobody")
    follow_guessed_links(stranger, running, core.load(tmp_path / "alpha.csv").fingerprint)
    for visitor in visitors:
        others = [owner for owner in OWNERS if owner != visitor.owner]
        assert visitor.has_received(canary(visitor.owner)), "the walk saw nothing"
        assert [owner for owner in others if visitor.has_received(canary(owner))] == []
    assert not stranger.has_received("canary")
    for visitor in (*visitors, stranger):
        assert [link for link in visitor.links if "canary" in link] == []
        visitor.page.context.close()
    assert "canary" not in running.words()
    assert list(scratch.rglob("*")) == []


def go_at_once(pages: list[Page], title: str) -> None:
    """Have the same page drawn for several visitors at the same time."""
    for page in pages:
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).first.click()
    for page in pages:
        expect(page.locator("h1").first).to_contain_text(title)
        settle(page)


def look_at_each_tab_at_once(visitors: list[Visitor]) -> None:
    """Have the same tab drawn for several visitors at the same time, and keep what each page holds and offers."""
    tabs = [visitor.page.get_by_test_id("stMain").get_by_role("tab") for visitor in visitors]
    for number in range(max(1, tabs[0].count())):
        for tab in tabs:
            if number:
                tab.nth(number).click()
        for visitor in visitors:
            if number:
                settle(visitor.page)
            visitor.look()
            visitor.download_everything()


def follow_guessed_links(stranger: Visitor, server: Server, fingerprint: str) -> None:
    """Ask for data that is on the server at this moment, by all that could name it."""
    for link in LINKS:
        visit(stranger.page, f"{server.address}/{link.format(fingerprint)}")
        stranger.look()
        known = stranger.page.get_by_text("Sample shop").or_(stranger.page.get_by_text("Your file is not loaded"))
        expect(known.first).to_be_visible()


UNREADABLE = {
    "page.csv": "<!doctype html><title>canaryfail</title>",
    "broken.xlsx": "PK\x03\x04 canaryfail",
    "wide.csv": "canaryfail," * 3_000,
    "one.csv": "canaryfail",
}
NOTHING_TO_ANALYZE = "customer,order date,amount\n" + "canaryfail,never,canaryfail\n" * 30


def test_files_that_fail_leave_no_word_in_the_log(page: Page, running: Server, scratch: Path, tmp_path: Path) -> None:
    for name, content in UNREADABLE.items():
        (tmp_path / name).write_text(content)
    (tmp_path / "dates.csv").write_text(NOTHING_TO_ANALYZE)
    visit(page, f"{running.address}/data")
    chooser = page.get_by_test_id("stFileUploader").locator("input[type=file]")
    chooser.set_input_files([tmp_path / name for name in UNREADABLE])
    expect(page.get_by_test_id("stAlert")).to_have_count(len(UNREADABLE))
    visit(page, f"{running.address}/data")
    upload(page, tmp_path / "dates.csv")
    go_on = page.get_by_role("button", name="Analyze this file")
    if go_on.count():
        go_on.click()
        settle(page)
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    assert "canary" not in running.words()
    assert "canary" not in page.url
    assert list(scratch.rglob("*")) == []


def visitor_in_process(data: core.Dataset) -> AppTest:
    """The app as somebody sees it who uploaded this."""
    app = AppTest.from_file(APP, default_timeout=60)
    session.store().put(data)
    app.session_state["source"] = session.UPLOAD
    app.session_state["fingerprint"] = data.fingerprint
    app.session_state["data_name"] = data.name
    return app.run()


def test_an_evicted_file_is_explained_and_the_way_to_upload_it_again_is_shown() -> None:
    app = visitor_in_process(core.load(purchases_of("alpha").encode(), "alpha.csv"))
    assert app.metric[0].value == "40"
    st.cache_resource.clear()
    app.run()
    assert [title.value for title in app.title] == ["Your file is not loaded"]
    assert any("Upload it again" in text.value for text in app.text)
    assert not app.exception
    app.get_by_key("look_at_sample").click().run()
    assert [title.value for title in app.title] == ["Overview"]


def test_a_fault_of_the_program_is_told_without_a_value(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A library likes to quote the value that it could not handle; neither the page nor the log may repeat it."""
    data = core.load(purchases_of("alpha").encode(), "alpha.csv")

    def fail(*arguments: object, **options: object) -> None:
        raise ValueError(f"could not convert string to float: '{canary('alpha')}@shop.example'")

    app = visitor_in_process(data)
    monkeypatch.setattr("core.present.views.clv_by_segment", fail)
    monkeypatch.setattr("core.present.views.high_value", fail)
    capfd.readouterr()
    app.switch_page("pages/understand/value.py").run()
    written = capfd.readouterr()
    shown = [*app.exception, *app.error]
    assert shown, "the fault was swallowed"
    assert not any("canary" in element.value for element in shown)
    assert "canary" not in written.out + written.err + caplog.text
    assert "ValueError" in written.out + written.err + caplog.text
    st.cache_resource.clear()
