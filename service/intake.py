"""Stories from a team's own system: through the gate in the request, then waiting for a yes.

Nobody but the narrator can say that yes, with the code that comes back. A request that is sent
twice under one key is one story: the database itself refuses the second.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from limits import RateLimitItemPerHour
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ingest.readers.rows import read_period
from models import audit, forms, stories, team_tokens
from models.base import new_id, now, today
from models.errors import Conflict, Problem, Rejected, SignInNeeded, Unavailable
from models.forms import Form, Question
from models.stories import RawStory, Receipt, Story
from models.team_tokens import ANSWERED_AGAIN, IntakeReply, TeamToken
from models.vocabulary import (
    AgeGroup,
    Channel,
    FormKind,
    HelpGiven,
    InputMode,
    NarratorRole,
    QuestionKind,
    StoryState,
)
from service import codes
from service.codes import Code
from service.form import answers, correcting, taking
from service.form import review as reviewing
from service.form.memory import Telling
from service.form.review import Reviewed
from service.import_answers import match
from service.security import token_hash
from service.wiring import House

STORIES = RateLimitItemPerHour(600, namespace="intake")
ATTEMPTS = 3
PREFIX = "vpt_"
_USED = "intake.sleutel_gebruikt"


@dataclass(frozen=True)
class Sent:
    """One story as a system sends it."""

    title: str = field(repr=False)
    text: str = field(repr=False)
    form_key: str = "verhaal"
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    role: NarratorRole | None = None
    age_group: AgeGroup | None = None
    period: str | None = None
    helper: HelpGiven | None = None


@dataclass(frozen=True)
class Received:
    """What the system gets back, once; for a day also when it asks again."""

    code: str = field(repr=False)
    title: str = field(repr=False)
    text: str = field(repr=False)
    expires_on: str
    alarm: str = ""


@dataclass(frozen=True)
class _Request:
    """Under which key it was sent, and what tells one request from another."""

    token_id: int
    team_id: int
    key_hash: str
    hash: str


def new_token() -> str:
    """A fresh key: 256 random bits, recognisable for who finds it lying about."""
    return PREFIX + secrets.token_urlsafe(32)


def team_of(house: House, token: str) -> TeamToken:
    """The key behind a token; notes the day on which it is used.

    Raises:
        SignInNeeded: no such key, or it was revoked.
    """
    with house.database.reading() as session:
        found = team_tokens.working(session, token_hash(token))
    if found is None:
        raise _no_entry()
    if found.used_on != today():
        with house.database.writing() as session:
            team_tokens.used(session, found.id)
    return found


def receive(house: House, token: TeamToken, key: str, sent: Sent) -> Received:
    """Take one story in, or give the answer that this key had before.

    Raises:
        Rejected: it cannot be a story, an answer does not fit, or the key had another request.
        Conflict: the team has this very story, or the key was used too long ago.
        SignInNeeded: the key was revoked meanwhile.
        Unavailable: it could not be stored.
    """
    request = _request(house, token, key, sent)
    earlier = _earlier(house, request)
    if earlier is not None:
        return earlier
    telling, form = _telling(house, token, sent)
    reviewed = reviewing.review(house, telling)
    for _ in range(ATTEMPTS):
        code = codes.new_code()
        secret_hash = codes.hash_secret(code, house.sealer)
        try:
            with house.database.writing() as session:
                return _store(session, house, request, telling, form, reviewed, (code, secret_hash))
        except (IntegrityError, Conflict) as error:
            # Its parameters hold story text. The same request may have been first.
            earlier = _earlier(house, request)
            if earlier is not None:
                return earlier
            if isinstance(error, Conflict):
                raise
    raise Unavailable(
        "Het lukt nu niet om dit verhaal te bewaren. Probeer het over een minuut opnieuw.",
        code="verhaal.niet_bewaard",
    )


def _request(house: House, token: TeamToken, key: str, sent: Sent) -> _Request:
    try:
        # Half a character, which JSON may hold, can only be hashed in its escaped form.
        body = json.dumps(vars(sent), sort_keys=True)
    except RecursionError:
        raise _unfit(Problem("#/answers", "Een antwoord is te diep ingepakt.")) from None
    return _Request(
        token_id=token.id,
        team_id=token.team_id,
        key_hash=house.sealer.fingerprint(f"intake key {token.id} {key}"),
        hash=house.sealer.fingerprint(f"intake request {body}"),
    )


def _earlier(house: House, request: _Request) -> Received | None:
    with house.database.reading() as session:
        there = team_tokens.reply(session, request.token_id, request.key_hash)
    if there is None:
        return None
    if there.request_hash != request.hash:
        message = "Met deze Idempotency-Key stuurde u eerder iets anders. Gebruik een nieuwe."
        raise Rejected(message, code=_USED, problems=(Problem("Idempotency-Key", message),))
    if not there.sealed or there.at < now() - ANSWERED_AGAIN:
        raise Conflict(
            "Met deze Idempotency-Key is al een verhaal gestuurd. Het antwoord geven wij niet "
            "meer.",
            code=_USED,
        )
    place = IntakeReply.place(request.token_id, request.key_hash)
    return Received(**house.sealer.open(there.sealed, place=place))


def _telling(house: House, token: TeamToken, sent: Sent) -> tuple[Telling, Form]:
    """The story as if it was typed in the form: so its narrator can look it over there."""
    with house.database.reading() as session:
        form = forms.current(session, sent.form_key)
    period, wrong = read_period(sent.period)
    if wrong:
        raise Rejected(wrong, code="intake.periode", problems=(Problem("#/period", wrong),))
    year, _, month = (period or "").partition("-")
    telling = Telling(
        once=new_id(),
        title=sent.title,
        text=sent.text,
        answers=_answers(form, sent.answers),
        role=sent.role or "",
        age_group=sent.age_group or "",
        team_id=token.team_id,
        month=month.lstrip("0"),
        year=year,
        form_id=form.id,
        helper=sent.helper or "",
    )
    return telling, form


def _answers(form: Form, raw: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    matching = match(form, (), raw)
    problems: list[Problem] = []
    if matching.unknown:
        # Which one is not said: a key that we do not know may hold anything.
        problems.append(Problem("#/answers", "Een van deze vragen staat niet in het formulier."))
    told: dict[str, dict[str, Any]] = {}
    for key, question in matching.questions.items():
        found = matching.answers({key: raw[key]})
        if found:
            coins = form.kind is FormKind.EASY
            told[question.key] = _as_typed(question, found[0][1], coins=coins)
        else:
            place = f"#/answers/{question.key}"
            problems.append(Problem(place, "Dit antwoord past niet bij de vraag."))
    if problems:
        raise _unfit(*problems)
    return told


def _unfit(*problems: Problem) -> Rejected:
    return Rejected(
        "Een antwoord past niet bij het formulier.", code="intake.antwoorden", problems=problems
    )


def _as_typed(question: Question, value: dict[str, Any], *, coins: bool) -> dict[str, Any]:
    """An answer as the form keeps it: what was filled in beside what is stored."""
    if not value:
        return {"how": taking.NOT_APPLICABLE, "raw": [], "value": {}, "mode": None}
    answer: dict[str, Any] = {"how": taking.SET_BY_HAND, "value": value, "mode": None}
    if question.kind is QuestionKind.TRIAD:
        raw = correcting.weights(value["shares"], coins=coins)
        return {**answer, "raw": raw, "mode": InputMode.IMPORTED.value}
    if question.kind is QuestionKind.DYAD:
        return {**answer, "raw": value["position"], "mode": InputMode.IMPORTED.value}
    if question.kind is QuestionKind.TEXT:
        return {**answer, "how": "", "raw": value["text"]}
    chosen = value["options"] if "options" in value else [value["option"]]
    how = chosen[0] if question.kind is QuestionKind.CHOICE else ""
    return {**answer, "how": how, "raw": chosen, "words": value.get("other", "")}


def _store(
    session: Session,
    house: House,
    request: _Request,
    telling: Telling,
    form: Form,
    reviewed: Reviewed,
    fresh: tuple[Code, str],
) -> Received:
    if not team_tokens.still_works(session, request.token_id):
        raise _no_entry()
    story = _story(session, house, request, telling, reviewed)
    session.add(story)
    session.flush()
    stored = answers.for_storing(telling, form, reviewed.words)
    stories.set_significations(session, story, form, stored)
    stories.set_consents(session, story, frozenset())
    code, secret_hash = fresh
    session.add(Receipt(story_id=story.id, locator=code.locator, secret_hash=secret_hash))
    sealed = house.sealer.seal(telling.as_value(), place=RawStory.place(story.id))
    session.add(RawStory(story_id=story.id, sealed=sealed))
    received = Received(
        code=code.shown,
        title=story.title,
        text=story.text,
        expires_on=story.expires_on.isoformat() if story.expires_on else "",
        alarm=story.alarm or "",
    )
    place = IntakeReply.place(request.token_id, request.key_hash)
    session.add(
        IntakeReply(
            token_id=request.token_id,
            key_hash=request.key_hash,
            request_hash=request.hash,
            story_id=story.id,
            sealed=house.sealer.seal(asdict(received), place=place),
        )
    )
    audit.record(
        session, "verhaal.ontvangen", subject=story.id, detail={"sleutel": request.token_id}
    )
    session.flush()
    return received


def _story(
    session: Session, house: House, request: _Request, telling: Telling, reviewed: Reviewed
) -> Story:
    mark = house.sealer.fingerprint(reviewed.fingerprint)
    twin = select(Story.id).where(Story.team_id == request.team_id, Story.fingerprint == mark)
    if session.scalar(twin) is not None:
        raise Conflict("Precies dit verhaal heeft dit team al.", code="verhaal.al_bekend")
    month = f"{telling.year}-{int(telling.month):02d}" if telling.month else None
    return Story(
        id=telling.once,
        team_id=request.team_id,
        form_id=telling.form_id,
        channel=Channel.SYSTEM,
        state=StoryState.AWAITING_NARRATOR,
        title=reviewed.title,
        text=reviewed.text,
        role=NarratorRole(telling.role) if telling.role else None,
        age_group=AgeGroup(telling.age_group) if telling.age_group else None,
        period=month,
        helper=HelpGiven(telling.helper) if telling.helper else None,
        fingerprint=mark,
        alarm=reviewed.alarm,
        expires_on=today() + timedelta(days=house.settings.expire_days),
    )


def _no_entry() -> SignInNeeded:
    return SignInNeeded("Deze sleutel klopt niet, of werkt niet meer.", code="sleutel.past_niet")
