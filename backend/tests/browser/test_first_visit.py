"""What a designer sees who opens the page."""

from playwright.sync_api import expect


def test_the_page_stands(page):
    page.goto("/")
    expect(page).to_have_title("Cliffcast")
    expect(page.locator("#page > *").first).to_be_visible()
