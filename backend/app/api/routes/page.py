"""The web page and the interactive documentation, served from the files that `hatch_build.py` builds."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.types import Scope

from app.api.content_negotiation import etag_matches

BUILT = Path(__file__).resolve().parents[2] / "page"

_DOCS_POLICY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
"""Swagger UI and ReDoc need inline styles."""

_PAGE_POLICY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}
"""A chart is saved as PNG by way of a blob: image that the page itself makes."""

_PAGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("/", "index.html", _PAGE_POLICY),
    ("/docs", "docs.html", _DOCS_POLICY),
    ("/redoc", "redoc.html", _DOCS_POLICY),
)

_NOT_BUILT = """The web page has not been built here: `make run` builds it, and so does installing the package.

The service works without it. What it does is described in /openapi.json.
"""


class Assets(StaticFiles):
    """Files whose names change with their content, so that clients cache them for ever; each has a .gz beside it."""

    async def check_config(self) -> None:
        """Check nothing: without a built page every file is just not found."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, gzipped where the client accepts that."""
        compressed = "gzip" in Headers(scope=scope).get("Accept-Encoding", "")
        response = await super().get_response(f"{path}.gz" if compressed else path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["Vary"] = "Accept-Encoding"
        if compressed:
            response.headers["Content-Encoding"] = "gzip"
        return response


def mount_page(app: FastAPI, built: Path = BUILT) -> None:
    """Serve the page, the documentation, and the files they load."""
    for address, name, headers in _PAGES:
        app.add_route(address, _page(built / name, headers), include_in_schema=False)
    app.mount("/assets", Assets(directory=built / "assets", check_dir=False))


def _page(file: Path, headers: dict[str, str]) -> Callable[[Request], Response]:
    """The handler of a page; browsers ask each time whether it has changed.

    The addresses in the page begin with the root path of the request.
    """

    def answer(request: Request) -> Response:
        if not file.is_file():
            return PlainTextResponse(_NOT_BUILT, status_code=503)
        root: str = request.scope.get("root_path", "")
        content = re.sub(rb' (href|src)="/', rb' \1="%s/' % root.encode(), file.read_bytes())
        etag = f'"{sha256(content).hexdigest()[:32]}"'
        answer_headers = headers | {"ETag": etag, "Cache-Control": "no-cache"}
        if etag_matches(etag, request.headers.get("If-None-Match", "")):
            return Response(status_code=304, headers=answer_headers)
        return HTMLResponse(content, headers=answer_headers)

    return answer
