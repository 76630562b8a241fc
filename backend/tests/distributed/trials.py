"""A Monte Carlo job that keeps two processes busy for some seconds, and what it comes to in one process."""

import asyncio
from functools import cache
from typing import Any

import httpx
import orjson

from app.execution.threads import SimulationThreads
from app.models.abm_request import SimulateRequest
from tests.stories.posts import Json
from tests.stories.submissions import ended, submit, under_way, unique

MONTHS, ROWS, TRIALS = 120, 4_000, 400

REQUEST: Json = {
    "token": {"total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": MONTHS},
    "buckets": [
        {"bucket": name, "allocation": 20, "vesting_months": MONTHS, "num_holders": ROWS // 4}
        for name in ("Team", "VC", "Community", "Advisors")
    ],
    "abm": {"agent_granularity": "full_individual", "enable_staking": True, "seed": 11},
    "monte_carlo": {"enabled": True, "num_trials": TRIALS, "include_trials": False},
}


def few_trials(count: int = 20) -> Json:
    """A small Monte Carlo job that nobody has sent before."""
    return unique() | {"monte_carlo": {"enabled": True, "num_trials": count}}


def begun(client: httpx.Client) -> Json:
    """The job, once it has come some way."""
    job = submit(client, REQUEST, params={"fresh": True})
    under_way(client, job)
    return job


def answer(client: httpx.Client, job: Json) -> Json:
    """What the job came to, less what the clock says."""
    state = ended(client, job)
    assert (state["status"], state["error"]) == ("completed", None)
    return _without_times(client.get(job["results_url"]).content)


@cache
def undisturbed() -> Any:
    """What the job comes to on the threads of one process."""

    async def run() -> bytes:
        threads = SimulationThreads(2)
        try:
            plan = SimulateRequest.model_validate(REQUEST).plan(1_000_000)
            return (await threads.run("undisturbed", plan, lambda progress: None)).content
        finally:
            await threads.close(drain=1.0)

    return _without_times(asyncio.run(run()))


def _without_times(content: bytes) -> Json:
    result: Json = orjson.loads(content)
    del result["execution_time_seconds"], result["manifest"]["created_at"]
    return result
