"""What the service says of itself."""

import httpx
import pytest

from app import __version__
from tests.stories.posts import PREFIX, Json, simulated, small

FIRST_FIVE = ("Team", "VC", "Community", "Investors", "Advisors")
COHORTS = (*FIRST_FIVE, "Airdrop", "Public", "Ecosystem", "Treasury", "Liquidity")
HEALTHY = {"status": "ok", "ready": True, "version": __version__}


@pytest.mark.parametrize("address", ["/health", "/health/live", "/health/ready"])
def test_a_server_that_takes_work_is_healthy(client: httpx.Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.json()) == (200, HEALTHY)


@pytest.fixture(scope="module")
def catalogue(client: httpx.Client) -> Json:
    answer: Json = client.get(f"{PREFIX}/catalogue").json()
    return answer


def test_the_catalogue_describes_every_pricing_model(catalogue: Json) -> None:
    models = {model["name"]: model for model in catalogue["pricing_models"]}
    assert list(models) == ["eoe", "bonding_curve", "issuance_curve", "constant", "amm"]
    assert all(model["description"] for model in models.values())
    assert {"holding_time", "smoothing_factor"} <= models["eoe"]["parameters"]["properties"].keys()


def test_every_pricing_model_of_the_catalogue_can_be_asked_for(client: httpx.Client, catalogue: Json) -> None:
    for model in catalogue["pricing_models"]:
        assert simulated(client, small(pricing_model=model["name"]))["global_metrics"]


def test_the_catalogue_describes_every_series_of_a_row(client: httpx.Client, catalogue: Json) -> None:
    row = simulated(client, small())["global_metrics"][0]
    assert [series["name"] for series in catalogue["series"]] == [*row][2:]
    assert all(series["title"] and series["description"] for series in catalogue["series"])


def test_only_the_market_s_index_and_attention_have_no_unit(catalogue: Json) -> None:
    assert [series["name"] for series in catalogue["series"] if not series["unit"]] == ["market_index", "attention"]


def test_the_catalogue_describes_every_figure_of_a_summary(client: httpx.Client, catalogue: Json) -> None:
    summary = simulated(client, small())["summary"]
    assert [figure["name"] for figure in catalogue["figures"]] == [*summary][:-2]
    assert all(figure["title"] and figure["description"] for figure in catalogue["figures"])


def test_the_catalogue_describes_every_series_of_a_bucket(client: httpx.Client, catalogue: Json) -> None:
    row = simulated(client, small())["cohort_metrics"][0]
    assert [series["name"] for series in catalogue["cohort_series"]] == [*row][4:]


def test_the_presets_are_profiles(catalogue: Json) -> None:
    assert [name for name in catalogue["profiles"] if name in catalogue["presets"]] == catalogue["presets"]


def test_the_schema_of_a_request_has_what_a_form_needs(client: httpx.Client) -> None:
    bucket = client.get(f"{PREFIX}/schema").json()["$defs"]["BucketParams"]["properties"]
    cliff = {name: bucket["cliff_months"][name] for name in ("title", "unit", "minimum", "maximum", "default")}
    assert cliff == {"title": "Cliff", "unit": "months", "minimum": 0, "maximum": 600, "default": 0}


def test_a_first_visit_learns_what_to_look_at(client: httpx.Client) -> None:
    scenarios = client.get(f"{PREFIX}/scenarios").json()["scenarios"]
    assert all(scenario["look_at"] for scenario in scenarios)
    assert [scenario["grade"] is None for scenario in scenarios] == [s["kind"] == "teaching" for s in scenarios]


def test_the_catalogue_has_ten_cohorts_and_three_presets(catalogue: Json) -> None:
    assert list(catalogue["profiles"]) == [*COHORTS, "conservative", "moderate", "aggressive"]


def test_every_profile_of_the_catalogue_can_be_asked_for(client: httpx.Client, catalogue: Json) -> None:
    for profile in catalogue["profiles"]:
        assert simulated(client, small(bucket_cohort_mapping={"Team": profile}))["warnings"] == []


def test_every_profile_of_the_catalogue_can_be_given_back(client: httpx.Client, catalogue: Json) -> None:
    team = catalogue["profiles"]["Team"]
    given = simulated(client, small(cohort_profiles={"Team": team}))
    assert given["global_metrics"] == simulated(client, small())["global_metrics"]


def test_the_catalogue_states_the_limits(catalogue: Json) -> None:
    told = dict(catalogue["limits"])
    assert told.pop("max_memory_mb") > 0
    assert told == {"max_agents": 1_000_000, "max_work": 5e9, "sync_max_work": 5e7}


def test_the_limits_are_those_of_the_file_and_the_environment(modest: httpx.Client) -> None:
    limits = modest.get(f"{PREFIX}/catalogue").json()["limits"]
    assert limits == {"max_agents": 500, "max_work": 5000, "max_memory_mb": 2000, "sync_max_work": 1000}


def test_the_catalogue_says_what_each_kind_of_launch_fills_in(client: httpx.Client, catalogue: Json) -> None:
    filled = simulated(client, small(demand={"preset": "typical"}))["config"]["abm"]["demand"]
    assert {name: filled[name] for name in catalogue["demand_presets"]["typical"]} == catalogue["demand_presets"][
        "typical"
    ]


def test_the_catalogue_names_every_market_path(client: httpx.Client, catalogue: Json) -> None:
    listed = [path for market in client.get(f"{PREFIX}/markets").json()["markets"] for path in market["paths"]]
    assert catalogue["market_paths"] == ["flat", *listed]
