"""Which encoder people chose. A choice is in force once everything was read and mined with it.

The newest choice whose run is done counts; one whose run failed never does, so the encoder before
it simply stays. What lies in another encoder's space waits, and is counted here.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, exists, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, now
from models.passages import Embedding, EncoderVersion, Passage
from models.runs import UNFINISHED, Run
from models.stories import Story, analysable
from models.themes import Assignment, ThemeSpace
from models.vocabulary import ResidueReason, RunKind, RunState


class EncoderChoice(Base):
    """Somebody chose an encoder; `run_id` is the run that brings it into force (None: at once)."""

    __tablename__ = "encoder_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(400))
    """What loads it, pinned: a built-in name, a folder, or a hub name with its commit."""
    name: Mapped[str] = mapped_column(String(200))
    revision: Mapped[str] = mapped_column(String(80))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    at: Mapped[datetime] = mapped_column(default=now)


def in_force(session: Session) -> EncoderChoice | None:
    """The choice that counts now; None when nobody ever chose (the built-in one, then)."""
    done = EncoderChoice.run_id.is_(None) | (Run.state == RunState.DONE)
    query = select(EncoderChoice).outerjoin(Run, Run.id == EncoderChoice.run_id).where(done)
    return session.scalar(query.order_by(EncoderChoice.id.desc()).limit(1))


def newest(session: Session) -> tuple[EncoderChoice, Run | None] | None:
    """The last choice that was made and its run, whatever became of it."""
    query = select(EncoderChoice, Run).outerjoin(Run, Run.id == EncoderChoice.run_id)
    row = session.execute(query.order_by(EncoderChoice.id.desc()).limit(1)).tuples().first()
    return None if row is None else (row[0], row[1])


def pending(session: Session) -> EncoderChoice | None:
    """The choice that everything is being read again for, if there is one."""
    query = select(EncoderChoice).join(Run).where(Run.state.in_(UNFINISHED))
    return session.scalar(query.order_by(EncoderChoice.id.desc()).limit(1))


def space_of(session: Session) -> EncoderVersion | None:
    """The encoder in whose space the newest mining put the themes; None before the first."""
    query = (
        select(EncoderVersion)
        .join(ThemeSpace, ThemeSpace.encoder_version_id == EncoderVersion.id)
        .join(Run, Run.id == ThemeSpace.run_id)
        .where(Run.kind == RunKind.MINE)
        .order_by(ThemeSpace.run_id.desc())
        .limit(1)
    )
    return session.scalar(query)


def waiting(session: Session) -> tuple[int, int]:
    """How many passages, of how many stories, wait to be placed."""
    query = (
        select(func.count(Passage.id), func.count(func.distinct(Passage.story_id)))
        .join(Story, Story.id == Passage.story_id)
        .where(analysable(), _waits())
    )
    passages, stories = session.execute(query).tuples().one()
    return passages, stories


def without_vector(session: Session, version: EncoderVersion | None) -> list[tuple[int, str]]:
    """The (id, text) of every passage that this encoder has not read yet, in a fixed order."""
    query = (
        select(Passage.id, Passage.start, Passage.end, Story.text)
        .join(Story, Story.id == Passage.story_id)
        .where(analysable())
        .order_by(Passage.story_id, Passage.start)
    )
    if version is not None:
        read = select(Embedding.passage_id).where(
            Embedding.passage_id == Passage.id, Embedding.encoder_version_id == version.id
        )
        query = query.where(~exists(read))
    rows = session.execute(query).tuples()
    return [(passage_id, text[start:end]) for passage_id, start, end, text in rows]


def _waits() -> ColumnElement[bool]:
    placed = select(Assignment.id).where(Assignment.passage_id == Passage.id)
    return or_(exists(placed.where(Assignment.reason == ResidueReason.NOT_YET)), ~exists(placed))
