"""Our stories for NarraFirma: a story form file and a stories file that its import reads.

NarraFirma has no triad, no "past niet" beside a choice and no keys. A triad becomes three scales, a
column of our own names what did not apply, and a comment that NarraFirma passes over says what our
questions were. So our own import reads these two files back as they were.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.narrafirma import needs_escape
from ingest.readers.narrafirma_answers import KEY_MARK
from ingest.readers.narrafirma_csv import OURS
from ingest.readers.narrafirma_form import SIDECAR
from models.forms import OTHER, OTHER_LABEL, Form, Question
from models.stories import Story
from models.vocabulary import AgeGroup, NarratorRole, QuestionKind

_FORM_HEADER = (
    "Data column name", "Type", "About", "Short name", "Long name", "Options", "Answers",
)  # fmt: skip
_STORY_HEADER = (
    "Participant ID", "Story title", "Story text", "Collection date", "Language",
    "Eliciting question",
)  # fmt: skip
_PROMPT = "Eliciting question"
_ROLE, _AGE, _SKIPPED = "Rol", "Leeftijdsgroep", "Past niet"
_SHORT = 20
_ENDS = ("Helemaal niet", "Helemaal")


@dataclass(frozen=True)
class FirmaFiles:
    """Two files for NarraFirma, and what it has no words for as JSON, for other programs."""

    form: bytes = field(repr=False)
    stories: bytes = field(repr=False)
    sidecar: bytes = field(repr=False)


@dataclass(frozen=True)
class _Asked:
    """A question with its columns: more than one for a triad and a multiple choice."""

    question: Question
    short: str
    words: tuple[str, ...]
    """What stands in the cells for each option."""

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The columns of this question in the form file, each once."""
        if self.question.kind is QuestionKind.TRIAD:
            return tuple(f"{self.question.key} - {word}" for word in self.words)
        return (self.question.key,)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of this question in the stories file, in order."""
        if self.question.kind is QuestionKind.CHOICES:
            repeated = (self.question.key,) * (len(self.words) + self.question.write_in)
        else:
            repeated = self.own_columns
        return (*repeated, f"WRITEIN_{self.short}") if self.question.write_in else repeated


def written(form: Form, stories: Sequence[Story]) -> FirmaFiles:
    """The files of these stories.

    Args:
        form: the version whose questions are written.
        stories: with their significations and the questions of those loaded; which stories may
            leave the house is for the caller to decide.
    """
    asked = [
        _Asked(question, _short(question.key, number), _words(question))
        for number, question in enumerate(form.questions, start=1)
    ]
    told = json.dumps(_sidecar(form, asked), ensure_ascii=False)
    return FirmaFiles(
        _table([_FORM_HEADER, (SIDECAR, told), *_form_rows(form, asked)]),
        _table(_story_rows(asked, stories)),
        told.encode("utf-8"),
    )


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    """CSV with every cell in quotes, so that no separator, quote or line end is in doubt."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _short(key: str, number: int) -> str:
    """NarraFirma wants short names of at most twenty signs, each once."""
    return key if len(key) <= _SHORT else f"{key[: _SHORT - 4]}_{number}"


def _words(question: Question) -> tuple[str, ...]:
    """Options as NarraFirma can tell them apart: without the signs that it parts them with."""
    found: list[str] = []
    for option in question.options:
        words = _one_line(str(option["label"])).replace("|", "/").lstrip(";").strip()
        taken = {word.casefold() for word in (*found, OTHER_LABEL)}
        found.append(words if words and words.casefold() not in taken else str(option["key"]))
    return tuple(found)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sidecar(form: Form, asked: Sequence[_Asked]) -> dict[str, Any]:
    return {
        "version": 1,
        "form": {"key": form.key, "version": form.version},
        "prompts": [
            {"key": str(prompt["key"]), "label": str(prompt["text"])} for prompt in form.prompts
        ],
        "questions": [
            {
                "key": one.question.key,
                "kind": one.question.kind.value,
                "text": one.question.text,
                "options": [
                    {"key": str(option["key"]), "label": str(option["label"])}
                    for option in one.question.options
                ],
                "words": list(one.words),
                "columns": list(one.own_columns),
                "write_in": one.question.write_in,
                "most": one.question.most,
            }
            for one in asked
        ],
    }


def _form_rows(form: Form, asked: Sequence[_Asked]) -> Iterator[tuple[str, ...]]:
    yield ("", "Title", "form", "", "", "", _safe(form.title))
    yield ("", "Default language", "form", "", "", "", form.language)
    yield ("", "Scale range", "import", "", "", "", "0", "100")
    for name, column in (
        ("Story title column name", "Story title"),
        ("Story text column name", "Story text"),
        ("Story collection date column name", "Collection date"),
        ("Language column name", "Language"),
        ("Participant ID column name", "Participant ID"),
        ("Data columns to ignore", _SKIPPED),
    ):
        yield ("", name, "import", "", "", "", column)
    prompts = [
        f"{prompt['key']}|{prompt['key']}|{_plain(str(prompt['text']))}" for prompt in form.prompts
    ]
    yield (_PROMPT, "Single choice", "eliciting", _PROMPT, _PROMPT, "", *prompts)
    for one in asked:
        yield from _question_rows(one)
    for column, labels in (
        (_ROLE, [role.label for role in NarratorRole]),
        (_AGE, [age.label for age in AgeGroup]),
    ):
        yield (column, "Single choice", "participant", column, column, "", *labels)
    yield (_SKIPPED, "Text", "ignore", _SKIPPED, _SKIPPED, "")


def _question_rows(one: _Asked) -> Iterator[tuple[str, ...]]:
    question, text = one.question, _safe(_one_line(one.question.text))
    answers = [_safe(word) for word in one.words]
    match question.kind:
        case QuestionKind.TRIAD:
            for number, (column, word) in enumerate(
                zip(one.own_columns, one.words, strict=True), start=1
            ):
                short = f"{one.short[: _SHORT - 2]}_{number}"
                yield (column, "Scale", "story", short, f"{text} {word}", "", *_ENDS)
        case QuestionKind.DYAD:
            yield (question.key, "Scale", "story", one.short, text, "", *answers)
        case QuestionKind.TEXT:
            yield (question.key, "Textarea", "story", one.short, text, "")
        case QuestionKind.CHOICE:
            yield (question.key, "Single choice", "story", one.short, text, _options(question),
                   *answers)  # fmt: skip
        case QuestionKind.CHOICES:
            yield (question.key, "Multi-choice multi-column texts", "story", one.short, text,
                   _options(question), *answers)  # fmt: skip


def _options(question: Question) -> str:
    options = [f"maxNumAnswers={question.most}"] if question.most else []
    if question.write_in:
        options += [f"writeInTextBoxLabel={OTHER_LABEL}", "writeInTextsAreInSeparateColumn=yes"]
    return "|".join(options)


def _plain(text: str) -> str:
    return _one_line(text).replace("|", "/")


def _story_rows(asked: Sequence[_Asked], stories: Sequence[Story]) -> list[tuple[str, ...]]:
    columns = [column for one in asked for column in one.columns]
    header = (*_STORY_HEADER, *columns, _ROLE, _AGE, _SKIPPED)
    said = [word for one in asked for word in _under_header(one)]
    comment = (OURS, *[""] * (len(_STORY_HEADER) - 1), *said, "", "", "")
    return [header, comment, *(_story(asked, story) for story in stories)]


def _under_header(one: _Asked) -> list[str]:
    if one.question.kind is not QuestionKind.CHOICES:
        return [""] * len(one.columns)
    written_in = [OTHER_LABEL, ""] if one.question.write_in else []
    return [*(_safe(word) for word in one.words), *written_in]


def _story(asked: Sequence[_Asked], story: Story) -> tuple[str, ...]:
    values = {given.question.key: given.value for given in story.significations}
    skipped = [one.question.key for one in asked if values.get(one.question.key) == {}]
    return (
        story.id,
        _safe(story.title),
        _safe(story.text),
        # A whole date is what NarraFirma reads; of ours only the month is known.
        f"{story.period}-01" if story.period else "",
        story.language,
        story.prompt or "",
        *(cell for one in asked for cell in _cells(one, values.get(one.question.key, {}))),
        story.role.label if story.role else "",
        story.age_group.label if story.age_group else "",
        KEY_MARK.join(skipped),
    )


def _cells(one: _Asked, value: Mapping[str, Any]) -> list[str]:
    """The cells of one answer, as many as the question has columns."""
    by_key = dict(
        zip((str(option["key"]) for option in one.question.options), one.words, strict=True)
    )
    own = _safe(str(value.get("other", "")))
    match one.question.kind:
        case QuestionKind.TRIAD:
            shares = value.get("shares", ())
            return [_hundredths(share) for share in shares] or [""] * 3
        case QuestionKind.DYAD:
            return [str(value.get("position", ""))]
        case QuestionKind.TEXT:
            return [_safe(str(value.get("text", "")))]
        case QuestionKind.CHOICE:
            key = value.get("option")
            word = by_key.get(str(key), OTHER_LABEL if key == OTHER and not own else "")
            return [_safe(word), own] if one.question.write_in else [_safe(word)]
        case QuestionKind.CHOICES:
            keys = value.get("options", ())
            cells = [_safe(word) if key in keys else "" for key, word in by_key.items()]
            other = OTHER_LABEL if OTHER in keys and not own else ""
            return [*cells, other, own] if one.question.write_in else cells


def _hundredths(share: float) -> str:
    return f"{100 * share:.2f}".rstrip("0").rstrip(".")


def _safe(cell: str) -> str:
    """A cell that no spreadsheet computes; our own import takes the added quote away again."""
    return f"'{cell}" if needs_escape(cell) else cell
