"""The narrator's correction: back, other words, or gone as well."""

import pytest

from ingest.pseudonymise import Pseudonymised, Pseudonymiser, apply_review, pseudonymise
from ingest.review import occurrences
from models.errors import Rejected
from models.vocabulary import PersonalDataKind as Kind

RAW = "Mijn zoon Bilal zag Bilal in Zwolle. De fontein was stuk."


@pytest.fixture
def taken_out(finder: Pseudonymiser) -> Pseudonymised:
    return pseudonymise(RAW, finder=finder)


def test_restored_words_come_back(taken_out: Pseudonymised) -> None:
    done = apply_review(RAW, taken_out.replacements, restored={2})
    assert done.text == "Mijn zoon [zoon-1] zag [zoon-1] in Zwolle. De fontein was stuk."


def test_own_words_take_the_place(taken_out: Pseudonymised) -> None:
    done = apply_review(RAW, taken_out.replacements, renamed={0: "mijn jongste"})
    assert done.text.startswith("Mijn zoon mijn jongste zag [zoon-1]")
    assert done.replacements[0].rule == "verteller"


def test_marked_words_go_wherever_they_stand_as_whole_words(taken_out: Pseudonymised) -> None:
    done = apply_review(RAW, taken_out.replacements, marked=["FONTEIN", "was  stuk"])
    assert done.text.endswith("De [weggehaald-1] [weggehaald-2].")
    assert [item.kind for item in done.replacements[-2:]] == [Kind.MARKED, Kind.MARKED]


def test_a_part_of_a_word_is_not_the_word(taken_out: Pseudonymised) -> None:
    assert apply_review(RAW, taken_out.replacements, marked=["font"]).text == taken_out.text


def test_a_word_that_is_gone_already_is_no_fault(taken_out: Pseudonymised) -> None:
    done = apply_review(RAW, taken_out.replacements, marked=["bilal"], all_must_occur=True)
    assert done.text == taken_out.text


def test_a_marked_word_that_is_not_there_is_named_by_place_only() -> None:
    with pytest.raises(Rejected) as caught:
        apply_review("Een verhaal.", (), marked=["Geheimpje"], all_must_occur=True)
    assert caught.value.problems[0].place == "gemist woord"
    assert "Geheimpje" not in caught.value.message + caught.value.problems[0].message


@pytest.mark.parametrize("words", ["", "  \n", "x" * 61, "[persoon-9]"])
def test_own_words_that_cannot_be_used_are_refused(taken_out: Pseudonymised, words: str) -> None:
    with pytest.raises(Rejected, match="kan er niet komen te staan"):
        apply_review(RAW, taken_out.replacements, renamed={0: words})


def test_marked_words_are_numbered_after_those_in_the_text() -> None:
    done = apply_review("[weggehaald-1] en de fontein", (), marked=["fontein"])
    assert done.text == "[weggehaald-1] en de [weggehaald-2]"


def test_marked_signs_are_no_pattern() -> None:
    assert apply_review("wat (nu) dan", (), marked=["(nu)"]).text == "wat [weggehaald-1] dan"
    assert occurrences("abc", "...") == []


def test_offsets_count_in_the_raw_text(taken_out: Pseudonymised) -> None:
    done = apply_review(RAW, taken_out.replacements, restored={0}, marked=["fontein"])
    for item in done.replacements:
        assert done.text[item.out_start : item.out_end] == item.placeholder
    assert [RAW[item.start : item.end] for item in done.replacements] == [
        "Bilal",
        "Zwolle",
        "fontein",
    ]
