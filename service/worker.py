"""The worker: takes runs from the queue one by one, keeps breathing, and survives a crash.

With SQLite it is a thread in the server, so that one process writes. With PostgreSQL any number
of `vertelpunt worker` processes may run beside it.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable

from models import decisions, drafts, import_batches, runs, team_tokens, triage
from models.base import today
from models.errors import Conflict, VertelpuntError
from models.runs import Run
from models.vocabulary import RunKind
from service.encoders import settle
from service.jobs import importing, mining, placing
from service.wiring import House

log = logging.getLogger("vertelpunt.worker")

PAUSE_SECONDS = 0.5
BREATH_SECONDS = 15.0
CLEANING_SECONDS = 3600.0

Job = Callable[[House, Run, str], None]

JOBS: dict[RunKind, Job] = {
    RunKind.MINE: mining.run,
    RunKind.PLACE: placing.run,
    RunKind.IMPORT: importing.run,
}


class Worker:
    """One thread that works the queue until it is told to stop."""

    def __init__(self, house: House) -> None:
        """Prepare; nothing happens before `start`."""
        self._house = house
        self._owner = secrets.token_hex(8)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="worker", daemon=True)

    def start(self) -> None:
        """Begin working."""
        self._thread.start()

    def stop(self) -> None:
        """Finish nothing more; a run in progress is picked up again later."""
        self._stop.set()
        self._thread.join(timeout=10)

    def run_forever(self) -> None:
        """Work in this thread until `stop`."""
        self._work()

    def _work(self) -> None:
        # By the clock: whoever works without a pause cleans too.
        clean_at = time.monotonic()
        told_on = None
        while not self._stop.is_set():
            try:
                if time.monotonic() >= clean_at:
                    clean(self._house)
                    clean_at = time.monotonic() + CLEANING_SECONDS
                    if told_on != today():
                        tell_late(self._house)
                        told_on = today()
                if work_once(self._house, self._owner):
                    continue
            except VertelpuntError as error:
                log.warning("worker.pause code=%s", error.code)
            self._stop.wait(PAUSE_SECONDS)


def work_once(house: House, owner: str, *, run_id: int | None = None) -> bool:
    """Do one waiting run (or this one); False when there is nothing to do."""
    with house.database.writing() as session:
        run = runs.claim(session, owner, run_id=run_id)
    if run is None:
        return False
    log.info("run.start id=%s kind=%s attempt=%s", run.id, run.kind.value, run.attempts)
    try:
        with _breathing(house, run.id, owner):
            JOBS[run.kind](house, run, owner)
    except Conflict as error:
        log.warning("run.lost id=%s code=%s", run.id, error.code)
    except VertelpuntError as error:
        if error.code.startswith("encoder."):
            house.encoders.forget()
        _failed(house, run, owner, error.code)
    except Exception as error:  # noqa: BLE001 - a bug in one run must not stop the queue
        # Only the type: the error itself may hold story text.
        _failed(house, run, owner, f"fout.{type(error).__name__}")
    return True


def clean(house: House) -> None:
    """Empty what nobody decided on in time, and go on with passages that wait for an encoder."""
    with house.database.writing() as session:
        emptied = decisions.expire(session, on=today())
        drafts.expire(session)
        import_batches.forget_old(session)
        team_tokens.expire_replies(session)
    if emptied:
        house.database.forget_deleted()
        log.info("stories.expired n=%s", emptied)
    settle(house.encoders, house.database)


def tell_late(house: House) -> int:
    """Note in the log how many stories wait too long for a person: a number, nothing of them."""
    with house.database.reading() as session:
        late = triage.overdue(session)
    if late:
        log.warning("triage.overdue n=%s", late)
    return late


def _failed(house: House, run: Run, owner: str, code: str) -> None:
    log.error("run.failed id=%s kind=%s code=%s", run.id, run.kind.value, code)
    with house.database.writing() as session:
        runs.fail(session, run.id, owner, error_code=code[:80])


class _breathing:
    """Renews the lease of a run in the background while a job computes."""

    def __init__(self, house: House, run_id: int, owner: str) -> None:
        self._house, self._run_id, self._owner = house, run_id, owner
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._breathe, name="lease", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _breathe(self) -> None:
        while not self._done.wait(BREATH_SECONDS):
            try:
                with self._house.database.writing() as session:
                    runs.renew(session, self._run_id, self._owner)
            except VertelpuntError as error:
                log.warning("run.lease id=%s code=%s", self._run_id, error.code)
