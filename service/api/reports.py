"""Reports to take along: as a document, as a PDF for reading, or as a table for counting."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response

from models import audit
from models.base import today
from service.api.problems import documented
from service.deps import SignedIn, TheHouse
from service.reports import content, csv_file, docx, pdf

ALL_THEMES = "all"


class Format(StrEnum):
    """The shapes that a report can have."""

    DOCX = "docx"
    PDF = "pdf"
    CSV = "csv"


_RENDERERS = {Format.DOCX: docx.render, Format.PDF: pdf.render, Format.CSV: csv_file.render}
_MEDIA_TYPES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.CSV: "text/csv; charset=utf-8",
}
_BYTES = {
    media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
    for media_type in _MEDIA_TYPES.values()
}

router = APIRouter(tags=["Rapporten"])


@router.get(
    "/reports/themes",
    summary="Rapport over alle thema's of over één thema",
    response_class=Response,
    responses={200: {"description": "Het rapport", "content": _BYTES}, **documented(404)},
)
def read_report(
    account: SignedIn,
    house: TheHouse,
    theme: Annotated[
        str,
        Query(
            description="`all`, het id van een thema, of `ID@VERSIE` voor het thema zoals het toen "
            "was",
            max_length=40,
        ),
    ] = ALL_THEMES,
    format: Annotated[Format, Query(description="De soort bestand")] = Format.DOCX,
) -> Response:
    """Quotes only what narrators allow to be quoted; the audit trail tells who took it along.

    Every theme in it is kept under the version that the report names.
    """
    on = today()
    with house.database.writing() as session:
        gathered = content.build(
            session,
            None if theme == ALL_THEMES else [theme],
            organisation=house.settings.organisation,
            on=on,
        )
    # Outside the session: setting pages takes seconds.
    made = _RENDERERS[format](gathered)
    with house.database.writing() as session:
        audit.record(
            session,
            "rapport.gemaakt",
            subject=f"thema:{theme}",
            account_id=account.id,
            detail={"soort": format.value},
        )
    name = f"vertelpunt-themas-{on.isoformat()}.{format.value}"
    return Response(
        made,
        media_type=_MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
