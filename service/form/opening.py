"""The first page, starting, stopping, and the pages that explain."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from models import forms
from service.form import desk, guard, helplines, memory, pages
from service.form.guard import FormRoute
from service.form.memory import STORY_COOKIE, Telling

router = APIRouter(route_class=FormRoute, include_in_schema=False)

_FAREWELLS = {
    "bedankt": (
        "Dank u wel",
        ("U bent klaar. U kunt dit venster sluiten.", "Bewaar uw code op een plek van uzelf."),
    ),
    "tot-later": (
        "Tot later",
        (
            "Uw tekst blijft 7 dagen staan, op dit apparaat en in deze browser.",
            "Ga naar de eerste bladzijde en kies ‘Verder met mijn verhaal’.",
        ),
    ),
    "gewist": ("Alles is gewist", ("Van uw tekst is niets bewaard.",)),
}


@router.get("/", summary="Welkom")
def welcome(request: Request) -> Response:
    """What this is, who reads it and when."""
    house = guard.house_of(request)
    seat = desk.find(request)
    with house.database.reading() as session:
        title = forms.current(session).title
    return pages.render(
        request,
        "welkom.html",
        form_title=title,
        busy=seat is not None and seat.telling.outcome is None,
        lines=helplines.ALWAYS,
        token=guard.token(house.sealer, guard.secret_of(request, STORY_COOKIE)),
    )


@router.post("/beginnen", summary="Beginnen")
def begin(request: Request) -> Response:
    """Start a story, or go on with the one that was started."""
    house = guard.house_of(request)
    seat = desk.find(request)
    if seat is not None:
        return desk.go(_where(seat.telling))
    if not guard.token_fits(request, guard.secret_of(request, STORY_COOKIE), open_too=True):
        return desk.go("/")
    response = desk.go("/verhaal")
    guard.set_cookie(response, house, STORY_COOKIE, desk.begin(request, Telling()).secret)
    return response


@router.get("/stoppen", summary="Stoppen")
def stopping(request: Request) -> Response:
    """What to do with what was typed."""
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    token = guard.token(guard.house_of(request).sealer, seat.secret)
    return pages.render(request, "stoppen.html", token=token)


@router.post("/stoppen", summary="Stoppen")
def stop(request: Request) -> Response:
    """Go on, keep the text on this device, or wipe it."""
    house = guard.house_of(request)
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    if not guard.token_fits(request, seat.secret):
        return desk.go("/stoppen")
    action = guard.posted(request).get("actie")
    if action == "later":
        desk.keep(request, seat)
        response = desk.go("/tot-later")
        guard.set_cookie(response, house, STORY_COOKIE, seat.secret, keep=True)
        return response
    if action == "wissen":
        with house.database.writing() as session:
            memory.remove(session, seat.secret)
        response = desk.go("/gewist")
        guard.drop_cookie(response, house, STORY_COOKIE)
        return response
    return desk.go(_where(seat.telling))


@router.get("/privacy", summary="Privacy")
def privacy(request: Request) -> Response:
    """What is kept, what is not, and why."""
    return pages.render(request, "privacy.html")


@router.get("/toegankelijkheid", summary="Toegankelijkheid")
def accessibility(request: Request) -> Response:
    """The honest state of accessibility."""
    return pages.render(request, "toegankelijkheid.html")


@router.get("/hulp", summary="Nu hulp nodig?")
def help_now(request: Request) -> Response:
    """Whom to call."""
    return pages.render(request, "hulp.html", lines=helplines.ALWAYS)


@router.get("/bedankt", summary="Dank u wel")
@router.get("/tot-later", summary="Tot later")
@router.get("/gewist", summary="Alles is gewist")
def farewell(request: Request) -> Response:
    """The last page."""
    heading, texts = _FAREWELLS[request.url.path.strip("/")]
    return pages.render(request, "klaar.html", heading=heading, texts=texts)


def _where(telling: Telling) -> str:
    return "/uw-code" if telling.outcome else f"/{desk.furthest(telling)}"
