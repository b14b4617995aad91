"""How many stories tell of a theme, per month and team, beside how many there are at all.

The unit is the story: one with five passages in a theme counts once. Only stories that may be
analysed count, so one that was withdrawn is out of every number from that moment on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.passages import Embedding, Passage
from models.stories import Story, analysable
from models.themes import IN_USE, Assignment, Theme, ThemeSpace

Place = tuple[int, str | None]
"""A team and a month ("2026-03"); None for stories of which the narrator told no month."""


@dataclass(frozen=True)
class Piece:
    """A passage of a theme with its int8 vector; the text stays out of the repr."""

    story_id: str
    period: str
    text: str = field(repr=False)
    vector: bytes = field(repr=False)


def exposure(session: Session) -> dict[Place, int]:
    """Stories per team and month, whatever they tell of."""
    query = (
        select(Story.team_id, Story.period, func.count())
        .where(analysable())
        .group_by(Story.team_id, Story.period)
    )
    return {(team, period): count for team, period, count in session.execute(query).tuples()}


def telling(session: Session, theme_id: str) -> dict[Place, int]:
    """Stories per team and month that tell of a theme, in whatever state the theme is."""
    query = (
        select(Story.team_id, Story.period, func.count(func.distinct(Story.id)))
        .join(Passage, Passage.story_id == Story.id)
        .join(Assignment, Assignment.passage_id == Passage.id)
        .where(analysable(), Assignment.theme_id == theme_id)
        .group_by(Story.team_id, Story.period)
    )
    return {(team, period): count for team, period, count in session.execute(query).tuples()}


def telling_by_theme(session: Session) -> dict[str, dict[str | None, int]]:
    """For every theme in use the stories per month, all teams together; none is left out."""
    in_use = session.scalars(select(Theme.id).where(Theme.state.in_(IN_USE)))
    found: dict[str, dict[str | None, int]] = {theme_id: {} for theme_id in in_use}
    query = (
        select(Assignment.theme_id, Story.period, func.count(func.distinct(Story.id)))
        .join(Passage, Passage.id == Assignment.passage_id)
        .join(Story, Story.id == Passage.story_id)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(analysable(), Theme.state.in_(IN_USE))
        .group_by(Assignment.theme_id, Story.period)
    )
    for theme_id, period, count in session.execute(query).tuples():
        if theme_id is not None:
            found[theme_id][period] = count
    return found


def by_month(counts: Mapping[Place, int], *, team_id: int | None = None) -> dict[str | None, int]:
    """Counts per month, of one team or of all together."""
    found: dict[str | None, int] = {}
    for (team, period), count in counts.items():
        if team_id is None or team == team_id:
            found[period] = found.get(period, 0) + count
    return found


def pieces(session: Session, theme: Theme) -> list[Piece]:
    """The passages of a theme that have a month and a vector of the theme's own encoder."""
    query = (
        select(Story.id, Story.period, Story.text, Passage.start, Passage.end, Embedding.vector)
        .join(Passage, Passage.story_id == Story.id)
        .join(Assignment, Assignment.passage_id == Passage.id)
        .join(Embedding, Embedding.passage_id == Passage.id)
        .where(
            analysable(),
            Story.period.is_not(None),
            Assignment.theme_id == theme.id,
            Embedding.encoder_version_id == theme.encoder_version_id,
        )
        .order_by(Story.id, Passage.start)
    )
    return [
        Piece(story_id, period or "", text[start:end], vector)
        for story_id, period, text, start, end, vector in session.execute(query).tuples()
    ]


def mean_of(session: Session, theme: Theme) -> bytes | None:
    """The mean (float32) of the newest space of a theme's encoder; None when there is none."""
    query = (
        select(ThemeSpace.mean)
        .where(ThemeSpace.encoder_version_id == theme.encoder_version_id)
        .order_by(ThemeSpace.run_id.desc())
        .limit(1)
    )
    return session.scalar(query)
