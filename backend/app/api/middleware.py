"""What every request meets: security headers, a line in the log, an end to surprises and to what is refused."""

import asyncio
import re
import time
from collections.abc import Callable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware, IdentityResponder
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import stopping, surprise

_NO_GZIP = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)

log = structlog.get_logger("cliffcast.access")

_SOON_SECONDS, _SOON_BYTES = 0.1, 64 * 1024
_LINGER_SECONDS, _LINGER_BYTES = 1.0, 2 * 2**20

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class ResponseHeaders:
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
                headers.setdefault("Cache-Control", "no-store")
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


class AnsweredHeads:
    """Answers HEAD as GET would be answered, without the content; an event stream ends before its first event."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        has_ended = False

        async def receive_or_leave() -> Message:
            return {"type": "http.disconnect"} if has_ended else await receive()

        async def send_head(message: Message) -> None:
            nonlocal has_ended
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body"})
                has_ended = True

        headers = [header for header in scope["headers"] if header[0] != b"range"]  # which is for GET alone
        await self._app({**scope, "method": "GET", "headers": headers}, receive_or_leave, send_head)


class Packed(GZipMiddleware):
    """Compresses what becomes smaller by it, for clients who accept that; of assets there are compressed ones."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and _asks_for_an_asset(scope):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "http" and _NO_GZIP.search(Headers(scope=scope).get("accept-encoding", "")):
            plain = IdentityResponder(self.app, self.minimum_size, exclude_content_types=self.exclude_content_types)
            await plain(scope, receive, send)
            return
        await super().__call__(scope, receive, send)


class RefusedWork:
    """Answers 503 to whatever is posted once the service is on its way out."""

    def __init__(self, app: ASGIApp, is_stopping: Callable[[], bool]) -> None:
        self._app, self._is_stopping = app, is_stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        is_refused = scope["type"] == "http" and scope["method"] == "POST" and self._is_stopping()
        await (stopping() if is_refused else self._app)(scope, receive, send)


class RefusedBodies:
    """Does not read on where the answer is there before the body: the connection ends with the answer.

    A small body that is about to arrive is waited for a moment, so that its client keeps the connection. And what the
    client has sent meanwhile is taken in before the connection ends, a moment long: with data unread, it would end with
    a reset, and some clients then never see the answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        body = _Body(receive, is_asked_for="expect" not in headers)

        async def send_closing(message: Message) -> None:
            if message["type"] == "http.response.start" and not await body.ends(_SOON_SECONDS, _SOON_BYTES):
                MutableHeaders(scope=message)["Connection"] = "close"
            if body.is_whole or message["type"] != "http.response.body" or message.get("more_body", False):
                await send(message)
                return
            await send({**message, "more_body": True})
            await body.ends(_LINGER_SECONDS, _LINGER_BYTES)
            await send({"type": "http.response.body"})

        await self._app(scope, body.receive, send_closing)


class _Body:
    """The body of a request, and whether all of it is there."""

    def __init__(self, receive: Receive, is_asked_for: bool) -> None:
        self._receive, self._is_asked_for = receive, is_asked_for
        self.is_whole = False

    async def receive(self) -> Message:
        """The next part."""
        self._is_asked_for = True  # a client that expects to be told to go on has been told so now
        message = await self._receive()
        self.is_whole = not message.get("more_body", False)
        return message

    async def ends(self, seconds: float, most: int) -> bool:
        """Whether it ends within so much time and so many bytes, which nobody is interested in."""
        task = asyncio.current_task()
        is_hurried = task is not None and task.cancelling() > 0  # the server leaves, and waits for nobody any more
        if not self.is_whole and self._is_asked_for and not is_hurried:
            reading = asyncio.ensure_future(self._read(most))
            await asyncio.wait({reading}, timeout=seconds)
            reading.cancel()
        return self.is_whole

    async def _read(self, most: int) -> None:
        while most > 0 and (message := await self.receive()).get("more_body", False):
            most -= len(message["body"])


def _asks_for_an_asset(scope: Scope) -> bool:
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path.startswith("/assets/")


def _printable(path: str) -> str:
    """A path without characters that could move a terminal's cursor, or end the line."""
    return path if path.isprintable() else "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in path)
