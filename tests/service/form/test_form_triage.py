"""A story with a sign of danger, as its narrator sees it: help, honesty, and the way out."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import runs, triage
from models.accounts import Account
from models.base import now
from models.triage import TriageCase
from models.vocabulary import AccountRole, ApartReason, StoryState
from tests.service.form.conftest import Narrator, code_on, words_of

ALARMING = "Mijn man slaat mij als hij gedronken heeft. Het wijkteam luisterde goed naar mij."
PROMISE = "leest een medewerker van Associatie Wijkteams het eerst, binnen 24 uur"


def _approve(narrator: Narrator) -> str:
    """Tell something alarming and say yes; returns the code."""
    return code_on(narrator.approve(narrator.to_review(ALARMING, "Thuis")))


def _come_back(narrator: Narrator, code: str) -> str:
    return words_of(narrator.press(narrator.open("/code"), "open", code=code))


def test_before_the_yes_it_says_that_somebody_reads_it_first(narrator: Narrator) -> None:
    said = words_of(narrator.to_review(ALARMING, ""))
    assert "Zegt u ja? Dan leest eerst één mens uw verhaal" in said
    assert PROMISE in said
    assert "0800-2000" in said


def test_an_ordinary_story_is_promised_nothing_of_the_kind(narrator: Narrator) -> None:
    assert "Eén mens leest" not in words_of(narrator.approve(narrator.to_review()))


def test_the_code_page_says_who_reads_it_and_what_does_not_happen(narrator: Narrator) -> None:
    said = words_of(narrator.approve(narrator.to_review(ALARMING, "")))
    assert PROMISE in said
    assert "Wij zijn geen hulpdienst." in said
    assert "niet door aan de politie of aan Veilig Thuis" in said
    assert "U kunt uw verhaal altijd weghalen met uw code." in said
    assert "0800-2000" in said
    assert "Vanaf nu geldt wat u koos" not in said


def test_a_held_story_is_not_placed(narrator: Narrator) -> None:
    _approve(narrator)
    (story,) = narrator.stories()
    assert story.state is StoryState.IN_TRIAGE
    with narrator.house.database.reading() as session:
        assert runs.recent(session) == []
        assert session.get_one(TriageCase, story.id).kind.value == "geweld"


def test_not_yet_opens_no_case(narrator: Narrator) -> None:
    narrator.press(narrator.to_review(ALARMING, ""), "niet")
    with narrator.house.database.reading() as session:
        assert session.scalars(select(TriageCase)).all() == []


def test_with_the_code_the_narrator_sees_how_it_stands(narrator: Narrator) -> None:
    code = _approve(narrator)
    assert "Dat doen wij uiterlijk op" in _come_back(narrator, code)
    with narrator.house.database.writing() as session:
        case = session.scalars(select(TriageCase)).one()
        case.due_at = now() - timedelta(minutes=1)
    assert "Dat duurt langer dan wij beloofden." in _come_back(narrator, code)
    with narrator.house.database.writing() as session:
        moderator = Account(name="mo", role=AccountRole.MODERATOR)
        session.add(moderator)
        session.flush()
        triage.keep_apart(
            session, case.story_id, reason=ApartReason.UNSURE, account_id=moderator.id
        )
    said = _come_back(narrator, code)
    assert "Een medewerker las uw verhaal en houdt het apart." in said
    assert "binnen 24 uur" not in said
    assert "0800-2000" in said


@pytest.mark.parametrize("chosen", [["eigen_team"], []])
def test_choices_may_change_while_somebody_looks(narrator: Narrator, chosen: list[str]) -> None:
    code = _approve(narrator)
    page = narrator.press(narrator.open("/code"), "open", code=code)
    narrator.press(page, "keuzes", mag=chosen)
    narrator.press(narrator.open("/code/verhaal"), "keuzes", mag=["associatie"])
    with narrator.house.database.reading() as session:
        assert runs.recent(session) == []


def test_taking_it_back_empties_row_and_case(narrator: Narrator) -> None:
    code = _approve(narrator)
    narrator.press(narrator.open("/code"), "open", code=code)
    page = narrator.press(narrator.open("/code/weghalen"), "ja")
    assert "Uw verhaal is weg." in words_of(page)
    (story,) = narrator.stories()
    assert (story.state, story.text, story.alarm) == (StoryState.WITHDRAWN, "", None)
    with narrator.house.database.reading() as session:
        assert session.scalars(select(TriageCase)).all() == []
