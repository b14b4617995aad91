"""The tables of quality standards: sets in versions, their standards, and links from themes.

The questions about them are in `models.standards`, which names the tables too.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now, word
from models.vocabulary import LinkKind, LinkState, SetStatus, SourceStatus


class StandardSet(Base):
    """One version of a set of standards; an empty set says what is missing."""

    __tablename__ = "standard_set"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    short: Mapped[str] = mapped_column(String(80))
    publisher: Mapped[str] = mapped_column(String(200))
    year: Mapped[str] = mapped_column(String(120))
    perspective: Mapped[str] = mapped_column(String(200))
    tier: Mapped[str] = mapped_column(String(20))
    status: Mapped[SetStatus] = mapped_column(word(SetStatus))
    missing: Mapped[str] = mapped_column(Text, default="")
    sources: Mapped[list[dict[str, Any]]]
    licence: Mapped[str] = mapped_column(String(200), default="", server_default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """Whose own local set it is; None for sets that everybody shares."""
    digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """sha256 of its content, so that the same file twice is one set; empty for shipped sets."""
    created_at: Mapped[datetime | None] = mapped_column(default=now)
    """None for sets that came in before this was kept."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("standard_set.id"))
    """The version that took its place; None while it is the newest."""
    retired_at: Mapped[datetime | None]
    retired_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    retired_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    standards: Mapped[list["Standard"]] = relationship(
        back_populates="standard_set", order_by="Standard.position", lazy="raise"
    )


class Standard(Base):
    """One standard: a short title and our own sentence in plain Dutch."""

    __tablename__ = "standard"
    __table_args__ = (UniqueConstraint("set_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("standard_set.id"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(60), index=True)
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text)
    group: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[SourceStatus] = mapped_column(word(SourceStatus))
    note: Mapped[str] = mapped_column(Text, default="")
    parent_key: Mapped[str | None] = mapped_column(String(60))
    """The key of the standard in the same set that this one is a part of."""
    url: Mapped[str] = mapped_column(String(500), default="", server_default="")
    standard_set: Mapped[StandardSet] = relationship(back_populates="standards", lazy="raise")


class StandardSentence(Base):
    """A standard as somebody would tell it, met or not; written, never from a story."""

    __tablename__ = "standard_sentence"

    id: Mapped[int] = mapped_column(primary_key=True)
    standard_id: Mapped[int] = mapped_column(
        ForeignKey("standard.id", ondelete="CASCADE"), index=True
    )
    met: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)


class Link(Base):
    """A theme is about a standard. Whether the standard is met is `kind`, set by people only."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("theme_id", "standard_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id"), index=True)
    similarity: Mapped[float] = mapped_column(Float)
    probability: Mapped[float] = mapped_column(Float)
    state: Mapped[LinkState] = mapped_column(word(LinkState), default=LinkState.PROPOSED)
    kind: Mapped[LinkKind | None] = mapped_column(word(LinkKind))
    reason: Mapped[dict[str, Any]]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    established_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The second person, another than `decided_by`."""
    established_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    """Goes up with every decision, so that of two people at once the second is told."""
    standard: Mapped[Standard] = relationship(lazy="raise")


class LinkEvidence(Base):
    """A passage that shows what a link says; chosen by a person, gone when its story goes."""

    __tablename__ = "link_evidence"
    __table_args__ = (UniqueConstraint("link_id", "passage_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id", ondelete="CASCADE"))
    passage_id: Mapped[int] = mapped_column(
        ForeignKey("passage.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class LinkEvent(Base):
    """Something that happened to a link: from which state to which, by whom or which run, why."""

    __tablename__ = "link_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[LinkState | None] = mapped_column(word(LinkState))
    after: Mapped[LinkState] = mapped_column(word(LinkState))
    kind: Mapped[LinkKind | None] = mapped_column(word(LinkKind))
    reason: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    version: Mapped[int]
    """The version of the link after it."""


def is_current() -> ColumnElement[bool]:
    """The condition that a set is its newest version and in use."""
    return StandardSet.superseded_by_id.is_(None) & StandardSet.retired_at.is_(None)
