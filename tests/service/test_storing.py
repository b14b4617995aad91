"""Storing what a run made goes together with what people do meanwhile."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from models import runs, themes
from models.db import Database
from models.theme_changes import lock
from models.vocabulary import RunKind
from service.jobs.corpus import Placed
from service.jobs.storing import place_pieces
from tests.collection import make_theme, place, tell

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def _until_somebody_waits(database: Database) -> None:
    """PostgreSQL: until the other one stands before a lock. SQLite lets nobody else begin."""
    while not database.is_sqlite:
        with database.reading() as session:
            if session.execute(WAITING).scalar_one():
                return


def test_placing_and_citing_hold_themes_in_the_same_order(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        make_theme(session, "t2")
        pieces = {
            (story_id, 0): place(session, tell(session, story_id), None).id
            for story_id in ("s1", "s2")
        }
        run_id = runs.enqueue(session, RunKind.PLACE).id
    # The rows of the later theme come first.
    placed = [Placed(("s1", 0), "t2", 0.5, None), Placed(("s2", 0), "t1", 0.5, None)]

    def store() -> None:
        with database.writing() as session:
            place_pieces(session, placed, pieces, run_id=run_id)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            lock(session, "t1")
            other = pool.submit(store)
            _until_somebody_waits(database)
            lock(session, "t2")
        other.result()
    with database.reading() as session:
        assert themes.members(session) == {
            "t1": {pieces["s2", 0]}, "t2": {pieces["s1", 0]}
        }  # fmt: skip
