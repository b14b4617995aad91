"""A table as the readers see it: its columns, and its rows as often as they are asked for.

A CSV file is read row by row and never held as a whole; a workbook is held, it is limited in size.
"""

import codecs
import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from ingest.readers.damage import damage_is_refused
from ingest.readers.options import ReadingOptions
from ingest.readers.rows import FORMULA, filled, names_a_story
from models.errors import Problem, Rejected

Cells = Sequence[object]
Rows = Callable[[], Iterator[tuple[int, Cells]]]

SEPARATORS = (";", ",", "\t", "|")
MOST_COLUMNS = 2_000
MOST_ROWS = 1_048_576
_MOST_CELLS = 20_000_000
_CELL_LIMIT = 4_000_000
_CHUNK = 1 << 20
_HEADER_WITHIN = 6


@dataclass(frozen=True)
class Sheet:
    """A header and what stands below it. Rows are numbered as a person counts them."""

    columns: tuple[str, ...]
    rows: Rows
    header_at: int = 1
    notes: tuple[str, ...] = ()
    ours: bool = False
    """It was written by our own export."""


def sheet_of(
    path: Path, *, options: ReadingOptions, mapping: Mapping[str, str] | None = None
) -> Sheet:
    """The table in a CSV file or a workbook.

    The header is the first row, unless a row shortly after it names a column for the story and
    the first does not: above a table often stands a title, or a row of merged cells.

    Raises:
        Rejected: it cannot be read, or it holds nothing.
    """
    if path.suffix.casefold() == ".xlsx":
        rows, notes = _xlsx(path, options.sheet)
    else:
        rows, notes = _csv(path, options.delimiter), ()
    return _headed(rows, notes, mapping)


def first_names(path: Path, *, options: ReadingOptions) -> tuple[str, ...]:
    """The cells of the first row with anything in it of a CSV file, however it is quoted.

    Raises:
        Rejected: it is no text, or there is nothing in it.
    """
    with path.open(encoding=encoding_of(path), newline="") as file:
        try:
            mark, _ = _separator(file)
            for cells in csv.reader(_sound(file), delimiter=options.delimiter or mark):
                if any(cell.strip() for cell in cells):
                    return _names(cells[:MOST_COLUMNS])
        except UnicodeError:
            raise unreadable() from None
        except csv.Error:
            return ()
    raise _empty()


def _headed(rows: Rows, notes: tuple[str, ...], mapping: Mapping[str, str] | None) -> Sheet:
    first = list(islice(rows(), _HEADER_WITHIN))
    if not first:
        raise Rejected("Dit bestand is leeg. Er staat geen kop en geen rij in.", code="import.leeg")
    at = next((at for at, row in enumerate(first) if names_a_story(_names(row[1]), mapping)), 0)
    header_at, header = first[at]
    if at:
        notes = (*notes, f"De namen van de kolommen staan op rij {header_at}.")
    return Sheet(
        columns=_names(header),
        rows=lambda: (row for row in rows() if row[0] > header_at),
        header_at=header_at,
        notes=notes,
    )


def _empty() -> Rejected:
    return Rejected("Dit bestand is leeg. Er staat geen kop en geen rij in.", code="import.leeg")


def _names(cells: Cells) -> tuple[str, ...]:
    return tuple(" ".join(str(cell).split()) if filled(cell) else "" for cell in cells)


def _csv(path: Path, delimiter: str | None) -> Rows:
    encoding = encoding_of(path)

    def rows() -> Iterator[tuple[int, Cells]]:
        with path.open(encoding=encoding, newline="") as file:
            mark, skipped = _separator(file)
            try:
                yield from numbered_rows(_sound(file), delimiter or mark, after=skipped)
            except UnicodeError:
                raise unreadable() from None

    return rows


def numbered_rows(
    lines: Iterator[str], delimiter: str, *, after: int = 0
) -> Iterator[tuple[int, list[str]]]:
    """Rows with anything in them, each with its number: rows, not lines, header first.

    Raises:
        Rejected: a row cannot be read, or has too many cells.
    """
    csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = after
    try:
        for cells in reader:
            number += 1
            if len(cells) > MOST_COLUMNS:
                raise Rejected(
                    f"Rij {number} heeft meer dan {MOST_COLUMNS} cellen.", code="import.kolommen"
                )
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise Rejected(
            f"Rij {number + 1} kan niet worden gelezen. Kijk of elk aanhalingsteken een tweede "
            "heeft, en of de cel niet te lang is.",
            code="import.rij",
            problems=(Problem(f"rij {number + 1}", "Deze rij kan niet worden gelezen."),),
        ) from None


def _sound(file: IO[str]) -> Iterator[str]:
    """Lines of a file; one without an end cannot fill the memory."""
    while line := file.readline(_CELL_LIMIT + _CHUNK):
        if "\x00" in line:
            raise unreadable()
        yield line


def _separator(file: IO[str]) -> tuple[str, int]:
    """The separator, and how many rows say only which it is (as Excel writes: `sep=;`)."""
    start = file.readline(_CHUNK)
    while start and not start.strip():
        start = file.readline(_CHUNK)
    said = start.strip().casefold()
    if said.startswith("sep=") and len(said) == 5:
        return start.strip()[-1], 1
    file.seek(0)
    return separator_in(start), 0


def separator_in(header: str) -> str:
    """The separator that a header uses most, outside quotes."""
    bare = "".join(part for at, part in enumerate(header.split('"')) if at % 2 == 0)
    return max(SEPARATORS, key=lambda mark: (bare.count(mark), -SEPARATORS.index(mark)))


def encoding_of(path: Path) -> str:
    """The encoding of a text file, read in parts.

    Raises:
        Rejected: it is no text in an encoding that can be told.
    """
    with path.open("rb") as file:
        start = file.read(2)
        if start in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        wrong_at = _first_that_is_no(file, "utf-8-sig")
        if wrong_at is None:
            return "utf-8-sig"
        from charset_normalizer import from_bytes

        file.seek(max(0, wrong_at - _CHUNK // 2))
        best = from_bytes(file.read(_CHUNK)).best()
        if best is None:
            raise unreadable()
        # A Dutch file that is no UTF-8 is nearly always Windows-1252; guesses between its
        # neighbours differ only in letters that Dutch does not have.
        for encoding in ("cp1252", best.encoding):
            if _first_that_is_no(file, encoding) is None:
                return encoding
    raise unreadable()


def _first_that_is_no(file: IO[bytes], encoding: str) -> int | None:
    """Where a file stops being text in this encoding; None when it never does."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    while True:
        at = file.tell()
        chunk = file.read(_CHUNK)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return at + error.start
        if not chunk:
            return None


def unreadable() -> Rejected:
    """The refusal of a file whose letters cannot be told."""
    return Rejected(
        "De letters in dit bestand kunnen niet worden gelezen. Sla het op als UTF-8.",
        code="import.codering",
    )


def _xlsx(path: Path, wanted: str | None) -> tuple[Rows, tuple[str, ...]]:
    """The rows of a sheet, by name or the first with anything in it."""
    from openpyxl import load_workbook

    # Opened here: of a damaged file the library would leave it open.
    with damage_is_refused(".xlsx"), path.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        with closing(book):
            names = [sheet.title for sheet in book.worksheets]
            if wanted is not None and wanted not in names:
                raise Rejected(
                    f"Dit werkboek heeft geen blad met die naam. De bladen zijn: "
                    f"{', '.join(names)}.",
                    code="import.blad",
                )
            for sheet in book.worksheets:
                rows = _of_sheet(sheet) if wanted in (None, sheet.title) else []
                if rows or sheet.title == wanted:
                    others = [name for name in names if name != sheet.title]
                    return partial(iter, rows), _other_sheets(sheet.title, others)
    return partial(iter, ()), ()


def _other_sheets(name: str, others: list[str]) -> tuple[str, ...]:
    if not others:
        return ()
    return (f"Wij lezen alleen het blad {name}, niet: {', '.join(others)}.",)


def _of_sheet(sheet: Any) -> list[tuple[int, Cells]]:
    found: list[tuple[int, Cells]] = []
    for number, row in enumerate(bounded_rows(sheet), start=1):
        cells = [FORMULA if cell.data_type == "f" else cell.value for cell in row]
        while cells and not filled(cells[-1]):
            cells.pop()
        if cells:
            found.append((number, cells))
    return found


def bounded_rows(sheet: Any) -> Iterator[Sequence[Any]]:
    """The rows of a sheet that is read only; one that claims to be huge is stopped in time.

    Raises:
        Rejected: it has more rows or cells than a sheet of stories can have.
    """
    sheet.reset_dimensions()
    seen = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        seen += len(row)
        if number > MOST_ROWS or seen > _MOST_CELLS:
            raise Rejected("Dit blad heeft te veel rijen of kolommen.", code="import.te_groot")
        yield row[:MOST_COLUMNS]
