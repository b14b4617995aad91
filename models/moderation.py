"""Looking published stories over: which are still to be looked at, and which first."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Text, cast, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models import stories
from models.answers import OWN_WORDS, own_words
from models.changes import LookedOver, StoryChange
from models.errors import NotFound
from models.reviews import StoryLikeness, StoryReview
from models.stories import Signification, Story, analysable
from models.vocabulary import ChangeOrigin, Channel, ReviewKind

BY_NARRATORS = (Channel.FORM, Channel.SYSTEM)
"""Ways in which stories come one by one; a file or a write-up is somebody's known work."""

_EMPTY_LIST = 2


@dataclass(frozen=True)
class ToLookOver:
    """A story that nobody looked over yet, and how much in it is in words of its narrator's own."""

    story: Story
    own_wordings: int
    """How often the narrator put words of their own in the place of what was taken out."""
    answers: int
    """How many questions were answered in words."""


@dataclass(frozen=True)
class Written:
    """What a narrator wrote in answer to a question, as it may be read."""

    question: str
    words: str = field(repr=False)


@dataclass(frozen=True)
class Arrived:
    """The stories of a week: how many nobody looked over, which are alike, and their answers."""

    story_ids: list[str]
    to_look_over: int
    alike: set[str]
    answers: list[dict[int, str]] = field(repr=False)


def waiting(session: Session, *, limit: int) -> list[ToLookOver]:
    """Published stories that nobody looked over, those with most to see first.

    First what together may point to one person, then what narrators put back, then words of their
    own, then answers in words. Made-up examples are left out.
    """
    own = (
        select(func.count())
        .where(StoryChange.story_id == Story.id, StoryChange.origin == ChangeOrigin.NARRATOR)
        .scalar_subquery()
    )
    answers = (
        select(func.count())
        .where(Signification.story_id == Story.id, _in_words())
        .scalar_subquery()
    )
    flagged = func.coalesce(func.length(cast(Story.flags, Text)), 0) > _EMPTY_LIST
    query = (
        select(Story, own, answers)
        .where(_published(), ~_looked_over())
        .order_by(flagged.desc(), Story.restored.desc(), own.desc(), answers.desc(), Story.id)
        .limit(limit)
        .options(joinedload(Story.team))
    )
    return [ToLookOver(*row) for row in session.execute(query).tuples()]


def counts(session: Session) -> tuple[int, int]:
    """How many published stories wait for a look, and how many have had one."""
    query = select(func.count()).select_from(Story).where(_published())
    waiting_for_it = session.scalar(query.where(~_looked_over())) or 0
    return waiting_for_it, session.scalar(query.where(_looked_over())) or 0


def story(session: Session, story_id: str, *, lock: bool = False) -> Story:
    """A published story with its team; with `lock` nobody else changes it meanwhile.

    Raises:
        NotFound: there is none (any more), or it is not for readers.
    """
    if lock:
        stories.get(session, story_id, lock=True)
    query = select(Story).where(Story.id == story_id, _published()).options(joinedload(Story.team))
    found = session.scalar(query)
    if found is None:
        raise NotFound("Dit verhaal is er niet (meer).", code="verhaal.onbekend")
    return found


def written(session: Session, story_id: str) -> list[Written]:
    """What the narrator wrote in answers, in the order of the form; what was chosen is left out."""
    return [
        Written(one.question.text, words)
        for one in stories.significations(session, story_id)
        for words in own_words(one.value)
    ]


def answered(session: Session, story_ids: Collection[str]) -> set[str]:
    """Those of these stories that were sent back once, so that their narrator answered."""
    query = select(StoryReview.story_id).where(
        StoryReview.story_id.in_(story_ids), StoryReview.kind == ReviewKind.RETURNED
    )
    return set(session.scalars(query))


def arrivals(session: Session, *, since: date) -> dict[int, dict[date, int]]:
    """How many stories came in by form or system, by team and day, whatever became of them."""
    query = (
        select(Story.team_id, Story.received_on, func.count())
        .where(Story.channel.in_(BY_NARRATORS), Story.received_on >= since)
        .group_by(Story.team_id, Story.received_on)
    )
    found: dict[int, dict[date, int]] = {}
    for team_id, day, number in session.execute(query).tuples():
        found.setdefault(team_id, {})[day] = number
    return found


def arrived(session: Session, team_id: int, *, since: date, before: date) -> Arrived:
    """The published stories of one team that came in between two days, and their answers."""
    mine = (
        (Story.team_id == team_id)
        & Story.channel.in_(BY_NARRATORS)
        & (Story.received_on >= since)
        & (Story.received_on < before)
        & _published()
    )
    ids = list(session.scalars(select(Story.id).where(mine)))
    to_look_over = session.scalar(select(func.count()).where(mine, ~_looked_over())) or 0
    given: dict[str, dict[int, str]] = {}
    answers = select(Signification).join(Story).where(mine)
    for one in session.scalars(answers):
        if one.value and "text" not in one.value:
            told = json.dumps(one.value, sort_keys=True)
            given.setdefault(one.story_id, {})[one.question_id] = told
    alike = select(StoryLikeness.story_id, StoryLikeness.other_id).where(
        StoryLikeness.judged_by.is_(None),
        StoryLikeness.story_id.in_(select(Story.id).where(mine)),
        StoryLikeness.other_id.in_(select(Story.id).where(mine)),
    )
    both = {story for pair in session.execute(alike).tuples() for story in pair}
    return Arrived(ids, to_look_over, both, list(given.values()))


def mark_looked_over(session: Session, story_id: str, *, account_id: int) -> LookedOver:
    """Note that somebody looked a story over; the first one stays.

    Raises:
        NotFound: there is no such story.
    """
    found = session.get(LookedOver, story(session, story_id).id)
    if found is None:
        found = LookedOver(story_id=story_id, account_id=account_id)
        session.add(found)
        session.flush()
    return found


def _published() -> ColumnElement[bool]:
    return analysable() & (Story.channel != Channel.EXAMPLE)


def _looked_over() -> ColumnElement[bool]:
    return exists(select(LookedOver.story_id).where(LookedOver.story_id == Story.id))


def _in_words() -> ColumnElement[bool]:
    """True for answers in which the narrator wrote something."""
    return or_(*(Signification.value[key].as_string().is_not(None) for key in OWN_WORDS))
