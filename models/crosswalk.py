"""Crosswalks: how the standards of one set relate to those of another, decided by two people.

Every pair of standards is stored once, read from the set whose key comes first in the alphabet;
`turned` reads a relation from the other side.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Select, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from models.base import Base, now, word
from models.errors import Conflict, NotFound, Rejected
from models.standards import Standard, StandardSet
from models.vocabulary import MappingRelation, MappingState

COVERING = frozenset({
    MappingRelation.EXACT, MappingRelation.CLOSE, MappingRelation.BROADER, MappingRelation.NARROWER,
})  # fmt: skip
"""Relations by which a standard has a counterpart; only having to do with it is not enough."""
SETTLED = frozenset({MappingState.AGREED, MappingState.DECIDED})

Row = tuple["StandardMapping", Standard, Standard]


class StandardMapping(Base):
    """A relation between two standards, read from the first; proposed by the machine or a person.

    `proposed` stays as it was; `relation` is what people decided, None until they did.
    """

    __tablename__ = "standard_mapping"
    __table_args__ = (UniqueConstraint("source_id", "target_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("standard.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("standard.id"), index=True)
    proposed: Mapped[MappingRelation | None] = mapped_column(word(MappingRelation))
    """None when a person brought the pair up."""
    similarity: Mapped[float | None] = mapped_column(Float)
    probability: Mapped[float | None] = mapped_column(Float)
    reason: Mapped[dict[str, Any]]
    state: Mapped[MappingState] = mapped_column(word(MappingState), default=MappingState.PROPOSED)
    relation: Mapped[MappingRelation | None] = mapped_column(word(MappingRelation))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who decided after a disagreement; None when two people agreed."""
    decided_at: Mapped[datetime | None]
    decided_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class MappingJudgement(Base):
    """What one person makes of a pair of standards, made without seeing the other's."""

    __tablename__ = "mapping_judgement"
    __table_args__ = (UniqueConstraint("mapping_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mapping_id: Mapped[int] = mapped_column(ForeignKey("standard_mapping.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    relation: Mapped[MappingRelation] = mapped_column(word(MappingRelation))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class SetPair:
    """Two sets in the order in which their pairs of standards are stored."""

    source: StandardSet
    target: StandardSet

    @property
    def name(self) -> str:
        """How the log names it."""
        return f"{self.source.key}@{self.source.version}/{self.target.key}@{self.target.version}"


def turned(relation: MappingRelation) -> MappingRelation:
    """The same relation, read from the other standard."""
    if relation is MappingRelation.BROADER:
        return MappingRelation.NARROWER
    return MappingRelation.BROADER if relation is MappingRelation.NARROWER else relation


def find_set(session: Session, name: str) -> StandardSet:
    """A set by its key, in its newest version, or by `KEY@VERSION`.

    Raises:
        NotFound: there is no such set.
    """
    key, _, version = name.partition("@")
    query = select(StandardSet).where(StandardSet.key == key)
    if version:
        query = query.where(StandardSet.version == version)
    found = sorted(session.scalars(query), key=lambda one: (is_in_use(one), one.id))
    if not found:
        raise NotFound("Deze set van standaarden is niet bekend.", code="set.onbekend")
    return found[-1]


def pair(session: Session, one: str, other: str) -> SetPair:
    """Two sets by name, in the order of their keys.

    Raises:
        NotFound: one of them does not exist.
        Rejected: they are the same set, or versions of one set.
    """
    found = sorted((find_set(session, one), find_set(session, other)), key=lambda each: each.key)
    if found[0].key == found[1].key:
        raise Rejected("Kies twee verschillende sets.", code="vergelijking.zelfde_set")
    return SetPair(*found)


def is_in_use(standard_set: StandardSet) -> bool:
    """Whether it is the newest version and not retired."""
    return standard_set.superseded_by_id is None and standard_set.retired_at is None


def ask_in_use(found: Iterable[StandardSet]) -> None:
    """Refuse to change anything about sets that are no longer in use.

    Raises:
        Conflict: a set was retired or has a newer version.
    """
    for one in found:
        if one.retired_at is not None:
            raise Conflict(f"“{one.short}” is uit gebruik.", code="set.uit_gebruik")
        if one.superseded_by_id is not None:
            raise Conflict(f"Van “{one.short}” is er een nieuwere versie.", code="set.vervangen")


def mappings(
    session: Session,
    sets: SetPair,
    *,
    state: MappingState | None = None,
    standard_key: str | None = None,
) -> list[Row]:
    """The pairs of standards of two sets: the most alike first, what people brought up last."""
    query, source, target = _rows()
    query = query.where(source.set_id == sets.source.id, target.set_id == sets.target.id)
    if state is not None:
        query = query.where(StandardMapping.state == state)
    if standard_key is not None:
        query = query.where((source.key == standard_key) | (target.key == standard_key))
    return sorted(
        session.execute(query).tuples(),
        key=lambda row: (-(row[0].similarity or 0.0), row[1].position, row[2].position, row[0].id),
    )


def mapping(session: Session, mapping_id: int) -> Row:
    """One pair of standards.

    Raises:
        NotFound: no such pair.
    """
    query, _, _ = _rows()
    row = session.execute(query.where(StandardMapping.id == mapping_id)).tuples().one_or_none()
    if row is None:
        raise NotFound("Dit paar bestaat niet (meer).", code="vergelijking.onbekend")
    return row


def sets_of(session: Session, row: Row) -> SetPair:
    """The sets that a pair of standards is from."""
    return SetPair(*(session.get_one(StandardSet, standard.set_id) for standard in row[1:]))


def judgements(session: Session, mapping_ids: Collection[int]) -> dict[int, list[MappingJudgement]]:
    """What people said about these pairs, first come first."""
    query = (
        select(MappingJudgement)
        .where(MappingJudgement.mapping_id.in_(mapping_ids))
        .order_by(MappingJudgement.id)
    )
    found: dict[int, list[MappingJudgement]] = defaultdict(list)
    for one in session.scalars(query):
        found[one.mapping_id].append(one)
    return found


def shown_to(
    mapping: StandardMapping, given: Sequence[MappingJudgement], account_id: int | None
) -> list[MappingJudgement]:
    """The judgements that somebody may see: of others only after giving one, or once decided."""
    own = [one for one in given if one.account_id == account_id]
    return list(given) if own or mapping.state is MappingState.DECIDED else []


def settled(session: Session, sets: Collection[StandardSet]) -> list[Row]:
    """Every pair of standards of these sets on which people settled, in the order of its id."""
    query, source, target = _rows()
    ids = [one.id for one in sets]
    query = query.where(
        source.set_id.in_(ids), target.set_id.in_(ids), StandardMapping.relation.is_not(None)
    )
    return list(session.execute(query.order_by(StandardMapping.id)).tuples())


def standards_of(session: Session, standard_set: StandardSet) -> list[Standard]:
    """The standards of one set, in its own order."""
    query = select(Standard).where(Standard.set_id == standard_set.id)
    return list(session.scalars(query.order_by(Standard.position)))


def _rows() -> tuple[Select[StandardMapping, Standard, Standard], Any, Any]:
    source, target = aliased(Standard), aliased(Standard)
    query = (
        select(StandardMapping, source, target)
        .join(source, source.id == StandardMapping.source_id)
        .join(target, target.id == StandardMapping.target_id)
    )
    return query, source, target
