"""Comparisons, sweeps and sensitivity as a client sees them."""

import copy
import csv
import io
import time
from typing import Any

import httpx
import pyarrow.parquet
import pytest

from app.models.examples import COMPARE_EXAMPLES, SENSITIVITY_EXAMPLES, SWEEP_EXAMPLES
from app.models.studies import CompareResponse, SensitivityResponse, SweepResponse
from tests.stories.posts import PREFIX, Json, crowd, documented, simulated, small, validated
from tests.stories.test_monte_carlo import accepted, cancelled, ended, problem, until

COMPARE, SWEEP, SENSITIVITY = (f"{PREFIX}/{name}" for name in ("monte-carlo/compare", "sweep", "sensitivity"))
SUPPLY = {"pointer": "/token/total_supply", "low": 1e6, "high": 2e6, "steps": 3}
APY = {"pointer": "/abm/staking_config/base_apy", "name": "apy", "values": [0.05, 0.1, 0.2]}
CANCELLED_WITHIN = 2.0


def sweep(*parameters: Json, base: Json | None = None, **rest: Any) -> Json:
    return {"base": base or small(), "parameters": list(parameters or (SUPPLY,))} | rest


def studied(client: httpx.Client, address: str, request: Json) -> tuple[Json, Json]:
    """The result of a study, and its job."""
    job = accepted(client, request, address)
    assert ended(client, job)["status"] == "completed"
    return client.get(job["results_url"]).json(), job


@pytest.fixture(scope="module")
def table(client: httpx.Client) -> tuple[Json, Json]:
    """A sweep of three yields and two lock-ups."""
    lockup = {"pointer": "/abm/staking_config/lockup_months", "name": "lockup", "values": [1, 6], "whole": True}
    return studied(client, SWEEP, sweep(APY, lockup, base=documented()))


@pytest.mark.parametrize("name", COMPARE_EXAMPLES)
def test_the_documented_comparisons_run(client: httpx.Client, name: str) -> None:
    request = COMPARE_EXAMPLES[name]
    answer = CompareResponse.model_validate(studied(client, COMPARE, request)[0])
    assert set(answer.figures) == {"final_price", "max_drawdown_pct", "total_sold"}
    assert len(answer.trials) == request["monte_carlo"]["num_trials"]


@pytest.mark.parametrize("name", SWEEP_EXAMPLES)
def test_the_documented_sweeps_run(client: httpx.Client, name: str) -> None:
    answer = SweepResponse.model_validate(studied(client, SWEEP, SWEEP_EXAMPLES[name])[0])
    assert (len(answer.rows), answer.failed_runs) == (answer.num_runs, 0)


@pytest.mark.parametrize("name", SENSITIVITY_EXAMPLES)
def test_the_documented_analyses_run(client: httpx.Client, name: str) -> None:
    request = SENSITIVITY_EXAMPLES[name]
    answer = SensitivityResponse.model_validate(studied(client, SENSITIVITY, request)[0])
    assert [row["parameter"] for row in answer.indices] == [entry["pointer"] for entry in request["parameters"]]


@pytest.mark.parametrize(
    ("address", "request_", "kind"),
    [
        (COMPARE, {"a": small(), "b": small(seed=2), "monte_carlo": {"num_trials": 4}}, "comparison"),
        (SWEEP, sweep(), "sweep"),
        (SENSITIVITY, sweep(samples=2), "sensitivity"),
    ],
    ids=["comparison", "sweep", "sensitivity"],
)
def test_a_study_is_a_job_like_any_other(client: httpx.Client, address: str, request_: Json, kind: str) -> None:
    job = accepted(client, request_, address)
    status = ended(client, job)
    assert (status["kind"], status["status"], status["progress_pct"]) == (kind, "completed", 100)
    assert client.post(address, json=request_).json()["cached"] is True


def test_a_comparison_of_equals_is_a_draw(client: httpx.Client) -> None:
    answer, _ = studied(client, COMPARE, {"a": small(), "b": small(), "monte_carlo": {"num_trials": 5}})
    figure = answer["figures"]["final_price"]
    assert (figure["mean_difference_ci95"], figure["probability_b_beats_a"]) == ([0, 0], 0.5)


def test_a_comparison_has_five_pairs_of_trials_of_one_seed_each(client: httpx.Client) -> None:
    answer, _ = studied(client, COMPARE, {"a": small(), "b": small(seed=9), "monte_carlo": {"num_trials": 5}})
    assert len({trial["seed"] for trial in answer["trials"]}) == 5
    assert answer["trials"][0].keys() == {"trial_index", "seed", "a", "b"}


def test_either_side_of_a_pair_can_be_run_again_alone(client: httpx.Client) -> None:
    longer = documented()
    longer["buckets"][0]["cliff_months"] = 18
    answer, _ = studied(client, COMPARE, {"a": documented(), "b": longer, "monte_carlo": {"num_trials": 5}})
    for side in ("a", "b"):
        config = copy.deepcopy(answer["config"][side])
        config["abm"]["seed"] = answer["trials"][3]["seed"]
        assert simulated(client, config)["summary"]["final_price"] == answer["trials"][3][side]["final_price"]


def test_a_comparison_as_csv_has_a_line_for_each_pair(client: httpx.Client) -> None:
    _, job = studied(client, COMPARE, {"a": small(), "b": small(seed=9), "monte_carlo": {"num_trials": 5}})
    lines = list(csv.DictReader(io.StringIO(client.get(job["results_url"] + "?format=csv").text)))
    assert [line["trial_index"] for line in lines] == list("01234")
    assert {"a_final_price", "b_final_price", "a_max_drawdown_pct"} <= lines[0].keys()


def test_a_run_of_a_sweep_is_the_single_run_of_its_values(client: httpx.Client, table: tuple[Json, Json]) -> None:
    row = table[0]["rows"][3]
    request = documented()
    request["abm"]["staking_config"] |= {"base_apy": row["apy"], "lockup_months": row["lockup"]}
    base = validated(client, documented())
    assert base["valid"]
    request["abm"]["seed"] = table[0]["config"]["base"]["abm"]["seed"]
    assert simulated(client, request)["summary"]["final_price"] == row["final_price"]


def test_csv_of_a_sweep_says_what_json_says(client: httpx.Client, table: tuple[Json, Json]) -> None:
    answer, job = table
    lines = list(csv.DictReader(io.StringIO(client.get(job["results_url"] + "?format=csv").text)))
    assert [(float(line["apy"]), float(line["lockup"]), float(line["final_price"])) for line in lines] == [
        (row["apy"], row["lockup"], row["final_price"]) for row in answer["rows"]
    ]


def test_parquet_of_a_sweep_says_what_json_says(client: httpx.Client, table: tuple[Json, Json]) -> None:
    answer, job = table
    content = client.get(job["results_url"] + "?format=parquet").content
    assert pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist() == answer["rows"]


def test_csv_of_a_sweep_of_which_the_first_run_failed_keeps_its_figures(client: httpx.Client) -> None:
    bad = {"pointer": "/token/total_supply", "values": [1e6, -1]}
    answer, job = studied(client, SWEEP, sweep(bad | {"values": [1e6, -1, 2e6]}))
    lines = list(csv.DictReader(io.StringIO(client.get(job["results_url"] + "?format=csv").text)))
    assert answer["failed_runs"] == 1
    assert [bool(line["final_price"]) for line in lines] == [True, False, True]


def test_variants_of_a_sweep_share_their_holders(client: httpx.Client) -> None:
    unseeded = small(seed=None)
    answer, _ = studied(
        client, SWEEP, sweep({"pointer": "/abm/demand/volatility", "values": [0, 0.0001]}, base=unseeded)
    )
    first, second = (row["total_tokens_sold"] for row in answer["rows"])
    assert first == pytest.approx(second, rel=1e-2)


def test_profiles_of_a_base_may_stand_at_the_top(client: httpx.Client) -> None:
    base = small() | {"cohort_profiles": {"Team": {"size_sigma": 0}}}
    assert studied(client, SWEEP, sweep(base=base))[0]["failed_runs"] == 0


@pytest.mark.parametrize("address", [SWEEP, SENSITIVITY])
@pytest.mark.parametrize(
    ("parameter", "where"),
    [
        ({"low": 2e6, "high": 1e6}, "body.parameters.0.high"),
        ({"low": 1e6, "high": 1e6}, "body.parameters.0.high"),
        ({"low": 1e6, "high": None}, "body.parameters.0"),
        ({"low": "1", "high": 2}, "body.parameters.0.low"),
        ({"pointer": "token/total_supply"}, "body.parameters.0.pointer"),
        ({"pointer": "/token/total~supply"}, "body.parameters.0.pointer"),
        ({"pointer": "/buckets/9/allocation"}, "body.parameters.0.pointer"),
        ({"pointer": "/buckets/-1/allocation"}, "body.parameters.0.pointer"),
        ({"pointer": "/buckets/-/allocation"}, "body.parameters.0.pointer"),
        ({"pointer": "/token/total_suply"}, "body.parameters.0.pointer"),
        ({"pointer": "/token/start_date"}, "body.parameters.0"),
        ({"pointer": "/buckets"}, "body.parameters.0"),
        ({"pointer": "/monte_carlo/num_trials"}, "body.parameters.0.pointer"),
        ({"low": -1e308, "high": 1e308, "whole": True}, "body.parameters.0.low"),
        ({"low": 1, "high": 1e308}, "body.parameters.0.high"),
        ({"low": -5, "high": -4}, "body.parameters.0"),
        ({"steps": 1}, "body.parameters.0.steps"),
        ({"step": 3}, "body.parameters.0.step"),
    ],
    ids=[
        "low > high",
        "low = high",
        "no high",
        "text",
        "no slash",
        "no escape",
        "nowhere",
        "negative index",
        "past the end",
        "misspelt",
        "date",
        "list",
        "trials",
        "-1e308",
        "1e308",
        "out of its bounds",
        "one step",
        "unknown",
    ],
)
def test_a_parameter_that_cannot_be_names_its_field(
    client: httpx.Client, address: str, parameter: Json, where: str
) -> None:
    status, fields, _ = problem(client, sweep(SUPPLY | parameter), address)
    assert status == 422
    assert where in fields


@pytest.mark.parametrize(
    ("address", "change", "where"),
    [
        (SWEEP, {"method": "all"}, "body.method"),
        (SWEEP, {"samples": 10_001}, "body.samples"),
        (SWEEP, {"sample": 3}, "body.sample"),
        (SWEEP, {"parameters": []}, "body.parameters"),
        (SWEEP, {"parameters": [SUPPLY] * 7}, "body.parameters"),
        (
            SWEEP,
            {"parameters": [SUPPLY | {"steps": 1000}, APY | {"values": [0.001 * i for i in range(11)]}]},
            "body.parameters",
        ),
        (SENSITIVITY, {"method": "sobol", "samples": 12}, "body.samples"),
        (SENSITIVITY, {"samples": 4096, "method": "sobol", "parameters": [SUPPLY, APY]}, "body.samples"),
        (SENSITIVITY, {"figure": "joy"}, "body.figure"),
        (SWEEP, {"parameters": [SUPPLY, SUPPLY | {"name": "again"}]}, "body.parameters.1.pointer"),
        (SWEEP, {"base": small() | {"monte_carlo": {"num_trials": 5}}}, "body.base.monte_carlo"),
        (SENSITIVITY, {"base": small() | {"monte_carlo": {"num_trials": 5}}}, "body.base.monte_carlo"),
        (SENSITIVITY, {"parameters": [{"pointer": "/token/horizon_months", "low": 1, "high": 2}]}, "body.parameters.0"),
        (COMPARE, {"a": small() | {"monte_carlo": {"num_trials": 5}}, "b": small()}, "body.a.monte_carlo"),
        (COMPARE, {"a": small(), "b": small() | {"monte_carlo": {}}}, "body.b.monte_carlo"),
        (COMPARE, {"a": small(), "b": small(), "monte_carlo": {"enabled": False}}, "body.monte_carlo.enabled"),
        (COMPARE, {"a": small()}, "body.b"),
        (COMPARE, {"a": small(), "b": small(), "c": small()}, "body.c"),
        (COMPARE, {"a": small(), "b": small(), "monte_carlo": {"num_trials": 1}}, "body.monte_carlo.num_trials"),
    ],
)
def test_a_study_that_cannot_be_names_its_field(client: httpx.Client, address: str, change: Json, where: str) -> None:
    request = change if address == COMPARE else sweep() | change
    status, fields, _ = problem(client, request, address)
    assert status == 422
    assert where in fields


@pytest.mark.parametrize("address", [SWEEP, SENSITIVITY])
def test_a_base_that_cannot_be_names_its_field_and_no_value(client: httpx.Client, address: str) -> None:
    base = small() | {"token": {"total_supply": -4711, "start_date": "2025-01-01", "horizon_months": 12}}
    status, fields, detail = problem(client, sweep(base=base), address)
    assert (status, fields) == (422, ["body.base.token.total_supply"])
    assert "4711" not in detail


def test_a_request_whose_trials_are_off_can_be_compared_and_varied(client: httpx.Client) -> None:
    off, null = small() | {"monte_carlo": {"enabled": False}}, small() | {"monte_carlo": None}
    accepted(client, {"a": off, "b": null, "monte_carlo": {"num_trials": 2}}, COMPARE)
    for base in (off, null):
        accepted(client, sweep(base=base), SWEEP)


def test_a_variant_of_a_comparison_that_cannot_be_names_its_side(client: httpx.Client) -> None:
    status, fields, _ = problem(client, {"a": small(), "b": small(agents_per_cohort=0)}, COMPARE)
    assert (status, fields) == (422, ["body.b.abm.agents_per_cohort"])


@pytest.mark.parametrize("address", [SWEEP, SENSITIVITY])
@pytest.mark.parametrize(
    "parameter",
    [
        {"pointer": "/buckets/1/num_holders", "low": 1, "high": 400},
        {"pointer": "/abm/agents_per_cohort", "low": 1, "high": 200},
        {"pointer": "/token/horizon_months", "low": 1, "high": 240},
    ],
    ids=["holders", "agents", "months"],
)
def test_a_study_cannot_grow_beyond_the_budget_of_work(modest: httpx.Client, address: str, parameter: Json) -> None:
    request = sweep(parameter | {"whole": True, "steps": 20}, samples=10)
    status, _, detail = problem(modest, request, address)
    assert status == 422
    assert "over the budget" in detail


@pytest.mark.parametrize(
    ("address", "request_"),
    [
        (SWEEP, sweep({"pointer": "/abm/behaviour_noise", "low": 0, "high": 1, "steps": 27}, base=crowd(750_000, 240))),
        (COMPARE, {"a": crowd(50_000, 240), "b": crowd(50_000, 240, seed=5), "monte_carlo": {"num_trials": 100}}),
    ],
    ids=["sweep", "comparison"],
)
def test_a_study_is_cancelled_within_two_seconds(client: httpx.Client, address: str, request_: Json) -> None:
    job = accepted(client, request_, address)
    until(client, job, lambda status: status["progress_pct"] > 0)
    assert cancelled(client, job) <= CANCELLED_WITHIN
    assert ended(client, job)["status"] == "cancelled"


def test_a_sweep_shows_progress_by_runs(client: httpx.Client) -> None:
    request = sweep(SUPPLY | {"steps": 60}, base=crowd(20_000, 60))
    job, seen = accepted(client, request, SWEEP), []
    while (status := client.get(job["status_url"]).json())["status"] in ("pending", "running"):
        seen.append(status["completed_trials"])
        time.sleep(0.02)
    assert seen == sorted(seen)
    assert len(set(seen)) >= 3
    assert status["total_trials"] == 60
