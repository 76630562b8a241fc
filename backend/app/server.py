"""Serving on a socket, and leaving it well."""

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

MOST_HEAD_BYTES = 64 * 1024
"""Longest request line and headers together."""

_LINGER_SECONDS, _LINGER_BYTES = 1.0, 2**20
"""How long a client whose request was refused may go on sending before it is cut off."""

_GRACE_SECONDS = 5
"""How long connections get to end by themselves once the service stops."""


class DrainingServer(uvicorn.Server):
    """Ends jobs and event streams before it waits for connections to close: a stream would never end by itself."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._service_app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take no more work from this moment on: what were taken now would only be ended again."""
        refuse_work(self._service_app)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Drain, then close every connection."""
        await drain(self._service_app)
        await super().shutdown(sockets)


class BoundedHead(HttpToolsProtocol):
    """Refuses a request whose head is too long, before it takes more memory, and what is no request at all."""

    is_refused = False
    _head = _unheard = _discarded = 0
    """Bytes of address and headers; that have told nothing yet; that came after the refusal."""

    def data_received(self, data: bytes) -> None:
        """Read on, unless the request has been refused."""
        if self.is_refused:
            self._discarded += len(data)
            if self._discarded > _LINGER_BYTES:
                self.transport.close()
            return
        self._unheard += len(data)
        super().data_received(data)
        if self._unheard > MOST_HEAD_BYTES and not self.is_refused:
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._head = self._unheard = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A part of the address is there."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header is there."""
        self._count(len(name) + len(value) + len(b": \r\n"))
        super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """A part of the body is there."""
        self._unheard = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there."""
        self._unheard = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with it, and end the connection once the client has had time to read that."""
        self.is_refused = True
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            if cycle.response_started:
                self.transport.close()
                return
            cycle.disconnected = True  # it was the body that broke
            cycle.message_event.set()
        is_long = max(self._head, self._unheard) > MOST_HEAD_BYTES
        most = f"The address and headers of a request may be {MOST_HEAD_BYTES:,} bytes long."
        answer = problem(431, most) if is_long else problem(400, "This is no HTTP request.")
        lines = [
            f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}".encode(),
            b"connection: close",
        ]
        lines += [name + b": " + value for name, value in answer.raw_headers]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(answer.body)]))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    def _count(self, more: int) -> None:
        self._head += more
        if self._head > MOST_HEAD_BYTES:
            raise ValueError("the head is too long")  # the parser stops, and has send_400_response called


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
        proxy_headers=False,  # the application heeds them, which knows more of them
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    # uvicorn raises the signal again once it has left in good order; by then it means nothing but a clean exit
    signal.signal(signal.SIGTERM, _leave)
    DrainingServer(app, config).run()


def _leave(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # an interpreter that is closing would die of another one
    sys.exit(0)
