"""Rows stand for holders: weights, totals, and chance that averages out."""

from typing import Any

import numpy as np
import pytest

from app.abm.agents.token_holder import TokenHolderAgent
from tests.factories import bucket, cohort, conditions, full, holders_column, population, run, series


@pytest.mark.parametrize("holders", [50, 51, 12_345, 10_000_000_000])
def test_rows_times_weight_are_the_holders(holders: int) -> None:
    result = run(buckets=[bucket(num_holders=holders)], agent_granularity="meta_agents", agents_per_cohort=50)
    people = result.population.cohorts[0]
    assert (people.rows, round(people.rows * people.weight), result.num_holders) == (50, holders, holders)


def test_totals_count_every_holder_a_row_stands_for() -> None:
    people = population(cohort(holders=5000, rows=10))
    orders = people.decide(conditions(people))
    assert orders.sell[0] == pytest.approx(people.columns.sell[0].sum() * 500)


def test_weights_stand_in_the_order_of_names() -> None:
    people = population(cohort("VC", holders=50), cohort("Team", holders=10))
    assert people.weight.tolist() == [1, 5]


def test_orders_are_told_by_cohort_in_the_order_of_names() -> None:
    people = population(cohort("VC"), cohort("Team"))
    orders = people.decide(conditions(people))
    by_name = {agent.name: orders.by_cohort[0, index, 1] for index, agent in enumerate(people.cohorts)}
    assert by_name["Team"] == pytest.approx(people.columns.sell[0, :10].sum())


def test_a_cohort_counts_with_its_own_weight_wherever_the_request_has_it() -> None:
    people = population(cohort("VC", holders=10, rows=10), cohort("Team", holders=5000, rows=10))
    told = people.decide(conditions(people)).by_cohort[0, :, 1]
    rows = people.columns.sell[0].reshape(2, 10).sum(axis=1)
    assert told == pytest.approx(rows * [500, 1])


@pytest.mark.parametrize("weight", [4, 100, 10_000])
def test_chance_shrinks_with_the_root_of_the_weight(weight: int) -> None:
    people = population(cohort(holders=10 * weight, rows=10), noise=0.25)
    assert people.layout.noise[0, 0] == pytest.approx(0.25 / np.sqrt(weight))


def test_without_noise_a_decision_has_no_chance() -> None:
    still = [population(noise=0.0), population(noise=0.0)]
    still[1].layout.keys[:] += np.uint64(1)
    first, second = (people.decide(conditions(people)).sell for people in still)
    assert first == second


def test_a_holder_unlocks_its_share_of_the_bucket() -> None:
    people = population(cohort(tokens=1e6))
    people.decide(conditions(people, unlocked=np.array([[1000.0]])))
    assert people.columns.liquid == pytest.approx(1000 * people.share)


def test_what_the_market_refuses_stays_with_the_holder() -> None:
    people = population()
    people.decide(conditions(people))
    before, sell = people.columns.liquid.copy(), people.columns.sell.copy()
    people.settle(0, np.array([0.25]), np.array([0.0]))
    assert people.columns.liquid == pytest.approx(before - 0.25 * sell)


def test_what_the_pool_refuses_stays_liquid() -> None:
    people = population()
    people.decide(conditions(people))
    stake = people.columns.stake.copy()
    people.settle(0, np.array([1.0]), np.array([0.5]))
    assert people.columns.staked == pytest.approx(0.5 * stake)


def test_a_stake_matures_when_its_slots_have_gone_round() -> None:
    people = population(lockup_slots=3)
    people.decide(conditions(people))
    people.settle(0, np.array([1.0]), np.array([1.0]))
    staked = people.columns.staked.sum()
    matured = []
    for month in (1, 2, 3):
        orders = people.decide(conditions(people, month=month))
        matured.append(orders.matured[0])
        people.settle(month, np.array([0.0]), np.array([0.0]))
    assert matured == pytest.approx([0, 0, staked])


def test_a_view_of_a_row_is_its_holder() -> None:
    people = population(cohort("Team"), cohort("VC"))
    assert people.cohorts[TokenHolderAgent(people, 10).cohort].name == "VC"
    assert TokenHolderAgent(people, 13).traits.risk == people.traits.risk[0, 13]


def test_stakers_are_counted_with_their_weight() -> None:
    people = population(cohort(holders=5000, rows=10))
    people.columns.staked[0, :3] = 1.0
    assert people.stakers()[0] == 1500


def test_many_like_holders_and_the_few_that_stand_for_them_sell_alike() -> None:
    crowd = [bucket(name, num_holders=20_000, cliff_months=1) for name in ("Team", "VC", "Advisors")]
    each = run(**full(buckets=crowd, agent_granularity="full_individual", demand={}))
    few = run(**full(buckets=crowd, agent_granularity="meta_agents", agents_per_cohort=500, demand={}))
    assert series(few, "total_sold").sum() == pytest.approx(series(each, "total_sold").sum(), rel=0.02)


def test_final_balances_of_all_rows_add_up_to_the_ledger() -> None:
    result = run(**full(aggregation_level="full"))
    rows: list[dict[str, Any]] = [dict(row) for row in result.agent_rows() or ()]
    assert sum(row["weight"] * row["liquid"] for row in rows) == pytest.approx(holders_column(result, "liquid")[0])


@pytest.mark.parametrize(("level", "expected"), [("sampled", 1000), ("full", 1500)])
def test_a_sample_of_balances_is_at_most_a_thousand_rows(level: str, expected: int) -> None:
    result = run(aggregation_level=level, agents_per_cohort=500)
    assert len(list(result.agent_rows() or ())) == expected


def test_balances_of_rows_are_not_told_unless_asked() -> None:
    assert run().agent_rows() is None
