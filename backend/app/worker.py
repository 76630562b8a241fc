"""A node of workers: so many processes that take chunks from the broker, until they are told to stop."""

from collections.abc import Sequence

from app.abm.engine.compile import compile_kernels
from app.execution.celery import celery_app, run_node, sender
from app.execution.workshop import Workshop
from app.settings import Settings
from app.storage.redis.agenda import RedisAgenda
from app.storage.redis.twin import RedisRunStore


def work(settings: Settings, queues: Sequence[str]) -> int:
    """Take work from these queues until SIGTERM or SIGINT; the chunks under way are ended first. An exit code."""
    compile_kernels()  # before there are processes: each of them finds the kernels in its memory
    app = celery_app(settings.engine_url, settings.job_timeout_s)
    store, agenda = RedisRunStore(settings.store_url, settings.store_limits), RedisAgenda(settings.store_url)
    workshop = Workshop(store, agenda, sender(app), store.clock, settings.job_timeout_s, settings.queue_timeout_s)
    return run_node(app, workshop, settings.workers, queues, settings.log_level)
