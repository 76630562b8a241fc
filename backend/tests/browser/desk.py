"""What the stories of the page have in common: a design on the desk, and where its parts are."""

import base64
import itertools
import json
import re
import zlib
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, ViewportSize, expect

from app.scenarios.library import ScenarioLibrary

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


def design(scenario: str = "arb", **monte_carlo: Any) -> dict[str, Any]:
    """A shipped scenario's request, with trials where they are asked for."""
    request = ScenarioLibrary.shipped().get(scenario).request
    return {**request, "monte_carlo": monte_carlo} if monte_carlo else dict(request)


def link(request: dict[str, Any]) -> str:
    """The address that brings a design: JSON, deflated, in URL-safe base64."""
    squeezed = zlib.compress(json.dumps(request).encode(), wbits=-15)
    return f"/#design={base64.urlsafe_b64encode(squeezed).decode().rstrip('=')}"


def prices(client: httpx.Client, request: dict[str, Any]) -> list[str]:
    """The price of each month of a design, as the page writes it."""
    rows = client.post("/api/v2/abm/simulate-sync", json=request).json()["global_metrics"]
    return [re.sub(r"\.\d$", r"\g<0>0", f"${row['price']:.4g}") for row in rows]


def visit(page: Page, address: str = "/") -> None:
    """Open the page and wait until its first chart stands."""
    page.goto(address)
    expect(price_line(page)).to_be_visible()


def put(page: Page, request: dict[str, Any]) -> None:
    """Put a design on the desk of a page that stands, as a link pasted over its address does; its name tells when."""
    turn = next(_TURNS)
    name = f"{request['token'].get('name', 'Mine')} {turn}"
    page.goto(link({**request, "token": {**request["token"], "name": name}}))
    expect(page.get_by_role("heading", level=2, name=name, exact=True)).to_be_visible()


_TURNS = itertools.count(1)


def price_line(page: Page) -> Locator:
    """The line of the run on the desk in the price chart."""
    return page.locator("#chart-price [aria-label='line'] path").first


def uncertainty(page: Page) -> Locator:
    """The part of the page that says how sure it is."""
    return page.get_by_role("region", name="Uncertainty")


def bands(page: Page) -> Locator:
    """The bands of the price chart: eight of ten trials, and half of them."""
    return page.locator("#chart-price [aria-label='area']")


def field(page: Page, name: str) -> Locator:
    """A text field of the form, by the beginning of its label."""
    return page.get_by_role("form", name="Design").get_by_role("textbox", name=name)


def tab(page: Page, name: str) -> None:
    """Look at another part of the economy."""
    page.get_by_role("tab", name=name).click()


def choose(page: Page, name: str) -> None:
    """Put a design of the library, or one's own, on the desk."""
    page.locator(".chooser").click()
    page.get_by_label("Find a design").fill(name)
    page.get_by_role("dialog").get_by_role("button", name=name).first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def chosen(page: Page) -> Locator:
    """The name of the design that the one on the desk began as."""
    return page.locator(".chooser b")
