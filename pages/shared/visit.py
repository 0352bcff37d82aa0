"""The end of a visit: what it held goes back to the machine as soon as the visitor can no longer come back to it.

Streamlit by itself lets go of a closed session only when yet another one closes, which on a quiet day is hours later.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pyarrow as pa
import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

_MMAP_THRESHOLD = -3  # as malloc.h calls it
_LARGE_BYTES = 1_048_576


def _gnu(name: str) -> Callable[..., int] | None:
    """A function that only GNU's C library has."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


# Arrow's own allocators keep what other threads have freed, a little more after each large file, and can't be told to
# give it back; what the C library holds can be given back. Reading takes about a tenth more time for it.
pa.set_memory_pool(pa.system_memory_pool())
# A large block gets pages of its own, which go back as soon as it is freed. Left to itself the C library soon puts
# blocks of many megabytes among small ones, where those of a session that is still open keep the pages of closed ones.
if set_option := _gnu("mallopt"):
    set_option(_MMAP_THRESHOLD, _LARGE_BYTES)


@dataclass(frozen=True, eq=False)
class _Connection:
    """One connection of a visitor, and what to do when the visit is over."""

    visitor: str
    farewell: Callable[[str], None]


# The latest connection of each visitor: only the end of that one can be the end of the visit.
_latest: dict[str, _Connection] = {}


def visitor() -> str:
    """What tells this visit from all others."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def begin(farewell: Callable[[str], None]) -> None:
    """Have `farewell` called with the visitor once the visit is over; to be called in every run of the page."""
    _connected(visitor(), farewell)


def _closed(connection: _Connection) -> None:
    """Wait as long as Streamlit would let the visitor come back, as after a short break of the network."""
    with suppress(RuntimeError):  # no server: a test runs the page by itself
        seconds = max(st.get_option("server.disconnectedSessionTTL") - 1, 0)
        asyncio.get_running_loop().call_later(seconds, _end, connection)


@st.cache_resource(scope="session", show_spinner=False, on_release=_closed)
def _connected(visitor: str, _farewell: Callable[[str], None]) -> _Connection:
    """Kept by Streamlit until the connection closes."""
    _latest[visitor] = connection = _Connection(visitor, _farewell)
    return connection


def _end(connection: _Connection) -> None:
    if _latest.get(connection.visitor) is not connection:
        return
    server = runtime.get_instance()
    if server.is_active_session(connection.visitor):
        return
    del _latest[connection.visitor]
    server.close_session(connection.visitor)
    connection.farewell(connection.visitor)
    asyncio.get_running_loop().run_in_executor(None, give_back_memory)


def forget_uploads() -> None:
    """Drop the bytes of the files that were uploaded; to be called where no upload is shown any more."""
    if runtime.exists() and visitor():
        runtime.get_instance().uploaded_file_mgr.remove_session_files(visitor())


def give_back_memory() -> None:
    """Return freed memory to the machine, which the C library would keep for later."""
    gc.collect()
    if trim := _gnu("malloc_trim"):
        trim(0)
