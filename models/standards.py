"""Quality standards in versioned sets, and the links from themes to them.

Only short titles, our own paraphrase, the source and a link to it: never others' texts.
"""

from collections.abc import Collection
from datetime import datetime
from importlib import resources
from typing import Any

import yaml
from sqlalchemy import (
    Float,
    ForeignKey,
    Select,
    String,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, now, word
from models.errors import NotFound
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


def all_sets(session: Session) -> list[StandardSet]:
    """Every set, core sets first, then by name."""
    order = {"core": 0, "supporting": 1, "context": 2}
    sets = session.scalars(select(StandardSet))
    return sorted(sets, key=lambda found: (order.get(found.tier, 3), found.name, found.version))


def all_standards(session: Session) -> list[tuple[StandardSet, Standard]]:
    """Every standard with its set, in the order of their keys."""
    query = (
        select(StandardSet, Standard)
        .join(Standard, Standard.set_id == StandardSet.id)
        .order_by(StandardSet.key, StandardSet.version, Standard.position)
    )
    return list(session.execute(query).tuples())


def links_of(
    session: Session, theme_id: str, *, with_rejected: bool = False
) -> list[tuple[Link, Standard, StandardSet]]:
    """The links of a theme: people's first, then the likeliest."""
    rows = links(session, [theme_id])
    return [row for row in rows if with_rejected or row[0].state is not LinkState.REJECTED]


def links(
    session: Session,
    theme_ids: Collection[str],
    *,
    state: LinkState | None = None,
    set_key: str | None = None,
) -> list[tuple[Link, Standard, StandardSet]]:
    """The links of these themes, in every state or in one: people's first, then the likeliest."""
    query = _with_standard().where(Link.theme_id.in_(theme_ids))
    if state is not None:
        query = query.where(Link.state == state)
    if set_key is not None:
        query = query.where(StandardSet.key == set_key)
    return sorted(
        session.execute(query).tuples(),
        key=lambda row: (
            row[0].state is not LinkState.CONFIRMED,
            -row[0].probability,
            row[1].key,
            row[0].theme_id,
        ),
    )


def link(session: Session, link_id: int) -> tuple[Link, Standard, StandardSet]:
    """One link with its standard.

    Raises:
        NotFound: no such link.
    """
    row = session.execute(_with_standard().where(Link.id == link_id)).tuples().one_or_none()
    if row is None:
        raise _unknown_link()
    return row


def _with_standard() -> Select[Link, Standard, StandardSet]:
    return (
        select(Link, Standard, StandardSet)
        .join(Standard, Standard.id == Link.standard_id)
        .join(StandardSet, StandardSet.id == Standard.set_id)
    )


def _unknown_link() -> NotFound:
    return NotFound("Deze koppeling bestaat niet (meer).", code="koppeling.onbekend")


def decide(
    session: Session,
    link_id: int,
    state: LinkState,
    *,
    account_id: int | None,
    kind: LinkKind | None = None,
) -> Link:
    """A person confirms or rejects a link; a later run leaves the decision alone.

    Back to `PROPOSED` means that nobody has decided: then a later run may propose anew.

    Raises:
        NotFound: no such link.
    """
    link = session.get(Link, link_id)
    if link is None:
        raise _unknown_link()
    link.state = state
    link.kind = kind if state is LinkState.CONFIRMED else None
    decided = state is not LinkState.PROPOSED
    link.decided_by = account_id if decided else None
    link.decided_at = now() if decided else None
    session.flush()
    return link


def load_catalogue(session: Session) -> int:
    """Store the sets that ship with the product and are not there yet; returns how many."""
    known = set(session.execute(select(StandardSet.key, StandardSet.version)).tuples())
    new = [data for data in shipped() if (data["key"], data["version"]) not in known]
    session.add_all(_standard_set(data) for data in new)
    session.flush()
    return len(new)


def shipped() -> list[dict[str, Any]]:
    """The sets that ship with the product, by file name."""
    folder = resources.files("models.catalogue").joinpath("standards")
    files = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return [
        yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for file in files
        if file.name.endswith(".yaml")
    ]


def _standard_set(data: dict[str, Any]) -> StandardSet:
    standards = [
        Standard(
            position=position,
            key=standard["key"],
            title=standard["title"],
            description=standard["description"],
            group=standard.get("group", ""),
            status=SourceStatus(standard["status"]),
            note=standard.get("note", ""),
        )
        for position, standard in enumerate(data["standards"])
    ]
    plain = {
        name: data[name]
        for name in (
            "key",
            "version",
            "name",
            "short",
            "publisher",
            "year",
            "perspective",
            "tier",
            "sources",
        )
    }
    return StandardSet(
        **plain,
        status=SetStatus(data["status"]),
        missing=data.get("missing", ""),
        standards=standards,
    )
