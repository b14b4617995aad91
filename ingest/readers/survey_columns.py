"""What the online surveys call their own columns, and how they write down a time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.readers.rows import plain
from ingest.readers.sheets import Cells, Sheet
from models.vocabulary import Layout

FIELDS: Mapping[Layout, Mapping[str, Sequence[str]]] = {
    Layout.LIMESURVEY: {
        "periode": ("submitdate", "date submitted", "datum ingestuurd", "datum verzonden"),
        "id": ("response id", "antwoord id", "antwoord-id"),
    },
    Layout.KOBO: {"periode": ("submission time", "end", "today"), "id": ("uuid", "id")},
    Layout.MICROSOFT_FORMS: {
        "periode": ("completion time", "tijd van voltooien", "voltooiingstijd"),
    },
    Layout.GOOGLE_FORMS: {"periode": ("timestamp", "tijdstempel")},
}
FINISHED = ("submitdate", "date submitted", "datum ingestuurd", "datum verzonden")
"""Columns of LimeSurvey that stay empty when somebody stopped half way."""
MARKS: Mapping[Layout, tuple[str, ...]] = {
    Layout.TABLE: (";", "|", ", "),
    Layout.LIMESURVEY: (),
    Layout.KOBO: (" ",),
    Layout.MICROSOFT_FORMS: (";",),
    Layout.GOOGLE_FORMS: (", ", ";"),
}
_OWN: Mapping[Layout, frozenset[str]] = {
    Layout.LIMESURVEY: frozenset((
        "id", "lastpage", "last page", "laatste pagina", "startlanguage", "start language",
        "starttaal", "begintaal", "begin taal", "seed", "startwaarde", "startdate", "datestamp",
        "date started", "date last action", "startdatum", "datum laatste actie", "interviewtime",
        "total time", "totale tijd", *FINISHED,
    )),
    Layout.KOBO: frozenset((
        "start", "end", "today", "version", "id", "uuid", "submission time", "validation status",
        "notes", "status", "tags", "index", "parent index", "parent table name", "meta/instanceid",
        "meta/instancename", "meta/rootuuid", "meta/deprecatedid", "xform id string",
    )),
    Layout.MICROSOFT_FORMS: frozenset((
        "id", "start time", "completion time", "begintijd", "starttijd", "tijd van voltooien",
        "voltooiingstijd", "last modified time", "tijd van laatste wijziging", "language", "taal",
        "total points", "totaal aantal punten", "quiz feedback",
    )),
    Layout.GOOGLE_FORMS: frozenset(("timestamp", "tijdstempel", "score")),
}  # fmt: skip
_MADE_BY: Mapping[Layout, re.Pattern[str]] = {
    Layout.LIMESURVEY: re.compile(
        r"(?:group ?time|question ?time|groeps?tijd|vraagtijd)(?: ?\d+|:.*)", re.S
    ),
    Layout.KOBO: re.compile(r".+ url", re.S),
    Layout.MICROSOFT_FORMS: re.compile(r"(?:points|feedback|punten) - .+", re.S),
}
_WITHOUT_UNDERSCORE = frozenset(("start", "end", "today"))
"""KoboToolbox begins the names of its other own columns with a mark."""
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)?\d{2})\b(.*)", re.S)


def is_own(layout: Layout, name: str) -> bool:
    """True for a column that the survey adds itself: numbers, times, versions."""
    said = plain(name)
    made = _MADE_BY.get(layout)
    if made is not None and made.fullmatch(said):
        return True
    if said not in _OWN.get(layout, ()):
        return False
    marked = name.startswith(("_", "meta/")) or said in _WITHOUT_UNDERSCORE
    return layout is not Layout.KOBO or marked


@dataclass(frozen=True)
class Months:
    """A table whose times can be read, or what stands in the way."""

    sheet: Sheet
    notes: tuple[str, ...] = ()


def with_months(sheet: Sheet, position: int) -> Months:
    """The table with its dates of the kind 3/4/2026 as months; all rows tell which comes first."""
    day_first = _day_first(sheet, position)
    if day_first is None:
        note = "Wij weten niet welk deel van de datum de maand is. Daarom lezen wij die niet."
        return Months(_changed(sheet, position, None), (note,))
    return Months(_changed(sheet, position, day_first))


def _day_first(sheet: Sheet, position: int) -> bool | None:
    """Whether the day stands first; None when no row tells. True too when nothing is slashed."""
    first = second = 0
    american = False
    for _, cells in sheet.rows():
        found = _slashed(cells, position)
        if found:
            first, second = max(first, int(found[1])), max(second, int(found[2]))
            american |= found[4].strip().casefold().endswith(("am", "pm"))
    if not first or first > 12:
        return True
    return False if second > 12 or american else None


def _changed(sheet: Sheet, position: int, day_first: bool | None) -> Sheet:
    def rows() -> Iterator[tuple[int, Cells]]:
        for number, cells in sheet.rows():
            found = _slashed(cells, position)
            if found or _never(cells, position):
                month = _month(found, day_first) if found else None
                cells = [*cells[:position], month, *cells[position + 1 :]]
            yield number, cells

    return Sheet(sheet.columns, rows, sheet.header_at, sheet.notes)


def _slashed(cells: Cells, position: int) -> re.Match[str] | None:
    cell = cells[position] if position < len(cells) else None
    return _SLASHED.match(cell.strip()) if isinstance(cell, str) else None


def _never(cells: Cells, position: int) -> bool:
    """The time that LimeSurvey writes when it keeps none: the first of January 1980."""
    return position < len(cells) and str(cells[position]).startswith("1980-01-01")


def _month(found: re.Match[str], day_first: bool | None) -> str | None:
    if day_first is None:
        return None
    month = int(found[2] if day_first else found[1])
    year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
    return f"{year}-{month:02d}" if 1 <= month <= 12 else found[0]
