"""What several tests share: the bundled sample and its analysis, computed once."""

from __future__ import annotations

import os

# Before scikit-learn loads: on small data its threads cost more than they save, and four times more on a busy machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

import core
from core.data.dataset import Dataset

# The first example pays for imports and the engine, so a limit per example would only measure that.
settings.register_profile("house", deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def sample_data() -> Dataset:
    return core.sample()


@pytest.fixture(scope="session")
def sample(sample_data: Dataset) -> core.Analysis:
    return core.analyze(sample_data)
