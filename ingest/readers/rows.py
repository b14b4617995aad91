"""From a row with named fields to a draft: which column means what, and what a cell may hold."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import TypeVar

from ingest.drafts import Draft, clean
from models.errors import Problem, Rejected
from models.vocabulary import AgeGroup, NarratorRole, Purpose, Word
from models.wording import MONTHS

W = TypeVar("W", bound=Word)

HEADERS = {
    "tekst": ("verhaal", "tekst", "story", "text", "uw verhaal", "jouw verhaal", "ervaring"),
    "titel": ("titel", "title", "kop"),
    "rol": ("rol", "role", "verteller", "rol van de verteller"),
    "leeftijd": ("leeftijd", "leeftijdsgroep", "age group", "age", "leeftijdscategorie"),
    "periode": ("periode", "datum", "date", "period", "maand"),
    "id": ("id", "nummer", "reference", "referentie", "kenmerk"),
    "toestemming": ("mag voor",),
}  # fmt: skip
_AGE_LIMITS = (
    (18, AgeGroup.UNDER_18), (27, AgeGroup.FROM_18), (67, AgeGroup.FROM_27), (130, AgeGroup.FROM_67)
)  # fmt: skip
_PERIOD = re.compile(r"((?:19|20)\d{2})[-/](0?[1-9]|1[0-2])(?:[-/]\d{1,2})?(?:[t ].*)?")
_DUTCH_DATE = re.compile(r"(?:\d{1,2}[-/.])?(0?[1-9]|1[0-2])[-/.]((?:19|20)\d{2})(?:[ ,].*)?")
_NO_FORMULA = "Hier staat een formule. Zet er gewone tekst of een gewone waarde neer."
_FORMULA = ("=", "@")
_SIGNED_FORMULA = re.compile(r"[+-]\s*(?:\d[\d.,]*\s*[-+*/^(]|[A-Z]{1,3}\$?\d|[A-Z]{2,}\()")


class _Computed(Enum):
    """What a spreadsheet computes; it is no text."""

    FORMULA = "formule"

    def __str__(self) -> str:
        return ""


FORMULA = _Computed.FORMULA


@dataclass(frozen=True)
class Columns:
    """Which column holds which field; a field without a column is absent."""

    by_field: Mapping[str, str]

    def name(self, wanted: str) -> str:
        """The column of a field, as it is called in the file."""
        return self.by_field.get(wanted, wanted)


def recognised(
    columns: Sequence[str],
    mapping: Mapping[str, str] | None,
    *,
    also: Mapping[str, Sequence[str]] | None = None,
    needed: bool = True,
) -> Columns:
    """Find out which column is which.

    Args:
        columns: the names in the file.
        mapping: field (`tekst`, `titel`, `rol`, `leeftijd`, `periode`, `id`, `toestemming`) ->
            column name.
        also: more names that a field has in this layout.
        needed: there must be a column for the story.

    Raises:
        Rejected: the mapping names a field or a column that does not exist, a name occurs
            twice, or no column holds the story.
    """
    listed = ", ".join(columns) or "geen"
    by_name = {plain(column): column for column in columns}
    if len(by_name) < len([column for column in columns if column.strip()]):
        raise Rejected(
            f"Twee kolommen hebben dezelfde naam. De kolommen zijn: {listed}.",
            code="import.kolom_dubbel",
        )
    found: dict[str, str] = {}
    for wanted, column in (mapping or {}).items():
        if wanted not in HEADERS:
            raise Rejected(
                f"Het veld {wanted} bestaat niet. Kies uit: {', '.join(HEADERS)}.",
                code="import.veld_onbekend",
            )
        if plain(column) not in by_name:
            raise Rejected(
                f"De kolom {column} staat niet in het bestand. De kolommen zijn: {listed}.",
                code="import.kolom_onbekend",
                problems=(Problem(f"kolom {column}", "Deze kolom staat niet in het bestand."),),
            )
        found[wanted] = by_name[plain(column)]
    for wanted, names in HEADERS.items():
        if wanted not in found:
            names = (*names, *(also or {}).get(wanted, ()))
            match = next((by_name[name] for name in names if name in by_name), None)
            if match is not None and match not in found.values():
                found[wanted] = match
    if needed and "tekst" not in found:
        raise Rejected(
            f"Wij weten niet in welke kolom het verhaal staat. De kolommen zijn: {listed}. "
            "Noem de kolom, bijvoorbeeld: tekst=Ervaring.",
            code="import.kolom_tekst",
        )
    return Columns(found)


def draft_from(
    row: Mapping[str, object], columns: Columns, *, number: int, lenient: bool = False
) -> tuple[Draft | None, list[Problem]]:
    """The draft of one row, or its problems. A row without a story gives neither.

    Args:
        row: column name -> cell.
        columns: which column is which.
        number: the row as a person counts it, the header being row 1.
        lenient: words that look like a formula are words all the same.
    """
    place = f"rij {number}"
    cells = {field: row.get(column) for field, column in columns.by_field.items()}
    text = _text(cells.get("tekst"))
    formulas = [field for field in columns.by_field if cells.get(field) is FORMULA]
    if formulas:
        return None, [_problem(place, columns, field, _NO_FORMULA) for field in formulas]
    if not text.strip():
        blank = not any(filled(cell) for cell in row.values())
        message = "Hier staat geen verhaal."
        return None, [] if blank else [_problem(place, columns, "tekst", message)]
    problems = [
        _problem(place, columns, field, _NO_FORMULA)
        for field in ("tekst", "titel")
        if not lenient and is_formula(cells.get(field))
    ]
    role, role_problem = _word(NarratorRole, cells.get("rol"))
    age_group, age_problem = _age_group(cells.get("leeftijd"))
    period, period_problem = read_period(cells.get("periode"))
    purposes, purpose_problem = read_purposes(_text(cells.get("toestemming")))
    for field, message in (
        ("rol", role_problem), ("leeftijd", age_problem), ("periode", period_problem),
        ("toestemming", purpose_problem),
    ):  # fmt: skip
        if message:
            problems.append(_problem(place, columns, field, message))
    draft = Draft(
        text=text,
        title=_text(cells.get("titel")),
        role=role,
        age_group=age_group,
        period=period,
        reference=_text(cells.get("id")).strip() or None,
        place=place,
        purposes=purposes if "toestemming" in columns.by_field else None,
    )
    checked, further = checked_draft(draft, columns)
    return (checked if not problems else None), problems + further


def checked_draft(
    draft: Draft, columns: Columns | None = None
) -> tuple[Draft | None, list[Problem]]:
    """The cleaned draft, or what makes it too long, with its place."""
    try:
        return clean(draft), []
    except Rejected as error:
        field = "titel" if error.code.startswith("titel") else "tekst"
        if columns is None:
            return None, [Problem(draft.place, error.message)]
        return None, [_problem(draft.place, columns, field, error.message)]


def is_formula(cell: object) -> bool:
    """A cell that a spreadsheet would compute. A sentence may begin with a dash or a plus."""
    if not isinstance(cell, str):
        return False
    start = cell.lstrip()
    return start.startswith(_FORMULA) or _SIGNED_FORMULA.match(start) is not None


def read_period(cell: object) -> tuple[str | None, str]:
    """A month as YYYY-MM and no message, or None and what is wrong with it. Days are dropped."""
    if isinstance(cell, datetime | date):
        return f"{cell.year:04d}-{cell.month:02d}", ""
    text = _text(cell).strip().casefold()
    if not text:
        return None, ""
    if match := _PERIOD.fullmatch(text):
        return f"{match[1]}-{int(match[2]):02d}", ""
    if match := _DUTCH_DATE.fullmatch(text):
        return f"{match[2]}-{int(match[1]):02d}", ""
    words = text.split()
    if len(words) >= 2 and words[-2] in MONTHS and re.fullmatch(r"(?:19|20)\d{2}", words[-1]):
        return f"{words[-1]}-{MONTHS.index(words[-2]) + 1:02d}", ""
    return None, "Dit is geen maand of datum. Schrijf bijvoorbeeld 2024-03 of 12-03-2024."


def read_purposes(cell: str) -> tuple[frozenset[Purpose], str]:
    """What a narrator allows, as our export writes it (`onderzoek; citaat`), or what is wrong.

    An empty cell, or one that says no, allows nothing.
    """
    if not cell:
        return frozenset(), ""
    known = _purposes()
    told = [word for part in re.split("[;,|]", cell) if (word := plain(part)) and word != "nee"]
    if any(word not in known for word in told):
        return frozenset(), f"Dit doel kennen wij niet. Kies uit: {', '.join(Purpose)}, of nee."
    return frozenset(known[word] for word in told), ""


@cache
def _purposes() -> dict[str, Purpose]:
    exact = {purpose.value: purpose for purpose in Purpose}
    return exact | {plain(purpose.value): purpose for purpose in Purpose}


def names_a_story(header: Sequence[str], mapping: Mapping[str, str] | None) -> bool:
    """True for a row that can be a header: a column of it holds the story."""
    there = {plain(name) for name in header}
    if mapping and "tekst" in mapping:
        return plain(mapping["tekst"]) in there
    return any(name in there for name in HEADERS["tekst"])


def filled(cell: object) -> bool:
    """True when there is anything in a cell; a formula is something."""
    return cell is FORMULA or (cell is not None and bool(str(cell).strip()))


def all_drafts(
    rows: Iterable[tuple[int, Mapping[str, object]]], columns: Columns
) -> tuple[tuple[Draft, ...], tuple[Problem, ...]]:
    """Every draft and every problem of numbered rows."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for number, row in rows:
        draft, wrong = draft_from(row, columns, number=number)
        problems += wrong
        if draft is not None:
            drafts.append(draft)
    return tuple(drafts), tuple(problems)


def _age_group(cell: object) -> tuple[AgeGroup | None, str]:
    """A band, or the band that an age in years falls in; the age itself is not kept."""
    text = _text(cell).strip().removesuffix(".0")
    years = text.casefold().removesuffix("jaar").strip()
    if years.isdecimal() and len(years) <= 3:
        for limit, group in _AGE_LIMITS:
            if int(years) < limit:
                return group, ""
        return None, "Dit is geen leeftijd."
    return _word(AgeGroup, cell)


def _word(kind: type[W], cell: object) -> tuple[W | None, str]:
    text = plain(_text(cell))
    if not text:
        return None, ""
    if (word := _written(kind).get(text)) is not None:
        return word, ""
    known = ", ".join(word.value for word in kind)
    return None, f"Deze waarde kennen wij niet. Kies uit: {known}."


@cache
def _written(kind: type[W]) -> dict[str, W]:
    """Every word of a kind by each way to write it; of two the first counts."""
    ways: dict[str, W] = {}
    for word in kind:
        for way in (word.value.casefold(), plain(word.label), plain(word.value)):
            ways.setdefault(way, word)
    return ways


def _problem(place: str, columns: Columns, field: str, message: str) -> Problem:
    return Problem(f"{place}, kolom {columns.name(field)}", message)


def plain(text: str) -> str:
    """The name of a column as it is compared."""
    return " ".join(text.replace("\ufeff", "").replace("_", " ").casefold().split())


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
