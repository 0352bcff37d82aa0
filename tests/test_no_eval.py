"""No text of a file runs: not as Python, a query, SQL, a command or HTML. Read from the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = [*sorted((ROOT / "core").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py")), ROOT / "streamlit_app.py"]
EACH = pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())

NAMES = {"eval", "exec", "compile", "__import__", "globals", "breakpoint"}
# DataFrame.query and DataFrame.eval run Python; a pickle runs whatever it likes when it is loaded.
METHODS = {"query", "eval", "read_pickle", "to_pickle", "system", "popen", "read_html", "read_sql"}
# These show text as HTML or Markdown without asking; a table of the app is st.dataframe.
SURFACES = {"html", "table", "write", "components", "iframe"}
ARGUMENTS = {"unsafe_allow_html", "unsafe_allow_javascript", "shell", "allow_pickle"}
MODULES = {"pickle", "joblib", "marshal", "shelve", "dill", "cloudpickle", "code", "codeop", "runpy"}
# Workbooks are read in a process of their own, and nothing else starts one.
MAY_START_A_PROCESS = {"core/data/workbook_process.py"}
SQL_METHODS = {"sql", "execute", "executemany", "executescript"}


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text("utf-8")))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in nodes(path) if isinstance(node, ast.Call))


def told(path: Path, node: ast.expr) -> str:
    return f"{path.name}:{node.lineno}: {ast.unparse(node)[:80]}"


def forbidden_calls(path: Path) -> list[str]:
    """Calls that would run a text, or show it as markup."""
    found = []
    for call in calls(path):
        function = call.func
        by_name = isinstance(function, ast.Name) and function.id in NAMES
        by_method = isinstance(function, ast.Attribute) and function.attr in METHODS
        shown = isinstance(function, ast.Attribute) and ast.unparse(function.value) in ("st", "streamlit")
        by_surface = isinstance(function, ast.Attribute) and shown and function.attr in SURFACES
        by_argument = any(argument.arg in ARGUMENTS for argument in call.keywords)
        if by_name or by_method or by_surface or by_argument:
            found.append(told(path, call))
    return found


def forbidden_imports(path: Path) -> list[str]:
    """Imported modules that run what they read, or start processes where nobody should."""
    found = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        tops = {name.split(".")[0] for name in names}
        found += sorted(tops & MODULES)
        if "subprocess" in tops and path.relative_to(ROOT).as_posix() not in MAY_START_A_PROCESS:
            found.append("subprocess")
    return found


def is_fixed(statement: ast.expr, assigned: dict[str, list[ast.expr]]) -> bool:
    """Whether an SQL statement is a constant, or written by Ibis, which quotes every name and value."""
    if isinstance(statement, ast.Constant):
        return True
    if isinstance(statement, ast.Name):
        return bool(assigned.get(statement.id)) and all(is_fixed(value, {}) for value in assigned[statement.id])
    return isinstance(statement, ast.Call) and "ibis.to_sql(" in ast.unparse(statement)[:20]


def open_sql(path: Path) -> list[str]:
    """SQL that is put together from texts."""
    assigned: dict[str, list[ast.expr]] = {}
    for node in nodes(path):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned.setdefault(node.targets[0].id, []).append(node.value)
    return [
        told(path, call)
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in SQL_METHODS
        and not (call.args and is_fixed(call.args[0], assigned))
    ]


@EACH
def test_nothing_is_called_that_runs_a_text_or_shows_it_as_markup(path: Path) -> None:
    assert forbidden_calls(path) == []


@EACH
def test_nothing_is_imported_that_runs_what_it_reads(path: Path) -> None:
    assert forbidden_imports(path) == []


@EACH
def test_sql_is_never_put_together_from_texts(path: Path) -> None:
    assert open_sql(path) == []


HARM = {
    "name": "eval(cell)",
    "method": "frame.query(cell)",
    "pickle": "pd.read_pickle(file)",
    "system": "os.system(name)",
    "html": "st.html(name)",
    "table": "st.table(frame)",
    "argument": "st.markdown(name, unsafe_allow_html=True)",
    "shell": "run(name, shell=True)",
}
SQL = {
    "f-string": "connection.sql(f'SELECT * FROM {name}')",
    "sum": "connection.execute('SELECT ' + name)",
    "format": "connection.execute('SELECT {}'.format(name))",
    "variable": "text = f'DROP TABLE {name}'\ncursor.execute(text)",
    "unknown": "cursor.execute(text)",
}
HARMLESS = (
    "text = str(ibis.to_sql(expression))\ncursor.sql(text)\ncursor.execute('SELECT 1')\nre.compile('a')\nst.text(a)"
)


@pytest.mark.parametrize("code", HARM.values(), ids=HARM)
def test_the_check_of_calls_sees(tmp_path: Path, code: str) -> None:
    (tmp_path / "bad.py").write_text(code)
    assert len(forbidden_calls(tmp_path / "bad.py")) == 1


@pytest.mark.parametrize("code", SQL.values(), ids=SQL)
def test_the_check_of_sql_sees(tmp_path: Path, code: str) -> None:
    (tmp_path / "bad.py").write_text(code)
    assert len(open_sql(tmp_path / "bad.py")) == 1


def test_the_checks_let_pass_what_is_harmless(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(HARMLESS)
    assert forbidden_calls(tmp_path / "good.py") + open_sql(tmp_path / "good.py") == []
