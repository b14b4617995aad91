"""What a report asks of the database. Every question goes through `analysable()`.

Passage text is only ever selected together with `consented(Purpose.QUOTE)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from models.passages import EncoderVersion, Passage
from models.runs import Run
from models.stories import Story, analysable, consented
from models.teams import Team
from models.themes import Assignment, ThemeEvent
from models.vocabulary import (
    AgeGroup,
    NarratorRole,
    Origin,
    Purpose,
    ResidueReason,
    ThemeEventKind,
)
from service.reports.quoting import Candidate

CANDIDATES = 40
"""Quotes are chosen among this many typical passages."""


@dataclass(frozen=True)
class StoryFacts:
    """A story that may be analysed, without its words."""

    id: str
    role: NarratorRole | None
    age_group: AgeGroup | None
    period: str | None
    synthetic: bool
    team: str
    quotable: bool


@dataclass(frozen=True)
class Placement:
    """In which themes and for which reasons outside every theme a story is, by its passages."""

    themes: Mapping[str, int]
    reasons: Mapping[ResidueReason, int]


@dataclass(frozen=True)
class Renaming:
    """A theme got another name."""

    on: date
    theme_id: str
    old: str
    new: str


def stories(session: Session) -> dict[str, StoryFacts]:
    """Every story that may be analysed, by id, in the order of ids."""
    query = (
        select(
            Story.id,
            Story.role,
            Story.age_group,
            Story.period,
            Story.synthetic,
            Team.name,
            consented(Purpose.QUOTE),
        )
        .join(Team, Team.id == Story.team_id)
        .where(analysable())
        .order_by(Story.id)
    )
    return {row[0]: StoryFacts(*row) for row in session.execute(query).tuples()}


def placements(session: Session) -> dict[str, Placement]:
    """For every story with passages that were looked at: where they went and how many."""
    query = (
        select(
            Passage.story_id,
            Assignment.theme_id,
            Assignment.reason,
            func.count(func.distinct(Passage.id)),
        )
        .join(Assignment, Assignment.passage_id == Passage.id)
        .join(Story, Story.id == Passage.story_id)
        .where(analysable())
        .group_by(Passage.story_id, Assignment.theme_id, Assignment.reason)
        .order_by(Passage.story_id)
    )
    found: dict[str, tuple[dict[str, int], dict[ResidueReason, int]]] = {}
    for story_id, theme_id, reason, passages in session.execute(query).tuples():
        in_themes, reasons = found.setdefault(story_id, ({}, {}))
        if theme_id is not None:
            in_themes[theme_id] = in_themes.get(theme_id, 0) + passages
        else:
            why = reason or ResidueReason.NO_THEME_FITS
            reasons[why] = reasons.get(why, 0) + passages
    return {story_id: Placement(*where) for story_id, where in found.items()}


def assigned_by(session: Session) -> dict[Origin, int]:
    """How many passages the machine put in a theme, and how many a person did."""
    query = (
        select(Assignment.origin, func.count(func.distinct(Passage.id)))
        .join(Passage, Passage.id == Assignment.passage_id)
        .join(Story, Story.id == Passage.story_id)
        .where(analysable(), Assignment.theme_id.is_not(None))
        .group_by(Assignment.origin)
    )
    return {origin: passages for origin, passages in session.execute(query).tuples()}


def quotable(session: Session, theme_id: str | None) -> list[Candidate]:
    """Passages of a theme (or of none) whose narrators allow quoting, the most typical first.

    What a person placed goes before what the machine placed. Of passages without a theme only
    those that no theme fits: the rest was too short to say something.
    """
    query = (
        select(
            Story.id,
            # Only the passage leaves the database, never the story around it.
            func.substr(Story.text, Passage.start + 1, Passage.end - Passage.start),
            Story.role,
            Story.period,
            Story.synthetic,
        )
        .join(Passage, Passage.story_id == Story.id)
        .join(Assignment, Assignment.passage_id == Passage.id)
        .where(analysable(), consented(Purpose.QUOTE))
        .order_by(
            case((Assignment.origin == Origin.PERSON, 0), else_=1),
            Assignment.strength.desc(),
            Story.id,
            Passage.start,
        )
        .limit(CANDIDATES)
    )
    if theme_id is None:
        query = query.where(
            Assignment.theme_id.is_(None), Assignment.reason == ResidueReason.NO_THEME_FITS
        )
    else:
        query = query.where(Assignment.theme_id == theme_id)
    return [
        Candidate(story_id, text, role.value if role else None, period, synthetic)
        for story_id, text, role, period, synthetic in session.execute(query).tuples()
        if text.strip()
    ]


def encoder(session: Session, version_id: int) -> EncoderVersion | None:
    """The encoder that made the vectors of a theme."""
    return session.get(EncoderVersion, version_id)


def runs(session: Session, ids: set[int]) -> list[Run]:
    """These runs, oldest first."""
    return list(session.scalars(select(Run).where(Run.id.in_(ids)).order_by(Run.id)))


def renamings(session: Session, theme_ids: list[str]) -> list[Renaming]:
    """Every change of name of these themes, oldest first."""
    query = (
        select(ThemeEvent)
        .where(ThemeEvent.theme_id.in_(theme_ids), ThemeEvent.kind == ThemeEventKind.RENAMED)
        .order_by(ThemeEvent.id)
    )
    return [
        Renaming(
            on=event.at.date(),
            theme_id=event.theme_id,
            old=str(event.detail.get("van", "")),
            new=str(event.detail.get("naar", "")),
        )
        for event in session.scalars(query)
    ]
