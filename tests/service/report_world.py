"""A small world to report on: stories, themes and links made with the models, no mining."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import forms, runs, standards, stories, teams
from models.passages import Passage, encoder_version
from models.standards import Link, Standard
from models.stories import Story
from models.themes import Assignment, Theme
from models.vocabulary import (
    AgeGroup,
    Channel,
    InputMode,
    LinkState,
    MiningMode,
    NarratorRole,
    Origin,
    Purpose,
    ResidueReason,
    RunKind,
    RunState,
    Stability,
    StoryState,
)

ON = date(2026, 11, 22)
ORGANISATION = "Associatie Wijkteams"
OPEN = frozenset({Purpose.ASSOCIATION, Purpose.QUOTE})
CLOSED = frozenset({Purpose.ASSOCIATION})
HOSTILE = (
    '#panic("weg") $x^2$ =cmd|"/C calc"!A0 <script>alert(1)</script> \u202eomgekeerd\u202c '
    "\U0001f3e0 \U0001f600 مرحبا \x07 *vet* _schuin_ [haak] \\ `code` @ref"
)
SHOWN = ("#panic(", "=cmd|", "<script>alert(1)</script>", "omgekeerd", "\U0001f3e0", "مرحبا")


def add_story(
    session: Session,
    text: str,
    *,
    theme: Theme | None = None,
    reason: ResidueReason = ResidueReason.NO_THEME_FITS,
    state: StoryState = StoryState.APPROVED,
    purposes: frozenset[Purpose] = OPEN,
    role: NarratorRole | None = NarratorRole.PARENT,
    age: AgeGroup | None = AgeGroup.FROM_27,
    period: str | None = "2026-03",
    synthetic: bool = False,
    team: str = "Wijkteam Noord",
    strength: float = 0.5,
    origin: Origin = Origin.MACHINE,
    passages: int = 1,
    placed: bool = True,
) -> Story:
    """A story with one passage (or a few), in a theme or in the residue."""
    owner = teams.ensure(session, team, organisation=ORGANISATION)
    story = Story(
        team_id=owner.id,
        channel=Channel.FORM,
        state=state,
        title="titel",
        text=text,
        role=role,
        age_group=age,
        period=period,
        synthetic=synthetic,
    )
    session.add(story)
    session.flush()
    stories.set_consents(session, story, purposes)
    bounds = [round(len(text) * part / passages) for part in range(passages + 1)]
    for start, end in itertools.pairwise(bounds):
        passage = Passage(story_id=story.id, start=start, end=end)
        session.add(passage)
        session.flush()
        if placed:
            session.add(
                Assignment(
                    passage_id=passage.id,
                    theme_id=theme.id if theme else None,
                    reason=None if theme else reason,
                    strength=strength,
                    origin=origin,
                )
            )
    session.flush()
    return story


def add_theme(
    session: Session,
    theme_id: str = "t-1",
    label: str = "Steeds een ander gezicht",
    **changes: Any,
) -> Theme:
    """A theme without members."""
    version = encoder_version(session, name="proefmodel", revision="2026.1", dimension=8)
    values = {
        "id": theme_id,
        "label": label,
        "description": "Telkens iemand die u niet kent.",
        "words": ["nieuw", "gezicht"],
        "stability": Stability.FIRM,
        "stability_value": 0.84,
        "mode": MiningMode.SMALL,
        "encoder_version_id": version.id,
        "centroid": b"",
        "threshold": 0.4,
        **changes,
    }
    theme = Theme(**values)
    session.add(theme)
    session.flush()
    return theme


def add_link(session: Session, theme: Theme, key: str, **changes: Any) -> Link:
    """A link to a standard of the catalogue."""
    if session.scalar(select(Standard.id).limit(1)) is None:
        standards.load_catalogue(session)
    standard_id = session.scalars(select(Standard.id).where(Standard.key == key)).one()
    values = {
        "theme_id": theme.id,
        "standard_id": standard_id,
        "similarity": 0.71,
        "probability": 0.9,
        "state": LinkState.PROPOSED,
        "reason": {"words": ["gezin"], "parts": {}},
        **changes,
    }
    link = Link(**values)
    session.add(link)
    session.flush()
    return link


def add_answers(session: Session, story: Story, **answers: Any) -> None:
    """The narrator's answers, as they are imported."""
    forms.load_catalogue(session)
    form = forms.current(session)
    values = {
        key: (stories.answer_value(form.question(key), raw), InputMode.SLIDER)
        for key, raw in answers.items()
    }
    stories.set_significations(session, story, form, values)


def add_run(session: Session, **provenance: Any) -> int:
    """A finished mining run."""
    run = runs.enqueue(session, RunKind.MINE)
    run.state = RunState.DONE
    run.finished_at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    run.provenance = provenance
    session.flush()
    return run.id
