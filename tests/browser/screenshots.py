"""Pictures of the pages, made by hand: python -m tests.browser.screenshots [--readme]

Without an option, every page in light and dark, wide and at phone width, into `screenshots/`, which is not committed.
With --readme, the pictures that README shows, into `docs/images/`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.helpers import settle, visit
from tests.browser.servers import ROOT, serving

PAGES = [
    "", "data", "segments", "behavior", "value", "engagement", "at_risk", "high_potential", "recommendations",
    "customer",
]  # fmt: skip
WIDTHS = {"wide": 1280, "phone": 390}
README = {"overview": ("", "light"), "segments": ("segments", "dark"), "at_risk": ("at_risk", "light")}


def picture(browser: Browser, address: str, scheme: str, width: int, path: Path, height: int | None = None) -> None:
    """One page as a picture; as tall as the page unless a height is given."""
    context = browser.new_context(viewport={"width": width, "height": height or 1000}, color_scheme=scheme)
    page = context.new_page()
    visit(page, address)
    if height is None:
        tall = page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollHeight")
        page.set_viewport_size({"width": width, "height": min(int(tall) + 20, 6000)})
    page.wait_for_timeout(1_200)
    settle(page)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--readme", action="store_true")
    readme = parser.parse_args().readme
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder, "log.txt")) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        if readme:
            for name, (path, scheme) in README.items():
                target = ROOT / "docs" / "images" / f"{name}.png"
                picture(browser, f"{server.address}/{path}", scheme, 1280, target, height=860)
            return
        for path in PAGES:
            for scheme in ("light", "dark"):
                for name, width in WIDTHS.items():
                    target = ROOT / "screenshots" / f"{path or 'overview'}-{scheme}-{name}.png"
                    picture(browser, f"{server.address}/{path}", scheme, width, target)


if __name__ == "__main__":
    main()
