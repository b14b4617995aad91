"""The write-up of a session, written on a form: not one person says yes, but all who were there.

The form is the same up to the looking over. Then it asks how many people were there, and what is
sent waits for all of them, as every write-up does (`service.group_tellings`). Whoever wrote it gets
a slip of paper with a code for each of them, shown once, and no code of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ingest import combinations
from models import audit, group_tellings, stories
from models.base import now, today
from models.changes import replace_all
from models.errors import Conflict, Problem
from models.form_content import DUTCH, FormView
from models.stories import Signification, Story
from models.vocabulary import Channel, StoryState
from service import slips as paper
from service.codes import Code
from service.form import (
    answers,
    choosing,
    correcting,
    decision,
    guard,
    helplines,
    languages,
    pages,
    taking,
)
from service.form.desk import Seat
from service.form.guard import Posted
from service.form.memory import Outcome, Telling
from service.form.review import Reviewed
from service.group_tellings import FEWEST_PEOPLE, MOST_PEOPLE, fresh_codes, last_day
from service.wiring import House

FIELD = "mensen"
LONGEST_NUMBER = 3
_Fresh = list[tuple[Code, str]]


@dataclass(frozen=True)
class Told:
    """Something that goes with a write-up, in words."""

    question: str
    answer: str = field(repr=False)
    number: int = 0
    """Under which a voice objects to it, when it is an answer."""
    own: bool = False
    """True when somebody's own words are in it."""


def is_for(form: FormView, telling: Telling) -> bool:
    """True when what is told here waits for a group; not what was stored for one person before."""
    return form.kind.of_group and not telling.story_id


def take_people(telling: Telling, fields: Posted) -> None:
    """How many people were there, as it was typed; other pages do not ask."""
    if FIELD in fields:
        telling.people = " ".join(fields.get(FIELD).split())[:20]


def wrong_number(telling: Telling) -> list[Problem]:
    """What is wrong with how many people were there, if anything."""
    typed = telling.people
    if not typed:
        message = "Vul in hoeveel mensen erbij waren."
    elif not (typed.isascii() and typed.isdigit()):
        message = "Schrijf met cijfers hoeveel mensen erbij waren, bijvoorbeeld 8."
    elif len(typed) > LONGEST_NUMBER or int(typed) > MOST_PEOPLE:
        message = f"Dit formulier kan met ten hoogste {MOST_PEOPLE} mensen."
    elif int(typed) == 1:
        message = (
            "Dit formulier is voor een groep. Was er maar één mens? Dan past het gewone formulier "
            "beter. Dat vindt u op onze eerste bladzijde."
        )
    elif int(typed) < FEWEST_PEOPLE:
        message = f"Er waren ten minste {FEWEST_PEOPLE} mensen bij een gesprek. Hoeveel waren het?"
    else:
        return []
    return [Problem(FIELD, message)]


def send(request: Request, seat: Seat, reviewed: Reviewed) -> bool:
    """Store the write-up and leave its codes in the memory of this browser; False when it was.

    Raises:
        Conflict: this write-up was sent in before.
        TooMany: too many codes are being made at this moment.
        Unavailable: nothing could be stored.
    """
    house = guard.house_of(request)
    number = int(seat.telling.people)

    def prepare() -> Callable[[Session], None]:
        with guard.pace_of(request).hashing():
            fresh = fresh_codes(house, number)
        return lambda session: _store(session, house, seat, reviewed, fresh)

    return decision.store_once(house, seat.secret, prepare)


def slips_page(request: Request, seat: Seat) -> Response:
    """The slips to cut out, shown for half an hour, and what happens next."""
    house, outcome = guard.house_of(request), seat.telling.outcome
    assert outcome is not None
    languages.speak(request, DUTCH)
    until = date.fromisoformat(outcome.expires_on)
    slips = [
        paper.for_group(number, code, address=f"{house.settings.form}/code", until=until)
        for number, code in enumerate(outcome.codes, start=1)
    ]
    return pages.render(
        request,
        "groep-briefjes.html",
        outcome=outcome,
        slips=slips,
        help_lines=helplines.for_alarm(seat.telling.alarm),
        token=guard.token(house.sealer, seat.secret),
    )


def answers_of(session: Session, story: Story) -> list[Told]:
    """The answers to the questions of its form, in their order; a write-up may have none."""
    return [_in_words(one) for one in stories.significations(session, story.id)]


def beside(story: Story, told: Sequence[Told]) -> list[Told]:
    """What else was told on the form: which team, who wrote it, and when it was."""
    if not told and story.role is None and story.period is None:
        return []
    year, _, month = (story.period or "").partition("-")
    about = Telling(role=story.role or "", month=month.lstrip("0"), year=year)
    team, role, when = answers.about_narrator(about, story.team.name, of_group=True)
    rows = [Told(*team), Told("Wie schreef het verslag?", role[1]), Told(*when)]
    return [row for row in rows if row.answer != answers.NO_ANSWER]


def _in_words(given: Signification) -> Told:
    answer = {"value": given.value}
    own = taking.own_words(answer)
    chosen = answers.in_words(given.question, answer)
    words = f"{chosen}: {own}" if chosen and own else chosen or own
    number = group_tellings.of_answer(given.question_id)
    return Told(given.question.text, words, number, own=bool(own))


def _store(session: Session, house: House, seat: Seat, reviewed: Reviewed, fresh: _Fresh) -> None:
    telling = seat.telling
    form = choosing.form_of(session, telling)
    story = Story(
        id=telling.once,
        form_id=form.id,
        channel=Channel.PANEL,
        state=StoryState.AWAITING_NARRATOR,
        expires_on=last_day(house),
    )
    _fill(session, house, story, telling, reviewed)
    stories.set_significations(
        session, story, form, answers.for_storing(telling, form, reviewed.words)
    )
    for code, secret_hash in fresh:
        group_tellings.add_voice(session, story.id, locator=code.locator, secret_hash=secret_hash)
    audit.record(session, "verslag.gemaakt", subject=story.id, detail={"mensen": len(fresh)})
    outcome = Outcome(
        state=story.state.value,
        decided_on=today().isoformat(),
        expires_on=last_day(house).isoformat(),
        shown_until=(now() + decision.SHOWN_FOR).isoformat(),
        people=len(fresh),
        codes=[code.shown for code, _ in fresh],
    )
    decision.leave(session, house, seat.secret, telling, outcome, story=story)


def _fill(
    session: Session, house: House, story: Story, telling: Telling, reviewed: Reviewed
) -> None:
    """The text as the writer looked it over; who wrote it says only in which role."""
    try:
        decision.fill(session, house, story, telling, reviewed)
    except Conflict as error:
        if error.code != decision.KNOWN:
            raise
        raise Conflict(
            "Precies dit verslag is al eens ingestuurd. De briefjes zijn toen gegeven. Wij "
            "bewaren het geen tweede keer.",
            code=decision.KNOWN,
        ) from None
    story.age_group = story.helper = None
    story.restored = reviewed.restored
    story.flags = combinations.flags(story.text)
    replace_all(session, story.id, correcting.changes_of(session, story.id, reviewed))
