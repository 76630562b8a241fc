"""Prometheus metrics of the service."""

import asyncio
import time
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from app.abm.async_engine.job import STATUSES, Run
from app.abm.async_engine.ports import EngineStats, StoreStats

_LAG_INTERVAL = 0.25
"""Seconds between two measurements of the event loop's lag."""

_ARCHIVE_FAILURES = "What the archive did not take or answer for a job."
_SECONDS = "Time a run took from its start to its end."
_SECONDS_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
_LAG = "How late the event loop is for an appointment with itself."
_LAG_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1)


class ServiceMetrics:
    """Jobs by state, queue, run times, cache, streams and the event loop's lag.

    Metrics of HTTP requests are added to the registry by the instrumentator.
    """

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        gauge, counter = partial(Gauge, registry=registry), partial(Counter, registry=registry)
        histogram = partial(Histogram, registry=registry)
        ProcessCollector(registry=registry)
        self._last_totals: dict[Counter, float] = {}
        self._jobs = gauge("cliffcast_jobs", "Jobs remembered, by status.", ["status"])
        self._depth = gauge("cliffcast_queue_depth", "Jobs that wait for their turn.")
        self._results = gauge("cliffcast_cache_results", "Results on the shelf.")
        self._hits = counter("cliffcast_cache_hits", "Submissions answered from the cache.")
        self._misses = counter("cliffcast_cache_misses", "Submissions the cache could not answer.")
        self._streams = gauge("cliffcast_sse_clients", "Event streams open.")
        self._workers = gauge("cliffcast_workers", "Threads or processes there are to run jobs.")
        self._store = gauge("cliffcast_store_up", "1 while the store of jobs answers, else 0.")
        self._memory = gauge("cliffcast_store_bytes", "Memory the Redis of the jobs takes.")
        self._most_memory = gauge("cliffcast_store_max_bytes", "Memory it may take; 0: no bound.")
        self._archive_failures = counter("cliffcast_archive_failures", _ARCHIVE_FAILURES)
        self._outbox = gauge("cliffcast_archive_outbox", "Runs the archive does not have yet.")
        self._outbox_age = gauge("cliffcast_archive_outbox_age_seconds", "How long the oldest of them has waited.")
        self._lost = counter("cliffcast_archive_lost", "Runs the archive will never have.")
        self._damaged = counter("cliffcast_archive_damaged", "Archived results not to be read.")
        self._backlog = gauge("cliffcast_backlog", "Pieces of work that workers have to do.")
        self._backlog_age = gauge("cliffcast_backlog_age_seconds", "How long the oldest lost piece has been so.")
        self._exhausted = counter("cliffcast_exhausted", "Pieces of work given up: lost again and again.")
        self._runs = counter("cliffcast_runs", "Runs that ended, by outcome.", ["kind", "status"])
        self._run_seconds = counter("cliffcast_runs_seconds", "How long runs ran, by outcome.", ["kind", "status"])
        self._seconds = histogram("cliffcast_run_seconds", _SECONDS, ["kind"], buckets=_SECONDS_BUCKETS)
        self._lag = histogram("cliffcast_event_loop_lag_seconds", _LAG, buckets=_LAG_BUCKETS)

    def run_ended(self, run: Run) -> None:
        """Observe the duration of a run that ended in this process."""
        if run.started_at is not None and run.completed_at is not None:
            self._seconds.labels(run.kind).observe(max(run.completed_at - run.started_at, 0.0))

    def archive_failed(self) -> None:
        """Count a failure of the archive."""
        self._archive_failures.inc()

    def record_store(self, stats: StoreStats, engine: EngineStats) -> None:
        """Take over the counts of store and engine, which are those of all processes that share them."""
        self._store.set(1)
        self._workers.set(engine.workers)
        self._backlog.set(engine.backlog)
        self._backlog_age.set(engine.backlog_age)
        self._catch_up(self._exhausted, engine.exhausted)
        self._outbox.set(stats.outbox)
        self._outbox_age.set(stats.outbox_age)
        self._catch_up(self._lost, stats.outbox_lost)
        self._catch_up(self._damaged, stats.damaged)
        for status in STATUSES:
            self._jobs.labels(status).set(stats.jobs[status])
        self._depth.set(stats.jobs["pending"])
        self._results.set(stats.cache_size)
        self._catch_up(self._hits, stats.cache_hits)
        self._catch_up(self._misses, stats.cache_misses)
        for (kind, status), runs in stats.ended.items():
            self._catch_up(self._runs.labels(kind, status), runs)
        for (kind, status), seconds in stats.run_seconds.items():
            self._catch_up(self._run_seconds.labels(kind, status), seconds)
        if stats.memory is not None:
            self._memory.set(stats.memory[0])
            self._most_memory.set(stats.memory[1] or 0)

    def record_store_unavailable(self) -> None:
        """Record that the store does not answer; its last counts stay."""
        self._store.set(0)

    def exposition(self, streams: int) -> tuple[bytes, str]:
        """All metrics in the text format, and its media type."""
        self._streams.set(streams)
        return generate_latest(self.registry), CONTENT_TYPE_LATEST

    def _catch_up(self, counter: Counter, total: float) -> None:
        """Raise a counter to a total; a total that has fallen, as after the store was emptied, adds nothing."""
        counter.inc(max(total - self._last_totals.get(counter, 0), 0))
        self._last_totals[counter] = total

    async def watch_lag(self) -> None:
        """Measure the lag of the event loop until cancelled."""
        while True:
            due = time.perf_counter() + _LAG_INTERVAL
            await asyncio.sleep(_LAG_INTERVAL)
            self._lag.observe(max(time.perf_counter() - due, 0.0))
