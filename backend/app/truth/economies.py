"""Small economies whose outcome is known from theory or from published figures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.stats import kendalltau

from app.abm.core.month import Floats
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.scenarios.library import ScenarioLibrary

TRADING = ("eoe", "amm", "bonding_curve")
"""Models in which outside buyers trade."""

SUPPLY = 1e9
_OPEN = {"tge_unlock_pct": 100}


def run(buckets: Sequence[Mapping[str, Any]], months: int, **abm: Any) -> SimulationResult:
    """Simulate an economy with a billion tokens at a price of 1; `abm` are fields of the request's `abm`."""
    token = {"total_supply": SUPPLY, "start_date": "2025-01-01", "horizon_months": months, "initial_price": 1.0}
    behaviour = {"agents_per_cohort": 200, "seed": 1} | abm
    spec = SimulationSpec.model_validate({"token": token, "buckets": list(buckets), "abm": behaviour})
    return ABMSimulationLoop(spec).run()


def prices(result: SimulationResult) -> Floats:
    """Closing prices of the run."""
    price: Floats = result.columns["price"][:, 0]
    return price


ALL_OUT = (
    {"bucket": "Community", "allocation": 50, **_OPEN},
    {"bucket": "Investors", "allocation": 25, **_OPEN},
    {"bucket": "Team", "allocation": 15, **_OPEN},
)
"""An allocation table of which everything unlocks at the launch."""


def drift_a_year(model: str) -> float:
    """Yearly change of the price, as a fraction, from month 24 to 60 under constant demand and without unlocks."""
    price = prices(run(ALL_OUT, 61, pricing_model=model, demand={}))
    return float(abs((price[60] / price[24]) ** (1 / 3) - 1))


def price_left_by_falling_demand(model: str) -> float:
    """Price after 120 months over the start price, demand falling by 5 % a month."""
    demand = {"model": "growth", "monthly_growth": -0.05}
    return float(prices(run(ALL_OUT, 121, pricing_model=model, demand=demand))[120])


def nobody_against_everybody(model: str) -> float:
    """Price after a year where nobody sells, over that where everybody sells everything at once."""
    never = {"sell_pressure_mean": 0, "sell_pressure_std": 0, "hold_time_scale": 240, "price_sensitivity_alpha": 0.05}
    at_once = {"sell_pressure_mean": 1, "sell_pressure_std": 0, "hold_time_shape": 0.05, "hold_time_scale": 0.05}
    table = [{"bucket": "Community", "allocation": 90, **_OPEN}]
    nobody, everybody = (
        prices(run(table, 13, pricing_model=model, demand={}, cohort_profiles={"Community": profile}))[12]
        for profile in (never, at_once)
    )
    return float(nobody / everybody)


def idle_unlock(model: str) -> float:
    """Effect, over six months, of an unlock as large as the float to holders who sell nothing; log points."""
    holds = {"sell_pressure_mean": 0, "sell_pressure_std": 0, "hold_time_scale": 240, "hold_time_shape": 50}
    ends = []
    for month in (24, 600):
        table = [
            {"bucket": "Community", "allocation": 40, **_OPEN},
            {"bucket": "Sleepers", "allocation": 40, "cliff_months": month},
        ]
        abm = {"bucket_cohort_mapping": {"Sleepers": "sleepers"}, "cohort_profiles": {"sleepers": holds}}
        ends.append(prices(run(table, 31, pricing_model=model, demand={}, **abm))[29])
    return float(np.log(ends[0] / ends[1]))


def single_sale_error() -> float:
    """Relative error of a constant-product pool's price after one sale, without fee or buyers, against (x/(x+q))²."""
    table = [{"bucket": "Community", "allocation": 50, **_OPEN}]
    result = run(table, 1, pricing_model="amm", pricing_config={"fee_pct": 0}, demand={"initial_monthly_fiat": 0})
    sold, pool = result.columns["total_sold"][0, 0], 0.02 * SUPPLY
    return float(abs(prices(result)[0] / (pool / (pool + sold)) ** 2 - 1))


def unit_error() -> float:
    """Largest relative difference of prices between an economy in tokens and the same in thousandths of tokens."""
    worst = 0.0
    for model in TRADING:
        ends = []
        for scale in (1.0, 1000.0):
            token = {"total_supply": SUPPLY * scale, "start_date": "2025-01-01", "horizon_months": 24}
            abm = {"pricing_model": model, "initial_price": 1 / scale, "seed": 1, "demand": {}}
            request = {"token": token, "buckets": list(ALL_OUT), "abm": abm}
            ends.append(prices(ABMSimulationLoop(SimulationSpec.model_validate(request)).run()) * scale)
        worst = max(worst, float(np.abs(ends[1] / ends[0] - 1).max()))
    return worst


SCHEDULES: dict[str, Mapping[str, Any]] = {
    "linear 48": {"vesting_months": 48},
    "cliff 12, then 36": {"cliff_months": 12, "vesting_months": 36},
    "25 % at 12, then 36": {
        "segments": [
            {"kind": "lump", "month": 12, "pct": 25},
            {"kind": "linear", "start_month": 12, "end_month": 48, "pct": 75},
        ]
    },
    "all at 12": {"cliff_months": 12},
    "linear 24": {"vesting_months": 24},
    "four yearly lumps": {"segments": [{"kind": "steps", "months": [12, 24, 36, 48], "pct": 100}]},
    "cliff 24, then 24": {"cliff_months": 24, "vesting_months": 24},
}
"""Seven ways to unlock the same insiders' tokens."""

INSIDERS = ("Team", "VC")


def schedule_outcomes(model: str) -> dict[str, tuple[float, float, float]]:
    """For each schedule: price at month 36, lowest price, and proceeds of the insiders."""
    outcomes = {}
    for name, schedule in SCHEDULES.items():
        table = [
            {"bucket": "Community", "allocation": 20, **_OPEN},
            {"bucket": "Team", "allocation": 20, **schedule},
            {"bucket": "VC", "allocation": 20, **schedule},
        ]
        result = run(table, 37, pricing_model=model, demand={})
        names = [cohort.name for cohort in result.population.cohorts]
        proceeds = result.cohort_columns["sold_fiat"][:, 0, [names.index(insider) for insider in INSIDERS]].sum()
        price = prices(result)
        outcomes[name] = (float(price[36]), float(price.min()), float(proceeds))
    return outcomes


def agreement(measure: int) -> float:
    """Kendall's τ between eoe and amm over the seven schedules, by one of the three outcomes."""
    ranks = [[outcome[measure] for outcome in schedule_outcomes(model).values()] for model in ("eoe", "amm")]
    return float(kendalltau(*ranks).statistic)


def fair_launch_gap() -> float:
    """The larger over the smaller final price of the fair launch under eoe and amm, less one."""
    request: Mapping[str, Any] = ScenarioLibrary.shipped().get("fair-launch").request
    ends = []
    for model in ("eoe", "amm"):
        behaviour = dict(request["abm"]) | {"pricing_model": model}
        spec = SimulationSpec.model_validate(dict(request) | {"abm": behaviour})
        ends.append(float(prices(ABMSimulationLoop(spec).run())[-1]))
    return max(ends) / min(ends) - 1


def airdrop(month: int) -> tuple[float, float]:
    """Share of an airdrop that is sold, and share that is kept, after this many months."""
    table = [{"bucket": "Airdrop", "allocation": 12, "num_holders": 500_000, **_OPEN}]
    result = run(table, month, agent_granularity="meta_agents", agents_per_cohort=1000)
    sold, whole = result.columns["total_sold"].sum(), 0.12 * SUPPLY
    return float(sold / whole), float(1 - sold / whole)


def staking_ratio(base_apy: float) -> tuple[float, float]:
    """Staking ratio and yearly yield after three years, everything unlocked."""
    config = {"base_apy": base_apy, "max_capacity_pct": 1.0}
    return _staked(run(ALL_OUT, 37, enable_staking=True, staking_config=config, demand={}))


def locked_staking_ratio(base_apy: float) -> tuple[float, float]:
    """The same after a year in which locked tokens may stake; four fifths are locked, as of APT and SUI."""
    config = {"base_apy": base_apy, "max_capacity_pct": 1.0, "locked_can_stake": 1.0}
    late = {"cliff_months": 12, "vesting_months": 36}
    table = [
        {"bucket": "Community", "allocation": 30, "tge_unlock_pct": 50, "vesting_months": 48},
        {"bucket": "Investors", "allocation": 25, **late},
        {"bucket": "VC", "allocation": 20, **late},
        {"bucket": "Team", "allocation": 25, **late},
    ]
    return _staked(run(table, 13, enable_staking=True, staking_config=config, demand={}))


def _staked(result: SimulationResult) -> tuple[float, float]:
    return float(result.columns["staking_ratio"][-1, 0]), float(result.columns["apy"][-1, 0])


def ratio_and_yield() -> float:
    """Correlation of yield and staking ratio over the months of one pool; negative, as a fuller pool pays less."""
    config = {"base_apy": 0.1, "max_capacity_pct": 1.0}
    result = run(ALL_OUT, 37, enable_staking=True, staking_config=config, demand={})
    return float(np.corrcoef(result.columns["staking_ratio"][:, 0], result.columns["apy"][:, 0])[0, 1])
