"""Runs: one computation each, as queue entry, progress bar and provenance in one row.

A run is enqueued in the same transaction as the change that needs it, claimed with a lease, and
its result is stored in a second transaction. A worker that dies loses its lease, not the run.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, now, word
from models.db import in_turn
from models.errors import Conflict, NotFound
from models.vocabulary import RunKind, RunState

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 3
UNFINISHED = (RunState.QUEUED, RunState.WORKING)


class Run(Base):
    """One computation. Parameters name ids and numbers only, never text."""

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_queue", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RunKind] = mapped_column(word(RunKind))
    state: Mapped[RunState] = mapped_column(word(RunState), default=RunState.QUEUED)
    story_id: Mapped[str | None] = mapped_column(ForeignKey("story.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    step: Mapped[str] = mapped_column(String(80), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    parameters: Mapped[dict[str, Any]]
    provenance: Mapped[dict[str, Any]]
    error_code: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


def enqueue(
    session: Session,
    kind: RunKind,
    *,
    story_id: str | None = None,
    account_id: int | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> Run:
    """Put a run in the queue, inside the transaction that makes it necessary."""
    run = Run(
        kind=kind,
        story_id=story_id,
        account_id=account_id,
        parameters=dict(parameters or {}),
        provenance={},
    )
    session.add(run)
    session.flush()
    return run


def claim(session: Session, owner: str, *, run_id: int | None = None) -> Run | None:
    """Take the oldest waiting run (or this one), also one whose worker stopped breathing."""
    moment = now()
    free = or_(
        Run.state == RunState.QUEUED,
        (Run.state == RunState.WORKING) & (Run.lease_until < moment),
    )
    query = select(Run).where(free).order_by(Run.id).limit(1).with_for_update(skip_locked=True)
    if run_id is not None:
        query = query.where(Run.id == run_id)
    run = session.scalar(query)
    if run is None:
        return None
    if run.attempts >= MAX_ATTEMPTS:
        _end(run, RunState.FAILED, error_code="run.te_vaak_mislukt")
        session.flush()
        return claim(session, owner, run_id=run_id)
    run.state = RunState.WORKING
    run.lease_owner = owner
    run.lease_until = moment + LEASE
    run.attempts += 1
    run.started_at = moment
    session.flush()
    return run


def renew(session: Session, run_id: int, owner: str) -> None:
    """Renew the lease.

    Raises:
        Conflict: somebody else has taken the run over.
    """
    _update_held(session, run_id, owner, lease_until=now() + LEASE)


def tell(session: Session, run_id: int, owner: str, *, step: str, done: int, total: int) -> None:
    """Tell how far the run is, and renew the lease.

    Raises:
        Conflict: somebody else has taken the run over.
    """
    _update_held(
        session, run_id, owner, lease_until=now() + LEASE, step=step, done=done, total=total
    )


def holding(session: Session, run_id: int, owner: str) -> Run:
    """The run, when this owner still holds it: asked first in the transaction that stores results.

    Raises:
        Conflict: somebody else has taken the run over; nothing may be stored.
    """
    run = session.scalar(select(Run).where(Run.id == run_id).with_for_update())
    if run is None or run.lease_owner != owner or run.state is not RunState.WORKING:
        raise _taken_over()
    return run


def finish(run: Run, *, provenance: Mapping[str, Any]) -> None:
    """The run is done; `provenance` is everything needed to do it again.

    Which story it placed is forgotten: a run has an exact time, and a story may not.
    """
    run.provenance = dict(provenance)
    run.story_id = None
    _end(run, RunState.DONE)


def fail(session: Session, run_id: int, owner: str, *, error_code: str) -> None:
    """The run failed: back in the queue, or given up after three attempts."""
    run = session.get(Run, run_id)
    if run is None or run.lease_owner != owner:
        return
    if run.attempts >= MAX_ATTEMPTS:
        _end(run, RunState.FAILED, error_code=error_code)
    else:
        run.state = RunState.QUEUED
        run.lease_owner = None
        run.error_code = error_code
    session.flush()


def get(session: Session, run_id: int) -> Run:
    """The run with this id.

    Raises:
        NotFound: no such run.
    """
    run = session.get(Run, run_id)
    if run is None:
        raise NotFound("Deze berekening bestaat niet.", code="run.onbekend")
    return run


def enqueue_once(
    session: Session, kind: RunKind, *, account_id: int | None, parameters: Mapping[str, Any]
) -> Run:
    """Put a run in the queue, unless one of its kind is waiting or working already.

    Raises:
        Conflict: there is one already.
    """
    in_turn(session, f"run {kind.value}")
    query = select(Run.id).where(Run.kind == kind, Run.state.in_(UNFINISHED)).limit(1)
    if session.scalar(query) is not None:
        raise Conflict("Er loopt al zo’n berekening. Wacht tot die klaar is.", code="run.loopt_al")
    return enqueue(session, kind, account_id=account_id, parameters=parameters)


def unfinished(session: Session) -> int:
    """How many runs are waiting or working."""
    query = select(func.count()).select_from(Run).where(Run.state.in_(UNFINISHED))
    return session.scalar(query) or 0


def latest(session: Session, kind: RunKind) -> Run | None:
    """The newest run of a kind, whatever became of it."""
    return session.scalar(select(Run).where(Run.kind == kind).order_by(Run.id.desc()).limit(1))


def latest_done(session: Session, kind: RunKind) -> Run | None:
    """The last finished run of a kind."""
    query = select(Run).where(Run.kind == kind, Run.state == RunState.DONE)
    return session.scalar(query.order_by(Run.id.desc()).limit(1))


def done(session: Session, kind: RunKind) -> Iterator[Run]:
    """The finished runs of a kind, newest first."""
    query = select(Run).where(Run.kind == kind, Run.state == RunState.DONE)
    return iter(session.scalars(query.order_by(Run.id.desc())))


def recent(session: Session, *, limit: int = 20) -> list[Run]:
    """The newest runs, whatever became of them."""
    return list(session.scalars(select(Run).order_by(Run.id.desc()).limit(limit)))


def _update_held(session: Session, run_id: int, owner: str, **values: Any) -> None:
    changed = session.execute(
        update(Run)
        .where(Run.id == run_id, Run.lease_owner == owner, Run.state == RunState.WORKING)
        .values(**values)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise _taken_over()


def _end(run: Run, state: RunState, *, error_code: str | None = None) -> None:
    run.state = state
    run.lease_owner = None
    run.lease_until = None
    run.error_code = error_code
    run.finished_at = now()


def _taken_over() -> Conflict:
    return Conflict("Deze berekening is door een ander overgenomen.", code="run.overgenomen")
