"""Half-written forms: sealed, found only by the secret in the narrator's own browser."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
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
    shown: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The code itself, sealed under the browser's secret: a page that is opened again shows it."""

    @staticmethod
    def place(locator: str) -> str:
        """What the sealed secret is bound to."""
        return f"resume_code.sealed:{locator}"

    @staticmethod
    def shown_place(token_hash: str) -> str:
        """What the code on the page is bound to."""
        return f"resume_code.shown:{token_hash}"


def save(session: Session, token_hash: str, sealed: bytes) -> None:
    """Store or replace a draft; it is kept for a week from now."""
    session.merge(SavedDraft(token_hash=token_hash, sealed=sealed, expires_at=now() + KEPT))
    session.flush()


def load(session: Session, token_hash: str) -> bytes | None:
    """The sealed draft, or None when there is none or its time is over."""
    draft = session.get(SavedDraft, token_hash)
    return draft.sealed if draft is not None and draft.expires_at > now() else None


def hold(session: Session, token_hash: str) -> bytes | None:
    """The sealed draft as `load` gives it; nobody else changes it until this session is done."""
    query = (
        select(SavedDraft)
        .where(SavedDraft.token_hash == token_hash, SavedDraft.expires_at > now())
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    draft = session.scalar(query)
    return None if draft is None else draft.sealed


def kept_until(session: Session, token_hash: str) -> datetime | None:
    """When a draft is forgotten, or None when it is already."""
    draft = session.get(SavedDraft, token_hash)
    return draft.expires_at if draft is not None and draft.expires_at > now() else None


def remove(session: Session, token_hash: str) -> None:
    """Forget a draft, and the code to it."""
    forget_code(session, token_hash)
    session.execute(delete(SavedDraft).where(SavedDraft.token_hash == token_hash))


def expire(session: Session) -> None:
    """Forget every draft whose time is over; codes go with them."""
    session.execute(delete(SavedDraft).where(SavedDraft.expires_at <= now()))


def give_code(session: Session, code: ResumeCode) -> None:
    """Keep the code to a draft. An earlier code to the same draft opens nothing any more."""
    forget_code(session, code.token_hash)
    session.add(code)
    session.flush()


def code_of(session: Session, token_hash: str) -> ResumeCode | None:
    """The code to a draft, if somebody asked for one."""
    query = select(ResumeCode).where(ResumeCode.token_hash == token_hash)
    return session.scalar(query)


def find_code(session: Session, locator: str) -> ResumeCode | None:
    """A code by its public part, as long as the draft is there."""
    query = (
        select(ResumeCode)
        .join(SavedDraft, SavedDraft.token_hash == ResumeCode.token_hash)
        .where(ResumeCode.locator == locator, SavedDraft.expires_at > now())
    )
    return session.scalar(query)


def forget_code(session: Session, token_hash: str) -> None:
    """From now on no code opens this draft."""
    session.execute(delete(ResumeCode).where(ResumeCode.token_hash == token_hash))
