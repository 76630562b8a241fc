"""Runs on any number of machines: Celery carries the messages, `WorkerTasks` knows what they mean.

A message names a run and a step of it, and nothing else; plans and parts are in the store. Messages may be lost or come
twice, which the leases make good (see `WorkerTasks`); so Celery keeps no results and repeats nothing by itself.
"""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import billiard.pool
import structlog
from celery import Celery, bootsteps
from celery.worker.consumer import Consumer
from celery.worker.request import Request
from celery.worker.state import maybe_shutdown
from kombu import Connection, Queue
from kombu.asynchronous.timer import Timer
from kombu.exceptions import OperationalError

from app.abm.async_engine.ports import EngineStats, OnEnd, StoreUnavailableError
from app.abm.async_engine.worker_ports import Leases, node_name
from app.abm.engine.spec import ENGINE_VERSION
from app.execution.broker import TRANSPORT
from app.execution.worker_tasks import SUPERVISE_EVERY, Send, Step, WorkerTasks

log = structlog.get_logger()

QUEUES = ("interactive", "bulk")
"""Small steps, which are taken first, and large ones; each version of the engine has queues of its own."""

_VERIFIED = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}
"""Left to itself, kombu takes any certificate for that of the broker; ssl_… in the address come before these."""

_GRACE = 30.0
"""Seconds over its time after which a run's process is stopped from outside: it should have stopped by itself."""
_CONNECT_SECONDS, _ANSWER_SECONDS = 1.0, 5.0
"""A broker that takes longer is away; without the second, a node would wait for a lost machine as long as TCP does."""
_TRIES_TO_BE_HEARD = 20
"""Tenths of a second for which a process that leaves waits until its answers are counted. Told to leave amid many small
steps, billiard may miscount and wait for all of its 300; our answers say nothing, and what is not acknowledged comes
again and finds its task gone."""
_TIDY_EVERY = 10.0
"""Seconds between two looks for timers that were cancelled."""
_CONNECT_EVERY = 2
"""Seconds after which a node tries again to reach a broker that is away."""


def _queue(name: str) -> str:
    return f"{name} {ENGINE_VERSION}"


def celery_app(broker: str, timeout: float) -> Celery:
    """Celery as both sides use it; no step takes longer than `timeout` seconds, the time a run may take."""
    app = Celery("cliffcast", broker=broker, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_transport=TRANSPORT,
        broker_use_ssl=_VERIFIED if broker.startswith("rediss:") else None,
        broker_transport_options={
            "queue_order_strategy": "priority",
            "socket_connect_timeout": _CONNECT_SECONDS,
            "socket_keepalive": True,
            "socket_timeout": _ANSWER_SECONDS,
            "visibility_timeout": round(timeout + 2 * _GRACE),
        },
        task_acks_late=True,
        task_default_queue=_queue(QUEUES[0]),
        task_ignore_result=True,
        task_publish_retry=False,
        task_queues=[Queue(_queue(name)) for name in QUEUES],
        task_reject_on_worker_lost=True,
        task_soft_time_limit=timeout + _GRACE / 2,
        task_time_limit=timeout + _GRACE,
        worker_consumer=ReconnectingConsumer,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
    )
    return app


def sender(app: Celery) -> Send:
    """Sends steps of runs; the same step always has the same id."""

    def send(step: Step, run_id: str, chunk: int, large: bool) -> None:
        try:
            app.send_task(step, (run_id, chunk), task_id=f"{run_id}:{step}:{chunk}", queue=_queue(QUEUES[large]))
        except OperationalError as error:
            raise StoreUnavailableError(f"the broker does not answer: {error}") from error

    return send


class CeleryEngine:
    """The `ChunkEngine` of a replica: workers carry out its runs."""

    def __init__(self, app: Celery, leases: Leases) -> None:
        self._send, self._leases = sender(app), leases

    async def start(self, run_id: str, on_end: OnEnd) -> None:
        """See `ChunkEngine.start`. The worker that ends the run lets the next ones begin."""
        await asyncio.to_thread(self._send, "begin", run_id, 0, False)

    def cancel(self, run_id: str) -> None:
        """See `ChunkEngine.cancel`. The workers ask the store between two months."""

    async def stats(self) -> EngineStats:
        """See `ChunkEngine.stats`."""
        processes = await asyncio.to_thread(self._leases.processes)
        return EngineStats(processes, processes, *await asyncio.to_thread(self._leases.backlog))

    async def close(self, drain: float) -> None:
        """See `ChunkEngine.close`. Runs go on without this replica."""


class ReconnectingConsumer(Consumer):
    """Comes back soon after the broker does: Celery waits longer from try to try, half a minute in the end."""

    def ensure_connected(self, conn: Connection) -> Connection:
        """A connection, however long that takes, unless the node is told to leave."""
        conn.ensure_connection(_log_absence, interval_start=_CONNECT_EVERY, interval_step=0, callback=maybe_shutdown)
        self.first_connection_attempt = False
        return conn


def _log_absence(error: Exception, seconds: float) -> None:
    log.warning("the broker is away", reason=str(error), next_try_s=seconds)


class AckFailureRaised(Request):
    """A message whose acknowledgement does not fail in silence.

    Celery logs that it failed and forgets about it. But the message counts as under way from then on: a node of one
    process is never given another one, and never learns that its connection is gone. Raised, the error makes the node
    connect anew.
    """

    def __init__(self, message: Any, **options: Any) -> None:
        super().__init__(message, **options | {"connection_errors": ()})


def run_node(app: Celery, worker_tasks: WorkerTasks, processes: int, queues: Sequence[str], log_level: str) -> int:
    """Take work from these queues until SIGTERM or SIGINT; the steps under way are ended first. An exit code."""
    _add_steps(app, worker_tasks, processes)
    billiard.pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT = _TRIES_TO_BE_HEARD
    node = app.Worker(
        concurrency=processes,
        hostname=node_name(),
        loglevel=log_level.upper(),
        pool="prefork",
        queues=[_queue(name) for name in queues],
        quiet=True,
        without_gossip=True,
        without_heartbeat=True,
        without_mingle=True,
    )
    node.start()
    return node.exitcode or 0


def _add_steps(app: Celery, worker_tasks: WorkerTasks, processes: int) -> None:
    """What a node of so many processes does with each message, and from time to time without one."""

    @app.task(name="begin", Request=AckFailureRaised)
    def begin(run_id: str, chunk: int) -> None:
        with _left_to_supervision("begin", run_id, chunk):
            worker_tasks.begin(run_id)

    @app.task(name="chunk", Request=AckFailureRaised)
    def chunk(run_id: str, chunk: int) -> None:
        with _left_to_supervision("chunk", run_id, chunk):
            worker_tasks.chunk(run_id, chunk)

    @app.task(name="reduce", Request=AckFailureRaised)
    def reduce(run_id: str, chunk: int) -> None:
        with _left_to_supervision("reduce", run_id, chunk):
            worker_tasks.reduce(run_id)

    app.steps["consumer"].add(_supervision(worker_tasks, processes))


@contextmanager
def _left_to_supervision(step: Step, run_id: str, chunk: int) -> Iterator[None]:
    """A step that cannot be done without the store is not lost: whoever supervises sends it again."""
    try:
        yield
    except StoreUnavailableError as error:
        log.warning("a step will be sent again", step=step, run_id=run_id, chunk=chunk, reason=str(error))


def _supervision(worker_tasks: WorkerTasks, processes: int) -> type[bootsteps.StartStopStep]:
    """Supervises from the process that forks the others and runs no chunks, as long as it has its connection."""

    class Supervision(bootsteps.StartStopStep):
        requires = ("celery.worker.consumer.tasks:Tasks",)

        def start(self, consumer: Any) -> None:
            every = consumer.timer.call_repeatedly
            self._timers = [
                every(SUPERVISE_EVERY, self._supervise, (consumer.hostname,)),
                every(_TIDY_EVERY, drop_cancelled, (consumer.timer,)),
            ]
            self._supervise(consumer.hostname)

        def stop(self, consumer: Any) -> None:
            for timer in self._timers:
                timer.cancel()

        def _supervise(self, node: str) -> None:
            try:
                worker_tasks.supervise(node, processes)
            except StoreUnavailableError as error:
                log.warning("lost tasks are not sent again", reason=str(error))

    return Supervision


def drop_cancelled(timer: Timer) -> None:
    """Forget what was cancelled of a node's timers.

    Each message has one, for its time limit, and kombu would keep it for as long although the message is done: some
    hundred bytes for each of those of the last ten minutes.
    """
    scheduled = timer.queue
    timer.clear()
    for due, priority, entry in scheduled:
        if not entry.canceled:
            timer.enter_at(entry, due, priority)
