"""Answers of a file laid beside the questions of a form: by key first, then by their words.

What has no counterpart is reported, never guessed. Words of the narrator's own stay as they are
here; they go through the gate with the story.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.drafts import clean_text
from ingest.readers.result import Asked
from models import stories
from models.answers import LONGEST_TEXT, LONGEST_WORDS
from models.errors import Rejected
from models.forms import OTHER, Form, Question
from models.vocabulary import InputMode, QuestionKind

NOT_APPLICABLE = frozenset({"niet", "nvt", "n.v.t.", "niet van toepassing", "weet ik niet"})
APART = " / "
"""Between words of somebody's own that a reader found in one cell."""
_SCALES = frozenset({QuestionKind.TRIAD, QuestionKind.DYAD})

Answer = tuple[int, dict[str, Any], str | None]
"""The id of a question, the value, and with what it was set."""


@dataclass(frozen=True)
class Matching:
    """Which question of a file is which of the form, and what was not found in it."""

    form: Form
    questions: Mapping[str, Question]
    """Key in the file -> question of the form."""
    options: Mapping[str, Mapping[str, str]]
    """Key in the file -> option key in the file -> its words, to find it in the form."""
    unknown: tuple[str, ...]
    """The words of questions that the form does not have; their answers are left out."""

    def answers(self, raw: Mapping[str, object]) -> list[Answer]:
        """The answers that the form has a question for, as they are stored.

        Raises:
            Rejected: an answer in words is too long; it names the question.
        """
        found: dict[int, Answer] = {}
        for key, value in raw.items():
            question = self.questions.get(key)
            if question is None:
                continue
            stored = _value(question, value, self.options.get(key, {}))
            if stored is not None:
                mode = InputMode.IMPORTED.value if question.kind in _SCALES else None
                found[question.id] = (question.id, stored, mode)
        return [found[number] for number in sorted(found)]


def match(form: Form, asked: Sequence[Asked], keys: Iterable[str] = ()) -> Matching:
    """Lay the questions of a file beside those of a form.

    Args:
        form: one version of a form.
        asked: what the file says of its questions.
        keys: keys of answers, for a file that says nothing of its questions.
    """
    by_key = {plain(question.key): question for question in form.questions}
    by_words = {plain(question.text): question for question in form.questions}
    told = {one.key: one.text for one in asked}
    told |= {key: key for key in keys if key not in told}
    questions: dict[str, Question] = {}
    unknown: list[str] = []
    for key, words in told.items():
        found = by_key.get(plain(key)) or by_words.get(plain(words))
        if found is None:
            unknown.append(words or key)
        else:
            questions[key] = found
    options = {one.key: {option.key: option.label for option in one.options} for one in asked}
    return Matching(form, questions, options, tuple(unknown))


def kinds(matching: Matching, asked: Sequence[Asked]) -> dict[str, QuestionKind] | None:
    """How to read the questions of a file once the form proves what some of them are.

    A column with the words of a question of the form holds its answers, also where the cells alone
    do not tell. Three shares never stand in one cell. None when the form proves nothing more.
    """
    proved = {
        one.key: matching.questions[one.key].kind
        for one in asked
        if not one.certain
        and one.key in matching.questions
        and matching.questions[one.key].kind is not QuestionKind.TRIAD
    }
    return {one.key: one.kind for one in asked if one.certain} | proved if proved else None


def plain(words: str) -> str:
    """Words as they are compared: without case, spacing or a mark at the end."""
    return " ".join(words.replace("_", " ").casefold().split()).rstrip(" ?:.!*")


def _value(question: Question, raw: object, told: Mapping[str, str]) -> dict[str, Any] | None:
    """The value to store; `{}` is "does not apply", None is an answer that the form cannot hold."""
    if raw is None or (isinstance(raw, str) and plain(raw) in NOT_APPLICABLE):
        return {}
    if question.kind in _SCALES:
        return stories.answer_value(question, _number(raw)) or None
    if question.kind is QuestionKind.TEXT:
        words = _words(question, raw, LONGEST_TEXT)
        return {"text": words} if words else None
    if question.kind is QuestionKind.CHOICES:
        return _choices(question, raw, told)
    return _choice(question, raw, told)


def _choice(question: Question, raw: object, told: Mapping[str, str]) -> dict[str, Any] | None:
    chosen, written = _parts(raw, "option")
    key = _option(question, chosen, told) if isinstance(chosen, str) else None
    if key is None and (named := _option(question, written, {})):
        return {"option": named}
    other = _words(question, written, LONGEST_WORDS) if question.write_in else ""
    if other:
        return {"option": key or OTHER, "other": other}
    return {"option": key} if key else None


def _choices(question: Question, raw: object, told: Mapping[str, str]) -> dict[str, Any] | None:
    chosen, written = _parts(raw, "options")
    listed = chosen if isinstance(chosen, list | tuple) else [chosen]
    keys = [_option(question, one, told) for one in listed if isinstance(one, str)]
    # What the file alone took for words of somebody's own may be options of the form.
    parts = [(part, _option(question, part, {})) for part in written.split(APART)]
    keys += [key for _, key in parts]
    own = APART.join(part for part, key in parts if key is None)
    other = _words(question, own, LONGEST_WORDS) if question.write_in else ""
    keys = [key for key in keys if key != OTHER] + [OTHER if other else None]
    known = list(dict.fromkeys(key for key in keys if key))
    if not known or (question.most is not None and len(known) > question.most):
        return None
    return {"options": known, "other": other} if other else {"options": known}


def _parts(raw: object, name: str) -> tuple[object, str]:
    """What was chosen, and what was written beside it."""
    if not isinstance(raw, Mapping):
        return raw, ""
    return raw.get(name), str(raw.get("other") or "")


def _option(question: Question, chosen: str, told: Mapping[str, str]) -> str | None:
    """The key of the form's own option: by key, by words, or by the words the file has for it."""
    by_key = {plain(str(option["key"])): str(option["key"]) for option in question.options}
    by_words = {plain(str(option["label"])): str(option["key"]) for option in question.options}
    for words in (chosen, told.get(chosen, "")):
        found = by_key.get(plain(words)) or by_words.get(plain(words))
        if found:
            return found
    return None


def _words(question: Question, raw: object, longest: int) -> str:
    words = clean_text(str(raw), limit=None) if isinstance(raw, str | int | float) else ""
    if len(words) > longest:
        raise Rejected(
            f"Het antwoord bij “{question.text}” is te lang: {len(words)} tekens. Er passen "
            f"{longest} tekens in.",
            code="import.antwoord_lang",
        )
    return words


def _number(raw: object) -> object:
    """A number that a file holds as text; anything else as it is."""
    if isinstance(raw, str):
        try:
            return float(raw.replace(",", "."))
        except ValueError:
            return raw
    return raw
