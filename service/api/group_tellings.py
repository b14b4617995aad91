"""Write-ups of sessions: taken in with a code for everybody, followed by number, taken back."""

from typing import Annotated

from fastapi import APIRouter, Path

from models import group_tellings
from models.errors import NotFound
from models.group_tellings import Progress
from service import group_tellings as tellings
from service.api.problems import documented
from service.api.shapes import word
from service.deps import LookingOver, Reading, SignedIn, TheFinder, TheHouse
from service.group_tellings import WriteUp
from service.schemas import (
    CodeRequest,
    GroupTellingCreated,
    GroupTellingList,
    GroupTellingRow,
    NewGroupTelling,
    NumberedCode,
)

router = APIRouter(tags=["Samen vertellen"])

TellingId = Annotated[str, Path(max_length=64)]


@router.post(
    "/group-tellings",
    summary="Een verslag van een gesprek, met een code voor ieder",
    responses=documented(409),
    status_code=201,
)
def create(request: NewGroupTelling, account: SignedIn, house: TheHouse) -> GroupTellingCreated:
    """The text with names is not kept. The codes are in this reply and nowhere else."""
    made = tellings.create(
        house,
        WriteUp(
            team_id=request.team_id, people=request.people, title=request.title, text=request.text
        ),
        account_id=account.id,
    )
    return GroupTellingCreated(
        id=made.story_id,
        expires_on=made.expires_on,
        paragraphs=made.paragraphs,
        replaced=made.replaced,
        code_address=f"{house.settings.form}/code",
        codes=[NumberedCode(number=number, code=code) for number, code in enumerate(made.codes, 1)],
    )


@router.get("/group-tellings", summary="Verslagen van gesprekken")
def list_all(account: SignedIn, session: Reading) -> GroupTellingList:
    """How many answered, of every write-up; never who or what."""
    del account
    return GroupTellingList(group_tellings=[_row(one) for one in group_tellings.progress(session)])


@router.get(
    "/group-tellings/{telling_id}", summary="Hoe ver een groep is", responses=documented(404)
)
def read(telling_id: TellingId, account: SignedIn, session: Reading) -> GroupTellingRow:
    """How many answered."""
    del account
    found = group_tellings.progress(session, story_id=telling_id)
    if not found:
        raise NotFound("Dit verslag is er niet (meer).", code="verslag.onbekend")
    return _row(found[0])


@router.post(
    "/group-tellings/{telling_id}/codes",
    summary="Een nieuwe code voor een briefje dat kwijt is",
    responses=documented(403, 404, 409),
)
def replace_code(
    telling_id: TellingId, request: CodeRequest, account: LookingOver, house: TheHouse
) -> NumberedCode:
    """Only for who did not say yes yet; the old code stops. With a code the text can be read."""
    code = tellings.replace_code(house, telling_id, request.number, account_id=account.id)
    return NumberedCode(number=request.number, code=code)


@router.delete(
    "/group-tellings/{telling_id}",
    summary="Haal een verslag weg, voorgoed",
    responses=documented(403, 404),
    status_code=204,
)
def withdraw(
    telling_id: TellingId, account: LookingOver, house: TheHouse, finder: TheFinder
) -> None:
    """The text goes; the codes still answer that it is gone."""
    tellings.withdraw(house, telling_id, account_id=account.id)
    finder.forget()


def _row(progress: Progress) -> GroupTellingRow:
    story = progress.story
    return GroupTellingRow(
        id=story.id,
        team=story.team.name,
        state=word(story.state),
        received_on=story.received_on,
        expires_on=story.expires_on,
        voices=progress.voices,
        answered=progress.answered,
    )
