"""The limit on threads holds in a process that has not used scikit-learn before, as the first visitor finds it."""

from __future__ import annotations

import subprocess
import sys

TRY = """
from core.models.threads import one_thread
from threadpoolctl import threadpool_info
with one_thread({rows}):
    import sklearn.ensemble
    print([pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "openmp"])
"""


def threads(rows: int) -> str:
    environment = {"OMP_NUM_THREADS": "2", "PYTHONPATH": ":".join(filter(None, sys.path))}
    run = [sys.executable, "-c", TRY.format(rows=rows)]
    return subprocess.run(run, capture_output=True, text=True, check=True, env=environment).stdout.strip()


def test_few_rows_take_one_thread_from_the_first_use_on() -> None:
    assert threads(1_000) == "[1]"


def test_many_rows_take_all() -> None:
    assert threads(1_000_000) == "[2]"
