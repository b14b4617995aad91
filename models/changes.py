"""What was changed in a story before others read it, and who looked it over afterwards.

The words that were taken out are nowhere: only where something stands in their place, and why.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, today, word
from models.vocabulary import ChangeOrigin, PersonalDataKind, StoryPart


class StoryChange(Base):
    """A place in the published text that stands for other words: which kind, and by which rule."""

    __tablename__ = "story_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("story.id", ondelete="CASCADE"), index=True)
    part: Mapped[StoryPart] = mapped_column(word(StoryPart))
    start: Mapped[int]
    end: Mapped[int]
    kind: Mapped[PersonalDataKind] = mapped_column(word(PersonalDataKind))
    wording: Mapped[str] = mapped_column(String(200))
    """What stands there now: a placeholder, or the narrator's own words."""
    origin: Mapped[ChangeOrigin] = mapped_column(word(ChangeOrigin))
    rule: Mapped[str] = mapped_column(String(80))


class LookedOver(Base):
    """A published story that a moderator has looked over."""

    __tablename__ = "looked_over"

    story_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    on: Mapped[date] = mapped_column(default=today)


def replace_all(session: Session, story_id: str, changes: Iterable[StoryChange]) -> None:
    """Store the changes of a story in place of what was stored before."""
    session.execute(delete(StoryChange).where(StoryChange.story_id == story_id))
    session.add_all(changes)
    session.flush()


def of_story(session: Session, story_id: str) -> list[StoryChange]:
    """The changes of a story, those of the title first, in reading order."""
    query = select(StoryChange).where(StoryChange.story_id == story_id)
    found = session.scalars(query)
    return sorted(found, key=lambda one: (one.part is StoryPart.TEXT, one.start))


def look(session: Session, story_id: str) -> LookedOver | None:
    """Who looked a story over, or None when nobody did."""
    return session.get(LookedOver, story_id)
