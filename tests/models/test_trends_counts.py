"""Counts per theme, team and month: stories, never passages, and only those for readers."""

import pytest
from sqlalchemy import select

from models import decisions, passages, teams, themes, trends
from models.db import Database
from models.passages import Embedding, Passage
from models.runs import Run
from models.stories import Story
from models.themes import ThemeSpace
from models.vocabulary import Purpose, RunKind, StoryState, ThemeState
from tests.collection import ALL, make_theme, place, tell

HIDDEN = [state for state in StoryState if state is not StoryState.APPROVED]


def _team(database: Database, name: str) -> int:
    with database.reading() as session:
        return teams.by_name(session, name).id


@pytest.fixture
def told(database: Database) -> Database:
    """Two teams, three months and a story without one; t1 holds three of the five stories."""
    with database.writing() as session:
        make_theme(session, "t1")
        make_theme(session, "t2")
        twice = tell(session, "s1", "Eerst wachten. Toen weer wachten.", period="2026-01")
        place(session, twice, "t1", end=14)
        place(session, twice, "t1", start=15)
        place(session, tell(session, "s2", period="2026-01", team="Noord"), "t1")
        place(session, tell(session, "s3", period=None), "t1")
        place(session, tell(session, "s4", period="2026-02"), None)
        tell(session, "s5", period="2026-02")
    return database


def test_a_story_with_two_passages_in_a_theme_counts_once(told: Database) -> None:
    south, north = _team(told, "Wijkteam Zuid"), _team(told, "Noord")
    with told.reading() as session:
        assert trends.telling(session, "t1") == {
            (south, "2026-01"): 1,
            (north, "2026-01"): 1,
            (south, None): 1,
        }
        assert trends.telling(session, "t2") == {}


def test_exposure_counts_what_is_in_no_theme_too(told: Database) -> None:
    south, north = _team(told, "Wijkteam Zuid"), _team(told, "Noord")
    with told.reading() as session:
        found = trends.exposure(session)
    assert found == {
        (south, "2026-01"): 1,
        (north, "2026-01"): 1,
        (south, "2026-02"): 2,
        (south, None): 1,
    }
    assert trends.by_month(found) == {"2026-01": 2, "2026-02": 2, None: 1}
    assert trends.by_month(found, team_id=north) == {"2026-01": 1}


def test_every_theme_in_use_has_its_months(told: Database) -> None:
    with told.writing() as session:
        make_theme(session, "t3").state = ThemeState.RETIRED
        session.flush()
        place(session, session.get_one(Story, "s5"), "t3")
        assert trends.telling_by_theme(session) == {"t1": {"2026-01": 2, None: 1}, "t2": {}}


@pytest.mark.parametrize("state", HIDDEN)
def test_a_story_that_is_not_for_readers_is_in_no_count(
    database: Database, state: StoryState
) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        place(session, tell(session, "s1", state=state, allows=ALL), "t1")
        place(session, tell(session, "s2", allows={Purpose.OWN_TEAM}), "t1")
        assert trends.exposure(session) == {}
        assert trends.telling(session, "t1") == {}
        assert trends.telling_by_theme(session) == {"t1": {}}


def test_a_withdrawn_story_leaves_every_number(told: Database) -> None:
    with told.writing() as session:
        decisions.withdraw(session, session.get_one(Story, "s1"))
        assert sum(trends.telling(session, "t1").values()) == 2
        assert sum(trends.exposure(session).values()) == 4


def _read(database: Database) -> None:
    """An encoder reads every passage."""
    with database.writing() as session:
        version = passages.encoder_version(session, name="proef", revision="1", dimension=4)
        run = Run(kind=RunKind.MINE, parameters={}, provenance={})
        session.add(run)
        session.flush()
        session.add(ThemeSpace(run_id=run.id, encoder_version_id=version.id, mean=b"\1" * 16))
        for passage_id in session.scalars(select(Passage.id)):
            session.add(
                Embedding(passage_id=passage_id, encoder_version_id=version.id, vector=b"\1\2\3\4")
            )


def test_pieces_come_with_month_and_vector_and_without_text_in_their_repr(told: Database) -> None:
    _read(told)
    with told.reading() as session:
        theme = themes.get(session, "t1")
        found = trends.pieces(session, theme)
        assert trends.mean_of(session, theme) == b"\1" * 16
    assert [(one.story_id, one.period, one.text) for one in found[:2]] == [
        ("s1", "2026-01", "Eerst wachten."),
        ("s1", "2026-01", "Toen weer wachten."),
    ]
    assert len(found) == 3
    assert "wachten" not in repr(found)


def test_vectors_of_another_encoder_are_never_mixed_in(told: Database) -> None:
    _read(told)
    with told.writing() as session:
        theme = make_theme(session, "t9")
        theme.encoder_version_id = None
        session.flush()
        place(session, tell(session, "s9"), "t9")
        assert trends.pieces(session, theme) == []
        assert trends.mean_of(session, theme) is None
