"""The narrator decides: the story row, its code and what follows, in one transaction.

The id of the story is the one-time id of the form, so two submits can never make two stories:
the database itself refuses the second.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ingest import combinations
from models import audit, decisions, drafts, forms, reviews, runs, stories
from models.base import now, today
from models.changes import replace_all
from models.errors import Conflict, Unavailable
from models.stories import RawStory, Receipt, Signification, Story
from models.vocabulary import (
    AgeGroup,
    Channel,
    HelpGiven,
    NarratorRole,
    Purpose,
    RunKind,
    StoryState,
)
from models.wording import Inner, Worded
from service import codes
from service.codes import Code
from service.form import answers, choosing, correcting, languages, memory
from service.form.memory import Outcome, Telling
from service.form.review import Reviewed
from service.rewriting import leave_analysis
from service.wiring import House

SHOWN_FOR = timedelta(minutes=30)
CODE_ATTEMPTS = 3
SAID_YES = frozenset({StoryState.APPROVED, StoryState.IN_TRIAGE})
KNOWN = "verhaal.al_bekend"
EMPTIED = frozenset({StoryState.WITHDRAWN, StoryState.EXPIRED})


@dataclass(frozen=True)
class Decision:
    """What the narrator decided, about exactly which text."""

    approved: bool
    reviewed: Reviewed = field(repr=False)


def decide(house: House, secret: str, telling: Telling, decision: Decision) -> bool:
    """Store the story and leave the outcome, with its code, in the narrator's own memory.

    Doing this twice with the same form leaves the first outcome as it is; then it gives False.

    Raises:
        Conflict: this story was sent in before, or is no longer waiting.
        Unavailable: nothing could be stored.
    """

    def prepare() -> Callable[[Session], None]:
        code = codes.new_code()
        fresh = (code, codes.hash_secret(code, house.sealer))
        return lambda session: _store(session, house, secret, telling, decision, fresh)

    return store_once(house, secret, prepare)


def store_once(house: House, secret: str, prepare: Callable[[], Callable[[Session], None]]) -> bool:
    """Store what a form became; False when another submit of the same form did.

    Args:
        house: where it is stored.
        secret: the browser's.
        prepare: makes fresh codes for each attempt, and gives what stores them with the rest.

    Raises:
        Conflict: this story was sent in before, or is no longer waiting.
        Unavailable: nothing could be stored.
    """
    for _ in range(CODE_ATTEMPTS):
        store = prepare()
        try:
            with house.database.writing() as session:
                store(session)
            return True
        except IntegrityError:
            # Not raised further: its parameters hold story text. Either another submit of the
            # same form was first, or the locator is taken.
            if _already_decided(house, secret):
                return False
        except Conflict:
            if _already_decided(house, secret):
                return False
            raise
    raise Unavailable(
        "Het lukt nu niet om uw verhaal te bewaren. Probeer het over een minuut opnieuw.",
        code="verhaal.niet_bewaard",
    )


def approve(
    session: Session, house: House, story: Story, allowed: frozenset[Purpose], **told: int
) -> None:
    """There is a yes: the story may be read, or is looked at first.

    Args:
        session: an open writing session.
        house: says within how long somebody looks.
        story: the story, with its consents.
        allowed: what its narrator allows.
        told: how often something was done with it, for the log.
    """
    decisions.approve(session, story, answer_within=house.settings.triage_time)
    audit.record(
        session,
        "verhaal.goedgekeurd",
        subject=story.id,
        detail={
            "mag": sorted(purpose.value for purpose in allowed),
            **told,
            "eerst_bekijken": story.state is StoryState.IN_TRIAGE,
        },
    )
    if story.state is StoryState.APPROVED and Purpose.ASSOCIATION in allowed:
        runs.enqueue(session, RunKind.PLACE, story_id=story.id)


def change_consents(session: Session, story: Story, given: frozenset[Purpose]) -> None:
    """Record other choices for an approved story, and let the analysis follow.

    A story that is looked at first has choices too; they hold once it is released.

    Raises:
        Conflict: the narrator said no yes yet, or the story is gone.
    """
    if story.state not in SAID_YES:
        raise Conflict(
            "Van dit verhaal kunt u de keuzes nu niet veranderen.", code="verhaal.niet_goedgekeurd"
        )
    before = stories.purposes(session, story.id)
    spoken = languages.spoken(story.language)
    stories.set_consents(session, story, given, language=spoken)
    if Purpose.ASSOCIATION in before - given:
        leave_analysis(session, story, told=story.text)
    audit.record(
        session,
        "toestemming.gewijzigd",
        subject=story.id,
        detail={"mag": sorted(purpose.value for purpose in given)},
    )
    if story.state is StoryState.APPROVED and Purpose.ASSOCIATION in given - before:
        runs.enqueue(session, RunKind.PLACE, story_id=story.id)


def withdraw(house: House, story_id: str) -> None:
    """Empty a story for good: from the tables, and from the database's own log."""
    with house.database.writing() as session:
        story = stories.get(session, story_id, lock=True)
        if story.state is not StoryState.WITHDRAWN:
            decisions.withdraw(session, story)
            audit.record(session, "verhaal.ingetrokken", subject=story_id)
    house.database.forget_deleted()


def _store(
    session: Session,
    house: House,
    secret: str,
    telling: Telling,
    decision: Decision,
    fresh: tuple[Code, str],
) -> None:
    form = choosing.form_of(session, telling)
    allowed = frozenset(Purpose(one) for one in telling.consents if decision.approved)
    story = _story(session, house, telling, form, decision, allowed)
    fill(session, house, story, telling, decision.reviewed)
    session.execute(delete(Signification).where(Signification.story_id == story.id))
    stories.set_significations(session, story, form, _answers(telling, form, decision))
    stories.set_consents(session, story, allowed, language=languages.spoken(story.language))
    outcome = Outcome(state="", decided_on=today().isoformat())
    if not telling.story_id:
        code, secret_hash = fresh
        session.add(Receipt(story_id=story.id, locator=code.locator, secret_hash=secret_hash))
        outcome.code = code.shown
        outcome.shown_until = (now() + SHOWN_FOR).isoformat()
    if decision.approved:
        if not telling.correcting:
            approve(
                session,
                house,
                story,
                allowed,
                teruggezet=len(telling.restored),
                eigen_woorden=len(telling.renamed),
                zelf_weggehaald=len(telling.marked),
            )
            replace_all(
                session, story.id, correcting.changes_of(session, story.id, decision.reviewed)
            )
        story.restored = decision.reviewed.restored
        story.flags = combinations.flags(story.text)
    else:
        outcome.expires_on = _keep_waiting(session, house, story, telling).isoformat()
    outcome.state = story.state.value
    leave(session, house, secret, telling, outcome, story=story, given=allowed)


def leave(
    session: Session,
    house: House,
    secret: str,
    telling: Telling,
    outcome: Outcome,
    *,
    story: Story,
    given: Iterable[Purpose] = (),
) -> None:
    """Let the outcome take the place of everything that was typed."""
    done = Telling(once=telling.once, story_id=story.id, alarm=story.alarm or "")
    done.form_id, done.slug = telling.form_id or story.form_id, telling.slug
    done.language = telling.language
    done.consents = [purpose.value for purpose in given]
    done.outcome = outcome
    done.saved = telling.saved
    memory.replace(session, house.sealer, secret, done)
    drafts.forget_code(session, memory.hashed(secret))


def _answers(telling: Telling, form: forms.Form, decision: Decision) -> answers.Stored:
    """The answers as they may be read: own words only as the narrator looked them over."""
    return answers.for_storing(telling, form, decision.reviewed.words)


def _story(
    session: Session,
    house: House,
    telling: Telling,
    form: forms.Form,
    decision: Decision,
    allowed: frozenset[Purpose],
) -> Story:
    """The row that this form is about: a new one, one that waits, or one that is being changed."""
    if not telling.story_id:
        return _new_story(telling, form)
    if not telling.correcting:
        story = _waiting_story(session, telling)
        if reviews.latest(session, story.id) and story.text != decision.reviewed.text:
            story.version += 1
        return story
    story = correcting.approved_story(session, telling)
    if not decision.approved:
        raise Conflict("Uw verhaal blijft zoals het was.", code="verhaal.blijft")
    correcting.put_in_place(session, house, story, decision.reviewed, allowed)
    return story


def _new_story(telling: Telling, form: forms.Form) -> Story:
    return Story(
        id=telling.once,
        form_id=form.id,
        channel=Channel.FORM,
        state=StoryState.AWAITING_NARRATOR,
    )


def _waiting_story(session: Session, telling: Telling) -> Story:
    story = stories.get(session, telling.story_id, lock=True)
    if story.state is not StoryState.AWAITING_NARRATOR:
        raise Conflict(
            Worded(
                "Dit verhaal wacht niet meer op u. Het is: {state}.",
                state=Inner(story.state.label),
            ),
            code="verhaal.wacht_niet",
        )
    return story


def fill(
    session: Session, house: House, story: Story, telling: Telling, reviewed: Reviewed
) -> None:
    """Put what was told in the row of its story, and add it.

    Raises:
        Conflict: no team was chosen, or the team has exactly this story already.
    """
    if telling.team_id is None:
        raise Conflict("Kies eerst het team.", code="verhaal.geen_team")
    mark = house.sealer.fingerprint(reviewed.fingerprint)
    twin = _same_text(session, telling.team_id, mark, but=story.id)
    if twin is not None and twin not in EMPTIED:
        raise Conflict(
            "Precies dit verhaal is al eens ingestuurd. Wij bewaren het geen tweede keer. Hebt u "
            "er een code van? Daarmee kunt u het lezen en veranderen.",
            code=KNOWN,
        )
    story.team_id = telling.team_id
    story.title = reviewed.title
    story.text = reviewed.text
    story.role = NarratorRole(telling.role) if answers.is_told(telling.role) else None
    story.age_group = AgeGroup(telling.age_group) if answers.is_told(telling.age_group) else None
    story.period = answers.period(telling)
    story.helper = HelpGiven(telling.helper) if telling.helper else None
    story.language = telling.language
    story.prompt = telling.prompt or None
    # Somebody may tell again what they took back; the mark stays with the emptied row.
    story.fingerprint = mark if twin is None else None
    story.alarm = reviewed.alarm
    session.add(story)
    session.flush()


def _same_text(session: Session, team_id: int, mark: str, *, but: str) -> StoryState | None:
    query = select(Story.state).where(
        Story.team_id == team_id, Story.fingerprint == mark, Story.id != but
    )
    return session.scalar(query)


def _keep_waiting(session: Session, house: House, story: Story, telling: Telling) -> date:
    if story.expires_on is None:
        story.expires_on = today() + timedelta(days=house.settings.expire_days)
    sealed = house.sealer.seal(telling.as_value(), place=RawStory.place(story.id))
    session.merge(RawStory(story_id=story.id, sealed=sealed))
    audit.record(session, "verhaal.bewaard", subject=story.id)
    session.flush()
    return story.expires_on


def _already_decided(house: House, secret: str) -> bool:
    with house.database.reading() as session:
        value = memory.load(session, house.sealer, secret)
    return value is not None and Telling.read(value).outcome is not None
