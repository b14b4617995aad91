"""What the forms for a session ask of who writes, and what they refuse."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import forms
from models.changes import StoryChange
from models.triage import TriageCase
from models.vocabulary import StoryPart, StoryState
from service.form import groups, previewing
from service.form.guard import Posted
from service.form.memory import Telling
from tests.service.form.conftest import Narrator, words_of
from tests.service.form.group_writing import (
    TEXT,
    NewBrowser,
    agree,
    codes_on,
    enter,
    rows,
    send_in,
    the_story,
    to_review,
)

if TYPE_CHECKING:
    from service.wiring import House


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is tested here is the same on every database."""
    return sqlite_url


def test_it_asks_how_many_were_there_and_not_who_may_read(narrator: Narrator) -> None:
    words = words_of(to_review(narrator))
    assert "Hoeveel mensen waren erbij?" in words
    assert "Tel uzelf dan mee." in words
    assert "Wie mag uw verhaal lezen?" not in words
    assert "Nog niet, bewaar het alleen" not in words
    assert "Hoe oud bent u" not in words


def test_the_choices_of_the_writer_count_before_the_group_reads(
    form_house: "House", browser_for: NewBrowser
) -> None:
    writer = browser_for()
    page = writer.press(to_review(writer), "merk", woord="pimpelmees")
    page = writer.press(page, "anders:0", mensen="2", **{"anders-0": "een buurvrouw"})
    assert 'name="mensen" value="2"' in page.text
    codes = codes_on(writer.press(page, "ja"))
    story = the_story(form_house)
    assert "pimpelmees" not in story.text
    assert "een buurvrouw" in f"{story.title} {story.text}"
    with form_house.database.reading() as session:
        changes = session.scalars(select(StoryChange)).all()
        assert changes
        for change in changes:
            part = story.title if change.part is StoryPart.TITLE else story.text
            assert part[change.start : change.end] == change.wording
    assert "pimpelmees" not in enter(browser_for(), codes[0]).text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Vul in hoeveel mensen erbij waren."),
        ("   ", "Vul in hoeveel mensen erbij waren."),
        ("1", "Dan past het gewone formulier beter."),
        ("01", "Dan past het gewone formulier beter."),
        ("0", "Er waren ten minste 2 mensen"),
        ("31", "ten hoogste 30 mensen"),
        ("9" * 5000, "ten hoogste 30 mensen"),
        ("acht", "Schrijf met cijfers"),
        ("-3", "Schrijf met cijfers"),
        ("2,5", "Schrijf met cijfers"),
        ("٣", "Schrijf met cijfers"),
        ("<b>8</b>", "Schrijf met cijfers"),
    ],
)
def test_a_wrong_number_is_told(typed: str, message: str) -> None:
    telling = Telling()
    groups.take_people(telling, Posted({"mensen": [typed]}))
    [problem] = groups.wrong_number(telling)
    assert problem.place == "mensen"
    assert message in problem.message


@pytest.mark.parametrize("typed", ["2", " 8 ", "30", "007"])
def test_a_right_number_is_taken(typed: str) -> None:
    telling = Telling()
    groups.take_people(telling, Posted({"mensen": [typed]}))
    assert groups.wrong_number(telling) == []
    groups.take_people(telling, Posted({}))
    assert telling.people == typed.strip()


def test_a_wrong_number_stores_nothing_and_can_be_mended(
    form_house: "House", narrator: Narrator
) -> None:
    page = narrator.press(to_review(narrator), "ja", mensen="<b>8</b>")
    assert page.status_code == 422
    assert 'href="#mensen"' in page.text
    assert "<b>8</b>" not in page.text
    missing = narrator.press(page, "ja", mensen="")
    assert "Vul in hoeveel mensen erbij waren." in words_of(missing)
    assert rows(form_house) == (0, 0, 0)
    assert len(codes_on(narrator.press(missing, "ja", mensen="2"))) == 2


def test_the_same_write_up_by_somebody_else_is_refused(
    form_house: "House", browser_for: NewBrowser
) -> None:
    send_in(browser_for())
    page = to_review(other := browser_for())
    refused = other.press(page, "ja", mensen="3")
    assert refused.status_code == 409
    assert "Precies dit verslag is al eens ingestuurd." in words_of(refused)
    assert rows(form_house) == (1, 2, 0)
    assert other.open("/nakijken").status_code == 200


def test_danger_shows_help_and_is_read_first(form_house: "House", browser_for: NewBrowser) -> None:
    danger = f"{TEXT}\n\nEen moeder vertelde: mijn man slaat mij als hij gedronken heeft."
    writer = browser_for()
    page = to_review(writer, text=danger)
    page = writer.press(page, "ja", mensen="2")
    assert "Gaat het nu niet goed met u of met een ander?" in words_of(page)
    for code in codes_on(page):
        agree(one := browser_for(), enter(one, code))
    story = the_story(form_house)
    assert story.state is StoryState.IN_TRIAGE
    with form_house.database.reading() as session:
        assert session.get(TriageCase, story.id) is not None


def test_nobody_stores_it_for_one_person_all_the_same(
    form_house: "House", narrator: Narrator
) -> None:
    page = narrator.press(to_review(narrator), "niet", mensen="2", mag="associatie")
    assert page.url.path == "/nakijken"
    assert rows(form_house) == (0, 0, 0)


def test_the_ordinary_form_asks_no_number(form_house: "House", narrator: Narrator) -> None:
    page = narrator.to_review()
    assert "Hoeveel mensen waren erbij?" not in words_of(page)
    page = narrator.press(page, "ja", mag="associatie", mensen="4")
    assert codes_on(page) == []
    assert rows(form_house) == (1, 0, 1)


def test_with_the_slips_kept_another_write_up_can_follow(
    form_house: "House", narrator: Narrator
) -> None:
    send_in(narrator)
    page = narrator.press(narrator.open("/uw-code"), "nog_een")
    assert page.url.path == "/verhaal"
    assert rows(form_house) == (1, 2, 0)


def test_paper_and_preview_say_that_everybody_answers(
    form_house: "House", narrator: Narrator
) -> None:
    paper = words_of(narrator.open("/papier/spiegel"))
    assert "Hoeveel mensen waren erbij?" in paper
    assert "Wie mag uw verhaal lezen?" not in paper
    assert "Hoe oud bent u" not in paper
    with form_house.database.reading() as session:
        form_id = forms.current(session, "panel").id
    link = previewing.link(form_house.settings, form_house.sealer, form_id)
    preview = words_of(narrator.open(f"/voorbeeld/{link.rpartition('/')[2]}"))
    assert "Ieder van hen krijgt een code" in preview
    assert "kiest wie het mag lezen" not in preview
