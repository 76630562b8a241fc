"""What a designer has saved outlives the service that ran it."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.desk import DESKTOP, field, visit
from tests.stories.serving import Server, free_port


def test_own_designs_survive_a_reload_and_a_restart_of_the_service(browser: Browser, tmp_path: Path) -> None:
    port = free_port()

    def start(name: str) -> Server:
        server = Server.start(tmp_path / name, port=port, archive_url=tmp_path / f"{name}.db")
        server.await_ready()
        return server

    first = start("first")
    page = browser.new_page(base_url=first.url, viewport=DESKTOP)
    visit(page)
    page.get_by_role("textbox", name="Name", exact=True).fill("Mine")
    field(page, "Horizon").fill("24")
    page.get_by_role("button", name="Save", exact=True).click()
    first.stop()
    second = start("second")
    page.reload()
    expect(field(page, "Horizon")).to_have_value("24")
    page.get_by_role("button", name="My designs").click()
    expect(page.get_by_label("Name of the design Mine")).to_have_value("Mine")
    page.context.close()
    second.stop()
