"""The real browser that the journeys drive: Debian's chromium, on a server of our own.

Without chromium the journeys are skipped on somebody's own machine, with the reason; where
`CI` is set they fail, because a check that nobody ran is no check.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.sealing import Sealer
from tests.journey.form_site import Site, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (320, 1280)
HERE = Path(__file__).parent
CHROMIUM = Path("/usr/bin/chromium")
MISSING = (
    "chromium ontbreekt; installeer het met: apt install chromium "
    "(the browser journeys need Debian's chromium)"
)
# Debian's chromium in a container: no sandbox of its own, no traffic of its own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as a journey."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse to pretend: without the browser a journey has not been made."""
    if CHROMIUM.exists():
        return
    if os.environ.get("CI"):
        pytest.fail(MISSING, pytrace=False)
    pytest.skip(MISSING)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One chromium for all journeys; every test makes its own context in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path, migrated_sqlite: Path, sealer: Sealer) -> Iterator[Site]:
    """A running form of one test."""
    with served(tmp_path, migrated_sqlite, sealer) as site:
        yield site


@pytest.fixture(params=[(w, js) for js in (True, False) for w in WIDTHS], ids=str)
def page(request: pytest.FixtureRequest, browser: "Browser") -> Iterator["Page"]:
    """A narrator's screen: narrow or wide, with or without JavaScript."""
    width, scripts = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, locale="nl-NL"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def lively(browser: "Browser") -> Iterator["Page"]:
    """A wide screen with JavaScript, whose every complaint fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert [text for text in complaints if "status of 4" not in text] == []
