"""`GET /validation`: why to believe it, failures included."""

from importlib.resources import files

import httpx
import pytest

from app import __version__
from tests.stories.posts import PREFIX, Json

FIELDS = ("id", "fact", "source", "low", "high", "value", "passed", "note")


@pytest.fixture(scope="module")
def table(client: httpx.Client) -> Json:
    response = client.get(f"{PREFIX}/validation")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    answer: Json = response.json()
    return answer


def test_every_fact_has_the_fields_of_the_contract(table: Json) -> None:
    assert table["facts"]
    assert all(set(FIELDS) <= fact.keys() for fact in table["facts"])


def test_the_table_is_the_shipped_one_to_the_byte(client: httpx.Client) -> None:
    shipped = files("app.truth").joinpath("validation.json").read_bytes()
    assert client.get(f"{PREFIX}/validation").content == shipped


def test_the_table_says_with_which_engine_and_data_it_was_made(table: Json) -> None:
    assert table["engine_version"] == __version__
    assert "13 tokens" in table["data"]


def test_no_two_facts_have_one_id(table: Json) -> None:
    assert len({fact["id"] for fact in table["facts"]}) == len(table["facts"])


def test_every_fact_says_in_words_what_is_known_and_from_where(table: Json) -> None:
    assert all(fact["fact"] and fact["source"] for fact in table["facts"])


def test_a_fact_holds_where_its_value_lies_in_its_band(table: Json) -> None:
    for fact in table["facts"]:
        low = float("-inf") if fact["low"] is None else fact["low"]
        high = float("inf") if fact["high"] is None else fact["high"]
        assert fact["low"] is not None or fact["high"] is not None, fact["id"]
        assert fact["passed"] == (fact["value"] is not None and low <= fact["value"] <= high), fact["id"]


def test_what_the_shipped_table_says_is_measured(table: Json) -> None:
    assert [fact["id"] for fact in table["facts"] if fact["value"] is None] == []


def test_a_fact_that_fails_says_what_was_tried(table: Json) -> None:
    assert all(fact["note"] for fact in table["facts"] if not fact["passed"])
