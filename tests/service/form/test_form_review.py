"""Looking over: what was taken away can come back, be reworded, and what was missed can go."""

import re

import httpx
import pytest

from tests.service.form.conftest import STORY, Narrator, words_of


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is tested here is the same on every database."""
    return sqlite_url


def _number(page: httpx.Response, surface: str) -> str:
    """The number of the replacement of these words."""
    found = re.search(
        rf'id="wissel-(\d+)"(?:(?!id="wissel-).)*?U schreef: </span>{re.escape(surface)}<',
        page.text,
        flags=re.S,
    )
    assert found, f"{surface} was not replaced"
    return found.group(1)


def _sheet(page: httpx.Response) -> str:
    """The story as others would read it."""
    found = re.search(r"<article.*?</article>", page.text, flags=re.S)
    assert found
    return " ".join(re.sub(r"<[^>]+>", "", found.group()).split())


def test_every_replacement_is_marked_and_named(narrator: Narrator) -> None:
    page = narrator.to_review()
    assert "Fatima" not in _sheet(page)
    assert page.text.count('<mark class="vp-mark">') >= 4
    assert _number(page, "Fatima")
    assert _number(page, "06-12345678")


def test_a_name_in_title_and_text_is_one_decision(narrator: Narrator) -> None:
    page = narrator.to_review()
    number = _number(page, "Fatima")
    page = narrator.press(page, f"terug:{number}")
    assert _sheet(page).startswith("Fatima belde Fatima uit de")
    assert "U zette dit terug" in words_of(page)


def test_what_was_put_back_can_be_taken_away_again(narrator: Narrator) -> None:
    page = narrator.to_review()
    number = _number(page, "Fatima")
    page = narrator.press(narrator.press(page, f"terug:{number}"), f"weg:{number}")
    assert "Fatima" not in _sheet(page)


def test_own_words_take_the_place_of_a_name(narrator: Narrator) -> None:
    page = narrator.to_review()
    number = _number(page, "Fatima")
    page = narrator.press(page, f"anders:{number}", **{f"anders-{number}": "mijn  buurvrouw"})
    assert _sheet(page).startswith("mijn buurvrouw belde mijn buurvrouw uit de")
    narrator.approve(page)
    (story,) = narrator.stories()
    assert story.title == "mijn buurvrouw belde"


def test_empty_own_words_are_refused_at_the_field(narrator: Narrator) -> None:
    page = narrator.to_review()
    number = _number(page, "Fatima")
    page = narrator.press(page, f"anders:{number}")
    assert page.status_code == 422
    assert f'href="#anders-{number}"' in page.text
    assert re.search(r"<details[^>]* open>", page.text)


@pytest.mark.parametrize("words", ["x" * 61, "[persoon-7]", "\u200b\u00ad"])
def test_own_words_that_cannot_stand_there_are_refused_and_not_kept(
    narrator: Narrator, words: str
) -> None:
    page = narrator.to_review()
    number = _number(page, "Fatima")
    page = narrator.press(page, f"anders:{number}", **{f"anders-{number}": words})
    assert page.status_code == 422
    assert f'href="#anders-{number}"' in page.text
    assert narrator.open("/nakijken").status_code == 200


def test_a_missed_word_is_taken_away_everywhere(narrator: Narrator) -> None:
    page = narrator.press(narrator.to_review(), "merk", woord="groene brommer")
    assert "groene brommer" not in _sheet(page)
    narrator.approve(page)
    assert "groene brommer" not in narrator.stories()[0].text


def test_a_taken_away_word_may_stay_after_all(narrator: Narrator) -> None:
    page = narrator.press(narrator.to_review(), "merk", woord="groene brommer")
    page = narrator.press(page, "ontmerk:0")
    assert "groene brommer" in _sheet(page)


def test_a_word_that_is_not_there_is_refused_and_kept_in_the_field(narrator: Narrator) -> None:
    page = narrator.press(narrator.to_review(), "merk", woord="Uilenbos")
    assert page.status_code == 422
    assert 'value="Uilenbos"' in page.text


def test_a_word_inside_a_placeholder_is_not_a_word_of_the_story(narrator: Narrator) -> None:
    page = narrator.press(narrator.to_review(), "merk", woord="telefoon")
    assert page.status_code == 422


def test_enter_in_the_word_field_takes_the_word_away(narrator: Narrator) -> None:
    page = narrator.press(narrator.to_review(), "bijwerken", woord="groene brommer")
    assert "groene brommer" not in _sheet(page)


def test_enter_in_the_own_words_field_uses_them(narrator: Narrator) -> None:
    page = narrator.to_review()
    number = _number(page, "Fatima")
    page = narrator.press(page, "bijwerken", **{f"anders-{number}": "mijn tante"})
    assert "mijn tante belde" in _sheet(page)


@pytest.mark.parametrize("action", ["ja", "niet"])
def test_nobody_decides_with_a_word_typed_but_not_taken_away(
    narrator: Narrator, action: str
) -> None:
    page = narrator.press(narrator.to_review(), action, woord="groene brommer", mag=["associatie"])
    assert page.status_code == 422
    assert narrator.stories() == []


def test_decisions_survive_a_change_of_the_text(narrator: Narrator) -> None:
    page = narrator.to_review()
    page = narrator.press(page, f"terug:{_number(page, 'Fatima')}")
    page = narrator.press(page, "naar:verhaal")
    page = narrator.press(page, "verder", tekst="Er was nog iets. " + STORY)
    page = narrator.open("/nakijken")
    assert "Er was nog iets. Fatima uit de" in _sheet(page)


def test_ticks_survive_a_correction(narrator: Narrator) -> None:
    page = narrator.press(narrator.to_review(), "merk", woord="groene brommer", mag=["citaat"])
    assert re.search(r'id="mag-citaat" checked', page.text)


def test_an_old_page_cannot_approve_a_text_that_was_changed_since(narrator: Narrator) -> None:
    old = narrator.to_review()
    narrator.press(old, f"terug:{_number(old, 'Fatima')}")
    page = narrator.approve(old)
    assert page.status_code == 409
    assert "intussen veranderd" in words_of(page)
    assert narrator.stories() == []


def test_a_button_that_does_not_exist_changes_nothing(narrator: Narrator) -> None:
    page = narrator.to_review()
    for action in ("terug:99", "weg:x", "naar:elders", "ontmerk:7", "zomaar"):
        again = narrator.press(page, action)
        assert again.status_code == 200
        assert _sheet(again) == _sheet(page)


def test_the_summary_says_every_answer_and_where_to_change_it(narrator: Narrator) -> None:
    page = narrator.to_review()
    said = words_of(page)
    assert "vooral: ik en mijn gezin" in said
    assert "Hoe liep het af? Goed Wijzigen" in said
    assert "Ouder of verzorger" in said
    assert narrator.press(page, "naar:betekenis").url.path == "/betekenis"


def test_mark_up_in_a_story_is_text(narrator: Narrator) -> None:
    page = narrator.to_review("<script>alert(1)</script> & <b>vet</b> {{ 7*7 }}", "<i>schuin</i>")
    assert "<script>alert" not in page.text
    assert "<b>vet</b>" not in page.text
    assert "{{ 7*7 }}" in page.text
    narrator.approve(page)
    assert "<script>alert(1)</script>" in narrator.stories()[0].text


def test_characters_that_nobody_types_are_left_out(narrator: Narrator) -> None:
    narrator.approve(narrator.to_review("Goed\x00 zo\u202e, zei ik.\r\nEn toen?", ""))
    assert narrator.stories()[0].text == "Goed zo, zei ik.\nEn toen?"


def test_things_that_are_rare_together_are_shown_and_can_go(narrator: Narrator) -> None:
    story = (
        "Wij zijn het enige gezin met een drieling in het dorp. Iedereen kent ons, en het "
        "wijkteam vroeg toch wie wij waren."
    )
    page = narrator.to_review(text=story)
    assert "Deze dingen samen kunnen laten zien wie u bent" in words_of(page)
    page = narrator.press(page, "merk:drieling")
    assert "drieling" not in _sheet(page)
    assert "Deze dingen samen" not in words_of(page)


def test_an_ordinary_story_gets_no_such_notice(narrator: Narrator) -> None:
    assert "Deze dingen samen" not in words_of(narrator.to_review())


def test_a_title_that_grows_too_long_by_what_stands_for_names_is_refused_in_time(
    narrator: Narrator,
) -> None:
    names = "Jan,Eva,Bob,Tim,Tom,Kim,Mia,Bea,Ida,Ada,Piet,Kees,Henk,Anne,Lies,Loes,Wim,Ans"
    page = narrator.tell(title=names)
    assert page.status_code == 422
    assert 'href="#titel"' in page.text
    page = narrator.to_review(title=names[:63])
    page = narrator.press(
        page, "anders:1", **{"anders-1": "mijn oude en lieve buurvrouw van hiernaast"}
    )
    assert 'href="#anders-1"' in page.text
    assert "Er staan te veel namen in de titel" in words_of(page)
