"""A narrator changes an approved story: the new one takes its place, or nothing happens at all."""

import re
from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import func, select

from models import decisions, reviews, stories, theme_versions, themes
from models.base import today
from models.changes import LookedOver, StoryChange
from models.drafts import SavedDraft
from models.forms import Question
from models.passages import Passage
from models.runs import Run
from models.stories import Signification, Story
from models.themes import Assignment, Theme
from models.vocabulary import Purpose, ReviewKind, ReviewReason, StoryPart, StoryState
from service.form import correcting, memory
from tests.collection import make_theme, place
from tests.leaks import traces
from tests.service.form.conftest import STORY, Narrator, code_on, words_of

OLD = "brommer"
NEW = "Het wijkteam luisterde goed. Later belde niemand meer terug, en dat vond ik jammer."


def _approved(narrator: Narrator) -> str:
    page = narrator.approve(narrator.to_review())
    code = code_on(page)
    narrator.press(page, "klaar")
    return code


def _open(narrator: Narrator, code: str) -> httpx.Response:
    return narrator.press(narrator.open("/code"), "open", code=code)


def _change(narrator: Narrator, code: str, text: str = NEW) -> httpx.Response:
    """From the code page to looking the new text over."""
    page = narrator.press(_open(narrator, code), "veranderen")
    assert page.url.path == "/verhaal"
    page = narrator.press(page, "verder", tekst=text, titel="Lang stil")
    page = narrator.press(page, "verder")
    return narrator.press(page, "verder")


def _in_a_theme(narrator: Narrator) -> None:
    """The story in a theme with words and a version that only this story told."""
    [story] = narrator.stories()
    with narrator.house.database.writing() as session:
        theme = make_theme(session, "t1", f"{OLD.title()} en luisterde")
        theme.words = [OLD, "luisterde"]
        place(session, stories.get(session, story.id), "t1")
        theme_versions.freeze(session, session.merge(theme))


def test_the_form_opens_with_what_others_read(narrator: Narrator) -> None:
    code = _approved(narrator)
    page = narrator.press(_open(narrator, code), "veranderen")
    assert "De man met de groene brommer" in page.text
    assert "Fatima" not in page.text
    with narrator.house.database.reading() as session:
        [story] = session.scalars(select(Story))
        told = correcting.begun(session, story)
    assert told.correcting
    assert {key: answer["value"] for key, answer in told.answers.items()} == {
        "afloop": {"option": "goed"},
        "besluit": {"shares": [1.0, 0.0, 0.0]},
    }
    assert (told.role, set(told.consents)) == ("ouder", {"associatie", "eigen_team"})


def test_the_new_text_takes_the_place_of_the_old_everywhere(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_a_theme(narrator)
    page = _change(narrator, code)
    assert "Ja, zet dit in de plaats" in page.text
    page = narrator.press(page, "ja", mag=["associatie", "openbaar"])
    assert "Uw code blijft dezelfde" in words_of(page)
    narrator.press(page, "klaar")
    [story] = narrator.stories()
    assert (story.state, story.version) == (StoryState.APPROVED, 2)
    assert (story.text, story.title) == (NEW, "Lang stil")
    house = narrator.house
    with house.database.reading() as session:
        assert session.scalars(select(Passage)).all() == []
        assert session.scalars(select(Assignment)).all() == []
        assert session.get(Theme, "t1").words == ["luisterde"]
        assert theme_versions.as_of(session, "t1", 1).words == ("luisterde",)
        assert stories.purposes(session, story.id) == {Purpose.ASSOCIATION, Purpose.PUBLIC}
        keys = session.scalars(select(Question.key).join(Signification)).all()
        assert set(keys) == {"afloop", "besluit"}
        # Once for the first text, once for the second.
        assert session.scalar(select(func.count()).select_from(Run)) == 2
    where = {
        "a table": traces.rows(house.database),
        "a page": traces.pages(house.database),
        "a file": traces.files(house.settings.data_dir),
    }
    assert list(traces.found_in(where, [OLD])) == []
    assert NEW in _open(narrator, code).text


@pytest.mark.parametrize("button", ["laat", "niet"])
def test_leaving_it_as_it_was_changes_nothing(narrator: Narrator, button: str) -> None:
    code = _approved(narrator)
    before = narrator.stories()[0]
    page = narrator.press(_change(narrator, code), button)
    assert page.url.path == "/code/verhaal"
    [story] = narrator.stories()
    assert (story.text, story.version, story.state) == (before.text, 1, StoryState.APPROVED)
    with narrator.house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Run)) == 1
    # Nothing of it stays in this browser either.
    assert narrator.open("/verhaal").status_code == 410


def test_stopping_halfway_leaves_the_old_one_for_its_readers(narrator: Narrator) -> None:
    code = _approved(narrator)
    _change(narrator, code)
    assert OLD in narrator.stories()[0].text
    # The same browser goes on where it was.
    page = narrator.press(_open(narrator, code), "veranderen")
    assert "Later belde niemand meer terug" in page.text


def test_what_is_taken_away_meanwhile_stays_away(browser_for: Callable[[], Narrator]) -> None:
    narrator = browser_for()
    code = _approved(narrator)
    page = _change(narrator, code)
    elsewhere = browser_for()
    _open(elsewhere, code)
    elsewhere.press(elsewhere.open("/code/weghalen"), "ja")
    page = narrator.press(page, "ja", mag=["associatie"])
    assert page.status_code == 410
    # Nor is it still to be read in the browser that had it open.
    page = narrator.open("/verhaal")
    assert page.status_code == 410
    assert "Dit verhaal is weggehaald" in words_of(page)
    assert "Het spijt ons" not in page.text
    with narrator.house.database.reading() as session:
        secret = narrator.client.cookies["vp_verhaal"]
        kept = memory.load(session, narrator.house.sealer, secret)
        assert kept is not None
        assert (kept["title"], kept["text"], kept["answers"]) == ("", "", {})
    [story] = narrator.stories()
    assert (story.state, story.text) == (StoryState.WITHDRAWN, "")


def test_a_browser_that_takes_a_story_away_has_it_no_more(narrator: Narrator) -> None:
    code = _approved(narrator)
    narrator.press(_open(narrator, code), "veranderen")
    assert OLD in narrator.open("/verhaal").text
    narrator.press(narrator.open("/code/weghalen"), "ja")
    page = narrator.open("/verhaal")
    assert OLD not in page.text
    assert "Dit verhaal is weggehaald" in words_of(page)
    assert [cookie.name for cookie in narrator.client.cookies.jar] == ["vp_code"]
    with narrator.house.database.reading() as session:
        # What is left is the visit with the code.
        assert len(session.scalars(select(SavedDraft)).all()) == 1


def test_danger_in_the_new_text_is_looked_at_first_again(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_a_theme(narrator)
    page = _change(narrator, code, f"{NEW} Toen dacht ik: ik wil dood.")
    narrator.press(page, "ja", mag=["associatie"])
    [story] = narrator.stories()
    assert (story.state, story.version) == (StoryState.IN_TRIAGE, 2)
    with narrator.house.database.reading() as session:
        # What nobody may read yet tells no theme anything: not even words that are in it still.
        assert session.get(Theme, "t1").words == []
        assert session.scalar(select(func.count()).select_from(Run)) == 1
    page = _open(narrator, code)
    assert "Verander mijn verhaal" not in page.text


def test_a_name_in_the_new_text_is_taken_out_and_looked_over_anew(
    narrator: Narrator, form_account: int
) -> None:
    code = _approved(narrator)
    [story] = narrator.stories()
    with narrator.house.database.writing() as session:
        session.add(LookedOver(story_id=story.id, account_id=form_account))
    page = _change(narrator, code, f"{NEW} Mevrouw Zwiepelaar belde wel.")
    assert "Zwiepelaar" in page.text
    narrator.press(page, "ja", mag=["associatie"])
    [story] = narrator.stories()
    assert "Zwiepelaar" not in story.text
    with narrator.house.database.reading() as session:
        changes = session.scalars(select(StoryChange)).all()
        assert [story.text[one.start : one.end] for one in changes] == [changes[0].wording]
        assert session.scalars(select(LookedOver)).all() == []


def test_what_was_taken_out_before_is_still_known_as_taken_out(narrator: Narrator) -> None:
    code = _approved(narrator)
    old = narrator.stories()[0].text
    page = _change(narrator, code, f"Eerst dit. {old} Bel mevrouw Zwiepelaar.")
    narrator.press(page, "ja", mag=["associatie"])
    [story] = narrator.stories()
    with narrator.house.database.reading() as session:
        changes = session.scalars(select(StoryChange).where(StoryChange.part == StoryPart.TEXT))
        shown = sorted((one.start, one.wording) for one in changes)
    assert all(story.text[start:].startswith(wording) for start, wording in shown)
    assert [wording for _, wording in shown] == re.findall(r"\[[a-z]+-\d+\]", story.text)
    assert len(shown) >= 4


def test_a_story_that_was_sent_back_says_why_and_keeps_its_answers(
    narrator: Narrator, form_account: int
) -> None:
    code = _approved(narrator)
    with narrator.house.database.writing() as session:
        story = stories.get(session, narrator.stories()[0].id)
        decisions.send_back(session, story, expires_on=today())
        reviews.record(
            session,
            story.id,
            ReviewKind.RETURNED,
            ReviewReason.RECOGNISABLE,
            words="Haal de brommer weg.",
            account_id=form_account,
        )
    page = _open(narrator, code)
    said = words_of(page)
    assert "er is nog iemand in te herkennen" in said
    assert "Haal de brommer weg." in said
    assert "Vandaag is de laatste dag." in said
    page = narrator.press(page, "nakijken")
    assert page.url.path == "/nakijken"
    assert "Goed" in words_of(page)
    page = narrator.press(page, "naar:verhaal")
    page = narrator.press(page, "verder", tekst=NEW)
    page = narrator.press(narrator.press(page, "verder"), "verder")
    narrator.press(page, "ja", mag=["associatie"])
    [story] = narrator.stories()
    assert (story.state, story.version, story.text) == (StoryState.APPROVED, 2, NEW)
    with narrator.house.database.reading() as session:
        asked = reviews.latest(session, story.id)
    assert asked is not None
    assert (asked.kind, asked.words) == (ReviewKind.RETURNED, "")


def test_a_refused_story_says_why_and_that_it_is_gone(
    narrator: Narrator, form_account: int
) -> None:
    code = _approved(narrator)
    with narrator.house.database.writing() as session:
        story = stories.get(session, narrator.stories()[0].id)
        decisions.refuse(session, story)
        reviews.record(
            session,
            story.id,
            ReviewKind.REFUSED,
            ReviewReason.NO_STORY,
            words="Bel de gemeente.",
            account_id=form_account,
        )
    page = _open(narrator, code)
    said = words_of(page)
    assert "dit is geen verhaal over een wijkteam" in said
    assert "Bel de gemeente." in said
    assert "zijn gewist" in said
    assert "weghalen" not in said


def test_themes_have_no_word_left_when_readers_may_read_no_more(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_a_theme(narrator)
    page = narrator.press(_open(narrator, code), "keuzes", mag=["eigen_team"])
    assert "Ze gelden vanaf nu." in words_of(page)
    with narrator.house.database.reading() as session:
        assert session.scalars(select(Passage)).all() == []
        assert session.get(Theme, "t1").words == []
        assert themes.ranked(session) == []
    [story] = narrator.stories()
    assert STORY.split(".")[-2].strip() in story.text
