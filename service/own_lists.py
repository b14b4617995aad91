"""Own lists kept: reading them from a file or pasted lines, weighing, adding, removing."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from ingest.readers.names import NameList, read_lines, read_names
from ingest.recognisers.own_list import OwnNames, is_also_a_word
from ingest.recognisers.reading import read
from models import audit, own_names, teams
from models.errors import Problem, Rejected
from models.stories import Story, analysable
from models.vocabulary import OwnNameKind
from service.own_finder import KINDS
from service.wiring import House

SHOWN_PROBLEMS = 30
# A name that stands in more stories than this is more likely a word that everybody uses.
_OFTEN = 0.1
_LEAST_OFTEN = 3
# Counting takes a look at every story per name; a long list is stored without it.
_MOST_WEIGHED = 200


@dataclass(frozen=True)
class Weighed:
    """A name that somebody wants to list, and what is known about it beforehand."""

    kind: OwnNameKind
    name: str
    key: str
    known: bool
    word: bool
    stories: int
    often: bool


def weigh(house: House, names: NameList) -> list[Weighed]:
    """What listing these names would do: which are there, are words, or stand everywhere."""
    with house.database.reading() as session:
        there = {entry.key for entry in own_names.every(session)}
        texts = list(session.scalars(select(Story.text).where(analysable())))
    counted = _counted(names, texts)
    return [
        Weighed(
            kind=kind,
            name=name,
            key=key,
            known=key in there,
            word=is_also_a_word(name),
            stories=counted[key],
            often=counted[key] >= max(_LEAST_OFTEN, _OFTEN * len(texts)),
        )
        for kind, name, key in names.names
    ]


def add(house: House, names: NameList, *, account_id: int | None = None) -> int:
    """Put names on the list of this installation's organisation; returns how many were new.

    Raises:
        Rejected: something is wrong with the list; nothing was stored.
    """
    if names.problems:
        raise refusal(names.problems)
    if not names.names:
        raise Rejected("Er staat geen naam in.", code="eigen_lijst.leeg")
    with house.database.writing() as session:
        owner = teams.organisation_named(session, house.settings.organisation)
        added = own_names.add(session, owner, names.names)
        if added:
            audit.record(
                session,
                "eigen_lijst.aangevuld",
                subject=f"organisatie {owner.id}",
                account_id=account_id,
                detail={"aantal": added},
            )
    return added


def remove(house: House, name_id: int, *, account_id: int | None = None) -> None:
    """Take one name off the list.

    Raises:
        NotFound: no such name.
    """
    with house.database.writing() as session:
        gone = own_names.remove(session, name_id)
        audit.record(
            session,
            "eigen_lijst.ingekort",
            subject=f"organisatie {gone.organisation_id}",
            account_id=account_id,
            detail={"aantal": 1},
        )


def from_file(path: Path, *, kind: OwnNameKind | None) -> NameList:
    """The names in a file; see `ingest.readers.names.read_names`."""
    return read_names(path, kind=kind)


def from_text(text: str, *, kind: OwnNameKind | None) -> NameList:
    """The names in pasted lines."""
    return read_lines(text, kind=kind)


def refusal(problems: Iterable[Problem]) -> Rejected:
    """What is wrong with a list, by line."""
    problems = tuple(problems)
    shown = [f"  {problem.place}: {problem.message}" for problem in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        shown.append(f"  … en nog {len(problems) - SHOWN_PROBLEMS} plaatsen.")
    return Rejected(
        "De lijst is niet opgeslagen. Pas dit aan:\n" + "\n".join(shown),
        code="eigen_lijst.fouten",
        problems=problems,
    )


def _counted(names: NameList, texts: list[str]) -> dict[str, int]:
    finders = {
        key: OwnNames.of([(name, *KINDS[kind])]) for kind, name, key in names.names[:_MOST_WEIGHED]
    }
    counted = dict.fromkeys((key for _, _, key in names.names), 0)
    readings = [read(text) for text in texts]
    for key, finder in finders.items():
        counted[key] = sum(bool(finder.find_in(reading)) for reading in readings)
    return counted
