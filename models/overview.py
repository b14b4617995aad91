"""Counts for readers: how many stories, from whom, since when, and what they answered.

Every number here counts stories that readers may see (`analysable`), and no others.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from models.forms import Question
from models.passages import EncoderVersion, Passage
from models.stories import Signification, Story, analysable
from models.teams import Team
from models.themes import IN_USE, Assignment, Theme, ThemeSpace
from models.vocabulary import AgeGroup, NarratorRole, QuestionKind, ResidueReason, Word

UNKNOWN = "onbekend"
UNKNOWN_LABEL = "Niet verteld"

Condition = ColumnElement[bool] | None


@dataclass(frozen=True)
class Tally:
    """How many stories have a value."""

    value: str
    label: str
    stories: int


@dataclass(frozen=True)
class PeriodTally:
    """How many stories of one role fall in one period (YYYY-MM)."""

    period: str
    role: str
    role_label: str
    stories: int


@dataclass(frozen=True)
class Coverage:
    """How much of what was told is in a theme. Residue is an answer too, so it has reasons."""

    passages: int
    passages_in_no_theme: int
    stories_in_no_theme: int
    reasons: list[Tally]


@dataclass(frozen=True)
class Answers:
    """What the narrators of some stories answered to one question, by story id."""

    question: Question
    values: dict[str, dict[str, Any]] = field(repr=False)


def stories(session: Session, *, synthetic: bool = False) -> int:
    """How many stories there are, or how many of them were made up."""
    query = select(func.count()).select_from(Story).where(analysable())
    if synthetic:
        query = query.where(Story.synthetic.is_(True))
    return session.scalar(query) or 0


def periods(session: Session) -> tuple[str | None, str | None]:
    """The first and the last period that stories are about."""
    query = select(func.min(Story.period), func.max(Story.period)).where(analysable())
    first, last = session.execute(query).tuples().one()
    return first, last


def by_role(session: Session, within: Condition = None) -> list[Tally]:
    """Stories per role, in the order of the vocabulary; who did not tell comes last."""
    query = select(Story.role, func.count()).where(_readers_see(within)).group_by(Story.role)
    return _in_vocabulary_order(NarratorRole, session.execute(query).tuples())


def by_age_group(session: Session, within: Condition = None) -> list[Tally]:
    """Stories per age group, in the order of the vocabulary; who did not tell comes last."""
    query = (
        select(Story.age_group, func.count()).where(_readers_see(within)).group_by(Story.age_group)
    )
    return _in_vocabulary_order(AgeGroup, session.execute(query).tuples())


def by_team(session: Session) -> list[Tally]:
    """Stories per team, most stories first."""
    query = (
        select(Team.id, Team.name, func.count())
        .join(Story, Story.team_id == Team.id)
        .where(analysable())
        .group_by(Team.id, Team.name)
    )
    rows = session.execute(query).tuples()
    tallies = [Tally(str(team_id), name, count) for team_id, name, count in rows]
    return sorted(tallies, key=lambda tally: (-tally.stories, tally.label, tally.value))


def by_period(session: Session, within: Condition = None) -> list[PeriodTally]:
    """Stories per period and role, earliest first; stories without a period are left out."""
    query = (
        select(Story.period, Story.role, func.count())
        .where(_readers_see(within), Story.period.is_not(None))
        .group_by(Story.period, Story.role)
    )
    tallies = [
        PeriodTally(
            period=period or "",
            role=role.value if role else UNKNOWN,
            role_label=role.label if role else UNKNOWN_LABEL,
            stories=count,
        )
        for period, role, count in session.execute(query).tuples()
    ]
    return sorted(tallies, key=lambda tally: (tally.period, tally.role))


def coverage(session: Session) -> Coverage:
    """How many passages and stories are in a theme, and why the others are not."""
    passages = select(func.count(Passage.id)).join(Story).where(analysable())
    residue = (
        select(Assignment.reason, func.count(func.distinct(Story.id)), func.count(Passage.id))
        .join(Passage, Passage.id == Assignment.passage_id)
        .join(Story, Story.id == Passage.story_id)
        .where(analysable(), Assignment.theme_id.is_(None))
        .group_by(Assignment.reason)
    )
    rows = list(session.execute(residue).tuples())
    reasons = [(reason or ResidueReason.NO_THEME_FITS, count) for reason, count, _ in rows]
    return Coverage(
        passages=session.scalar(passages) or 0,
        passages_in_no_theme=sum(count for _, _, count in rows),
        stories_in_no_theme=_stories_in_no_theme(session),
        reasons=_in_vocabulary_order(ResidueReason, reasons),
    )


def encoder_in_use(session: Session) -> EncoderVersion | None:
    """The encoder of the newest themes."""
    query = (
        select(EncoderVersion)
        .join(ThemeSpace, ThemeSpace.encoder_version_id == EncoderVersion.id)
        .order_by(ThemeSpace.run_id.desc())
        .limit(1)
    )
    return session.scalar(query)


def answers(session: Session, within: ColumnElement[bool]) -> list[Answers]:
    """What the narrators of these stories answered, for every question put to one of them.

    The same question in other versions or other forms counts as one: same key and kind, and for a
    scale the same ends.
    """
    query = (
        select(Question, Signification.story_id, Signification.value)
        .join(Signification, Signification.question_id == Question.id)
        .join(Story, Story.id == Signification.story_id)
        .where(analysable(), within)
        .order_by(Question.position, Question.form_id, Story.id)
    )
    asked: dict[tuple[str, ...], list[Question]] = {}
    values: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
    for question, story_id, value in session.execute(query).tuples():
        same = asked.setdefault(_sameness(question), [])
        if question not in same:
            same.append(question)
        values.setdefault(_sameness(question), {})[story_id] = value
    return [Answers(_as_one(same), values[key]) for key, same in asked.items()]


def _sameness(question: Question) -> tuple[str, ...]:
    scale = question.kind in {QuestionKind.TRIAD, QuestionKind.DYAD}
    ends = [str(option["key"]) for option in question.options] if scale else []
    return (question.key, question.kind.value, *ends)


def _as_one(same: list[Question]) -> Question:
    """One question for all of them, worded as in the newest form, with the options of each."""
    newest = max(same, key=lambda question: question.form_id)
    if len(same) == 1:
        return newest
    options: dict[str, dict[str, Any]] = {}
    for question in (newest, *same):
        for option in question.options:
            options.setdefault(str(option["key"]), option)
    return Question(
        key=newest.key,
        kind=newest.kind,
        text=newest.text,
        why=newest.why,
        options=list(options.values()),
        write_in=any(question.write_in for question in same),
    )


def _stories_in_no_theme(session: Session) -> int:
    placed = select(Passage.story_id).join(Assignment, Assignment.passage_id == Passage.id)
    in_use = placed.join(Theme, Theme.id == Assignment.theme_id).where(Theme.state.in_(IN_USE))
    query = (
        select(func.count())
        .select_from(Story)
        .where(
            analysable(),
            exists(placed.where(Passage.story_id == Story.id)),
            ~exists(in_use.where(Passage.story_id == Story.id)),
        )
    )
    return session.scalar(query) or 0


def _readers_see(within: Condition) -> ColumnElement[bool]:
    return analysable() if within is None else analysable() & within


def _in_vocabulary_order(kind: type[Word], rows: Iterable[tuple[Word | None, int]]) -> list[Tally]:
    counts: dict[Word | None, int] = {}
    for value, count in rows:
        counts[value] = counts.get(value, 0) + count
    tallies = [
        Tally(member.value, member.label, counts[member]) for member in kind if counts.get(member)
    ]
    if counts.get(None):
        tallies.append(Tally(UNKNOWN, UNKNOWN_LABEL, counts[None]))
    return tallies
