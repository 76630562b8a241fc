"""A branch equals its trunk up to the branching month, and follows its own configuration afterwards."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.abm.core.errors import ConfigError
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.result import SimulationResult
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.branch import Trunk, branch_of
from app.abm.studies.codec import plan_bytes, plan_from
from app.abm.studies.plan import SimulationPlan
from tests.factories import Config, bucket, buckets, full, spec, token
from tests.laws.economies import ROW_BUDGET, economies

HASH = "a" * 64


def simulated(economy: SimulationSpec, trunk: Trunk | None = None) -> SimulationResult:
    """The result of a run, or of a branch, from a plan that was sent to a worker as bytes."""
    plan = plan_from(plan_bytes(SimulationPlan(economy, ROW_BUDGET, trunk=trunk)))
    assert isinstance(plan, SimulationPlan)
    return plan.run_chunk((0, 1))


def reported(result: SimulationResult) -> tuple[Any, ...]:
    """Everything that a run reports."""
    cohorts, agents = result.cohort_rows(), result.agent_rows()
    return list(result.global_rows()), list(cohorts or ()), list(agents or ())


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
@settings(max_examples=15)
def test_a_branch_that_changes_nothing_is_its_trunk(model: str, data: st.DataObject) -> None:
    economy = SimulationSpec.model_validate(data.draw(economies(model)))
    trunk = Trunk(HASH, economy, data.draw(st.integers(0, economy.horizon - 1)))
    assert reported(simulated(branch_of(trunk, economy, ROW_BUDGET), trunk)) == reported(simulated(economy))


def changed(**overrides: Any) -> SimulationSpec:
    """A full economy, some of it changed."""
    return spec(**full(**overrides))


@pytest.mark.parametrize(
    "change",
    [
        {"demand": {"volatility": 0.4}},
        {"enable_treasury": False},
        {"staking_config": {"base_apy": 0.5}},
        {"attribution": False},
        {"store_cohort_details": False},
        {"cohort_profiles": {"VC": {"sell_pressure_mean": 0.9}}},
        {"token": token(horizon_months=18)},
        {"token": token(horizon_months=9)},
        {"buckets": [bucket("Team", cliff_months=9), *buckets()[1:]]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_branch_is_its_trunk_until_its_month_and_another_run_after_it(change: Config) -> None:
    trunk = Trunk(HASH, changed(), 5)
    branch = simulated(branch_of(trunk, changed(**change), ROW_BUDGET), trunk)
    before, after = list(simulated(trunk.spec).global_rows()), list(branch.global_rows())
    assert after[:6] == before[:6]
    assert len(after) == branch.spec.horizon


def test_a_branch_lives_under_its_own_configuration_from_the_next_month_on() -> None:
    trunk = Trunk(HASH, changed(), 5)
    branch = simulated(branch_of(trunk, changed(enable_treasury=False), ROW_BUDGET), trunk)
    assert (branch.columns["fee_fiat"][:, 0] > 0).tolist() == 6 * [True] + 6 * [False]


def test_a_branch_of_a_branch_is_each_of_them_in_its_months() -> None:
    first = Trunk(HASH, changed(), 4)
    second = Trunk(HASH, branch_of(first, changed(enable_treasury=False), ROW_BUDGET), 7, first)
    last = list(simulated(branch_of(second, changed(), ROW_BUDGET), second).global_rows())
    assert last[:5] == list(simulated(changed()).global_rows())[:5]
    assert last[:8] == list(simulated(second.spec, first).global_rows())[:8]


def test_a_branch_before_the_branching_of_its_trunk_is_one_of_the_first_run() -> None:
    first = Trunk(HASH, changed(), 7)
    second = Trunk(HASH, branch_of(first, changed(enable_treasury=False), ROW_BUDGET), 3, first)
    assert reported(simulated(changed(), second)) == reported(simulated(changed(), Trunk(HASH, changed(), 3)))


def test_a_seed_that_is_not_given_is_the_trunks() -> None:
    assert branch_of(Trunk(HASH, changed(seed=7), 2), changed(seed=None), ROW_BUDGET).seed == 7


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"seed": 2}, "abm.seed: must be 1"),
        ({"token": token(total_supply=2e9)}, "token.total_supply"),
        ({"token": token(start_date="2025-02-01")}, "token.start_date: must be 2025-01-01"),
        ({"initial_price": 2}, "token.initial_price"),
        ({"token": token(horizon_months=5)}, "branch_from.month: must be at most 4"),
        ({"buckets": buckets()[1:]}, "buckets: must be those of the run"),
        ({"buckets": [bucket(allocation=10), *buckets()[1:]]}, "buckets.0: must have 10 holders"),
        ({"buckets": [bucket(num_holders=7), *buckets()[1:]]}, "buckets.0: must have 10 holders"),
        ({"buckets": [bucket(cliff_months=2), *buckets()[1:]]}, "buckets.0: must have unlocked"),
        ({"cohort_profiles": {"Team": {"size_sigma": 0}}}, "buckets.0.profile"),
        ({"pricing_model": "constant"}, "abm.pricing_model: must be eoe"),
        ({"enable_staking": False}, "abm.enable_staking: must be true"),
        ({"staking_config": {"lockup_months": 4}}, "abm.staking_config.lockup_months: must be"),
        ({"emissions": [{"name": "Mining", "profile": "VC", "kind": "fixed", "amount": 1}]}, "abm.emissions"),
    ],
)
def test_another_economy_is_refused_with_the_field(change: Config, field: str) -> None:
    with pytest.raises(ConfigError) as refused:
        branch_of(Trunk(HASH, changed(), 5), changed(**change), ROW_BUDGET)
    assert field in str(refused.value)


def test_what_is_followed_is_part_of_the_hash() -> None:
    alone = SimulationPlan(changed(), ROW_BUDGET).fingerprint
    branches = [SimulationPlan(changed(), ROW_BUDGET, trunk=Trunk(HASH, changed(), month)) for month in (3, 4)]
    assert len({alone, *(branch.fingerprint for branch in branches)}) == 3


def test_a_branch_from_before_its_trunk_branched_follows_what_the_trunk_followed() -> None:
    first, other, wanted = changed(), changed(demand={"volatility": 0.4}), changed(staking_config={"base_apy": 0.5})
    late = Trunk("b" * 64, other, 4, trunk=Trunk(HASH, first, 9))
    early = Trunk(HASH, first, 4)
    assert reported(simulated(branch_of(late, wanted, ROW_BUDGET), late)) == reported(
        simulated(branch_of(early, wanted, ROW_BUDGET), early)
    )
