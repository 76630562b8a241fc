"""How long we wait for Redis, and how often we try: so little that every call is answered within two seconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict

import redis
import redis.asyncio
import redis.asyncio.retry
import redis.retry
from redis.backoff import ConstantBackoff

from app.abm.async_engine.ports import StoreUnavailableError

ANSWER_WITHIN = 1.5
"""Seconds each call of an operation may take, whatever happens."""
BLOCK_SECONDS = 1.0
"""How long one read waits for events."""

AT_ONCE = 32
"""Most operations of a replica at a time; further ones wait for their turn."""

_SOCKET_SECONDS = 1.0
_SPARE = 4
"""Connections for what need not wait for its turn: whether Redis is there, and the hub."""
_RETRIES = 1
"""A connection that was lost while nobody used it is replaced; where that does not help, Redis is away."""
_AWAY = (
    redis.ConnectionError,
    redis.TimeoutError,
    redis.ReadOnlyError,
    redis.exceptions.OutOfMemoryError,
    TimeoutError,
)


class _Timeouts(TypedDict):
    socket_timeout: float
    socket_connect_timeout: float


_TIMEOUTS = _Timeouts(socket_timeout=_SOCKET_SECONDS, socket_connect_timeout=_SOCKET_SECONDS)


def for_operations(url: str) -> redis.asyncio.Redis:
    """A client for many operations at a time."""
    pool = redis.asyncio.BlockingConnectionPool.from_url(
        url,
        max_connections=AT_ONCE + _SPARE,
        timeout=_SOCKET_SECONDS,
        retry=redis.asyncio.retry.Retry(ConstantBackoff(0.02), _RETRIES, (redis.ConnectionError,)),
        **_TIMEOUTS,
    )
    return redis.asyncio.Redis.from_pool(pool)


def for_events(url: str) -> redis.asyncio.Redis:
    """A client of one connection that waits for events; whoever loses it has to catch up, so it is not replaced."""
    return redis.asyncio.Redis.from_url(
        url,
        single_connection_client=True,
        retry=redis.asyncio.retry.Retry(ConstantBackoff(0), 0),
        socket_timeout=BLOCK_SECONDS + _SOCKET_SECONDS,
        socket_connect_timeout=_SOCKET_SECONDS,
    )


def for_workers(url: str) -> redis.Redis:
    """A client for processes without an event loop."""
    retry = redis.retry.Retry(ConstantBackoff(0.02), _RETRIES, (redis.ConnectionError,))
    return redis.Redis.from_url(url, retry=retry, **_TIMEOUTS)


@contextmanager
def unavailable_when_away() -> Iterator[None]:
    """Says what it means for the service when Redis cannot be reached or will not be written to."""
    try:
        yield
    except _AWAY as error:
        raise StoreUnavailableError(f"Redis does not answer: {type(error).__name__} {error}") from error
