"""Forms and their questions. A published version never changes; a new one gets a new number."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, today, word
from models.errors import NotFound
from models.form_content import FormView as FormView
from models.form_content import QuestionView as QuestionView
from models.form_content import in_language as in_language
from models.form_content import languages as languages
from models.form_definition import FormDefinition, choice_data, digest, nested, of
from models.form_reading import read
from models.vocabulary import FormKind, FormState, QuestionKind

OTHER = "iets_anders"
"""The key under which an answer in the narrator's own words is stored; no option has it."""
OTHER_LABEL = "Iets anders"


class Form(Base):
    """One version of a story form. Dutch leads; other languages translate it."""

    __tablename__ = "form"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[FormKind] = mapped_column(
        word(FormKind), default=FormKind.EVERYBODY, server_default=FormKind.EVERYBODY.value
    )
    state: Mapped[FormState] = mapped_column(
        word(FormState), default=FormState.PUBLISHED, server_default=FormState.PUBLISHED.value
    )
    welcome: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What somebody reads before beginning, beside what every form says."""
    prompts: Mapped[list[dict[str, Any]]]
    """Eliciting questions to choose from: `{"key", "text"}`, and `"picture"` when there is one."""
    roles: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Which narrators this form is for; empty is all, one is not asked but known."""
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Per language: `{"title", "welcome", "prompts": {key: text}, "questions": {key: {"text",
    "why", "options": {key: label}}}}`. The Dutch one leads and stands in the columns."""
    digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """SHA-256 of a published version, so that a change behind our back shows."""
    published_on: Mapped[date | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", back_populates="form", lazy="selectin"
    )

    def question(self, key: str) -> "Question":
        """The question with this key.

        Raises:
            NotFound: the form has no such question.
        """
        for question in self.questions:
            if question.key == key:
                return question
        raise NotFound("Deze vraag staat niet in het formulier.", code="formulier.vraag_onbekend")


class Question(Base):
    """One question about the story. Options are `{key, label}`, in the order shown.

    An option may have a `picture`, the name of a picture in the form's own set.
    """

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("form_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[QuestionKind] = mapped_column(word(QuestionKind))
    text: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    options: Mapped[list[dict[str, Any]]]
    write_in: Mapped[bool] = mapped_column(default=False, server_default=false())
    """One more option, "Iets anders", with words of the narrator's own."""
    most: Mapped[int | None]
    """Of a multiple choice: how many at most."""
    shown_when: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Only asked when an earlier choice was answered so: `{"question": key, "options": [key]}`."""
    form: Mapped[Form] = relationship(back_populates="questions", lazy="raise")

    def label(self, option: str) -> str:
        """The words shown for an option; the key itself when the option is unknown."""
        if option == OTHER and self.write_in:
            return OTHER_LABEL
        return next((str(o["label"]) for o in self.options if o["key"] == option), option)


def current(session: Session, key: str = "verhaal") -> Form:
    """The newest version of a form that is in use.

    Raises:
        NotFound: there is no form with this key, or nobody can begin it any more.
    """
    query = (
        select(Form)
        .where(Form.key == key, Form.state == FormState.PUBLISHED)
        .order_by(Form.version.desc())
        .limit(1)
    )
    form = session.scalar(query)
    if form is None:
        raise _unknown()
    return form


def published(session: Session) -> list[Form]:
    """The forms that can be begun now: of each key the newest version in use, by key."""
    query = (
        select(Form)
        .where(Form.state == FormState.PUBLISHED)
        .order_by(Form.key, Form.version.desc())
    )
    newest: dict[str, Form] = {}
    for form in session.scalars(query):
        newest.setdefault(form.key, form)
    return list(newest.values())


def by_id(session: Session, form_id: int) -> Form:
    """One version of a form, in whatever state.

    Raises:
        NotFound: no such form.
    """
    form = session.get(Form, form_id)
    if form is None:
        raise _unknown()
    return form


def load_catalogue(session: Session) -> int:
    """Store the forms that ship with the product and are not there yet; returns how many.

    A form that nobody may begin any more stays so, also when a new version of it ships.
    """
    known = {(form.key, form.version): form for form in session.scalars(select(Form))}
    added = 0
    for definition, version in shipped():
        there = known.get((definition.key, version))
        if there is not None:
            # Versions from before there were signatures get theirs now.
            if there.state is not FormState.CONCEPT and not there.digest:
                there.digest = digest(of(there), version)
            continue
        mates = [form for (key, _), form in known.items() if key == definition.key]
        form = known[definition.key, version] = _published(definition, version, mates)
        session.add(form)
        added += 1
    session.flush()
    return added


@lru_cache(maxsize=1)
def shipped() -> tuple[tuple[FormDefinition, int], ...]:
    """The forms of the catalogue, with their version."""
    folder = resources.files("models.catalogue").joinpath("forms")
    found = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            data = yaml.safe_load(file.read_text(encoding="utf-8"))
            found.append((read(data), int(data["version"])))
    return tuple(found)


def new(definition: FormDefinition, version: int) -> Form:
    """A row for this version, not yet in the database."""
    form = Form(
        key=definition.key, version=version, language="nl", state=FormState.CONCEPT, questions=[]
    )
    fill(form, definition)
    return form


def fill(form: Form, definition: FormDefinition) -> None:
    """Let a concept say this; its questions are made anew."""
    form.title, form.kind, form.welcome = definition.title, definition.kind, definition.welcome
    form.roles = [role.value for role in definition.roles]
    form.prompts = [choice_data(prompt, "text") for prompt in definition.prompts]
    form.translations = {
        language: nested(said) for language, said in definition.translations.items() if said
    }
    form.questions.extend(
        Question(
            position=position,
            key=question.key,
            kind=question.kind,
            text=question.text,
            why=question.why,
            options=[choice_data(option, "label") for option in question.options],
            write_in=question.write_in,
            most=question.most,
            shown_when=question.shown_when
            and {
                "question": question.shown_when.question,
                "options": list(question.shown_when.options),
            },
        )
        for position, question in enumerate(definition.questions)
    )


def retire(forms: Iterable[Form]) -> None:
    """Nobody can begin these any more; the stories that were told with them stay readable."""
    for form in forms:
        form.state = FormState.RETIRED


def digest_fits(form: Form) -> bool:
    """False when a published version says something else than when it was published."""
    return form.digest == digest(of(form), form.version)


def _published(definition: FormDefinition, version: int, mates: Iterable[Form]) -> Form:
    """A shipped form; in use when it is the newest, unless this form was taken out of use."""
    others = [form for form in mates if form.state is not FormState.CONCEPT]
    in_use = [form for form in others if form.state is FormState.PUBLISHED]
    newest = all(form.version < version for form in others)
    form = new(definition, version)
    form.digest, form.published_on = digest(definition, version), today()
    form.state = FormState.RETIRED
    if newest and (in_use or not others):
        form.state = FormState.PUBLISHED
        retire(in_use)
    return form


def _unknown() -> NotFound:
    return NotFound("Dit formulier bestaat niet.", code="formulier.onbekend")
