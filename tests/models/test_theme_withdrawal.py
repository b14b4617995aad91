"""What only a withdrawn story told is in no word of a theme, of then or of now."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    curation,
    decisions,
    proposals,
    stories,
    theme_versions,
    theme_withdrawal,
    themes,
)
from models.db import Database
from models.link_changes import BY_HAND
from models.themes import Theme
from models.vocabulary import Origin, ProposalKind
from tests.collection import make_link, make_standard, make_theme, place, tell

WORDS = ["kanarie", "wachten", "lange wachtlijst", "brief"]
SENTENCE = "In deze verhalen gaat het vaak over kanarie en wachten."


def _world(session: Session) -> list[int]:
    """A theme with the machine's words of two stories; only the first tells of a canary."""
    theme = make_theme(session, "t1", "Kanarie, wachten en brief")
    theme.words, theme.description = WORDS, SENTENCE
    told = [
        "De Kanarie en een brief: wachten.",
        "Wachten op de lange, lange WACHTLIJST en een brief.",
    ]
    ids = [place(session, tell(session, f"s{n}", text), "t1").id for n, text in enumerate(told)]
    theme_versions.freeze(session, theme)
    return ids


def _withdraw(session: Session, story_id: str) -> None:
    decisions.withdraw(session, stories.get(session, story_id))


def test_a_word_that_no_other_passage_has_goes_out_of_theme_and_version(database: Database) -> None:
    with database.writing() as session:
        _, other = _world(session)
        _withdraw(session, "s0")
        theme, was = themes.get(session, "t1"), theme_versions.as_of(session, "t1", 1)
        for one in (theme, was):
            assert list(one.words) == ["wachten", "lange wachtlijst", "brief"]
            assert (one.label, one.description) == ("Wachten en brief", "")
        assert (was.passages, was.taken_back) == ((other,), 1)
        assert theme_versions.cite(session, "t1") == 2


def test_a_link_gives_no_word_as_its_reason_that_only_this_story_told(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        standard = make_standard(session)
        machine = make_link(session, "t1", standard, words=["kanarie", "wachtlijst", "brief"])
        person = make_link(session, "t1", make_standard(session, "b-1", set_key="b"))
        person.reason = {BY_HAND: "Het gaat over wachten."}
        _withdraw(session, "s0")
        assert machine.reason["words"] == ["wachtlijst", "brief"]
        assert machine.reason["parts"]["dense"] == 0.4
        assert person.reason == {BY_HAND: "Het gaat over wachten."}


def test_what_others_told_too_stays_with_the_version(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        _withdraw(session, "s1")
        was = theme_versions.as_of(session, "t1", 1)
        assert was.words == ("kanarie", "wachten", "brief")
        assert (was.label, was.description) == ("Kanarie, wachten en brief", SENTENCE)


def test_a_version_is_asked_about_its_own_passages(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        place(session, tell(session, "s2", "Weer een kanarie."), "t1")
        _withdraw(session, "s0")
        assert "kanarie" in themes.get(session, "t1").words
        assert "kanarie" not in theme_versions.as_of(session, "t1", 1).words


def test_without_any_story_there_is_no_word_and_no_name(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        _withdraw(session, "s0")
        _withdraw(session, "s1")
        theme = themes.get(session, "t1")
        assert (theme.words, theme.label) == ([], "Thema zonder eigen woorden")
        assert theme_versions.as_of(session, "t1", 1).words == ()


def test_a_name_that_people_gave_stays(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        curation.rename(session, "t1", "Kanarie", version=1, account_id=None)
        curation.rename(session, "t1", "De vogel", version=2, account_id=None)
        _withdraw(session, "s0")
        assert themes.get(session, "t1").label == "De vogel"
        assert theme_versions.as_of(session, "t1", 2).label == "Kanarie"
        assert theme_versions.as_of(session, "t1", 1).label == "Wachten en brief"


def test_no_event_and_no_proposal_remembers_the_word(database: Database) -> None:
    with database.writing() as session:
        ids = _world(session)
        part = {"label": "Kanarie en brief", "words": WORDS, "passages": ids}
        kept = proposals.add(session, None, kind=ProposalKind.NEW, parts=[part])
        assert kept is not None
        curation.rename(session, "t1", "Onze naam", version=1, account_id=None)
        curation.pin(session, "t1", version=2, account_id=None)
        _withdraw(session, "s0")
    with database.reading() as session:
        said = repr([event.detail for event in themes.history(session, "t1")])
        assert "kanarie" not in said.lower()
        renamed = themes.history(session, "t1")[0].detail
        assert (renamed["van"], renamed["naar"]) == ("Wachten en brief", "Onze naam")
        [part] = proposals.get(session, kept.id).parts
        assert (part["label"], part["words"]) == ("Brief", ["wachten", "lange wachtlijst", "brief"])
        assert part["passages"] == ids


def test_what_was_done_can_still_be_undone_afterwards(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        curation.rename(session, "t1", "Onze naam", version=1, account_id=None)
        _withdraw(session, "s0")
        [event] = themes.history(session, "t1")
        curation.undo(session, event.id, account_id=None)
        theme = themes.get(session, "t1")
        assert (theme.label, theme.label_origin) == ("Wachten en brief", Origin.MACHINE)
        assert "kanarie" not in theme.words


@pytest.mark.parametrize("told", ["", "Heel iets anders."])
def test_a_story_without_these_words_changes_nothing(database: Database, told: str) -> None:
    with database.writing() as session:
        _world(session)
        place(session, tell(session, "s2", told), "t1")
        _withdraw(session, "s2")
        assert session.scalars(select(Theme.words)).one() == WORDS
        assert theme_versions.as_of(session, "t1", 1).words == tuple(WORDS)


def test_a_pair_goes_when_one_of_its_words_is_cut_out(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        theme_withdrawal.forget_words(session, "s1", "wachtlijst")
        assert themes.get(session, "t1").words == ["kanarie", "wachten", "brief"]
        assert theme_versions.as_of(session, "t1", 1).words == ("kanarie", "wachten", "brief")


def test_a_pair_stays_when_another_story_tells_the_word_that_is_cut_out(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        place(session, tell(session, "s2", "Een lange wachtlijst."), "t1")
        theme_withdrawal.forget_words(session, "s1", "wachtlijst")
        assert themes.get(session, "t1").words == WORDS
