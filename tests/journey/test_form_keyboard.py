"""The whole form with the keyboard alone: every stop is seen, and no page is a trap."""

from typing import TYPE_CHECKING, Any

import pytest

from models.vocabulary import StoryState
from tests.journey.form_site import Site
from tests.journey.narrating import STORY
from tests.journey.test_form_access import FORMS

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_STOPS = 250
QUICK = {"makkelijk", "volwassene"}
OF_GROUPS = {"panel", "spiegel"}
"""What is written of a session waits until everybody who was there said yes."""
STOP = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const label = at.labels && at.labels[0], around = label && getComputedStyle(label);
  const outlined = one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2;
  const seen = [style, around].some(one => one && (outlined(one) || one.boxShadow !== 'none'));
  const group = at.closest('fieldset');
  return {
    tag: at.tagName, kind: at.type || '', name: at.name || '', value: at.value || '',
    id: at.id, words: at.textContent.trim().slice(0, 40),
    answered: !!(group && group.querySelector('input:checked')),
    seen: seen || at === document.body,
    inside: box.bottom > 0 && box.top < innerHeight,
  };
}"""


@pytest.mark.parametrize(
    "form",
    [pytest.param(form, marks=[] if form in QUICK else [pytest.mark.slow]) for form in FORMS],
)
def test_a_story_is_told_with_the_keyboard_alone(lively: "Page", site: Site, form: str) -> None:
    unseen: list[str] = []
    lively.goto(f"{site.address}/formulier/{form}")
    _go(lively, "verder", unseen)
    _go(lively, "verder", unseen)
    for _ in range(3):
        if "/betekenis" not in lively.url:
            break
        _go(lively, "verder", unseen)
    _go(lively, "verder", unseen)
    assert "/nakijken" in lively.url
    _go(lively, "ja", unseen)
    assert "/uw-code" in lively.url
    assert unseen == []
    waits = form in OF_GROUPS
    told = StoryState.AWAITING_NARRATOR if waits else StoryState.APPROVED
    assert [story.state for story in site.stories()] == [told]


def _go(page: "Page", action: str, unseen: list[str]) -> None:
    """Tab through a page, answer what can be answered, and press Enter on the button."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if not (stop["seen"] and stop["inside"]):
            unseen.append(f"{page.url}: {stop['tag']} {stop['id']} {stop['words']}")
        if stop["name"] == "actie" and stop["value"] == action:
            with page.expect_navigation(wait_until="load"):
                page.keyboard.press("Enter")
            return
        _answer(page, stop)
    raise AssertionError(f"no button {action} on {page.url}")


def _answer(page: "Page", stop: dict[str, Any]) -> None:
    if stop["name"] == "mag":
        if stop["value"] == "associatie":
            page.keyboard.press("Space")
    elif stop["tag"] == "TEXTAREA":
        page.keyboard.insert_text(STORY if stop["id"] == "tekst" else "Zij belde terug.")
    elif stop["tag"] == "SELECT" and stop["id"] == "team":
        page.keyboard.press("ArrowDown")
    elif stop["kind"] in {"radio", "checkbox"} and not stop["answered"]:
        page.keyboard.press("Space")
    elif stop["kind"] == "range":
        for _ in range(3):
            page.keyboard.press("ArrowRight")
    elif stop["kind"] == "number" and stop["id"].endswith("-0"):
        page.keyboard.insert_text("10")
    elif stop["id"] == "mensen" and not stop["value"]:
        page.keyboard.insert_text("2")
