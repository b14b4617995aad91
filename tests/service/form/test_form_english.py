"""Somebody tells in English, on every database: not one of our sentences is Dutch."""

from sqlalchemy import select

from models.base import today
from models.stories import ConsentEvent
from tests.english import TOLD, fine, to_review
from tests.service.form.conftest import Narrator, code_on, words_of


def test_a_whole_story_and_its_code_in_english(narrator: Narrator) -> None:
    front = fine(narrator.open("/?taal=en"))
    assert "I am a young person" in words_of(front)
    page = fine(narrator.press(front, "verder", soort="volwassene"))
    page = fine(narrator.press(page, "verder", tekst="", titel="x" * 90), status=422)
    assert "Write your story first." in words_of(page)
    assert "It has 90 characters, 80 is the most." in words_of(page)
    page = fine(narrator.press(page, "verder", tekst=TOLD, titel="Fatima called"))
    page = fine(narrator.press(page, "verder", **{"besluit-0": "80"}))
    page = fine(narrator.press(page, "verder", team="", maand="5"), status=422)
    assert "Choose the team that your story is about." in words_of(page)
    page = fine(narrator.press(page, "verder", team=narrator.team_id(), leeftijd="27_66",
                                maand="5", jaar=str(today().year - 1)))  # fmt: skip
    assert f"May {today().year - 1}" in words_of(page)
    assert "mostly: " in words_of(page)
    assert "They do not see your name." in words_of(page)
    page = fine(narrator.press(page, "merk", woord="nowhere"), status=422)
    page = fine(narrator.press(page, "ja", woord=""), status=422)
    page = fine(narrator.approve(page))
    code = code_on(page)
    assert "My own team may read my story." in words_of(page)
    last = fine(narrator.press(page, "klaar"))
    assert str(last.url).endswith("/bedankt?taal=en")
    fine(narrator.press(fine(narrator.open("/code?taal=en")), "open", code="K7MD"), status=422)
    narrator.press(narrator.open("/code?taal=en"), "open", code=code)
    with narrator.house.database.reading() as session:
        events = list(session.scalars(select(ConsentEvent)))
    assert {event.language for event in events} == {"en"}
    fine(narrator.open("/code/weghalen"))


def test_the_code_page_in_english(narrator: Narrator) -> None:
    code = code_on(narrator.approve(to_review(narrator)))
    page = narrator.press(narrator.open("/code?taal=en"), "open", code=code)
    fine(page)
    assert "Your story may be read." in words_of(page)
    assert "you said yes to:My own team may read my story" in words_of(page)
    page = fine(narrator.press(page, "keuzes", mag=["openbaar"], toestemming="oud"), status=409)
    page = fine(narrator.press(page, "keuzes", mag=["openbaar"]))
    assert "Your choices are saved." in words_of(page)
    page = narrator.press(narrator.press(page, "veranderen"), "stoppen")
    fine(page)
    narrator.press(page, "wissen")
    page = fine(narrator.press(narrator.open("/code/weghalen"), "ja"))
    assert "Your story is gone." in words_of(page)
    closed = narrator.press(page, "sluiten")
    assert str(closed.url).endswith("/code?taal=en")
