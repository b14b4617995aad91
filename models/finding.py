"""What search asks of the collection: which passages there are, their texts, who tells.

Only stories that readers may see. Nothing here looks into a text; the words are compared in `nlp`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.overview import UNKNOWN
from models.passages import Embedding, Passage
from models.stories import WITH_TELLER, Story, analysable
from models.themes import IN_USE, Assignment, Theme
from models.vocabulary import AgeGroup, NarratorRole

IDS_PER_QUERY = 500


@dataclass(frozen=True)
class Within:
    """Which stories a reader wants to search; None leaves nothing out. Periods are YYYY-MM.

    `UNKNOWN` in place of a role or age group: stories whose narrator did not tell it.
    """

    role: NarratorRole | Literal["onbekend"] | None = None
    age_group: AgeGroup | Literal["onbekend"] | None = None
    team_id: int | None = None
    first_period: str | None = None
    last_period: str | None = None
    real_only: bool = False

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as conditions on `Story`. A story without a period lies in no span of months."""
        wanted: list[ColumnElement[bool]] = []
        if self.role is not None:
            wanted.append(Story.role.is_(None) if self.role == UNKNOWN else Story.role == self.role)
        if self.age_group is not None:
            unknown = self.age_group == UNKNOWN
            wanted.append(
                Story.age_group.is_(None) if unknown else Story.age_group == self.age_group
            )
        if self.team_id is not None:
            wanted.append(Story.team_id == self.team_id)
        if self.first_period is not None:
            wanted.append(Story.period >= self.first_period)
        if self.last_period is not None:
            wanted.append(Story.period <= self.last_period)
        if self.real_only:
            wanted.append(Story.synthetic.is_(False))
        return wanted


PassageRow = tuple[int, str, int, int]
"""Id, story, and half-open offsets of one passage."""


def story_ids(session: Session, within: Within | None = None) -> frozenset[str]:
    """The stories that readers may see, or those of them that a reader wants."""
    conditions = within.conditions if within is not None else []
    return frozenset(session.scalars(select(Story.id).where(analysable(), *conditions)))


def passage_rows(session: Session, stories: Collection[str]) -> list[PassageRow]:
    """The passages of these stories, by id."""
    query = select(Passage.id, Passage.story_id, Passage.start, Passage.end).order_by(Passage.id)
    # One scan and a look-up in a set: asking per passage whether it may be read takes longer.
    rows = session.execute(query).tuples()
    return [
        (passage_id, story_id, start, end)
        for passage_id, story_id, start, end in rows
        if story_id in stories
    ]


def texts(session: Session, stories: Collection[str]) -> dict[str, str]:
    """The texts of those of these stories that readers may see."""
    found: dict[str, str] = {}
    for some in _batches(sorted(stories)):
        query = select(Story.id, Story.text).where(analysable(), Story.id.in_(some))
        found |= dict(session.execute(query).tuples().all())
    return found


def vector_count(session: Session, version_id: int) -> int:
    """How many passages have a vector of this encoder version."""
    query = select(func.count()).where(Embedding.encoder_version_id == version_id)
    return session.scalar(query) or 0


def vectors(session: Session, version_id: int) -> dict[int, bytes]:
    """The int8 vectors of this encoder version, by passage."""
    query = select(Embedding.passage_id, Embedding.vector).where(
        Embedding.encoder_version_id == version_id
    )
    return dict(session.execute(query).tuples().all())


def passages_with_story(
    session: Session, passage_ids: Sequence[int]
) -> dict[int, tuple[Story, int, int]]:
    """Passages with their story and place, by id; those that readers may not see are left out."""
    query = (
        select(Passage.id, Story, Passage.start, Passage.end)
        .join(Story, Story.id == Passage.story_id)
        .where(analysable(), Passage.id.in_(passage_ids))
        .options(*WITH_TELLER)
    )
    return {
        passage_id: (story, start, end)
        for passage_id, story, start, end in session.execute(query).tuples()
    }


def theme_labels(session: Session, passage_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """The themes in use that passages are in, as (id, label), the strongest first."""
    query = (
        select(Assignment.passage_id, Theme.id, Theme.label)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(Assignment.passage_id.in_(passage_ids), Theme.state.in_(IN_USE))
        .order_by(Assignment.passage_id, Assignment.strength.desc(), Theme.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for passage_id, theme_id, label in session.execute(query).tuples():
        found.setdefault(passage_id, []).append((theme_id, label))
    return found


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[first : first + IDS_PER_QUERY] for first in range(0, len(values), IDS_PER_QUERY))
