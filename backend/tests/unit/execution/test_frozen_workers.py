"""A worker is stopped at every single step of its work, another one does the work, the first wakes: nothing changes.

Each step is tried so often that there are twenty tries of a kind and a role at least, and `TRIES` times if that is set:
`TRIES=20 make test ARGS=backend/tests/unit/execution/test_frozen_workers.py` takes minutes.
"""

import asyncio
import itertools
import os
import signal
import time
from functools import cache
from itertools import product
from typing import Any

import pytest

from app.abm.async_engine.ports import StoreLimits
from app.abm.engine.spec import ENGINE_VERSION
from app.abm.studies.codec import part_bytes
from app.abm.studies.comparison import ComparisonPlan
from app.abm.studies.monte_carlo import MonteCarloParams
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.plan import Plan
from app.abm.studies.sensitivity import SensitivityParams, SensitivityPlan
from app.abm.studies.sweep import SweepParams, SweepPlan
from app.execution.worker_tasks import WorkerTasks
from app.storage.redis.leases import RedisLeases
from app.storage.redis.operations import Operation
from app.storage.redis.sync_store import RedisRunStore
from tests.factories import config, spec
from tests.unit.async_engine.plans import VARIED, short
from tests.unit.execution.worker_bench import BLINK, Bench, Message, undisturbed

TRIES = int(os.environ.get("TRIES", "1"))
LEAST = 20
"""Tries of a kind and a role."""
PATIENCE = 20.0

_TRIALS = MonteCarloParams(num_trials=130, seed=3)
_CROWD = config(enable_staking=True, agents_per_cohort=10_000)
_FEW = [VARIED[0] | {"steps": 4}, VARIED[1]]
PLANS: dict[str, Plan[Any]] = {
    "simulation": short(),
    "monte_carlo": MonteCarloPlan(spec(), _TRIALS),
    "comparison": ComparisonPlan(spec(), spec(enable_staking=True), _TRIALS),
    "sweep": SweepPlan(_CROWD, SweepParams.model_validate({"parameters": _FEW}), 100_000),
    "sensitivity": SensitivityPlan(
        _CROWD, SensitivityParams.model_validate({"parameters": _FEW, "samples": 8}), 100_000
    ),
}
"""All but the first of several chunks."""
ROLES = [("simulation", "chunk"), *product([kind for kind in PLANS if kind != "simulation"], ["chunk", "reduce"])]

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600 if TRIES > 1 else 120)]


class Freezing:
    """Stops its own process at the n-th question to Redis, as a machine does that is short of everything."""

    def __init__(self, at: int) -> None:
        self._left = at

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGSTOP)


class FreezingStore(RedisRunStore):
    """What a worker knows of runs, until it freezes."""

    freeze: Freezing

    def _do(self, operation: Operation[Any]) -> Any:
        def freezing() -> Operation[Any]:
            reply: Any = None
            while True:
                try:
                    call = operation.send(reply)
                except StopIteration as end:
                    return end.value
                self.freeze()
                reply = yield call

        return super()._do(freezing())


class FreezingLeases(RedisLeases):
    """The leases as a worker sees them, until it freezes."""

    freeze: Freezing

    def _ask(self, answer: str, *arguments: str | float) -> Any:
        self.freeze()
        return super()._ask(answer, *arguments)


def _frozen_at(url: str, step: int, message: Message) -> int:
    """The id of a process that was stopped before a step of its work, or zero if it had not so many."""
    if (child := os.fork()) == 0:
        try:
            store, leases = FreezingStore(url, StoreLimits()), FreezingLeases(url, lease=BLINK)
            store.freeze = leases.freeze = Freezing(step)
            worker = WorkerTasks(store, leases, lambda *sent: None, time.time, 600.0)
            worker.chunk(*message[1:]) if message[0] == "chunk" else worker.reduce(message[1])
        finally:
            os._exit(0)
    _, status = os.waitpid(child, os.WUNTRACED)
    return child if os.WIFSTOPPED(status) else 0


@cache
def _parts(kind: str) -> list[bytes]:
    """What the chunks of a plan come to."""
    plan = PLANS[kind]
    return [ENGINE_VERSION.encode() + b"\n" + part_bytes(plan.kind, plan.run_chunk(chunk)) for chunk in plan.chunks]


@cache
def _result(kind: str) -> dict[str, Any]:
    return undisturbed(PLANS[kind])


async def _all_but_the_last(bench: Bench, kind: str, role: str) -> tuple[str, Message]:
    """A run of which one task is left, and the message that says so."""
    bench.sent.clear()
    run_id = await bench.begun(PLANS[kind])
    *others, last = bench.sent
    for _, _, chunk in others if role == "chunk" else bench.sent:
        bench.store.put_part(
            run_id, bench.taken(f"{run_id}:{chunk}"), chunk, _parts(kind)[chunk], len(PLANS[kind].chunks)
        )
    if role == "chunk" and others:
        bench.store.update(run_id, lambda run: run.begun(time.time()))
    return run_id, last if role == "chunk" else ("reduce", run_id, 0)


async def _finished_by_another(bench: Bench, run_id: str, child: int, *, wakes_at_once: bool) -> None:
    """Whoever is not frozen finds what was lost, until the run has ended; the other wakes before that, or does not."""
    deadline = time.monotonic() + PATIENCE
    while not bench.run(run_id).is_final:
        assert time.monotonic() < deadline, bench.run(run_id)
        await asyncio.sleep(BLINK)
        for message in bench.find_what_was_lost():
            if wakes_at_once:
                os.kill(child, signal.SIGCONT)
            bench.deliver(message)


@pytest.fixture
async def impatient(bench: Bench) -> Bench:
    """One that sends a chunk again as soon as its worker is silent, whether or not it has taken it."""
    bench.patience = BLINK
    return bench


@pytest.mark.parametrize(("kind", "role"), ROLES)
async def test_a_worker_that_was_frozen_at_any_step_changes_nothing_of_a_result(
    impatient: Bench, kind: str, role: str
) -> None:
    frozen, bench = 0, impatient
    for attempt in itertools.count():
        for step in itertools.count(1):
            run_id, message = await _all_but_the_last(bench, kind, role)
            if not (child := _frozen_at(bench.redis.url, step, message)):
                break
            frozen += 1
            await _finished_by_another(bench, run_id, child, wakes_at_once=attempt % 2 == 1)
            before = bench.run(run_id).status, await bench.replica.get_blob(run_id)
            os.kill(child, signal.SIGCONT)
            os.waitpid(child, 0)
            assert (bench.run(run_id).status, await bench.replica.get_blob(run_id)) == before
            assert before[0] == "completed"
            assert await bench.answer(run_id) == _result(kind)
            await bench.replica.forget("a")
        await bench.replica.forget("a")
        if attempt + 1 >= TRIES and frozen >= LEAST:
            break
    print(f"{kind}, {role}: {frozen} tries, {attempt + 1} of each step")  # noqa: T201 – for whoever asks with -s
