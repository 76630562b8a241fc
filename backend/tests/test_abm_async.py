"""The asynchronous service in the words of its specification: submission, caching, three jobs at once, statistics."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from tests.factories import config

SIMULATE = "/api/v2/abm/simulate"

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service in this process."""
    app = create_app(Settings())
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client,
    ):
        yield client


async def submit(client: httpx.AsyncClient, **overrides: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.post(SIMULATE, json=config(**overrides))).json()
    return answer


async def completed(client: httpx.AsyncClient, job: dict[str, Any]) -> dict[str, Any]:
    """A job's status once it has ended."""
    while (status := (await client.get(job["status_url"])).json())["status"] in ("pending", "running"):
        await asyncio.sleep(0.01)
    answer: dict[str, Any] = status
    return answer


async def test_a_job_is_submitted_at_once_and_its_result_fetched_later(client: httpx.AsyncClient) -> None:
    job = await submit(client)
    assert job["job_id"].startswith("abm_")
    assert (await completed(client, job))["status"] == "completed"
    assert len((await client.get(job["results_url"])).json()["global_metrics"]) == 12


async def test_a_job_tells_its_progress(client: httpx.AsyncClient) -> None:
    status = await completed(client, await submit(client))
    assert (status["progress_pct"], status["current_month"], status["total_months"]) == (100, 12, 12)


async def test_a_repeated_configuration_is_answered_from_the_cache(client: httpx.AsyncClient) -> None:
    await completed(client, await submit(client))
    begin = time.perf_counter()
    again = await client.post(SIMULATE, json=config())
    assert (again.status_code, again.json()["status"], again.json()["cached"]) == (200, "completed", True)
    assert time.perf_counter() - begin < 0.5


async def test_three_jobs_run_at_once(client: httpx.AsyncClient) -> None:
    jobs = [await submit(client, seed=seed) for seed in range(3)]
    assert [(await completed(client, job))["status"] for job in jobs] == ["completed"] * 3
    assert len({job["job_id"] for job in jobs}) == 3


async def test_the_queue_says_how_much_there_is_and_how_much_may_run(client: httpx.AsyncClient) -> None:
    for seed in range(3):
        await completed(client, await submit(client, seed=seed))
    stats = (await client.get("/api/v2/abm/queue/stats")).json()
    assert (stats["total_jobs"], stats["completed_jobs"], stats["max_concurrent_jobs"]) == (3, 3, 5)


async def test_a_job_is_cancelled_once(client: httpx.AsyncClient) -> None:
    job = await submit(client, token={"total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": 240})
    answers = [await client.delete(f"/api/v2/abm/jobs/{job['job_id']}") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]


async def test_jobs_are_listed_newest_first(client: httpx.AsyncClient) -> None:
    jobs = [(await submit(client, seed=seed))["job_id"] for seed in range(3)]
    listed = (await client.get("/api/v2/abm/jobs")).json()["jobs"]
    assert [job["job_id"] for job in listed] == jobs[::-1]
