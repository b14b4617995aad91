"""What moderators sent back or refused, and why; and which stories say nearly the same."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, word
from models.vocabulary import ReviewKind, ReviewReason


class StoryReview(Base):
    """A moderator sent a story back to its narrator, or refused it."""

    __tablename__ = "story_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("story.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ReviewKind] = mapped_column(word(ReviewKind))
    reason: Mapped[ReviewReason] = mapped_column(word(ReviewReason))
    words: Mapped[str] = mapped_column(Text, default="")
    """What the moderator wrote to the narrator."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class StoryLikeness(Base):
    """Two stories that say nearly the same; `story_id` is the later one."""

    __tablename__ = "story_likeness"

    story_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    share: Mapped[float]
    """How much of their wording they share, 0 to 1."""
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
