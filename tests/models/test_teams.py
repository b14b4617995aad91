"""Organisations are there once, whoever comes first."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from models import teams
from models.db import Database
from models.teams import Organisation


def test_two_who_name_a_new_organisation_at_once_name_the_same(database: Database) -> None:
    start = threading.Barrier(2)

    def name() -> int:
        start.wait()
        with database.writing() as session:
            return teams.organisation_named(session, "Sociaal Team Zuid").id

    with ThreadPoolExecutor(2) as pool:
        first, second = [one.result() for one in [pool.submit(name) for _ in range(2)]]
    assert first == second
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == 1
