"""Replacing the words of a stored story: what only the old text told is gone, the rest stays."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import decisions, reviews, runs, stories, themes
from models.db import Database
from models.passages import Passage
from models.runs import Run
from models.stories import Story
from models.vocabulary import Purpose, RunKind, StoryState
from service.jobs.mining import taken_back
from service.rewriting import replace_text
from tests.collection import ALL, make_theme, place, tell

OLD = "De kanarie zong. Wij moesten lang wachten."


def _world(session: Session, *, state: StoryState = StoryState.APPROVED) -> Story:
    story = tell(session, "s1", OLD, allows=ALL)
    theme = make_theme(session, "t1", "Kanarie en wachten")
    theme.words = ["kanarie", "wachten"]
    place(session, story, "t1")
    tell(session, "s2", "Iets anders.")
    reviews.keep_bands(session, "s1", [1])
    reviews.keep_likeness(session, "s2", "s1", 0.8)
    story.state = state
    return story


def test_words_that_are_still_told_stay_in_the_theme(database: Database) -> None:
    with database.writing() as session:
        story = _world(session)
        replace_text(session, story, title="Nieuw", text="Nog steeds wachten.", changes=[])
        assert themes.get(session, "t1").words == ["wachten"]
        assert (story.title, story.text, story.version) == ("Nieuw", "Nog steeds wachten.", 2)
        assert session.scalars(select(Passage)).all() == []
        assert reviews.alike(session, "s1") == []
        [run] = session.scalars(select(Run))
        assert run.story_id == "s1"


def test_words_go_too_when_it_is_taken_back_before_it_is_read_again(database: Database) -> None:
    with database.writing() as session:
        story = _world(session)
        replace_text(session, story, title="", text="De kanarie en het wachten.", changes=[])
        decisions.withdraw(session, story)
        theme = themes.get(session, "t1")
        assert (theme.words, theme.label) == ([], "Thema zonder eigen woorden")


def test_what_readers_may_not_see_tells_no_theme_and_is_not_placed(database: Database) -> None:
    with database.writing() as session:
        story = _world(session, state=StoryState.IN_TRIAGE)
        replace_text(session, story, title="", text="Nog steeds wachten.", changes=[])
        assert themes.get(session, "t1").words == []
        assert session.scalars(select(Run)).all() == []


def test_without_the_associations_purpose_it_is_not_read_again(database: Database) -> None:
    with database.writing() as session:
        story = _world(session)
        stories.set_consents(session, story, frozenset({Purpose.OWN_TEAM}))
        replace_text(session, story, title="", text="Nog steeds wachten.", changes=[])
        assert themes.get(session, "t1").words == []
        assert session.scalars(select(Run)).all() == []


def test_the_next_mining_says_how_many_were_taken_back_since_the_last(database: Database) -> None:
    with database.writing() as session:
        for number in range(3):
            tell(session, f"s{number}")
        decisions.withdraw(session, stories.get(session, "s0"))
        assert taken_back(session) == {"withdrawn": 1, "withdrawnSince": 1}
        run = runs.enqueue(session, RunKind.MINE)
        runs.finish(run, provenance=taken_back(session))
        session.flush()
        assert taken_back(session) == {"withdrawn": 1, "withdrawnSince": 0}
        decisions.withdraw(session, stories.get(session, "s1"))
        # What merely passed its time was not taken back.
        waiting = stories.get(session, "s2")
        waiting.state, waiting.expires_on = StoryState.AWAITING_NARRATOR, date(2026, 1, 1)
        decisions.expire(session, on=date(2026, 2, 1))
        assert taken_back(session) == {"withdrawn": 2, "withdrawnSince": 1}
