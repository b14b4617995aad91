"""Stories as JSON Lines: one object a line, with at least `text`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from ingest.drafts import Draft
from ingest.readers.result import ReadResult
from ingest.readers.rows import checked_draft, read_period, read_purposes
from ingest.readers.sheets import MOST_COLUMNS, encoding_of, unreadable
from models.errors import Problem, Rejected
from models.vocabulary import AgeGroup, NarratorRole

_TEXT_FIELDS = ("text", "title", "role", "age_group", "period", "date", "team")
_LONGEST_LINE = 4_000_000
_CHUNK = 1 << 20
_TOO_LONG = "Deze regel is te lang. Er passen 4 miljoen tekens in."
_DEPTH_ERRORS = (ValueError, RecursionError)


def read_jsonl(path: Path) -> ReadResult:
    """Drafts of a JSON Lines file; `team` is not read, the importer chooses the team.

    Raises:
        Rejected: there is nothing in it, or it is no text.
    """
    columns: dict[str, None] = {}
    found = list(jsonl_drafts(path, columns))
    if not found:
        raise Rejected("Dit bestand is leeg.", code="import.leeg")
    return ReadResult(
        tuple(one for _, one in found if isinstance(one, Draft)),
        tuple(one for _, one in found if isinstance(one, Problem)),
        tuple(columns),
    )


def jsonl_drafts(
    path: Path, columns: dict[str, None] | None = None
) -> Iterator[tuple[int, Draft | Problem]]:
    """The draft or the problems of each line, with its number; a line is forgotten when read.

    Args:
        path: the file.
        columns: filled with the names of the fields that occur.

    Raises:
        Rejected: it is no text.
    """
    columns = {} if columns is None else columns
    # Not universal newlines: a story may hold other line ends than \n.
    with path.open(encoding=encoding_of(path), newline="\n") as file:
        try:
            for number, line in enumerate(_lines(file), start=1):
                if line is None:
                    yield number, Problem(f"regel {number}", _TOO_LONG)
                    continue
                if not line.strip():
                    continue
                draft, problems = _draft(line, place=f"regel {number}", columns=columns)
                yield from ((number, problem) for problem in problems)
                if draft is not None:
                    yield number, draft
        except UnicodeError:
            raise unreadable() from None


def _lines(file: IO[str]) -> Iterator[str | None]:
    """Every line; None for one that is too long, of which nothing is held."""
    while line := file.readline(_LONGEST_LINE + 1):
        whole = len(line) <= _LONGEST_LINE or line.endswith("\n")
        yield line if whole else None
        while not whole:
            rest = file.readline(_CHUNK)
            whole = not rest or rest.endswith("\n")


def _draft(
    line: str, *, place: str, columns: dict[str, None]
) -> tuple[Draft | None, list[Problem]]:
    try:
        row = json.loads(line)
    except _DEPTH_ERRORS:
        return None, [Problem(place, "Deze regel is geen geldige JSON.")]
    if not isinstance(row, dict):
        return None, [Problem(place, "Deze regel is geen object met velden.")]
    if _holds_half_character(line, row):
        return None, [Problem(place, "Hier staat een half teken, zoals een afgebroken emoji.")]
    if len(columns) < MOST_COLUMNS:
        columns.update(dict.fromkeys(str(key) for key in row))
    problems = [
        Problem(f"{place}, veld {name}", "Dit veld moet tekst zijn.")
        for name in _TEXT_FIELDS
        if row.get(name) is not None and not isinstance(row[name], str)
    ]
    text = row.get("text")
    if not problems and (not isinstance(text, str) or not text.strip()):
        problems.append(Problem(f"{place}, veld text", "Hier staat geen verhaal."))
    answers = row.get("answers")
    if answers is not None and not isinstance(answers, dict):
        problems.append(Problem(f"{place}, veld answers", "Dit veld moet een object zijn."))
    if problems:
        return None, problems
    return _checked(row, place)


def _holds_half_character(line: str, row: Mapping[str, object]) -> bool:
    """True when it stands anywhere but in title and text: from those it is cleaned away."""
    if "\\ud" not in line.casefold():
        return False
    try:
        rest = {key: value for key, value in row.items() if key not in ("title", "text")}
        json.dumps(rest, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return True
    return False


def _checked(row: Mapping[str, object], place: str) -> tuple[Draft | None, list[Problem]]:
    problems: list[Problem] = []
    period, message = read_period(row.get("period") or row.get("date"))
    if message:
        problems.append(Problem(f"{place}, veld period", message))
    for name, kind in (("role", NarratorRole), ("age_group", AgeGroup)):
        value = row.get(name)
        if value is not None and value not in [word.value for word in kind]:
            known = ", ".join(word.value for word in kind)
            problems.append(Problem(f"{place}, veld {name}", f"Kies uit: {known}."))
    consents, reference = row.get("consents"), row.get("id")
    listed = consents if isinstance(consents, list) else []
    told = [one for one in listed if isinstance(one, str)]
    purposes, message = read_purposes(";".join(told))
    if consents is not None and (len(told) < len(listed) or not isinstance(consents, list)):
        message = "Dit veld moet een lijst van teksten zijn."
    if message:
        problems.append(Problem(f"{place}, veld consents", message))
    if not isinstance(reference, str | int | float | None):
        problems.append(Problem(f"{place}, veld id", "Dit veld moet tekst of een getal zijn."))
    if problems:
        return None, problems
    role, age_group, answers = row.get("role"), row.get("age_group"), row.get("answers")
    draft = Draft(
        text=str(row["text"]),
        title=str(row.get("title") or ""),
        role=NarratorRole(str(role)) if role else None,
        age_group=AgeGroup(str(age_group)) if age_group else None,
        period=period,
        reference=None if reference is None else str(reference),
        answers=dict(answers) if isinstance(answers, dict) else {},
        place=place,
        purposes=None if consents is None else purposes,
    )
    return checked_draft(draft)
