"""The floors of the house: who may know whom, and what nobody does."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "core").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))
# A floor may import from its own and from those below.
FLOORS = (
    {"schema", "settings", "rules", "problems", "words"},
    {"data", "models"},
    {"insight"},
    {"analysis"},
    {"present"},
    {"notebook", "__init__", "__main__"},
)
WIDE_PAGE = 80


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it; `from core import schema` counts as core.schema."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            if node.module in ("core", "pages"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(part: str) -> int:
    return next((height for height, names in enumerate(FLOORS) if part in names), -1)


EACH_CORE = pytest.mark.parametrize("path", CORE, ids=name)
EACH_PAGE = pytest.mark.parametrize("path", [p for p in PAGES if p.parent.name not in ("pages", "shared")], ids=name)


def test_there_is_something_to_check() -> None:
    assert len(CORE) > 30
    assert len(PAGES) > 10


@EACH_CORE
def test_core_knows_no_streamlit_and_no_pages(path: Path) -> None:
    assert [m for m in imports(path) if m.split(".")[0] in ("streamlit", "pages", "streamlit_app", "tests")] == []


@EACH_CORE
def test_core_imports_only_from_its_own_floor_and_below(path: Path) -> None:
    own = path.relative_to(ROOT / "core").parts[0].removesuffix(".py")
    height = floor(own)
    assert height >= 0, f"core/{own} has no floor"
    for module in imports(path):
        parts = module.split(".")
        if parts[0] == "core" and len(parts) > 1 and (floor(parts[1]) >= 0 or len(parts) > 2):
            assert floor(parts[1]) <= height, f"{name(path)} imports {module}"


def test_data_and_models_are_neighbours_and_models_never_read_files() -> None:
    for path in (ROOT / "core" / "models").glob("*.py"):
        assert [m for m in imports(path) if m.startswith("core.data")] == [], name(path)


@EACH_CORE
def test_only_the_engine_speaks_to_duckdb(path: Path) -> None:
    if name(path) != "core/data/purchases.py":
        assert [m for m in imports(path) if m.split(".")[0] == "duckdb"] == []


def test_importing_core_is_light() -> None:
    heavy = ("streamlit", "sklearn", "plotly", "matplotlib")
    code = f"import core, sys; print(*[n for n in {heavy!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == []


@EACH_PAGE
def test_a_page_imports_streamlit_pandas_core_and_shared(path: Path) -> None:
    for module in imports(path):
        allowed = module.split(".")[0] in ("streamlit", "pandas", "core", "__future__") or module.startswith(
            "pages.shared"
        )
        assert allowed or module == "pages", f"{name(path)} imports {module}"


@EACH_PAGE
def test_a_page_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= WIDE_PAGE


@EACH_PAGE
def test_a_page_computes_nothing(path: Path) -> None:
    called = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert called & {"groupby", "merge", "fit", "pivot_table", "apply"} == set()


@pytest.mark.parametrize("path", [p for p in PAGES if p.parent.name == "pages"], ids=name)
def test_a_file_directly_in_pages_only_hands_over(path: Path) -> None:
    """Streamlit finds these by itself and runs them without the frame; see docs/decisions/0002."""
    document, bring, call = ast.parse(path.read_text("utf-8")).body
    assert ast.unparse(document).strip("'\"").endswith("docs/decisions/0002.")
    assert ast.unparse(bring).startswith("from pages.shared")
    assert ast.unparse(call) == "frame.run()"
    twins = [other for other in PAGES if other.name == path.name and other != path]
    assert len(twins) == 1, f"{path.name} is the address of no page"


# What would let a visitor's text run as code, or be shown as HTML.
FORBIDDEN = re.compile(
    r"\bquery\(|\.eval\(|\beval\(|\bexec\(|read_pickle|import pickle|pickle\.load|unsafe_allow_html|\bos\.system"
)


@pytest.mark.parametrize("path", [*CORE, *PAGES, ROOT / "streamlit_app.py"], ids=name)
def test_no_text_ever_runs(path: Path) -> None:
    assert FORBIDDEN.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", [*CORE, *PAGES], ids=name)
def test_no_column_is_called_recency(path: Path) -> None:
    """It means two things in the field; only the aliases of a file's columns may name it."""
    found = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value == "recency"
    ]
    assert not found or name(path) == "core/schema.py"


def test_the_front_door_lists_what_it_offers() -> None:
    import core

    assert sorted(core.__all__) == core.__all__
    assert all(hasattr(core, offered) for offered in core.__all__)


@pytest.mark.parametrize("path", CORE, ids=name)
def test_every_module_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))
