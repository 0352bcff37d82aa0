"""Is the memory of closed sessions given back? Real sessions in Chromium, each with a file of its own; run by hand.

    python -m tests.benchmarks.session_memory [--sessions 20] [--megabytes 50] [--env MALLOC_ARENA_MAX=2 ...]

One session uploads a file, walks through the pages and closes: what the server then holds is the mark. Then so many
sessions do the same in turn, each with another file. At the end the server may hold 150 MB more than the mark, and a
second and third upload in one session no more than the first.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.helpers import go, settle, upload, visit
from tests.browser.servers import ROOT, Server, serving

ALLOWED = 150_000_000
BYTES_PER_ROW = 39
PAGES = ("Overview", "Segments", "Behavior", "Value", "At risk")
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
TTL = int(CONFIG["server"]["disconnectedSessionTTL"])


def write_purchases(path: Path, megabytes: int, seed: int) -> None:
    """A file of about so many megabytes of purchases, another one for each seed."""
    random = np.random.default_rng(seed)
    rows = megabytes * 1_000_000 // BYTES_PER_ROW
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 700, rows), unit="D")
    categories = np.array(["Books", "Clothing", "Electronics", "Garden"])
    frame = pd.DataFrame(
        {
            "customer": np.char.add("K", random.integers(100_000, 160_000, rows).astype(str)),
            "date": days.strftime("%Y-%m-%d"),
            "amount": random.gamma(2.0, 30.0, rows).round(2),
            "category": random.choice(categories, rows),
        }
    )
    pacsv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), path)


def patient_page(browser: Browser) -> Page:
    """A page in a context of its own that waits long: other work may keep the machine busy."""
    page = browser.new_context().new_page()
    page.set_default_timeout(180_000)
    page.set_default_navigation_timeout(180_000)
    return page


def load(page: Page, path: Path) -> None:
    """Upload a file on the data page and wait until it is in use."""
    upload(page, path)
    page.get_by_role("button", name="Analyze this file").click()
    page.get_by_text("The data is loaded").wait_for(timeout=180_000)
    settle(page)


def walk(page: Page) -> None:
    """Look at the pages that compute something."""
    for name in PAGES:
        go(page, name)


def megabytes(size: int) -> str:
    return f"{size / 1e6:7.0f} MB"


def one_session(browser: Browser, server: Server, path: Path) -> int:
    """Open a session, upload the file, walk, close; the memory held just before closing."""
    page = patient_page(browser)
    visit(page, f"{server.address}/data")
    load(page, path)
    walk(page)
    held = server.resident()
    page.context.close()
    return held


def settled(browser: Browser, server: Server) -> int:
    """What is held when the closed sessions have expired: Streamlit lets go of them when another one closes."""
    time.sleep(TTL + 5)
    page = patient_page(browser)
    visit(page, server.address)
    page.context.close()
    time.sleep(3)
    return server.resident()


def in_turn(browser: Browser, server: Server, folder: Path, sessions: int, size: int) -> tuple[int, int]:
    """What the server holds after the first session, and after so many more."""
    path = folder / "purchases.csv"
    write_purchases(path, size, seed=0)
    print(f"session  0: open {megabytes(one_session(browser, server, path))}", flush=True)
    mark = settled(browser, server)
    print(f"            closed {megabytes(mark)}  <- the mark", flush=True)
    for number in range(1, sessions + 1):
        write_purchases(path, size, seed=number)
        held = one_session(browser, server, path)
        print(f"session {number:2d}: open {megabytes(held)}, closed {megabytes(server.resident())}", flush=True)
    return mark, settled(browser, server)


def replaced(browser: Browser, server: Server, folder: Path, size: int) -> list[int]:
    """What one session holds after its first, second and third upload."""
    page = patient_page(browser)
    visit(page, f"{server.address}/data")
    held = []
    for number in range(3):
        path = folder / f"upload_{number}.csv"
        write_purchases(path, size, seed=1_000 + number)
        load(page, path)
        walk(page)
        go(page, "Data")
        held.append(server.resident())
        path.unlink()
    page.context.close()
    return held


def main() -> None:
    """Run both measurements and say whether the goals are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--env", nargs="*", default=[], help="NAME=value for the server")
    asked = parser.parse_args()
    os.environ.update(pair.split("=", 1) for pair in asked.env)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        with serving(folder / "log.txt") as server:
            mark, end = in_turn(browser, server, folder, asked.sessions, asked.megabytes)
        print(f"after {asked.sessions} more: {megabytes(end)}, {megabytes(end - mark)} above the mark (allowed 150)")
        with serving(folder / "log.txt") as server:
            first, *later = replaced(browser, server, folder, asked.megabytes)
        print(f"one session, three uploads: {', '.join(map(megabytes, (first, *later)))}")
        browser.close()
    print("held" if end - mark <= ALLOWED and max(later) - first <= ALLOWED else "NOT HELD")


if __name__ == "__main__":
    main()
