"""The HTML report in a real browser: no violation that axe finds, and it works without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from govern.evidence.reports.html_page import html_page
from tests.surroundings import require_tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from govern.evidence.reports.model import EvidenceReport

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = require_tool("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu"]
        )
        yield running
        running.close()


@pytest.fixture(scope="module")
def page_file(story: EvidenceReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(html_page(story), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, page_file: Path, scheme: str) -> None:
    # axe itself is a script, which the page's own policy would not let in.
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # type: ignore[arg-type]  # a word of two
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()
    assert found.response["passes"]  # it did look


def test_it_asks_the_network_for_nothing_and_breaks_no_rule_of_its_own(
    browser: Browser, page_file: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(page_file.as_uri())
    assert asked == [page_file.as_uri()]
    assert said == []
    context.close()


def test_filters_narrow_a_table_by_keyboard_alone(browser: Browser, page_file: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(page_file.as_uri())
    box = page.get_by_label("Filter: Every finding: open ones first; then accepted and resolved")
    box.focus()
    page.keyboard.type("K014 open")
    rows = page.locator("section[aria-labelledby=findings] tbody tr")
    visible = [row for row in rows.all() if row.is_visible()]
    assert 0 < len(visible) < rows.count()
    assert all("K014" in row.inner_text() for row in visible)
    status = page.locator("section[aria-labelledby=findings] [role=status]").inner_text()
    assert status == f"{len(visible)} of {rows.count()} rows"
    context.close()


def test_without_scripts_everything_is_there(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert page.locator("input").count() == 0
    rows = page.locator("section[aria-labelledby=findings] tbody tr")
    assert all(row.is_visible() for row in rows.all())
    context.close()
