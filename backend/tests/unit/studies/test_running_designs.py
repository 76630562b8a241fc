"""Designs side by side under the same trials."""

from typing import Any

import pytest

from app.abm.core.errors import ConfigError, SimulationCancelled
from app.abm.engine.designs import structure_of
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.designs import run_designs
from app.abm.studies.monte_carlo import run_trials
from tests.factories import bucket, full, spec, token

BUDGET = 10_000


def strengths(*values: float, **overrides: Any) -> list[SimulationSpec]:
    """Designs that differ in how much is sold ahead of unlocks."""
    return [spec(**full(unlock_anticipation=value, **overrides)) for value in values]


def curves(*supplies: float) -> list[SimulationSpec]:
    """Issuance curves, of which those with hardly any greatest supply fail."""
    config = {"pricing_model": "issuance_curve", "pricing_config": {"alpha": 20}}
    return [spec(**config | {"pricing_config": {"alpha": 20, "max_supply": supply}}) for supply in supplies]


def test_every_design_has_the_trials_it_has_alone() -> None:
    designs = strengths(0.0, 0.5, 2.0)
    found = run_designs(designs, 3, BUDGET)
    alone = [run_trials(design, 0, 3, BUDGET) for design in designs]
    assert [batch.table.tobytes() for batch in found] == [batch.table.tobytes() for batch in alone]


def test_designs_with_one_seed_live_under_the_same_chance() -> None:
    calm, hasty = run_designs(strengths(0.0, 2.0), 4, BUDGET)
    assert (calm.series("market_index") == hasty.series("market_index")).all()


def test_no_designs_are_no_batches() -> None:
    assert run_designs([], 3, BUDGET) == []


def test_a_design_that_fails_takes_no_other_with_it() -> None:
    good, bad, other = run_designs(curves(1e9, 1e-20, 1e10), 2, BUDGET)
    assert [len(batch.index) for batch in (good, bad, other)] == [2, 0, 2]


def test_a_design_that_fails_says_why() -> None:
    _, bad = run_designs(curves(1e9, 1e-20), 2, BUDGET)
    assert [failure.message[:24] for failure in bad.failed] == ["price is no longer a fin"] * 2


def test_designs_of_too_many_holders_are_refused() -> None:
    crowd = spec(buckets=[bucket(num_holders=500)], agent_granularity="full_individual")
    with pytest.raises(ConfigError, match="500 rows"):
        run_designs([spec(), crowd], 1, 100)


def test_designs_of_many_trials_are_cut_to_size() -> None:
    designs = [spec(buckets=[bucket(num_holders=3000)], agents_per_cohort=size) for size in (10, 20)]
    found = run_designs(designs, 130, BUDGET)
    assert [batch.index for batch in found] == [tuple(range(130))] * 2


def test_a_design_that_must_say_who_moved_its_price_does() -> None:
    plain, explained = run_designs([*strengths(0.5), *strengths(0.5, attribution=True)], 2, BUDGET)
    assert (plain.actors, explained.actors == run_trials(strengths(0.5, attribution=True)[0], 0, 2, BUDGET).actors) == (
        (),
        True,
    )


def test_months_are_told_of_all_designs_together_and_never_fewer() -> None:
    told: list[tuple[int, int]] = []
    run_designs([*curves(1e9, 1e-20, 1e10), *strengths(0.0, 1.0)], 2, BUDGET, lambda *months: told.append(months))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (60, 60)


def test_designs_can_be_stopped_between_two_months() -> None:
    def stop(done: int, total: int) -> None:
        raise SimulationCancelled("stopped")

    with pytest.raises(SimulationCancelled):
        run_designs(strengths(0.0, 1.0), 2, BUDGET, stop)


@pytest.mark.parametrize("other", [{"unlock_anticipation": 3}, {"staking_config": {"lockup_months": 3}}])
def test_numbers_may_differ_inside_a_batch(other: dict[str, Any]) -> None:
    assert structure_of(spec(**full()), BUDGET) == structure_of(spec(**full(**other)), BUDGET)


def test_lock_ups_of_a_batch_end_when_they_end_alone() -> None:
    lockups = [{"lockup_months": months, "locked_can_stake": 0.5} for months in (0, 1, 3, 11, 60)]
    designs = [spec(**full(staking_config=rules, token=token(horizon_months=30))) for rules in lockups]
    found = run_designs(designs, 2, BUDGET)
    alone = [run_trials(design, 0, 2, BUDGET) for design in designs]
    assert [batch.table.tobytes() for batch in found] == [batch.table.tobytes() for batch in alone]


@pytest.mark.parametrize(
    "other",
    [
        {"token": token(horizon_months=13)},
        {"pricing_model": "amm"},
        {"enable_staking": False},
        {"enable_treasury": False},
        {"staking_config": {"reward_source": "treasury"}},
        {"treasury_config": {"burn_bought_tokens": False}},
        {"agents_per_cohort": 11},
        {"pricing_config": {"min_price": 0.5}},
        {"demand": None, "enable_volume": True},
    ],
    ids=lambda other: next(iter(other)),
)
def test_structure_may_not(other: dict[str, Any]) -> None:
    assert structure_of(spec(**full()), BUDGET) != structure_of(spec(**full(**other)), BUDGET)
