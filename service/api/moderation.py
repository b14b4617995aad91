"""Looking published stories over: what was changed and why, and taking out what was missed."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session

from ingest.rules import rule_of
from models import accounts, audit, changes, moderation
from models.changes import StoryChange
from models.moderation import ToLookOver
from models.stories import Story
from models.vocabulary import StoryPart
from service.api.problems import documented
from service.api.shapes import word
from service.deps import LookingOver, Reading, TheFinder, TheHouse
from service.moderation import take_out
from service.schemas import (
    ChangeView,
    FlagView,
    ModerationQueue,
    ModerationRow,
    ModerationStory,
    RemovalRequest,
    WrittenAnswer,
)

MOST_SHOWN = 100

router = APIRouter(tags=["Nakijken"])


@router.get("/moderation", summary="Verhalen om na te kijken", responses=documented(403))
def list_waiting(account: LookingOver, session: Reading) -> ModerationQueue:
    """Published stories that nobody looked over yet, those with most to see first."""
    del account
    waiting, looked_over = moderation.counts(session)
    return ModerationQueue(
        stories=[_row(one) for one in moderation.waiting(session, limit=MOST_SHOWN)],
        waiting=waiting,
        looked_over=looked_over,
    )


@router.get(
    "/moderation/{story_id}",
    summary="Eén verhaal met elke wijziging",
    responses=documented(403, 404),
)
def read_changes(story_id: str, account: LookingOver, session: Reading) -> ModerationStory:
    """What stands in place of other words, of which kind, and by which rule; never the words."""
    del account
    return _view(session, moderation.story(session, story_id))


@router.post(
    "/moderation/{story_id}/removals",
    summary="Haal een gemist woord weg, voorgoed",
    responses=documented(403, 404),
)
def remove_words(
    story_id: str,
    request: RemovalRequest,
    account: LookingOver,
    house: TheHouse,
    finder: TheFinder,
) -> ModerationStory:
    """Everywhere in this story and its answers, as whole words; the computer reads it again."""
    with house.database.writing() as session:
        story = take_out(session, story_id, request.words, account_id=account.id)
        view = _view(session, story)
    # The words must not be found in the index, nor in the database's own log.
    finder.forget()
    house.database.forget_deleted()
    return view


@router.put(
    "/moderation/{story_id}/look",
    summary="Dit verhaal is nagekeken",
    responses=documented(403, 404),
)
def mark_looked_over(story_id: str, account: LookingOver, house: TheHouse) -> ModerationStory:
    """Who looked first stays; saying it twice changes nothing."""
    with house.database.writing() as session:
        if changes.look(session, story_id) is None:
            moderation.mark_looked_over(session, story_id, account_id=account.id)
            audit.record(session, "verhaal.nagekeken", subject=story_id, account_id=account.id)
        return _view(session, moderation.story(session, story_id))


def _row(waiting: ToLookOver) -> ModerationRow:
    story = waiting.story
    return ModerationRow(
        story_id=story.id,
        title=story.title,
        team=story.team.name,
        role_label=story.role.label if story.role else None,
        flagged=len(story.flags or ()),
        restored=story.restored,
        own_wordings=waiting.own_wordings,
        answers_in_words=waiting.answers,
    )


def _view(session: Session, story: Story) -> ModerationStory:
    found = changes.of_story(session, story.id)
    look = changes.look(session, story.id)
    names = accounts.names(session, {look.account_id}) if look else {}
    return ModerationStory(
        story_id=story.id,
        title=story.title,
        text=story.text,
        team=story.team.name,
        role_label=story.role.label if story.role else None,
        age_group_label=story.age_group.label if story.age_group else None,
        period=story.period,
        restored=story.restored,
        title_changes=[_change(one) for one in found if one.part is StoryPart.TITLE],
        text_changes=[_change(one) for one in found if one.part is StoryPart.TEXT],
        flags=[_flag(flag) for flag in story.flags or ()],
        answers=[
            WrittenAnswer(question=one.question, words=one.words)
            for one in moderation.written(session, story.id)
        ],
        looked_over_by=names.get(look.account_id) if look else None,
        looked_over_on=look.on if look else None,
    )


def _change(change: StoryChange) -> ChangeView:
    return ChangeView(
        start=change.start,
        end=change.end,
        kind=word(change.kind),
        wording=change.wording,
        origin=word(change.origin),
        why=rule_of(change.rule).why,
    )


def _flag(flag: dict[str, Any]) -> FlagView:
    return FlagView(
        start=int(flag["start"]),
        end=int(flag["end"]),
        words=str(flag["words"]),
        kind=str(flag["kind"]),
    )
