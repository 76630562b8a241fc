"""The agenda of all workers: every piece of work is done by somebody, however many of them are lost."""

import time
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from app.storage.redis.agenda import MOST_TAKEN, RedisAgenda
from tests.redis_server import RedisServer

OpenAgenda: TypeAlias = Callable[..., RedisAgenda]

BLINK = 0.05
"""Seconds after which a holder who is silent is presumed dead, in tests that wait for it."""


@pytest.fixture
def agenda(redis: RedisServer) -> OpenAgenda:
    """The agenda as one process sees it."""

    def opened(**times: Any) -> RedisAgenda:
        return RedisAgenda(redis.url, **times)

    return opened


def test_a_piece_is_taken_by_one(agenda: OpenAgenda) -> None:
    first, second = agenda(), agenda()
    first.put(["run:0"], seconds=60)
    assert [first.take("run:0"), second.take("run:0"), first.take("run:0")] == ["taken", "held", "held"]


def test_what_was_never_put_or_is_done_is_gone(agenda: OpenAgenda) -> None:
    worker = agenda()
    worker.put(["run:0"], seconds=60)
    worker.take("run:0")
    worker.finish("run:0")
    assert [worker.take("run:0"), worker.take("run:1")] == ["gone", "gone"]


def test_nothing_is_lost_while_it_waits_or_is_held(agenda: OpenAgenda) -> None:
    worker = agenda()
    worker.put(["run:0", "run:1"], seconds=60)
    worker.take("run:0")
    assert worker.lost() == []


def test_a_piece_nobody_takes_in_time_is_lost(agenda: OpenAgenda) -> None:
    worker = agenda()
    worker.put(["run:0"], seconds=0)
    assert worker.lost() == ["run:0"]


def test_a_lost_piece_is_told_to_one(agenda: OpenAgenda) -> None:
    pieces = [f"run:{chunk}" for chunk in range(50)]
    first, second = agenda(), agenda()
    first.put(pieces, seconds=0)
    assert sorted(first.lost() + second.lost()) == sorted(pieces)


def test_a_lost_piece_that_nobody_takes_is_lost_again_later_and_later(agenda: OpenAgenda) -> None:
    worker, told = agenda(patience=BLINK), []
    worker.put(["run:0"], seconds=0)
    while len(told) < 3:
        told += [time.monotonic() for _ in worker.lost()]
        time.sleep(BLINK / 20)
    assert told[1] - told[0] > BLINK
    assert told[2] - told[1] > 3 * BLINK


def test_a_holder_who_is_silent_loses_the_piece(agenda: OpenAgenda) -> None:
    dead, alive = agenda(lease=BLINK), agenda()
    dead.put(["run:0"], seconds=60)
    dead.take("run:0")
    time.sleep(2 * BLINK)
    assert alive.lost() == ["run:0"]
    assert alive.take("run:0") == "taken"


def test_a_holder_who_is_heard_keeps_the_piece(agenda: OpenAgenda) -> None:
    slow, other = agenda(lease=8 * BLINK), agenda()
    slow.put(["run:0"], seconds=60)
    slow.take("run:0")
    for _ in range(12):
        time.sleep(BLINK)
        slow.hold("run:0")
    assert other.lost() == []
    assert other.take("run:0") == "held"


def test_who_has_lost_a_piece_cannot_hold_it(agenda: OpenAgenda) -> None:
    late, other = agenda(lease=BLINK), agenda(lease=BLINK)
    late.put(["run:0"], seconds=60)
    late.take("run:0")
    time.sleep(2 * BLINK)
    other.take("run:0")
    time.sleep(2 * BLINK)
    late.hold("run:0")
    assert other.lost() == ["run:0"]


def test_a_piece_that_costs_too_many_their_lives_is_worn(agenda: OpenAgenda) -> None:
    worker, takes = agenda(lease=0), []
    worker.put(["run:0"], seconds=60)
    for _ in range(MOST_TAKEN + 2):
        takes.append(worker.take("run:0"))
        time.sleep(0.002)
    assert takes == ["taken"] * MOST_TAKEN + ["worn"] * 2


def test_what_follows_comes_in_the_place_of_what_is_done(agenda: OpenAgenda) -> None:
    worker = agenda()
    worker.put(["run:0"], seconds=60)
    worker.take("run:0")
    worker.finish("run:0", "run:reduce")
    assert worker.lost() == ["run:reduce"]
    assert worker.take("run:reduce") == "taken"


def test_a_piece_that_is_there_stays_as_it_is(agenda: OpenAgenda) -> None:
    worker = agenda()
    worker.put(["run:0"], seconds=60)
    worker.take("run:0")
    worker.put(["run:0"], seconds=0)
    assert worker.lost() == []


def test_the_processes_of_living_nodes_are_counted(agenda: OpenAgenda) -> None:
    worker, dying = agenda(), agenda(lease=BLINK)
    worker.enrol("one", 2)
    worker.enrol("one", 4)
    worker.enrol("two", 3)
    dying.enrol("three", 8)
    assert worker.processes() == 15
    time.sleep(2 * BLINK)
    assert worker.processes() == 7


def test_an_agenda_whose_work_is_done_is_empty(agenda: OpenAgenda, redis: RedisServer) -> None:
    worker = agenda()
    worker.put(["run:0", "run:1"], seconds=0)
    worker.take("run:0")
    worker.lost()
    for piece in ("run:0", "run:1"):
        worker.finish(piece)
    with redis.client() as client:
        assert client.keys("*") == []
