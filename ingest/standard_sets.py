"""Reading one set of standards from a file: all of it, or everything that is wrong by its place.

CSV and XLSX have a row for each standard; YAML and JSON follow the schema of `schema()`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ingest.drafts import clean_text
from ingest.readers.checking import checked_content
from ingest.readers.marked import Marked, read_json, read_yaml
from ingest.readers.set_tables import read_csv, read_xlsx
from ingest.readers.tables import decoded
from models.errors import Problem, Rejected
from models.standard_content import SetContent, Source, StandardContent
from models.vocabulary import SetStatus, SetTier, SourceStatus
from models.words import Word

MOST_STANDARDS = 2_000
MOST_BYTES = 5_000_000
SHOWN_PROBLEMS = 20
MOST_PROBLEMS = 500
"""So many places are told one by one; who made that many mistakes knows enough."""
EXTENSIONS = (".csv", ".json", ".tsv", ".xlsx", ".yaml", ".yml")
_SAID = {
    "gezien": SourceStatus.VERIFIED,
    "afgeleid": SourceStatus.DERIVED,
    "na te kijken": SourceStatus.RECONSTRUCTED,
}
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ENDING = re.compile(r"\.[a-z0-9]{1,8}")
_NUMBER = re.compile("[0-9]+")
_MESSAGES = {
    "missing": "Dit ontbreekt.",
    "string_type": "Hier moet één tekst staan.",
    "string_too_short": "Dit is leeg.",
    "string_too_long": "Dit is te lang. Er passen {max_length} tekens in.",
    "list_type": "Hier moet een lijst staan.",
    "too_long": "Dit zijn er te veel. Er passen er {max_length} in.",
    "model_type": "Hier moeten velden met een waarde staan.",
}

Line = Annotated[str, Field(max_length=300)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _one_line(cls, value: object) -> object:
        """Without what is invisible, on one line."""
        if isinstance(value, list):
            return [_clean(one) if isinstance(one, str) else one for one in value]
        return _clean(value) if isinstance(value, str) else value

    @field_validator("url", mode="after", check_fields=False)
    @classmethod
    def _address(cls, value: str) -> str:
        """Only addresses of the web become links."""
        if value and not _is_address(value):
            raise ValueError("Dit is geen adres. Een adres begint met https:// of http://.")
        return value

    @field_validator("status", "tier", mode="before", check_fields=False)
    @classmethod
    def _by_label(cls, value: object, info: Any) -> object:
        """A word of a closed list, as we keep it or as people read it."""
        if not isinstance(value, str):
            return value
        kind = _kind_of(cls, info.field_name)
        said = _clean(value).casefold()
        for word in kind:
            if said in {word.value.casefold(), word.label.casefold()}:
                return word
        if kind is SourceStatus and said in _SAID:
            return _SAID[said]
        choices = _SAID if kind is SourceStatus else [word.label.lower() for word in kind]
        raise ValueError(f"Dit kennen wij niet. Kies uit: {', '.join(choices)}.")


class SourceShape(_Shape):
    """Waar een set is gevonden."""

    title: str = Field(min_length=1, max_length=300, description="Naam van het stuk of de pagina")
    url: str = Field(default="", max_length=500, description="Adres op het web")
    publisher: str = Field(default="", max_length=200, description="Wie het uitgaf")


class StandardShape(_Shape):
    """Eén standaard."""

    key: str = Field(
        min_length=1, max_length=60,
        description="Nummer of kenmerk, vast over alle versies: de set komt er vanzelf voor",
    )  # fmt: skip
    title: str = Field(min_length=1, max_length=300, description="Korte titel")
    description: str = Field(
        min_length=1, max_length=2_000, description="Eén of twee eigen zinnen; geen citaat"
    )
    group: str = Field(default="", max_length=120, description="Hoofdstuk of onderwerp")
    status: SourceStatus = Field(
        default=SourceStatus.RECONSTRUCTED, description="Hoe goed de tekst bekend is"
    )
    note: str = Field(default="", max_length=2_000, description="Opmerking voor wie nakijkt")
    parent: str = Field(
        default="", max_length=60, description="Kenmerk van de standaard waar dit een deel van is"
    )
    url: str = Field(default="", max_length=500, description="Adres op het web")
    wel: list[Line] = Field(
        default_factory=list, max_length=20,
        description="Zinnen zoals iemand zegt dat het zo gaat; zelf bedacht, nooit uit een verhaal",
    )  # fmt: skip
    niet: list[Line] = Field(
        default_factory=list, max_length=20,
        description="Zinnen zoals iemand zegt dat het niet zo gaat; zelf bedacht",
    )  # fmt: skip


class SetShape(_Shape):
    """Eén versie van een set kwaliteitsstandaarden."""

    key: str = Field(
        min_length=1,
        max_length=40,
        description="Vast kenmerk: kleine letters, cijfers en streepjes",
    )
    version: str = Field(min_length=1, max_length=20, description="Bijvoorbeeld 1 of 2026-1")
    name: str = Field(min_length=1, max_length=200, description="Volledige naam")
    short: str = Field(default="", max_length=80, description="Korte naam")
    publisher: str = Field(default="", max_length=200, description="Wie de set uitgaf")
    year: str = Field(default="", max_length=120, description="Jaar van uitgave")
    perspective: str = Field(default="", max_length=200, description="Vanuit wie het is geschreven")
    tier: SetTier = Field(default=SetTier.LOCAL, description="Soort set; local is een eigen set")
    status: SetStatus | None = Field(default=None, description="Hoe volledig de set hier is")
    missing: str = Field(
        default="", max_length=2_000, description="Wat ontbreekt; moet als de set niet volledig is"
    )
    licence: str = Field(default="", max_length=200, description="Wat met de tekst mag")
    sources: list[SourceShape] = Field(default_factory=list, max_length=50)
    standards: list[StandardShape] = Field(default_factory=list, max_length=MOST_STANDARDS)

    @field_validator("key", "version", mode="after")
    @classmethod
    def _plain(cls, value: str, info: Any) -> str:
        """What may stand in an address and in the name of a file."""
        small = value.casefold() if info.field_name == "key" else value
        if not _PLAIN.fullmatch(small):
            raise ValueError("Gebruik alleen letters, cijfers, streepjes en punten, zonder spatie.")
        return small


def read_set(content: bytes, *, name: str) -> SetContent:
    """Read a set from a CSV, XLSX, JSON or YAML file.

    Args:
        content: the bytes of the file.
        name: its name; only the extension is used.

    Raises:
        Rejected: the file as a whole cannot be accepted, or its `problems` name every place that
            has to change.
    """
    marked = _marked(content, Path(name).suffix.casefold())
    _refuse(marked.problems if not marked.data.get("standards") else [])
    members = marked.data.get("standards")
    if isinstance(members, list) and len(members) > MOST_STANDARDS:
        shown, most = (f"{count:,}".replace(",", ".") for count in (len(members), MOST_STANDARDS))
        raise Rejected(
            f"In deze set staan {shown} standaarden. Er passen er hoogstens {most} in één set.",
            code="set.te_veel",
            problems=(
                Problem(marked.place(("standards", MOST_STANDARDS)), f"Dit is nummer {most} + 1."),
            ),
        )
    try:
        shape: SetShape | None = SetShape.model_validate(marked.data)
    except ValidationError as error:
        shape = None
        marked.problems += (_problem(one, marked) for one in error.errors())
    marked.problems += _unfitting(marked)
    if shape is not None:
        marked.problems += _incomplete(shape, marked)
    _refuse(marked.problems)
    if shape is None:
        raise _refusal([])
    return _content(shape, marked)


def schema() -> dict[str, Any]:
    """The JSON Schema of a set in YAML or JSON."""
    return SetShape.model_json_schema()


def _marked(content: bytes, extension: str) -> Marked:
    if len(content) > MOST_BYTES:
        raise Rejected("Dit bestand is groter dan 5 MB.", code="import.te_groot")
    with TemporaryDirectory() as folder:
        # A sender may call a file anything; a name of ours has a plain ending or none.
        path = Path(folder) / f"set{extension if _ENDING.fullmatch(extension) else ''}"
        path.write_bytes(content)
        checked_content(path, allowed=EXTENSIONS)
        if extension == ".xlsx":
            return read_xlsx(path)
    if extension in {".csv", ".tsv"}:
        return read_csv(content)
    text = decoded(content)
    return read_json(text) if extension == ".json" else read_yaml(text)


def _problem(error: Any, marked: Marked) -> Problem:
    path = error["loc"]
    if error["type"] == "value_error":
        message = str(error["ctx"]["error"])
    elif error["type"] == "extra_forbidden":
        shape = {3: StandardShape if path[0] == "standards" else SourceShape}
        names = shape.get(len(path), SetShape).model_fields
        message = f"Dit veld kennen wij niet. Kies uit: {', '.join(names)}."
    else:
        message = _MESSAGES.get(error["type"], "Dit klopt niet.")
        message = message.format(max_length=(error.get("ctx") or {}).get("max_length"))
    return Problem(marked.place(path), message)


def _unfitting(marked: Marked) -> Iterator[Problem]:
    """Keys that occur twice, and parents that do not exist or run in a circle."""
    members = marked.data.get("standards")
    rows = [
        (number, one) for number, one in enumerate(members if isinstance(members, list) else [])
        if isinstance(one, dict)
    ]  # fmt: skip
    set_key = _text(marked.data.get("key"))
    first: dict[str, int] = {}
    parents: dict[str, str] = {}
    for number, one in rows:
        key = full_key(set_key, _text(one.get("key")))
        place = marked.place(("standards", number, "key"))
        if not _text(one.get("key")):
            continue
        if key in first:
            there = marked.place(("standards", first[key], "key")).split(",")[0]
            said = _text(one.get("key"))[:60]
            yield Problem(place, f"De sleutel {said} staat ook op {there}.")
            continue
        first[key] = number
        if not _PLAIN.fullmatch(_text(one.get("key"))) or len(key) > 60:
            yield Problem(place, "Gebruik hoogstens 60 letters, cijfers, streepjes en punten.")
        if _text(one.get("parent")):
            parents[key] = full_key(set_key, _text(one.get("parent")))
    for key, parent in parents.items():
        place = marked.place(("standards", first[key], "parent"))
        if parent not in first:
            yield Problem(place, "Deze sleutel staat niet in de set.")
        elif _in_circle(key, parents):
            yield Problem(place, "Deze standaard is zo een deel van zichzelf.")


def full_key(set_key: str, key: str) -> str:
    """The key of a standard with that of its set before it, so that sets never share one."""
    key, set_key = key.casefold(), set_key.casefold()
    return key if key.startswith(f"{set_key}-") else f"{set_key}-{key}"


def _in_circle(key: str, parents: dict[str, str]) -> bool:
    seen: set[str] = set()
    at = parents.get(key)
    while at is not None and at not in seen:
        if at == key:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _incomplete(shape: SetShape, marked: Marked) -> Iterator[Problem]:
    """A set that is not complete says what is missing."""
    if not shape.standards and not shape.missing:
        yield Problem(
            marked.place(("missing",)), "Deze set is leeg. Zeg in dit veld wat er ontbreekt."
        )
    elif shape.status not in {None, SetStatus.VERIFIED} and not shape.missing:
        yield Problem(
            marked.place(("missing",)), "Deze set is niet volledig. Zeg hier wat er ontbreekt."
        )
    elif not shape.standards and shape.status in {SetStatus.VERIFIED, SetStatus.PARTIAL}:
        yield Problem(marked.place(("status",)), "Een lege set is niet (deels) gezien.")


def _content(shape: SetShape, marked: Marked) -> SetContent:
    plain = shape.model_dump(exclude={"sources", "standards", "status", "short"})
    return SetContent(
        **plain,
        short=shape.short or shape.name[:80].strip(),
        status=shape.status or _status(shape),
        sources=tuple(Source(one.title, one.url, one.publisher) for one in shape.sources),
        standards=tuple(
            StandardContent(
                key=full_key(shape.key, one.key),
                title=one.title,
                description=one.description,
                group=one.group,
                status=one.status,
                note=one.note,
                parent_key=full_key(shape.key, one.parent) if one.parent else None,
                url=one.url,
                met=tuple(text for text in one.wel if text),
                unmet=tuple(text for text in one.niet if text),
                place=marked.place(("standards", number)),
            )
            for number, one in enumerate(shape.standards)
        ),
    )


def _status(shape: SetShape) -> SetStatus:
    if not shape.standards:
        return SetStatus.NOT_FOUND
    return SetStatus.PARTIAL if shape.missing else SetStatus.VERIFIED


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise _refusal(problems)


def _refusal(found: list[Problem]) -> Rejected:
    # A place has names of the sender's own in it: nothing that moves a screen or hides.
    problems = [Problem(_clean(one.place), _clean(one.message)) for one in sorted(found, key=_line)]
    shown = [f"  {one.place}: {one.message}" for one in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        shown.append(f"  … en nog {len(problems) - SHOWN_PROBLEMS} plaatsen.")
    if len(problems) > MOST_PROBLEMS:
        rest = f"Hierna is er op nog {len(problems) - MOST_PROBLEMS} plaatsen iets fout."
        problems[MOST_PROBLEMS:] = [Problem(problems[MOST_PROBLEMS - 1].place, rest)]
    return Rejected(
        "De set is niet ingelezen. Er is niets opgeslagen. Pas dit aan:\n" + "\n".join(shown),
        code="set.fouten",
        problems=tuple(problems),
    )


def _line(problem: Problem) -> int:
    number = _NUMBER.search(problem.place)
    return int(number.group()) if number else 0


def _kind_of(shape: type[BaseModel], name: str) -> type[Word]:
    if name == "tier":
        return SetTier
    return SourceStatus if shape is StandardShape else SetStatus


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in value


def _clean(text: str) -> str:
    return " ".join(clean_text(text, limit=None).split())


def _text(value: object) -> str:
    return _clean(value) if isinstance(value, str) else ""
