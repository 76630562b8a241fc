"""How many rows stand for how many holders."""

import pytest

from app.abm.agents.scaling import AdaptiveAgentScaling, BucketSize, Granularity
from app.abm.core.errors import ConfigError


def rows(
    sizes: list[BucketSize], granularity: Granularity = "adaptive", agents: int | None = None, budget: int = 10_000
) -> list[int]:
    return AdaptiveAgentScaling(granularity, agents, budget).rows(sizes)


def test_individuals_as_long_as_they_fit() -> None:
    assert rows([BucketSize(1.0, 4000), BucketSize(1.0, 6000)]) == [4000, 6000]


def test_meta_agents_once_they_do_not() -> None:
    shared = rows([BucketSize(1.0, 4000), BucketSize(1.0, 6001)])
    assert sum(shared) <= 10_000
    assert shared[0] <= 4000


def test_a_bucket_that_does_not_say_has_the_agents_of_a_cohort() -> None:
    assert rows([BucketSize(1.0, None)], agents=70) == [70]


def test_fifty_agents_a_cohort_unless_told_otherwise() -> None:
    assert rows([BucketSize(1.0, None)]) == [50]


@pytest.mark.parametrize("granularity", ["adaptive", "meta_agents", "full_individual"])
def test_an_explicit_number_of_agents_is_kept_exactly(granularity: Granularity) -> None:
    assert rows([BucketSize(1.0, None)] * 3, granularity, agents=123) == [123] * 3


def test_an_explicit_number_is_kept_beside_a_crowd_too_large() -> None:
    assert rows([BucketSize(1.0, None), BucketSize(1.0, 1_000_000)], agents=123)[0] == 123


def test_meta_agents_are_exactly_as_many_as_asked() -> None:
    assert rows([BucketSize(1.0, 1_000_000), BucketSize(9.0, 80)], "meta_agents", agents=77) == [77, 77]


def test_meta_agents_are_never_more_than_the_holders() -> None:
    assert rows([BucketSize(1.0, 5)], "meta_agents", agents=77) == [5]


def test_rows_go_with_the_root_of_tokens_times_holders() -> None:
    small, large = rows([BucketSize(1e6, 10_000_000), BucketSize(4e6, 40_000_000)], budget=100_000)
    assert large / small == pytest.approx(4, rel=0.01)


def test_the_smallest_crowd_has_thirty_two_rows() -> None:
    assert min(rows([BucketSize(1e-6, 1000), BucketSize(1e9, 10_000_000)], budget=500)) >= 32


def test_a_small_crowd_keeps_its_own_number() -> None:
    assert rows([BucketSize(1.0, 5), BucketSize(1e9, 10_000_000)], budget=500)[0] == 5


def test_the_budget_is_used_up() -> None:
    assert 9_990 <= sum(rows([BucketSize(1.0, 10**7), BucketSize(3.0, 10**6), BucketSize(5.0, 300)])) <= 10_000


@pytest.mark.parametrize("granularity", ["full_individual", "meta_agents", "adaptive"])
def test_more_rows_than_the_budget_are_refused_with_the_field(granularity: Granularity) -> None:
    with pytest.raises(ConfigError, match="10,000") as caught:
        rows([BucketSize(1.0, 10_001 if granularity == "full_individual" else None)], granularity, agents=10_001)
    assert caught.value.problems[0].location == ("abm", "agent_granularity")
