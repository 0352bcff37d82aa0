"""README is held to the code: its tables list exactly the entries, its code runs, its recipes work as written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.insight.metrics import METRICS
from core.insight.segments import SEGMENTS
from core.schema import COLUMNS
from core.settings import limits
from pages.shared import frame

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

# Where each recipe's block goes (before the anchor), and what must then be true.
RECIPES = {
    "Adding a column": (
        "core/schema.py",
        "    _either(\n",
        """
        data = core.load(b"id,tickets,income\\na,1,5\\nb,2,6\\nc,3,9", "f.csv")
        analysis = core.analyze(data)
        assert analysis.customers["support_tickets"].tolist() == [1, 2, 3]
        assert "support_tickets" in analysis.metrics
        """,
    ),
    "Adding a threshold": (
        "core/settings.py",
        "    cluster_metrics:",
        """
        from core.settings import limits
        assert limits()["win_back_days"]["group"] == "Lists"
        assert core.Settings(win_back_days=60).win_back_days == 60
        """,
    ),
    "Adding new metrics": (
        "core/insight/metrics.py",
        "    Metric(\n",
        """
        from core.insight.metrics import measure
        from core.present import views
        analysis = core.analyze(core.generate(300))
        assert measure(analysis.customers, "value")["largest_value"] == analysis.customers["clv"].max()
        assert "largest_value" in views.segment_profile(analysis)
        assert b"largest_value" in core.to_csv(views.segment_profile(analysis))
        """,
    ),
    "Modifying segments": (
        "core/insight/segments.py",
        "    Segment(\n",
        """
        analysis = core.analyze(core.generate(5_000))
        named = analysis.customers[analysis.customers["segment"] == "One-time Giants"]
        assert len(named) and (named["orders"] == 1).all()
        assert analysis.customers["segment"].notna().all()
        """,
    ),
    "Adding new visualizations": (
        "core/present/charts.py",
        "    Chart(\n",
        """
        from core.present.charts import charts_of
        analysis = core.analyze(core.generate(300))
        chart = next(c for c in charts_of("behavior", analysis) if c.key == "tenure")
        assert len(chart.frame(analysis)) and chart.draw(chart.frame(analysis)).to_dict()
        """,
    ),
}


def section(title: str) -> str:
    return README.split(f"# {title}\n", 1)[1].split("\n#", 1)[0]


def first_cells(text: str) -> list[str]:
    """The first cell of each row of the first table, without its head."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [row.split("|")[1].strip().strip("`") for row in rows[2:]]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def test_the_tables_list_exactly_the_entries() -> None:
    assert first_cells(section("Columns the app understands")) == [column.name for column in COLUMNS]
    assert first_cells(section("Metrics")) == [metric.key for metric in METRICS]
    assert first_cells(section("Settings")) == list(limits())
    assert first_cells(section("Segments")) == [segment.name for segment in SEGMENTS]
    titles = [title for entries in frame.PAGES.values() for _, title, _, _ in entries]
    assert first_cells(section("What you see")) == titles


def test_the_tables_say_what_the_code_says() -> None:
    for segment in SEGMENTS:
        assert f"| {segment.name} | {segment.rule} | {segment.meaning} | {segment.focus} |" in README
    for name, limit in limits().items():
        assert f"| `{name}` | {limit['label']} | {limit['default']} |" in README
    for column in COLUMNS:
        assert f"| `{column.name}` | {column.label} | {column.unit} | {column.rows} | {column.origin} |" in README


def test_the_notebook_block_runs() -> None:
    (block,) = blocks(section("In a notebook"), "python")
    names: dict[str, object] = {}
    exec(block, names)
    assert bytes(names["csv"]).startswith(b"\xef\xbb\xbf")  # type: ignore[call-overload]


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_works_as_written(title: str, tmp_path: Path) -> None:
    """The block is put into a copy of `core`, and nothing else is touched."""
    place, anchor, check = RECIPES[title]
    assert place in section(title)
    (block,) = blocks(section(title), "python")
    shutil.copytree(ROOT / "core", tmp_path / "core", ignore=shutil.ignore_patterns("__pycache__"))
    source = (tmp_path / place).read_text(encoding="utf-8")
    table = source.index(": tuple[") if place != "core/settings.py" else 0
    at = source.index(anchor, table)
    (tmp_path / place).write_text(source[:at] + block + source[at:], encoding="utf-8")
    lines = [line[8:] for line in check.splitlines()]
    command = [sys.executable, "-c", "import core\n" + "\n".join(lines)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2_000:]


def test_the_two_commands_stand_on_one_line_each() -> None:
    assert "\npip install -r requirements.txt && streamlit run streamlit_app.py\n" in README
    assert "\npip install -r requirements-dev.txt && pytest\n" in README


def test_every_picture_and_link_exists() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_direct_dependencies_are_pinned_exactly_and_cover_the_imports() -> None:
    lines = [line for name in ("requirements.txt",) for line in (ROOT / name).read_text().split()]
    assert all(re.fullmatch(r"[\w-]+(\[\w+\])?==[\w.]+", line) for line in lines)
    packages = {re.split(r"[\[=]", line)[0].replace("-", "_") for line in lines}
    called = {"scikit_learn": "sklearn", "ibis_framework": "ibis"}
    importable = {called.get(package, package) for package in packages}
    found = set()
    for path in [*ROOT.glob("core/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "streamlit_app.py"]:
        found |= set(re.findall(r"^\s*(?:import|from) (\w+)", path.read_text(encoding="utf-8"), re.M))
    third_party = found - set(sys.stdlib_module_names) - {"core", "pages", "sample_data"}
    assert third_party <= importable


def test_each_link_of_the_navigation_can_be_the_first_one_visited() -> None:
    """See docs/decisions/0002: a file of the same name runs the frame on a cold server."""
    links = {Path(file).stem for entries in frame.PAGES.values() for file, title, *_ in entries if title != frame.FIRST}
    files = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "pages").glob("*.py")}
    assert set(files) == links
    assert len(set(files.values())) == 1
