"""The HTTP server: uvicorn with a bounded request head and a clean shutdown."""

import signal
import sys
from http import HTTPStatus
from socket import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.api.errors import problem
from app.main import drain, refuse_work
from app.settings import Settings

MAX_HEAD_BYTES = 64 * 1024
"""Most bytes of the request line and headers together."""

_LINGER_SECONDS, _LINGER_BYTES = 1.0, 2**20
"""How long, and how much, a client whose request was refused may go on sending before the connection is closed."""

_GRACE_SECONDS = 5
"""How long connections may take to end by themselves when the service stops."""


class DrainingServer(uvicorn.Server):
    """Ends jobs and event streams before it waits for connections to close, since a stream does not end by itself."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._service_app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Accept no more jobs from the signal on: they would only be stopped again."""
        refuse_work(self._service_app)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Drain, then close every connection."""
        await drain(self._service_app)
        await super().shutdown(sockets)


class BoundedHead(HttpToolsProtocol):
    """Refuses a request whose head is too long before it takes more memory, and input that is not HTTP."""

    is_refused = False
    _head_bytes = _pending_bytes = _discarded_bytes = 0
    """Bytes of address and headers; received since the parser last reported anything; received after the refusal."""

    def data_received(self, data: bytes) -> None:
        """Parse what has been received, or discard it after a refusal."""
        if self.is_refused:
            self._discarded_bytes += len(data)
            if self._discarded_bytes > _LINGER_BYTES:
                self.transport.close()
            return
        self._pending_bytes += len(data)
        super().data_received(data)
        if self._pending_bytes > MAX_HEAD_BYTES and not self.is_refused:
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._head_bytes = self._pending_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A part of the address has been parsed."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header has been parsed."""
        self._count(len(name) + len(value) + len(b": \r\n"))
        super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """A part of the body has been parsed."""
        self._pending_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has been parsed to its end."""
        self._pending_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is wrong, and close the connection once the client has had time to read the answer."""
        self.is_refused = True
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            if cycle.response_started:
                self.transport.close()
                return
            cycle.disconnected = True  # the body is broken: whoever reads it is told that the client has gone
            cycle.message_event.set()
        is_too_long = max(self._head_bytes, self._pending_bytes) > MAX_HEAD_BYTES
        limit = f"The address and headers of a request may be {MAX_HEAD_BYTES:,} bytes long."
        answer = problem(431, limit) if is_too_long else problem(400, "This is no HTTP request.")
        lines = [
            f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}".encode(),
            b"connection: close",
        ]
        lines += [name + b": " + value for name, value in answer.raw_headers]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(answer.body)]))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            raise ValueError("the head is too long")  # the parser stops, and uvicorn calls send_400_response


def serve(app: FastAPI, settings: Settings) -> None:
    """Listen until SIGTERM or SIGINT; a second SIGTERM changes nothing."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=BoundedHead,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # BelowPath does that, and reads X-Forwarded-Prefix, too
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    # uvicorn raises the signal again after its clean shutdown; exit with status 0 then
    signal.signal(signal.SIGTERM, _exit_cleanly)
    DrainingServer(app, config).run()


def _exit_cleanly(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # another one would kill the interpreter while it closes
    sys.exit(0)
