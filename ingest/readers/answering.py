"""From the cells of a row to answers: one reader per question, and every fault with its place."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from ingest.drafts import Draft
from ingest.readers.result import Asked, AskedOption
from ingest.readers.rows import FORMULA, Columns, draft_from, filled
from ingest.readers.sheets import Cells, Sheet
from models.answers import LONGEST_TEXT, LONGEST_WORDS
from models.errors import Problem, Rejected
from models.form_rules import RESERVED, RESERVED_QUESTIONS
from models.forms import OTHER
from models.vocabulary import QuestionKind


class _Left(Enum):
    """What a reader gives when there is no answer to give."""

    EMPTY = "leeg"


UNANSWERED = _Left.EMPTY
"""What a reader gives for a question that was left empty."""
_KEY_LENGTH = 40
_CHECKED = frozenset(("1", "y", "yes", "ja", "j", "true", "waar", "x", "checked", "selected"))
_UNCHECKED = frozenset(("0", "n", "no", "nee", "false", "onwaar", "unchecked", "not selected"))
CHECK_WORDS = _CHECKED | _UNCHECKED
_NOT_APPLICABLE = frozenset(("n/a", "na", "nvt", "n.v.t.", "niet van toepassing"))
_SOME_MARK = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Answering:
    """How the answer to one question is found in a row.

    `read` gives an answer as `ReadResult` says, or `UNANSWERED`; it raises `Rejected` for a cell
    that cannot be understood. `columns` are the positions that it looks at.
    """

    asked: Asked
    column: str
    columns: tuple[int, ...]
    read: Callable[[Cells], object]


@dataclass(frozen=True)
class Plan:
    """What of a table is read as what."""

    fields: Columns
    answers: tuple[Answering, ...] = ()
    questions: tuple[Asked, ...] = ()
    """All that were found; `answers` are those that will be read."""
    prompts: tuple[AskedOption, ...] = ()
    form_title: str = ""
    personal: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    lenient: bool = False
    """Cells that look like a formula are words: the file is ours, or that of a form."""
    adjusted: Callable[[Cells, Draft], Draft] = field(default=lambda _, draft: draft)
    """What a layout knows beside the usual fields: after which question it was told."""


def planned_drafts(sheet: Sheet, plan: Plan) -> Iterator[tuple[int, Draft | Problem]]:
    """The draft or the problems of each row, with its number; a row is forgotten when it is read.

    Raises:
        Rejected: a row cannot be read.
    """
    width = len(sheet.columns)
    for number, cells in sheet.rows():
        if any(filled(cell) for cell in cells[width:]):
            yield number, _too_wide(number, len(cells), width)
            continue
        found, problems = _one(sheet.columns, plan, number, cells)
        yield from ((number, problem) for problem in problems)
        if found is not None:
            yield number, found


def _one(
    columns: Sequence[str], plan: Plan, number: int, cells: Cells
) -> tuple[Draft | None, list[Problem]]:
    row: dict[str, object] = {}
    for name, cell in zip(columns, cells, strict=False):
        row.setdefault(name, cell)
    draft, problems = draft_from(row, plan.fields, number=number, lenient=plan.lenient)
    if draft is None and not problems:
        return None, []
    answers: dict[str, object] = {}
    for one in plan.answers:
        try:
            answer = _answer(one, cells)
        except Rejected as error:
            problems.append(Problem(f"rij {number}, kolom {one.column}", error.message))
            continue
        if answer is not UNANSWERED:
            answers[one.asked.key] = answer
    if draft is None or problems:
        return None, problems
    if answers:
        draft = replace(draft, answers=answers)
    return plan.adjusted(cells, draft), []


def _answer(one: Answering, cells: Cells) -> object:
    if any(position < len(cells) and cells[position] is FORMULA for position in one.columns):
        raise _wrong("Hier staat een formule. Zet er gewone tekst of een gewone waarde neer.")
    return one.read(cells)


def _too_wide(number: int, cells: int, width: int) -> Problem:
    return Problem(
        f"rij {number}",
        f"Deze rij heeft {cells} cellen, de kop heeft er {width}. Zet een tekst met een "
        "scheidingsteken tussen aanhalingstekens.",
    )


def at(cells: Cells, position: int) -> str:
    """The trimmed text of a cell; whole numbers without a decimal part."""
    cell = cells[position] if position < len(cells) else None
    if cell is None or cell is FORMULA:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def fold(text: str) -> str:
    """Words as they are compared: without case and without extra spaces."""
    return " ".join(text.casefold().split())


def words_in(asked: Asked, position: int, column: str) -> Answering:
    """An open question."""

    def read(cells: Cells) -> object:
        text = at(cells, position)
        if len(text) > LONGEST_TEXT:
            raise _wrong(f"Dit antwoord is te lang. Er passen {LONGEST_TEXT} tekens in.")
        return text or UNANSWERED

    return Answering(asked, column, (position,), read)


def number_in(
    asked: Asked, position: int, column: str, *, low: float = 0, high: float = 100
) -> Answering:
    """A place between two ends, brought to 0-100; outside the range is a fault."""

    def read(cells: Cells) -> object:
        text = at(cells, position)
        if not text:
            return UNANSWERED
        if fold(text) in _NOT_APPLICABLE:
            return None
        return scaled(text, low, high)

    return Answering(asked, column, (position,), read)


def scaled(text: str, low: float, high: float) -> float:
    """A written number on a scale from `low` to `high`, brought to 0-100.

    Raises:
        Rejected: it is no number, or it lies outside the scale.
    """
    try:
        value = float(text.replace(",", ".", 1))
    except ValueError:
        raise _wrong("Dit is geen getal.") from None
    if not low <= value <= high:
        raise _wrong(f"Dit getal ligt niet tussen {low:g} en {high:g}.")
    place = round(100 * (value - low) / (high - low), 2)
    return int(place) if place.is_integer() else place


def choice_in(
    asked: Asked, position: int, column: str, *, names: Mapping[str, str], other: int | None = None
) -> Answering:
    """One option.

    Args:
        asked: the question.
        position: where the answer stands.
        column: what that column is called.
        names: folded words of a cell -> option key.
        other: where words of the narrator's own stand, if not in the cell itself.
    """
    positions = (position,) if other is None else (position, other)

    def read(cells: Cells) -> object:
        text = at(cells, position)
        written = at(cells, other) if other is not None else ""
        if not text and not written:
            return UNANSWERED
        if fold(text) in _NOT_APPLICABLE and fold(text) not in names:
            return None
        key = names.get(fold(text))
        if key is not None and key != OTHER and not written:
            return key
        if not asked.write_in:
            raise _wrong("Deze keuze kennen wij niet.")
        if key == OTHER and not written and other is not None:
            return OTHER
        if key not in (None, OTHER):
            raise _wrong("Hier staat een keuze, en ook eigen woorden. Kies er een.")
        return {"option": OTHER, "other": _own_words(written or text)}

    return Answering(asked, column, positions, read)


def delimited_in(
    asked: Asked,
    position: int,
    column: str,
    *,
    names: Mapping[str, str],
    mark: str,
    other: int | None = None,
) -> Answering:
    """Several options in one cell, parted by `mark`."""
    positions = (position,) if other is None else (position, other)

    def read(cells: Cells) -> object:
        parts = [part.strip() for part in at(cells, position).split(mark) if part.strip()]
        written = at(cells, other) if other is not None else ""
        keys = [names.get(fold(part)) for part in parts]
        own = [part for part, key in zip(parts, keys, strict=True) if key is None]
        known = list(dict.fromkeys(key for key in keys if key is not None))
        return several(asked, known, written or " / ".join(own))

    return Answering(asked, column, positions, read)


def split_in(
    asked: Asked,
    options: Mapping[int, str],
    column: str,
    *,
    other: int | None = None,
    texts: bool = False,
) -> Answering:
    """Several options, each in a column of its own.

    Args:
        asked: the question.
        options: position of a column -> option key.
        column: what the question is called in the file.
        other: where words of the narrator's own stand.
        texts: anything in the cell means yes; otherwise it must say yes or no.
    """
    positions = tuple(options) if other is None else (*options, other)

    def read(cells: Cells) -> object:
        known = []
        for position, key in options.items():
            text = fold(at(cells, position))
            if text and not texts and text not in CHECK_WORDS:
                raise _wrong("Hier hoort ja of nee te staan, of 1 of 0.")
            if text and (texts or text in _CHECKED):
                known.append(key)
        written = at(cells, other) if other is not None else ""
        # Without words the column says only whether there was something else.
        if asked.write_in and fold(written) in CHECK_WORDS:
            known, written = [*known, *[OTHER] * (fold(written) in _CHECKED)], ""
        return several(asked, known, written)

    return Answering(asked, column, positions, read)


def several(asked: Asked, keys: list[str], written: str) -> object:
    """The value of a multiple choice: what was chosen, and words of the narrator's own.

    Raises:
        Rejected: there are own words where the question has no room for them.
    """
    keys = [key for key in keys if key != OTHER or asked.write_in]
    if not written:
        return keys or UNANSWERED
    if not asked.write_in:
        raise _wrong("Een van deze keuzes kennen wij niet.")
    named = [*(key for key in keys if key != OTHER), OTHER]
    return {"options": named, "other": _own_words(written)}


def _own_words(text: str) -> str:
    if len(text) > LONGEST_WORDS:
        raise _wrong(f"De eigen woorden zijn te lang. Er passen {LONGEST_WORDS} tekens in.")
    return text


def _wrong(message: str) -> Rejected:
    return Rejected(message, code="import.antwoord")


def options_of(labels: Iterable[str]) -> tuple[AskedOption, ...]:
    """Options with a key each, made of their words."""
    keys = Keys(RESERVED)
    return tuple(AskedOption(keys.new(label, "keuze"), label) for label in labels)


def names_of(options: Iterable[AskedOption]) -> dict[str, str]:
    """Folded words -> key, for the readers of choices; a key itself is known too."""
    options = tuple(options)
    by_key = {fold(option.key): option.key for option in options}
    return by_key | {fold(option.label): option.key for option in options}


class Keys:
    """Gives keys that a form can use, each once."""

    def __init__(self, reserved: Iterable[str] = RESERVED_QUESTIONS) -> None:
        self._taken = set(reserved)

    def new(self, words: str, otherwise: str) -> str:
        """A key of these words, with a number when it was given before."""
        plain = unicodedata.normalize("NFKD", words.casefold())
        stem = _SOME_MARK.sub("_", plain.encode("ascii", "ignore").decode()).strip("_")
        if otherwise == "vraag" and not stem[:1].isalpha():
            stem = f"vraag_{stem}".rstrip("_")
        stem = stem[: _KEY_LENGTH - 4].strip("_") or otherwise
        key, number = stem, 1
        while key in self._taken:
            number += 1
            key = f"{stem}_{number}"
        self._taken.add(key)
        return key


def chosen(
    answers: Sequence[Answering], kinds: Mapping[str, QuestionKind] | None
) -> tuple[Answering, ...]:
    """The answers to read: what a person chose, or what is certain when nobody did.

    Raises:
        Rejected: a question is chosen that is not in the file.
    """
    if kinds is None:
        return tuple(one for one in answers if one.asked.certain)
    known = {one.asked.key for one in answers}
    unknown = [key for key in kinds if key not in known]
    if unknown:
        raise Rejected(
            f"De vraag {unknown[0][:40]} staat niet in dit bestand.", code="import.vraag_onbekend"
        )
    return tuple(one for one in answers if one.asked.key in kinds)
