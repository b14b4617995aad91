"""The door for systems of teams: one story in, and a code for its narrator back."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from models.errors import SignInNeeded
from models.team_tokens import TeamToken
from service import intake
from service.api.problems import documented
from service.deps import TheHouse, ThePace
from service.form import helplines
from service.intake import Sent
from service.schemas import HelpLineView, IntakeReceived, IntakeStory

router = APIRouter(tags=["Koppelen van systemen"])

_bearer = HTTPBearer(scheme_name="teamsleutel", bearerFormat="opaque", auto_error=False)


def team_token(
    house: TheHouse,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> TeamToken:
    """The key of the team that asks.

    Raises:
        SignInNeeded: there is none, or it does not work (any more).
    """
    if credentials is None:
        raise SignInNeeded("Stuur de sleutel van uw team mee.", code="sleutel.nodig")
    return intake.team_of(house, credentials.credentials)


TheToken = Annotated[TeamToken, Depends(team_token)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description="Zelf gekozen, voor elk verhaal een andere, zoals een UUID. Hetzelfde verzoek "
        "met dezelfde waarde geeft een dag lang hetzelfde antwoord",
        min_length=8,
        max_length=100,
        pattern=r"^[\x21-\x7e]+$",
    ),
]


@router.post(
    "/intake/stories",
    status_code=201,
    summary="Stuur één verhaal in",
    responses=documented(404, 409, 413, 429),
)
def send_in(
    story: IntakeStory, token: TheToken, key: Key, house: TheHouse, pace: ThePace
) -> IntakeReceived:
    """It waits until its narrator says yes with the code; no system can say that yes."""
    pace.count(intake.STORIES, f"team token {token.id}")
    sent = Sent(
        title=story.title,
        text=story.text,
        form_key=story.form_key,
        answers=story.answers,
        role=story.role,
        age_group=story.age_group,
        period=story.period,
        helper=story.helper,
    )
    received = intake.receive(house, token, key, sent)
    return IntakeReceived(
        code=received.code,
        title=received.title,
        text=received.text,
        expires_on=date.fromisoformat(received.expires_on),
        help_lines=[
            HelpLineView(name=line.name, number=line.number)
            for line in helplines.for_alarm(received.alarm)
        ],
    )
