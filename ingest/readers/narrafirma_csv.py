"""The CSV of NarraFirma: read as forgivingly as it is written, and its known faults undone.

It writes a cell with quotes in it bare, wraps a story of several lines in quotes of its own, and
quotes a cell with both a separator and a line end twice.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.readers.sheets import MOST_COLUMNS, separator_in
from models.errors import Rejected

COMMENT = ";"
OURS = ";Vertelpunt"
"""The first cell of the second row of our own export, which needs no repair."""


def rows_of(text: str, delimiter: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows, those with nothing in them left out; a quote that is no quoting is a letter.

    Raises:
        Rejected: a row has too many cells.
    """
    text = text.removeprefix("\ufeff")
    mark = re.escape(delimiter or separator_in(header_of(text)))
    quoted = re.compile(rf'"((?:[^"]++|"")*+)"(?={mark}|[\r\n]|\Z)')
    bare = re.compile(rf"(?:(?!{mark})[^\r\n])*+")
    place, number, row = 0, 1, list[str]()
    while place < len(text):
        found = quoted.match(text, place)
        if found:
            row.append(found[1].replace('""', '"'))
        else:
            found = bare.match(text, place)
            row.append(found[0] if found else "")
        place = found.end() if found else len(text)
        if len(row) > MOST_COLUMNS:
            raise Rejected(f"Rij {number} heeft te veel cellen.", code="import.kolommen")
        if re.match(mark, text[place : place + 1] or " "):
            place += 1
            if place < len(text):
                continue
            row.append("")
        place += 2 if text.startswith("\r\n", place) else 1
        if any(cell.strip() for cell in row):
            yield number, row
        number, row = number + 1, []


def header_of(text: str) -> str:
    """The first line that is no comment and not empty; a comment may hold any sign."""
    lines = (line for line in text.removeprefix("\ufeff").split("\n"))
    return next((line for line in lines if line.strip(', \t\r"') and not _comments(line)), "")


def _comments(line: str) -> bool:
    return line.lstrip('" \t').startswith(COMMENT)


def is_comment(cells: Sequence[object]) -> bool:
    """True for a row that NarraFirma passes over."""
    return bool(cells) and isinstance(cells[0], str) and cells[0].lstrip().startswith(COMMENT)


def repaired(value: str, *, delimiter: str, is_story: bool) -> str:
    """A cell as it was before NarraFirma wrote it; see the head of this file."""
    if "\n" in value and delimiter in value and _wrapped(value):
        value = value[1:-1].replace('""', '"')
    if is_story and ("\n" in value or "\r" in value) and _wrapped(value):
        value = value[1:-1]
    return value


def _wrapped(value: str) -> bool:
    return len(value) >= 2 and value[0] == value[-1] == '"'
