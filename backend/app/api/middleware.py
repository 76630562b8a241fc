"""What every answer gets: security headers, a line in the log, and an end to surprises."""

import asyncio
import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import stopping, surprise

log = structlog.get_logger("cliffcast.access")

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Manners:
    """Adds the security headers an answer does not bring itself, and logs method, path, status and time.

    What no handler knew becomes an answer here, once and in the log. Only the server cancels a request, when it stops
    and has waited long enough for, say, the rest of a body: that is no surprise, and has an answer, too.

    The query is not logged: it may hold a stream token.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin, status = time.perf_counter(), 0

        async def send_politely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_politely)
        except asyncio.CancelledError:
            if not status:
                await stopping()(scope, receive, send_politely)
        except Exception as error:
            log.error("unexpected error", path=_printable(scope["path"]), exc_info=error)
            if status:  # the answer has begun: all that is left is to break it off
                raise
            await surprise(error)(scope, receive, send_politely)
        finally:
            milliseconds = round(1000 * (time.perf_counter() - begin), 2)
            log.info("request", method=scope["method"], path=_printable(scope["path"]), status=status, ms=milliseconds)


def _printable(path: str) -> str:
    """A path without characters that could move a terminal's cursor, or end the line."""
    return path if path.isprintable() else "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in path)
