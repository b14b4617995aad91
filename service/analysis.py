"""`vertelpunt analyse`: the whole mining path over a file of texts, on a database of its own.

The folder that comes out holds that database too (`analyse.db`, readable by its owner only), so
that a later analysis can go on from it and themes keep their ids.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from ingest.pseudonymise import load_pseudonymiser
from models import starters as catalogue
from models import stories, teams
from models.db import Database
from models.errors import Problem, Rejected
from models.passages import Passage
from models.sealing import Sealer
from models.stories import Story
from models.themes import Assignment, ranked
from models.vocabulary import Channel, NarratorRole, Purpose, StarterUse, StoryState
from nlp.passages import split
from service import jsonl, recognising
from service.jobs.direct import mine_run
from service.jobs.mining import Outcome
from service.settings import Settings
from service.start import prepare
from service.wiring import House

DATABASE = "analyse.db"
ORGANISATION = "Analyse"
TEAM = "Onbekend team"
TEXT_LIMIT = 200_000
OF_THE_FIELD = 0.45
"""Stories of local teams: the starter themes place more than half of their passages."""
LOOKED_AT = 2_000

Progress = Callable[[str, int, int], None]


def analyse(
    source: Path,
    out: Path,
    *,
    continue_from: Path | None,
    encoder: str,
    seed: int,
    progress: Progress,
    encoders: Path | None = None,
    starters: StarterUse = StarterUse.AUTO,
) -> None:
    """Mine the texts of `source` and write assignments, themes, links and run details to `out`.

    Args:
        source: JSONL with `id` and `text`, and optionally `title`, `role`, `team` and `date`.
        out: folder to make; an earlier outcome in it is replaced when all went well.
        continue_from: folder of an earlier outcome; its themes keep their ids.
        encoder: `ingebouwd`, or a sentence-transformers model.
        seed: seed of everything that is drawn.
        progress: called with step, done and total.
        encoders: folder of pulled encoders.
        starters: with the shipped starter themes or without; an earlier analysis goes on as it was.

    Raises:
        Rejected: the file or one of its lines is wrong; `out` is left as it was.
    """
    rows = jsonl.read(source)
    _check(source, rows)
    with _replacing_folder(out) as folder:
        house = _open(folder, continue_from, encoder=encoder, seed=seed, encoders=encoders)
        try:
            if continue_from is None and _wanted(house, rows, starters):
                with house.database.writing() as session:
                    catalogue.install(session)
            _take_in(house, source, rows)
            outcome, provenance = mine_run(house, full=False, seed=seed, progress=progress)
            _write(house, folder, outcome, provenance)
        finally:
            house.database.forget_deleted()
            house.close()


def _open(
    folder: Path, continue_from: Path | None, *, encoder: str, seed: int, encoders: Path | None
) -> House:
    if continue_from is not None:
        earlier = continue_from / DATABASE
        if not earlier.is_file():
            raise Rejected(
                f"In {continue_from} staat geen eerdere uitkomst ({DATABASE} ontbreekt).",
                code="analyse.geen_vorige",
            )
        shutil.copy(earlier, folder / DATABASE)
    url = f"sqlite:///{folder / DATABASE}"
    house = House(
        settings=Settings(
            data_dir=folder,
            database_url=url,
            encoder=encoder,
            encoder_dir=encoders,
            # A measurement of one encoder must not quietly be one of another.
            encoder_fallback=False,
            seed=seed,
        ),
        database=Database(url),
        sealer=Sealer([os.urandom(32)]),
        pseudonymiser=load_pseudonymiser("regels"),
    )
    prepare(house, with_starters=False)
    return house


def _wanted(house: House, rows: list[dict[str, Any]], starters: StarterUse) -> bool:
    """Whether the starter themes take part; `auto` asks whether these texts are of their field."""
    if starters is not StarterUse.AUTO:
        return starters is StarterUse.ALL
    pieces = [
        row["text"][span.start : span.end]
        for row in rows
        for span in split(row["text"], dutch=house.dutch)
    ][:LOOKED_AT]
    if not pieces:
        return False
    lessons = recognising.of_catalogue()
    recogniser = house.recognisers.of(lessons, embedder=house.embedder, dutch=house.dutch)
    if recogniser is None:
        return False
    readings = recogniser.read(pieces, house.embedder.encode(pieces))
    return sum(bool(reading.accepted) for reading in readings) >= OF_THE_FIELD * len(readings)


def _check(source: Path, rows: list[dict[str, Any]]) -> None:
    problems = []
    for number, row in enumerate(rows, start=1):
        for name in ("title", "role", "team", "date"):
            if not isinstance(row.get(name) or "", str):
                problems.append(Problem(f"{source.name}, rij {number}", f"{name} is geen tekst."))
        if len(row["text"]) > TEXT_LIMIT:
            problems.append(
                Problem(
                    f"{source.name}, rij {number}",
                    f"De tekst is te lang ({len(row['text'])} tekens; hoogstens {TEXT_LIMIT}).",
                )
            )
    if problems:
        raise Rejected(
            f"Dit bestand kan niet worden gelezen. {problems[0].place}: {problems[0].message}",
            code="jsonl.veld",
            problems=tuple(problems[:20]),
        )


def _take_in(house: House, source: Path, rows: list[dict[str, Any]]) -> None:
    roles = {role.value for role in NarratorRole}
    with house.database.writing() as session:
        there = set(session.scalars(select(Story.id)))
        for number, row in enumerate(rows, start=1):
            if row["id"] in there:
                place = f"{source.name}, rij {number}"
                raise Rejected(
                    f"{place}: dit id stond al in de eerdere analyse.",
                    code="analyse.dubbel",
                    problems=(Problem(place, "Dit id stond al in de eerdere analyse."),),
                )
            name = (row.get("team") or TEAM)[:120]
            team = teams.ensure(session, name, organisation=ORGANISATION)
            role = row.get("role")
            story = Story(
                id=row["id"],
                team_id=team.id,
                channel=Channel.IMPORT,
                state=StoryState.APPROVED,
                title=(row.get("title") or "")[:200],
                text=row["text"],
                role=NarratorRole(role) if role in roles else None,
                period=_period(row.get("date")),
            )
            session.add(story)
            session.flush()
            stories.set_consents(session, story, frozenset(Purpose))


def _period(date: str | None) -> str | None:
    """YYYY-MM when the date starts like that; an unknown date is no reason to refuse a text."""
    month = (date or "")[:7]
    year, _, number = month.partition("-")
    fine = len(year) == 4 and year.isdigit() and number.isdigit() and 1 <= int(number) <= 12
    return month if fine and len(number) == 2 else None


def _write(house: House, folder: Path, outcome: Outcome, provenance: dict[str, Any]) -> None:
    with house.database.reading() as session:
        query = (
            select(Assignment, Passage)
            .join(Passage, Passage.id == Assignment.passage_id)
            .order_by(Passage.story_id, Passage.start, func.coalesce(Assignment.theme_id, ""))
        )
        assignments = [_assignment(*row) for row in session.execute(query).tuples()]
        themes = [
            {
                "id": row.theme.id,
                "label": row.theme.label,
                "words": row.theme.words,
                "description": row.theme.description,
                "stability": row.theme.stability.value,
                "stabilityValue": row.theme.stability_value,
                "mode": row.theme.mode.value,
                "stories": row.stories,
                "passages": row.passages,
            }
            for row in ranked(session)
        ]
    jsonl.write(folder / "assignments.jsonl", assignments)
    jsonl.write(
        folder / "links.jsonl",
        (
            {
                "theme": link.theme_id,
                "standard": link.standard_key,
                "similarity": round(link.similarity, 6),
                "probability": round(link.probability, 6),
                "state": link.state,
            }
            for link in outcome.links
        ),
    )
    for name, value in (("themes.json", themes), ("run.json", provenance)):
        with jsonl.writing(folder / name) as file:
            json.dump(value, file, ensure_ascii=False, indent=2)
            file.write("\n")


def _assignment(assignment: Assignment, passage: Passage) -> dict[str, Any]:
    row: dict[str, Any] = {
        "story": passage.story_id,
        "start": passage.start,
        "end": passage.end,
        "theme": assignment.theme_id,
        "strength": round(assignment.strength, 6),
        "origin": assignment.origin.value,
    }
    if assignment.reason is not None:
        row["reason"] = assignment.reason.value
    if assignment.evidence:
        row["evidence"] = assignment.evidence
    return row


@contextmanager
def _replacing_folder(out: Path) -> Iterator[Path]:
    """A folder that gets its own name only when the block succeeds."""
    if out.exists() and not ((out / "run.json").exists() or _is_empty_folder(out)):
        raise Rejected(
            f"{out} bestaat al en is geen eerdere uitkomst. Kies een andere map.",
            code="analyse.map",
        )
    try:
        folder = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    except OSError:
        raise Rejected(
            f"In de map {out.parent} kan niet worden geschreven.", code="uitvoer.map"
        ) from None
    try:
        yield folder
        if out.exists():
            shutil.rmtree(out)
        folder.rename(out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
