"""Passages of approved stories and their vectors, one set per encoder version."""

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class Passage(Base):
    """A piece of a story: half-open code-point offsets into its text."""

    __tablename__ = "passage"
    # Events and versions name passages by id long after a story went: no id is given twice.
    __table_args__ = (UniqueConstraint("story_id", "start"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("story.id", ondelete="CASCADE"), index=True)
    start: Mapped[int]
    end: Mapped[int]


class EncoderVersion(Base):
    """One frozen vector space: vectors of different versions are never compared."""

    __tablename__ = "encoder_version"
    __table_args__ = (UniqueConstraint("name", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    revision: Mapped[str] = mapped_column(String(80))
    dimension: Mapped[int]


class Embedding(Base):
    """The int8 vector of one passage; personal data too, so it goes when the passage goes."""

    __tablename__ = "embedding"

    passage_id: Mapped[int] = mapped_column(
        ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True
    )
    encoder_version_id: Mapped[int] = mapped_column(
        ForeignKey("encoder_version.id"), primary_key=True
    )
    vector: Mapped[bytes] = mapped_column(LargeBinary)


def known_version(session: Session, name: str, revision: str) -> EncoderVersion | None:
    """The row of this encoder, when there is one."""
    query = select(EncoderVersion).where(
        EncoderVersion.name == name, EncoderVersion.revision == revision
    )
    return session.scalar(query)


def encoder_version(
    session: Session, *, name: str, revision: str, dimension: int
) -> EncoderVersion:
    """The row of this encoder, made when it is new."""
    version = known_version(session, name, revision)
    if version is None:
        version = EncoderVersion(name=name, revision=revision, dimension=dimension)
        session.add(version)
        session.flush()
    return version
