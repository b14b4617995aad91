"""Import: a file of stories goes through the gate, all of it or nothing at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ingest.drafts import Draft
from ingest.intake import Intake, take_in
from ingest.readers.opening import read_drafts
from models import audit, forms, runs, stories, triage
from models.base import new_id
from models.errors import Problem, Rejected
from models.stories import Story
from models.teams import Team
from models.vocabulary import Channel, InputMode, Purpose, QuestionKind, RunKind, StoryState
from service import changes
from service.changes import Changed
from service.wiring import House

SHOWN_PROBLEMS = 20


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do: nothing is stored before the whole file is good."""

    drafts: tuple[Draft, ...]
    new: tuple[tuple[Draft, Intake, str], ...]
    already_known: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Basis:
    """Under what agreement stories come in: chosen once, by the person who imports."""

    purposes: frozenset[Purpose]
    approved: bool
    channel: Channel = Channel.IMPORT
    synthetic: bool = False
    answer_within: timedelta = triage.ANSWER_WITHIN
    """Within what time a person looks at an approved story with an alarm."""


def plan(
    house: House,
    session: Session,
    path: Path,
    *,
    team: Team,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportPlan:
    """Read a file and pseudonymise it, without storing anything.

    Raises:
        Rejected: the file or any of its rows is wrong; every place is named.
    """
    try:
        result = read_drafts(path, mapping=mapping)
    except Rejected as error:
        raise Rejected(
            f"{path.name}: {error.message} Er is niets opgeslagen.",
            code=error.code,
            problems=error.problems,
        ) from None
    prepared = prepare(house, session, result.drafts, team=team, progress=progress)
    problems = [*result.problems, *prepared.problems]
    if problems:
        raise _refusal(path, problems)
    return prepared


def prepare(
    house: House,
    session: Session,
    drafts: Sequence[Draft],
    *,
    team: Team,
    progress: Callable[[int, int], None] | None = None,
) -> ImportPlan:
    """Pseudonymise drafts and set apart what the team already has; problems are collected."""
    known = stories.known_fingerprints(session, team.id)
    new: list[tuple[Draft, Intake, str]] = []
    problems: list[Problem] = []
    for number, draft in enumerate(drafts, start=1):
        try:
            intake = take_in(draft, finder=house.pseudonymiser, staff=house.settings.staff_masking)
        except Rejected as error:
            problems.append(Problem(draft.place, error.message))
            continue
        mark = house.sealer.fingerprint(intake.fingerprint)
        if mark not in known:
            known.add(mark)
            new.append((draft, intake, mark))
        if progress is not None:
            progress(number, len(drafts))
    already_known = len(drafts) - len(new) - len(problems)
    return ImportPlan(tuple(drafts), tuple(new), already_known, tuple(problems))


def store(
    session: Session,
    prepared: ImportPlan,
    *,
    team: Team,
    basis: Basis,
    expires_on: date | None,
    account_id: int | None = None,
) -> list[Story]:
    """Store a plan in the caller's transaction and ask for one mining run when it may be read."""
    form = forms.current(session)
    stored = [
        _store_one(
            session, form, draft, intake, mark, team=team, basis=basis, expires_on=expires_on
        )
        for draft, intake, mark in prepared.new
    ]
    audit.record(
        session,
        "verhalen.ingelezen",
        subject=f"team {team.id}",
        account_id=account_id,
        detail={"aantal": len(stored), "goedgekeurd": basis.approved},
    )
    if stored and basis.approved and basis.channel is not Channel.EXAMPLE:
        runs.enqueue(session, RunKind.MINE, account_id=account_id)
    return stored


def _store_one(
    session: Session,
    form: forms.Form,
    draft: Draft,
    intake: Intake,
    mark: str,
    *,
    team: Team,
    basis: Basis,
    expires_on: date | None,
) -> Story:
    story = Story(
        # Examples have the same id everywhere, so every demo finds the same themes.
        id=draft.reference if basis.synthetic else new_id(),
        team_id=team.id,
        form_id=form.id,
        channel=basis.channel,
        state=StoryState.APPROVED if basis.approved else StoryState.AWAITING_NARRATOR,
        title=intake.title.text,
        text=intake.text.text,
        role=draft.role,
        age_group=draft.age_group,
        period=draft.period,
        synthetic=basis.synthetic,
        fingerprint=mark,
        alarm=intake.alarm.kind if intake.alarm else None,
        expires_on=None if basis.approved else expires_on,
    )
    session.add(story)
    session.flush()
    given = basis.purposes if draft.purposes is None else draft.purposes
    stories.set_consents(session, story, given)
    stories.set_significations(session, story, form, _answers(form, draft))
    changes.record(session, story, Changed(intake.title.replacements, intake.text.replacements))
    if basis.approved:
        triage.hold(session, story, within=basis.answer_within)
    return story


def _answers(form: forms.Form, draft: Draft) -> dict[str, tuple[dict[str, Any], InputMode | None]]:
    known = {question.key: question for question in form.questions}
    return {
        key: (
            stories.answer_value(known[key], raw),
            InputMode.IMPORTED if known[key].kind is not QuestionKind.CHOICE else None,
        )
        for key, raw in draft.answers.items()
        if key in known
    }


def _refusal(path: Path, problems: list[Problem]) -> Rejected:
    shown = [f"  {problem.place}: {problem.message}" for problem in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        shown.append(f"  … en nog {len(problems) - SHOWN_PROBLEMS} plaatsen.")
    lines = "\n".join(shown)
    return Rejected(
        f"{path.name} is niet ingelezen. Er is niets opgeslagen. Pas dit aan:\n{lines}",
        code="import.fouten",
        problems=tuple(problems),
    )
