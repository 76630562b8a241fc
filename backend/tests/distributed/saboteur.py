"""A node whose first step takes Redis away, and whose others say so: `python -m tests.distributed.saboteur PORT`."""

import os
import signal
import sys

import redis

from app.execution.celery import QUEUES, celery_app, run_node
from app.execution.worker_tasks import WorkerTasks

DONE = "done"
"""Where the other steps can be seen."""


class Sabotage(WorkerTasks):
    """Steps of runs that do nothing for any run."""

    def __init__(self, port: int) -> None:
        self._redis, self._armed = redis.Redis(port=port), True

    def begin(self, run_id: str) -> None:
        """Let Redis leave, once, so that this very message cannot be acknowledged; or leave a trace."""
        if self._armed:
            self._armed = False
            os.kill(self._redis.info()["process_id"], signal.SIGKILL)
        else:
            self._redis.rpush(DONE, run_id)

    def supervise(self, node: str, processes: int) -> None:
        """Nothing is lost here."""


if __name__ == "__main__":
    port = int(sys.argv[1])
    sys.exit(run_node(celery_app(f"redis://127.0.0.1:{port}/1", 60.0), Sabotage(port), 1, QUEUES, "info"))
