"""Stories: what narrators told, who may read it, and the way back out.

Every question that leaves this room for readers goes through `analysable()`: approved by the
narrator and shared with the Associatie. Silence is not consent.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    exists,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import (
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

from models.answers import answer_value as answer_value
from models.answers import triad_value as triad_value
from models.base import Base, new_id, today, word
from models.errors import NotFound
from models.forms import Form, Question
from models.teams import Team
from models.vocabulary import (
    AgeGroup,
    Channel,
    HelpGiven,
    InputMode,
    NarratorRole,
    Purpose,
    StoryState,
)

CONSENT_TEXT_VERSION = "2026-12"
"""The newest text in `catalogue/consent`: the one that is shown, so the one that is stored."""


class Story(Base):
    """A pseudonymised story. No exact time, no address of the sender, nothing raw."""

    __tablename__ = "story"
    __table_args__ = (
        UniqueConstraint("team_id", "fingerprint"),
        Index("ix_story_state", "state"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True, default=new_id)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("form.id"))
    channel: Mapped[Channel] = mapped_column(word(Channel))
    state: Mapped[StoryState] = mapped_column(word(StoryState))
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[NarratorRole | None] = mapped_column(word(NarratorRole))
    age_group: Mapped[AgeGroup | None] = mapped_column(word(AgeGroup))
    period: Mapped[str | None] = mapped_column(String(7))
    helper: Mapped[HelpGiven | None] = mapped_column(word(HelpGiven))
    language: Mapped[str] = mapped_column(String(8), default="nl", server_default="nl")
    """In which language the form was read; stories themselves are in Dutch."""
    prompt: Mapped[str | None] = mapped_column(String(40))
    """Key of the opening question, in the form, that its narrator chose."""
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    """One higher each time its narrator corrected it after saying yes."""
    synthetic: Mapped[bool] = mapped_column(default=False)
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    alarm: Mapped[str | None] = mapped_column(String(40))
    restored: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many times words that had been taken out were put back by the narrator."""
    flags: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """Things that together may point to one person: `{"words", "kind", "start", "end"}` each."""
    received_on: Mapped[date] = mapped_column(default=today)
    decided_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    team: Mapped[Team] = relationship(lazy="raise")
    form: Mapped[Form | None] = relationship(lazy="raise")
    significations: Mapped[list["Signification"]] = relationship(
        lazy="raise", order_by="Signification.question_id"
    )
    consents: Mapped[list["Consent"]] = relationship(lazy="raise", order_by="Consent.purpose")

    def allows(self, purpose: Purpose) -> bool:
        """True when the narrator allows this purpose; the consents must have been loaded."""
        return any(consent.purpose is purpose and consent.given for consent in self.consents)


class RawStory(Base):
    """The narrator's own words, sealed; exists only until the narrator decides."""

    __tablename__ = "raw_story"

    story_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @staticmethod
    def place(story_id: str) -> str:
        """What the sealed value is bound to."""
        return f"raw_story.sealed:{story_id}"


class Consent(Base):
    """One purpose, allowed or not, under one version of the consent text."""

    __tablename__ = "consent"

    story_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True
    )
    purpose: Mapped[Purpose] = mapped_column(word(Purpose), primary_key=True)
    given: Mapped[bool]
    text_version: Mapped[str] = mapped_column(String(20))
    given_on: Mapped[date] = mapped_column(default=today)


class ConsentEvent(Base):
    """One change of a narrator's mind about one purpose, with the text that was shown."""

    __tablename__ = "consent_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("story.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose] = mapped_column(word(Purpose))
    given: Mapped[bool]
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8), default="nl", server_default="nl")
    """In which the text was shown."""
    on: Mapped[date] = mapped_column(default=today)


class Receipt(Base):
    """The narrator's code: a public locator and the hash of its secret part."""

    __tablename__ = "receipt"

    story_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True
    )
    locator: Mapped[str] = mapped_column(String(8), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(200))


class Signification(Base):
    """The narrator's own answer to one question.

    `value` is `{"shares": [a, b, c]}` (sum 1) for a triad, `{"position": 0..100}` for a dyad,
    `{"option": key}` for a choice, `{"options": [keys]}` for a multiple choice and
    `{"text": words}` for an open question; `"other"` beside a choice holds words written in. Words
    have been through the gate, like the story. `{}` means "weet ik niet / past niet".
    """

    __tablename__ = "signification"

    story_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    value: Mapped[dict[str, Any]]
    input_mode: Mapped[InputMode | None] = mapped_column(word(InputMode))
    question: Mapped[Question] = relationship(lazy="raise")


@dataclass(frozen=True)
class StoryPage:
    """A part of a list of stories; `next` is where the following part starts, if there is one."""

    stories: list[Story]
    total: int
    next: tuple[str, str] | None


# What a reader is told beside the text; the relations themselves refuse to load by accident.
WITH_TELLER = (joinedload(Story.team), selectinload(Story.consents))


def analysable() -> ColumnElement[bool]:
    """The one condition under which a story may be embedded, mined, counted, searched or shown."""
    return (Story.state == StoryState.APPROVED) & consented(Purpose.ASSOCIATION)


def consented(purpose: Purpose) -> ColumnElement[bool]:
    """True for stories whose narrator allows this purpose."""
    return exists(
        select(Consent.story_id).where(
            Consent.story_id == Story.id, Consent.purpose == purpose, Consent.given.is_(True)
        )
    )


def get(session: Session, story_id: str, *, lock: bool = False) -> Story:
    """The story with this id, in whatever state; with `lock` nobody else changes it meanwhile.

    Raises:
        NotFound: no such story.
    """
    story = session.get(Story, story_id, with_for_update={"key_share": True} if lock else None)
    if story is None:
        raise _unknown()
    return story


def hold(session: Session, story_ids: Collection[str]) -> None:
    """Whoever takes one of these stories away or changes it waits until this transaction ends."""
    query = select(Story.id).where(Story.id.in_(story_ids)).order_by(Story.id)
    session.execute(query.with_for_update(read=True)).all()


def readable(session: Session, story_id: str) -> Story:
    """A story that readers may see, with its team, consents, answers and their questions.

    Raises:
        NotFound: no such story, or not for readers; the two are never told apart.
    """
    query = (
        select(Story)
        .where(Story.id == story_id, analysable())
        .options(
            *WITH_TELLER, selectinload(Story.significations).joinedload(Signification.question)
        )
    )
    story = session.scalar(query)
    if story is None:
        raise _unknown()
    return story


def page(
    session: Session,
    *,
    within: ColumnElement[bool] | None = None,
    after: tuple[str, str] | None = None,
    limit: int,
) -> StoryPage:
    """Stories that readers may see, the latest period first.

    Args:
        session: an open session.
        within: an extra condition, such as `themes.tells_of(theme_id)`.
        after: where the part before this one ended (its `next`); None for the first part.
        limit: how many at most.
    """
    period = func.coalesce(Story.period, "")
    condition = analysable() if within is None else analysable() & within
    query = select(Story).where(condition).options(*WITH_TELLER)
    if after is not None:
        query = query.where(tuple_(period, Story.id) < after)
    query = query.order_by(period.desc(), Story.id.desc()).limit(limit + 1)
    found = list(session.scalars(query))
    total = session.scalar(select(func.count()).select_from(Story).where(condition)) or 0
    last = found[limit - 1] if len(found) > limit else None
    return StoryPage(
        stories=found[:limit], total=total, next=(last.period or "", last.id) if last else None
    )


def known_fingerprints(session: Session, team_id: int) -> set[str]:
    """Fingerprints of everything ever taken in for a team, withdrawn stories included."""
    query = select(Story.fingerprint).where(
        Story.team_id == team_id, Story.fingerprint.is_not(None)
    )
    return {value for value in session.scalars(query) if value}


def withdrawn(session: Session) -> int:
    """How many stories their narrators ever took back; of each an empty row is left."""
    query = select(func.count()).select_from(Story).where(Story.state == StoryState.WITHDRAWN)
    return session.scalar(query) or 0


def set_consents(
    session: Session, story: Story, given: frozenset[Purpose], *, language: str = "nl"
) -> None:
    """Record for every purpose whether it is allowed, under today's consent text.

    `language` is the one in which that text was shown.

    Each yes and each change is an event too; a first no is only the absence of a yes.
    """
    query = select(Consent).where(Consent.story_id == story.id)
    there = {consent.purpose: consent for consent in session.scalars(query)}
    for purpose in Purpose:
        known, allowed = there.get(purpose), purpose in given
        if known is None:
            known = Consent(story_id=story.id, purpose=purpose)
            session.add(known)
        elif known.given is allowed and known.text_version == CONSENT_TEXT_VERSION:
            continue
        if allowed or known.given:
            _remember(session, story, purpose, given=allowed, language=language)
        known.given, known.text_version, known.given_on = allowed, CONSENT_TEXT_VERSION, today()
    session.flush()


def _remember(
    session: Session, story: Story, purpose: Purpose, *, given: bool, language: str
) -> None:
    session.add(
        ConsentEvent(
            story_id=story.id,
            purpose=purpose,
            given=given,
            text_version=CONSENT_TEXT_VERSION,
            language=language,
        )
    )


def significations(session: Session, story_id: str) -> list[Signification]:
    """The answers of a story with their questions, in the order of the form."""
    query = (
        select(Signification)
        .where(Signification.story_id == story_id)
        .options(joinedload(Signification.question))
    )
    return sorted(session.scalars(query), key=lambda given: given.question.position)


def purposes(session: Session, story_id: str) -> frozenset[Purpose]:
    """What the narrator allows now."""
    query = select(Consent.purpose).where(Consent.story_id == story_id, Consent.given.is_(True))
    return frozenset(session.scalars(query))


def set_significations(
    session: Session,
    story: Story,
    form: Form,
    answers: Mapping[str, tuple[dict[str, Any], InputMode | None]],
) -> None:
    """Store the narrator's answers by question key: `(value, input mode)`.

    Raises:
        NotFound: an answer names a question that the form does not have.
    """
    for key in sorted(answers):
        value, mode = answers[key]
        session.merge(
            Signification(
                story_id=story.id,
                question_id=form.question(key).id,
                value=value,
                input_mode=mode,
            )
        )
    session.flush()


def by_locator(session: Session, locator: str) -> tuple[Story, Receipt] | None:
    """The story and receipt behind a code's public part, or None."""
    query = select(Story, Receipt).join(Receipt).where(Receipt.locator == locator)
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def _unknown() -> NotFound:
    return NotFound("Dit verhaal is er niet (meer).", code="verhaal.onbekend")
