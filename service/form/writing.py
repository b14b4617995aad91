"""The steps in which a narrator tells: the story, what it means, and who tells it."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from models import forms, teams
from models.errors import Problem, Rejected, Unavailable
from models.forms import Form
from models.teams import Team
from models.vocabulary import AgeGroup, NarratorRole
from service.form import answers, desk, guard, helplines, pages, review
from service.form.desk import Seat
from service.form.guard import FormRoute
from service.form.memory import STORY_COOKIE, Telling

router = APIRouter(route_class=FormRoute, include_in_schema=False)

_NEXT = {"verhaal": "betekenis", "betekenis": "over-u", "over-u": "nakijken"}
LEFT_OPEN = (
    "Deze bladzijde stond lang open. Uw tekst staat nog hieronder. Kijk hem na en kies nog een "
    "keer de knop onderaan."
)
_BACK = {"verhaal": "/", "betekenis": "/verhaal", "over-u": "/betekenis"}


@dataclass(frozen=True)
class Choices:
    """What a narrator can choose from."""

    form: Form
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
    return _render(request, seat, step)


@router.post("/verhaal", summary="Uw verhaal bewaren")
@router.post("/betekenis", summary="Uw antwoorden bewaren")
@router.post("/over-u", summary="Over u bewaren")
def save_step(request: Request) -> Response:
    """Keep what was filled in, right or wrong, and go where the narrator wants."""
    step = request.url.path.strip("/")
    seat = desk.find(request)
    if seat is None:
        return _rescued(request) if step == "verhaal" else desk.gone(request)
    if seat.telling.outcome:
        return desk.go("/uw-code")
    choices = choices_of(request)
    problems = _take(request, seat.telling, step, choices)
    if not guard.token_fits(request, seat.secret):
        return _render(request, seat, step, warning=LEFT_OPEN, status=403)
    action = guard.posted(request).get("actie")
    try:
        # First what was typed is safe; only then it goes through the gate, which may be closed.
        desk.keep(request, seat)
        if action not in {"terug", "stoppen", "bewaar"} and not problems:
            problems = _pass(request, seat.telling, step)
            desk.keep(request, seat)
    except Unavailable as error:
        warning = f"{error.message} Uw tekst staat nog hieronder."
        return _render(request, seat, step, warning=warning, status=503)
    if action == "bewaar":
        return Response(status_code=204)
    if action == "stoppen":
        return desk.go("/stoppen")
    if action == "terug":
        return desk.go(_BACK[step])
    if problems:
        return _render(request, seat, step, problems=problems, status=422)
    return desk.go(f"/{_NEXT[step]}")


def choices_of(request: Request) -> Choices:
    """The form and the teams of this moment; teams of the examples only when there are no others.

    Raises:
        NotFound: there is no form yet.
    """
    with guard.house_of(request).database.reading() as session:
        form = forms.current(session)
        every = teams.all_teams(session)
    return Choices(form, [team for team in every if not team.synthetic] or every)


def _take(request: Request, telling: Telling, step: str, choices: Choices) -> list[Problem]:
    fields = guard.posted(request)
    if step == "verhaal":
        return answers.take_story(telling, fields, choices.form)
    if step == "betekenis":
        return answers.take_meaning(telling, fields, choices.form)
    return answers.take_narrator(telling, fields, choices.teams)


def _pass(request: Request, telling: Telling, step: str) -> list[Problem]:
    """Open the next step; a story goes through the gate first, so that help is shown at once."""
    if step == "verhaal":
        try:
            intake = review.take_in_story(guard.house_of(request), telling)
        except Rejected as error:
            return [Problem("tekst", error.message)]
        telling.alarm = intake.alarm.kind.value if intake.alarm else ""
    desk.reach(telling, _NEXT[step])
    return []


def _rescued(request: Request) -> Response:
    """The browser lost its secret while somebody was writing: what was typed is not lost."""
    telling = Telling()
    answers.take_story(telling, guard.posted(request), choices_of(request).form)
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
) -> Response:
    choices = choices_of(request)
    telling = seat.telling
    return pages.render(
        request,
        f"{step}.html",
        status=status,
        problems=problems,
        step=step,
        warning=warning,
        telling=telling,
        token=guard.token(guard.house_of(request).sealer, seat.secret),
        help_lines=helplines.for_alarm(telling.alarm),
        prompts=choices.form.prompts,
        questions=choices.form.questions,
        words={
            question.key: answers.in_words(question, telling.answers.get(question.key))
            for question in choices.form.questions
        },
        teams=choices.teams,
        roles=list(NarratorRole),
        ages=list(AgeGroup),
        years=answers.years(),
    )
