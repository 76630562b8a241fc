"""`/docs` and `/redoc` work without the internet: nothing they load comes from another host."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

PAGES = ["/docs", "/redoc"]


class Loads(HTMLParser):
    """The addresses a page loads, and what it says in scripts of its own."""

    def __init__(self, page):
        super().__init__()
        self.addresses, self.inline, self._in_script = [], "", False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        self.addresses += [value for name, value in attributes if name in ("src", "href", "spec-url")]
        self.inline += "".join(value for name, value in names.items() if name.startswith("on"))
        self._in_script = tag == "script"

    def handle_endtag(self, tag):
        self._in_script = False

    def handle_data(self, text):
        self.inline += text.strip() if self._in_script else ""


def loads(client, page):
    return Loads(client.get(page).text)


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_html(client, page):
    response = client.get(page)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_everything_a_page_loads_comes_from_us_and_is_there(client, page):
    addresses = loads(client, page).addresses
    assert len(addresses) >= 3
    for address in addresses:
        assert urlsplit(address).netloc == ""
        response = client.get(urljoin(page, address))
        assert response.status_code == 200
        assert response.content


@pytest.mark.parametrize("page", PAGES)
def test_no_script_stands_in_the_page(client, page):
    assert loads(client, page).inline == ""


@pytest.mark.parametrize("page", PAGES)
def test_the_browser_is_told_to_load_nothing_foreign(client, page):
    policy = client.get(page).headers["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert "script-src" not in directives
    assert "http" not in policy


def test_the_documentation_starts_from_our_own_description(client):
    start = client.get("/docs/start.js")
    assert start.headers["content-type"].startswith("text/javascript")
    assert 'url: "/openapi.json"' in start.text
    assert "http" not in start.text


@pytest.mark.parametrize(
    ("suffix", "media_type"), [(".js", "text/javascript"), (".css", "text/css"), (".png", "image/png")]
)
def test_files_are_declared_as_what_they_are(client, suffix, media_type):
    for address in {each for page in PAGES for each in loads(client, page).addresses if each.endswith(suffix)}:
        assert client.get(address).headers["content-type"].startswith(media_type)
