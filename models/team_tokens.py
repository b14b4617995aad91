"""Keys with which a team's own system sends stories in, and the answers it got."""

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from models.base import Base, now, today
from models.errors import NotFound, Problem, Rejected
from models.teams import Team

LONGEST_NAME = 80
ANSWERED_AGAIN = timedelta(hours=24)
"""So long the same request gets the same answer."""
REMEMBERED = timedelta(days=7)
"""So long we know that a key was used."""


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
    """Empty when it may not be told again: a day went by, or the story is gone."""
    at: Mapped[datetime] = mapped_column(default=now)

    @staticmethod
    def place(token_id: int, key_hash: str) -> str:
        """What the sealed value is bound to."""
        return f"intake_reply.sealed:{token_id}:{key_hash}"


def create(
    session: Session, team: Team, name: str, *, token_hash: str, account_id: int | None = None
) -> TeamToken:
    """A new key of a team.

    Raises:
        Rejected: the name is empty or too long.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        message = f"Geef een naam van 1 tot {LONGEST_NAME} tekens."
        raise Rejected(message, code="sleutel.naam", problems=(Problem("naam", message),))
    token = TeamToken(team_id=team.id, name=name, token_hash=token_hash, created_by=account_id)
    token.team = team
    session.add(token)
    session.flush()
    return token


def every(session: Session) -> list[TeamToken]:
    """All keys with their teams, those that no longer work too, the newest first."""
    query = select(TeamToken).options(joinedload(TeamToken.team)).order_by(TeamToken.id.desc())
    return list(session.scalars(query))


def working(session: Session, token_hash: str) -> TeamToken | None:
    """The key with this hash, when it was not revoked."""
    query = select(TeamToken).where(
        TeamToken.token_hash == token_hash, TeamToken.revoked_at.is_(None)
    )
    return session.scalar(query)


def still_works(session: Session, token_id: int) -> bool:
    """False as soon as it was revoked."""
    query = select(TeamToken.id).where(TeamToken.id == token_id, TeamToken.revoked_at.is_(None))
    return session.scalar(query) is not None


def used(session: Session, token_id: int) -> None:
    """Note the day; no exact time is kept."""
    session.execute(update(TeamToken).where(TeamToken.id == token_id).values(used_on=today()))


def revoke(session: Session, token_id: int) -> TeamToken:
    """From now on this key opens nothing, and its answers are not told again.

    Raises:
        NotFound: there is no such key, or it was revoked already.
    """
    query = select(TeamToken).where(TeamToken.id == token_id, TeamToken.revoked_at.is_(None))
    token = session.scalar(query.options(joinedload(TeamToken.team)))
    if token is None:
        raise NotFound("Deze sleutel is er niet (meer).", code="sleutel.onbekend")
    token.revoked_at = now()
    session.execute(delete(IntakeReply).where(IntakeReply.token_id == token_id))
    session.flush()
    return token


def reply(session: Session, token_id: int, key_hash: str) -> IntakeReply | None:
    """What was answered to this key before, or None."""
    return session.get(IntakeReply, (token_id, key_hash))


def forget_reply(session: Session, story_id: str) -> None:
    """The words of a story that is gone are not told again; that its key was used stays known."""
    session.execute(
        update(IntakeReply)
        .where(IntakeReply.story_id == story_id)
        .values(sealed=b"")
        .execution_options(synchronize_session=False)
    )


def expire_replies(session: Session) -> None:
    """Empty what is older than a day, and forget what is older than a week."""
    session.execute(delete(IntakeReply).where(IntakeReply.at < now() - REMEMBERED))
    session.execute(
        update(IntakeReply)
        .where(IntakeReply.at < now() - ANSWERED_AGAIN, IntakeReply.sealed != b"")
        .values(sealed=b"")
        .execution_options(synchronize_session=False)
    )
