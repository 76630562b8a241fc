"""Two requests that mean the same are one configuration; two that differ are two."""

import json
from typing import Any

import httpx
import pytest

from app.abm.dynamics.estimates import estimate
from tests.stories.posts import PREFIX, SIMULATE, Json, documented, simulated, small

BETA = estimate("beta")
EXCHANGE = {"min_price": 1e-6, "holding_time": 6.0, "idle_turnover": 0.05, "smoothing_factor": 0.2}


def hash_of(client: httpx.Client, body: str) -> str:
    response = client.post(SIMULATE, content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200, response.text
    return str(response.json()["manifest"]["config_hash"])


def changed(path: tuple[str | int, ...], value: Any) -> Json:
    request = documented()
    *outer, last = path
    inner: Any = request
    for part in outer:
        inner = inner[part]
    inner[last] = value
    return request


def backwards(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: backwards(value[name]) for name in reversed(value)}
    return [backwards(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def own(client: httpx.Client) -> str:
    return hash_of(client, json.dumps(documented()))


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(backwards(documented())),
        json.dumps(documented(), indent=4),
        json.dumps(documented()).replace("1000000000", "1000000000.0"),
        json.dumps(documented()).replace("1000000000", "1e9"),
        json.dumps(documented()).replace('"horizon_months": 36', '"horizon_months": 36.0'),
        json.dumps(documented()).replace("0.4", "4e-1"),
        json.dumps(documented()).replace("Team", "\\u0054eam"),
        json.dumps(changed(("token", "initial_price"), 1)),
        json.dumps(changed(("token", "initial_price"), 1e0)),
        json.dumps(changed(("abm", "initial_price"), 1.0)),
        json.dumps(changed(("abm", "behaviour_noise"), 0.25)),
        json.dumps(changed(("abm", "pricing_config"), {})),
        json.dumps(changed(("abm", "pricing_config"), {"smoothing_factor": 0.2, "holding_time": 6})),
        json.dumps(changed(("abm", "treasury_config", "hold_pct"), None)),
        json.dumps(changed(("abm", "staking_config", "reward_source"), "emission")),
        json.dumps(changed(("buckets", 2, "num_holders"), None)),
        json.dumps(documented() | {"cohort_profiles": {}}),
        json.dumps(changed(("abm", "demand"), {"preset": "typical"})),
        json.dumps(changed(("abm", "market"), {"path": "flat"})),
        json.dumps(changed(("abm", "attribution"), True)),
        json.dumps(changed(("buckets", 1, "profile"), "vc")),
    ],
)
def test_spelling_and_explicit_defaults_do_not_matter(client: httpx.Client, own: str, body: str) -> None:
    assert hash_of(client, body) == own


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("token", "total_supply"), 1000000001),
        (("token", "horizon_months"), 35),
        (("token", "start_date"), "2025-01-02"),
        (("abm", "seed"), 1),
        (("abm", "staking_config", "base_apy"), 0.16),
        (("abm", "treasury_config", "burn_bought_tokens"), False),
        (("buckets", 0, "bucket"), "team"),
        (("buckets", 1, "num_holders"), 51),
        (("buckets", 1, "profile"), "Team"),
        (("abm", "demand"), {}),
        (("abm", "market"), {"path": "eth-2021-05"}),
        (("abm", "attribution"), False),
    ],
)
def test_another_value_is_another_configuration(
    client: httpx.Client, own: str, path: tuple[str | int, ...], value: Any
) -> None:
    assert hash_of(client, json.dumps(changed(path, value))) != own


def test_an_override_says_no_more_than_it_gives(client: httpx.Client) -> None:
    one, other = ({"sell_pressure_mean": 0.2}, {"sell_pressure_mean": 0.2, "risk_alpha": 5})
    hashes = {hash_of(client, json.dumps(small(cohort_profiles={"Team": profile}))) for profile in (one, other)}
    assert len(hashes) == 2


def test_the_order_of_profiles_and_of_the_mapping_does_not_matter(client: httpx.Client) -> None:
    profiles = {"Team": {"risk_alpha": 3}, "VC": {"risk_alpha": 4}}
    mapping = {"Team": "VC", "Community": "Team"}
    one = small(cohort_profiles=profiles, bucket_cohort_mapping=mapping)
    other = small(cohort_profiles=backwards(profiles), bucket_cohort_mapping=backwards(mapping))
    assert hash_of(client, json.dumps(one)) == hash_of(client, json.dumps(other))


def test_the_order_of_the_buckets_matters(client: httpx.Client, own: str) -> None:
    request = documented()
    request["buckets"].reverse()
    assert hash_of(client, json.dumps(request)) != own


@pytest.mark.parametrize(
    "request_",
    [
        documented(),
        small(pricing_model="constant"),
        small(pricing_model="bonding_curve", enable_staking=True),
        small(pricing_model="issuance_curve", pricing_config={"alpha": 1}),
        small(pricing_model="amm", enable_treasury=True, treasury_config={"initial_balance_pct": 0.1}),
        small(enable_volume=True, volume_config={"base_daily_volume": 1000}),
        small(demand={"model": "adoption", "volatility": 0.1}, bucket_cohort_mapping={"Team": "aggressive"}),
        small(aggregation_level="sampled", cohort_profiles=None),
        small(cohort_profiles={"Team": {"size_sigma": 0}}),
        small(cohort_profiles={"Team": {"price_sensitivity_mean": 0.3}}),
        small(pricing_model="bonding_curve", pricing_config={"n": 3.7}, initial_price=0.37),
        small(demand={}, market={"path": "btc-2022-11-09", "volatility": 0.2}),
        small(demand={"preset": "bear", "attention_floor": 0.5}, market={"path": [1, 2, 3], "beta": 2}),
        small(enable_staking=True, staking_config={"locked_can_stake": 0.5}, attribution=False),
        {name: value for name, value in small().items() if name != "abm"},
    ],
    ids=lambda request: str(request.get("abm", "bare"))[:60],
)
def test_the_configuration_in_force_gives_the_same_run_when_posted_again(client: httpx.Client, request_: Json) -> None:
    first = simulated(client, request_)
    again = simulated(client, first["config"])
    assert again["manifest"]["config_hash"] == first["manifest"]["config_hash"]
    assert again["config"] == first["config"]
    for part in ("global_metrics", "cohort_metrics", "agent_snapshots", "summary"):
        assert again[part] == first[part]


def test_the_configuration_in_force_has_the_defaults_filled_in(client: httpx.Client) -> None:
    config = simulated(client, documented())["config"]
    assert config["abm"]["treasury_config"]["hold_pct"] == pytest.approx(0.4375)
    assert config["abm"]["staking_config"]["market_staking_propensity"] == 0.8
    assert config["abm"]["pricing_config"] == EXCHANGE
    assert config["token"]["initial_price"] == 1.0
    assert isinstance(config["abm"]["seed"], int)


def test_every_bucket_of_the_configuration_in_force_says_whom_it_behaves_like(client: httpx.Client) -> None:
    request = small(bucket_cohort_mapping={"Team": "conservative"})
    names = ["Team", "Community", "Node operators", "Whales", "DAO treasury"]
    request["buckets"] = [{"bucket": name, "allocation": 20} for name in names]
    buckets = simulated(client, request)["config"]["buckets"]
    assert [bucket["profile"] for bucket in buckets] == [
        "conservative",
        "Community",
        "Ecosystem",
        "Community",
        "Treasury",
    ]


def test_the_configuration_in_force_shows_the_figures_of_a_typical_launch(client: httpx.Client) -> None:
    figures = client.get(f"{PREFIX}/markets").json()["presets"]["typical"]
    demand = simulated(client, documented())["config"]["abm"]["demand"]
    assert {name: demand[name] for name in figures} == figures
    assert demand["initial_monthly_fiat"] == pytest.approx(figures["level"] * 107.5e6 / 6)  # of the first float


def test_an_explicit_demand_is_flat_and_what_the_first_float_turns_over(client: httpx.Client) -> None:
    demand = simulated(client, documented() | {"abm": {"demand": {}}})["config"]["abm"]["demand"]
    neutral = ("attention_half_life_months", "float_elasticity", "unlock_caution", "launch_rush", "reflexivity")
    assert [demand[name] or 0 for name in neutral] == [0] * 5
    assert demand["initial_monthly_fiat"] == pytest.approx(107.5e6 / 6)


@pytest.mark.parametrize(
    ("demand", "beta"), [(None, BETA), ({"preset": "bull"}, BETA), ({}, 1), ({"preset": "flat"}, 1)]
)
def test_beta_is_that_of_real_launches_where_demand_is_typical(
    client: httpx.Client, demand: Json | None, beta: int
) -> None:
    market = simulated(client, small(demand=demand))["config"]["abm"]["market"]
    assert market["path"] == "flat"
    assert market["beta"] == beta


def test_a_seed_left_out_does_not_depend_on_the_horizon(client: httpx.Client) -> None:
    rows = simulated(client, documented())["global_metrics"]
    assert simulated(client, changed(("token", "horizon_months"), 12))["global_metrics"] == rows[:12]
