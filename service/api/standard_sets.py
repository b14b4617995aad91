"""Sets of standards in their versions: bring one in, compare two, retire one, take one along."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from models import standard_sets
from models.standard_content import Difference, FieldChange, StandardContent
from models.standards import StandardSet
from service import standard_files
from service import standard_sets as sets
from service.api.problems import documented
from service.api.shapes import word
from service.api.standards import read_set, version_views
from service.deps import Administering, Reading, TheHouse
from service.envelope import UPLOAD_LIMIT
from service.schemas import (
    ChangedStandardView,
    FieldDifference,
    Retirement,
    SetDifference,
    SetUploaded,
    SetVersion,
    StandardBrief,
    StandardSetPage,
)
from service.standard_files import SetFormat

router = APIRouter(tags=["Kwaliteitsstandaarden"])

SetKey = Annotated[str, Path(description="Het kenmerk van de set", max_length=40)]
Version = Annotated[
    str | None, Query(description="Een eerdere versie; zonder dit de nieuwste", max_length=20)
]
_BYTES = {
    media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
    for media_type in standard_files.MEDIA_TYPES.values()
}


class SetFile(BaseModel):
    """A set as a file of a form."""

    model_config = ConfigDict(extra="forbid")

    file: UploadFile = Field(description="CSV, XLSX, JSON of YAML")


@router.post(
    "/standard-sets/uploads",
    summary="Lees een set in uit een bestand, of kijk het alleen na",
    responses=documented(403, 409, 413),
    max_body_size=UPLOAD_LIMIT,
)
def upload_standard_set(
    account: Administering,
    house: TheHouse,
    sent: Annotated[SetFile, Form()],
    dry_run: Annotated[
        bool, Query(alias="dryRun", description="Alleen nakijken, niets opslaan")
    ] = False,
) -> SetUploaded:
    """All of it or nothing; every place that is wrong is named."""
    done = sets.take_in(
        house,
        sent.file.file.read(),
        name=sent.file.filename or "",
        account_id=account.id,
        dry_run=dry_run,
    )
    return SetUploaded(
        stored=done.is_new and not dry_run,
        known=not done.is_new,
        in_use=done.in_use,
        key=done.content.key,
        version=done.content.version,
        name=done.content.name,
        status=word(done.content.status),
        standards=len(done.content.standards),
        before=done.before,
        links_kept=done.carried.kept,
        links_again=done.carried.again,
        difference=difference_view(done.difference) if done.difference else None,
    )


@router.get(
    "/standard-sets/{set_key}", summary="Eén set, met haar versies", responses=documented(404)
)
def read_standard_set(
    set_key: SetKey, session: Reading, version: Version = None
) -> StandardSetPage:
    """The newest version unless another is asked for, retired or not."""
    row = standard_sets.get(session, set_key, version)
    return StandardSetPage(set=read_set(session, row), versions=version_views(session, set_key))


@router.get(
    "/standard-sets/{set_key}/difference",
    summary="Wat er anders is tussen twee versies",
    responses=documented(404),
)
def compare_versions(
    set_key: SetKey,
    session: Reading,
    before: Annotated[str, Query(description="De oudere versie", max_length=20)],
    after: Annotated[str, Query(description="De nieuwere versie", max_length=20)],
) -> SetDifference:
    """By the keys of the standards."""
    return difference_view(sets.between(session, set_key, before, after))


@router.get(
    "/standard-sets/{set_key}/file",
    summary="Een set als bestand, dat weer ingelezen kan worden",
    response_class=Response,
    responses={200: {"description": "De set", "content": _BYTES}, **documented(404)},
)
def take_along(
    set_key: SetKey,
    session: Reading,
    version: Version = None,
    format: Annotated[SetFormat, Query(description="De soort bestand")] = SetFormat.YAML,
) -> Response:
    """Only what the catalogue holds: titles, our own sentences and where they come from."""
    row = standard_sets.get(session, set_key, version)
    made = standard_files.render(standard_sets.content_of(session, row), format)
    name = f"{row.key}-{row.version}.{format.value}"
    return Response(
        made,
        media_type=standard_files.MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post(
    "/standard-sets/{set_key}/retirement",
    summary="Laat een set vervallen",
    responses=documented(403, 404, 409),
)
def retire_standard_set(
    set_key: SetKey, retirement: Retirement, account: Administering, house: TheHouse
) -> SetVersion:
    """Its standards are no longer linked or shown; what was decided stays, and can come back."""
    return _now(house, sets.retire(house, set_key, reason=retirement.reason, account_id=account.id))


@router.delete(
    "/standard-sets/{set_key}/retirement",
    summary="Zet een vervallen set terug",
    responses=documented(403, 404, 409),
)
def bring_back_standard_set(set_key: SetKey, account: Administering, house: TheHouse) -> SetVersion:
    """With the links that it had."""
    return _now(house, sets.bring_back(house, set_key, account_id=account.id))


def difference_view(found: Difference) -> SetDifference:
    """What differs between two versions, as it goes out."""
    return SetDifference(
        added=_briefs(found.added),
        removed=_briefs(found.removed),
        changed=[
            ChangedStandardView(key=one.key, title=one.title, changes=_changes(one.changes))
            for one in found.changed
        ],
        unchanged=_briefs(found.unchanged),
        of_set=_changes(found.of_set),
    )


def _now(house: TheHouse, row: StandardSet) -> SetVersion:
    with house.database.reading() as session:
        found = {one.version: one for one in version_views(session, row.key)}
    return found[row.version]


def _briefs(members: Iterable[StandardContent]) -> list[StandardBrief]:
    return [StandardBrief(key=one.key, title=one.title, status=word(one.status)) for one in members]


def _changes(changes: Iterable[FieldChange]) -> list[FieldDifference]:
    return [
        FieldDifference(name=one.name, label=one.label, before=one.before, after=one.after)
        for one in changes
    ]
