"""How each sort of question of NarraFirma stands in its stories file."""

from collections.abc import Mapping, Sequence

from ingest.readers.answering import (
    UNANSWERED,
    Answering,
    at,
    choice_in,
    delimited_in,
    fold,
    number_in,
    scaled,
    several,
    split_in,
    words_in,
)
from ingest.readers.narrafirma_form import FirmaForm, FirmaQuestion
from ingest.readers.result import Asked
from ingest.readers.sheets import Cells
from models.vocabulary import QuestionKind

NOT_APPLICABLE = "past niet"
"""A column of our own: the keys of questions that did not apply, which NarraFirma cannot say."""
KEY_MARK = " "


def answering(
    question: FirmaQuestion, places: Mapping[str, Sequence[int]], form: FirmaForm
) -> Answering | None:
    """The reader of a question; None when it has no column."""
    made = _plain(question, places, form)
    own = places.get(NOT_APPLICABLE)
    return made if made is None or not own else _or_not_applicable(made, own[0])


def _plain(
    question: FirmaQuestion, places: Mapping[str, Sequence[int]], form: FirmaForm
) -> Answering | None:
    if question.shape == "triad":
        return _triad(question, places)
    if question.shape == "yes/no":
        return _yes_no(question, places, form)
    found = places.get(fold(question.column)) or places.get(fold(question.short))
    if not found:
        return None
    asked, column, first = question.asked, question.column, found[0]
    written = places.get(fold(f"WRITEIN_{question.short}"))
    other = written[0] if written else None
    if question.shape == "text":
        return words_in(asked, first, column)
    if question.shape == "scale":
        return number_in(asked, first, column, low=question.low, high=question.high)
    if question.shape == "columns":
        return repeated_in(asked, found, column, question.names, other)
    if question.shape.startswith("delimited"):
        mark = form.setting("multi choice single column delimiter", ",")
        made = delimited_in(
            asked, first, column, names=question.names, mark=_mark(mark), other=other
        )
        return _spaced(made, _mark(mark)) if question.shape.endswith("indexed") else made
    return choice_in(asked, first, column, names=question.names, other=other)


def _spaced(made: Answering, mark: str) -> Answering:
    """Numbers of options, which often have spaces between them instead of the separator."""
    position = made.columns[0]

    def read(cells: Cells) -> object:
        said = list(cells)
        said[position : position + 1] = [mark.join(at(cells, position).replace(mark, " ").split())]
        return made.read(said)

    return Answering(made.asked, made.column, made.columns, read)


def _mark(said: str) -> str:
    """A separator that is written out, as a space cannot be seen in a cell."""
    return {"space": " ", "spatie": " ", "tab": "\t", "comma": ",", "semicolon": ";"}.get(
        fold(said), said
    )


def repeated_in(
    asked: Asked,
    positions: Sequence[int],
    column: str,
    names: Mapping[str, str],
    other: int | None = None,
) -> Answering:
    """One column per option under the same name; each cell holds the words of its option."""
    looked_at = tuple(positions) if other is None else (*positions, other)

    def read(cells: Cells) -> object:
        texts = [text for text in (at(cells, position) for position in positions) if text]
        keys = [names.get(fold(text)) for text in texts]
        own = [text for text, key in zip(texts, keys, strict=True) if key is None]
        known = list(dict.fromkeys(key for key in keys if key is not None))
        written = at(cells, other) if other is not None else ""
        return several(asked, known, written or " / ".join(own))

    return Answering(asked, column, looked_at, read)


def _yes_no(
    question: FirmaQuestion, places: Mapping[str, Sequence[int]], form: FirmaForm
) -> Answering | None:
    """Headers such as `Hulp [buren]`, and yes or no below."""
    between = form.setting("yes no questions q-a separator", "[")
    ending = form.setting("yes no questions q-a ending", "]")
    yes = fold(form.setting("yes no questions yes indicator", "yes"))
    options: dict[int, str] = {}
    stems = {fold(question.column), fold(question.short)}
    for name, positions in places.items():
        stem, mark, answer = name.partition(fold(between))
        key = question.names.get(fold(answer.removesuffix(fold(ending))))
        if mark and fold(stem) in stems and key is not None:
            options[positions[0]] = key
    if not options:
        return None
    made = split_in(question.asked, options, question.column)

    def read(cells: Cells) -> object:
        said = list(cells)
        for position in options:
            if fold(at(cells, position)) == yes:
                said[position] = "ja"
        return made.read(said)

    return Answering(made.asked, made.column, made.columns, read)


def _triad(question: FirmaQuestion, places: Mapping[str, Sequence[int]]) -> Answering | None:
    found = [places.get(fold(part)) for part in question.parts]
    positions = tuple(place[0] for place in found if place)
    if len(positions) != 3 or question.asked.kind is not QuestionKind.TRIAD:
        return None

    def read(cells: Cells) -> object:
        texts = [at(cells, position) for position in positions]
        if not any(texts):
            return UNANSWERED
        shares = [scaled(text or "0", question.low, question.high) / 100 for text in texts]
        return tuple(round(share, 4) for share in shares)

    return Answering(question.asked, question.parts[0], positions, read)


def _or_not_applicable(made: Answering, own: int) -> Answering:
    def read(cells: Cells) -> object:
        answer = made.read(cells)
        said = at(cells, own).split(KEY_MARK)
        return None if answer is UNANSWERED and made.asked.key in said else answer

    return Answering(made.asked, made.column, made.columns, read)
