"""The near end of the process that reads a workbook (workbook_child.py): starts it, limits it, takes in its cells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.data.workbook_child import as_text

CHILD = Path(__file__).with_name("workbook_child.py")
ENVIRONMENT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP")
CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
# Only Linux holds a process to a limit of its memory. Where processor time has a limit, the clock may run on: on a
# busy machine an honest workbook waits long for its turn.
MEMORY_IS_LIMITED = sys.platform.startswith("linux")
PATIENCE = 1 if sys.platform == "win32" else 4
EXACT = 2.0**53
PLAIN = (1e-4, 1e10)
# Microseconds, and the day 1970-01-01 as datetime.date numbers it.
SECOND, DAY = 1_000_000, 86_400_000_000
FIRST_DAY = 719_163
END = 253_402_300_800 * SECOND
DIED = {-24: "time", -9: "time", -6: "memory"}


class ReadingError(Exception):
    """The process gave up, was ended or died; `status` says how, `names` which sheets it found."""

    def __init__(self, status: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(status)
        self.status = status
        self.names = names


@dataclass(frozen=True)
class Limits:
    """What reading one workbook may take."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float


def limits_for(unpacked_bytes: int) -> Limits:
    """The limits for a workbook by the size of its content: far above what an honest one takes.

    >>> limits_for(2_000).cpu_seconds, limits_for(100_000_000).cpu_seconds
    (3, 33)
    """
    megabytes = unpacked_bytes / 1e6
    memory = min(200_000_000 + 12 * unpacked_bytes, 3_000_000_000)
    return Limits(memory, int(3 + 0.3 * megabytes), PATIENCE * (8 + 0.6 * megabytes))


@dataclass(frozen=True)
class SheetHead:
    """A sheet before it is read: whether it is shown, its first used row and column (from 0), its size, its first rows.

    `filled` is about how many of its cells hold something; `fault` ("too-wide", "unreadable") says why it isn't read.
    """

    name: str
    visible: bool
    first: int = 0
    left: int = 0
    rows: int = 0
    width: int = 0
    filled: int = 0
    head: tuple[tuple[str, ...], ...] = ()
    fault: str = ""


class Merged(NamedTuple):
    """A merged range, all sides included; rows and columns are counted from 0 at the first used ones of the sheet."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass
class Cells:
    """The cells of a sheet as text, one column each, and its merged ranges of several rows or near the top.

    `control` says whether any cell holds control characters.
    """

    columns: list[pa.ChunkedArray]
    merged: list[Merged]
    control: bool = False


class WorkbookReader:
    """A process that reads one workbook; raises ReadingError where it can't. Ends with the `with` block."""

    def __init__(self, limits: Limits) -> None:
        command = [sys.executable, "-I", str(CHILD), str(limits.memory_bytes), str(limits.cpu_seconds)]
        environment = {key: os.environ[key] for key in ENVIRONMENT if key in os.environ}
        self.late = False
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        except OSError as error:
            raise ReadingError("crash") from error
        self.timer = threading.Timer(limits.wall_seconds, self._give_up)
        self.timer.daemon = True
        self.timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.timer.cancel()
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # what was still to be written has no reader any more
                continue
        self.process.wait()

    def send(self, data: bytes, sheet: str | None) -> None:
        """Hand over the workbook; the process starts to read it, all its sheets or the one that is named."""
        self._write(json.dumps({"bytes": len(data), "sheet": sheet}).encode() + b"\n" + data)

    def survey(self) -> tuple[tuple[str, ...], list[SheetHead]]:
        """The names of all sheets, and what is known of those that were asked for."""
        with _understood():
            found = self._message()
            names = tuple(map(str, found["names"]))
            if found["status"] != "ok":
                raise ReadingError(str(found["status"]), names)
            sheets = [sheet | {"head": tuple(map(tuple, sheet.get("head", ())))} for sheet in found["sheets"]]
            return names, [SheetHead(**sheet) for sheet in sheets]

    def cells(self, sheet: str, width: int) -> Cells:
        """All cells of a sheet of this width."""
        self._write(json.dumps({"sheet": sheet}).encode() + b"\n")
        chunks: list[list[pa.Array]] = [[] for _ in range(width)]
        control = False
        with _understood():
            while (message := self._message())["rows"]:
                for parts, (kind, head, size) in zip(chunks, message["columns"], strict=True):
                    values, text = self._read(head), self._read(size)
                    parts.append(UNPACK[kind](values, text))
                    control = control or (kind == "text" and len(text.translate(None, CONTROL_BYTES)) != len(text))
            columns = [pa.chunked_array(parts, pa.large_string()) for parts in chunks]
            return Cells(columns, [Merged(*sides) for sides in message["merged"]], control)

    def _give_up(self) -> None:
        self.late = True
        self.process.kill()

    def _write(self, data: bytes) -> None:
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except OSError as error:
            # A process that died had no time to say why; one that refused the workbook has written its reason.
            if self.process.poll() not in (None, 0):
                raise self._death() from error

    def _message(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self._death()
        message: dict[str, Any] = json.loads(line)
        if message["status"] != "ok" and "names" not in message:
            raise ReadingError(message["status"])
        return message

    def _read(self, size: int) -> bytes:
        assert self.process.stdout is not None
        data = self.process.stdout.read(size)
        if len(data) < size:
            raise self._death()
        return data

    def _death(self) -> ReadingError:
        code = self.process.wait()
        return ReadingError("time" if self.late else DIED.get(code, "crash"))


@contextmanager
def _understood() -> Iterator[None]:
    """What makes no sense came from a process that is out of its mind: the same as if it had died."""
    try:
        yield
    except (ValueError, LookupError, TypeError) as error:
        raise ReadingError("crash") from error


def _numbers(values: bytes, _: bytes) -> pa.Array:
    return number_text(np.frombuffer(values))


def _moments(days: bytes, times: bytes) -> pa.Array:
    return moment_text(np.frombuffer(days, np.int32), np.frombuffer(times, np.int64))


def _texts(lengths: bytes, text: bytes) -> pa.Array:
    offsets = np.zeros(len(lengths) // 4 + 1, np.int64)
    np.cumsum(np.frombuffer(lengths, np.uint32), out=offsets[1:])
    array = pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(text))
    array.validate(full=True)
    return array


def number_text(values: np.ndarray[Any, np.dtype[np.float64]]) -> pa.Array:
    """Numbers as text, a blank for NaN: whole numbers without a point, all others as short as they can be read back.

    >>> number_text(np.array([3.0, 0.1, np.nan])).to_pylist()
    ['3', '0.1', '']
    """
    size = np.abs(values)
    blank = np.isnan(values)
    whole = (np.floor(values) == values) & (size < EXACT)
    integers = pa.array(np.where(whole, values, 0).astype(np.int64))
    texts = pc.cast(integers, pa.large_string())
    if not whole.all():
        texts = pc.if_else(pa.array(whole), texts, pc.cast(pa.array(values), pa.large_string()))
        # Arrow writes very large and very small numbers with an exponent sooner than a spreadsheet does.
        odd = ~whole & ~blank & ((size < PLAIN[0]) | (size >= PLAIN[1]))
        if odd.any():
            plain = list(map(as_text, values[odd].tolist()))
            texts = pc.replace_with_mask(texts, pa.array(odd), pa.array(plain, pa.large_string()))
        if blank.any():
            texts = pc.if_else(pa.array(blank), pa.scalar("", pa.large_string()), texts)
    return texts


def moment_text(ordinals: np.ndarray[Any, np.dtype[np.int32]], times: np.ndarray[Any, np.dtype[np.int64]]) -> pa.Array:
    """Days (numbered as of datetime.date, 1 for blank) and microseconds of the day, if any, as ISO text.

    >>> moment_text(np.array([738641, 1], np.int32), np.array([30_360_000_000, 0])).to_pylist()
    ['2023-05-01 08:26:00', '']
    """
    at = (ordinals.astype(np.int64) - FIRST_DAY) * DAY
    if len(times):
        at += times
    # Workbooks store days as fractions: a second more or less than a millisecond off is the second itself.
    near = (at + SECOND // 2) // SECOND * SECOND
    at = np.where((np.abs(at - near) <= SECOND // 1000) & (near < END), near, at)
    texts = pc.cast(pa.array((at // DAY).astype(np.int32)).cast(pa.date32()), pa.large_string())
    timed = at % DAY != 0
    if timed.any():
        seconds = pc.cast(pa.array(at // SECOND).cast(pa.timestamp("s")), pa.large_string())
        texts = pc.if_else(pa.array(timed), seconds, texts)
    if (split := at % SECOND != 0).any():
        parts = pc.cast(pa.array(at // (SECOND // 1000)).cast(pa.timestamp("ms")), pa.large_string())
        texts = pc.if_else(pa.array(split), parts, texts)
    blank = ordinals == 1
    return pc.if_else(pa.array(blank), pa.scalar("", pa.large_string()), texts) if blank.any() else texts


UNPACK = {"number": _numbers, "moment": _moments, "text": _texts}
