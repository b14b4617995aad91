"""The audit trail is a chain: what is changed, removed or forked shows."""

import threading

import pytest
from sqlalchemy import delete, select, update

from models import audit
from models.audit import AuditEvent
from models.db import Database


@pytest.fixture
def trail(database: Database) -> Database:
    """Five events."""
    with database.writing() as session:
        for number in range(5):
            audit.record(session, "proef", subject=f"thema:{number}", detail={"n": number})
    return database


def test_an_untouched_trail_is_whole(trail: Database) -> None:
    with trail.reading() as session:
        assert audit.walk(session).broken is None


def test_an_empty_trail_is_whole(database: Database) -> None:
    with database.reading() as session:
        assert audit.walk(session).broken is None


@pytest.mark.parametrize(
    "change",
    [{"action": "anders"}, {"subject": "thema:9"}, {"detail": {"n": 9}}, {"hash": "0" * 64}],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_event_is_named(trail: Database, change: dict[str, object]) -> None:
    with trail.writing() as session:
        third = session.scalars(select(AuditEvent.id).order_by(AuditEvent.id)).all()[2]
        session.execute(update(AuditEvent).where(AuditEvent.id == third).values(**change))
    with trail.reading() as session:
        assert audit.walk(session).broken == third


def test_a_removed_event_is_noticed_at_the_one_after_it(trail: Database) -> None:
    with trail.writing() as session:
        ids = session.scalars(select(AuditEvent.id).order_by(AuditEvent.id)).all()
        session.execute(delete(AuditEvent).where(AuditEvent.id == ids[2]))
    with trail.reading() as session:
        assert audit.walk(session).broken == ids[3]


def test_an_event_goes_when_its_change_is_not_stored(trail: Database) -> None:
    def fail() -> None:
        with trail.writing() as session:
            audit.record(session, "proef", subject="thema:6")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with trail.reading() as session:
        assert len(session.scalars(select(AuditEvent)).all()) == 5


def test_many_writers_at_once_make_one_chain(database: Database) -> None:
    start = threading.Barrier(8)

    def write() -> None:
        start.wait()
        for _ in range(5):
            with database.writing() as session:
                audit.record(session, "proef", subject="thema:1")

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with database.reading() as session:
        assert len(session.scalars(select(AuditEvent.id)).all()) == 40
        assert audit.walk(session).broken is None
