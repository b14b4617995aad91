"""What moderators sent back or refused, and why; and which stories say nearly the same."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Text,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from models import audit
from models.base import Base, now, word
from models.stories import Story, analysable
from models.vocabulary import Channel, ReviewKind, ReviewReason


class StoryReview(Base):
    """A moderator sent a story back to its narrator, or refused it."""

    __tablename__ = "story_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("story.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ReviewKind] = mapped_column(word(ReviewKind))
    reason: Mapped[ReviewReason] = mapped_column(word(ReviewReason))
    words: Mapped[str] = mapped_column(Text, default="")
    """What the moderator wrote to the narrator."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class StoryLikeness(Base):
    """Two stories that say nearly the same; `story_id` is the later one."""

    __tablename__ = "story_likeness"

    story_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    share: Mapped[float]
    """How much of their wording they share, 0 to 1."""
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class StoryBand(Base):
    """A number made of a story's wording; stories that share one may say nearly the same.

    It finds the few stories to hold against a new one, among very many. It goes with the text.
    """

    __tablename__ = "story_band"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy has it

    story_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True
    )
    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, index=True)


def record(
    session: Session,
    story_id: str,
    kind: ReviewKind,
    reason: ReviewReason,
    *,
    words: str,
    account_id: int | None,
) -> StoryReview:
    """Note what a moderator did with a story, and the words that its narrator reads."""
    review = StoryReview(
        story_id=story_id, kind=kind, reason=reason, words=words, account_id=account_id
    )
    session.add(review)
    session.flush()
    audit.record(
        session,
        f"verhaal.{kind.value}",
        subject=story_id,
        account_id=account_id,
        detail={"reden": reason.value},
    )
    return review


def latest(session: Session, story_id: str) -> StoryReview | None:
    """The last thing a moderator said of a story to its narrator, or None."""
    query = select(StoryReview).where(StoryReview.story_id == story_id)
    return session.scalar(query.order_by(StoryReview.id.desc()).limit(1))


def forget_words(session: Session, story_id: str) -> None:
    """The narrator has answered: that it was asked, and why, stays; the words do not."""
    session.execute(update(StoryReview).where(StoryReview.story_id == story_id).values(words=""))


def uncompared(session: Session, *, limit: int) -> list[tuple[str, str]]:
    """Id and text of stories that were not held against others yet, the earliest first."""
    compared = exists(select(StoryBand.story_id).where(StoryBand.story_id == Story.id))
    query = (
        select(Story.id, Story.text)
        .where(analysable(), Story.channel != Channel.EXAMPLE, ~compared)
        .order_by(Story.received_on, Story.id)
        .limit(limit)
    )
    return list(session.execute(query).tuples())


def keep_bands(session: Session, story_id: str, bands: Iterable[int]) -> None:
    """Store the bands of a story in place of what was stored before."""
    forget_bands(session, story_id)
    session.add_all(StoryBand(story_id=story_id, band=band) for band in set(bands))
    session.flush()


def candidates(
    session: Session, story_id: str, bands: Collection[int], *, most: int
) -> list[tuple[str, str]]:
    """Id and text of the stories that share most bands with these, for readers only."""
    shared = (
        select(StoryBand.story_id, func.count().label("times"))
        .where(StoryBand.band.in_(bands), StoryBand.story_id != story_id)
        .group_by(StoryBand.story_id)
        .order_by(func.count().desc(), StoryBand.story_id)
        .limit(most)
        .subquery()
    )
    query = (
        select(Story.id, Story.text)
        .join(shared, shared.c.story_id == Story.id)
        .where(analysable())
        .order_by(shared.c.times.desc(), Story.id)
    )
    return list(session.execute(query).tuples())


def keep_likeness(session: Session, story_id: str, other_id: str, share: float) -> None:
    """Note that two stories are alike, unless that was noted (and perhaps judged) before."""
    if between(session, story_id, other_id) is None:
        session.add(StoryLikeness(story_id=story_id, other_id=other_id, share=share))
        session.flush()


def between(session: Session, story_id: str, other_id: str) -> StoryLikeness | None:
    """What two stories have in common, whichever came first, or None."""
    found = session.get(StoryLikeness, (story_id, other_id))
    return found or session.get(StoryLikeness, (other_id, story_id))


def alike(session: Session, story_id: str) -> list[StoryLikeness]:
    """The stories that one story is like, those most alike first, judged ones included."""
    query = select(StoryLikeness).where(
        or_(StoryLikeness.story_id == story_id, StoryLikeness.other_id == story_id)
    )
    return list(session.scalars(query.order_by(StoryLikeness.share.desc())))


def unjudged(session: Session, *, limit: int) -> list[StoryLikeness]:
    """Pairs that nobody judged, both for readers, those most alike first."""
    query = (
        select(StoryLikeness)
        .where(StoryLikeness.judged_by.is_(None), _readable(StoryLikeness.story_id))
        .where(_readable(StoryLikeness.other_id))
        .order_by(StoryLikeness.share.desc(), StoryLikeness.story_id, StoryLikeness.other_id)
        .limit(limit)
    )
    return list(session.scalars(query))


def judge_different(
    session: Session, story_id: str, other_id: str, *, account_id: int
) -> StoryLikeness | None:
    """Somebody read both: these are two stories. None when they were not found alike."""
    found = between(session, story_id, other_id)
    if found is not None:
        found.judged_by = account_id
        session.flush()
    return found


def forget_bands(session: Session, story_id: str) -> None:
    """Forget what a story's wording was made into; it is made again when the story is read."""
    session.execute(delete(StoryBand).where(StoryBand.story_id == story_id))


def forget_likeness(session: Session, story_id: str) -> None:
    """Forget what a story is like, and its bands: its text goes, or is another now."""
    forget_bands(session, story_id)
    session.execute(
        delete(StoryLikeness).where(
            or_(StoryLikeness.story_id == story_id, StoryLikeness.other_id == story_id)
        )
    )


def _readable(story_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return exists(select(Story.id).where(Story.id == story_id, analysable()))
