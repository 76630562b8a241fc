"""Server-sent events: framing, keep-alive, and an end to listeners who stopped reading."""

from collections.abc import AsyncIterator
from functools import partial

import structlog
from sse_starlette import EventSourceResponse, ServerSentEvent
from sse_starlette.sse import SendTimeoutError
from starlette.types import Receive, Scope, Send

from app.api.limits import StreamLimits

log = structlog.get_logger()

PING_SECONDS = 10
SEND_TIMEOUT_SECONDS = 20
GRACE_SECONDS = 5


class JobEvents(EventSourceResponse):
    """Events as an unnamed stream, so that `onmessage` fires; takes a seat as long as it is open."""

    def __init__(self, events: AsyncIterator[tuple[str, bytes]], seats: StreamLimits, client: str) -> None:
        seats.take(client)  # here, and not when the first event is sent: others ask meanwhile
        self._leave = partial(seats.leave, client)
        super().__init__(
            _framed(events),
            ping=PING_SECONDS,
            sep="\n",
            send_timeout=SEND_TIMEOUT_SECONDS,
            shutdown_grace_period=GRACE_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the end, or until the listener no longer reads."""
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            log.info("a listener stopped reading and was let go")
        finally:
            self._leave()


async def _framed(events: AsyncIterator[tuple[str, bytes]]) -> AsyncIterator[ServerSentEvent]:
    async for identity, content in events:
        yield ServerSentEvent(content.decode(), id=identity)
