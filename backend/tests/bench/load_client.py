"""A client that costs little beside what it measures: requests are bytes made beforehand, one connection stays open."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

Address: TypeAlias = tuple[str, int]

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_EVENT = re.compile(rb"id: (\d+)\r?\ndata: (\{.*?\})\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer; its headers only cut it out."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


def get(path: str) -> bytes:
    """A request for a path."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()


def delete(path: str) -> bytes:
    """A request to remove what is at a path."""
    return f"DELETE {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()


def post(path: str, value: object) -> bytes:
    """A request that brings JSON to a path."""
    body = json.dumps(value).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Connection(asyncio.Protocol):
    """A connection that is kept: one question, one answer, the next question."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._transport: asyncio.Transport
        self._answer: asyncio.Future[Answer]
        self._gone: asyncio.Future[None]

    @classmethod
    @asynccontextmanager
    async def to(cls, address: Address) -> "AsyncIterator[Connection]":
        """Connected to a server for as long as it is needed."""
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(cls, *address)
        connection._gone = loop.create_future()
        try:
            yield connection
        finally:
            connection._transport.close()
            await connection._gone

    async def ask(self, request: bytes) -> Answer:
        """The answer to a request."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    async def timed(self, request: bytes, status: int) -> float:
        """Seconds until the answer, which must have this status."""
        begin = time.perf_counter()
        answer = await self.ask(request)
        seconds = time.perf_counter() - begin
        assert answer.status == status, answer
        return seconds

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Called by the event loop: an answer may come in pieces."""
        self._received += data
        head = self._received.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._received, 0, head + 2)
        end = head + 4 + (int(length[1]) if length else 0)
        if len(self._received) < end:
            return
        answer = Answer(int(self._received[9:12]), bytes(self._received[head + 4 : end]))
        self._received.clear()
        self._answer.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        """Called by the event loop."""
        if hasattr(self, "_answer") and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError("the server hung up"))
        self._gone.set_result(None)


@dataclass(frozen=True, slots=True)
class Heard:
    """One event of a job, and when it arrived."""

    at: float
    sequence: int
    is_done: bool


@dataclass
class Listener(asyncio.Protocol):
    """Listens to one job's events until the server hangs up."""

    job_id: str
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rest = b""
        self._transport: asyncio.Transport
        self.ended = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, address: Address, job_id: str) -> "Listener":
        """Connected, and asking for the events of a job; the connection ends with them."""
        _, listener = await asyncio.get_running_loop().create_connection(lambda: cls(job_id), *address)
        head = f"GET /api/v2/abm/jobs/{job_id}/stream HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
        listener._transport.write(head.encode())
        return listener

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Called by the event loop: notes each event that is whole."""
        now, text = time.perf_counter(), self._rest + data
        last = 0
        for event in _EVENT.finditer(text):
            self.heard.append(Heard(now, int(event[1]), b'"type":"done"' in event[2]))
            last = event.end()
        self._rest = text[last:]

    def connection_lost(self, error: Exception | None) -> None:
        """Called by the event loop: the stream is over."""
        self.ended.set_result(error)
