"""The product's own way over a file of texts, as `vertelpunt analyse` goes it, and what it gave."""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.pseudonymise import load_pseudonymiser
from models.db import Database
from models.sealing import Sealer
from service import analysis, jsonl
from service.settings import Settings
from service.start import prepare
from service.wiring import House

PassageKey = tuple[str, int]


@dataclass(frozen=True)
class Outcome:
    """What an analysis wrote: the strongest theme of each passage, and the stories per theme."""

    first: dict[PassageKey, str | None]
    stories: dict[str, set[str]]
    reasons: int

    @property
    def accounted(self) -> bool:
        """Every passage is in a theme, or has a reason why not."""
        return sum(theme is None for theme in self.first.values()) == self.reasons


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
    first: dict[PassageKey, tuple[float, str | None]] = {}
    held: dict[str, set[str]] = defaultdict(set)
    reasons = 0
    for line in (folder / "assignments.jsonl").read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        key = (row["story"], row["start"])
        if row["theme"] is not None:
            held[row["theme"]].add(row["story"])
        reasons += row["theme"] is None and bool(row.get("reason"))
        if key not in first or row["strength"] > first[key][0]:
            first[key] = (row["strength"], row["theme"])
    return Outcome({key: theme for key, (_, theme) in first.items()}, dict(held), reasons)


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
