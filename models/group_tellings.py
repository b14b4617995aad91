"""A write-up of a session that everybody who was there has to approve, each with a code."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class GroupVoice(Base):
    """One person who was there: a code, and what they said of the write-up. No name."""

    __tablename__ = "group_voice"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("story.id", ondelete="CASCADE"), index=True)
    locator: Mapped[str] = mapped_column(String(8), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(200))
    answered_on: Mapped[date | None]
    agreed: Mapped[bool | None]
    purposes: Mapped[list[str]] = mapped_column(default=list)


class GroupObjection(Base):
    """A paragraph of the write-up (from 0) that one voice does not want to be read."""

    __tablename__ = "group_objection"
    __table_args__ = (UniqueConstraint("voice_id", "paragraph"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    voice_id: Mapped[int] = mapped_column(ForeignKey("group_voice.id", ondelete="CASCADE"))
    paragraph: Mapped[int]
