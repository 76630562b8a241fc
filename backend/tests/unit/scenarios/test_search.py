"""Scenarios are found by name, symbol, words and what is remarkable, and by likeness to a design."""

import copy

import numpy as np
import pytest

from app.abm.engine.spec import SimulationSpec
from app.scenarios.library import ScenarioLibrary
from app.scenarios.portrait import portrait
from app.scenarios.search import entries_of, search, similar
from tests.factories import bucket, spec

LIBRARY = ScenarioLibrary.shipped()


def ids(query: str) -> list[str]:
    return [entry.scenario.id for entry in search(LIBRARY, query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("arb", "arb"),
        ("Arbitrum", "arb"),
        ("ARBI", "arb"),
        ("worldcoin", "wld"),
        ("w", "w"),
        ("ether.fi", "ethfi"),
    ],
)
def test_a_token_is_found_by_symbol_and_name(query: str, first: str) -> None:
    assert ids(query)[0] == first


def test_every_word_of_a_query_must_be_there() -> None:
    assert set(ids("layer 2")) <= set(ids("layer"))
    assert set(ids("chain bitcoin")) < set(ids("chain"))
    assert ids("layer nowhere") == []


@pytest.mark.parametrize("query", ["float<10", "float < 10 %", "FLOAT<=10"])
def test_a_small_float_is_remarkable(query: str) -> None:
    wanted = [entry.scenario.id for entry in entries_of(LIBRARY) if entry.portrait.float_pct <= 10]
    assert ids(query) == wanted
    assert "wld" in wanted


def test_bounds_and_words_join() -> None:
    hits = search(LIBRARY, "cliff>15 insiders>30 solana")
    assert all(hit.portrait.largest_unlock_pct >= 15 and hit.portrait.insiders_pct >= 30 for hit in hits)


def test_a_portrait_says_float_largest_unlock_and_insiders() -> None:
    table = [
        bucket("Team", allocation=20, cliff_months=12, vesting_months=0),
        bucket("Airdrop", allocation=30, tge_unlock_pct=50, cliff_months=0, vesting_months=10),
    ]
    seen = portrait(spec(buckets=table))
    assert (seen.float_pct, seen.largest_unlock_month, seen.insiders_pct) == (15, 12, 20)
    assert seen.largest_unlock_pct == pytest.approx(20)


def test_everything_is_somewhere_in_a_portrait() -> None:
    for entry in entries_of(LIBRARY):
        assert entry.portrait.holdings.sum(axis=1) == pytest.approx(np.full(49, 100))
        assert entry.portrait.holdings.min() >= -1e-9


def test_a_token_is_most_like_itself() -> None:
    for entry in entries_of(LIBRARY)[:5]:
        own = SimulationSpec.model_validate(copy.deepcopy(entry.scenario.request))
        (distance, nearest), *_ = similar(LIBRARY, portrait(own), 3)
        assert (distance, nearest.scenario.id) == (0, entry.scenario.id)


def test_distance_is_how_much_is_elsewhere_on_average() -> None:
    locked = portrait(spec(buckets=[bucket("Team", allocation=10, cliff_months=600, vesting_months=0)]))
    free = portrait(spec(buckets=[bucket("Team", allocation=10, tge_unlock_pct=100, cliff_months=0, vesting_months=0)]))
    assert locked.distance(free) == free.distance(locked) == pytest.approx(10)


def test_the_distance_is_of_owners_and_of_time() -> None:
    team = portrait(spec(buckets=[bucket("Team", allocation=10, cliff_months=600, vesting_months=0)]))
    airdrop = portrait(spec(buckets=[bucket("Airdrop", allocation=10, cliff_months=600, vesting_months=0)]))
    free = portrait(spec(buckets=[bucket("Team", allocation=10, tge_unlock_pct=100, cliff_months=0, vesting_months=0)]))
    assert team.distance_of_owners(airdrop) == pytest.approx(team.distance(airdrop)) == pytest.approx(10)
    assert team.distance_of_owners(free) == pytest.approx(0)
