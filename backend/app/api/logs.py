"""Structured logs, as JSON lines or in colour for a terminal. API keys and queries are never logged."""

import logging
import sys
from typing import Literal

import structlog
from asgi_correlation_id import correlation_id
from structlog.typing import EventDict, Processor, WrappedLogger

_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)  # which may hold the headers of a request
)


def configure_logs(level: str, form: Literal["console", "json"]) -> None:
    """Send the logs of this package and of every library through one formatter to standard error."""
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
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_renderers(form)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"  # requests are logged by our own middleware, without the query
    for name in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(name).setLevel(logging.WARNING)  # they log two lines for each message


def _renderers(form: str) -> list[Processor]:
    remove_meta: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if form == "json":
        return [*remove_meta, _TRACEBACKS, structlog.processors.JSONRenderer()]
    return [
        *remove_meta,
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback),
    ]


def _without_colours(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Drop the copy of the message with escape codes that uvicorn adds."""
    line.pop("color_message", None)
    return line


def _with_request_id(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    request_id = correlation_id.get()
    return {**line, "request_id": request_id} if request_id else line
