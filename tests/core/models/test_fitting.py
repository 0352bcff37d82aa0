"""Gradients against finite differences, integrals against their definition, and the search for the top."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import approx_fprime

from core.models import beta_geometric, bg_nbd, gamma_gamma, mbg_nbd, pareto_nbd
from core.models.fitting import SCALE, Objective, Optimum, maximize
from core.models.histories import distinct, gather
from core.models.tails import log_tail, tail_moments

X = np.array([0, 0, 1, 2, 2, 7, 40, 1, 0.0])
T_X = np.array([0, 0, 3.5, 9, 9, 30, 31, 12, 0])
T = np.array([30, 12, 30, 9, 31, 38, 31, 31, 0.0])
VALUES = np.array([0, 0, 12.5, 30, 8, 25, 40, 110, 0])


def objective_of(model: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Objective:
    """What the model's `fit` gives to `maximize`."""
    kept: list[Objective] = []

    def keep(objective: Objective, *rest: object, starts: tuple[tuple[float, ...], ...], **more: object) -> Optimum:
        kept.append(objective)
        return Optimum(starts[0], 0.0, starts[0], ())

    monkeypatch.setattr(beta_geometric if model in (bg_nbd, mbg_nbd) else model, "maximize", keep)
    if model is gamma_gamma:
        model.fit(X, VALUES)
    else:
        model.fit(X, T_X, T)
    return kept[0]


@pytest.mark.parametrize("model", [bg_nbd, mbg_nbd, pareto_nbd, gamma_gamma], ids=lambda model: model.__name__)
@pytest.mark.parametrize("values", [(0.3, 0.4, 0.8, 2.4), (3, 0.01, 0.2, 0.1), (0.02, 7, 20, 90), (40, 30, 0.9, 0.03)])
def test_the_gradient_is_that_of_the_likelihood(
    model: ModuleType, values: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    objective = objective_of(model, monkeypatch)
    at = np.array(values[: 3 if model is gamma_gamma else 4])
    gradient = objective(at)[1]
    rough = approx_fprime(np.log(at), lambda logs: objective(np.exp(logs))[0], 1e-6) / at
    assert gradient == pytest.approx(rough, rel=1e-4, abs=1e-4 * np.abs(rough).max())


@pytest.mark.parametrize(("p", "q"), [(0.3, 1.6), (1.3, 0.6), (30, 1.6), (3_000, 1.1), (0.05, 1.05), (2, 140)])
@pytest.mark.parametrize(("alpha", "beta"), [(10.0, 12.0), (4.0, 4.0), (0.01, 300.0), (300.0, 0.01)])
@pytest.mark.parametrize("t", [0.0, 0.5, 40.0])
def test_integrals_against_their_definition(p: float, q: float, alpha: float, beta: float, t: float) -> None:
    """In the logarithm of u - t, over pieces that a general rule can follow."""
    top = 0.0

    def rest(log: float) -> float:
        ahead = np.exp(log)
        return float(np.exp(log - p * np.log1p(ahead / (alpha + t)) - q * np.log1p(ahead / (beta + t)) - top))

    edges = np.arange(-40, 400 if p + q < 1.5 else 80, 4.0)
    whole = sum(quad(rest, low, low + 4)[0] for low in edges)
    expected = np.log(whole) - p * np.log(alpha + t) - q * np.log(beta + t)
    found = log_tail(np.array([p]), np.array([q]), alpha, beta, np.array([t]))
    assert found[0] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_derivatives_of_the_integrals() -> None:
    p, q, t = np.array([0.6, 3.6, 41.0]), np.array([1.5, 0.5, 1.5]), np.array([0.0, 5.0, 30.0])
    value, *derivatives = tail_moments(p, q, 9.0, 2.0, t)
    assert value == pytest.approx(log_tail(p, q, 9.0, 2.0, t))
    step = 1e-6
    moved = [(p + step, q, 9.0, 2.0), (p, q, 9.0 + step, 2.0), (p, q + step, 9.0, 2.0), (p, q, 9.0, 2.0 + step)]
    for derivative, arguments in zip(derivatives, moved, strict=True):
        assert derivative == pytest.approx((log_tail(*arguments, t) - value) / step, rel=1e-4)


def test_many_rows_are_worked_on_in_blocks() -> None:
    t = np.linspace(0, 50, 10_001)
    p, q = np.full(len(t), 1.5), np.full(len(t), 1.6)
    some = [0, 4_095, 4_096, 10_000]
    assert log_tail(p, q, 9.0, 2.0, t)[some] == pytest.approx(log_tail(p[some], q[some], 9.0, 2.0, t[some]))
    assert log_tail(p[:0], q[:0], 9.0, 2.0, t[:0]).shape == (0,)


def test_the_higher_of_two_tops_is_found_and_a_limit_has_no_error() -> None:
    """A second parameter that the value does not depend on stays untold."""

    def two_tops(values: np.ndarray) -> tuple[float, np.ndarray]:
        log = float(np.log(values[0]))
        low, high = np.exp(-((log + 4) ** 2)), 2 * np.exp(-((log - 4) ** 2))
        slope = (-2 * (log + 4) * low - 2 * (log - 4) * high) / values[0]
        return float(low + high) + float(values[1]), np.array([slope, 1.0])

    starts = ((np.exp(-3.5), 1.0), (np.exp(3.5), 1.0))
    found = maximize(two_tops, 1.0, starts, (SCALE, (-1.0, 1.0)), (1.0, 1.0), 0.0)
    assert np.log(found.parameters[0]) == pytest.approx(4, abs=1e-4)
    assert found.parameters[1] == pytest.approx(np.e)
    # Second derivative of -2 exp(-(x - 4)^2) at its top is 4.
    assert found.standard_errors[0] / found.parameters[0] == pytest.approx(0.5, rel=1e-4)
    assert np.isnan(found.standard_errors[1])


def test_distinct_rows_in_any_order_and_with_missing_values() -> None:
    one, two = np.array([1.0, np.nan, 1.0, np.nan, 2.0]), np.array([5.0, 6.0, 5.0, 6.0, 5.0])
    first, kind = distinct(one, two)
    assert first.tolist() == [0, 1, 4]
    assert kind.tolist() == [0, 1, 0, 1, 2]
    assert [len(part) for part in distinct(one[:0])] == [0, 0]


def test_histories_keep_customers_orders_and_pairs() -> None:
    told = gather(X, T_X, T, np.arange(len(X)))
    assert told.customers == 36
    assert told.orders == X @ np.arange(len(X))
    # The first has no weight; the others differ.
    assert len(told.weights) == 8
    assert told.now.time[told.now.of].max() * told.unit == pytest.approx(38)
    assert (told.last.x[told.last.of] == told.now.x[told.now.of]).all()
