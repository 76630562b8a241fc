"""What a run is said to cost."""

import pytest

from app.abm.core.errors import ConfigError
from app.abm.studies.estimate import estimate, estimate_variants
from tests.factories import bucket, spec, token

YEARS = token(horizon_months=36)


def test_the_work_is_agents_times_months_times_trials() -> None:
    cost = estimate(spec(), trials=7)
    assert (cost.agents, cost.months, cost.trials, cost.work) == (30, 12, 7, 30 * 12 * 7)


def test_agents_are_the_rows_within_the_budget() -> None:
    crowd = spec(buckets=[bucket("Team", num_holders=10**9)])
    assert estimate(crowd, row_budget=500).agents <= 500


def test_more_individuals_than_the_budget_are_refused() -> None:
    crowd = spec(buckets=[bucket("Team", num_holders=1000)], agent_granularity="full_individual")
    with pytest.raises(ConfigError):
        estimate(crowd, row_budget=500)


@pytest.mark.parametrize("more", [{"agents_per_cohort": 10_000}, {"token": token(horizon_months=240)}])
def test_more_to_simulate_takes_longer_and_more_memory(more: dict[str, object]) -> None:
    small, large = estimate(spec(), trials=100), estimate(spec(**more), trials=100)
    assert small.seconds < large.seconds
    assert small.memory_mb < large.memory_mb


def test_more_trials_take_longer_in_proportion() -> None:
    few, many = (estimate(spec(agents_per_cohort=3000), trials=count).seconds for count in (100, 1000))
    assert many / few == pytest.approx(10, rel=0.05)


def test_a_second_worker_halves_what_holders_cost() -> None:
    one, two = (estimate(spec(agents_per_cohort=100_000), trials=100, workers=workers).seconds for workers in (1, 2))
    assert one / two == pytest.approx(2, rel=0.1)


def test_more_workers_than_chunks_help_nothing() -> None:
    assert estimate(spec(), trials=2, workers=8).seconds == estimate(spec(), trials=2, workers=1).seconds


def test_memory_of_many_trials_is_that_of_the_chunks_under_way() -> None:
    few, many = (estimate(spec(agents_per_cohort=30_000), trials=count).memory_mb for count in (10, 100))
    assert many < 1.3 * few


def test_variants_cost_the_work_of_their_runs_and_the_memory_of_those_at_once() -> None:
    one = estimate(spec())
    cost = estimate_variants(spec(), 1000, runs=2000, workers=2)
    assert (cost.trials, cost.work) == (2000, 2000 * one.work)
    assert cost.memory_mb == pytest.approx(2 * 500 * one.memory_mb)


def test_many_variants_of_few_holders_cost_at_most_three_times_the_trials_of_one() -> None:
    trials = estimate(spec(agents_per_cohort=70, token=YEARS), trials=10_000).seconds
    cost = estimate_variants(spec(agents_per_cohort=70, token=YEARS), 1000, runs=10_000, workers=1)
    assert cost.seconds < 3 * trials


def test_variants_of_many_holders_share_the_threads() -> None:
    crowd = spec(agents_per_cohort=100_000)
    one, two = (estimate_variants(crowd, 10**6, runs=100, workers=workers).seconds for workers in (1, 2))
    assert one / two == pytest.approx(2, rel=0.1)


def test_one_variant_costs_little_more_than_a_run() -> None:
    assert estimate_variants(spec(), 1000, runs=1, workers=8).seconds == pytest.approx(
        estimate(spec()).seconds, rel=0.2
    )
