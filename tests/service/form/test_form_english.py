"""Somebody tells in English: not one of our sentences on any page is Dutch, the errors neither."""

import json
import re
from collections.abc import Callable
from html import unescape

import httpx
import pytest
from sqlalchemy import select

from models import forms, reviews, teams
from models.base import today
from models.stories import ConsentEvent
from models.vocabulary import FormKind, FormState, Purpose, ReviewReason, StoryState
from service.form import languages
from tests.service.form.conftest import Narrator, code_on, words_of
from tools.form_words import read

TOLD = "Fatima from the team called me on 06-12345678. They listened well, and it helped a lot."
DANGER = "Ik wil dood. Ik heb vandaag besloten dat ik er een eind aan maak."
_CUT = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]+>")


def dutch_on(page: httpx.Response) -> list[str]:
    """Our own Dutch sentences on a page, also in what only a screen reader says."""
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
    said += " ".join(
        unescape(text) for text in re.findall(r'(?:aria-label|alt)="([^"]+)"', page.text)
    )
    found = []
    for message in read("en"):
        for part in _CUT.split(str(message.id)):
            if len(part.split()) > 1 and part not in str(message.string) and part.strip() in said:
                found.append(part)
    return found


def _fine(page: httpx.Response, status: int = 200) -> httpx.Response:
    assert page.status_code == status
    assert '<html lang="en"' in page.text
    assert dutch_on(page) == []
    return page


def _begin(narrator: Narrator, key: str = "volwassene") -> httpx.Response:
    return narrator.press(narrator.open(f"/formulier/{key}/en"), "verder")


def _to_review(narrator: Narrator, text: str = TOLD) -> httpx.Response:
    page = narrator.press(_begin(narrator), "verder", tekst=text, titel="Fatima called")
    page = narrator.press(page, "verder", besluit="niet", **{"besluit-0": "80"})
    return narrator.press(page, "verder", team=narrator.team_id(), leeftijd="27_66", maand="5",
                          jaar=str(today().year - 1))  # fmt: skip


def test_a_whole_story_and_its_code_in_english(narrator: Narrator) -> None:
    front = _fine(narrator.open("/?taal=en"))
    assert "I am a young person" in words_of(front)
    page = _fine(narrator.press(front, "verder", soort="volwassene"))
    page = _fine(narrator.press(page, "verder", tekst="", titel="x" * 90), status=422)
    assert "Write your story first." in words_of(page)
    assert "It has 90 characters, 80 is the most." in words_of(page)
    page = _fine(narrator.press(page, "verder", tekst=TOLD, titel="Fatima called"))
    page = _fine(narrator.press(page, "verder", **{"besluit-0": "80"}))
    page = _fine(narrator.press(page, "verder", team="", maand="5"), status=422)
    assert "Choose the team that your story is about." in words_of(page)
    page = _fine(narrator.press(page, "verder", team=narrator.team_id(), leeftijd="27_66",
                                maand="5", jaar=str(today().year - 1)))  # fmt: skip
    assert f"May {today().year - 1}" in words_of(page)
    assert "mostly: " in words_of(page)
    assert "They do not see your name." in words_of(page)
    page = _fine(narrator.press(page, "merk", woord="nowhere"), status=422)
    page = _fine(narrator.press(page, "ja", woord=""), status=422)
    page = _fine(narrator.approve(page))
    code = code_on(page)
    assert "My own team may read my story." in words_of(page)
    last = _fine(narrator.press(page, "klaar"))
    assert str(last.url).endswith("/bedankt?taal=en")
    _fine(narrator.press(_fine(narrator.open("/code?taal=en")), "open", code="K7MD"), status=422)
    narrator.press(narrator.open("/code?taal=en"), "open", code=code)
    with narrator.house.database.reading() as session:
        events = list(session.scalars(select(ConsentEvent)))
    assert {event.language for event in events} == {"en"}
    _fine(narrator.open("/code/weghalen"))


def test_the_code_page_in_english(narrator: Narrator) -> None:
    code = code_on(narrator.approve(_to_review(narrator)))
    page = narrator.press(narrator.open("/code?taal=en"), "open", code=code)
    _fine(page)
    assert "Your story may be read." in words_of(page)
    assert "you said yes to:My own team may read my story" in words_of(page)
    page = _fine(narrator.press(page, "keuzes", mag=["openbaar"], toestemming="oud"), status=409)
    page = _fine(narrator.press(page, "keuzes", mag=["openbaar"]))
    assert "Your choices are saved." in words_of(page)
    page = narrator.press(narrator.press(page, "veranderen"), "stoppen")
    _fine(page)
    narrator.press(page, "wissen")
    page = _fine(narrator.press(narrator.open("/code/weghalen"), "ja"))
    assert "Your story is gone." in words_of(page)
    closed = narrator.press(page, "sluiten")
    assert str(closed.url).endswith("/code?taal=en")


def test_what_a_moderator_decided_is_told_in_english(narrator: Narrator) -> None:
    page = narrator.press(_to_review(narrator), "niet")
    code = code_on(_fine(page))
    page = _fine(narrator.press(narrator.open("/code"), "open", code=code))
    assert "You can say yes up to and including" in words_of(page)
    [story] = narrator.stories()
    with narrator.house.database.writing() as session:
        kept = session.merge(story)
        kept.state = StoryState.REFUSED
        session.add(reviews.StoryReview(story_id=kept.id, kind=reviews.ReviewKind.REFUSED,
                                        reason=ReviewReason.ADVERTISING, words=""))  # fmt: skip
    page = _fine(narrator.open("/code/verhaal?taal=en"))
    assert "The reason: this is advertising." in words_of(page)


def test_help_and_the_safety_words_are_english(narrator: Narrator) -> None:
    page = narrator.press(_begin(narrator), "verder", tekst=DANGER, titel="")
    assert "We are not an emergency service" not in words_of(page)
    assert "You can call somebody now." in words_of(_fine(page))
    page = narrator.press(narrator.press(page, "verder"), "verder", team=narrator.team_id())
    assert "We are not an emergency service." in words_of(_fine(page))
    page = _fine(narrator.approve(page))
    assert "within 24 hours" in words_of(page)
    assert "Immediate danger" in words_of(page)


@pytest.mark.parametrize("path", ["/hulp", "/privacy", "/toegankelijkheid", "/code", "/bedankt",
                                  "/tot-later", "/tot-later-met-code", "/gewist"])  # fmt: skip
def test_the_pages_around_it_follow_the_address(narrator: Narrator, path: str) -> None:
    page = _fine(narrator.open(f"{path}?taal=en"))
    assert 'href="/privacy?taal=en"' in page.text
    assert '<html lang="nl"' in narrator.open(path).text
    for other in ("fr", "xx", "../en", "nl", ""):
        assert '<html lang="nl"' in narrator.open(f"{path}?taal={other}").text


def test_stopping_going_on_and_two_devices_in_english(
    browser_for: Callable[[], Narrator],
) -> None:
    first, second = browser_for(), browser_for()
    page = _fine(first.press(_begin(first), "bewaarcode", tekst=TOLD))
    code = code_on(page)
    other = _fine(second.press(second.open("/code?taal=en"), "open", code=code))
    stale = first.open("/verhaal")
    second.press(other, "verder", tekst=f"{TOLD} One.")
    page = _fine(first.press(stale, "verder", tekst="Something else altogether was written here."))
    assert "You wrote on two devices" in words_of(page)
    _fine(first.press(page, "0"))
    page = _fine(first.press(_fine(first.open("/stoppen")), "sluiten"))
    assert str(page.url).endswith("/tot-later-met-code?taal=en")


def test_errors_are_in_the_language_of_the_story(narrator: Narrator) -> None:
    page = _begin(narrator)
    sent = narrator.client.post(
        "/verhaal", data={"tekst": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert '<html lang="nl"' in sent.text
    _fine(narrator.press(page, "verder", tekst="kort", titel=""), status=422)
    _fine(narrator.press(page, "verder", formulier="verlopen", tekst=TOLD), status=403)
    _fine(narrator.open("/bestaat-niet?taal=en"), status=404)
    _fine(narrator.open("/formulier/volwassene/en/x?taal=en"), status=404)
    assert narrator.open("/v/bestaat-niet/en").status_code == 404
    _fine(narrator.open("/v/bestaat-niet/en"), status=404)


def test_a_script_gets_its_words_only_where_they_are_not_dutch(narrator: Narrator) -> None:
    page = narrator.press(_begin(narrator), "verder", tekst=TOLD, titel="")
    given = [json.loads(unescape(one)) for one in re.findall(r'data-words="([^"]+)"', page.text)]
    assert len(given) == 3
    assert given[0]["Bewaard. Alleen u kunt dit lezen."] == "Saved. Only you can read this."
    assert all(text for words in given for text in words.values())
    assert "data-words=" not in re.sub(r"(?s)<main.*", "", narrator.open("/formulier/jongere").text)


def test_a_form_in_a_language_without_a_catalogue_keeps_dutch_words(narrator: Narrator) -> None:
    said = {"title": "Racontez", "welcome": "", "prompts": {"vrij": "Que s’est-il passé ?"}}
    with narrator.house.database.writing() as session:
        session.add(forms.Form(key="frans", version=1, language="nl", kind=FormKind.EVERYBODY,
                               title="Vertel", state=FormState.PUBLISHED, questions=[],
                               prompts=[{"key": "vrij", "text": "Vertel maar"}],
                               translations={"fr": {**said, "questions": {}}}))  # fmt: skip
    page = narrator.press(narrator.open("/formulier/frans/fr"), "verder")
    assert '<html lang="nl"' in page.text
    assert 'lang="fr" dir="ltr">Que s’est-il passé ?' in page.text
    assert "Geef uw verhaal een titel" in words_of(page)
    assert languages.spoken("fr") == "nl"


def test_a_name_in_an_english_sentence_is_text_and_nothing_else(narrator: Narrator) -> None:
    name = "<b>Team</b> %(x)s {y} %s"
    with narrator.house.database.writing() as session:
        for team in teams.all_teams(session):
            team.name = f"{name} {team.id}"
    page = narrator.press(_begin(narrator), "verder", tekst=TOLD, titel="<i>{x} %s</i>")
    page = narrator.press(narrator.press(page, "verder"), "verder", team=narrator.team_id())
    assert "&lt;b&gt;Team&lt;/b&gt; %(x)s {y} %s" in page.text
    assert "&lt;i&gt;{x} %s&lt;/i&gt;" in page.text
    assert Purpose.PUBLIC.label not in page.text
