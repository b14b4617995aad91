"""Two who change one story at the same moment: what was taken away never comes back."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest import removal
from models import decisions, stories
from models.accounts import Account
from models.base import today
from models.db import Database
from models.passages import Passage
from models.reviews import StoryBand
from models.sealing import Sealer
from models.vocabulary import AccountRole, StoryState
from service import likeness
from service.form import correcting
from service.form.memory import Telling
from service.jobs import storing
from service.jobs.corpus import Piece
from service.moderation import take_out
from service.settings import Settings
from service.wiring import House
from tests.collection import tell
from tests.service.conftest import NoPseudonymiser

TEXT = "De kanarie zong luid. Wij moesten lang wachten op een brief van het wijkteam in onze buurt."
LONG_ENOUGH = 0.3


class Other:
    """Somebody else, who begins while the first is busy and is done at the end."""

    def __init__(self, database: Database, act: Callable[[Session], object]) -> None:
        self._database, self._act = database, act
        self._thread = threading.Thread(target=self._run)

    def begins(self, *_: object) -> None:
        self._thread.start()
        self._thread.join(LONG_ENOUGH)

    def is_done(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        with self._database.writing() as session:
            self._act(session)


def _withdraw(session: Session) -> None:
    decisions.withdraw(session, stories.get(session, "s1", lock=True))


def _refuse(session: Session) -> None:
    decisions.refuse(session, stories.get(session, "s1", lock=True))


def _before(act: Callable[..., Any], first: Callable[..., None]) -> Callable[..., Any]:
    def both(*args: Any, **named: Any) -> Any:
        first()
        return act(*args, **named)

    return both


@pytest.fixture
def told(database: Database) -> Database:
    """One story that readers see."""
    with database.writing() as session:
        tell(session, "s1", TEXT)
    return database


def _story(database: Database) -> tuple[StoryState, str]:
    with database.reading() as session:
        story = stories.get(session, "s1")
        return story.state, story.text


def test_a_missed_word_is_taken_out_of_a_story_that_is_withdrawn(
    told: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrator = Other(told, _withdraw)
    monkeypatch.setattr(
        removal, "placeholder_for", _before(removal.placeholder_for, narrator.begins)
    )
    with told.writing() as session:
        account = Account(name="mo", role=AccountRole.MODERATOR, password_hash="geen")
        session.add(account)
        session.flush()
        take_out(session, "s1", "kanarie", account_id=account.id)
    narrator.is_done()
    assert _story(told) == (StoryState.WITHDRAWN, "")


def test_a_story_is_corrected_while_a_moderator_refuses_it(told: Database) -> None:
    moderator = Other(told, _refuse)
    with told.writing() as session:
        story = correcting.approved_story(session, Telling(story_id="s1"))
        moderator.begins()
        story.text = "Iets anders."
    moderator.is_done()
    assert _story(told) == (StoryState.REFUSED, "")


def test_a_narrator_says_yes_while_late_stories_are_emptied(told: Database) -> None:
    with told.writing() as session:
        story = stories.get(session, "s1")
        story.state, story.expires_on = StoryState.AWAITING_NARRATOR, today() - timedelta(days=1)
    cleaner = Other(told, lambda session: decisions.expire(session, on=today()))
    with told.writing() as session:
        decisions.approve(session, stories.get(session, "s1", lock=True))
        cleaner.begins()
    cleaner.is_done()
    assert _story(told) == (StoryState.APPROVED, TEXT)


def test_a_story_is_placed_while_its_narrator_takes_it_away(
    told: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrator = Other(told, _withdraw)
    monkeypatch.setattr(storing, "_passage_ids", _before(storing._passage_ids, narrator.begins))
    piece = Piece(story_id="s1", start=0, end=21, text=TEXT[:21], vector=b"")
    with told.writing() as session:
        storing.hold_stories(session, [piece])
        storing.store_pieces(session, [piece], encoder=None)
    narrator.is_done()
    with told.reading() as session:
        assert session.scalar(select(func.count()).select_from(Passage)) == 0


def test_a_story_is_compared_while_its_narrator_takes_it_away(
    told: Database, sealer: Sealer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrator = Other(told, _withdraw)
    monkeypatch.setattr(likeness, "_compare", _before(likeness._compare, narrator.begins))
    settings = Settings(data_dir=tmp_path, database_url=told.url)
    likeness.compare_waiting(House(settings, told, sealer, NoPseudonymiser()))
    narrator.is_done()
    with told.reading() as session:
        assert session.scalar(select(func.count()).select_from(StoryBand)) == 0
