"""Starter themes come with the product, and what people made of them stays."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from models import curation, paraphrases, starters, themes
from models.db import Database
from models.errors import Conflict, NotFound, Rejected
from models.paraphrases import ThemeParaphrase
from models.starters import Example, StarterTheme
from models.themes import Theme, ThemeEvent
from models.vocabulary import MiningMode, Origin, ResidueReason, ThemeEventKind, ThemeState
from tests.collection import place, tell

FIRST = StarterTheme(
    key="wachttijd",
    version=1,
    label="Wachttijd",
    description="Hoe lang het duurt.",
    include="Dagen, weken, maanden.",
    exclude="De rij bij de balie.",
    paraphrases=(
        Example("ouder", "klacht", "Na een half jaar belde er iemand."),
        Example("jongere", "klacht", "duurde echt eeuwen"),
    ),
)
SECOND = replace(
    FIRST,
    version=2,
    label="Wachten op hulp",
    description="Hoe lang mensen wachten.",
    paraphrases=(
        FIRST.paraphrases[0],
        Example("oudere", "compliment", "De volgende dag stonden ze al voor de deur."),
    ),
)
THEME = FIRST.theme_id


def test_the_catalogue_is_broad_and_says_each_theme_in_many_voices() -> None:
    found = starters.catalogue()
    assert len(found) >= 40
    assert len({starter.theme_id for starter in found}) == len(found)
    assert len({starter.label.casefold() for starter in found}) == len(found)
    for starter in found:
        texts = {example.text for example in starter.paraphrases}
        assert len(texts) == len(starter.paraphrases), starter.key
        own = {word for word in re.findall(r"\w+", starter.label.casefold()) if len(word) > 4}
        told = [text for text in texts if not own & set(re.findall(r"\w+", text.casefold()))]
        assert len(told) >= 30, starter.key
        assert {"klacht", "compliment"} <= {one.tone for one in starter.paraphrases}, starter.key
        assert len({one.voice for one in starter.paraphrases}) >= 4, starter.key
        assert starter.description, starter.key
        assert starter.include, starter.key
        assert starter.exclude, starter.key
        assert len(starter.key) <= 40
        assert len(starter.label) <= 80


def test_installing_twice_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        assert starters.install(session) == len(starters.catalogue())
    with database.writing() as session:
        events = session.scalar(select(func.count(ThemeEvent.id)))
        assert starters.install(session) == 0
        assert session.scalar(select(func.count(ThemeEvent.id))) == events
        theme = starters.installed(session)[0]
        assert (theme.state, theme.mode, theme.centroid) == (
            ThemeState.ACTIVE,
            MiningMode.KNOWN,
            None,
        )
        assert themes.ranked(session) == []


def test_a_newer_catalogue_changes_only_what_nobody_edited(database: Database) -> None:
    with database.writing() as session:
        starters.install(session, [FIRST])
        curation.rename(session, THEME, "Te laat", version=1, account_id=None)
        curation.add_sentence(session, THEME, "Eigen zin.", version=2, account_id=None)
        misleading = paraphrases.of_theme(session, THEME)[1]
        curation.switch_sentence(session, misleading.id, False, version=3, account_id=None)
        assert starters.install(session, [SECOND]) == 1
        theme = themes.get(session, THEME)
        assert (theme.label, theme.label_origin) == ("Te laat", Origin.PERSON)
        assert theme.description == "Hoe lang mensen wachten."
        assert theme.version == 5
        assert [one.text for one in paraphrases.of_theme(session, THEME)] == [
            FIRST.paraphrases[0].text,
            "Eigen zin.",
            SECOND.paraphrases[1].text,
        ]
        assert not paraphrases.get(session, misleading.id).used
        assert starters.install(session, [SECOND]) == 0


def test_an_edit_survives_two_newer_catalogues(database: Database) -> None:
    with database.writing() as session:
        starters.install(session, [FIRST])
        curation.describe(session, THEME, description="Van ons.", version=1, account_id=None)
        starters.install(session, [SECOND])
        starters.install(session, [replace(SECOND, version=3, description="Van ons, bijna.")])
        assert themes.get(session, THEME).description == "Van ons."


def test_sentences_that_the_catalogue_drops_go(database: Database) -> None:
    with database.writing() as session:
        starters.install(session, [FIRST])
        starters.install(session, [SECOND])
        texts = [one.text for one in paraphrases.of_theme(session, THEME, with_unused=True)]
        assert texts == [example.text for example in SECOND.paraphrases]
        assert themes.get(session, THEME).label == "Wachten op hulp"


@pytest.mark.parametrize("how", ["pin", "retire", "merge"])
def test_what_people_fixed_or_ended_is_left_alone(database: Database, how: str) -> None:
    with database.writing() as session:
        starters.install(session, [FIRST, replace(FIRST, key="ander", label="Ander")])
        other = replace(FIRST, key="ander").theme_id
        if how == "merge":
            curation.merge(
                session, [THEME, other], "Samen", versions={THEME: 1, other: 1}, account_id=None
            )
        else:
            getattr(curation, how)(session, THEME, version=1, account_id=None)
        version = themes.get(session, THEME).version
        assert starters.install(session, [SECOND]) == 0
        theme = themes.get(session, THEME)
        assert (theme.label, theme.version) == ("Wachttijd", version)
        if how == "merge":
            merged = themes.resolve(session, THEME)
            assert (merged.starter_key, theme.starter_key) == (None, "wachttijd")
            assert len(paraphrases.of_theme(session, merged.id)) == 4


def test_switching_off_and_on_keeps_what_it_held(database: Database) -> None:
    with database.writing() as session:
        starters.install(session, [FIRST])
        passage = place(session, tell(session, "s1"), THEME)
        starters.switch(session, "wachttijd", False, account_id=None)
        starters.switch(session, "wachttijd", False, account_id=None)
        assert [row.reason for row in themes.residue(session)] == [ResidueReason.NOT_YET]
        assert themes.live(session) == []
        starters.switch(session, "wachttijd", True, account_id=None)
        assert themes.members(session) == {THEME: {passage.id}}
        kinds = [event.kind for event in themes.history(session, THEME)]
        assert kinds == [ThemeEventKind.EMERGED, ThemeEventKind.PARKED, ThemeEventKind.REOPENED]
        with pytest.raises(NotFound):
            starters.switch(session, "geen", True, account_id=None)


def test_a_merged_starter_theme_is_not_switched(database: Database) -> None:
    with database.writing() as session:
        starters.install(session, [FIRST])
        session.add(Theme(id="t1", label="X", words=[], mode=MiningMode.SMALL))
        session.flush()
        versions = {THEME: 1, "t1": 1}
        curation.merge(session, [THEME, "t1"], "Samen", versions=versions, account_id=None)
        for on in (True, False):
            with pytest.raises(Conflict):
                starters.switch(session, "wachttijd", on, account_id=None)


def test_adding_and_switching_sentences_can_be_undone(database: Database) -> None:
    with database.writing() as session:
        starters.install(session, [FIRST])
        added = curation.add_sentence(session, THEME, "Eigen zin.", version=1, account_id=None)
        same = curation.add_sentence(session, THEME, " Eigen  zin.", version=2, account_id=None)
        assert same.id == added.id
        assert themes.get(session, THEME).version == 2
        event = themes.history(session, THEME)[-1]
        assert event.kind is ThemeEventKind.EXAMPLES
        assert "Eigen" not in str(event.detail)
        curation.undo(session, event.id, account_id=None)
        assert not session.get_one(ThemeParaphrase, added.id).used
        curation.undo(session, themes.history(session, THEME)[-1].id, account_id=None)
        assert session.get_one(ThemeParaphrase, added.id).used
        with pytest.raises(Rejected):
            curation.add_sentence(session, THEME, " ", version=4, account_id=None)
