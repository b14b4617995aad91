"""Tables of anybody's own, and exports of LimeSurvey, KoboToolbox, Microsoft and Google Forms.

What a layout proves is read: an option that has a column of its own. What only the cells point to
is proposed, and read when a person has chosen so. Columns that say who somebody is are never read.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.readers.answering import (
    Answering,
    Keys,
    Plan,
    at,
    choice_in,
    chosen,
    delimited_in,
    names_of,
    number_in,
    options_of,
    split_in,
    words_in,
)
from ingest.readers.guessing import Facts, Guess, facts_of, guess, options_in
from ingest.readers.options import ReadingOptions
from ingest.readers.personal import never_read, says_who, shows_who
from ingest.readers.result import Asked
from ingest.readers.rows import Columns, plain, recognised
from ingest.readers.sheets import Sheet
from ingest.readers.survey_columns import FIELDS, FINISHED, MARKS, is_own, with_months
from models.errors import Rejected
from models.forms import OTHER
from models.vocabulary import Layout, QuestionKind

_IN_BRACKETS = re.compile(r"(.*\S)\s*\[([^\[\]]*)\]", re.S)
_OTHER_WORDS = frozenset(("other", "anders", "overig", "overige", "iets anders", "-oth-"))
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class _Column:
    """A column that may hold answers."""

    position: int
    name: str
    facts: Facts


def planned(
    sheet: Sheet,
    layout: Layout,
    *,
    mapping: Mapping[str, str] | None,
    options: ReadingOptions,
    story_needed: bool = True,
    asking: bool = True,
) -> tuple[Sheet, Plan]:
    """What to read of a table, and the table with its times made plain.

    Args:
        sheet: the table.
        layout: which program made it; `Layout.TABLE` for anybody's own.
        mapping: field -> column name.
        options: what a person chose.
        story_needed: refuse a table without a column for the story.
        asking: look for questions as well, which takes one more pass over the rows.

    Raises:
        Rejected: it is not known which column holds the story, or a choice does not fit.
    """
    fields = _fields(sheet, layout, mapping, story_needed)
    used = {sheet.columns.index(name) for name in fields.by_field.values()}
    sheet, left_out = _sent(sheet, layout)
    notes = [*sheet.notes, *left_out]
    if layout is not Layout.TABLE and "periode" in fields.by_field:
        made = with_months(sheet, sheet.columns.index(fields.by_field["periode"]))
        sheet, notes = made.sheet, [*notes, *made.notes]
    facts = facts_of(sheet) if asking else [Facts() for _ in sheet.columns]
    personal = frozenset(
        name
        for position, (name, fact) in enumerate(zip(sheet.columns, facts, strict=True))
        if name and position not in used and (says_who(name) or shows_who(fact.first))
    )
    notes += _told(personal, sheet, facts)
    open_columns = [
        _Column(position, name, facts[position])
        for position, name in enumerate(sheet.columns)
        if name and position not in used and name not in personal and not is_own(layout, name)
        and facts[position].filled and not facts[position].holds_files
    ]  # fmt: skip
    found = tuple(_answers(open_columns, layout, options.answers or {})) if asking else ()
    return sheet, Plan(
        fields,
        answers=chosen(found, options.answers),
        questions=tuple(one.asked for one in found),
        personal=personal,
        notes=(*notes, *_not_chosen(found, options, layout)),
    )


def _fields(
    sheet: Sheet, layout: Layout, mapping: Mapping[str, str] | None, needed: bool
) -> Columns:
    names = [name for name in sheet.columns if name]
    if layout is not Layout.TABLE:
        # Surveys may give two questions the same words.
        names = list({plain(name): name for name in reversed(names)}.values())[::-1]
    fields = recognised(names, mapping, also=FIELDS.get(layout), needed=needed)
    asked_for = set(mapping or {})
    return Columns({
        field: column
        for field, column in fields.by_field.items()
        if field in asked_for or not says_who(column)
    })  # fmt: skip


def _told(personal: frozenset[str], sheet: Sheet, facts: list[Facts]) -> Iterator[str]:
    yield from never_read(sheet.columns, personal)
    files = [
        name for name, fact in zip(sheet.columns, facts, strict=True) if name and fact.holds_files
    ]
    if files:
        yield f"Hier staan namen van bestanden met geluid of beeld: {', '.join(files)}."
        yield "Die bestanden lezen wij niet."


def _not_chosen(
    found: tuple[Answering, ...], options: ReadingOptions, layout: Layout
) -> Iterator[str]:
    left = len(found) - len(chosen(found, options.answers))
    if left and layout is not Layout.TABLE:
        yield f"Nog niet gekozen, en daarom niet gelezen: {left} vragen."


def _sent(sheet: Sheet, layout: Layout) -> tuple[Sheet, tuple[str, ...]]:
    """Without what was never sent, which LimeSurvey gives too: nobody said yes to that."""
    position = next((at for at, name in enumerate(sheet.columns) if plain(name) in FINISHED), None)
    if layout is not Layout.LIMESURVEY or position is None:
        return sheet, ()
    stopped = sum(not at(cells, position) for _, cells in sheet.rows())
    sent = replace(sheet, rows=lambda: (row for row in sheet.rows() if at(row[1], position)))
    note = f"Niet verstuurd, en daarom niet gelezen: {stopped} rijen."
    return sent, (note,) if stopped else ()


def _answers(
    columns: list[_Column], layout: Layout, kinds: Mapping[str, QuestionKind]
) -> Iterator[Answering]:
    keys = Keys()
    taken: set[int] = set()
    others: dict[int, int] = {}
    if layout is Layout.LIMESURVEY:
        groups = _bracketed(columns)
    elif layout is Layout.KOBO:
        groups = _slashed(columns)
    else:
        groups = {}
    by_name = {column.name: column for column in columns}
    for base, parts in groups.items():
        own = next((one for one, sub in parts if plain(sub) in _OTHER_WORDS), None)
        real = [(one, sub) for one, sub in parts if one is not own]
        whole = by_name.get(base)
        if whole is not None and own is not None and not real:
            others[whole.position] = own.position
            taken.add(own.position)
        elif len(real) > 1 and all(one.facts.holds_checks for one, _ in real):
            certain = layout is Layout.LIMESURVEY or whole is not None
            taken |= {one.position for one, _ in parts}
            taken |= {whole.position} if whole is not None else set()
            yield _split(keys, base, real, own, certain=certain, kinds=kinds)
    by_position = {column.position: column for column in columns}
    for column in columns:
        if column.position in taken:
            continue
        other = others.get(column.position)
        made = _single(keys, column, layout, kinds, other)
        yield made
        if other is not None and other not in made.columns:
            yield _single(keys, by_position[other], layout, kinds, None)


def _bracketed(columns: list[_Column]) -> dict[str, list[tuple[_Column, str]]]:
    """Base -> its columns with what stands between brackets: `Q3[SQ001]`, `Wat hielp? [Praten]`."""
    groups: dict[str, list[tuple[_Column, str]]] = {}
    for column in columns:
        if found := _IN_BRACKETS.fullmatch(column.name):
            groups.setdefault(found[1], []).append((column, found[2]))
    return groups


def _slashed(columns: list[_Column]) -> dict[str, list[tuple[_Column, str]]]:
    """Base -> its columns with what stands after the last slash: `groep/hulp/buren`."""
    groups: dict[str, list[tuple[_Column, str]]] = {}
    for column in columns:
        base, slash, last = column.name.rpartition("/")
        if slash and base and last:
            groups.setdefault(base, []).append((column, last))
    return groups


def _split(
    keys: Keys,
    base: str,
    parts: list[tuple[_Column, str]],
    own: _Column | None,
    *,
    certain: bool,
    kinds: Mapping[str, QuestionKind],
) -> Answering:
    options = options_of(_said(sub) for _, sub in parts)
    asked = Asked(
        keys.new(_short(base), "vraag"),
        QuestionKind.CHOICES,
        _short(base),
        options,
        write_in=own is not None,
        certain=certain,
    )
    if kinds.get(asked.key, QuestionKind.CHOICES) is not QuestionKind.CHOICES:
        raise _impossible(asked)
    places = {one.position: option.key for (one, _), option in zip(parts, options, strict=True)}
    return split_in(asked, places, base, other=own.position if own is not None else None)


def _single(
    keys: Keys,
    column: _Column,
    layout: Layout,
    kinds: Mapping[str, QuestionKind],
    other: int | None,
) -> Answering:
    key = keys.new(_short(column.name), "vraag")
    if other is not None:
        column = replace(column, facts=_without_other(column.facts))
    seen = guess(column.facts, MARKS.get(layout, ()))
    if layout is Layout.KOBO and seen.mark and not _are_codes(seen):
        seen = guess(column.facts)
    wanted = kinds.get(key)
    if wanted is not None and wanted is not seen.kind:
        seen = _as_wanted(column, wanted, MARKS.get(layout, ()))
    if seen.kind is QuestionKind.TEXT:
        other = None
    labels = list(seen.options)
    asked = Asked(
        key,
        seen.kind,
        _short(column.name),
        options_of(_said(label) for label in labels),
        write_in=seen.write_in or other is not None,
        certain=False,
    )
    return _reading(asked, column, seen, labels, other)


def _reading(
    asked: Asked, column: _Column, seen: Guess, labels: list[str], other: int | None
) -> Answering:
    if asked.kind is QuestionKind.DYAD:
        return number_in(asked, column.position, column.name)
    if asked.kind is QuestionKind.TEXT:
        return words_in(asked, column.position, column.name)
    names = names_of(asked.options) | {
        plain_words: option.key
        for label, option in zip(labels, asked.options, strict=True)
        for plain_words in (" ".join(label.casefold().split()),)
    }
    if other is not None:
        names |= dict.fromkeys(_OTHER_WORDS, OTHER)
    if asked.kind is QuestionKind.CHOICES:
        return delimited_in(
            asked, column.position, column.name, names=names, mark=seen.mark, other=other
        )
    return choice_in(asked, column.position, column.name, names=names, other=other)


def _as_wanted(column: _Column, kind: QuestionKind, marks: tuple[str, ...]) -> Guess:
    if kind is QuestionKind.TRIAD:
        raise Rejected("Een driehoek kan niet uit één kolom komen.", code="import.vraag_past_niet")
    if kind in (QuestionKind.TEXT, QuestionKind.DYAD):
        return Guess(kind)
    mark = ""
    if kind is QuestionKind.CHOICES:
        values = column.facts.values or {}
        mark = next(
            (mark for mark in (*marks, ";", "|", ", ") if any(mark in value for value in values)),
            ";",
        )
    return Guess(kind, options_in(column.facts, mark), mark, write_in=True)


def _without_other(facts: Facts) -> Facts:
    """The cells without "anders", which is no option where a column beside it holds the words."""
    if facts.values is None:
        return facts
    values = {value: count for value, count in facts.values.items() if not _is_other(value)}
    return replace(facts, values=values, filled=sum(values.values()))


def _is_other(value: str) -> bool:
    return plain(value) in _OTHER_WORDS


def _are_codes(seen: Guess) -> bool:
    return all(re.fullmatch(r"[a-z0-9_.-]+", option) for option in seen.options)


def _impossible(asked: Asked) -> Rejected:
    return Rejected(
        f"Bij de vraag {asked.key} heeft elke keuze een eigen kolom. Dat past niet bij wat u koos.",
        code="import.vraag_past_niet",
    )


def _short(name: str) -> str:
    """What a question is called: without HTML, and of a path of names only the last."""
    said = _said(name)
    return said if " " in said else said.rsplit("/", 1)[-1]


def _said(name: str) -> str:
    """Words of a survey without its HTML, which stands in full titles."""
    return " ".join(html.unescape(_TAG.sub(" ", name)).split())
