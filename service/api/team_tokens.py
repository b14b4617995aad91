"""Keys for systems of teams: made, listed and revoked; for administrators only."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response

from models import audit, team_tokens
from models.base import day_of
from models.errors import NotFound
from models.team_tokens import TeamToken
from models.teams import Team
from service import intake
from service.api.problems import LARGEST_ID, documented
from service.deps import Administering, Reading, TheHouse
from service.schemas import NewTeamToken, TeamTokenCreated, TeamTokenView
from service.security import token_hash

router = APIRouter(tags=["Koppelen van systemen"])

TokenId = Annotated[int, Path(description="Het nummer van de sleutel", ge=1, le=LARGEST_ID)]


@router.get("/team-tokens", summary="Alle sleutels", responses=documented(403))
def list_tokens(account: Administering, session: Reading) -> list[TeamTokenView]:
    """Those that were revoked too, the newest first."""
    del account
    return [TeamTokenView(**_told(token)) for token in team_tokens.every(session)]


@router.post(
    "/team-tokens",
    status_code=201,
    summary="Maak een sleutel",
    responses=documented(403, 404),
)
def create_token(wanted: NewTeamToken, account: Administering, house: TheHouse) -> TeamTokenCreated:
    """The key is told once, here."""
    token = intake.new_token()
    with house.database.writing() as session:
        team = session.get(Team, wanted.team_id)
        if team is None:
            raise NotFound("Dit team is niet bekend.", code="team.onbekend")
        made = team_tokens.create(
            session, team, wanted.name, token_hash=token_hash(token), account_id=account.id
        )
        audit.record(
            session,
            "sleutel.gemaakt",
            subject=f"sleutel {made.id}",
            account_id=account.id,
            detail={"team": team.id},
        )
        told = _told(made)
    return TeamTokenCreated(**told, token=token)


@router.delete(
    "/team-tokens/{token_id}",
    status_code=204,
    summary="Trek een sleutel in",
    response_class=Response,
    responses=documented(403, 404),
)
def revoke_token(token_id: TokenId, account: Administering, house: TheHouse) -> None:
    """From this moment on it opens nothing."""
    with house.database.writing() as session:
        team_tokens.revoke(session, token_id)
        audit.record(
            session, "sleutel.ingetrokken", subject=f"sleutel {token_id}", account_id=account.id
        )


def _told(token: TeamToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "team_id": token.team_id,
        "team": token.team.name,
        "name": token.name,
        "created_on": day_of(token.created_at),
        "used_on": token.used_on,
        "works": token.revoked_at is None,
    }
