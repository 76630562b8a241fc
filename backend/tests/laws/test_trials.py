"""Many trials: independent of how they are split, each reproducible alone, and more precise the more there are."""

import asyncio
import copy
import itertools
import re
import tracemalloc
from datetime import UTC, datetime
from typing import Any, TypeAlias

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.abm.core.errors import RunsFailedError
from app.abm.core.month import Floats
from app.abm.core.streams import trial_seed
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.dynamics.series import SERIES
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.statistics import bands
from app.abm.studies.monte_carlo import MonteCarloParams, TrialBatch, run_trials, varied
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.execution.threads import SimulationThreads
from tests.factories import bucket, full, spec, token

Answer: TypeAlias = dict[str, Any]

TRIALS = 30
BUDGET = 10_000
CROWD = [bucket(name, num_holders=700) for name in ("Team", "VC", "Community")]
"""So many rows that a chunk has 62 trials."""

AT_THE_EDGE = {
    "pricing_model": "issuance_curve",
    "enable_staking": True,
    "staking_config": {"base_apy": 5, "max_capacity_pct": 1, "lockup_months": 1, "market_staking_propensity": 0.3},
    "bucket_cohort_mapping": dict.fromkeys(("Team", "VC", "Community"), "moderate"),
}
"""Rewards differ by trial, and a steep curve makes much of it: `edge` says where numbers end."""


def edge(max_supply: float) -> SimulationSpec:
    """An economy whose value nears the largest number trials may have: some go past it at 175, all of them at 40."""
    return spec(**AT_THE_EDGE, pricing_config={"alpha": 20, "max_supply": max_supply})


def trials(economy: SimulationSpec, low: int = 0, high: int = TRIALS, **params: Any) -> TrialBatch:
    """Some trials of an economy, in one batch."""
    return run_trials(varied(economy, MonteCarloParams(**params)), low, high, BUDGET)


def answer(economy: SimulationSpec, workers: int = 2, budget: int = BUDGET, **params: Any) -> Answer:
    """The answer that a client gets, without execution time and date."""
    plan = MonteCarloPlan(economy, MonteCarloParams(**params), budget)

    async def run() -> bytes:
        threads = SimulationThreads(workers)
        try:
            return (await threads.run("trials", plan, lambda progress: None)).content
        finally:
            await threads.close(drain=1.0)

    answered: Answer = orjson.loads(asyncio.run(run()))
    del answered["execution_time_seconds"], answered["manifest"]["created_at"]
    return answered


def alone(answered: Answer, index: int) -> list[dict[str, Any]]:
    """The months of a single run with a trial's seed and the configuration of the answer."""
    config = copy.deepcopy(answered["config"])
    del config["monte_carlo"]
    config["abm"]["seed"] = answered["trials"][index]["seed"]
    return list(ABMSimulationLoop(SimulationSpec.model_validate(config), row_budget=BUDGET).run().global_rows())


def final_prices(seed: int, count: int) -> Floats:
    """Final prices of the first `count` trials of a small economy."""
    computed: Floats = trials(spec(), 0, count, seed=seed).series("price")[-1]
    return computed


@pytest.fixture(scope="module")
def answered() -> Answer:
    return answer(spec(**full()), num_trials=TRIALS, confidence_levels=[1, 10, 25, 50, 75, 90, 99])


@pytest.mark.parametrize("workers", [2, 4])
def test_any_number_of_threads_gives_the_same_answer(workers: int) -> None:
    economy, params = spec(**full(buckets=CROWD)), {"num_trials": 150, "include_trials": True}
    assert answer(economy, workers, **params) == answer(economy, 1, **params)


@given(st.sets(st.integers(1, TRIALS - 1)))
@settings(max_examples=20)
def test_trials_may_be_cut_into_any_chunks(cuts: set[int]) -> None:
    economy = spec(**full())
    edges = [0, *sorted(cuts), TRIALS]
    parts = [trials(economy, low, high) for low, high in itertools.pairwise(edges)]
    assert TrialBatch.joined(parts).table.tobytes() == trials(economy).table.tobytes()


def test_all_trials_are_read_without_a_second_copy_of_them() -> None:
    plan = MonteCarloPlan(spec(token=token(horizon_months=60)), MonteCarloParams(num_trials=500), BUDGET)
    parts = [plan.run_chunk(chunk) for chunk in plan.chunks]
    tracemalloc.start()
    plan.reduce(parts, 1.0, datetime(2026, 1, 1, tzinfo=UTC))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 0.5 * sum(part.table.nbytes for part in parts)


@pytest.mark.parametrize("count", [2, 61, 130])
def test_a_trial_is_the_same_however_many_there_are(count: int) -> None:
    economy = spec(buckets=CROWD)
    few, many = (answer(economy, num_trials=number, include_trials=True)["trials"] for number in (count, 150))
    assert few == many[:count]


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_any_trial_can_be_run_again_alone(model: str) -> None:
    answered = answer(spec(**full(pricing_model=model)), num_trials=TRIALS, variance_level="high", seed=99)
    for index in (0, 1, TRIALS - 1):
        assert alone(answered, index) == answered["trials"][index]["global_metrics"]


@pytest.mark.parametrize(
    "abm",
    [
        {"seed": None},
        {"enable_volume": True},
        {"enable_volume": True, "volume_config": {"volatility": 0.7}},
        {"demand": {"model": "growth", "monthly_growth": 0.1}},
        {"trait_jitter": 0.3},
        {"buckets": [bucket("Team", num_holders=10**9), bucket("Ours")]},
        {"buckets": CROWD, "agent_granularity": "meta_agents"},
        {"cohort_profiles": {"team": {"size_sigma": 0}}, "bucket_cohort_mapping": {"VC": "aggressive"}},
        {"token": token(initial_price=3.5)},
    ],
    ids=["no seed", "volume", "own volume", "growth", "own jitter", "adaptive", "meta-agents", "profiles", "price"],
)
def test_a_trial_of_any_configuration_can_be_run_again_alone(abm: dict[str, Any]) -> None:
    answered = answer(spec(**abm), num_trials=3)
    assert alone(answered, 2) == answered["trials"][2]["global_metrics"]


def test_the_configuration_of_the_answer_gives_the_answer_again(answered: Answer) -> None:
    config = copy.deepcopy(answered["config"])
    params = {name: value for name, value in config.pop("monte_carlo").items() if value is not None}
    again = answer(SimulationSpec.model_validate(config), **params)
    assert again["percentiles"] == answered["percentiles"]


def test_every_trial_has_its_own_holders_and_shocks(answered: Answer) -> None:
    assert len({trial["final_price"] for trial in answered["trials"]}) == TRIALS


def test_the_first_trial_has_the_seed_given() -> None:
    assert answer(spec(), num_trials=2, seed=77)["trials"][0]["seed"] == 77


def test_without_a_seed_of_their_own_trials_take_the_economys() -> None:
    assert answer(spec(seed=5), num_trials=2)["trials"] == answer(spec(seed=6), num_trials=2, seed=5)["trials"]


def test_every_percentile_is_at_least_the_one_below_it(answered: Answer) -> None:
    levels = [[[row[name] for name in SERIES] for row in band["global_metrics"]] for band in answered["percentiles"]]
    assert (np.diff(np.array(levels), axis=0) >= 0).all()


def test_percentiles_of_what_is_sold_are_those_of_the_trials_in_order(answered: Answer) -> None:
    keys = np.array([trial["seed"] for trial in answered["trials"]], dtype=np.uint64)
    config = {name: value for name, value in answered["config"].items() if name != "monte_carlo"}
    result = ABMSimulationLoop(SimulationSpec.model_validate(config), seeds=keys).run()
    sold = result.columns["total_sold"].sum(axis=0)
    levels = [band["percentile"] for band in answered["percentiles"]]
    assert [band["total_sold"] for band in answered["percentiles"]] == pytest.approx(np.percentile(sold, levels))


def test_every_percentile_is_within_its_own_interval(answered: Answer) -> None:
    for band in answered["percentiles"]:
        low, high = band["final_price_ci95"]
        assert low <= band["final_price"] <= high


def test_bands_of_trials_that_are_all_one_are_that_one() -> None:
    economy = spec(**full())
    result = ABMSimulationLoop(economy, seeds=np.full(TRIALS, 7, dtype=np.uint64)).run()
    computed = bands(np.stack([result.columns[name] for name in SERIES]), (1, 10, 50, 90, 99))
    for name, level in zip(SERIES, computed.percentile.swapaxes(0, 1), strict=True):
        assert (level == result.columns[name][:, 0]).all(), name


def test_all_percentiles_are_equal_when_nothing_varies() -> None:
    still = [bucket(name, cliff_months=24) for name in ("Team", "VC", "Community")]
    calm = {"demand": {"volatility": 0}, "market": {"volatility": 0}, "trait_jitter": 0, "behaviour_noise": 0}
    answered = answer(spec(buckets=still, **calm), num_trials=TRIALS)
    low, middle, high = (band["global_metrics"] for band in answered["percentiles"])
    assert low == middle == high
    assert answered["summary"]["std_final_price"] == 0


def test_trials_that_differ_by_little_more_than_rounding_still_have_a_histogram() -> None:
    tiny = {"enable_staking": True, "staking_config": {"base_apy": 1e-13}}
    answered = answer(spec(pricing_model="issuance_curve", **tiny), num_trials=TRIALS)
    assert sum(answered["histogram"]["counts"]) == TRIALS


def test_trials_that_leave_the_range_of_numbers_are_named() -> None:
    batch = trials(edge(175), variance_level="high")
    assert {failure.trial_index for failure in batch.failed} == set(range(TRIALS)) - set(batch.index)
    assert 0 < len(batch.failed) < TRIALS


def test_a_failed_trial_says_which_one_it_was() -> None:
    for failure in trials(edge(175), variance_level="high").failed:
        assert failure.seed == trial_seed(1, failure.trial_index)
        assert re.search(r"(is no longer a finite number|goes beyond 1e\+150) in month \d+;", failure.message)


def test_trials_beside_failed_ones_stand_as_they_are() -> None:
    batch = trials(edge(175), variance_level="high")
    for place, index in enumerate(batch.index):
        single = trials(edge(175), index, index + 1, variance_level="high")
        assert single.table[:, :, 0].tobytes() == batch.table[:, :, place].tobytes()


def test_every_number_of_an_answer_is_finite_even_near_the_end_of_numbers() -> None:
    answered = answer(edge(175), num_trials=TRIALS, variance_level="high")
    numbers = [value for table in ("mean_metrics", "std_metrics") for row in answered[table] for value in row.values()]
    assert None not in [*numbers, *answered["summary"].values(), *answered["histogram"]["edges"]]


def test_failed_trials_are_counted_and_listed_in_the_answer() -> None:
    answered = answer(edge(175), num_trials=TRIALS, variance_level="high")
    assert answered["summary"]["failed_trials"] == len(answered["failed_trials"]) > 0
    assert len(answered["trials"]) == TRIALS - len(answered["failed_trials"])


def test_when_every_trial_fails_so_does_the_run() -> None:
    with pytest.raises(RunsFailedError, match=r"4 of 4 runs failed; the first: \w+ goes beyond"):
        answer(edge(40), num_trials=4)


def test_the_spread_of_a_mean_shrinks_with_the_root_of_the_trials() -> None:
    counts = [8, 16, 32, 64, 128]
    prices = np.stack([final_prices(seed, counts[-1]) for seed in range(30)])
    spread = [prices[:, :count].mean(axis=1).std(ddof=1) for count in counts]
    slope = np.polyfit(np.log(counts), np.log(spread), 1)[0]
    assert -0.75 <= slope <= -0.25


VESTED: dict[str, Any] = {
    "buckets": [bucket(allocation=100, tge_unlock_pct=100)],
    "demand": {"initial_monthly_fiat": 1e7},
    "agents_per_cohort": 1,
}
"""The whole supply has unlocked, and nothing but chance moves demand."""


@pytest.mark.parametrize("level", ["low", "medium", "high"])
def test_shocks_of_demand_are_as_large_as_the_level_makes_them(level: Any) -> None:
    economy = varied(spec(**VESTED), MonteCarloParams(variance_level=level))
    sigma = np.hypot(economy.demand.volatility, economy.market.elasticity * economy.market.volatility)
    demand = trials(spec(**VESTED), 0, 400, variance_level=level).series("demand_fiat")
    assert np.log(demand[1:] / demand[:-1]).std() == pytest.approx(sigma, rel=0.05)


def test_a_higher_level_makes_larger_shocks() -> None:
    levels = [varied(spec(), MonteCarloParams(variance_level=level)) for level in ("low", "medium", "high")]
    shocks = [economy.demand.volatility for economy in levels]
    assert 0 < shocks[0] < shocks[1] < shocks[2]


def test_a_demand_with_a_volatility_of_its_own_keeps_it() -> None:
    own = VESTED | {"demand": {"volatility": 0.05}, "market": {"volatility": 0}}
    demand = trials(spec(**own), 0, 200, variance_level="high").series("demand_fiat")
    assert np.log(demand[1:] / demand[:-1]).std() == pytest.approx(0.05, rel=0.05)


@pytest.mark.parametrize("level", ["low", "high"])
def test_the_single_run_is_the_median_demand_of_its_trials(level: Any) -> None:
    economy = varied(spec(agents_per_cohort=1), MonteCarloParams(variance_level=level))
    computed = np.log(trials(spec(agents_per_cohort=1), 0, 2000, variance_level=level).series("demand_fiat"))
    single = np.log(ABMSimulationLoop(spec(agents_per_cohort=1)).run().columns["demand_fiat"][:, 0])
    assert economy.demand.volatility > 0
    assert (np.abs(np.median(computed, axis=1) - single) < 4 * 1.2533 * computed.std(axis=1) / 2000**0.5).all()


@pytest.mark.parametrize(("level", "sigma"), [("low", 0.05), ("medium", 0.1), ("high", 0.2)])
def test_mean_traits_of_trials_differ_as_much_as_the_level_says(level: Any, sigma: float) -> None:
    economy = varied(spec(agents_per_cohort=500), MonteCarloParams(variance_level=level))
    keys = np.array([trial_seed(1, trial) for trial in range(400)], dtype=np.uint64)
    (vc,) = [cohort for cohort in economy.cohorts() if cohort.name == "VC"]
    means = vc.draw(keys)[0].sell_pressure.mean(axis=1)
    assert means.std() / means.mean() == pytest.approx(sigma, rel=0.12)


def test_without_jitter_mean_traits_differ_by_the_draw_of_holders_alone() -> None:
    economy = varied(spec(agents_per_cohort=500, trait_jitter=0), MonteCarloParams(variance_level="high"))
    keys = np.array([trial_seed(1, trial) for trial in range(400)], dtype=np.uint64)
    means = economy.cohorts()[0].draw(keys)[0].sell_pressure.mean(axis=1)
    assert means.std() == pytest.approx(0.03 / np.sqrt(500), rel=0.15)
