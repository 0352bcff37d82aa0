"""The public data sets beside the project: tests on them are skipped where there are none, except in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"


def shared_file(name: str) -> Path:
    """The path of a file; the test that asks for one that is not here is skipped, and fails in CI."""
    path = SHARED / name
    if not path.exists():
        reason = f"{path} is not here: the published data sets are kept beside the project, not in it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path
