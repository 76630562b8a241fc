"""What operators watch, as Prometheus metrics."""

import asyncio
import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from app.abm.async_engine.job import STATUSES, Run
from app.abm.async_engine.ports import EngineStats, StoreStats

_LAG_EVERY = 0.25


class ServiceMetrics:
    """Jobs by state, queue, run times, cache, streams and the event loop's lag; requests join by themselves."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._jobs = Gauge("cliffcast_jobs", "Jobs remembered, by status.", ["status"], registry=registry)
        self._depth = Gauge("cliffcast_queue_depth", "Jobs that wait for their turn.", registry=registry)
        self._results = Gauge("cliffcast_cache_results", "Results on the shelf.", registry=registry)
        self._hits = Counter("cliffcast_cache_hits", "Submissions answered from the cache.", registry=registry)
        self._misses = Counter("cliffcast_cache_misses", "Submissions the cache could not answer.", registry=registry)
        self._counted: dict[Counter, float] = {}
        ProcessCollector(registry=registry)
        self._streams = Gauge("cliffcast_sse_clients", "Event streams open.", registry=registry)
        self._workers = Gauge("cliffcast_workers", "Threads or processes there are to run jobs.", registry=registry)
        self._store = Gauge("cliffcast_store_up", "1 while the store of jobs answers, else 0.", registry=registry)
        self._runs = Counter("cliffcast_runs", "Runs that ended, by outcome.", ["kind", "status"], registry=registry)
        self._seconds = Histogram(
            "cliffcast_run_seconds",
            "Time a run took from its start to its end.",
            ["kind"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600),
            registry=registry,
        )
        self._run_seconds = Counter(
            "cliffcast_runs_seconds", "How long runs ran, by outcome.", ["kind", "status"], registry=registry
        )
        self._memory = Gauge("cliffcast_store_bytes", "Memory the Redis of the jobs takes.", registry=registry)
        self._most_memory = Gauge("cliffcast_store_max_bytes", "Memory it may take; 0: no bound.", registry=registry)
        self._archive_failures = Counter(
            "cliffcast_archive_failures", "What the archive did not take or answer for a job.", registry=registry
        )
        self._outbox = Gauge("cliffcast_archive_outbox", "Runs the archive does not have yet.", registry=registry)
        self._outbox_age = Gauge(
            "cliffcast_archive_outbox_age_seconds", "How long the oldest of them has waited.", registry=registry
        )
        self._lost = Counter("cliffcast_archive_lost", "Runs the archive will never have.", registry=registry)
        self._damaged = Counter("cliffcast_archive_damaged", "Archived results not to be read.", registry=registry)
        self._backlog = Gauge("cliffcast_backlog", "Pieces of work that workers have to do.", registry=registry)
        self._backlog_age = Gauge(
            "cliffcast_backlog_age_seconds", "How long the oldest lost piece has been so.", registry=registry
        )
        self._lag = Histogram(
            "cliffcast_event_loop_lag_seconds",
            "How late the event loop is for an appointment with itself.",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1),
            registry=registry,
        )

    def run_ended(self, run: Run) -> None:
        """Note how long a run took that lived in this process."""
        if run.started_at is not None and run.completed_at is not None:
            self._seconds.labels(run.kind).observe(max(run.completed_at - run.started_at, 0.0))

    def archive_failed(self) -> None:
        """Count what the archive did not do."""
        self._archive_failures.inc()

    def store_told(self, stats: StoreStats, engine: EngineStats) -> None:
        """Take over what store and engine count, for this process or for all that share them."""
        self._store.set(1)
        self._workers.set(engine.workers)
        self._backlog.set(engine.backlog)
        self._backlog_age.set(engine.backlog_age)
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

    def store_away(self) -> None:
        """Note that the store does not answer; what it last counted stays."""
        self._store.set(0)

    def exposition(self, streams: int) -> tuple[bytes, str]:
        """Everything in the text format, and its media type."""
        self._streams.set(streams)
        return generate_latest(self.registry), CONTENT_TYPE_LATEST

    def _catch_up(self, counter: Counter, total: float) -> None:
        """Count what has been added since; a store that was emptied begins again."""
        counter.inc(max(total - self._counted.get(counter, 0), 0))
        self._counted[counter] = total

    async def watch_lag(self) -> None:
        """Measure the event loop for as long as it runs."""
        while True:
            due = time.perf_counter() + _LAG_EVERY
            await asyncio.sleep(_LAG_EVERY)
            self._lag.observe(max(time.perf_counter() - due, 0.0))
