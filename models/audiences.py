"""Who should know of a story in the eyes of its narrator, as far as the narrator allows it too.

Naming somebody is a wish, not a permission: a story goes to them only when its narrator also
allows the purpose that it takes. Nobody in particular is no address.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import stories
from models.forms import Question
from models.stories import Signification, Story, StoryPage, analysable, consented
from models.vocabulary import Audience, Purpose

QUESTION = "kennen"
"""The key of the question, in every form that asks it."""
NEEDS = {
    Audience.TEAM: Purpose.OWN_TEAM,
    Audience.ASSOCIATION: Purpose.ASSOCIATION,
    Audience.MUNICIPALITY: Purpose.PUBLIC,
    Audience.OTHER_CLIENTS: Purpose.PUBLIC,
    Audience.PROFESSIONALS: Purpose.PUBLIC,
}


@dataclass(frozen=True)
class Reach:
    """How many stories name an audience: those that may go there, and those that may not."""

    audience: Audience
    purpose: Purpose
    may: int
    may_not: int


def reach(session: Session) -> list[Reach]:
    """For every audience how many stories are meant for it."""
    found = []
    for audience, purpose in NEEDS.items():
        named = _count(session, names(audience))
        may = _count(session, names(audience) & consented(purpose))
        found.append(Reach(audience, purpose, may=may, may_not=named - may))
    return found


def page(
    session: Session, audience: Audience, *, after: tuple[str, str] | None = None, limit: int
) -> StoryPage:
    """Stories whose narrators name this audience and allow what it takes; see `stories.page`."""
    within = names(audience) & consented(NEEDS[audience])
    return stories.page(session, within=within, after=after, limit=limit)


def names(audience: Audience) -> ColumnElement[bool]:
    """True for stories whose narrator says that this audience should know."""
    chosen = Signification.value["options"].as_string()
    return Story.id.in_(
        select(Signification.story_id)
        .join(Question, Question.id == Signification.question_id)
        .where(Question.key == QUESTION, chosen.contains(f'"{audience.value}"', autoescape=True))
    )


def _count(session: Session, within: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Story).where(analysable(), within)
    return session.scalar(query) or 0
