"""Crosswalks: how the standards of one set relate to those of another, decided by two people."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, word
from models.vocabulary import MappingRelation, MappingState


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
