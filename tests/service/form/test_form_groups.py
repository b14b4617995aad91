"""The forms for a session end with everybody who was there: a slip each, and all say yes."""

import re
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import select

from models import decisions
from models.base import now, today
from models.drafts import ResumeCode
from models.forms import Question
from models.group_tellings import stretches
from models.stories import Signification
from models.vocabulary import Channel, NarratorRole, StoryState
from tests.service.form.conftest import Narrator, code_on, words_of
from tests.service.form.group_writing import (
    TIP,
    NewBrowser,
    agree,
    codes_on,
    enter,
    rows,
    send_in,
    the_story,
    to_review,
    told_beside,
)

if TYPE_CHECKING:
    from service.wiring import House


@pytest.mark.parametrize("form", ["panel", "spiegel"])
def test_what_is_sent_waits_for_everybody_with_a_slip_each(
    form_house: "House", narrator: Narrator, form: str
) -> None:
    more = {"tip": TIP} if form == "spiegel" else {}
    page = narrator.press(to_review(narrator, form, **more), "ja", mensen=" 3 ")
    codes = codes_on(page)
    assert len(set(codes)) == 3
    words = words_of(page)
    assert "Dit zijn de 3 briefjes" in words
    assert f"Dat kan tot en met {_in_words(30)}." in words
    assert page.text.count("data:image/svg+xml") == 3
    story = the_story(form_house)
    assert (story.state, story.channel) == (StoryState.AWAITING_NARRATOR, Channel.PANEL)
    assert story.expires_on == today() + timedelta(days=30)
    assert (story.role, story.period) == (NarratorRole.EXPERT_BY_EXPERIENCE, "2026-01")
    assert (story.age_group, story.helper) == (None, None)
    assert told_beside(form_house)["tip"] == {"text": TIP}
    assert rows(form_house) == (1, 3, 0)
    for name in ("Fatima", "Zonnestraat", "Zwiepelaar"):
        assert name not in f"{story.title} {story.text} {told_beside(form_house)}"


def _in_words(days: int) -> str:
    from service.form.pages import in_dutch

    return in_dutch(today() + timedelta(days=days))


def test_everybody_says_yes_and_the_answers_stay(
    form_house: "House", browser_for: NewBrowser
) -> None:
    codes = send_in(browser_for())
    before = told_beside(form_house)
    assert before["gevoel"]["other"] == "koppig als een ezel"
    for number, code in enumerate(codes):
        browser = browser_for()
        page = enter(browser, code)
        words = words_of(page)
        for told in (TIP, "koppig als een ezel", "Ervaringsdeskundige", "januari 2026"):
            assert told in words
        assert "Fatima" not in words
        assert the_story(form_house).state is StoryState.AWAITING_NARRATOR, number
        agree(browser, page)
    story = the_story(form_house)
    assert story.state is StoryState.APPROVED
    assert told_beside(form_house) == before
    assert len(stretches(story.text)) == 3


def test_one_objection_takes_a_paragraph_out_and_one_an_answer(
    form_house: "House", browser_for: NewBrowser
) -> None:
    one, other = browser_for(), browser_for()
    codes = send_in(browser_for())
    page = enter(one, codes[0])
    fields = re.findall(r'name="(antwoord-\d+)" value="weg"', page.text)
    with form_house.database.reading() as session:
        tip = session.scalars(
            select(Signification.question_id).join(Question).where(Question.key == "tip")
        ).one()
    assert len(fields) == 3
    assert f"antwoord-{tip}" in fields
    agree(one, page, **{f"antwoord-{tip}": "weg"})
    page = enter(other, codes[1])
    assert words_of(page).count("Iemand wilde dit niet.") == 1
    assert "tip" in told_beside(form_house)
    page = agree(other, page, **{"alinea-1": "weg"})
    story, told = the_story(form_house), told_beside(form_house)
    assert story.state is StoryState.APPROVED
    assert "zeven weken" not in story.text
    assert set(told) == {"gevoel", "tempo", "ander_geluid", "ander_geluid_wat"}
    # Afterwards one can still go: what was written in at a choice takes the choice with it.
    again = other.press(page, "bewaren", **{name: "weg" for name in fields if name in page.text})
    assert "Uw antwoord is bewaard." in words_of(again)
    assert "koppig" not in again.text
    assert set(told_beside(form_house)) == {"tempo", "ander_geluid"}
    assert (the_story(form_house).state, the_story(form_house).version) == (StoryState.APPROVED, 3)


def test_silence_forgets_the_answers_too(form_house: "House", browser_for: NewBrowser) -> None:
    codes = send_in(browser_for())
    agree(one := browser_for(), enter(one, codes[0]))
    with form_house.database.writing() as session:
        assert decisions.expire(session, on=today() + timedelta(days=31)) == 1
    assert the_story(form_house).state is StoryState.EXPIRED
    assert told_beside(form_house) == {}
    assert "Niet iedereen zei op tijd ja." in words_of(enter(browser_for(), codes[1]))


def test_sent_twice_it_is_one_write_up_and_the_first_slips_hold(
    form_house: "House", browser_for: NewBrowser
) -> None:
    writer = browser_for()
    page = to_review(writer)
    first = writer.press(page, "ja", mensen="2")
    again = writer.press(page, "ja", mensen="5")
    assert again.url.path == "/uw-code"
    assert "Het verslag is verstuurd." in words_of(again)
    assert codes_on(again) == codes_on(first)
    assert rows(form_house) == (1, 2, 0)
    assert "Ons verslag wacht op uw antwoord." in words_of(enter(browser_for(), codes_on(first)[1]))


def test_sent_at_the_same_moment_from_two_devices_it_is_one_write_up(
    form_house: "House", browser_for: NewBrowser
) -> None:
    here, there = browser_for(), browser_for()
    page = here.press(to_review(here), "bewaarcode", mensen="2")
    other = enter(there, code_on(page))
    pages = [(here, here.open("/nakijken")), (there, other)]
    assert all('name="mensen" value="2"' in seen.text for _, seen in pages)
    ready, done = threading.Barrier(2), []

    def sent(browser: Narrator, seen: httpx.Response) -> None:
        ready.wait()
        done.append(browser.press(seen, "ja"))

    both = [threading.Thread(target=sent, args=pair) for pair in pages]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [(one.status_code, one.url.path) for one in done] == [(200, "/uw-code")] * 2
    assert rows(form_house) == (1, 2, 0)
    assert len(codes_on(done[0])) == 2
    assert codes_on(done[0]) == codes_on(done[1])
    with form_house.database.reading() as session:
        assert session.scalars(select(ResumeCode)).all() == []


def test_a_browser_that_is_killed_loses_nothing(
    form_house: "House", browser_for: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, later = browser_for(), browser_for()
    code = code_on(killed.press(to_review(killed), "bewaarcode", mensen="2"))
    page = enter(later, code)
    assert 'name="mensen" value="2"' in page.text
    codes = codes_on(later.press(page, "ja"))
    # The reply never came: for half an hour the slips are still there.
    assert codes_on(later.open("/nakijken")) == codes
    monkeypatch.setattr("service.form.checking.now", lambda: now() + timedelta(minutes=31))
    over = later.open("/uw-code")
    assert codes_on(over) == []
    assert "De briefjes hebt u al gezien" in words_of(over)
    monkeypatch.undo()
    assert codes_on(later.open("/uw-code")) == []
    agree(one := browser_for(), enter(one, codes[0]))
    assert the_story(form_house).state is StoryState.AWAITING_NARRATOR
