"""A node of workers: processes that run chunks from the broker until they are stopped."""

from collections.abc import Sequence

from app.abm.engine.compile import compile_kernels
from app.execution.celery import celery_app, run_node, sender
from app.execution.worker_tasks import WorkerTasks
from app.settings import Settings
from app.storage.redis.leases import RedisLeases
from app.storage.redis.sync_store import RedisRunStore


def work(settings: Settings, queues: Sequence[str]) -> int:
    """Run chunks from these queues until SIGTERM or SIGINT, which wait for those that run; returns the exit code."""
    compile_kernels()  # before the processes are forked, which then share the compiled kernels
    app = celery_app(settings.engine_url, settings.job_timeout_s)
    store, leases = RedisRunStore(settings.store_url, settings.store_limits), RedisLeases(settings.store_url)
    worker_tasks = WorkerTasks(
        store, leases, sender(app), store.clock, settings.job_timeout_s, settings.queue_timeout_s
    )
    return run_node(app, worker_tasks, settings.workers, queues, settings.log_level)
