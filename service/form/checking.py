"""The last step and what follows: looking over, deciding, and the code that is shown once."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from models.base import now
from models.errors import Conflict, Problem, Rejected, TooMany
from models.form_content import DUTCH
from models.vocabulary import Purpose, StoryState, TellingStep
from service.form import (
    answers,
    asking,
    choosing,
    consent,
    correcting,
    counting,
    decision,
    desk,
    groups,
    guard,
    helplines,
    languages,
    memory,
    pages,
    pictures,
    resuming,
    review,
)
from service.form.corrections import correct, unsent
from service.form.decision import Decision
from service.form.desk import Seat
from service.form.guard import FormRoute
from service.form.memory import STORY_COOKIE, Outcome, Telling
from service.form.pace import SUBMISSIONS
from service.form.review import Part, Reviewed
from service.form.writing import Choices, back_to_story, choices_of
from service.group_tellings import FEWEST_PEOPLE, MOST_PEOPLE

router = APIRouter(route_class=FormRoute, include_in_schema=False)

CHANGED = (
    "Uw verhaal is intussen veranderd, misschien in een ander venster. Hieronder staat hoe het nu "
    "is. Kijk het na en kies dan opnieuw."
)
NO_READER = (
    "Kies wie uw verhaal mag lezen. Mag niemand het lezen? Kies dan ‘Nog niet, bewaar het alleen’."
)
NO_TEAM = (
    "Er is nog geen team in dit formulier. Daarom kunnen wij uw verhaal nog niet aannemen. "
    "Uw tekst blijft staan."
)


@dataclass(frozen=True)
class Row:
    """One line of the summary, and the step where it can be changed."""

    question: str
    answer: str
    step: str
    own: tuple[Part, ...] = ()
    """The narrator's own words in the answer, as others will read them."""
    language: str = ""
    """Of the question; none for one of our own."""


@router.get("/nakijken", summary="Nakijken")
def review_page(request: Request) -> Response:
    """The story as others will read it, and everything that goes with it."""
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    try:
        return _elsewhere(seat) or _render(request, seat)
    except Rejected as error:
        return back_to_story(request, seat, error)


@router.post("/nakijken", summary="Verbeteren of beslissen")
def look_over(request: Request) -> Response:
    """Put something back, take something away, go elsewhere, or decide."""
    return desk.once_more(request, _look_over)


def _look_over(request: Request) -> Response:
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    if away := _elsewhere(seat):
        return away
    fields = guard.posted(request)
    try:
        reviewed = review.review(guard.house_of(request), seat.telling)
    except Rejected as error:
        return back_to_story(request, seat, error)
    answers.take_consents(seat.telling, fields)
    groups.take_people(seat.telling, fields)
    same = (
        fields.get("versie") == reviewed.version
        and fields.get("keer") == seat.telling.once
        and consent.is_current(fields)
    )
    if not guard.token_fits(request, seat.secret) or not same:
        return _render(request, seat, warning=CHANGED, status=403 if same else 409)
    action = fields.get("actie")
    if seat.telling.correcting and action in {"niet", "laat"}:
        return _leave_as_it_was(request, seat)
    if action in {"ja", "niet"}:
        return _decide(request, seat, reviewed, approved=action == "ja")
    return _correct(request, seat, reviewed)


@router.get("/uw-code", summary="Uw code")
def code_page(request: Request) -> Response:
    """The code, shown once, and what happens next."""
    house = guard.house_of(request)
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    telling = seat.telling
    if telling.outcome is None:
        return desk.go(f"/{desk.furthest(telling)}")
    if _time_is_up(telling.outcome):
        telling.outcome.code, telling.outcome.codes = "", []
        desk.keep(request, seat)
    if telling.outcome.people:
        return groups.slips_page(request, seat)
    allowed = [purpose for purpose in Purpose if purpose.value in telling.consents]
    return pages.render(
        request,
        "uw-code.html",
        outcome=telling.outcome,
        seen_before=not telling.outcome.code and bool(telling.outcome.shown_until),
        approved=telling.outcome.state in decision.SAID_YES,
        held=telling.outcome.state == StoryState.IN_TRIAGE,
        chosen=[consent.text(request).label(purpose) for purpose in allowed],
        learns=Purpose.ASSOCIATION in allowed,
        help_lines=helplines.for_alarm(telling.alarm),
        qr=pictures.of_code(request, telling.outcome.code),
        token=guard.token(house.sealer, seat.secret),
    )


@router.post("/uw-code", summary="Code bewaard")
def leave(request: Request) -> Response:
    """The narrator has the code: forget it here, and perhaps begin another story."""
    house = guard.house_of(request)
    seat = desk.find(request)
    if seat is None:
        return desk.go("/bedankt")
    if seat.telling.outcome is None or not guard.token_fits(request, seat.secret):
        return desk.go("/uw-code")
    with house.database.writing() as session:
        memory.remove(session, seat.secret)
    if guard.posted(request).get("actie") == "nog_een":
        return _another(request, seat.telling)
    response = desk.go(languages.address(request, "/bedankt"))
    guard.drop_cookie(response, house, STORY_COOKIE)
    return response


def _another(request: Request, told: Telling) -> Response:
    house = guard.house_of(request)
    with house.database.reading() as session:
        telling = choosing.again(session, told)
    steps = counting.note(telling, TellingStep.STARTED)
    response = desk.go("/verhaal")
    guard.set_cookie(response, house, STORY_COOKIE, desk.begin(request, telling).secret)
    counting.store(request, telling, steps)
    return response


def _leave_as_it_was(request: Request, seat: Seat) -> Response:
    """Stop changing an approved story: what was typed goes, the story stays."""
    house = guard.house_of(request)
    with house.database.writing() as session:
        memory.remove(session, seat.secret)
    response = desk.go("/code/verhaal")
    guard.drop_cookie(response, house, STORY_COOKIE)
    return response


def _elsewhere(seat: Seat) -> Response | None:
    """Where this narrator should be instead, or None when this is the right page."""
    if seat.telling.outcome:
        return desk.go("/uw-code")
    if not desk.may_open(seat.telling, "nakijken"):
        return desk.go(f"/{desk.furthest(seat.telling)}")
    return None


def _correct(request: Request, seat: Seat, reviewed: Reviewed) -> Response:
    fields = guard.posted(request)
    corrected = Seat(seat.secret, deepcopy(seat.telling))
    correction = correct(corrected.telling, reviewed, fields)
    problems = list(correction.problems)
    if not problems:
        try:
            review.review(guard.house_of(request), corrected.telling)
        except Rejected as error:
            # Only own words can be refused here; nothing that cannot be shown is kept.
            place = f"anders-{fields.get('actie').partition(':')[2]}"
            problems = [Problem(place, error.message)]
    if problems:
        desk.keep(request, seat)
        return _render(request, seat, problems=problems, status=422)
    desk.keep(request, corrected)
    if fields.get("actie") == "bewaarcode":
        return resuming.hand_out(request, corrected)
    return desk.go(correction.address)


def _decide(request: Request, seat: Seat, reviewed: Reviewed, *, approved: bool) -> Response:
    """Store the decision.

    What was ticked is kept apart only when there is none: two submits of one page would go on
    overtaking each other.
    """
    group = groups.is_for(choices_of(request, seat.telling).form, seat.telling)
    if group and not approved:
        return desk.go("/nakijken")
    end = TellingStep.FINISHED if approved else TellingStep.KEPT
    steps = counting.note(seat.telling, TellingStep.LOOKED_OVER)
    problems = unsent(seat.telling, reviewed, guard.posted(request))
    if group:
        problems += groups.wrong_number(seat.telling)
    elif approved and not seat.telling.consents:
        problems.append(Problem("mag", NO_READER))
    if problems:
        desk.keep(request, seat)
        counting.store(request, seat.telling, steps)
        return _render(request, seat, problems=problems, status=422)
    back = ("/nakijken", "Terug naar uw verhaal")
    try:
        guard.pace_of(request).count(SUBMISSIONS, guard.address_of(request))
        stored = _store(request, seat, reviewed, approved=approved, group=group)
    except TooMany as error:
        desk.keep(request, seat)
        message = "Er komen nu te veel verhalen binnen vanaf uw adres. Uw tekst is bewaard."
        return pages.error_page(
            request, 429, message=message, retry_after=error.retry_after, back=back
        )
    except Conflict as error:
        if error.code == memory.OVERTAKEN:
            raise
        desk.keep(request, seat)
        return pages.error_page(request, 409, message=error.message, back=back)
    if seat.telling.correcting:
        correcting.leave_no_trace(request)
    if stored:
        counting.store(request, seat.telling, steps + counting.note(seat.telling, end))
    return desk.go("/uw-code")


def _store(
    request: Request, seat: Seat, reviewed: Reviewed, *, approved: bool, group: bool
) -> bool:
    """What one person decided, or what waits for a group; False when it was stored before."""
    if group:
        return groups.send(request, seat, reviewed)
    house = guard.house_of(request)
    decided = Decision(approved=approved, reviewed=reviewed)
    return decision.decide(house, seat.secret, seat.telling, decided)


def _render(
    request: Request,
    seat: Seat,
    *,
    problems: Sequence[Problem] = (),
    warning: str = "",
    status: int = 200,
) -> Response:
    house = guard.house_of(request)
    choices = choices_of(request, seat.telling)
    if choices.form.kind.of_group:
        # What is asked of everybody who was there is asked in Dutch.
        languages.speak(request, DUTCH)
    if not choices.teams:
        return pages.error_page(request, 503, message=NO_TEAM)
    reviewed = review.review(house, seat.telling)
    return pages.render(
        request,
        "nakijken.html",
        status=status,
        problems=problems,
        step="nakijken",
        warning=warning,
        telling=seat.telling,
        rare=review.rare_words(reviewed),
        reviewed=reviewed,
        form=choices.form,
        group=groups.is_for(choices.form, seat.telling),
        fewest=FEWEST_PEOPLE,
        most=MOST_PEOPLE,
        rows=_rows(choices, seat.telling, reviewed),
        **consent.shown(request),
        typed_word=guard.posted(request).get("woord") if problems else "",
        typed_words=_typed_words(request, reviewed) if problems else {},
        help_lines=helplines.for_alarm(reviewed.alarm),
        token=guard.token(house.sealer, seat.secret),
    )


def _rows(choices: Choices, telling: Telling, reviewed: Reviewed) -> list[Row]:
    """Every question that was asked, with the answer in words."""
    asked = (one for one in choices.form.questions if asking.is_asked(one, telling.answers))
    rows = [
        Row(
            question.text,
            answers.in_words(question, telling.answers.get(question.key)),
            "betekenis",
            reviewed.written[question.key].parts if question.key in reviewed.written else (),
            choices.form.language,
        )
        for question in asked
    ]
    team = next((team.name for team in choices.teams if team.id == telling.team_id), "")
    about = answers.about_narrator(telling, team, of_group=choices.form.kind.of_group)
    return [*rows, *(Row(*pair, "over-u") for pair in about)]


def _typed_words(request: Request, reviewed: Reviewed) -> dict[int, str]:
    fields = guard.posted(request)
    return {swap.index: fields.get(f"anders-{swap.index}") for swap in reviewed.swaps}


def _time_is_up(outcome: Outcome) -> bool:
    """True when a code is still shown that was shown long enough."""
    shown = bool(outcome.code or outcome.codes)
    return shown and datetime.fromisoformat(outcome.shown_until) < now()
