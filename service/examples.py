"""The example collection: synthetic stories that show what the product does. Marked everywhere."""

import json
from collections.abc import Callable
from importlib import resources
from itertools import groupby
from typing import Any

from ingest.drafts import Draft
from models import teams
from models.vocabulary import AgeGroup, Channel, NarratorRole, Purpose
from service.importing import Basis, prepare, store
from service.wiring import House

ORGANISATION = "Voorbeeldgemeente (verzonnen)"
BASIS = Basis(purposes=frozenset(), approved=True, channel=Channel.EXAMPLE, synthetic=True)


def load(house: House, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Take in the example stories that are not there yet; returns how many were added."""
    rows = sorted(read(), key=lambda row: (row["team"], row["id"]))
    added = 0
    done = 0
    for team_name, group in groupby(rows, key=lambda row: str(row["team"])):
        drafts = [_draft(row) for row in group]
        with house.database.writing() as session:
            team = teams.ensure(session, team_name, organisation=ORGANISATION, synthetic=True)
            prepared = prepare(house, session, drafts, team=team)
            stored = store(session, prepared, team=team, basis=BASIS, expires_on=None)
        added += len(stored)
        done += len(drafts)
        if progress is not None:
            progress(done, len(rows))
    return added


def read() -> list[dict[str, Any]]:
    """The example stories as they ship."""
    folder = resources.files("models.catalogue").joinpath("stories")
    rows: list[dict[str, Any]] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".jsonl"):
            lines = file.read_text(encoding="utf-8").splitlines()
            rows += [json.loads(line) for line in lines if line]
    return rows


def _draft(row: dict[str, Any]) -> Draft:
    return Draft(
        text=row["text"],
        title=row["title"],
        role=NarratorRole(row["role"]),
        age_group=AgeGroup(row["age_group"]),
        period=row["period"],
        reference=f"voorbeeld-{row['id']}",
        answers=row["answers"],
        place=row["id"],
        purposes=frozenset(Purpose(purpose) for purpose in row["consents"]),
    )
