"""Stories to take along for one purpose: exactly those whose narrator allows it, and no other.

What is left out is counted with it. Nothing of an export is kept here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import audit
from models.db import Database
from models.forms import Form, Question
from models.passages import Passage
from models.stories import Signification, Story, analysable, consented
from models.themes import IN_USE, Assignment, Theme
from models.vocabulary import Purpose, StoryState


class ExportFormat(StrEnum):
    """The shapes in which stories can be taken along."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    NARRAFIRMA = "narrafirma"


MEDIA_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.JSONL: "application/jsonl; charset=utf-8",
    ExportFormat.NARRAFIRMA: "application/zip",
}
ENDINGS = {**{one: one.value for one in ExportFormat}, ExportFormat.NARRAFIRMA: "zip"}


@dataclass(frozen=True)
class Counts:
    """How many stories are in an export, and how many are not and why."""

    included: int
    without_consent: int
    """Approved, but not for this purpose."""
    not_approved: int
    """Waiting, looked at first, refused, taken back or expired: together, never apart."""


@dataclass(frozen=True)
class Export:
    """Everything that an export for one purpose holds, in a fixed order."""

    purpose: Purpose
    counts: Counts
    stories: Sequence[Story] = field(repr=False)
    questions: Sequence[Question] = field(repr=False)
    """Every question that one of them answered, those of the newest form last."""
    themes: Mapping[str, Sequence[str]] = field(repr=False)
    """Per story the names of its themes; only of stories that count in themes."""


def count(session: Session, purpose: Purpose) -> Counts:
    """What an export for this purpose would hold."""
    approved = Story.state == StoryState.APPROVED
    each = select(approved.label("approved"), consented(purpose).label("allowed")).subquery()
    query = select(each.c.approved, each.c.allowed, func.count()).group_by(
        each.c.approved, each.c.allowed
    )
    found = {
        (bool(yes), bool(allowed)): number
        for yes, allowed, number in session.execute(query).tuples()
    }
    return Counts(
        included=found.get((True, True), 0),
        without_consent=found.get((True, False), 0),
        not_approved=found.get((False, True), 0) + found.get((False, False), 0),
    )


def gather(session: Session, purpose: Purpose) -> Export:
    """The approved stories whose narrator allows this purpose, with answers and themes."""
    query = (
        select(Story)
        .where(Story.state == StoryState.APPROVED, consented(purpose))
        .options(
            joinedload(Story.team),
            joinedload(Story.form),
            selectinload(Story.consents),
            selectinload(Story.significations).joinedload(Signification.question),
        )
        .order_by(Story.id)
    )
    found = list(session.scalars(query))
    return Export(
        purpose=purpose,
        counts=count(session, purpose),
        stories=found,
        questions=_questions(found),
        themes=_themes(session, purpose),
    )


def make(database: Database, purpose: Purpose, shape: ExportFormat) -> tuple[bytes, Counts]:
    """An export as a file, all of it as it was at one moment; `note` it before it goes out."""
    from service import story_files

    with database.at_one_moment() as session:
        export = gather(session, purpose)
    return story_files.render(export, shape), export.counts


def note(
    session: Session,
    purpose: Purpose,
    shape: ExportFormat,
    counts: Counts,
    *,
    account_id: int | None = None,
) -> None:
    """Note in the audit trail that stories were taken along."""
    audit.record(
        session,
        "verhalen.uitgevoerd",
        subject=f"doel {purpose.value}",
        account_id=account_id,
        detail={
            "vorm": shape.value,
            "aantal": counts.included,
            "zonder_toestemming": counts.without_consent,
        },
    )


def forms_of(export: Export) -> dict[int, tuple[Form, list[Story]]]:
    """The stories by the version of the form on which they were told.

    A write-up of a session was told on none: it is with number 0, on a form without questions.
    """
    bare = Form(
        key="zonder-formulier", version=1, language="nl", title="Zonder formulier", prompts=[]
    )
    found: dict[int, tuple[Form, list[Story]]] = {}
    for story in export.stories:
        form = story.form or bare
        found.setdefault(form.id or 0, (form, []))[1].append(story)
    return dict(sorted(found.items()))


def _questions(found: Sequence[Story]) -> list[Question]:
    """A question that several versions of a form ask in the same words is one question."""
    by_words: dict[tuple[str, str, str], Question] = {}
    for story in found:
        for answer in story.significations:
            question = answer.question
            by_words[(question.key, question.kind, question.text)] = question
    return sorted(by_words.values(), key=lambda one: (one.form_id, one.position))


def _themes(session: Session, purpose: Purpose) -> dict[str, list[str]]:
    query = (
        select(Passage.story_id, Theme.label)
        .distinct()
        .join(Story, Story.id == Passage.story_id)
        .join(Assignment, Assignment.passage_id == Passage.id)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(analysable(), consented(purpose), Theme.state.in_(IN_USE))
        .order_by(Passage.story_id, Theme.label)
    )
    told: dict[str, list[str]] = defaultdict(list)
    for story_id, label in session.execute(query).tuples():
        told[story_id].append(label)
    return told
