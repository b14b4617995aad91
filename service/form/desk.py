"""Between the pages: finding a narrator's story again, keeping it, and going to another page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import drafts
from models.base import now
from models.errors import Conflict
from models.stories import Story
from models.vocabulary import StoryState
from service.form import guard, languages, memory, pages
from service.form.memory import CODE_COOKIE, STORY_COOKIE, Telling
from service.form.pace import BEGINNINGS
from service.wiring import House

ORDER = ("verhaal", "betekenis", "over-u", "nakijken")
ATTEMPTS = 3
_AGAIN = "Wilt u opnieuw vertellen? Kies ‘Naar het begin’."
_EMPTIED = {
    StoryState.WITHDRAWN: (
        "Dit verhaal is weggehaald",
        ("De tekst is gewist, ook in deze browser.", _AGAIN),
    ),
    StoryState.EXPIRED: (
        "Dit verhaal is leeggemaakt",
        ("Er kwam op tijd geen ja. Daarom is de tekst gewist.", _AGAIN),
    ),
}
_SENT_IN = (
    "Uw verhaal is bij ons",
    (
        "U hebt het ingestuurd. Daarom staat het hier niet meer. Met uw code kunt u het lezen.",
        "Wilt u nog een verhaal vertellen? Kies ‘Naar het begin’.",
    ),
)


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
    seat = reopen(guard.house_of(request), secret)
    if seat is not None:
        languages.speak(request, seat.telling.language)
    return seat


def reopen(house: House, secret: str) -> Seat | None:
    """The story of a browser's secret as it is now, or None when it is gone.

    Of a story that was taken away, perhaps on another device, nothing that was typed stays.
    """
    with house.database.reading() as session:
        value = memory.load(session, house.sealer, secret)
        if value is None:
            return None
        telling = Telling.read(value)
        if not _is_emptied(session, telling):
            return Seat(secret, telling)
    _empty(house, Seat(secret, telling))
    return None


def forget(request: Request, story_id: str) -> bool:
    """Wipe what this browser holds of a story that its narrator took away, if it holds that."""
    secret = guard.secret_of(request, STORY_COOKIE)
    if secret is None:
        return False
    house = guard.house_of(request)
    with house.database.writing() as session:
        value = memory.load(session, house.sealer, secret)
        held = value is not None and Telling.read(value).story_id == story_id
        if held:
            memory.remove(session, secret)
    return held


def begin(request: Request, telling: Telling) -> Seat:
    """A story under a fresh secret, which the caller hands to the browser.

    Raises:
        TooMany: too many stories were started from this address.
    """
    house = guard.house_of(request)
    guard.pace_of(request).count(BEGINNINGS, guard.address_of(request))
    seat = Seat(memory.new_secret(), telling)
    languages.speak(request, telling.language)
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


def gone(request: Request, secret: str | None = None) -> Response:
    """There is no story to go on with: what became of it, as far as this browser can know.

    Args:
        request: with the cookies of this browser.
        secret: what a code opened; without it that of this browser.
    """
    state = _became(request, secret or guard.secret_of(request, STORY_COOKIE))
    if state is None:
        return pages.error_page(request, 410)
    heading, texts = _EMPTIED.get(state, _SENT_IN)
    return pages.render(request, "klaar.html", status=410, heading=heading, texts=texts)


def visiting(session: Session, request: Request) -> tuple[str, dict[str, Any]] | None:
    """The secret of a visit with a code, and what the code opened; None when it took too long."""
    secret = guard.secret_of(request, CODE_COOKIE)
    if secret is None:
        return None
    value = memory.load(session, guard.house_of(request).sealer, secret)
    # A browser may hold the secret of a half-written story in this place.
    if value is None or "until" not in value or datetime.fromisoformat(value["until"]) < now():
        return None
    return secret, value


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


def _is_emptied(session: Session, telling: Telling) -> bool:
    """True for a story that was sent in and is not there any more."""
    if not telling.story_id:
        return False
    story = session.get(Story, telling.story_id)
    return story is None or story.state in _EMPTIED


def _empty(house: House, seat: Seat) -> None:
    """Forget what was typed and the code to it; which story it was stays, to say what became."""
    typed = seat.telling
    kept = Telling(once=typed.once, story_id=typed.story_id, saved=typed.saved)
    kept.language = typed.language
    if kept == typed:
        return
    kept.saved += 1
    with house.database.writing() as session:
        memory.save(session, house.sealer, seat.secret, kept.as_value())
        drafts.forget_code(session, memory.hashed(seat.secret))


def _became(request: Request, secret: str | None) -> StoryState | None:
    """The state of the story behind a secret, or else of the one that was opened with its code."""
    house = guard.house_of(request)
    with house.database.reading() as session:
        value = memory.load(session, house.sealer, secret) if secret else None
        if value is None:
            _, value = visiting(session, request) or ("", {})
        story = session.get(Story, value.get("story_id", ""))
        if story is None:
            return None
        languages.speak(request, value.get("language") or story.language)
        return story.state
