"""Exports of SenseMaker: raw (`_percentX`) or processed (`X`), with or without their definition.

In a raw export `_percentY` is the share of the top corner itself; in a processed one `Y` is its
height in the triangle, 0.866 times as much, and the corners are percentages.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ingest.readers.answering import (
    UNANSWERED,
    Answering,
    Keys,
    Plan,
    at,
    choice_in,
    chosen,
    fold,
    options_of,
    split_in,
    words_in,
)
from ingest.readers.options import ReadingOptions
from ingest.readers.personal import never_read, says_who
from ingest.readers.result import Asked
from ingest.readers.rows import Columns, recognised
from ingest.readers.sensemaker_definition import Definition, Sign, read_definition
from ingest.readers.sheets import Cells, Sheet
from models.errors import Rejected
from models.vocabulary import QuestionKind

HEIGHT = 3**0.5 / 2
_FIELDS: Mapping[str, Sequence[str]] = {
    "tekst": ("fullfragmententry",),
    "titel": ("storytitle",),
    "periode": ("serverentrydate", "server upload time"),
    "id": ("fragmentid",),
}
_EXTRA = re.compile(r"(?:NA|Zone|percent[XY]|.*(?:_percent[XY]|XRight|YTop))")
_STONE = re.compile(r"(.+)_([^_]+)(?:_percentX|XRight)")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_EPOCH = re.compile(r"1\d{12}|1\d{9}")
_AGREE = 0.02
_PERSONAL = frozenset(("responder_id", "meta_user", "meta_email"))


@dataclass(frozen=True)
class _Scale:
    """The columns of a triad or a dyad."""

    base: str
    x: int
    y: int | None
    corners: tuple[int, ...]
    na: int | None
    height: float
    """How high the top stands in the column Y."""


def planned(
    sheet: Sheet,
    *,
    mapping: Mapping[str, str] | None,
    options: ReadingOptions,
    story_needed: bool = True,
) -> tuple[Sheet, Plan]:
    """What to read of an export, and the export with its times as months.

    Raises:
        Rejected: the definition cannot be read, or no column holds the story.
    """
    definition = read_definition(options.form) if options.form is not None else Definition()
    also = {**_FIELDS, "tekst": (fold(definition.story), *_FIELDS["tekst"])}
    names = list(dict.fromkeys(name for name in sheet.columns if name))
    fields = recognised(names, mapping, also=also, needed=story_needed)
    used = {sheet.columns.index(column) for column in fields.by_field.values()}
    places = {name: at for at, name in reversed(list(enumerate(sheet.columns)))}
    answers = [one for one in _answers(sheet, places, definition) if not used & set(one.columns)]
    found = [one for one in answers if not says_who(one.asked.text)]
    asked_who = {sheet.columns[one.columns[0]] for one in answers if one not in found}
    personal = frozenset(
        name for name in names if name in _PERSONAL | asked_who or says_who(name)
    ) - set(fields.by_field.values())
    return _with_months(sheet, fields), Plan(
        fields,
        answers=chosen(found, options.answers),
        questions=tuple(one.asked for one in found),
        form_title=definition.title,
        personal=personal,
        notes=(*sheet.notes, *_notes(sheet, definition), *never_read(names, personal)),
        lenient=True,
    )


def _notes(sheet: Sheet, definition: Definition) -> Iterator[str]:
    stones = {found[1] for name in sheet.columns if (found := _STONE.fullmatch(name))}
    stones -= {name.removesuffix("_percentX") for name in sheet.columns}
    if any("_percentY" in name or name.endswith("YTop") for name in sheet.columns) and stones:
        yield f"Vragen met losse stenen lezen wij niet. Dat zijn er {len(stones)}."
    if not definition.signs:
        yield "Er is geen definitie bij. De vragen en hoeken heten daarom naar hun nummer."


def _with_months(sheet: Sheet, fields: Columns) -> Sheet:
    """Milliseconds since 1970 as the month that they are in."""
    if "periode" not in fields.by_field:
        return sheet
    position = sheet.columns.index(fields.by_field["periode"])

    def rows() -> Iterator[tuple[int, Cells]]:
        for number, cells in sheet.rows():
            text = at(cells, position)
            if _EPOCH.fullmatch(text):
                moment = datetime.fromtimestamp(int(text[:10]), tz=UTC)
                cells = [*cells[:position], f"{moment:%Y-%m}", *cells[position + 1 :]]
            yield number, cells

    return replace(sheet, rows=rows)


def _answers(
    sheet: Sheet, places: Mapping[str, int], definition: Definition
) -> Iterator[Answering]:
    keys = Keys()
    for scale in _scales(sheet.columns, places):
        sign = definition.by_id.get(scale.base)
        if len(scale.corners) == 3 and scale.y is not None:
            yield _triad(keys, scale, sign, sheet.columns)
        elif len(scale.corners) == 2 and scale.y is None:
            yield _dyad(keys, scale, sign, sheet.columns)
    for sign in definition.signs:
        made = _other(keys, sign, places)
        if made is not None:
            yield made


def _scales(columns: Sequence[str], places: Mapping[str, int]) -> Iterator[_Scale]:
    for position, name in enumerate(columns):
        raw = name.removesuffix("_percentX")
        processed = name.removesuffix("X")
        if raw != name:
            base, y, height = raw, places.get(f"{raw}_percentY"), 1.0
        elif processed != name:
            base, y, height = processed, places.get(f"{processed}Y"), HEIGHT
        else:
            continue
        corners = tuple(
            at
            for at, other in enumerate(columns)
            if other.startswith(f"{base}_") and not _EXTRA.fullmatch(other[len(base) + 1 :])
        )
        yield _Scale(base, position, y, corners, places.get(f"{base}_NA"), height)


def _asked(
    keys: Keys, kind: QuestionKind, scale: _Scale, sign: Sign | None, columns: Sequence[str]
) -> tuple[Asked, tuple[int, ...]]:
    """The question, and the positions of its corners in the order of its options."""
    suffixes = {columns[at][len(scale.base) + 1 :]: at for at in scale.corners}
    named = sign.parts if sign is not None and {i for i, _ in sign.parts} == set(suffixes) else ()
    parts = named or tuple((suffix, suffix) for suffix in suffixes)
    title = sign.title if sign is not None and sign.title else scale.base
    options = options_of(words or part for part, words in parts)
    asked = Asked(keys.new(title, "vraag"), kind, title, options)
    return asked, tuple(suffixes[part] for part, _ in parts)


def _triad(keys: Keys, scale: _Scale, sign: Sign | None, columns: Sequence[str]) -> Answering:
    asked, corners = _asked(keys, QuestionKind.TRIAD, scale, sign, columns)

    def read(cells: Cells) -> object:
        texts = [at(cells, corner) for corner in corners]
        place = [at(cells, scale.x), at(cells, scale.y) if scale.y is not None else ""]
        if not any((*texts, *place)):
            return None if _is_na(cells, scale) else UNANSWERED
        if not any(texts):
            return _of_point(*(_number(text) for text in place), height=scale.height)
        shares = [_number(text or "0") for text in texts]
        total = sum(shares)
        if not (abs(total - 1) <= _AGREE or abs(total - 100) <= 100 * _AGREE) or min(shares) < 0:
            raise _wrong("De drie hoeken zijn samen geen 1 of 100.")
        shares = [share / total for share in shares]
        if place[1] and abs(_number(place[1]) / scale.height - shares[0]) > _AGREE:
            raise _wrong("De hoeken passen niet bij de plaats van de stip.")
        return tuple(round(share, 4) for share in shares)

    used = (scale.x, *corners, *(one for one in (scale.y, scale.na) if one is not None))
    return Answering(asked, columns[scale.x], used, read)


def _of_point(x: float, y: float, *, height: float) -> tuple[float, float, float]:
    """Top, left and right of a dot; one just outside is brought to the edge."""
    top = min(1.0, max(0.0, y / height))
    right = x - top / 2
    left = 1 - top - right
    if min(left, right) < -_AGREE or not -_AGREE <= y / height <= 1 + _AGREE:
        raise _wrong("De stip ligt buiten de driehoek.")
    left, right = max(0.0, left), max(0.0, right)
    total = top + left + right
    return round(top / total, 4), round(left / total, 4), round(right / total, 4)


def _dyad(keys: Keys, scale: _Scale, sign: Sign | None, columns: Sequence[str]) -> Answering:
    asked, corners = _asked(keys, QuestionKind.DYAD, scale, sign, columns)

    def read(cells: Cells) -> object:
        text = at(cells, scale.x)
        if not text:
            return None if _is_na(cells, scale) else UNANSWERED
        x = _number(text)
        if not 0 <= x <= 1:
            raise _wrong("Dit getal ligt niet tussen 0 en 1.")
        return round(100 * x)

    used = (scale.x, *corners, *(() if scale.na is None else (scale.na,)))
    return Answering(asked, columns[scale.x], used, read)


def _other(keys: Keys, sign: Sign, places: Mapping[str, int]) -> Answering | None:
    """A list or free text of the definition; the rest has been read or is passed over."""
    position = places.get(sign.id)
    title = sign.title or sign.id
    if sign.kind == "freetext" and position is not None:
        return words_in(
            Asked(keys.new(title, "vraag"), QuestionKind.TEXT, title), position, sign.id
        )
    if sign.kind != "list" or not sign.parts:
        return None
    options = options_of(words or part for part, words in sign.parts)
    by_part = {part: option.key for (part, _), option in zip(sign.parts, options, strict=True)}
    several = {
        places[f"{sign.id}_{part}"]: key
        for part, key in by_part.items()
        if f"{sign.id}_{part}" in places
    }
    if several:
        most = sign.most if sign.most is not None and sign.most <= len(options) else None
        asked = Asked(keys.new(title, "vraag"), QuestionKind.CHOICES, title, options, most=most)
        return split_in(asked, several, title)
    if position is None:
        return None
    asked = Asked(
        keys.new(title, "vraag"), QuestionKind.CHOICE, title, options, write_in=sign.other
    )
    names = {fold(part): key for part, key in by_part.items()}
    names |= {fold(option.label): option.key for option in options}
    return _known_items(choice_in(asked, position, title, names=names), names)


def _known_items(made: Answering, names: Mapping[str, str]) -> Answering:
    """Own words are words; the number of an item that the definition does not have is a fault."""

    def read(cells: Cells) -> object:
        text = at(cells, made.columns[0])
        if _UUID.fullmatch(text) and fold(text) not in names:
            raise _wrong("Deze keuze staat niet in de definitie.")
        return made.read(cells)

    return replace(made, read=read)


def _is_na(cells: Cells, scale: _Scale) -> bool:
    return scale.na is not None and at(cells, scale.na) not in ("", "0")


def _number(text: str) -> float:
    try:
        value = float(text.replace(",", ".", 1))
    except ValueError:
        value = float("nan")
    if not -1_000 <= value <= 1_000:
        raise _wrong("Dit is geen getal.")
    return value


def _wrong(message: str) -> Rejected:
    return Rejected(message, code="import.antwoord")
