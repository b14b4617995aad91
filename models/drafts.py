"""Half-written forms: sealed, found only by the secret in the narrator's own browser."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, now

KEPT = timedelta(days=7)


class SavedDraft(Base):
    """What a narrator has typed so far. The key is the hash of a secret that we do not keep."""

    __tablename__ = "saved_draft"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]

    @staticmethod
    def place(token_hash: str) -> str:
        """What the sealed value is bound to."""
        return f"saved_draft.sealed:{token_hash}"


class ResumeCode(Base):
    """A code on paper that opens a half-written form on any device.

    The browser's secret, sealed under the code: without the code nobody finds the draft.
    """

    __tablename__ = "resume_code"

    locator: Mapped[str] = mapped_column(String(8), primary_key=True)
    token_hash: Mapped[str] = mapped_column(
        ForeignKey("saved_draft.token_hash", ondelete="CASCADE"), unique=True
    )
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


def save(session: Session, token_hash: str, sealed: bytes) -> None:
    """Store or replace a draft; it is kept for a week from now."""
    session.merge(SavedDraft(token_hash=token_hash, sealed=sealed, expires_at=now() + KEPT))
    session.flush()


def load(session: Session, token_hash: str) -> bytes | None:
    """The sealed draft, or None when there is none or its time is over."""
    draft = session.get(SavedDraft, token_hash)
    return draft.sealed if draft is not None and draft.expires_at > now() else None


def remove(session: Session, token_hash: str) -> None:
    """Forget a draft."""
    session.execute(delete(SavedDraft).where(SavedDraft.token_hash == token_hash))


def expire(session: Session) -> None:
    """Forget every draft whose time is over."""
    session.execute(delete(SavedDraft).where(SavedDraft.expires_at <= now()))
