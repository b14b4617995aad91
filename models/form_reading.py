"""Reading a form from a file or a request: mappings, lists and words, as YAML and JSON give them.

Whatever is no form at all is refused here; whether a form can be used is for `models.form_rules`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from models.errors import Problem, Rejected
from models.form_definition import Asked, Choice, Condition, FormDefinition, texts_of
from models.vocabulary import FormKind, NarratorRole, QuestionKind
from models.words import Word

LONGEST_KEY = 40
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_TRUE = {"true", "ja", "yes"}

W = TypeVar("W", bound=Word)


def read(data: Mapping[str, Any]) -> FormDefinition:
    """A form as a file or a request gives it; options without a key get one from their words.

    Raises:
        Rejected: it has parts that no form has, or a part is of the wrong sort; all are named.
    """
    reader = _Reader()
    definition = reader.form(data)
    if reader.problems:
        raise Rejected(
            "Dit klopt nog niet. Pas de genoemde plekken aan.",
            code="formulier.onleesbaar",
            problems=tuple(reader.problems),
        )
    return definition


def key_from(words: str, taken: Iterable[str]) -> str:
    """A stable key made of the first words, that is not taken yet."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    base = re.sub("[^a-z0-9]+", "_", plain)[: LONGEST_KEY - 5].strip("_") or "keuze"
    base = base if base[0].isalpha() else f"k_{base}"
    used, key, number = set(taken), base, 1
    while key in used:
        number += 1
        key = f"{base}_{number}"
    return key


def plain(typed: str) -> str:
    """Words on lines of their own, without what is invisible or turns text around."""
    shown = "".join(
        " " if character == "\t" else character
        for character in unicodedata.normalize("NFC", typed.replace("\r\n", "\n"))
        if character in "\n\t"
        or (unicodedata.category(character) not in {"Cc", "Cs", "Cn"} and character not in _BIDI)
    )
    lines = (" ".join(line.split()) for line in shown.split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def line(typed: str) -> str:
    """Words on one line."""
    return " ".join(plain(typed).split())


def in_place(place: str, typed: str) -> str:
    """A translation as it is kept: only a welcome has lines."""
    return plain(typed) if place == "welkom" else line(typed)


class _Reader:
    """Reads one form and remembers what is wrong, each with its place."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def form(self, data: Mapping[str, Any]) -> FormDefinition:
        self._known(data, "formulier", {
            "key", "version", "language", "kind", "title", "welcome", "roles", "prompts",
            "questions", "translations",
        })  # fmt: skip
        if str(data.get("language") or "nl") != "nl":
            self._wrong(
                "language", "Het Nederlands gaat voor. Zet een andere taal bij vertalingen."
            )
        return FormDefinition(
            key=line(self._words(data, "key", "formulier")),
            kind=self._word(FormKind, data.get("kind") or FormKind.EVERYBODY, "kind"),
            title=line(self._words(data, "title", "titel")),
            welcome=plain(self._words(data, "welcome", "welkom")),
            roles=tuple(
                self._word(NarratorRole, role, f"rol {number}")
                for number, role in enumerate(self._list(data, "roles", "rollen"), start=1)
            ),
            prompts=self._choices(data, "prompts", "text", "begin", "beginvraag"),
            questions=self._questions(data),
            translations=self._translations(data),
        )

    def _questions(self, data: Mapping[str, Any]) -> tuple[Asked, ...]:
        rows = self._list(data, "questions", "vragen")
        taken = {str(row["key"]) for row in rows if isinstance(row, Mapping) and row.get("key")}
        found = []
        for number, row in enumerate(rows, start=1):
            place = f"vraag {number}"
            if not isinstance(row, Mapping):
                self._wrong(place, "Hier moeten velden met een waarde staan.")
                continue
            key = line(self._words(row, "key", place)) or key_from(str(row.get("text", "")), taken)
            taken.add(key)
            found.append(self._question(row, key, f"{place} ({key[:LONGEST_KEY]})"))
        return tuple(found)

    def _question(self, row: Mapping[str, Any], key: str, place: str) -> Asked:
        self._known(row, place, {
            "key", "kind", "text", "why", "options", "write_in", "most", "shown_when",
        })  # fmt: skip
        return Asked(
            key=key,
            kind=self._word(QuestionKind, row.get("kind"), place),
            text=line(self._words(row, "text", place)),
            why=line(self._words(row, "why", place)),
            options=self._choices(row, "options", "label", place, "keuze"),
            write_in=str(row.get("write_in") or "").lower() in _TRUE,
            most=self._number(row.get("most"), place),
            shown_when=self._shown_when(row.get("shown_when"), place),
        )

    def _choices(
        self, data: Mapping[str, Any], field_name: str, words: str, place: str, one: str
    ) -> tuple[Choice, ...]:
        rows = self._list(data, field_name, place)
        taken = {str(row["key"]) for row in rows if isinstance(row, Mapping) and row.get("key")}
        found = []
        for number, row in enumerate(rows, start=1):
            here = f"{one} {number}" if place == "begin" else f"{place}, {one} {number}"
            if not isinstance(row, Mapping):
                self._wrong(here, "Hier moeten velden met een waarde staan.")
                continue
            self._known(row, here, {"key", words, "picture"})
            said = line(self._words(row, words, here))
            key = line(self._words(row, "key", here)) or key_from(said, taken)
            taken.add(key)
            found.append(Choice(key, said, line(self._words(row, "picture", here))))
        return tuple(found)

    def _shown_when(self, row: Any, place: str) -> Condition | None:
        if not row:
            return None
        if not isinstance(row, Mapping):
            self._wrong(place, "Zeg bij shown_when na welke vraag en welke keuzes.")
            return None
        self._known(row, place, {"question", "options"})
        options = tuple(str(option) for option in self._list(row, "options", place))
        return Condition(line(self._words(row, "question", place)), options)

    def _translations(self, data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        rows = data.get("translations") or {}
        if not isinstance(rows, Mapping):
            self._wrong("vertalingen", "Zet hier per taal de vertaalde teksten.")
            return {}
        found = {}
        for language, said in rows.items():
            try:
                flat = texts_of(said)
            except (AttributeError, TypeError):
                self._wrong(f"vertaling {str(language)[:8]}", "Deze vertaling is niet te lezen.")
                continue
            found[str(language)] = {place: in_place(place, words) for place, words in flat.items()}
        return found

    def _known(self, data: Mapping[str, Any], place: str, names: set[str]) -> None:
        for name in data:
            if name not in names:
                self._wrong(place, f"Het veld {str(name)[:LONGEST_KEY]} kennen wij niet.")

    def _words(self, data: Mapping[str, Any], name: str, place: str) -> str:
        value = data.get(name)
        if value is None:
            return ""
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
        self._wrong(place, f"Bij {name} moet één tekst staan.")
        return ""

    def _list(self, data: Mapping[str, Any], name: str, place: str) -> list[Any]:
        value = data.get(name)
        if value is None:
            return []
        if isinstance(value, list | tuple):
            return list(value)
        self._wrong(place, f"Bij {name} moet een lijst staan.")
        return []

    def _word(self, kind: type[W], value: Any, place: str) -> W:
        try:
            return kind(str(value))
        except ValueError:
            choices = ", ".join(member.value for member in kind)
            self._wrong(place, f"Dit kennen wij niet. Kies uit: {choices}.")
            return next(iter(kind))

    def _number(self, value: Any, place: str) -> int | None:
        if value is None or value == "":
            return None
        if not isinstance(value, bool) and re.fullmatch("[0-9]{1,4}", str(value)):
            return int(value)
        self._wrong(place, "Hoeveel er mogen is een heel getal.")
        return None

    def _wrong(self, place: str, message: str) -> None:
        self.problems.append(Problem(place, message))
