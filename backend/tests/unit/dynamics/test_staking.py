"""The staking pool by hand."""

from typing import Any

import numpy as np
import pytest

from app.abm.core.month import Floats
from app.abm.dynamics.staking import StakingParams, StakingPool
from app.abm.dynamics.token_economy import TokenEconomy
from tests.factories import SUPPLY, bucket, economy, full, run, series, token


def pool(trials: int = 1, **params: Any) -> StakingPool:
    """A pool of half the supply that pays 12 % when half full."""
    return StakingPool(StakingParams(**params), trials, SUPPLY)


def at(part: float) -> Floats:
    """Tokens that fill this part of the default capacity."""
    return np.array([part * 0.5 * SUPPLY])


@pytest.mark.parametrize(("filled", "apy"), [(0.0, 0.18), (0.5, 0.12), (1.0, 0.06)])
def test_the_yield_falls_as_the_pool_fills(filled: float, apy: float) -> None:
    assert pool(base_apy=0.12).quoted_apy(at(filled))[0] == pytest.approx(apy)


def test_the_ends_of_the_yield_can_be_moved() -> None:
    moved = pool(base_apy=0.1, apy_multiplier_at_empty=3, apy_multiplier_at_full=1)
    assert moved.quoted_apy(at(0.25))[0] == pytest.approx(0.25)


def test_a_pool_without_capacity_is_full() -> None:
    empty = pool(max_capacity_pct=0)
    assert (empty.utilization(at(0))[0], empty.apy[0]) == (1, pytest.approx(0.06))


def test_a_pool_beyond_its_capacity_is_full_and_no_more() -> None:
    assert pool(base_apy=0.12).quoted_apy(at(1.5))[0] == pytest.approx(0.06)


def test_a_month_pays_a_twelfth_of_the_yearly_yield() -> None:
    ledger, staking = economy(staked=1200.0), pool(base_apy=0.12)
    rate, rewards = staking.pay_rewards(ledger)
    assert (rate[0], rewards[0]) == pytest.approx((0.015, 18.0))


def test_emission_mints_the_reward() -> None:
    ledger = economy(staked=1200.0)
    pool().pay_rewards(ledger)
    assert (ledger.minted[0], ledger["liquid"][0]) == pytest.approx((18, 18))


def test_a_treasury_pays_from_what_it_has() -> None:
    ledger = economy(staked=1200.0, treasury=100.0)
    pool(reward_source="treasury").pay_rewards(ledger)
    assert (ledger.minted[0], ledger["treasury"][0]) == pytest.approx((0, 82))


def test_a_treasury_that_runs_short_pays_pro_rata_and_says_so() -> None:
    ledger, staking = economy(staked=1200.0, treasury=9.0), pool(reward_source="treasury")
    rate, rewards = staking.pay_rewards(ledger)
    assert (rate[0], rewards[0], ledger["treasury"][0]) == pytest.approx((0.0075, 9, 0))
    assert "pro rata" in staking.remarks()[0]


def test_the_market_is_paid_for_its_own_stakes() -> None:
    ledger, staking = economy(staked=1200.0), pool()
    staking.market_staked = np.array([400.0])
    staking.pay_rewards(ledger)
    assert (ledger["liquid"][0], ledger["market"][0]) == pytest.approx((12, 6))


def test_room_is_shared_out_pro_rata_with_the_market() -> None:
    ledger = economy(liquid=3000.0, market=1000.0)
    staking = pool(max_capacity_pct=1000 / SUPPLY, market_staking_propensity=1.0)
    part, taken = staking.accept(0, np.array([3000.0]), np.ones(1), ledger)
    assert (part[0], taken[0], staking.market_staked[0]) == pytest.approx((0.25, 1000, 250))


def test_everything_is_taken_while_there_is_room() -> None:
    part, taken = pool().accept(0, np.array([300.0]), np.zeros(1), economy(liquid=300.0))
    assert (part[0], taken[0]) == (1, 300)


def test_a_full_pool_takes_nothing() -> None:
    full_ = economy(liquid=300.0, staked=0.5 * SUPPLY)
    assert pool().accept(0, np.array([300.0]), np.zeros(1), full_)[0][0] == 0


def test_the_market_aims_at_its_propensity_times_appetite_of_all_it_owns() -> None:
    ledger, staking = economy(market=900.0, staked=100.0), pool(market_staking_propensity=0.3)
    staking.market_staked = np.array([100.0])
    staking.accept(0, np.zeros(1), np.array([0.5]), ledger)
    assert staking.market_staked[0] == pytest.approx(0.3 * 0.5 * 1000)


@pytest.mark.parametrize("lockup", [0, 1, 2, 6])
def test_stakes_return_after_their_lockup(lockup: int) -> None:
    result = run(enable_staking=True, staking_config={"lockup_months": lockup}, token=token(horizon_months=20))
    months = max(lockup, 1)
    put, back = series(result, "staked_in"), series(result, "staked_out")
    assert not back[:months].any()
    assert back[months:] == pytest.approx(put[:-months])


@pytest.mark.parametrize("lockup", [1, 3, 6])
def test_a_lock_of_some_months_earns_as_many_payments(lockup: int) -> None:
    once = [bucket(tge_unlock_pct=100)]
    shut = {"max_capacity_pct": 0.5, "lockup_months": lockup, "market_staking_propensity": 0}
    result = run(enable_staking=True, staking_config=shut, buckets=once)
    paid, put, apy = (series(result, name) for name in ("rewards_paid", "staked_in", "apy"))
    staked = np.insert(series(result, "total_staked"), 0, 0.0)[:-1]
    assert put[0] > 0
    assert paid[1:] == pytest.approx(staked[1:] * apy[:-1] / 12)


def test_a_closed_pool_is_empty_and_pays_nothing() -> None:
    result = run()
    assert not any(series(result, name).any() for name in ("total_staked", "rewards_paid", "apy", "staked_in"))


def test_a_row_tells_the_yield_after_its_month() -> None:
    result = run(**full(staking_config={"base_apy": 0.12}))
    used = series(result, "total_staked") / (0.5 * SUPPLY)
    assert series(result, "staking_utilization") == pytest.approx(used)
    assert series(result, "apy") == pytest.approx(0.12 * (1.5 - used))


def test_a_higher_yield_draws_more_stakes() -> None:
    staked = [
        series(run(enable_staking=True, staking_config={"base_apy": apy}), "total_staked")[-1] for apy in (0.02, 0.12)
    ]
    assert staked[0] < staked[1]


def test_rewards_of_a_short_treasury_are_a_warning_of_the_run() -> None:
    result = run(enable_staking=True, staking_config={"reward_source": "treasury"})
    assert any("pro rata" in warning for warning in result.remarks)
    assert not series(result, "minted").any()


# ── Locked tokens ────────────────────────────────────────────────────────────


def locked(wish: float, tokens: float = 1000.0, staked: float = 0.0, **params: Any) -> tuple[StakingPool, TokenEconomy]:
    """A pool in which holders wish to stake this part of their locked tokens, and the ledger."""
    ledger, staking = economy(locked=tokens, staked=staked), pool(locked_can_stake=0.5, **params)
    staking.stake_locked(np.array([tokens]), np.array([[wish]]), ledger)
    return staking, ledger


def test_locked_tokens_stake_as_far_as_the_chain_lets_them_and_holders_wish() -> None:
    assert locked(wish=0.4)[0].locked_staked[0, 0] == pytest.approx(0.5 * 0.4 * 1000)


def test_locked_tokens_that_stake_stay_locked() -> None:
    _, ledger = locked(wish=0.4)
    assert (ledger["locked"][0], ledger["staked"][0]) == (1000, 0)


def test_locked_tokens_fill_the_pool_and_lower_its_yield() -> None:
    staking, ledger = locked(wish=1.0, max_capacity_pct=1000 / SUPPLY, base_apy=0.12)
    staking.close(staking.flows, ledger)
    assert (staking.in_use(ledger)[0], staking.apy[0]) == pytest.approx((500, 0.12))


def test_locked_tokens_take_only_the_room_there_is() -> None:
    staking, _ = locked(wish=1.0, staked=900.0, max_capacity_pct=1000 / SUPPLY)
    assert staking.locked_staked[0, 0] == pytest.approx(100)


def test_locked_tokens_of_two_cohorts_share_the_room_pro_rata() -> None:
    staking = StakingPool(StakingParams(locked_can_stake=1, max_capacity_pct=1000 / SUPPLY), 1, SUPPLY, cohorts=2)
    staking.stake_locked(np.array([3000.0, 1000.0]), np.ones((1, 2)), economy(locked=4000.0))
    assert staking.locked_staked[0] == pytest.approx([750, 250])


def test_locked_tokens_leave_less_room_to_liquid_ones() -> None:
    staking, ledger = locked(wish=1.0, max_capacity_pct=600 / SUPPLY)
    ledger.transfer("unallocated", "liquid", np.array([200.0]))
    assert staking.accept(0, np.array([200.0]), np.zeros(1), ledger)[1][0] == pytest.approx(100)


def test_rewards_of_locked_tokens_are_liquid() -> None:
    staking, ledger = locked(wish=1.0, base_apy=0.12)
    rate, rewards = staking.pay_rewards(ledger)
    assert rewards[0] == pytest.approx(rate[0] * 500)
    assert (ledger["liquid"][0], ledger["locked"][0]) == pytest.approx((rewards[0], 1000))


LOCKED = {"enable_staking": True, "staking_config": {"locked_can_stake": 1.0, "market_staking_propensity": 0}}
STILL = {"buckets": [bucket("Team", cliff_months=40)], "behaviour_noise": 0}
"""A team whose every token is locked."""


def test_a_locked_bucket_earns_its_yield_while_it_waits() -> None:
    result = run(**LOCKED, **STILL)
    counted = np.insert(series(result, "locked_staked") + series(result, "total_staked"), 0, 0.0)[:-1]
    apy = np.insert(series(result, "apy"), 0, 0.18)[:-1]
    assert series(result, "rewards_paid") == pytest.approx(counted * apy / 12)
    assert counted[1] > 0


def test_a_locked_bucket_owns_what_it_earned() -> None:
    result = run(**LOCKED, **STILL)
    earned = series(result, "rewards_paid").cumsum() - series(result, "total_sold").cumsum()
    assert series(result, "total_held") + series(result, "total_staked") == pytest.approx(earned)
    assert series(result, "locked").tolist() == [0.2 * SUPPLY] * 12


def test_the_staking_ratio_counts_locked_stakes_over_all_tokens_not_burned() -> None:
    result = run(**full(staking_config={"locked_can_stake": 0.7}))
    staked = series(result, "total_staked") + series(result, "locked_staked")
    existing = SUPPLY + series(result, "minted") - series(result, "burned")
    assert series(result, "staking_ratio") == pytest.approx(staked / existing)
    assert series(result, "locked_staked")[0] > 0


def test_locked_stakes_end_as_their_tokens_unlock() -> None:
    result = run(**LOCKED, token=token(horizon_months=30))
    assert series(result, "locked_staked")[22] > 0
    assert not series(result, "locked_staked")[24:].any()


def test_no_locked_token_stakes_unless_the_chain_lets_it() -> None:
    assert not series(run(enable_staking=True), "locked_staked").any()
