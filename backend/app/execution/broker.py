"""Celery's way through Redis, with four commands fewer for a message."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport.redis import Channel, QoS, Transport


class NotedMessages(QoS):
    """What is delivered and not acknowledged yet, noted and struck in one write each, but not in a transaction.

    A connection that breaks within one may leave a message that was delivered, in an index or without; the index goes
    first, so that none is delivered again for ever. Whatever a message says is on the leases, too.
    """

    @contextmanager
    def pipe_or_acquire(self, pipe: Any = None, client: Any = None) -> Iterator[Any]:
        """A pipeline, that of the caller where there is one."""
        if pipe:
            yield pipe
            return
        channel: Any = self.channel
        with channel.conn_or_acquire(client) as connected:
            yield connected.pipeline(transaction=False)


class NotingChannel(Channel):
    """A channel that notes messages so."""

    QoS = NotedMessages


class NotingTransport(Transport):
    """Connections with such channels."""

    Channel = NotingChannel


TRANSPORT = f"{__name__}:{NotingTransport.__name__}"
"""As Celery is told of it."""
