"""Stories from systems of teams, and the keys with which those come in."""

from datetime import date
from typing import Any

from pydantic import Field

from models.vocabulary import AgeGroup, HelpGiven, NarratorRole
from service.schemas.shape import Schema
from service.schemas.triage import HelpLineView


class IntakeStory(Schema):
    """One story as a system sends it; names may still be in it."""

    title: str = Field("", max_length=120, description="Titel, mag leeg zijn")
    text: str = Field(max_length=20_000, description="Het verhaal, in woorden van de verteller")
    form_key: str = Field(
        "verhaal", max_length=40, description="Formulier waar de antwoorden bij horen"
    )
    answers: dict[str, Any] = Field(
        default_factory=dict,
        max_length=100,
        description="Antwoorden, per kenmerk van de vraag: drie getallen, een getal van 0 tot en "
        "met 100, een optie, een lijst van opties, of tekst",
    )
    role: NarratorRole | None = Field(None, description="Wie het vertelt")
    age_group: AgeGroup | None = Field(None, description="Leeftijdsgroep van de verteller")
    period: str | None = Field(
        None, max_length=10, description="Maand waarin het gebeurde, als JJJJ-MM"
    )
    helper: HelpGiven | None = Field(None, description="Wie bij het vertellen hielp")


class IntakeReceived(Schema):
    """The story as others would read it, and the code with which its narrator says yes or no."""

    code: str = Field(description="Alleen voor de verteller; hierna niet meer op te vragen")
    title: str
    text: str
    expires_on: date = Field(description="Tot en met deze dag kan de verteller ja zeggen")
    help_lines: list[HelpLineView] = Field(
        description="Laat deze meteen zien; leeg als het verhaal niet over gevaar lijkt te gaan"
    )


class TeamTokenView(Schema):
    """A key of a team; what opens the door is not in it."""

    id: int
    team_id: int
    team: str
    name: str
    created_on: date
    used_on: date | None
    works: bool


class NewTeamToken(Schema):
    """Ask for a key."""

    team_id: int = Field(ge=1, le=2**31 - 1, description="Het nummer van het team")
    name: str = Field(max_length=80, description="Waarvoor deze sleutel is")


class TeamTokenCreated(TeamTokenView):
    """A fresh key, told once."""

    token: str
