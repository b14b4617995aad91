"""Many stories at once: the same rows as one by one, in as few statements as can be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.base import Base, now, today
from models.changes import StoryChange
from models.stories import (
    CONSENT_TEXT_VERSION,
    Consent,
    ConsentEvent,
    Receipt,
    Signification,
    Story,
)
from models.triage import TriageCase
from models.vocabulary import (
    AgeGroup,
    ChangeOrigin,
    Channel,
    Danger,
    HelpGiven,
    InputMode,
    NarratorRole,
    PersonalDataKind,
    Purpose,
    StoryPart,
    StoryState,
)

AT_ONCE = 1_000
_PURPOSES = tuple(Purpose)

Answer = tuple[int, dict[str, Any], InputMode | None]
"""The id of a question, the value, and with what it was set."""


@dataclass(frozen=True)
class Change:
    """A place in the published words that stands for other words."""

    part: StoryPart
    start: int
    end: int
    kind: PersonalDataKind
    wording: str = field(repr=False)
    origin: ChangeOrigin
    rule: str


@dataclass(frozen=True)
class Arrival:
    """One story that has been through the gate, with all that comes with it."""

    id: str
    fingerprint: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    given: frozenset[Purpose]
    role: NarratorRole | None = None
    age_group: AgeGroup | None = None
    period: str | None = None
    helper: HelpGiven | None = None
    prompt: str | None = None
    alarm: Danger | None = None
    flags: Sequence[Mapping[str, Any]] | None = field(default=None, repr=False)
    answers: Sequence[Answer] = field(default=(), repr=False)
    changes: Sequence[Change] = field(default=(), repr=False)
    receipt: tuple[str, str] | None = field(default=None, repr=False)
    """Locator and hash of the secret of its narrator's code."""


@dataclass(frozen=True)
class Terms:
    """What is the same for all stories that come in together."""

    team_id: int
    form_id: int | None
    channel: Channel
    approved: bool
    synthetic: bool
    expires_on: date | None
    answer_within: timedelta

    def state(self, arrival: Arrival) -> StoryState:
        """Where a story begins: with a sign of danger a person looks first, as in `triage`."""
        if not self.approved:
            return StoryState.AWAITING_NARRATOR
        held = arrival.alarm is not None and self.channel is not Channel.EXAMPLE
        return StoryState.IN_TRIAGE if held else StoryState.APPROVED


def store(session: Session, arrivals: Sequence[Arrival], terms: Terms) -> None:
    """Store them all in the caller's transaction."""
    makers: Sequence[tuple[type[Base], Callable[[Arrival], Iterator[dict[str, Any]]]]] = (
        (Story, lambda one: _story(one, terms)),
        (Consent, _consents),
        (ConsentEvent, _consent_events),
        (Signification, _answers),
        (StoryChange, _changes),
        (TriageCase, _cases(terms)),
        (Receipt, _receipts),
    )
    for first in range(0, len(arrivals), AT_ONCE):
        part = arrivals[first : first + AT_ONCE]
        for table, maker in makers:
            rows = [row for one in part for row in maker(one)]
            if rows:
                session.execute(insert(table), rows)


def _story(one: Arrival, terms: Terms) -> Iterator[dict[str, Any]]:
    yield {
        "id": one.id,
        "team_id": terms.team_id,
        "form_id": terms.form_id,
        "channel": terms.channel,
        "state": terms.state(one),
        "title": one.title,
        "text": one.text,
        "role": one.role,
        "age_group": one.age_group,
        "period": one.period,
        "helper": one.helper,
        "prompt": one.prompt,
        "synthetic": terms.synthetic,
        "fingerprint": one.fingerprint,
        "alarm": one.alarm.value if one.alarm else None,
        "flags": list(one.flags) if one.flags else None,
        "expires_on": None if terms.approved else terms.expires_on,
    }


def _consents(one: Arrival) -> Iterator[dict[str, Any]]:
    given_on = today()
    for purpose in _PURPOSES:
        yield {
            "story_id": one.id,
            "purpose": purpose,
            "given": purpose in one.given,
            "text_version": CONSENT_TEXT_VERSION,
            "given_on": given_on,
        }


def _consent_events(one: Arrival) -> Iterator[dict[str, Any]]:
    for purpose in _PURPOSES:
        if purpose in one.given:
            yield {
                "story_id": one.id,
                "purpose": purpose,
                "given": True,
                "text_version": CONSENT_TEXT_VERSION,
            }


def _answers(one: Arrival) -> Iterator[dict[str, Any]]:
    for question_id, value, mode in one.answers:
        yield {
            "story_id": one.id,
            "question_id": question_id,
            "value": value,
            "input_mode": mode,
        }


def _changes(one: Arrival) -> Iterator[dict[str, Any]]:
    for change in one.changes:
        yield {
            "story_id": one.id,
            "part": change.part,
            "start": change.start,
            "end": change.end,
            "kind": change.kind,
            "wording": change.wording,
            "origin": change.origin,
            "rule": change.rule,
        }


def _cases(terms: Terms) -> Callable[[Arrival], Iterator[dict[str, Any]]]:
    # No exact time is kept of what narrators do.
    opened: datetime = now().replace(minute=0, second=0, microsecond=0)

    def cases(one: Arrival) -> Iterator[dict[str, Any]]:
        if one.alarm is not None and terms.state(one) is StoryState.IN_TRIAGE:
            yield {
                "story_id": one.id,
                "kind": one.alarm,
                "opened_at": opened,
                "due_at": opened + terms.answer_within,
            }

    return cases


def _receipts(one: Arrival) -> Iterator[dict[str, Any]]:
    if one.receipt is not None:
        locator, secret_hash = one.receipt
        yield {"story_id": one.id, "locator": locator, "secret_hash": secret_hash}
