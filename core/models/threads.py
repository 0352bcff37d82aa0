"""How many cores scikit-learn takes."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

# scikit-learn spreads its work over all cores, which costs more than it saves below this many rows.
WORTH_THREADS = 50_000


def one_thread(rows: int) -> AbstractContextManager[Any]:
    """Keep scikit-learn on one core while it works on few rows: waiting for the others takes longer than the work."""
    # The limit holds for the libraries that are loaded by then, so scikit-learn is loaded first.
    import sklearn  # noqa: F401
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1, user_api="openmp") if rows < WORTH_THREADS else nullcontext()
