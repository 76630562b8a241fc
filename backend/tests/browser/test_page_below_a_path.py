"""The page and the documentation of a service that a proxy shows below a path."""

import pytest
from playwright.sync_api import Page, expect

from tests.stories.serving import Serve, Server


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    """A service below /desk."""
    return serve(root_path="/desk")


def test_the_desk_works_below_a_path(page: Page) -> None:
    page.goto("/desk/")
    expect(page.locator("svg").first).to_be_visible()
    expect(page.get_by_role("link", name="API")).to_have_attribute("href", "/desk/docs")


@pytest.mark.parametrize("address", ["/desk/docs", "/desk/redoc"])
def test_the_documentation_works_below_a_path(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("Simulate and wait for the result").filter(visible=True).first).to_be_visible()
