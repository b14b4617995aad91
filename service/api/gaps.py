"""Where stories and standards miss each other, for everybody or for one group."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from models import audit
from models.base import today
from service import gap_csv, gaps
from service.api.problems import LARGEST_ID, documented
from service.deps import Reading, SignedIn, TheHouse
from service.disclosure import FEWEST_SHOWN
from service.gaps import HIGHEST_MINIMUM, Asked
from service.schemas import GapReport

router = APIRouter(tags=["Kwaliteitsstandaarden"])

MEDIA_TYPE = "text/csv; charset=utf-8"
_BYTES = {"text/csv": {"schema": {"type": "string", "format": "binary"}}}


def asked_for(
    set_key: Annotated[
        str | None, Query(alias="set", description="Alleen deze set", max_length=40)
    ] = None,
    role: Annotated[
        str | None,
        Query(description="Alleen deze rol; `onbekend` als niemand dat zei", max_length=40),
    ] = None,
    age_group: Annotated[
        str | None, Query(alias="ageGroup", description="Alleen deze leeftijd", max_length=40)
    ] = None,
    team: Annotated[
        int | None, Query(ge=1, le=LARGEST_ID, description="Alleen dit team (nummer)")
    ] = None,
    minimum: Annotated[
        int,
        Query(
            ge=FEWEST_SHOWN, le=HIGHEST_MINIMUM, description="Het kleinste aantal dat te zien is"
        ),
    ] = FEWEST_SHOWN,
) -> Asked:
    """One set or all; everybody, or one role, age group or team: never two of these together."""
    return Asked(set_key=set_key, role=role, age_group=age_group, team_id=team, minimum=minimum)


Wanted = Annotated[Asked, Depends(asked_for)]


@router.get(
    "/gaps",
    summary="Thema's zonder standaard, standaarden zonder verhaal, en wie wat vertelt",
    responses=documented(404),
)
def read_gaps(asked: Wanted, session: Reading) -> GapReport:
    """Small numbers are hidden, and so is what they could be worked out from."""
    return gaps.report(session, asked)


@router.get(
    "/gaps/file",
    summary="Hetzelfde als CSV",
    response_class=Response,
    responses={200: {"description": "De tabel", "content": _BYTES}, **documented(404)},
)
def take_gaps_along(asked: Wanted, account: SignedIn, house: TheHouse) -> Response:
    """The same numbers, hidden alike; the audit trail tells who took it along."""
    on = today()
    # Counting takes seconds in a large house: nobody who tells a story waits for it.
    with house.database.reading() as session:
        made = gap_csv.render(gaps.report(session, asked), on=on)
    with house.database.writing() as session:
        audit.record(
            session,
            "gaten.meegenomen",
            subject=f"set:{asked.set_key or 'alle'}",
            account_id=account.id,
            detail={"soort": "csv"},
        )
    name = f"vertelpunt-gaten-{on.isoformat()}.csv"
    return Response(
        made,
        media_type=MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
