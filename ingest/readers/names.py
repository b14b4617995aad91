"""Lists of names of an organisation: one name per line, or a table with `naam` and `soort`."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.drafts import clean_text
from ingest.readers.checking import checked_content
from ingest.readers.tables import csv_rows, decoded, xlsx_rows
from ingest.recognisers.own_list import MOST_WORDS, words_of
from models.errors import Problem
from models.vocabulary import OwnNameKind

LONGEST = 80
SHORTEST = 2
MOST_NAMES = 20_000
_WORDS = {
    **{kind.value: kind for kind in OwnNameKind},
    "buurt": OwnNameKind.QUARTER,
    "wijk of buurt": OwnNameKind.QUARTER,
    "collega": OwnNameKind.STAFF,
    "persoon": OwnNameKind.STAFF,
    "naam": OwnNameKind.STAFF,
    "adres": OwnNameKind.STREET,
    "instelling": OwnNameKind.ORGANISATION,
    "aanbieder": OwnNameKind.ORGANISATION,
    "andere organisatie": OwnNameKind.ORGANISATION,
}
_HEADERS = frozenset(("naam", "name", "soort", "kind", "type"))


@dataclass(frozen=True)
class NameList:
    """What a list holds: names with their kind and key, and everything wrong with it by line."""

    names: tuple[tuple[OwnNameKind, str, str], ...]
    problems: tuple[Problem, ...] = ()


def read_names(path: Path, *, kind: OwnNameKind | None = None) -> NameList:
    """Read a .txt, .csv or .xlsx file. Store nothing when there are problems.

    Args:
        path: the file.
        kind: for names whose line does not say what they are.

    Raises:
        Rejected: the file as a whole cannot be accepted.
    """
    extension = checked_content(path, allowed=(".txt", ".csv", ".tsv", ".xlsx"))
    if extension == ".xlsx":
        rows = [
            (number, ["" if cell.value is None else str(cell.value) for cell in row])
            for number, row in enumerate(xlsx_rows(path), start=1)
        ]
        return _of_table(rows, kind)
    text = decoded(path.read_bytes())
    if extension == ".txt":
        return read_lines(text, kind=kind)
    return _of_table(list(csv_rows(text)), kind)


def read_lines(text: str, *, kind: OwnNameKind | None = None) -> NameList:
    """Read pasted lines: `naam`, or `soort: naam`."""
    rows: list[tuple[str, str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        before, colon, after = line.partition(":")
        told = before.strip().casefold() in _WORDS and bool(colon)
        name, said = (after, before) if told else (line, "")
        if line.strip():
            rows.append((f"regel {number}", name, said))
    return _checked(rows, kind)


def _of_table(rows: list[tuple[int, list[str]]], kind: OwnNameKind | None) -> NameList:
    name_at, kind_at = 0, 1
    if rows:
        header = [cell.strip().casefold() for cell in rows[0][1]]
        if _HEADERS & set(header):
            rows = rows[1:]
            name_at = next((at for at, cell in enumerate(header) if cell in {"naam", "name"}), 0)
            kind_at = next(
                (at for at, cell in enumerate(header) if cell in {"soort", "kind", "type"}), -1
            )
    return _checked(
        (
            (f"rij {number}", _cell(cells, name_at), _cell(cells, kind_at))
            for number, cells in rows
            if any(cell.strip() for cell in cells)
        ),
        kind,
    )


def _cell(cells: list[str], at: int) -> str:
    return cells[at] if 0 <= at < len(cells) else ""


def _checked(rows: Iterable[tuple[str, str, str]], kind: OwnNameKind | None) -> NameList:
    names: dict[str, tuple[OwnNameKind, str, str]] = {}
    problems: list[Problem] = []
    for place, told, said in rows:
        name = " ".join(clean_text(told, limit=None).split())
        words = words_of(name)
        which = _WORDS.get(said.strip().casefold()) if said.strip() else kind
        wrong = _wrong(name, words, said, which)
        if wrong:
            problems.append(Problem(place, wrong))
        elif which is not None:
            key = " ".join(words)
            names.setdefault(key, (which, name, key))
        if len(names) > MOST_NAMES:
            problems.append(Problem(place, f"Er passen hoogstens {MOST_NAMES} namen in een lijst."))
            break
    return NameList(tuple(names.values()), tuple(problems))


def _wrong(name: str, words: tuple[str, ...], said: str, which: OwnNameKind | None) -> str:
    if not name:
        return "Hier staat geen naam."
    if which is None:
        kinds = ", ".join(kind.value for kind in OwnNameKind)
        if said.strip():
            return f"De soort is niet bekend. Kies uit: {kinds}."
        return f"Zeg erbij wat het is. Kies uit: {kinds}."
    if len(name) > LONGEST or len(words) > MOST_WORDS:
        return f"Deze naam is te lang. Gebruik hoogstens {MOST_WORDS} woorden en {LONGEST} tekens."
    if sum(len(word) for word in words) < SHORTEST:
        return "Deze naam is te kort. Gebruik ten minste twee letters."
    return ""
