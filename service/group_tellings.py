"""A write-up of a session, read and approved by everybody who was there.

It comes from a file or a system (`create`), or from a form, with answers (`form.groups`). It goes
through the gate at once; the text with names is never kept. Everybody has a code, and reads it by
paragraph. One objection takes a paragraph out, for all; one no takes the whole away; only when
everybody said yes may it be read, for what everybody allows. Silence is no yes: then it expires.
Whoever made the write-up sees how many answered, and nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ingest import combinations
from ingest.drafts import Draft
from ingest.intake import Intake, take_in
from models import audit, changes, decisions, group_tellings, stories
from models.base import new_id, today
from models.changes import StoryChange
from models.errors import Conflict, NotFound, Problem, Rejected, Unavailable
from models.group_tellings import TITLE, GroupVoice, stretches
from models.stories import Story
from models.teams import Team
from models.vocabulary import Channel, Purpose, StoryPart, StoryState
from service import changes as recording
from service import codes
from service.changes import Changed
from service.codes import Code
from service.form.decision import EMPTIED, SAID_YES, approve, change_consents
from service.rewriting import replace_text
from service.wiring import House

FEWEST_PEOPLE, MOST_PEOPLE = 2, 30
CODE_ATTEMPTS = 3
HandOver = Callable[[Sequence[str]], None] | None
"""Puts codes where they cannot get lost before they are stored; those of its last call count."""
BETWEEN = "\n\n"
GONE = EMPTIED | {StoryState.REFUSED}
_FIELDS = {"verhaal": "#/text", "titel": "#/title"}


@dataclass(frozen=True)
class WriteUp:
    """What was written of a session, as it was typed, and how many people were there."""

    team_id: int
    people: int
    text: str = field(repr=False)
    title: str = field(default="", repr=False)


@dataclass(frozen=True)
class Created:
    """A write-up that waits, and its codes: shown now and never again."""

    story_id: str
    expires_on: date
    paragraphs: int
    replaced: int
    codes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Said:
    """What one voice says, about exactly which text, waiting or not (`version`)."""

    agreed: bool
    version: str
    objects_to: frozenset[int] = frozenset()
    purposes: frozenset[Purpose] = frozenset()


def create(
    house: House, write_up: WriteUp, *, account_id: int | None, hand_over: HandOver = None
) -> Created:
    """Take a write-up in, without names, with a code for everybody who was there.

    Raises:
        Rejected: it cannot be a story, the team is unknown, or the number of people is impossible.
        Conflict: this team has exactly this write-up already.
        Unavailable: no codes could be made.
    """
    if not FEWEST_PEOPLE <= write_up.people <= MOST_PEOPLE:
        raise _refused("#/people", f"Dit kan met {FEWEST_PEOPLE} tot {MOST_PEOPLE} mensen.")
    intake = _through_the_gate(house, write_up)
    for _ in range(CODE_ATTEMPTS):
        fresh = fresh_codes(house, write_up.people)
        try:
            with house.database.writing() as session:
                story = _store(session, house, write_up, intake)
                for code, secret_hash in fresh:
                    group_tellings.add_voice(
                        session, story.id, locator=code.locator, secret_hash=secret_hash
                    )
                audit.record(
                    session,
                    "verslag.gemaakt",
                    subject=story.id,
                    account_id=account_id,
                    detail={"mensen": write_up.people},
                )
                if hand_over is not None:
                    hand_over([code.shown for code, _ in fresh])
            return Created(
                story_id=story.id,
                expires_on=last_day(house),
                paragraphs=len(stretches(story.text)),
                replaced=len(intake.title.replacements) + len(intake.text.replacements),
                codes=tuple(code.shown for code, _ in fresh),
            )
        except IntegrityError:
            # A locator is taken. Not raised further: its parameters hold text.
            continue
    raise Unavailable(
        "Het lukt nu niet om codes te maken. Probeer het over een minuut opnieuw.",
        code="verslag.geen_codes",
    )


def answer(house: House, voice_id: int, said: Said) -> None:
    """Record what one voice says, and do what follows from it.

    Raises:
        NotFound: there is no such voice or write-up (any more).
        Conflict: it is too late, or the text changed since this voice read it.
    """
    with house.database.writing() as session:
        voice, story = _voice(session, voice_id)
        told, allowed = (story.text, story.version), stories.purposes(session, story.id)
        if said.version != version_of(house, story):
            raise Conflict(
                "Er is net iets veranderd. Lees het verslag nog een keer.",
                code="verslag.veranderd",
            )
        if story.state is StoryState.AWAITING_NARRATOR:
            _while_waiting(session, house, story, voice, said)
        elif story.state in SAID_YES:
            _afterwards(session, story, voice, said)
        else:
            raise _too_late()
        gone = (story.text, story.version) != told
        gone = gone or bool(allowed - stories.purposes(session, story.id))
    if gone:
        # What went must not be readable in the files either.
        house.database.forget_deleted()


def withdraw(house: House, story_id: str, *, account_id: int | None = None) -> None:
    """Take the whole write-up away, for everybody and for good. Twice is allowed.

    Raises:
        NotFound: there is none.
    """
    with house.database.writing() as session:
        story = group_tellings.locked(session, story_id)
        if story.state not in GONE:
            _withdraw(session, story, account_id)
    house.database.forget_deleted()


def replace_code(
    house: House, story_id: str, number: int, *, account_id: int | None, hand_over: HandOver = None
) -> str:
    """A new code for a slip of paper that was lost; the old one stops.

    Raises:
        NotFound: there is no such write-up, or no slip with this number.
        Conflict: it does not wait any more, or this voice said yes already.
        Unavailable: no code could be made.
    """
    for _ in range(CODE_ATTEMPTS):
        [(code, secret_hash)] = fresh_codes(house, 1)
        try:
            with house.database.writing() as session:
                voice = _unanswered(session, story_id, number)
                voice.locator, voice.secret_hash = code.locator, secret_hash
                session.flush()
                audit.record(
                    session,
                    "verslag.code_vervangen",
                    subject=story_id,
                    account_id=account_id,
                    detail={"nummer": number},
                )
                if hand_over is not None:
                    hand_over([code.shown])
            return code.shown
        except IntegrityError:
            continue
    raise Unavailable(
        "Het lukt nu niet om een code te maken. Probeer het over een minuut opnieuw.",
        code="verslag.geen_codes",
    )


def last_day(house: House) -> date:
    """Until when everybody can say yes to a write-up of today."""
    return today() + timedelta(days=house.settings.expire_days)


def fresh_codes(house: House, number: int) -> list[tuple[Code, str]]:
    """A code for each of so many people, with the hash of its secret; each hash takes a while."""
    fresh: dict[str, Code] = {}
    while len(fresh) < number:
        code = codes.new_code()
        fresh[code.locator] = code
    return [(code, codes.hash_secret(code, house.sealer)) for code in fresh.values()]


def version_of(house: House, story: Story) -> str:
    """Changes when a word of the write-up does, and when all have said yes; says nothing of it."""
    waiting = story.state is StoryState.AWAITING_NARRATOR
    return house.sealer.fingerprint(f"verslag {waiting} {story.title}\0{story.text}")[:16]


def without(
    story: Story, known: Sequence[StoryChange], removed: frozenset[int]
) -> tuple[str, str, list[StoryChange]]:
    """Title, text and changes of a write-up without these paragraphs."""
    title = "" if TITLE in removed else story.title
    kept = [one for one in known if one.part is StoryPart.TITLE and TITLE not in removed]
    moved = [_at(one, 0) for one in kept]
    parts: list[str] = []
    length = 0
    for number, stretch in enumerate(stretches(story.text)):
        if number in removed:
            continue
        words = story.text[stretch.start : stretch.end]
        moved += [
            _at(one, length - stretch.start)
            for one in known
            if one.part is StoryPart.TEXT and stretch.start <= one.start and one.end <= stretch.end
        ]
        parts.append(words)
        length += len(words) + len(BETWEEN)
    return title, BETWEEN.join(parts), moved


def _through_the_gate(house: House, write_up: WriteUp) -> Intake:
    draft = Draft(title=write_up.title, text=write_up.text)
    try:
        return take_in(draft, finder=house.pseudonymiser, staff=house.settings.staff_masking)
    except Rejected as error:
        places = tuple(
            Problem(_FIELDS.get(one.place, one.place), one.message) for one in error.problems
        )
        raise Rejected(error.message, code=error.code, problems=places) from None


def _store(session: Session, house: House, write_up: WriteUp, intake: Intake) -> Story:
    if session.get(Team, write_up.team_id) is None:
        raise _refused("#/teamId", "Dit team is niet bekend.")
    mark = house.sealer.fingerprint(intake.fingerprint)
    same = select(Story.state).where(Story.team_id == write_up.team_id, Story.fingerprint == mark)
    twin = session.scalar(same)
    if twin is not None and twin not in EMPTIED:
        raise Conflict("Dit verslag is er al. De codes zijn al gegeven.", code="verhaal.al_bekend")
    story = Story(
        id=new_id(),
        team_id=write_up.team_id,
        channel=Channel.PANEL,
        state=StoryState.AWAITING_NARRATOR,
        title=intake.title.text,
        text=intake.text.text,
        flags=combinations.flags(intake.text.text),
        alarm=intake.alarm.kind.value if intake.alarm else None,
        # What was taken back may be written again; the mark stays with the emptied row.
        fingerprint=mark if twin is None else None,
        expires_on=last_day(house),
    )
    session.add(story)
    session.flush()
    recording.record(session, story, Changed(intake.title.replacements, intake.text.replacements))
    return story


def _voice(session: Session, voice_id: int) -> tuple[GroupVoice, Story]:
    """A voice and its write-up, for this transaction alone."""
    voice = session.get(GroupVoice, voice_id)
    if voice is None:
        raise NotFound("Deze code werkt niet meer.", code="verslag.code_onbekend")
    story = group_tellings.locked(session, voice.story_id)
    # Another may have answered while this one waited for its turn.
    session.refresh(voice)
    return voice, story


def _while_waiting(
    session: Session, house: House, story: Story, voice: GroupVoice, said: Said
) -> None:
    if story.expires_on is not None and story.expires_on < today():
        raise _too_late()
    group_tellings.say(
        session, voice, agreed=said.agreed, objects_to=said.objects_to, purposes=said.purposes
    )
    if group_tellings.everybody_agreed(session, story.id):
        _approve(session, house, story)


def _approve(session: Session, house: House, story: Story) -> None:
    """Everybody said yes: what nobody objected to may be read."""
    removed = group_tellings.objections(session, story.id)
    if not _take_out(session, story, removed):
        return
    allowed = group_tellings.allowed_by_all(session, story.id)
    stories.set_consents(session, story, allowed)
    voices = len(group_tellings.voices(session, story.id))
    approve(session, house, story, allowed, stemmen=voices, alinea_weggehaald=len(removed))


def _afterwards(session: Session, story: Story, voice: GroupVoice, said: Said) -> None:
    """A change of mind once it may be read: narrower or wider choices, or a paragraph out."""
    group_tellings.say(session, voice, agreed=True, objects_to=(), purposes=said.purposes)
    allowed = group_tellings.allowed_by_all(session, story.id)
    if allowed != stories.purposes(session, story.id):
        change_consents(session, story, allowed)
    if _take_out(session, story, said.objects_to) and said.objects_to:
        audit.record(
            session,
            "verslag.alinea_weggehaald",
            subject=story.id,
            detail={"aantal": len(said.objects_to)},
        )


def _take_out(session: Session, story: Story, removed: frozenset[int]) -> bool:
    """Take paragraphs out for good; False when nothing is left, and the write-up goes whole."""
    known = changes.of_story(session, story.id)
    title, text, moved = without(story, known, removed)
    if not text:
        _withdraw(session, story, None)
        return False
    if removed:
        group_tellings.take_out_answers(session, story.id, removed)
        replace_text(session, story, title=title, text=text, changes=moved)
        group_tellings.forget_objections(session, story.id)
    return True


def _withdraw(session: Session, story: Story, account_id: int | None) -> None:
    decisions.withdraw(session, story)
    audit.record(session, "verhaal.ingetrokken", subject=story.id, account_id=account_id)


def _unanswered(session: Session, story_id: str, number: int) -> GroupVoice:
    story = group_tellings.locked(session, story_id)
    if story.state is not StoryState.AWAITING_NARRATOR:
        raise Conflict(
            "Dit verslag wacht niet meer. Een nieuwe code kan dan niet.", code="verslag.wacht_niet"
        )
    voices = group_tellings.voices(session, story_id)
    if not 1 <= number <= len(voices):
        raise NotFound("Er is geen briefje met dit nummer.", code="verslag.nummer_onbekend")
    if voices[number - 1].agreed:
        raise Conflict(
            "Deze code kan niet meer vervangen worden. Er is al mee geantwoord.",
            code="verslag.al_geantwoord",
        )
    return voices[number - 1]


def _at(change: StoryChange, by: int) -> StoryChange:
    return StoryChange(
        story_id=change.story_id,
        part=change.part,
        start=change.start + by,
        end=change.end + by,
        kind=change.kind,
        wording=change.wording,
        origin=change.origin,
        rule=change.rule,
    )


def _too_late() -> Conflict:
    return Conflict("Over dit verslag kan niemand nu nog iets zeggen.", code="verslag.te_laat")


def _refused(place: str, message: str) -> Rejected:
    return Rejected(message, code="verslag.niet_goed", problems=(Problem(place, message),))
