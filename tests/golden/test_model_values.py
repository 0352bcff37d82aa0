"""Published values of the purchase models at published parameters; shared/reference/methods.md, section 4."""

from __future__ import annotations

import numpy as np
import pytest

from core.models import bg_nbd, gamma_gamma, mbg_nbd, pareto_nbd
from core.models.bg_nbd import BgNbd
from core.models.gamma_gamma import GammaGamma
from core.models.mbg_nbd import MbgNbd
from core.models.pareto_nbd import ParetoNbd

BG = BgNbd(0.243, 4.414, 0.793, 2.426)
MBG = MbgNbd(0.525, 6.183, 0.891, 1.614)
PARETO = ParetoNbd(0.553, 10.578, 0.606, 11.669)
# The parameters of the examples in BTYD's manual.
BTYD_PARETO = ParetoNbd(0.55, 10.56, 0.61, 11.64)


def test_bg_nbd_of_the_customer_in_the_paper() -> None:
    assert bg_nbd.expected_orders(BG, 2, 30.43, 38.86, 39) == pytest.approx(1.22603, abs=5e-6)
    assert bg_nbd.p_alive(BG, 2, 30.43, 38.86) == pytest.approx(0.7266, abs=5e-5)


def test_bg_nbd_number_of_orders_of_a_new_customer() -> None:
    assert bg_nbd.p_orders_of_new(BG, 0, 39) == pytest.approx(0.5737864, abs=5e-8)
    assert bg_nbd.p_orders_of_new(BG, 10, 2) == pytest.approx(1.07869e-07, rel=5e-6)
    found = bg_nbd.p_orders_of_new(BG, [11, 12, 13], 30)
    assert found == pytest.approx([0.0019995, 0.0015170, 0.0011633], abs=5e-8)


def test_mbg_nbd_of_the_same_customer_and_of_a_one_time_buyer() -> None:
    assert mbg_nbd.expected_orders(MBG, 2, 30.43, 38.86, 39) == pytest.approx(1.26296, abs=5e-6)
    assert mbg_nbd.p_alive(MBG, 2, 30.43, 38.86) == pytest.approx(0.7062, abs=5e-5)
    assert mbg_nbd.p_alive(MBG, 0, 0, 38.86) == pytest.approx(0.3897, abs=5e-5)
    assert bg_nbd.p_alive(BG, 0, 0, 38.86) == 1


def test_pareto_nbd_orders_of_a_new_customer() -> None:
    published = [0, 0.05078, 0.09916, 0.14543, 0.18980, 0.23247, 0.27361, 0.31335, 0.35181, 0.38909]
    assert pareto_nbd.expected_orders_of_new(BTYD_PARETO, range(10)) == pytest.approx(published, abs=5e-6)


def test_pareto_nbd_of_a_customer_who_buys_nearly_every_week() -> None:
    assert pareto_nbd.p_alive(PARETO, 26, 30.86, 31) == pytest.approx(0.9979, abs=5e-5)
    assert pareto_nbd.expected_orders(PARETO, 26, 30.86, 31, 52) == pytest.approx(25.46, abs=5e-3)


def test_pareto_nbd_of_very_many_orders_is_finite() -> None:
    params = ParetoNbd(0.5143, 2.8845, 0.2856, 14.1087)
    x, T = np.array([221, 254, 161, 204]), np.array([103.57, 97.29, 98.00, 99.43])
    assert np.isfinite(pareto_nbd.expected_orders(params, x, T, T, 39)).all()
    assert pareto_nbd.p_alive(params, x, T, T) == pytest.approx(1, abs=1e-6)
    assert (pareto_nbd.p_alive(params, x, T - 20, T) < 1e-6).all()


@pytest.mark.parametrize("params", [PARETO, ParetoNbd(0.5143, 2.8845, 0.2856, 14.1087)])
def test_pareto_nbd_does_not_jump_at_133_orders(params: ParetoNbd) -> None:
    x = np.arange(100, 180)
    assert pareto_nbd.p_alive(params, 133, 200, 200) == pytest.approx(1, abs=1e-12)
    orders = pareto_nbd.expected_orders(params, x, 200, 200, 39)
    assert np.diff(orders) == pytest.approx(np.diff(orders)[0], rel=1e-6)


def test_gamma_gamma_everybodys_mean() -> None:
    params = GammaGamma(6.25, 3.74, 15.44)
    assert gamma_gamma.expected_order_value(params, 0, 0) == pytest.approx(35.17, abs=0.06)
    assert gamma_gamma.expected_order_value(params, 2, 22.35) == pytest.approx(24.65, abs=0.02)
