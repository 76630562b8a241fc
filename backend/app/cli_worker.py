"""`cliffcast worker`: a node of the service, which runs chunks."""

import sys
from typing import Annotated

import typer

from app.api.logs import configure_logs
from app.settings import NOT_INSTALLED, comma_separated, on_settings
from app.terminal import fail, settings_of

app = typer.Typer()


@app.command(epilog=on_settings())
def worker(
    workers: Annotated[int | None, typer.Option(help="Processes that run chunks (ABM_WORKERS).")] = None,
    queues: Annotated[str, typer.Option(help="Queues to take work from, the first ones first.")] = "interactive,bulk",
) -> None:
    """Run chunks for the replicas that share a Redis (ABM_STORE_URL, ABM_ENGINE_URL)."""
    settings = settings_of(workers=workers)
    if not settings.is_distributed:
        fail("a worker needs the Redis of its replicas; set ABM_STORE_URL and ABM_ENGINE_URL")
    try:
        from app.execution.celery import QUEUES  # noqa: PLC0415 - Celery is imported by workers alone
        from app.worker import work  # noqa: PLC0415
    except ModuleNotFoundError:
        fail(NOT_INSTALLED)
    queue_names = comma_separated(queues)
    if not queue_names or not set(queue_names) <= set(QUEUES):
        fail(f"--queues takes some of {', '.join(QUEUES)}")
    configure_logs(settings.log_level, settings.log_format)
    sys.exit(work(settings, queue_names))
