"""Two that start on one new house fill it once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from models import starters
from models.db import Database
from service.start import prepare
from service.wiring import House


def test_two_that_start_at_once_fill_the_house_once(
    api_house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tables are there, and Alembic does not run twice in one process.
    monkeypatch.setattr(Database, "migrate", lambda _: None)
    both = Barrier(2)

    def start() -> None:
        both.wait()
        prepare(api_house)

    with ThreadPoolExecutor(2) as starting:
        for one in [starting.submit(start) for _ in range(2)]:
            one.result()
    with database.reading() as session:
        assert len(starters.installed(session)) == len(starters.catalogue())
