"""Customers whose truth is known: drawn order by order, as BG/NBD, MBG/NBD and Pareto/NBD tell it."""

from __future__ import annotations

from types import ModuleType

import numpy as np

from core.models import mbg_nbd, pareto_nbd


def simulate(
    model: ModuleType, params: tuple[float, ...], T: np.ndarray, horizon: float, rng: np.random.Generator
) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    """Histories up to T, and orders in the horizon after it, drawn order by order as the model tells it."""
    r, alpha, a, b = params
    rate = rng.gamma(r, 1 / alpha, len(T))
    pareto = model is pareto_nbd
    end = rng.exponential(1 / rng.gamma(a, 1 / b, len(T))) if pareto else np.full(len(T), np.inf)
    leave = np.zeros(len(T)) if pareto else rng.beta(a, b, len(T))
    there = np.ones(len(T), dtype=bool) if model is not mbg_nbd else rng.random(len(T)) >= leave
    x, t_x, later, now = np.zeros(len(T)), np.zeros(len(T)), np.zeros(len(T)), np.zeros(len(T))
    while there.any():
        now = now + rng.exponential(1 / np.maximum(rate, 1e-9))
        there &= now <= np.minimum(end, T + horizon)
        before = there & (now <= T)
        x, t_x, later = x + before, np.where(before, now, t_x), later + (there & (now > T))
        there &= rng.random(len(T)) >= leave
    return (x, t_x, T), later
