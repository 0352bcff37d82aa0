"""The three models of purchases behind one face, each with its name, in weeks."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from types import ModuleType
from typing import Any

import numpy as np

from core.models import bg_nbd, mbg_nbd, pareto_nbd

MODELS: dict[str, ModuleType] = {"BG/NBD": bg_nbd, "MBG/NBD": mbg_nbd, "Pareto/NBD": pareto_nbd}
DAYS_PER_WEEK = 7.0
# Logarithms of parameters are moved this much to see what depends on them.
_STEP = 1e-3


@dataclass(frozen=True, eq=False)
class Buyers:
    """What the models know of each customer, one entry per customer: repeat orders, and two times in weeks.

    `x` counts repeat orders, `t_x` runs from the first order to the last, `T` from the first order to the day of the
    analysis; `value` is the mean money of repeat orders, missing without one.
    """

    x: np.ndarray
    t_x: np.ndarray
    T: np.ndarray
    value: np.ndarray

    def __len__(self) -> int:
        return len(self.x)

    def take(self, rows: np.ndarray) -> Buyers:
        """Some of the customers, by place or by truth."""
        return Buyers(self.x[rows], self.t_x[rows], self.T[rows], self.value[rows])


@dataclass(frozen=True)
class Orders:
    """A fitted model of when customers order."""

    name: str
    parameters: Any

    def expected(self, known: Buyers, weeks: float) -> np.ndarray:
        """Orders to expect from each customer in the next weeks."""
        return self._ask("expected_orders", known, weeks)

    def none(self, known: Buyers, weeks: float) -> np.ndarray:
        """Probability of no order in the next weeks."""
        return self._ask("p_no_order", known, weeks)

    def alive(self, known: Buyers) -> np.ndarray:
        """Probability that the customer is still one."""
        return np.asarray(MODELS[self.name].p_alive(self.parameters, known.x, known.t_x, known.T))

    def _ask(self, what: str, known: Buyers, weeks: float) -> np.ndarray:
        return np.asarray(getattr(MODELS[self.name], what)(self.parameters, known.x, known.t_x, known.T, weeks))

    def rate(self, known: Buyers) -> tuple[np.ndarray, np.ndarray]:
        """Shape and time of the gamma distribution of each customer's rate of orders, while still a customer."""
        return self.parameters.r + known.x, self.parameters.alpha + known.T

    def stay(self, known: Buyers) -> np.ndarray:
        """Chance that a customer who is there stays after the next order; 1 where orders are no occasion to leave."""
        occasions = {bg_nbd: known.x, mbg_nbd: known.x + 1}.get(MODELS[self.name])
        if occasions is None:
            return np.ones(len(known))
        a, b = self.parameters.a, self.parameters.b
        chance: np.ndarray = (b + occasions) / (a + b + occasions)
        return chance

    def moved(self) -> list[Orders]:
        """The same model with the logarithm of each parameter moved a little, one after the other."""
        return [replace(self, parameters=other) for other in moved(self.parameters)]


def fit(name: str, known: Buyers) -> Orders:
    """Learn one of the models; DataError where the customers do not allow it."""
    return Orders(name, MODELS[name].fit(known.x, known.t_x, known.T))


def moved(parameters: Any) -> list[Any]:
    """Parameters with the logarithm of each moved by `step()`."""
    names = [field.name for field in fields(parameters)][: len(parameters.log_covariance)]
    return [replace(parameters, **{name: getattr(parameters, name) * float(np.exp(_STEP))}) for name in names]


def elasticity(changed: np.ndarray, base: np.ndarray) -> np.ndarray:
    """What a figure gains per unit of the logarithm that `moved` moved."""
    slope: np.ndarray = (changed - base) / _STEP
    return slope
