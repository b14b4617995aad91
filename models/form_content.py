"""A form as somebody reads it in one language. Dutch leads; what is not translated stays Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.form_definition import of, places, texts_of
from models.vocabulary import FormKind, QuestionKind

if TYPE_CHECKING:
    from models.forms import Form, Question

DUTCH = "nl"
LANGUAGES = {
    DUTCH: "Nederlands",
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "pl": "Polski",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "uk": "Українська",
}
"""The languages that a form can have, each by the name its own speakers use."""
RIGHT_TO_LEFT = frozenset(("ar", "fa"))


@dataclass(frozen=True)
class QuestionView:
    """One question in one language; it reads like `models.forms.Question`."""

    key: str
    kind: QuestionKind
    text: str = field(repr=False)
    why: str
    options: list[dict[str, Any]]
    write_in: bool
    most: int | None
    shown_when: dict[str, Any] | None

    def label(self, option: str) -> str:
        """The words shown for an option; the key itself when the option is unknown."""
        return next((str(o["label"]) for o in self.options if o["key"] == option), option)


@dataclass(frozen=True)
class FormView:
    """One version of a form in one language."""

    id: int
    key: str
    version: int
    kind: FormKind
    language: str
    title: str
    welcome: str
    prompts: list[dict[str, Any]]
    questions: list[QuestionView]

    @property
    def right_to_left(self) -> bool:
        """True for a language that is read from right to left."""
        return self.language in RIGHT_TO_LEFT


def in_language(form: Form, language: str) -> FormView:
    """The form in this language; every text that has no translation stays Dutch."""
    said: Mapping[str, str] = (
        {} if language == DUTCH else texts_of(form.translations.get(language) or {})
    )
    return FormView(
        id=form.id,
        key=form.key,
        version=form.version,
        kind=form.kind,
        language=language if language in LANGUAGES else DUTCH,
        title=said.get("titel") or form.title,
        welcome=said.get("welkom") or form.welcome,
        prompts=[
            {**prompt, "text": said.get(f"begin.{prompt['key']}") or prompt["text"]}
            for prompt in form.prompts
        ],
        questions=[_question(question, said) for question in form.questions],
    )


def languages(form: Form) -> tuple[str, ...]:
    """The languages in which every text of the form is there, Dutch first."""
    whole = [code for code in sorted(form.translations) if not missing(form, code)]
    return (DUTCH, *(code for code in whole if code in LANGUAGES and code != DUTCH))


def missing(form: Form, language: str) -> list[str]:
    """The places that have no words yet in this language."""
    said = texts_of(form.translations.get(language) or {})
    return [place for place in places(of(form)) if not said.get(place, "").strip()]


def _question(question: Question, said: Mapping[str, str]) -> QuestionView:
    place = f"vraag.{question.key}"
    return QuestionView(
        key=question.key,
        kind=question.kind,
        text=said.get(f"{place}.tekst") or question.text,
        why=said.get(f"{place}.uitleg") or question.why,
        options=[
            {**option, "label": said.get(f"{place}.keuze.{option['key']}") or option["label"]}
            for option in question.options
        ],
        write_in=question.write_in,
        most=question.most,
        shown_when=question.shown_when,
    )
