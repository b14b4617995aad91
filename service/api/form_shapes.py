"""Forms as they go over the wire, and back to what the models read."""

from typing import Any

from models import form_building
from models.form_content import DUTCH, LANGUAGES, languages, missing
from models.form_definition import as_data, of, places, texts_of
from models.form_rules import breaks, faults
from models.forms import Form, digest_fits
from models.vocabulary import FormState
from service.api.shapes import word
from service.schemas import (
    FormContent,
    FormLanguage,
    FormPage,
    FormRow,
    FormTranslation,
    ProblemPlace,
    TranslatedText,
)


def form_row(form: Form) -> FormRow:
    """A version in the list."""
    return FormRow(
        id=form.id,
        key=form.key,
        version=form.version,
        state=word(form.state),
        kind=word(form.kind),
        title=form.title,
        published_on=form.published_on,
        languages=list(languages(form)),
        intact=intact(form),
    )


def form_page(form: Form, earlier: list[Form]) -> FormPage:
    """A version with all it says; of a concept also what is wrong with it, beside `earlier`."""
    definition = of(form)
    problems = []
    if form.state is FormState.CONCEPT:
        problems = [*faults(definition), *breaks(definition, map(of, earlier))]
    return FormPage(
        id=form.id,
        key=form.key,
        version=form.version,
        state=word(form.state),
        published_on=form.published_on,
        content=content_view(form),
        languages=[
            language_view(form, code) for code in (DUTCH, *sorted(set(LANGUAGES) - {DUTCH}))
        ],
        problems=[ProblemPlace(place=one.place, message=one.message) for one in problems],
        stamp=form_building.stamp(form),
        intact=intact(form),
    )


def content_view(form: Form) -> FormContent:
    """What a version says in Dutch."""
    data = as_data(of(form))
    return FormContent.model_validate({name: data[name] for name in _CONTENT if name in data})


def content_data(content: FormContent) -> dict[str, Any]:
    """What somebody sent, as `models.form_reading.read` takes it."""
    return content.model_dump()


def language_view(form: Form, code: str) -> FormLanguage:
    """How far the form is in this language."""
    texts = len(places(of(form)))
    translated = texts if code == DUTCH else texts - len(missing(form, code))
    return FormLanguage(
        code=code,
        name=LANGUAGES[code],
        translated=translated,
        texts=texts,
        offered=code in languages(form),
    )


def translation_view(form: Form, code: str) -> FormTranslation:
    """The form in one language beside the Dutch."""
    said = texts_of(form.translations.get(code) or {})
    return FormTranslation(
        language=language_view(form, code),
        texts=[
            TranslatedText(place=place, dutch=words, words=said.get(place, ""))
            for place, words in places(of(form)).items()
        ],
        stamp=form_building.stamp(form),
    )


def intact(form: Form) -> bool:
    """False when a published version was changed behind our back."""
    return form.state is FormState.CONCEPT or digest_fits(form)


_CONTENT = ("kind", "title", "welcome", "roles", "prompts", "questions")
