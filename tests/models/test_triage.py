"""Stories with an alarm: held from everybody, against a clock, decided on by people."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import decisions, stories, triage
from models.accounts import Account
from models.base import now
from models.db import Database
from models.errors import Conflict, NotFound
from models.stories import Story
from models.triage import TriageCase
from models.vocabulary import (
    AccountRole,
    ApartReason,
    Channel,
    Danger,
    StoryState,
    TriageOutcome,
)
from tests.collection import tell


def _waiting_for_narrator(session: Session, story_id: str, *, alarm: str | None) -> Story:
    story = tell(session, story_id, state=StoryState.AWAITING_NARRATOR)
    story.alarm = alarm
    session.flush()
    return story


def _held(session: Session, story_id: str = "s1", *, hours: int = 24) -> Story:
    story = _waiting_for_narrator(session, story_id, alarm="geweld")
    decisions.approve(session, story, answer_within=timedelta(hours=hours))
    return story


def _moderator(session: Session) -> int:
    account = Account(name="mo", role=AccountRole.MODERATOR)
    session.add(account)
    session.flush()
    return account.id


def test_an_alarm_holds_a_story_from_the_moment_its_narrator_says_yes(database: Database) -> None:
    with database.writing() as session:
        story = _waiting_for_narrator(session, "s1", alarm="zelfdoding")
        assert triage.waiting(session) == []
        decisions.approve(session, story)
        assert story.state is StoryState.IN_TRIAGE
        assert session.scalars(select(Story.id).where(stories.analysable())).all() == []
        [case] = triage.waiting(session)
        assert (case.story_id, case.kind, case.outcome) == ("s1", Danger.SUICIDE, None)
        assert case.due_at - case.opened_at == timedelta(hours=24)
        assert (case.opened_at.minute, case.opened_at.second, case.opened_at.microsecond) == (
            0,
        ) * 3


def test_without_an_alarm_nothing_is_held(database: Database) -> None:
    with database.writing() as session:
        story = _waiting_for_narrator(session, "s1", alarm=None)
        decisions.approve(session, story)
        assert story.state is StoryState.APPROVED
        assert triage.waiting(session) == []


def test_a_made_up_example_is_never_held(database: Database) -> None:
    with database.writing() as session:
        story = _waiting_for_narrator(session, "s1", alarm="geweld")
        story.channel = Channel.EXAMPLE
        decisions.approve(session, story)
        assert story.state is StoryState.APPROVED


def test_the_nearest_deadline_comes_first_and_late_is_counted(database: Database) -> None:
    with database.writing() as session:
        _held(session, "later", hours=48)
        _held(session, "eerst", hours=2)
        _held(session, "midden", hours=24)
        assert [case.story_id for case in triage.waiting(session)] == ["eerst", "midden", "later"]
        assert triage.overdue(session) == 0
        session.get_one(TriageCase, "midden").due_at = now() - timedelta(seconds=1)
        session.flush()
        assert triage.overdue(session) == 1


def test_a_released_story_may_be_read(database: Database) -> None:
    with database.writing() as session:
        story, moderator = _held(session), _moderator(session)
        case = triage.release(session, "s1", account_id=moderator)
        assert story.state is StoryState.APPROVED
        assert (case.outcome, case.handled_by) == (TriageOutcome.RELEASED, moderator)
        assert triage.waiting(session) == []
        assert triage.overdue(session) == 0
        assert triage.due(session, "s1") is None
        assert stories.readable(session, "s1").id == "s1"


def test_a_story_kept_apart_stays_out_of_sight(database: Database) -> None:
    with database.writing() as session:
        story, moderator = _held(session), _moderator(session)
        triage.keep_apart(session, "s1", reason=ApartReason.UNSURE, account_id=moderator)
        assert story.state is StoryState.IN_TRIAGE
        [case] = triage.handled(session)
        assert (case.outcome, case.reason) == (TriageOutcome.KEPT_APART, ApartReason.UNSURE)
        with pytest.raises(NotFound):
            stories.readable(session, "s1")


def test_who_comes_second_cannot_decide_over_the_first(database: Database) -> None:
    with database.writing() as session:
        _held(session)
        moderator = _moderator(session)
        triage.release(session, "s1", account_id=moderator)
        with pytest.raises(Conflict) as found:
            triage.keep_apart(session, "s1", reason=ApartReason.UNSURE, account_id=moderator)
        assert found.value.code == "triage.besloten"


def test_a_decision_is_taken_back_once_and_then_stays(database: Database) -> None:
    with database.writing() as session:
        story, moderator = _held(session), _moderator(session)
        due = session.get_one(TriageCase, "s1").due_at
        with pytest.raises(Conflict):
            triage.undo(session, "s1")
        triage.release(session, "s1", account_id=moderator)
        case = triage.undo(session, "s1")
        assert story.state is StoryState.IN_TRIAGE
        assert (case.outcome, case.reason, case.handled_by, case.handled_at) == (None,) * 4
        assert case.due_at == due
        triage.keep_apart(session, "s1", reason=ApartReason.DANGER_NOW, account_id=moderator)
        with pytest.raises(Conflict) as found:
            triage.undo(session, "s1")
        assert found.value.code == "triage.eenmaal"
        assert story.state is StoryState.IN_TRIAGE


@pytest.mark.parametrize("decided", [False, True])
def test_the_narrator_may_take_it_back_at_any_moment(database: Database, decided: bool) -> None:
    with database.writing() as session:
        story, moderator = _held(session), _moderator(session)
        if decided:
            triage.keep_apart(session, "s1", reason=ApartReason.UNSURE, account_id=moderator)
        decisions.withdraw(session, story)
        assert (story.state, story.text, story.alarm) == (StoryState.WITHDRAWN, "", None)
        assert session.scalar(select(func.count()).select_from(TriageCase)) == 0
        with pytest.raises(NotFound):
            triage.release(session, "s1", account_id=moderator)
