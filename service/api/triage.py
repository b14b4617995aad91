"""Stories with a sign of danger: a person looks first, for moderators and administrators only.

Nothing here tells anybody outside; a person decides whether others may read the story.
"""

from fastapi import APIRouter
from sqlalchemy.orm import Session

from ingest.triage import Sign, signs_apart
from models import accounts, audit, moderation, runs, stories, triage
from models.base import now
from models.errors import Problem, Rejected
from models.triage import TriageCase
from models.vocabulary import ApartReason, Purpose, RunKind, TriageOutcome
from service.api.problems import documented
from service.api.shapes import word
from service.deps import LookingOver, Reading, TheFinder, TheHouse
from service.form.helplines import for_alarm
from service.rewriting import leave_analysis
from service.schemas import (
    HelpLineView,
    TextMark,
    TriageAnswer,
    TriageDecision,
    TriageQueue,
    TriageRow,
    TriageStory,
)

router = APIRouter(tags=["Eerst bekijken"])


@router.get("/triage", summary="Verhalen die eerst bekeken worden", responses=documented(403))
def list_cases(account: LookingOver, session: Reading, house: TheHouse) -> TriageQueue:
    """The nearest deadline first; no word of any story."""
    del account
    waiting, handled = triage.waiting(session), triage.handled(session)
    names = _names(session, handled)
    rows = [_row(case, names) for case in waiting]
    return TriageQueue(
        waiting=rows,
        handled=[_row(case, names) for case in handled],
        late=sum(row.late for row in rows),
        hours=house.settings.triage_hours,
        reasons=[word(reason) for reason in ApartReason],
    )


@router.get("/triage/{story_id}", summary="Eén zo'n verhaal", responses=documented(403, 404))
def read_case(story_id: str, account: LookingOver, session: Reading) -> TriageStory:
    """Story and written answers as the narrator approved them, with what set off the alarm."""
    del account
    case = triage.case(session, story_id)
    story, answers = case.story, moderation.written(session, story_id)
    found = signs_apart((story.title, story.text, *(one.words for one in answers)))
    in_title, in_text, *in_answers = map(_marks, found)
    return TriageStory(
        case=_row(case, _names(session, [case])),
        title=story.title,
        text=story.text,
        title_marks=in_title,
        text_marks=in_text,
        answers=[
            TriageAnswer(question=one.question, words=one.words, marks=marks)
            for one, marks in zip(answers, in_answers, strict=True)
        ],
        help_lines=[
            HelpLineView(name=line.name, number=line.number) for line in for_alarm(case.kind)
        ],
    )


@router.put(
    "/triage/{story_id}/decision",
    summary="Geef een verhaal vrij, of houd het apart",
    responses=documented(403, 404, 409),
)
def decide(
    story_id: str, decision: TriageDecision, account: LookingOver, house: TheHouse
) -> TriageRow:
    """A released story goes on as any other: it is placed among the themes."""
    outcome, reason = _read(decision)
    with house.database.writing() as session:
        if reason is None:
            case = triage.release(session, story_id, account_id=account.id)
            if Purpose.ASSOCIATION in stories.purposes(session, story_id):
                runs.enqueue(session, RunKind.PLACE, story_id=story_id, account_id=account.id)
        else:
            case = triage.keep_apart(session, story_id, reason=reason, account_id=account.id)
        audit.record(
            session,
            f"triage.{outcome.value}",
            subject=story_id,
            account_id=account.id,
            detail={"reden": reason.value if reason else None},
        )
        return _row(case, {account.id: account.name})


@router.delete(
    "/triage/{story_id}/decision",
    summary="Draai een besluit terug, één keer",
    responses=documented(403, 404, 409),
)
def undo(story_id: str, account: LookingOver, house: TheHouse, finder: TheFinder) -> TriageRow:
    """The story waits again; what the analysis made of it goes."""
    with house.database.writing() as session:
        case = triage.undo(session, story_id)
        leave_analysis(session, case.story, told=case.story.text)
        audit.record(session, "triage.teruggedraaid", subject=story_id, account_id=account.id)
        row = _row(case, {})
    finder.forget()
    house.database.forget_deleted()
    return row


def _names(session: Session, cases: list[TriageCase]) -> dict[int, str]:
    people = {case.handled_by for case in cases if case.handled_by is not None}
    return accounts.names(session, people)


def _row(case: TriageCase, names: dict[int, str]) -> TriageRow:
    return TriageRow(
        story_id=case.story_id,
        kind=word(case.kind),
        team=case.story.team.name,
        role_label=case.story.role.label if case.story.role else None,
        opened_at=case.opened_at,
        due_at=case.due_at,
        late=case.handled_at is None and case.due_at < now(),
        handled_at=case.handled_at,
        handled_by=names.get(case.handled_by) if case.handled_by is not None else None,
        outcome=word(case.outcome) if case.outcome else None,
        reason=word(case.reason) if case.reason else None,
        undoable=case.handled_at is not None and not case.undone,
    )


def _marks(signs: list[Sign]) -> list[TextMark]:
    return [TextMark(start=sign.start, end=sign.end, kind=word(sign.kind)) for sign in signs]


def _read(decision: TriageDecision) -> tuple[TriageOutcome, ApartReason | None]:
    """The words of a decision.

    Raises:
        Rejected: one of them does not exist, or they do not go together.
    """
    problems = []
    if decision.outcome not in set(TriageOutcome):
        problems.append(Problem("#/outcome", f"Kies uit: {', '.join(TriageOutcome)}."))
    elif (decision.outcome == TriageOutcome.KEPT_APART) is not (decision.reason is not None):
        problems.append(Problem("#/reason", "Een reden hoort bij apart houden, en alleen daarbij."))
    if decision.reason is not None and decision.reason not in set(ApartReason):
        problems.append(Problem("#/reason", f"Kies uit: {', '.join(ApartReason)}."))
    if problems:
        raise Rejected("Dit besluit kan niet.", code="triage.besluit", problems=tuple(problems))
    reason = ApartReason(decision.reason) if decision.reason is not None else None
    return TriageOutcome(decision.outcome), reason
