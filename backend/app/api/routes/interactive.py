"""Swagger UI and ReDoc from our own files: no other host, no inline script."""

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)

_FILES = Path(fastapi_offline.__file__).parent / "static"
_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cliffcast API</title>
<link rel="icon" href="/docs-files/favicon.png">
{head}
</head>
<body>
{body}
</body>
</html>
"""
_SWAGGER_START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  presets: [SwaggerUIBundle.presets.apis],
});
"""


@router.get("/")
async def front_door() -> RedirectResponse:
    """Who comes by the front door is led to the interactive documentation."""
    return RedirectResponse("/docs")


@router.get("/docs")
async def swagger_ui() -> HTMLResponse:
    """The interactive documentation: every route can be tried."""
    head = '<link rel="stylesheet" href="/docs-files/swagger-ui.css">'
    body = (
        '<div id="swagger-ui"></div><script src="/docs-files/swagger-ui-bundle.js"></script>'
        '<script src="/docs/start.js"></script>'
    )
    return _page(head, body)


@router.get("/docs/start.js")
async def swagger_start() -> Response:
    """What the documentation page does when it has loaded."""
    return Response(_SWAGGER_START, media_type="text/javascript")


@router.get("/redoc")
async def redoc() -> HTMLResponse:
    """The documentation as one long page to read."""
    body = '<redoc spec-url="/openapi.json"></redoc><script src="/docs-files/redoc.standalone.js"></script>'
    return _page("", body)


def mount_documentation(app: FastAPI) -> None:
    """Serve the pages and the files they load."""
    app.include_router(router)
    app.mount("/docs-files", StaticFiles(directory=_FILES), name="docs-files")


def _page(head: str, body: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(head=head, body=body), headers={"Content-Security-Policy": _POLICY})
