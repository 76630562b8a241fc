"""Staking and treasury in a living economy: what its specification says of phase 3."""

from typing import Any

import numpy as np
import pytest

from app.abm.reports.summary import summary
from tests.factories import full, loop, run, series, token


def test_the_yield_varies_with_the_filling_of_the_pool() -> None:
    result = run(enable_staking=True)
    used, apy = series(result, "staking_utilization"), series(result, "apy")
    assert len(set(apy.tolist())) > 6
    assert apy == pytest.approx(0.12 * (1.5 - used))


def test_an_empty_pool_pays_half_as_much_again() -> None:
    assert loop(enable_staking=True).staking.apy[0] == pytest.approx(0.18)


def test_staking_takes_tokens_out_of_circulation() -> None:
    plain, staking = run(), run(enable_staking=True, staking_config={"base_apy": 0.5})
    assert series(staking, "circulating_supply")[-1] < series(plain, "circulating_supply")[-1]


def test_staked_tokens_stay_for_their_lockup() -> None:
    result = run(enable_staking=True, staking_config={"lockup_months": 12})
    assert not series(result, "staked_out").any()


def test_rewards_are_emitted() -> None:
    result = run(enable_staking=True)
    assert series(result, "minted") == pytest.approx(series(result, "rewards_paid").cumsum())


def test_a_fee_of_twenty_thousand_goes_ten_six_four() -> None:
    result = run(enable_treasury=True)
    fee = series(result, "fee_fiat")
    parts = [series(result, f"fee_to_{way}") for way in ("reserve", "liquidity", "buyback")]
    assert np.array(parts) * 20_000 / fee == pytest.approx(np.outer([10_000, 6_000, 4_000], np.ones(12)))


def test_buybacks_burn_tokens_for_good() -> None:
    result = run(enable_treasury=True)
    burned = series(result, "burned")
    assert burned[-1] > 0
    assert burned == pytest.approx(series(result, "buyback_tokens").cumsum())


def test_tokens_not_burned_are_the_treasurys() -> None:
    result = run(enable_treasury=True, treasury_config={"burn_bought_tokens": False, "liquidity_pct": 0})
    assert not series(result, "burned").any()
    assert series(result, "treasury_tokens") == pytest.approx(series(result, "buyback_tokens").cumsum())


def test_deep_liquidity_softens_selling() -> None:
    shallow, deep = (
        run(enable_treasury=True, treasury_config={"transaction_fee_pct": 0.1, "liquidity_pct": part, "buyback_pct": 0})
        for part in (0.0, 1.0)
    )
    assert series(deep, "liquidity_fiat")[-1] > 0
    assert series(deep, "velocity")[-1] < series(shallow, "velocity")[-1]


def test_the_full_simulation_with_staking_and_treasury() -> None:
    result = run(**full(token=token(horizon_months=36)))
    figures: dict[str, Any] = dict(summary(result))
    staking, treasury = figures["staking_metrics"], figures["treasury_metrics"]
    assert 0 < staking["utilization_pct"] <= 100
    assert min(staking["total_rewards_paid"], treasury["total_fees_collected_fiat"]) > 0
    assert treasury["total_tokens_burned"] > 0
    assert result.ledger_residual[0] < 1e-9


def test_the_state_of_all_controllers_survives_as_bytes() -> None:
    first, second = loop(**full()), loop(**full())
    for _ in range(6):
        first.step()
    second.restore_bytes(first.snapshot_bytes())
    assert list(second.run().global_rows()) == list(first.run().global_rows())
