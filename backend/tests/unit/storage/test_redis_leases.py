"""The leases of all workers: every task is done by somebody, however many of them are lost."""

import time
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from app.abm.async_engine.worker_ports import Attempt, node_name
from app.storage.redis.leases import MOST_MOVED, MOST_TAKEN, RedisLeases
from tests.redis_server import RedisServer

OpenLeases: TypeAlias = Callable[..., RedisLeases]

BLINK = 0.05
"""Seconds after which a holder who is silent is presumed dead, in tests that wait for it."""


@pytest.fixture
def leases(redis: RedisServer) -> OpenLeases:
    """The leases as one process sees it."""

    def opened(**times: Any) -> RedisLeases:
        return RedisLeases(redis.url, **times)

    return opened


def ours(leases: RedisLeases, task: str = "run:0") -> Attempt:
    """The attempt at a task that is taken."""
    attempt = leases.acquire(task)
    assert isinstance(attempt, Attempt)
    return attempt


def test_a_task_is_taken_by_one(leases: OpenLeases) -> None:
    first, second = leases(), leases()
    first.add(["run:0"], seconds=60)
    assert isinstance(first.acquire("run:0"), Attempt)
    assert [second.acquire("run:0"), first.acquire("run:0")] == ["held", "held"]


def test_what_was_never_put_or_is_done_is_gone(leases: OpenLeases) -> None:
    worker = leases()
    worker.add(["run:0"], seconds=60)
    worker.complete(ours(worker))
    assert [worker.acquire("run:0"), worker.acquire("run:1")] == ["gone", "gone"]


def test_what_nobody_wants_is_gone_whoever_holds_it(leases: OpenLeases) -> None:
    worker = leases()
    worker.add(["run:0"], seconds=60)
    attempt = ours(worker)
    worker.discard("run:0")
    assert (worker.renew(attempt), worker.acquire("run:0")) == (False, "gone")


def test_nothing_is_lost_while_it_waits_or_is_held(leases: OpenLeases) -> None:
    worker = leases()
    worker.add(["run:0", "run:1"], seconds=60)
    ours(worker)
    assert worker.expired() == []


def test_a_task_nobody_takes_in_time_is_lost(leases: OpenLeases) -> None:
    worker = leases()
    worker.add(["run:0"], seconds=0)
    assert worker.expired() == ["run:0"]


def test_a_lost_task_is_told_to_one(leases: OpenLeases) -> None:
    tasks = [f"run:{chunk}" for chunk in range(50)]
    first, second = leases(), leases()
    first.add(tasks, seconds=0)
    assert sorted(first.expired() + second.expired()) == sorted(tasks)


def test_a_lost_task_that_nobody_takes_is_lost_again_later_and_later(leases: OpenLeases) -> None:
    worker = leases(patience=BLINK)
    told: list[Any] = []
    worker.add(["run:0"], seconds=0)
    while len(told) < 3:
        told += [time.monotonic() for _ in worker.expired()]
        time.sleep(BLINK / 20)
    assert told[1] - told[0] > BLINK
    assert told[2] - told[1] > 3 * BLINK


def test_a_holder_who_is_silent_loses_the_task(leases: OpenLeases) -> None:
    dead, alive = leases(lease=BLINK), leases()
    dead.add(["run:0"], seconds=60)
    ours(dead)
    time.sleep(2 * BLINK)
    assert alive.expired() == ["run:0"]
    assert isinstance(alive.acquire("run:0"), Attempt)


def test_a_holder_who_is_heard_keeps_the_task(leases: OpenLeases) -> None:
    slow, other = leases(lease=8 * BLINK), leases()
    slow.add(["run:0"], seconds=60)
    attempt = ours(slow)
    for _ in range(12):
        time.sleep(BLINK)
        assert slow.renew(attempt)
    assert other.expired() == []
    assert other.acquire("run:0") == "held"


@pytest.mark.parametrize("same_process", [True, False])
def test_who_has_lost_a_task_can_neither_hold_nor_finish_it(leases: OpenLeases, same_process: bool) -> None:
    late = leases(lease=BLINK)
    other = late if same_process else leases(lease=BLINK)
    late.add(["run:0"], seconds=60)
    first = ours(late)
    time.sleep(2 * BLINK)
    second = ours(other)
    assert (late.renew(first), late.complete(first, ["run:reduce"])) == (False, [])
    assert (other.renew(second), other.acquire("run:reduce")) == (True, "gone")


def _heard(worker: RedisLeases) -> None:
    """The node says that it is alive, while the task it has taken goes silent."""
    for _ in range(6):
        worker.register_node(node_name(), 1)
        time.sleep(BLINK / 4)


def test_a_task_that_costs_too_many_processes_their_lives_is_exhausted(leases: OpenLeases) -> None:
    worker = leases(lease=BLINK)
    worker.add(["run:0"], seconds=60)
    for _ in range(MOST_TAKEN):
        ours(worker)
        _heard(worker)
    assert [worker.acquire("run:0"), worker.acquire("run:0")] == ["exhausted"] * 2


def test_a_task_that_is_lost_with_its_whole_node_is_no_worse_for_that(leases: OpenLeases) -> None:
    worker = leases(lease=BLINK / 10)
    worker.add(["run:0"], seconds=60)
    for _ in range(MOST_MOVED):
        ours(worker)
        worker.register_node(node_name(), 1)
        time.sleep(BLINK / 5)
    assert worker.acquire("run:0") == "exhausted"
    assert worker.backlog()[2] == 1


def test_what_follows_comes_in_the_place_of_what_is_done(leases: OpenLeases) -> None:
    worker = leases()
    worker.add(["run:0"], seconds=60)
    assert worker.complete(ours(worker), ["run:reduce"]) == ["run:reduce"]
    assert worker.expired() == ["run:reduce"]
    assert isinstance(worker.acquire("run:reduce"), Attempt)


def test_a_task_that_is_there_stays_as_it_is(leases: OpenLeases) -> None:
    worker = leases()
    assert worker.add(["run:0"], seconds=60) == ["run:0"]
    ours(worker)
    assert worker.add(["run:0", "run:1"], seconds=0) == ["run:1"]
    assert worker.expired() == ["run:1"]


def test_workers_of_another_version_have_leases_of_their_own(leases: OpenLeases) -> None:
    old, new = leases(version="1"), leases(version="2")
    old.add(["run:0"], seconds=0)
    old.register_node("one", 4)
    assert (new.acquire("run:0"), new.expired(), new.processes()) == ("gone", [], 0)


def test_how_much_is_to_be_done_is_told(leases: OpenLeases) -> None:
    worker = leases()
    assert worker.backlog() == (0, 0.0, 0)
    worker.add(["run:0", "run:1"], seconds=0)
    time.sleep(BLINK)
    tasks, seconds, exhausted = worker.backlog()
    assert (tasks, seconds > BLINK / 2, exhausted) == (2, True, 0)


def test_the_processes_of_living_nodes_are_counted(leases: OpenLeases) -> None:
    worker, dying = leases(), leases(lease=BLINK)
    worker.register_node("one", 2)
    worker.register_node("one", 4)
    worker.register_node("two", 3)
    dying.register_node("three", 8)
    assert worker.processes() == 15
    time.sleep(2 * BLINK)
    assert worker.processes() == 7


def test_leases_whose_work_is_done_is_empty(leases: OpenLeases, redis: RedisServer) -> None:
    worker = leases()
    worker.add(["run:0", "run:1"], seconds=0)
    attempt = ours(worker)
    worker.expired()
    worker.discard("run:1")
    worker.complete(attempt)
    worker.discard("run:0")
    with redis.client() as client:
        assert client.keys("*") == []
