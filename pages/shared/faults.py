"""Faults of the program: told by their kind and place, never in their own words, which may quote a value of a file."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager


class Fault(Exception):
    """What Streamlit shows and logs in place of the fault itself."""


@contextmanager
def without_values() -> Iterator[None]:
    """Let a fault of this block pass on without its words; signals of Streamlit are no faults and stay as they are."""
    try:
        yield
    except Exception as fault:
        raise Fault(_kind_and_place(fault)) from None


def _kind_and_place(fault: Exception) -> str:
    places = [f"{step.filename}:{step.lineno} in {step.name}" for step in traceback.extract_tb(fault.__traceback__)]
    return "\n  ".join((type(fault).__name__, *places[1:]))
