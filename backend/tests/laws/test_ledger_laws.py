"""What holds in every month of every token economy."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.abm.core.month import Floats
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.dynamics.revenue import Revenue
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from tests.factories import holders_column, run, series, token
from tests.laws.economies import ROW_BUDGET, economies

TOLERANCE = 1e-9
ACCOUNTS = ("locked", "total_held", "total_staked", "market", "treasury_tokens", "liquidity_tokens", "unallocated")


def close(left: Floats, right: Floats | float, scale: Floats | float) -> bool:
    """Whether two columns agree to 1e-9 of a scale."""
    return bool((np.abs(np.subtract(left, right)) <= TOLERANCE * np.asarray(scale)).all())


def supply(result: SimulationResult) -> Floats:
    """Total supply plus all tokens minted so far; (months, trials)."""
    return result.spec.token.total_supply + result.columns["minted"]


def every_token_has_one_owner(result: SimulationResult) -> bool:
    column = result.columns
    owned = np.sum([column[account] for account in ACCOUNTS], axis=0)
    return close(owned, supply(result) - column["burned"], supply(result))


def nothing_is_negative(result: SimulationResult) -> bool:
    holders = result.population.columns
    return all((values >= 0).all() for values in (*result.columns.values(), *result.cohort_columns.values(), *holders))


def everything_is_finite(result: SimulationResult) -> bool:
    holders = result.population.columns
    return all(
        np.isfinite(values).all() for values in (*result.columns.values(), *result.cohort_columns.values(), *holders)
    )


def cohorts_add_up_to_the_whole(result: SimulationResult) -> bool:
    column, cohort_totals = result.columns, {name: c.sum(axis=2) for name, c in result.cohort_columns.items()}
    staked = cohort_totals.pop("total_staked") + column["market_staked"]
    if not close(cohort_totals.pop("sold_fiat"), column["sold_fiat"], column["sold_fiat"]):
        return False
    pairs = [(staked, "total_staked"), (cohort_totals.pop("total_locked"), "locked")]
    pairs += [(values, name) for name, values in cohort_totals.items()]
    return all(close(values, column[name], supply(result)) for values, name in pairs)


def holders_add_up_to_the_ledger(result: SimulationResult) -> bool:
    last = {name: values[-1] for name, values in result.columns.items()}
    scale = supply(result)[-1]
    held, staked = holders_column(result, "liquid"), holders_column(result, "staked")
    return close(held, last["total_held"], scale) and close(staked + last["market_staked"], last["total_staked"], scale)


def shares_add_up_to_the_bucket(result: SimulationResult) -> bool:
    return close(holders_column(result, "share"), float(len(result.spec.buckets)), 1.0)


def unlocks_are_complete(result: SimulationResult) -> bool:
    tokens = np.array([cohort.tokens for cohort in result.population.cohorts])
    unlocked = result.cohort_columns["total_unlocked"].cumsum(axis=0)
    left = result.cohort_columns["total_locked"]
    is_over = [bucket.schedule().last_month < result.months for bucket in result.spec.buckets]
    return close(unlocked + left, tokens, tokens) and (not all(is_over) or not result.columns["locked"][-1].any())


def staked_stays_within_capacity(result: SimulationResult) -> bool:
    params = result.spec.staking_params
    capacity = params.max_capacity_pct * result.spec.token.total_supply if params else 0.0
    in_use = result.columns["total_staked"] + result.columns["locked_staked"]
    return bool((in_use <= capacity * (1 + TOLERANCE)).all())


def locked_stakes_are_locked_tokens(result: SimulationResult) -> bool:
    params, column = result.spec.staking_params, result.columns
    part = params.locked_can_stake if params else 0.0
    return bool((column["locked_staked"] <= part * column["locked"] * (1 + TOLERANCE)).all())


def rewards_follow_the_yield_of_the_month_before(result: SimulationResult) -> bool:
    params, column = result.spec.staking_params, result.columns
    if params is None or result.months < 2:
        return params is not None or not column["rewards_paid"].any()
    due = (column["total_staked"] + column["locked_staked"])[:-1] * column["apy"][:-1] / 12
    paid, scale = column["rewards_paid"][1:], supply(result)[1:]
    return close(paid, due, scale) or (params.reward_source == "treasury" and bool((paid <= due + 1e-9 * scale).all()))


def attention_and_market_begin_where_they_should(result: SimulationResult) -> bool:
    column, chance = result.columns, result.spec.market.volatility
    return bool((column["attention"] >= 0).all() and (chance > 0 or (column["market_index"][0] == 1).all()))


def lockups_are_kept(result: SimulationResult) -> bool:
    params = result.spec.staking_params
    months = min(max(params.lockup_months, 1) if params else 1, result.months)
    staked_in, staked_out = result.columns["staked_in"], result.columns["staked_out"]
    due = np.concatenate([np.zeros_like(staked_in[:months]), staked_in[: result.months - months]])
    return close(staked_out, due, supply(result))


def staked_is_put_less_returned(result: SimulationResult) -> bool:
    column = result.columns
    return close((column["staked_in"] - column["staked_out"]).cumsum(axis=0), column["total_staked"], supply(result))


def fees_are_accounted_for(result: SimulationResult) -> bool:
    column = result.columns
    received = (column["fee_fiat"] + treasurys_revenue(result)).cumsum(axis=0)
    accounted = column["treasury_fiat"] + column["liquidity_fiat"] + column["treasury_spent_fiat"]
    return close(accounted, received, received)


def treasurys_revenue(result: SimulationResult) -> np.ndarray:
    """Fiat that the treasury received out of revenue, to keep or to buy back with; (months, trials)."""
    column, params = result.columns, result.spec.rules(Revenue)
    staked = column["total_staked"] + column["locked_staked"]
    part = np.zeros_like(staked)
    if params is not None:
        part += params.to_buyback + params.treasury_part + params.to_stakers * (staked == 0)
    return part * column["revenue_fiat"]


def revenue_is_accounted_for(result: SimulationResult) -> bool:
    column, params = result.columns, result.spec.rules(Revenue)
    if params is None:
        return not column["revenue_fiat"].any() and not column["real_yield"].any()
    staked = column["total_staked"] + column["locked_staked"]
    paid = column["real_yield"] / 12 * staked * column["price"]
    costs = 1 - params.to_buyback - params.to_stakers - params.treasury_part
    whole = treasurys_revenue(result) + paid + costs * column["revenue_fiat"]
    return close(whole, column["revenue_fiat"], column["revenue_fiat"])


def emissions_are_minted(result: SimulationResult) -> bool:
    column, pool = result.columns, result.spec.staking_params
    others = column["rewards_paid"] if pool is not None and pool.reward_source == "emission" else 0.0
    if result.spec.abm.pricing_model == "bonding_curve":  # which mints what buyers buy
        return bool((column["emitted"].cumsum(axis=0) <= column["minted"] * (1 + TOLERANCE)).all())
    return close((column["emitted"] + others).cumsum(axis=0), column["minted"], supply(result))


def fee_splits_add_up(result: SimulationResult) -> bool:
    column = result.columns
    split = column["fee_to_reserve"] + column["fee_to_liquidity"] + column["fee_to_buyback"]
    return close(split, column["fee_fiat"], column["fee_fiat"])


def price_keeps_its_minimum(result: SimulationResult) -> bool:
    least = ABMSimulationLoop(result.spec, row_budget=ROW_BUDGET).pricing.min_price
    return bool(least > 0 and (result.columns["price"] >= least).all())


def volume_is_velocity_times_supply(result: SimulationResult) -> bool:
    column = result.columns
    used = column["supply_used"] > 0
    return close(column["velocity"] * column["supply_used"], column["volume_tokens"] * used, column["volume_tokens"])


def nobody_sells_more_than_was_theirs(result: SimulationResult) -> bool:
    column = result.columns
    received = column["total_unlocked"] + column["rewards_paid"] + column["emitted"]
    return bool((column["total_sold"].cumsum(axis=0) <= received.cumsum(axis=0) * (1 + TOLERANCE)).all())


LAWS: tuple[Callable[[SimulationResult], bool], ...] = (
    every_token_has_one_owner,
    nothing_is_negative,
    everything_is_finite,
    cohorts_add_up_to_the_whole,
    holders_add_up_to_the_ledger,
    shares_add_up_to_the_bucket,
    unlocks_are_complete,
    staked_stays_within_capacity,
    locked_stakes_are_locked_tokens,
    rewards_follow_the_yield_of_the_month_before,
    attention_and_market_begin_where_they_should,
    lockups_are_kept,
    staked_is_put_less_returned,
    fees_are_accounted_for,
    revenue_is_accounted_for,
    emissions_are_minted,
    fee_splits_add_up,
    price_keeps_its_minimum,
    volume_is_velocity_times_supply,
    nobody_sells_more_than_was_theirs,
)


@pytest.mark.parametrize("pricing_model", PRICING_MODELS)
@given(data=st.data())
def test_every_law_holds_in_every_economy(pricing_model: str, data: st.DataObject) -> None:
    config = data.draw(economies(pricing_model))
    result = ABMSimulationLoop(SimulationSpec.model_validate(config), row_budget=ROW_BUDGET).run()
    event(f"staking {config['abm']['enable_staking']}, treasury {config['abm']['enable_treasury']}")
    assert [law.__name__ for law in LAWS if not law(result)] == []


def test_the_last_unlock_completes_the_allocation_to_the_token() -> None:
    result = run(token=token(horizon_months=30))
    assert series(result, "issued_supply")[-1] == result.spec.unlocks.allocated
