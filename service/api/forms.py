"""Forms: read by everybody who is signed in, made and published by administrators."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from models import form_building
from models.errors import NotFound
from models.form_content import DUTCH, LANGUAGES
from models.form_pictures import PICTURES
from models.form_rules import MOST_OPTIONS, MOST_PROMPTS, MOST_QUESTIONS
from models.vocabulary import Audience, FormKind, FormState, NarratorRole, QuestionKind
from service import form_building as making
from service import form_files
from service.api.form_shapes import content_data, form_page, form_row, translation_view
from service.api.problems import documented
from service.api.shapes import word
from service.deps import Administering, Reading, SignedIn, TheHouse
from service.form.pages import picture
from service.schemas import (
    FormChange,
    FormLanguage,
    FormPage,
    FormRow,
    FormStamp,
    FormTranslation,
    FormWords,
    NewForm,
    PictureName,
    TranslationChange,
)

router = APIRouter(tags=["Formulieren"])

FormKey = Annotated[str, Path(description="Het kenmerk van het formulier", max_length=60)]
Version = Annotated[int, Path(description="Het nummer van de versie", ge=1, le=2**31 - 1)]
Language = Annotated[
    str, Path(description=f"Een van: {', '.join(sorted(set(LANGUAGES) - {DUTCH}))}", max_length=8)
]
_CSV = {"text/csv": {"schema": {"type": "string"}}}
# Without a schema: who checks it would read the YAML, and find no text but a mapping.
_YAML: dict[str, dict[str, str]] = {"application/yaml": {}}


class TranslationFile(BaseModel):
    """A translation as a file of a form."""

    model_config = ConfigDict(extra="forbid")

    file: UploadFile = Field(description="De CSV die u ophaalde, met de vertaling ingevuld")
    stamp: str = Field(default="", max_length=64, description="Van de inhoud die u zag")


@router.get("/forms", summary="Alle versies van alle formulieren")
def list_forms(session: Reading) -> list[FormRow]:
    """By key, the newest version first."""
    return [form_row(form) for form in form_building.every(session)]


@router.get("/form-words", summary="Waaruit een formulier kan bestaan")
def read_form_words(account: SignedIn) -> FormWords:
    """Kinds, roles, audiences, drawings and languages, and how many of each part fit."""
    del account
    return FormWords(
        kinds=[word(kind) for kind in FormKind],
        question_kinds=[word(kind) for kind in QuestionKind],
        roles=[word(role) for role in NarratorRole],
        audiences=[word(audience) for audience in Audience],
        pictures=[
            PictureName(name=name, label=label, address=picture(name) or "")
            for name, label in PICTURES.items()
        ],
        languages=[
            FormLanguage(code=code, name=name, translated=0, texts=0, offered=code == DUTCH)
            for code, name in LANGUAGES.items()
        ],
        most_prompts=MOST_PROMPTS,
        most_questions=MOST_QUESTIONS,
        most_options=MOST_OPTIONS,
    )


@router.post(
    "/forms", summary="Begin een nieuw concept", status_code=201,
    responses=documented(403, 404, 409),
)  # fmt: skip
def create_form(new: NewForm, account: Administering, house: TheHouse) -> FormPage:
    """Empty, or as a copy of a version; one concept of a form at a time."""
    if new.copy_of is None:
        form = making.begin(house, new.key, kind=new.kind, title=new.title, account_id=account.id)
    else:
        form = making.copy(
            house, new.copy_of, new.copy_version, new_key=new.key, account_id=account.id
        )
    return _now(house, form.key, form.version)


@router.get(
    "/forms/{form_key}/versions/{version}", summary="Eén versie van een formulier",
    responses=documented(404),
)  # fmt: skip
def read_form(form_key: FormKey, version: Version, session: Reading) -> FormPage:
    """With everything that it says; of a concept also what is wrong with it."""
    return _page(session, form_key, version)


@router.put(
    "/forms/{form_key}/versions/{version}", summary="Verander een concept",
    responses=documented(403, 404, 409),
)  # fmt: skip
def change_form(
    form_key: FormKey,
    version: Version,
    change: FormChange,
    account: Administering,
    house: TheHouse,
) -> FormPage:
    """The whole of it at once. A text that changes loses its translations."""
    making.change(
        house,
        form_key,
        version,
        content_data(change.content),
        seen=change.stamp,
        account_id=account.id,
    )
    return _now(house, form_key, version)


@router.delete(
    "/forms/{form_key}/versions/{version}", summary="Gooi een concept weg", status_code=204,
    responses=documented(403, 404, 409),
)  # fmt: skip
def discard_form(
    form_key: FormKey,
    version: Version,
    stamp: Annotated[str, Query(description="Van de inhoud die u zag", max_length=64)],
    account: Administering,
    house: TheHouse,
) -> None:
    """A published version stays for good."""
    making.discard(house, form_key, version, seen=stamp, account_id=account.id)


@router.post(
    "/forms/{form_key}/versions/{version}/publication", summary="Publiceer een concept",
    responses=documented(403, 404, 409),
)  # fmt: skip
def publish_form(
    form_key: FormKey, version: Version, seen: FormStamp, account: Administering, house: TheHouse
) -> FormPage:
    """It takes the place of the version before it, and never changes again."""
    making.publish(house, form_key, version, seen=seen.stamp, account_id=account.id)
    return _now(house, form_key, version)


@router.post(
    "/forms/{form_key}/retirement", summary="Neem een formulier uit gebruik",
    responses=documented(403, 404, 409),
)  # fmt: skip
def retire_form(form_key: FormKey, account: Administering, house: TheHouse) -> list[FormRow]:
    """Nobody can begin it any more; stories that were told with it stay readable."""
    making.retire(house, form_key, account_id=account.id)
    with house.database.reading() as session:
        return [form_row(form) for form in form_building.versions(session, form_key)]


@router.get(
    "/forms/{form_key}/versions/{version}/file",
    summary="Een versie als YAML-bestand, dat weer ingelezen kan worden",
    response_class=Response,
    responses={200: {"description": "Het formulier", "content": _YAML}, **documented(404)},
)
def take_form_along(form_key: FormKey, version: Version, session: Reading) -> Response:
    """With its translations."""
    form = form_building.get(session, form_key, version)
    return _file(form_files.write_form(form), "application/yaml", f"{form.key}-{version}.yaml")


@router.get(
    "/forms/{form_key}/versions/{version}/translations/{language}",
    summary="Een formulier in een andere taal", responses=documented(404),
)  # fmt: skip
def read_translation(
    form_key: FormKey, version: Version, language: Language, session: Reading
) -> FormTranslation:
    """Text by text beside the Dutch."""
    return translation_view(form_building.get(session, form_key, version), _known(language))


@router.put(
    "/forms/{form_key}/versions/{version}/translations/{language}",
    summary="Vertaal een concept", responses=documented(403, 404, 409),
)  # fmt: skip
def change_translation(
    form_key: FormKey,
    version: Version,
    language: Language,
    change: TranslationChange,
    account: Administering,
    house: TheHouse,
) -> FormTranslation:
    """The whole translation at once; a text that is left out stays Dutch."""
    making.translate(
        house,
        form_key,
        version,
        _known(language),
        {text.place: text.words for text in change.texts},
        seen=change.stamp,
        account_id=account.id,
    )
    return _translation_now(house, form_key, version, language)


@router.get(
    "/forms/{form_key}/versions/{version}/translations/{language}/file",
    summary="Een vertaling als CSV, om in te vullen",
    response_class=Response,
    responses={200: {"description": "De teksten", "content": _CSV}, **documented(404)},
)
def take_translation_along(
    form_key: FormKey, version: Version, language: Language, session: Reading
) -> Response:
    """Every text with its Dutch words."""
    form = form_building.get(session, form_key, version)
    made = form_files.write_translation(form, _known(language))
    return _file(made, "text/csv; charset=utf-8", f"{form.key}-{version}-{language}.csv")


@router.post(
    "/forms/{form_key}/versions/{version}/translations/{language}/file",
    summary="Lees een vertaling in uit een CSV",
    responses=documented(403, 404, 409, 413),
    max_body_size=form_files.MOST_BYTES + 10_000,
)
def upload_translation(
    form_key: FormKey,
    version: Version,
    language: Language,
    account: Administering,
    house: TheHouse,
    sent: Annotated[TranslationFile, Form()],
) -> FormTranslation:
    """All of it or nothing; every row that is wrong is named."""
    making.translate_from_file(
        house,
        form_key,
        version,
        _known(language),
        sent.file.file.read(form_files.MOST_BYTES + 1),
        seen=sent.stamp or None,
        account_id=account.id,
    )
    return _translation_now(house, form_key, version, language)


def _page(session: Session, key: str, version: int) -> FormPage:
    form = form_building.get(session, key, version)
    mates = form_building.versions(session, key)
    return form_page(form, [one for one in mates if one.state is not FormState.CONCEPT])


def _now(house: TheHouse, key: str, version: int) -> FormPage:
    with house.database.reading() as session:
        return _page(session, key, version)


def _translation_now(house: TheHouse, key: str, version: int, code: str) -> FormTranslation:
    with house.database.reading() as session:
        return translation_view(form_building.get(session, key, version), code)


def _known(language: str) -> str:
    if language == DUTCH or language not in LANGUAGES:
        raise NotFound("Deze taal kennen wij niet.", code="formulier.taal")
    return language


def _file(content: str, media_type: str, name: str) -> Response:
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
