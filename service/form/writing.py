"""The steps in which a narrator tells: the story, what it means, and who tells it."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ingest.drafts import TITLE_TOO_LONG
from models import form_content, invites, teams
from models.errors import Problem, Rejected, Unavailable
from models.form_content import FormView
from models.teams import Team
from models.vocabulary import AgeGroup, HelpGiven, NarratorRole, TellingStep
from models.wording import Worded
from service.form import (
    answers,
    asking,
    choosing,
    counting,
    desk,
    guard,
    helplines,
    meanwhile,
    pages,
    resuming,
    review,
)
from service.form.desk import Seat
from service.form.guard import FormRoute
from service.form.meanwhile import Verdict
from service.form.memory import STORY_COOKIE, Telling

router = APIRouter(route_class=FormRoute, include_in_schema=False)

_PASSED = {
    "verhaal": TellingStep.STORY,
    "betekenis": TellingStep.MEANING,
    "over-u": TellingStep.NARRATOR,
}
_NEXT = {"verhaal": "betekenis", "betekenis": "over-u", "over-u": "nakijken"}
LEFT_OPEN = (
    "Deze bladzijde stond lang open. Uw tekst staat nog hieronder. Kijk hem na en kies nog een "
    "keer de knop onderaan."
)
ELSEWHERE = (
    "U bent met dit verhaal ook op een ander apparaat bezig. Daar vulde u hier iets anders in. "
    "Hieronder staat wat u hier invulde. Klopt het? Kies dan nog een keer de knop onderaan."
)
_BACK = {"verhaal": "/", "betekenis": "/verhaal", "over-u": "/betekenis"}


@dataclass(frozen=True)
class Choices:
    """What a narrator can choose from."""

    form: FormView
    roles: Sequence[NarratorRole]
    teams: Sequence[Team]


@router.get("/verhaal", summary="Uw verhaal")
@router.get("/betekenis", summary="Wat het voor u betekent")
@router.get("/over-u", summary="Over u")
def step_page(request: Request) -> Response:
    """One step, with everything that was filled in before."""
    step = request.url.path.strip("/")
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    if seat.telling.outcome:
        return desk.go("/uw-code")
    if not desk.may_open(seat.telling, step):
        return desk.go(f"/{desk.furthest(seat.telling)}")
    if seat.telling.others:
        return desk.go("/twee-teksten")
    return _render(request, seat, step)


@router.post("/verhaal", summary="Uw verhaal bewaren")
@router.post("/betekenis", summary="Uw antwoorden bewaren")
@router.post("/over-u", summary="Over u bewaren")
def save_step(request: Request) -> Response:
    """Keep what was filled in, right or wrong, and go where the narrator wants."""
    return desk.once_more(request, _save_step)


def _save_step(request: Request) -> Response:
    step = request.url.path.strip("/")
    seat = desk.find(request)
    if seat is None:
        return _rescued(request) if step == "verhaal" else desk.gone(request)
    if seat.telling.outcome:
        # What a script saves by itself would seem saved when it is led to another page.
        by_itself = guard.posted(request).get("actie") == "bewaar"
        return Response(status_code=410) if by_itself else desk.go("/uw-code")
    before = kept = deepcopy(seat.telling)
    choices = choices_of(request, seat.telling)
    problems = _take(request, seat.telling, step, choices)
    if not guard.token_fits(request, seat.secret):
        return _render(request, seat, step, warning=LEFT_OPEN, status=403, kept=before)
    verdict = meanwhile.settle(before, seat.telling, step, guard.posted(request))
    if verdict is Verdict.UNDECIDED:
        return _render(request, seat, step, warning=ELSEWHERE, status=409, kept=before)
    counted: list[TellingStep] = []
    try:
        # First what was typed is safe; only then it goes through the gate, which may be closed.
        desk.keep(request, seat)
        kept = seat.telling
        if away := _led_elsewhere(request, seat, step, verdict):
            return away
        if not problems and (new := _brought_up(request, seat.telling, step, choices)):
            return desk.go(f"/betekenis#vraag-{new}")
        if verdict is not Verdict.TAKEN or not problems:
            problems = _pass(request, seat.telling, step)
            counted = [] if problems else counting.note(seat.telling, _PASSED[step])
            desk.keep(request, seat)
    except Unavailable as error:
        warning = Worded("{why} Uw tekst staat nog hieronder.", why=Worded(error.message))
        return _render(request, seat, step, warning=warning, status=503, kept=kept)
    if problems:
        return _render(request, seat, step, problems=problems, status=422)
    counting.store(request, seat.telling, counted)
    return desk.go(f"/{_NEXT[step]}")


def _led_elsewhere(request: Request, seat: Seat, step: str, verdict: Verdict) -> Response | None:
    """Where the pressed button leads when that is not the next step."""
    action = guard.posted(request).get("actie")
    if action == "bewaar":
        return Response(status_code=409 if verdict is Verdict.APART else 204)
    if action == "stoppen":
        return desk.go("/stoppen")
    if action == "terug":
        return desk.go(_BACK[step])
    if action == "bewaarcode":
        return resuming.hand_out(request, seat)
    if action == "spreken":
        return desk.go("/spreken")
    return desk.go("/twee-teksten") if seat.telling.others else None


def choices_of(request: Request, telling: Telling) -> Choices:
    """The form as it was begun, and the teams of this moment.

    An invitation for a team leaves no other; teams of the examples are there only when there
    are no others.

    Raises:
        NotFound: there is no form yet.
    """
    with guard.house_of(request).database.reading() as session:
        form = choosing.form_of(session, telling)
        view = form_content.in_language(form, telling.language)
        roles = [role for role in NarratorRole if role in form.roles] or list(NarratorRole)
        invite = invites.find(session, telling.slug) if telling.slug else None
        if invite is not None and invite.team is not None:
            return Choices(view, roles, [invite.team])
        every = teams.all_teams(session)
    return Choices(view, roles, [team for team in every if not team.synthetic] or every)


def _take(request: Request, telling: Telling, step: str, choices: Choices) -> list[Problem]:
    fields = guard.posted(request)
    if step == "verhaal":
        return answers.take_story(telling, fields, choices.form)
    if step == "betekenis":
        return answers.take_meaning(telling, fields, choices.form)
    return answers.take_narrator(telling, fields, choices.teams, choices.roles)


def _brought_up(request: Request, telling: Telling, step: str, choices: Choices) -> str:
    """The question that an answer brought up, when the page could not show it by itself."""
    if step != "betekenis":
        return ""
    return answers.newly_asked(telling, guard.posted(request), choices.form)


def _pass(request: Request, telling: Telling, step: str) -> list[Problem]:
    """Open the next step; a story goes through the gate first, so that help is shown at once."""
    if step == "verhaal":
        try:
            intake = review.take_in_story(guard.house_of(request), telling)
        except Rejected as error:
            return [_of_story(error)]
        telling.alarm = intake.alarm.kind.value if intake.alarm else ""
    if step == "betekenis":
        telling.alarm = review.alarm_in(telling)
    desk.reach(telling, _NEXT[step])
    return []


def back_to_story(request: Request, seat: Seat, error: Rejected) -> Response:
    """The story step, when what stands there now cannot be a story and so cannot go on."""
    return _render(request, seat, "verhaal", problems=[_of_story(error)], status=422)


def _of_story(error: Rejected) -> Problem:
    return Problem("titel" if error.code == TITLE_TOO_LONG else "tekst", error.message)


def _rescued(request: Request) -> Response:
    """The browser lost its secret while somebody was writing: what was typed is not lost."""
    fields = guard.posted(request)
    with guard.house_of(request).database.reading() as session:
        telling = choosing.begun(session, fields)
    answers.take_story(telling, fields, choices_of(request, telling).form)
    seat = desk.begin(request, telling)
    response = _render(request, seat, "verhaal", warning=LEFT_OPEN, status=403)
    guard.set_cookie(response, guard.house_of(request), STORY_COOKIE, seat.secret)
    return response


def _render(
    request: Request,
    seat: Seat,
    step: str,
    *,
    problems: Sequence[Problem] = (),
    warning: str = "",
    status: int = 200,
    kept: Telling | None = None,
) -> Response:
    choices = choices_of(request, seat.telling)
    telling = seat.telling
    form = choices.form
    return pages.render(
        request,
        f"{step}.html",
        status=status,
        problems=problems,
        step=step,
        warning=warning,
        telling=telling,
        stand=meanwhile.stamp(kept or telling, step),
        token=guard.token(guard.house_of(request).sealer, seat.secret),
        help_lines=helplines.for_alarm(telling.alarm),
        form=form,
        coins=answers.by_coins(form),
        asked={
            question.key: asking.is_asked(question, telling.answers) for question in form.questions
        },
        words={
            one.key: answers.in_words(one, telling.answers.get(one.key)) for one in form.questions
        },
        teams=choices.teams,
        roles=choices.roles,
        ages=list(AgeGroup),
        helpers=list(HelpGiven),
        helped=answers.HELPED,
        years=answers.years(telling.year),
    )
