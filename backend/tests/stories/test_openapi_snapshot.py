"""`/openapi.json`, as client generators read it: nothing changes unnoticed, nothing surprises."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema_rs import Draft202012Validator

from tests.stories.posts import Json

SNAPSHOT = Path(__file__).parent / "expected" / "openapi.json"
RENEW = "RENEW=1 make test ARGS=backend/tests/stories/test_openapi_snapshot.py"
PREFIX = "/api/v2/abm"
SCHEMAS = "#/components/schemas/"
PROBLEM = "application/problem+json"
METHODS = {"get", "post", "delete"}

ERRORS = {
    "post /simulate": {400, 401, 408, 413, 415, 422, 429, 503},
    "post /simulate-sync": {400, 401, 408, 413, 415, 422, 429},
    "post /tables": {400, 401, 408, 413, 415, 422, 429},
    "post /similar": {400, 401, 408, 413, 415, 422, 429},
    "post /validate": {400, 401, 408, 413, 415},
    "get /jobs": {401, 422},
    "get /jobs/{job_id}/status": {401, 404},
    "get /jobs/{job_id}/results": {401, 404, 409, 422},
    "get /jobs/{job_id}/stream": {401, 404, 429},
    "get /stream": {401, 404, 422, 429},
    "delete /jobs/{job_id}": {401, 404, 409},
    "get /queue/stats": {401},
    "post /monte-carlo/simulate": {400, 401, 408, 413, 415, 422, 429, 503},
    "post /monte-carlo/compare": {400, 401, 408, 413, 415, 422, 429, 503},
    "post /sweep": {400, 401, 408, 413, 415, 422, 429, 503},
    "post /sensitivity": {400, 401, 408, 413, 415, 422, 429, 503},
    "post /stress": {400, 401, 408, 413, 415, 422, 429, 503},
    "post /optimize": {400, 401, 408, 413, 415, 422, 429, 503},
    "post /calibrate": {400, 401, 408, 413, 415, 422, 429, 503},
    "get /monte-carlo/results/{job_id}": {401, 404, 409},
    "get /scenarios/{scenario_id}": {404},
    "get /scenarios/{scenario_id}/request": {404},
}
"""What the contract says can go wrong, by route."""

RESULTS = {
    "global_metrics",
    "cohort_metrics",
    "agent_snapshots",
    "summary",
    "attribution",
    "execution_time_seconds",
    "num_agents",
    "num_holders",
    "num_cohorts",
    "warnings",
    "config",
    "manifest",
}
STATUS = {
    "job_id",
    "kind",
    "status",
    "progress_pct",
    "current_month",
    "total_months",
    "created_at",
    "started_at",
    "completed_at",
    "eta_seconds",
    "queue_position",
    "cached",
    "error",
}
NULL = {"type": "null"}
SUBMISSIONS = (
    "simulate",
    "monte-carlo/simulate",
    "monte-carlo/compare",
    "sweep",
    "sensitivity",
    "stress",
    "optimize",
    "calibrate",
)
RATE = {"RateLimit", "RateLimit-Policy"}


@pytest.fixture(scope="module")
def openapi(client: httpx.Client) -> Json:
    response = client.get("/openapi.json")
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


@pytest.fixture(scope="module")
def operations(openapi: Json) -> dict[str, Json]:
    paths = openapi["paths"].items()
    return {f"{method} {path}": told for path, item in paths for method, told in item.items() if method in METHODS}


@pytest.fixture(scope="module")
def schemas(openapi: Json) -> Json:
    answer: Json = openapi["components"]["schemas"]
    return answer


def every(value: Any, key: str) -> Iterator[Any]:
    """Each value that stands under `key`, at any depth."""
    if isinstance(value, dict):
        yield from ([value[key]] if key in value else [])
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from every(item, key)


def test_it_is_the_one_committed(openapi: Json) -> None:
    if os.environ.get("RENEW"):
        SNAPSHOT.write_text(json.dumps(openapi, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    committed = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    assert openapi == committed, f"the API has changed; if it should, renew the snapshot: {RENEW}"


def test_every_operation_has_a_name_a_tag_and_a_summary(operations: dict[str, Json]) -> None:
    for where, told in operations.items():
        assert told["operationId"].isidentifier(), where
        assert told["tags"], where
        assert told["summary"], where


def test_every_error_of_the_contract_is_documented(operations: dict[str, Json]) -> None:
    for where, due in ERRORS.items():
        told = operations[where.replace(" /", f" {PREFIX}/")]["responses"]
        assert due <= {int(status) for status in told}, where


def test_every_error_is_a_problem(operations: dict[str, Json]) -> None:
    for where, told in operations.items():
        for status, response in told["responses"].items():
            if status.startswith("4"):
                content = {PROBLEM: {"schema": {"$ref": f"{SCHEMAS}Problem"}}}
                assert {kind: {"schema": media["schema"]} for kind, media in response["content"].items()} == content, (
                    where
                )


def test_every_body_comes_with_two_examples_its_schema_allows(openapi: Json, operations: dict[str, Json]) -> None:
    bodies = [told["requestBody"]["content"] for told in operations.values() if "requestBody" in told]
    assert len(bodies) >= 3
    for content in bodies:
        examples = content["application/json"]["examples"].values()
        assert len(examples) >= 2
        schema = content["application/json"]["schema"] | {"components": openapi["components"]}
        for example in examples:
            Draft202012Validator(schema).validate(example["value"])


@pytest.mark.parametrize("path", SUBMISSIONS)
def test_a_submission_says_which_headers_its_answers_have(operations: dict[str, Json], path: str) -> None:
    answers = operations[f"post {PREFIX}/{path}"]["responses"]
    headers = {status: set(answer.get("headers", {})) for status, answer in answers.items()}
    assert headers["200"] == headers["202"] == {"Location"} | RATE
    assert (headers["429"], headers["503"]) == ({"Retry-After"} | RATE, {"Retry-After"})


@pytest.mark.parametrize("path", ["jobs/{job_id}/results", "monte-carlo/results/{job_id}"])
def test_a_result_says_which_headers_its_answers_have(operations: dict[str, Json], path: str) -> None:
    answers = operations[f"get {PREFIX}/{path}"]["responses"]
    told = {status: set(answer.get("headers", {})) for status, answer in answers.items()}
    assert (told["200"], told["304"], told["409"]) == ({"ETag"}, {"ETag"}, {"Retry-After"})


@pytest.mark.parametrize("name", ["JobStatus", "JobKind"])
def test_states_and_kinds_of_jobs_have_names(openapi: Json, schemas: Json, name: str) -> None:
    assert schemas[name]["type"] == "string"
    enums = [tuple(choices) for choices in every(openapi, "enum")]
    assert enums.count(tuple(schemas[name]["enum"])) == 1


def test_trials_must_be_said_where_trials_are_asked_for(operations: dict[str, Json], schemas: Json) -> None:
    body = operations[f"post {PREFIX}/monte-carlo/simulate"]["requestBody"]["content"]["application/json"]
    assert body["schema"] == {"$ref": f"{SCHEMAS}MonteCarloRequest"}
    assert "monte_carlo" in schemas["MonteCarloRequest"]["required"]
    assert "monte_carlo" not in schemas["SimulateRequest"]["required"]


@pytest.mark.parametrize(("study", "field"), [("Sweep", "base"), ("Sensitivity", "base"), ("Compare", "a")])
def test_a_study_s_economy_is_a_request_like_any_other(schemas: Json, study: str, field: str) -> None:
    assert schemas[f"{study}Request"]["properties"][field]["$ref"] == f"{SCHEMAS}SimulateRequest"


def test_profiles_may_stand_at_the_top_of_a_request(schemas: Json) -> None:
    top, inner = (schemas[name]["properties"]["cohort_profiles"] for name in ("SimulateRequest", "ABMParams"))
    assert top["anyOf"] == inner["anyOf"]


@pytest.mark.parametrize("path", ["/jobs/{job_id}/stream", "/stream"])
def test_the_events_of_a_stream_are_typed(operations: dict[str, Json], path: str) -> None:
    content = operations[f"get {PREFIX}{path}"]["responses"]["200"]["content"]
    assert content.keys() == {"text/event-stream"}
    payload = content["text/event-stream"]["schema"]["x-event-data"]
    assert {choice["$ref"] for choice in payload["oneOf"]} == {f"{SCHEMAS}ProgressEvent", f"{SCHEMAS}DoneEvent"}


@pytest.mark.parametrize(("event", "kind"), [("ProgressEvent", "progress"), ("DoneEvent", "done")])
def test_an_event_is_told_by_its_type(schemas: Json, event: str, kind: str) -> None:
    assert schemas[event]["properties"]["type"]["const"] == kind
    assert {"type", "job_id", "status", "progress_pct", "current_month", "total_months", "error"} <= set(
        schemas[event]["required"]
    )


def test_a_result_can_be_had_in_three_formats(operations: dict[str, Json]) -> None:
    content = operations[f"get {PREFIX}/jobs/{{job_id}}/results"]["responses"]["200"]["content"]
    assert content.keys() >= {"application/json", "text/csv", "application/vnd.apache.parquet"}


def test_a_result_is_described_for_every_kind_of_job(operations: dict[str, Json]) -> None:
    content = operations[f"get {PREFIX}/jobs/{{job_id}}/results"]["responses"]["200"]["content"]
    kinds = ("Simulation", "MonteCarlo", "Compare", "Sweep", "Sensitivity", "Stress", "Optimize", "Calibrate")
    assert set(every(content, "$ref")) == {f"{SCHEMAS}{kind}Response" for kind in kinds}


@pytest.mark.parametrize(("name", "fields"), [("SimulationResponse", RESULTS), ("JobStatusResponse", STATUS)])
def test_an_answer_names_every_field_and_promises_it(schemas: Json, name: str, fields: set[str]) -> None:
    assert fields <= schemas[name]["properties"].keys()
    assert set(schemas[name]["required"]) == schemas[name]["properties"].keys()


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("SimulationResponse", "cohort_metrics"),
        ("SimulationResponse", "agent_snapshots"),
        ("SimulationResponse", "attribution"),
        ("MonteCarloResponse", "attribution"),
        ("ScenarioDetail", "history"),
        ("FactEntry", "value"),
        ("Summary", "staking_metrics"),
        ("Summary", "treasury_metrics"),
        ("JobStatusResponse", "started_at"),
        ("JobStatusResponse", "completed_at"),
        ("JobStatusResponse", "eta_seconds"),
        ("JobStatusResponse", "queue_position"),
        ("JobStatusResponse", "error"),
        ("JobList", "next_cursor"),
        ("SimulateRequest", "abm"),
    ],
)
def test_what_may_be_null_says_so(schemas: Json, name: str, field: str) -> None:
    assert NULL in schemas[name]["properties"][field]["anyOf"]


def test_a_choice_is_between_a_value_and_null_and_nothing_else(openapi: Json) -> None:
    for choices in every(openapi, "anyOf"):
        kinds = [choice for choice in choices if choice != NULL]
        is_place = {kind.get("type") for kind in kinds} == {"string", "integer"}
        is_result = all(kind.get("$ref", "").endswith("Response") for kind in kinds)
        is_path = [kind.get("type") for kind in kinds] == ["string", "array"]  # a shipped market path, or levels
        is_either = all(kind.keys() == {"required"} for kind in kinds)  # a bucket's allocation or amount
        assert len(kinds) == 1 or is_either or is_place or is_result or is_path, choices


def test_no_schema_is_a_framework_s_own_or_a_private_class(schemas: Json) -> None:
    assert not {"HTTPValidationError", "ValidationError"} & schemas.keys()
    assert all(name.isidentifier() and name[0].isupper() for name in schemas)


def test_every_schema_says_what_it_is(schemas: Json) -> None:
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []


def test_every_schema_is_used(openapi: Json, schemas: Json) -> None:
    used = {reference.removeprefix(SCHEMAS) for reference in every(openapi, "$ref")}
    assert schemas.keys() <= used


def test_no_bound_is_said_in_words_json_schema_does_not_know(schemas: Json) -> None:
    for word in ("ge", "gt", "le", "lt"):
        assert not list(every({name: s.get("properties", {}) for name, s in schemas.items()}, word)), word
