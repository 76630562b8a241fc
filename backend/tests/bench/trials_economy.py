"""The economy whose trials are measured, as a request, and its trials on threads."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from app.abm.async_engine.job import Progress
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.execution.threads import SimulationThreads
from app.models.abm_request import SimulateRequest
from tests.oracle.bench_economy import economy

BUDGET = 1_000_000


def body(trials: int, holders: int, months: int) -> bytes:
    """A Monte Carlo request as it crosses the wire; without attribution, as is the rule for many trials."""
    effective = economy(holders, months, attribution=False).effective()
    return json.dumps(effective | {"monte_carlo": {"num_trials": trials}}).encode()


def plan_of(request: bytes) -> MonteCarloPlan:
    """What a request comes to."""
    plan = SimulateRequest.model_validate(json.loads(request)).plan(BUDGET)
    assert isinstance(plan, MonteCarloPlan)
    return plan


def silent(progress: Progress) -> None:
    """Nobody listens."""


def answered(plan: Any, workers: int, on_progress: Callable[[Progress], None] = silent) -> bytes:
    """The answer, from so many threads."""

    async def run() -> bytes:
        threads = SimulationThreads(workers)
        try:
            return (await threads.run("bench", plan, on_progress)).content
        finally:
            await threads.close(drain=1.0)

    return asyncio.run(run())


def seconds(request: bytes, workers: int) -> float:
    """From the bytes of a request to the bytes of its answer."""
    begin = time.perf_counter()
    content = answered(plan_of(request), workers)
    assert content.startswith(b'{"trials":[')
    return time.perf_counter() - begin
