"""Cleaning of what was typed, fingerprints, and the gate as a whole."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.drafts import MAX_STORY_CHARACTERS, Draft, clean, clean_text, fingerprint
from ingest.intake import take_in
from ingest.pseudonymise import Pseudonymiser
from models.errors import Rejected
from models.vocabulary import PersonalDataKind as Kind

STORY = "Mijn zoon Bilal kreeg eindelijk hulp van het team."


@given(text=st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text, limit=None)
    assert clean_text(once, limit=None) == once
    assert once == unicodedata.normalize("NFC", once)


def test_control_invisible_and_bidi_characters_go() -> None:
    assert clean_text("a\x00b\u200bc\u202ed\ufeffe\u00adf") == "abcdef"


def test_every_line_end_becomes_one_kind_and_tabs_stay() -> None:
    assert clean_text("een\r\ntwee\rdrie\u2028vier\tvijf") == "een\ntwee\ndrie\nvier\tvijf"


def test_joined_emoji_stay_whole() -> None:
    family, flag = "👩‍👩‍👧‍👦", "🏳️‍🌈"
    assert clean_text(f"wij {family} {flag}") == f"wij {family} {flag}"
    assert clean_text("sa\u200dmen") == "samen"


def test_letters_are_composed() -> None:
    assert clean_text("Zoe\u0308") == "Zoë"


def test_a_story_at_the_limit_fits_and_one_more_is_refused_whole() -> None:
    assert len(clean_text("a" * MAX_STORY_CHARACTERS)) == MAX_STORY_CHARACTERS
    with pytest.raises(Rejected, match=r"20\.001 tekens") as caught:
        clean_text("a" * (MAX_STORY_CHARACTERS + 1))
    assert caught.value.code == "verhaal.te_lang"


def test_a_title_is_kept_on_one_line_and_has_a_limit() -> None:
    assert clean(Draft(text=STORY, title=" Een\n titel ")).title == "Een titel"
    with pytest.raises(Rejected, match="titel is te lang"):
        clean(Draft(text=STORY, title="t" * 121))


def test_fingerprints_ignore_case_spacing_and_what_cannot_be_seen() -> None:
    assert fingerprint("Titel", "Een  verhaal\r\n") == fingerprint("titel", "een\u200b verhaal")
    assert fingerprint("a b", "c") != fingerprint("a", "b c")
    assert fingerprint("", "Een verhaal") != fingerprint("", "Een ander verhaal")


def test_no_repr_shows_a_story() -> None:
    assert "zoon" not in repr(Draft(text=STORY, title="Over mijn zoon"))


@pytest.mark.parametrize(("text", "word"), [("", "leeg"), (" \u200b\n", "leeg"), ("Kort.", "kort")])
def test_an_empty_or_tiny_story_is_refused(finder: Pseudonymiser, text: str, word: str) -> None:
    with pytest.raises(Rejected, match=word) as caught:
        take_in(Draft(text=text), finder=finder)
    assert caught.value.problems[0].place == "verhaal"


def test_the_gate_lets_only_placeholders_through(finder: Pseudonymiser) -> None:
    intake = take_in(Draft(text=STORY, title="Bilal en ik"), finder=finder)
    assert intake.title.text == "[zoon-1] en ik"
    assert intake.text.text == "Mijn zoon [zoon-1] kreeg eindelijk hulp van het team."
    assert intake.text.replacements[0].kind is Kind.PERSON
    assert intake.alarm is None
    assert "Bilal" not in repr(intake)


def test_a_placeholder_in_the_text_keeps_its_number_from_the_title(finder: Pseudonymiser) -> None:
    draft = Draft(text="Daarna kwam [persoon-1] weer langs bij ons.", title="Bilal en ik")
    assert take_in(draft, finder=finder).title.text == "[persoon-2] en ik"


def test_danger_in_an_answer_is_seen_through_invisible_letters(finder: Pseudonymiser) -> None:
    draft = Draft(text=STORY)
    assert take_in(draft, finder=finder, words=["Ik wil do\u00adod."]).alarm is not None
