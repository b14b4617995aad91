"""Codes to half-written stories: one a story, gone with the story."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from models import drafts
from models.base import now
from models.db import Database
from models.drafts import ResumeCode, SavedDraft

HASH = "a" * 64


def _code(locator: str, token_hash: str = HASH) -> ResumeCode:
    return ResumeCode(locator=locator, token_hash=token_hash, salt=b"zout", sealed=b"dicht")


def _given(database: Database, *locators: str) -> None:
    with database.writing() as session:
        drafts.save(session, HASH, b"verhaal")
        for locator in locators:
            drafts.give_code(session, _code(locator))


def _locators(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(ResumeCode.locator)))


def test_a_second_code_takes_the_place_of_the_first(database: Database) -> None:
    _given(database, "AAAA", "BBBB")
    assert _locators(database) == ["BBBB"]
    with database.reading() as session:
        assert drafts.find_code(session, "AAAA") is None
        assert drafts.find_code(session, "BBBB") is not None


@pytest.mark.parametrize("end", ["remove", "expire"])
def test_a_code_goes_with_its_story(database: Database, end: str) -> None:
    _given(database, "AAAA")
    with database.writing() as session:
        if end == "remove":
            drafts.remove(session, HASH)
        else:
            session.execute(update(SavedDraft).values(expires_at=now() - timedelta(seconds=1)))
            assert drafts.find_code(session, "AAAA") is None
            assert drafts.hold(session, HASH) is None
            assert drafts.kept_until(session, HASH) is None
            drafts.expire(session)
    assert _locators(database) == []


def test_saving_keeps_the_code_and_moves_its_last_day(database: Database) -> None:
    _given(database, "AAAA")
    with database.writing() as session:
        session.execute(update(SavedDraft).values(expires_at=now() + timedelta(hours=1)))
    with database.writing() as session:
        drafts.save(session, HASH, b"meer verhaal")
    with database.reading() as session:
        assert drafts.hold(session, HASH) == b"meer verhaal"
        until = drafts.kept_until(session, HASH)
    assert until is not None
    assert until > now() + timedelta(days=6)
    assert _locators(database) == ["AAAA"]


def test_a_code_cannot_be_kept_for_a_story_that_is_gone(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        drafts.give_code(session, _code("AAAA"))


def test_two_stories_never_share_the_public_part(database: Database) -> None:
    _given(database, "AAAA")
    with database.writing() as session:
        drafts.save(session, "b" * 64, b"ander verhaal")
    with pytest.raises(IntegrityError), database.writing() as session:
        drafts.give_code(session, _code("AAAA", "b" * 64))
