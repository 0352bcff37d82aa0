"""The process that reads a workbook: cells on their way through its pipes, its limits, and how it may end."""

from __future__ import annotations

import datetime as dt
import io
import json
import math
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data import workbook_child, workbook_process
from core.data.workbook_child import as_text, pack
from core.data.workbook_process import Limits, ReadingError, WorkbookReader, limits_for, number_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (1e15, "1000000000000000"),
        (0.1, "0.1"),
        (12, "12"),
        (True, "TRUE"),
        (None, ""),
        (dt.date(2010, 12, 1), "2010-12-01"),
        (dt.datetime(2010, 12, 1), "2010-12-01"),
        (dt.datetime(2010, 12, 1, 8, 25, 59, 999_999), "2010-12-01 08:26:00"),
        (dt.datetime.max, "9999-12-31 23:59:59.999"),
        (dt.time(8, 26), "08:26:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
    ],
)
def test_values_as_text(value: object, text: str) -> None:
    assert as_text(value) == text


def arrived(column: tuple[Any, ...]) -> list[str]:
    """A column packed at one end and unpacked at the other."""
    kind, values, text = pack(column)
    return workbook_process.UNPACK[kind](values.tobytes(), text).to_pylist()


# The first day of all stands for a blank cell on its way.
DATES = st.dates(min_value=dt.date(1, 1, 2))
MOMENTS = st.datetimes(min_value=dt.datetime(1, 1, 2))
VALUES = st.one_of(
    st.just(""),
    st.floats(allow_nan=False),
    st.integers(-(2**53), 2**53).map(float),
    st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])),
    st.booleans(),
    DATES,
    MOMENTS,
    MOMENTS.map(lambda moment: moment.replace(microsecond=0)),
    st.times(),
    st.timedeltas(min_value=dt.timedelta(0)),
)
KINDS = st.sampled_from(
    [
        st.floats(allow_nan=False),
        st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])),
        DATES,
        MOMENTS,
        MOMENTS.map(lambda moment: moment.replace(microsecond=0)),
        st.one_of(DATES, MOMENTS),
        st.booleans(),
    ]
)


@given(st.lists(VALUES, min_size=1))
def test_a_column_of_any_cells_arrives_as_its_texts(column: list[Any]) -> None:
    assert [same(text) for text in arrived(tuple(column))] == [same(as_text(value)) for value in column]


@given(KINDS, st.data())
def test_a_column_of_one_kind_and_blanks_arrives_as_its_texts(
    kind: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    column = data.draw(st.lists(st.one_of(kind, st.just("")), min_size=1))
    assert [same(text) for text in arrived(tuple(column))] == [same(as_text(value)) for value in column]


def same(text: str) -> str | float:
    """A text, or the number it stands for where it is one written with an exponent."""
    if "e" not in text and "inf" not in text:
        return text
    try:
        return float(text)
    except ValueError:
        return text


def test_line_ends_in_cells_are_made_one() -> None:
    assert arrived(("a\r\nb", "c\rd", "é\r")) == ["a\nb", "c\nd", "é\n"]


@given(st.lists(st.one_of(st.floats(allow_nan=False), st.just(math.nan)), min_size=1))
def test_numbers_can_be_read_back_from_their_text(values: list[float]) -> None:
    texts = number_text(np.array(values)).to_pylist()
    for value, text in zip(values, texts, strict=True):
        assert math.isnan(value) if text == "" else float(text) == value


@pytest.mark.parametrize("value", [12_345_678_901.25, 123_456_789_012.0, 2.0**60, 0.000012])
def test_numbers_have_no_exponent_where_a_spreadsheet_shows_none(value: float) -> None:
    assert number_text(np.array([value, 0.5])).to_pylist()[0] == as_text(value)


def test_limits_grow_with_the_content() -> None:
    small, honest, huge = limits_for(2_000), limits_for(70_000_000), limits_for(600_000_000)
    assert small.memory_bytes < 300_000_000
    assert small.cpu_seconds <= 4
    assert small.cpu_seconds < honest.cpu_seconds < huge.cpu_seconds
    assert honest.memory_bytes > 5 * 70_000_000
    assert huge.memory_bytes <= 3_000_000_000


def answer(reader: WorkbookReader, data: bytes) -> Any:
    reader.send(data, None)
    return reader.survey()


def end_of(code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limits: Limits | None = None) -> Any:
    """How it is told that a reader ended which ran this code."""
    child = tmp_path / "child.py"
    child.write_text(code)
    monkeypatch.setattr(workbook_process, "CHILD", child)
    with WorkbookReader(limits or Limits(10**9, 3, 8.0)) as reader:
        with pytest.raises(ReadingError) as caught:
            answer(reader, b"x" * 3_000_000)
        process = reader.process
    assert process.poll() is not None
    return caught.value.status


def test_limits_reach_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = """
        import importlib.util, json, resource, sys
        at = importlib.util.spec_from_file_location("child", PATH)
        child = importlib.util.module_from_spec(at)
        at.loader.exec_module(child)
        child.limit(int(sys.argv[1]), int(sys.argv[2]))
        print(json.dumps({"status": [resource.getrlimit(what) for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]}))
    """
    pytest.importorskip("resource")
    program = dedent(code).replace("PATH", repr(workbook_child.__file__))
    limits = end_of(program, monkeypatch, tmp_path, Limits(987_000_000, 17, 8.0))
    assert limits == [[987_000_000] * 2, [17] * 2]


def test_a_process_that_dies_hangs_or_is_silent_is_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert end_of("", monkeypatch, tmp_path) == "crash"
    assert end_of("import os; os.abort()", monkeypatch, tmp_path) == "memory"
    assert end_of("raise SystemExit(3)", monkeypatch, tmp_path) == "crash"
    assert end_of("print('no answer')", monkeypatch, tmp_path) == "crash"
    assert end_of('print(\'{"status": "ok", "names": 1}\')', monkeypatch, tmp_path) == "crash"
    assert end_of("import time; time.sleep(60)", monkeypatch, tmp_path, Limits(10**9, 3, 0.3)) == "time"
    assert end_of('print(\'{"status": "password"}\')', monkeypatch, tmp_path) == "password"


def test_a_process_that_is_killed_ran_out_of_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert end_of("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", monkeypatch, tmp_path) == "time"


class Panic(BaseException):
    """What the reader raises on a bug of its own."""


@pytest.mark.parametrize(
    ("error", "status"), [(Panic, "unreadable"), (MemoryError, "memory"), (ValueError, "unreadable")]
)
def test_any_fault_of_the_reader_is_an_answer(
    error: type[BaseException], status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(data: bytes) -> None:
        raise error

    out = io.BytesIO()
    monkeypatch.setattr(workbook_child, "Book", fail)
    monkeypatch.setattr(workbook_child, "limit", lambda *sizes: None)
    monkeypatch.setattr(workbook_child.gc, "disable", lambda: None)
    monkeypatch.setattr(workbook_child.sys, "argv", ["child", "1", "1"])
    monkeypatch.setattr(workbook_child.sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"bytes": 0, "sheet": null}\n')))
    monkeypatch.setattr(workbook_child.sys, "stdout", io.TextIOWrapper(out))
    workbook_child.main()
    assert json.loads(out.getvalue()) == {"status": status}


def test_control_characters_are_noticed() -> None:
    for text, control in (("plain\ttext\n", False), ("a bell \x07", True)):
        out = io.BytesIO()
        sheet = FakeSheet([["name"], [text]])
        workbook_child.send_cells(sheet, out)  # type: ignore[arg-type]
        reader = WorkbookReader.__new__(WorkbookReader)
        reader.process = FakeProcess(out.getvalue())  # type: ignore[assignment]
        cells = reader.cells("Sheet", 1)
        assert cells.control is control
        assert cells.columns == [pa.chunked_array([["name", text]], pa.large_string())]


class FakeSheet:
    """As much of a sheet as is asked for when its cells are sent."""

    start = (0, 0)
    width = 1
    merged_cell_ranges = None

    def __init__(self, rows: list[list[str]]) -> None:
        self.rows = rows

    def iter_rows(self) -> Any:
        return iter(self.rows)


class FakeProcess:
    """A process that has said all it has to say."""

    def __init__(self, said: bytes) -> None:
        self.stdin, self.stdout = io.BytesIO(), io.BytesIO(said)
