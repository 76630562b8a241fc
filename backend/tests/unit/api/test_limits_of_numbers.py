"""No number a field allows ends in a fault of the service: it is simulated in finite numbers, or refused by name."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.factories import Config, bucket, config, token

SIMULATE, VALIDATE = "/api/v2/abm/simulate-sync", "/api/v2/abm/validate"


def curve(model: str, **parameters: Any) -> Config:
    return config(pricing_model=model, pricing_config=parameters)


def one_bucket(**overrides: Any) -> Config:
    return config(buckets=[bucket(**overrides)])


def volume(**parameters: Any) -> Config:
    return config(enable_volume=True, volume_config=parameters)


def profile(**parameters: Any) -> Config:
    return config(cohort_profiles={"Team": parameters})


GOOD_AND_BAD = {
    "a demand that overflows": config(
        pricing_model="constant", token=token(horizon_months=240), demand={"model": "growth", "monthly_growth": 10}
    ),
    "the most of everything": config(token=token(total_supply=1e24, initial_price=1e15)),
    "an alpha that overflows": curve("issuance_curve", alpha=20, max_supply=5e-324),
    "a pool of next to nothing": curve("amm", pool_fiat=5e-324),
    "a pool of all there is": curve("amm", pool_fiat=1e24),
    "an n of ten": curve("bonding_curve", n=10),
    "a k of next to nothing": curve("bonding_curve", k=5e-324),
    "users who leave at once": config(
        demand={"model": "adoption", "users_start": 1e11, "users_max": 1, "steepness": 10, "midpoint_month": -240}
    ),
    "a wild market": config(demand={"volatility": 2, "reflexivity": 5}),
    "a spread too wide for its mean": profile(price_sensitivity_mean=1e-300),
    "a curve that begins with next to nothing": curve("bonding_curve", initial_supply=1e-300),
    "a pool for next to no supply": config(token=token(total_supply=5e-324), pricing_model="amm"),
    "a curve for next to no supply": config(
        token=token(total_supply=1e-300), buckets=[bucket(allocation=1e-300)], pricing_model="bonding_curve"
    ),
    "a market that all but vanishes": config(market={"path": [1e12, 1e-9], "beta": 5}),
    "a market that overflows": config(market={"path": [1e-9, 1e12], "beta": 5}, token=token(total_supply=1e24)),
    "a market as wild as can be": config(market={"volatility": 2, "beta": 5}, token=token(horizon_months=240)),
    "buyers who are gone in a day": config(demand={"attention_half_life_months": 0.1}, token=token(horizon_months=240)),
    "buyers who never come": config(demand={"initial_monthly_fiat": 0}),
    "a float that grows from next to nothing": config(
        buckets=[bucket(tge_unlock_pct=1e-9, cliff_months=0, vesting_months=2)], demand={"float_elasticity": 2}
    ),
    "everything at its edge": profile(size_sigma=4, risk_alpha=0.05, risk_beta=1000, cliff_shock_mult=100),
}

WILDER = {
    "a k that overflows": curve("bonding_curve", k=1e300),
    "a k and an n that overflow": curve("bonding_curve", k=1e300, n=10),
    "a volume beyond the most demand there is": volume(base_daily_volume=1e24, volume_multiplier=1e6),
    "a cliff and vesting beyond the last month": one_bucket(cliff_months=1200, vesting_months=600),
    "a spread of next to nothing": profile(price_sensitivity_std=1e-300),
}


@pytest.fixture(scope="module")
def service() -> Iterator[TestClient]:
    with TestClient(create_app(Settings()), raise_server_exceptions=False) as client:
        yield client


def is_simulated_or_refused(service: TestClient, request: Config) -> None:
    simulated, validated = service.post(SIMULATE, json=request), service.post(VALIDATE, json=request)
    assert validated.status_code == 200, validated.text
    if simulated.status_code == 422:
        assert simulated.json()["errors"][0]["loc"][:1] == ["body"]
        return
    assert simulated.status_code == 200, simulated.text
    answer = simulated.json()
    assert None not in [value for row in answer["global_metrics"] for value in row.values()]
    assert None not in [part for month in answer["attribution"]["months"] for part in month["parts"].values()]


@pytest.mark.parametrize("case", GOOD_AND_BAD)
def test_an_extreme_is_simulated_or_refused(service: TestClient, case: str) -> None:
    is_simulated_or_refused(service, GOOD_AND_BAD[case])


@pytest.mark.parametrize("case", WILDER)
def test_a_wilder_extreme_is_simulated_or_refused(service: TestClient, case: str) -> None:
    is_simulated_or_refused(service, WILDER[case])
