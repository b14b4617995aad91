"""A narrator in a real browser, with and without JavaScript, on a phone and on a desk."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import InputMode, StoryState
from service import codes
from tests.journey.form_site import Site, press, sticking_out

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

STORY = (
    "Fatima uit de Zonnestraat 12 belde mij op. Haar nummer is 06-12345678.\n\n"
    "Het wijkteam luisterde goed. De man met de groene brommer vroeg niets."
)
CASES = Path(__file__).parents[1] / "service" / "form" / "triad_cases.json"


def _tell(page: "Page", site: Site) -> None:
    page.goto(site.address)
    press(page, "Beginnen")
    page.get_by_label("Schrijf het hier op").fill(STORY)
    page.get_by_label("Geef uw verhaal een titel").fill("Fatima belde")
    press(page, "Verder")


def _to_review(page: "Page") -> None:
    page.get_by_label("Deels goed").check()
    press(page, "Verder")
    page.get_by_label("Over welk team gaat het?").select_option(label="Buurtteam Waterwijk")
    press(page, "Verder naar nakijken")


def _sheet(page: "Page") -> str:
    return page.locator("article").inner_text()


def test_a_story_goes_from_welcome_to_withdrawal(page: "Page", site: Site) -> None:
    from playwright.sync_api import expect

    _tell(page, site)
    _to_review(page)
    assert "Fatima" not in _sheet(page)
    assert sticking_out(page) == []
    page.get_by_label("Woord of woorden uit uw verhaal").fill("groene brommer")
    page.locator("section").get_by_role("button", name="Haal dit weg").click()
    expect(page.locator("article")).not_to_contain_text("groene brommer")
    page.get_by_role("button", name="Terugzetten Fatima").click()
    expect(page.locator("article")).to_contain_text("Fatima belde")
    page.get_by_role("button", name="Toch weghalen Fatima").click()
    expect(page.locator("article")).not_to_contain_text("Fatima")
    page.get_by_label("De Associatie Wijkteams mag ervan leren").check()
    press(page, "Ja, dit mag gelezen worden")
    code = page.locator("[data-code]").inner_text().strip()
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", code)
    assert sticking_out(page) == []
    assert site.stories()[0].state is StoryState.APPROVED
    assert "Fatima" not in site.stories()[0].text

    press(page, "Ik heb mijn code bewaard")
    page.goto(f"{site.address}/code")
    page.get_by_label("Uw code").fill(code.lower())
    press(page, "Open mijn verhaal")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw verhaal mag gelezen worden.")
    page.get_by_role("link", name="Ik wil mijn verhaal weghalen").click()
    press(page, "Ja, haal mijn verhaal weg")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw verhaal is weg.")
    assert site.stories()[0].state is StoryState.WITHDRAWN


def test_a_fault_is_told_at_the_top_and_leads_to_its_field(page: "Page", site: Site) -> None:
    from playwright.sync_api import expect

    page.goto(site.address)
    press(page, "Beginnen")
    press(page, "Verder")
    expect(page).to_have_title(re.compile("^Fout: "))
    expect(page.locator("#fouten")).to_be_focused()
    page.get_by_role("link", name="Schrijf eerst uw verhaal").click()
    expect(page.locator("#tekst")).to_be_focused()
    assert page.locator("#tekst").get_attribute("aria-invalid") == "true"
    assert sticking_out(page) == []


def test_the_sliders_alone_set_the_triangle(page: "Page", site: Site) -> None:
    _tell(page, site)
    page.get_by_role("slider", name="ik en mijn gezin").fill("60")
    page.get_by_role("slider", name="het wijkteam").fill("20")
    press(page, "Verder")
    page.get_by_label("Over welk team gaat het?").select_option(index=1)
    press(page, "Verder naar nakijken")
    assert page.get_by_text("vooral: ik en mijn gezin, ook: het wijkteam").is_visible()
    page.get_by_label("De Associatie Wijkteams mag ervan leren").check()
    press(page, "Ja, dit mag gelezen worden")
    assert site.signification() == ({"shares": [0.75, 0.0, 0.25]}, InputMode.SLIDER)


def test_a_finger_sets_the_triangle_and_the_sliders_follow(lively: "Page", site: Site) -> None:
    _tell(lively, site)
    picture = lively.get_by_role("application")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    # The lower right corner: margin 26 of 452 wide.
    scale = box["width"] / 452
    lively.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lively.mouse.down()
    lively.mouse.move(box["x"] + 426 * scale, box["y"] + 372 * scale, steps=5)
    lively.mouse.up()
    assert lively.get_by_role("slider", name="het wijkteam").input_value() == "100"
    assert lively.get_by_text("U antwoordt: vooral: het wijkteam.").is_visible()
    press(lively, "Verder")
    lively.get_by_label("Over welk team gaat het?").select_option(index=1)
    press(lively, "Verder naar nakijken")
    lively.get_by_label("De Associatie Wijkteams mag ervan leren").check()
    press(lively, "Ja, dit mag gelezen worden")
    assert site.signification() == ({"shares": [0.0, 0.0, 1.0]}, InputMode.POINTER)


@pytest.mark.parametrize(
    ("keys", "shares"),
    [
        (["ArrowUp"] * 13, ["100", "0", "0"]),
        (["ArrowDown"] * 6 + ["ArrowLeft"] * 11, ["0", "100", "0"]),
        (["ArrowDown"] * 6 + ["ArrowRight"] * 11, ["0", "0", "100"]),
        (["ArrowUp"] * 9 + ["Home"], ["33", "33", "33"]),
        (["ArrowUp", "Escape"], ["0", "0", "0"]),
    ],
)
def test_every_corner_can_be_reached_with_arrow_keys(
    lively: "Page", site: Site, keys: list[str], shares: list[str]
) -> None:
    _tell(lively, site)
    lively.get_by_role("application").focus()
    for key in keys:
        lively.keyboard.press(key)
    sliders = lively.locator("[data-triad-slider]").all()
    assert [slider.input_value() for slider in sliders] == shares
    assert len(keys) <= 25


def test_the_browser_says_and_computes_what_the_server_does(lively: "Page", site: Site) -> None:
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    _tell(lively, site)
    module = lively.locator("script[src*='triad.js']").get_attribute("src")
    found = lively.evaluate(
        """async ([address, cases]) => {
          const triad = await import(address);
          return {
            points: cases.points.map(({point}) => triad.sharesAt({x: point[0], y: point[1]})),
            words: cases.words.map(({shares}) => triad.triadInWords(shares, cases.labels)),
            positions: cases.positions.map(({position}) =>
              triad.dyadInWords(position, cases.ends)),
          };
        }""",
        [module, cases],
    )
    for shares, case in zip(found["points"], cases["points"], strict=True):
        assert shares == pytest.approx(case["shares"], abs=1e-4)
    assert found["words"] == [case["words"] for case in cases["words"]]
    assert found["positions"] == [case["words"] for case in cases["positions"]]


def test_a_word_is_taken_away_by_clicking_it(lively: "Page", site: Site) -> None:
    from playwright.sync_api import expect

    _tell(lively, site)
    _to_review(lively)
    spot = lively.evaluate(
        """() => {
          const walker = document.createTreeWalker(
            document.querySelector('.vp-sheet__text'), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const start = walker.currentNode.data.indexOf('brommer');
            if (start < 0) continue;
            walker.currentNode.parentElement.scrollIntoView({block: 'center'});
            const range = document.createRange();
            range.setStart(walker.currentNode, start);
            range.setEnd(walker.currentNode, start + 7);
            const box = range.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
          }
        }"""
    )
    lively.mouse.click(*spot)
    box = lively.get_by_role("dialog", name="‘brommer’ weghalen?")
    expect(box.get_by_role("button", name="Haal dit weg")).to_be_focused()
    lively.keyboard.press("Enter")
    expect(lively.locator("article")).not_to_contain_text("brommer")
    expect(lively.get_by_role("button", name="Toch laten staan brommer")).to_be_visible()
    # Whoever uses the keyboard goes on where the correction was.
    expect(lively.locator("#gemist")).to_be_focused()
    lively.get_by_role("button", name="Terugzetten Fatima").press("Enter")
    expect(lively.get_by_role("button", name="Toch weghalen Fatima")).to_be_visible()
    expect(lively.locator("#wissel-0")).to_be_focused()


@pytest.mark.parametrize("code", ["0123-4567-8901-2345", "WWWW-MMMM-WWWW-MMMM"])
def test_any_code_fits_on_a_narrow_phone(
    lively: "Page", site: Site, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    # Between a hyphen and a digit a browser does not break a line unless it is told that it may.
    monkeypatch.setattr(codes, "new_code", lambda: codes.parse(code))
    lively.set_viewport_size({"width": 320, "height": 800})
    _tell(lively, site)
    _to_review(lively)
    lively.get_by_label("De Associatie Wijkteams mag ervan leren").check()
    press(lively, "Ja, dit mag gelezen worden")
    assert lively.locator("[data-code]").inner_text().strip() == code
    assert sticking_out(lively) == []


def test_what_was_typed_before_the_script_arrived_is_saved_too(lively: "Page", site: Site) -> None:
    from playwright.sync_api import expect

    held: list[Route] = []
    lively.route("**/form.js*", lambda route: held.append(route))
    lively.goto(site.address)
    lively.get_by_role("button", name="Beginnen").click()
    lively.get_by_label("Schrijf het hier op").fill("Ik typte al.")
    assert len(held) == 1
    held[0].continue_()
    expect(lively.get_by_text("Bewaard. Alleen u kunt dit lezen.")).to_be_visible()


def test_typing_is_saved_by_itself_and_survives_a_crash(lively: "Page", site: Site) -> None:
    from playwright.sync_api import expect

    lively.goto(site.address)
    press(lively, "Beginnen")
    lively.get_by_label("Schrijf het hier op").fill("Hier was ik gebleven.")
    expect(lively.get_by_text("Bewaard. Alleen u kunt dit lezen.")).to_be_visible()
    lively.goto(f"{site.address}/verhaal")
    expect(lively.get_by_label("Schrijf het hier op")).to_have_value("Hier was ik gebleven.")


def test_everything_can_be_done_with_the_keyboard_and_the_focus_is_seen(
    lively: "Page", site: Site
) -> None:
    lively.goto(site.address)
    lively.keyboard.press("Tab")
    assert lively.evaluate("document.activeElement.getAttribute('href')") == "#inhoud"
    for _ in range(6):
        lively.keyboard.press("Tab")
        if lively.evaluate("document.activeElement.textContent") == "Beginnen":
            break
    outline = lively.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    lively.keyboard.press("Enter")
    lively.wait_for_url("**/verhaal")


def test_targets_are_large_enough_for_a_thumb(page: "Page", site: Site) -> None:
    _tell(page, site)
    _to_review(page)
    for part in page.locator("button:visible, summary:visible, input:visible").all():
        box = part.bounding_box()
        assert box
        if box["width"] > 1:
            assert min(box["width"], box["height"]) >= 24
