"""How long reading a workbook takes: core.read_table against calamine alone, and the files of the collections.

    python -m tests.benchmarks.workbook_speed           100,000 rows x 15 columns, ratio over five alternating runs
    python -m tests.benchmarks.workbook_speed 1048576   as many rows
    python -m tests.benchmarks.workbook_speed files     each awkward and hostile file: seconds, and megabytes of memory

The ratio asks for a machine with two idle cores: the content is checked while another process reads it.
"""

from __future__ import annotations

import io
import os
import random
import resource
import statistics
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

import core
from core.data.archives import check_content

RUNS = 5
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Orders" sheetId="1" r:id="rId1"'
    "/></sheets></workbook>",
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf '
    'numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}
NAMES = "order customer name email day shipped product category quantity price discount total country paid note"
CHUNK = 10_000


def orders(rows: int, columns: int = 15) -> bytes:
    """A workbook of orders as Excel writes it: texts in a table of their own, days as numbers with a format."""
    draw = random.Random(7)
    texts: dict[str, int] = {}

    def cell(place: str, value: str | float, style: int = 0) -> str:
        if isinstance(value, str):
            return f'<c r="{place}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>' if value else ""
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>' if style else f'<c r="{place}"><v>{value}</v></c>'

    def row(number: int) -> str:
        who, what, count, price = draw.randrange(20_000), draw.randrange(400), draw.randrange(1, 9), draw.random() * 200
        day = 45_000 + draw.randrange(700)
        values: list[tuple[str | float, int]] = [
            (100_000 + number, 0),
            (f"C{who:05d}", 0),
            (f"Customer {who}", 0),
            (f"user{who}@example.com", 0),
            (day, 1),
            (round(day + draw.randrange(86_400) / 86_400, 10), 2),
            (f"Product {what}", 0),
            (("Books", "Toys", "Garden", "Food")[what % 4], 0),
            (count, 0),
            (round(price, 2), 0),
            ((0, 0.1, 0.25)[what % 3], 0),
            (round(count * price, 2), 0),
            (("US", "DE", "FR", "GB")[who % 4], 0),
            ("yes" if what % 9 else "no", 0),
            ("gift wrap" if draw.random() < 0.3 else "", 0),
        ]
        cells = (cell(f"{'ABCDEFGHIJKLMNO'[i]}{number}", *values[i]) for i in range(columns))
        return f'<row r="{number}" spans="1:{columns}">{"".join(cells)}</row>'

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            names = (cell(f"{letter}1", name) for letter, name in zip("ABCDEFGHIJKLMNO", NAMES.split(), strict=True))
            part.write(f'<row r="1">{"".join([*names][:columns])}</row>'.encode())
            for start in range(2, rows + 2, CHUNK):
                part.write("".join(map(row, range(start, min(start + CHUNK, rows + 2)))).encode())
            part.write(b"</sheetData></worksheet>")
        items = "".join(f"<si><t>{text}</t></si>" for text in texts)
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}" uniqueCount="{len(texts)}">{items}</sst>')
    return out.getvalue()


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """The seconds that a work takes, and those of the processor for it, in this process and those it starts."""
    start, used = time.perf_counter(), sum(os.times()[:4])
    work()
    return time.perf_counter() - start, sum(os.times()[:4]) - used


def compare(rows: int, columns: int) -> None:
    """Print how much longer reading takes than calamine does, run by run."""
    data = orders(rows, columns)
    print(f"{rows:,} rows x {columns} columns, {len(data) / 1e6:.1f} MB; checking the content alone: ", end="")
    print(f"{seconds(lambda: check_content(data, places=False))[1]:.2f} s of processor")
    ratios: list[float] = []
    for _ in range(RUNS):
        alone = seconds(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())
        whole = seconds(lambda: core.read_table(data, "orders.xlsx"))
        ratios.append(whole[0] / alone[0])
        shown = (
            f"{name} {took:6.2f} s ({used:.2f} of processor)"
            for name, (took, used) in (("calamine", alone), ("read_table", whole))
        )
        print(*shown, f"ratio {ratios[-1]:.2f}", sep="   ", flush=True)
    print(f"ratio: median {statistics.median(ratios):.2f}, lowest {min(ratios):.2f}")


class Watch(threading.Thread):
    """Looks every few milliseconds how much memory this process and those it started hold together."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.base = self.most = held(os.getpid())

    def run(self) -> None:
        while True:
            tasks = Path("/proc/self/task").glob("*/children")
            children = [held(int(pid)) for task in tasks for pid in task.read_text().split()]
            # Between fork and exec a child counts as large as its parent.
            self.most = max(self.most, held(os.getpid()) + sum(size for size in children if size < self.base))
            time.sleep(0.003)


def held(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    except OSError:
        return 0.0


def files() -> None:
    """Print for each file of the collections the seconds, those of the processor alone, and the memory it took."""
    core.read_table(b"a,b\n1,2\n")
    found: list[tuple[float, float, float, str, str]] = []
    for path in sorted(DATA.glob("awkward/*/*.*")) + sorted(DATA.glob("hostile/*/*.*")):
        readable, writable = os.pipe()
        if not (pid := os.fork()):
            watch = Watch()
            watch.start()
            start, used = time.perf_counter(), sum(os.times()[:4])
            try:
                said = f"{core.read_table(path).frame.shape}"
            except core.DataError as error:
                said = str(error)
            took = f"{sum(os.times()[:4]) - used}\t{time.perf_counter() - start}"
            os.write(writable, f"{took}\t{watch.most - watch.base}\t{said}".encode()[:4000])
            os._exit(0)
        os.waitpid(pid, 0)
        used, took, more, said = os.read(readable, 4096).decode("utf-8", "replace").split("\t", 3)
        os.close(readable)
        os.close(writable)
        found.append((float(used), float(took), float(more), path.relative_to(DATA).as_posix(), said[:70]))
    for used, took, more, name, said in sorted(found, reverse=True):
        print(f"{used:6.2f} s {took:6.2f} s {more:6.0f} MB  {name:<75} {said}")
    used, took, more = (max(one[i] for one in found) for i in range(3))
    print(f"{len(found)} files; most {used:.2f} s of processor, {took:.2f} s, {more:.0f} MB")


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "100000"
    if asked == "files":
        files()
    else:
        compare(min(int(asked), 1_048_575), 10 if int(asked) > 500_000 else 15)
