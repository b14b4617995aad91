"""Stories in rows: CSV in any encoding and with any separator, and XLSX. Formulas are refused."""

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from ingest.readers.damage import damage_is_refused
from ingest.readers.result import ReadResult
from ingest.readers.rows import all_drafts, recognised
from models.errors import Problem, Rejected

_SEPARATORS = (";", ",", "\t", "|")
_CELL_LIMIT = 4_000_000
_MOST_COLUMNS = 500
_FORMULA = "Hier staat een formule. Zet er gewone tekst of een gewone waarde neer."


def read_csv(content: bytes, *, mapping: Mapping[str, str] | None) -> ReadResult:
    """Drafts of a CSV file.

    Raises:
        Rejected: the encoding is unknown, there is no header, or a row has too many cells.
    """
    text = decoded(content)
    rows = list(csv_rows(text))
    if not rows:
        raise _empty()
    (_, header), *body = rows
    columns = tuple(name.strip() for name in header)
    known = recognised(columns, mapping)
    problems = [
        Problem(f"rij {number}", f"Deze rij heeft {len(cells)} cellen, de kop heeft er "
                f"{len(columns)}. Zet een tekst met een scheidingsteken tussen aanhalingstekens.")
        for number, cells in body
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :])
    ]  # fmt: skip
    named = ((number, dict(zip(columns, cells, strict=False))) for number, cells in body)
    drafts, wrong = all_drafts(named, known)
    return ReadResult(drafts, (*problems, *wrong), columns)


def read_xlsx(path: Path, *, mapping: Mapping[str, str] | None) -> ReadResult:
    """Drafts of the first sheet of a workbook with anything in it.

    Raises:
        Rejected: it cannot be read, or it holds nothing.
    """
    rows = xlsx_rows(path)
    header_at = next((at for at, row in enumerate(rows) if any(_filled(c) for c in row)), None)
    if header_at is None:
        raise _empty()
    header = rows[header_at]
    columns = tuple(str(cell.value).strip() if _filled(cell) else "" for cell in header)
    known = recognised([column for column in columns if column], mapping)
    body = list(enumerate(rows[header_at + 1 :], start=header_at + 2))
    problems = tuple(
        Problem(f"rij {number}, kolom {columns[at]}", _FORMULA)
        for number, row in body
        for at, cell in enumerate(row[: len(columns)])
        if columns[at] in known.by_field.values() and cell.data_type == "f"
    )
    if problems:
        return ReadResult((), problems, columns)
    named = (
        (number, {column: cell.value for column, cell in zip(columns, row, strict=False) if column})
        for number, row in body
    )
    drafts, wrong = all_drafts(named, known)
    return ReadResult(drafts, wrong, tuple(column for column in columns if column))


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, or the encoding that its bytes point to.

    Raises:
        Rejected: it is no text in an encoding that can be told.
    """
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    with suppress(UnicodeDecodeError):
        return _checked(content.decode("utf-16" if marked else "utf-8-sig"))
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    if best is None:
        raise _unreadable()
    # A Dutch file that is no UTF-8 is nearly always Windows-1252; guesses between its neighbours
    # differ only in letters that Dutch does not have.
    with suppress(UnicodeDecodeError):
        return _checked(content.decode("cp1252"))
    return _checked(str(best))


def _checked(text: str) -> str:
    if "\x00" in text:
        raise _unreadable()
    return text


def _unreadable() -> Rejected:
    return Rejected(
        "De letters in dit bestand kunnen niet worden gelezen. Sla het op als UTF-8.",
        code="import.codering",
    )


def _empty() -> Rejected:
    return Rejected("Dit bestand is leeg. Er staat geen kop en geen rij in.", code="import.leeg")


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of each as a person counts it: rows, not lines, header first.

    Raises:
        Rejected: a row cannot be read, or has too many cells.
    """
    csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if len(cells) > _MOST_COLUMNS:
                raise Rejected(
                    f"Rij {number} heeft meer dan {_MOST_COLUMNS} cellen.", code="import.kolommen"
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


def _separator(text: str) -> str:
    """The separator that the header uses most, outside quotes."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(part for at, part in enumerate(header.split('"')) if at % 2 == 0)
    return max(_SEPARATORS, key=lambda mark: (bare.count(mark), -_SEPARATORS.index(mark)))


def xlsx_rows(path: Path) -> list[list[Any]]:
    """The cells of the first sheet with anything in it; empty when no sheet has.

    Raises:
        Rejected: the file is damaged.
    """
    from openpyxl import load_workbook

    with damage_is_refused(".xlsx"):
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        with closing(book):
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows = [list(row)[:_MOST_COLUMNS] for row in sheet.iter_rows()]
                if any(_filled(cell) for row in rows for cell in row):
                    return rows
    return []


def _filled(cell: Any) -> bool:
    return cell.value is not None and bool(str(cell.value).strip())
