"""What proxies say of a request: who asks, by which scheme, and below which path the service is shown."""

import re
from collections.abc import Collection, Sequence
from typing import Any, cast

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_PATH = re.compile(r"(/[0-9A-Za-z._~-]+)+")
_LONGEST_PREFIX = 200


class BelowPath(ProxyHeadersMiddleware):
    """Believes X-Forwarded-For, -Proto and -Prefix of trusted proxies, and knows the path below which the service is.

    The path then is the `root_path` of every request, whether the proxy has taken it off the address or not.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str], root_path: str, tops: Collection[str]) -> None:
        """`tops` are the first parts of all addresses there are."""
        super().__init__(cast(Any, app), list(trusted))
        self._root_path, self._tops = root_path, tops

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        await super().__call__(self._placed(scope) if scope["type"] == "http" else scope, receive, send)

    def _placed(self, scope: Any) -> Any:
        root = self._prefix(scope) or self._root_path
        if not root:
            return scope
        path: str = scope["path"]
        is_there = path == root or (path.startswith(f"{root}/") and path[len(root) :].split("/")[1] in self._tops)
        if is_there:
            return {**scope, "root_path": root}
        raw = root.encode() + scope.get("raw_path", path.encode())
        return {**scope, "root_path": root, "path": root + path, "raw_path": raw}

    def _prefix(self, scope: Scope) -> str:
        """What a trusted proxy says that it has taken off the address."""
        client = scope.get("client")
        if client is None or client[0] not in self.trusted_hosts:
            return ""
        prefix = Headers(scope=scope).get("x-forwarded-prefix", "").rstrip("/")
        return prefix if len(prefix) <= _LONGEST_PREFIX and _PATH.fullmatch(prefix) else ""
