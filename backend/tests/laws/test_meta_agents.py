"""Meta-agents represent their holders: the same economy with a tenth of the rows."""

from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.abm.agents.scaling import AdaptiveAgentScaling, BucketSize
from app.abm.core.month import Floats
from app.abm.core.streams import latin_hypercubes, stream_keys
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from tests.factories import bucket, cohort, full, seeds, spec, token

Both: TypeAlias = tuple[SimulationResult, SimulationResult]

NAMES = ("Team", "VC", "Community", "Investors", "Advisors")
SEEDS = np.arange(200, dtype=np.uint64)
"""So many because tails are heavy: with 20 seeds, two estimates of one spread differ twofold one time in four."""
HOLDERS, ROWS = 2_000, 200


def economy(granularity: str, model: str) -> SimulationSpec:
    """Two years of 2,000 holders in five cohorts, with everything on."""
    crowd = [
        bucket(name, allocation=18, num_holders=HOLDERS // len(NAMES), tge_unlock_pct=10, cliff_months=3)
        for name in NAMES
    ]
    rows = {"agent_granularity": granularity, "agents_per_cohort": ROWS // len(NAMES)}
    return spec(**full(token=token(horizon_months=24), buckets=crowd, pricing_model=model, **rows))


@pytest.fixture(scope="module", params=PRICING_MODELS)
def both(request: pytest.FixtureRequest) -> Both:
    """200 seeds of individuals, and 200 others of meta-agents."""
    individuals = ABMSimulationLoop(economy("full_individual", request.param), seeds=SEEDS)
    crowd = ABMSimulationLoop(economy("meta_agents", request.param), seeds=SEEDS + np.uint64(len(SEEDS)))
    assert (individuals.population.share.shape[1], crowd.population.share.shape[1]) == (HOLDERS, ROWS)
    return individuals.run(), crowd.run()


def figures(result: SimulationResult) -> dict[str, Floats]:
    """The figures that are compared; one number per seed."""
    columns = result.columns
    return {
        "final price": columns["price"][-1],
        "total sold": columns["total_sold"].sum(axis=0),
        "final staked": columns["total_staked"][-1],
    }


def welch(one: Floats, other: Floats) -> float:
    """How many standard errors two means differ by (Welch 1947)."""
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return float(abs(one.mean() - other.mean()) / error) if error > 0 else 0.0


@pytest.mark.parametrize("figure", ["final price", "total sold", "final staked"])
def test_meta_agents_tell_the_same_mean_as_individuals(both: Both, figure: str) -> None:
    one, other = (figures(result)[figure] for result in both)
    assert welch(one, other) <= 4


@pytest.mark.parametrize("figure", ["final price", "total sold", "final staked"])
def test_meta_agents_tell_the_same_spread_as_individuals(both: Both, figure: str) -> None:
    one, other = (figures(result)[figure].std(ddof=1) for result in both)
    assert one == other == 0 or 0.5 <= other / one <= 2


@pytest.mark.parametrize("series", ["total_unlocked", "locked"])
def test_meta_agents_unlock_what_individuals_unlock(both: Both, series: str) -> None:
    one, other = (result.columns[series] for result in both)
    np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize("series", ["total_unlocked", "total_locked"])
def test_every_cohort_of_meta_agents_unlocks_what_its_individuals_unlock(both: Both, series: str) -> None:
    one, other = (result.cohort_columns[series] for result in both)
    np.testing.assert_allclose(one, other, rtol=1e-9)


@given(
    st.lists(st.tuples(st.floats(1, 1e12), st.none() | st.integers(1, 10**10)), min_size=1, max_size=8),
    st.sampled_from(["adaptive", "meta_agents"]),
    st.integers(1, 60),
)
def test_weights_add_up_to_the_holders_exactly(
    crowds: list[tuple[float, int | None]], granularity: str, agents: int
) -> None:
    scaling = AdaptiveAgentScaling(granularity, agents, 1_000)  # type: ignore[arg-type]
    known = [BucketSize(tokens, count) for tokens, count in crowds]
    for crowd, rows in zip(known, scaling.rows(known), strict=True):
        group = cohort(holders=scaling.holders(crowd), rows=rows)
        assert group.rows * group.weight == pytest.approx(group.holders, rel=1e-15)
        assert group.weight >= 1


@given(st.integers(1, 700), st.integers(2, 10**6))
@settings(max_examples=30)
def test_shares_of_meta_agents_add_up_to_the_bucket(rows: int, more: int) -> None:
    crowd = cohort("Community", rows=rows, holders=rows * more + 1)
    _, shares = crowd.draw(seeds(1, 2))
    np.testing.assert_allclose(shares.sum(axis=1) * crowd.weight, 1, rtol=1e-12)


@given(st.integers(1, 600), st.integers(1, 8), st.integers(0, 2**53 - 1))
def test_every_stratum_of_every_attribute_has_one_point(rows: int, attributes: int, seed: int) -> None:
    points = latin_hypercubes(stream_keys(seeds(seed, seed + 1), "strata"), attributes, rows)
    strata = np.sort(np.floor(points * rows).astype(int), axis=2)
    assert (strata == np.arange(rows)).all()


def test_strata_of_two_attributes_know_nothing_of_each_other() -> None:
    points = latin_hypercubes(stream_keys(seeds(*range(50)), "strata"), 2, 200)
    correlation = [np.corrcoef(first, second)[0, 1] for first, second in zip(*points, strict=True)]
    assert abs(np.mean(correlation)) < 4 / np.sqrt(50 * 200)


def test_stratified_traits_have_the_mean_of_their_distribution() -> None:
    crowd = cohort("VC", rows=100, holders=10_000)
    risk = crowd.draw(seeds(*range(20)))[0].risk.mean(axis=1)
    assert np.abs(risk - 0.5).max() < 0.005


def test_a_meta_agents_chance_shrinks_with_the_root_of_its_weight() -> None:
    crowd = [bucket("Team", num_holders=40_000), bucket("VC", num_holders=400)]
    loop = ABMSimulationLoop(spec(buckets=crowd, agent_granularity="meta_agents", agents_per_cohort=400))
    assert loop.population.layout.noise.tolist() == [[0.25 / 10, 0.25]]
