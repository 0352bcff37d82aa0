"""The purchase models on the CDNOW sample: fits and 39-week holdout of shared/reference/methods.md, section 4 and 5.2.

2,357 customers who first bought from 1997-01-01 to 03-25; a day with rows is an occasion; weeks are days / 7; learned
up to 1997-09-30, checked on the 39 weeks to 1998-06-30.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from core.models import bg_nbd, gamma_gamma, mbg_nbd, pareto_nbd
from tests.shared_files import shared_file

END = pd.Timestamp("1997-09-30")
HORIZON = 39.0
MODELS = {"BG": bg_nbd, "MBG": mbg_nbd, "PNBD": pareto_nbd}
EACH = pytest.mark.parametrize("name", MODELS)

# Parameters as recomputed, log-likelihood, and the decimals to which each is known.
FITS = {
    "BG": ([0.24259, 4.41360, 0.79292, 2.42591], -9582.4292),
    "MBG": ([0.52484, 6.18309, 0.89136, 1.61400], -9582.1357),
    "PNBD": ([0.55328, 10.57768, 0.60624, 11.66874], -9594.9762),
}  # fmt: skip
PAPERS = {
    "BG": ([0.243, 4.414, 0.793, 2.426], -9582.4),
    "MBG": ([0.525, 6.183, 0.891, 1.614], -9582.1),
    "PNBD": ([0.553, 10.578, 0.606, 11.669], -9595.0),
}  # fmt: skip
# Sum predicted, correlation, MAE, RMSE, cumulative orders to week 78.
HOLDOUT = {
    "BG": (1_653, 0.6256, 0.785, 1.608, 4_165.7),
    "MBG": (1_577, 0.6273, 0.765, 1.607, 4_054.6),
    "PNBD": (1_666, 0.6302, 0.755, 1.603, 4_275.4),
}  # fmt: skip
# Mean orders in the holdout of customers with 0, 1, ... 6, 7 and more repeat orders.
BY_COUNT = {
    "actual": (0.237, 0.697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359),
    "BG": (0.225, 0.523, 1.044, 1.520, 2.164, 2.654, 3.504, 6.157),
    "MBG": (0.185, 0.551, 1.049, 1.493, 2.104, 2.564, 3.361, 5.849),
    "PNBD": (0.138, 0.599, 1.196, 1.714, 2.398, 2.907, 3.819, 6.403),
}  # fmt: skip


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """One row per customer: x, t_x, T, mean value of repeat orders, orders and spend in the holdout."""
    names = ["old", "id", "day", "cds", "dollars"]
    rows = pd.read_csv(shared_file("cdnow/CDNOW_sample.txt"), sep=r"\s+", header=None, names=names, dtype={"id": "str"})
    rows["day"] = pd.to_datetime(rows["day"].astype("str"))
    days = rows.groupby(["id", "day"])["dollars"].sum().reset_index()
    days["first"] = days.groupby("id")["day"].transform("min")
    before, after = days[days["day"] <= END], days[days["day"] > END].groupby("id")
    grouped = before.groupby("id").agg(orders=("day", "size"), first=("first", "min"), last=("day", "max"))
    return pd.DataFrame({
        "x": grouped["orders"] - 1,
        "t_x": (grouped["last"] - grouped["first"]).dt.days / 7,
        "T": (END - grouped["first"]).dt.days / 7,
        "value": before[before["day"] > before["first"]].groupby("id")["dollars"].mean(),
        "later_orders": after.size(),
        "later_spend": after["dollars"].sum(),
    }).fillna({"later_orders": 0, "later_spend": 0})  # fmt: skip


@pytest.fixture(scope="module")
def fits(people: pd.DataFrame) -> dict[str, Any]:
    return {name: model.fit(people["x"], people["t_x"], people["T"]) for name, model in MODELS.items()}


def expected(model: ModuleType, params: Any, people: pd.DataFrame) -> np.ndarray:
    return np.asarray(model.expected_orders(params, people["x"], people["t_x"], people["T"], HORIZON))


def error(people: pd.DataFrame, predicted: np.ndarray) -> tuple[float, float, float, float]:
    """Sum, correlation, MAE and RMSE against the orders of the holdout."""
    actual = people["later_orders"].to_numpy()
    off = predicted - actual
    correlation = float(np.corrcoef(predicted, actual)[0, 1])
    return float(predicted.sum()), correlation, float(np.abs(off).mean()), float(np.sqrt((off**2).mean()))


def by_count(people: pd.DataFrame, values: np.ndarray) -> list[float]:
    return pd.Series(values).groupby(people["x"].clip(upper=7).to_numpy()).mean().tolist()


def auc(people: pd.DataFrame, score: np.ndarray) -> float:
    """Share of pairs of a customer who bought and one who did not in which the former scores higher."""
    bought = people["later_orders"].to_numpy() > 0
    ranks = rankdata(score)[bought]
    return float((ranks.sum() - len(ranks) * (len(ranks) + 1) / 2) / len(ranks) / (~bought).sum())


def captured(people: pd.DataFrame, score: np.ndarray) -> float:
    """Share of the holdout's spend held by the tenth of customers with the highest score."""
    spend = people["later_spend"].to_numpy()
    return float(spend[np.argsort(-score, kind="stable")[: len(spend) // 10]].sum() / spend.sum())


def test_the_data_are_those_of_the_papers(people: pd.DataFrame) -> None:
    assert len(people) == 2_357
    assert (people["x"].sum(), (people["x"] == 0).sum(), people["x"].max()) == (2_457, 1_411, 29)
    assert (people["later_orders"].sum(), (people["later_orders"] > 0).sum()) == (1_882, 684)
    assert people["later_spend"].sum() == pytest.approx(70_976.39)
    assert (people["T"].min(), people["T"].max()) == (27, pytest.approx(38.857, abs=5e-4))


@EACH
def test_parameters_and_log_likelihood(fits: dict[str, Any], name: str) -> None:
    found = fits[name]
    names = ("r", "alpha", "s", "beta") if name == "PNBD" else ("r", "alpha", "a", "b")
    values = [getattr(found, key) for key in names]
    assert values == pytest.approx(FITS[name][0], abs=1.1e-5)
    assert values == pytest.approx(PAPERS[name][0], abs=5.1e-4)
    assert found.log_likelihood == pytest.approx(FITS[name][1], abs=5e-5)
    assert found.log_likelihood == pytest.approx(PAPERS[name][1], abs=0.05)


def test_orders_of_a_new_customer(fits: dict[str, Any]) -> None:
    found = bg_nbd.expected_orders_of_new(fits["BG"], [0.1429, 1, 3, 31.8571, 32, 78])
    assert found == pytest.approx([0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576], abs=5e-4)


def test_standard_errors_of_pareto_nbd(fits: dict[str, Any]) -> None:
    # As CLVTools gives them, at its own optimum.
    assert fits["PNBD"].standard_errors == pytest.approx([0.0476, 0.8427, 0.1873, 6.2105], rel=2e-3)


@EACH
def test_the_holdout(people: pd.DataFrame, fits: dict[str, Any], name: str) -> None:
    total, correlation, mae, rmse, cumulative = HOLDOUT[name]
    found = error(people, expected(MODELS[name], fits[name], people))
    assert found[0] == pytest.approx(total, abs=0.5)
    assert found[1] == pytest.approx(correlation, abs=5e-5)
    assert found[2:] == pytest.approx((mae, rmse), abs=5e-4)
    # Week 78 ends with the day 1998-07-01, one day after the last of the data.
    weeks = people["T"] + HORIZON + 1 / 7
    assert MODELS[name].expected_orders_of_new(fits[name], weeks).sum() == pytest.approx(cumulative, abs=0.05)


@EACH
def test_the_holdout_by_number_of_past_orders(people: pd.DataFrame, fits: dict[str, Any], name: str) -> None:
    predicted = expected(MODELS[name], fits[name], people)
    assert by_count(people, predicted) == pytest.approx(BY_COUNT[name], abs=5e-4)
    assert by_count(people, people["later_orders"].to_numpy()) == pytest.approx(BY_COUNT["actual"], abs=5e-4)


def test_the_naive_rules(people: pd.DataFrame) -> None:
    rate = error(people, (people["x"] / people["T"] * HORIZON).to_numpy())
    assert rate[:3] == (pytest.approx(2_930, abs=0.5), pytest.approx(0.5839, abs=5e-5), pytest.approx(1.024, abs=5e-4))
    same = error(people, people["x"].to_numpy())
    assert same[:3] == (2_457, pytest.approx(0.5772, abs=5e-5), pytest.approx(0.897, abs=5e-4))


def test_who_buys_again(people: pd.DataFrame, fits: dict[str, Any]) -> None:
    """P(alive) of BG/NBD ranks worse than chance; it is 1 for every one-time buyer."""
    histories = (people["x"], people["t_x"], people["T"])
    alive = {name: auc(people, model.p_alive(fits[name], *histories)) for name, model in MODELS.items()}
    assert alive == {"PNBD": pytest.approx(0.726, abs=5e-4), "MBG": pytest.approx(0.687, abs=5e-4),
                     "BG": pytest.approx(0.316, abs=5e-4)}  # fmt: skip
    assert auc(people, expected(pareto_nbd, fits["PNBD"], people)) == pytest.approx(0.779, abs=5e-4)
    assert auc(people, (people["t_x"] - people["T"]).to_numpy()) == pytest.approx(0.771, abs=5e-4)
    for name, model in MODELS.items():
        assert auc(people, -model.p_no_order(fits[name], *histories, HORIZON)) > 0.755


def test_bands_of_p_alive(people: pd.DataFrame, fits: dict[str, Any]) -> None:
    alive = pareto_nbd.p_alive(fits["PNBD"], people["x"], people["t_x"], people["T"])
    bands = (people["later_orders"] > 0).groupby(np.minimum(alive // 0.2, 4)).agg(["size", "mean"])
    assert bands["size"].tolist()[:2] == [100, 1_619]
    assert bands["mean"].round(2).tolist() == [0.30, 0.16, 0.50, 0.52, 0.71]


def test_gamma_gamma(people: pd.DataFrame, fits: dict[str, Any]) -> None:
    found = gamma_gamma.fit(people["x"], people["value"])
    assert [found.p, found.q, found.gamma] == pytest.approx([6.24957, 3.74422, 15.44352], abs=1.1e-5)
    assert [found.p, found.q, found.gamma] == pytest.approx([6.25, 3.74, 15.44], abs=5e-3)
    assert found.log_likelihood == pytest.approx(-4055.9177, abs=5e-5)
    value = gamma_gamma.expected_order_value(found, people["x"], people["value"])
    ten = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert value[:10] == pytest.approx(ten, abs=6e-3)
    repeat = people[people["x"] > 0]
    assert len(repeat) == 946
    assert repeat["x"].corr(repeat["value"]) == pytest.approx(0.114, abs=5e-4)


def test_revenue(people: pd.DataFrame, fits: dict[str, Any]) -> None:
    params = gamma_gamma.fit(people["x"], people["value"])
    value = gamma_gamma.expected_order_value(params, people["x"], people["value"])
    revenue = expected(pareto_nbd, fits["PNBD"], people) * value
    assert revenue.sum() == pytest.approx(60_449, abs=0.5)
    assert np.corrcoef(revenue, people["later_spend"])[0, 1] == pytest.approx(0.572, abs=5e-4)
    past = (people["x"] * people["value"].fillna(0)).to_numpy()
    assert captured(people, revenue) == pytest.approx(0.503, abs=5e-4)
    assert captured(people, past) == pytest.approx(0.490, abs=6e-4)
    assert captured(people, people["later_spend"].to_numpy()) == pytest.approx(0.762, abs=5e-4)
