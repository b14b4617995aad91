"""Going on later, on any device: the code to a half-written story, and two texts of one story."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from fastapi import APIRouter
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from models import drafts, stories
from models.base import day_of, now
from models.drafts import ResumeCode
from models.errors import Unavailable
from service import codes, resume_codes
from service.codes import Code
from service.form import desk, guard, meanwhile, memory, pages, pictures
from service.form.desk import Seat
from service.form.guard import FormRoute
from service.form.memory import STORY_COOKIE, Telling
from service.form.pace import CODES_GIVEN
from service.wiring import House

router = APIRouter(route_class=FormRoute, include_in_schema=False)

SHOWN_FOR = timedelta(minutes=30)
CODE_ATTEMPTS = 3


@dataclass
class Behind:
    """A code that was found, and the browser's secret once it fitted."""

    kept: ResumeCode
    secret: str = field(default="", repr=False)


class ResumeDoor:
    """The code to a half-written story: on this device the narrator goes on where they were."""

    def find(self, session: Session, locator: str) -> Behind | None:
        """What is behind the public part, as long as the story is there."""
        found = drafts.find_code(session, locator)
        if found is None:
            return None
        session.expunge(found)
        return Behind(found)

    def fits(self, house: House, code: Code, found: Behind) -> bool:
        """True when the code opens the browser's secret; costs exactly one argon2id."""
        found.secret = resume_codes.open_with(code, found.kept, house.sealer) or ""
        return bool(found.secret)

    def enter(self, request: Request, code: Code, found: Behind) -> Response:
        """Give this device the secret of the other one."""
        del code
        house = guard.house_of(request)
        seat = desk.reopen(house, found.secret)
        if seat is None:
            return desk.gone(request, found.secret)
        busy = desk.find(request)
        if busy is not None and busy.secret != seat.secret and _worth_keeping(busy.telling):
            return pages.error_page(
                request,
                409,
                message="U bent op dit apparaat nog aan een ander verhaal bezig. Maak dat eerst "
                "af, of wis het. Daarna kunt u uw code opnieuw invullen.",
                back=("/stoppen", "Naar dat andere verhaal"),
            )
        response = desk.go(f"/{desk.furthest(seat.telling)}")
        guard.set_cookie(response, house, STORY_COOKIE, seat.secret)
        return response


def hand_out(request: Request, seat: Seat) -> Response:
    """A new code to this story, on a page of its own. An earlier one stops working.

    Raises:
        TooMany: too many codes were asked from this address.
        Unavailable: no code could be made.
    """
    house = guard.house_of(request)
    guard.pace_of(request).count(CODES_GIVEN, guard.address_of(request))
    key = memory.hashed(seat.secret)
    for _ in range(CODE_ATTEMPTS):
        code = codes.new_code()
        with guard.pace_of(request).hashing():
            made = resume_codes.make(code, token_hash=key, secret=seat.secret, sealer=house.sealer)
        own = memory.own(house.sealer, seat.secret)
        resume_codes.show_until(made, code, now() + SHOWN_FOR, own=own)
        try:
            with house.database.writing() as session:
                if stories.by_locator(session, code.locator) is not None:
                    continue
                drafts.give_code(session, made)
        except IntegrityError:
            # The locator is taken, or the story was wiped meanwhile.
            continue
        return desk.go("/bewaarcode")
    raise Unavailable(
        "Het lukt nu niet om een code te maken. Uw tekst is wel bewaard.", code="bewaarcode.niet"
    )


def standing(request: Request, seat: Seat) -> tuple[bool, date]:
    """Whether a code opens this story, and the last day that the story is kept."""
    key = memory.hashed(seat.secret)
    with guard.house_of(request).database.reading() as session:
        given = drafts.code_of(session, key) is not None
        until = drafts.kept_until(session, key)
    return given, day_of(until or now())


@router.get("/bewaarcode", summary="Uw code om later verder te gaan")
def code_page(request: Request) -> Response:
    """The code, shown for half an hour, and until when it works."""
    house = guard.house_of(request)
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    if seat.telling.outcome:
        return desk.go("/uw-code")
    key = memory.hashed(seat.secret)
    with house.database.reading() as session:
        found = drafts.code_of(session, key)
        until = drafts.kept_until(session, key)
    own = memory.own(house.sealer, seat.secret)
    code = resume_codes.shown(found, now(), own=own) if found else ""
    return pages.render(
        request,
        "uw-bewaarcode.html",
        code=code,
        given=found is not None,
        until=day_of(until or now()),
        back=f"/{desk.furthest(seat.telling)}",
        qr=pictures.of_code(request, code),
        token=guard.token(house.sealer, seat.secret),
    )


@router.post("/bewaarcode", summary="Een code om later verder te gaan")
def ask_code(request: Request) -> Response:
    """Another code."""
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    if seat.telling.outcome or not guard.token_fits(request, seat.secret):
        return desk.go("/bewaarcode")
    desk.keep(request, seat)
    return hand_out(request, seat)


@router.get("/twee-teksten", summary="U schreef op twee apparaten")
def two_texts(request: Request) -> Response:
    """Every text that was written, to choose from."""
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    if not seat.telling.others:
        return desk.go(f"/{desk.furthest(seat.telling)}")
    return pages.render(
        request,
        "verder.html",
        versions=meanwhile.every(seat.telling),
        saved=seat.telling.saved,
        token=guard.token(guard.house_of(request).sealer, seat.secret),
    )


@router.post("/twee-teksten", summary="Kiezen tussen twee teksten")
def choose_text(request: Request) -> Response:
    """Go on with one of them, or with all."""
    return desk.once_more(request, _choose)


def _choose(request: Request) -> Response:
    seat = desk.find(request)
    if seat is None:
        return desk.gone(request)
    fields = guard.posted(request)
    # What changed since the page was made could be thrown away unseen.
    as_seen = fields.get("keer") == str(seat.telling.saved)
    if not as_seen or not guard.token_fits(request, seat.secret):
        return desk.go("/twee-teksten")
    if meanwhile.choose(seat.telling, fields.get("actie")):
        desk.keep(request, seat)
    return desk.go("/verhaal")


def _worth_keeping(telling: Telling) -> bool:
    return telling.outcome is None and bool(telling.text.strip() or telling.title.strip())
