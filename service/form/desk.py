"""Between the pages: finding a narrator's story again, keeping it, and going to another page."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import drafts
from models.errors import Conflict
from models.stories import Story
from models.vocabulary import StoryState
from service.form import guard, memory, pages
from service.form.memory import STORY_COOKIE, Telling
from service.form.pace import BEGINNINGS
from service.wiring import House

ORDER = ("verhaal", "betekenis", "over-u", "nakijken")
ATTEMPTS = 3


@dataclass(frozen=True)
class Seat:
    """A narrator in the middle of a story: the browser's secret and what was typed."""

    secret: str = field(repr=False)
    telling: Telling = field(repr=False)


def find(request: Request) -> Seat | None:
    """The story of this browser, or None when there is none (any more)."""
    secret = guard.secret_of(request, STORY_COOKIE)
    if secret is None:
        return None
    return reopen(guard.house_of(request), secret)


def reopen(house: House, secret: str) -> Seat | None:
    """The story of a browser's secret as it is now, or None when it is gone."""
    with house.database.reading() as session:
        value = memory.load(session, house.sealer, secret)
        if value is None:
            return None
        telling = Telling.read(value)
        return None if _taken_away(session, telling) else Seat(secret, telling)


def forget(request: Request, story_id: str) -> None:
    """Wipe what this browser holds of a story that its narrator took away."""
    secret = guard.secret_of(request, STORY_COOKIE)
    if secret is None:
        return
    house = guard.house_of(request)
    with house.database.writing() as session:
        value = memory.load(session, house.sealer, secret)
        if value is not None and Telling.read(value).story_id == story_id:
            memory.remove(session, secret)


def begin(request: Request, telling: Telling) -> Seat:
    """A story under a fresh secret, which the caller hands to the browser.

    Raises:
        TooMany: too many stories were started from this address.
    """
    house = guard.house_of(request)
    guard.pace_of(request).count(BEGINNINGS, guard.address_of(request))
    seat = Seat(memory.new_secret(), telling)
    with house.database.writing() as session:
        drafts.expire(session)
        memory.save(session, house.sealer, seat.secret, telling.as_value())
    return seat


def keep(request: Request, seat: Seat) -> None:
    """Save what was typed; committed when this returns.

    Raises:
        Conflict: it was saved or wiped elsewhere since this request read it.
    """
    house = guard.house_of(request)
    with house.database.writing() as session:
        memory.replace(session, house.sealer, seat.secret, seat.telling)


def once_more(request: Request, act: Callable[[Request], Response]) -> Response:
    """Do it again from what is there now, when two requests saved at the same moment.

    Raises:
        Conflict: it does not work out, or for another reason.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return act(request)
        except Conflict as error:
            if error.code != memory.OVERTAKEN:
                raise
    return act(request)


def go(address: str) -> Response:
    """After a post: on to a page that can be reloaded without sending anything again."""
    return RedirectResponse(address, status_code=303)


def gone(request: Request) -> Response:
    """There is no story for this browser."""
    return pages.error_page(request, 410)


def furthest(telling: Telling) -> str:
    """The last step that this narrator may open."""
    if not telling.text.strip() or telling.others:
        return "verhaal"
    if telling.team_id is None and telling.reached == "nakijken":
        return "over-u"
    return telling.reached if telling.reached in ORDER else "verhaal"


def may_open(telling: Telling, step: str) -> bool:
    """True when every step before this one has been passed."""
    return ORDER.index(step) <= ORDER.index(furthest(telling))


def reach(telling: Telling, step: str) -> None:
    """Remember that this step may be opened."""
    if ORDER.index(step) > ORDER.index(telling.reached):
        telling.reached = step


def _taken_away(session: Session, telling: Telling) -> bool:
    """True for a story that was opened again and then taken away, perhaps on another device."""
    if not telling.story_id or telling.outcome is not None:
        return False
    story = session.get(Story, telling.story_id)
    return story is not None and story.state is StoryState.WITHDRAWN
