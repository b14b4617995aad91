"""One page for every code: whoever has one types it here, and the door it fits opens.

A code opens a story; other parts of the form have codes of their own. Each has a `Door` in its own
module and one line in `DOORS`. All doors keep people waiting equally long, whether the code is
right, wrong or unknown, so nobody learns from the clock which codes there are.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from models.errors import Problem, TooMany
from service import codes
from service.codes import Code
from service.form import guard, pages, resuming, returning, together
from service.form.guard import FormRoute
from service.form.memory import CODE_COOKIE
from service.wiring import House

router = APIRouter(route_class=FormRoute, include_in_schema=False)

WRONG = "Deze code klopt niet. Kijk of u hem precies hebt overgenomen."
NOT_A_CODE = "Een code heeft 16 letters en cijfers. Kijk of u hem precies hebt overgenomen."


class Door(Protocol):
    """One kind of code."""

    def find(self, session: Session, locator: str) -> Any | None:
        """What is behind the public part of a code, ready to be used without this session."""

    def fits(self, house: House, code: Code, found: Any) -> bool:
        """True when the secret part opens it; costs exactly one argon2id."""

    def enter(self, request: Request, code: Code, found: Any) -> Response:
        """Let somebody in whose code fitted."""


class _Found(NamedTuple):
    """Something that a code may open, and the door to it."""

    door: Door
    behind: Any


DOORS: tuple[type[Door], ...] = (returning.StoryDoor, resuming.ResumeDoor, together.VoiceDoor)


@router.get("/code", summary="Ik heb een code")
def ask_code(request: Request) -> Response:
    """Where a code is typed."""
    return _ask(request)


@router.post("/code", summary="Code invullen")
def take_code(request: Request) -> Response:
    """Open what a code belongs to. An unknown code and a wrong one get the same answer."""
    typed = guard.posted(request).get("code")
    if not guard.token_fits(request, guard.secret_of(request, CODE_COOKIE), open_too=True):
        return _ask(request, typed=typed, status=403)
    code = codes.parse(typed)
    if code is None:
        return _ask(request, typed=typed, problems=[Problem("code", NOT_A_CODE)], status=422)
    try:
        opened = _try(request, code)
    except TooMany as error:
        message = "U hebt te vaak een code geprobeerd die niet klopt. Dit is om u te beschermen."
        return pages.error_page(request, 429, message=message, retry_after=error.retry_after)
    if opened is None:
        return _ask(request, typed=typed, problems=[Problem("code", WRONG)], status=422)
    return opened.door.enter(request, code, opened.behind)


def _try(request: Request, code: Code) -> _Found | None:
    """The first door that this code opens.

    Raises:
        TooMany: too many wrong codes.
    """
    house = guard.house_of(request)
    with house.database.reading() as session:
        asked = [
            _Found(door, door.find(session, code.locator)) for door in (kind() for kind in DOORS)
        ]
    # Nearly always one at most: locators of two kinds are seldom the same.
    found = [one for one in asked if one.behind is not None]
    opened: list[_Found] = []

    def fits() -> bool:
        if not found:
            return codes.verify(code, None, house.sealer)
        opened.extend(one for one in found if one.door.fits(house, code, one.behind))
        return bool(opened)

    guard.pace_of(request).guess(guard.address_of(request), code.locator, fits)
    return opened[0] if opened else None


def _ask(
    request: Request, *, typed: str = "", problems: Sequence[Problem] = (), status: int = 200
) -> Response:
    secret = guard.secret_of(request, CODE_COOKIE)
    return pages.render(
        request,
        "code.html",
        status=status,
        problems=problems,
        typed=typed[:100],
        token=guard.token(guard.house_of(request).sealer, secret),
    )
