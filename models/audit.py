"""The audit trail: append-only, each row holding the hash of the one before it."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, now
from models.db import in_turn

START = "0" * 64
_AT_ONCE = 1000


class AuditEvent(Base):
    """Who did what to which record. Never story text, never a network address."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]]
    # Unique, so that two writers cannot both continue from the same row.
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class Trail:
    """The part of the trail that is whole, from the start."""

    events: int = 0
    first: datetime | None = None
    last: datetime | None = None
    hash: str = START
    """Of the last event that fits."""
    broken: int | None = None
    """The id of the event after it, when that does not fit."""


def record(
    session: Session,
    action: str,
    *,
    subject: str,
    account_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add an event to the chain, inside the transaction of the change itself."""
    # Locking the last row is not enough: who waited for it would still see it as the last.
    in_turn(session, "audit")
    last = session.scalar(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1))
    event = AuditEvent(
        at=_moment(account_id),
        account_id=account_id,
        action=action,
        subject=subject,
        detail=detail or {},
        previous_hash=last.hash if last else START,
    )
    event.hash = _hash(event)
    session.add(event)
    session.flush()
    return event


def walk(session: Session) -> Trail:
    """Read the whole trail, up to the first event that does not fit."""
    query = select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=_AT_ONCE)
    found = Trail()
    with session.execute(query) as events:
        for event in events.scalars():
            if event.previous_hash != found.hash or event.hash != _hash(event):
                return replace(found, broken=event.id)
            found = Trail(found.events + 1, found.first or event.at, event.at, event.hash)
    return found


def holds(session: Session, mark: str) -> bool:
    """True when an event has this hash: what came before it is as it was when it was noted."""
    return session.scalar(select(AuditEvent.id).where(AuditEvent.hash == mark)) is not None


def _moment(account_id: int | None) -> datetime:
    """This moment; only the day for what narrators do, because no exact time is kept of them."""
    moment = now()
    if account_id is not None:
        return moment
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _hash(event: AuditEvent) -> str:
    content = [
        event.at.isoformat(),
        event.account_id,
        event.action,
        event.subject,
        event.detail,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
