"""Every file of stories, whatever its layout: what it is, what is in it, and its drafts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.drafts import Draft
from ingest.readers import narrafirma, sensemaker, surveys
from ingest.readers.answering import Plan, planned_drafts
from ingest.readers.checking import MAX_STREAMED_BYTES, PDF, READABLE, checked_content
from ingest.readers.detecting import layout_of
from ingest.readers.documents import read_docx, read_txt
from ingest.readers.opendocument import read_odt
from ingest.readers.options import ReadingOptions
from ingest.readers.pdf import read_pdf
from ingest.readers.records import jsonl_drafts, read_jsonl
from ingest.readers.result import Asked, ColumnPreview, Preview, ReadResult
from ingest.readers.sheets import Sheet, first_names, sheet_of
from ingest.readers.subtitles import read_subtitles
from models.errors import Problem, Rejected
from models.vocabulary import Layout, QuestionKind

Proved = Callable[[Sequence[Asked]], Mapping[str, QuestionKind] | None]
"""How to read the questions of a file, for who knows more of them than the file tells."""

SHOWN_LENGTHS = 3
MOST_PROBLEMS = 200
_WORKBOOK = ".xlsx"
_TABLES = (".csv", ".tsv", _WORKBOOK)
_SUBTITLES = (".vtt", ".srt")
_STREAMED = (".csv", ".tsv", ".jsonl")
_IN_TABLES = frozenset(Layout) - {Layout.DOCUMENT, Layout.SUBTITLES, Layout.JSONL}
_HELD = frozenset((Layout.NARRAFIRMA,))
"""Layouts of which a file is held as a whole: its rows are mended or matched with others."""


def read_drafts(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    layout: Layout | None = None,
    options: ReadingOptions | None = None,
) -> ReadResult:
    """Read every story in a file that fits in memory.

    Args:
        path: the file.
        mapping: for tables, field -> column name, e.g. `{"tekst": "Ervaring"}`.
        layout: what the file is; None is what `detect` says.
        options: choices that the file leaves open.

    Returns:
        Drafts, problems with their place, columns and questions. Store nothing when there are
        problems.

    Raises:
        Rejected: the file as a whole cannot be accepted.
    """
    options = options or ReadingOptions()
    extension = checked_content(path, allowed=READABLE)
    _fitting(extension, layout)
    if extension in _TABLES:
        return _read_table(path, mapping, layout, options)
    if extension in _SUBTITLES:
        return read_subtitles(path.read_bytes(), per_speaker=options.per_speaker)
    if extension == ".jsonl":
        return read_jsonl(path)
    return _read_document(path, extension, mapping, options)


def iter_drafts(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    layout: Layout | None = None,
    options: ReadingOptions | None = None,
) -> Iterator[tuple[int, Draft | Problem]]:
    """Every story and every problem of a file, one by one, each with its number in the file.

    Tables in CSV and JSON Lines take the same small memory whatever their length, up to
    `MAX_STREAMED_BYTES`. A number can come more than once: a row may have several problems. The
    same file gives the same numbers every time, so a stopped import can go on after one.

    Raises:
        Rejected: the file cannot be accepted; this may come at any row.
    """
    options = options or ReadingOptions()
    if path.suffix.casefold() not in _STREAMED:
        yield from _numbered(read_drafts(path, mapping=mapping, layout=layout, options=options))
        return
    extension = checked_content(path, allowed=_STREAMED, most=MAX_STREAMED_BYTES)
    _fitting(extension, layout)
    if extension == ".jsonl":
        yield from jsonl_drafts(path)
        return
    sheet, plan, _ = _planned(path, mapping, layout, options)
    yield from planned_drafts(sheet, plan)


def detect(path: Path, *, options: ReadingOptions | None = None) -> Layout:
    """What a file seems to be, by its extension and the names of its columns.

    Raises:
        Rejected: it may not be opened, or it is empty.
    """
    options = options or ReadingOptions()
    extension = checked_content(path, allowed=READABLE, most=MAX_STREAMED_BYTES)
    if extension == _WORKBOOK:
        return layout_of(sheet_of(path, options=options).columns, form=options.form)
    if extension in _TABLES:
        return layout_of(first_names(path, options=options), form=options.form)
    if extension in _SUBTITLES:
        return Layout.SUBTITLES
    return Layout.JSONL if extension == ".jsonl" else Layout.DOCUMENT


def preview(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    layout: Layout | None = None,
    options: ReadingOptions | None = None,
    proved: Proved | None = None,
) -> Preview:
    """What reading a file would give; not one word of a story is in it.

    Args:
        path: the file.
        mapping: for tables, field -> column name.
        layout: what the file is; None is what `detect` says.
        options: choices that the file leaves open.
        proved: asked of a table when nobody chose what to read.

    Raises:
        Rejected: the file as a whole cannot be accepted.
    """
    options = options or ReadingOptions()
    extension = path.suffix.casefold()
    if extension in _TABLES:
        checked_content(path, allowed=_TABLES, most=MAX_STREAMED_BYTES)
        return _preview_of_table(path, mapping, layout, options, proved)
    if extension == ".jsonl":
        checked_content(path, allowed=_STREAMED, most=MAX_STREAMED_BYTES)
        _fitting(extension, layout)
        return _preview_of_lines(path)
    result = read_drafts(path, mapping=mapping, layout=layout, options=options)
    return Preview(
        layout or detect(path),
        tuple(ColumnPreview(name, "niet") for name in result.columns),
        {},
        result.questions,
        result.problems[:MOST_PROBLEMS],
        len(result.drafts),
        result.notes,
    )


def _fitting(extension: str, layout: Layout | None) -> None:
    if layout is not None and (extension in _TABLES) is not (layout in _IN_TABLES):
        raise Rejected(
            f"Een bestand van de soort {extension} kan niet van {layout.label} zijn.",
            code="import.indeling",
        )


def _read_document(
    path: Path, extension: str, mapping: Mapping[str, str] | None, options: ReadingOptions
) -> ReadResult:
    if extension == ".docx":
        return read_docx(path, mapping=mapping, split=options.split)
    if extension == ".odt":
        return read_odt(path, mapping=mapping, split=options.split)
    if extension == PDF:
        return read_pdf(path, split=options.split)
    return read_txt(path.read_bytes(), split=options.split)


def _planned(
    path: Path,
    mapping: Mapping[str, str] | None,
    layout: Layout | None,
    options: ReadingOptions,
    *,
    previewing: bool = False,
) -> tuple[Sheet, Plan, Layout]:
    """The table of a file, and what to read of it."""
    is_workbook = path.suffix.casefold() == _WORKBOOK
    if layout is None and not is_workbook:
        layout = layout_of(first_names(path, options=options), form=options.form)
    if layout in _HELD:
        checked_content(path, allowed=_TABLES)
    if layout is Layout.NARRAFIRMA and not is_workbook:
        sheet = narrafirma.firma_sheet(path, delimiter=options.delimiter)
    else:
        sheet = sheet_of(path, options=options, mapping=mapping)
    layout = layout or layout_of(sheet.columns, form=options.form)
    needed = not previewing
    if layout is Layout.NARRAFIRMA:
        made = narrafirma.planned(sheet, mapping=mapping, options=options, story_needed=needed)
    elif layout is Layout.SENSEMAKER:
        made = sensemaker.planned(sheet, mapping=mapping, options=options, story_needed=needed)
    else:
        made = surveys.planned(
            sheet,
            layout,
            mapping=mapping,
            options=options,
            story_needed=needed,
            # In a table of one's own only a person can say what the other columns are.
            asking=previewing or layout is not Layout.TABLE or options.answers is not None,
        )
    return *made, layout


def _read_table(
    path: Path,
    mapping: Mapping[str, str] | None,
    layout: Layout | None,
    options: ReadingOptions,
) -> ReadResult:
    sheet, plan, _ = _planned(path, mapping, layout, options)
    found = list(planned_drafts(sheet, plan))
    return ReadResult(
        tuple(one for _, one in found if isinstance(one, Draft)),
        tuple(one for _, one in found if isinstance(one, Problem)),
        tuple(column for column in sheet.columns if column),
        plan.questions,
        plan.prompts,
        plan.form_title,
        plan.notes,
    )


def _preview_of_table(
    path: Path,
    mapping: Mapping[str, str] | None,
    layout: Layout | None,
    options: ReadingOptions,
    proved: Proved | None,
) -> Preview:
    sheet, plan, found = _planned(path, mapping, layout, options, previewing=True)
    answers = proved(plan.questions) if proved and options.answers is None else None
    if answers is not None:
        options = replace(options, answers=answers)
        sheet, plan, found = _planned(path, mapping, found, options, previewing=True)
    columns = _columns(sheet, plan)
    known = plan.fields.by_field
    if "tekst" not in known:
        problem = Problem("kop", "Kies in welke kolom het verhaal staat.")
        return Preview(found, columns, known, plan.questions, (problem,), 0, plan.notes, answers)
    stories, problems = _counted(planned_drafts(sheet, plan))
    return Preview(found, columns, known, plan.questions, problems, stories, plan.notes, answers)


def _preview_of_lines(path: Path) -> Preview:
    names: dict[str, None] = {}
    stories, problems = _counted(jsonl_drafts(path, names))
    if not stories and not problems:
        raise Rejected("Dit bestand is leeg.", code="import.leeg")
    columns = tuple(ColumnPreview(name, "niet") for name in names)
    return Preview(Layout.JSONL, columns, {}, (), problems, stories)


def _counted(
    found: Iterable[tuple[int, Draft | Problem]],
) -> tuple[int, tuple[Problem, ...]]:
    """How many stories, and the first of what is wrong."""
    stories = 0
    problems: list[Problem] = []
    for _, one in found:
        if isinstance(one, Draft):
            stories += 1
        elif len(problems) < MOST_PROBLEMS:
            problems.append(one)
    return stories, tuple(problems)


def _columns(sheet: Sheet, plan: Plan) -> tuple[ColumnPreview, ...]:
    uses = {column: field for field, column in plan.fields.by_field.items()}
    asked = {position for one in plan.answers for position in one.columns}
    lengths: list[list[int]] = [[] for _ in sheet.columns]
    for seen, (_, cells) in enumerate(sheet.rows()):
        if seen >= SHOWN_LENGTHS:
            break
        for column, cell in zip(lengths, cells, strict=False):
            column.append(len("" if cell is None else str(cell)))
    return tuple(
        ColumnPreview(name, _use(name, position, uses, asked, plan), tuple(lengths[position]))
        for position, name in enumerate(sheet.columns)
        if name
    )


def _use(name: str, position: int, uses: Mapping[str, str], asked: set[int], plan: Plan) -> str:
    if name in plan.personal:
        return "persoon"
    return uses.get(name, "vraag" if position in asked else "niet")


def _numbered(result: ReadResult) -> Iterator[tuple[int, Draft | Problem]]:
    """Drafts and problems by the number in their place ("rij 12", "verhaal 3"), in that order."""
    found: list[tuple[int, Draft | Problem]] = [
        *((_number(draft.place), draft) for draft in result.drafts),
        *((_number(problem.place), problem) for problem in result.problems),
    ]
    yield from sorted(found, key=lambda one: one[0])


def _number(place: str) -> int:
    digits = "".join(
        character if character.isdecimal() else " " for character in place.partition(",")[0]
    ).split()
    return int(digits[0]) if digits else 0
