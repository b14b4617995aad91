"""A link to look at a form before it is used; for administrators, to share with whom they like."""

from typing import Annotated

from fastapi import APIRouter, Path

from models import form_building
from service.api.problems import LARGEST_ID, documented
from service.deps import Administering, Reading, TheHouse
from service.form import previewing
from service.schemas import PreviewLink

router = APIRouter(tags=["Formulieren"])


@router.post(
    "/forms/{form_key}/versions/{version}/preview-links",
    summary="Maak een link naar een voorbeeld",
    status_code=201,
    responses=documented(403, 404),
)
def make_preview_link(
    form_key: Annotated[str, Path(description="Het kenmerk van het formulier", max_length=60)],
    version: Annotated[int, Path(description="Het nummer van de versie", ge=1, le=LARGEST_ID)],
    account: Administering,
    session: Reading,
    house: TheHouse,
) -> PreviewLink:
    """Anybody with the link sees the form for an hour; nothing that is typed there is kept."""
    del account
    form = form_building.get(session, form_key, version)
    address = previewing.link(house.settings, house.sealer, form.id)
    return PreviewLink(address=address, minutes=previewing.MINUTES)
