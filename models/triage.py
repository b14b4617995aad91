"""Stories with a sign of danger: looked at by a person first, against a clock.

A case holds no word of the story. It opens when the narrator says yes, never before, and it goes
when the narrator takes the story back. Nothing here tells anybody outside.
"""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from models.base import Base, now, word
from models.errors import Conflict, NotFound
from models.stories import Story
from models.vocabulary import ApartReason, Channel, Danger, StoryState, TriageOutcome

ANSWER_WITHIN = timedelta(hours=24)


class TriageCase(Base):
    """A story that somebody has to look at, until when, and what came of it."""

    __tablename__ = "triage_case"

    story_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[Danger] = mapped_column(word(Danger))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[TriageOutcome | None] = mapped_column(word(TriageOutcome))
    reason: Mapped[ApartReason | None] = mapped_column(word(ApartReason))
    undone: Mapped[bool] = mapped_column(default=False)
    """A decision can be taken back once; the one after it stays."""
    story: Mapped[Story] = relationship(lazy="raise")


_WITH_STORY = joinedload(TriageCase.story).joinedload(Story.team)


def hold(session: Session, story: Story, *, within: timedelta = ANSWER_WITHIN) -> bool:
    """Keep an approved story with an alarm from all readers until a person looked; True if so.

    Made-up example stories are never held.
    """
    if story.alarm is None or story.channel is Channel.EXAMPLE:
        return False
    # No exact time is kept of what narrators do.
    opened = now().replace(minute=0, second=0, microsecond=0)
    story.state = StoryState.IN_TRIAGE
    session.add(
        TriageCase(
            story_id=story.id, kind=Danger(story.alarm), opened_at=opened, due_at=opened + within
        )
    )
    session.flush()
    return True


def waiting(session: Session) -> list[TriageCase]:
    """Open cases with their story and its team, the nearest deadline first."""
    query = (
        select(TriageCase)
        .where(TriageCase.handled_at.is_(None))
        .order_by(TriageCase.due_at, TriageCase.story_id)
    )
    return list(session.scalars(query.options(_WITH_STORY)))


def handled(session: Session, *, limit: int = 50) -> list[TriageCase]:
    """Cases that somebody decided on, the latest first."""
    query = (
        select(TriageCase)
        .where(TriageCase.handled_at.is_not(None))
        .order_by(TriageCase.handled_at.desc(), TriageCase.story_id)
        .limit(limit)
    )
    return list(session.scalars(query.options(_WITH_STORY)))


def case(session: Session, story_id: str) -> TriageCase:
    """One case with its story.

    Raises:
        NotFound: there is no such case (any more).
    """
    query = select(TriageCase).where(TriageCase.story_id == story_id).options(_WITH_STORY)
    found = session.scalar(query)
    if found is None:
        raise NotFound(
            "Dit verhaal ligt hier niet (meer). Misschien haalde de verteller het weg.",
            code="triage.onbekend",
        )
    return found


def due(session: Session, story_id: str) -> datetime | None:
    """Until when somebody looks at a story; None when nobody has to (any more)."""
    found = session.get(TriageCase, story_id)
    return found.due_at if found is not None and found.handled_at is None else None


def overdue(session: Session) -> int:
    """How many open cases are past their time."""
    query = select(func.count()).where(TriageCase.handled_at.is_(None), TriageCase.due_at < now())
    return session.scalar(query) or 0


def release(session: Session, story_id: str, *, account_id: int) -> TriageCase:
    """The story may be read and analysed after all.

    Raises:
        NotFound: there is no such case.
        Conflict: somebody decided already.
    """
    found = _open(session, story_id)
    found.story.state = StoryState.APPROVED
    return _handled(session, found, TriageOutcome.RELEASED, account_id=account_id)


def keep_apart(
    session: Session, story_id: str, *, reason: ApartReason, account_id: int
) -> TriageCase:
    """The story stays out of sight and out of the analysis.

    Raises:
        NotFound: there is no such case.
        Conflict: somebody decided already.
    """
    found = _open(session, story_id)
    found.reason = reason
    return _handled(session, found, TriageOutcome.KEPT_APART, account_id=account_id)


def undo(session: Session, story_id: str) -> TriageCase:
    """Take a decision back, once; the story waits again, with the deadline it had.

    The caller takes away what was computed from the story in between.

    Raises:
        NotFound: there is no such case.
        Conflict: nobody decided yet, or this was undone before.
    """
    found = _locked(session, story_id)
    if found.handled_at is None:
        raise Conflict("Over dit verhaal is nog niets besloten.", code="triage.open")
    if found.undone:
        raise Conflict(
            "Dit besluit is al een keer teruggedraaid. Het blijft nu zo staan.",
            code="triage.eenmaal",
        )
    found.handled_at = found.handled_by = found.outcome = found.reason = None
    found.undone = True
    found.story.state = StoryState.IN_TRIAGE
    session.flush()
    return found


def _locked(session: Session, story_id: str) -> TriageCase:
    """The case, while nobody else changes the story or takes it away."""
    query = select(Story.id).where(Story.id == story_id)
    session.execute(query.with_for_update(key_share=True)).all()
    return case(session, story_id)


def _open(session: Session, story_id: str) -> TriageCase:
    found = _locked(session, story_id)
    if found.handled_at is not None:
        raise Conflict("Een ander heeft hier net over besloten.", code="triage.besloten")
    return found


def _handled(
    session: Session, found: TriageCase, outcome: TriageOutcome, *, account_id: int
) -> TriageCase:
    found.handled_at = now()
    found.handled_by = account_id
    found.outcome = outcome
    session.flush()
    return found
