"""Organisations are there once, whoever comes first."""

import threading

from sqlalchemy import func, select

from models import teams
from models.db import Database
from models.teams import Organisation


def test_two_who_name_a_new_organisation_at_once_name_the_same(database: Database) -> None:
    name = "Sociaal Team Zuid"
    found: list[int] = []

    def second() -> None:
        with database.writing() as session:
            found.append(teams.organisation_named(session, name).id)

    other = threading.Thread(target=second)
    with database.writing() as session:
        first = teams.organisation_named(session, name).id
        other.start()
        other.join(0.5)
    other.join()
    assert found == [first]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == 1
