"""The schema of a request: everything a form needs to ask for each field in a designer's words."""

from collections.abc import Iterator
from typing import Any, TypeAlias, get_args

import pytest
from jsonschema_rs import Draft202012Validator, meta

from app.abm.core.params import Unit
from app.models.abm_request import SimulateRequest
from app.models.examples import SIMULATE_EXAMPLES

Schema: TypeAlias = dict[str, Any]

SCHEMA = SimulateRequest.form()
OBJECTS = {"SimulateRequest": SCHEMA} | SCHEMA["$defs"]


def fields() -> Iterator[tuple[str, Schema, bool]]:
    """Name, schema and whether it is required, of each field of each object."""
    for name, each in OBJECTS.items():
        for field, schema in each["properties"].items():
            yield f"{name}.{field}", schema, field in each.get("required", [])


def shapes(schema: Schema) -> list[Schema]:
    """What a field may be, apart from null; for a list, what its items may be."""
    choices = [choice for choice in schema.get("anyOf", [schema]) if choice.get("type") != "null"]
    return [choice.get("items", choice) for choice in choices]


def is_number(schema: Schema) -> bool:
    return all(shape.get("type") in {"number", "integer"} for shape in shapes(schema))


NUMBERS = {name: (schema, required) for name, schema, required in fields() if is_number(schema)}
EITHER = {
    "BucketParams.allocation",
    *("LumpSegment.month", "LinearSegment.start_month", "LinearSegment.end_month"),
    *("DecaySegment.start_month", "DecaySegment.end_month"),
}
"""Fields in whose place another may be given."""
TITLES = {name: schema["title"] for name, schema, _ in fields()}
CHOICES = {name: schema for name, schema, _ in fields() if "enum" in schema or "const" in schema}


def test_it_is_json_schema_of_2020_12() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    meta.validate(SCHEMA)


@pytest.mark.parametrize("request_", SIMULATE_EXAMPLES.values(), ids=SIMULATE_EXAMPLES)
def test_the_examples_obey_it(request_: Schema) -> None:
    assert Draft202012Validator(SCHEMA).is_valid(request_)


@pytest.mark.parametrize("name", TITLES)
def test_every_field_has_a_title_in_words(name: str) -> None:
    assert TITLES[name][0].isupper()
    assert "_" not in TITLES[name]


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_has_help_unit_and_a_default_or_must_be_given(name: str) -> None:
    schema, required = NUMBERS[name]
    assert schema["description"].endswith(".")
    assert schema["unit"] in get_args(Unit)
    assert required != ("default" in schema) or name in EITHER


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_has_bounds(name: str) -> None:
    for shape in shapes(NUMBERS[name][0]):
        assert {"minimum", "exclusiveMinimum"} & shape.keys()
        assert {"maximum", "exclusiveMaximum"} & shape.keys()


@pytest.mark.parametrize("name", CHOICES)
def test_every_value_of_a_choice_has_words(name: str) -> None:
    schema = CHOICES[name]
    assert schema["options"].keys() == set(schema.get("enum", [schema.get("const")]))
    assert all(schema["options"].values())


def test_the_designers_words_stand_where_the_parameters_do() -> None:
    bucket = OBJECTS["BucketParams"]["properties"]
    titles = [bucket[name]["title"] for name in ("allocation", "tge_unlock_pct", "cliff_months", "vesting_months")]
    assert titles == ["Allocation", "Unlocked at launch", "Cliff", "Vesting"]


def test_a_share_of_a_bucket_counts_in_percent_and_a_cliff_in_months() -> None:
    bucket = OBJECTS["BucketParams"]["properties"]
    assert (bucket["tge_unlock_pct"]["unit"], bucket["cliff_months"]["unit"]) == ("%", "months")
