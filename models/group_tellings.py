"""A write-up of a session that everybody who was there has to approve, each with a code.

A write-up is a story; its paragraphs are numbered from 0, its title is `TITLE`, and an answer in
somebody's own words that goes with it has a number below that (`of_answer`). Who was there is known
as a voice only: a code and what was said with it. Nobody sees what one voice said.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, exists, func, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from models.base import Base, today
from models.db import in_turn
from models.errors import NotFound
from models.stories import Signification, Story
from models.vocabulary import Purpose

TITLE = -1
_BETWEEN = re.compile(r"\n[ \t]*\n\s*")


class GroupVoice(Base):
    """One person who was there: a code, and what they said of the write-up. No name."""

    __tablename__ = "group_voice"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("story.id", ondelete="CASCADE"), index=True)
    locator: Mapped[str] = mapped_column(String(8), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(200))
    answered_on: Mapped[date | None]
    agreed: Mapped[bool | None]
    purposes: Mapped[list[str]] = mapped_column(default=list)


class GroupObjection(Base):
    """A part of the write-up that one voice does not want to be read."""

    __tablename__ = "group_objection"
    __table_args__ = (UniqueConstraint("voice_id", "paragraph"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    voice_id: Mapped[int] = mapped_column(ForeignKey("group_voice.id", ondelete="CASCADE"))
    paragraph: Mapped[int]


@dataclass(frozen=True)
class Stretch:
    """Where a paragraph stands in the text."""

    start: int
    end: int


@dataclass(frozen=True)
class Progress:
    """How far a group is; more is not told."""

    story: Story
    voices: int
    answered: int


def stretches(text: str) -> list[Stretch]:
    """The paragraphs of a text: what stands between empty lines, or else every line."""
    between = _BETWEEN if _BETWEEN.search(text) else re.compile(r"\s*\n\s*")
    found: list[Stretch] = []
    start = 0
    for gap in between.finditer(text):
        found.append(Stretch(start, gap.start()))
        start = gap.end()
    found.append(Stretch(start, len(text)))
    return [one for one in found if text[one.start : one.end].strip()]


def of_answer(question_id: int) -> int:
    """Under which number an answer to this question is objected to."""
    return TITLE - question_id


def locked(session: Session, story_id: str) -> Story:
    """The write-up, with its group for this transaction alone: two last answers wait in turn.

    Raises:
        NotFound: there is none.
    """
    in_turn(session, f"group {story_id}")
    return of(session, story_id, lock=True)


def of(session: Session, story_id: str, *, lock: bool = False) -> Story:
    """The write-up with its team, in whatever state.

    Raises:
        NotFound: there is none, or the story is no write-up.
    """
    has_voices = exists(select(GroupVoice.id).where(GroupVoice.story_id == Story.id))
    query = select(Story).where(Story.id == story_id, has_voices)
    query = query.with_for_update(key_share=True) if lock else query.options(joinedload(Story.team))
    story = session.scalar(query)
    if story is None:
        raise NotFound("Dit verslag is er niet (meer).", code="verslag.onbekend")
    return story


def by_locator(session: Session, locator: str) -> GroupVoice | None:
    """The voice behind a code's public part, or None."""
    return session.scalar(select(GroupVoice).where(GroupVoice.locator == locator))


def voices(session: Session, story_id: str) -> list[GroupVoice]:
    """Everybody who was there, in the order of the slips of paper."""
    query = select(GroupVoice).where(GroupVoice.story_id == story_id)
    return list(session.scalars(query.order_by(GroupVoice.id)))


def add_voice(session: Session, story_id: str, *, locator: str, secret_hash: str) -> GroupVoice:
    """One more code for a write-up."""
    voice = GroupVoice(story_id=story_id, locator=locator, secret_hash=secret_hash, purposes=[])
    session.add(voice)
    session.flush()
    return voice


def objections(session: Session, story_id: str, *, but: int | None = None) -> frozenset[int]:
    """The paragraphs that somebody does not want to be read; not what the voice `but` says."""
    query = select(GroupObjection.paragraph).join(
        GroupVoice, GroupVoice.id == GroupObjection.voice_id
    )
    if but is not None:
        query = query.where(GroupVoice.id != but)
    return frozenset(session.scalars(query.where(GroupVoice.story_id == story_id)))


def objections_of(session: Session, voice_id: int) -> frozenset[int]:
    """The paragraphs that one voice does not want to be read."""
    query = select(GroupObjection.paragraph).where(GroupObjection.voice_id == voice_id)
    return frozenset(session.scalars(query))


def say(
    session: Session,
    voice: GroupVoice,
    *,
    agreed: bool,
    objects_to: Collection[int],
    purposes: Collection[Purpose],
) -> None:
    """Record what one voice says, in place of what it said before; no yes is no answer yet."""
    voice.agreed = True if agreed else None
    voice.answered_on = today() if agreed else None
    voice.purposes = sorted(purpose.value for purpose in purposes)
    session.execute(delete(GroupObjection).where(GroupObjection.voice_id == voice.id))
    session.add_all(GroupObjection(voice_id=voice.id, paragraph=one) for one in set(objects_to))
    session.flush()


def everybody_agreed(session: Session, story_id: str) -> bool:
    """True when there is no voice without a yes."""
    silent = select(func.count()).where(
        GroupVoice.story_id == story_id, GroupVoice.agreed.is_not(True)
    )
    return not session.scalar(silent)


def allowed_by_all(session: Session, story_id: str) -> frozenset[Purpose]:
    """What every voice ticked: a purpose that one of them left open is allowed by nobody."""
    ticked = [{Purpose(one) for one in voice.purposes} for voice in voices(session, story_id)]
    return frozenset(set.intersection(*ticked)) if ticked else frozenset()


def ask_again(session: Session, story_id: str) -> None:
    """Nobody has said yes (any more); what they objected to and ticked stays."""
    session.execute(
        update(GroupVoice)
        .where(GroupVoice.story_id == story_id)
        .values(agreed=None, answered_on=None)
    )


def take_out_answers(session: Session, story_id: str, removed: Collection[int]) -> None:
    """Whatever somebody objected to of the answers goes: the whole answer to that question."""
    gone = [TITLE - number for number in removed if number < TITLE]
    session.execute(
        delete(Signification).where(
            Signification.story_id == story_id, Signification.question_id.in_(gone)
        )
    )


def forget_objections(session: Session, story_id: str) -> None:
    """The paragraphs are gone, and those that are left have other numbers."""
    mine = select(GroupVoice.id).where(GroupVoice.story_id == story_id)
    session.execute(delete(GroupObjection).where(GroupObjection.voice_id.in_(mine)))


def forget_answers(session: Session, story_id: str) -> None:
    """Nothing is left of what anybody said; the codes still answer."""
    forget_objections(session, story_id)
    session.execute(
        update(GroupVoice)
        .where(GroupVoice.story_id == story_id)
        .values(agreed=None, answered_on=None, purposes=[])
    )


def progress(session: Session, *, story_id: str | None = None) -> list[Progress]:
    """How far every group is (or this one), the latest write-up first."""
    counted = (
        select(
            GroupVoice.story_id,
            func.count(GroupVoice.id).label("voices"),
            func.count(GroupVoice.answered_on).label("answered"),
        )
        .group_by(GroupVoice.story_id)
        .subquery()
    )
    query = (
        select(Story, counted.c.voices, counted.c.answered)
        .join(counted, counted.c.story_id == Story.id)
        .order_by(Story.received_on.desc(), Story.id)
        .options(joinedload(Story.team))
    )
    if story_id is not None:
        query = query.where(Story.id == story_id)
    return [Progress(*row) for row in session.execute(query).tuples()]
