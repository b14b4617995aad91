"""A narrator changes a story that others may read already: back into the form, and in its place.

The form opens with the text as others read it and with the answers as they were stored. Nothing
changes until the narrator says yes to the new text; then the old one is gone everywhere.
"""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.requests import Request

from models import audit, forms, stories, triage
from models.base import today
from models.changes import LookedOver, StoryChange, of_story
from models.errors import Conflict, NotFound
from models.forms import Form
from models.stories import Signification, Story
from models.triage import TriageCase
from models.vocabulary import FormKind, Purpose, QuestionKind, StoryPart, StoryState
from models.wording import Inner, Worded
from service import changes
from service.deps import finder_of
from service.form import guard, languages
from service.form.asking import Answer
from service.form.memory import Telling
from service.form.review import Reviewed
from service.form.taking import COINS, DYAD_MIDDLE, NOT_APPLICABLE, SET_BY_HAND
from service.rewriting import replace_text
from service.wiring import House


def begun(session: Session, story: Story) -> Telling:
    """The form as it would be with this story in it."""
    year, _, month = (story.period or "").partition("-")
    form = _form_of(session, story)
    return Telling(
        story_id=story.id,
        reached="nakijken",
        prompt=story.prompt or "",
        title=story.title,
        text=story.text,
        answers=_answers(session, story, form) if form else {},
        role=story.role.value if story.role else "",
        age_group=story.age_group.value if story.age_group else "",
        team_id=story.team_id,
        month=str(int(month)) if month else "",
        year=year,
        consents=sorted(purpose.value for purpose in stories.purposes(session, story.id)),
        form_id=form.id if form else None,
        language=story.language,
        helper=story.helper.value if story.helper else "",
        correcting=story.state is StoryState.APPROVED,
    )


def approved_story(session: Session, telling: Telling) -> Story:
    """The story that is being changed.

    Raises:
        Conflict: it is not there for readers any more, so there is nothing to change.
    """
    story = stories.get(session, telling.story_id, lock=True)
    if story.state is not StoryState.APPROVED:
        raise Conflict(
            Worded(
                "Dit verhaal kunt u nu niet veranderen. Het is: {state}.",
                state=Inner(story.state.label),
            ),
            code="verhaal.niet_goedgekeurd",
        )
    return story


def put_in_place(
    session: Session, house: House, story: Story, reviewed: Reviewed, allowed: frozenset[Purpose]
) -> None:
    """Let the new title and text take the place of the old, which are nowhere after this."""
    stories.set_consents(session, story, allowed, language=languages.spoken(story.language))
    story.alarm = reviewed.alarm
    story.decided_on = today()
    for table in (TriageCase, LookedOver):
        session.execute(delete(table).where(table.story_id == story.id))
    triage.hold(session, story, within=house.settings.triage_time)
    replace_text(
        session,
        story,
        title=reviewed.title,
        text=reviewed.text,
        changes=changes_of(session, story.id, reviewed),
    )
    audit.record(
        session,
        "verhaal.veranderd",
        subject=story.id,
        detail={"versie": story.version, "mag": sorted(purpose.value for purpose in allowed)},
    )


def changes_of(session: Session, story_id: str, reviewed: Reviewed) -> list[StoryChange]:
    """Where something stands in place of other words: what the gate did now, and did before."""
    found = changes.rows(story_id, reviewed.changed)
    return found + _carried_over(of_story(session, story_id), reviewed, found)


def leave_no_trace(request: Request) -> None:
    """What was taken away is not in the search index either, nor in the database's own log."""
    finder_of(request).forget()
    guard.house_of(request).database.forget_deleted()


def _carried_over(
    before: list[StoryChange], reviewed: Reviewed, found: list[StoryChange]
) -> list[StoryChange]:
    """What stood in place of other words, and still does: the gate left it as it was."""
    taken = {
        part: [(one.start, one.end) for one in found if one.part is part] for part in StoryPart
    }
    kept = []
    for old in before:
        text = reviewed.title if old.part is StoryPart.TITLE else reviewed.text
        start = text.find(old.wording)
        while start >= 0 and any(
            start < stop and begin < start + len(old.wording) for begin, stop in taken[old.part]
        ):
            start = text.find(old.wording, start + 1)
        if start >= 0:
            end = start + len(old.wording)
            taken[old.part].append((start, end))
            kept.append(
                StoryChange(
                    story_id=old.story_id,
                    part=old.part,
                    start=start,
                    end=end,
                    kind=old.kind,
                    wording=old.wording,
                    origin=old.origin,
                    rule=old.rule,
                )
            )
    return kept


def _form_of(session: Session, story: Story) -> Form | None:
    """The form it was told on, or the usual one for a story that came in another way."""
    try:
        return forms.by_id(session, story.form_id) if story.form_id else forms.current(session)
    except NotFound:
        return None


def _answers(session: Session, story: Story, form: Form) -> dict[str, Answer]:
    keys = {question.key for question in form.questions}
    return {
        given.question.key: _answer(given, coins=form.kind is FormKind.EASY)
        for given in stories.significations(session, story.id)
        if given.question.key in keys
    }


def _answer(given: Signification, *, coins: bool) -> Answer:
    """An answer as the form keeps it, so that the page shows what was filled in then."""
    value, kind = given.value, given.question.kind
    answer: Answer = {
        "how": SET_BY_HAND if value else NOT_APPLICABLE,
        "raw": _raw(value, kind, coins=coins),
        "value": value,
        "mode": given.input_mode.value if given.input_mode else None,
    }
    if kind in {QuestionKind.CHOICE, QuestionKind.CHOICES}:
        answer["words"] = str(value.get("other") or "")
    if kind is QuestionKind.CHOICE and value:
        answer["how"] = value.get("option")
    elif kind in {QuestionKind.CHOICES, QuestionKind.TEXT} and value:
        answer["how"] = ""
    return answer


def _raw(value: dict[str, Any], kind: QuestionKind, *, coins: bool) -> Any:
    if kind is QuestionKind.TRIAD:
        if not value:
            return ["", "", ""] if coins else [50, 50, 50]
        return weights(value["shares"], coins=coins)
    if kind is QuestionKind.DYAD:
        return value.get("position", DYAD_MIDDLE)
    if kind is QuestionKind.TEXT:
        return value.get("text", "")
    if not value:
        return [NOT_APPLICABLE]
    return value.get("options") or [value.get("option")]


def weights(shares: list[float], *, coins: bool) -> list[str] | list[int]:
    """Shares as the fields of a triad say them: coins to divide, or how far each slider is."""
    return _piles(shares) if coins else [round(share * 100) for share in shares]


def _piles(shares: list[float]) -> list[str]:
    """Shares as coins that together are ten: what is left over goes to the largest remainders."""
    piles = [int(share * COINS + 1e-6) for share in shares]
    by_remainder = sorted(range(3), key=lambda at: piles[at] - shares[at] * COINS)
    for at in by_remainder[: COINS - sum(piles)]:
        piles[at] += 1
    return [str(pile) for pile in piles]
