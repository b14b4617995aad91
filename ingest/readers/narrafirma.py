"""Stories of NarraFirma, with the form that they answer and the annotations that came later."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.drafts import Draft
from ingest.readers.answering import Answering, Keys, Plan, at, fold, options_of
from ingest.readers.guessing import facts_of
from ingest.readers.narrafirma_answers import answering, repeated_in
from ingest.readers.narrafirma_csv import OURS, header_of, is_comment, repaired, rows_of
from ingest.readers.narrafirma_form import FirmaForm, read_form
from ingest.readers.options import ReadingOptions
from ingest.readers.personal import never_read, says_who
from ingest.readers.result import Asked
from ingest.readers.rows import Columns, is_formula
from ingest.readers.sheets import Cells, Sheet, separator_in
from ingest.readers.tables import decoded
from models.errors import Rejected
from models.vocabulary import QuestionKind

_TEXT, _TITLE, _DATE = "story text", "story title", "collection date"
_PARTICIPANT, _PROMPT = "participant id", "eliciting question"
_OWN = frozenset((_TEXT, _TITLE, _DATE, _PARTICIPANT, _PROMPT, "language"))
_TEST = "testing123"
_UNTITLED = re.compile(r"untitled #\d+", re.I)
_ESCAPED = "'"


def firma_sheet(path: Path, *, delimiter: str | None = None) -> Sheet:
    """The stories file as a table, mended where NarraFirma wrote it wrong.

    Raises:
        Rejected: there is no header, or it is no text.
    """
    return _sheet(decoded(path.read_bytes()), delimiter)


def _sheet(text: str, delimiter: str | None = None) -> Sheet:
    mark = delimiter or separator_in(header_of(text))
    every = list(rows_of(text, mark))
    rows = [row for row in every if not is_comment(row[1])]
    if not rows:
        raise Rejected("Dit bestand is leeg.", code="import.leeg")
    header_at, header = rows[0]
    names = [" ".join(name.split()) for name in header]
    # The header ends at its first empty cell.
    width = names.index("") if "" in names else len(names)
    columns = tuple(names[:width])
    after = next((cells for number, cells in every if number == header_at + 1), [])
    body: list[tuple[int, Cells]] = [(number, list(cells[:width])) for number, cells in rows[1:]]
    ours = bool(after) and after[0] == OURS
    if ours:
        body = [(number, [_unescaped(str(cell)) for cell in cells]) for number, cells in body]
    elif is_comment(after):
        body = [(number, _mended(columns, cells, mark)) for number, cells in body]
    notes = () if not any(any(c.strip() for c in cells[width:]) for _, cells in rows[1:]) else (
        "De kop houdt op bij de eerste lege cel. Wat daarna staat lezen wij niet.",
    )  # fmt: skip
    return Sheet(columns, lambda: iter(body), header_at, notes, ours)


def _mended(columns: tuple[str, ...], cells: Cells, mark: str) -> Cells:
    return [
        repaired(str(cell), delimiter=mark, is_story=fold(name) == _TEXT)
        for name, cell in zip(columns, cells, strict=False)
    ]


def _unescaped(cell: str) -> str:
    """Our own export puts a quote before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith(_ESCAPED) and needs_escape(cell[1:]) else cell


def needs_escape(cell: str) -> bool:
    """True for a cell that a spreadsheet could compute, or that looks escaped already."""
    return cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) or (
        cell.startswith(_ESCAPED) and needs_escape(cell[1:])
    )


def planned(
    sheet: Sheet,
    *,
    mapping: Mapping[str, str] | None,
    options: ReadingOptions,
    story_needed: bool = True,
) -> tuple[Sheet, Plan]:
    """What to read of a stories file, with its annotations beside it.

    Raises:
        Rejected: the form or the annotations cannot be read, or no column holds the story.
    """
    form = read_form(options.form) if options.form is not None else FirmaForm()
    sheet = _renamed(sheet, form)
    if options.annotations is not None:
        sheet = _joined(sheet, _sheet(decoded(options.annotations)))
    by_name = {fold(name): name for name in reversed(sheet.columns)}
    fields = _fields(by_name, form, mapping, needed=story_needed, ours=sheet.ours)
    sheet, skipped = _with_stories(sheet, fields, form)
    answers, notes = _answers(sheet, form, given=options.form is not None)
    personal = frozenset(
        name
        for name in sheet.columns
        if _is_personal(name) and name not in fields.by_field.values()
    )
    places = {fold(name): at for at, name in reversed(list(enumerate(sheet.columns)))}
    told = _Told(form, places)
    return sheet, Plan(
        fields,
        answers=tuple(
            one
            for one in answers
            if one.asked.certain
            or (options.answers is not None and one.asked.key in options.answers)
        ),
        questions=tuple(one.asked for one in answers),
        prompts=form.prompts,
        form_title=form.title,
        personal=personal,
        notes=(*sheet.notes, *notes, *skipped, *never_read(sheet.columns, personal)),
        lenient=True,
        adjusted=told.adjusted,
    )


def _is_personal(name: str) -> bool:
    return says_who(name) and fold(name) not in _OWN


def _renamed(sheet: Sheet, form: FirmaForm) -> Sheet:
    columns = sheet.columns
    for text in form.settings.get("texts to remove from column headers", ()):
        columns = tuple(" ".join(name.replace(text, " ").split()) for name in columns)
    return replace(sheet, columns=columns)


def _fields(
    by_name: Mapping[str, str],
    form: FirmaForm,
    mapping: Mapping[str, str] | None,
    *,
    needed: bool,
    ours: bool,
) -> Columns:
    usual = {
        "tekst": form.setting("story text column name", _TEXT),
        "titel": form.setting("story title column name", _TITLE),
        "periode": form.setting("story collection date column name", _DATE),
    }
    if ours:
        usual |= {"rol": "rol", "leeftijd": "leeftijdsgroep"}
    wanted = {**usual, **(mapping or {})}
    for field, column in (mapping or {}).items():
        if fold(column) not in by_name:
            raise Rejected(f"De kolom van {field[:20]} staat niet in het bestand.",
                           code="import.kolom_onbekend")  # fmt: skip
    found = {field: by_name[fold(c)] for field, c in wanted.items() if fold(c) in by_name}
    if needed and "tekst" not in found:
        raise Rejected(
            "Wij weten niet in welke kolom het verhaal staat. Kies die kolom.",
            code="import.kolom_tekst",
        )
    return Columns(found)


def _with_stories(sheet: Sheet, fields: Columns, form: FirmaForm) -> tuple[Sheet, tuple[str, ...]]:
    """Only rows with a story, as NarraFirma does; how many were passed over is told."""
    if "tekst" not in fields.by_field:
        return sheet, ()
    text = sheet.columns.index(fields.by_field["tekst"])
    title = _position(sheet.columns, fields.by_field.get("titel", ""))
    least = form.setting("minimum words to include story", "0")
    words = int(least) if least.isascii() and least.isdigit() and len(least) < 5 else 0

    def is_story(cells: Cells) -> bool:
        said = at(cells, text)
        return (
            bool(said)
            and len(said.split()) >= words
            and (sheet.ours or (said != _TEST and (title is None or at(cells, title) != _TEST)))
        )

    skipped = sum(not is_story(cells) for _, cells in sheet.rows())
    kept = replace(sheet, rows=lambda: (row for row in sheet.rows() if is_story(row[1])))
    note = f"Zonder verhaal, te kort of een proef, en dus niet gelezen: {skipped} rijen."
    return kept, (note,) if skipped else ()


def _position(columns: tuple[str, ...], name: str) -> int | None:
    return next((at for at, one in enumerate(columns) if fold(one) == fold(name) and name), None)


def _answers(
    sheet: Sheet, form: FirmaForm, *, given: bool
) -> tuple[list[Answering], tuple[str, ...]]:
    if not given:
        return list(_without_form(sheet)), (
            "Er is geen formulier bij. Zonder formulier lezen wij alleen de verhalen zelf.",
        )
    places: dict[str, list[int]] = {}
    for position, name in enumerate(sheet.columns):
        places.setdefault(fold(name), []).append(position)
    found, missing = [], []
    for question in form.questions:
        if _is_personal(question.column) or _is_personal(question.short):
            continue
        made = answering(question, places, form)
        if made is not None:
            found.append(made)
        else:
            missing.append(question.short)
    if not missing:
        return found, ()
    return found, (f"Deze vragen van het formulier staan niet in het bestand: "
                   f"{', '.join(missing)}.",)  # fmt: skip


def _without_form(sheet: Sheet) -> Iterator[Answering]:
    """Repeated columns can only be the options of one question; those at least are certain."""
    keys = Keys()
    facts = facts_of(sheet)
    places: dict[str, list[int]] = {}
    for position, name in enumerate(sheet.columns):
        if fold(name) not in _OWN and not says_who(name):
            places.setdefault(name, []).append(position)
    for name, positions in places.items():
        values = {
            value: count
            for position in positions
            for value, count in (facts[position].values or {}).items()
        }
        options = options_of(value for value, count in values.items() if count > 1)
        if len(positions) > 1 and options:
            asked = Asked(keys.new(name, "vraag"), QuestionKind.CHOICES, name, options,
                          write_in=len(options) < len(values))  # fmt: skip
            names = {fold(option.label): option.key for option in options}
            yield repeated_in(asked, positions, name, names)


def _joined(sheet: Sheet, annotations: Sheet) -> Sheet:
    """The stories with the columns that were added to them afterwards; title and text match."""
    own = [_position(sheet.columns, name) for name in (_TITLE, _TEXT)]
    theirs = [_position(annotations.columns, name) for name in (_TITLE, _TEXT)]
    if None in own or None in theirs:
        raise Rejected(
            "De aantekeningen moeten de kolommen Story title en Story text hebben.",
            code="import.aantekeningen",
        )
    extra = [at for at in range(len(annotations.columns)) if at not in theirs]
    by_story: dict[tuple[str, ...], list[object]] = {}
    for _, cells in annotations.rows():
        story = tuple(_same(at(cells, place)) for place in theirs if place is not None)
        by_story[story] = [at(cells, place) for place in extra]
    width = len(sheet.columns)
    used: set[tuple[str, ...]] = set()
    body: list[tuple[int, Cells]] = []
    for number, cells in sheet.rows():
        story = tuple(_same(at(cells, place)) for place in own if place is not None)
        used |= {story} & set(by_story)
        padded = [*cells, *[""] * (width - len(cells))]
        body.append((number, [*padded, *by_story.get(story, [""] * len(extra))]))
    left = len(by_story) - len(used)
    note = f"Bij {left} aantekeningen vonden wij geen verhaal. Die lezen wij niet."
    return Sheet(
        (*sheet.columns, *(annotations.columns[place] for place in extra)),
        lambda: iter(body),
        sheet.header_at,
        (*sheet.notes, *((note,) if left else ())),
        sheet.ours,
    )


def _same(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True)
class _Told:
    """What a row of NarraFirma tells besides: after which question, and what belongs behind it."""

    form: FirmaForm
    places: Mapping[str, int]

    def adjusted(self, cells: Cells, draft: Draft) -> Draft:
        """The draft with all of that."""
        asked = self._cell(cells, self.form.prompt_column or _PROMPT)
        asked = asked or self._cell(cells, _PROMPT)
        # NarraFirma gives a story without a title this one.
        title = "" if _UNTITLED.fullmatch(draft.title) else draft.title
        return replace(
            draft,
            title=title,
            text="\n\n".join([draft.text, *self._behind(cells)]),
            prompt=self.form.prompt_names.get(fold(asked)) if asked else None,
        )

    def _cell(self, cells: Cells, name: str) -> str:
        position = self.places.get(fold(name))
        return "" if position is None else at(cells, position)

    def _behind(self, cells: Cells) -> Iterator[str]:
        for told in self.form.settings.get("data columns to append to story text", ()):
            column, _, intro = told.partition("|")
            words = self._cell(cells, column)
            if words and not is_formula(words):
                yield f"{intro.strip()} {words}".strip()
