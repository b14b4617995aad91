"""Every page of every ready form for everybody: axe, narrow, wide, enlarged, high contrast, keys.

axe-core checks the rules of WCAG 2.2 A and AA that a computer can check; the rest is looked at
here: nothing sticks out, every target is large enough, and the keyboard alone is enough.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from tests.journey.form_site import Site, sticking_out
from tests.journey.narrating import come_back, tell_everything

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FORMS = (
    "verhaal",
    "jongere",
    "ouder",
    "volwassene",
    "makkelijk",
    "professional",
    "panel",
    "spiegel",
)
SCREENS: dict[str, dict[str, Any]] = {
    "smal": {"viewport": {"width": 320, "height": 640}},
    "breed": {"viewport": {"width": 1280, "height": 900}},
    # A screen of 1280 by 1024 at 400 per cent.
    "vergroot": {"viewport": {"width": 320, "height": 256}},
    "contrast": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
}
OTHERS = ("/privacy", "/toegankelijkheid", "/hulp", "/stoppen", "/bestaat-niet", "/papier/jongere")
TARGETS = """() => [...document.querySelectorAll('main button, main summary, main input')]
  .filter(part => part.checkVisibility() && part.type !== 'hidden')
  .map(part => [part, part.getBoundingClientRect()])
  .filter(([_, box]) => box.width > 1 && Math.min(box.width, box.height) < 24)
  .map(([part, box]) => `${part.tagName} ${part.name} ${box.width}x${box.height}`)"""


def _cases() -> Iterator[Any]:
    """Every way of looking, each at another form; every form in every way in test-all."""
    quick = {
        ("verhaal", "smal", True),
        ("panel", "smal", True),
        ("jongere", "breed", False),
        ("makkelijk", "smal", False),
        ("makkelijk", "vergroot", True),
        ("volwassene", "contrast", True),
    }
    for form in FORMS:
        for screen in SCREENS:
            for scripts in (True, False):
                slow = (form, screen, scripts) not in quick
                marks = [pytest.mark.slow] if slow else []
                yield pytest.param(form, screen, scripts, marks=marks)
    for screen in ("smal", "vergroot"):
        yield pytest.param("jongere/en", screen, True, marks=[pytest.mark.slow])


@pytest.mark.parametrize(("form", "screen", "scripts"), _cases())
def test_the_whole_journey_is_there_for_everybody(
    browser: "Browser", site: Site, form: str, screen: str, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts, locale="nl-NL", **SCREENS[screen])
    page = context.new_page()
    checker = page if scripts else browser.new_context(**SCREENS[screen]).new_page()
    wrong: dict[str, list[str]] = {}

    def look(name: str) -> None:
        if not scripts:
            _copy(page, checker)
        if found := [*_axe(checker), *sticking_out(page), *page.evaluate(TARGETS)]:
            wrong[name] = found

    codes = tell_everything(page, f"{site.address}/formulier/{form}", look)
    come_back(page, site, codes, look)
    context.close()
    checker.context.close()
    assert wrong == {}


@pytest.mark.parametrize("address", OTHERS)
def test_the_other_pages_are_there_for_everybody(lively: "Page", site: Site, address: str) -> None:
    lively.set_viewport_size({"width": 320, "height": 640})
    lively.goto(site.address + address)
    assert [*_axe(lively), *sticking_out(lively)] == []


def test_axe_sees_a_fault(lively: "Page", site: Site) -> None:
    lively.goto(site.address)
    lively.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input>')")
    assert any(fault.startswith("label:") for fault in _axe(lively))


def _copy(page: "Page", checker: "Page") -> None:
    """The page as it stands, without its scripts: axe itself needs a screen that can run it."""
    body = re.sub(r"<script\b.*?</script>", "", page.content(), flags=re.DOTALL)
    checker.unroute_all()
    checker.route(
        page.url, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")
    )
    checker.goto(page.url)


def _axe(page: "Page") -> list[str]:
    """Broken rules with the places where they are broken."""
    page.evaluate(_engine())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@lru_cache
def _engine() -> str:
    file = resources.files("axe_playwright_python").joinpath("axe.min.js")
    return file.read_text(encoding="utf-8")
