"""Serving on a socket, and leaving it well."""

import signal
import sys
from socket import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from app.main import drain
from app.settings import Settings

_GRACE_SECONDS = 5
"""How long connections get to end by themselves once the service stops."""


class PoliteServer(uvicorn.Server):
    """Ends jobs and event streams before it waits for connections to close: a stream would never end by itself."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._service_app = app

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Drain, then close every connection."""
        await drain(self._service_app)
        await super().shutdown(sockets)


def serve(app: FastAPI, settings: Settings) -> None:
    """Listen until SIGTERM or SIGINT; a second SIGTERM changes nothing."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    # uvicorn raises the signal again once it has left in good order; by then it means nothing but a clean exit
    signal.signal(signal.SIGTERM, _leave)
    PoliteServer(app, config).run()


def _leave(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # an interpreter that is closing would die of another one
    sys.exit(0)
