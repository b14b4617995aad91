"""Every file of stories, whatever its layout: what it is, what is in it, and its drafts."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from ingest.drafts import Draft
from ingest.readers.checking import MAX_STREAMED_BYTES, PACKED, PLAIN, checked_content
from ingest.readers.documents import read_docx, read_txt
from ingest.readers.options import ReadingOptions
from ingest.readers.records import jsonl_drafts, read_jsonl
from ingest.readers.result import ColumnPreview, Preview, ReadResult
from ingest.readers.rows import HEADERS, recognised
from ingest.readers.sheets import Sheet, sheet_of
from ingest.readers.tables import read_table, table_drafts
from models.errors import Problem, Rejected
from models.vocabulary import Layout

SHOWN_LENGTHS = 3
MOST_PROBLEMS = 200
_TABLES = (".csv", ".tsv", ".xlsx")
_STREAMED = (".csv", ".tsv", ".jsonl")


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
    extension = checked_content(path, allowed=(*PACKED, *PLAIN))
    if extension in _TABLES:
        return read_table(sheet_of(path, options=options, mapping=mapping), mapping=mapping)
    if extension == ".docx":
        return read_docx(path, mapping=mapping)
    if extension == ".txt":
        return read_txt(path.read_bytes())
    return read_jsonl(path)


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
    if extension == ".jsonl":
        yield from jsonl_drafts(path)
        return
    sheet = sheet_of(path, options=options, mapping=mapping)
    yield from table_drafts(sheet, mapping=mapping)


def detect(path: Path) -> Layout:
    """What a file seems to be, by its extension and the names of its columns.

    Raises:
        Rejected: it may not be opened, or it is empty.
    """
    extension = checked_content(path, allowed=(*PACKED, *PLAIN), most=MAX_STREAMED_BYTES)
    if extension in _TABLES:
        return Layout.TABLE
    return Layout.JSONL if extension == ".jsonl" else Layout.DOCUMENT


def preview(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    layout: Layout | None = None,
    options: ReadingOptions | None = None,
) -> Preview:
    """What reading a file would give; not one word of a story is in it.

    Raises:
        Rejected: the file as a whole cannot be accepted.
    """
    options = options or ReadingOptions()
    layout = layout or detect(path)
    columns: tuple[ColumnPreview, ...] = ()
    known: Mapping[str, str] = {}
    if path.suffix.casefold() in _TABLES:
        sheet = sheet_of(path, options=options, mapping=mapping)
        known = _known(sheet, mapping)
        columns = _columns(sheet, known)
        if "tekst" not in known:
            problem = Problem("kop", "Kies in welke kolom het verhaal staat.")
            return Preview(layout, columns, known, (), (problem,), 0)
    stories = 0
    problems: list[Problem] = []
    for _, found in iter_drafts(path, mapping=mapping, layout=layout, options=options):
        if isinstance(found, Draft):
            stories += 1
        elif len(problems) < MOST_PROBLEMS:
            problems.append(found)
    return Preview(layout, columns, known, (), tuple(problems), stories)


def _known(sheet: Sheet, mapping: Mapping[str, str] | None) -> Mapping[str, str]:
    try:
        return recognised(sheet.columns, mapping).by_field
    except Rejected as error:
        if error.code != "import.kolom_tekst":
            raise
    return {field: column for field, column in (mapping or {}).items() if field in HEADERS}


def _columns(sheet: Sheet, known: Mapping[str, str]) -> tuple[ColumnPreview, ...]:
    uses = {column: field for field, column in known.items()}
    lengths: list[list[int]] = [[] for _ in sheet.columns]
    for seen, (_, cells) in enumerate(sheet.rows()):
        if seen >= SHOWN_LENGTHS:
            break
        for column, cell in zip(lengths, cells, strict=False):
            column.append(len("" if cell is None else str(cell)))
    return tuple(
        ColumnPreview(name, uses.get(name, "niet"), tuple(length))
        for name, length in zip(sheet.columns, lengths, strict=True)
        if name
    )


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
