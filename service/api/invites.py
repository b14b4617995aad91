"""Invitations: making, closing, their QR picture, and how far people came; for administrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from models import invites
from service import inviting
from service.api.problems import LARGEST_ID, documented
from service.deps import Administering, Reading, TheHouse
from service.schemas import InviteList, InviteRequest, InviteView

SVG = "image/svg+xml"

InviteId = Annotated[int, Path(ge=1, le=LARGEST_ID)]

router = APIRouter(tags=["Uitnodigen"])


@router.get("/invites", summary="Uitnodigingen en respons", responses=documented(403))
def read_invites(account: Administering, session: Reading, house: TheHouse) -> InviteList:
    """Every invitation with numbers of visits per step; one to four is never shown."""
    del account
    return inviting.overview(session, house.settings)


@router.post("/invites", summary="Maak een uitnodiging", status_code=201, responses=documented(403))
def make(wanted: InviteRequest, account: Administering, house: TheHouse) -> InviteView:
    """A link that nobody can guess, for one form, and for one team when asked."""
    return inviting.create(house, wanted, account_id=account.id)


@router.post(
    "/invites/{invite_id}/closure", summary="Sluit een uitnodiging", responses=documented(403, 404)
)
def close(invite_id: InviteId, account: Administering, house: TheHouse) -> InviteView:
    """Nobody can begin through it any more; what was counted stays."""
    return inviting.close(house, invite_id, account_id=account.id)


@router.get(
    "/invites/{invite_id}/qr",
    summary="De QR van een uitnodiging",
    response_class=Response,
    responses={
        200: {
            "description": "Het plaatje, om te drukken",
            "content": {SVG: {"schema": {"type": "string"}}},
        },
        **documented(403, 404),
    },
)
def read_qr(
    invite_id: InviteId, account: Administering, session: Reading, house: TheHouse
) -> Response:
    """The link as a picture that a phone reads."""
    del account
    slug = invites.by_id(session, invite_id).slug
    picture = inviting.qr_picture(inviting.address(house.settings, slug))
    return Response(
        picture,
        media_type=SVG,
        headers={"Content-Disposition": 'inline; filename="vertelpunt-uitnodiging.svg"'},
    )
