"""The first page, starting, stopping, and the pages that explain."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from models import invites
from models.base import today
from models.errors import NotFound
from models.form_content import DUTCH
from models.invites import Invite
from models.vocabulary import TellingStep
from models.wording import Worded
from service.form import (
    choosing,
    counting,
    desk,
    guard,
    helplines,
    languages,
    memory,
    pages,
    resuming,
)
from service.form.choosing import Entrance
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
    "tot-later-met-code": (
        "Tot later",
        (
            "Uw tekst staat niet meer op dit apparaat. Wij bewaren hem 7 dagen, op slot.",
            "Ga naar ‘Ik heb een code’ en vul uw code in. Dan gaat u verder.",
        ),
    ),
    "gewist": ("Alles is gewist", ("Van uw tekst is niets bewaard.",)),
}

_ANYWAY = "Wilt u nu al vertellen? Dat kan ook zonder uitnodiging. Kies ‘Naar het begin’."
_OVER = (
    "Deze uitnodiging is voorbij",
    "Met deze link kunt u niet meer beginnen. Was u al bezig? Dan kunt u gewoon verder gaan.",
    "Wilt u toch vertellen? Dat kan ook zonder uitnodiging. Kies ‘Naar het begin’.",
)
_UNKNOWN = (
    "Deze uitnodiging kennen wij niet",
    "Kijk of u de link precies hebt overgenomen.",
    "Wilt u vertellen? Dat kan ook zonder uitnodiging. Kies ‘Naar het begin’.",
)


@router.get("/", summary="Welkom")
def welcome(request: Request, taal: str = DUTCH) -> Response:
    """What this is, who reads it and when; with several forms, which of them fits."""
    with guard.house_of(request).database.reading() as session:
        entrance = choosing.front(session, taal)
    counted_as = "" if entrance.choices else entrance.form.key
    return _welcome(request, entrance, counted_as=counted_as, here="")


@router.get("/formulier/{key}", summary="Eén formulier")
@router.get("/formulier/{key}/{language}", summary="Eén formulier, in een andere taal")
def welcome_to_form(request: Request, key: str, language: str = DUTCH) -> Response:
    """The first page of one form."""
    languages.speak(request, language)
    with guard.house_of(request).database.reading() as session:
        entrance = choosing.of_form(session, key, language)
    return _welcome(request, entrance, counted_as=key, here=f"/formulier/{key}")


@router.get("/v/{slug}", summary="Een uitnodiging")
@router.get("/v/{slug}/{language}", summary="Een uitnodiging, in een andere taal")
def welcome_invited(request: Request, slug: str, language: str = DUTCH) -> Response:
    """The first page of an invitation: its form, and its team without asking."""
    languages.speak(request, language)
    with guard.house_of(request).database.reading() as session:
        invite = invites.find(session, slug)
        if invite is None:
            return _not_invited(request, *_UNKNOWN, status=404)
        if not invites.is_open(invite, today()):
            return _not_invited(request, *_closed(invite), status=410)
        try:
            entrance = choosing.of_invite(session, invite, language)
        except NotFound:
            return _not_invited(request, *_OVER, status=410)
    return _welcome(request, entrance, counted_as=entrance.form.key, here=f"/v/{slug}")


@router.post("/beginnen", summary="Beginnen")
def begin(request: Request) -> Response:
    """Start a story, or go on with the one that was started."""
    house = guard.house_of(request)
    seat = desk.find(request)
    if seat is not None:
        return desk.go(_where(seat.telling))
    if not guard.token_fits(request, guard.secret_of(request, STORY_COOKIE), open_too=True):
        return desk.go("/")
    with house.database.reading() as session:
        telling = choosing.begun(session, guard.posted(request))
    steps = counting.note(telling, TellingStep.STARTED)
    response = desk.go("/verhaal")
    guard.set_cookie(response, house, STORY_COOKIE, desk.begin(request, telling).secret)
    counting.store(request, telling, steps)
    return response


@router.get("/stoppen", summary="Stoppen")
def stopping(request: Request) -> Response:
    """What to do with what was typed."""
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    given, until = resuming.standing(request, seat)
    token = guard.token(guard.house_of(request).sealer, seat.secret)
    return pages.render(request, "stoppen.html", given=given, until=until, token=token)


@router.post("/stoppen", summary="Stoppen")
def stop(request: Request) -> Response:
    """Go on, keep the text on this device or behind a code, or wipe it."""
    house = guard.house_of(request)
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    if not guard.token_fits(request, seat.secret):
        return desk.go("/stoppen")
    action = guard.posted(request).get("actie")
    if action == "bewaarcode":
        desk.keep(request, seat)
        return resuming.hand_out(request, seat)
    if action == "sluiten" and resuming.standing(request, seat)[0]:
        response = desk.go(languages.address(request, "/tot-later-met-code"))
        guard.drop_cookie(response, house, STORY_COOKIE)
        return response
    if action == "later":
        desk.keep(request, seat)
        response = desk.go(languages.address(request, "/tot-later"))
        guard.set_cookie(response, house, STORY_COOKIE, seat.secret, keep=True)
        return response
    if action == "wissen":
        with house.database.writing() as session:
            memory.remove(session, seat.secret)
        response = desk.go(languages.address(request, "/gewist"))
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
@router.get("/tot-later-met-code", summary="Tot later")
@router.get("/gewist", summary="Alles is gewist")
def farewell(request: Request) -> Response:
    """The last page."""
    heading, texts = _FAREWELLS[request.url.path.strip("/")]
    return pages.render(request, "klaar.html", heading=heading, texts=texts)


def _welcome(request: Request, entrance: Entrance, *, counted_as: str, here: str) -> Response:
    house = guard.house_of(request)
    seat = desk.find(request)
    if seat is None:
        counting.opened(request, slug=entrance.slug, form_key=counted_as)
    languages.speak(request, entrance.form.language)
    return pages.render(
        request,
        "welkom.html",
        entrance=entrance,
        form=entrance.form,
        elsewhere=[(*one, _in_language(here, one[0])) for one in entrance.languages],
        busy=seat is not None and seat.telling.outcome is None,
        lines=helplines.ALWAYS,
        token=guard.token(house.sealer, guard.secret_of(request, STORY_COOKIE)),
    )


def _in_language(here: str, language: str) -> str:
    """The address of the same page in another language."""
    if language == DUTCH:
        return here or "/"
    return f"{here}/{language}" if here else f"/?{languages.ASKED}={language}"


def _not_invited(request: Request, heading: str, *texts: str, status: int) -> Response:
    return pages.render(request, "klaar.html", status=status, heading=heading, texts=texts)


def _closed(invite: Invite) -> tuple[str, ...]:
    if invite.opens_on is not None and today() < invite.opens_on:
        since = Worded("U kunt vertellen vanaf {day}.", day=invite.opens_on)
        return ("Deze uitnodiging begint later", since, _ANYWAY)
    return _OVER


def _where(telling: Telling) -> str:
    return "/uw-code" if telling.outcome else f"/{desk.furthest(telling)}"
