"""Runs: what was computed, how far it is, and asking for a new one."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from models import audit, runs
from models.vocabulary import MiningEngine, RunKind
from service.api.problems import LARGEST_ID, documented
from service.api.shapes import run_view
from service.deps import Reading, SignedIn, TheHouse
from service.jobs.mining import check_engine
from service.schemas import MineRequest, RunView

router = APIRouter(tags=["Berekeningen"])


@router.get("/runs", summary="De laatste berekeningen")
def list_runs(session: Reading) -> list[RunView]:
    """The newest first, whatever became of them."""
    return [run_view(run) for run in runs.recent(session)]


@router.get("/runs/{run_id}", summary="Eén berekening", responses=documented(404))
def read_run(run_id: Annotated[int, Path(ge=1, le=LARGEST_ID)], session: Reading) -> RunView:
    """How far it is, and when it is done everything needed to do it again."""
    return run_view(runs.get(session, run_id))


@router.post("/runs", status_code=202, summary="Zoek opnieuw patronen", responses=documented(409))
def start_mining(
    request: MineRequest, response: Response, account: SignedIn, house: TheHouse
) -> RunView:
    """One at a time: refused while one waits or works."""
    check_engine(MiningEngine(request.engine))
    seed = house.settings.seed if request.seed is None else request.seed
    with house.database.writing() as session:
        run = runs.enqueue_once(
            session,
            RunKind.MINE,
            account_id=account.id,
            parameters={"seed": seed, "volledig": request.full, "methode": request.engine},
        )
        audit.record(session, "berekening.gevraagd", subject=f"run:{run.id}", account_id=account.id)
    response.headers["Location"] = f"/v1/runs/{run.id}"
    return run_view(run)
