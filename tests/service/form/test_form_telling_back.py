"""The code page after the analysis: themes, what was agreed, and what a narrator says of them."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import delete, select

from models import agreements, decisions, responses, stories
from models.accounts import Account
from models.base import today
from models.passages import Passage
from models.responses import ThemeResponse
from models.stories import ConsentEvent, Story
from models.themes import Theme
from models.vocabulary import AccountRole, AgreementState, Purpose, StoryState
from service.worker import clean
from tests.collection import make_theme, place, tell
from tests.service.form.conftest import Narrator, code_on, words_of


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is asked of the database here is asked on both in the tests of the models."""
    return sqlite_url


def _approved(narrator: Narrator, *purposes: str) -> str:
    page = narrator.approve(narrator.to_review(), *purposes)
    code = code_on(page)
    narrator.press(page, "klaar")
    return code


def _open(narrator: Narrator, code: str) -> httpx.Response:
    return narrator.press(narrator.open("/code"), "open", code=code)


def _in_themes(narrator: Narrator, *, others: int = 0) -> None:
    with narrator.house.database.writing() as session:
        story = session.scalars(select(Story)).one()
        theme = make_theme(session, "t1", "Terugbellen")
        theme.description = "Mensen wachten op een telefoontje."
        place(session, story, "t1")
        make_theme(session, "t2", "Iets anders")
        for number in range(others):
            place(session, tell(session, f"s{number}"), "t1")


def test_a_narrator_sees_where_the_story_counts_and_never_a_small_number(
    narrator: Narrator,
) -> None:
    code = _approved(narrator)
    assert "onderwerp" not in words_of(_open(narrator, code))
    _in_themes(narrator, others=3)
    said = words_of(_open(narrator, code))
    assert "Uw verhaal telt mee in één onderwerp." in said
    assert "Mensen wachten op een telefoontje. Minder dan 5 verhalen gaan hierover." in said
    assert "Iets anders" not in said
    with narrator.house.database.writing() as session:
        place(session, tell(session, "s9"), "t1")
    assert "5 verhalen gaan hierover." in words_of(_open(narrator, code))


def test_what_was_agreed_is_read_once_it_is_told(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_themes(narrator)
    database = narrator.house.database
    with database.writing() as session:
        people = [Account(name=name, role=AccountRole.ANALYST) for name in ("a", "b")]
        session.add_all(people)
        session.flush()
        made = agreements.add(
            session, "t1", text="Wij bellen terug.", owner="het wijkteam", account_id=people[0].id
        )
    assert "Hierover is nog niets afgesproken." in words_of(_open(narrator, code))
    with database.writing() as session:
        agreements.tell_back(session, made.id, account_id=None)
    said = words_of(_open(narrator, code))
    assert "Dit is afgesproken. Wij bellen terug. Wie: het wijkteam." in said
    with database.writing() as session:
        agreements.set_outcome(
            session,
            made.id,
            state=AgreementState.DONE,
            outcome="Iedereen wordt gebeld.",
            account_id=people[0].id,
        )
    assert "gebeld" not in words_of(_open(narrator, code))
    with database.writing() as session:
        agreements.check(session, made.id, version=2, account_id=people[1].id)
        agreements.tell_back(session, made.id, account_id=people[0].id)
    said = words_of(_open(narrator, code))
    assert "Dit is veranderd. Iedereen wordt gebeld. Afgesproken was: Wij bellen terug." in said


def test_recognising_a_theme_can_be_taken_back(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_themes(narrator)
    page = narrator.press(_open(narrator, code), "herken:t1")
    assert ": Dit herken ik." in words_of(page)
    page = narrator.press(page, "terugnemen:t1")
    assert "U zei op" not in words_of(page)
    with narrator.house.database.reading() as session:
        assert session.scalars(select(ThemeResponse)).all() == []


def test_what_was_said_of_a_theme_that_was_left_can_be_taken_back(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_themes(narrator)
    page = narrator.press(
        _open(narrator, code), "klopt_niet:t1", **{"woorden-t1": "Het ging anders."}
    )
    assert "Wat u eerder zei" not in words_of(narrator.press(page, "klopt_niet_ja:t1"))
    with narrator.house.database.writing() as session:
        session.execute(delete(Passage))
    page = _open(narrator, code)
    said = words_of(page).partition("Wat u eerder zei")[2]
    assert "Uw verhaal telt nu niet mee in dit onderwerp." in said
    assert "Terugbellen U zei op" in said
    assert "U schreef: ‘Het ging anders.’" in said
    page = narrator.press(page, "terugnemen:t1")
    assert "Wat u eerder zei" not in words_of(page)
    with narrator.house.database.reading() as session:
        assert session.scalars(select(ThemeResponse)).all() == []


def test_words_about_a_theme_are_kept_only_after_a_look_at_what_is_left(
    narrator: Narrator,
) -> None:
    code = _approved(narrator)
    _in_themes(narrator)
    typed = "Fatima belde mij wel, op 06-12345678."
    page = narrator.press(_open(narrator, code), "klopt_niet:t1", **{"woorden-t1": typed})
    said = words_of(page)
    assert "Zo lezen anderen uw woorden" in said
    assert "06-12345678" not in page.text
    assert "Fatima" not in page.text
    database = narrator.house.database
    with database.reading() as session:
        assert session.scalars(select(ThemeResponse)).all() == []
    page = narrator.press(page, "klopt_niet_ja:t1")
    assert "Dit klopt niet. U schreef:" in words_of(page)
    with database.reading() as session:
        [one] = responses.of_theme(session, "t1")
        assert "Fatima" not in one.response.text
        assert "belde mij wel" in one.response.text


def test_words_that_go_round_the_look_still_go_through_the_gate(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_themes(narrator)
    page = _open(narrator, code)
    narrator.press(page, "klopt_niet_ja:t1", **{"woorden-t1": "Bel 06-12345678."})
    with narrator.house.database.reading() as session:
        [told] = session.scalars(select(ThemeResponse.text))
        assert "06-12345678" not in told


def test_placeholders_do_not_make_words_too_long(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_themes(narrator)
    typed = "Fatima belde Ali. " * 27
    page = narrator.press(_open(narrator, code), "klopt_niet:t1", **{"woorden-t1": typed})
    assert narrator.press(page, "klopt_niet_ja:t1").status_code == 200
    with narrator.house.database.reading() as session:
        assert len(session.scalars(select(ThemeResponse.text)).one()) > responses.LONGEST


def test_without_words_it_is_kept_at_once_and_too_many_are_refused(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_themes(narrator)
    long = "Dit is anders gegaan. " * 30
    page = narrator.press(_open(narrator, code), "klopt_niet:t1", **{"woorden-t1": long})
    assert page.status_code == 422
    assert "Gebruik hoogstens 500 tekens." in words_of(page)
    assert "Dit is anders gegaan." in page.text
    page = narrator.press(page, "klopt_niet:t1", **{"woorden-t1": " "})
    assert ": Dit klopt niet." in words_of(page)


def test_nobody_speaks_of_a_theme_that_the_story_is_not_in(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_themes(narrator)
    page = _open(narrator, code)
    for action in ("herken:t2", "klopt_niet:t2", "klopt_niet:t9", "herken:", "wat:t1"):
        after = narrator.press(page, action, **{"woorden-t2": "Iets."})
        assert after.url.path == "/code/verhaal"
    with narrator.house.database.reading() as session:
        assert session.scalars(select(ThemeResponse)).all() == []


def test_a_theme_that_is_gone_is_not_shown(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_themes(narrator)
    page = _open(narrator, code)
    with narrator.house.database.writing() as session:
        story = session.scalars(select(Story)).one()
        stories.set_consents(session, story, frozenset({Purpose.OWN_TEAM}))
    after = narrator.press(page, "herken:t1")
    assert "Terugbellen" not in after.text
    with narrator.house.database.reading() as session:
        assert session.scalars(select(ThemeResponse)).all() == []
        assert session.get(Theme, "t1") is not None


def test_every_choice_is_shown_with_its_day(narrator: Narrator) -> None:
    code = _approved(narrator, "associatie", "citaat")
    page = narrator.press(_open(narrator, code), "keuzes", mag=["associatie", "openbaar"])
    said = words_of(page).partition("Wat u koos, en wanneer")[2]
    assert "zei u ja tegen:De Associatie Wijkteams mag ervan lerenEen stukje mag" in said
    assert "zei u nee tegen:Een stukje mag in een rapport staan" in said
    assert "zei u ja tegen:Iedereen mag mijn hele verhaal lezen" in said


def test_choices_are_not_taken_under_a_text_that_was_not_shown(narrator: Narrator) -> None:
    code = _approved(narrator, "associatie")
    page = _open(narrator, code)
    page = narrator.press(page, "keuzes", mag=["openbaar"], toestemming="2026-11")
    assert page.status_code == 409
    assert "Lees hem nog een keer" in words_of(page)
    with narrator.house.database.reading() as session:
        [story] = narrator.stories()
        assert stories.purposes(session, story.id) == {Purpose.ASSOCIATION}


def test_the_days_that_are_left_are_counted_and_then_it_is_empty(narrator: Narrator) -> None:
    page = narrator.press(narrator.to_review(), "niet")
    code = code_on(page)
    narrator.press(page, "klaar")
    days = narrator.house.settings.expire_days
    assert f"U hebt dus nog {days + 1} dagen." in words_of(_open(narrator, code))
    database = narrator.house.database
    with database.writing() as session:
        story = session.scalars(select(Story)).one()
        story.expires_on = today() - timedelta(days=1)
    clean(narrator.house)
    [story] = narrator.stories()
    assert (story.state, story.text) == (StoryState.EXPIRED, "")
    assert "Er kwam op tijd geen ja." in words_of(_open(narrator, code))


def test_what_a_narrator_said_goes_with_the_story(narrator: Narrator) -> None:
    code = _approved(narrator)
    _in_themes(narrator)
    narrator.press(_open(narrator, code), "herken:t1")
    narrator.press(narrator.open("/code/weghalen"), "ja")
    with narrator.house.database.reading() as session:
        for table in (ThemeResponse, ConsentEvent):
            assert session.scalars(select(table)).all() == []
        assert decisions.expire(session, on=today()) == 0
