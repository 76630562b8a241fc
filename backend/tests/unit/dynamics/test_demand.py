"""The demand side by hand."""

from typing import Any

import numpy as np
import pytest

from app.abm.dynamics.demand import Demand, DemandParams, VolumeDemand, VolumeParams, demand_path
from tests.factories import bucket, full, loop, run, seeds, series, spec, token

ONE, FEW = np.ones(1), np.arange(20_000, dtype=np.uint64)


def path(months: int, **params: Any) -> list[float]:
    return [demand_path(DemandParams(**{"initial_monthly_fiat": 100.0} | params), month) for month in range(months)]


def demand(keys: np.ndarray | None = None, **params: Any) -> Demand:
    return Demand(DemandParams(initial_monthly_fiat=100.0, **params), seeds() if keys is None else keys, 1.0)


def followed(prices: list[float], **params: Any) -> list[float]:
    """Demand of each month when the month before closed at these prices."""
    side = demand(**params)
    return [side.of_month(month, np.array([price]), ONE)[0] for month, price in enumerate(prices)]


def test_constant_demand_stays() -> None:
    assert path(3) == [100, 100, 100]


def test_growth_compounds() -> None:
    assert path(3, model="growth", monthly_growth=0.1) == pytest.approx([100, 110, 121])


def test_a_series_keeps_its_last_value() -> None:
    assert path(4, model="series", series=[5, 7]) == [5, 7, 7, 7]


def test_half_the_users_have_come_at_the_midpoint() -> None:
    found = path(19, model="adoption", users_start=0 + 1, users_max=99_999, midpoint_month=18, fiat_per_user=2)
    assert found[18] == pytest.approx(2 * 50_000)


def test_adoption_starts_at_the_demand_given() -> None:
    assert path(1, model="adoption")[0] == pytest.approx(100)


def test_default_demand_is_what_the_first_float_turns_over_in_six_months() -> None:
    economy = spec(buckets=[bucket(tge_unlock_pct=30)], pricing_model="amm", token=token(initial_price=0.5))
    assert economy.demand.initial_monthly_fiat == pytest.approx(0.5 * 0.06e9 / 6)


def test_default_demand_goes_by_the_holding_time_under_eoe() -> None:
    economy = spec(buckets=[bucket(tge_unlock_pct=30)], pricing_config={"holding_time": 12})
    assert economy.demand.initial_monthly_fiat == pytest.approx(0.06e9 / 12)


def test_the_first_float_is_the_first_percent_of_the_supply_to_unlock() -> None:
    slow = bucket(allocation=20, cliff_months=6, vesting_months=40)
    assert spec(buckets=[slow]).demand.initial_monthly_fiat == pytest.approx(2 * 0.2e9 / 40 / 6)


def test_default_demand_does_not_depend_on_the_horizon() -> None:
    short, long = (spec(token=token(horizon_months=months)) for months in (1, 60))
    assert short.demand == long.demand


def test_default_demand_does_not_depend_on_what_holders_do() -> None:
    eager = {"Team": {"sell_pressure_mean": 1}, "VC": {"sell_pressure_mean": 1}}
    plain, sold = run(), run(cohort_profiles=eager)
    assert series(plain, "demand_fiat").tolist() == series(sold, "demand_fiat").tolist()


def test_reflexive_demand_follows_last_months_change_of_price() -> None:
    assert followed([1.0, 1.2, 1.2, 0.9], reflexivity=1) == pytest.approx([100, 120, 100, 75])


def test_reflexivity_is_a_power() -> None:
    assert followed([1.0, 1.2], reflexivity=2)[1] == pytest.approx(144)


@pytest.mark.parametrize(("price", "expected"), [(50.0, 200), (0.01, 50)])
def test_reflexivity_is_cut_to_a_half_and_a_double(price: float, expected: float) -> None:
    assert followed([1.0, price], reflexivity=5)[1] == expected


def test_a_branch_that_turns_reflexive_follows_the_prices_it_comes_from() -> None:
    trunk = loop()
    for _ in range(6):
        trunk.step()
    branch = loop(demand={"reflexivity": 1})
    branch.restore_bytes(trunk.snapshot_bytes())
    price, fiat = series(branch.run(), "price"), series(branch.result(), "demand_fiat")
    assert fiat[6] == pytest.approx(fiat[0] * price[5] / price[4])


def test_shocks_leave_the_mean_alone() -> None:
    side = demand(FEW, volatility=0.2)
    for month in range(12):
        found = side.of_month(month, np.ones(len(FEW)), np.ones(len(FEW)))
    assert found.mean() == pytest.approx(100, rel=4 * 0.2 * 12**0.5 / len(FEW) ** 0.5)


def test_shocks_pile_up_as_a_random_walk() -> None:
    side = demand(FEW, volatility=0.2)
    for month in range(12):
        side.of_month(month, np.ones(len(FEW)), np.ones(len(FEW)))
    assert side.shock.std() == pytest.approx(0.2 * 12**0.5, rel=0.03)
    assert side.shock.mean() == pytest.approx(-12 * 0.2**2 / 2, abs=0.03)


def test_a_single_run_has_no_shocks_unless_asked() -> None:
    assert len(set(series(run(), "demand_fiat").tolist())) == 1


def volume(**params: Any) -> VolumeDemand:
    return VolumeDemand(VolumeParams(**{"base_daily_volume": 1000.0} | params), seeds(), 0.5, 1e6)


def test_a_constant_volume_is_thirty_days_at_the_start_price() -> None:
    found = volume(volume_model="constant", volume_multiplier=2).of_month(3, ONE, np.array([1e5]))
    assert found[0] == 30 * 1000 * 2 * 0.5


def test_a_proportional_volume_goes_by_the_circulating_part() -> None:
    found = volume(volume_model="proportional").of_month(3, ONE, np.array([1e5]))
    assert found[0] == pytest.approx(30 * 1000 * 0.5 * 0.1)


def test_a_proportional_volume_sees_the_float_of_the_first_month() -> None:
    result = run(enable_volume=True, volume_config={"volume_model": "proportional"})
    assert series(result, "demand_fiat")[0] > 0


def test_the_older_way_moves_the_price_as_the_newer() -> None:
    older = run(enable_volume=True, volume_config={"volume_model": "constant", "base_daily_volume": 1e5})
    newer = run(demand={"initial_monthly_fiat": 30 * 1e5})
    assert series(older, "price").tolist() == series(newer, "price").tolist()


def test_demand_beside_everything_else_is_reported() -> None:
    assert (series(run(**full()), "demand_fiat") > 0).all()
