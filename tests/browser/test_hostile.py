"""Uploads are hostile until shown otherwise: nothing of them runs, fetches, becomes markup, or touches anybody else."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path

import pandas as pd
import requests
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.helpers import IDLE, analyze, go, settle, upload, visit
from tests.browser.hostile_files import customers_file, own_columns_file, purchases_file
from tests.browser.hostile_texts import hostile_names, hostile_texts
from tests.browser.servers import Server, serving
from tests.browser.walking import choose, look_at_customer, open_tab, walk
from tests.browser.watching import Watch, beacon, plainly

HOSTILE = Path(__file__).parents[2].parent / "shared" / "data" / "hostile"
FILE_NAMES = ["<img src=x onerror=window.__ran=1>.csv", "![a](x) :red[b] $c$ www.d.example.csv"]
# Each of these aborts, hangs or fills the process that reads it as most programs do.
LETHAL = [
    "xlsx/cell_at_XFD1048576.xlsx", "xlsx/cell_ref_beyond_limits.xlsx", "xlsx/xml_billion_laughs_workbook.xlsx",
    "fuzz_crashers/calamine_SIGNAL_SIGABRT_3_xls_formula.xls",
    "fuzz_crashers/calamine_SIGNAL_SIGKILL_2_issue_594_dos.ods",
    "fuzz_crashers/calamine_PanicException_BaseException_12_issue444.xls",
    "csv/gzip_bomb.csv.gz", "csv/nul_only.csv", "csv/hdr_100kb_name.csv", "csv/int_over_4300_digits.csv",
]  # fmt: skip
# Far more than a change of page takes here, and far less than any of these files takes a naive reader.
PATIENCE_SECONDS = 10
SURFACES = {
    "caption": "st.caption(text)",
    "sentence": "st.markdown('**What to do:** ' + text)",
    "note": "st.info(text)",
    "error": "st.error(text)",
    "heading": "st.subheader('Preview: ' + text, anchor=False)",
    "metric": "st.metric('Figure', text)",
}
SURFACES_APP = """
import streamlit as st
from pages.shared.show import escape
from tests.browser.hostile_texts import hostile_texts

for number, text in enumerate(map(escape, hostile_texts(9))):
    {lines}
st.title("Texts")
"""
# The text of each place, and the elements in it that only Markdown could have made.
SHOWN = """() => Object.fromEntries([...document.querySelectorAll('[class*="st-key-"]')].map(place => [
    [...place.classList].find(name => name.startsWith('st-key-')).slice(7),
    [place.innerText, place.querySelectorAll(
        'a, img, code, pre, em, del, li, blockquote, table, hr, h1, .katex, [style*=color]').length],
]))"""
TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def test_a_text_of_a_file_is_shown_as_it_stands_wherever_markdown_is_understood(page: Page, tmp_path: Path) -> None:
    lines = "\n    ".join(
        f"with st.container(key=f'{name}_{{number}}'):\n        {code}" for name, code in SURFACES.items()
    )
    (tmp_path / "texts.py").write_text(SURFACES_APP.format(lines=lines))
    with serving(tmp_path / "log.txt", script=str(tmp_path / "texts.py")) as server:
        visit(page, server.address)
        shown = page.evaluate(SHOWN)
    texts = hostile_texts(9)
    assert len(shown) == len(texts) * len(SURFACES)
    wrong = {}
    for name in SURFACES:
        for number, text in enumerate(texts):
            words, marked = shown[f"{name}_{number}"]
            if plainly(text).translate(TURNING) not in plainly(words) or marked:
                wrong[name, text[:60]] = (words[:80], marked)
    assert wrong == {}


def start_with_hostile_files(page: Page, server: str, folder: Path, port: int) -> None:
    """Upload purchases and customers that bring all attacks, under hostile file names, and have them joined."""
    visit(page, f"{server}/data")
    payloads: list[FilePayload] = [
        {"name": name, "mimeType": "text/csv", "buffer": write(folder, port).read_bytes()}
        for name, write in zip(FILE_NAMES, (purchases_file, customers_file), strict=True)
    ]
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(payloads)
    page.get_by_role("button", name="Join and analyze").click()
    page.get_by_text("The data is loaded").wait_for(timeout=60_000)
    settle(page)


def test_nothing_of_hostile_files_runs_or_is_fetched_or_becomes_markup_on_any_page(
    page: Page, server: str, tmp_path: Path
) -> None:
    page.set_default_timeout(60_000)
    with beacon() as (port, calls):
        watch = Watch(page, server)
        start_with_hostile_files(page, server, tmp_path, port)
        walk(page, watch.look)
        for asked in (hostile_names(port)[0], "window.__ran"):
            look_at_customer(page, asked)
            watch.look(f"customer {asked}")
        hover_over_marks(page)
        # Seen as they stand, so that the walk did pass by the attacks; what a table scrolls out of view is not seen.
        names = hostile_names(port)
        assert [name for name in FILE_NAMES if plainly(name) not in watch.seen] == []
        assert sum(plainly(name) in watch.seen for name in names) > len(names) / 2
    assert watch.said == []
    assert watch.foreign_requests() == []
    assert calls == []


def test_columns_of_hostile_names_are_clustered_described_and_compared_as_any_other(
    page: Page, server: str, tmp_path: Path
) -> None:
    """A file of which the app knows nothing: metrics, groups and conditions are all called as the file calls them."""
    page.set_default_timeout(60_000)
    with beacon() as (port, calls):
        watch = Watch(page, server)
        visit(page, f"{server}/data")
        path = own_columns_file(tmp_path, port)
        upload(page, path)
        analyze(page)
        walk(page, watch.look, ["Data", "Overview", "Segments"])
        groups = [name for name in hostile_names(port) if name.startswith(("<script>", '"; DROP', "[click](http"))]
        assert len(groups) == 3
        open_tab(page, "Your own groups")
        for name in groups:
            choose(page, "Group by", name)
            watch.look(f"grouped by {name}")
        open_tab(page, "Describe a group")
        page.get_by_role("button", name="Add a condition").click()
        settle(page)
        for name, value in pd.read_csv(path, usecols=groups, dtype="str").iloc[0].items():
            choose(page, "Column", str(name))
            choose(page, "Values", value)
            watch.look(f"described by {name}")
            expect(page.get_by_text("0 customers, 0% of all")).to_have_count(0)
    assert watch.said == []
    assert watch.foreign_requests() == []
    assert calls == []


def hover_over_marks(page: Page) -> None:
    """What a chart says about a mark that the pointer is on."""
    go(page, "Overview")
    for chart in page.get_by_test_id("stVegaLiteChart").all():
        chart.scroll_into_view_if_needed()
        for place in ((0.3, 0.5), (0.5, 0.4), (0.6, 0.6)):
            box = chart.bounding_box()
            assert box
            page.mouse.move(box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"])
    expect(page.locator("#vg-tooltip-element img, #vg-tooltip-element a")).to_have_count(0)


def test_the_server_itself_refuses_a_file_that_is_too_large(page: Page, tmp_path: Path) -> None:
    """Asked past the page: the page's own limit is only as honest as the browser."""
    with serving(tmp_path / "log.txt", "--server.maxUploadSize=1") as server:
        visit(page, f"{server.address}/data")
        with page.expect_request(lambda request: request.method == "PUT") as waiting:
            upload(page, Path("sample_data/dirty_orders.csv"))
        address, headers = waiting.value.url, waiting.value.all_headers()
        cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
        token = {"x-xsrftoken": headers["x-xsrftoken"]}
        for announced in (True, False):
            assert put(address, 900_000, token, cookies, announced) == 204
            assert put(address, 3_000_000, token, cookies, announced) == 413
        assert put(address, 900_000, {}, {}, announced=True) == 403


def put(address: str, size: int, headers: dict[str, str], cookies: dict[str, str], announced: bool) -> int:
    """Send a file as the browser would, with its length in front or in pieces of unknown number; the answer's code."""
    edge = "edge"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n'.encode()
    body = head + b"a" * size + f"\r\n--{edge}--\r\n".encode()
    pieces = (body[i : i + 65_536] for i in range(0, len(body), 65_536))
    answer = requests.put(
        address, data=body if announced else pieces, cookies=cookies, timeout=30,
        headers=headers | {"Content-Type": f"multipart/form-data; boundary={edge}"},
    )  # fmt: skip
    return answer.status_code


def lethal_files(folder: Path) -> list[Path]:
    """The files of the collection where it is at hand, and two that are made here as they are too large to keep."""
    commas, bomb = folder / "commas.csv", folder / "bomb.xlsx"
    commas.write_bytes(b"," * 2_000_000)
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 50_000_000)
    kept = [HOSTILE / name for name in LETHAL]
    assert all(path.exists() for path in kept) or not os.environ.get("CI"), "CI has no lethal files"
    return [commas, bomb, *(path for path in kept if path.exists())]


def test_a_second_visitor_notices_nothing_while_lethal_files_are_read(
    browser: Browser, running: Server, tmp_path: Path
) -> None:
    files = lethal_files(tmp_path)
    sender, bystander = (browser.new_context().new_page() for _ in range(2))
    watch = Watch(bystander, running.address)
    visit(bystander, f"{running.address}/at_risk")
    figures = bystander.get_by_test_id("stMetricValue").all_inner_texts()
    visit(sender, f"{running.address}/data")
    sender.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(files)
    rounds = 0
    while rounds < 2 or not all_read(sender):
        started = time.monotonic()
        look_around(bystander)
        assert time.monotonic() - started < PATIENCE_SECONDS
        rounds += 1
        assert rounds < 40, "the files are never done with"
    assert bystander.get_by_test_id("stMetricValue").all_inner_texts() == figures
    assert watch.said == []
    expect(sender.get_by_test_id("stException")).to_have_count(0)
    assert running.process.is_running()
    assert running.process.status() != "zombie"
    for page in (sender, bystander):
        page.context.close()


def all_read(sender: Page) -> bool:
    """Whether the page that got the lethal files has come to an end with them, and says something about them."""
    return sender.locator(IDLE).count() > 0 and sender.get_by_test_id("stAlert").count() > 0


def look_around(page: Page) -> None:
    """Change the page, turn a setting, see its effect, and turn it back."""
    go(page, "Value")
    go(page, "At risk")
    slider = page.locator(".st-key-at_risk_value_percentile").get_by_role("slider")
    for key, percentile in (("ArrowRight", 55), ("ArrowLeft", 50)):
        slider.press(key)
        settle(page)
        expect(page.get_by_text(f"lifetime value above percentile {percentile}")).to_be_visible()
