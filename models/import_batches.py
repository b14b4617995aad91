"""Files that are being read in: how far they are, and what is ready but not yet a story.

First every story of a file is staged, sealed. Then they go through the gate one by one, in order:
the first `done` of them have been. At last all become stories in one transaction. Who dies in
between leaves a batch that goes on where it was; readers see nothing of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
    delete,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, new_id, now, word
from models.errors import Conflict, NotFound, Problem, Rejected
from models.vocabulary import ImportState, Layout

LEASE = timedelta(seconds=60)
"""Who has not touched a batch for so long is gone."""
KEPT = timedelta(days=7)
"""An import that nobody goes on with is forgotten after this."""
LONGEST_NAME = 80
UNFINISHED = (ImportState.WORKING, ImportState.STOPPED)


class ImportBatch(Base):
    """One file on its way in. Its name is not kept: it may name somebody."""

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_digest", "digest"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    layout: Mapped[Layout] = mapped_column(word(Layout))
    digest: Mapped[str] = mapped_column(String(64))
    """Keyed hash of the file and of everything that decides how it is read."""
    basis: Mapped[dict[str, Any]]
    """The agreement under which it comes in: purposes, approved, and how that was settled."""
    state: Mapped[ImportState] = mapped_column(word(ImportState), default=ImportState.WORKING)
    rows: Mapped[int] = mapped_column(default=0)
    """How many stories; 0 until all are staged."""
    done: Mapped[int] = mapped_column(default=0)
    already_known: Mapped[int] = mapped_column(default=0)
    stored: Mapped[int] = mapped_column(default=0)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(default=now)
    touched_at: Mapped[datetime] = mapped_column(default=now)


class StagedStory(Base):
    """A story of a file that is not in as a whole yet, sealed; nobody can read it.

    Without a fingerprint it has not been through the gate.
    """

    __tablename__ = "staged_story"

    batch_id: Mapped[str] = mapped_column(
        ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @staticmethod
    def place(batch_id: str, number: int) -> str:
        """What the sealed value is bound to."""
        return f"staged_story.sealed:{batch_id}:{number}"


class ImportLayout(Base):
    """How the columns of a team's own files are called, under a name, for the next file."""

    __tablename__ = "import_layout"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    layout: Mapped[Layout] = mapped_column(word(Layout))
    mapping: Mapped[dict[str, Any]]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


def begin(
    session: Session,
    *,
    team_id: int,
    layout: Layout,
    digest: str,
    basis: dict[str, Any],
    account_id: int | None,
) -> ImportBatch:
    """A new batch, of which nothing is staged yet."""
    batch = ImportBatch(
        id=new_id(),
        team_id=team_id,
        layout=layout,
        digest=digest,
        basis=basis,
        account_id=account_id,
    )
    session.add(batch)
    session.flush()
    return batch


def begin_again(session: Session, batch: ImportBatch) -> ImportBatch:
    """The same as a new batch: who was still putting the old one apart finds it gone."""
    unstage(session, batch.id)
    session.delete(batch)
    session.flush()
    return begin(
        session,
        team_id=batch.team_id,
        layout=batch.layout,
        digest=batch.digest,
        basis=batch.basis,
        account_id=batch.account_id,
    )


def unfinished(session: Session, digest: str) -> ImportBatch | None:
    """The batch of this file that is not done yet, or None."""
    query = select(ImportBatch).where(
        ImportBatch.digest == digest, ImportBatch.state.in_(UNFINISHED)
    )
    return session.scalar(query.order_by(ImportBatch.started_at.desc()).limit(1))


def get(session: Session, batch_id: str) -> ImportBatch:
    """The batch with this id, as it stands in the database now.

    Raises:
        NotFound: no such batch.
    """
    batch = session.get(ImportBatch, batch_id, populate_existing=True)
    if batch is None:
        raise NotFound("Dit inlezen bestaat niet.", code="import.onbekend")
    return batch


def recent(session: Session, *, limit: int = 20) -> list[ImportBatch]:
    """The newest batches, whatever became of them."""
    query = select(ImportBatch).order_by(ImportBatch.started_at.desc(), ImportBatch.id)
    return list(session.scalars(query.limit(limit)))


def take_up(session: Session, batch_id: str, *, by_force: bool = False) -> ImportBatch:
    """Go on with a batch that was stopped, or whose process is gone.

    Args:
        session: an open session for writing.
        batch_id: the batch.
        by_force: also when it was touched just now; its process notices and stops.

    Raises:
        NotFound: no such batch.
        Conflict: it is over, or another process is at work on it.
    """
    batch = get(session, batch_id)
    _still_open(batch)
    gone = ImportBatch.touched_at < now() - LEASE
    free = true() if by_force else or_(ImportBatch.state == ImportState.STOPPED, gone)
    taken = session.execute(
        update(ImportBatch)
        .where(ImportBatch.id == batch_id, ImportBatch.state.in_(UNFINISHED), free)
        .values(state=ImportState.WORKING, touched_at=now())
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(
            "Dit bestand wordt nu al ingelezen. Wacht een minuut als dat werk is afgebroken.",
            code="import.bezig",
        )
    return get(session, batch_id)


def stage(session: Session, batch_id: str, sealed: Iterable[tuple[int, bytes]]) -> None:
    """Put stories of the file apart, by their number.

    Raises:
        Conflict: the batch was cancelled or taken over.
    """
    _move(session, batch_id, at=0, done=0)
    rows = [
        {"batch_id": batch_id, "number": number, "fingerprint": "", "sealed": value}
        for number, value in sealed
    ]
    if rows:
        session.execute(insert(StagedStory), rows)


def all_staged(session: Session, batch_id: str, rows: int) -> None:
    """Everything of the file is apart; from now on the file itself is not needed."""
    _move(session, batch_id, at=0, done=0, rows=rows)


def unstage(session: Session, batch_id: str) -> None:
    """Throw away what was put apart."""
    session.execute(delete(StagedStory).where(StagedStory.batch_id == batch_id))


def staged(
    session: Session, batch_id: str, *, after: int, limit: int
) -> list[tuple[int, str, bytes]]:
    """The next stories in order: `(number, fingerprint, sealed)`."""
    query = (
        select(StagedStory.number, StagedStory.fingerprint, StagedStory.sealed)
        .where(StagedStory.batch_id == batch_id, StagedStory.number > after)
        .order_by(StagedStory.number)
        .limit(limit)
    )
    return list(session.execute(query).tuples())


def staged_fingerprints(session: Session, batch_id: str) -> set[str]:
    """The fingerprints of what has been through the gate."""
    query = select(StagedStory.fingerprint).where(
        StagedStory.batch_id == batch_id, StagedStory.fingerprint != ""
    )
    return set(session.scalars(query))


def passed(
    session: Session,
    batch_id: str,
    *,
    at: int,
    done: int,
    new: Sequence[tuple[int, str, bytes]],
    known: Sequence[int],
) -> None:
    """Stories after number `at`, up to number `done`, have been through the gate.

    Args:
        session: an open session for writing.
        batch_id: the batch.
        at: how far the caller thinks that the batch is.
        done: how far it is now.
        new: `(number, fingerprint, sealed)` of what is to become a story.
        known: numbers of what the team has already.

    Raises:
        Conflict: the batch was cancelled or taken over.
    """
    _move(session, batch_id, at=at, done=done, already_known=ImportBatch.already_known + len(known))
    if new:
        rows = [
            {"batch_id": batch_id, "number": number, "fingerprint": mark, "sealed": sealed}
            for number, mark, sealed in new
        ]
        session.execute(update(StagedStory), rows)
    if known:
        listed = StagedStory.number.in_(known)
        session.execute(delete(StagedStory).where(StagedStory.batch_id == batch_id, listed))


def over(session: Session, batch_id: str, state: ImportState, *, stored: int = 0) -> ImportBatch:
    """The batch ends: nothing stays apart.

    Raises:
        NotFound: no such batch.
        Conflict: it was over already.
    """
    ended = session.execute(
        update(ImportBatch)
        .where(ImportBatch.id == batch_id, ImportBatch.state.in_(UNFINISHED))
        .values(state=state, stored=stored, touched_at=now())
        .execution_options(synchronize_session=False)
    )
    found = get(session, batch_id)
    if ended.rowcount != 1:  # type: ignore[attr-defined]
        _still_open(found)
    unstage(session, batch_id)
    return found


def stop(session: Session, batch_id: str) -> None:
    """The work is broken off and may go on later."""
    session.execute(
        update(ImportBatch)
        .where(ImportBatch.id == batch_id, ImportBatch.state == ImportState.WORKING)
        .values(state=ImportState.STOPPED)
        .execution_options(synchronize_session=False)
    )


def forget_old(session: Session) -> int:
    """Cancel what nobody went on with; returns how many batches."""
    query = select(ImportBatch).where(
        ImportBatch.state.in_(UNFINISHED), ImportBatch.touched_at < now() - KEPT
    )
    old = list(session.scalars(query))
    for batch in old:
        over(session, batch.id, ImportState.CANCELLED)
    return len(old)


def save_layout(
    session: Session,
    name: str,
    *,
    layout: Layout,
    mapping: dict[str, Any],
    account_id: int | None = None,
) -> ImportLayout:
    """Keep how a file is read under a name, in place of what had that name.

    Raises:
        Rejected: the name is empty or too long.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        message = f"Geef een naam van 1 tot {LONGEST_NAME} tekens."
        raise Rejected(message, code="indeling.naam", problems=(Problem("indeling", message),))
    found = session.scalar(select(ImportLayout).where(ImportLayout.name == name))
    if found is None:
        found = ImportLayout(name=name, created_by=account_id)
        session.add(found)
    found.layout = layout
    found.mapping = mapping
    session.flush()
    return found


def layout_named(session: Session, name: str) -> ImportLayout:
    """The layout with this name.

    Raises:
        NotFound: no layout has this name; the message lists the names there are.
    """
    wanted = " ".join(name.split()).casefold()
    there = layouts(session)
    for layout in there:
        if layout.name.casefold() == wanted:
            return layout
    listed = ", ".join(layout.name for layout in there) or "nog geen"
    raise NotFound(
        f"De indeling “{name.strip()[:LONGEST_NAME]}” is er niet. Bewaarde indelingen: {listed}.",
        code="indeling.onbekend",
    )


def layouts(session: Session) -> list[ImportLayout]:
    """All layouts that were kept, by name."""
    return list(session.scalars(select(ImportLayout).order_by(ImportLayout.name)))


def _move(session: Session, batch_id: str, *, at: int, **values: Any) -> None:
    """Move on from where the caller thinks the batch is; nobody else may have done so."""
    moved = session.execute(
        update(ImportBatch)
        .where(
            ImportBatch.id == batch_id,
            ImportBatch.state == ImportState.WORKING,
            ImportBatch.done == at,
        )
        .values(touched_at=now(), **values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(
            "Dit inlezen is geannuleerd, of door een ander overgenomen.", code="import.weg"
        )


def _still_open(batch: ImportBatch) -> None:
    if batch.state not in UNFINISHED:
        raise Conflict(
            f"Dit inlezen is al afgelopen: {batch.state.label.lower()}.", code="import.afgelopen"
        )
