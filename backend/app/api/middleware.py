"""ASGI middleware: trusted proxies, response headers and access log, HEAD, compression, unread bodies."""

import asyncio
import re
import time
from collections.abc import Collection, Sequence
from typing import Any, cast

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware, IdentityResponder
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.api.errors import service_stopping, unexpected_error

log = structlog.get_logger("cliffcast.access")

_GZIP_REFUSED = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)
_PREFIX = re.compile(r"(/[0-9A-Za-z._~-]+)+")
_LONGEST_PREFIX = 200

_WAIT_SECONDS, _WAIT_BYTES = 0.1, 64 * 1024
"""How long, and for how many bytes, an answer waits for the end of an unread body before it closes the connection."""

_DISCARD_SECONDS, _DISCARD_BYTES = 1.0, 2 * 2**20
"""How long, and how many bytes of, an unread body is discarded before the connection is closed."""

DEFAULT_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class BelowPath(ProxyHeadersMiddleware):
    """Applies X-Forwarded-For, -Proto and -Prefix of trusted proxies, and sets the `root_path` of every request.

    The `root_path` is the prefix of the proxy or the one of the settings, whether the address still contains it or not.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str], root_path: str, first_segments: Collection[str]) -> None:
        """`first_segments` are the first segments of the paths of all routes."""
        super().__init__(cast(Any, app), list(trusted))
        self._root_path, self._first_segments = root_path, first_segments

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        await super().__call__(self._with_root_path(scope) if scope["type"] == "http" else scope, receive, send)

    def _with_root_path(self, scope: Any) -> Any:
        root = self._forwarded_prefix(scope) or self._root_path
        if not root:
            return scope
        path: str = scope["path"]
        has_root = path == root or (
            path.startswith(f"{root}/") and path[len(root) :].split("/")[1] in self._first_segments
        )
        if has_root:
            return {**scope, "root_path": root}
        raw = root.encode() + scope.get("raw_path", path.encode())
        return {**scope, "root_path": root, "path": root + path, "raw_path": raw}

    def _forwarded_prefix(self, scope: Scope) -> str:
        """X-Forwarded-Prefix of a trusted proxy; empty where there is none, or where it is no path."""
        client = scope.get("client")
        if client is None or client[0] not in self.trusted_hosts:
            return ""
        prefix = Headers(scope=scope).get("x-forwarded-prefix", "").rstrip("/")
        return prefix if len(prefix) <= _LONGEST_PREFIX and _PREFIX.fullmatch(prefix) else ""


class RequestBoundary:
    """Adds default headers, logs method, path, status and time, and answers whatever no error handler has caught.

    While the service stops, a POST is answered 503; so is a request that the server cancels because it has waited long
    enough for, say, the rest of a body. The query is not logged, because it may hold a stream token.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in DEFAULT_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        is_refused = scope["method"] == "POST" and scope["app"].state.readiness.status == "stopping"
        try:
            await (service_stopping() if is_refused else self._app)(scope, receive, send_with_headers)
        except asyncio.CancelledError:
            if not status:
                await service_stopping()(scope, receive, send_with_headers)
        except Exception as error:
            log.error("unexpected error", path=_printable(scope["path"]), exc_info=error)
            if status:  # the answer has begun and cannot be replaced: break it off
                raise
            await unexpected_error(error)(scope, receive, send_with_headers)
        finally:
            milliseconds = round(1000 * (time.perf_counter() - started), 2)
            log.info("request", method=scope["method"], path=_printable(scope["path"]), status=status, ms=milliseconds)


class HeadRequests:
    """Answers HEAD with the headers of GET and no content; an event stream ends before its first event."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        has_ended = False

        async def receive_or_disconnect() -> Message:
            return {"type": "http.disconnect"} if has_ended else await receive()

        async def send_head(message: Message) -> None:
            nonlocal has_ended
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body"})
                has_ended = True

        headers = [header for header in scope["headers"] if header[0] != b"range"]  # ranges are for GET alone
        await self._app({**scope, "method": "GET", "headers": headers}, receive_or_disconnect, send_head)


class Compression(GZipMiddleware):
    """Gzips answers for clients that accept it; assets are left alone, because compressed ones lie beside them."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"].removeprefix(scope.get("root_path", "")).startswith("/assets/"):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "http" and _GZIP_REFUSED.search(Headers(scope=scope).get("accept-encoding", "")):
            identity = IdentityResponder(self.app, self.minimum_size, exclude_content_types=self.exclude_content_types)
            await identity(scope, receive, send)
            return
        await super().__call__(scope, receive, send)


class UnreadBodies:
    """Closes the connection with an answer that is given before the body of its request has been read.

    The answer waits a moment for the end of a small body, so that the client keeps its connection. Before the
    connection is closed, what the client has sent meanwhile is read and discarded: a connection closed with unread data
    is reset, and some clients then never see the answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        body = _Body(receive, is_sent="expect" not in headers)

        async def send_closing(message: Message) -> None:
            if message["type"] == "http.response.start" and not await body.discard(_WAIT_SECONDS, _WAIT_BYTES):
                MutableHeaders(scope=message)["Connection"] = "close"
            if body.is_complete or message["type"] != "http.response.body" or message.get("more_body", False):
                await send(message)
                return
            await send({**message, "more_body": True})
            await body.discard(_DISCARD_SECONDS, _DISCARD_BYTES)
            await send({"type": "http.response.body"})

        await self._app(scope, body.receive, send_closing)


class _Body:
    """The body of a request, and whether it has been received to its end."""

    def __init__(self, receive: Receive, is_sent: bool) -> None:
        """`is_sent`: whether the client sends its body at once, or waits for 100 Continue."""
        self._receive, self._is_sent = receive, is_sent
        self.is_complete = False

    async def receive(self) -> Message:
        """The next message of the body."""
        self._is_sent = True  # to ask for the body is to answer 100 Continue
        message = await self._receive()
        self.is_complete = not message.get("more_body", False)
        return message

    async def discard(self, seconds: float, max_bytes: int) -> bool:
        """Read on for so much time and so many bytes; returns whether the body ends within them."""
        task = asyncio.current_task()
        is_cancelled = task is not None and task.cancelling() > 0  # the server stops, and waits for no one
        if not self.is_complete and self._is_sent and not is_cancelled:
            reading = asyncio.ensure_future(self._read(max_bytes))
            await asyncio.wait({reading}, timeout=seconds)
            reading.cancel()
        return self.is_complete

    async def _read(self, max_bytes: int) -> None:
        while max_bytes > 0 and (message := await self.receive()).get("more_body", False):
            max_bytes -= len(message["body"])


def _printable(path: str) -> str:
    """The path with control characters escaped: they could move a terminal's cursor, or end the line of the log."""
    return path if path.isprintable() else "".join(char if char.isprintable() else repr(char)[1:-1] for char in path)
