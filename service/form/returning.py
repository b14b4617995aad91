"""Coming back with a code: read the story, say yes after all, change choices, or take it away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from models import consents, reviews, stories, triage
from models.base import new_id, now
from models.consents import Said
from models.errors import Conflict, NotFound, Problem
from models.sealing import Sealer
from models.stories import RawStory, Story
from models.vocabulary import Purpose, StoryState
from service import codes
from service.codes import Code
from service.form import (
    consent,
    correcting,
    decision,
    desk,
    guard,
    hearing_back,
    helplines,
    languages,
    memory,
    pages,
    standing,
)
from service.form.guard import FormRoute
from service.form.hearing_back import Earlier, Subject
from service.form.memory import CODE_COOKIE, STORY_COOKIE, Telling, Visit
from service.form.standing import Standing
from service.wiring import House

router = APIRouter(route_class=FormRoute, include_in_schema=False)

VISIT = timedelta(minutes=30)
CHOICES_KEPT = "Uw keuzes zijn bewaard. Ze gelden vanaf nu."
TEXT_CHANGED = (
    "De uitleg bij de keuzes is intussen veranderd. Lees hem nog een keer en kies dan opnieuw."
)


@dataclass(frozen=True)
class Opened:
    """A story that was opened with its code, and what to say about it."""

    secret: str = field(repr=False)
    story: Story = field(repr=False)
    allowed: frozenset[Purpose]
    standing: Standing = field(repr=False)
    said: tuple[Said, ...] = ()
    subjects: tuple[Subject, ...] = field(default=(), repr=False)
    earlier: tuple[Earlier, ...] = field(default=(), repr=False)
    held: bool = False


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
    """Go on looking over, change the text or the choices, say something of a theme, or close."""
    opened = _opened(request)
    if opened is None or not guard.token_fits(request, opened.secret):
        return desk.go("/code")
    action = guard.posted(request).get("actie")
    if action == "sluiten":
        return _close(request, opened)
    if action == "keuzes":
        return _choose(request, opened)
    if action == "nakijken" and opened.story.state is StoryState.AWAITING_NARRATOR:
        return _into_the_form(request, opened)
    if action == "veranderen" and opened.story.state is StoryState.APPROVED:
        return _into_the_form(request, opened)
    if ":" in action and (opened.subjects or opened.earlier):
        token = guard.token(guard.house_of(request).sealer, opened.secret)
        outcome = hearing_back.act(request, opened.story, action, token)
        if isinstance(outcome, Response):
            return outcome
        return _show(request, opened, problems=outcome, status=422)
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
    response = desk.go(languages.address(request, "/code/verhaal"))
    if _withdrawable(opened.story):
        if desk.forget(request, opened.story.id):
            guard.drop_cookie(response, guard.house_of(request), STORY_COOKIE)
        decision.withdraw(guard.house_of(request), opened.story.id)
        correcting.leave_no_trace(request)
    return response


def _welcome_back(request: Request, story_id: str) -> Response:
    house = guard.house_of(request)
    secret = memory.new_secret()
    visit = Visit(story_id=story_id, until=(now() + VISIT).isoformat())
    with house.database.writing() as session:
        memory.save(session, house.sealer, secret, visit.as_value())
    response = desk.go(languages.address(request, "/code/verhaal"))
    guard.set_cookie(response, house, CODE_COOKIE, secret)
    return response


def _opened(request: Request) -> Opened | None:
    """The story of this visit, or None when nobody is visiting or the visit took too long."""
    with guard.house_of(request).database.reading() as session:
        visit = desk.visiting(session, request)
        if visit is None:
            return None
        secret, value = visit
        try:
            story = stories.get(session, value["story_id"])
        except NotFound:
            return None
        if _withdrawable(story):
            # Of a story that was emptied, the language is gone too: then the address says it.
            languages.speak(request, story.language)
        return _read(session, secret, story)


def _read(session: Session, secret: str, story: Story) -> Opened:
    allowed = stories.purposes(session, story.id)
    until = triage.due(session, story.id)
    review = reviews.latest(session, story.id)
    subjects = tuple(hearing_back.subjects(session, story))
    return Opened(
        secret,
        story,
        allowed,
        standing.of(story, allowed, look_until=until, review=review),
        said=tuple(consents.history(session, story.id, languages.spoken(story.language))),
        subjects=subjects,
        earlier=tuple(hearing_back.earlier(session, story, subjects)),
        held=until is not None,
    )


def _show(
    request: Request,
    opened: Opened,
    *,
    notice: str = "",
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> Response:
    story = opened.story
    return pages.render(
        request,
        "code-verhaal.html",
        status=status,
        problems=problems,
        notice=notice,
        story=story,
        state_word=story.state.label,
        standing=opened.standing,
        waiting=story.state is StoryState.AWAITING_NARRATOR,
        approved=story.state in decision.SAID_YES,
        correctable=story.state is StoryState.APPROVED,
        held=opened.held,
        withdrawable=_withdrawable(story),
        **consent.shown(request),
        given=opened.allowed,
        said=opened.said,
        subjects=opened.subjects,
        earlier=opened.earlier,
        typed={problem.place: guard.posted(request).get(problem.place) for problem in problems},
        help_lines=helplines.for_alarm(story.alarm),
        token=guard.token(guard.house_of(request).sealer, opened.secret),
    )


def _withdrawable(story: Story) -> bool:
    return story.state not in {*decision.EMPTIED, StoryState.REFUSED}


def _close(request: Request, opened: Opened) -> Response:
    house = guard.house_of(request)
    with house.database.writing() as session:
        memory.remove(session, opened.secret)
    response = desk.go(languages.address(request, "/code"))
    guard.drop_cookie(response, house, CODE_COOKIE)
    return response


def _choose(request: Request, opened: Opened) -> Response:
    fields = guard.posted(request)
    if not consent.is_current(fields):
        return _show(request, opened, notice=TEXT_CHANGED, status=409)
    ticked = fields.every("mag")
    given = frozenset(purpose for purpose in Purpose if purpose in ticked)
    try:
        with guard.house_of(request).database.writing() as session:
            story = stories.get(session, opened.story.id, lock=True)
            decision.change_consents(session, story, given)
            again = _read(session, opened.secret, story)
    except Conflict:
        return desk.go("/code/verhaal")
    if opened.allowed - given:
        correcting.leave_no_trace(request)
    return _show(request, again, notice=CHOICES_KEPT)


def _into_the_form(request: Request, opened: Opened) -> Response:
    """Open a story in the form again: what waits as it was typed, what is read as it is read."""
    house = guard.house_of(request)
    busy = desk.find(request)
    if busy is not None and busy.telling.outcome is None and busy.telling.text.strip():
        if busy.telling.story_id == opened.story.id:
            return desk.go(_where(busy.telling))
        return pages.error_page(
            request,
            409,
            message="U bent op dit apparaat nog aan een ander verhaal bezig. Maak dat eerst af, of "
            "wis het.",
            back=("/stoppen", "Naar dat andere verhaal"),
        )
    with house.database.reading() as session:
        telling = _sealed(session, house.sealer, opened.story)
    response = desk.go(_where(telling))
    guard.set_cookie(response, house, STORY_COOKIE, desk.begin(request, telling).secret)
    return response


def _where(telling: Telling) -> str:
    """Whoever changes a text begins with the text; whoever looks over begins there."""
    return "/verhaal" if telling.correcting else f"/{desk.furthest(telling)}"


def _sealed(session: Session, sealer: Sealer, story: Story) -> Telling:
    """What was typed, as it was kept; without that, the story as it stands."""
    raw = session.get(RawStory, story.id)
    if raw is None:
        return correcting.begun(session, story)
    value = sealer.open(raw.sealed, place=RawStory.place(story.id))
    telling = Telling.read({"title": story.title, "text": story.text, **value})
    telling.once = new_id()
    telling.story_id = story.id
    telling.outcome = None
    telling.form_id = telling.form_id or story.form_id
    telling.team_id = story.team_id
    telling.reached = "nakijken"
    return telling
