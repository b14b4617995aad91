"""What goes with a story that is sent back, refused or withdrawn, and which pairs are shown."""

from datetime import date

import pytest
from sqlalchemy import select

from models import decisions, reviews
from models.changes import LookedOver
from models.db import Database
from models.passages import Passage
from models.reviews import StoryBand, StoryLikeness
from models.stories import Story
from models.triage import TriageCase
from models.vocabulary import (
    Channel,
    Purpose,
    ReviewKind,
    ReviewReason,
    StoryState,
)
from tests.collection import make_theme, place, tell

SOON = date(2026, 12, 24)


@pytest.fixture
def alike(database: Database) -> Database:
    """Three stories; the second is like the first, the third like the second."""
    with database.writing() as session:
        for story_id in ("s1", "s2", "s3"):
            tell(session, story_id)
            reviews.keep_bands(session, story_id, [7, 8, 8])
        reviews.keep_likeness(session, "s2", "s1", 0.8)
        reviews.keep_likeness(session, "s3", "s2", 0.6)
    return database


def test_the_last_review_counts(database: Database) -> None:
    with database.writing() as session:
        tell(session, "s1")
        assert reviews.latest(session, "s1") is None
        for reason in (ReviewReason.UNCLEAR, ReviewReason.RECOGNISABLE):
            reviews.record(
                session, "s1", ReviewKind.RETURNED, reason, words="Wilt u kijken?", account_id=None
            )
        last = reviews.latest(session, "s1")
        assert last is not None
        assert last.reason is ReviewReason.RECOGNISABLE


def test_a_pair_is_kept_once_whichever_comes_first(alike: Database) -> None:
    with alike.writing() as session:
        reviews.keep_likeness(session, "s1", "s2", 0.9)
        assert [one.share for one in reviews.alike(session, "s1")] == [0.8]
        assert [one.share for one in reviews.alike(session, "s2")] == [0.8, 0.6]


def test_a_judged_pair_is_shown_no_more_but_stays(alike: Database) -> None:
    from models.accounts import Account
    from models.vocabulary import AccountRole

    with alike.writing() as session:
        account = Account(name="mo", role=AccountRole.MODERATOR, password_hash="geen")
        session.add(account)
        session.flush()
        assert reviews.judge_different(session, "s1", "s2", account_id=account.id) is not None
        assert reviews.judge_different(session, "s1", "s3", account_id=account.id) is None
        assert [one.story_id for one in reviews.unjudged(session, limit=9)] == ["s3"]
        assert len(reviews.alike(session, "s2")) == 2


def test_only_stories_for_readers_are_compared_and_shown(alike: Database) -> None:
    with alike.writing() as session:
        tell(session, "prive", allows={Purpose.OWN_TEAM})
        tell(session, "wacht", state=StoryState.AWAITING_NARRATOR)
        tell(session, "voorbeeld").channel = Channel.EXAMPLE
        tell(session, "nieuw")
        assert [one for one, _ in reviews.uncompared(session, limit=9)] == ["nieuw"]
        session.get_one(Story, "s2").state = StoryState.IN_TRIAGE
        assert reviews.unjudged(session, limit=9) == []
        found = reviews.candidates(session, "s1", [7], most=9)
        assert [one for one, _ in found] == ["s3"]


def test_those_that_share_most_bands_are_compared_first(alike: Database) -> None:
    with alike.writing() as session:
        reviews.keep_bands(session, "s3", [7, 8, 9])
        found = reviews.candidates(session, "s1", [7, 8, 9], most=1)
        assert [one for one, _ in found] == ["s3"]


@pytest.mark.parametrize("way", ["withdraw", "refuse", "send_back"])
def test_nothing_of_the_analysis_stays_behind(alike: Database, way: str) -> None:
    with alike.writing() as session:
        make_theme(session, "t1").words = ["wachten"]
        story = session.get_one(Story, "s2")
        place(session, story, "t1")
        if way == "send_back":
            decisions.send_back(session, story, expires_on=SOON)
        else:
            getattr(decisions, way)(session, story)
    with alike.reading() as session:
        for table in (Passage, LookedOver, TriageCase, StoryBand):
            query = select(table).where(table.story_id == "s2")  # type: ignore[attr-defined]
            assert session.scalars(query).all() == []
        assert session.scalars(select(StoryLikeness)).all() == []
        assert len(session.scalars(select(StoryBand)).all()) == 4


def test_sent_back_keeps_the_text_and_waits_for_a_new_yes(alike: Database) -> None:
    with alike.writing() as session:
        story = session.get_one(Story, "s1")
        decisions.send_back(session, story, expires_on=SOON)
        assert (story.state, story.expires_on) == (StoryState.AWAITING_NARRATOR, SOON)
        assert story.text
        decisions.approve(session, story)
        assert story.state is StoryState.APPROVED


def test_a_refusal_is_noted_after_the_emptying_and_stays(alike: Database) -> None:
    with alike.writing() as session:
        story = session.get_one(Story, "s1")
        reviews.record(
            session,
            "s1",
            ReviewKind.RETURNED,
            ReviewReason.UNCLEAR,
            words="eerder",
            account_id=None,
        )
        decisions.refuse(session, story)
        assert reviews.latest(session, "s1") is None
        reviews.record(
            session, "s1", ReviewKind.REFUSED, ReviewReason.ADVERTISING, words="", account_id=None
        )
    with alike.reading() as session:
        story = session.get_one(Story, "s1")
        assert (story.state, story.title, story.text) == (StoryState.REFUSED, "", "")
        assert reviews.latest(session, "s1") is not None
