"""`vertelpunt logboek`: a whole trail is told as such, and a broken one where it breaks."""

import re
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from typer.testing import CliRunner

from models import audit
from models.audit import AuditEvent
from models.db import Database
from service.cli import app


@pytest.fixture(autouse=True)
def own_house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)


@pytest.fixture
def trail(database: Database) -> Database:
    """Four events."""
    with database.writing() as session:
        for number in range(4):
            audit.record(session, "proef", subject=f"thema:{number}")
    return database


def _check(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["logboek", "controleren", *words])
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def _mark(told: str) -> str:
    [mark] = re.findall(r"[0-9a-f]{64}", told)
    return str(mark)


def test_an_empty_trail_is_told_as_such(database: Database) -> None:
    del database
    assert _check() == "Het logboek is leeg."


def test_a_whole_trail_is_counted_with_its_days(trail: Database) -> None:
    told = _check()
    assert "Het logboek is heel: 4 regels." in told
    with trail.reading() as session:
        day = session.scalars(select(AuditEvent.at)).first()
        assert day is not None
    assert f"De eerste is van {day.date().isoformat()}" in told


def test_a_changed_line_is_named_and_nothing_of_it_is_told(trail: Database) -> None:
    with trail.writing() as session:
        third = session.scalars(select(AuditEvent.id).order_by(AuditEvent.id)).all()[2]
        session.execute(update(AuditEvent).where(AuditEvent.id == third).values(subject="kanarie"))
    told = _check(code=1)
    assert f"breekt bij regel 3 (nummer {third})" in told
    assert "Daarvoor kloppen 2 regels." in told
    assert "kanarie" not in told


def test_a_trail_without_its_end_is_found_out_by_a_mark_that_was_noted(trail: Database) -> None:
    noted = _mark(_check())
    assert "staat er nog in" in _check("--bevat", f" {noted.upper()} ")
    with trail.writing() as session:
        last = session.scalars(select(AuditEvent.id).order_by(AuditEvent.id.desc())).first()
        session.execute(delete(AuditEvent).where(AuditEvent.id == last))
    assert "Het logboek is heel: 3 regels." in _check()
    assert "staat er niet meer in" in _check("--bevat", noted, code=1)
