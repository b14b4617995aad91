"""Stories in rows of a table, and the parts of a table that other readers use too."""

import io
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from ingest.readers.damage import damage_is_refused
from ingest.readers.rows import filled
from ingest.readers.sheets import bounded_rows, numbered_rows, separator_in, unreadable

_MOST_COLUMNS = 500


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
        raise unreadable()
    # A Dutch file that is no UTF-8 is nearly always Windows-1252; guesses between its neighbours
    # differ only in letters that Dutch does not have.
    with suppress(UnicodeDecodeError):
        return _checked(content.decode("cp1252"))
    return _checked(str(best))


def _checked(text: str) -> str:
    if "\x00" in text:
        raise unreadable()
    return text


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of a text with the number of each as a person counts it: rows, not lines.

    Raises:
        Rejected: a row cannot be read, or has too many cells.
    """
    header = next((line for line in text.splitlines() if line.strip()), "")
    return numbered_rows(io.StringIO(text, newline=""), separator_in(header))


def xlsx_rows(path: Path) -> list[list[Any]]:
    """The cells of the first sheet with anything in it; empty when no sheet has.

    Raises:
        Rejected: the file is damaged.
    """
    from openpyxl import load_workbook

    # Opened here: of a damaged file the library would leave it open.
    with damage_is_refused(".xlsx"), path.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        with closing(book):
            for sheet in book.worksheets:
                rows = [list(row)[:_MOST_COLUMNS] for row in bounded_rows(sheet)]
                if any(filled(cell) for row in rows for cell in row):
                    return rows
    return []
