"""A file that was sent over HTTP: through the gate and into the database, by whoever works."""

import time

from models import import_batches, runs
from models.errors import Conflict
from models.runs import Run
from service import importing
from service.wiring import House

TELL_SECONDS = 2.0


def run(house: House, run: Run, owner: str) -> None:
    """Take a batch that is put apart through the gate; one that was cancelled is left alone.

    Raises:
        Conflict: another worker holds the run now.
    """
    batch_id = str(run.parameters["inlezen"])
    told = 0.0

    def progress(step: str, done: int, total: int) -> None:
        nonlocal told
        # In the last step a transaction is open: nobody else may write then.
        if step == importing.STEP and time.monotonic() - told >= TELL_SECONDS:
            told = time.monotonic()
            with house.database.writing() as session:
                runs.tell(session, run.id, owner, step=step, done=done, total=total)

    try:
        with house.database.writing() as session:
            import_batches.take_up(session, batch_id, by_force=True)
        outcome = importing.go_on(
            house, batch_id, progress=progress, processes=house.settings.workers
        )
        provenance = {"inlezen": batch_id, "verhalen": outcome.new}
    except Conflict as error:
        if not error.code.startswith("import."):
            raise
        provenance = {"inlezen": batch_id, "reden": error.code}
    with house.database.writing() as session:
        runs.finish(runs.holding(session, run.id, owner), provenance=provenance)
