"""A run is a function of its specification; the fingerprint is the promise."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.spec import SimulationSpec
from tests.factories import bucket, buckets, full, run, series, spec, token
from tests.laws.economies import economies

SAID = [
    {"cohort_profiles": {"VC": {"risk_alpha": 3}}},
    {"cohort_profiles": {"VC": {"price_sensitivity_mean": 0.3, "price_sensitivity_std": 0.1}}},
    {"bucket_cohort_mapping": {"VC": "aggressive"}},
    {"buckets": [bucket(profile="aggressive")]},
    {"demand": {"preset": "bull", "launch_rush": 0.5}},
    {"demand": {}},
    {"market": {"path": "eth-2021-05", "beta": 1.3, "volatility": 0.1}},
    {"market": {"path": [1, 2, 3]}},
    {"attribution": False},
    {"enable_staking": True, "staking_config": {"locked_can_stake": 0.5}},
    {"treasury_config": {"buyback_pct": 0.3}, "enable_treasury": True},
    {"enable_volume": True},
    {"enable_staking": True, "staking_config": {"lockup_months": 0}},
    {"initial_price": 0.25},
    {"initial_price": 1e-15},
    {"pricing_model": "bonding_curve", "buckets": [bucket(tge_unlock_pct=33.3)]},
]


def again(economy: SimulationSpec) -> SimulationSpec:
    """The specification whose effective configuration is posted again."""
    return SimulationSpec.model_validate(economy.effective())


@pytest.mark.parametrize("overrides", SAID, ids=str)
def test_the_effective_configuration_is_the_same_run(overrides: dict[str, Any]) -> None:
    economy = spec(**overrides)
    assert again(economy).fingerprint() == economy.fingerprint()


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
def test_every_economy_can_be_posted_again(model: str, data: st.DataObject) -> None:
    economy = SimulationSpec.model_validate(data.draw(economies(model)))
    assert again(economy).fingerprint() == economy.fingerprint()


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_what_is_posted_again_gives_the_same_prices(model: str) -> None:
    settings = full(pricing_model=model, token=token(initial_price=0.37, total_supply=123_456_789.1))
    economy = spec(**settings)
    again_ = run(**economy.effective()["abm"], token=economy.effective()["token"])
    assert series(again_, "price").tobytes() == series(run(**settings), "price").tobytes()


@pytest.mark.parametrize(
    "other", [*SAID, {"seed": 2}, {"token": token(horizon_months=13)}, {"buckets": [bucket()]}], ids=str
)
def test_another_run_has_another_fingerprint(other: dict[str, Any]) -> None:
    assert spec(**other).fingerprint() != spec().fingerprint()


def test_overrides_that_differ_have_fingerprints_that_differ() -> None:
    named, unnamed = spec(cohort_profiles={"Team": {"risk_alpha": 5}}), spec(cohort_profiles={"Team": {}})
    assert named.fingerprint() != unnamed.fingerprint()


@pytest.mark.parametrize(
    "spelt_out",
    [
        {"pricing_config": {"holding_time": 6.0}},
        {"pricing_config": {"n": 3.0}},
        {"staking_config": {"base_apy": 0.5}},
        {"demand": {"preset": "typical"}},
        {"market": {}},
        {"market": {"path": "flat"}},
        {"attribution": True},
        {"buckets": [line | {"profile": line["bucket"]} for line in buckets()]},
        {"behaviour_noise": 0.25},
        {"initial_price": 1.0},
    ],
    ids=str,
)
def test_a_default_spelt_out_is_the_same_run(spelt_out: dict[str, Any]) -> None:
    assert spec(**spelt_out).fingerprint() == spec().fingerprint()


def test_a_fingerprint_is_a_sha256() -> None:
    assert len(bytes.fromhex(spec().fingerprint())) == 32


@pytest.mark.parametrize(
    "place",
    [
        {"token": token(initial_price=0.4)},
        {"initial_price": 0.4},
        {"pricing_config": {"initial_price": 0.4}},
        {"pricing_model": "constant", "constant_price": 0.4},
        {"pricing_model": "constant", "pricing_config": {"constant_price": 0.4}},
    ],
    ids=str,
)
def test_the_start_price_may_stand_in_any_of_its_places(place: dict[str, Any]) -> None:
    assert spec(**place).initial_price == 0.4


def test_a_bonding_curve_with_its_own_scale_starts_where_the_curve_does() -> None:
    economy = spec(pricing_model="bonding_curve", pricing_config={"k": 1e-14, "n": 2, "initial_supply": 1e7})
    assert economy.initial_price == pytest.approx(1.0)


def test_the_documented_example_is_accepted_to_the_letter() -> None:
    documented = {
        "token": {"total_supply": 1000000000, "start_date": "2025-01-01", "horizon_months": 36},
        "buckets": [{"bucket": "Team", "allocation": 20, "cliff_months": 12, "vesting_months": 24}],
        "abm": {
            "pricing_model": "eoe",
            "agents_per_cohort": 50,
            "enable_staking": True,
            "staking_config": {"base_apy": 0.15, "max_capacity_pct": 0.4, "lockup_months": 6},
            "enable_treasury": True,
            "treasury_config": {"transaction_fee_pct": 0.03, "buyback_pct": 0.30, "burn_bought_tokens": True},
        },
    }
    treasury = SimulationSpec.model_validate(documented).effective()["abm"]["treasury_config"]
    shares = [treasury[name] for name in ("hold_pct", "liquidity_pct", "buyback_pct")]
    assert shares == pytest.approx([0.4375, 0.2625, 0.30])
