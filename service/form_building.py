"""Forms made and published, each act with its line in the audit trail."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from models import audit, form_building, form_reading
from models.errors import Rejected
from models.form_definition import FormDefinition
from models.forms import Form
from models.vocabulary import FormKind
from service import form_files
from service.wiring import House


def begin(
    house: House,
    key: str,
    *,
    kind: str = FormKind.EVERYBODY.value,
    title: str = "",
    account_id: int | None = None,
) -> Form:
    """An empty concept; see `models.form_building.begin`."""
    definition = form_reading.read({"key": key, "kind": kind, "title": title})
    return take_in(house, definition, account_id=account_id)


def take_in(house: House, definition: FormDefinition, *, account_id: int | None = None) -> Form:
    """A concept that says this; see `models.form_building.begin`."""
    with house.database.writing() as session:
        form = form_building.begin(session, definition, account_id=account_id)
        _note(session, "formulier.begonnen", form, account_id)
    return form


def copy(
    house: House,
    key: str,
    version: int | None,
    *,
    new_key: str | None = None,
    account_id: int | None = None,
) -> Form:
    """A concept that says what a version says, the newest when none is named."""
    with house.database.writing() as session:
        source = form_building.newest(session, key)
        version = source.version if version is None else version
        form = form_building.begin_from(
            session, key, version, new_key=new_key, account_id=account_id
        )
        detail = {"van": f"{key}@{version}"}
        _note(session, "formulier.begonnen", form, account_id, detail)
    return form


def change(
    house: House, key: str, version: int, content: dict[str, Any], *, seen: str, account_id: int
) -> None:
    """Let a concept say this; see `models.form_building.change`."""
    definition = form_reading.read({**content, "key": key})
    with house.database.writing() as session:
        form = form_building.get(session, key, version)
        form_building.change(session, form, definition, seen=seen)
        _note(session, "formulier.gewijzigd", form, account_id)


def discard(house: House, key: str, version: int, *, seen: str, account_id: int) -> None:
    """Throw a concept away."""
    with house.database.writing() as session:
        form = form_building.get(session, key, version)
        form_building.discard(session, form, seen=seen)
        audit.record(
            session,
            "formulier.weggegooid",
            subject=f"formulier:{key}@{version}",
            account_id=account_id,
        )


def publish(
    house: House, key: str, version: int, *, seen: str | None = None, account_id: int | None = None
) -> None:
    """Put a concept into use; without `seen`, as it is now."""
    with house.database.writing() as session:
        form = form_building.get(session, key, version)
        started = form_building.stamp(form) if seen is None else seen
        form_building.publish(session, form, seen=started)
        _note(
            session,
            "formulier.gepubliceerd",
            form,
            account_id,
            {"vragen": len(form.questions), "digest": form.digest},
        )


def retire(house: House, key: str, *, account_id: int | None = None) -> None:
    """Take a form out of use."""
    with house.database.writing() as session:
        for form in form_building.retire(session, key):
            _note(session, "formulier.gestopt", form, account_id)


def translate(
    house: House,
    key: str,
    version: int,
    language: str,
    said: dict[str, str],
    *,
    seen: str | None,
    account_id: int | None = None,
) -> None:
    """Let a concept say this in another language; without `seen`, whatever it says now."""
    with house.database.writing() as session:
        form = form_building.get(session, key, version)
        started = form_building.stamp(form) if seen is None else seen
        form_building.translate(session, form, language, said, seen=started)
        _note(session, "formulier.vertaald", form, account_id, {"taal": language})


def translate_from_file(
    house: House,
    key: str,
    version: int,
    language: str,
    file: bytes,
    *,
    seen: str | None = None,
    account_id: int | None = None,
) -> None:
    """The translation in a file, whole or not at all.

    Raises:
        Rejected: a row of it cannot be used; every one is named.
    """
    with house.database.reading() as session:
        form = form_building.get(session, key, version)
        said = form_files.read_translation(file, form, language)
    translate(house, key, version, language, said, seen=seen, account_id=account_id)


def from_file(text: str, *, key: str | None = None) -> FormDefinition:
    """The form in a YAML file, under another key when one is given.

    Raises:
        Rejected: it is no form; the places are named.
    """
    definition = form_files.read_form(text)
    if not (key or definition.key):
        raise Rejected("Geef het formulier een kenmerk.", code="formulier.kenmerk")
    return replace(definition, key=key) if key else definition


def _note(
    session: Session,
    action: str,
    form: Form,
    account_id: int | None,
    detail: dict[str, Any] | None = None,
) -> None:
    subject = f"formulier:{form.key}@{form.version}"
    audit.record(session, action, subject=subject, account_id=account_id, detail=detail)
