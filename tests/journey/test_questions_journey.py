"""The questions of the ready forms in a real browser: coins, follow-up questions, and a thumb."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models.stories import Signification
from models.vocabulary import InputMode
from tests.journey.form_site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STORY = "Het wijkteam kwam bij ons thuis langs en luisterde goed naar iedereen."


def _press(page: "Page", name: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name, exact=True).first.click()


def _to_questions(page: "Page", site: Site, form: str) -> None:
    page.goto(f"{site.address}/formulier/{form}")
    _press(page, "Beginnen")
    page.get_by_label("Schrijf het hier op").fill(STORY)
    _press(page, "Verder")


def _modes(site: Site) -> dict[InputMode | None, dict[str, object]]:
    with site.house.database.reading() as session:
        return {one.input_mode: one.value for one in session.scalars(select(Signification))}


def test_ten_coins_are_divided_with_buttons(lively: "Page", site: Site) -> None:
    from playwright.sync_api import expect

    _to_questions(lively, site, "makkelijk")
    coins = lively.locator("[data-coins]").first
    more, less = (
        coins.get_by_role("button", name="meer"),
        coins.get_by_role("button", name="minder"),
    )
    for _ in range(10):
        more.nth(0).click()
    more.nth(0).dispatch_event("click")
    expect(coins).to_contain_text("Alle 10 muntjes zijn verdeeld.")
    for _ in range(4):
        less.nth(0).click()
    expect(coins).to_contain_text("U hebt nog 4 muntjes.")
    coins.locator("input[type=number]").nth(1).fill("7")
    expect(coins).to_contain_text("Dat zijn 3 muntjes te veel.")
    coins.locator("input[type=number]").nth(1).fill("4")
    assert coins.locator(".vp-coins__coin").count() == 10
    _press(lively, "Verder")
    lively.get_by_label("Over welk team gaat het?").select_option(index=1)
    _press(lively, "Verder naar nakijken")
    lively.get_by_label("De Associatie Wijkteams mag ervan leren").check()
    _press(lively, "Ja, dit mag gelezen worden")
    assert _modes(site) == {InputMode.COINS: {"shares": [0.6, 0.4, 0.0]}}


def test_a_follow_up_question_comes_and_goes_at_once(lively: "Page", site: Site) -> None:
    from playwright.sync_api import expect

    _to_questions(lively, site, "jongere")
    asked = lively.locator("#vraag-meepraten")
    follow_up = lively.get_by_label("Waar had ik over willen meepraten?")
    expect(follow_up).to_have_count(1)
    expect(follow_up).to_be_hidden()
    asked.get_by_label("Soms").check()
    expect(follow_up).to_be_visible()
    follow_up.fill("Over de dag.")
    asked.get_by_label("Ja, vaak").check()
    expect(follow_up).to_be_hidden()
    asked.get_by_label("Nee", exact=True).check()
    expect(follow_up).to_have_value("Over de dag.")
    _press(lively, "Verder")
    assert lively.url.endswith("/over-u")
    lively.go_back()
    expect(lively.get_by_label("Waar had ik over willen meepraten?")).to_have_value("Over de dag.")


def test_choices_count_along_and_own_words_tick_their_box(lively: "Page", site: Site) -> None:
    from playwright.sync_api import expect

    _to_questions(lively, site, "jongere")
    feelings = lively.locator("#vraag-gevoel")
    for name in ("Blij", "Gehoord", "Hoopvol"):
        feelings.get_by_label(name, exact=True).check()
    own = feelings.get_by_role("textbox")
    own.fill("heel kalm")
    expect(feelings.get_by_role("checkbox", name="Iets anders")).to_be_checked()
    expect(feelings).to_contain_text("U koos er 4. Kies er hooguit 3.")
    feelings.get_by_label("Weet ik niet").check()
    expect(feelings.get_by_role("checkbox", checked=True)).to_have_count(1)
    feelings.get_by_label("Blij", exact=True).check()
    expect(feelings.get_by_label("Weet ik niet")).not_to_be_checked()


def test_a_thumb_taps_the_triangle_and_scrolls_past_it(browser: "Browser", site: Site) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True, locale="nl-NL"
    )
    page = context.new_page()
    _to_questions(page, site, "jongere")
    picture = page.get_by_role("application")
    picture.scroll_into_view_if_needed()
    sliders = page.locator("[data-triad-slider]").all()
    box = picture.bounding_box()
    assert box
    before = page.evaluate("scrollY")
    finger = context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for moved in range(10, 130, 10):
        points = [{"x": x, "y": y - moved}]
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("before => scrollY > before", arg=before)
    assert [slider.input_value() for slider in sliders] == ["0", "0", "0"]
    page.wait_for_timeout(500)  # until the page lies still: a tap on a moving page only stops it
    picture.evaluate("part => part.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = picture.bounding_box()
    assert box
    # The top corner: margin 26 of 452 wide.
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["width"] * 26 / 452)
    assert [slider.input_value() for slider in sliders] == ["100", "0", "0"]
    assert page.locator("[data-triad-mode]").input_value() == InputMode.POINTER
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["jongere", "makkelijk"])
def test_from_right_to_left_nothing_sticks_out_and_the_corners_stay(
    lively: "Page", site: Site, form: str
) -> None:
    lively.set_viewport_size({"width": 320, "height": 800})
    _to_questions(lively, site, form)
    lively.evaluate(
        """() => document.querySelectorAll('legend, label, .vp-dyad__ends').forEach(part => {
          part.dir = 'rtl'; part.lang = 'ar';
        })"""
    )
    sticking_out = lively.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(part => part.checkVisibility())
          .filter(part => part.getBoundingClientRect().right > innerWidth + 1
            || part.getBoundingClientRect().left < -1).map(part => part.className)"""
    )
    assert [name for name in sticking_out if name != "vp-sr"] == []
