"""The interactive documentation stands in a browser, under its policy and without the internet."""

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("address", ["/docs", "/redoc"])
def test_the_documentation_lists_the_operations(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("Simulate and wait for the result").filter(visible=True).first).to_be_visible()


def test_an_operation_can_be_tried(page: Page) -> None:
    page.goto("/docs#/health/health")
    page.get_by_role("button", name="Execute").first.click()
    expect(page.get_by_text("Server response").first).to_be_visible()
