"""The shop that comes with the project, so that there is something to look at before the first upload."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.data.cleaning import load
from core.data.dataset import Dataset
from core.data.joining import join

FOLDER = Path(__file__).parents[2] / "sample_data"
SEED, CUSTOMERS, MONTHS = 7, 2_000, 24


def sample() -> Dataset:
    """The bundled sample: two years of purchases and their customers; the README beside it gives the seed."""
    purchases, customers = load(FOLDER / "purchases.csv"), load(FOLDER / "customers.csv")
    return replace(join(purchases, customers, "Sample shop"), currency="USD")
