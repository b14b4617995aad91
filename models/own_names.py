"""Names that an organisation listed itself; the pseudonymiser takes them out of every story."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from models.base import Base, now, word
from models.errors import NotFound
from models.teams import Organisation
from models.vocabulary import OwnNameKind

LONGEST = 80
# What tells one state of the lists from another: how many, the sum of ids, the last change.
State = tuple[int, int, datetime | None]


class OwnName(Base):
    """One listed name. `key` is its folded form, unique within the organisation."""

    __tablename__ = "own_name"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[OwnNameKind] = mapped_column(word(OwnNameKind))
    name: Mapped[str] = mapped_column(String(LONGEST))
    key: Mapped[str] = mapped_column(String(2 * LONGEST))
    added_at: Mapped[datetime] = mapped_column(default=now)
    organisation: Mapped[Organisation] = relationship(lazy="raise")


def every(session: Session) -> list[OwnName]:
    """All listed names of all organisations, by kind and name."""
    query = select(OwnName).options(joinedload(OwnName.organisation))
    return list(session.scalars(query.order_by(OwnName.kind, OwnName.name, OwnName.id)))


def state(session: Session) -> State:
    """Cheap to ask; different as soon as a name was added or removed."""
    query = select(
        func.count(OwnName.id), func.coalesce(func.sum(OwnName.id), 0), func.max(OwnName.added_at)
    )
    count, total, last = session.execute(query).tuples().one()
    return count, int(total), last


def add(
    session: Session, organisation: Organisation, names: Iterable[tuple[OwnNameKind, str, str]]
) -> int:
    """Add `(kind, name, key)` that are not there yet; returns how many were new."""
    query = select(OwnName.key).where(OwnName.organisation_id == organisation.id)
    known = set(session.scalars(query))
    added = 0
    for kind, name, key in names:
        if key in known:
            continue
        known.add(key)
        session.add(OwnName(organisation_id=organisation.id, kind=kind, name=name, key=key))
        added += 1
    session.flush()
    return added


def remove(session: Session, name_id: int) -> OwnName:
    """Take one name off the list; stories that were read before keep their placeholder.

    Raises:
        NotFound: no such name.
    """
    found = session.get(OwnName, name_id)
    if found is None:
        raise NotFound("Deze naam staat niet (meer) op de lijst.", code="eigen_lijst.onbekend")
    session.delete(found)
    session.flush()
    return found
