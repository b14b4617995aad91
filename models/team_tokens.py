"""Keys with which a team's own system sends stories in, and the answers it got."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.teams import Team


class TeamToken(Base):
    """A key of one team; only its hash is kept."""

    __tablename__ = "team_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    team: Mapped[Team] = relationship(lazy="raise")


class IntakeReply(Base):
    """The answer to one `Idempotency-Key`, sealed, so that sending twice is sending once."""

    __tablename__ = "intake_reply"

    token_id: Mapped[int] = mapped_column(
        ForeignKey("team_token.id", ondelete="CASCADE"), primary_key=True
    )
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    story_id: Mapped[str | None] = mapped_column(ForeignKey("story.id", ondelete="SET NULL"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(default=now)
