"""A form that somebody is working on: what was typed, kept apart from what the server has.

Every prompt, question and option has a number of its own here, so that what is typed stays with
it when it is moved, and what the server answers finds it back.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from service.schemas import FormContent, FormPage, ProblemPlace, Word

FORM = 0
LONGEST_KEY = 24
AUDIENCE_QUESTION = "kennen"
SCALES = {"triade": 3, "dyade": 2}
CHOOSING = ("keuze", "meerkeuze")
OPEN_QUESTION = "tekst"

Item = dict[str, Any]


@dataclass
class Draft:
    """One concept as it stands in this browser."""

    key: str
    version: int
    stamp: str
    form: Item = field(repr=False)
    prompts: list[Item] = field(repr=False)
    questions: list[Item] = field(repr=False)
    saved: dict[str, Any] = field(repr=False)
    problems: list[ProblemPlace] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(FORM + 1), repr=False)

    @classmethod
    def of(cls, page: FormPage) -> "Draft":
        """A draft that says what the server says."""
        draft = cls(page.key, page.version, page.stamp, {}, [], [], {}, list(page.problems))
        content = page.content.model_dump()
        draft.form = {name: content[name] for name in ("kind", "title", "welcome", "roles")}
        draft.prompts = [draft._numbered(prompt) for prompt in content["prompts"]]
        for question in content["questions"]:
            options = [draft._numbered(option) for option in question["options"]]
            draft.questions.append(draft._numbered({**question, "options": options}))
        draft.saved = draft.content().model_dump()
        return draft

    def content(self) -> FormContent:
        """As the server takes it."""
        return FormContent(
            **_tidy(self.form),
            prompts=[_tidy(prompt) for prompt in self.prompts],
            questions=[_question(question) for question in self.questions],
        )

    @property
    def changed(self) -> bool:
        """True when something here is not with the server yet."""
        return self.content().model_dump() != self.saved

    def absorb(self, page: FormPage) -> None:
        """After saving: new parts get the key that the server gave them, and nothing else moves."""
        told = page.content
        for mine, theirs in zip(self.prompts, told.prompts, strict=False):
            mine["key"] = theirs.key
        for mine, question in zip(self.questions, told.questions, strict=False):
            mine["key"] = question.key
            for option, named in zip(mine["options"], question.options, strict=False):
                option["key"] = named.key
        self.stamp, self.problems = page.stamp, list(page.problems)
        self.saved = self.content().model_dump()

    def item(self, number: int) -> Item | None:
        """The form itself, or the prompt, question or option with this number."""
        if number == FORM:
            return self.form
        options = itertools.chain.from_iterable(one["options"] for one in self.questions)
        everything = itertools.chain(self.prompts, self.questions, options)
        return next((one for one in everything if one["number"] == number), None)

    def add_prompt(self) -> None:
        """One more question to begin with."""
        self.prompts.append(self._numbered({"key": "", "text": "", "picture": ""}))

    def add_question(self, kind: str, audiences: list[Word]) -> Item:
        """One more question at the end; `kennen` is the one that asks who should know."""
        known = kind == AUDIENCE_QUESTION
        question = self._numbered(
            {
                "key": AUDIENCE_QUESTION if known else "",
                "kind": "meerkeuze" if known else kind,
                "text": "Wie zou uw verhaal moeten kennen?" if known else "",
                "why": "Wij geven het alleen door als dat van u mag." if known else "",
                "options": [],
                "write_in": False,
                "most": None,
                "shown_when": None,
            }
        )
        for audience in audiences if known else ():
            self.add_option(question, key=audience.value, label=audience.label)
        for _ in range(0 if known else SCALES.get(kind, 2 if kind in CHOOSING else 0)):
            self.add_option(question)
        self.questions.append(question)
        return question

    def add_option(self, question: Item, *, key: str = "", label: str = "") -> None:
        """One more option at the end."""
        question["options"].append(self._numbered({"key": key, "label": label, "picture": ""}))

    def remove(self, number: int) -> None:
        """Take out a prompt, question or option; conditions on it go too."""
        for row in self._rows():
            row[:] = [one for one in row if one["number"] != number]
        for question in self.questions:
            shown = question["shown_when"]
            asked = self.asked_before(question, shown["question"]) if shown else None
            if shown and asked is None:
                question["shown_when"] = None
            elif shown and asked is not None:
                there = {option["key"] for option in asked["options"]}
                left = [key for key in shown["options"] if key in there]
                question["shown_when"] = {**shown, "options": left} if left else None

    def move(self, number: int, by: int) -> None:
        """Put a prompt, question or option one place up or down."""
        for row in self._rows():
            at = next((i for i, one in enumerate(row) if one["number"] == number), None)
            if at is not None and 0 <= at + by < len(row):
                row.insert(at + by, row.pop(at))

    def asked_before(self, question: Item, key: str) -> Item | None:
        """The choice question with this key, when it stands before this one."""
        before = itertools.takewhile(lambda one: one is not question, self.questions)
        return next((one for one in before if one["key"] == key and one["kind"] in CHOOSING), None)

    def conditions(self, question: Item) -> list[Item]:
        """The questions that this one may depend on: choices before it that are saved."""
        before = itertools.takewhile(lambda one: one is not question, self.questions)
        return [one for one in before if one["kind"] in CHOOSING and one["key"]]

    def problems_at(self, question: Item) -> list[ProblemPlace]:
        """What is wrong with this question or its options."""
        number = next(i for i, one in enumerate(self.questions, 1) if one is question)
        return [one for one in self.problems if one.place.startswith(f"vraag {number} (")]

    def _rows(self) -> list[list[Item]]:
        return [self.prompts, self.questions, *(one["options"] for one in self.questions)]

    def _numbered(self, item: Item) -> Item:
        return {**item, "number": next(self.numbers)}


def new_key(title: str, taken: Iterable[str]) -> str:
    """A key for a new form, made of its title: small letters, digits and dashes, not taken yet."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub("[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_KEY].strip("-")
    base = base if base[:1].isalpha() else f"formulier-{base}".strip("-")
    used, key, number = set(taken), base, 1
    while key in used:
        number += 1
        key = f"{base}-{number}"
    return key


def _tidy(item: Item) -> Item:
    """Without our number, and with no more white space than shows."""
    tidy = {name: value for name, value in item.items() if name not in {"number", "options"}}
    for name, value in tidy.items():
        if isinstance(value, str):
            tidy[name] = value.strip() if name == "welcome" else " ".join(value.split())
    return tidy


def _question(question: Item) -> Item:
    tidy = {**_tidy(question), "options": [_tidy(option) for option in question["options"]]}
    if question["kind"] == OPEN_QUESTION:
        tidy["options"] = []
    return tidy
