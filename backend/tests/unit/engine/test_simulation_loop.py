"""The order of a month, told by its rows; progress, and how a run stops."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.abm.core.errors import CliffcastError, NumberRangeError, SimulationCancelled
from app.abm.core.month import Floats
from app.abm.dynamics.pricing import ConstantPricing
from app.abm.engine.simulation_loop import ABMSimulationLoop
from tests.factories import bucket, config, full, loop, run, series, spec, token


def test_a_run_has_as_many_rows_as_months() -> None:
    assert run(token=token(horizon_months=7)).months == 7


def test_the_documented_bucket_unlocks_as_by_hand() -> None:
    table = [bucket("Team", allocation=20, tge_unlock_pct=10, cliff_months=6, vesting_months=18)]
    unlocked = series(run(buckets=table, token=token(horizon_months=30)), "total_unlocked")
    assert unlocked == pytest.approx([20e6] + [0] * 6 + [10e6] * 18 + [0] * 5)


def test_holders_of_month_zero_see_the_start_price() -> None:
    dear = run(pricing_model="constant", constant_price=5.0, initial_price=1.0, buckets=[bucket(tge_unlock_pct=50)])
    same = run(pricing_model="constant", initial_price=1.0, buckets=[bucket(tge_unlock_pct=50)])
    assert series(dear, "total_sold")[0] == series(same, "total_sold")[0]


def test_holders_react_to_a_price_one_month_later() -> None:
    free = [bucket(tge_unlock_pct=100, num_holders=500)]
    dear = run(pricing_model="constant", constant_price=5.0, initial_price=1.0, buckets=free)
    same = run(pricing_model="constant", initial_price=1.0, buckets=free)
    assert series(dear, "total_sold")[1] > series(same, "total_sold")[1]


def test_the_error_of_the_ledger_is_that_of_its_worst_month() -> None:
    life, worst = loop(**full()), list[float]()
    life.run(lambda month, months: worst.append(float(life.worst_residual[0])))
    assert worst == sorted(worst)
    assert worst[-1] > 0


def test_a_cliff_shock_lasts_its_month() -> None:
    still = {"buckets": [bucket("VC", cliff_months=3)], "pricing_model": "constant"}
    calm, shocked = (run(**still, cohort_profiles={"VC": {"cliff_shock_mult": factor}}) for factor in (1, 2))
    more = series(shocked, "total_sold") / np.maximum(series(calm, "total_sold"), 1.0)
    assert more[4] == pytest.approx(2)
    assert more[3] == 0
    assert more[5] < 1


def test_who_foresees_an_unlock_sells_before_it() -> None:
    table = [bucket("VC", tge_unlock_pct=10, cliff_months=5, vesting_months=0)]
    blind, seeing = (run(buckets=table, unlock_anticipation=a, pricing_model="constant") for a in (0.0, 0.5))
    more = series(seeing, "total_sold")[:6] / series(blind, "total_sold")[:6]
    assert more[4] == pytest.approx(1.5)
    assert more[:4] == pytest.approx(1.0)


def test_foresight_is_one_plus_the_part_of_the_float_that_comes() -> None:
    table = [bucket("VC", allocation=100, tge_unlock_pct=40, cliff_months=5, vesting_months=60)]
    blind, seeing = (run(buckets=table, unlock_anticipation=a, pricing_model="constant") for a in (0.0, 1.0))
    coming = 0.6 / 60 / 0.4
    assert series(seeing, "total_sold")[5] == pytest.approx(series(blind, "total_sold")[5] * (1 + coming), rel=0.05)


def test_holders_do_not_sell_what_they_have_staked() -> None:
    plain, staking = (run(pricing_model="constant", enable_staking=on) for on in (False, True))
    assert series(staking, "total_sold")[1] < series(plain, "total_sold")[1]


def test_progress_is_told_after_every_month() -> None:
    told: list[tuple[int, int]] = []
    loop().run(lambda done, of: told.append((done, of)))
    assert told == [(month, 12) for month in range(1, 13)]


def test_whoever_is_told_can_stop_the_run() -> None:
    simulation = loop()

    def stop(done: int, of: int) -> None:
        if done == 5:
            raise SimulationCancelled("enough")

    with pytest.raises(SimulationCancelled):
        simulation.run(stop)
    assert simulation.result().months == 5


def test_a_stopped_run_can_go_on() -> None:
    simulation = loop(**full())
    for _ in range(5):
        simulation.step()
    assert series(simulation.run(), "price").tolist() == series(run(**full()), "price").tolist()


def test_another_pricing_model_may_be_given() -> None:
    class Halving(ConstantPricing):
        def clear(self, month: Any, offered: Any, economy: Any) -> Any:
            self.price = float(month.price[0]) / 2
            return super().clear(month, offered, economy)

    result = ABMSimulationLoop(spec(pricing_model="constant"), pricing=Halving).run()
    assert series(result, "price")[:3] == pytest.approx([0.5, 0.25, 0.125])


def extreme(**overrides: Any) -> dict[str, Any]:
    return {"token": token(total_supply=1e24, initial_price=1e15, horizon_months=240)} | overrides


def columns_unless_refused(**overrides: Any) -> dict[str, Floats]:
    """Every series of a run; none where the economy is refused as impossible or too large for numbers."""
    try:
        economy = spec(**overrides)
        economy.fingerprint()
        return ABMSimulationLoop(economy).run().columns
    except (ValidationError, NumberRangeError):
        return {}


GROWING = {"model": "growth", "monthly_growth": 10}
OVERFLOWS = {
    "issuance": {"pricing_model": "issuance_curve", "pricing_config": {"max_supply": 1e-300, "alpha": 20}},
    "bonding": {"pricing_model": "bonding_curve", "pricing_config": {"k": 1e308, "n": 10, "initial_supply": 1e24}},
    "amm": extreme(pricing_model="amm", demand=GROWING, enable_treasury=True),
    "eoe": extreme(demand=GROWING | {"initial_monthly_fiat": 1e18}, pricing_config={"holding_time": 1200}),
}


@pytest.mark.parametrize("name", OVERFLOWS)
def test_an_economy_that_leaves_the_numbers_says_so_or_stays_finite(name: str) -> None:
    assert all(np.isfinite(values).all() for values in columns_unless_refused(**OVERFLOWS[name]).values())


def test_an_overflow_names_quantity_and_month() -> None:
    with pytest.raises(NumberRangeError, match="price is no longer a finite number in month 0") as caught:
        run(**OVERFLOWS["issuance"])
    assert (caught.value.quantity, caught.value.month) == ("price", 0)


@pytest.mark.parametrize(
    "overrides",
    [
        {"pricing_model": "bonding_curve", "pricing_config": {"initial_supply": 1e-300}},
        {"pricing_model": "amm", "pricing_config": {"pool_fiat": 1e-320}, "enable_treasury": True},
        {"token": token(total_supply=1e-320)},
        {"pricing_model": "bonding_curve", "pricing_config": {"n": 10.0, "k": 1e-320}, "enable_treasury": True},
    ],
    ids=["tiny curve", "tiny pool", "tiny supply", "flat curve"],
)
def test_the_smallest_numbers_allowed_give_a_result_or_a_plain_refusal(overrides: dict[str, Any]) -> None:
    assert all(np.isfinite(values).all() for values in columns_unless_refused(**overrides).values())


def test_an_amm_without_any_token_for_its_pool_is_refused_with_advice() -> None:
    table = [bucket("Team", allocation=60), bucket("VC", allocation=40)]
    with pytest.raises((ValueError, CliffcastError), match="unallocated"):
        run(pricing_model="amm", buckets=table)


def test_a_single_holder_of_everything_is_an_economy() -> None:
    result = run(buckets=[bucket("Team", allocation=100, num_holders=1)])
    assert result.num_holders == 1


def test_a_bucket_without_tokens_changes_nothing() -> None:
    with_empty = config()["buckets"] + [bucket("Advisors", allocation=0)]
    assert series(run(buckets=with_empty), "price").tolist() == series(run(), "price").tolist()


def test_one_month_is_a_run() -> None:
    assert len(series(run(token=token(horizon_months=1)), "price")) == 1
