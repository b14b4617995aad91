"""The example collection: synthetic stories that show what the product does. Marked everywhere."""

import json
from collections.abc import Callable
from importlib import resources
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from ingest.drafts import Draft
from models import arrivals, forms, stories, teams
from models.errors import Rejected
from models.teams import Team
from models.vocabulary import AgeGroup, Channel, NarratorRole, Purpose
from service import import_gate, import_storing
from service.import_answers import match
from service.import_storing import Basis
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
            added += _take_in(house, session, drafts, team)
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


def _take_in(house: House, session: Session, drafts: list[Draft], team: Team) -> int:
    """Through the gate and into the database, what is known left out; returns how many."""
    form = forms.current(session)
    matching = match(form, (), [question.key for question in form.questions])
    chunk = [
        (number, import_gate.packed(draft, matching.answers(draft.answers)))
        for number, draft in enumerate(drafts)
    ]
    staff = house.settings.staff_masking
    known = stories.known_fingerprints(session, team.id)
    arrived = []
    for one in import_gate.through(chunk, finder=house.pseudonymiser, staff=staff):
        if one.value is None:
            raise Rejected(f"{one.place}: {one.message}", code="import.fouten")
        mark = house.sealer.fingerprint(one.fingerprint)
        if mark not in known:
            known.add(mark)
            arrived.append(import_storing.arrival(one.value, mark, basis=BASIS))
    same = import_storing.terms(BASIS, team_id=team.id, form_id=form.id, expires_on=None)
    arrivals.store(session, arrived, same)
    import_storing.tell_of(session, BASIS, team_id=team.id, count=len(arrived), account_id=None)
    return len(arrived)


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
