"""`/openapi.json`: whole, valid, and with examples that really run."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from jsonschema_rs import Draft202012Validator, meta

from app.models.examples import SIMULATE_EXAMPLES
from tests.stories.posts import SIMULATE, VALIDATE, Json, simulated, small

EXAMPLES = [*SIMULATE_EXAMPLES.values()]
SCHEMAS = "#/components/schemas/"


@pytest.fixture(scope="module")
def openapi(client: httpx.Client) -> Json:
    answer: Json = client.get("/openapi.json").json()
    return answer


@pytest.fixture(scope="module")
def operations(openapi: Json) -> list[tuple[str, str, Json]]:
    return [(method, path, operation) for path, item in openapi["paths"].items() for method, operation in item.items()]


def walk(value: Any) -> Iterator[Any]:
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from walk(item)


def validator(openapi: Json, name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"{SCHEMAS}{name}", "components": openapi["components"]})


def test_it_is_openapi_3_1(openapi: Json) -> None:
    assert re.fullmatch(r"3\.1\.\d+", openapi["openapi"])
    assert {"title", "version"} <= openapi["info"].keys()


def test_every_route_of_this_house_is_described(openapi: Json) -> None:
    prefix = "/api/v2/abm"
    ours = {f"{prefix}/{name}" for name in ("simulate-sync", "validate", "scenarios", "catalogue")}
    ours |= {f"{prefix}/scenarios/{{scenario_id}}", f"{prefix}/scenarios/{{scenario_id}}/request"}
    assert ours | {"/health", "/health/live", "/health/ready"} <= openapi["paths"].keys()


def test_every_operation_has_a_name_a_summary_a_tag_and_an_answer(operations: list[tuple[str, str, Json]]) -> None:
    for method, path, operation in operations:
        assert operation["operationId"], (method, path)
        assert operation["summary"], (method, path)
        assert operation["tags"], (method, path)
        assert "200" in operation["responses"], (method, path)


def test_every_operation_has_a_name_of_its_own(operations: list[tuple[str, str, Json]]) -> None:
    names = [operation["operationId"] for _, _, operation in operations]
    assert len(set(names)) == len(names)


def test_every_error_is_described_as_a_problem(operations: list[tuple[str, str, Json]]) -> None:
    for _, path, operation in operations:
        for status, response in operation["responses"].items():
            if status.startswith("4"):
                assert response["content"].keys() == {"application/problem+json"}, path


def test_every_reference_leads_somewhere(openapi: Json) -> None:
    wanted = {value["$ref"] for value in walk(openapi) if isinstance(value, dict) and "$ref" in value}
    assert wanted <= {f"{SCHEMAS}{name}" for name in openapi["components"]["schemas"]}


def test_every_schema_is_json_schema(openapi: Json) -> None:
    for name, schema in openapi["components"]["schemas"].items():
        assert meta.is_valid(schema), name


def test_bounds_are_said_in_the_words_of_json_schema(openapi: Json) -> None:
    horizon = openapi["components"]["schemas"]["TokenParams"]["properties"]["horizon_months"]
    assert (horizon.get("minimum"), horizon.get("maximum")) == (1, 480)


def test_no_field_of_a_schema_goes_undescribed(openapi: Json) -> None:
    request = ["SimulateRequest", "TokenParams", "BucketParams", "ABMParams", "StakingParams", "TreasuryParams"]
    for name in request:
        for field, schema in openapi["components"]["schemas"][name]["properties"].items():
            assert "$ref" in schema or schema["description"], (name, field)


@pytest.mark.parametrize("path", [SIMULATE, VALIDATE])
def test_every_body_comes_with_examples_that_run(client: httpx.Client, openapi: Json, path: str) -> None:
    media = openapi["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    assert len(media["examples"]) >= 3
    for example in media["examples"].values():
        assert client.post(path, json=example["value"]).status_code == 200


def test_every_operation_with_a_body_has_examples(operations: list[tuple[str, str, Json]]) -> None:
    for _, path, operation in operations:
        for media in operation.get("requestBody", {}).get("content", {}).values():
            assert media["examples"], path


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_what_the_schema_allows(openapi: Json, example: Json) -> None:
    validator(openapi, "SimulateRequest").validate(example)


@pytest.mark.parametrize("name", ["AdviceField", "PreviewResponse", "HolderSizes"])
def test_the_example_of_an_answer_obeys_its_schema(openapi: Json, name: str) -> None:
    (example,) = openapi["components"]["schemas"][name]["examples"]
    validator(openapi, name).validate(example)


@pytest.mark.parametrize(
    "request_",
    [*EXAMPLES, small(enable_staking=True, enable_treasury=True, aggregation_level="sampled")],
)
def test_answers_are_what_the_schema_promises(client: httpx.Client, openapi: Json, request_: Json) -> None:
    validator(openapi, "SimulationResponse").validate(simulated(client, request_))


def test_a_refusal_is_what_the_schema_promises(client: httpx.Client, openapi: Json) -> None:
    validator(openapi, "Problem").validate(client.post(SIMULATE, json={}).json())


@pytest.mark.parametrize("path", ["catalogue", "scenarios", "scenarios/arb"])
def test_other_answers_are_what_the_schema_promises(client: httpx.Client, openapi: Json, path: str) -> None:
    template = path.replace("arb", "{scenario_id}")
    response = openapi["paths"][f"/api/v2/abm/{template}"]["get"]["responses"]["200"]
    name = response["content"]["application/json"]["schema"]["$ref"].removeprefix(SCHEMAS)
    validator(openapi, name).validate(client.get(f"/api/v2/abm/{path}").json())
