"""Transactions: all or nothing, one writer at a time, and no text in what goes wrong."""

import logging
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from models import db
from models.db import Database
from models.errors import Unavailable
from models.teams import Organisation, Team

CANARY = "KANARIE-organisatie"


def _names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Organisation.name).order_by(Organisation.name)))


def test_what_is_written_is_there_after_the_block(database: Database) -> None:
    with database.writing() as session:
        session.add(Organisation(name="Zuid"))
    assert _names(database) == ["Zuid"]


def test_nothing_is_stored_when_the_block_fails(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            session.add(Organisation(name="Zuid"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert _names(database) == []


def test_after_a_failure_the_next_writer_gets_its_turn(database: Database) -> None:
    test_nothing_is_stored_when_the_block_fails(database)
    test_what_is_written_is_there_after_the_block(database)


def test_what_a_reading_session_changes_is_not_stored(database: Database) -> None:
    with database.reading() as session:
        session.add(Organisation(name="Zuid"))
        session.flush()
    assert _names(database) == []


def test_a_writer_that_begins_by_reading_never_finds_the_database_locked(
    database: Database,
) -> None:
    start = threading.Barrier(6)

    def write(name: str) -> None:
        start.wait()
        for number in range(5):
            with database.writing() as session:
                session.scalars(select(Organisation)).all()
                session.add(Organisation(name=f"{name}{number}"))

    writers = [threading.Thread(target=write, args=(f"o{n}-",)) for n in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(_names(database)) == 30


def test_two_processes_on_one_file_wait_for_each_other(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    path = tmp_path / "gedeeld.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    mine, other = Database(f"sqlite:///{path}"), Database(f"sqlite:///{path}")
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with other.writing() as session:
            session.add(Organisation(name="eerst"))
            session.flush()
            entered.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(10)
    threading.Timer(0.2, leave.set).start()
    with mine.writing() as session:
        session.add(Organisation(name="daarna"))
    holder.join()
    assert _names(mine) == ["daarna", "eerst"]
    mine.close()
    other.close()


def test_a_writer_that_waits_too_long_is_told_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL has no queue of ours")
    monkeypatch.setattr(db, "WRITE_WAIT_SECONDS", 0.05)
    refused = []

    def write() -> None:
        try:
            with database.writing():
                pass
        except Unavailable as error:
            refused.append(error.code)

    with database.writing():
        second = threading.Thread(target=write)
        second.start()
        second.join()
    assert refused == ["database.druk"]


def test_a_full_disk_is_told_in_dutch_and_stores_nothing(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    path = tmp_path / "vol.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{path}")

    def fill() -> None:
        with database.writing() as session:
            pages = session.scalar(text("PRAGMA page_count"))
            session.execute(text(f"PRAGMA max_page_count = {pages}"))
            session.add_all(Organisation(name=f"{CANARY}{n:0100}") for n in range(2000))

    with pytest.raises(Unavailable) as refusal:
        fill()
    assert "KANARIE" not in str(refusal.value)
    assert refusal.value.__suppress_context__
    assert _names(database) == []
    database.close()


def test_errors_of_the_database_never_carry_what_was_stored(database: Database) -> None:
    def twice() -> None:
        with database.writing() as session:
            for _ in range(2):
                session.add(Team(organisation_id=404, name=CANARY))
                session.flush()

    with pytest.raises(IntegrityError) as error:
        twice()
    assert CANARY not in str(error.value)


def test_logging_at_its_loudest_shows_nothing_that_was_stored(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), database.writing() as session:
        session.add(Organisation(name=CANARY))
    assert CANARY not in caplog.text


def test_a_database_that_is_gone_is_not_healthy(tmp_path: Path) -> None:
    database = Database("postgresql+psycopg://niemand@127.0.0.1:1/niets?connect_timeout=1")
    assert not database.is_healthy()
    database.close()
    healthy = Database(f"sqlite:///{tmp_path / 'nieuw.db'}")
    assert healthy.is_healthy()
    healthy.close()


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "nieuw.db"
    Database(f"sqlite:///{path}").close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_was_deleted_is_in_no_file_after_forgetting(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    path = tmp_path / "weg.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        session.add(Organisation(name=CANARY))
    with database.writing() as session:
        session.delete(session.scalars(select(Organisation)).one())
    database.forget_deleted()
    for file in tmp_path.iterdir():
        assert CANARY.encode() not in file.read_bytes()
    database.close()
