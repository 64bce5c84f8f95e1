"""A reader searches, narrows, drills and comes back, with and without scripts."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from searchapp.web import create_app
from tests.support.search_oracle import write_corpus
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
)  # fmt: skip
PATIENCE_MS = PATIENCE_SECONDS * 1_000
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PAGES = ("/", "/search", "/search?q=water&source=lumen-institute&date_from=2024&date_to=2024",
         "/search?q=zzz&source=lumen-institute", "/search?q=solar", "/facets/organization",
         "/about", "/nope")  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on the loopback interface, over an index of the test newsroom."""
    settings = write_corpus(tmp_path_factory.mktemp("site"))
    server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium; skips where there is none, fails in CI."""
    if not CHROMIUM.exists():
        reason = f"no browser at {CHROMIUM}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, timeout=PATIENCE_MS
        )
        yield browser
        browser.close()


def opened(browser: Browser, site: str, *, scripts: bool = True, phone: bool = False) -> Page:
    """Return an empty tab of a reader of the site."""
    context = browser.new_context(
        base_url=site,
        viewport=PHONE if phone else WIDE,  # type: ignore[arg-type]
        java_script_enabled=scripts,
    )
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def complaints(page: Page) -> list[str]:
    """Return the list that errors of the page are added to."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda each: heard.append(each.text) if each.type == "error" else None)
    return heard


@pytest.mark.parametrize("scripts", [True, False])
def test_search_narrow_and_come_back(browser: Browser, site: str, scripts: bool) -> None:
    """Search, add a facet, remove its chip; Back goes through every step. Scripts add nothing."""
    page = opened(browser, site, scripts=scripts)
    heard = complaints(page)
    page.goto("/")
    role: Literal["combobox", "searchbox"] = "combobox" if scripts else "searchbox"
    page.get_by_role(role, name="Search the releases").fill("water")
    page.get_by_role("button", name="Search").click()
    summary = page.get_by_role("status")
    expect(summary).to_contain_text("results for water")
    before = summary.inner_text()

    source = page.get_by_role("link", name=re.compile("^Add filter: Source is Lumen"))
    count = source.locator(".count").inner_text().split()[0]
    source.click()
    expect(summary).to_contain_text(f"{count} results")
    expect(summary).to_contain_text("1 filter")
    page.get_by_role("link", name="Remove filter: Source is Lumen Institute", exact=True).click()
    expect(summary).to_have_text(before)

    page.go_back()
    expect(summary).to_contain_text("1 filter")
    page.go_back()
    expect(summary).to_have_text(before)
    page.go_back()
    expect(page).to_have_url(f"{site}/")
    assert heard == []
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_drill_into_the_timeline(browser: Browser, site: str, scripts: bool) -> None:
    """Year, month, day: each bar narrows to itself and the crumbs lead back."""
    page = opened(browser, site, scripts=scripts)
    page.goto("/search")
    chips = page.locator(".chip")
    for label in ("2024", "March 2024", "22 March 2024"):
        page.get_by_role("link", name=re.compile(f"^{label}: ")).first.click()
        expect(chips).to_have_text([re.compile(f"Date\\s+{label}")])
    expect(page.get_by_role("status")).to_contain_text("1 filter")
    page.get_by_label("Wider date ranges").get_by_role("link", name="2024", exact=True).click()
    expect(chips).to_have_text([re.compile("Date\\s+2024")])
    page.get_by_text("As a table").click()
    page.get_by_role("table").get_by_role("link", name="March 2024").click()
    expect(chips).to_have_text([re.compile("Date\\s+March 2024")])
    page.context.close()


def test_forms_without_scripts(browser: Browser, site: str) -> None:
    """Dates and order apply by their buttons and keep the query and the filters."""
    page = opened(browser, site, scripts=False)
    page.goto("/search?q=water&language=en")
    page.get_by_label("From").fill("2021")
    page.get_by_label("To").fill("2023-06")
    page.get_by_role("button", name="Apply dates").click()
    expect(page).to_have_url(re.compile("q=water&language=en&date_from=2021&date_to=2023-06$"))
    page.get_by_label("Sort by").select_option("oldest")
    page.get_by_role("button", name="Apply order").click()
    expect(page).to_have_url(re.compile("sort=oldest"))
    expect(page.locator(".chip")).to_have_count(2)
    page.context.close()


def test_no_page_is_wider_than_a_phone(browser: Browser, site: str) -> None:
    """At 320 and 390 pixels nothing scrolls sideways, and filters fold behind a button with their
    count.
    """
    page = opened(browser, site, phone=True)
    page.set_viewport_size({"width": 320, "height": 700})
    for address in PAGES:
        page.goto(address)
        wide, seen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= seen == 320, address
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/search?per_page=100")
    releases = page.locator(".hit-title a").evaluate_all("all => all.map(a => a.href)")
    for address in (*PAGES, *releases[::6]):
        page.goto(address)
        wide, seen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= seen, address
    page.goto("/search?source=lumen-institute&language=en")
    value = page.get_by_role("link", name=re.compile("^Add filter: Person is Daniel Osei"))
    expect(value).to_be_hidden()
    page.locator("summary", has_text="Filters 2 active").click()
    expect(value).to_be_visible()
    box = value.bounding_box()
    assert box
    assert box["height"] >= 24
    value.click()
    expect(page.locator("summary", has_text="Filters 3 active")).to_be_visible()
    page.context.close()


def test_keyboard_and_suggestions(browser: Browser, site: str) -> None:
    """Slash goes to the box; arrows walk the suggestions; Escape closes; Enter takes one."""
    page = opened(browser, site)
    heard = complaints(page)
    page.goto("/search")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search the releases")
    expect(box).to_be_focused()
    page.keyboard.type("lumen")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value("lumen")
    page.keyboard.type(" ")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_text([re.compile("Lumen Institute")])
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("water/drop")
    expect(box).to_have_value("water/drop")
    assert heard == []
    page.context.close()


def test_choosing_an_order_applies_it(browser: Browser, site: str) -> None:
    """With scripts the order applies as soon as it is chosen."""
    page = opened(browser, site)
    page.goto("/search?source=lumen-institute")
    page.get_by_label("Sort by").select_option("title")
    expect(page).to_have_url(re.compile("sort=title"))
    page.context.close()
