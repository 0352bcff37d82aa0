"""Work that takes a while: done beside the page, told step by step, and stopped when the visitor says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

import streamlit as st

from core.problems import Tell

# Two at a time, whatever the number of visitors: each may take a core and a good part of the memory.
WORKERS = 2
# Below this the result is there before a person could read what is being done.
QUIET_SECONDS = 0.5
TICK_SECONDS = 0.2
T = TypeVar("T")


class _Stopped(Exception):
    """Raised inside the work when nobody waits for it any more."""


@st.cache_resource(show_spinner=False)
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="work")


def was_stopped(key: str) -> bool:
    """Whether the visitor stopped this work; then the page says so and offers to start again."""
    if st.session_state.get("stopped") != key:
        return False
    st.warning("Stopped. The data shown on the other pages is unchanged.", icon=":material/cancel:")
    st.button("Try again", icon=":material/refresh:", key=f"again_{key}", on_click=forget_stop)
    return True


def carry_out(key: str, job: Callable[[Tell], T]) -> T:
    """The result of a job, with its steps and a way to stop it on the screen.

    What the job raises is raised here. Leaving the page, or any other click on it, stops the job too.
    """
    stop, said = Event(), ["Waiting for other work on this server"]

    def tell(step: str) -> None:
        if stop.is_set():
            raise _Stopped
        said[0] = step

    future = _workers().submit(lambda: job(tell))
    try:
        _watch(future, said, key)
        return future.result()
    finally:
        # Reached as well when a click ends this run of the page: then nobody waits for the result.
        stop.set()
        future.cancel()


def _watch(future: Future[T], said: list[str], key: str) -> None:
    started = time.monotonic()
    wait([future], QUIET_SECONDS)
    if future.done():
        return
    panel = st.empty()
    with panel.container(border=True):
        words = st.empty()
        st.button("Stop", icon=":material/stop_circle:", key=f"stop_{key}", on_click=_remember_stop, args=(key,))
    while not future.done():
        words.markdown(f":material/hourglass_top: {said[0]}… {time.monotonic() - started:.0f} s")
        wait([future], TICK_SECONDS)
    panel.empty()


def _remember_stop(key: str) -> None:
    st.session_state["stopped"] = key


def forget_stop() -> None:
    """Let the work that was stopped begin anew."""
    st.session_state["stopped"] = None
