"""The service under load: cached submissions, hundreds of listeners, big runs beside small questions; `make bench`.

A real server in a process of its own, and clients in this one, which share the machine: the figures are what both do
together. Bars stand beside the figures. Times and memory are asserted three times as wide, because machines are noisy;
counts are asserted to the letter.
"""

import asyncio
import re
import time
from collections import Counter, defaultdict
from collections.abc import Coroutine, Iterator, Sequence
from statistics import median, quantiles
from typing import Any, TypeVar

import pytest
import uvloop

from tests.bench.figure_table import FigureTable
from tests.bench.load_client import Connection, Listener, delete, get, post
from tests.bench.load_server import MeasuredServer, serving

PREFIX = "/api/v2/abm"
LISTENERS, WATCHED = 500, 5
CLIENTS, CONFIGS = 50, 10
EXPIRING = 2_000

Result = TypeVar("Result")


@pytest.fixture(scope="module")
def table() -> Iterator[FigureTable]:
    lines = FigureTable("The service under load, clients on the same machine")
    yield lines
    lines.show()


def crowd(holders: int, months: int, seed: int) -> dict[str, Any]:
    """A request for one bucket's holders, with staking and treasury."""
    return {
        "token": {"total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": months},
        "buckets": [{"bucket": "Community", "allocation": 90, "tge_unlock_pct": 10, "vesting_months": months}],
        "abm": {"agents_per_cohort": holders, "seed": seed, "enable_staking": True, "enable_treasury": True},
    }


def submission(holders: int, months: int, seed: int) -> bytes:
    """The bytes that submit that request."""
    return post(f"{PREFIX}/simulate", crowd(holders, months, seed))


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Do the work on the quickest event loop there is."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def p99(values: Sequence[float]) -> float:
    """What one in a hundred exceeds."""
    return quantiles(values, n=100)[98]


async def jobs_of(server: MeasuredServer, requests: Sequence[bytes]) -> list[str]:
    """Job ids of submissions made one after another."""
    async with Connection.to(server.address) as connection:
        answers = [await connection.ask(request) for request in requests]
    assert all(answer.status in (200, 202) for answer in answers), answers
    return [answer.json()["job_id"] for answer in answers]


async def until_idle(connection: Connection) -> dict[str, int]:
    """The statistics of the queue once nothing waits or runs."""
    while True:
        stats: dict[str, int] = (await connection.ask(get(f"{PREFIX}/queue/stats"))).json()
        if stats["pending_jobs"] + stats["running_jobs"] == 0:
            return stats
        await asyncio.sleep(0.05)


async def runs_ended(connection: Connection) -> int:
    """Runs that have ended since the start, by the metrics."""
    text = (await connection.ask(get("/metrics"))).body.decode()
    return sum(int(float(count)) for count in re.findall(r"^cliffcast_runs_total\{.*\} (\S+)$", text, re.M))


# ── Cached submissions ───────────────────────────────────────────────────────


async def latencies(server: MeasuredServer) -> tuple[float, float]:
    """Median seconds of the trivial route and of a cached submission, asked in turns."""
    cached, trivial = submission(50, 36, 1), get("/health/live")
    seconds: dict[bytes, list[float]] = {trivial: [], cached: []}
    async with Connection.to(server.address) as connection:
        await connection.ask(cached)
        await until_idle(connection)
        for _ in range(30):
            for request, taken in seconds.items():
                taken += [await connection.timed(request, 200) for _ in range(100)]
    return median(seconds[trivial]), median(seconds[cached])


async def throughput(server: MeasuredServer, request: bytes, clients: int = 16, seconds: float = 4) -> float:
    """Answers a second that so many clients get together."""
    deadline, count = time.perf_counter() + seconds, 0

    async def ask_on() -> None:
        nonlocal count
        async with Connection.to(server.address) as connection:
            while time.perf_counter() < deadline:
                await connection.timed(request, 200)
                count += 1

    await asyncio.gather(*(ask_on() for _ in range(clients)))
    return count / seconds


def test_a_cached_submission_costs_little_more_than_a_trivial_route(table: FigureTable) -> None:
    with serving() as server:
        trivial, cached = run(latencies(server))
        rates = [run(throughput(server, request)) for request in (get("/health/live"), submission(50, 36, 1))]
    table.only("/health/live, p50", 1e3 * trivial, "ms")
    table.only("cached submission, p50", 1e3 * cached, "ms")
    near = table.at_most("… over /health/live", cached / trivial, 1.5, "×")
    table.only("/health/live, 16 clients", rates[0], "/s")
    assert table.at_least("cached submissions, 16 clients", rates[1], 2_000, "/s")
    assert near


# ── Listeners ────────────────────────────────────────────────────────────────


async def listen(server: MeasuredServer, job_ids: list[str]) -> tuple[list[Listener], float]:
    """All listeners when their streams have ended, and the most memory the server had meanwhile, MB."""
    listeners = await asyncio.gather(
        *(Listener.open(server.address, job_ids[number % WATCHED]) for number in range(LISTENERS))
    )
    ended, peak = asyncio.gather(*(listener.ended for listener in listeners)), 0.0
    while not ended.done():
        peak = max(peak, server.resident_mb())
        await asyncio.sleep(0.05)
    return listeners, peak


def lags(listeners: Sequence[Listener]) -> list[float]:
    """How much later than the first each listener heard each event that several heard, s."""
    arrivals = defaultdict(list)
    for listener in listeners:
        for event in listener.heard[1:]:  # the first is the state at the time of asking
            arrivals[listener.job_id, event.sequence].append(event.at)
    return [at - min(heard) for heard in arrivals.values() if len(heard) > 1 for at in heard]


async def seconds_until(server: MeasuredServer, descriptors: int) -> float:
    """How long the server takes to have no more files and sockets open than these."""
    begin = time.perf_counter()
    while server.descriptors() > descriptors and time.perf_counter() < begin + 30:
        await asyncio.sleep(0.02)
    return time.perf_counter() - begin


async def watched(server: MeasuredServer) -> tuple[list[Listener], float, float]:
    """Listeners of jobs that run all at once; memory; time until their descriptors are back."""
    before = server.descriptors()
    job_ids = await jobs_of(server, [submission(150_000, 240, seed) for seed in range(WATCHED)])
    listeners, peak = await listen(server, job_ids)
    return listeners, peak, await seconds_until(server, before)


def test_hundreds_listen_and_each_hears_the_end_once(table: FigureTable) -> None:
    with serving(workers=WATCHED) as server:
        start = server.resident_mb()
        listeners, peak, freed = run(watched(server))
        after = server.resident_mb()
    late, done = lags(listeners), Counter(sum(event.is_done for event in one.heard) for one in listeners)
    table.only(
        f"{LISTENERS} listeners on {WATCHED} running jobs: events heard",
        sum(map(len, (one.heard for one in listeners))),
        "",
    )
    once = table.exactly("… that heard one done", done[1], LISTENERS)
    prompt = table.at_most("… event lag, p99", 1e3 * p99(late), 100, "ms")
    table.only("… memory at the start", start, "MB")
    table.only("… memory at most, the runs' own included", peak, "MB")
    small = table.at_most("… memory afterwards", after, 250, "MB")
    back = table.at_most("… descriptors back after", freed, 5, "s")
    assert once
    assert all(one.heard[-1].is_done for one in listeners)
    assert prompt
    assert small
    assert back


# ── Big runs beside small questions ──────────────────────────────────────────


async def questions(server: MeasuredServer, count: int) -> list[float]:
    """Seconds each question about the queue takes while big runs go on."""
    job_ids = await jobs_of(server, [submission(900_000, 240, seed) for seed in range(WATCHED)])
    taken = []
    async with Connection.to(server.address) as connection:
        for _ in range(count):
            taken.append(await connection.timed(get(f"{PREFIX}/queue/stats"), 200))
            await asyncio.sleep(0.004)
        stats = (await connection.ask(get(f"{PREFIX}/queue/stats"))).json()
        for job_id in job_ids:
            await connection.ask(delete(f"{PREFIX}/jobs/{job_id}"))
    assert stats["running_jobs"] == WATCHED, "the runs ended before the questions"
    return taken


def test_small_questions_are_answered_beside_big_runs(table: FigureTable) -> None:
    with serving(workers=WATCHED) as server:
        taken = run(questions(server, 600))
    table.only(f"/queue/stats beside {WATCHED} big runs, p50", 1e3 * median(taken), "ms")
    assert table.at_most("… p99", 1e3 * p99(taken), 50, "ms")


# ── Many clients ─────────────────────────────────────────────────────────────


async def submitted(server: MeasuredServer, shared: bool) -> tuple[list[str], list[int], dict[str, int], int]:
    """Job ids, seeds of the results in the order asked for, statistics, and runs there were."""

    async def client(number: int) -> list[tuple[str, int]]:
        seeds = [seed if shared else CONFIGS * number + seed for seed in range(CONFIGS)]
        async with Connection.to(server.address) as connection:
            answers = [(await connection.ask(submission(20, 12, seed))).json() for seed in seeds]
            await until_idle(connection)
            results = [(await connection.ask(get(answer["results_url"]))).json() for answer in answers]
        assert [result["manifest"]["seed"] for result in results] == seeds
        return [(answer["job_id"], seed) for answer, seed in zip(answers, seeds, strict=True)]

    pairs = [pair for told in await asyncio.gather(*map(client, range(CLIENTS))) for pair in told]
    async with Connection.to(server.address) as connection:
        stats, runs = await until_idle(connection), await runs_ended(connection)
    return [job for job, _ in pairs], [seed for _, seed in pairs], stats, runs


@pytest.mark.parametrize("shared", [True, False], ids=["the same ten", "ten of their own"])
def test_nothing_is_lost_or_doubled(table: FigureTable, shared: bool) -> None:
    due = CLIENTS * CONFIGS
    with serving(max_queue=due) as server:
        job_ids, seeds, stats, runs = run(submitted(server, shared))
    table.only(f"{CLIENTS} clients × {CONFIGS} configurations, " + ("the same" if shared else "each its own"), due, "")
    assert table.exactly("… completed", stats["completed_jobs"], due)
    assert table.exactly("… different jobs", len(set(job_ids)), due)
    assert table.exactly("… runs", runs, len(set(seeds)))


# ── Jobs that expire ─────────────────────────────────────────────────────────


async def expired(server: MeasuredServer, seeds: range) -> int:
    """Jobs that were completed, each of its own run, and then forgotten: one for each of twenty clients and seeds."""

    async def client(number: int) -> int:
        async with Connection.to(server.address) as connection:
            requests = (submission(50, 36, 10_000 * number + index) for index in seeds)
            return sum([(await connection.ask(request)).status == 202 for request in requests])

    async with Connection.to(server.address) as connection:
        ended = await runs_ended(connection)
    submitted = sum(await asyncio.gather(*map(client, range(20))))
    async with Connection.to(server.address) as connection:  # the first would be idle for too long
        while (await until_idle(connection))["total_jobs"] > 0:
            await asyncio.sleep(0.1)
        assert await runs_ended(connection) - ended == submitted
    return submitted


def test_jobs_that_expire_leave_little_behind(table: FigureTable) -> None:
    with serving(job_ttl_hours=0.0005, max_queue=EXPIRING) as server:
        run(expired(server, range(5_000, 5_001)))  # the first jobs open the archive
        before = server.resident_mb()
        assert run(expired(server, range(EXPIRING // 20))) == EXPIRING
        grown = server.resident_mb() - before
    assert table.at_most(f"left by {EXPIRING:,} jobs past their time", grown, 30, "MB")
