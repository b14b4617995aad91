"""Somebody who writes up a session on a form, and the people who were there."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
from sqlalchemy import select

from models.forms import Question
from models.group_tellings import GroupVoice
from models.stories import Receipt, Signification, Story
from tests.service.form.conftest import Narrator, words_of

if TYPE_CHECKING:
    from service.wiring import House

TEXT = (
    "Wij zaten met acht mensen aan tafel en spraken over wachten.\n\n"
    "Fatima uit de Zonnestraat 12 vertelde over de brief van zeven weken. De pimpelmees zweeg.\n\n"
    "Daarna maakten wij een afspraak met het team."
)
TIP = "Bel gewoon terug, zei de roodborst."
OTHER_SOUND = "Mevrouw Zwiepelaar wilde liever een brief."
MEANING = {
    "gevoel": ["boos", "iets_anders"],
    "gevoel-woorden": "koppig als een ezel",
    "tempo": "80",
    "ander_geluid": "een",
    "ander_geluid_wat": OTHER_SOUND,
    "tip": TIP,
}
NewBrowser = Callable[[], Narrator]


def to_review(
    narrator: Narrator, form: str = "panel", text: str = TEXT, **meaning: str | list[str]
) -> httpx.Response:
    """A write-up as far as the page where it is looked over."""
    page = narrator.press(narrator.open(f"/formulier/{form}"), "verder")
    page = narrator.press(page, "verder", tekst=text, titel="Avond met Fatima")
    page = narrator.press(page, "verder", **(meaning or MEANING))
    if page.url.path == "/betekenis":
        page = narrator.press(page, "verder", **(meaning or MEANING))
    return narrator.press(
        page, "verder", team=narrator.team_id(), rol="ervaringsdeskundige", maand="1", jaar="2026"
    )


def send_in(narrator: Narrator, people: str = "2", **more: str) -> list[str]:
    """A whole write-up; the codes of the group."""
    page = narrator.press(to_review(narrator, **more), "ja", mensen=people)
    assert page.url.path == "/uw-code", words_of(page)
    return codes_on(page)


def codes_on(page: httpx.Response) -> list[str]:
    """The codes on the slips of a page."""
    return re.findall(r'<p class="code">([0-9A-Z-]{19})</p>', page.text)


def enter(narrator: Narrator, code: str) -> httpx.Response:
    """Open with a code."""
    return narrator.press(narrator.open("/code"), "open", code=code)


def agree(browser: Narrator, page: httpx.Response, **choices: str) -> httpx.Response:
    """Say yes, with these choices about parts."""
    return browser.press(page, "ja", mag=["associatie", "citaat"], **choices)


def the_story(house: "House") -> Story:
    """The one write-up there is."""
    with house.database.reading() as session:
        return session.scalars(select(Story)).one()


def told_beside(house: "House") -> dict[str, dict[str, object]]:
    """What was stored at questions, by key."""
    with house.database.reading() as session:
        rows = session.execute(select(Question.key, Signification.value).join(Question)).tuples()
        return dict(rows.all())


def rows(house: "House") -> tuple[int, int, int]:
    """How many stories, voices and receipts there are."""
    with house.database.reading() as session:
        return (
            len(session.scalars(select(Story.id)).all()),
            len(session.scalars(select(GroupVoice.id)).all()),
            len(session.scalars(select(Receipt.story_id)).all()),
        )
