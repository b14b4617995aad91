"""Themes count what readers may see, and keep their id whatever name people give them."""

import threading

import pytest

from models import curation, decisions, overview, themes
from models.db import Database
from models.errors import Conflict, NotFound, Rejected
from models.themes import Theme
from models.vocabulary import (
    Origin,
    Purpose,
    ResidueReason,
    StoryState,
    ThemeEventKind,
    ThemeState,
)
from tests.collection import ALL, make_theme, place, tell

HIDDEN = [state for state in StoryState if state is not StoryState.APPROVED]


def test_a_theme_counts_stories_once_and_only_those_for_readers(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        twice = tell(session, "s1", "Eerst wachten. Toen weer wachten.")
        place(session, twice, "t1", end=14)
        place(session, twice, "t1", start=15)
        for state in HIDDEN:
            place(session, tell(session, state.value, state=state, allows=ALL), "t1")
        place(session, tell(session, "prive", allows={Purpose.OWN_TEAM}), "t1")
        [row] = themes.ranked(session)
        assert (row.theme.id, row.stories, row.passages) == ("t1", 1, 2)
        assert themes.counted(session, "t1") == row
        assert [found.text for found in themes.passages_of(session, "t1")] == [
            "Eerst wachten.",
            "Toen weer wachten.",
        ]
        assert [tally.stories for tally in overview.by_role(session, themes.tells_of("t1"))] == [1]


def test_most_stories_come_first_and_ties_have_a_fixed_order(database: Database) -> None:
    with database.writing() as session:
        for theme_id in ("t3", "t1", "t2"):
            make_theme(session, theme_id)
        for number, told in enumerate([("t1", "t2"), ("t2",), ("t3",)]):
            story = tell(session, f"s{number}")
            for start, theme_id in enumerate(told):
                place(session, story, theme_id, start=start)
        order = [(row.theme.id, row.stories) for row in themes.ranked(session)]
        assert order == [("t2", 2), ("t1", 1), ("t3", 1)]
        assert [row.theme.id for row in themes.ranked_of_story(session, "s0")] == ["t2", "t1"]


@pytest.mark.parametrize("state", [ThemeState.PARKED, ThemeState.MERGED, ThemeState.RETIRED])
def test_a_theme_out_of_use_is_found_by_id_only(database: Database, state: ThemeState) -> None:
    with database.writing() as session:
        make_theme(session, "t1").state = state
        story = tell(session, "s1")
        place(session, story, "t1")
        assert themes.ranked(session) == []
        assert themes.live(session) == []
        assert themes.ranked_of_story(session, "s1") == []
        assert themes.counted(session, "t1").stories == 1
        assert overview.coverage(session).stories_in_no_theme == 1


def test_a_theme_without_readable_stories_counts_nothing(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        story = tell(session, "s1")
        place(session, story, "t1")
        decisions.withdraw(session, story)
        assert themes.ranked(session) == []
        assert themes.counted(session, "t1").stories == 0
        assert themes.passages_of(session, "t1") == []


def test_residue_says_why_and_holds_readable_stories_only(database: Database) -> None:
    with database.writing() as session:
        place(session, tell(session, "s1"), None, reason=ResidueReason.TOO_SHORT)
        place(session, tell(session, "s2"), None)
        place(session, tell(session, "s3", state=StoryState.IN_TRIAGE), None)
        found = [(loose.story.id, loose.reason) for loose in themes.residue(session)]
        assert found == [
            ("s1", ResidueReason.TOO_SHORT),
            ("s2", ResidueReason.NO_THEME_FITS),
        ]
        covered = overview.coverage(session)
        assert (covered.passages, covered.passages_in_no_theme) == (2, 2)
        assert [(tally.value, tally.stories) for tally in covered.reasons] == [
            ("te_kort", 1),
            ("geen_thema_past", 1),
        ]


def test_a_story_with_one_passage_in_a_theme_is_in_a_theme(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        story = tell(session, "s1")
        place(session, story, "t1", end=5)
        place(session, story, None, start=5)
        tell(session, "niet-bekeken")
        covered = overview.coverage(session)
        assert (covered.passages_in_no_theme, covered.stories_in_no_theme) == (1, 0)


def test_an_example_is_shown_only_in_its_own_theme_and_for_readers(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        make_theme(session, "t2")
        shown = place(session, tell(session, "s1", "Zichtbaar."), "t1")
        hidden = place(session, tell(session, "s2", state=StoryState.IN_TRIAGE), "t1")
        found = themes.examples(session, {shown.id, hidden.id})
        assert found == {("t1", shown.id): "Zichtbaar."}


def test_renaming_keeps_the_id_and_tells_the_history(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1", "lang / wachten")
        theme = curation.rename(session, "t1", "  Lang \n wachten ", version=1, account_id=None)
        assert (theme.id, theme.label, theme.version) == ("t1", "Lang wachten", 2)
        assert theme.label_origin is Origin.PERSON
        [event] = themes.history(session, "t1")
        assert event.kind is ThemeEventKind.RENAMED
        assert (event.detail["van"], event.detail["naar"]) == ("lang / wachten", "Lang wachten")


def test_an_old_version_is_refused_with_the_name_of_now(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        curation.rename(session, "t1", "Naam van Anna", version=1, account_id=None)
    with database.writing() as session, pytest.raises(Conflict, match="Naam van Anna"):
        curation.rename(session, "t1", "Naam van Bram", version=1, account_id=None)


@pytest.mark.parametrize(("label", "fits"), [("a", True), ("a" * 80, True), ("a" * 81, False)])
def test_a_name_has_one_to_eighty_characters(database: Database, label: str, fits: bool) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        if fits:
            curation.rename(session, "t1", label, version=1, account_id=None)
            return
        with pytest.raises(Rejected) as refusal:
            curation.rename(session, "t1", label, version=1, account_id=None)
        assert refusal.value.problems[0].place == "naam"


@pytest.mark.parametrize("label", ["", "   ", "\n\t"])
def test_an_empty_name_is_refused(database: Database, label: str) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        with pytest.raises(Rejected):
            curation.rename(session, "t1", label, version=1, account_id=None)


def test_a_theme_that_does_not_exist_is_not_found(database: Database) -> None:
    with database.reading() as session:
        with pytest.raises(NotFound):
            themes.get(session, "t404")
        with pytest.raises(NotFound):
            themes.counted(session, "t404")


def test_of_two_people_who_rename_at_once_one_is_told_to_look_again(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
    start, told = threading.Barrier(2), []

    def rename(label: str) -> None:
        start.wait()
        try:
            with database.writing() as session:
                curation.rename(session, "t1", label, version=1, account_id=None)
        except Conflict as error:
            told.append(error.message)

    people = [threading.Thread(target=rename, args=(name,)) for name in ("Een", "Twee")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with database.reading() as session:
        winner = session.get_one(Theme, "t1")
        assert winner.version == 2
        assert len(themes.history(session, "t1")) == 1
    assert len(told) == 1
    assert f"“{winner.label}”" in told[0]
