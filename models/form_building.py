"""Making forms: a concept is changed, published once, and never changes again.

Every change names the content that it started from (its `stamp`); who is second is told so. One
concept of a form at a time. What was published stays readable, also when nobody can begin it.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import forms
from models.base import today
from models.db import in_turn
from models.errors import Conflict, NotFound, Problem, Rejected
from models.form_content import DUTCH, LANGUAGES
from models.form_definition import FormDefinition, digest, of, places
from models.form_reading import in_place
from models.form_rules import breaks, faults
from models.forms import Form, Question
from models.vocabulary import FormState

TURN = "formulieren"


def every(session: Session) -> list[Form]:
    """All versions of all forms, by key, the newest version first."""
    return list(session.scalars(select(Form).order_by(Form.key, Form.version.desc())))


def versions(session: Session, key: str) -> list[Form]:
    """All versions of one form, the newest first."""
    query = select(Form).where(Form.key == key).order_by(Form.version.desc())
    return list(session.scalars(query))


def get(session: Session, key: str, version: int) -> Form:
    """One version of a form, in whatever state.

    Raises:
        NotFound: no such form or version.
    """
    form = session.scalar(select(Form).where(Form.key == key, Form.version == version))
    if form is None:
        raise NotFound("Dit formulier bestaat niet.", code="formulier.onbekend")
    return form


def newest(session: Session, key: str) -> Form:
    """The newest version of a form, in whatever state.

    Raises:
        NotFound: no such form.
    """
    mates = versions(session, key)
    if not mates:
        raise NotFound("Dit formulier bestaat niet.", code="formulier.onbekend")
    return mates[0]


def stamp(form: Form) -> str:
    """What a version says now, in a few signs: another content has another stamp."""
    return digest(of(form), form.version)


def begin(session: Session, definition: FormDefinition, *, account_id: int | None = None) -> Form:
    """A new concept that says this, under the number after the newest version.

    Raises:
        Conflict: there is a concept of this form already.
        Rejected: it cannot even be kept as a concept.
    """
    in_turn(session, TURN)
    _refuse(faults(definition, concept=True))
    mates = versions(session, definition.key)
    if any(form.state is FormState.CONCEPT for form in mates):
        raise Conflict(
            "Van dit formulier is al een concept. Werk daarin verder, of gooi het weg.",
            code="formulier.al_concept",
        )
    form = forms.new(definition, 1 + max((form.version for form in mates), default=0))
    form.created_by = account_id
    session.add(form)
    session.flush()
    return form


def begin_from(
    session: Session,
    key: str,
    version: int,
    *,
    new_key: str | None = None,
    account_id: int | None = None,
) -> Form:
    """A new concept that says the same as this version; under a key of its own when given.

    Raises:
        NotFound: no such form or version.
        Conflict: there is a concept already, or the new key is another form's.
        Rejected: the new key cannot be one.
    """
    definition = of(get(session, key, version))
    if new_key is not None and new_key != key:
        definition = replace(definition, key=new_key)
        if versions(session, new_key):
            raise Conflict("Er is al een formulier met dit kenmerk.", code="formulier.kenmerk")
    return begin(session, definition, account_id=account_id)


def change(session: Session, form: Form, definition: FormDefinition, *, seen: str) -> None:
    """Let a concept say this. Translations stay, but for texts whose Dutch words changed.

    Args:
        session: an open session.
        form: the concept.
        definition: all that it has to say; its key and translations are left alone.
        seen: the stamp of the content that somebody started from.

    Raises:
        Conflict: it is no concept, or somebody else changed it meanwhile.
        Rejected: it cannot even be kept as a concept.
    """
    before = _concept(session, form, seen)
    definition = replace(definition, key=form.key, translations=_still_true(before, definition))
    _refuse(faults(definition, concept=True))
    _store(session, form, definition)


def translate(
    session: Session, form: Form, language: str, said: Mapping[str, str], *, seen: str
) -> None:
    """Let a concept say this in another language; empty words leave a text untranslated.

    Raises:
        Conflict: it is no concept, or somebody else changed it meanwhile.
        Rejected: an unknown language or place, or words that cannot be kept.
    """
    before = _concept(session, form, seen)
    if language == DUTCH or language not in LANGUAGES:
        raise Rejected("Deze taal kennen wij niet.", code="formulier.taal")
    known = places(before)
    unknown = [
        Problem(place[:120], "Deze tekst staat niet in het formulier.")
        for place in said
        if place not in known
    ]
    _refuse(unknown)
    tidy = {place: in_place(place, words) for place, words in said.items()}
    kept = {place: words for place, words in tidy.items() if words}
    definition = replace(before, translations={**before.translations, language: kept})
    _refuse(faults(definition, concept=True))
    _store(session, form, definition)


def discard(session: Session, form: Form, *, seen: str) -> None:
    """Throw a concept away.

    Raises:
        Conflict: it is no concept, or somebody else changed it meanwhile.
    """
    _concept(session, form, seen)
    session.execute(delete(Question).where(Question.form_id == form.id))
    session.execute(delete(Form).where(Form.id == form.id))


def publish(session: Session, form: Form, *, seen: str) -> None:
    """Put a concept into use, in the place of the version before it; it never changes again.

    Raises:
        Conflict: it is no concept, or somebody else changed it meanwhile.
        Rejected: it cannot be used yet; every fault is named.
    """
    definition = _concept(session, form, seen)
    mates = [one for one in versions(session, form.key) if one.state is not FormState.CONCEPT]
    _refuse([*faults(definition), *breaks(definition, map(of, mates))])
    forms.retire(mates)
    form.state = FormState.PUBLISHED
    form.digest = digest(definition, form.version)
    form.published_on = today()
    session.flush()


def retire(session: Session, key: str) -> list[Form]:
    """Take a form out of use; a next version can be published later. Returns what went out.

    Raises:
        NotFound: no such form.
        Conflict: nobody can begin it already, or it is the last form that can be begun.
    """
    in_turn(session, TURN)
    newest(session, key)
    in_use = [form for form in versions(session, key) if form.state is FormState.PUBLISHED]
    if not in_use:
        raise Conflict("Dit formulier is niet in gebruik.", code="formulier.niet_in_gebruik")
    if len(forms.published(session)) == 1:
        raise Conflict(
            "Dit is het laatste formulier dat in gebruik is. Publiceer eerst een ander.",
            code="formulier.laatste",
        )
    forms.retire(in_use)
    session.flush()
    return in_use


def _concept(session: Session, form: Form, seen: str) -> FormDefinition:
    """What the concept says now, after waiting for whoever is changing it."""
    in_turn(session, TURN)
    session.refresh(form)
    if form.state is not FormState.CONCEPT:
        raise Conflict(
            "Deze versie is al gepubliceerd en verandert niet meer. Maak een nieuw concept.",
            code="formulier.gepubliceerd",
        )
    session.refresh(form, ["questions"])
    if stamp(form) != seen:
        raise Conflict(
            "Iemand anders heeft dit formulier intussen veranderd. Haal het opnieuw op.",
            code="formulier.veranderd",
        )
    return of(form)


def _store(session: Session, form: Form, definition: FormDefinition) -> None:
    session.execute(delete(Question).where(Question.form_id == form.id))
    session.expire(form, ["questions"])
    forms.fill(form, definition)
    session.flush()


def _still_true(before: FormDefinition, after: FormDefinition) -> dict[str, dict[str, str]]:
    was, now = places(before), places(after)
    same = {place for place, words in now.items() if was.get(place) == words}
    return {
        language: {place: words for place, words in said.items() if place in same}
        for language, said in before.translations.items()
    }


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Rejected(
            "Het formulier klopt nog niet. Pas de genoemde plekken aan.",
            code="formulier.fouten",
            problems=tuple(problems),
        )
