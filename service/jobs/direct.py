"""Mining in this very process, with a progress bar: for the command line and for `analyse`."""

import secrets
from typing import Any

from models import runs
from models.errors import Conflict
from models.vocabulary import MiningEngine, MiningMode, RunKind
from service.jobs import mining
from service.jobs.corpus import Progress
from service.jobs.mining import Outcome
from service.wiring import House


def mine_now(
    house: House,
    *,
    progress: Progress,
    full: bool = False,
    seed: int | None = None,
    engine: MiningEngine = MiningEngine.OWN,
) -> str:
    """Mine and store; returns a Dutch sentence about what came of it.

    Raises:
        Rejected: the engine is not installed here.
    """
    outcome, _ = mine_run(
        house,
        full=full,
        seed=house.settings.seed if seed is None else seed,
        engine=engine,
        progress=progress,
    )
    if outcome.mode is MiningMode.READ:
        return (
            f"Er zijn {len(outcome.pieces)} stukjes verhaal uit {outcome.stories} verhalen. Dat "
            "zijn te weinig verhalen om patronen te zoeken. Lees ze zelf."
        )
    residue = sum(placed.theme_id is None for placed in outcome.placed)
    proposed = sum(link.state == "voorgesteld" for link in outcome.links)
    return (
        f"{len(outcome.themes)} thema's in {outcome.stories} verhalen; {residue} van de "
        f"{len(outcome.pieces)} stukjes passen in geen thema. {proposed} koppelingen met "
        "standaarden voorgesteld."
    )


def mine_run(
    house: House,
    *,
    full: bool,
    seed: int,
    progress: Progress,
    engine: MiningEngine = MiningEngine.OWN,
) -> tuple[Outcome, dict[str, Any]]:
    """One mining run, from queue to store, in this process; returns outcome and provenance.

    Raises:
        Conflict: a worker took the run first.
        Rejected: the engine is not installed here.
    """
    mining.check_engine(engine)
    owner = secrets.token_hex(8)
    parameters = {"volledig": full, "seed": seed, "methode": engine.value}
    with house.database.writing() as session:
        run = runs.enqueue(session, RunKind.MINE, parameters=parameters)
        claimed = runs.claim(session, owner, run_id=run.id)
    if claimed is None:
        raise Conflict("De rekenronde is al begonnen.", code="run.bezig")
    request = mining.request(house, parameters=parameters)
    outcome = mining.compute(request, dutch=house.dutch, embedder=house.embedder, progress=progress)
    with house.database.writing() as session:
        held = runs.holding(session, run.id, owner)
        mining.store(session, held, outcome)
        provenance = dict(held.provenance)
    return outcome, provenance
