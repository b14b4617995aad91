"""The product's own way over a file of texts, as `vertelpunt analyse` goes it, and what it gave."""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ingest.pseudonymise import load_pseudonymiser
from models.db import Database
from models.passages import Passage
from models.sealing import Sealer
from models.themes import Assignment
from service import analysis, jsonl
from service.settings import Settings
from service.start import prepare
from service.wiring import House

PassageKey = tuple[str, int]


@dataclass(frozen=True)
class Outcome:
    """What an analysis gave: themes per passage, strongest first, and the stories per theme."""

    themes: dict[PassageKey, list[str]]
    stories: dict[str, set[str]]
    reasons: int

    @property
    def accounted(self) -> bool:
        """Every passage is in a theme, or has a reason why not."""
        return sum(not own for own in self.themes.values()) == self.reasons

    def kept(self, later: "Outcome") -> float:
        """The share of passages whose strongest theme they are still in later."""
        still = [own[0] in later.themes.get(key, []) for key, own in self.themes.items() if own]
        return sum(still) / len(still) if still else 1.0

    def kept_first(self, later: "Outcome") -> float:
        """The share of passages whose strongest theme is still their strongest."""
        still = [own[0] in later.themes.get(key, [])[:1] for key, own in self.themes.items() if own]
        return sum(still) / len(still) if still else 1.0


def analyse(
    folder: Path, name: str, texts: Sequence[tuple[str, str]], *, after: str | None = None
) -> Outcome:
    """Analyse (id, text) pairs into `folder/name`, going on from `folder/after`."""
    source = folder / f"{name}.jsonl"
    jsonl.write(source, ({"id": story, "text": text} for story, text in texts))
    analysis.analyse(
        source,
        folder / name,
        continue_from=folder / after if after else None,
        encoder="ingebouwd",
        seed=7,
        progress=lambda *_: None,
    )
    return read(folder / name)


def read(folder: Path) -> Outcome:
    """What an analysis left in a folder."""
    lines = (folder / "assignments.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return _outcome(
        (row["story"], row["start"], row["theme"], row["strength"], bool(row.get("reason")))
        for row in rows
    )


def stored(house: House) -> Outcome:
    """What the database of a house holds now."""
    query = select(
        Passage.story_id,
        Passage.start,
        Assignment.theme_id,
        Assignment.strength,
        Assignment.reason.is_not(None),
    ).join(Assignment, Assignment.passage_id == Passage.id)
    with house.database.reading() as session:
        return _outcome(session.execute(query).tuples().all())


@contextmanager
def opened(folder: Path, database: Path | None = None) -> Iterator[House]:
    """A house on SQLite in a folder, on a copy of an analysis' database when one is given."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'bench.db'}"
    if database is not None:
        shutil.copy(database, folder / "bench.db")
    house = House(
        settings=Settings(data_dir=folder, database_url=url, encoder="ingebouwd"),
        database=Database(url),
        sealer=Sealer([os.urandom(32)]),
        pseudonymiser=load_pseudonymiser("regels"),
    )
    try:
        prepare(house)
        yield house
    finally:
        house.close()


def _outcome(rows: Iterable[tuple[str, int, str | None, float, bool]]) -> Outcome:
    found: dict[PassageKey, list[tuple[float, str]]] = defaultdict(list)
    held: dict[str, set[str]] = defaultdict(set)
    reasons = 0
    for story, start, theme, strength, reason in rows:
        own = found[(story, start)]
        if theme is not None:
            own.append((-strength, theme))
            held[theme].add(story)
        reasons += theme is None and reason
    themes = {key: [theme for _, theme in sorted(own)] for key, own in found.items()}
    return Outcome(themes, dict(held), reasons)
