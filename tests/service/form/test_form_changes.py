"""What is kept of every change: where it stands, of which kind and why. Never the words."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import changes, decisions, stories
from models.base import today
from models.changes import StoryChange
from models.db import Database
from models.stories import Story
from models.vocabulary import ChangeOrigin, PersonalDataKind, StoryPart, StoryState
from tests.service.form.conftest import Narrator

if TYPE_CHECKING:
    from service.wiring import House

CANARY = "Fatima"


def _of(narrator: Narrator) -> tuple[Story, list[StoryChange]]:
    (story,) = narrator.stories()
    with narrator.house.database.reading() as session:
        return story, changes.of_story(session, story.id)


def _stands(story: Story, change: StoryChange) -> str:
    text = story.title if change.part is StoryPart.TITLE else story.text
    return text[change.start : change.end]


def test_every_change_is_kept_with_its_place_in_what_readers_see(narrator: Narrator) -> None:
    narrator.approve(narrator.to_review())
    story, found = _of(narrator)
    assert {one.part for one in found} == {StoryPart.TITLE, StoryPart.TEXT}
    assert {one.kind for one in found} >= {
        PersonalDataKind.PERSON,
        PersonalDataKind.ADDRESS,
        PersonalDataKind.PHONE,
    }
    for one in found:
        assert _stands(story, one) == one.wording
        assert one.rule
    assert story.restored == 0


def test_no_word_that_was_taken_out_is_kept(narrator: Narrator) -> None:
    narrator.approve(narrator.to_review())
    _, found = _of(narrator)
    kept = json.dumps([[one.wording, one.rule, one.kind, one.origin] for one in found])
    for word in ("Fatima", "Zonnestraat", "12345678"):
        assert word.casefold() not in kept.casefold()


def test_what_the_narrator_did_is_told_apart(narrator: Narrator) -> None:
    page = narrator.to_review()
    page = narrator.press(page, "anders:0", **{"anders-0": "mijn buurvrouw"})
    page = narrator.press(page, "merk", woord="groene brommer")
    narrator.approve(page)
    story, found = _of(narrator)
    own = [one for one in found if one.origin is ChangeOrigin.NARRATOR]
    assert {one.wording for one in own} == {"mijn buurvrouw", "[weggehaald-1]"}
    assert all(_stands(story, one) == one.wording for one in own)
    assert {one.origin for one in found} > {ChangeOrigin.NARRATOR}


def test_words_that_were_put_back_are_counted_and_not_kept(narrator: Narrator) -> None:
    narrator.approve(narrator.press(narrator.to_review(), "terug:0"))
    story, found = _of(narrator)
    assert CANARY in story.text
    assert story.restored == 2  # once in the title, once in the text
    assert all(CANARY not in one.wording for one in found)


def test_nothing_is_kept_of_a_story_that_still_waits(narrator: Narrator) -> None:
    narrator.press(narrator.to_review(), "niet")
    _, found = _of(narrator)
    assert found == []


@pytest.mark.parametrize("way", ["withdrawn", "expired"])
def test_the_changes_go_with_the_story(narrator: Narrator, way: str) -> None:
    narrator.approve(narrator.press(narrator.to_review(), "terug:0"))
    (story,) = narrator.stories()
    with narrator.house.database.writing() as session:
        again = stories.get(session, story.id)
        if way == "withdrawn":
            decisions.withdraw(session, again)
        else:
            again.state = StoryState.AWAITING_NARRATOR
            again.expires_on = today().replace(year=2020)
            session.flush()
            assert decisions.expire(session, on=today()) == 1
        assert session.scalars(select(StoryChange)).all() == []
        assert again.restored == 0


def test_an_import_keeps_its_changes_too(
    form_house: "House", database: Database, tmp_path: Path
) -> None:
    from models import forms, teams
    from service.importing import Basis, Order, begin, go_on, look

    path = tmp_path / "verhalen.csv"
    path.write_text("tekst\nFatima belde mij drie keer op en luisterde goed.\n", encoding="utf-8")
    with database.reading() as session:
        team, form = teams.all_teams(session)[0], forms.current(session)
    basis = Basis(purposes=frozenset(), approved=True)
    order = Order(path, path.name, team.id, form.id, basis)
    batch = begin(form_house, look(form_house, order), progress=lambda *_: None)
    go_on(form_house, batch, progress=lambda *_: None, processes=1)
    with database.reading() as session:
        story = session.scalars(select(Story)).one()
        [change] = changes.of_story(session, story.id)
    assert _stands(story, change) == change.wording
    assert (change.kind, change.origin) == (PersonalDataKind.PERSON, ChangeOrigin.LIST)
