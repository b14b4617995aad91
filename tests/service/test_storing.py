"""Storing what a run made goes together with what people do meanwhile."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import curation, placements, regrouping, runs, themes
from models.db import Database
from models.theme_changes import lock
from models.themes import Assignment
from models.vocabulary import ResidueReason, RunKind
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
            place_pieces(session, placed, pieces, run_id=run_id, known={"t1", "t2"})

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


def _rows(session: Session) -> set[tuple[int, str | None]]:
    return set(session.execute(select(Assignment.passage_id, Assignment.theme_id)).tuples())


@pytest.fixture
def computed(database: Database) -> tuple[dict[tuple[str, int], int], list[Placed], int]:
    """What a run read and now wants to store: two passages that stay where they are."""
    with database.writing() as session:
        pieces = {}
        for story_id, theme_id in (("s1", "t1"), ("s2", "t2")):
            make_theme(session, theme_id)
            pieces[story_id, 0] = place(session, tell(session, story_id), theme_id).id
        placed = [Placed(("s1", 0), "t1", 0.5, None), Placed(("s2", 0), "t2", 0.5, None)]
        return pieces, placed, runs.enqueue(session, RunKind.MINE).id


def test_themes_that_people_made_meanwhile_keep_what_they_hold(
    database: Database, computed: tuple[dict[tuple[str, int], int], list[Placed], int]
) -> None:
    pieces, placed, run_id = computed
    with database.writing() as session:
        merged = regrouping.merge(session, ["t1", "t2"], "Samen", versions={}, account_id=None)
        place_pieces(session, placed, pieces, run_id=run_id, known={"t1", "t2"})
        assert _rows(session) == {(passage, merged.id) for passage in pieces.values()}


def test_nothing_is_placed_in_a_theme_that_people_put_aside_meanwhile(
    database: Database, computed: tuple[dict[tuple[str, int], int], list[Placed], int]
) -> None:
    pieces, placed, run_id = computed
    with database.writing() as session:
        curation.park(session, "t1", version=1, account_id=None)
        place_pieces(session, placed, pieces, run_id=run_id, known={"t1", "t2"})
        assert _rows(session) == {(pieces["s1", 0], None), (pieces["s2", 0], "t2")}


def test_a_passage_refused_meanwhile_hangs_in_the_residue_and_not_nowhere(
    database: Database, computed: tuple[dict[tuple[str, int], int], list[Placed], int]
) -> None:
    pieces, placed, run_id = computed
    with database.writing() as session:
        placements.take_out(session, "t1")
        placements.refuse(session, [[pieces["s1", 0], "t1", None]])
        placements.settle(session, [pieces["s1", 0]])
        place_pieces(session, placed, pieces, run_id=run_id, known={"t1", "t2"})
        assert _rows(session) == {(pieces["s1", 0], None), (pieces["s2", 0], "t2")}
        assert (
            session.scalars(select(Assignment.reason).where(Assignment.theme_id.is_(None))).one()
            is ResidueReason.NO_THEME_FITS
        )
