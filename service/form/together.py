"""The pages of a write-up of a session: everybody who was there reads it with their own code.

By paragraph: may it be read, or does it go? Then who may read it, and yes or no to the whole. What
one voice says is shown to nobody else; only that somebody does not want a paragraph.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from models import group_tellings, reviews, stories, triage
from models.base import now
from models.errors import Conflict, NotFound, Problem
from models.group_tellings import TITLE, GroupVoice, stretches
from models.reviews import StoryReview
from models.stories import Story
from models.vocabulary import Purpose, StoryState
from service import codes
from service import group_tellings as tellings
from service.codes import Code
from service.deps import finder_of
from service.form import consent, desk, groups, guard, helplines, memory, pages
from service.form.decision import SAID_YES
from service.form.groups import Told
from service.form.guard import FormRoute, Posted
from service.form.memory import CODE_COOKIE
from service.group_tellings import GONE, Said
from service.wiring import House

router = APIRouter(route_class=FormRoute, include_in_schema=False)

VISIT = timedelta(minutes=30)
PAGE, AWAY = "/code/samen", "/code/samen/weghalen"
OUT = "weg"
KEPT = "Uw antwoord is bewaard."
CHOOSE = "Kies ten minste één mogelijkheid, of zeg nog geen ja."
AGAIN = "De toestemmingstekst is veranderd. Lees hem nog een keer."


@dataclass(frozen=True)
class Paragraph:
    """A part of the write-up as one voice sees it; number -1 is the title, below are answers."""

    number: int
    text: str = field(repr=False)
    mine: bool
    """This voice does not want it."""
    others: bool
    """Somebody else does not want it."""
    question: str = ""
    """What it is the answer to."""

    @property
    def name(self) -> str:
        """Its field on the page."""
        if self.number < TITLE:
            return f"antwoord-{TITLE - self.number}"
        return "titel" if self.number == TITLE else f"alinea-{self.number}"


@dataclass(frozen=True)
class Opened:
    """A write-up that was opened with a code, and what this voice said of it."""

    secret: str = field(repr=False)
    voice: GroupVoice
    story: Story
    paragraphs: tuple[Paragraph, ...] = field(repr=False)
    allowed: frozenset[Purpose]
    """By everybody, once it may be read."""
    voices: int
    answered: int
    review: StoryReview | None
    look_until: datetime | None
    chosen: tuple[Told, ...] = field(default=(), repr=False)
    """What was chosen at questions, and told beside; own words are parts of the write-up."""


class VoiceDoor:
    """The code of one person who was there."""

    def find(self, session: Session, locator: str) -> tuple[int, str] | None:
        """The voice and the hash of its secret."""
        found = group_tellings.by_locator(session, locator)
        return None if found is None else (found.id, found.secret_hash)

    def fits(self, house: House, code: Code, found: tuple[int, str]) -> bool:
        """True when the secret part is right."""
        return codes.verify(code, found[1], house.sealer)

    def enter(self, request: Request, code: Code, found: tuple[int, str]) -> Response:
        """A visit of half an hour to the write-up."""
        house = guard.house_of(request)
        secret = memory.new_secret()
        # No story of its own: the page of one story stays closed.
        visit = {
            "story_id": "",
            "voice_id": found[0],
            "locator": code.locator,
            "until": (now() + VISIT).isoformat(),
        }
        with house.database.writing() as session:
            memory.save(session, house.sealer, secret, visit)
        response = desk.go(PAGE)
        guard.set_cookie(response, house, CODE_COOKIE, secret)
        return response


@router.get(PAGE, summary="Ons verslag")
def page(request: Request) -> Response:
    """The write-up by paragraph, with what this voice said of it."""
    opened = _opened(request)
    return desk.go("/code") if opened is None else _show(request, opened)


@router.post(PAGE, summary="Antwoord op ons verslag")
def act(request: Request) -> Response:
    """Keep an answer, or close."""
    opened = _opened(request)
    if opened is None or not guard.token_fits(request, opened.secret):
        return desk.go("/code")
    fields = guard.posted(request)
    if fields.get("actie") == "sluiten":
        return _close(request, opened)
    if fields.get("actie") not in {"ja", "bewaren"} or opened.story.state in GONE:
        return desk.go(PAGE)
    return _answer(request, opened, fields)


@router.get(AWAY, summary="Ons verslag weghalen")
def ask_withdrawal(request: Request) -> Response:
    """Are you sure?"""
    opened = _opened(request)
    if opened is None or opened.story.state in GONE:
        return desk.go(PAGE)
    token = guard.token(guard.house_of(request).sealer, opened.secret)
    return pages.render(request, "samen-weghalen.html", token=token)


@router.post(AWAY, summary="Ons verslag weghalen")
def withdraw(request: Request) -> Response:
    """One no is enough: it goes, for everybody."""
    opened = _opened(request)
    if opened is None:
        return desk.go("/code")
    if not guard.token_fits(request, opened.secret):
        return desk.go(AWAY)
    tellings.withdraw(guard.house_of(request), opened.story.id)
    finder_of(request).forget()
    return desk.go(PAGE)


def _opened(request: Request) -> Opened | None:
    """The write-up of this visit, or None when nobody visits or the visit took too long."""
    with guard.house_of(request).database.reading() as session:
        visit = desk.visiting(session, request)
        if visit is None or "voice_id" not in visit[1]:
            return None
        secret, value = visit
        voice = session.get(GroupVoice, value["voice_id"])
        if voice is None or voice.locator != value.get("locator"):
            # The code that was typed has been replaced by another.
            return None
        return _read(session, secret, voice)


def _read(session: Session, secret: str, voice: GroupVoice) -> Opened | None:
    try:
        story = group_tellings.of(session, voice.story_id)
    except NotFound:
        return None
    [progress] = group_tellings.progress(session, story_id=story.id)
    told = groups.answers_of(session, story)
    return Opened(
        secret=secret,
        voice=voice,
        story=story,
        paragraphs=_paragraphs(session, story, voice.id, told),
        allowed=stories.purposes(session, story.id),
        voices=progress.voices,
        answered=progress.answered,
        review=reviews.latest(session, story.id),
        look_until=triage.due(session, story.id),
        chosen=(*groups.beside(story, told), *(one for one in told if not one.own)),
    )


def _paragraphs(
    session: Session, story: Story, voice_id: int, told: Sequence[Told]
) -> tuple[Paragraph, ...]:
    mine = group_tellings.objections_of(session, voice_id)
    others = group_tellings.objections(session, story.id, but=voice_id)
    texts = {number: story.text[one.start : one.end] for number, one in _numbered(story.text)}
    if story.title:
        texts = {TITLE: story.title, **texts}
    questions = {one.number: one for one in told if one.own}
    texts |= {number: one.answer for number, one in questions.items()}
    return tuple(
        Paragraph(
            number,
            text,
            number in mine,
            number in others,
            questions[number].question if number in questions else "",
        )
        for number, text in texts.items()
    )


def _numbered(text: str) -> enumerate[group_tellings.Stretch]:
    return enumerate(stretches(text))


def _show(
    request: Request,
    opened: Opened,
    *,
    notice: str = "",
    problems: Sequence[Problem] = (),
    said: Said | None = None,
) -> Response:
    """The page; with what was just said on it when something has to be mended first."""
    story, house = opened.story, guard.house_of(request)
    heading, texts = in_words(opened)
    version = tellings.version_of(house, story)
    ticked, paragraphs = {Purpose(one) for one in opened.voice.purposes}, opened.paragraphs
    if said is not None and said.version == version:
        ticked = set(said.purposes)
        paragraphs = tuple(
            replace(one, mine=one.number in said.objects_to) for one in opened.paragraphs
        )
    return pages.render(
        request,
        "samen.html",
        status=422 if problems else 200,
        problems=problems,
        notice=notice,
        state=story.state,
        state_heading=heading,
        state_texts=texts,
        paragraphs=paragraphs,
        chosen=opened.chosen,
        waiting=story.state is StoryState.AWAITING_NARRATOR,
        approved=story.state in SAID_YES,
        gone=story.state in GONE,
        held=opened.look_until is not None,
        given=ticked,
        shared=[purpose for purpose in Purpose if purpose in opened.allowed],
        agreed=bool(opened.voice.agreed),
        voices=opened.voices,
        answered=opened.answered,
        review=opened.review,
        version=version,
        help_lines=helplines.for_alarm(story.alarm),
        token=guard.token(house.sealer, opened.secret),
        **consent.shown(request),
    )


def in_words(opened: Opened) -> tuple[str, tuple[str, ...]]:
    """Where the write-up is, for somebody who was there."""
    story = opened.story
    if story.state is StoryState.AWAITING_NARRATOR:
        return _waiting_in_words(opened)
    if story.state is StoryState.APPROVED:
        return "Ons verslag mag gelezen worden.", ("Iedereen die erbij was, zei ja.",)
    if story.state is StoryState.IN_TRIAGE:
        return "Een mens leest ons verslag eerst apart.", (
            "Iedereen die erbij was, zei ja. Nog niemand anders kan het lezen.",
        )
    if story.state is StoryState.WITHDRAWN:
        return "Ons verslag is weg.", (
            "Iemand die erbij was, zei nee. Of de organisatie haalde het weg. Daarom is de tekst "
            "gewist. Niemand kan hem nog lezen.",
        )
    if story.state is StoryState.EXPIRED:
        return "Ons verslag is weg.", (
            "Niet iedereen zei op tijd ja. Daarom hebben wij het leeggemaakt.",
        )
    if story.state is StoryState.REFUSED:
        return "Ons verslag is niet aangenomen.", ("Een medewerker las het. De tekst is gewist.",)
    return "Ons verslag is bij ons.", ("Nog niemand kan het lezen.",)


def _waiting_in_words(opened: Opened) -> tuple[str, tuple[str, ...]]:
    texts = [f"{opened.answered} van de {opened.voices} mensen zeiden ja."]
    if opened.answered == 1:
        texts = [f"1 van de {opened.voices} mensen zei ja."]
    if opened.story.expires_on is not None:
        day = pages.in_dutch(opened.story.expires_on)
        texts.append(f"Het kan tot en met {day}. Zegt dan niet iedereen ja? Dan wissen wij het.")
    if opened.voice.agreed:
        return "U zei ja. Wij wachten op de anderen.", tuple(texts)
    return "Ons verslag wacht op uw antwoord.", tuple(texts)


def _close(request: Request, opened: Opened) -> Response:
    house = guard.house_of(request)
    with house.database.writing() as session:
        memory.remove(session, opened.secret)
    response = desk.go("/code")
    guard.drop_cookie(response, house, CODE_COOKIE)
    return response


def _answer(request: Request, opened: Opened, fields: Posted) -> Response:
    agreed = fields.get("actie") == "ja" or opened.story.state in SAID_YES
    ticked = frozenset(purpose for purpose in Purpose if purpose in fields.every("mag"))
    said = Said(
        agreed=agreed,
        version=fields.get("versie"),
        objects_to=frozenset(
            one.number for one in opened.paragraphs if fields.get(one.name) == OUT
        ),
        purposes=ticked,
    )
    if ticked and not consent.is_current(fields):
        # Ticks under another text are no choice under this one.
        unread = replace(said, purposes=frozenset())
        return _show(request, opened, problems=[Problem("mag", AGAIN)], said=unread)
    if agreed and not ticked and opened.story.state is StoryState.AWAITING_NARRATOR:
        return _show(request, opened, problems=[Problem("mag", CHOOSE)], said=said)
    try:
        tellings.answer(guard.house_of(request), opened.voice.id, said)
    except Conflict as error:
        return pages.error_page(
            request, 409, message=error.message, back=(PAGE, "Naar ons verslag")
        )
    if opened.story.state in SAID_YES:
        finder_of(request).forget()
    again = _opened(request)
    return desk.go("/code") if again is None else _show(request, again, notice=KEPT)
