"""Watches a page for what a hostile file would like: something run, something fetched, something of it made markup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from playwright.sync_api import ConsoleMessage, Page, expect

# Markup that the app itself never writes into the page, and addresses that lead out of it.
_FOREIGN_MARKUP = """origin => {
    const never = ['iframe', 'object', 'embed', 'base', 'meta', 'link', 'script', 'blockquote', 'pre', 'code', 'del',
        'em', 's', 'ol', 'ul', 'hr', 'table', 'h4', 'h5', 'h6', 'img'];
    const found = window.__ran === undefined ? [] : [`ran: ${window.__ran}`];
    for (const root of document.querySelectorAll('[data-testid=stMain], [data-testid=stSidebar]')) {
        for (const element of root.querySelectorAll('*')) {
            const name = element.tagName.toLowerCase(), words = element.textContent.slice(0, 60);
            // A table is drawn on a canvas, with an HTML table inside for screen readers.
            const drawn = element.closest('canvas') || element.closest('[data-testid=stSidebarNav]');
            // The app's own list of what sets a cluster apart; a text of the file could only make a list inside of it.
            const listed = name === 'ul' && !element.parentElement.closest('ul');
            const own = listed && element.closest('[class*=st-key-portrait_]');
            const address = element.href?.baseVal ?? element.href ?? element.src;
            if (name === 'a' && !String(address).startsWith(origin)) found.push(`link: ${address}`);
            else if (never.includes(name) && !drawn && !own) found.push(`${name}: ${words || address}`);
            if (/katex/.test(element.className)) found.push(`formula: ${words}`);
            for (const attribute of element.attributes)
                if (attribute.name.startsWith('on')) found.push(`${attribute.name}: ${attribute.value}`);
        }
    }
    return [...new Set(found)];
}"""
_WORDS = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    const marked = main.querySelectorAll('[role=gridcell], [role=columnheader], [aria-label], svg text');
    const words = element => element.textContent + ' ' + (element.getAttribute('aria-label') ?? '');
    return [main.innerText, ...[...marked].map(words)].join(' | ');
}"""
# Notes on the speed of drawing, and the one address that Streamlit asks for below each page before the right one.
_HARMLESS = ("Canvas2D: ", "[.WebGL", "GPU stall")
_FIRST_TRY = "/_stcore/h"


def plainly(text: str) -> str:
    """A text without line breaks and without the joiner that keeps addresses from becoming links."""
    return " ".join(text.replace("\u2060", "").split())


@dataclass
class Watch:
    """What a page did since it was opened."""

    page: Page
    origin: str
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    seen: str = ""
    place: str = "start"

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", lambda dialog: (self.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.said.append(f"{self.place}: {error}"))
        self.page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        quiet = message.text.startswith(_HARMLESS) or _FIRST_TRY in message.location["url"]
        if message.type in ("error", "warning") and not quiet:
            self.said.append(f"{self.place}: {message.text}")

    def look(self, place: str) -> None:
        """See that at this place no text of the file has become markup, and remember all its words."""
        self.place = place
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        found = self.page.evaluate(_FOREIGN_MARKUP, self.origin)
        assert found == [], f"{place}: {found}"
        self.seen += " | " + plainly(self.page.evaluate(_WORDS))

    def foreign_requests(self) -> list[str]:
        """What was asked for outside of the app."""
        return [url for url in self.asked if not url.startswith((self.origin, "data:", "blob:"))]


@contextmanager
def beacon() -> Iterator[tuple[int, list[str]]]:
    """A server that a hostile text would like to have called: its port, and the calls it got."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, calls
    server.shutdown()
