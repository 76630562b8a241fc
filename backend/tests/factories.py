"""A small token economy, and everything in it, of which a test overrides only what matters to it."""

from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from app.abm.agents.cohort import AgentCohort
from app.abm.agents.passes import Conditions
from app.abm.agents.population import Population
from app.abm.agents.profiles import PROFILES
from app.abm.core.month import Floats, Month, Opening
from app.abm.core.streams import Keys
from app.abm.dynamics.launch import Launch
from app.abm.dynamics.pricing import PRICING_MODELS, PricingModel
from app.abm.dynamics.token_economy import Account, TokenEconomy
from app.abm.engine.parallel_execution import single_threaded
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec

Config: TypeAlias = dict[str, Any]

SUPPLY = 1e9
"""Tokens of every economy that does not say otherwise."""


def token(**overrides: Any) -> Config:
    """A billion tokens at 1 for a year."""
    return {"total_supply": SUPPLY, "start_date": "2025-01-01", "horizon_months": 12} | overrides


def bucket(name: str = "Team", **overrides: Any) -> Config:
    """A fifth of the supply: a cliff of 6 months, then 18 instalments."""
    return {"bucket": name, "allocation": 20, "cliff_months": 6, "vesting_months": 18} | overrides


def buckets() -> list[Config]:
    """Three buckets of 90 % of the supply, two of which have something at the start."""
    return [
        bucket("Team"),
        bucket("VC", tge_unlock_pct=10, cliff_months=3, vesting_months=9),
        bucket("Community", allocation=50, tge_unlock_pct=20, cliff_months=0, vesting_months=12),
    ]


def config(**overrides: Any) -> Config:
    """A request: 30 holders in three buckets; `token` and `buckets` override those, everything else joins `abm`."""
    table = {"token": overrides.pop("token", token()), "buckets": overrides.pop("buckets", buckets())}
    return table | {"abm": {"agents_per_cohort": 10, "seed": 1} | overrides}


def spec(**overrides: Any) -> SimulationSpec:
    """The specification of `config`."""
    return SimulationSpec.model_validate(config(**overrides))


def loop(**overrides: Any) -> ABMSimulationLoop:
    """A simulation before its first month."""
    return ABMSimulationLoop(spec(**overrides))


def run(**overrides: Any) -> SimulationResult:
    """A finished run."""
    return loop(**overrides).run()


def full(**overrides: Any) -> Config:
    """Overrides that switch everything on: staking, treasury, shocks of token and market, reflexivity, anticipation."""
    return {
        "enable_staking": True,
        "enable_treasury": True,
        "demand": {"volatility": 0.2, "reflexivity": 0.5, "unlock_caution": 0.3},
        "market": {"volatility": 0.1},
        "unlock_anticipation": 0.5,
    } | overrides


def series(result: SimulationResult, name: str, trial: int = 0) -> Floats:
    """One series of a run, month by month."""
    return result.columns[name][:, trial]


def seeds(*numbers: int) -> Keys:
    """Seeds of a batch of trials."""
    return np.array(numbers or (1,), dtype=np.uint64)


def cohort(name: str = "Team", **overrides: Any) -> AgentCohort:
    """Ten holders of a million tokens who behave as their name says; a `profile` may be given by its changed fields."""
    profile = PROFILES.get(name, PROFILES["Community"]).model_copy(update=overrides.pop("profile", {}))
    return AgentCohort(name=name, profile=profile, **{"tokens": 1e6, "holders": 10, "rows": 10} | overrides)


def population(
    *cohorts: AgentCohort, lockup_slots: int = 3, noise: float = 0.25, keys: Keys | None = None
) -> Population:
    """Holders at a start price of 1, with nothing unlocked yet."""
    people = Population([cohorts or (cohort(),)], seeds() if keys is None else keys, noise, single_threaded)
    people.open(1.0, lockup_slots)
    return people


def conditions(people: Population, **overrides: Any) -> Conditions:
    """A quiet month at a price of 1 in which every cohort unlocks a tenth of its tokens."""
    trials, cohorts = len(people.share), len(people.cohorts)
    plain: dict[str, Any] = {
        "month": 0,
        "price": np.ones(trials),
        "reward_rate": np.zeros(trials),
        "anticipation": np.ones(trials),
        "outside_pull": np.ones(trials),
        "unlocked": np.tile([cohort.tokens / 10 for cohort in people.cohorts], (trials, 1)),
        "income": np.zeros((trials, cohorts)),
        "cliff": np.ones((trials, cohorts)),
        "emitted": np.zeros((trials, cohorts)),
    }
    return Conditions(**plain | overrides)


def economy(trials: int = 1, **balances: float) -> TokenEconomy:
    """A ledger of a billion tokens with the given balances by account; what they leave is unallocated."""
    ledger = TokenEconomy(trials, SUPPLY, 0.0)
    for account, amount in balances.items():
        ledger.transfer("unallocated", cast(Account, account), np.full(trials, amount))
    return ledger


def opening(trials: int = 1, **overrides: Any) -> Opening:
    """An economy of a billion tokens at 1 before its first month; a tenth unlocks at once."""
    return Opening(trials, **{"total_supply": SUPPLY, "initial_price": 1.0, "first_unlock": SUPPLY / 10} | overrides)


def launch(*scheduled: float, **overrides: float) -> Launch:
    """A billion tokens at 1, of which so many have unlocked by each month; the first tenth is the first float."""
    plain = {"initial_price": 1.0, "total_supply": SUPPLY, "first_float": SUPPLY / 10}
    return Launch(**plain | overrides, scheduled=np.array(scheduled or [SUPPLY / 10] * 24))


def pricing(name: str, trials: int = 1, **params: Any) -> PricingModel:
    """A pricing model at a start price of 1."""
    model = PRICING_MODELS[name]
    return model(model.Params(**params), opening(trials))


def month(trials: int = 1, **overrides: Any) -> Month:
    """A month that opens at a price of 1 with a demand of a million and no depth."""
    plain = {"index": 0, "price": 1.0, "demand": 1e6, "issued": SUPPLY / 10, "depth": 0.0} | overrides
    return Month(plain.pop("index"), **{name: np.full(trials, value) for name, value in plain.items()})


def holders_column(result: SimulationResult, name: str) -> NDArray[np.float64]:
    """Weighted sums of a holders' column over all rows; (trials,)."""
    people = result.population
    weight = np.repeat(people.weight, [cohort.rows for cohort in people.cohorts])
    return np.asarray((getattr(people.columns, name) * weight).sum(axis=1))
