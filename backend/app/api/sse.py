"""Server-sent events: framing, keep-alive, and a timeout for listeners that stop reading."""

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
    """Events without a name, so that `onmessage` fires; counted among the open streams until it ends."""

    def __init__(self, events: AsyncIterator[tuple[str, bytes]], limits: StreamLimits, client: str) -> None:
        limits.acquire(client)  # now, and not with the first event: other requests arrive in between
        self._release = partial(limits.release, client)
        super().__init__(
            _framed(events),
            ping=PING_SECONDS,
            sep="\n",
            send_timeout=SEND_TIMEOUT_SECONDS,
            shutdown_grace_period=GRACE_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the last event, or until the listener has stopped reading."""
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            log.info("a listener stopped reading and was let go")
        finally:
            self._release()


async def _framed(events: AsyncIterator[tuple[str, bytes]]) -> AsyncIterator[ServerSentEvent]:
    async for event_id, content in events:
        yield ServerSentEvent(content.decode(), id=event_id)
