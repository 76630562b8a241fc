"""The agenda of all workers: every piece of work is done by somebody, however many of them are lost."""

import time
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from app.abm.async_engine.worker_ports import Attempt, node_name
from app.storage.redis.agenda import MOST_MOVED, MOST_TAKEN, RedisAgenda
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


def ours(agenda: RedisAgenda, piece: str = "run:0") -> Attempt:
    """The attempt at a piece that is taken."""
    attempt = agenda.take(piece)
    assert isinstance(attempt, Attempt)
    return attempt


def test_a_piece_is_taken_by_one(agenda: OpenAgenda) -> None:
    first, second = agenda(), agenda()
    first.put(["run:0"], seconds=60)
    assert ours(first)
    assert [second.take("run:0"), first.take("run:0")] == ["held", "held"]


def test_what_was_never_put_or_is_done_is_gone(agenda: OpenAgenda) -> None:
    worker = agenda()
    worker.put(["run:0"], seconds=60)
    worker.finish(ours(worker))
    assert [worker.take("run:0"), worker.take("run:1")] == ["gone", "gone"]


def test_what_nobody_wants_is_gone_whoever_holds_it(agenda: OpenAgenda) -> None:
    worker = agenda()
    worker.put(["run:0"], seconds=60)
    attempt = ours(worker)
    worker.drop("run:0")
    assert (worker.hold(attempt), worker.take("run:0")) == (False, "gone")


def test_nothing_is_lost_while_it_waits_or_is_held(agenda: OpenAgenda) -> None:
    worker = agenda()
    worker.put(["run:0", "run:1"], seconds=60)
    ours(worker)
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
    ours(dead)
    time.sleep(2 * BLINK)
    assert alive.lost() == ["run:0"]
    assert ours(alive)


def test_a_holder_who_is_heard_keeps_the_piece(agenda: OpenAgenda) -> None:
    slow, other = agenda(lease=8 * BLINK), agenda()
    slow.put(["run:0"], seconds=60)
    attempt = ours(slow)
    for _ in range(12):
        time.sleep(BLINK)
        assert slow.hold(attempt)
    assert other.lost() == []
    assert other.take("run:0") == "held"


@pytest.mark.parametrize("same_process", [True, False])
def test_who_has_lost_a_piece_can_neither_hold_nor_finish_it(agenda: OpenAgenda, same_process: bool) -> None:
    late = agenda(lease=BLINK)
    other = late if same_process else agenda(lease=BLINK)
    late.put(["run:0"], seconds=60)
    first = ours(late)
    time.sleep(2 * BLINK)
    second = ours(other)
    assert (late.hold(first), late.finish(first, ["run:reduce"])) == (False, [])
    assert (other.hold(second), other.take("run:reduce")) == (True, "gone")


def _heard(worker: RedisAgenda) -> None:
    """The node says that it is alive, while the piece it has taken goes silent."""
    for _ in range(6):
        worker.enrol(node_name(), 1)
        time.sleep(BLINK / 4)


def test_a_piece_that_costs_too_many_processes_their_lives_is_worn(agenda: OpenAgenda) -> None:
    worker = agenda(lease=BLINK)
    worker.put(["run:0"], seconds=60)
    for _ in range(MOST_TAKEN):
        ours(worker)
        _heard(worker)
    assert [worker.take("run:0"), worker.take("run:0")] == ["worn"] * 2


def test_a_piece_that_is_lost_with_its_whole_node_is_no_worse_for_that(agenda: OpenAgenda) -> None:
    worker = agenda(lease=BLINK / 10)
    worker.put(["run:0"], seconds=60)
    for _ in range(MOST_MOVED):
        ours(worker)
        worker.enrol(node_name(), 1)
        time.sleep(BLINK / 5)
    assert worker.take("run:0") == "worn"


def test_what_follows_comes_in_the_place_of_what_is_done(agenda: OpenAgenda) -> None:
    worker = agenda()
    worker.put(["run:0"], seconds=60)
    assert worker.finish(ours(worker), ["run:reduce"]) == ["run:reduce"]
    assert worker.lost() == ["run:reduce"]
    assert ours(worker, "run:reduce")


def test_a_piece_that_is_there_stays_as_it_is(agenda: OpenAgenda) -> None:
    worker = agenda()
    assert worker.put(["run:0"], seconds=60) == ["run:0"]
    ours(worker)
    assert worker.put(["run:0", "run:1"], seconds=0) == ["run:1"]
    assert worker.lost() == ["run:1"]


def test_workers_of_another_version_have_another_agenda(agenda: OpenAgenda) -> None:
    old, new = agenda(version="1"), agenda(version="2")
    old.put(["run:0"], seconds=0)
    old.enrol("one", 4)
    assert (new.take("run:0"), new.lost(), new.processes()) == ("gone", [], 0)


def test_how_much_is_to_be_done_is_told(agenda: OpenAgenda) -> None:
    worker = agenda()
    assert worker.backlog() == (0, 0.0)
    worker.put(["run:0", "run:1"], seconds=0)
    time.sleep(BLINK)
    pieces, seconds = worker.backlog()
    assert (pieces, seconds > BLINK / 2) == (2, True)


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
    attempt = ours(worker)
    worker.lost()
    worker.drop("run:1")
    worker.finish(attempt)
    worker.drop("run:0")
    with redis.client() as client:
        assert client.keys("*") == []
