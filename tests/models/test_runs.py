"""The queue: no run is lost, none is done by two, and a bad one is given up."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import runs
from models.base import now
from models.db import Database
from models.errors import Conflict, NotFound
from models.runs import Run
from models.vocabulary import RunKind, RunState


def _enqueue(database: Database, kind: RunKind = RunKind.MINE) -> int:
    with database.writing() as session:
        return runs.enqueue(session, kind).id


def _lose_lease(database: Database, run_id: int) -> None:
    with database.writing() as session:
        session.get_one(Run, run_id).lease_until = now() - timedelta(seconds=1)


def test_the_oldest_waiting_run_is_taken_first(database: Database) -> None:
    first, second = _enqueue(database), _enqueue(database)
    with database.writing() as session:
        taken = [runs.claim(session, "a"), runs.claim(session, "a"), runs.claim(session, "a")]
    assert [run.id if run else None for run in taken] == [first, second, None]


def test_workers_at_the_same_moment_take_different_runs(database: Database) -> None:
    wanted = {_enqueue(database) for _ in range(6)}
    start, taken = threading.Barrier(6), []

    def work(owner: str) -> None:
        start.wait()
        with database.writing() as session:
            run = runs.claim(session, owner)
            taken.append(run.id if run else None)

    workers = [threading.Thread(target=work, args=(str(n),)) for n in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(run_id or 0 for run_id in taken) == sorted(wanted)


def test_a_run_whose_worker_died_is_taken_over_and_the_first_may_store_nothing(
    database: Database,
) -> None:
    run_id = _enqueue(database)
    with database.writing() as session:
        runs.claim(session, "first")
    _lose_lease(database, run_id)
    with database.writing() as session:
        assert runs.claim(session, "second") is not None
    with database.writing() as session:
        with pytest.raises(Conflict):
            runs.holding(session, run_id, "first")
        with pytest.raises(Conflict):
            runs.renew(session, run_id, "first")
        assert runs.holding(session, run_id, "second").attempts == 2


def test_a_run_that_is_breathing_is_left_alone(database: Database) -> None:
    run_id = _enqueue(database)
    with database.writing() as session:
        runs.claim(session, "first")
    _lose_lease(database, run_id)
    with database.writing() as session:
        runs.tell(session, run_id, "first", step="lezen", done=1, total=2)
        assert runs.claim(session, "second") is None
        assert runs.get(session, run_id).step == "lezen"


def test_a_run_is_given_up_after_three_failures(database: Database) -> None:
    run_id = _enqueue(database)
    for attempt in range(1, runs.MAX_ATTEMPTS + 1):
        with database.writing() as session:
            assert runs.claim(session, "a") is not None
            runs.fail(session, run_id, "a", error_code="proef.stuk")
        with database.reading() as session:
            run = runs.get(session, run_id)
            waits = attempt < runs.MAX_ATTEMPTS
            assert run.state is (RunState.QUEUED if waits else RunState.FAILED)
            assert run.error_code == "proef.stuk"
    with database.writing() as session:
        assert runs.claim(session, "a") is None


def test_a_run_whose_worker_died_three_times_is_given_up(database: Database) -> None:
    run_id = _enqueue(database)
    for _ in range(runs.MAX_ATTEMPTS):
        with database.writing() as session:
            assert runs.claim(session, "a") is not None
        _lose_lease(database, run_id)
    later = _enqueue(database)
    with database.writing() as session:
        taken = runs.claim(session, "a")
        assert taken is not None
        assert taken.id == later
        assert runs.get(session, run_id).state is RunState.FAILED


def test_a_stranger_cannot_fail_a_run(database: Database) -> None:
    run_id = _enqueue(database)
    with database.writing() as session:
        runs.claim(session, "a")
        runs.fail(session, run_id, "b", error_code="proef.stuk")
        assert runs.get(session, run_id).state is RunState.WORKING


def test_a_finished_run_keeps_its_provenance_and_is_the_latest(database: Database) -> None:
    run_id = _enqueue(database)
    with database.writing() as session:
        run = runs.claim(session, "a")
        assert run is not None
        assert runs.latest_done(session, RunKind.MINE) is None
        runs.finish(run, provenance={"seed": 7})
    with database.reading() as session:
        latest = runs.latest_done(session, RunKind.MINE)
        assert latest is not None
        assert (latest.id, latest.provenance) == (run_id, {"seed": 7})
        assert latest.finished_at is not None
        assert runs.unfinished(session) == 0


def test_only_one_mining_run_waits_or_works_at_a_time(database: Database) -> None:
    def ask() -> None:
        with database.writing() as session:
            runs.enqueue_once(session, RunKind.MINE, account_id=None, parameters={"seed": 1})

    _enqueue(database, RunKind.PLACE)
    ask()
    with pytest.raises(Conflict):
        ask()
    with database.writing() as session:
        runs.claim(session, "a")
        mining = runs.claim(session, "a")
        assert mining is not None
    with pytest.raises(Conflict):
        ask()
    with database.writing() as session:
        runs.finish(runs.get(session, mining.id), provenance={})
    ask()


def test_asking_at_the_same_moment_starts_one_run(database: Database) -> None:
    start, refused = threading.Barrier(4), []

    def ask() -> None:
        start.wait()
        try:
            with database.writing() as session:
                runs.enqueue_once(session, RunKind.MINE, account_id=None, parameters={})
        except Conflict:
            refused.append(True)

    people = [threading.Thread(target=ask) for _ in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with database.reading() as session:
        assert len(session.scalars(select(Run.id)).all()) == 1
    assert len(refused) == 3


def test_a_run_that_does_not_exist_is_not_found(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotFound):
        runs.get(session, 404)
