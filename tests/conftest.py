"""What several tests share: the bundled sample and its analysis, computed once."""

from __future__ import annotations

import os
from pathlib import Path

# Before scikit-learn loads: on small data its threads cost more than they save, and four times more on a busy machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

import core
from core.data.dataset import Dataset

# The first example pays for imports and the engine, so a limit per example would only measure that.
settings.register_profile("house", deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


# Folders of the tests that take longest: those in a browser, each with a server of its own, then those of whole pages.
LONG = [Path(__file__).parent / "browser", Path(__file__).parent / "pages"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest is begun first, so that files run two at a time end together."""
    items.sort(key=lambda item: next((place for place, folder in enumerate(LONG) if folder in item.path.parents), 2))


@pytest.fixture(scope="session")
def sample_data() -> Dataset:
    return core.sample()


@pytest.fixture(scope="session")
def sample(sample_data: Dataset) -> core.Analysis:
    return core.analyze(sample_data)
