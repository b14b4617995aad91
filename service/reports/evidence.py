"""What a report asks of the database. Every question goes through `analysable()`.

Passage text is only ever selected together with `consented(Purpose.QUOTE)`.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from models import themes
from models.base import day_of
from models.paraphrases import ThemeParaphrase
from models.passages import EncoderVersion, Passage
from models.placements import batches
from models.runs import Run
from models.stories import Story, analysable, consented
from models.teams import Team
from models.theme_versions import ThemeVersion
from models.themes import IN_USE, Assignment, Theme, ThemeEvent
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
class Held:
    """Passages that a theme once had and that may still be read, and how many each story has."""

    passages: frozenset[int]
    stories: Mapping[str, int]


@dataclass(frozen=True)
class Recognition:
    """What the recognition of themes in use has to go by."""

    starters: int
    """Starter themes in use."""
    sentences: int
    """Example sentences that teach."""
    confirmed: int
    """Passages that a person put or confirmed in a theme in use."""


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


def held(session: Session, passages: Collection[int]) -> Held:
    """Which of these passages may still be read, and of how many passages of which stories."""
    query = select(Passage.id, Passage.story_id).join(Story, Story.id == Passage.story_id)
    found: dict[int, str] = {}
    for some in batches(passages):
        rows = session.execute(query.where(analysable(), Passage.id.in_(some)))
        found |= {passage_id: story_id for passage_id, story_id in rows.tuples()}
    return Held(frozenset(found), dict(sorted(Counter(found.values()).items())))


def recognition(session: Session) -> Recognition:
    """How many starter themes, sentences and confirmed passages there are to go by."""
    in_use = Theme.state.in_(IN_USE)
    starters = select(func.count()).select_from(Theme).where(in_use, Theme.starter_key.is_not(None))
    sentences = (
        select(func.count(ThemeParaphrase.id))
        .join(Theme, Theme.id == ThemeParaphrase.theme_id)
        .where(in_use, ThemeParaphrase.used)
    )
    confirmed = (
        select(func.count(func.distinct(Passage.id)))
        .join(Assignment, Assignment.passage_id == Passage.id)
        .join(Theme, Theme.id == Assignment.theme_id)
        .join(Story, Story.id == Passage.story_id)
        .where(analysable(), in_use, Assignment.origin == Origin.PERSON)
    )
    return Recognition(*(session.scalar(query) or 0 for query in (starters, sentences, confirmed)))


def quotable(
    session: Session, theme_id: str | None, passages: Collection[int] | None = None
) -> list[Candidate]:
    """Passages of a theme (or of none) whose narrators allow quoting, the most typical first.

    What a person placed goes before what the machine placed. Of passages without a theme only
    those that no theme fits: the rest was too short to say something.

    Args:
        session: an open session.
        theme_id: the theme; None for passages in no theme.
        passages: what the theme held under an older version; None for what it holds now.
    """
    if passages is not None:
        # A passage that went elsewhere since comes after those that stayed.
        there = (Assignment.passage_id == Passage.id) & (Assignment.theme_id == theme_id)
        query = _quotes().outerjoin(Assignment, there)
        parts = [query.where(Passage.id.in_(some)) for some in batches(passages)]
    else:
        query = _quotes().join(Assignment, Assignment.passage_id == Passage.id)
        loose = Assignment.theme_id.is_(None) & (Assignment.reason == ResidueReason.NO_THEME_FITS)
        parts = [query.where(Assignment.theme_id == theme_id if theme_id is not None else loose)]
    rows = sorted(
        (row for part in parts for row in session.execute(part.limit(CANDIDATES)).tuples()),
        key=lambda row: (row[5], -row[6], row[0], row[7]),
    )
    return [
        Candidate(story_id, text, role.value if role else None, period, synthetic)
        for story_id, text, role, period, synthetic, *_ in rows[:CANDIDATES]
        if text.strip()
    ]


def _quotes() -> Select[Any]:
    by_person = case((Assignment.origin == Origin.PERSON, 0), else_=1)
    strength = func.coalesce(Assignment.strength, 0.0)
    return (
        select(
            Story.id,
            # Only the passage leaves the database, never the story around it.
            func.substr(Story.text, Passage.start + 1, Passage.end - Passage.start),
            Story.role,
            Story.period,
            Story.synthetic,
            by_person,
            strength,
            Passage.start,
        )
        .select_from(Passage)
        .join(Story, Story.id == Passage.story_id)
        .where(analysable(), consented(Purpose.QUOTE))
        .order_by(by_person, strength.desc(), Story.id, Passage.start)
    )


def named_by(session: Session, theme_id: str, version: int) -> Origin:
    """Who gave the name that a theme had under a version: a person, or the machine."""
    named = Origin.MACHINE
    for event in themes.history(session, theme_id):
        after = event.detail.get("na") or {}
        if "label_origin" in after and after.get("versie", version + 1) <= version:
            named = Origin(after["label_origin"])
    return named


def run_of(session: Session, theme_id: str, version: int) -> int | None:
    """The run that made a theme what it was under a version, if one did."""
    row = session.get(ThemeVersion, (theme_id, version))
    return row.run_id if row is not None else None


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
            on=day_of(event.at),
            theme_id=event.theme_id,
            old=str(event.detail.get("van", "")),
            new=str(event.detail.get("naar", "")),
        )
        for event in session.scalars(query)
    ]
