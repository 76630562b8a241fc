"""Structured logs: for machines one line of JSON each, for people the same in colour. Never a key, never a query."""

import logging
import sys
from typing import Literal

import structlog
from asgi_correlation_id import correlation_id
from structlog.typing import EventDict, Processor, WrappedLogger

_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)  # they may hold the headers of a request
)


def configure_logs(level: str, form: Literal["console", "json"]) -> None:
    """Send our own lines and those of every library through one formatter to standard error."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _with_request_id,
        structlog.processors.add_log_level,
        structlog.stdlib.ExtraAdder(),
        _without_colours,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_last_steps(form)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"  # requests are logged by our own middleware, without the query
    for name in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(name).setLevel(logging.WARNING)  # two lines a message


def _last_steps(form: str) -> list[Processor]:
    clean: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if form == "json":
        return [*clean, _TRACEBACKS, structlog.processors.JSONRenderer()]
    return [
        *clean,
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback),
    ]


def _without_colours(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Uvicorn repeats its messages with escape codes in them."""
    line.pop("color_message", None)
    return line


def _with_request_id(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    request_id = correlation_id.get()
    return {**line, "request_id": request_id} if request_id else line
