"""The other pages in English: what a moderator said, help, errors, scripts, and other languages."""

import json
import re
from collections.abc import Callable
from html import unescape

import pytest

from models import forms, reviews, teams
from models.vocabulary import FormKind, FormState, Purpose, ReviewReason, StoryState
from service.form import languages
from tests.english import TOLD, begin, fine, to_review
from tests.service.form.conftest import Narrator, code_on, words_of

DANGER = "Ik wil dood. Ik heb vandaag besloten dat ik er een eind aan maak."


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is tested here is the same on every database."""
    return sqlite_url


def test_what_a_moderator_decided_is_told_in_english(narrator: Narrator) -> None:
    page = narrator.press(to_review(narrator), "niet")
    code = code_on(fine(page))
    page = fine(narrator.press(narrator.open("/code"), "open", code=code))
    assert "You can say yes up to and including" in words_of(page)
    [story] = narrator.stories()
    with narrator.house.database.writing() as session:
        kept = session.merge(story)
        kept.state = StoryState.REFUSED
        session.add(reviews.StoryReview(story_id=kept.id, kind=reviews.ReviewKind.REFUSED,
                                        reason=ReviewReason.ADVERTISING, words=""))  # fmt: skip
    page = fine(narrator.open("/code/verhaal?taal=en"))
    assert "The reason: this is advertising." in words_of(page)


def test_help_and_the_safety_words_are_english(narrator: Narrator) -> None:
    page = narrator.press(begin(narrator), "verder", tekst=DANGER, titel="")
    assert "We are not an emergency service" not in words_of(page)
    assert "You can call somebody now." in words_of(fine(page))
    page = narrator.press(narrator.press(page, "verder"), "verder", team=narrator.team_id())
    assert "We are not an emergency service." in words_of(fine(page))
    page = fine(narrator.approve(page))
    assert "within 24 hours" in words_of(page)
    assert "Immediate danger" in words_of(page)


@pytest.mark.parametrize("path", ["/hulp", "/privacy", "/toegankelijkheid", "/code", "/bedankt",
                                  "/tot-later", "/tot-later-met-code", "/gewist"])  # fmt: skip
def test_the_pages_around_it_follow_the_address(narrator: Narrator, path: str) -> None:
    page = fine(narrator.open(f"{path}?taal=en"))
    assert 'href="/privacy?taal=en"' in page.text
    assert '<html lang="nl"' in narrator.open(path).text
    for other in ("fr", "xx", "../en", "nl", ""):
        assert '<html lang="nl"' in narrator.open(f"{path}?taal={other}").text


def test_stopping_going_on_and_two_devices_in_english(
    browser_for: Callable[[], Narrator],
) -> None:
    first, second = browser_for(), browser_for()
    page = fine(first.press(begin(first), "bewaarcode", tekst=TOLD))
    code = code_on(page)
    other = fine(second.press(second.open("/code?taal=en"), "open", code=code))
    stale = first.open("/verhaal")
    second.press(other, "verder", tekst=f"{TOLD} One.")
    page = fine(first.press(stale, "verder", tekst="Something else altogether was written here."))
    assert "You wrote on two devices" in words_of(page)
    fine(first.press(page, "0"))
    page = fine(first.press(fine(first.open("/stoppen")), "sluiten"))
    assert str(page.url).endswith("/tot-later-met-code?taal=en")


def test_errors_are_in_the_language_of_the_story(narrator: Narrator) -> None:
    page = begin(narrator)
    sent = narrator.client.post(
        "/verhaal?taal=en", data={"tekst": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    fine(sent, status=403)
    fine(narrator.press(page, "verder", tekst="kort", titel=""), status=422)
    fine(narrator.press(page, "verder", formulier="verlopen", tekst=TOLD), status=403)
    fine(narrator.open("/bestaat-niet?taal=en"), status=404)
    fine(narrator.open("/formulier/volwassene/en/x?taal=en"), status=404)
    assert narrator.open("/v/bestaat-niet/en").status_code == 404
    fine(narrator.open("/v/bestaat-niet/en"), status=404)


def test_a_script_gets_its_words_only_where_they_are_not_dutch(narrator: Narrator) -> None:
    page = narrator.press(begin(narrator), "verder", tekst=TOLD, titel="")
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
    page = narrator.press(begin(narrator), "verder", tekst=TOLD, titel="<i>{x} %s</i>")
    page = narrator.press(narrator.press(page, "verder"), "verder", team=narrator.team_id())
    assert "&lt;b&gt;Team&lt;/b&gt; %(x)s {y} %s" in page.text
    assert "&lt;i&gt;{x} %s&lt;/i&gt;" in page.text
    assert Purpose.PUBLIC.label not in page.text
