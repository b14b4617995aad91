"""Stories to take along for one purpose, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from models.base import today
from models.vocabulary import Purpose
from service import story_exports
from service.api.problems import documented
from service.api.shapes import word
from service.deps import LookingOver, Reading, TheHouse
from service.schemas import ExportCounts
from service.story_exports import ExportFormat

router = APIRouter(tags=["Verhalen"])

ForPurpose = Annotated[Purpose, Query(description="Waarvoor de vertellers ja moeten hebben gezegd")]
_BYTES = {
    media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
    for media_type in story_exports.MEDIA_TYPES.values()
}


@router.get(
    "/story-exports",
    summary="Verhalen als bestand, alleen die voor dit doel mogen",
    response_class=Response,
    responses={200: {"description": "De verhalen", "content": _BYTES}, **documented(403)},
)
def export_stories(
    account: LookingOver,
    house: TheHouse,
    purpose: ForPurpose,
    format: Annotated[ExportFormat, Query(description="De soort bestand")] = ExportFormat.CSV,
) -> Response:
    """Made anew each time, kept nowhere, and noted in the audit trail."""
    content, counts = story_exports.make(house.database, purpose, format)
    with house.database.writing() as session:
        story_exports.note(session, purpose, format, counts, account_id=account.id)
    name = f"verhalen-{purpose.value}-{today().isoformat()}.{story_exports.ENDINGS[format]}"
    return Response(
        content,
        media_type=story_exports.MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get(
    "/story-exports/counts",
    summary="Hoeveel verhalen voor een doel mogen, en hoeveel niet",
    responses=documented(403),
)
def count_for_purpose(account: LookingOver, session: Reading, purpose: ForPurpose) -> ExportCounts:
    """What an export would hold, and what it would leave out."""
    del account
    counts = story_exports.count(session, purpose)
    return ExportCounts(
        purpose=word(purpose),
        included=counts.included,
        without_consent=counts.without_consent,
        not_approved=counts.not_approved,
    )
