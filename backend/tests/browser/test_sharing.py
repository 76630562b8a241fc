"""Links, files and paper."""

import json
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import choose, design, field, link, price_line, tab, visit


def shared_link(page: Page) -> str:
    page.get_by_role("button", name="Share", exact=True).click()
    return page.get_by_label("Link to this design").input_value()


def test_a_link_brings_the_same_design_to_another_visitor(page: Page, open_page: OpenPage) -> None:
    visit(page)
    field(page, "Horizon").fill("30")
    expect(page.get_by_label("Key figures")).to_contain_text("before:")
    other = open_page(viewport={"width": 1440, "height": 900})
    visit(other, shared_link(page))
    expect(field(other, "Horizon")).to_have_value("30")


def test_a_link_pasted_over_the_address_of_the_page_is_opened(page: Page) -> None:
    visit(page)
    page.goto(link(design("op")))
    expect(page.get_by_role("heading", level=2, name="Optimism")).to_be_visible()


def test_the_design_in_a_link_is_never_sent_to_the_server(page: Page) -> None:
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, link(design()))
    assert not [url for url in asked if "design=" in url.split("#")[0]]


def test_a_broken_link_is_said_so_and_something_real_is_shown(page: Page) -> None:
    visit(page, "/#design=incomplete")
    expect(page.get_by_role("alert").first).to_contain_text("link is incomplete")


def test_an_exported_design_comes_back_by_import(page: Page, tmp_path: Path) -> None:
    visit(page, link(design("op")))
    with page.expect_download() as saving:
        page.get_by_role("button", name="Export", exact=True).click()
    saving.value.save_as(tmp_path / "design.json")
    assert json.loads((tmp_path / "design.json").read_text()) == design("op")
    choose(page, "Arbitrum")
    page.get_by_label("Import").set_input_files(tmp_path / "design.json")
    expect(page.get_by_role("heading", level=2, name="Optimism")).to_be_visible()


def test_a_file_that_is_no_design_is_refused_by_name(page: Page, tmp_path: Path) -> None:
    (tmp_path / "poem.json").write_text("[1, 2]")
    visit(page)
    page.get_by_label("Import").set_input_files(tmp_path / "poem.json")
    expect(page.get_by_role("alert").first).to_contain_text("poem.json is not a design")


@pytest.mark.parametrize("format", ["csv", "parquet", "json"])
def test_a_downloaded_result_is_the_apis_own(arbitrum: Page, client: httpx.Client, format: str) -> None:
    with arbitrum.expect_download() as saving:
        arbitrum.get_by_label("Download all results").get_by_role("button", name=format.upper()).click()
    download = saving.value
    job = Path(download.suggested_filename).stem
    from_the_api = client.get(f"/api/v2/abm/jobs/{job}/results", params={"format": format})
    assert Path(download.path()).read_bytes() == from_the_api.content


def test_a_chart_is_saved_as_a_picture_that_stands_alone(arbitrum: Page) -> None:
    chart = arbitrum.locator("#chart-price")
    with arbitrum.expect_download() as saving:
        chart.get_by_role("button", name="SVG").click()
    svg = Path(saving.value.path()).read_text()
    assert svg.startswith("<svg")
    assert "var(--" not in svg


def test_a_name_that_is_a_formula_is_text_in_a_table(page: Page) -> None:
    request = design()
    first, *others = request["buckets"]
    visit(page, link({**request, "buckets": [{**first, "bucket": "=HYPERLINK(1)"}, *others]}))
    tab(page, "Supply")
    with page.expect_download() as saving:
        page.locator("#chart-unlocks").get_by_role("button", name="CSV").click()
    assert "'=HYPERLINK(1)" in Path(saving.value.path()).read_text().splitlines()[0]


def test_a_chart_is_saved_as_pixels(arbitrum: Page) -> None:
    with arbitrum.expect_download() as saving:
        arbitrum.locator("#chart-price").get_by_role("button", name="PNG").click()
    assert Path(saving.value.path()).read_bytes().startswith(b"\x89PNG")


def test_on_paper_there_is_a_report_and_nothing_of_the_screen(page: Page) -> None:
    visit(page)
    page.emulate_media(media="print")
    report = page.locator(".report")
    for words in ("The largest cliff is", "not a forecast", "Assumptions, not facts", "seed 7", "Why", "Risk"):
        expect(report).to_contain_text(words)
    expect(report.locator(".paper-chart svg").first).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator("form.form")).to_be_hidden()


def test_the_report_is_two_pages_and_the_screen_comes_back_after_it(page: Page) -> None:
    visit(page)
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(pages) == 2
    expect(page.locator(".report")).to_have_count(0)
    expect(price_line(page)).to_be_visible()


def test_the_report_tells_schedules_in_words_and_the_futures_that_hurt_most(page: Page) -> None:
    visit(page)
    tab(page, "What to do")
    page.get_by_role("button", name="Stress this design").click()
    expect(page.get_by_role("region", name="The design in each future")).to_be_visible(timeout=60_000)
    page.emulate_media(media="print")
    report = page.locator(".report")
    expect(report).to_contain_text("25 % in month 12; 75 % in equal instalments from month 12 to 48")
    futures = report.locator("section", has_text="Stress: the 6 worst of")
    expect(futures.locator("tbody tr")).to_have_count(7)  # the design as it is stands before them


def test_the_report_of_a_token_typed_over_a_real_one_says_nothing_of_that(page: Page) -> None:
    visit(page)
    field(page, "Total supply").fill("5e9")
    expect(page.locator(".look-at")).to_contain_text("The largest cliff is")
    page.emulate_media(media="print")
    expect(page.locator(".report")).not_to_contain_text("1,111.75 million")
