"""Everything that asks for a moderator, in one list: why, since when, and what is most urgent.

Many stories about one team in one week may be a campaign, or just a good invitation. So a week is
shown only when it is far above that team's own usual and its stories are alike as well, in wording
or in answers. Nothing is stopped by it, and nothing is known or asked of who told them. A week
goes from the list once somebody has looked its stories over.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import moderation, reviews, teams, triage
from models.base import day_of, now, today
from models.moderation import Arrived, ToLookOver
from models.stories import WITH_TELLER, Story
from models.vocabulary import QueueReason
from nlp import bursts
from nlp.bursts import WEEK, Burst

MOST_SHOWN = 100
WEEKS_SHOWN = 8
ALIKE_SHARE = 1 / 3
SAME_ANSWERS_SHARE = 1 / 2
FEWEST_ALIKE = 3
FEWEST_ANSWERS = 3
"""Stories with fewer answers than this are no help: many people answer one question alike."""


@dataclass(frozen=True)
class Entry:
    """One thing to do. A week of many stories has no story; two stories that are alike have two."""

    why: QueueReason
    team: str
    since: date
    told: str
    story_id: str | None = None
    other_id: str | None = None
    title: str | None = field(default=None, repr=False)
    due_at: datetime | None = None
    late: bool = False

    def days(self, on: date) -> int:
        """How many days it waits."""
        return max(0, (on - self.since).days)


def entries(session: Session) -> list[Entry]:
    """What waits: first what is late, then by deadline, then by kind and how long it waits."""
    found = [*_triage(session), *_look_over(session), *_alike(session), *_bursts(session)]
    order = list(QueueReason)
    return sorted(
        found,
        key=lambda one: (not one.late, order.index(one.why), one.since, one.story_id or ""),
    )


def _triage(session: Session) -> Iterator[Entry]:
    moment = now()
    for case in triage.waiting(session):
        yield Entry(
            QueueReason.TRIAGE,
            case.story.team.name,
            day_of(case.opened_at),
            f"Misschien staat er iets over gevaar in: {case.kind.label.lower()}.",
            story_id=case.story_id,
            due_at=case.due_at,
            late=case.due_at < moment,
        )


def _look_over(session: Session) -> Iterator[Entry]:
    waiting = moderation.waiting(session, limit=MOST_SHOWN)
    answered = moderation.answered(session, [one.story.id for one in waiting])
    for one in waiting:
        story = one.story
        back = story.id in answered
        yield Entry(
            QueueReason.ANSWERED if back else QueueReason.LOOK_OVER,
            story.team.name,
            story.decided_on or story.received_on,
            "U stuurde het terug. De verteller zei weer ja." if back else _to_see(one),
            story_id=story.id,
            title=story.title,
        )


def _to_see(waiting: ToLookOver) -> str:
    story = waiting.story
    if story.flags:
        return "Een paar dingen samen kunnen laten zien wie dit is."
    if story.restored:
        return "De verteller zette woorden terug."
    if waiting.answers:
        return "Er staan ook antwoorden in eigen woorden bij."
    return "Nog niemand keek dit na."


def _alike(session: Session) -> Iterator[Entry]:
    found = reviews.unjudged(session, limit=MOST_SHOWN)
    ids = {one.story_id for one in found}
    query = select(Story).where(Story.id.in_(ids)).options(*WITH_TELLER)
    stories = {story.id: story for story in session.scalars(query)}
    for one in found:
        story = stories[one.story_id]
        yield Entry(
            QueueReason.ALIKE,
            story.team.name,
            story.decided_on or story.received_on,
            f"{round(one.share * 100)}% van de woorden staat ook zo in een ander verhaal.",
            story_id=one.story_id,
            other_id=one.other_id,
            title=story.title,
        )


def _bursts(session: Session) -> Iterator[Entry]:
    shown_from = bursts.monday(today()) - WEEK * WEEKS_SHOWN
    arrivals = moderation.arrivals(session, since=shown_from - WEEK * bursts.WEEKS_BEFORE)
    names = {team.id: team.name for team in teams.all_teams(session)}
    for team_id, by_day in sorted(arrivals.items()):
        days = [day for day, number in by_day.items() for _ in range(number)]
        for burst in bursts.bursts(days, since=shown_from):
            week = moderation.arrived(session, team_id, since=burst.week, before=burst.week + WEEK)
            why = together(week)
            if why and week.to_look_over:
                yield Entry(
                    QueueReason.BURST, names[team_id], burst.week, f"{_in_words(burst)} {why}"
                )


def together(week: Arrived) -> str:
    """Why the stories of a week look as if they belong together, in words; empty if they do not."""
    alike = len(week.alike)
    if alike >= max(FEWEST_ALIKE, ALIKE_SHARE * len(week.story_ids)):
        return f"{alike} ervan lijken sterk op elkaar."
    told = Counter(tuple(sorted(one.items())) for one in week.answers if len(one) >= FEWEST_ANSWERS)
    same = max(told.values(), default=0)
    if same >= max(FEWEST_ALIKE, SAME_ANSWERS_SHARE * len(week.story_ids)):
        return f"{same} ervan hebben precies dezelfde antwoorden."
    return ""


def _in_words(burst: Burst) -> str:
    usual = f"{burst.usual:.1f}".replace(".", ",").removesuffix(",0")
    return f"In één week kwamen {burst.stories} verhalen. Gewoon zijn er {usual} per week."
