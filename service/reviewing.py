"""A moderator sends a story back to its narrator, or refuses it; the narrator reads why.

Both take the story from its readers at once. Sending back keeps the text: its narrator looks at it
again and says yes, or does not. Refusing empties it, and cannot be undone.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ingest.drafts import clean_text
from ingest.pseudonymise import Pseudonymiser, pseudonymise_story
from models import audit, decisions, reviews
from models.base import today
from models.errors import Conflict, NotFound, Problem, Rejected
from models.group_tellings import GroupVoice
from models.reviews import StoryReview
from models.stories import Receipt, Story, analysable
from models.vocabulary import ReviewKind, ReviewReason, StoryState
from service.wiring import House

MOST_WORDS = 1000
_FIELD = "#/words"


@dataclass(frozen=True)
class Verdict:
    """Why, and what the narrator reads beside it."""

    reason: ReviewReason
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Reviewed:
    """A story as it is now, and what was noted of it."""

    story: Story
    review: StoryReview


def send_back(house: House, story_id: str, verdict: Verdict, *, account_id: int | None) -> Reviewed:
    """Ask the narrator to look at a story again; no reader has it in between.

    Raises:
        NotFound: there is no such story for a moderator.
        Conflict: nobody has a code for it.
        Rejected: the words name somebody, or are too long.
    """
    words = checked(verdict.words, finder=house.pseudonymiser)
    with house.database.writing() as session:
        story = _readable(session, story_id)
        if not _has_code(session, story_id):
            raise Conflict(
                "Van dit verhaal heeft niemand een code. Het kan dus niet terug. U kunt er wel "
                "woorden uit weghalen, of het weigeren.",
                code="verhaal.zonder_code",
            )
        expires_on = today() + timedelta(days=house.settings.expire_days)
        decisions.send_back(session, story, expires_on=expires_on)
        review = reviews.record(
            session,
            story_id,
            ReviewKind.RETURNED,
            verdict.reason,
            words=words,
            account_id=account_id,
        )
    house.database.forget_deleted()
    return Reviewed(story, review)


def refuse(house: House, story_id: str, verdict: Verdict, *, account_id: int | None) -> Reviewed:
    """Do not take a story: its text goes for good, and its narrator reads why.

    Raises:
        NotFound: there is no such story for a moderator.
        Rejected: the words name somebody, or are too long.
    """
    words = checked(verdict.words, finder=house.pseudonymiser)
    with house.database.writing() as session:
        story = _readable(session, story_id)
        decisions.refuse(session, story)
        review = reviews.record(
            session,
            story_id,
            ReviewKind.REFUSED,
            verdict.reason,
            words=words,
            account_id=account_id,
        )
    house.database.forget_deleted()
    return Reviewed(story, review)


def judge_different(house: House, story_id: str, other_id: str, *, account_id: int) -> None:
    """Somebody read two stories that are alike: they are two.

    Raises:
        NotFound: they were not found alike, or one of them is gone.
    """
    with house.database.writing() as session:
        if reviews.judge_different(session, story_id, other_id, account_id=account_id) is None:
            raise unlike()
        audit.record(
            session,
            "gelijkenis.verschillend",
            subject=story_id,
            account_id=account_id,
            detail={"ander": other_id},
        )


def checked(words: str, *, finder: Pseudonymiser) -> str:
    """What a moderator writes to a narrator, cleaned.

    Raises:
        Rejected: it is too long, or somebody could be known by it.
    """
    plain = clean_text(words, limit=None)
    if len(plain) > MOST_WORDS:
        raise _refused(f"Dit is te lang. Gebruik hoogstens {MOST_WORDS} tekens.")
    [found] = pseudonymise_story((plain,), finder=finder)
    if found.replacements:
        kinds = ", ".join(sorted({one.kind.label for one in found.replacements}))
        raise _refused(
            f"Hierin staat iets waaraan iemand te herkennen is ({kinds}). Schrijf het zonder."
        )
    return plain


def unlike() -> NotFound:
    """These two stories were not found alike."""
    return NotFound("Deze verhalen lijken niet (meer) op elkaar.", code="gelijkenis.onbekend")


def _readable(session: Session, story_id: str) -> Story:
    """The story, for this transaction alone: one for readers, or one that is looked at first."""
    seen = analysable() | (Story.state == StoryState.IN_TRIAGE)
    query = select(Story).where(Story.id == story_id, seen).with_for_update(key_share=True)
    story = session.scalar(query)
    if story is None:
        raise NotFound("Dit verhaal is er niet (meer).", code="verhaal.onbekend")
    return story


def _has_code(session: Session, story_id: str) -> bool:
    receipt = exists(select(Receipt.story_id).where(Receipt.story_id == story_id))
    voice = exists(select(GroupVoice.id).where(GroupVoice.story_id == story_id))
    return bool(session.scalar(select(receipt | voice)))


def _refused(message: str) -> Rejected:
    return Rejected(message, code="woorden.niet_goed", problems=(Problem(_FIELD, message),))
