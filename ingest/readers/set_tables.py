"""A set of standards from a table: one row a standard, the set itself in columns or on a sheet.

In CSV, and in a workbook with one sheet, the fields of the set stand in columns that begin with
`set_`, filled in on one row. In a workbook they may stand on a sheet of their own called Set: the
name of a field, and next to it the value.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from ingest.readers.damage import damage_is_refused
from ingest.readers.marked import Marked
from ingest.readers.rows import is_formula
from ingest.readers.tables import csv_rows, decoded
from models.errors import Problem

STANDARD_COLUMNS = {
    "key": ("sleutel", "nummer", "nr", "id", "key"),
    "title": ("titel", "title", "naam"),
    "description": ("omschrijving", "beschrijving", "description"),
    "group": ("groep", "group", "hoofdstuk"),
    "status": ("bron", "status"),
    "note": ("opmerking", "note"),
    "parent": ("onderdeel van", "hoort bij", "parent"),
    "url": ("adres", "link", "url"),
    "wel": ("wel",),
    "niet": ("niet",),
}
"""Field of a standard -> what its column may be called; the first is how we write it."""
SET_FIELDS = {
    "key": ("sleutel", "key"),
    "version": ("versie", "version"),
    "name": ("naam", "name"),
    "short": ("korte naam", "short"),
    "publisher": ("uitgever", "publisher"),
    "year": ("jaar", "year"),
    "perspective": ("perspectief", "perspective"),
    "tier": ("soort", "tier"),
    "status": ("volledig", "status"),
    "missing": ("wat ontbreekt", "missing"),
    "licence": ("licentie", "licence"),
    "source title": ("bron",),
    "source url": ("bron adres",),
    "source publisher": ("bron uitgever",),
}
"""Field of a set -> what it may be called; the first is how we write it."""
REQUIRED = ("key", "title", "description")
MANY = frozenset({"wel", "niet"})
"""Columns that may hold more: a line each, or columns `wel 1`, `wel 2`."""
NO_LINE = "geen"
"""Holds a place in a list of sources that has no address or publisher there."""
MOST_ROWS = 20_000
_MOST_COLUMNS = 100
_SET_PREFIX = "set "
_NAMELESS = "Boven deze cel staat geen naam van een kolom."
_DATE = "Hier is een datum van gemaakt. Maak de cel op als tekst en vul haar opnieuw in."
_NEVER_DATES = frozenset({"key", "parent", "set key", "set version"})
_FORMULA = "Hier staat een formule. Zet er gewone tekst neer."
# The apostrophe that our own files have before what a spreadsheet would take for a formula.
_GUARD = re.compile("^'(?= *[=+\\-@\t\r\n＝＋－＠])")
Row = tuple[int, list[Any]]


def read_csv(content: bytes) -> Marked:
    """The set in a CSV file, in the encodings and with the separators that stories may have.

    Raises:
        Rejected: the encoding is unknown, or a row cannot be read.
    """
    rows: list[Row] = [
        (number, list(cells)) for number, cells in islice(csv_rows(decoded(content)), MOST_ROWS)
    ]
    marked = Marked(unit="kolom", words=_written("set_{}"))
    _members(rows, marked, formula=is_formula)
    return marked


def read_xlsx(path: Path) -> Marked:
    """The set in a workbook: the sheet Set, if any, and the sheet with standards.

    Without a sheet with the columns of standards it is the first other sheet that is filled.

    Raises:
        Rejected: the file is damaged, or holds too much.
    """
    sheets = _sheets(path)
    about = next((name for name in sheets if _plain(name) == "set"), None)
    marked = Marked(unit="kolom", words=_written("set_{}" if about is None else "{} (op blad Set)"))
    if about is not None:
        _set_sheet(sheets[about], marked)
    others = {
        name: rows
        for name, rows in sheets.items()
        if rows and _plain(name) not in {"set", "uitleg"}
    }
    first, *more = [name for name, rows in others.items() if _has_standards(rows)] or [
        next(iter(others), "")
    ]
    _members(others.get(first, []), marked, formula=_is_formula_cell)
    marked.problems += (
        Problem(f"blad {name}", f"Hier staan ook standaarden. Zet ze bij die op blad {first}.")
        for name in more
    )
    return marked


def _has_standards(rows: Sequence[Row]) -> bool:
    names = _names(STANDARD_COLUMNS)
    return {names.get(_plain(_text(_value(cell)))) for cell in rows[0][1]} >= set(REQUIRED)


def _sheets(path: Path) -> dict[str, list[Row]]:
    from openpyxl import load_workbook

    found: dict[str, list[Row]] = {}
    # Opened here: of a damaged file the library would leave it open.
    with damage_is_refused(".xlsx"), path.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        with closing(book):
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows = enumerate(islice(sheet.iter_rows(), MOST_ROWS), start=1)
                found[sheet.title] = [
                    (number, list(row)[:_MOST_COLUMNS])
                    for number, row in rows
                    if any(_text(cell.value) for cell in row)
                ]
    return found


def _is_formula_cell(cell: Any) -> bool:
    return getattr(cell, "data_type", "") == "f" or is_formula(_value(cell))


def _set_sheet(rows: Iterable[Row], marked: Marked) -> None:
    names = _names(SET_FIELDS)
    told: dict[str, str] = {}
    for number, cells in rows:
        place = f"blad Set, rij {number}"
        label = _text(_value(cells[0]))
        name = names.get(_plain(label))
        if _plain(label) in {"veld", ""}:
            continue
        if name is None:
            marked.problems.append(Problem(place, _unknown(label, SET_FIELDS)))
        elif name in told:
            marked.problems.append(Problem(place, f"Het veld {label} staat er twee keer."))
        elif len(cells) > 1 and _is_formula_cell(cells[1]):
            marked.problems.append(Problem(place, _FORMULA))
        elif (
            _SET_PREFIX + name in _NEVER_DATES
            and len(cells) > 1
            and isinstance(_value(cells[1]), date)
        ):
            marked.problems.append(Problem(place, _DATE))
        else:
            told[name] = _text(_value(cells[1])) if len(cells) > 1 else ""
            marked.places[(name,)] = place
    _set_fields(told, marked)


def _members(rows: Sequence[Row], marked: Marked, *, formula: Any) -> None:
    """The standards of a table with a header, and the fields of the set that stand in it."""
    standards: list[dict[str, Any]] = []
    marked.data.setdefault("standards", standards)
    if not rows:
        return
    (_, header), *body = rows
    fields = _header([_text(_value(cell)) for cell in header], marked)
    if not fields:
        return
    told: dict[str, str] = {}
    for number, cells in body:
        named: dict[str, Any] = {}
        here: dict[str, str] = {}
        for at, cell in enumerate(cells):
            text = _text(_value(cell))
            if not text:
                continue
            if at not in fields:
                if at >= len(header):
                    marked.problems.append(Problem(f"rij {number}", _too_wide(len(header))))
                elif not _text(_value(header[at])):
                    marked.problems.append(Problem(f"rij {number}, cel {at + 1}", _NAMELESS))
                continue
            name, column = fields[at]
            place = f"rij {number}, kolom {column}"
            if formula(cell):
                marked.problems.append(Problem(place, _FORMULA))
            if name in _NEVER_DATES and isinstance(_value(cell), date):
                marked.problems.append(Problem(place, _DATE))
            text = _GUARD.sub("", text)
            if name.startswith(_SET_PREFIX):
                _tell(told, name.removeprefix(_SET_PREFIX), text, place, marked)
            elif name in MANY:
                named.setdefault(name, []).extend(
                    line.strip() for line in text.splitlines() if line.strip()
                )
                here.setdefault(name, place)
            else:
                named[name], here[name] = text, place
        if named:
            path = ("standards", len(standards))
            marked.places[path] = f"rij {number}"
            marked.places.update({(*path, name): place for name, place in here.items()})
            standards.append(named)
    if told:
        _set_fields(told, marked)


def _tell(told: dict[str, str], name: str, text: str, place: str, marked: Marked) -> None:
    if told.setdefault(name, text) != text:
        marked.problems.append(
            Problem(place, "Hier staat iets anders over de set dan in een rij erboven.")
        )
    marked.places.setdefault((name,), place)


def _header(header: Sequence[str], marked: Marked) -> dict[int, tuple[str, str]]:
    """The field and the written name of each column by its place; none when it cannot be read."""
    names = _names(STANDARD_COLUMNS) | {
        _SET_PREFIX + plain: _SET_PREFIX + name for plain, name in _names(SET_FIELDS).items()
    }
    found: dict[int, tuple[str, str]] = {}
    taken: set[str] = set()
    for at, column in enumerate(header):
        plain = _plain(column)
        first, _, last = plain.rpartition(" ")
        name = names.get(first if first in MANY and last.isdigit() else plain)
        if not plain:
            continue
        if name is None:
            place = f"kop, kolom {column[:40]}"
            fields = SET_FIELDS if plain.startswith(_SET_PREFIX) else STANDARD_COLUMNS
            marked.problems.append(Problem(place, _unknown(column, fields)))
        elif name in taken and name not in MANY:
            place = f"kop, kolom {column[:40]}"
            marked.problems.append(Problem(place, "Deze kolom staat er al."))
        else:
            taken.add(name)
            found[at] = (name, column)
    if taken and all(name.startswith(_SET_PREFIX) for name in taken):
        return found
    missing = [STANDARD_COLUMNS[name][0] for name in REQUIRED if name not in taken]
    marked.problems += (Problem(f"kop, kolom {name}", "Deze kolom ontbreekt.") for name in missing)
    return {} if missing else found


def _set_fields(told: Mapping[str, str], marked: Marked) -> None:
    parts = {name: told.get(f"source {name}", "") for name in ("title", "url", "publisher")}
    columns = [
        ["" if line.strip() == NO_LINE else line.strip() for line in part.splitlines()]
        for part in parts.values()
    ]
    sources = [
        {name: text for name, text in zip(parts, row, strict=True) if text}
        for row in zip_longest(*columns, fillvalue="")
        if any(row)
    ]
    if sources:
        marked.data["sources"] = sources
        marked.places[("sources",)] = marked.places.get(("source title",), "bron")
    marked.data |= {
        name: text for name, text in told.items() if text and not name.startswith("source ")
    }


def _written(set_field: str) -> dict[tuple[str | int, ...], str]:
    """What each field is called in a table: see `Marked.words`."""
    of_set = {(name,): set_field.format(words[0]) for name, words in SET_FIELDS.items()}
    if set_field.startswith("set_"):
        of_set = {path: said.replace(" ", "_") for path, said in of_set.items()}
    return of_set | {("standards", name): words[0] for name, words in STANDARD_COLUMNS.items()}


def _names(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {plain: name for name, words in fields.items() for plain in words}


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


def _unknown(name: str, fields: Mapping[str, Sequence[str]]) -> str:
    known = ", ".join(words[0] for words in fields.values())
    return f"{name[:40]} kennen wij niet. Kies uit: {known}."


def _too_wide(columns: int) -> str:
    return (
        f"Deze rij heeft meer cellen dan de kop ({columns}). Zet een tekst met een "
        "scheidingsteken tussen aanhalingstekens."
    )


def _value(cell: Any) -> Any:
    return getattr(cell, "value", cell) if not isinstance(cell, str) else cell


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value).strip(" \t")
    return text if text.strip() else ""
