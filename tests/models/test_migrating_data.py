"""Migrations keep what there is: an older database with stories in it loses nothing."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import make_url

from models.db import MIGRATIONS, Database

FILLED = """
INSERT INTO organisation (id, name) VALUES (1, 'Zuid');
INSERT INTO team (id, organisation_id, name, synthetic) VALUES (1, 1, 'Wijkteam', {false});
INSERT INTO story (id, team_id, channel, state, title, text, synthetic, received_on)
 VALUES ('s1', 1, 'formulier', 'goedgekeurd', 't', 'Ik wachtte lang.', {false}, '2026-01-02');
INSERT INTO encoder_version (id, name, revision, dimension) VALUES (1, 'proef', '1', 4);
INSERT INTO passage (id, story_id, start, "end") VALUES (7, 's1', 0, 16);
INSERT INTO embedding (passage_id, encoder_version_id, vector) VALUES (7, 1, '0000');
INSERT INTO theme (id, label, label_origin, description, words, state, stability, mode, version,
 encoder_version_id, centroid, threshold, created_at)
 VALUES ('t1', 'Wachten', 'mens', '', '[]', 'actief', 'onbekend', 'klein', 3, 1, '0000', 0.3,
 '2026-01-02 00:00:00');
INSERT INTO assignment (id, passage_id, theme_id, strength, origin)
 VALUES (1, 7, 't1', 0.5, 'mens');
INSERT INTO theme_event (id, theme_id, kind, at, detail)
 VALUES (1, 't1', 'ontstaan', '2026-01-02 00:00:00', '{{}}')
"""


@pytest.fixture
def before(database: Database) -> Database:
    """A database as it was before themes had versions, with one story in it."""
    if database.is_sqlite:
        path = Path(str(make_url(database.url).database))
        database.close()
        path.unlink()
    else:
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        filled = FILLED.format(false="0" if database.is_sqlite else "false")
        for statement in filled.strip().split(";\n"):
            connection.exec_driver_sql(statement)
        connection.commit()
    return database


def test_what_there_was_before_themes_had_versions_is_there_still(before: Database) -> None:
    before.migrate()
    with before.reading() as session:
        for table in ("passage", "embedding", "theme", "assignment", "theme_event"):
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 1, table
        row = session.execute(text("SELECT label, version, pinned, include_rule FROM theme")).one()
        assert (row[0], row[1], bool(row[2]), row[3]) == ("Wachten", 3, False, "")


def test_after_migrating_the_tables_hold_on_to_each_other_again(before: Database) -> None:
    before.migrate()
    with before.writing() as session:
        session.execute(text("DELETE FROM passage"))
        assert session.scalar(text("SELECT count(*) FROM assignment")) == 0
        if before.is_sqlite:
            assert list(session.execute(text("PRAGMA foreign_key_check"))) == []


def test_no_passage_gets_the_id_of_one_that_is_gone(before: Database) -> None:
    before.migrate()
    if not before.is_sqlite:
        with before.writing() as session:
            session.execute(text("SELECT setval('passage_id_seq', 7)"))
    with before.writing() as session:
        session.execute(text("DELETE FROM passage"))
    with before.writing() as session:
        insert = "INSERT INTO passage (story_id, start, \"end\") VALUES ('s1', 0, 3)"
        session.execute(text(insert))
        assert session.scalar(text("SELECT id FROM passage")) == 8
