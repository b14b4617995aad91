"""Looking published stories over: which are still to be looked at, and which first."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, cast, exists, func, select
from sqlalchemy.orm import Session, joinedload

from models.changes import LookedOver, StoryChange
from models.errors import NotFound
from models.stories import Story, analysable
from models.vocabulary import ChangeOrigin, Channel

_EMPTY_LIST = 2


@dataclass(frozen=True)
class ToLookOver:
    """A story that nobody looked over yet, and how often its narrator chose words of their own."""

    story: Story
    own_wordings: int


def waiting(session: Session, *, limit: int) -> list[ToLookOver]:
    """Published stories that nobody looked over, those with most to see first.

    First what together may point to one person, then what narrators put back, then words of their
    own. Made-up examples are left out.
    """
    own = (
        select(func.count())
        .where(StoryChange.story_id == Story.id, StoryChange.origin == ChangeOrigin.NARRATOR)
        .scalar_subquery()
    )
    flagged = func.coalesce(func.length(cast(Story.flags, Text)), 0) > _EMPTY_LIST
    query = (
        select(Story, own)
        .where(_published(), ~_looked_over())
        .order_by(flagged.desc(), Story.restored.desc(), own.desc(), Story.id)
        .limit(limit)
        .options(joinedload(Story.team))
    )
    return [ToLookOver(*row) for row in session.execute(query).tuples()]


def counts(session: Session) -> tuple[int, int]:
    """How many published stories wait for a look, and how many have had one."""
    query = select(func.count()).select_from(Story).where(_published())
    waiting_for_it = session.scalar(query.where(~_looked_over())) or 0
    return waiting_for_it, session.scalar(query.where(_looked_over())) or 0


def story(session: Session, story_id: str) -> Story:
    """A published story with its team.

    Raises:
        NotFound: there is none (any more), or it is not for readers.
    """
    query = select(Story).where(Story.id == story_id, _published()).options(joinedload(Story.team))
    found = session.scalar(query)
    if found is None:
        raise NotFound("Dit verhaal is er niet (meer).", code="verhaal.onbekend")
    return found


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
