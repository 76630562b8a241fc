"""How often the intervals of a calibration hold the truth, parameter by parameter; `make bench`.

Histories are the model's own, each by other holders and other parameters, which are drawn from the prior (Talts et al.,
"Validating Bayesian inference algorithms with simulation-based calibration", 2018). The same seeds come to the same
counts, so these bars have no tolerance.
"""

from collections import Counter

import numpy as np

from app.abm.dynamics.estimates import estimate
from app.abm.studies.fit import GREATEST, Fit
from tests.bench.figure_table import FigureTable
from tests.unit.studies.test_calibrate import MONTHS, answer, closes_of, economy, parameters, plan_for

HISTORIES, LEAST, MOST = 100, 80, 97
NAMES = tuple(GREATEST)
MARKET = {"path": "eth-2021-04-01"}


def drawn(seed: int) -> dict[str, float]:
    """A value of every parameter, from its prior."""
    points = np.random.Generator(np.random.PCG64(seed)).normal(size=len(NAMES)).tolist()
    prior = Fit({}, plan_for([1.0] * 7).closes, np.zeros(6), NAMES)
    return {name: prior.value(name, point) for name, point in zip(NAMES, points, strict=True)}


def history(seed: int, truth: dict[str, float]) -> list[float]:
    """Closes of two years with these parameters."""
    demand = {"preset": "typical", "volatility_decay": estimate("volatility_decay")} | truth
    market = MARKET | {"beta": demand.pop("beta")}
    return closes_of(economy(demand=demand, market=market, seed=1000 + seed))


def test_intervals_of_nine_in_ten_hold_the_truth_so_often() -> None:
    inside = Counter[str]()
    for seed in range(HISTORIES):
        truth = drawn(seed)
        found = parameters(answer(plan_for(history(seed, truth), economy(market=MARKET), fit=list(NAMES))))
        inside.update(name for name in NAMES if found[name]["low"] <= truth[name] <= found[name]["high"])
    table = FigureTable(
        f"Truths in the 90 % intervals of {HISTORIES} histories of {MONTHS} months; {LEAST}-{MOST} are due"
    )
    for name in NAMES:
        table.only(name, 100 * inside[name] / HISTORIES, "%")
    table.show()
    assert all(LEAST <= 100 * inside[name] / HISTORIES <= MOST for name in NAMES)
