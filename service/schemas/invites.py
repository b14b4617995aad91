"""Invitations to tell, and how far people came through them: visits, never persons."""

from datetime import date

from pydantic import Field

from service.schemas.shape import Schema, Word


class StepResponse(Schema):
    """How many visits came as far as one step."""

    step: Word
    count: int | None = Field(description="Aantal bezoeken; leeg als het er 1 tot en met 4 zijn")


class WeekResponse(Schema):
    """How many visits began and ended in one week; empty where a small number would show."""

    week: date = Field(description="De maandag van de week")
    opened: int | None
    finished: int | None


class InviteView(Schema):
    """A link to one form for one team and period, with what came of it."""

    id: int
    slug: str
    label: str
    state: Word = Field(description="`later`, `open` of `dicht`, op dit moment")
    form_key: str
    form_title: str
    team_id: int | None
    team: str | None
    opens_on: date | None
    closes_on: date | None = Field(description="De laatste dag waarop iemand kan beginnen")
    created_on: date
    address: str = Field(description="De link om te delen")
    paper_address: str = Field(description="Het formulier op papier, met deze link als QR")
    steps: list[StepResponse]
    weeks: list[WeekResponse]


class UninvitedResponse(Schema):
    """How far people came who opened a form without an invitation."""

    form_key: str
    form_title: str
    steps: list[StepResponse]


class InvitedForm(Schema):
    """A form that can be told through now."""

    key: str
    title: str
    kind: Word
    paper_address: str


class InvitedTeam(Schema):
    """A team that an invitation can be for."""

    id: int
    name: str


class InviteList(Schema):
    """All invitations, what came without one, and what a new one can be for."""

    invites: list[InviteView]
    uninvited: list[UninvitedResponse]
    forms: list[InvitedForm]
    teams: list[InvitedTeam]


class InviteRequest(Schema):
    """A new invitation. Without a team the narrator chooses one; without days it is always open."""

    form_key: str = Field(max_length=40)
    team_id: int | None = Field(default=None, ge=1, le=2**31 - 1)
    label: str = Field(max_length=400)
    opens_on: date | None = None
    closes_on: date | None = None


class PreviewLink(Schema):
    """A link to see a form as narrators will; also of a concept."""

    address: str
    minutes: int = Field(description="Hoeveel minuten de link werkt")
