"""The demand side by hand."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.abm.core.month import Floats
from app.abm.dynamics.demand import PRESETS, Demand, DemandBaseline, DemandParams, VolumeParams, attention, demand_path
from app.abm.dynamics.market import MarketIndex, MarketParams
from tests.factories import SUPPLY, Config, bucket, full, launch, loop, run, seeds, series, spec, token

ONE, FEW = np.ones(1), np.arange(20_000, dtype=np.uint64)


def path(months: int, **params: Any) -> list[float]:
    return [demand_path(DemandParams(**{"initial_monthly_fiat": 100.0} | params), month) for month in range(months)]


def index(keys: np.ndarray | None = None, months: int = 24, **market: Any) -> MarketIndex:
    return MarketIndex(MarketParams(**market).baseline(months), seeds() if keys is None else keys)


def demand(keys: np.ndarray | None = None, floats: tuple[float, ...] = (), market: Any = None, **params: Any) -> Demand:
    """A demand of 100 a month; `floats` are the tokens unlocked by each month, by default 10 % of the supply."""
    side, keys = DemandParams(initial_monthly_fiat=100.0, **params), seeds() if keys is None else keys
    known = launch(*(SUPPLY * part for part in floats))
    return Demand(DemandBaseline.of(side, known), index(keys, len(known.scheduled) - 1, **market or {}), keys)


def lived(side: Demand, months: int | None = None) -> Floats:
    """Demand of every month at a price of 1; (months, trials)."""
    ones = np.ones(len(side.shock))
    return np.array([side.spending(month, ones, ones) for month in range(months or len(side.baseline.path))])


def followed(prices: list[float], **params: Any) -> list[float]:
    """Demand of each month when the month before closed at these prices."""
    side = demand(**params)
    return [side.spending(month, np.array([price]), ONE)[0] for month, price in enumerate(prices)]


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


# ── What is not given ────────────────────────────────────────────────────────


def test_an_explicit_demand_without_fiat_is_what_the_first_float_turns_over_in_six_months() -> None:
    table = [bucket(tge_unlock_pct=30)]
    economy = spec(buckets=table, pricing_model="amm", demand={}, token=token(initial_price=0.5))
    assert economy.demand.initial_monthly_fiat == pytest.approx(0.5 * 0.06e9 / 6)


@pytest.mark.parametrize("model", ["eoe", "amm", "bonding_curve"])
def test_that_goes_by_the_holding_time_of_every_model_that_trades(model: str) -> None:
    table = [bucket(tge_unlock_pct=30)]
    economy = spec(buckets=table, pricing_model=model, pricing_config={"holding_time": 12}, demand={})
    assert economy.demand.initial_monthly_fiat == pytest.approx(0.06e9 / 12)


def test_a_level_scales_it() -> None:
    economy = spec(buckets=[bucket(tge_unlock_pct=30)], demand={"level": 0.4})
    assert economy.demand.initial_monthly_fiat == pytest.approx(0.4 * 0.06e9 / 6)


def test_a_level_leaves_an_explicit_demand_alone() -> None:
    assert spec(demand={"level": 0.4, "initial_monthly_fiat": 7.0}).demand.initial_monthly_fiat == 7


def test_the_first_float_is_the_first_percent_of_the_supply_to_unlock() -> None:
    slow = bucket(allocation=20, cliff_months=6, vesting_months=40)
    assert spec(buckets=[slow], demand={}).demand.initial_monthly_fiat == pytest.approx(2 * 0.2e9 / 40 / 6)


@pytest.mark.parametrize("name", ["Treasury", "Liquidity"])
def test_tokens_that_are_only_spent_are_no_float(name: str) -> None:
    table = [bucket("Team", tge_unlock_pct=30), bucket(name, tge_unlock_pct=100)]
    assert spec(buckets=table, demand={}).demand.initial_monthly_fiat == pytest.approx(0.06e9 / 6)


@pytest.mark.parametrize("given", [{}, {"demand": {"preset": "typical"}}], ids=["omitted", "typical"])
def test_default_demand_is_a_typical_launch(given: Config) -> None:
    shown, typical = spec(**given).demand.model_dump(), PRESETS["typical"]
    assert {name: shown[name] for name in typical} == dict(typical)


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_given_beside_a_preset_is_kept(preset: str) -> None:
    filled = spec(demand={"preset": preset, "float_elasticity": 1.25, "level": 3}).demand
    assert (filled.float_elasticity, filled.level) == (1.25, 3)


@pytest.mark.parametrize("given", [{}, {"preset": "flat"}], ids=["nothing", "flat"])
def test_an_explicit_demand_means_exactly_what_it_says(given: Config) -> None:
    table = [bucket("VC", tge_unlock_pct=10, cliff_months=3, vesting_months=0)]
    found = run(buckets=table, demand={"initial_monthly_fiat": 12_345.0} | given)
    assert series(found, "demand_fiat").tolist() == [12_345.0] * 12


def test_a_bull_spends_more_than_the_typical_and_a_bear_less() -> None:
    bear, typical, bull = (
        series(run(demand={"preset": preset}), "demand_fiat") for preset in ("bear", "typical", "bull")
    )
    assert (bear[1:] < typical[1:]).all()
    assert (typical[1:] < bull[1:]).all()


@pytest.mark.parametrize("preset", PRESETS)
def test_demand_does_not_depend_on_the_horizon(preset: str) -> None:
    table = [bucket("VC", tge_unlock_pct=5, cliff_months=3, vesting_months=20)]
    short, long = (
        run(buckets=table, demand={"preset": preset}, token=token(horizon_months=months)) for months in (5, 60)
    )
    assert short.spec.demand == long.spec.demand
    assert series(short, "demand_fiat").tolist() == series(long, "demand_fiat")[:5].tolist()


@pytest.mark.parametrize("preset", PRESETS)
def test_demand_does_not_depend_on_what_holders_do(preset: str) -> None:
    eager = {"Team": {"sell_pressure_mean": 1}, "VC": {"sell_pressure_mean": 1}}
    plain, sold = (run(demand={"preset": preset}, cohort_profiles=profiles) for profiles in ({}, eager))
    assert series(plain, "total_sold").sum() < series(sold, "total_sold").sum()
    assert series(plain, "demand_fiat").tolist() == series(sold, "demand_fiat").tolist()


# ── Reflexivity ──────────────────────────────────────────────────────────────


def test_reflexive_demand_follows_last_months_change_of_price() -> None:
    assert followed([1.0, 1.2, 1.2, 0.9], reflexivity=1) == pytest.approx([100, 120, 100, 75])


def test_reflexivity_is_a_power() -> None:
    assert followed([1.0, 1.2], reflexivity=2)[1] == pytest.approx(144)


@pytest.mark.parametrize(("price", "expected"), [(50.0, 200), (0.01, 50)])
def test_reflexivity_is_cut_to_a_half_and_a_double(price: float, expected: float) -> None:
    assert followed([1.0, price], reflexivity=5)[1] == expected


def test_a_branch_that_turns_reflexive_follows_the_prices_it_comes_from() -> None:
    trunk = loop(demand={})
    for _ in range(6):
        trunk.step()
    branch = loop(demand={"reflexivity": 1})
    branch.restore_bytes(trunk.snapshot_bytes())
    price, fiat = series(branch.run(), "price"), series(branch.result(), "demand_fiat")
    assert fiat[6] == pytest.approx(fiat[0] * price[5] / price[4])


# ── Shocks ───────────────────────────────────────────────────────────────────


def test_shocks_leave_the_median_alone() -> None:
    found = np.log(lived(demand(FEW, volatility=0.2), months=12) / 100)
    middle = np.median(found, axis=1) / (0.2 * np.sqrt(np.arange(12) + 1))
    assert np.abs(middle).max() < 4 * 1.2533 / len(FEW) ** 0.5


def test_shocks_of_the_market_leave_the_median_alone() -> None:
    found = np.log(lived(demand(FEW, market={"volatility": 0.3, "beta": 2}), months=12) / 100)
    middle = np.median(found, axis=1) / (0.6 * np.sqrt(np.arange(12) + 1))
    assert np.abs(middle).max() < 4 * 1.2533 / len(FEW) ** 0.5


def test_shocks_pile_up_as_a_random_walk() -> None:
    side = demand(FEW, volatility=0.2)
    lived(side, months=12)
    assert side.shock.std() == pytest.approx(0.2 * 12**0.5, rel=0.03)
    assert side.shock.mean() == pytest.approx(0, abs=4 * 0.2 * 12**0.5 / len(FEW) ** 0.5)


def test_shocks_of_token_and_market_know_nothing_of_each_other() -> None:
    side = demand(FEW, volatility=0.2, market={"volatility": 0.2})
    lived(side, months=1)
    assert abs(np.corrcoef(side.shock, side.market.shock)[0, 1]) < 4 / len(FEW) ** 0.5


@pytest.mark.parametrize(("part", "sigma"), [(1.0, 0.2), (0.25, 0.4), (0.0001, 2.0)])
def test_shocks_calm_down_as_the_float_grows(part: float, sigma: float) -> None:
    side = demand(FEW, floats=(part,) * 3, volatility=0.2, volatility_decay=0.5)
    lived(side, months=1)
    assert side.shock.std() == pytest.approx(sigma, rel=0.03)


def test_a_single_run_has_no_shocks_unless_asked() -> None:
    assert len(set(series(run(demand={}), "demand_fiat").tolist())) == 1


# ── Market, attention, float ─────────────────────────────────────────────────


def test_demand_follows_the_market_by_its_beta() -> None:
    found = lived(demand(market={"path": [2, 4, 1], "beta": 1.5}), months=4)[:, 0]
    assert found == pytest.approx([100, 100 * 2**1.5, 100 * 0.5**1.5, 100 * 0.5**1.5])


def test_without_beta_an_explicit_demand_moves_as_the_market_does() -> None:
    found = run(demand={"initial_monthly_fiat": 100.0}, market={"path": [10, 30, 5]})
    assert series(found, "demand_fiat")[:4] == pytest.approx([100, 300, 50, 50])


def test_the_market_index_is_a_series_of_its_own() -> None:
    found = run(demand={}, market={"path": [10, 30, 5], "beta": 0})
    assert series(found, "market_index")[:4] == pytest.approx([1, 3, 0.5, 0.5])


def test_attention_halves_above_its_floor() -> None:
    params = DemandParams(attention_half_life_months=3, attention_floor=0.2)
    assert attention(params, 7)[[0, 3, 6]] == pytest.approx([1, 0.2 + 0.8 / 2, 0.2 + 0.8 / 4])


def test_without_a_half_life_attention_stays() -> None:
    assert attention(DemandParams(attention_floor=0.2), 3).tolist() == [1, 1, 1]


def test_who_waited_for_the_launch_spends_on_top_in_month_zero() -> None:
    assert lived(demand(launch_rush=0.5), months=3)[:, 0] == pytest.approx([150, 100, 100])


def test_attention_is_a_series_that_explains_demand() -> None:
    found = run(demand={"initial_monthly_fiat": 100.0, "attention_half_life_months": 2})
    assert series(found, "demand_fiat") == pytest.approx(100 * series(found, "attention"))


def test_a_float_four_times_as_large_finds_twice_the_buyers_at_an_elasticity_of_a_half() -> None:
    found = lived(demand(floats=(0.1, 0.2, 0.4, 0.4), float_elasticity=0.5))[:, 0]
    assert found == pytest.approx([100, 100 * 2**0.5, 200])


def test_a_float_smaller_than_the_first_counts_as_the_first() -> None:
    assert lived(demand(floats=(0.0, 0.05, 0.1), float_elasticity=1))[:, 0] == pytest.approx([100, 100])


def test_the_float_that_finds_buyers_is_not_the_treasurys() -> None:
    table = [bucket("Team", tge_unlock_pct=100), bucket("Treasury", cliff_months=0, vesting_months=6)]
    found = run(buckets=table, demand={"initial_monthly_fiat": 100.0, "float_elasticity": 1, "unlock_caution": 1})
    assert series(found, "demand_fiat") == pytest.approx(100)


# ── Waiting ──────────────────────────────────────────────────────────────────


def test_buyers_wait_for_an_unlock_and_come_back_with_it() -> None:
    found = lived(demand(floats=(0.1, 0.1, 0.3, 0.3, 0.3), unlock_caution=0.6))[:, 0]
    held_back = 0.6 * 2 / (1 + 2)
    assert found == pytest.approx([100, 100 * (1 - held_back), 100 * (1 + held_back), 100])


def test_before_anything_has_unlocked_all_the_cautious_wait() -> None:
    assert lived(demand(floats=(0.0, 0.1, 0.1), unlock_caution=0.6))[:, 0] == pytest.approx([40, 160])


def test_what_waits_in_the_last_month_is_known() -> None:
    side = demand(floats=(0.1, 0.3), unlock_caution=0.6)
    lived(side)
    assert side.held_back[0] == pytest.approx(40)


def test_waiting_knows_one_month_beyond_the_horizon() -> None:
    table = [bucket("VC", tge_unlock_pct=50, cliff_months=6, vesting_months=0)]
    cautious = {"initial_monthly_fiat": 100.0, "unlock_caution": 1}
    found = run(buckets=table, demand=cautious, token=token(horizon_months=6))
    assert series(found, "demand_fiat") == pytest.approx([100] * 5 + [50])


@pytest.mark.parametrize("factor", [{"unlock_caution": 1.1}, {"float_elasticity": -1}, {"attention_floor": 2}])
def test_a_factor_out_of_its_bounds_is_refused(factor: Config) -> None:
    with pytest.raises(ValidationError):
        DemandParams(**factor)


# ── The older way ────────────────────────────────────────────────────────────


def volume(**params: Any) -> Demand:
    known = launch(initial_price=0.5, total_supply=1e6)
    volume = VolumeParams(**{"base_daily_volume": 1000.0} | params)
    return Demand(DemandBaseline.of_volume(volume, known), index(), seeds())


def test_a_constant_volume_is_thirty_days_at_the_start_price() -> None:
    found = volume(volume_model="constant", volume_multiplier=2).spending(3, ONE, np.array([1e5]))
    assert found[0] == 30 * 1000 * 2 * 0.5


def test_a_proportional_volume_goes_by_the_circulating_part() -> None:
    found = volume(volume_model="proportional").spending(3, ONE, np.array([1e5]))
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
