"""Coming back with a code: read the story, say yes after all, change choices, or take it away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from models import stories, triage
from models.base import new_id, now
from models.errors import Conflict, NotFound, Problem
from models.sealing import Sealer
from models.stories import RawStory, Story
from models.vocabulary import Purpose, StoryState
from service import codes
from service.codes import Code
from service.form import consent, decision, desk, guard, helplines, memory, pages
from service.form.guard import FormRoute
from service.form.memory import CODE_COOKIE, STORY_COOKIE, Telling, Visit
from service.wiring import House

router = APIRouter(route_class=FormRoute, include_in_schema=False)

HERE = ZoneInfo("Europe/Amsterdam")
VISIT = timedelta(minutes=30)
CHOICES_KEPT = "Uw keuzes zijn bewaard."


@dataclass(frozen=True)
class Opened:
    """A story that was opened with its code, and what to say about it."""

    secret: str = field(repr=False)
    story: Story = field(repr=False)
    allowed: frozenset[Purpose]
    look_until: datetime | None = None


class StoryDoor:
    """The door of a receipt code: it opens one story."""

    def find(self, session: Session, locator: str) -> tuple[str, str] | None:
        """The id of the story and the hash of the secret."""
        found = stories.by_locator(session, locator)
        return None if found is None else (found[0].id, found[1].secret_hash)

    def fits(self, house: House, code: Code, found: tuple[str, str]) -> bool:
        """True when the secret part is right."""
        return codes.verify(code, found[1], house.sealer)

    def enter(self, request: Request, code: Code, found: tuple[str, str]) -> Response:
        """A visit of half an hour to the story."""
        return _welcome_back(request, found[0])


@router.get("/code/verhaal", summary="Mijn verhaal")
def story_page(request: Request) -> Response:
    """The state in words, the text, the choices and the way out."""
    opened = _opened(request)
    return desk.go("/code") if opened is None else _show(request, opened)


@router.post("/code/verhaal", summary="Verder met mijn verhaal")
def act(request: Request) -> Response:
    """Go on looking over, change the choices, or close."""
    opened = _opened(request)
    if opened is None or not guard.token_fits(request, opened.secret):
        return desk.go("/code")
    action = guard.posted(request).get("actie")
    if action == "sluiten":
        return _close(request, opened)
    if action == "nakijken":
        return _look_over(request, opened)
    if action == "keuzes":
        return _choose(request, opened)
    return desk.go("/code/verhaal")


@router.get("/code/weghalen", summary="Mijn verhaal weghalen")
def ask_withdrawal(request: Request) -> Response:
    """Are you sure?"""
    opened = _opened(request)
    if opened is None or not _withdrawable(opened.story):
        return desk.go("/code/verhaal")
    token = guard.token(guard.house_of(request).sealer, opened.secret)
    return pages.render(request, "code-weghalen.html", token=token)


@router.post("/code/weghalen", summary="Mijn verhaal weghalen")
def withdraw(request: Request) -> Response:
    """Take the story away for good."""
    opened = _opened(request)
    if opened is None:
        return desk.go("/code")
    if not guard.token_fits(request, opened.secret):
        return desk.go("/code/weghalen")
    if _withdrawable(opened.story):
        decision.withdraw(guard.house_of(request), opened.story.id)
    return desk.go("/code/verhaal")


def _welcome_back(request: Request, story_id: str) -> Response:
    house = guard.house_of(request)
    secret = memory.new_secret()
    visit = Visit(story_id=story_id, until=(now() + VISIT).isoformat())
    with house.database.writing() as session:
        memory.save(session, house.sealer, secret, visit.as_value())
    response = desk.go("/code/verhaal")
    guard.set_cookie(response, house, CODE_COOKIE, secret)
    return response


def _opened(request: Request) -> Opened | None:
    """The story of this visit, or None when nobody is visiting or the visit took too long."""
    house = guard.house_of(request)
    secret = guard.secret_of(request, CODE_COOKIE)
    if secret is None:
        return None
    with house.database.reading() as session:
        value = memory.load(session, house.sealer, secret)
        if value is None or datetime.fromisoformat(value["until"]) < now():
            return None
        try:
            story = stories.get(session, value["story_id"])
        except NotFound:
            return None
        until = triage.due(session, story.id)
        return Opened(secret, story, stories.purposes(session, story.id), until)


def _show(
    request: Request, opened: Opened, *, notice: str = "", problems: Sequence[Problem] = ()
) -> Response:
    story = opened.story
    heading, texts = _words(story, opened.allowed, opened.look_until)
    return pages.render(
        request,
        "code-verhaal.html",
        problems=problems,
        notice=notice,
        story=story,
        state_word=story.state.label,
        state_heading=heading,
        state_texts=texts,
        waiting=story.state is StoryState.AWAITING_NARRATOR,
        approved=story.state in decision.SAID_YES,
        held=opened.look_until is not None,
        withdrawable=_withdrawable(story),
        given=opened.allowed,
        **consent.shown(),
        help_lines=helplines.for_alarm(story.alarm),
        token=guard.token(guard.house_of(request).sealer, opened.secret),
    )


def _words(
    story: Story, allowed: frozenset[Purpose], look_until: datetime | None
) -> tuple[str, tuple[str, ...]]:
    """The state of a story for the person who told it: one sentence, and what it means."""
    if story.state is StoryState.IN_TRIAGE:
        return _held_in_words(look_until)
    if story.state is StoryState.APPROVED:
        since = f" U zei ja op {pages.in_dutch(story.decided_on)}." if story.decided_on else ""
        if not allowed:
            return "Niemand leest uw verhaal.", (f"U hebt alle kruisjes weggehaald.{since}",)
        return "Uw verhaal mag gelezen worden.", (f"Hieronder staat wie het mag lezen.{since}",)
    if story.state is StoryState.AWAITING_NARRATOR:
        until = (
            f"U kunt tot en met {pages.in_dutch(story.expires_on)} ja zeggen. Daarna maken wij het "
            "leeg."
            if story.expires_on
            else "U kunt nog ja zeggen."
        )
        return "Uw verhaal wacht op u. Nog niemand kan het lezen.", (until,)
    if story.state is StoryState.WITHDRAWN:
        return "Uw verhaal is weg.", (
            "U haalde het weg. Uw tekst, uw titel en uw antwoorden zijn gewist. Er is alleen nog "
            "een lege regel, zodat wij u dit kunnen zeggen.",
        )
    if story.state is StoryState.EXPIRED:
        return "Uw verhaal is weg.", (
            "Er kwam op tijd geen ja. Daarom hebben wij het leeggemaakt. U kunt het altijd opnieuw "
            "vertellen.",
        )
    return "Uw verhaal is bij ons.", ("Nog niemand kan het lezen.",)


def _held_in_words(until: datetime | None) -> tuple[str, tuple[str, ...]]:
    """What becomes of a story with a sign of danger, for the person who told it."""
    if until is None:
        return "Uw verhaal ligt apart.", (
            "Een medewerker las uw verhaal en houdt het apart. Niemand anders leest het, en het "
            "telt niet mee.",
        )
    if until < now():
        return "Een mens leest uw verhaal eerst apart.", (
            "Dat duurt langer dan wij beloofden. Dat spijt ons. Nog niemand anders kan het lezen.",
        )
    day = pages.in_dutch(until.astimezone(HERE).date())
    return "Een mens leest uw verhaal eerst apart.", (
        f"Dat doen wij uiterlijk op {day}. Nog niemand anders kan het lezen.",
    )


def _withdrawable(story: Story) -> bool:
    return story.state not in decision.EMPTIED


def _close(request: Request, opened: Opened) -> Response:
    house = guard.house_of(request)
    with house.database.writing() as session:
        memory.remove(session, opened.secret)
    response = desk.go("/code")
    guard.drop_cookie(response, house, CODE_COOKIE)
    return response


def _choose(request: Request, opened: Opened) -> Response:
    ticked = guard.posted(request).every("mag")
    given = frozenset(purpose for purpose in Purpose if purpose in ticked)
    try:
        with guard.house_of(request).database.writing() as session:
            story = stories.get(session, opened.story.id)
            decision.change_consents(session, story, given)
    except Conflict:
        return desk.go("/code/verhaal")
    again = Opened(opened.secret, story, given, opened.look_until)
    return _show(request, again, notice=CHOICES_KEPT)


def _look_over(request: Request, opened: Opened) -> Response:
    """Open the sealed words of a waiting story in the form again."""
    house = guard.house_of(request)
    busy = desk.find(request)
    if busy is not None and busy.telling.outcome is None and busy.telling.text.strip():
        if busy.telling.story_id == opened.story.id:
            return desk.go(f"/{desk.furthest(busy.telling)}")
        return pages.error_page(
            request,
            409,
            message="U bent op dit apparaat nog aan een ander verhaal bezig. Maak dat eerst af, of "
            "wis het.",
            back=("/stoppen", "Naar dat andere verhaal"),
        )
    with house.database.reading() as session:
        telling = _sealed(session, house.sealer, opened.story)
    response = desk.go(f"/{desk.furthest(telling)}")
    guard.set_cookie(response, house, STORY_COOKIE, desk.begin(request, telling).secret)
    return response


def _sealed(session: Session, sealer: Sealer, story: Story) -> Telling:
    """What was typed, as it was kept; a story that came in another way starts from its text."""
    raw = session.get(RawStory, story.id)
    value = sealer.open(raw.sealed, place=RawStory.place(story.id)) if raw else {}
    telling = Telling.read({"title": story.title, "text": story.text, **value})
    telling.once = new_id()
    telling.story_id = story.id
    telling.outcome = None
    telling.team_id = story.team_id
    telling.reached = "nakijken"
    return telling
