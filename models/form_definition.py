"""What a form says, apart from any database: as plain data, as stored, and signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.vocabulary import FormKind, NarratorRole, QuestionKind

if TYPE_CHECKING:
    from models.forms import Form


@dataclass(frozen=True)
class Choice:
    """One option of a question, or one eliciting question: its words and perhaps a drawing."""

    key: str
    words: str
    picture: str = ""


@dataclass(frozen=True)
class Condition:
    """When a question is asked: after one of these options of an earlier question."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """One question about the story."""

    key: str
    kind: QuestionKind
    text: str = field(repr=False)
    why: str = ""
    options: tuple[Choice, ...] = ()
    write_in: bool = False
    most: int | None = None
    shown_when: Condition | None = None


@dataclass(frozen=True)
class FormDefinition:
    """Everything that one version of a form says. `translations` holds words by place."""

    key: str
    kind: FormKind
    title: str
    welcome: str
    roles: tuple[NarratorRole, ...]
    prompts: tuple[Choice, ...]
    questions: tuple[Asked, ...]
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def of(form: Form) -> FormDefinition:
    """What a stored version says."""
    return FormDefinition(
        key=form.key,
        kind=form.kind,
        title=form.title,
        welcome=form.welcome,
        roles=tuple(NarratorRole(role) for role in form.roles),
        prompts=tuple(_choice(prompt, "text") for prompt in form.prompts),
        questions=tuple(
            Asked(
                key=question.key,
                kind=question.kind,
                text=question.text,
                why=question.why,
                options=tuple(_choice(option, "label") for option in question.options),
                write_in=question.write_in,
                most=question.most,
                shown_when=_condition(question.shown_when),
            )
            for question in form.questions
        ),
        translations={
            language: texts_of(translation) for language, translation in form.translations.items()
        },
    )


def as_data(definition: FormDefinition) -> dict[str, Any]:
    """The form as plain mappings and lists, for `form_reading.read`; without what is empty."""
    data: dict[str, Any] = {
        "key": definition.key,
        "language": "nl",
        "kind": definition.kind.value,
        "title": definition.title,
        "welcome": definition.welcome,
        "roles": [role.value for role in definition.roles],
        "prompts": [choice_data(prompt, "text") for prompt in definition.prompts],
        "questions": [_asked_data(question) for question in definition.questions],
        "translations": {
            language: nested(definition.translations[language])
            for language in sorted(definition.translations)
        },
    }
    return {name: value for name, value in data.items() if value}


def digest(definition: FormDefinition, version: int) -> str:
    """SHA-256 over everything that this version of a form says."""
    content = {**as_data(definition), "version": version}
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


def choice_data(choice: Choice, words: str) -> dict[str, Any]:
    """One option or eliciting question as it is stored."""
    data = {"key": choice.key, words: choice.words}
    return {**data, "picture": choice.picture} if choice.picture else data


def places(definition: FormDefinition) -> dict[str, str]:
    """Every text that a narrator reads by its place, in the order of the form, in Dutch.

    A place is stable: `titel`, `begin.goed`, `vraag.gevoel.tekst`, `vraag.gevoel.keuze.boos`.
    """
    found = {"titel": definition.title, "welkom": definition.welcome}
    found |= {f"begin.{prompt.key}": prompt.words for prompt in definition.prompts}
    for question in definition.questions:
        place = f"vraag.{question.key}"
        found[f"{place}.tekst"] = question.text
        found[f"{place}.uitleg"] = question.why
        found |= {f"{place}.keuze.{option.key}": option.words for option in question.options}
    return {place: words for place, words in found.items() if words}


def texts_of(translation: Mapping[str, Any]) -> dict[str, str]:
    """A translation as it is stored, as words by place."""
    said = {"titel": translation.get("title", ""), "welkom": translation.get("welcome", "")}
    for key, text in (translation.get("prompts") or {}).items():
        said[f"begin.{key}"] = text
    for key, question in (translation.get("questions") or {}).items():
        said[f"vraag.{key}.tekst"] = question.get("text", "")
        said[f"vraag.{key}.uitleg"] = question.get("why", "")
        for option, label in (question.get("options") or {}).items():
            said[f"vraag.{key}.keuze.{option}"] = label
    return {place: str(words) for place, words in said.items() if words}


def nested(said: Mapping[str, str]) -> dict[str, Any]:
    """Words by place, as `Form.translations` keeps them."""
    found: dict[str, Any] = {}
    for place in sorted(said):
        match place.split("."):
            case ["titel"]:
                found["title"] = said[place]
            case ["welkom"]:
                found["welcome"] = said[place]
            case ["begin", key]:
                found.setdefault("prompts", {})[key] = said[place]
            case ["vraag", key, "tekst" | "uitleg" as part]:
                name = "text" if part == "tekst" else "why"
                found.setdefault("questions", {}).setdefault(key, {})[name] = said[place]
            case ["vraag", key, "keuze", option]:
                question = found.setdefault("questions", {}).setdefault(key, {})
                question.setdefault("options", {})[option] = said[place]
    return found


def _choice(stored: Mapping[str, Any], words: str) -> Choice:
    return Choice(str(stored["key"]), str(stored[words]), str(stored.get("picture") or ""))


def _condition(stored: Mapping[str, Any] | None) -> Condition | None:
    if stored is None:
        return None
    return Condition(str(stored["question"]), tuple(str(key) for key in stored["options"]))


def _asked_data(question: Asked) -> dict[str, Any]:
    shown = question.shown_when
    data = {
        "key": question.key,
        "kind": question.kind.value,
        "text": question.text,
        "why": question.why,
        "options": [choice_data(option, "label") for option in question.options],
        "write_in": question.write_in,
        "most": question.most,
        "shown_when": shown and {"question": shown.question, "options": list(shown.options)},
    }
    return {name: value for name, value in data.items() if value}
