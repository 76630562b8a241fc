"""The page, `/docs` and `/redoc` as files: nothing comes from another host, and nothing is loaded twice."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.api.routes.page import mount_page

PAGES = ["/", "/docs", "/redoc"]
GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}


class Loads(HTMLParser):
    """The addresses a page loads, and what it says in scripts of its own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline, self._in_script = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = dict(attributes)
        self.addresses += [value or "" for name, value in attributes if name in ("src", "href")]
        self.inline += "".join(value or "" for name, value in names.items() if name.startswith("on"))
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, text: str) -> None:
        self.inline += text.strip() if self._in_script else ""


def loads(client: httpx.Client, page: str) -> Loads:
    return Loads(client.get(page).text)


def assets(client: httpx.Client) -> list[str]:
    """The hashed files that the pages name."""
    named = {each for page in PAGES for each in loads(client, page).addresses if each.startswith("/assets/")}
    assert len(named) >= 6
    return sorted(named)


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_html(client: httpx.Client, page: str) -> None:
    response = client.get(page)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_everything_a_page_loads_comes_from_us_and_is_there(client: httpx.Client, page: str) -> None:
    addresses = loads(client, page).addresses
    assert len(addresses) >= 3
    for address in addresses:
        assert urlsplit(address).netloc == ""
        response = client.get(urljoin(page, address))
        assert response.status_code == 200
        assert response.content


@pytest.mark.parametrize("page", PAGES)
def test_no_script_stands_in_the_page(client: httpx.Client, page: str) -> None:
    assert loads(client, page).inline == ""


@pytest.mark.parametrize("page", PAGES)
def test_the_browser_is_told_to_load_nothing_foreign(client: httpx.Client, page: str) -> None:
    policy = client.get(page).headers["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert "script-src" not in directives
    assert "http" not in policy


@pytest.mark.parametrize(
    ("suffix", "media_type"), [(".js", "text/javascript"), (".css", "text/css"), (".svg", "image/svg+xml")]
)
@pytest.mark.parametrize("headers", [GZIP, PLAIN])
def test_files_are_declared_as_what_they_are(
    client: httpx.Client, suffix: str, media_type: str, headers: dict[str, str]
) -> None:
    named = [each for each in assets(client) if each.endswith(suffix)]
    assert named
    for address in named:
        assert client.get(address, headers=headers).headers["content-type"].startswith(media_type)


def test_a_page_is_asked_for_each_time_and_sent_when_it_has_changed(client: httpx.Client) -> None:
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["cache-control"] == again.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/", headers={"If-None-Match": '"another"'}).status_code == 200


def test_an_asset_is_kept_for_ever(client: httpx.Client) -> None:
    for address in assets(client):
        for headers in (GZIP, PLAIN):
            assert (
                client.get(address, headers=headers).headers["cache-control"] == "public, max-age=31536000, immutable"
            )


def test_an_asset_is_the_same_compressed_and_plain(client: httpx.Client) -> None:
    for address in assets(client):
        packed, plain = (client.get(address, headers=headers) for headers in (GZIP, PLAIN))
        assert (packed.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert packed.content == plain.content


def test_what_only_asks_whether_the_page_is_there_is_told_so(client: httpx.Client) -> None:
    response = client.head("/")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("path", ["nothing.js", "", "../built-from", "..%2Fbuilt-from", "%00"])
@pytest.mark.parametrize("headers", [GZIP, PLAIN])
def test_an_unknown_asset_is_a_problem(client: httpx.Client, path: str, headers: dict[str, str]) -> None:
    response = client.get(f"/assets/{path}", headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_where_no_page_was_built_a_sentence_says_how_to(tmp_path: Path) -> None:
    app = FastAPI(docs_url=None, redoc_url=None)
    mount_page(app, tmp_path)
    client = TestClient(app)
    for page in PAGES:
        response = client.get(page)
        assert (response.status_code, response.headers["content-type"]) == (503, "text/plain; charset=utf-8")
        assert "`make run` builds it" in response.text
    assert client.get("/assets/index.js").status_code == 404
