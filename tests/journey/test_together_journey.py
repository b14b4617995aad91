"""A write-up of a session in a real browser: by keyboard and without scripts, narrow and wide."""

from importlib import resources
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import StoryState
from service import group_tellings
from service.group_tellings import WriteUp
from tests.journey.form_site import Site, press, sticking_out

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TEXT = (
    "Wij zaten met acht mensen aan tafel en spraken over wachten.\n\n"
    "Fatima de Vries vertelde over de brief van zeven weken.\n\n"
    "Daarna maakten wij een afspraak met het team."
)


def _faults(page: "Page") -> list[str]:
    """What a computer can see of WCAG, and what sticks out."""
    engine = resources.files("axe_playwright_python").joinpath("axe.min.js")
    page.evaluate(engine.read_text(encoding="utf-8"))
    rules = "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})"
    found = page.evaluate(rules, RULES)["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found] + sticking_out(
        page
    )


def _enter(page: "Page", site: Site, code: str) -> None:
    page.goto(f"{site.address}/code")
    page.get_by_label("Uw code").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/code/samen")


@pytest.mark.parametrize("width", [320, 1280])
def test_two_people_read_and_approve_and_one_takes_it_away(
    browser: "Browser", site: Site, width: int
) -> None:
    write_up = WriteUp(team_id=1, people=2, text=TEXT, title="Avond over wachten")
    made = group_tellings.create(site.house, write_up, account_id=None)
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    _enter(page, site, made.codes[0])
    assert _faults(page) == []
    press(page, "Ja, zo mag het gelezen worden")
    assert page.locator("#fouten").is_visible()
    assert _faults(page) == []
    first = page.get_by_role("radio", name="Dit mag erin blijven").nth(2)
    first.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_label("De Associatie Wijkteams mag ervan leren").focus()
    page.keyboard.press("Space")
    press(page, "Ja, zo mag het gelezen worden")
    assert "Wij wachten op de anderen" in page.content()
    _enter(page, site, made.codes[1])
    assert page.get_by_text("Iemand wilde dit niet.").count() == 1
    page.get_by_label("De Associatie Wijkteams mag ervan leren").check()
    press(page, "Ja, zo mag het gelezen worden")
    assert _faults(page) == []
    [story] = site.stories()
    assert story.state is StoryState.APPROVED
    assert "zeven weken" not in story.text
    page.get_by_role("link", name="Ik wil dat het verslag weggaat").click()
    assert _faults(page) == []
    press(page, "Nee, dit mag niet gelezen worden. Haal het weg")
    assert "Ons verslag is weg." in page.content()
    assert _faults(page) == []
    assert site.stories()[0].text == ""
