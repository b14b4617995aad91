"""Files that are being read in: how far they are, and what is ready but not yet a story."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, new_id, now, word
from models.vocabulary import ImportState, Layout


class ImportBatch(Base):
    """One file on its way in. Its name is not kept: it may name somebody."""

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_digest", "digest"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    layout: Mapped[Layout] = mapped_column(word(Layout))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file and of everything that decides how it is read."""
    basis: Mapped[dict[str, Any]]
    """The agreement under which it comes in: purposes, approved, and how that was settled."""
    state: Mapped[ImportState] = mapped_column(word(ImportState), default=ImportState.WORKING)
    rows: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    already_known: Mapped[int] = mapped_column(default=0)
    stored: Mapped[int] = mapped_column(default=0)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(default=now)
    touched_at: Mapped[datetime] = mapped_column(default=now)


class StagedStory(Base):
    """A pseudonymised story of a file that is not in as a whole yet; nobody can read it."""

    __tablename__ = "staged_story"

    batch_id: Mapped[str] = mapped_column(
        ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class ImportLayout(Base):
    """How the columns of a team's own files are called, under a name, for the next file."""

    __tablename__ = "import_layout"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    layout: Mapped[Layout] = mapped_column(word(Layout))
    mapping: Mapped[dict[str, Any]]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
