"""The shelf of results: bounded in bytes and in time, and the name a result is found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.abm.async_engine.ports import Blob
from app.abm.async_engine.result_cache import PackedBlob, ResultCache, blob_of, run_hash
from app.abm.studies.plan import SimulationPlan
from tests.factories import bucket, buckets, spec, token
from tests.unit.async_engine.plans import short

TTL = 100.0


def shelf(max_bytes: int = 1000) -> ResultCache:
    return ResultCache(max_bytes, TTL)


def sized(size: int) -> Blob:
    """A result of so many bytes."""
    return blob_of(b"x" * size)


def test_a_result_is_found_by_the_hash_of_its_configuration() -> None:
    cache = shelf()
    cache.keep("run", "hash", sized(10), now=0.0)
    assert (cache.find("hash", 0.0), cache.get("run")) == ("run", sized(10))


@pytest.mark.parametrize(("age", "found"), [(0.0, "run"), (TTL - 1e-6, "run"), (TTL, None)])
def test_a_result_answers_for_its_configuration_while_it_is_young(age: float, found: str | None) -> None:
    cache = shelf()
    cache.keep("run", "hash", sized(10), now=5.0)
    assert cache.find("hash", 5.0 + age) == found


def test_an_old_result_is_still_there_for_its_own_jobs() -> None:
    cache = shelf()
    cache.keep("run", "hash", sized(10), now=0.0)
    assert cache.find("hash", 2 * TTL) is None
    assert cache.get("run") == sized(10)


def test_the_least_recently_kept_result_goes_first() -> None:
    cache = shelf(max_bytes=30)
    for name in "abcd":
        cache.keep(name, f"hash {name}", sized(10), now=0.0)
    assert [cache.get(name) is not None for name in "abcd"] == [False, True, True, True]


def test_a_result_is_packed_where_more_than_half_of_the_room_is_taken() -> None:
    cache = shelf(max_bytes=20_000)
    for name, size in (("tiny", 1000), ("old", 6000)):
        cache.keep(name, f"hash {name}", sized(size), now=0.0)
    assert cache.to_pack() is None
    cache.keep("new", "hash new", sized(6000), now=0.0)
    assert cache.to_pack() == ("old", sized(6000))


def test_a_packed_result_takes_less_room_and_is_the_same_when_unpacked() -> None:
    cache = shelf(max_bytes=5000)
    cache.keep("run", "hash", sized(5000), now=0.0)
    cache.pack("run", PackedBlob.of(sized(5000)))
    packed = cache.get("run")
    assert isinstance(packed, PackedBlob)
    assert (cache.size, cache.to_pack(), packed.unpacked()) == (len(packed.content), None, sized(5000))
    assert cache.size < 100


def test_what_was_replaced_while_it_was_packed_stays_as_it_is() -> None:
    cache = shelf(max_bytes=100)
    cache.keep("run", "hash", sized(80), now=0.0)
    for run_id in ("run", "another"):
        cache.pack(run_id, PackedBlob.of(sized(5000)))
    assert (cache.get("run"), cache.size) == (sized(80), 80)


@pytest.mark.parametrize("use", ["get", "find"])
def test_a_result_that_is_used_stays(use: str) -> None:
    cache = shelf(max_bytes=30)
    for name in "abc":
        cache.keep(name, f"hash {name}", sized(10), now=0.0)
    _ = cache.get("a") if use == "get" else cache.find("hash a", 0.0)
    cache.keep("d", "hash d", sized(10), now=0.0)
    assert [cache.get(name) is not None for name in "abcd"] == [True, False, True, True]


def test_room_is_made_by_bytes_and_not_by_number() -> None:
    cache = shelf(max_bytes=30)
    for name in "abc":
        cache.keep(name, f"hash {name}", sized(10), now=0.0)
    cache.keep("big", "hash big", sized(25), now=0.0)
    assert (len(cache), cache.size) == (1, 25)


def test_a_result_larger_than_the_shelf_is_there_for_its_job() -> None:
    cache = shelf(max_bytes=30)
    cache.keep("big", "hash", sized(100), now=0.0)
    assert cache.get("big") == sized(100)


def test_a_result_that_is_gone_answers_nobody() -> None:
    cache = shelf()
    cache.keep("run", "hash", sized(10), now=0.0)
    cache.drop("run")
    assert (cache.find("hash", 0.0), cache.get("run"), cache.size) == (None, None, 0)


def test_when_an_older_result_goes_the_newer_still_answers() -> None:
    cache = shelf()
    cache.keep("old", "hash", sized(10), now=0.0)
    cache.keep("new", "hash", sized(10), now=0.0)
    cache.drop("old")
    assert cache.find("hash", 0.0) == "new"


def test_every_question_is_a_hit_or_a_miss() -> None:
    cache = shelf()
    cache.keep("run", "hash", sized(10), now=0.0)
    for name in ("hash", "hash", "other"):
        cache.find(name, 0.0)
    assert (cache.hits, cache.misses) == (2, 1)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 50), st.booleans()), max_size=40))
def test_the_size_is_the_bytes_on_the_shelf(moves: list[tuple[str, int, bool]]) -> None:
    cache, names = shelf(max_bytes=100), "abcdef"
    for name, size, drop in moves:
        cache.drop(name) if drop else cache.keep(name, name, sized(size), now=0.0)
        kept = [blob for key in names if (blob := cache.get(key)) is not None]
        assert cache.size == sum(len(blob.content) for blob in kept) <= 100
        assert len(cache) == len(kept)


# ── The name of a result ─────────────────────────────────────────────────────


def test_defaults_given_or_left_out_have_one_name() -> None:
    explicit = short(pricing_model="eoe", enable_staking=False, store_cohort_details=True)
    assert run_hash(short(), "") == run_hash(explicit, "")


def test_whole_numbers_written_as_fractions_have_one_name() -> None:
    written = short(token=token(total_supply=10**9, horizon_months=12.0), seed=1.0)
    assert run_hash(short(), "") == run_hash(written, "")


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"token": token(total_supply=1e9 + 1)},
        {"buckets": buckets()[::-1]},
        {"buckets": [*buckets(), bucket("Advisors", allocation=1)]},
    ],
    ids=["seed", "supply", "bucket order", "one bucket more"],
)
def test_everything_else_has_another_name(other: dict[str, object]) -> None:
    assert run_hash(short(), "") != run_hash(short(**other), "")


def test_every_owner_has_names_of_their_own() -> None:
    assert len({run_hash(short(), owner) for owner in ("", "ann", "ben")}) == 3


def test_the_row_budget_is_part_of_the_name() -> None:
    assert run_hash(SimulationPlan(spec(), row_budget=1000), "") != run_hash(
        SimulationPlan(spec(), row_budget=2000), ""
    )
